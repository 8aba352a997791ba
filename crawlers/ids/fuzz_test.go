package ids

import (
	"errors"
	"os"
	"testing"

	"tocsin/crawlers"
)

func FuzzParse(f *testing.F) {
	page, err := os.ReadFile("testdata/pages/ids.usitc.gov/investigations.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(page)
	f.Add([]byte(`{"count":2,"data":[` + good(1478, `,"Docket Number":3866`) + `,` + good(3936, "") + `]}`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		names := map[string]bool{}
		err := parse(crawlers.PageOf(Source.URL, body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil {
				t.Errorf("%s: %v", f.ID(), err)
			}
			if names[f.ID()] {
				t.Errorf("%s stands for two acts", f.ID())
			}
			names[f.ID()] = true
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
