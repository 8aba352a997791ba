package clock_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
)

const header = "id,track,form,title_zh,title_en,event_zh,event_en,length,unit,start,short,roll,second,opens,extended,calendar,zone,closes,citation,source,verified,note_zh,note_en,valid_from,valid_to\n"

const good = "x.y,x,deadline,期限,a period,事件,an event,20,day,next_day,,next_business_day,,,,US-federal,America/New_York,17:15,1 CFR 1,,seen,,,,\n"

func TestRowsThatAreRefused(t *testing.T) {
	if _, err := clock.ReadRules(strings.NewReader("\ufeff" + header + good)); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ old, new, want string }{
		"calendar":         {"US-federal", "Mars", `calendar "Mars" is not known`},
		"no calendar":      {"US-federal", "", `calendar "" is not known`},
		"unit":             {",20,day", ",20,fortnight", `unit "fortnight": want`},
		"roll":             {"next_business_day", "later", `roll "later": want`},
		"start":            {"next_day", "today", `start "today": want`},
		"months from then": {",20,day,next_day", ",2,month,next_business_day", "months and years are counted from the event"},
		"long":             {",20,day", ",99999,day", "want 1 to 3660"},
		"no length":        {",20,day", ",,day", "length"},
		"negative":         {",20,day", ",-1,day", "want 1 to"},
		"form":             {",deadline,", ",guess,", `form "guess": want`},
		"stated":           {",deadline,", ",stated,", "has no length"},
		"zone":             {"America/New_York", "America/Gotham", "zone"},
		"closes":           {"17:15", "5pm", "want HH:MM"},
		"date":             {"seen,,,,", "seen,,,2026-02-30,", "valid_from"},
		"backwards":        {"seen,,,,", "seen,,,2026-02-02,2026-02-01", "is before"},
		"Chinese title":    {"期限", "", "want both"},
		"note":             {"seen,,,", "seen,注,,", "want both or neither"},
		"citation":         {"1 CFR 1", "", "citation"},
		"id":               {"x.y", "x y", "want one without spaces"},
		"second":           {"next_business_day,", "next_business_day,maybe", "second"},
		"short":            {"next_day,,", "next_day,99,", "short"},
		"extended":         {",,,,US-federal", ",,,long,US-federal", "extended"},
	} {
		row := strings.Replace(good, tc.old, tc.new, 1)
		if row == good {
			t.Fatalf("%s changes nothing", name)
		}
		_, err := clock.ReadRules(strings.NewReader(header + row))
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v, want %q and the line", name, err, tc.want)
		}
	}
}

func TestTablesThatAreRefused(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"nothing":        {"", "no header"},
		"unknown column": {strings.Replace(header, "source", "sauce", 1), `column "sauce"`},
		"column twice":   {strings.Replace(header, "source", "id", 1), "there twice"},
		"column missing": {strings.Replace(header, ",source", "", 1), `column "source" is missing`},
		"same days":      {header + good + good, "another row of that id"},
		"overlap":        {header + strings.Replace(good, "seen,,,,", "seen,,,,2026-01-31", 1) + strings.Replace(good, "seen,,,,", "seen,,,2026-01-31,", 1), "another row of that id"},
		"ragged":         {header + good + "x,y\n", "wrong number of fields"},
		"long":           {header + strings.Repeat(good, 50_000), "longer than"},
	} {
		if _, err := clock.ReadRules(strings.NewReader(tc.in)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
	regimes := header + strings.Replace(good, "seen,,,,", "seen,,,,2026-01-30", 1) + strings.Replace(good, "seen,,,,", "seen,,,2026-01-31,", 1)
	if _, err := clock.ReadRules(strings.NewReader(regimes)); err != nil {
		t.Errorf("two regimes that follow each other: %v", err)
	}
	bad := strings.Repeat(strings.Replace(good, "US-federal", "Mars", 1), 30)
	_, err := clock.ReadRules(strings.NewReader(header + bad))
	var wrong clock.TableError
	if !errors.As(err, &wrong) || len(wrong) != 10 {
		t.Errorf("thirty bad rows: %v", err)
	}
}

func TestOperatorsRulesTakeThePlaceOfOurs(t *testing.T) {
	ours := clock.Embedded()
	rules, err := clock.ReadRules(strings.NewReader(header + strings.NewReplacer("x.y", "itc.response", ",20,day", ",30,day").Replace(good)))
	if err != nil {
		t.Fatal(err)
	}
	theirs := ours.With(rules)
	if got, _ := due(t, theirs, "itc.response", "2026-03-02"); got != "2026-04-01" {
		t.Errorf("by the operator's rule it is due %s", got)
	}
	if got, _ := due(t, ours, "itc.response", "2026-03-02"); got != "2026-03-23" {
		t.Errorf("by ours it is due %s", got)
	}
	if len(theirs.Rules()) != len(ours.Rules()) {
		t.Errorf("%d rules, there were %d", len(theirs.Rules()), len(ours.Rules()))
	}
}

func TestWhatIsShipped(t *testing.T) {
	on := 0
	for _, r := range clock.Embedded().Rules() {
		if r.On() {
			on++
		}
		if (r.Form == clock.FormDeadline || r.Form == clock.FormForecast) && r.Trigger.ZH == "" {
			t.Errorf("%s does not say what it is counted from", r.ID)
		}
	}
	if n := len(clock.Embedded().Rules()); n != 96 || on != 46 {
		t.Errorf("%d rules, %d on; want 96 and 46", n, on)
	}
}

func TestRulesThatGiveNoDay(t *testing.T) {
	table := clock.Embedded()
	for _, tc := range []struct{ rule, event, want string }{
		{"frcp.anwser", "2026-01-16", "near are frcp.answer"},
		{"kr", "2026-01-16", `no rule "kr"`},
		{"oppo.kr", "2026-01-16", "opp.kr"},
		{"opp.th", "2026-01-16", "未核实"},
		{"opp.vn", "2022-12-31", "没有适用于"},
		{"itc.response_foreign_plus", "2026-01-16", "从不自动计入"},
		{"frcp.tro_dissolve", "2026-01-16", "没有固定期限"},
	} {
		if _, err := table.Count(tc.rule, day(t, tc.event), clock.Options{}); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.rule, err, tc.want)
		}
	}
	if _, err := table.Count("itc.response", day(t, "2026-01-16"), clock.Options{Extended: true}); err == nil {
		t.Error("an extension is counted that nobody knows")
	}
	c, err := table.WithUnverified().Count("opp.th", day(t, "2026-01-16"), clock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if said := c.Text(); !strings.Contains(said.ZH, "未核实") || !strings.Contains(said.EN, "not verified") {
		t.Errorf("an unverified rule is said as %s / %s", said.ZH, said.EN)
	}
}

// TestNoDayIsBeforeItsEvent: whatever the rule and the day, what is due is not
// before what it is counted from, a later event is not due earlier, and an
// extension takes nothing away.
func TestNoDayIsBeforeItsEvent(t *testing.T) {
	table := clock.Embedded().WithUnverified()
	random := rand.New(rand.NewPCG(1, 2))
	for _, r := range table.Rules() {
		if r.Form != clock.FormDeadline && r.Form != clock.FormForecast {
			continue
		}
		counted := 0
		for range 200 {
			event := time.Date(2024, 12, 1+random.IntN(760), 0, 0, 0, 0, time.UTC)
			if !r.For(event) || !r.For(event.AddDate(0, 0, 1)) {
				continue
			}
			a, err := table.Count(r.ID, event, clock.Options{})
			if _, missing := errors.AsType[*clock.NoTableError](err); missing {
				continue
			}
			if err != nil {
				t.Fatalf("%s %s: %v", r.ID, dateOf(event), err)
			}
			counted++
			first := a.Counted()
			if first.First().Before(event) || first.Due.Before(first.First()) || !first.Opens.IsZero() && first.Opens.After(first.First()) {
				t.Errorf("%s from %s: first %s, due %s, opens %s", r.ID, dateOf(event), dateOf(first.First()), dateOf(first.Due), dateOf(first.Opens))
			}
			if b, err := table.Count(r.ID, event.AddDate(0, 0, 1), clock.Options{}); err == nil {
				if n := b.Counted(); n.First().Before(first.First()) || n.Due.Before(first.Due) {
					t.Errorf("%s: a day after %s it is due earlier", r.ID, dateOf(event))
				}
			}
			if r.Extended.N > 0 {
				if b, err := table.Count(r.ID, event, clock.Options{Extended: true}); err == nil && b.Counted().Due.Before(first.Due) {
					t.Errorf("%s from %s: extended it is due earlier", r.ID, dateOf(event))
				}
			}
		}
		if r.Roll == "none" && counted == 0 {
			t.Errorf("%s was never counted", r.ID)
		}
	}
}

func FuzzReadRules(f *testing.F) {
	f.Add(header + good)
	f.Add(header + strings.Replace(good, "20,day", "3,month", 1))
	f.Add("\ufeff" + header + good + good)
	f.Add(header + `"x`)
	event := time.Date(2026, 2, 13, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, in string) {
		rules, err := clock.ReadRules(strings.NewReader(in))
		if err != nil {
			if rules != nil {
				t.Error("rules beside an error")
			}
			return
		}
		table := clock.Embedded().With(rules).WithUnverified()
		for _, r := range rules {
			c, err := table.Count(r.ID, event, clock.Options{})
			if err == nil && c.Counted().First().Before(event) {
				t.Errorf("%+v from %s is due %s", r, event, c.Counted().First())
			}
		}
	})
}

func FuzzParseMoment(f *testing.F) {
	f.Add("2026-02-09 17:15 America/New_York")
	f.Add("2026-11-01 01:30 ET")
	f.Fuzz(func(t *testing.T, in string) {
		if got, err := clock.ParseMoment(in); err == nil && !strings.Contains(strings.Join(strings.Fields(in), " "), got.Format("2006-01-02 15:04")) {
			t.Errorf("%q is read as %s", in, got)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	table, event := clock.Embedded(), day(b, "2026-01-16")
	for b.Loop() {
		if _, err := table.Count("itc.response", event, clock.Options{Today: event}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadRules(b *testing.B) {
	var rows strings.Builder
	rows.WriteString(header)
	for i := range 2000 {
		rows.WriteString(strings.Replace(good, "x.y", fmt.Sprintf("x.%d", i), 1))
	}
	for b.Loop() {
		if _, err := clock.ReadRules(strings.NewReader(rows.String())); err != nil {
			b.Fatal(err)
		}
	}
}
