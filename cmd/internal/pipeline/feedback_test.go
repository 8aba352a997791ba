package pipeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestFalseAlarmsAreToldToAdministratorsOnce has readers call what they were
// told of a false alarm, one act after another.
func TestFalseAlarmsAreToldToAdministratorsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var lines []string
		for i := range 4 {
			lines = append(lines, fmt.Sprintf("1:26-cv-0001%d|entry.1|complaint|Acme v. Shenzhen Lamps|1", i))
		}
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page(lines...)}, "http://127.0.0.1:1")
		desk, admins := new(inbox), new(inbox)
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh"}
		p.Destinations["admins"] = Destination{Notifier: admins, Language: "zh"}
		p.Admins = []string{"admins"}
		begin(t, p)
		turn(t, p)
		said := func(i int, who, word string) {
			t.Helper()
			alert := alerts.AlertID(fmt.Sprintf("us-ilnd/1:26-cv-0001%d#entry.1", i), alerts.National)
			if _, _, err := p.Feedback(t.Context(), store.Feedback{Alert: alert, Person: who, Said: word, At: p.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []string{"甲", "乙", "丙"} {
			said(0, who, store.FalseAlarm) // one act, however many say so
		}
		said(1, "甲", store.FalseAlarm)
		said(2, "甲", store.Useful)
		turn(t, p)
		if got := admins.types(); got != "" {
			t.Fatalf("told %q of two acts", got)
		}
		said(3, "甲", store.FalseAlarm)
		said(2, "乙", store.FalseAlarm)
		said(3, "乙", store.FalseAlarm)
		turn(t, p)
		want := strings.TrimSpace(strings.Repeat("verdicts.drift ", 4)) // all, source, type, judge
		if got := strings.Join(strings.Fields(admins.types()), " "); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

// TestPersonTakesBackWhatWasTold: who got the alert is told why, once, and what
// the verdict was is kept.
func TestPersonTakesBackWhatWasTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, _ := newPipeline(t, db, fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh"}
		begin(t, p)
		turn(t, p)
		f := store.Feedback{Alert: alerts.AlertID("us-ilnd/1:26-cv-00011#entry.1", alerts.National), Person: "王处", Note: "被告为美国公司", At: p.Now()}
		for i, want := range []int{1, 0} {
			sent, err := p.Correct(t.Context(), f)
			if err != nil || sent != want {
				t.Errorf("correction %d: %d messages, %v, want %d", i+1, sent, err, want)
			}
		}
		turn(t, p)
		m := desk.last()
		if m.Type != "alert.corrected" || len(m.Lines) == 0 || !strings.Contains(m.Lines[0].Text, "经人工复核：被告为美国公司") {
			t.Errorf("told %q, %+v", m.Type, m.Lines)
		}
		if strings.Contains(fmt.Sprint(m.Lines), f.Person) {
			t.Error("the correction names who made it")
		}
		all, err := db.Feedbacks(t.Context(), p.Now().Add(-year))
		if err != nil || len(all) != 1 || all[0].Verdict.Not() || all[0].Filing.Title == "" || all[0].Person != f.Person {
			t.Errorf("kept %+v, %v", all, err)
		}
		f.Alert = "us-ilnd/1:26-cv-99999#entry.1@national"
		if _, err := p.Correct(t.Context(), f); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("of no alert: %v", err)
		}
	})
}
