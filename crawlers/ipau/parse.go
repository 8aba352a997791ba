package ipau

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// parse reads the register, or the catalogue's answer, which has no filings.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	o, err := readOptions(p.Params)
	if err != nil {
		return err
	}
	if catalogue, err := isCatalogue(p); catalogue || err != nil {
		return err
	}
	z, err := register.OpenTables(p, maxTable, eventsTable, applicationsTable, partiesTable, descriptionsTable, classesTable)
	if err != nil {
		return err
	}
	r := reading{
		since: p.Fetched.AddDate(0, 0, -7*o.Weeks).Format(time.DateOnly),
		until: p.Fetched.AddDate(0, 0, 1).Format(time.DateOnly),
		marks: map[string]*mark{}, unknown: map[string]bool{},
	}
	if err := r.read(z); err != nil {
		return err
	}
	return r.tell(p, emit)
}

// isCatalogue reports whether a page is the catalogue's answer, and what is
// wrong with it. It is not kept: the register tells more, and the catalogue
// shall answer again even if nothing changed, since the register may not have
// been had.
func isCatalogue(p crawlers.Page) (bool, error) {
	head := make([]byte, 16)
	n, err := p.Body.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read page: %w", err)
	}
	if !strings.HasPrefix(strings.TrimLeft(string(head[:n]), "\ufeff \t\r\n"), "{") {
		return false, nil
	}
	const most = 8 << 20
	if p.Size > most {
		return true, fmt.Errorf("%w: a catalogue of %d bytes", crawlers.ErrShape, p.Size)
	}
	body, err := p.Bytes()
	if err != nil {
		return true, err
	}
	if _, err := newest(body); err != nil {
		return true, err
	}
	return true, fmt.Errorf("%w: the catalogue", crawlers.ErrUnwanted)
}

// A mark is one that is told. Days are 2006-01-02 or "".
type mark struct {
	status, kind string

	applied, priority, registered, retired string

	days       map[string]string // by act, the last of each that happened within the weeks
	events     []event
	classes    []int
	words      []string
	image      []string // words in its image
	figurative bool
	parties    []crawlers.Party
}

type event struct {
	Type     string `json:"type"`
	Category string `json:"category"`
	Date     string `json:"date"`
}

// Limits of what is held. Some 60,000 marks are told, each with a few rows of
// each table.
const (
	maxMarks  = 400_000
	maxRows   = 200
	maxLength = 2000 // bytes of a text
)

// A reading is the work on one register.
type reading struct {
	since, until string
	marks        map[string]*mark
	unknown      map[string]bool // statuses

	unnamed, unowned, unclassed, wordless, dayless int
}

// chosen returns a mark that is told.
func (r *reading) chosen(number string) (*mark, error) {
	m := r.marks[number]
	if m == nil {
		if len(r.marks) == maxMarks {
			return nil, fmt.Errorf("%w: more than %d marks to which something happened since %s", crawlers.ErrShape, maxMarks, r.since)
		}
		m = &mark{days: map[string]string{}}
		r.marks[strings.Clone(number)] = m
	}
	return m, nil
}

// read goes through the tables, the one first that says which marks are told.
func (r *reading) read(z *register.Tables) error {
	for _, t := range []struct {
		name    string
		each    func(string, *table) error
		columns []string
	}{
		{eventsTable, r.event, []string{"event_type", "event_category", "event_effective_date", "event_declared_date"}},
		{applicationsTable, r.application, []string{"status", "application_date"}},
		{partiesTable, r.party, []string{"party_role_category", "party_name", "is_current"}},
		{descriptionsTable, r.description, []string{"description_type", "description_value"}},
		{classesTable, r.class, []string{"classification_system", "classification", "is_current"}},
	} {
		n, err := rows(z, t.name, t.each, t.columns...)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: %s has no trade mark", crawlers.ErrShape, t.name)
		}
	}
	return nil
}

// event notes an act that happened within the weeks.
func (r *reading) event(number string, t *table) error {
	category := t.word("event_category")
	act := telling[category]
	if act == "" {
		return nil
	}
	day := t.day("event_effective_date")
	if day == "" {
		day = t.day("event_declared_date")
	}
	if day < r.since || day > r.until {
		return nil
	}
	m, err := r.chosen(number)
	if err != nil {
		return err
	}
	m.days[act] = max(m.days[act], day)
	if len(m.events) < maxRows {
		m.events = append(m.events, event{text(t.word("event_type")), text(category), day})
	}
	return nil
}

func (r *reading) application(number string, t *table) error {
	m, applied := r.marks[number], t.day("application_date")
	if m == nil && (applied < r.since || applied > r.until) {
		return nil
	}
	m, err := r.chosen(number)
	if err != nil {
		return err
	}
	m.status, m.kind = text(t.word("status")), text(t.word("ip_right_sub_type"))
	m.applied, m.priority = applied, t.day("priority_date")
	m.registered, m.retired = t.day("gained_registration_status_date"), t.day("deemed_retired_date")
	return nil
}

func (r *reading) party(number string, t *table) error {
	m := r.marks[number]
	if m == nil || !t.current() || len(m.parties) == maxRows {
		return nil
	}
	p := crawlers.Party{Name: text(t.get("party_name"))}
	switch t.word("party_role_category") {
	case "applicant":
		p.Role = crawlers.Applicant
	case "applicant_agent", "agent":
		p.Role = crawlers.Agent
	case "opponent":
		p.Role = crawlers.Opponent
	default:
		return nil // mortgagees, users, and the agents of others
	}
	if p.Role != crawlers.Agent {
		p.Country, p.Address = register.Country(t.get("country_code")), text(t.get("state_code"))
	}
	if p.Name != "" && !slices.ContainsFunc(m.parties, func(q crawlers.Party) bool { return q.Role == p.Role && q.Name == p.Name }) {
		m.parties = append(m.parties, p)
	}
	return nil
}

func (r *reading) description(number string, t *table) error {
	m := r.marks[number]
	if m == nil {
		return nil
	}
	value := text(t.get("description_value"))
	switch kind := t.word("description_type"); {
	case strings.HasSuffix(kind, "word_mark_phrase"):
		m.words = added(m.words, value)
	case strings.HasSuffix(kind, "image_words"):
		m.image = added(m.image, value)
	case !strings.HasSuffix(kind, "word"):
		m.figurative = true // it is of an image, a shape, a sound …
	}
	return nil
}

// added appends a text that is not there yet.
func added(list []string, s string) []string {
	if s == "" || len(list) == maxRows || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// text returns a field as a line of its own, which does not hold the row.
func text(s string) string {
	return strings.Clone(register.Line([]byte(s[:min(len(s), maxLength)])))
}

func (r *reading) class(number string, t *table) error {
	m := r.marks[number]
	if m == nil || t.word("classification_system") != "nice" || !t.current() || len(m.classes) == maxRows {
		return nil
	}
	if n, ok := register.Class(t.get("classification")); ok {
		m.classes = append(m.classes, n)
	}
	return nil
}

// tell emits the marks, in the order of their numbers.
func (r *reading) tell(p crawlers.Page, emit func(crawlers.Filing) error) error {
	numbers := slices.SortedFunc(maps.Keys(r.marks), func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	for _, number := range numbers {
		f, ok := r.filing(number, r.marks[number])
		if !ok {
			r.dayless++
			continue
		}
		if err := emit(f); err != nil {
			return err
		}
	}
	for _, s := range slices.Sorted(maps.Keys(r.unknown)) {
		p.Warn("status that is not known; its marks have no word for their act", "status", s)
	}
	if r.dayless > 0 {
		p.Warn("marks left out, whose act has no day within the weeks that are told", "count", r.dayless)
	}
	return r.health()
}

// filing makes the filing of a mark, or none where its act has no day.
func (r *reading) filing(number string, m *mark) (crawlers.Filing, bool) {
	if _, known := statuses[m.status]; !known {
		r.wordless++
		if len(r.unknown) < maxRows {
			r.unknown[m.status] = true
		}
	}
	slug, act, when := m.resolved()
	filed, ok := register.Day(time.DateOnly, when)
	if !ok {
		return crawlers.Filing{}, false
	}
	s := m.subject()
	marks, parties := s.Marks(), m.told(slug)
	if len(marks) == 0 && !m.figurative {
		r.unnamed++
	}
	if len(s.Owners) == 0 {
		r.unowned++
	}
	if len(m.classes) == 0 {
		r.unclassed++
	}
	raw, err := json.Marshal(m.raw(number))
	if err != nil {
		return crawlers.Filing{}, false // of strings alone, which are never refused
	}
	return crawlers.Filing{
		Key:     register.Key(office, number),
		Slug:    slug,
		Act:     act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(s.Text, number),
		Filed:   filed,
		Parties: parties,
		Marks:   marks,
		URL:     "https://search.ipaustralia.gov.au/trademarks/search/view/" + number,
		Text:    m.text(s),
		Raw:     raw,
	}, true
}

func (m *mark) subject() register.Subject {
	s := register.Subject{Classes: m.classes}
	if all := append(slices.Clone(m.words), m.image...); len(all) > 0 {
		s.Text, s.Forms = all[0], all[1:]
	}
	for _, p := range m.parties {
		if p.Role == crawlers.Applicant {
			s.Owners = append(s.Owners, p.Name)
		}
	}
	return s
}

// told returns the parties, those who apply before the others.
func (m *mark) told(act string) []crawlers.Party {
	var out []crawlers.Party
	for _, role := range []crawlers.Role{crawlers.Applicant, crawlers.Opponent, crawlers.Agent} {
		for _, p := range m.parties {
			if p.Role != role {
				continue
			}
			if role == crawlers.Applicant && (act == register.Registered || act == register.Cancelled) {
				p.Role = crawlers.Owner
			}
			out = append(out, p)
		}
	}
	return out
}

// own are the office's own fields.
type own struct {
	Serial     string  `json:"serial"`
	Office     string  `json:"office"`
	Status     string  `json:"status,omitempty"`
	Kind       string  `json:"sub_type,omitempty"`
	Applied    string  `json:"filing_date,omitempty"`
	Priority   string  `json:"priority_date,omitempty"`
	Registered string  `json:"registration_date,omitempty"`
	Retired    string  `json:"retired_date,omitempty"`
	Events     []event `json:"events"`
}

func (m *mark) raw(number string) own {
	slices.SortStableFunc(m.events, func(a, b event) int { return strings.Compare(a.Date, b.Date) })
	return own{number, office, m.status, m.kind, m.applied, m.priority, m.registered, m.retired, m.events}
}

// text tells the mark in a few lines.
func (m *mark) text(s register.Subject) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + value + "\n")
		}
	}
	line("Mark: ", s.Text)
	for _, form := range s.Forms[:min(len(s.Forms), 5)] {
		line("Also: ", form)
	}
	line("Status: ", m.status)
	line("Filed: ", m.applied)
	line("Acceptance advertised: ", m.days[register.Published])
	line("Opposed: ", m.days[register.Opposed])
	line("Registered: ", m.registered)
	line("Ended: ", m.retired)
	var classes []string
	for _, n := range slices.Compact(slices.Sorted(slices.Values(m.classes))) {
		classes = append(classes, strconv.Itoa(n))
	}
	line("Classes: ", strings.Join(classes, ", "))
	return strings.TrimSuffix(b.String(), "\n")
}

// enough is how many marks a register tells before it can be told what they
// should have, which nearly all do.
const enough = 100

// health reports a register that was read and says too little: what moved to
// another column is not missed anywhere else.
func (r *reading) health() error {
	all := len(r.marks)
	if all == 0 {
		return fmt.Errorf("%w: nothing happened to any mark since %s: the register is an old one, or its days are written otherwise", crawlers.ErrShape, r.since)
	}
	if all >= enough && max(r.unnamed, r.unowned, r.unclassed, r.wordless, r.dayless) > all/2 {
		return fmt.Errorf("%w: of %d marks %d lack their words, %d their owner, %d their classes, %d a status that is known, %d the day of their act",
			crawlers.ErrShape, all, r.unnamed, r.unowned, r.unclassed, r.wordless, r.dayless)
	}
	return nil
}
