package alerts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A Service is what a person noted of how papers were served in a matter.
type Service struct {
	Day   string        `json:"day"` // at the forum, 2006-01-02
	State clock.Service `json:"state"`
	Mail  bool          `json:"mail,omitempty"` // by e-mail
	By    string        `json:"by"`             // who noted it
}

// Clocks returns the clocks of an act at a moment, the most urgent first, or
// says why there is none. Grade says how sure it is that a party is Chinese
// where its source does not; nil leaves it open. Served is what was noted of
// service; nil is nothing. It is pure.
func Clocks(t *clock.Table, f crawlers.Filing, v Verdict, grade func(crawlers.Party) crawlers.Grade, served *Service, now time.Time) ([]clock.Clock, clock.Text) {
	if v.Not() {
		return nil, clock.Text{ZH: "与中国主体无关，不推算期限", EN: "it concerns no Chinese party: nothing is counted"}
	}
	s := Story{Filing: f, Grade: grade}
	at := forumOf(f.Key.Authority)
	stage := v.Stage
	if stage == "" && f.Kind == crawlers.Squatting {
		stage = register.Applied
	}
	today, _ := at.local(now)
	c := clock.CaseOf(s.Graded(), stage, at.zone)
	if served != nil {
		if day, err := clock.ParseDay(served.Day); err == nil {
			c.Served, c.Service, c.ByMail = day, served.State, served.Mail
		}
	}
	return t.For(c, today)
}

// maxClocks is how many clocks of one act are told.
const maxClocks = 3

// deadline says until when to act and how that was counted, or why nobody can
// say.
func (t teller) deadline(grade func(crawlers.Party) crawlers.Grade, served *Service) Line {
	if t.rules == nil {
		return Line{}
	}
	clocks, why := Clocks(t.rules, t.f, t.v, grade, served, t.now)
	l := Line{Label: t.say("deadline"), Essential: true}
	if len(clocks) == 0 {
		l.Text, l.Essential = t.say("no-clock", why.In(t.lang)), false
		return l
	}
	today, _ := forumOf(t.f.Key.Authority).local(t.now)
	var said []string
	for _, c := range clocks[:min(maxClocks, len(clocks))] {
		said = append(said, t.clock(c, today))
	}
	l.Text = strings.Join(said, t.say("separator"))
	return l
}

// clock says one clock: what is due, when, in how many days, counted how.
func (t teller) clock(c clock.Clock, today time.Time) string {
	n := c.Counted()
	text := t.say("clock", n.Rule.Title.In(t.lang), c.Text().In(t.lang))
	if left, ok := n.Left(today); ok {
		text += t.left(left)
	}
	if basis := n.Basis.In(t.lang); basis != "" {
		text += t.say("basis", basis)
	}
	said := []string{text}
	for _, w := range n.Warnings {
		said = append(said, w.In(t.lang))
	}
	return strings.Join(said, t.say("separator"))
}

// left says how many days are left to a day.
func (t teller) left(days int) string {
	switch {
	case days < 0:
		return t.say("days-past", -days)
	case days == 0:
		return t.say("days-today")
	}
	return t.say("days-left", days)
}

// reminded reads the fact of a reminder, "left:itc.response:2026-02-09:7".
func reminded(value string) (rule, due string, left int, ok bool) {
	parts := strings.Split(value, ":")
	if len(parts) != 3 {
		return "", "", 0, false
	}
	left, err := strconv.Atoi(parts[2])
	return parts[0], parts[1], left, err == nil
}

// reminder says the fact of a reminder as of now: it may have waited.
func (t teller) reminder(value string) string {
	rule, due, _, ok := reminded(value)
	day, err := clock.ParseDay(due)
	if !ok || err != nil {
		return value
	}
	today, _ := forumOf(t.f.Key.Authority).local(t.now)
	left, _ := clock.Count{Due: day}.Left(today)
	return t.say("remind", t.ruled(rule, due), due) + t.left(left)
}

// ClosingLine says a clock of an act in short, for a list of several.
func ClosingLine(rules *clock.Table, f crawlers.Filing, rule, due, lang string) string {
	t := teller{f: f, lang: lang, rules: rules}
	return t.say("closing", due, t.ruled(rule, due), t.number(), oneLine(f.Title, 80))
}

// ruled is what is due by a rule.
func (t teller) ruled(rule, due string) string {
	day, err := clock.ParseDay(due)
	if err != nil || t.rules == nil {
		return rule
	}
	r, err := t.rules.Rule(rule, day)
	if err != nil {
		return rule
	}
	return r.Title.In(t.lang)
}

// ReminderFact is the fact that a reminder tells of a clock.
func ReminderFact(rule, due string, left int) string {
	return fmt.Sprintf("left:%s:%s:%d", rule, due, left)
}

// Zone is the zone of an authority, or nil where it is not known.
func Zone(authority string) *time.Location {
	name := forumOf(authority).zone
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil { // a system without zones
		return nil
	}
	return zone
}

// centers says which centers look after it.
func (t teller) centers(led []Center) Line {
	var said []string
	for i, c := range led {
		name := text{c.NameZH, c.NameEN}.in(t.lang)
		part := t.say("co-center", name)
		if i == 0 {
			part = t.say("lead-center", name)
		}
		said = append(said, part)
	}
	return Line{Label: t.say("centers"), Text: strings.Join(said, t.say("separator"))}
}
