package names

import (
	"cmp"
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
	var main, likely []word // likely as they look
	var alike bool
	for _, r := range split(clean(s)) {
		if r.script == unicode.Han {
			words := hanWords(r.text)
			main, likely = append(main, words...), append(likely, words...)
			continue
		}
		by, look := alphabetic(r.text)
		if by == "" {
			continue // a hard sign alone
		}
		for _, t := range partDigits(by) {
			main = append(main, newWord(t))
		}
		alike = alike || look != ""
		likely = append(likely, newWord(cmp.Or(look, by)))
	}
	main = undrawn(main)
	n.add(written, main)
	var latin, han []word
	for _, w := range main {
		if r, _ := utf8.DecodeRuneInString(w.text); isHan(r) {
			han = append(han, w)
		} else {
			latin = append(latin, w)
		}
	}
	if len(latin) > 0 && len(han) > 0 {
		n.add(part, latin)
		n.add(part, han)
	}
	if alike {
		n.add(likeness, undrawn(likely))
	}
	for _, p := range pinyinOf(han) {
		n.add(romanized, p)
	}
	if parted, ok := compounds(latin); ok {
		n.add(compound, parted)
	}
	n.keys = keysOf(n.readings)
	return n
}

// add appends a reading of words, unless there is nothing in it.
func (n *Name) add(how manner, words []word) {
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	if len(words) == 0 || len(n.readings) == maxReadings {
		return
	}
	r := reading{how: how, words: words}
	core := words
	for len(core) > 1 && legalForms[core[len(core)-1].text] {
		core = core[:len(core)-1]
	}
	if len(core) > 1 && core[0].text == "the" {
		core = core[1:]
	}
	var b strings.Builder
	count := 0
	for _, w := range words {
		r.bits += w.bits
	}
	for _, w := range core {
		for _, c := range w.text {
			if count == maxJoined {
				break
			}
			b.WriteRune(c)
			count++
		}
	}
	r.joined = b.String()
	r.han = strings.ContainsFunc(r.joined, isHan)
	if r.joined == core[0].text {
		r.looks, r.sounds = core[0].looks, core[0].sounds
	} else {
		r.looks, r.sounds = looksOf(r.joined), first(soundsOf(r.joined))
	}
	r.bones = bonesOf(r.sounds)
	n.readings = append(n.readings, r)
}

// clean returns the beginning of s in valid UTF-8 and compatibility form,
// without accents of alphabets and without what cannot be seen.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return compatible(s)
}

// compatible is clean without its bound.
func compatible(s string) string {
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
		case isHan(r):
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

func isHan(r rune) bool { return r >= 0x3400 && unicode.Is(unicode.Han, r) && unicode.IsLetter(r) }

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
	if foreign == 0 {
		return strings.ToLower(string(text)), ""
	}
	var b, l strings.Builder
	all := true
	for _, r := range text {
		as, alike := alikes[r]
		if !alike {
			as, alike = alikes[unicode.ToLower(r)]
		}
		sound, voiced := cyrillicGreek[unicode.ToLower(r)]
		switch {
		case r < utf8.RuneSelf || !alike && !voiced:
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
// after "and" or each other (& device, design logo).
func undrawn(words []word) []word {
	n := len(words)
	for n > 1 {
		w := words[n-1].text
		after := n < len(words) || words[n-2].text == "and"
		if !drawn[w] && !(after && (drawnToo[w] || w == "and")) {
			break
		}
		n--
	}
	return words[:n]
}

var (
	drawn    = set("logo figurative figurativa figurativo figuratif stylized stylised mixta 及图 及图形 及设计图 图形 设计图 设计字 标章 图样")
	drawnToo = set("device design drawing figure color colour")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
