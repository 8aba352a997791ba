package listing

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

var now = time.Date(2026, 11, 25, 15, 25, 0, 0, time.UTC)

// ruleOf reads the rule of one of the places in testdata.
func ruleOf(t testing.TB, place string) Rule {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", place, "rule.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Decode(doc)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSources(t *testing.T) {
	for _, place := range []string{"court", "marks", "feed"} {
		t.Run(place, func(t *testing.T) {
			s, err := Source(ruleOf(t, place))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(filepath.Join("testdata", place))
			crawltest.Run(t, &s, now)
		})
	}
}

func pageOfFile(t testing.TB, address, file string) crawlers.Page {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.PageOf(address, body, now)
}
