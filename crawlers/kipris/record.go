package kipris

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A record is one mark: its fields by their names in the newer service, in
// small letters.
type record struct{ fields map[string]string }

// fields are those that are known; what is not kept of them is false.
var fields = map[string]bool{
	"applicationnumber": true, "applicationdate": true, "applicationstatus": true,
	"publicationnumber": true, "publicationdate": true,
	"registrationnumber": true, "registrationdate": true, "registrationpublicnumber": true, "registrationpublicdate": true,
	"internationalregisternumber": true, "internationalregisterdate": true,
	"prioritynumber": true, "prioritydate": true,
	"title": true, "classificationcode": true, "viennacode": true, "similargroupcode": true,
	"applicantname": true, "agentname": true, "regprivilegename": true,
	"appreferencenumber": false, "regreferencenumber": false, "indexno": false, "fulltext": false, "drawing": false, "bigdrawing": false,
}

// older are the names of the older service that are not the newer ones in other
// letters.
var older = map[string]string{
	"publicnumber": "publicationnumber", "publicdate": "publicationdate",
	"priorityclaimnumber": "prioritynumber", "priorityclaimdate": "prioritydate",
	"goodclassificationcode": "classificationcode", "registrationrightholdername": "regprivilegename",
	"serialnumber": "indexno", "fulltextexistflag": "fulltext", "imagepath": "bigdrawing", "thumbnailpath": "drawing",
}

func newRecord(e register.Element) record {
	r := record{map[string]string{}}
	for c := range e.Children() {
		name := field(c)
		keep, known := fields[name]
		switch {
		case !known:
			c.Unknown()
		case keep:
			r.fields[name] = c.Line()
		}
	}
	return r
}

func field(e register.Element) string {
	name := strings.ToLower(string(e.Name()))
	if now, ok := older[name]; ok {
		return now
	}
	return name
}

// number is that of an application: what is applied for in two digits, the year
// and seven more. People write it 40-2023-0123456.
var number = regexp.MustCompile(`^\d{13}$`)

// serial returns the number of a mark's application, or "".
func serial(e register.Element) string {
	for c := range e.Children() {
		if n := strings.ReplaceAll(c.Line(), "-", ""); field(c) == "applicationnumber" && number.MatchString(n) {
			return n
		}
	}
	return ""
}

// statuses are the office's words for where a mark stands: those that its
// search can be narrowed to.
var statuses = map[string]string{
	"출원": register.Applied,
	"공고": register.Published,
	"등록": register.Registered,
	"거절": register.Refused,
	"취하": register.Withdrawn,
	"포기": register.Withdrawn,
	"무효": register.Cancelled,
	"소멸": register.Cancelled,
}

// day reads a day as the office writes it, "20230320" or with points.
func (r *record) day(name string) (crawlers.Date, bool) {
	return register.Day("20060102", strings.NewReplacer(".", "", "-", "", "/", "").Replace(r.fields[name]))
}

// The days of a record that are of acts, in the order in which they come.
var days = []struct{ field, act string }{
	{"applicationdate", register.Applied},
	{"publicationdate", register.Published},
	{"registrationdate", register.Registered},
}

// resolved returns the act of a record, and its day. Word is empty where the
// status is not known; then slug rests on the days alone.
func (r *record) resolved(at time.Time) (slug, word string, filed crawlers.Date) {
	tomorrow := at.AddDate(0, 0, 1) // as it may be in Korea
	of := map[string]crawlers.Date{}
	latest := ""
	for _, d := range days {
		if day, ok := r.day(d.field); ok && !day.After(tomorrow) {
			of[d.act], latest = day, d.act
		}
	}
	status := r.fields["applicationstatus"]
	slug, known := statuses[status]
	if _, registered := of[register.Registered]; registered && (slug == register.Refused || slug == register.Withdrawn) {
		slug = register.Cancelled
	}
	if !known {
		slug = latest
	}
	if known || status == "" {
		word = slug
	}
	filed, ok := of[slug]
	if !ok {
		filed = of[latest]
	}
	return slug, word, filed
}

// filing makes the filing of a record as it stood at a time, or says why it is
// none.
func (r *record) filing(at time.Time) (f crawlers.Filing, why string) {
	n := strings.ReplaceAll(r.fields["applicationnumber"], "-", "")
	if !number.MatchString(n) {
		return f, "no application number"
	}
	slug, act, filed := r.resolved(at)
	if filed.IsZero() {
		return f, "no day for the act"
	}
	raw, err := r.raw(n)
	if err != nil {
		return f, "its own fields cannot be kept"
	}
	parties, owners := r.parties(slug)
	s := register.Subject{Text: r.fields["title"], Classes: r.classes(), Owners: owners}
	return crawlers.Filing{
		Key:     register.Key(office, n),
		Slug:    slug,
		Act:     act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(s.Text, n),
		Filed:   filed,
		Parties: parties,
		Marks:   s.Marks(),
		URL:     "https://doi.org/10.8080/" + n,
		Text:    r.text(s),
		Raw:     raw,
	}, ""
}

// list parts a field of several values. Blanks part codes, and never names.
func list(s string, blanks bool) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '|' || blanks && (r == ' ' || r == ',') }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// classes are those of the Nice classification.
func (r *record) classes() []int {
	var out []int
	for _, s := range list(r.fields["classificationcode"], true) {
		if n, ok := register.Class(s); ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// parties are who has the mark now, as applicant until it is registered, and
// who acts for them.
func (r *record) parties(slug string) (parties []crawlers.Party, owners []string) {
	role := crawlers.Applicant
	owners = list(r.fields["applicantname"], false)
	if slug == register.Registered || slug == register.Cancelled {
		role = crawlers.Owner
		if holders := list(r.fields["regprivilegename"], false); len(holders) > 0 {
			owners = holders
		}
	}
	for _, name := range owners {
		parties = append(parties, crawlers.Party{Role: role, Name: name})
	}
	for _, name := range list(r.fields["agentname"], false) {
		parties = append(parties, crawlers.Party{Role: crawlers.Agent, Name: name})
	}
	return parties, owners
}

// raw is what the register says, in its own words.
func (r *record) raw(serial string) (json.RawMessage, error) {
	type event struct {
		Code   string `json:"code"`
		Date   string `json:"date"`
		Number string `json:"number,omitempty"`
	}
	events := []event{}
	for _, name := range []string{"application", "publication", "registration", "registrationpublic", "internationalregister", "priority"} {
		e := event{name, r.fields[name+"date"], r.fields[name+"number"]}
		if name == "application" {
			e.Number = ""
		}
		if e.Date != "" || e.Number != "" {
			events = append(events, e)
		}
	}
	return json.Marshal(struct {
		Serial    string   `json:"serial"`
		Office    string   `json:"office"`
		Status    string   `json:"status"`
		Classes   string   `json:"classes,omitempty"`
		Groups    []string `json:"similar_groups,omitempty"`
		Vienna    string   `json:"vienna,omitempty"`
		Applicant string   `json:"applicant,omitempty"`
		Holder    string   `json:"right_holder,omitempty"`
		Agent     string   `json:"agent,omitempty"`
		Events    []event  `json:"events"`
	}{
		serial, office, r.fields["applicationstatus"], r.fields["classificationcode"], list(r.fields["similargroupcode"], true), r.fields["viennacode"],
		r.fields["applicantname"], r.fields["regprivilegename"], r.fields["agentname"], events,
	})
}

// text tells the record in a few lines.
func (r *record) text(s register.Subject) string {
	var classes []string
	for _, n := range s.Classes {
		classes = append(classes, strconv.Itoa(n))
	}
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+clip(value))
		}
	}
	add("Status", r.fields["applicationstatus"])
	add("Mark", s.Text)
	add("Classes", strings.Join(classes, ", "))
	add("Similar groups", strings.Join(list(r.fields["similargroupcode"], true), ", "))
	for i, name := range []string{"Applied for", "Published for opposition", "Registered"} {
		if day, ok := r.day(days[i].field); ok {
			add(name, day.Format(time.DateOnly))
		}
	}
	return strings.Join(lines, "\n")
}
