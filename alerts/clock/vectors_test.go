package clock_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
)

// TestVectors reproduces dates that were worked out by hand from the laws.
func TestVectors(t *testing.T) {
	file, err := os.Open("testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 20 {
		t.Fatalf("%d vectors", len(rows))
	}
	table := clock.Embedded()
	for _, row := range rows[1:] {
		id, rule, event, option, due, earliest, weekday := row[0], row[1], row[2], row[3], row[4], row[5], row[6]
		if option == "time" {
			at, err := clock.ParseMoment(event)
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			if got := at.In(clock.Beijing).Format("2006-01-02 15:04"); got != due {
				t.Errorf("%s: %s is %s in Beijing, want %s", id, event, got, due)
			}
			continue
		}
		got, err := table.Count(rule, day(t, event), clock.Options{Extended: option == "extended"})
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		c := got.Counted()
		if d := c.Due.Format(time.DateOnly); d != due || c.Due.Format("Mon") != weekday {
			t.Errorf("%s: %s from %s is due %s %s, want %s %s", id, rule, event, d, c.Due.Format("Mon"), due, weekday)
		}
		if d := dateOf(c.Earliest); d != earliest {
			t.Errorf("%s: %s from %s: earliest %q, want %q", id, rule, event, d, earliest)
		}
		if !strings.Contains(c.Basis.ZH, c.Rule.Citation) || !strings.Contains(c.Basis.EN, c.Rule.Citation) {
			t.Errorf("%s: the basis does not name the law: %s", id, c.Basis.ZH)
		}
	}
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := clock.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func dateOf(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}
