package pipeline

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestPlaceThatShrankIsReadAgain visits a place whose list loses a part: the
// short page is not remembered, so that it does not pass for unchanged.
func TestPlaceThatShrankIsReadAgain(t *testing.T) {
	list := func(n int) *fstest.MapFile {
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprintf("1:26-cv-%05d|entry.1|complaint|Acme v. Lamps|1", i))
		}
		return page(lines...)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, c := newPipeline(t, db, fstest.MapFS{"court.example/list": list(100)}, "http://127.0.0.1:1/none")
		_, p.Transport = place(fstest.MapFS{
			"court.example/list": list(100), "court.example/list.2": list(97), "court.example/list.3": list(97),
			"court.example/list.4": list(99), "court.example/list.5": list(99),
		})
		p.Sources[0].Expect.Shrink = 0.02
		begin(t, p)
		for i, want := range []crawlers.State{crawlers.OK, crawlers.Shape, crawlers.Shape, crawlers.OK, crawlers.Unchanged} {
			c.add(time.Hour)
			v, err := p.Visit(t.Context(), p.Sources[0], c.Now())
			if err != nil || v.State != want {
				t.Fatalf("visit %d: %s, %v; want %s: %q", i+1, v.State, err, want, v.Warnings)
			}
		}
	})
}
