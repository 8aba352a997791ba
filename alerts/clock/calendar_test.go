package clock_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
)

// due counts a rule and returns its day and the earlier reading.
func due(t testing.TB, table *clock.Table, rule, event string) (string, string) {
	t.Helper()
	c, err := table.Count(rule, day(t, event), clock.Options{})
	if err != nil {
		t.Fatalf("%s %s: %v", rule, event, err)
	}
	return dateOf(c.Counted().Due), dateOf(c.Counted().Earliest)
}

// TestLastDayIsMovedForLegalHolidays has a period of 21 days end on each.
func TestLastDayIsMovedForLegalHolidays(t *testing.T) {
	for _, tc := range []struct{ name, last, want string }{
		{"New Year's Day", "2026-01-01", "2026-01-02"},
		{"New Year's Day observed in the year before", "2021-12-31", "2022-01-03"},
		{"New Year's Day observed on Monday", "2023-01-02", "2023-01-03"},
		{"Martin Luther King's birthday", "2026-01-19", "2026-01-20"},
		{"Inauguration Day is no holiday of the courts", "2033-01-20", "2033-01-20"},
		{"Washington's Birthday", "2026-02-16", "2026-02-17"},
		{"Memorial Day", "2026-05-25", "2026-05-26"},
		{"Memorial Day on the 31st", "2027-05-31", "2027-06-01"},
		{"the last Monday but one of May", "2026-05-18", "2026-05-18"},
		{"Juneteenth", "2026-06-19", "2026-06-22"},
		{"Juneteenth observed", "2027-06-18", "2027-06-21"},
		{"before Juneteenth was one", "2020-06-19", "2020-06-19"},
		{"Independence Day observed on Friday", "2026-07-03", "2026-07-06"},
		{"Independence Day observed on Monday", "2027-07-05", "2027-07-06"},
		{"Labor Day", "2026-09-07", "2026-09-08"},
		{"Columbus Day", "2026-10-12", "2026-10-13"},
		{"Veterans Day", "2026-11-11", "2026-11-12"},
		{"Thanksgiving", "2026-11-26", "2026-11-27"},
		{"the day after Thanksgiving", "2026-11-27", "2026-11-27"},
		{"Christmas on a Friday", "2026-12-25", "2026-12-28"},
		{"Saturday", "2026-03-07", "2026-03-09"},
		{"an ordinary Tuesday", "2026-03-10", "2026-03-10"},
	} {
		last := day(t, tc.last)
		if got, _ := due(t, clock.Embedded(), "frcp.answer", dateOf(last.AddDate(0, 0, -21))); got != tc.want {
			t.Errorf("%s: a period that ends on %s is due %s, want %s", tc.name, tc.last, got, tc.want)
		}
	}
}

// What only an order or a table that is not the forum's own makes free is told
// beside the earlier day, which is shown first.
func TestDaysThatAreOnlyLikelyFreeHideNoEarlierDay(t *testing.T) {
	for _, tc := range []struct{ name, rule, event, due, earliest string }{
		{"executive order of December 2025", "frcp.answer", "2025-12-03", "2025-12-29", "2025-12-24"},
		{"the day after Christmas too", "frcp.answer", "2025-12-05", "2025-12-29", "2025-12-26"},
		{"national day of mourning", "frcp.answer", "2024-12-19", "2025-01-10", "2025-01-09"},
		{"Inauguration Day at an office in Washington", "ttab.opposition", "2032-12-21", "2033-01-21", "2033-01-20"},
		{"Chuseok", "opp.kr", "2026-08-25", "2026-09-28", "2026-09-24"},
		{"EUIPO at the end of the year", "euipo.opposition", "2026-09-28", "2027-01-04", "2026-12-28"},
	} {
		got, earliest := due(t, clock.Embedded(), tc.rule, tc.event)
		if got != tc.due || earliest != tc.earliest {
			t.Errorf("%s: %s from %s is due %s, earliest %q; want %s, %s", tc.name, tc.rule, tc.event, got, earliest, tc.due, tc.earliest)
		}
		c, _ := clock.Embedded().Count(tc.rule, day(t, tc.event), clock.Options{})
		if said := c.Text(); !strings.Contains(said.ZH, tc.due) || strings.Index(said.ZH, tc.earliest) > strings.Index(said.ZH, tc.due) {
			t.Errorf("%s: the earlier day is not said first: %s", tc.name, said.ZH)
		}
	}
}

func TestShortPeriodsCountBusinessDays(t *testing.T) {
	for _, tc := range []struct{ rule, event, want string }{
		{"itc.public_interest_reply", "2026-02-13", "2026-02-19"}, // over Washington's Birthday
		{"itc.public_interest_reply", "2026-03-04", "2026-03-09"},
		{"itc.teo_response", "2026-03-04", "2026-03-16"}, // ten days count every day
		{"cbp.tm_importer", "2026-03-04", "2026-03-13"},
		{"eu.customs_10wd", "2026-03-27", "2026-04-14"}, // over Easter
	} {
		if got, _ := due(t, clock.Embedded(), tc.rule, tc.event); got != tc.want {
			t.Errorf("%s from %s is due %s, want %s", tc.rule, tc.event, got, tc.want)
		}
	}
}

func TestMonthsEndWhereTheMonthEnds(t *testing.T) {
	for _, tc := range []struct{ rule, event, due, earliest string }{
		{"euipo.opposition", "2026-11-30", "2027-03-01", ""}, // 28 February is a Sunday
		{"euipo.opposition", "2027-11-30", "2028-02-29", ""},
		{"ipr.bar", "2028-02-29", "2029-02-28", ""},
		{"opp.in", "2026-10-31", "2027-03-01", ""},
		{"euipo.opposition_ir", "2026-09-16", "2027-01-18", ""},           // 16 January is a Saturday
		{"euipo.opposition_ir", "2026-01-31", "2026-06-01", "2026-05-28"}, // opens on 28 February, and three months from then
	} {
		if got, earliest := due(t, clock.Embedded(), tc.rule, tc.event); got != tc.due || earliest != tc.earliest {
			t.Errorf("%s from %s is due %s, earliest %q; want %s, %q", tc.rule, tc.event, got, earliest, tc.due, tc.earliest)
		}
	}
}

func TestYearWithoutTableIsAnError(t *testing.T) {
	table := clock.Embedded()
	_, err := table.Count("opp.jp", day(t, "2029-03-01"), clock.Options{})
	var missing *clock.NoTableError
	if !errors.As(err, &missing) || missing.Calendar != "JP" || missing.Year != 2029 {
		t.Fatalf("2029 in Japan: %v", err)
	}
	more, err := clock.ReadHolidays(strings.NewReader("calendar,year,kind,name,days,source\nJP,2029,holiday,Golden Week,05-03/05-05,Cabinet Office\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := due(t, table.WithHolidays(more), "opp.jp", "2029-03-03"); got != "2029-05-07" {
		t.Errorf("with the table of 2029 it is due %s, want 2029-05-07", got)
	}
	if _, err := table.Count("opp.jp", day(t, "2029-03-01"), clock.Options{}); err == nil {
		t.Error("the table that was there before has changed")
	}
}

func TestWorkdaysInChina(t *testing.T) {
	table := clock.Embedded()
	for _, tc := range []struct {
		day  string
		want bool
	}{
		{"2025-01-26", true}, {"2025-01-28", false}, {"2025-10-11", true}, {"2025-10-08", false}, {"2025-09-28", true},
		{"2026-01-02", false}, {"2026-01-04", true}, {"2026-02-14", true}, {"2026-02-15", false}, {"2026-02-23", false}, {"2026-02-24", true},
		{"2026-02-28", true}, {"2026-05-09", true}, {"2026-09-20", true}, {"2026-10-07", false}, {"2026-10-10", true}, {"2026-03-07", false}, {"2026-03-09", true},
	} {
		got, err := table.Workday(day(t, tc.day))
		if err != nil || got != tc.want {
			t.Errorf("%s: %v, %v; want %v", tc.day, got, err, tc.want)
		}
	}
	var missing *clock.NoTableError
	if _, err := table.Workday(day(t, "2027-03-08")); !errors.As(err, &missing) || missing.Calendar != "CN" || missing.Year != 2027 {
		t.Errorf("a year that is not arranged yet: %v", err)
	}
	if _, err := table.Workday(day(t, "2027-03-06")); err != nil && !errors.As(err, &missing) {
		t.Errorf("a Saturday of that year: %v", err)
	}
}

func TestFestivalsInChinaAreWarnedOf(t *testing.T) {
	for _, tc := range []struct{ due, want string }{
		{"2026-02-13", ""},
		{"2026-02-18", "春节假期内"},
		{"2026-02-24", "只有0个中国工作日在春节"},
		{"2026-02-27", "只有3个中国工作日在春节"},
		{"2026-03-03", ""},
		{"2026-09-30", ""},
		{"2026-10-05", "国庆假期内"},
		{"2026-10-09", "只有1个中国工作日在国庆"},
		{"2026-10-15", ""},
		{"2027-02-10", "2027年中国放假安排尚未收录"},
		{"2027-03-17", ""},
		{"2025-10-09", "国庆假期之后"},
	} {
		c, err := clock.Embedded().Printed("frcp.answer", day(t, tc.due), clock.Options{Zone: "America/Chicago"})
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, w := range c.Counted().Warnings {
			said += w.ZH
		}
		if tc.want == "" && said != "" || !strings.Contains(said, tc.want) {
			t.Errorf("due %s: warned %q, want %q", tc.due, said, tc.want)
		}
	}
}

func TestWhatIsNoTableOfHolidays(t *testing.T) {
	for _, row := range []string{
		"XX,2026,holiday,,01-01,", "JP,26,holiday,,01-01,", "JP,2026,free,,01-01,", "JP,2026,holiday,,02-30,", "JP,2026,holiday,,05-05/05-03,", "JP,2026,holiday",
	} {
		if _, err := clock.ReadHolidays(strings.NewReader("calendar,year,kind,name,days,source\n" + row + "\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", row, err)
		}
	}
}

func TestMoments(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"2026-02-09 17:15 ET", "2026-02-10 06:15"},
		{"2026-02-06 23:59 ct", "2026-02-07 13:59"},
		{"2026-07-06 23:59 -05:00", "2026-07-07 12:59"},
		{"2026-11-30 23:59 Alicante", "2026-12-01 06:59"},
		{"2026-07-31 23:59 CET", "2026-08-01 05:59"},
		{"2026-07-31 23:59 北京", "2026-07-31 23:59"},
	} {
		got, err := clock.ParseMoment(tc.in)
		if err != nil || got.In(clock.Beijing).Format("2006-01-02 15:04") != tc.want {
			t.Errorf("%s: %s, %v; want %s", tc.in, got.In(clock.Beijing), err, tc.want)
		}
	}
	for in, want := range map[string]string{
		"2026-02-09 17:15":                  "names no zone",
		"2026-02-09 17:15 CST":              "say which",
		"2026-02-09 17:15 Local":            "want one such as",
		"2026-02-09 17:15 Chikago":          "not known",
		"2026-02-30 17:15 ET":               "want 'YYYY-MM-DD",
		"2026-02-09 25:15 ET":               "want 'YYYY-MM-DD",
		"0026-02-09 17:15 ET":               "want a year",
		"2026-03-08 02:30 America/New_York": "no such hour",
		"2026-11-01 01:30 America/New_York": "that hour twice",
		"":                                  "want 'YYYY-MM-DD",
	} {
		if got, err := clock.ParseMoment(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %s, %v; want an error with %q", in, got.Format(time.RFC3339), err, want)
		}
	}
}
