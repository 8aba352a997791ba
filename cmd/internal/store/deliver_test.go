package store_test

import (
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestFeedTellsWhatTheMessageTold holds that an order which names nobody is told
// with those whom its matter names, wherever it is read.
func TestFeedTellsWhatTheMessageTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		complaint := filing(11)
		complaint.Parties = []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Acme"}, {Role: crawlers.Defendant, Name: "Shenzhen Lamps"}, {Role: crawlers.Defendant, Name: "Ningbo Lamps"}}
		order := filing(11)
		order.Slug, order.Act = "entry.9", "tro-granted"
		take(t, db, manner, complaint, order)
		acts, err := db.Unjudged(t.Context(), []string{order.ActID()}, false)
		if err != nil || len(acts) != 1 {
			t.Fatal(acts, err)
		}
		settle(t, db, acts[0], []string{"stage:tro-ruled"}, alerts.National)
		told, err := db.ToldTo(t.Context(), alerts.National, 10)
		if err != nil || len(told) != 1 {
			t.Fatal(told, err)
		}
		message, err := db.FindAlert(t.Context(), told[0].Alert.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(told[0].Act.Parties), len(message.Act.Parties); got != want || want != 3 {
			t.Errorf("the feed names %d parties, the message %d, the matter 3", got, want)
		}
	})
}
