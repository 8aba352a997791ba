package clock

import (
	"slices"
	"strings"
	"time"
)

// Options say more about what is counted.
type Options struct {
	Extended bool      // with every extension that the rule knows
	From     From      // where the event's day is known from
	Zone     string    // the court's, where the rule leaves it open
	Service  Service   // what is known of service, where the event is service
	Today    time.Time // zero: nothing is said of past and future
	Warnings []Text    // said before ours
}

// Count counts a rule from the day of its event. The error is an
// UnknownRuleError, a NoClockError or a NoTableError.
func (t *Table) Count(id string, event time.Time, o Options) (Clock, error) {
	event = midnight(event)
	r, err := t.Rule(id, event)
	if err != nil {
		return nil, err
	}
	if !sane(event) {
		return nil, &NoClockError{id, say("日期 %s 不合理", "%s is no day to count from", dateOf(event))}
	}
	if err := r.countable(); err != nil {
		return nil, err
	}
	c := Count{Rule: r, Event: Event{event, o.From, o.Service}}
	if err := t.count(&c, o); err != nil {
		return nil, err
	}
	if r.Form == FormForecast {
		return Forecast{Count: c}, nil
	}
	return Deadline{c}, nil
}

// countable says why a rule gives no day, if it gives none.
func (r Rule) countable() error {
	switch r.Form {
	case FormStated:
		return &NoClockError{r.ID, Text{"期限以命令或通知所载日期为准，不推算", "the date is in the order or notice and is never counted"}}
	case FormNone:
		return &NoClockError{r.ID, Text{"没有固定期限", "there is no fixed period"}}
	case FormMargin:
		return &NoClockError{r.ID, say("只是可能增加的%s，从不自动计入", "only a margin of %s that may be added, and never is by us", r.Length.Text())}
	}
	return nil
}

// Printed returns the deadline that an official notice prints. The rule need
// not be verified: nothing is counted by it.
func (t *Table) Printed(id string, printed time.Time, o Options) (Clock, error) {
	rows, ok := t.rules[id]
	if !ok {
		return nil, &UnknownRuleError{id, t.near(id)}
	}
	r := rows[len(rows)-1]
	if i := slices.IndexFunc(rows, func(r Rule) bool { return r.For(printed) }); i >= 0 {
		r = rows[i]
	}
	c := Count{Rule: r, Event: Event{From: FromNotice}, Due: midnight(printed), Printed: true}
	c.Basis = and(Text{"官方公告所印日期", "the date printed in the official notice"}, c.cited())
	t.finish(&c, o)
	return Deadline{c}, nil
}

// count fills a count from its rule and its event.
func (t *Table) count(c *Count, o Options) error {
	r, event := c.Rule, c.Event.Day
	length := r.Length
	if o.Extended {
		if r.Extended.N == 0 {
			return &NoClockError{r.ID, Text{"没有可推算的延长期", "no extension is known that could be counted"}}
		}
		length = r.Extended
	}
	due, basis, err := t.reckon(r, length, event, t.closed(r, false))
	if err != nil {
		return err
	}
	cautious, _, err := t.reckon(r, length, event, t.closed(r, true))
	if err != nil {
		return err
	}
	c.Due, c.Basis = due, and(basis, c.cited())
	c.earlier(cautious, Text{"顺延所依据的放假日不是该机构自己的法定假日表所列：按不顺延准备",
		"it is later only by a free day that the forum's own table of legal holidays does not give: prepare for the earlier"})
	if r.Plain {
		c.earlier(add(event, length), Text{"另有按自然日直接计算、不顺延的读法：按较早者准备，公告或命令所印日期优先",
			"it is also read as plain days that nothing moves: prepare for the earlier; a date that the notice or order prints counts first"})
	}
	if r.Opens.N > 0 {
		c.Opens = add(event, r.Opens)
		c.Warnings = append(c.Warnings, say("%s起方可提出，过早提出可能不予受理", "it opens on %s; before that it is too early", dayText(c.Opens)))
		if rest := length.N - r.Opens.N; length.Unit == r.Opens.Unit && rest > 0 {
			parts, _, err := t.reckon(r, Period{rest, length.Unit}, c.Opens, t.closed(r, true))
			if err != nil {
				return err
			}
			c.earlier(parts, Text{"自开放之日起分段计算的日期较早", "counted in two parts, from the day it opens, it is earlier"})
		}
	}
	if o.Extended {
		c.Warnings = append(c.Warnings, Text{"按全部延长期推算：须在原期限内申请并获准", "with every extension, each of which must be asked for in time and granted"})
	}
	t.finish(c, o)
	return nil
}

// earlier takes a second reading, where it is before what is known so far.
func (c *Count) earlier(day time.Time, why Text) {
	if day.Before(c.First()) {
		c.Earliest = day
		c.Warnings = append(c.Warnings, why)
	}
}

// cited is the end of a basis: the law.
func (c *Count) cited() Text { return Text{"；" + c.Rule.Citation, "; " + c.Rule.Citation} }

// closed returns whether the rule's forum is closed on a day. Cautious takes days
// that are only likely free as days on which it is open, which makes nothing
// later.
func (t *Table) closed(r Rule, cautious bool) func(time.Time) (bool, error) {
	return func(day time.Time) (bool, error) {
		is, maybe, _, err := t.holidays.off(r.Calendar, day)
		return is && !(maybe && cautious), err
	}
}

// reckon counts a period by the rule, with what is known of closed days.
func (t *Table) reckon(r Rule, length Period, event time.Time, closed func(time.Time) (bool, error)) (time.Time, Text, error) {
	// next returns the first day on or after day on which the forum is open.
	next := func(day time.Time) (time.Time, error) {
		for ; ; day = days(day, 1) {
			if is, err := closed(day); !is || err != nil {
				return day, err
			}
		}
	}
	business := length.Unit == "business_day" || length.Unit == "day" && length.N < r.Short
	first := days(event, 1)
	var err error
	if business || r.Start == startBusiness {
		if first, err = next(first); err != nil {
			return first, Text{}, err
		}
	}
	last := add(days(first, -1), length)
	if business {
		last = first
		for range length.N - 1 {
			if last, err = next(days(last, 1)); err != nil {
				return last, Text{}, err
			}
		}
	}
	due := last
	if r.Roll == rollNext {
		if due, err = next(last); err != nil {
			return due, Text{}, err
		}
	}
	return due, t.how(r, length, first, last, due, business), nil
}

// add returns the day on which a period ends that begins the day after.
func add(day time.Time, p Period) time.Time {
	switch p.Unit {
	case "month":
		return months(day, p.N)
	case "year":
		return months(day, 12*p.N)
	}
	return days(day, p.N)
}

// how says in words what was counted.
func (t *Table) how(r Rule, length Period, first, last, due time.Time, business bool) Text {
	var counted Text
	switch {
	case business:
		counted = say("只计%s工作日，%s为第1日，第%d日为%s", "business days (%s) only, the first is %s, number %d is %s", calendars[r.Calendar], dayText(first), length.N, dayText(last))
	case length.Unit == "day" && r.Start == startBusiness:
		counted = say("次一%s工作日%s为第1日，第%d日为%s", "the next business day (%s) %s is the first, number %d is %s", calendars[r.Calendar], dayText(first), length.N, dayText(last))
	case length.Unit == "day":
		counted = say("次日%s为第1日，第%d日为%s", "the next day %s is the first, number %d is %s", dayText(first), length.N, dayText(last))
	default:
		counted = say("%s后的对应日为%s", "%s later is %s", length.Text(), dayText(last))
	}
	if due == last {
		return counted
	}
	_, _, name, _ := t.holidays.off(r.Calendar, last)
	why := Text{"周末", "the weekend"}
	if name != "" {
		why = Text{name, name}
	} else if !weekend(r.Calendar, last) {
		why = Text{"节假日", "a holiday"}
	}
	return and(counted, say("，逢%s顺延至%s", ", moved for %s to %s", why, dayText(due)))
}

// finish adds what follows from the day itself: the last moment, and what people
// in China must know of it.
func (t *Table) finish(c *Count, o Options) {
	c.Warnings = append(slices.Clone(o.Warnings), c.Warnings...)
	zone := c.Rule.Zone
	if zone == "court" {
		zone = o.Zone
		if zone == "" {
			zone = "America/New_York"
			c.Warnings = append(c.Warnings, Text{"未指明法院：截止时刻按美国东部时间（美国本土最早者）计，以受理法院所在地时间为准",
				"the court is not named: the last hour is by Eastern time, the first in the mainland; the court's own counts"})
		}
	}
	if place, err := time.LoadLocation(zone); err == nil && zone != "" && c.Rule.Form != FormForecast {
		closes := c.Rule.Closes
		if closes == "" {
			closes = "23:59"
			c.Warnings = append(c.Warnings, Text{"该机构的受理截止时刻未核实，按当地当日结束计：请提前办理", "the hour at which it closes is not known and taken as the end of the day there: be early"})
		}
		hour, _ := time.Parse("15:04", closes) // read when the rule was
		c.Closes = at(c.First(), hour.Hour(), hour.Minute(), place)
	}
	if o.Service == ServiceUnconfirmed || o.Service == ServiceDisputed {
		c.Warnings = append(c.Warnings, and(o.Service.Text(), Text{"：送达若无效，期限可能尚未起算；在确认前按此日期准备", ": if it was not valid the period may not have begun; prepare for this date until that is settled"}))
	}
	if _, m, d := c.Due.Date(); m == time.December && (d == 24 || d == 26 || d == 31) && (c.Rule.Calendar == federal || c.Rule.Calendar == capital) {
		c.Warnings = append(c.Warnings, Text{"该日在有的年份由行政命令放假：不要依赖顺延", "in some years an executive order closes offices on that day: do not rely on it"})
	}
	if !c.Event.Day.IsZero() && !o.Today.IsZero() && c.Event.Day.After(midnight(o.Today)) {
		c.Warnings = append(c.Warnings, Text{"起算日在将来：请核对", "the day it is counted from is in the future: check it"})
	}
	if first := c.First(); !first.IsZero() && !o.Today.IsZero() && first.Before(midnight(o.Today)) {
		c.Warnings = append(c.Warnings, Text{"该日期已过", "that day has passed"})
	}
	if !c.trusted() {
		c.Warnings = append(c.Warnings, say("规则未核实（%s）", "the rule is not verified (%s)", c.Rule.Verified))
	}
	c.Warnings = append(c.Warnings, t.festival(c.First())...)
}

// festivals are the holidays that stop the offices of China for a week, with the
// part of the year in which they can be.
var festivals = []struct {
	name     string
	en       string
	from, to string // MM-DD
}{
	{"春节", "Spring Festival", "01-15", "03-05"},
	{"国庆", "National Day", "09-25", "10-16"},
}

// festival warns where a day, or one of the last three working days in China
// before it, is in such a holiday or follows it: it moves no day abroad.
func (t *Table) festival(day time.Time) []Text {
	const enough = 3
	for _, f := range festivals {
		if at := day.Format("01-02"); at < f.from || at > f.to {
			continue
		}
		left := 0
		for d := day; ; d = days(d, -1) {
			is, _, name, err := t.holidays.off(china, d)
			if err != nil {
				return []Text{say("%d年中国放假安排尚未收录：请自行核对%s假期，境外期限不因此顺延", "the holidays of China in %d are not on file: mind %s, which moves no day abroad", d.Year(), Text{f.name, f.en})}
			}
			if is && strings.Contains(name, f.name) {
				if d == day {
					return []Text{say("截止日在中国%s假期内，境外期限不因此顺延：请在放假前办妥", "the day falls into %s in China, which moves no day abroad: have it done before", Text{f.name, f.en})}
				}
				return []Text{say("截止日前只有%d个中国工作日在%s假期之后，境外期限不因此顺延：请在放假前安排", "only %d working days in China lie between %s and the day, which is not moved: prepare before", left, Text{f.name, f.en})}
			}
			if !is && d != day {
				if left++; left > enough {
					break
				}
			}
		}
	}
	return nil
}
