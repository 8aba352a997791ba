package flsd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin/crawlers"
)

func FuzzParse(f *testing.F) {
	seeds := 0
	err := filepath.WalkDir("testdata/pages", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		seeds++
		f.Add(body)
		return err
	})
	if err != nil || seeds == 0 {
		f.Fatal("no pages to begin from", err)
	}
	f.Add([]byte(frame))
	f.Add([]byte(list))
	now := time.Date(2024, 5, 10, 15, 40, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		err := parse(crawlers.PageOf("https://www.flsd.uscourts.gov/list.html", body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil && len(f.Title) < 20_000 {
				t.Errorf("%s: %v", f.ID(), err)
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
