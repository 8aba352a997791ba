package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes s ready to be compared. It takes any bytes, in time linear in
// their number; of a very long text it reads the beginning.
func Fold(s string) Name {
	n := Name{Text: s}
	runs := split(clean(s))
	main := make([]word, 0, len(runs))
	var latin, han, likely []word
	var other bool // a word has Latin look-alikes only
	var chars [][]rune
	for _, r := range runs {
		if r.script == unicode.Han {
			for _, w := range hanWords(r.text) {
				main, han = append(main, w), append(han, w)
				chars = append(chars, []rune(w.text))
			}
			continue
		}
		by, look := alphabetic(r.text)
		if by == "" {
			continue // a hard sign alone
		}
		for _, t := range partDigits(by) {
			main, latin = append(main, newWord(t)), append(latin, newWord(t))
		}
		if look == "" {
			look = by
		} else {
			other = true
		}
		likely = append(likely, newWord(look))
	}
	n.add(written, main)
	if len(latin) > 0 && len(han) > 0 {
		n.add(part, latin)
		n.add(part, han)
	}
	if other {
		n.add(likeness, likely)
	}
	for _, p := range pinyinOf(chars) {
		words := make([]word, len(han))
		for i, w := range han {
			words[i] = word{p[i], looksOf(p[i]), soundsOf(p[i]), w.bits}
		}
		n.add(romanized, words)
	}
	if parted, ok := compounds(main); ok {
		n.add(compound, parted)
	}
	n.keys = keysOf(n.readings)
	return n
}

// add appends a reading of words, unless there is nothing in it.
func (n *Name) add(how manner, words []word) {
	words = undrawn(words)
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	if len(words) == 0 || len(n.readings) == maxReadings {
		return
	}
	r := reading{how: how, words: words}
	tells := slices.ContainsFunc(words, func(w word) bool { return w.bits > formBits })
	var b strings.Builder
	count := 0
	for _, w := range words {
		r.bits += w.bits
		if tells && w.bits <= formBits {
			continue
		}
		for _, c := range w.text {
			if count == maxJoined {
				break
			}
			b.WriteRune(c)
			count++
		}
	}
	r.joined = b.String()
	r.looks, r.sounds = looksOf(r.joined), soundsOf(r.joined)
	r.bones = bonesOf(r.sounds)
	n.readings = append(n.readings, r)
}

// clean returns the beginning of s in valid UTF-8 and compatibility form,
// without accents of alphabets and without what cannot be seen.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	if plain(s) {
		return s
	}
	s = signs.Replace(strings.ToValidUTF8(s, " "))
	s = norm.NFKD.String(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r <= 0x36f, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case r >= 0x1f150 && r <= 0x1f169: // letters in black circles and squares have no compatibility form
			return r - 0x1f150 + 'A'
		case r >= 0x1f170 && r <= 0x1f189:
			return r - 0x1f170 + 'A'
		}
		return r
	}, s)
	return norm.NFKC.String(s)
}

func plain(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= utf8.RuneSelf })
}

// signs stand at a name without being part of it, and would fold to letters.
var signs = strings.NewReplacer("™", " ", "®", " ", "©", " ", "℠", " ", "№", " ")

// A run is a word as it is written, all Han or none of it.
type run struct {
	text   []rune
	script *unicode.RangeTable // unicode.Han or nil
}

// split parts s into runs. An apostrophe parts none (LEVI'S), nor does an
// asterisk amid letters (N*KE).
func split(s string) []run {
	var out []run
	var open bool
	text := []rune(s)
	put := func(script *unicode.RangeTable, r ...rune) {
		if last := len(out) - 1; open && out[last].script == script {
			out[last].text = append(out[last].text, r...)
			return
		}
		out = append(out, run{slices.Clone(r), script})
		open = true
	}
	for i, r := range text {
		switch {
		case unicode.Is(unicode.Han, r) && unicode.IsLetter(r):
			put(unicode.Han, simplify(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if long, ok := letters[unicode.ToLower(r)]; ok {
				put(nil, []rune(long)...)
			} else {
				put(nil, r)
			}
		case unicode.IsMark(r) && open:
			put(out[len(out)-1].script, r)
		case r == '\'' || r == '’' || r == '‘' || r == '`':
		case r == '*' && open && i+1 < len(text) && unicode.IsLetter(text[i+1]):
			put(out[len(out)-1].script, r)
		case (r == '@' || r == '$') && i+1 < len(text) && unicode.IsLetter(text[i+1]):
			put(nil, map[rune]rune{'@': 'a', '$': 's'}[r])
		case r == '&' || r == '+':
			open = false
			put(nil, []rune("and")...)
			open = false
		default:
			open = false
		}
	}
	return out
}

// letters are those of Latin script that no compatibility form makes plain.
var letters = map[rune]string{
	'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ı': "i", 'þ': "th", 'ħ': "h", 'ŋ': "ng",
	'ᴀ': "a", 'ʙ': "b", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ꜰ': "f", 'ɢ': "g", 'ʜ': "h", 'ɪ': "i", 'ᴊ': "j", 'ᴋ': "k", 'ʟ': "l", 'ᴍ': "m",
	'ɴ': "n", 'ᴏ': "o", 'ᴘ': "p", 'ǫ': "q", 'ʀ': "r", 'ꜱ': "s", 'ᴛ': "t", 'ᴜ': "u", 'ᴠ': "v", 'ᴡ': "w", 'ʏ': "y", 'ᴢ': "z",
	'ɑ': "a", 'ɡ': "g", 'ℓ': "l", 'ɩ': "i", 'ƒ': "f",
}

// alphabetic reads a word: by its letters in Latin, and by the Latin letters
// it looks like where all of it is of another alphabet but looks Latin. In a
// word that mixes alphabets the look alone is meant.
func alphabetic(text []rune) (by, look string) {
	var latin, foreign int
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			latin++
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
			foreign++
		}
	}
	var b, l strings.Builder
	all := foreign > 0
	for _, r := range text {
		as, alike := alikes[r]
		if !alike {
			as, alike = alikes[unicode.ToLower(r)]
		}
		sound, voiced := cyrillicGreek[unicode.ToLower(r)]
		switch {
		case foreign == 0 || r < utf8.RuneSelf || !alike && !voiced:
			as, sound = string(unicode.ToLower(r)), string(unicode.ToLower(r))
			all = all && r < utf8.RuneSelf
		case !alike:
			as, all = sound, false
		case !voiced:
			sound = as
		}
		l.WriteString(as)
		b.WriteString(sound)
	}
	switch {
	case foreign == 0:
		return b.String(), ""
	case latin > 0:
		return l.String(), ""
	case all && l.String() != b.String():
		return b.String(), l.String()
	}
	return b.String(), ""
}

// partDigits parts numbers from words (TRUE1, DUTCH4LIFE), but not digits that
// stand for letters (R0M0SS).
func partDigits(s string) []string {
	var out []string
	from, digits := 0, false
	for i := range len(s) {
		is := s[i] >= '0' && s[i] <= '9'
		if i > 0 && is != digits {
			out = append(out, s[from:i])
			from = i
		}
		digits = is
	}
	out = append(out, s[from:])
	for _, t := range out {
		if letter := t[0] < '0' || t[0] > '9'; letter && len(t) < 3 && len(out) > 1 {
			return []string{s}
		}
	}
	return out
}

// undrawn leaves out the words at the end that say that the mark is drawn,
// unless they are all there is. Some are words of marks too, and say so only
// after "and" (& device).
func undrawn(words []word) []word {
	n := len(words)
	for n > 1 && drawn[words[n-1].text] {
		n--
	}
	if n > 2 && words[n-2].text == "and" && drawnAfterAnd[words[n-1].text] {
		n -= 2
	}
	if n < len(words) && n > 1 && words[n-1].text == "and" {
		n--
	}
	return words[:n]
}

var (
	drawn         = set("logo figurative figurativa figurativo figuratif stylized stylised mixta 及图 及图形 及设计图 图形 设计图 设计字 标章 图样")
	drawnAfterAnd = set("device design drawing figure")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
