package relevance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/crawlers"
)

// legible returns f as a person sees it: letters of another script that only
// look Latin are Latin, what has no width is gone, and so are lines by which a
// text speaks to a machine. Rules and model read this; quotes are taken from f
// as it stands.
func legible(f crawlers.Filing) crawlers.Filing {
	f.Title, f.Text, f.Product = latin(f.Title), spoken(latin(f.Text)), addressed(latin(f.Product), 0)
	f.Parties, f.Marks = slices.Clone(f.Parties), slices.Clone(f.Marks)
	for i := range f.Parties {
		p := &f.Parties[i]
		p.Name, p.Address, p.Country = latin(p.Name), latin(p.Address), latin(p.Country)
		p.Aliases = slices.Clone(p.Aliases)
		for j, a := range p.Aliases {
			p.Aliases[j] = latin(a)
		}
	}
	for i := range f.Marks {
		f.Marks[i].Goods = addressed(latin(f.Marks[i].Goods), 0)
	}
	return f
}

// lookalikes are letters of Cyrillic and Greek beside the Latin ones that they
// are drawn like.
var lookalikes = func() map[rune]rune {
	m := map[rune]rune{}
	for pair := range strings.FieldsSeq("АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ІI ЈJ ЅS аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq ԝw һh " +
		"ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo νv ιi") {
		r, n := utf8.DecodeRuneInString(pair)
		m[r] = rune(pair[n])
	}
	return m
}()

// alike returns the ASCII character that r is drawn like, or r.
func alike(r rune) rune {
	if 0xff01 <= r && r <= 0xff5e { // of full width
		return r - 0xfee0
	}
	if l, ok := lookalikes[r]; ok {
		return l
	}
	return r
}

// latin writes look-alikes as Latin where a word mixes them with Latin letters.
// A word of one script is left alone: it is Russian, or Greek.
func latin(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Cf, r) })
		if n == 0 {
			r, size := utf8.DecodeRuneInString(s)
			if r == utf8.RuneError && size == 1 {
				b.WriteByte(s[0])
			} else if 0xff01 <= r && r <= 0xff5e {
				b.WriteRune(alike(r))
			} else {
				b.WriteString(s[:size])
			}
			s = s[size:]
			continue
		}
		if n < 0 {
			n = len(s)
		}
		b.WriteString(latinWord(s[:n]))
		s = s[n:]
	}
	return b.String()
}

func latinWord(w string) string {
	mixed := strings.ContainsFunc(w, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' })
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case mixed, 0xff01 <= r && r <= 0xff5e:
			return alike(r)
		}
		return r
	}, w)
}

// machine are words by which a text speaks to a program that reads it. Courts
// say of many an entry that it is to be disregarded, and of evidence that it is
// irrelevant: neither is among them.
var machine = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(instructions?|prompts?|rules above)\b`,
	`\b(system|developer) prompt\b`, `\byou are now an?\b`, `\bas an ai\b`, `\blanguage model\b`,
	`\brelevant["']? ?[:=] ?["']?(true|false|null)\b`, `\banswer with relevant\b`,
	`<\|?(im_start|im_end|system|assistant)`, `\[/?inst\]`, `<<<|>>>`,
	`(忽略|无视).{0,20}(指令|提示|规则)`, `系统提示`,
}, "|"))

// Bounds of a line that is read for such words, and of a word that is one.
const (
	maxSpoken = 4096
	maxWord   = 1000
)

// spoken drops the lines of a docket's text that speak to a machine. The first
// is the court's own.
func spoken(text string) string { return addressed(text, 1) }

// addressed drops such lines from the n-th on.
func addressed(text string, n int) string {
	lines := strings.Split(text, "\n")
	if len(lines) <= n {
		return text
	}
	kept := lines[:n:n]
	for _, line := range lines[n:] {
		if !machine.MatchString(cut(line, maxSpoken)) && !strings.ContainsFunc(line, endless()) {
			kept = append(kept, line)
		}
	}
	if len(kept) == len(lines) {
		return text
	}
	return strings.Join(kept, "\n")
}

// endless counts what no word has: a thousand characters without a blank.
func endless() func(rune) bool {
	n := 0
	return func(r rune) bool {
		n++
		if unicode.IsSpace(r) {
			n = 0
		}
		return n > maxWord
	}
}
