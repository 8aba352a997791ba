package clock

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Form says what a rule gives.
type Form string

// The forms. The list is closed.
const (
	FormDeadline Form = "deadline"
	FormForecast Form = "forecast" // the authority acts, nobody files
	FormMargin   Form = "margin"   // days that may be added to another rule, and never are by us
	FormStated   Form = "stated"   // the date is in the paper and is never counted
	FormNone     Form = "none"     // there is no period
)

// A Period is a length of time, such as 3 months.
type Period struct {
	N    int
	Unit string // day, business_day, month or year
}

// Text says the period.
func (p Period) Text() Text {
	word := units[p.Unit]
	if p.N != 1 {
		word.EN += "s"
	}
	return say("%d%s", "%d %s", p.N, word)
}

var units = map[string]Text{
	"day": {"日", "day"}, "business_day": {"个工作日", "business day"}, "month": {"个月", "month"}, "year": {"年", "year"},
}

// longest are lengths beyond which a period is a mistake.
var longest = map[string]int{"day": 3660, "business_day": 500, "month": 120, "year": 10}

// Starts and rolls are the words for where counting begins and where it ends.
const (
	startNext     = "next_day"          // the day after the event is the first (FRCP 6(a)(1))
	startBusiness = "next_business_day" // the first business day after it is (19 CFR 201.14(a))
	rollNext      = "next_business_day"
	rollNone      = "none"
)

// A Rule is one period of law, for events from one day to another.
type Rule struct {
	ID       string
	Track    string
	Form     Form
	Title    Text // what is due
	Trigger  Text // what it is counted from
	Length   Period
	Start    string // where counting begins
	Short    int    // a period of fewer days counts business days only
	Roll     string // what becomes of a last day that is free
	Plain    bool   // notices also write it as plain days after the event: a second reading
	Opens    Period // a window that opens so long after the event
	Extended Period // with every extension, from the event
	Calendar string
	Zone     string // IANA name, or "court" where it is the court's
	Closes   string // the last hour, HH:MM, "" where it is not known
	Citation string
	Source   string
	Verified string // "seen…" where the text of the law or a table of it was read
	Note     Text
	From, To time.Time // days of events that it is for; zero is open
}

// On reports whether the rule is verified, and so used without being asked for.
func (r Rule) On() bool { return strings.HasPrefix(r.Verified, "seen") }

// For reports whether the rule is for events of the day.
func (r Rule) For(day time.Time) bool {
	return (r.From.IsZero() || !day.Before(r.From)) && (r.To.IsZero() || !day.After(r.To))
}

func (r Rule) overlaps(o Rule) bool {
	return (r.To.IsZero() || o.From.IsZero() || !o.From.After(r.To)) && (o.To.IsZero() || r.From.IsZero() || !r.From.After(o.To))
}

var ruleColumns = []string{"id", "track", "form", "title_zh", "title_en", "event_zh", "event_en", "length", "unit", "start", "short", "roll", "second",
	"opens", "extended", "calendar", "zone", "closes", "citation", "source", "verified", "note_zh", "note_en", "valid_from", "valid_to"}

// ReadRules reads a table of rules. One row that is wrong refuses the table; the
// error is a TableError that says the rows and the reasons.
func ReadRules(in io.Reader) ([]Rule, error) {
	var rules []Rule
	same := map[string][]Rule{}
	err := readTable(in, ruleColumns, func(row map[string]string) error {
		r, err := readRule(row)
		if err != nil {
			return fmt.Errorf("%s: %w", row["id"], err)
		}
		if slices.ContainsFunc(same[r.ID], r.overlaps) {
			return fmt.Errorf("%s: there is another row of that id for the same days", r.ID)
		}
		same[r.ID] = append(same[r.ID], r)
		rules = append(rules, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rules, nil
}

func readRule(row map[string]string) (Rule, error) {
	r := Rule{ID: row["id"], Track: row["track"], Form: Form(row["form"]), Title: Text{row["title_zh"], row["title_en"]}, Trigger: Text{row["event_zh"], row["event_en"]},
		Start: row["start"], Roll: row["roll"], Calendar: row["calendar"], Zone: row["zone"], Closes: row["closes"],
		Citation: row["citation"], Source: row["source"], Verified: row["verified"], Note: Text{row["note_zh"], row["note_en"]}, Plain: row["second"] == "plain"}
	if r.ID == "" || strings.ContainsAny(r.ID, " \t/") || r.ID == "time" {
		return r, fmt.Errorf("id %q: want one without spaces", r.ID)
	}
	if r.Title.ZH == "" || r.Title.EN == "" {
		return r, fmt.Errorf("title_zh and title_en: want both")
	}
	if (r.Note.ZH == "") != (r.Note.EN == "") {
		return r, fmt.Errorf("note_zh and note_en: want both or neither")
	}
	if r.Citation == "" || r.Verified == "" {
		return r, fmt.Errorf("citation and verified: want both")
	}
	if second := row["second"]; second != "" && second != "plain" {
		return r, fmt.Errorf("second %q: want plain or nothing", second)
	}
	var err error
	if r.From, err = readBound(row["valid_from"]); err != nil {
		return r, fmt.Errorf("valid_from: %w", err)
	}
	if r.To, err = readBound(row["valid_to"]); err != nil {
		return r, fmt.Errorf("valid_to: %w", err)
	}
	if !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From) {
		return r, fmt.Errorf("valid_to %s is before valid_from %s", row["valid_to"], row["valid_from"])
	}
	if r.Zone != "" && r.Zone != "court" {
		if _, err := time.LoadLocation(r.Zone); err != nil {
			return r, fmt.Errorf("zone %q is not known", r.Zone)
		}
	}
	if r.Closes != "" {
		if _, err := time.Parse("15:04", r.Closes); err != nil {
			return r, fmt.Errorf("closes %q: want HH:MM", r.Closes)
		}
	}
	switch r.Form {
	case FormStated, FormNone:
		if row["length"] != "" || row["unit"] != "" {
			return r, fmt.Errorf("form %s has no length", r.Form)
		}
		return r, nil
	case FormDeadline, FormForecast, FormMargin:
		return r, r.readCounting(row)
	}
	return r, fmt.Errorf("form %q: want deadline, forecast, margin, stated or none", r.Form)
}

// readCounting reads the columns of a rule by which days are counted.
func (r *Rule) readCounting(row map[string]string) (err error) {
	if r.Length, err = readPeriod(row["length"] + " " + row["unit"]); err != nil {
		return fmt.Errorf("length: %w", err)
	}
	for _, p := range []struct {
		column string
		to     *Period
	}{{"opens", &r.Opens}, {"extended", &r.Extended}} {
		if row[p.column] == "" {
			continue
		}
		if *p.to, err = readPeriod(row[p.column]); err != nil {
			return fmt.Errorf("%s: %w", p.column, err)
		}
	}
	if s := row["short"]; s != "" {
		if r.Short, err = strconv.Atoi(s); err != nil || r.Short < 1 || r.Short > 30 {
			return fmt.Errorf("short %q: want 1 to 30", s)
		}
	}
	if r.Start != startNext && r.Start != startBusiness {
		return fmt.Errorf("start %q: want %s or %s", r.Start, startNext, startBusiness)
	}
	if months := r.Length.Unit == "month" || r.Length.Unit == "year"; months && r.Start != startNext {
		return fmt.Errorf("start %q: months and years are counted from the event, want %s", r.Start, startNext)
	}
	if r.Roll != rollNext && r.Roll != rollNone {
		return fmt.Errorf("roll %q: want %s or %s", r.Roll, rollNext, rollNone)
	}
	if needs := r.Roll == rollNext || r.Start == startBusiness || r.Length.Unit == "business_day"; !isCalendar(r.Calendar) && (needs || r.Calendar != "") {
		return fmt.Errorf("calendar %q is not known", r.Calendar)
	}
	return nil
}

func readPeriod(s string) (Period, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(s), " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return Period{}, fmt.Errorf("%q is no number", number)
	}
	limit, ok := longest[unit]
	if !ok {
		return Period{}, fmt.Errorf("unit %q: want day, business_day, month or year", unit)
	}
	if n < 1 || n > limit {
		return Period{}, fmt.Errorf("%d: want 1 to %d of %s", n, limit, unit)
	}
	return Period{n, unit}, nil
}

func readBound(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return ParseDay(s)
}

// A Table holds the rules and the calendars by which they are counted. It does
// not change; With and its like make another.
type Table struct {
	rules      map[string][]Rule
	holidays   *Holidays
	unverified bool // rules that nobody has verified are used too
}

//go:embed rules.csv
var rulesFile string

// Embedded returns the table that the program ships.
func Embedded() *Table { return embedded() }

var embedded = sync.OnceValue(func() *Table {
	holidays, err := ReadHolidays(strings.NewReader(holidaysFile))
	if err != nil {
		panic("clock: holidays.csv: " + err.Error())
	}
	rules, err := ReadRules(strings.NewReader(rulesFile))
	if err != nil {
		panic("clock: rules.csv: " + err.Error())
	}
	return (&Table{holidays: holidays}).With(rules)
})

// With returns a table in which rules take the place of all of their ids.
func (t *Table) With(rules []Rule) *Table {
	own := map[string][]Rule{}
	for _, r := range rules {
		own[r.ID] = append(own[r.ID], r)
	}
	merged := *t
	merged.rules = maps.Clone(t.rules)
	if merged.rules == nil {
		merged.rules = map[string][]Rule{}
	}
	maps.Copy(merged.rules, own)
	return &merged
}

// WithHolidays returns a table in which the calendars and years of more take
// the place of those that are there.
func (t *Table) WithHolidays(more *Holidays) *Table {
	all := Holidays{days: map[string]map[time.Time]named{}, has: maps.Clone(t.holidays.has)}
	for name, known := range t.holidays.days {
		all.days[name] = maps.Clone(known)
		maps.DeleteFunc(all.days[name], func(day time.Time, _ named) bool { return more.has[NoTableError{name, day.Year()}] })
	}
	for name, known := range more.days {
		if all.days[name] == nil {
			all.days[name] = map[time.Time]named{}
		}
		maps.Copy(all.days[name], known)
	}
	maps.Copy(all.has, more.has)
	merged := *t
	merged.holidays = &all
	return &merged
}

// WithUnverified returns a table that uses rules nobody has verified too.
func (t *Table) WithUnverified() *Table {
	merged := *t
	merged.unverified = true
	return &merged
}

// Rules returns all rules by id and days.
func (t *Table) Rules() []Rule {
	var all []Rule
	for _, id := range slices.Sorted(maps.Keys(t.rules)) {
		rows := slices.Clone(t.rules[id])
		slices.SortFunc(rows, func(a, b Rule) int { return a.From.Compare(b.From) })
		all = append(all, rows...)
	}
	return all
}

// An UnknownRuleError says that there is no rule of an id, and which are near.
type UnknownRuleError struct {
	ID   string
	Near []string
}

func (e *UnknownRuleError) Error() string {
	if len(e.Near) == 0 {
		return fmt.Sprintf("no rule %q; tocsin clock lists them", e.ID)
	}
	return fmt.Sprintf("no rule %q; near are %s", e.ID, strings.Join(e.Near, ", "))
}

// A NoClockError says why a rule gives no day.
type NoClockError struct {
	ID  string
	Why Text
}

func (e *NoClockError) Error() string { return e.ID + ": " + e.Why.ZH + " / " + e.Why.EN }

// Rule returns the rule of an id for events of a day.
func (t *Table) Rule(id string, day time.Time) (Rule, error) {
	rows, ok := t.rules[id]
	if !ok {
		return Rule{}, &UnknownRuleError{id, t.near(id)}
	}
	for _, r := range rows {
		if !r.For(day) {
			continue
		}
		if !r.On() && !t.unverified {
			return r, &NoClockError{id, say("规则未核实（%s），未启用", "the rule is not verified (%s) and is off", r.Verified)}
		}
		return r, nil
	}
	return Rule{}, &NoClockError{id, say("没有适用于 %s 的规则", "no rule on file is for events of %s", dateOf(day))}
}

// near returns the ids that are most like one, the three first.
func (t *Table) near(id string) []string {
	var near []string
	_, last, dotted := strings.Cut(id, ".")
	for _, known := range slices.Sorted(maps.Keys(t.rules)) {
		_, end, _ := strings.Cut(known, ".")
		if distance(id, known) <= 3 || dotted && end == last || len(id) > 2 && strings.Contains(known, id) {
			near = append(near, known)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return distance(id, a) - distance(id, b) })
	return near[:min(3, len(near))]
}

// distance is the number of letters to change, leave out or put in to make one
// word of another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
