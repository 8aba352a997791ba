package rpi

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// Limits of a journal. The largest issues have some 50,000 processos, of which
// few tell more than one act.
const (
	maxRecords = 200_000
	maxActs    = 200_000
)

// parse emits the acts of each processo, in the order of the journal.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	o, err := readOptions(p.Params)
	if err != nil {
		return err
	}
	r := reading{p: p, o: o, emit: emit, words: words{}, unknown: count{}, seen: map[name]bool{}}
	err = register.Read(p, r.record, "processo")
	if errors.Is(err, crawlers.ErrBlocked) && r.records == 0 {
		return o.missing(p)
	}
	r.report()
	if err != nil {
		return err
	}
	return r.health()
}

// A reading is the work on one page.
type reading struct {
	p     crawlers.Page
	o     options
	emit  func(crawlers.Filing) error
	words words

	issue string
	day   crawlers.Date
	date  string // the day, as it is told

	records  int
	odd      int // processos without a number
	codeless int // despachos without a code
	twice    int // acts that another processo of the issue told
	seen     map[name]bool
	unknown  count // codes
	marks    published
}

// A name is that of an act.
type name struct{ serial, slug string }

// published counts marks that are published, and what they lack.
type published struct{ all, unnamed, unowned, unclassed int }

func (c *published) add(m *processo) {
	c.all++
	if m.text == "" && !m.figurative() {
		c.unnamed++
	}
	if len(m.owners) == 0 {
		c.unowned++
	}
	if len(m.classes) == 0 {
		c.unclassed++
	}
}

// record emits the acts of one processo.
func (r *reading) record(e register.Element) error {
	if r.records++; r.records == 1 {
		if err := r.begin(e); err != nil {
			return err
		}
	}
	if r.records > maxRecords || len(r.seen) > maxActs {
		return fmt.Errorf("%w: more than %d processos, or %d acts", crawlers.ErrShape, maxRecords, maxActs)
	}
	serial := string(e.Attr("numero"))
	if !isSerial(serial) {
		r.odd++
		return nil
	}
	events := r.events(e.Child("despachos"))
	acts := r.acts(serial, events)
	if len(acts) == 0 {
		return nil
	}
	m := r.processo(e)
	m.serial, m.events = serial, events
	for _, a := range acts {
		if a.word == register.Published {
			r.marks.add(m)
		}
		f, err := m.filing(a, r.issue, r.day, r.date)
		if err != nil {
			return err
		}
		if err := r.emit(f); err != nil {
			return err
		}
	}
	return nil
}

// isSerial reports whether s is the number of an application, of nine digits
// since there are any.
func isSerial(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 9
}

// begin reads which issue it is, and whether it is the one that was asked for.
func (r *reading) begin(e register.Element) error {
	r.issue = register.Line([]byte(e.Around("revista", "numero")))
	written := e.Around("revista", "data")
	day, ok := register.Day(dayLayout, written)
	if !ok {
		return fmt.Errorf("%w: the journal has no day: %.40q", crawlers.ErrShape, written)
	}
	r.day, r.date = day, day.Format(time.DateOnly)
	asked, ok := r.o.issueOf(r.p.URL)
	if !ok {
		return nil // a page at hand
	}
	if r.issue != strconv.Itoa(asked) {
		return fmt.Errorf("%w: the file of issue %d holds issue %.40q", crawlers.ErrShape, asked, r.issue)
	}
	if due := r.o.due(asked); day.Sub(due).Abs() > patience {
		r.p.Warn("the journal no longer appears when its numbers say; set params.issue and params.day to those of its newest issue",
			"issue", asked, "day", r.date, "due", due.Format(time.DateOnly))
	}
	return nil
}

// An act is one that a processo tells.
type act struct {
	word   string // "" where the list has none
	slug   string
	status string // the code it rests on
}

// acts returns what the events come to, each act once in the whole issue, and
// counts what they leave open.
func (r *reading) acts(serial string, events []event) []act {
	var out []act
	for _, e := range events {
		m, known := e.meaning()
		if !known {
			r.unknown.add(e.Code)
		}
		if m == step {
			continue
		}
		a := act{word: m, slug: m, status: e.Code}
		if m == attack {
			a.word, a.slug = "", "despacho."+e.Code
		}
		n := name{serial, a.slug}
		switch {
		case !r.seen[n]:
			r.seen[n] = true
			out = append(out, a)
		case !slices.ContainsFunc(out, func(b act) bool { return b.slug == a.slug }):
			r.twice++
		}
	}
	return out
}

// report warns of what was not understood.
func (r *reading) report() {
	if len(r.unknown) > 0 {
		r.p.Warn("codes of despachos that are not known", "codes", r.unknown.String())
	}
	for _, w := range []struct {
		n   int
		msg string
	}{
		{r.odd, "processos left out, which have no number of nine digits"},
		{r.codeless, "despachos left out, which have no code"},
		{r.twice, "acts that the issue tells twice, the second left out"},
	} {
		if w.n > 0 {
			r.p.Warn(w.msg, "count", w.n)
		}
	}
}

// enough is how many publications an issue has before it can be told what they
// should have. There are some 10,000, of which nearly all have all of it.
const enough = 100

// health reports an issue that was read and says too little: what moved to
// another place is not missed anywhere else.
func (r *reading) health() error {
	if r.records == 0 {
		return fmt.Errorf("%w: a journal without a processo", crawlers.ErrShape)
	}
	if c := r.marks; c.all >= enough && max(c.unnamed, c.unowned, c.unclassed) > c.all/2 {
		return fmt.Errorf("%w: of %d marks published %d lack their words, %d their owner, %d their classes",
			crawlers.ErrShape, c.all, c.unnamed, c.unowned, c.unclassed)
	}
	return nil
}
