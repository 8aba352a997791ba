package pipeline

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestServiceStartsTheClock notes a service that no source tells of: who was
// told of the suit hears until when to answer, once, and a correction again.
func TestServiceStartsTheClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1", "1:26-cv-00012|entry.4|dismissed|Acme v. Shenzhen Cups|1")}
		p, _ := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		p.Destinations["desk"] = Destination{Language: "zh", Notifier: desk}
		begin(t, p)
		turn(t, p)
		key := crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}
		for _, tc := range []struct {
			day   string
			state clock.Service
			told  int
			due   string
		}{
			{"2026-03-09", clock.ServiceUnconfirmed, 1, "截止：2026-03-30"},
			{"2026-03-09", clock.ServiceUnconfirmed, 0, ""}, // the same again
			{"2026-03-04", clock.ServiceConfirmed, 1, "截止：2026-03-25"},
		} {
			desk.types()
			told, err := p.Served(t.Context(), key, alerts.Service{Day: tc.day, State: tc.state, By: "desk"})
			if err != nil {
				t.Fatal(err)
			}
			turn(t, p)
			desk.mu.Lock()
			said := desk.got
			desk.mu.Unlock()
			if told != tc.told || len(said) != tc.told {
				t.Errorf("service on %s: told %d, heard %d, want %d", tc.day, told, len(said), tc.told)
			}
			for _, m := range said {
				text := ""
				for _, l := range m.Lines {
					text += l.Label + "：" + l.Text + "\n"
				}
				if m.Type != "alert.updated" || !strings.Contains(text, tc.due) || !strings.Contains(text, "登记送达日 "+tc.day) || m.Alert.Clock == nil {
					t.Errorf("%s, clock %v, want %q in\n%s", m.Type, m.Alert.Clock, tc.due, text)
				}
			}
		}
		clocks, err := db.Clocks(t.Context(), alerts.National, start)
		if err != nil || len(clocks) != 1 || clocks[0].Due != "2026-03-25" || clocks[0].Sequence != 1 {
			t.Errorf("clocks %+v, %v; want one of 25 March, changed once", clocks, err)
		}
		key.Number = "1:26-cv-00012"
		if _, err := p.Served(t.Context(), key, alerts.Service{Day: "2026-03-09"}); !errors.Is(err, ErrNoAnswer) {
			t.Errorf("a suit that is over: %v", err)
		}
	})
}
