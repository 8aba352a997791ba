package ecf

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tocsin/crawlers"
)

func FuzzParse(f *testing.F) {
	pages, err := filepath.Glob("testdata/pages/*/*/*")
	if err != nil || len(pages) == 0 {
		f.Fatal("no pages to begin from", err)
	}
	for _, p := range pages {
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, "https://ecf.nysd.uscourts.gov/")
		f.Add(b, "https://ecf.nysb.uscourts.gov/")
		f.Add(b, "https://ecf.ca2.uscourts.gov/")
	}
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		names := map[string]bool{}
		err := parse(crawlers.PageOf(url, body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil && len(f.Title) < 20_000 {
				t.Errorf("%s: %v", f.ID(), err)
			}
			if names[f.ActID()] {
				t.Errorf("%s stands for two entries", f.ActID())
			}
			names[f.ActID()] = true
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
