package names

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Company is the name of an enterprise or a store, parted into what is its
// own, the stem, and what many have: the place it is from, its trade, its legal
// form. "Shenzhen Romoss Technology Co., Ltd." is Romoss, of Shenzhen, in
// technology. It never changes.
type Company struct {
	Text string
	Code CreditCode // "" where it is not known

	readings []firm
	place    string // known otherwise than by the name
}

// A firm is one reading of a company's name: each of the names that "d/b/a"
// and the like join is one, and of each what is in Han characters and what is
// not.
type firm struct {
	stem   string // run together
	han    bool
	spoken []string // the stem without tones, by each reading of its characters
	voices []string // the consonants of each
	bits   int      // that the stem tells
	places []string // codes of GB/T 2260, several where several are called so
	abroad bool     // names a country or a legal form that is not of China
	formal bool     // has a legal form that is
	trades []int    // lines of trades.txt, sorted
}

// ReadCompany reads the name of an enterprise.
func ReadCompany(name string) Company { return readCompany(name, false) }

// ReadStore reads the name of a store, which sellers fill up with words such
// as "Official" and "-US".
func ReadStore(name string) Company { return readCompany(name, true) }

// In returns c with a place that is known otherwise than by its name, by its
// code. A place that the name states stays the one that counts.
func (c Company) In(place string) Company {
	c.place = place
	return c
}

// Named reports whether there is something to know the company by.
func (c Company) Named() bool { return len(c.readings) > 0 }

// alsoKnown parts names that are joined in one.
var alsoKnown = regexp.MustCompile(`(?i)[\s,(]+(?:d/?b/?a|a/?k/?a|f/?k/?a|n/?k/?a|t/a|doing business as|trading as|also known as|formerly known as|formerly)[:\s]+|；|;|\s/\s|曾用名[:：]?|又名[:：]?`)

// most names of one company.
const maxAliases = 4

func readCompany(name string, store bool) Company {
	c := Company{Text: name}
	if len(name) > maxText {
		name = name[:maxText]
	}
	all, small := []string{name}, strings.ToLower(name)
	if slices.ContainsFunc(joinWords, func(w string) bool { return strings.Contains(small, w) }) {
		all = alsoKnown.Split(name, maxAliases)
	}
	for _, one := range all {
		latin, han := wordsOf(one)
		if len(han) > 0 {
			c.put(readHan(han, store))
		}
		if len(latin) > 0 {
			for _, f := range readLatin(latin, store) {
				// Beside a name in Chinese, "Technology" and "Co., Ltd." name nobody.
				if len(han) == 0 || f.bits > tradeBits {
					c.put(f)
				}
			}
		}
	}
	return c
}

// joinWords are in every text that alsoKnown parts, so that few are tried.
var joinWords = []string{"/", "dba", "aka", "fka", "nka", "doing", "trading as", "known", "formerly", "；", "名"}

// wordsOf returns the words of s in small letters, and its runs of Han
// characters.
func wordsOf(s string) (latin, han []string) {
	if plain(s) {
		return plainWords(s), nil
	}
	for _, r := range split(clean(s)) {
		if r.script != nil {
			han = append(han, string(r.text))
		} else if by, _ := alphabetic(r.text); by != "" && len(latin) < maxWords {
			latin = append(latin, first(by))
		}
	}
	return latin, han
}

// plainWords is wordsOf for ASCII, which most names are. Its words are parts of
// one text.
func plainWords(s string) []string {
	s = strings.ToLower(s)
	var room [128]byte
	var ends [maxWords]int
	text, n, from := room[:0], 0, 0 // from is where the word begins, and n were before it
	put := func() {
		text = text[:min(len(text), from+maxJoined)]
		if n == maxWords {
			text = text[:from]
		} else if len(text) > from {
			ends[n], from = len(text), len(text)
			n++
		}
	}
	letter := func(i int) bool { return i < len(s) && s[i] >= 'a' && s[i] <= 'z' }
	for i := range len(s) {
		switch c := s[i]; {
		case letter(i) || c >= '0' && c <= '9' || c == '*' && len(text) > from && letter(i+1):
			text = append(text, c)
		case c == '\'' || c == '`':
		case c == '@' && letter(i+1):
			text = append(text, 'a')
		case c == '$' && letter(i+1):
			text = append(text, 's')
		case c == '&' || c == '+':
			put()
			text = append(text, "and"...)
			put()
		default:
			put()
		}
	}
	put()
	all, words := string(text), make([]string, n)
	from = 0
	for i := range words {
		words[i], from = all[from:ends[i]], ends[i]
	}
	return words
}

func (c *Company) put(f firm) {
	if f.stem != "" {
		c.readings = append(c.readings, f)
	}
}

// readLatin reads words in small letters. Pinyin that is run together may be
// read in two ways.
func readLatin(words []string, store bool) []firm {
	joined := strings.Join(words, "")
	if glued, ok := readGlued(joined); ok {
		return glued
	}
	at := make([]int, len(words)+1) // where each word begins in joined
	for i, w := range words {
		at[i+1] = at[i] + len(w)
	}
	var f firm
	g := gazette()
	lo, hi := 0, len(words)
	for again := true; again && hi-lo > 1; {
		again = false
		for n := min(3, hi-lo-1); n > 0 && !again; n-- {
			run := joined[at[lo]:at[lo+n]]
			switch {
			case n == 1 && run == "the":
			case leadingForms[run]:
				f.abroad = f.abroad || foreignForms[run]
			case g.latin[run] != nil:
				f.places = append(f.places, g.latin[run]...)
				if lo+n < hi-1 && units[words[lo+n]] {
					n++
				}
			default:
				continue
			}
			lo, again = lo+n, true
		}
	}
	for again := true; again && hi-lo > 1; {
		again = false
		for n := min(longestForm, hi-lo-1); n > 0 && !again; n-- {
			run := joined[at[hi-n]:at[hi]]
			trade, isTrade := trades()[run]
			switch {
			case legalForms[run] || companyForms[run] || leadingForms[run]:
				f.abroad, f.formal = f.abroad || foreignForms[run], f.formal || !foreignForms[run]
			case n <= 2 && g.latin[run] != nil:
				f.places = append(f.places, g.latin[run]...)
			case n <= 2 && countries[run]:
				f.abroad = f.abroad || !store
			case n == 1 && (run == "and" || store && decorations[run] || units[run] && len(f.places) > 0):
			case n == 1 && isTrade:
				f.trades = append(f.trades, trade)
			default:
				continue
			}
			hi, again = hi-n, true
		}
	}
	f.setLatin(words[lo:hi], store)
	return []firm{f}
}

// longestForm is how many words full stops make of a legal form: S.A. de C.V.
const longestForm = 6

// setLatin makes the stem of words.
func (f *firm) setLatin(words []string, store bool) {
	var b strings.Builder
	count, known := 0, true
	for _, w := range words {
		if w == "and" {
			continue // & is often left out
		}
		b.WriteString(w)
		f.bits += bitsOf(w)
		n := syllablesIn(w)
		count, known = count+n, known && n > 0 && (rarity()[w] == 0 || rarity()[w] >= maxBits)
	}
	f.stem = b.String()
	if store {
		for w := range decorations {
			if rest, ok := strings.CutSuffix(f.stem, w); ok && len(w) > 2 && len(rest) >= 4 {
				f.stem = rest
			}
		}
	}
	if known && count > 0 {
		f.bits = min(f.bits, bitsOfSyllables(count))
	}
	f.spoken = []string{f.stem}
	f.end()
}

// bitsOfSyllables is what a stem tells of which only the sound is known:
// syllables are few, and those of names fewer.
func bitsOfSyllables(n int) int { return []int{0, 5, 9, 13, 16, 18}[min(n, 5)] }

func (f *firm) end() {
	f.voices = make([]string, len(f.spoken))
	for i, s := range f.spoken {
		f.voices[i] = consonants(s)
	}
	f.trades = slices.DeleteFunc(f.trades, func(n int) bool { return n < 0 })
	slices.Sort(f.trades)
	f.trades = slices.Compact(f.trades)
}

// readGlued reads a Chinese name in pinyin, as sellers run it together or part
// it by syllables: shenzhenshiluomashikejiyouxiangongsi. Where the name may
// begin with the shi of the city, both are read.
func readGlued(s string) ([]firm, bool) {
	rest, ok := cutForm(s)
	if !ok || len(rest) < 3 {
		return nil, false
	}
	f := firm{formal: true}
	for again := true; again; {
		again = false
		for n := min(longestPinyin, len(rest)-3); n >= 4; n-- {
			if t, ok := trades()[rest[len(rest)-n:]]; ok {
				f.trades, rest, again = append(f.trades, t), rest[:len(rest)-n], true
				break
			}
		}
	}
	g := gazette()
	for n := min(longestPinyin, len(rest)-3); n >= 4; n-- {
		if codes := g.latin[rest[:n]]; codes != nil {
			f.places, rest = codes, rest[n:]
			break
		}
	}
	stems := []string{rest}
	for _, unit := range []string{"shi", "sheng"} {
		if less, ok := strings.CutPrefix(rest, unit); ok && len(f.places) > 0 && len(less) >= 3 {
			stems = append([]string{less}, stems...)
		}
	}
	var out []firm
	for _, stem := range stems {
		one := f
		one.trades = slices.Clone(f.trades)
		one.setLatin([]string{stem}, false)
		out = append(out, one)
	}
	return out, true
}

const longestPinyin = 14

func cutForm(s string) (string, bool) {
	for _, form := range []string{"gufenyouxiangongsi", "youxianzerengongsi", "youxiangongsi", "gongsi"} {
		if rest, ok := strings.CutSuffix(s, form); ok {
			return rest, true
		}
	}
	return "", false
}

// readHan reads runs of Han characters, which parentheses and Latin words part.
func readHan(runs []string, store bool) firm {
	f := firm{han: true}
	g := gazette()
	var rest string
	for _, r := range runs {
		if codes, n := g.lead(r); n == len(r) && len(runs) > 1 {
			f.places = append(f.places, codes...)
		} else if len(rest)+len(r) <= 3*maxJoined {
			rest += r
		}
	}
	const least = 2 * 3 // bytes of two characters
	if codes, n := g.lead(rest); n > 0 && len(rest)-n >= least {
		f.places, rest = append(f.places, codes...), rest[n:]
		if codes, n := g.lead(rest); n > 0 && len(rest)-n >= least { // 广东省深圳市
			f.places, rest = append(codes, f.places...), rest[n:]
		}
		if n := strings.IndexAny(rest, "区县镇"); n >= least && n <= 9 && len(rest)-n-3 >= least {
			rest = rest[n+3:]
		}
	} else if n := strings.IndexAny(rest, "市县"); n >= least && n <= 9 && len(rest)-n-3 >= least {
		rest = rest[n+3:] // a place of which nobody knows more
	}
	for again := true; again; {
		again = false
		for n := min(8*3, len(rest)-least); n > 0; n -= 3 {
			tail := rest[len(rest)-n:]
			if trade, ok := trades()[tail]; ok {
				f.trades = append(f.trades, trade)
			} else if legalForms[tail] || companyForms[tail] {
				f.formal = true
				f.abroad = f.abroad || foreignForms[tail]
			} else if g.han[tail] != nil {
				f.places = append(f.places, g.han[tail]...)
			} else if !hanDecorations[tail] && !(store && joiners[tail]) {
				continue
			}
			rest, again = rest[:len(rest)-n], true
			break
		}
	}
	if after, ok := strings.CutPrefix(rest, "中国"); ok && len(after) >= least {
		rest = after
	}
	f.stem = rest
	_, isTrade := trades()[rest]
	switch n := utf8.RuneCountInString(rest); {
	case isTrade || g.han[rest] != nil || legalForms[rest]:
		f.bits = tradeBits
	default:
		f.bits = []int{0, 7, 11, 16, 18}[min(n, 4)]
	}
	for _, words := range pinyinOf([]word{{text: rest}}) {
		f.spoken = append(f.spoken, words[0].text)
	}
	f.end()
	return f
}

// keys of a company, of which two that may be one enterprise have one in
// common.
func (c *Company) keys() []hash {
	out := make([]hash, 0, 48)
	for i := range c.readings {
		f := &c.readings[i]
		out = append(out, hash('w').text(f.stem))
		for _, s := range f.spoken {
			out = append(out, hash('s').text(s))
		}
		if len(f.spoken) == 0 {
			continue
		}
		if s := f.spoken[0]; len(s) >= nearLength {
			out = append(out, hash('e').text(s))
			for i := range len(s) { // but for digits, which tell two names apart
				if (i == 0 || s[i] != s[i-1]) && (s[i] < '0' || s[i] > '9') {
					out = append(out, hash('e').text(s[:i]).text(s[i+1:]))
				}
			}
		}
		for _, place := range c.placesOf(f) {
			for _, b := range f.voices {
				if len(b) >= 3 {
					out = append(out, hash('b').text(b).text(place[:4]))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// consonants are those of a name that is carried over from one language to
// another by sound: 罗马仕 and ROMOSS.
func consonants(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'a', 'i', 'u':
			return -1
		case 'r':
			return 'l'
		}
		return r
	}, soundsOf(s))
}

// placesOf are the codes of where the company is said to be.
func (c *Company) placesOf(f *firm) []string {
	if len(f.places) == 0 && c.place != "" {
		return []string{c.place}
	}
	return f.places
}
