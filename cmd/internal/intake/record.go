package intake

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A record is one mark, as one or several rows tell it.
type record struct {
	rows         []int
	office       string
	serial       string
	mark         string
	forms        []string
	classes      []int
	goods        []string
	people       []crawlers.Party
	day          map[Field]crawlers.Date
	status       string
	url          string
	registration string
}

// maxPeople is more than any mark has.
const maxPeople = 500

// unite takes over what a later row tells of the same mark: what a list may
// have a row each for is added, of the rest the later row is right.
func (r *record) unite(s record) {
	r.rows = append(r.rows, s.rows...)
	r.mark = cmp.Or(s.mark, r.mark)
	r.status, r.url, r.registration = cmp.Or(s.status, r.status), cmp.Or(s.url, r.url), cmp.Or(s.registration, r.registration)
	r.forms, r.classes, r.goods = added(r.forms, s.forms), added(r.classes, s.classes), added(r.goods, s.goods)
	maps.Copy(r.day, s.day)
	for _, p := range s.people {
		if len(r.people) < maxPeople && !slices.ContainsFunc(r.people, func(q crawlers.Party) bool { return same(p, q) }) {
			r.people = append(r.people, p)
		}
	}
}

func same(p, q crawlers.Party) bool {
	return p.Role == q.Role && crawlers.FoldName(p.Name) == crawlers.FoldName(q.Name)
}

func added[T comparable](all, more []T) []T {
	for _, x := range more {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// resolved returns the place of the act among those of the mark, the word for
// it, and its day. A status that is not understood, or says nothing of an act,
// leaves the place to the days; the word is empty where it is not understood.
func (r *record) resolved() (slug, word string, day crawlers.Date) {
	stands, _ := stand(r.status)
	applied, published, registered := r.day[Filed], r.day[Published], r.day[Registered]
	switch {
	case stands == register.Refused, stands == register.Withdrawn:
		slug = stands
		if !registered.IsZero() {
			slug = register.Cancelled
		}
	case stands == register.Registered, stands == register.Opposed, stands == register.Cancelled:
		slug = stands
	case !registered.IsZero() && registered.After(published.Time):
		slug = register.Registered
	case !published.IsZero():
		slug = register.Published
	default:
		slug = register.Applied
	}
	switch slug {
	case register.Applied:
		day = applied
	case register.Published:
		day = published
	case register.Registered:
		day = registered
	}
	if day.IsZero() {
		day = r.day[Changed]
	}
	if day.IsZero() {
		for _, d := range []crawlers.Date{applied, published, registered} {
			if d.After(day.Time) {
				day = d
			}
		}
	}
	if r.status == "" || stands != "" {
		word = slug
	}
	return slug, word, day
}

// filing makes the filing of a record.
func (r *record) filing() (crawlers.Filing, error) {
	slug, word, day := r.resolved()
	if day.IsZero() {
		return crawlers.Filing{}, errors.New("no day that can be read")
	}
	r.cast(slug)
	s := register.Subject{Text: r.mark, Forms: r.forms, Classes: r.classes, Goods: r.goods}
	for _, p := range r.people {
		if p.Role != crawlers.Agent && !slices.Contains(s.Owners, p.Name) {
			s.Owners = append(s.Owners, p.Name)
		}
	}
	raw, err := r.raw()
	if err != nil {
		return crawlers.Filing{}, err
	}
	return crawlers.Filing{
		Key:     register.Key(r.office, r.serial),
		Slug:    slug,
		Act:     word,
		Kind:    crawlers.Squatting,
		Title:   register.Title(r.mark, r.serial),
		Filed:   day,
		Parties: r.people,
		Marks:   s.Marks(),
		URL:     r.url,
		Text:    r.text(s),
		Source:  Source,
		Raw:     raw,
	}, nil
}

// cast gives those who have the mark, or had it, the role that its act gives
// them: tables name an owner of what is only applied for.
func (r *record) cast(slug string) {
	role := crawlers.Applicant
	if slug == register.Registered || slug == register.Cancelled {
		role = crawlers.Owner
	}
	var people []crawlers.Party
	for _, p := range r.people {
		if p.Role != crawlers.Agent {
			p.Role = role
		}
		if !slices.ContainsFunc(people, func(q crawlers.Party) bool { return same(p, q) }) {
			people = append(people, p)
		}
	}
	r.people = people
}

// text tells the record in a few lines.
func (r *record) text(s register.Subject) string {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	var classes []string
	for _, n := range slices.Sorted(slices.Values(s.Classes)) {
		classes = append(classes, strconv.Itoa(n))
	}
	add("Status", r.status)
	add("Mark", r.mark)
	add("Classes", strings.Join(classes, ", "))
	add("Applied for", said(r.day[Filed]))
	add("Published", said(r.day[Published]))
	add("Opposition until", said(r.day[Until]))
	add("Registered", said(r.day[Registered]))
	add("Registration number", r.registration)
	if marks := s.Marks(); len(marks) > 0 && marks[0].Goods != "" {
		lines = append(lines, marks[0].Goods)
	}
	return strings.Join(lines, "\n")
}

func said(d crawlers.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// raw is what the table says that has no place of its own in a filing. It
// leaves out where in the table that stands, or a list in another order would
// look like news.
func (r *record) raw() (json.RawMessage, error) {
	return json.Marshal(struct {
		Serial       string `json:"serial"`
		Office       string `json:"office"`
		Status       string `json:"status"`
		Applied      string `json:"application_date,omitempty"`
		Published    string `json:"publication_date,omitempty"`
		Until        string `json:"opposition_until,omitempty"`
		Registered   string `json:"registration_date,omitempty"`
		Registration string `json:"registration_number,omitempty"`
	}{r.serial, r.office, r.status, said(r.day[Filed]), said(r.day[Published]), said(r.day[Until]), said(r.day[Registered]), r.registration})
}

var (
	bracketed = regexp.MustCompile(`[(（\[][^()（）\[\]]*[)）\]]`)
	classWord = regexp.MustCompile(`(?i)^(?:第|nice|class|classes|cl|ic|int|kelas|nhóm|จำพวกที่|จำพวก|clase|classe|제)?\s*0?(\d{1,2})\s*(?:类|類|류)?$`)
	stroke    = regexp.MustCompile(`\b(\d{1,2})\s*[-–—~～至]\s*(\d{1,2})\b`)
	wordOnly  = regexp.MustCompile(`(?i)^(?:第|nice|ncl|class|classes|cl|ic|int|international|kelas|nhóm|จำพวกที่|จำพวก|clase|clases|classe|类|類|and|dan|và|y|e)$`)
)

// classes returns the classes of a cell, and what in it is none, or doubtful.
// What stands in brackets, such as groups of goods, is part of a class. All
// those between two that a stroke joins are taken: too many are no harm.
func classes(cell string) (found []int, odd string) {
	cell = bracketed.ReplaceAllString(cell, " ")
	cell = stroke.ReplaceAllStringFunc(cell, func(s string) string {
		m := stroke.FindStringSubmatch(s)
		from, ok := register.Class(m[1])
		to, ok2 := register.Class(m[2])
		if !ok || !ok2 || from >= to {
			return s
		}
		odd = s
		var all []string
		for n := from; n <= to; n++ {
			all = append(all, strconv.Itoa(n))
		}
		return strings.Join(all, " ")
	})
	for word := range strings.FieldsFuncSeq(cell, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) }) {
		if wordOnly.MatchString(word) {
			continue
		}
		m := classWord.FindStringSubmatch(word)
		n, ok := 0, false
		if m != nil {
			n, ok = register.Class(m[1])
		}
		switch {
		case ok && !slices.Contains(found, n):
			found = append(found, n)
		case !ok:
			odd = cmp.Or(odd, word)
		}
	}
	return found, odd
}

var (
	countryFirst = regexp.MustCompile(`^[(\[]([A-Z]{2})[)\]]\s*`)
	countryLast  = regexp.MustCompile(`\s*[(\[]([A-Z]{2})[)\]]$`)
)

// parties returns who stands in a cell, several one after the other; a comma
// parts nobody, since it stands in names. The code of a country may stand in
// brackets before or behind a name, and an address behind " : ".
func parties(role crawlers.Role, cell string) []crawlers.Party {
	var out []crawlers.Party
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(";；|\n", r) }) {
		p := crawlers.Party{Role: role}
		name, address, _ := strings.Cut(strings.TrimSpace(part), " : ")
		for _, re := range []*regexp.Regexp{countryFirst, countryLast} {
			if m := re.FindStringSubmatch(name); m != nil && land(m[1]) != "" {
				name, p.Country = re.ReplaceAllString(name, ""), country(m[1])
			}
		}
		p.Name = strings.TrimSpace(name)
		if register.Company(p.Name) {
			p.Address = strings.TrimSpace(address)
		}
		if p.Name != "" && len(out) < maxPeople {
			out = append(out, p)
		}
	}
	return out
}
