package euipo

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A record is one mark, in the fields of the office that are kept.
type record struct {
	Number      crawlers.Word   `json:"applicationNumber"`
	Status      crawlers.Word   `json:"status"`
	Applied     crawlers.Word   `json:"applicationDate"`
	Designated  crawlers.Word   `json:"designationDate"` // of an international registration
	Registered  crawlers.Word   `json:"registrationDate"`
	Expires     crawlers.Word   `json:"expiryDate"`
	OpposeUntil crawlers.Word   `json:"oppositionPeriodEndDate"` // in full records only
	Basis       crawlers.Word   `json:"markBasis"`
	Feature     crawlers.Word   `json:"markFeature"`
	Kind        crawlers.Word   `json:"markKind"`
	Classes     []crawlers.Word `json:"niceClasses"`
	Word        specification   `json:"wordMarkSpecification"`

	Applicants      []person      `json:"applicants"`
	Representatives []person      `json:"representatives"`
	Publications    []publication `json:"publications"`
}

type specification struct {
	Text crawlers.Word `json:"verbalElement"`
}

// A person is one by the number that an office knows it by.
type person struct {
	ID     crawlers.Word `json:"identifier"`
	Office crawlers.Word `json:"office"`
	Name   crawlers.Word `json:"name"`
}

type publication struct {
	Section  crawlers.Word `json:"publicationSection"`
	Date     crawlers.Word `json:"publicationDate"`
	Bulletin crawlers.Word `json:"bulletinNumber"`
}

// Limits of one record: more is none of the office's.
const (
	maxPeople       = 100
	maxPublications = 1000
)

// number is that of an application, or of an international registration that
// designates the Union, W before it.
var number = regexp.MustCompile(`^(?:\d{9}|W\d{7,8}[A-Z]?)$`)

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	a, err := read(body)
	if err != nil {
		return err
	}
	left, strange, told := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, raw := range a.rows() {
		var r record
		if err := json.Unmarshal(raw, &r); err != nil {
			left["a mark that is not in the register's form"]++
			continue
		}
		if _, ok := statuses[string(r.Status)]; !ok {
			strange[clip(register.Line([]byte(r.Status)))] = true
		}
		f, why := r.filing(p.Fetched)
		if why != "" {
			left[why]++
			continue
		}
		if told[f.ID()] {
			continue
		}
		told[f.ID()] = true
		if err := emit(f); err != nil {
			return err
		}
	}
	for _, s := range slices.Sorted(maps.Keys(strange)) {
		p.Warn("status that is not known; its marks have no word for their act", "status", s)
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		p.Warn("marks left out", "why", why, "count", left[why], "url", p.URL)
	}
	if len(told) == 0 && len(left) > 0 {
		return fmt.Errorf("%w: none of %d marks could be read", crawlers.ErrShape, len(a.rows()))
	}
	return nil
}

// filing makes the filing of a record as it stood at a time, or says why it is
// none.
func (r *record) filing(at time.Time) (f crawlers.Filing, why string) {
	serial := string(r.Number)
	switch {
	case !number.MatchString(serial):
		return f, "no application number"
	case len(r.Applicants) > maxPeople || len(r.Representatives) > maxPeople || len(r.Publications) > maxPublications:
		return f, "more people or publications than a mark has"
	}
	slug, act, day := r.resolved(at)
	filed, ok := register.Day(time.DateOnly, day)
	if !ok {
		return f, "no day for the act"
	}
	raw, err := r.raw()
	if err != nil {
		return f, "its own fields cannot be kept"
	}
	parties, owners := r.parties(slug)
	subject := register.Subject{Text: line(r.Word.Text), Classes: r.classes(), Owners: owners}
	return crawlers.Filing{
		Key:     register.Key(office, serial),
		Slug:    slug,
		Act:     act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(subject.Text, serial),
		Filed:   filed,
		Parties: parties,
		Marks:   subject.Marks(),
		URL:     "https://euipo.europa.eu/eSearch/#details/trademarks/" + serial,
		Text:    r.text(subject),
		Raw:     raw,
	}, ""
}

func line(w crawlers.Word) string { return register.Line([]byte(w)) }

// classes are those of the Nice classification.
func (r *record) classes() []int {
	var out []int
	for _, w := range r.Classes {
		if n, ok := register.Class(string(w)); ok && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// parties are who has the mark now, as applicant until it is registered, and
// who acts for them.
func (r *record) parties(slug string) (parties []crawlers.Party, owners []string) {
	role := crawlers.Applicant
	if slug == register.Registered || slug == register.Cancelled {
		role = crawlers.Owner
	}
	for _, a := range r.Applicants {
		if name := line(a.Name); name != "" {
			parties, owners = append(parties, crawlers.Party{Role: role, Name: name}), append(owners, name)
		}
	}
	for _, a := range r.Representatives {
		if name := line(a.Name); name != "" {
			parties = append(parties, crawlers.Party{Role: crawlers.Agent, Name: name})
		}
	}
	return parties, owners
}

// text tells the record in a few lines.
func (r *record) text(subject register.Subject) string {
	var classes []string
	for _, n := range subject.Classes {
		classes = append(classes, strconv.Itoa(n))
	}
	lines := []string{"Status: " + line(r.Status)}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+clip(value))
		}
	}
	add("Mark", subject.Text)
	add("Feature", line(r.Feature))
	add("Kind", line(r.Kind))
	add("Basis", line(r.Basis))
	add("Classes", strings.Join(classes, ", "))
	add("Applied for", line(r.Applied))
	add("Designated", line(r.Designated))
	if p, ok := r.opposable(""); ok {
		add("Published for opposition", strings.TrimSpace(line(p.Date)+" in "+line(p.Bulletin)))
	}
	add("Opposition until", line(r.OpposeUntil))
	add("Registered", line(r.Registered))
	add("Expires", line(r.Expires))
	return strings.Join(lines, "\n")
}
