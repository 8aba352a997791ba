// Package clock says until when somebody can act, and how that was counted.
//
// A rule is a row of dated data: how long, counted from what, by which
// calendar, until which hour, by which law, and whether anybody has read that
// law. An operator replaces rows without a new program. Rules that nobody has
// verified are loaded and are off until they are asked for.
//
// A Deadline rests on a day that is known and says where it is known from. A
// Forecast is what an authority is likely to do about then, or a period whose
// first day nobody knows yet. They are two types, so that one is never shown
// as the other. Where a day can be read in two ways the earlier is shown
// first and both are said; what makes a day later only by a table that is not
// official never makes it later in what is shown first.
//
// Holidays of the states (FRCP 6(a)(6)(C)) are left out: they would only make a
// day later.
//
// Days are midnights in UTC and stand for the day at the forum.
package clock

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Text is what people read, in each language. Chinese is the first.
type Text struct{ ZH, EN string }

// In returns the text in a language: "en", or Chinese.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ZH
}

// say formats both languages with the same values; a value that is a Text is
// taken in the language.
func say(zh, en string, values ...any) Text {
	inZH, inEN := make([]any, len(values)), make([]any, len(values))
	for i, v := range values {
		inZH[i], inEN[i] = v, v
		if t, ok := v.(Text); ok {
			inZH[i], inEN[i] = t.ZH, t.EN
		}
	}
	return Text{fmt.Sprintf(zh, inZH...), fmt.Sprintf(en, inEN...)}
}

// and joins texts.
func and(texts ...Text) Text {
	var all Text
	for _, t := range texts {
		all.ZH += t.ZH
		all.EN += t.EN
	}
	return all
}

// A Service says how sure it is that papers were served.
type Service string

// The states of service: 未知, 送达未确认, 有争议, 已确认. The list is closed.
const (
	ServiceUnknown     Service = ""
	ServiceUnconfirmed Service = "unconfirmed"
	ServiceDisputed    Service = "disputed"
	ServiceConfirmed   Service = "confirmed"
)

// Text names the state.
func (s Service) Text() Text {
	switch s {
	case ServiceUnconfirmed:
		return Text{"送达未确认", "service not confirmed"}
	case ServiceDisputed:
		return Text{"送达有争议", "service disputed"}
	case ServiceConfirmed:
		return Text{"送达已确认", "service confirmed"}
	}
	return Text{"送达情况未知", "service unknown"}
}

// A From says where the day is known from that a period is counted from.
type From string

// Where days are known from. The list is closed.
const (
	FromUser        From = "user"
	FromDocket      From = "docket"
	FromService     From = "service"
	FromNotice      From = "notice"
	FromPublication From = "publication"
)

// Text names it.
func (f From) Text() Text {
	switch f {
	case FromDocket:
		return Text{"据案卷", "by the docket"}
	case FromService:
		return Text{"据送达回证", "by the return of service"}
	case FromNotice:
		return Text{"据官方公告", "by an official notice"}
	case FromPublication:
		return Text{"据官方公布日", "by the official publication"}
	}
	return Text{"由使用者给出", "as given by the user"}
}

// An Event is what a period is counted from. Its day is zero where it is not
// known.
type Event struct {
	Day     time.Time
	From    From
	Service Service // where the event is service
}

// Text says the event of a rule.
func (e Event) Text(r Rule) Text {
	known := e.From.Text()
	if e.Service != ServiceUnknown {
		known = and(known, Text{"，", ", "}, e.Service.Text())
	}
	what := say("%s（%s）", "%s (%s)", r.Trigger, known)
	if e.Day.IsZero() {
		return what
	}
	return and(dayText(e.Day), Text{" ", " "}, what)
}

// A Count is what a rule and a day come to.
type Count struct {
	Rule     Rule
	Event    Event
	Due      time.Time // zero where nothing can be counted yet
	Earliest time.Time // of two readings, where it is before Due
	Opens    time.Time // when a window opens, before which it is too early
	Closes   time.Time // the last moment of the first day to mind, at the forum; zero where its hour or zone is not known
	Printed  bool      // an official paper prints it, nothing was counted
	Basis    Text      // how it was counted, and the law
	Warnings []Text
}

// First is the day to mind: the earlier of two readings. It is zero where
// nothing can be counted yet.
func (c Count) First() time.Time {
	if !c.Earliest.IsZero() {
		return c.Earliest
	}
	return c.Due
}

// Left is how many days are left to the day to mind, negative once it has passed.
// It is false where nothing can be counted yet.
func (c Count) Left(today time.Time) (int, bool) {
	first := c.First()
	return int(first.Sub(midnight(today)).Hours() / 24), !first.IsZero()
}

// A Clock is a Deadline or a Forecast.
type Clock interface {
	Counted() Count
	// Text says the clock in one line.
	Text() Text
	// Record is the clock as it is stored and printed as JSON.
	Record() Record
}

// A Deadline is a day after which somebody can no longer act. It is counted
// from a day that is known, or printed in an official notice.
type Deadline struct{ Count }

// A Forecast is a day about which an authority is likely to act, or a period
// that has not begun as far as anybody knows.
type Forecast struct {
	Count
	Span Text // "送达后20日", where the first day is not known
}

// Counted returns what both kinds of clock have.
func (c Count) Counted() Count { return c }

// Text says the deadline in one line.
func (d Deadline) Text() Text {
	t := Text{"截止：", "Deadline: "}
	if d.Printed {
		t = Text{"截止（官方载明）：", "Deadline (as the official paper states): "}
	}
	t = and(t, d.last())
	if !d.Earliest.IsZero() {
		t = and(t, say("；另一种算法为%s，按较早者准备", "; by another reading %s; prepare for the earlier", dayText(d.Due)))
	}
	return and(t, d.doubt())
}

// Text says the forecast in one line.
func (f Forecast) Text() Text {
	t := Text{"预计：", "Forecast: "}
	switch {
	case f.Span != (Text{}) && f.First().IsZero():
		t = and(t, f.Span)
	case f.Span != (Text{}):
		t = and(t, f.Span, say("；最早可能为%s（保守估计）", "; %s at the earliest (a cautious guess)", dayText(f.First())))
	default:
		t = and(t, say("约%s", "about %s", dayText(f.First())))
		if !f.Earliest.IsZero() {
			t = and(t, say("，另一种算法为%s", ", by another reading %s", dayText(f.Due)))
		}
	}
	return and(t, f.doubt())
}

// trusted reports whether the day rests on a rule that was verified, or on none.
func (c Count) trusted() bool { return c.Printed || c.Rule.On() }

// doubt says so where nobody has verified the rule.
func (c Count) doubt() Text {
	if c.trusted() {
		return Text{}
	}
	return Text{"（规则未核实）", " (rule not verified)"}
}

// last says the first day to mind with its last moment, at the forum and in
// Beijing.
func (c Count) last() Text {
	if c.Closes.IsZero() {
		return dayText(c.First())
	}
	return say("%s %s（当地），即北京时间%s", "%s %s (local), %s in Beijing", dayText(c.First()), c.Closes.Format("15:04"), momentText(c.Closes.In(Beijing)))
}

// A Record is a clock as JSON, in Chinese. What is not known is absent. Forum and
// Beijing are the last moment of the earlier of two readings.
type Record struct {
	Rule     string   `json:"rule"`
	Event    string   `json:"event,omitempty"`
	Due      string   `json:"due,omitempty"`
	Earliest string   `json:"earliest,omitempty"`
	Opens    string   `json:"opens,omitempty"`
	Weekday  string   `json:"weekday,omitempty"` // of Due
	Kind     string   `json:"kind"`
	Forum    string   `json:"forum,omitempty"`
	Beijing  string   `json:"beijing,omitempty"`
	Basis    string   `json:"basis,omitempty"`
	Verified string   `json:"verified,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

func (c Count) record(kind string) Record {
	v := Record{Rule: c.Rule.ID, Event: dateOf(c.Event.Day), Due: dateOf(c.Due), Earliest: dateOf(c.Earliest), Opens: dateOf(c.Opens),
		Kind: kind, Basis: c.Basis.ZH, Verified: c.Rule.Verified}
	if c.Printed {
		v.Verified = "printed"
	}
	if !c.Due.IsZero() {
		v.Weekday = c.Due.Format("Mon")
	}
	if !c.Closes.IsZero() {
		v.Forum, v.Beijing = c.Closes.Format(time.RFC3339), c.Closes.In(Beijing).Format(time.RFC3339)
	}
	for _, w := range c.Warnings {
		v.Warnings = append(v.Warnings, w.ZH)
	}
	return v
}

// Record is the deadline as it is stored and printed.
func (d Deadline) Record() Record { return d.record("deadline") }

// Record is the forecast as it is stored and printed.
func (f Forecast) Record() Record {
	r := f.record("forecast")
	if f.Span != (Text{}) {
		r.Basis = f.Span.ZH + "；" + r.Basis
	}
	return r
}

// MarshalJSON writes the deadline as its record.
func (d Deadline) MarshalJSON() ([]byte, error) { return json.Marshal(d.Record()) }

// MarshalJSON writes the forecast as its record.
func (f Forecast) MarshalJSON() ([]byte, error) { return json.Marshal(f.Record()) }
