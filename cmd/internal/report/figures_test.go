package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestPeriods(t *testing.T) {
	for _, tc := range []struct {
		unit         report.Unit
		day          string
		from, to, zh string
		next         string
	}{
		{report.Month, "2024-02-29", "2024-02-01", "2024-02-29", "2024年2月", "2024年3月"},
		{report.Quarter, "2026-12-31", "2026-10-01", "2026-12-31", "2026年第4季度", "2027年第1季度"},
		{report.Quarter, "2026-04-01", "2026-04-01", "2026-06-30", "2026年第2季度", "2026年第3季度"},
		{report.Year, "2026-05-05", "2026-01-01", "2026-12-31", "2026年", "2027年"},
	} {
		p := report.PeriodOf(tc.unit, day(tc.day))
		if p.From.Format(time.DateOnly) != tc.from || p.To.Format(time.DateOnly) != tc.to || p.In("zh") != tc.zh || p.Next().In("zh") != tc.next {
			t.Errorf("%s of %s: %v, %s, then %s", tc.unit, tc.day, p, p.In("zh"), p.Next().In("zh"))
		}
	}
}

func TestFigures(t *testing.T) {
	levis, again := search.Fact{Facet: search.Plaintiff, Value: "Levi Strauss & Co."}, search.Fact{Facet: search.Plaintiff, Value: "levi strauss & CO"}
	place, other := search.Fact{Facet: search.Place, Value: "330000"}, search.Fact{Facet: search.Forum, Value: "us-ilnd"}
	c := report.NewCounter(report.Month, search.Plaintiff, search.Place)
	for _, a := range []store.Counted{
		{Matter: "m1", Day: day("2026-03-02"), Facts: []search.Fact{again, place}},
		{Matter: "m1", Day: day("2026-03-01"), Facts: []search.Fact{levis}},
		{Matter: "m1", Day: day("2026-01-31"), Begins: true, Facts: []search.Fact{levis, other}},
		{Matter: "m2", Day: day("2026-03-01"), Begins: true, Facts: []search.Fact{place}},
	} {
		c.Add(a)
	}
	f := c.Figures()
	if f.All != (report.Figure{Acts: 4, Matters: 2, New: 2}) {
		t.Errorf("all: %+v", f.All)
	}
	want := "[2026年1月 {1 1 1}] [2026年2月 {0 0 0}] [2026年3月 {3 2 1}]"
	var got []string
	for _, b := range f.Bars {
		got = append(got, fmt.Sprintf("[%s %v]", b.In("zh"), b.Figure))
	}
	if s := strings.Join(got, " "); s != want {
		t.Errorf("bars: %s, want %s", s, want)
	}
	if p := f.By[search.Plaintiff]; len(p) != 1 || p[0].Figure != (report.Figure{Acts: 3, Matters: 1, New: 1}) {
		t.Errorf("plaintiff: %+v", p)
	}
	if p := f.By[search.Place]; len(p) != 1 || p[0].Figure != (report.Figure{Acts: 2, Matters: 2, New: 1}) {
		t.Errorf("place: %+v", p)
	}
	if f.By[search.Forum] != nil {
		t.Error("a facet nobody asked for is counted")
	}
}

func TestLagsAndPrecision(t *testing.T) {
	told := time.Date(2026, 2, 28, 16, 30, 0, 0, time.UTC) // March in Beijing
	var delays []store.Delay
	for i := range 10 {
		delays = append(delays, store.Delay{Filed: told.Add(-time.Duration(i+2) * time.Hour), First: told.Add(-time.Hour), Told: told})
	}
	lags := report.Lags(report.Month, delays)
	if len(lags) != 1 || lags[0].In("zh") != "2026年3月" || lags[0].Acts != 10 || lags[0].Seen50 != 6*time.Hour || lags[0].Seen90 != 10*time.Hour || lags[0].Told50 != time.Hour {
		t.Errorf("%+v", lags)
	}
	q := report.Qualities(report.Year, []store.Opinion{{Said: store.Useful, At: told}, {Said: store.Useful, At: told}, {Said: store.FalseAlarm, At: told}, {Said: store.Late, At: told}})
	if percent, ok := q[0].Precision(); len(q) != 1 || !ok || percent != 67 || q[0].Late != 1 {
		t.Errorf("%+v: %d %v", q, percent, ok)
	}
	if _, ok := (report.Quality{Late: 1}).Precision(); ok {
		t.Error("a precision of nothing")
	}
}

func TestChartsAreWellFormedAndSayWhatTheyShow(t *testing.T) {
	hostile := `</svg><script>alert(1)</script>"&`
	many := make([]report.Point, 120)
	for _, svg := range []string{
		report.Rows("各省案件数", "说明", []report.Point{{Label: hostile, Value: 3}, {Label: "浙江省", Value: 0}}),
		report.Columns("Months", hostile, []report.Point{{Label: "2026年1月", Value: 7}}),
		report.Columns("none", "", nil), report.Rows("none", "", nil), report.Columns("many", "", many),
	} {
		if strings.Contains(svg, "<script") || strings.Contains(svg, "style=") || !strings.Contains(svg, "<title>") || !strings.Contains(svg, "<desc>") {
			t.Errorf("%s", svg)
		}
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v: %s", err, svg)
			}
		}
	}
}
