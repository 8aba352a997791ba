package pipeline

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestDestinationThatLacksASecretLosesNothing tells for two days nobody but the
// administrators, and then everything that waited.
func TestDestinationThatLacksASecretLosesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		pages := fstest.MapFS{"court.example/feed": page(suit(11, "Acme v. Shenzhen Lamps"), suit(12, "Acme v. Shenzhen Pots"))}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk, admins := new(inbox), new(inbox)
		daily, err := alerts.ParseTimes("daily 08:30")
		if err != nil {
			t.Fatal(err)
		}
		lacks := Destination{Language: "zh", Manner: alerts.Manner{Digest: daily, Budget: 1}, Lacks: errors.New("options: url: DESK_URL is not set")}
		p.Destinations = map[string]Destination{"desk": lacks, "admins": {Notifier: admins, Language: "zh"}}
		p.Admins = []string{"desk", "admins"}
		begin(t, p)
		for range 2 {
			turn(t, p)
			turn(t, p)
			m := admins.last()
			if got := admins.types(); got != "destination.lacking" || m.Title != "【通知待配置】desk" || m.Lines[0].Text != "options: url: DESK_URL is not set" {
				t.Errorf("administrators heard %q, %q: %+v; want once a day what is to be set", got, m.Title, m.Lines)
			}
			c.add(24 * time.Hour)
		}
		waiting := deliveriesOf(t, db)
		for _, d := range waiting {
			again, err := p.deliver(t.Context(), d.ID, start)
			if err != nil || again != lackWait || d.State != store.Due || d.Tries != 0 {
				t.Errorf("%s is %s after %d tries, again in %s, %v; want it to wait untried", d.ID, d.State, d.Tries, again, err)
			}
		}
		lacks.Lacks, lacks.Notifier = nil, desk // as in a process that has it
		p.Destinations["desk"] = lacks
		for _, d := range waiting {
			if _, err := p.deliver(t.Context(), d.ID, start); err != nil {
				t.Error(err)
			}
		}
		turn(t, p)
		var told int
		for _, m := range desk.got {
			told += len(m.Alerts)
		}
		if got := desk.types(); told != 1 || !strings.HasPrefix(got, "alert.created ") || strings.Count(got, "digest") != 1 {
			t.Errorf("once it is set %q came, with %d alerts in digests; want what the budget lets through and one digest of the rest", got, told)
		}
	})
}
