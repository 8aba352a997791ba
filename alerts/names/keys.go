package names

import (
	"cmp"
	"slices"
	"strings"
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
			keys = append(keys, key{hash(kind, text), uint8(min(bits, maxBits))})
		}
	}
	for i := range readings {
		r := &readings[i]
		r.wordKeys(put)
		r.nameKeys(put)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(b.bits, a.bits))
	})
	return slices.Clip(slices.CompactFunc(keys, func(a, b key) bool { return a.hash == b.hash }))
}

// wordKeys puts the keys of single words. What two names share must not count
// twice, by letters and by sound, unless it is enough by itself.
func (r *reading) wordKeys(put func(kind uint32, text string, bits int)) {
	for i, w := range r.words {
		if w.bits <= formBits && len(r.words) > 1 || r.how == romanized && w.bits < ground {
			continue
		}
		put(keyWord, singular(w.text), w.bits)
		if w.looks != w.text {
			put(keyWord, w.looks, w.bits)
		}
		if len(w.text) >= 4 && plain(w.text) && w.bits >= ground {
			if len(w.sounds) >= 4 {
				put(keySound, w.sounds, w.bits-2)
			}
			if len(w.text) >= 6 {
				lessOne(singular(w.looks), func(t string) { put(keyLess, t, w.bits-3) })
			}
		}
		if i > 0 && r.words[i-1].bits > formBits && w.bits > formBits {
			put(keyWord, looksOf(r.words[i-1].text+w.text), ground)
		}
	}
	if first := r.words[0]; len(first.text) <= 4 && first.bits > tradeBits {
		put(keyFirst, first.text, ground-8)
	}
}

// nameKeys puts the keys of the name as one.
func (r *reading) nameKeys(put func(kind uint32, text string, bits int)) {
	put(keyWord, r.looks, ground)
	if utf8.RuneCountInString(r.looks) >= 3 {
		oneEdit(keyLess, r.looks, put)
		if one := singular(r.looks); one != r.looks {
			oneEdit(keyLess, one, put)
		}
	}
	if plain(r.sounds) && len(r.joined) > shortest { // of short names only one edit counts
		put(keySound, r.sounds, min(ground, 3*len(r.sounds)-2))
		switch n := len(r.sounds); {
		case n == 4: // what has four sounds and one of them wrong is heard everywhere, one more is not
			for i := range n + 1 {
				put(keySoundLess, r.sounds[:i]+"?"+r.sounds[i:], ground)
			}
		case n > 4:
			oneEdit(keySoundLess, r.sounds, put)
		}
		put(keyBones, r.bones, min(ground, 3*len(r.bones)-3))
	}
	var rare strings.Builder // what common words do not fill
	for _, w := range r.words {
		if w.bits >= ground {
			rare.WriteString(w.text)
		}
	}
	if rare.Len() == 0 || r.how == romanized { // syllables are few, and their runs common
		return
	}
	text := []rune("^" + rare.String() + "$")
	text = text[:min(len(text), maxJoined)]
	if n := 4; plain(rare.String()) {
		for i := range len(text) - n + 1 {
			bits := 5 // endings are common, beginnings are not
			switch i {
			case 0:
				bits = 6
			case len(text) - n:
				bits = 2
			}
			put(keyRun, string(text[i:i+n]), bits)
		}
		return
	}
	for i := 1; i+2 < len(text); i++ {
		put(keyHan, string(text[i:i+2]), ground-2)
	}
}

// oneEdit puts keys that s has in common with what is one edit away. Of short
// names, two with one letter left out are too often the same: theirs are what
// is left when one letter is any letter, between the others or in place of one.
func oneEdit(kind uint32, s string, put func(kind uint32, text string, bits int)) {
	text := []rune(s)
	if len(text) > shortKeys {
		put(kind, s, ground)
		lessOne(s, func(t string) { put(kind, t, ground) })
		return
	}
	for i := range len(text) + 1 {
		put(kind, string(text[:i])+"?"+string(text[i:]), ground)
		if i < len(text) {
			put(kind, string(text[:i])+"?"+string(text[i+1:]), ground)
		}
		if i > 0 && i < len(text) {
			low, high := min(text[i-1], text[i]), max(text[i-1], text[i])
			put(kind, string(text[:i-1])+"?"+string([]rune{low, high})+string(text[i+1:]), ground)
		}
	}
}

// shortKeys is how long a name is short for this purpose.
const shortKeys = 6

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

// shared is the ground of two names.
func shared(a, b []key) int {
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
