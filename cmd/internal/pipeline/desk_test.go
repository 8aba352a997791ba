package pipeline

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"testing/fstest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestHelpIsToldToItsCenter has a center told in China and abroad that an
// exporter asks for help.
func TestHelpIsToldToItsCenter(t *testing.T) {
	p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{"court.example/feed": page()}, "http://127.0.0.1:1")
	heard := map[string][]alerts.Message{}
	hears := func(name string) alerts.Notifier {
		return notify(func(_ context.Context, m alerts.Message) error {
			heard[name] = append(heard[name], m)
			return nil
		})
	}
	p.Destinations["here"] = Destination{Language: "zh", Notifier: hears("here")}
	p.Destinations["abroad"] = Destination{Language: "en", Notifier: hears("abroad"), Abroad: "consent"}
	p.Centers = map[string][]string{"local-hangzhou": {"here", "abroad", "nowhere"}}
	begin(t, p)
	h := store.Help{ID: "h1", OrgName: "义乌出口商", Center: "local-hangzhou", Who: "王芳", Phone: "0571-12345678", Note: "怎么应诉"}
	f := crawlers.Filing{Kind: crawlers.Lawsuit, Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}}
	for range 2 { // a transaction that is tried again tells it once
		if err := p.Store.Tx(t.Context(), func(tx *sql.Tx) error { return p.Help(t.Context(), tx, h, f) }); err != nil {
			t.Fatal(err)
		}
	}
	turn(t, p)
	if len(heard["here"]) != 1 || len(heard["abroad"]) != 1 {
		t.Fatalf("%d and %d messages", len(heard["here"]), len(heard["abroad"]))
	}
	if got := heard["here"][0].Title; got != "【求助】义乌出口商请求指导：1:26-cv-00011" {
		t.Errorf("it is told %q", got)
	}
	if got := heard["abroad"][0].Title; strings.Contains(got, "义乌") {
		t.Errorf("abroad it is told %q", got)
	}
	for _, all := range heard {
		for _, l := range all[0].Lines {
			if strings.Contains(l.Text, "王芳") || strings.Contains(l.Text, "0571") || strings.Contains(l.Text, "应诉") {
				t.Errorf("whom to call leaves the console: %q", l.Text)
			}
		}
	}
}
