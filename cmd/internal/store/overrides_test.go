package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestOverrideSaysWhatAPlaceCannotHave(t *testing.T) {
	m := crawlers.Meta{Name: "court", Schedule: "20 8 * * *", Zone: "America/New_York", Pace: 2 * time.Second}
	for _, tc := range []struct {
		name string
		o    store.Override
		want string // of the error; "" is none
	}{
		{"nothing", store.Override{}, ""},
		{"slower", store.Override{Pace: time.Minute}, ""},
		{"faster than its publisher was promised", store.Override{Pace: time.Second}, "pace"},
		{"of a day", store.Override{Pace: 24 * time.Hour}, "pace"},
		{"every hour", store.Override{Schedule: "*/10 * * * *"}, ""},
		{"at night", store.Override{Schedule: "30 2 * * *"}, "01:00"},
		{"on a night of the week", store.Override{Schedule: "0 1 * * 3"}, "01:00"},
		{"at night and by day", store.Override{Schedule: "15 */2 * * *"}, "01:00"},
		{"at three", store.Override{Schedule: "0 3 * * *"}, ""},
		{"by day here is night there", store.Override{Zone: "Asia/Shanghai", Schedule: "0 2 * * *"}, "Asia/Shanghai"},
		{"no zone", store.Override{Zone: "Beijing"}, "zone"},
		{"no schedule", store.Override{Schedule: "often"}, "schedule"},
		{"what panics the parser", store.Override{Schedule: "TZ=UTC"}, "zone"},
		{"never", store.Override{Schedule: "0 8 30 2 *"}, "never"},
	} {
		got, err := tc.o.Over(m)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
		if err == nil && tc.o.Schedule != "" && got.Schedule != tc.o.Schedule {
			t.Errorf("%s: the schedule is %q", tc.name, got.Schedule)
		}
	}
}

func TestOverridesAreVersions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(o store.Override, seen int) error {
			return db.Tx(t.Context(), func(tx *sql.Tx) error { return store.PutOverride(t.Context(), tx, o, seen) })
		}
		first := store.Override{Source: "court", Paused: true, By: "li", At: now, Why: "它请我们停一天"}
		if err := put(first, 0); err != nil {
			t.Fatal(err)
		}
		if err := put(store.Override{Source: "court", By: "wang", At: now}, 0); !errors.Is(err, store.ErrConflict) {
			t.Errorf("on top of what was not seen: %v", err)
		}
		if err := put(store.Override{Source: "court", By: "wang", At: now}, 2); !errors.Is(err, store.ErrConflict) {
			t.Errorf("on top of what is not there: %v", err)
		}
		second := store.Override{Source: "court", Schedule: "0 9 * * *", Zone: "UTC", Pace: 1500 * time.Millisecond, By: "wang", At: now.Add(time.Hour), Why: "慢些"}
		if err := put(second, 1); err != nil {
			t.Fatal(err)
		}
		second.Version, first.Version = 2, 1
		all, err := db.Overrides(t.Context())
		if err != nil || len(all) != 1 || all["court"] != second {
			t.Errorf("%+v, %v, want %+v", all, err, second)
		}
		if of, err := db.OverridesOf(t.Context(), "court", 5); err != nil || len(of) != 2 || of[0] != second || of[1] != first {
			t.Errorf("%+v, %v", of, err)
		}
		if n, err := db.OverridesVersion(t.Context()); err != nil || n != 2 {
			t.Errorf("version %d, %v", n, err)
		}
	})
}

func TestDaysAreThoseOfTheZone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		visit := func(at string, state crawlers.State, filings, added int) {
			t.Helper()
			planned, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.SaveVisit(t.Context(), store.Visit{Source: "court", State: state, Planned: planned, Started: planned, Ended: planned, Filings: filings, Added: added}); err != nil {
				t.Fatal(err)
			}
		}
		visit("2026-03-09T03:00:00Z", crawlers.OK, 40, 1) // still the 8th in New York
		visit("2026-03-09T15:00:00Z", crawlers.OK, 50, 2)
		visit("2026-03-09T20:00:00Z", crawlers.Failed, 0, 0)
		visit("2026-03-10T02:00:00Z", crawlers.OK, 55, 3)
		days, err := db.Days(t.Context(), "court", now.AddDate(0, 0, -7), -5*60*60)
		want := []store.Day{
			{Day: time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC), Visits: 1, Well: 1, Filings: 40, Added: 1},
			{Day: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), Visits: 3, Well: 2, Filings: 55, Added: 5},
		}
		if err != nil || len(days) != 2 || days[0] != want[0] || days[1] != want[1] {
			t.Errorf("%+v, %v", days, err)
		}
	})
}

func TestPagesAreShownAsText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		keep := func(source, url string, body []byte) string {
			t.Helper()
			p := crawlers.PageOf(url, body, now)
			p.Hash = strings.Repeat("0", 56) + "page" + string(rune('a'+len(url)%26)) + source[:3]
			if err := db.KeepPages(t.Context(), source, []crawlers.Page{p}); err != nil {
				t.Fatal(err)
			}
			return p.Hash
		}
		takeDown(t, db, "Ann Smith")
		html := keep("court", "https://court.example/1", []byte(`<!doctype html><html><head><title>List</title><script>steal()</script></head><body><table><tr><td>1:26-cv-1</td><td>An<b>n</b> Sm&#105;th</td></tr></table><p>End</p></body></html>`))
		data := keep("court", "https://court.example/22", []byte(`{"case":"1:26-cv-1","who":"\u0041nn Smith","n":12345678901234567890}`))
		zip := keep("court", "https://court.example/333", append([]byte("PK\x03\x04"), bytes.Repeat([]byte{0, 1, 2}, 50)...))
		for hash, want := range map[string][]string{html: {"List", "1:26-cv-1", "End"}, data: {"1:26-cv-1", "12345678901234567890"}} {
			_, text, err := db.PageText(t.Context(), "court", hash)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("no %q in %q", w, text)
				}
			}
			for _, w := range []string{"Smith", "steal", "<"} {
				if strings.Contains(text, w) {
					t.Errorf("%q is in %q", w, text)
				}
			}
		}
		if _, text, err := db.PageText(t.Context(), "court", zip); err != nil || text != "" {
			t.Errorf("an archive says %q, %v", text, err)
		}
		if _, _, err := db.PageText(t.Context(), "other", html); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a page of another place: %v", err)
		}
		if pages, err := db.PagesKept(t.Context(), "court", 2); err != nil || len(pages) != 2 || pages[0].Size == 0 {
			t.Errorf("%+v, %v", pages, err)
		}
	})
}

// takeDown has a name hidden everywhere.
func takeDown(t *testing.T, db *store.DB, name string) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: "t-" + name, Name: name, Person: "li", Why: "她要求", At: now}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
