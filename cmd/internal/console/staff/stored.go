package staff

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// Bounds of a stored page as it is shown.
const (
	pageText    = 1_000_000 // characters that are looked through
	shownText   = 40_000    // characters that are shown
	beforeQuote = 4_000     // of them before the first quote
	maxChanges  = 400       // lines
)

// storedPage is a page of a source as it was when it was read.
type storedPage struct {
	web.Frame
	Matter  string // the path of its page
	Number  string
	Source  string
	Address string
	Link    string
	At      web.Stamp
	Text    []span
	Marks   bool
	Cut     bool        // the text goes on, before or after
	Before  *web.Stamp  // when the address said something else
	Changes []changeRow // since then
	Left    int         // changes that are not listed
	Same    bool        // nothing of the text has changed
}

// A changeRow is a line that came or went, or one that stands by it.
type changeRow struct {
	Sign string // "+", "-", " ", or "@" for a gap
	Text string
}

// stored shows a page that an act of a matter was read from, as text: nothing of
// it is run. Natural persons are masked as on the matter's page, those of other
// matters to everybody.
func (s *room) stored(r *web.Request) (web.Answer, error) {
	ctx, hash := r.Context(), r.PathValue("hash")
	d, err := s.dossier(r, r.PathValue("id"))
	if err != nil {
		return web.Answer{}, err
	}
	source, words := pageOf(&d, hash)
	if source == "" {
		return web.Answer{}, store.ErrNotFound
	}
	kept, text, err := s.Store.PageText(ctx, source, hash)
	if err != nil {
		return web.Answer{}, err
	}
	beside, err := s.Store.ReadFrom(ctx, source, kept)
	if err != nil {
		return web.Answer{}, err
	}
	beside = slices.DeleteFunc(beside, func(f crawlers.Filing) bool { return slices.Contains(d.Keys, f.Key) })
	mask, _ := maskOf(&d, r.User)
	if len(beside) > 0 {
		own, others := mask, crawlers.Filing{}
		for _, f := range beside {
			others.Parties = append(others.Parties, f.Parties...)
		}
		mask = func(s string) string { return own(alerts.Mask(others, s)) }
	}
	for i := range words {
		words[i] = mask(words[i])
	}
	p := &storedPage{
		Frame: r.Frame(texts["stored"].In(r.Lang)), Matter: matterPath(d.Keys[0]), Number: web.Clean(d.Keys[0].String(), web.LineLength),
		Source: web.Clean(source, web.LineLength), Address: web.Clean(mask(kept.URL), web.LineLength), Link: web.Official(kept.URL), At: web.At(kept.Fetched),
	}
	if p.Address != web.Clean(kept.URL, web.LineLength) {
		p.Link = "" // it holds a name
	}
	said := web.CleanText(mask(text), pageText)
	p.Text, p.Cut = excerpt(mark(said, words))
	p.Marks = slices.ContainsFunc(p.Text, func(x span) bool { return x.Mark })
	before, err := s.Store.PageBefore(ctx, source, kept)
	if err != nil || before == "" {
		return answerOf(r, p, err)
	}
	was, old, err := s.Store.PageText(ctx, source, before)
	if err != nil {
		return web.Answer{}, err
	}
	at := web.At(was.Fetched)
	p.Before = &at
	p.Changes, p.Left = changes(web.CleanText(mask(old), pageText), said)
	p.Same = len(p.Changes) == 0
	return r.Page("stored", p)
}

func answerOf(r *web.Request, p *storedPage, err error) (web.Answer, error) {
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("stored", p)
}

// pageOf returns the source whose report of the matter rests on a stored page,
// and the words to look for there: those of the verdicts' quotes and the numbers
// of the matter. The source is "" if there is none.
func pageOf(d *store.Dossier, hash string) (source string, words []string) {
	for i := range d.Filings {
		a := &d.Filings[i]
		at := slices.IndexFunc(a.Reports, func(rep store.StoredReport) bool { return hash != "" && rep.Page == hash })
		if at < 0 {
			continue
		}
		source = a.Reports[at].Source
		if a.Verdict != nil {
			for _, q := range a.Verdict.Quotes {
				words = append(words, q.Text)
			}
		}
		for j := range d.Told {
			if told := &d.Told[j].Alert; told.Act == a.Filing.ActID() {
				for _, q := range told.Quotes {
					words = append(words, q.Text)
				}
			}
		}
	}
	for _, k := range d.Keys {
		words = append(words, k.Number)
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest says most
	return source, slices.Compact(words)
}

// excerpt returns the part of a text that the first mark stands in, and whether
// there is more of it.
func excerpt(all []span) (out []span, cut bool) {
	from := 0
	if at := slices.IndexFunc(all, func(x span) bool { return x.Mark }); at > 0 {
		text := all[0].Text // what is before the first mark is one span
		if n := utf8.RuneCountInString(text); n > beforeQuote {
			all = slices.Clone(all)
			all[0].Text, cut = lastRunes(text, n-beforeQuote), true
		}
	}
	for _, x := range all {
		n := utf8.RuneCountInString(x.Text)
		if from+n > shownText {
			x.Text = firstRunes(x.Text, shownText-from)
			return append(out, x), true
		}
		out, from = append(out, x), from+n
	}
	return out, cut
}

// lastRunes is s without its first n characters, from the next line on if that
// is near.
func lastRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			s = s[i:]
			break
		}
		n--
	}
	if i := strings.IndexByte(s, '\n'); i >= 0 && i < beforeQuote/2 {
		s = s[i+1:]
	}
	return s
}

// firstRunes is the first n characters of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// changes lists the lines that came and went between two texts, with those
// around them, and how many more there are. It is pure.
func changes(before, after string) (rows []changeRow, left int) {
	all := diff.Diff("a", []byte(before+"\n"), "b", []byte(after+"\n"))
	for n, line := range bytes.Split(bytes.TrimRight(all, "\n"), []byte("\n")) {
		if n < 3 || len(line) == 0 { // names
			continue
		}
		row := changeRow{string(line[:1]), web.Clean(string(line[1:]), web.LineLength)}
		switch {
		case row.Sign == "\\":
			continue
		case row.Sign == "@":
			row.Text = ""
		case row.Sign != "+" && row.Sign != "-" && row.Sign != " ":
			continue
		}
		if len(rows) >= maxChanges {
			left++
			continue
		}
		rows = append(rows, row)
	}
	return rows, left
}
