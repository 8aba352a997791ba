package alerts

import (
	"encoding/json"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// mark says in one line what happens to a mark.
func (t teller) mark() string {
	applicant := t.names(t.claims)
	if applicant == "" {
		applicant = t.say("someone-tm")
	}
	if len(t.f.Marks) == 0 {
		return oneLine(t.f.Title, 160)
	}
	mark, at := oneLine(t.f.Marks[0].Text, 80), t.say("at-office", forumOf(t.f.Key.Authority).name.in(t.lang))
	switch t.v.Stage {
	case register.Applied, "":
		return t.say("files-mark", applicant, mark) + at
	case register.Published:
		return t.say("publishes-mark", applicant, mark) + at
	}
	return t.say("mark-act", applicant, mark, t.act()) + at
}

// opposition says until when a published mark can be opposed, as far as the
// office or its law says it. What is counted is a forecast: offices move days
// that fall on a holiday, and some give more time to who asks.
func (t teller) opposition() Line {
	if t.f.Kind != crawlers.Squatting || t.v.Stage != register.Published {
		return Line{}
	}
	l := Line{Label: t.say("deadline"), Essential: true}
	var raw struct {
		Until string `json:"opposition_until"`
	}
	if len(t.f.Raw) > 0 && json.Unmarshal(t.f.Raw, &raw) == nil {
		if day, err := time.Parse(time.DateOnly, raw.Until); err == nil {
			l.Text = t.say("oppose-stated", day.Format(time.DateOnly))
			return l
		}
	}
	office := register.OfficeOf(t.f.Key)
	from := t.f.Filed.Time
	switch {
	case from.IsZero() || office.Days+office.Months == 0:
		return Line{}
	case office.Days > 0:
		l.Text = t.say("oppose-days", from.AddDate(0, 0, office.Days).Format(time.DateOnly), from.Format(time.DateOnly), office.Days, office.Basis)
	default:
		l.Text = t.say("oppose-months", monthsAfter(from, office.Months).Format(time.DateOnly), from.Format(time.DateOnly), office.Months, office.Basis)
	}
	return l
}

// monthsAfter is the same day of a later month, or the last of a month that is
// too short to have it.
func monthsAfter(day time.Time, months int) time.Time {
	y, m, d := day.Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	return time.Date(y, m+time.Month(months), min(d, last.Day()), 0, 0, 0, 0, time.UTC)
}
