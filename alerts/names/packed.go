package names

import "sync"

// A packed name is one without its keys in one text: what is compared side by
// side, each text after its length, then the name as it was given. An index of
// a million waits for memory more than for anything else, and what holds no
// pointers costs the collector nothing.
type packed string

// pack appends n to b. Numbers take a byte: maxJoined letters have 192 bytes
// at most, and a word fewer bits still.
func (n *Name) pack(b []byte) []byte {
	put := func(texts ...string) {
		for _, t := range texts {
			b = append(append(b, byte(len(t))), t...)
		}
	}
	b = append(b, byte(len(n.readings)))
	for _, r := range n.readings {
		b = append(b, byte(r.how), bit(r.han), byte(len(r.words)))
		put(r.joined, r.looks, r.sounds, r.bones)
		for _, w := range r.words {
			b = append(b, byte(w.bits))
			put(w.text, w.looks, w.sounds)
		}
	}
	return append(b, n.Text...)
}

func bit(is bool) byte {
	if is {
		return 1
	}
	return 0
}

// An unpacker is room for one name after the other.
type unpacker struct {
	readings [maxReadings]reading
	words    [maxReadings * maxWords]word
}

var unpackers = sync.Pool{New: func() any { return new(unpacker) }}

// unpack returns the name packed in p. It holds until the next.
func (u *unpacker) unpack(p packed) Name {
	number := func() (n int) {
		n, p = int(p[0]), p[1:]
		return n
	}
	text := func() (s string) {
		n := 1 + int(p[0])
		s, p = string(p[1:n]), p[n:]
		return s
	}
	readings, words := u.readings[:number()], u.words[:0]
	for i := range readings {
		r := &readings[i]
		*r = reading{how: manner(number()), han: number() == 1}
		more := words[len(words) : len(words)+number()]
		r.joined, r.looks, r.sounds, r.bones = text(), text(), text(), text()
		for j := range more {
			w := &more[j]
			w.bits = number()
			w.text, w.looks, w.sounds = text(), text(), text()
			r.bits += w.bits
		}
		r.words, words = more, words[:len(words)+len(more)]
	}
	return Name{Text: string(p), readings: readings}
}
