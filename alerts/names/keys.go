package names

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// A key is something two names may have in common, and how many bits of ground
// it gives them.
type key struct {
	hash uint32
	bits uint8
}

// Kinds of keys. Keys of one kind with the same text are the same key.
const (
	keyWord      = iota // a word, or two run together
	keyLess             // a word or name with one letter left out
	keySound            // a word or name by sound
	keyBones            // a name by its consonants
	keySoundLess        // a name by sound with one letter left out
	keyRun              // four letters of a name
	keyFirst            // a short word at the beginning
	keyHan              // two Han characters
)

// ground is how many bits two names must have in common to be compared.
const ground = 12

// keysOf returns the keys of a name, sorted, each once.
func keysOf(readings []reading) []key {
	var keys []key
	put := func(kind uint32, text string, bits int) {
		if bits > 0 {
			keys = append(keys, key{hash(kind, text), uint8(bits)})
		}
	}
	for _, r := range readings {
		for i, w := range r.words {
			if w.bits <= formBits && len(r.words) > 1 {
				continue
			}
			put(keyWord, singular(w.text), w.bits)
			put(keyWord, w.looks, w.bits)
			if n := len(w.text); ascii(w.text) && n >= 4 && w.bits > tradeBits {
				put(keySound, w.sounds, min(w.bits-2, 3*len(w.sounds)))
				if n >= 6 {
					lessOne(singular(w.looks), func(t string) { put(keyLess, t, w.bits-3) })
				}
			}
			if i > 0 {
				v := r.words[i-1]
				if v.bits > formBits && w.bits > formBits {
					put(keyWord, looksOf(v.text+w.text), ground)
				}
			}
		}
		if first := r.words[0]; len(first.text) <= 4 && first.bits > tradeBits {
			put(keyFirst, first.text, 4)
		}
		n := utf8.RuneCountInString(r.looks)
		put(keyWord, r.looks, ground)
		if n >= 3 {
			put(keyLess, r.looks, ground)
			lessOne(r.looks, func(t string) { put(keyLess, t, ground) })
			if one := singular(r.looks); one != r.looks {
				put(keyLess, one, ground)
				lessOne(one, func(t string) { put(keyLess, t, ground) })
			}
		}
		if ascii(r.sounds) {
			put(keySound, r.sounds, min(ground, 3*len(r.sounds)))
			if len(r.sounds) >= 4 {
				put(keySoundLess, r.sounds, ground)
				lessOne(r.sounds, func(t string) { put(keySoundLess, t, min(ground, 3*len(t))) })
			}
			put(keyBones, r.bones, min(ground, 2*len(r.bones)+2))
		}
		padded := "^" + r.joined + "$"
		text := []rune(padded)
		han := !ascii(r.joined)
		for i := range text {
			if han && i+2 <= len(text) && text[i] != '^' && text[i+1] != '$' {
				put(keyHan, string(text[i:i+2]), ground-2)
			} else if !han && i+4 <= len(text) {
				put(keyRun, padded[i:i+4], 5)
			}
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(b.bits, a.bits))
	})
	return slices.Clip(slices.CompactFunc(keys, func(a, b key) bool { return a.hash == b.hash }))
}

// lessOne calls f with s less each of its letters, once each.
func lessOne(s string, f func(string)) {
	text := []rune(s)
	for i := range text {
		if i == 0 || text[i] != text[i-1] {
			f(string(text[:i]) + string(text[i+1:]))
		}
	}
}

// singular drops the s of a plural, roughly.
func singular(s string) string {
	if n := len(s); n > 4 && s[n-1] == 's' && s[n-2] != 's' {
		return s[:n-1]
	}
	return s
}

// common is the ground of two names.
func common(a, b []key) int {
	sum := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].hash < b[0].hash:
			a = a[1:]
		case a[0].hash > b[0].hash:
			b = b[1:]
		default:
			sum += int(min(a[0].bits, b[0].bits))
			a, b = a[1:], b[1:]
		}
	}
	return sum
}

// hash is FNV-1a.
func hash(kind uint32, s string) uint32 {
	h := (2166136261 ^ kind) * 16777619
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func ascii(s string) bool { return plain(s) }
