package ecf

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

// TestCapturesBeside holds raw to the records that court data is exchanged
// in, on the feeds beside the checkout: every item, every field.
func TestCapturesBeside(t *testing.T) {
	feeds, err := filepath.Glob("../../../shared/captures/courts/*.xml")
	if err != nil || len(feeds) == 0 {
		t.Skip("no captures beside the checkout")
	}
	for _, feed := range feeds {
		court, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(feed), ".xml"), "_")
		if court == "sdny" {
			court = "nysd" // the capture's name is not the court's
		}
		t.Run(court, func(t *testing.T) {
			var want []map[string]any
			b, err := os.ReadFile(strings.TrimSuffix(feed, ".xml") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &want); err != nil {
				t.Fatal(err)
			}
			body, err := os.ReadFile(feed)
			if err != nil {
				t.Fatal(err)
			}
			got := filings(t, body, "https://ecf."+court+".uscourts.gov/cgi-bin/rss_outside.pl", nil)
			if len(got) != len(want) {
				t.Fatalf("%d filings, want %d", len(got), len(want))
			}
			ids := map[string]bool{}
			for i, f := range got {
				var raw map[string]any
				if err := json.Unmarshal(f.Raw, &raw); err != nil {
					t.Fatal(err)
				}
				delete(raw, "title")
				delete(raw, "events")
				want[i]["court_id"] = court
				if d := cmp.Diff(want[i], raw); d != "" {
					t.Errorf("%s: %s", f.ID(), d)
				}
				if err := f.Validate(now); err != nil {
					t.Errorf("%s: %v", f.ID(), err)
				}
				if ids[f.ActID()] {
					t.Errorf("%s stands for two entries", f.ActID())
				}
				ids[f.ActID()] = true
			}
		})
	}
}

// now is later than every feed of these tests.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// filings parses a feed that must end with the error want.
func filings(t testing.TB, body []byte, address string, want error) (out []crawlers.Filing) {
	t.Helper()
	err := parse(crawlers.PageOf(address, body, now), func(f crawlers.Filing) error {
		out = append(out, f)
		return nil
	})
	if !ended(err, want) {
		t.Errorf("ended with %v, want %v", err, want)
	}
	return out
}
