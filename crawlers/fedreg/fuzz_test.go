package fedreg

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin/crawlers"
)

// now is later than everything in these tests.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func FuzzParse(f *testing.F) {
	pages := 0
	err := filepath.WalkDir("testdata/pages", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		pages++
		f.Add(body, "https://www.federalregister.gov/documents/full_text/xml/2017/10/03/2017-21157.xml")
		f.Add(body, "https://public-inspection.federalregister.gov/2017-21157.txt")
		return nil
	})
	if err != nil || pages == 0 {
		f.Fatal("no pages to begin from", err)
	}
	f.Add([]byte(printedText), "")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		err := parse(crawlers.PageOf(address, body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil && len(f.Title) < 20_000 {
				t.Errorf("%s: %v", f.ID(), err)
			}
			if len(f.Text) > maxText {
				t.Errorf("%s: a text of %d bytes", f.ID(), len(f.Text))
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
