package listing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// A Preview says what a rule makes of one page.
type Preview struct {
	State    crawlers.State    `json:"state"`
	Why      string            `json:"why,omitempty"` // it did not end well
	Ended    Words             `json:"-"`             // the same, where it can be told in both languages
	Rows     int               `json:"rows"`
	Filings  int               `json:"filings"` // of the rows, those that would be told
	Fields   []Filled          `json:"fields"`
	LeftOut  []Reason          `json:"left_out,omitempty"`
	Unknown  []string          `json:"unknown,omitempty"`  // words for acts
	Samples  []crawlers.Filing `json:"samples,omitempty"`  // the first of the filings
	Whole    bool              `json:"whole,omitempty"`    // a row is the page itself, or holds several numbers alone
	Stopped  bool              `json:"stopped,omitempty"`  // reading it would have gone on for too long
	Warnings []Words           `json:"warnings,omitempty"` // what is odd, for who wrote the rule
}

// Filled says in how many rows a field has a value.
type Filled struct {
	Field   string   `json:"field"`
	Rows    int      `json:"rows"`
	Samples []string `json:"samples,omitempty"` // as written
}

// samplesMax is how many of anything a preview shows.
const samplesMax = 10

// PreviewPage reads a page with a rule through the code that a visit runs. It
// is pure. The error is RuleErrors.
func PreviewPage(r Rule, page crawlers.Page) (Preview, error) {
	p, err := planned(r)
	if err != nil {
		return Preview{}, err
	}
	var out Preview
	source := p.source()
	var warned []string
	state, err := source.Read(page, slog.New(&gather{&warned}), func(f crawlers.Filing) error {
		if out.Filings++; len(out.Samples) < samplesMax {
			out.Samples = append(out.Samples, f)
		}
		return nil
	})
	if out.State = state; err != nil {
		out.Why = err.Error()
		out.Ended, _ = Explain(err)
	}
	read := p.read(page)
	rows := read.rows
	out.Stopped = errors.Is(read.ended, errBudget)
	out.Whole = read.whole || len(rows) == 1 && len(rows[0].cells["number"]) > 1
	out.Rows = len(rows)
	v := p.view(page.URL)
	var left leftOut
	filled := map[string]*Filled{}
	name := func(c cell) *Filled {
		f := filled[c.name]
		if f == nil {
			f = &Filled{Field: c.name}
			filled[c.name] = f
		}
		return f
	}
	cells := slices.Clone(v.cells)
	for _, one := range v.parties {
		cells = append(cells, one.cell)
	}
	for _, row := range rows {
		if row.why != (Words{}) {
			left.add(row)
		}
		if row.word != "" && !slices.Contains(out.Unknown, row.word) && len(out.Unknown) < 5*samplesMax {
			out.Unknown = append(out.Unknown, row.word)
		}
		for _, c := range cells {
			if values := row.cells[c.name]; len(values) > 0 {
				f := name(c)
				if f.Rows++; len(f.Samples) < samplesMax && !slices.Contains(f.Samples, values[0]) {
					f.Samples = append(f.Samples, values[0])
				}
			}
		}
	}
	for _, c := range cells {
		out.Fields = append(out.Fields, *name(c))
	}
	out.LeftOut = left
	out.warn(r, warned)
	return out, nil
}

// warn says what whoever wrote the rule should look at.
func (p *Preview) warn(r Rule, invalid []string) {
	say := func(is bool, zh, en string) {
		if is {
			p.Warnings = append(p.Warnings, Words{zh, en})
		}
	}
	say(p.Rows == 0, "匹配 0 行：检查行的选择器（rows）", "0 rows are matched: look at the selector of rows")
	say(p.Whole, "匹配了整页：行的选择器（rows）把整个页面当成了一行", "the whole page is matched: the selector of rows takes the page for one row")
	left := 0
	for _, l := range p.LeftOut {
		left += l.Count
		say(true, fmt.Sprintf("%d 行没有采用：%s；例：%s", l.Count, l.Why.ZH, l.Sample), fmt.Sprintf("%d rows left out: %s; the first: %s", l.Count, l.Why.EN, l.Sample))
	}
	for _, f := range p.Fields {
		say(p.Rows > 0 && f.Rows == 0, fmt.Sprintf("%s 在哪一行都没有值：检查它的选择器", f.Field), fmt.Sprintf("%s has a value in no row: look at its selector", f.Field))
		say(f.Rows > 0 && 2*f.Rows < p.Rows, fmt.Sprintf("%s 只在 %d/%d 行有值", f.Field, f.Rows, p.Rows), fmt.Sprintf("%s has a value in %d of %d rows only", f.Field, f.Rows, p.Rows))
		say(f.Field == "title" && f.Rows > 2 && len(f.Samples) == 1, "每一行的标题都一样：选择器可能选到了行外", "all rows have one title: does its selector leave the row?")
	}
	if same := p.Rows - left - p.Filings - len(invalid); same > 0 {
		say(true, fmt.Sprintf("%d 行与别的行同名（案号与行为都相同），只算一次", same), fmt.Sprintf("%d rows have the name of another one (the same number and act) and count once", same))
	}
	for _, why := range invalid[:min(len(invalid), samplesMax)] {
		say(true, "一行没有采用："+why, "a row was left out: "+why)
	}
	if len(p.Unknown) > 0 {
		list := strings.Join(p.Unknown, ", ")
		say(true, "acts 里没有这些词，相应的行没有行为："+list, "acts has no such words, and their rows no act: "+list)
	}
	floor := max(r.Expect.Weekday, r.Expect.Weekend)
	say(floor == 0, "expect 没有下限：列表空了也不会有人知道", "expect has no floor: nobody would notice an empty list")
	say(p.Filings > 0 && p.Filings < floor, fmt.Sprintf("这一页只有 %d 条，少于下限 %d", p.Filings, floor), fmt.Sprintf("this page has %d filings, fewer than the floor of %d", p.Filings, floor))
	say(p.Why != "", "这一页没有读好："+p.Why, "the page did not end well: "+p.Why)
}

// gather is a handler of logs that keeps why filings did not validate.
type gather struct{ errs *[]string }

func (g *gather) Enabled(context.Context, slog.Level) bool { return true }
func (g *gather) WithAttrs([]slog.Attr) slog.Handler       { return g }
func (g *gather) WithGroup(string) slog.Handler            { return g }

func (g *gather) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "err" && len(*g.errs) < maxRows {
			*g.errs = append(*g.errs, a.Value.String())
		}
		return true
	})
	return nil
}
