package relevance

import (
	"slices"
	"testing"
	"time"

	"tocsin/alerts"
)

func TestDaysLeftPress(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 23, 30, 0, 0, time.FixedZone("Beijing", 8*3600))
	not := false
	for _, tc := range []struct {
		name string
		v    alerts.Verdict
		days int // from now; -1000: no deadline
		want alerts.Severity
		why  string
	}{
		{"far", alerts.Verdict{Severity: alerts.High}, 20, alerts.High, "研判时（11月30日）距最近期限2026年12月20日还有20天"},
		{"a week", alerts.Verdict{Severity: alerts.High}, 7, alerts.Critical, "研判时（11月30日）距最近期限2026年12月7日还有7天"},
		{"today", alerts.Verdict{Severity: alerts.Normal}, 0, alerts.High, "研判时（11月30日）距最近期限2026年11月30日还有0天"},
		{"over", alerts.Verdict{Severity: alerts.High}, -3, alerts.High, "最近期限2026年11月27日在研判时已过"},
		{"nothing runs", alerts.Verdict{Severity: alerts.High}, -1000, alerts.High, ""},
		{"it has ended", alerts.Verdict{Severity: alerts.Low}, 2, alerts.Low, ""},
		{"it is irrelevant", alerts.Verdict{Severity: alerts.Normal, Relevant: &not}, 2, alerts.Normal, ""},
	} {
		var due time.Time
		if tc.days != -1000 {
			due = now.AddDate(0, 0, tc.days)
		}
		tc.v.Reasons = []string{"新案或刚受理，应对期刚开始"}
		got := Pressed(tc.v, due, now)
		reasons := got.Reasons[1:]
		if got.Severity != tc.want || tc.why == "" && len(reasons) > 0 || tc.why != "" && !slices.Equal(reasons, []string{tc.why}) {
			t.Errorf("%s: %s %q, want %s %q", tc.name, got.Severity, reasons, tc.want, tc.why)
		}
	}
}
