package cipo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// parse reads a weekly file, a document of it, or the list of files, which has
// no filings.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	o, err := readOptions(p.Params)
	if err != nil {
		return err
	}
	if page, err := listOf(p, o); page || err != nil {
		return err
	}
	r := reading{page: p, emit: emit, today: p.Fetched.AddDate(0, 0, 1).Format(time.DateOnly), told: map[string]bool{}}
	_, err = register.ReadMany(p, r.record, "Trademark")
	r.report()
	if err != nil {
		return err
	}
	return r.health()
}

// listOf reports whether a page is the list of files, and what is wrong with
// it. A list is not kept: its files tell more, and the place shall give it
// again even where it did not change, since files may be left to be taken.
func listOf(p crawlers.Page, o options) (bool, error) {
	head := make([]byte, 64)
	n, err := p.Body.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read page: %w", err)
	}
	if start := strings.ToLower(strings.TrimLeft(string(head[:n]), "\ufeff \t\r\n")); !strings.HasPrefix(start, "<html") && !strings.HasPrefix(start, "<!doctype html") {
		return false, nil
	}
	at, err := url.Parse(p.URL)
	if err != nil {
		return false, fmt.Errorf("%w: its own address: %w", crawlers.ErrShape, err)
	}
	doc, err := p.HTML()
	switch {
	case err != nil:
		return true, err
	case len(files(doc, at)) > 0:
		return true, fmt.Errorf("%w: the list of files", crawlers.ErrUnwanted)
	case p.URL == o.List:
		return true, fmt.Errorf("%w: the list has no file of a week (WEEKLY_2026-09-22_00-05-11.zip)", crawlers.ErrShape)
	}
	return true, fmt.Errorf("%w: a web page in place of a file", crawlers.ErrBlocked)
}

// A reading is the work on one page.
type reading struct {
	page  crawlers.Page
	emit  func(crawlers.Filing) error
	today string
	told  map[string]bool // statuses

	marks                                           int
	numberless, dayless, unowned, unnamed, wordless int

	taken []string // numbers of records that the office took back
}

// record emits the filing of one record.
func (r *reading) record(e register.Element) error {
	var m mark
	m.read(e)
	switch {
	case m.serial == "":
		r.numberless++
		return nil
	case strings.EqualFold(m.operation, "Delete"):
		r.taken = append(r.taken, m.serial)
		return nil
	}
	r.marks++
	if _, known := meaning(m.status, m.code); !known {
		r.wordless++
		if s := strings.TrimSpace(m.status + " / " + m.code); len(r.told) < 20 && !r.told[s] {
			r.told[s] = true
			r.page.Warn("status that is not known; its records have no word for their act", "status", fmt.Sprintf("%.80s", s))
		}
	}
	f, ok := r.filing(&m)
	if !ok {
		r.dayless++
		return nil
	}
	if len(f.Marks) == 0 && !strings.EqualFold(m.feature, "Figurative") {
		r.unnamed++
	}
	if len(m.applicants) == 0 {
		r.unowned++
	}
	return r.emit(f)
}

// filing makes the filing of a record, or none where its act has no day.
func (r *reading) filing(m *mark) (crawlers.Filing, bool) {
	slug, act, when := m.resolved(r.today)
	filed, ok := register.Day(time.DateOnly, when)
	if !ok {
		return crawlers.Filing{}, false
	}
	subject := m.subject()
	raw, err := json.Marshal(m.raw())
	if err != nil {
		return crawlers.Filing{}, false // of strings alone, which are never refused
	}
	return crawlers.Filing{
		Key:     register.Key(office, m.serial),
		Slug:    slug,
		Act:     act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(subject.Text, m.serial),
		Filed:   filed,
		Parties: m.parties(slug),
		Marks:   subject.Marks(),
		URL:     "https://ised-isde.canada.ca/cipo/trademark-search/" + m.serial,
		Text:    m.text(subject),
		Raw:     raw,
	}, true
}

func (m *mark) subject() register.Subject {
	s := register.Subject{Classes: m.classes, Forms: m.forms}
	if len(m.words) > 0 {
		s.Text, s.Forms = m.words[0], append(slices.Clone(m.words[1:]), m.forms...)
	}
	// What is said in English comes first, whatever is said in French too.
	for _, french := range []bool{false, true} {
		for _, g := range m.goods {
			if (g.language == "fr") == french {
				s.Goods = append(s.Goods, g.line())
			}
		}
	}
	for _, p := range m.applicants {
		s.Owners = append(append(s.Owners, p.Name), p.Aliases...)
	}
	return s
}

func (g goods) line() string {
	if _, ok := register.Class(g.class); ok {
		return "Class " + g.class + ": " + g.text
	}
	return g.text
}

// parties names whose the mark is, or would be, who is against it, and who
// speaks for it.
func (m *mark) parties(act string) []crawlers.Party {
	var out []crawlers.Party
	for _, p := range m.applicants {
		if act == register.Registered || act == register.Cancelled {
			p.Role = crawlers.Owner
		}
		if p.Name != "" {
			out = append(out, p)
		}
	}
	for _, who := range m.opponents {
		out = append(out, crawlers.Party{Role: crawlers.Opponent, Name: who})
	}
	if m.agent != "" {
		out = append(out, crawlers.Party{Role: crawlers.Agent, Name: m.agent})
	}
	return out
}

// own are the office's own fields.
type own struct {
	Serial       string     `json:"serial"`
	Office       string     `json:"office"`
	Registration string     `json:"registration,omitempty"`
	Status       string     `json:"status,omitempty"`
	Code         string     `json:"status_code,omitempty"`
	StatusDay    string     `json:"status_date,omitempty"`
	Applied      string     `json:"filing_date,omitempty"`
	Advertised   string     `json:"publication_date,omitempty"`
	OpposeUntil  string     `json:"opposition_until,omitempty"`
	Opposed      string     `json:"opposition_date,omitempty"`
	Registered   string     `json:"registration_date,omitempty"`
	Abandoned    string     `json:"abandonment_date,omitempty"`
	Ended        string     `json:"termination_date,omitempty"`
	Expires      string     `json:"expiry_date,omitempty"`
	Category     string     `json:"category,omitempty"`
	Feature      string     `json:"feature,omitempty"`
	Language     string     `json:"language,omitempty"`
	Madrid       string     `json:"madrid,omitempty"`
	Priorities   []priority `json:"priorities,omitempty"`
	Events       []event    `json:"events"`
}

func (m *mark) raw() own {
	return own{
		m.serial, office, m.registration, m.status, m.code, m.statusDay, m.applied, m.advertised, m.opposeUntil, m.opposed, m.registered,
		m.abandoned, m.ended, m.expires, m.category, m.feature, m.language, m.madrid, m.priorities, m.events,
	}
}

// maxText bounds what is shown of a record.
const maxText = 8000

// text tells the record in a few lines.
func (m *mark) text(s register.Subject) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" && b.Len()+len(value) < maxText {
			b.WriteString(name + value + "\n")
		}
	}
	line("Mark: ", s.Text)
	line("Kind: ", strings.Trim(m.category+", "+m.feature, ", "))
	line("Status: ", strings.Join(slices.DeleteFunc([]string{m.status, m.code, m.statusDay}, func(s string) bool { return s == "" }), ", "))
	line("Filed: ", m.applied)
	line("Advertised: ", m.advertised)
	line("Opposition until: ", m.opposeUntil)
	line("Registered: ", strings.TrimSpace(m.registered+" "+m.registration))
	line("International registration: ", m.madrid)
	for _, form := range s.Forms {
		line("Otherwise: ", form)
	}
	for _, g := range s.Goods {
		line("", g)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// report warns of what was not understood.
func (r *reading) report() {
	if len(r.taken) > 0 {
		r.page.Warn("records that the office took back, which are no acts", "count", len(r.taken), "marks", strings.Join(r.taken[:min(10, len(r.taken))], ", "))
	}
	for _, w := range []struct {
		n   int
		msg string
	}{
		{r.numberless, "records left out, which have no number of an application"},
		{r.dayless, "records left out, whose act has no day"},
	} {
		if w.n > 0 {
			r.page.Warn(w.msg, "count", w.n)
		}
	}
}

// enough is how many marks a file has before it can be told what they should
// have, which nearly all of a week do.
const enough = 100

// health reports a file that was read and says too little: what moved to
// another place is not missed anywhere else.
func (r *reading) health() error {
	if r.marks == 0 && len(r.taken) == 0 {
		return fmt.Errorf("%w: no mark with a number", crawlers.ErrShape)
	}
	all := r.marks + r.numberless
	if all >= enough && max(r.numberless, r.dayless, r.unnamed, r.unowned, r.wordless) > all/2 {
		return fmt.Errorf("%w: of %d marks %d lack their number, %d the day of their act, %d their words, %d their owner, %d a status that is known",
			crawlers.ErrShape, all, r.numberless, r.dayless, r.unnamed, r.unowned, r.wordless)
	}
	return nil
}
