package names

import (
	"math"
	"slices"
	"unicode/utf8"
)

// A key is something two names may have in common: the hash of its kind and
// text, and how many bits of ground it gives them. Of two keys with one hash
// that with more bits is sorted first.
type key uint64

func newKey(hash hash, bits int) key { return key(hash)<<32 | key(maxBits-min(bits, maxBits)) }

func (k key) hash() uint32 { return uint32(k >> 32) }
func (k key) bits() uint8  { return maxBits - uint8(k) }

// Kinds of keys, as hashes of nothing. Keys of one kind with the same text are
// the same key.
const (
	keyWord      hash = (2166136261 ^ iota) * prime & math.MaxUint32 // a word, or two run together
	keyLess                                                          // a word or name with one letter left out
	keySound                                                         // a word or name by sound
	keyBones                                                         // a name by its consonants
	keySoundLess                                                     // a name by sound with one letter left out
	keyRun                                                           // four letters of a name
	keyFirst                                                         // a short word at the beginning
	keyHan                                                           // two Han characters
)

// ground is how many bits two names must have in common to be compared.
const ground = 12

// A keyring collects keys.
type keyring []key

func (r *keyring) put(h hash, bits int) {
	if bits > 0 {
		*r = append(*r, newKey(h, bits))
	}
}

// keysOf returns the keys of a name, sorted, each once.
func keysOf(readings []reading) []key {
	var room [200]key // most names have fewer
	keys := keyring(room[:0])
	for i := range readings {
		keys.addWords(&readings[i])
		keys.addName(&readings[i])
	}
	slices.Sort(keys)
	keys = slices.CompactFunc(keys, func(a, b key) bool { return a.hash() == b.hash() })
	return slices.Clone(keys)
}

// addWords puts the keys of single words. What two names share must not count
// twice, by letters and by sound, unless it is enough by itself.
func (r *keyring) addWords(from *reading) {
	for i := range from.words {
		w := &from.words[i]
		if w.bits <= formBits && len(from.words) > 1 || from.how == romanized && w.bits < ground {
			continue
		}
		r.put(keyWord.text(singular(w.text)), w.bits)
		if w.looks != w.text {
			r.put(keyWord.text(w.looks), w.bits)
		}
		if len(w.text) >= 4 && plain(w.text) && w.bits >= ground {
			if len(w.sounds) >= 4 {
				r.put(keySound.text(w.sounds), w.bits-2)
			}
			if len(w.text) >= 6 {
				keyLess.lessOne(singular(w.looks), func(h hash) { r.put(h, w.bits-3) })
			}
		}
		if i > 0 && from.words[i-1].bits > formBits && w.bits > formBits {
			r.put(keyWord.text(looksOf(from.words[i-1].text+w.text)), ground)
		}
	}
	if first := &from.words[0]; len(first.text) <= 4 && first.bits > tradeBits {
		r.put(keyFirst.text(first.text), ground-8)
	}
}

// addName puts the keys of the name as one.
func (r *keyring) addName(from *reading) {
	r.put(keyWord.text(from.looks), ground)
	if utf8.RuneCountInString(from.looks) >= 3 {
		r.oneEdit(keyLess, from.looks)
		if one := singular(from.looks); one != from.looks {
			r.oneEdit(keyLess, one)
		}
	}
	if plain(from.sounds) && len(from.joined) > shortest { // of short names only one edit counts
		r.put(keySound.text(from.sounds), min(ground, 3*len(from.sounds)-2))
		switch n := len(from.sounds); {
		case n == 4: // what has four sounds and one of them wrong is heard everywhere, one more is not
			for i := range n + 1 {
				r.put(keySoundLess.text(from.sounds[:i]).text("?").text(from.sounds[i:]), ground)
			}
		case n > 4:
			r.oneEdit(keySoundLess, from.sounds)
		}
		r.put(keyBones.text(from.bones), min(ground, 3*len(from.bones)-3))
	}
	r.addRuns(from)
}

// addRuns puts the keys of the letters side by side in what common words do not
// fill. Syllables are few, and their runs common.
func (r *keyring) addRuns(from *reading) {
	if from.how == romanized {
		return
	}
	var room [maxJoined + 2]rune
	text, latin := append(room[:0], '^'), true
	for i := range from.words {
		if w := &from.words[i]; w.bits >= ground {
			text = append(text, []rune(w.text)...)
			latin = latin && plain(w.text)
		}
	}
	if len(text) == 1 {
		return
	}
	text = append(text, '$')
	text = text[:min(len(text), maxJoined)]
	if !latin {
		for i := 1; i+2 < len(text); i++ {
			r.put(keyHan.runes(text[i:i+2]), ground-2)
		}
		return
	}
	const n = 4
	for i := range len(text) - n + 1 {
		bits := 5 // endings are common, beginnings are not
		switch i {
		case 0:
			bits = 6
		case len(text) - n:
			bits = 2
		}
		r.put(keyRun.runes(text[i:i+n]), bits)
	}
}

// oneEdit puts keys that s has in common with what is one edit away. Of short
// names, two with one letter left out are too often the same: theirs are what
// is left when one letter is any letter, between the others or in place of one.
func (r *keyring) oneEdit(kind hash, s string) {
	var room [maxJoined]rune
	text := runes(room[:0], s)
	if len(text) >= shortKeys { // what has one letter more is not short
		r.put(kind.runes(text), ground)
	}
	if len(text) > shortKeys {
		kind.lessOne(s, func(h hash) { r.put(h, ground) })
		return
	}
	for i := range len(text) + 1 {
		before := kind.runes(text[:i])
		r.put(before.rune('?').runes(text[i:]), ground)
		if i == len(text) {
			break
		}
		r.put(before.rune('?').runes(text[i+1:]), ground)
		if i > 0 {
			low, high := min(text[i-1], text[i]), max(text[i-1], text[i])
			r.put(kind.runes(text[:i-1]).rune('?').rune(low).rune(high).runes(text[i+1:]), ground)
		}
	}
}

// shortKeys is how long a name is short for this purpose.
const shortKeys = 6

// runes appends those of s to room.
func runes(room []rune, s string) []rune {
	for _, c := range s {
		room = append(room, c)
	}
	return room
}

// singular drops the s of a plural, roughly.
func singular(s string) string {
	if n := len(s); n > 4 && s[n-1] == 's' && s[n-2] != 's' {
		return s[:n-1]
	}
	return s
}

// shared is the ground of two names.
func shared(a, b []key) int {
	sum := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].hash() < b[0].hash():
			a = a[1:]
		case a[0].hash() > b[0].hash():
			b = b[1:]
		default:
			sum += int(min(a[0].bits(), b[0].bits()))
			a, b = a[1:], b[1:]
		}
	}
	return sum
}

// A hash is that of a kind of key and the letters so far, after FNV-1a.
type hash uint32

const prime = 16777619

func (h hash) rune(c rune) hash { return (h ^ hash(c)) * prime }

func (h hash) runes(text []rune) hash {
	for _, c := range text {
		h = h.rune(c)
	}
	return h
}

func (h hash) text(s string) hash {
	for _, c := range s {
		h = h.rune(c)
	}
	return h
}

// lessOne calls f with the hash of s less each of its letters, once each.
func (h hash) lessOne(s string, f func(hash)) {
	var room [maxJoined]rune
	text := runes(room[:0], s)
	for i, c := range text {
		if i == 0 || c != text[i-1] {
			f(h.runes(text[i+1:]))
		}
		h = h.rune(c)
	}
}
