package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

var now = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

func filing(n int) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprintf("1:26-cv-%05d", n)}, Slug: "entry.1",
		Act: "complaint", Kind: crawlers.Lawsuit, Title: "Acme v. Shenzhen Lamps",
		Filed: crawlers.Date{Time: now.Add(-time.Hour)}, Source: "ecf",
	}
}

var manner = store.Manner{Rank: 1, Fresh: 21 * 24 * time.Hour}

// take takes filings in and returns what became of them.
func take(t testing.TB, db *store.DB, m store.Manner, fs ...crawlers.Filing) store.Taken {
	t.Helper()
	digests := make([]string, len(fs))
	for i := range fs {
		digests[i] = fs[i].Digest()
	}
	var out store.Taken
	err := db.Tx(t.Context(), func(tx *sql.Tx) (err error) {
		out, err = store.Take(t.Context(), tx, fs, digests, m, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTake(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := filing(1), filing(2)
		got := take(t, db, manner, a, b)
		if got.Changes[0] != store.Added || got.Changes[1] != store.Added || len(got.Judge) != 2 {
			t.Fatalf("first: %+v", got)
		}
		got = take(t, db, manner, a, b)
		if got.Changes[0] != store.Known || len(got.Judge) != 0 {
			t.Errorf("again: %+v", got)
		}
		b.Title = "Acme v. Shenzhen Bright Lamps"
		got = take(t, db, manner, a, b)
		if got.Changes[0] != store.Known || got.Changes[1] != store.Revised || len(got.Judge) != 1 || got.Judge[0] != b.ActID() {
			t.Errorf("revised: %+v", got)
		}
		old := filing(3)
		old.Filed.Time = now.AddDate(0, 0, -30)
		if got = take(t, db, manner, old); got.History != 1 || len(got.Judge) != 0 {
			t.Errorf("history: %+v", got)
		}
		old.Title += " Co."
		if got = take(t, db, manner, old); len(got.Judge) != 0 {
			t.Errorf("history that was revised became news: %+v", got)
		}
	})
}

func TestTwoSourcesTellOfOneAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		feed, paper := filing(1), filing(1)
		feed.Parties = []crawlers.Party{{Role: crawlers.Defendant, Name: "Shenzhen Lamps"}}
		paper.Source, paper.Title, paper.Product = "paper", "Acme Inc. v. Shenzhen Lamps Co., Ltd.", "lamps"
		paper.Parties = []crawlers.Party{{Role: crawlers.Defendant, Name: "SHENZHEN LAMPS,"}, {Role: crawlers.Defendant, Name: "Ningbo Pots"}}
		take(t, db, store.Manner{Rank: 1}, feed)
		take(t, db, store.Manner{Rank: 2}, paper)
		for range 2 { // and whoever speaks last, the act stays what it is
			acts, err := db.Unjudged(t.Context(), []string{feed.ActID()}, false)
			if err != nil || len(acts) != 1 {
				t.Fatalf("acts %v, %v", acts, err)
			}
			a := acts[0]
			if a.Title != paper.Title || a.Product != "lamps" || len(a.Parties) != 2 {
				t.Errorf("the act is not the union of its reports: %+v", a.Filing)
			}
			if got := take(t, db, store.Manner{Rank: 1}, feed); len(got.Judge) != 0 {
				t.Errorf("the sources argue: %+v", got)
			}
		}
	})
}

func TestAliasLeadsToTheSameMatter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, later := filing(1), filing(1)
		first.Key = crawlers.Key{Authority: "us-itc", Number: "DN-3900"}
		later.Key, later.Slug = crawlers.Key{Authority: "us-itc", Number: "337-TA-1501"}, "institution"
		later.Aliases = []crawlers.Key{first.Key}
		take(t, db, manner, first)
		take(t, db, manner, later)
		n, err := db.Count(t.Context())
		if err != nil || n.Matters != 1 || n.Acts != 2 {
			t.Errorf("%+v, %v; want one matter with two acts", n, err)
		}
	})
}

func TestSettleTwiceIsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := filing(1)
		take(t, db, manner, f)
		acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, false)
		if err != nil || len(acts) != 1 {
			t.Fatal(acts, err)
		}
		yes := true
		s := store.Settlement{
			Act: acts[0], Verdict: alerts.Verdict{Relevant: &yes, By: "rules"}, Facts: []string{"stage:complaint"},
			Alerts: []store.Told{{Alert: alerts.Alert{ID: alerts.AlertID(f.ActID(), "national"), Act: f.ActID(), Subscriber: "national"}, Destinations: []string{"desk"}}},
		}
		for i, want := range []int{1, 0} {
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				if err := store.LockMatters(t.Context(), tx, acts, now); err != nil {
					return err
				}
				got, err := store.Settle(t.Context(), tx, []store.Settlement{s}, now)
				if len(got.Alerts) != want || len(got.Deliveries) != want {
					t.Errorf("time %d: %+v, want %d alerts", i, got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		id := f.ActID() + "@national>desk"
		p, ok, err := db.BeginTry(t.Context(), id, now)
		if err != nil || !ok || p.Maybe || p.Tries != 1 || p.Alert.Subscriber != "national" {
			t.Fatalf("first try %+v, %v, %v", p, ok, err)
		}
		if p, ok, err = db.BeginTry(t.Context(), id, now); err != nil || !ok || !p.Maybe || p.Tries != 2 {
			t.Fatalf("a try after one that ended unknown: %+v, %v, %v", p, ok, err)
		}
		if err := db.EndTry(t.Context(), store.Delivery{ID: id, State: store.Sent, Tries: p.Tries}, now); err != nil {
			t.Fatal(err)
		}
		if _, ok, err = db.BeginTry(t.Context(), id, now); err != nil || ok {
			t.Errorf("a sent delivery is tried again: %v, %v", ok, err)
		}
		if ds, err := db.ActDeliveries(t.Context(), f.ActID(), 9); err != nil || len(ds) != 1 || ds[0].ID != id {
			t.Errorf("deliveries of the act: %+v, %v", ds, err)
		}
		if _, _, err = db.BeginTry(t.Context(), "nobody", now); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no delivery: %v", err)
		}
	})
}

func TestPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		page := func(url, hash, body string, at time.Time) crawlers.Page {
			p := crawlers.PageOf(url, []byte(body), at)
			p.Hash = hash
			return p
		}
		small := page("https://court.example/feed", "aa01", strings.Repeat("<item/>", 100), now)
		small.Header.Set("Etag", `"1"`)
		small.Header.Set("Set-Cookie", "secret=1")
		large := page("https://court.example/zip", "bb02", strings.Repeat("0123456789", 300_000), now)
		for range 2 { // keeping twice is keeping once
			sameBody := small
			sameBody.URL += "?again"
			if err := db.KeepPages(t.Context(), "ecf", []crawlers.Page{small, large, sameBody}); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range []crawlers.Page{small, large} {
			got, err := db.PageBody(t.Context(), p.Hash)
			if err != nil {
				t.Fatal(err)
			}
			want, err := p.Bytes()
			if err != nil || string(got) != string(want) {
				t.Errorf("%s: came back as %d bytes, %v", p.URL, len(got), err)
			}
			// Kept is not taken: nothing may rely on it yet.
			etag, _, err := db.Validators(t.Context(), p.URL)
			last, err2 := db.LastTaken(t.Context(), p.URL)
			if err := errors.Join(err, err2); err != nil || etag != "" || last != "" {
				t.Errorf("%s: etag %q, last %q, %v before its filings were taken", p.URL, etag, last, err)
			}
		}
		if err := db.PagesTaken(t.Context(), []crawlers.Page{small, large}); err != nil {
			t.Fatal(err)
		}
		etag, _, err := db.Validators(t.Context(), small.URL)
		last, err2 := db.LastTaken(t.Context(), large.URL)
		if err := errors.Join(err, err2); err != nil || etag != `"1"` || last != large.Hash {
			t.Errorf("etag %q, last %q, %v", etag, last, err)
		}
		newer := page(small.URL, "cc03", "<item>2</item>", now.AddDate(1, 0, 0))
		if err := errors.Join(db.KeepPages(t.Context(), "ecf", []crawlers.Page{newer}), db.PagesTaken(t.Context(), []crawlers.Page{newer})); err != nil {
			t.Fatal(err)
		}
		later := now.AddDate(0, 6, 0)
		gone, err := db.Retain(t.Context(), store.Ages{Pages: time.Hour}, later)
		if _, missing := db.PageBody(t.Context(), small.Hash); err != nil || !errors.Is(missing, store.ErrNotFound) {
			t.Errorf("%+v, %v; want the old page alone gone, and it is %v: the large one is still its address's last", gone, err, missing)
		}
		if _, err := db.PageBody(t.Context(), large.Hash); err != nil {
			t.Error(err)
		}
	})
}

func TestPlanIsWonOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		plan := func(old, next time.Time) (won bool) {
			t.Helper()
			err := db.Tx(t.Context(), func(tx *sql.Tx) (err error) {
				won, err = store.Plan(t.Context(), tx, "ecf", old, next)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return won
		}
		if !plan(time.Time{}, now) || plan(time.Time{}, now) {
			t.Error("the first plan was not won just once")
		}
		if !plan(now, now.Add(time.Hour)) || plan(now, now.Add(time.Hour)) {
			t.Error("the next plan was not won just once")
		}
	})
}

func TestLastVisitsForgetNoSource(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, source := range []string{"weekly", "ecf", "ecf"} {
			at := now.AddDate(0, 0, i)
			v := store.Visit{Source: source, State: crawlers.OK, Planned: at, Started: at, Ended: at, Pages: i}
			if err := db.SaveVisit(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.LastVisits(t.Context())
		if err != nil || len(got) != 2 || got[0].Source != "ecf" || got[0].Pages != 2 || got[1].Source != "weekly" {
			t.Errorf("%+v, %v; want the newest visit of each source", got, err)
		}
	})
}

func TestLastGoodVisit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if n, err := db.LastGood(t.Context(), "ids"); n != 0 || err != nil {
			t.Errorf("never visited: %d, %v", n, err)
		}
		for i, v := range []store.Visit{
			{Source: "ids", State: crawlers.OK, Filings: 90},
			{Source: "ids", State: crawlers.OK, Filings: 100},
			{Source: "ids", State: crawlers.Unchanged},
			{Source: "ids", State: crawlers.Shape, Filings: 7},
			{Source: "ecf", State: crawlers.OK, Filings: 3},
		} {
			v.Planned = now.AddDate(0, 0, i)
			v.Started, v.Ended = v.Planned, v.Planned
			if err := db.SaveVisit(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := db.LastGood(t.Context(), "ids"); n != 100 || err != nil {
			t.Errorf("%d, %v; want the filings of the newest visit that ended ok", n, err)
		}
	})
}

func TestSpendKeepsTheBudget(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, tc := range []struct {
			day           string
			tokens, limit int64
			want          bool
		}{
			{"2026-03-10", 60, 100, true},
			{"2026-03-10", 60, 100, false},
			{"2026-03-10", 40, 100, true},
			{"2026-03-10", 1, 100, false},
			{"2026-03-10", -50, 100, true},
			{"2026-03-10", 50, 100, true},
			{"2026-03-11", 2_500_000_000, 3_000_000_000, true}, // more than 32 bits
			{"2026-03-11", 2_500_000_000, 3_000_000_000, false},
			{"2026-03-11", 2_500_000_000, 0, true},
		} {
			ok, err := db.Spend(t.Context(), tc.day, tc.tokens, tc.limit)
			if err != nil || ok != tc.want {
				t.Errorf("%d: spend %d of %d: %v, %v; want %v", i, tc.tokens, tc.limit, ok, err, tc.want)
			}
		}
	})
}

func TestOneProcessOwnsAFile(t *testing.T) {
	address := "sqlite:" + filepath.Join(t.TempDir(), "数据 a#b?.db")
	address = strings.ReplaceAll(address, "?", "")
	first, second := storetest.Open(t, address), storetest.Open(t, address)
	if err := first.Own(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.Own(t.Context()); !errors.Is(err, store.ErrOwned) {
		t.Errorf("a second owner: %v", err)
	}
	first.Close()
	if err := second.Own(t.Context()); err != nil {
		t.Errorf("after the first went: %v", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for address, want := range map[string]string{
		"mysql://x":       "want sqlite:FILE or postgres://",
		"sqlite::memory:": "want a file",
		"sqlite:":         "want a file",
		"postgres://u:s3cret@127.0.0.1:1/x?sslmode=disable&connect_timeout=1":                       "connect",
		"postgres://u@127.0.0.1:1/x?sslmode=disable&connect_timeout=1&password=s3cret":              "connect",
		"postgres://u@127.0.0.1:1/x?sslmode=disable&connect_timeout=1&sslpassword=s3cret&sslkey=/x": "connect",
		"postgres://u:s3%cret@127.0.0.1:1/x":                                                        "cannot be read",
		"postgres://u@127.0.0.1:1/x?sslmode=s3cret":                                                 "cannot be read",
	} {
		_, err := store.Open(t.Context(), address, store.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want …%s…", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}

func TestVerdictsAreCountedByWhoGaveThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		yes, no := true, false
		for i, v := range []alerts.Verdict{
			{Relevant: &yes, Why: "a", By: "rules"}, {Relevant: &yes, Why: "b", By: "rules"},
			{Relevant: &no, By: "model@1"}, {By: "rules"},
		} {
			f := filing(i)
			take(t, db, manner, f)
			acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, false)
			if err != nil || len(acts) != 1 {
				t.Fatalf("%d acts, %v", len(acts), err)
			}
			err = db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: acts[0], Verdict: v, Rules: v}}, now)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Verdicts(t.Context())
		want := map[string]int{"relevant by rules": 2, "irrelevant by model@1": 1, "open by rules": 1}
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	})
}

func TestLostDeliveriesAreForgottenInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, state := range []string{store.Refused, store.Dead, store.Sent, store.Due} {
			f := filing(i)
			take(t, db, manner, f)
			acts, err := db.Unjudged(t.Context(), []string{f.ActID()}, false)
			if err != nil || len(acts) != 1 {
				t.Fatalf("%d acts, %v", len(acts), err)
			}
			told := store.Told{Alert: alerts.Alert{ID: alerts.AlertID(f.ActID(), "national"), Act: f.ActID(), Subscriber: "national"}, Destinations: []string{"desk"}}
			var done store.Settled
			err = db.Tx(t.Context(), func(tx *sql.Tx) error {
				done, err = store.Settle(t.Context(), tx, []store.Settlement{{Act: acts[0], Facts: []string{"act:complaint"}, Alerts: []store.Told{told}}}, now)
				return err
			})
			if err != nil || len(done.Deliveries) != 1 {
				t.Fatalf("%v, %v", done, err)
			}
			if err := db.EndTry(t.Context(), store.Delivery{ID: done.Deliveries[0], State: state}, now); err != nil {
				t.Fatal(err)
			}
		}
		for since, want := range map[time.Time]int{now.Add(-time.Hour): 2, now.Add(time.Hour): 0} {
			if got, err := db.Arrived(t.Context(), since); err != nil || got["desk"].Lost != want {
				t.Errorf("since %s: %v, %v; want %d", since, got, err, want)
			}
		}
	})
}
