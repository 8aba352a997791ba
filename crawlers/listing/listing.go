// Package listing watches places that an administrator describes by a [Rule]:
// a list of pages, what is a row on them, and where a row has its number, its
// title and its day. What a rule says is read by the one [Source] that any
// place has, so pages are kept, floors held and silence named alike.
//
// Rules are written by people who are not programmers and pages by strangers.
// A rule is checked whole before it is used, with the line and what would be
// right; reading a page is counted in steps, so that neither a selector nor an
// expression can go on for ever, whatever page it meets.
package listing

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
)

// Source returns the place that a rule describes. The error is RuleErrors.
func Source(r Rule) (crawlers.Source, error) {
	p, err := planned(r)
	if err != nil {
		return crawlers.Source{}, err
	}
	return p.source(), nil
}

// A plan is a rule whose selectors and expressions are read.
type plan struct {
	rule    Rule
	list    view
	detail  view
	next    selector
	link    cell
	address *regexp.Regexp // of pages of rows; nil is none
	key     *regexp.Regexp
	acts    map[string]string // by folded word
	zone    *time.Location
	steps   int // of one page
}

// A view is how one kind of page is read.
type view struct {
	part    string // tells its filings apart from those of lists
	rows    selector
	empty   selector
	cells   []cell
	parties []party
}

// A cell is a field whose selector and expressions are read.
type cell struct {
	name    string
	field   Field
	sel     selector
	match   *regexp.Regexp
	layouts []layout
	zone    *time.Location
}

type party struct {
	role crawlers.Role
	cell
}

// planned reads a rule. What Check lets pass can be read.
func planned(r Rule) (*plan, error) {
	if problems := r.Check(); len(problems) > 0 {
		return nil, problems
	}
	r = r.filled()
	var errs []error
	keep := func(err error) { errs = append(errs, err) }
	p := &plan{rule: r, acts: map[string]string{}, steps: maxSteps}
	var err error
	p.zone, err = time.LoadLocation(r.Zone)
	keep(err)
	p.key, err = compileRegexp(r.Key.Match)
	keep(err)
	p.next, err = compile(r.Format, r.List.Next)
	keep(err)
	for word, act := range r.Acts {
		p.acts[fold(word)] = act
	}
	p.list, err = viewed(r, "", r.Rows, r.Empty, r.Fields, p.zone)
	keep(err)
	if d := r.Detail; d != nil {
		p.detail, err = viewed(r, "detail", d.Rows, "", d.Fields, p.zone)
		keep(err)
		p.address, err = compileRegexp(d.Address)
		keep(err)
		p.link, err = celled(r, "link", d.Link, p.zone)
		keep(err)
	}
	return p, errors.Join(errs...)
}

func viewed(r Rule, part, rows, empty string, fs Fields, zone *time.Location) (v view, err error) {
	v.part = part
	if v.rows, err = compile(r.Format, rows); err != nil {
		return v, err
	}
	if v.empty, err = compile(r.Format, empty); err != nil {
		return v, err
	}
	for _, n := range fs.named() {
		c, err := celled(r, n.name, *n.field, zone)
		if err != nil {
			return v, err
		}
		v.cells = append(v.cells, c)
	}
	for i, one := range fs.Parties {
		c, err := celled(r, fmt.Sprintf("parties[%d]", i), one.Field, zone)
		if err != nil {
			return v, err
		}
		v.parties = append(v.parties, party{one.Role, c})
	}
	return v, nil
}

func celled(r Rule, name string, f Field, zone *time.Location) (c cell, err error) {
	c = cell{name: name, field: f, zone: zone}
	if c.sel, err = compile(r.Format, f.Select); err != nil {
		return c, err
	}
	if c.match, err = compileRegexp(f.Match); err != nil {
		return c, err
	}
	for _, text := range f.Layout {
		l, err := layoutOf(text)
		if err != nil {
			return c, err
		}
		c.layouts = append(c.layouts, l)
	}
	if f.Zone != "" {
		c.zone, err = time.LoadLocation(f.Zone)
	}
	return c, err
}

// source is the place of the plan.
func (p *plan) source() crawlers.Source {
	r := p.rule
	return crawlers.Source{
		Meta: crawlers.Meta{
			Name: r.Name, Title: r.Title, Publisher: r.Publisher, Kind: r.Kind, URL: r.addresses(1)[0],
			Schedule: r.Schedule, Zone: r.Zone, Hosts: r.hosts(), Pace: r.Pace, Timeout: r.Timeout, MaxBody: r.MaxBody,
			Robots: "obey", Fresh: r.Fresh, Rank: r.Rank, Terms: r.Terms, Expect: r.Expect,
		},
		Crawl: p.crawl,
		Parse: p.parse,
	}
}

// hosts are those of the addresses, and no others: neither a link nor a
// redirect leads a visit elsewhere.
func (r Rule) hosts() (out []string) {
	for _, address := range r.addresses(1) {
		if u, err := url.Parse(address); err == nil && !slices.Contains(out, u.Hostname()) {
			out = append(out, u.Hostname())
		}
	}
	return out
}

// addresses are the nth pages of the lists.
func (r Rule) addresses(n int) (out []string) {
	for _, address := range r.List.URLs {
		out = append(out, strings.ReplaceAll(address, "{n}", strconv.Itoa(n)))
	}
	return out
}

// view returns how a page is read.
func (p *plan) view(address string) view {
	if p.address != nil && p.address.MatchString(address) {
		return p.detail
	}
	return p.list
}

// parse emits the rows of a page, in its order.
func (p *plan) parse(page crawlers.Page, emit func(crawlers.Filing) error) error {
	read := p.read(page)
	seen := map[string]bool{}
	var left leftOut
	var unknown []string
	for _, row := range read.rows {
		if row.word != "" && !slices.Contains(unknown, row.word) && len(unknown) < 20 {
			unknown = append(unknown, row.word)
		}
		if row.why != (Words{}) {
			left.add(row)
			continue
		}
		id := row.filing.ID()
		if seen[id] {
			continue
		}
		seen[id] = true
		if err := emit(row.filing); err != nil {
			return err
		}
	}
	for _, l := range left {
		page.Warn("rows left out", "why", l.Why.EN, "count", l.Count, "first", l.Sample, "url", page.URL)
	}
	if len(unknown) > 0 {
		page.Warn("words for acts that the rule does not know; add them to acts", "words", strings.Join(unknown, ", "), "url", page.URL)
	}
	if read.ended == nil && len(read.rows) > 0 && len(seen) == 0 {
		return &fault{Words{"没有一行能读出：" + left[0].Why.ZH, "no row could be read: " + left[0].Why.EN}, crawlers.ErrShape}
	}
	return read.ended
}

// A Reason counts the rows that could not be read for it.
type Reason struct {
	Why    Words  `json:"why"`
	Count  int    `json:"count"`
	Sample string `json:"sample"` // of the first
}

type leftOut []Reason

func (l *leftOut) add(r row) {
	i := slices.IndexFunc(*l, func(x Reason) bool { return x.Why == r.why })
	if i < 0 {
		i = len(*l)
		*l = append(*l, Reason{Why: r.why, Sample: r.sample()})
	}
	(*l)[i].Count++
}

// A reading is what a page says.
type reading struct {
	rows  []row
	next  string // where the list goes on
	whole bool   // a row is the page itself
	ended error  // how the page ended, if not well
}

// read reads a page. What was read before it took too long counts.
func (p *plan) read(page crawlers.Page) (out reading) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			if !errors.Is(r, errBudget) {
				panic(r)
			}
			out.ended = fmt.Errorf("%w: %w", crawlers.ErrShape, errBudget)
		case exprError:
			out.ended = &fault{Words{fmt.Sprintf("表达式 %q 不能用在这里", r.expr), fmt.Sprintf("the expression %q cannot be used here: %v", r.expr, r.why)}, crawlers.ErrShape}
		default:
			panic(r)
		}
	}()
	v := p.view(page.URL)
	s, err := open(page, p.rule.Format, p.steps, v.rows, v.empty)
	if err != nil {
		out.ended = err
		return out
	}
	if v.part != "" && v.rows.blank() {
		s.found = []record{{node: s.root}}
	}
	if lacks := s.lacks(v.cells); len(lacks) > 0 {
		out.ended = because(crawlers.ErrShape, "没有 %q 这一列", "no column %q", lacks)
		return out
	}
	for _, rec := range s.found {
		out.whole = out.whole || v.part == "" && s.whole(rec)
		out.rows = append(out.rows, p.row(s, v, rec, page))
	}
	if out.ended = s.ended; v.part == "" && !p.next.blank() {
		out.next = own(page.URL, s.link(p.next))
	}
	return out
}
