package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// Bounds of a query.
const (
	maxQuery = 500 // characters
	maxTerms = 30
	maxAsked = 60 // words
	maxGiven = 50 // facts
)

// ErrQuery is wrapped by errors that say what is wrong with a query.
var ErrQuery = errors.New("search")

// A Query is what is asked. The zero query finds everything.
type Query struct {
	Text  string `json:"text"`            // as [Parse] reads it
	Facts []Fact `json:"facts,omitempty"` // one of each facet that is named must hold

	// From and To bound the day of the act in its authority's own calendar,
	// both included; zero is open.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`

	terms []term
}

// A term is a part of a query: words in a row, or a number.
type term struct {
	not    bool
	field  string
	words  []string
	prefix bool // the last word may go on
	number string
	text   string // as it was written
}

// field is where words after "name:" are looked for.
var fields = map[string]struct {
	zones []Zone
	mark  string
}{
	"title": {[]Zone{Head}, ""}, "标题": {[]Zone{Head}, ""},
	"plaintiff": {[]Zone{Claim}, ""}, "complainant": {[]Zone{Claim}, ""}, "原告": {[]Zone{Claim}, ""}, "申请人": {[]Zone{Claim}, ""},
	"defendant": {[]Zone{Accused}, ""}, "respondent": {[]Zone{Accused}, ""}, "被告": {[]Zone{Accused}, ""}, "被申请人": {[]Zone{Accused}, ""},
	"party": {[]Zone{Claim, Accused}, ""}, "当事人": {[]Zone{Claim, Accused}, ""},
	"firm": {[]Zone{Claim}, firmMark}, "律所": {[]Zone{Claim}, firmMark},
	"mark": {[]Zone{Head}, markMark}, "商标": {[]Zone{Head}, markMark},
	"text": {[]Zone{Text}, ""}, "正文": {[]Zone{Text}, ""},
	"number": {[]Zone{Head}, ""}, "案号": {[]Zone{Head}, ""},
}

// quotes are the signs that people put around a phrase.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "「", `"`, "」", `"`, "『", `"`, "』", `"`, "＂", `"`, "：", ":", "－", "-", "−", "-", "＊", "*", "\x00", " ")

// Parse reads what a person writes: words that must all be there, "words in a
// row", -word for what must not, wor* for a beginning, plaintiff:word for a
// place, and numbers in any spelling. Whatever else stands there is no sign of
// ours and parts words. Its errors wrap [ErrQuery] and say what to do.
func Parse(text string) (Query, error) {
	q := Query{Text: strings.TrimSpace(strings.ToValidUTF8(text, " "))}
	if n := utf8.RuneCountInString(q.Text); n > maxQuery {
		return Query{}, fmt.Errorf("%w: 检索词过长，请缩短至 %d 字以内 (the query is longer than %d characters: shorten it)", ErrQuery, maxQuery, maxQuery)
	}
	asked := 0
	for _, p := range parts(quotes.Replace(q.Text)) {
		t := p.term()
		if t.number == "" && len(t.words) == 0 {
			continue
		}
		q.terms = append(q.terms, t)
		asked += len(t.words)
	}
	if len(q.terms) > maxTerms || asked > maxAsked {
		return Query{}, fmt.Errorf("%w: 检索词过多，请保留最重要的几个 (more than %d terms or %d words: keep those that matter)", ErrQuery, maxTerms, maxAsked)
	}
	return q, nil
}

// UnmarshalJSON reads a query that was kept.
func (q *Query) UnmarshalJSON(b []byte) error {
	type bare Query
	var in bare
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	out, err := Parse(in.Text)
	out.Facts, out.From, out.To = in.Facts, in.From, in.To
	*q = out
	return err
}

// A part is a term as it is written.
type part struct {
	not    bool
	field  string
	body   string
	quoted bool
	number string
}

// parts takes a query apart, in time linear in its length.
func parts(s string) []part {
	s = names.Plain(s)
	found := spans(s)
	var out []part
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u3000' {
			i += n
			continue
		}
		var p part
		if s[i] == '-' {
			p.not = true
			i++
		}
		for name := range fields {
			if rest := s[i:]; len(rest) > len(name) && rest[len(name)] == ':' && strings.EqualFold(rest[:len(name)], name) {
				p.field = name
				i += len(name) + 1
				break
			}
		}
		if i < len(s) && s[i] == '"' {
			p.quoted = true
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				end = len(s) - i - 1
			}
			p.body = s[i+1 : i+1+end]
			i = min(i+1+end+1, len(s))
			if i < len(s) && s[i] == '*' {
				p.body += "*"
				i++
			}
			out = append(out, p)
			continue
		}
		if at := slices.IndexFunc(found, func(sp span) bool { return sp.from == i && (sp.to == len(s) || strings.IndexByte("*:", s[sp.to]) < 0) }); at >= 0 {
			p.number, p.body = found[at].number, s[i:found[at].to]
			i = found[at].to
			out = append(out, p)
			continue
		}
		end := len(s) - i
		if at := strings.IndexAny(s[i:], " \t\n\r\"\u3000"); at >= 0 {
			end = at
		}
		p.body = s[i : i+end]
		i += end
		out = append(out, p)
	}
	return out
}

// shortest is the shortest beginning of a word that may be asked for, in bytes:
// what begins with one letter is nearly everything.
const shortest = 2

func (p part) term() term {
	t := term{not: p.not, field: p.field, number: p.number, words: Words(p.body), text: p.body}
	if body, ok := strings.CutSuffix(p.body, "*"); ok && len(t.words) > 0 {
		if last := t.words[len(t.words)-1]; len(last) >= shortest && len(Words(body)) > 0 {
			t.prefix = true
		}
	}
	return t
}

// A Phrase is words in a row in any one of some zones.
type Phrase struct {
	Zones  []Zone
	Words  []string
	Prefix bool // the last word may go on
}

// A Need is what a document must have, any of it, or must not have at all.
type Need struct {
	Not bool
	Any []Phrase
}

var inWords = []Zone{Head, Claim, Accused, Text}

// Needs returns what a document that answers q must have. There is always one
// thing that it must have.
func (q Query) Needs() []Need {
	out := []Need{}
	for _, t := range q.terms {
		out = append(out, t.need())
	}
	for _, facet := range Facets {
		var n Need
		for _, f := range q.Facts {
			if f.Facet == facet {
				n.Any = append(n.Any, Phrase{Zones: []Zone{Facts}, Words: []string{f.word()}})
			}
		}
		if n.Any != nil {
			out = append(out, n)
		}
	}
	if !slices.ContainsFunc(out, func(n Need) bool { return !n.Not }) {
		out = append(out, Need{Any: []Phrase{{Zones: []Zone{Facts}, Words: []string{every}}}})
	}
	return out
}

func (t term) need() Need {
	n := Need{Not: t.not}
	f, narrowed := fields[t.field]
	zones := inWords
	if narrowed {
		zones = f.zones
	}
	if t.number != "" && (!narrowed || f.zones[0] == Head && f.mark == "") {
		n.Any = append(n.Any, Phrase{Zones: []Zone{Facts}, Words: []string{numberMark + t.number}})
	}
	n.Any = append(n.Any, Phrase{zones, marked(f.mark, t.words), t.prefix})
	if !t.prefix && f.mark == "" {
		for _, read := range readings(t.words) {
			n.Any = append(n.Any, Phrase{zones, marked(pinyinMark, read), false})
		}
	}
	return n
}

func marked(mark string, words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = mark + w
	}
	return out
}

// InHead returns needs that only what stands before the text fulfils; ok is
// false where nothing can.
func InHead(needs []Need) (out []Need, ok bool) {
	for _, n := range needs {
		head := Need{Not: n.Not}
		for _, p := range n.Any {
			if !n.Not {
				p.Zones = slices.DeleteFunc(slices.Clone(p.Zones), func(z Zone) bool { return z == Text })
			}
			if len(p.Zones) > 0 {
				head.Any = append(head.Any, p)
			}
		}
		if len(head.Any) == 0 {
			return nil, false
		}
		out = append(out, head)
	}
	return out, true
}

// Allows reports whether the day of an act lies between From and To.
func (q Query) Allows(d crawlers.Date) bool {
	day := d.Format(time.DateOnly)
	return (q.From.IsZero() || day >= q.From.Format(time.DateOnly)) && (q.To.IsZero() || day <= q.To.Format(time.DateOnly))
}

// Match reports whether a filing, with the verdict on it, answers q. It says
// what the store's index says of the same filing.
func (q Query) Match(f crawlers.Filing, v alerts.Verdict) bool {
	return q.Allows(f.Filed) && Of(f, v).Has(q.Needs())
}

// Has reports whether the document has all that is needed.
func (d Document) Has(needs []Need) bool {
	return !slices.ContainsFunc(needs, func(n Need) bool { return slices.ContainsFunc(n.Any, d.holds) == n.Not })
}

func (d Document) holds(p Phrase) bool {
	return slices.ContainsFunc(p.Zones, func(z Zone) bool { return p.in(d.Words[z]) })
}

// in reports whether the phrase stands in words.
func (p Phrase) in(words []string) bool {
	last := len(p.Words) - 1
	for i := range len(words) - last {
		if slices.Equal(words[i:i+last], p.Words[:last]) &&
			(words[i+last] == p.Words[last] || p.Prefix && strings.HasPrefix(words[i+last], p.Words[last])) {
			return true
		}
	}
	return false
}

// Excerpt returns the first passage of a text in which something that q asks
// for stands, or the beginning of the text.
func (q Query) Excerpt(text string) string {
	const width, step = 240, 120 // characters
	text = strings.Join(strings.Fields(cut(text, 1<<16)), " ")
	runes := []rune(text)
	var wanted []Phrase
	for _, t := range q.terms {
		if !t.not && len(t.words) > 0 {
			wanted = append(wanted, Phrase{Words: t.words, Prefix: t.prefix})
		}
	}
	from := 0
	for i := 0; i < len(runes) && len(wanted) > 0; i += step {
		words := Words(string(runes[i:min(i+width, len(runes))]))
		if slices.ContainsFunc(wanted, func(p Phrase) bool { return p.in(words) }) {
			from = i
			break
		}
	}
	out := string(runes[from:min(from+width, len(runes))])
	if from > 0 {
		out = "…" + out
	}
	if from+width < len(runes) {
		out += "…"
	}
	return out
}

// Check reports facts and days that cannot be asked for. Its errors wrap
// [ErrQuery].
func (q Query) Check() error {
	if len(q.Facts) > maxGiven {
		return fmt.Errorf("%w: 筛选条件过多 (more than %d filters)", ErrQuery, maxGiven)
	}
	for _, f := range q.Facts {
		if !slices.Contains(Facets, f.Facet) {
			return fmt.Errorf("%w: 无此筛选项 (no facet %.40q): %v", ErrQuery, f.Facet, Facets)
		}
		if strings.HasSuffix(f.word(), "=") {
			return fmt.Errorf("%w: 筛选项 %s 的值为空 (%s: no letter and no digit in %.40q)", ErrQuery, f.Facet, f.Facet, f.Value)
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return fmt.Errorf("%w: 起始日期晚于截止日期 (from %s is after to %s)", ErrQuery, q.From.Format(time.DateOnly), q.To.Format(time.DateOnly))
	}
	return nil
}

// Entry returns the watch entry that finds what q does, if one can: of one
// phrase and no more. Any other query is watched by [Query.Match].
func (q Query) Entry() (alerts.Entry, bool) {
	if len(q.terms) != 1 || len(q.Facts) > 0 || !q.From.IsZero() || !q.To.IsZero() {
		return alerts.Entry{}, false
	}
	t := q.terms[0]
	if t.not || t.prefix || t.number != "" {
		return alerts.Entry{}, false
	}
	e := alerts.Entry{Type: alerts.WatchKeyword, Value: strings.TrimSpace(t.text)}
	switch t.field {
	case "":
	case "plaintiff", "complainant", "原告":
		e.Type = alerts.WatchPlaintiff
	case "firm", "律所":
		e.Type = alerts.WatchLawFirm
	case "mark", "商标":
		e.Type = alerts.WatchMark
	default:
		return alerts.Entry{}, false
	}
	return e, true
}
