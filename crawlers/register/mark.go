package register

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/crawlers"
)

// Day reads a day as an office writes it; what is no day of the time in which
// there were registers is none.
func Day(layout, s string) (crawlers.Date, bool) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Year() < 1850 || t.Year() > 2150 {
		return crawlers.Date{}, false
	}
	return crawlers.Date{Time: t, Day: true}, true
}

// Class reads a class of the Nice classification.
func Class(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 1 && n <= 45
}

// A Subject is what a record says a mark is, in the words of its office.
type Subject struct {
	Text    string   // as it is registered; empty for a mark without words
	Forms   []string // the same mark otherwise: as it sounds, in another script, in translation
	Classes []int
	Goods   []string // by class or as the office parts them
	Owners  []string
}

// Limits of what is kept of a mark. Some name goods over a hundred pages.
const (
	maxGoods = 4000 // bytes, in whole parts
	maxForms = 20
	maxForm  = 300 // bytes of one form, and of the mark itself
)

// Marks returns the mark, and behind it each other form of it that is one,
// with the same classes, so that whoever looks for it finds it by any.
func (s Subject) Marks() []crawlers.Mark {
	classes := slices.Clone(s.Classes)
	slices.Sort(classes)
	classes = slices.Compact(classes)
	var out []crawlers.Mark
	for i, form := range append([]string{s.Text}, s.Forms...) {
		form = strings.TrimSpace(form)
		told := slices.ContainsFunc(out, func(m crawlers.Mark) bool { return strings.EqualFold(m.Text, form) })
		if form == "" || told || i > 0 && len(form) > maxForm || len(out) > maxForms {
			continue
		}
		m := crawlers.Mark{Text: clip(form, 4*maxForm), Classes: classes, Owners: s.Owners}
		if len(out) == 0 {
			m.Goods = goods(s.Goods)
		}
		out = append(out, m)
	}
	return out
}

// goods joins as many whole parts as there is room for.
func goods(parts []string) string {
	if len(parts) == 1 {
		return whole(parts[0], maxGoods)
	}
	var b strings.Builder
	for _, p := range parts {
		if b.Len() > 0 && b.Len()+len(p) >= maxGoods {
			break
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(whole(p, maxGoods))
	}
	return b.String()
}

// whole returns the beginning of a list of goods, cut behind one of them.
func whole(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = clip(s, n)
	if i := strings.LastIndexAny(s, ";,"); i > n/2 {
		s = s[:i]
	}
	return s + " …"
}

// clip returns the beginning of s.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Title names a mark for people: its words and its number.
func Title(text, serial string) string {
	if text = strings.TrimSpace(text); text == "" {
		text = "[figurative mark]"
	}
	return clip(text, maxForm) + " (" + serial + ")"
}
