package euipo

import (
	"encoding/json"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// statuses are the office's words for where a mark stands, in ours. One is
// pending where the application goes on without a word for it.
var statuses = map[string]string{
	"RECEIVED":                   pending,
	"UNDER_EXAMINATION":          pending,
	"APPLICATION_PUBLISHED":      pending,
	"START_OF_OPPOSITION_PERIOD": pending,
	"REGISTRATION_PENDING":       pending,
	"ACCEPTANCE_PENDING":         pending,
	"ACCEPTED":                   pending,
	"APPEALED":                   pending,
	"APPEALABLE":                 pending,
	"OPPOSITION_PENDING":         register.Opposed,
	"REGISTERED":                 register.Registered,
	"CANCELLATION_PENDING":       register.Registered,
	"REFUSED":                    register.Refused,
	"WITHDRAWN":                  register.Withdrawn,
	"CANCELLED":                  register.Cancelled,
	"SURRENDERED":                register.Cancelled,
	"EXPIRED":                    register.Cancelled,
	"REMOVED_FROM_REGISTER":      register.Cancelled,
}

const pending = "pending"

// resolved returns the act of a record as it stood at a time, and its day.
// Word is empty where the status says nothing; then slug rests on the record's
// days alone.
func (r *record) resolved(at time.Time) (slug, word, day string) {
	today := at.UTC().AddDate(0, 0, 1).Format(time.DateOnly) // somewhere it is tomorrow
	published, isPublished := r.opposable(today)
	registered := past(r.Registered, today)
	word = statuses[string(r.Status)]
	slug = word
	switch going := word == pending || word == ""; {
	case going && registered != "":
		slug = register.Registered
	case going && isPublished:
		slug = register.Published
	case going:
		slug = register.Applied
	case (word == register.Refused || word == register.Withdrawn) && registered != "":
		slug = register.Cancelled
	}
	if word != "" {
		word = slug
	}
	switch slug {
	case register.Applied:
		day = r.applied(today)
	case register.Published:
		day = string(published.Date)
	case register.Registered:
		day = registered
	case register.Cancelled:
		if r.Status == "EXPIRED" {
			day = past(r.Expires, today)
		}
	}
	if day == "" {
		day = r.latest(today)
	}
	return slug, word, day
}

// applied is the day of the application, or that from which an international
// registration counts as one.
func (r *record) applied(today string) string {
	if day := past(r.Designated, today); day != "" {
		return day
	}
	return past(r.Applied, today)
}

// opposable returns the last publication for opposition; one that is to come
// is none, unless today is empty.
func (r *record) opposable(today string) (last publication, ok bool) {
	for _, p := range r.Publications {
		if s := string(p.Section); s != "A.1" && s != "M.1" {
			continue
		}
		if day := past(p.Date, today); day != "" && day >= string(last.Date) {
			last, ok = p, true
		}
	}
	return last, ok
}

// latest is the last day that the record gives for what has happened. Sections
// C and D of the bulletin tell of later entries, such as a new owner, which
// say nothing of an act.
func (r *record) latest(today string) string {
	day := max(r.applied(today), past(r.Registered, today))
	for _, p := range r.Publications {
		if s := string(p.Section); !strings.HasPrefix(s, "C") && !strings.HasPrefix(s, "D") {
			day = max(day, past(p.Date, today))
		}
	}
	return day
}

// past returns a day that has come; one that is none, or is to come, is not
// there. Whatever has come by "" has.
func past(w crawlers.Word, today string) string {
	day := string(w)
	if _, ok := register.Day(time.DateOnly, day); !ok || today != "" && day > today {
		return ""
	}
	return day
}

// raw is what the register says, in its own words.
func (r *record) raw() (json.RawMessage, error) {
	type who struct {
		ID     string `json:"identifier,omitempty"`
		Office string `json:"office,omitempty"`
		Name   string `json:"name,omitempty"`
	}
	type event struct {
		Code     string `json:"code"`
		Date     string `json:"date"`
		Bulletin string `json:"bulletin,omitempty"`
	}
	people := func(in []person) (out []who) {
		for _, p := range in {
			out = append(out, who{line(p.ID), line(p.Office), line(p.Name)})
		}
		return out
	}
	events := make([]event, 0, len(r.Publications))
	for _, p := range r.Publications {
		events = append(events, event{line(p.Section), line(p.Date), line(p.Bulletin)})
	}
	return json.Marshal(struct {
		Serial          string  `json:"serial"`
		Office          string  `json:"office"`
		Status          string  `json:"status"`
		Applied         string  `json:"application_date,omitempty"`
		Designated      string  `json:"designation_date,omitempty"`
		Registered      string  `json:"registration_date,omitempty"`
		Expires         string  `json:"expiry_date,omitempty"`
		OpposeUntil     string  `json:"opposition_until,omitempty"`
		Basis           string  `json:"mark_basis,omitempty"`
		Feature         string  `json:"mark_feature,omitempty"`
		Kind            string  `json:"mark_kind,omitempty"`
		Applicants      []who   `json:"applicants,omitempty"`
		Representatives []who   `json:"representatives,omitempty"`
		Events          []event `json:"events"`
	}{
		string(r.Number), office, line(r.Status), line(r.Applied), line(r.Designated), line(r.Registered), line(r.Expires), line(r.OpposeUntil),
		line(r.Basis), line(r.Feature), line(r.Kind), people(r.Applicants), people(r.Representatives), events,
	})
}
