package edis

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestCapturesBeside reads the real pages beside the checkout.
func TestCapturesBeside(t *testing.T) {
	for file, want := range map[string][]string{
		"attachment-111112.xml":          nil,
		"investigations-active-2019.xml": nil,
		"document-894762.xml":            {"us-itc/337-TA-1458#order.894762<edis"},
		"documents-337-3673-2023.xml":    {"us-itc/DN-3673#complaint<edis/793615", "us-itc/DN-3673#complaint<edis/793596", "us-itc/DN-3673#complaint<edis/793595"},
		"feed-2022-05-27.xml": {"us-itc/337-TA-1281#paper.770876<edis/770876.feed", "us-itc/337-TA-1281#paper.770964<edis/770964.feed",
			"us-itc/337-TA-1281#paper.770981<edis/770981.feed", "us-itc/337-TA-1281#paper.770984<edis/770984.feed"},
	} {
		body, err := os.ReadFile(filepath.Join("../../../shared/captures/usitc", file))
		if os.IsNotExist(err) {
			t.Skip("no captures beside the checkout")
		}
		if err != nil {
			t.Fatal(err)
		}
		got := filings(t, body, nil)
		if !slices.Equal(ids(got), want) {
			t.Errorf("%s: %q, want %q", file, ids(got), want)
		}
		for _, f := range got {
			if f.Key.Number != "DN-3673" {
				continue
			}
			if len(f.Parties) != 2 || f.Parties[0].Name != "Netgear Inc." || f.Parties[1].Name != "Latham & Watkins LLP" {
				t.Errorf("%s: parties %v", f.ID(), f.Parties)
			}
			if f.Shown == nil || f.Shown.Sub(f.Filed.Time) > 2*time.Hour || f.Filed.Hour() < 15 {
				t.Errorf("%s: filed %s, shown %s", f.ID(), f.Filed, f.Shown)
			}
		}
	}
}
