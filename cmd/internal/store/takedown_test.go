package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestNameIsHiddenInItsMatterAlone takes a name down in one of two matters,
// lifts that, and takes it down everywhere.
func TestNameIsHiddenInItsMatterAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
		suit := func(number string) crawlers.Filing {
			return crawlers.Filing{
				Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.1", Kind: crawlers.Lawsuit, Source: "ecf",
				Title: "Acme v. Zhang Wei", Filed: crawlers.Date{Time: now},
			}
		}
		one, other := suit("1:26-cv-00011"), suit("1:26-cv-00012")
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := store.Take(t.Context(), tx, []crawlers.Filing{one, other}, []string{one.Digest(), other.Digest()}, store.Manner{Rank: 1, Fresh: 24 * time.Hour}, now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		titles := func() string {
			t.Helper()
			var out []string
			for _, key := range []crawlers.Key{one.Key, other.Key} {
				m, err := db.FindMatter(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, m.Acts[0].Title)
			}
			return strings.Join(out, " | ")
		}
		take := func(id, key string) {
			t.Helper()
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: id, Name: "Zhang Wei", Key: key, Person: "李四", Why: "来函", At: now}, nil)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		const shown, hidden = "Acme v. Zhang Wei", "Acme v. " + alerts.Withheld
		for _, step := range []struct {
			do   func()
			want string
		}{
			{func() {}, shown + " | " + shown},
			{func() { take("a", one.Key.String()) }, hidden + " | " + shown},
			{func() {
				if err := db.LiftTakedown(t.Context(), "a", "王五", "撤回", now); err != nil {
					t.Error(err)
				}
			}, shown + " | " + shown},
			{func() { take("b", "") }, hidden + " | " + hidden},
		} {
			if step.do(); titles() != step.want {
				t.Errorf("titles are %s, want %s", titles(), step.want)
			}
		}
		if err := db.LiftTakedown(t.Context(), "a", "王五", "撤回", now); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("lifted twice: %v", err)
		}
		all, err := db.Takedowns(t.Context())
		if err != nil || len(all) != 2 || all[0].LiftedBy != "王五" || all[0].LiftedWhy != "撤回" || !all[1].Lifted.IsZero() || all[1].Person != "李四" {
			t.Errorf("on record: %+v, %v", all, err)
		}
		for text, rows := range map[string]int{"Acme": 2, "Zhang Wei": 0, "wei zhang": 0} {
			q, err := search.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := db.Search(t.Context(), q, store.Look{Facets: true})
			if err != nil || len(got.Rows) != rows || strings.Contains(fmt.Sprint(got), "Zhang") {
				t.Errorf("a search for %q finds %+v, %v", text, got, err)
			}
		}
		// What administrators look through holds it no more.
		page := crawlers.PageOf("https://court.example/?of=Zhang+Wei", []byte("<p>Acme v. Zhang Wei</p>"), now)
		page.Hash = strings.Repeat("a", 64)
		err = errors.Join(db.KeepPages(t.Context(), "ecf", []crawlers.Page{page}), db.Tx(t.Context(), func(tx *sql.Tx) error {
			return store.Record(t.Context(), tx, store.Deed{At: now, Who: "x", What: "matter.sign", On: "us-ilnd/1:26-cv-00011", Detail: "Zhang Wei called"})
		}))
		if err != nil {
			t.Fatal(err)
		}
		tried, err := db.SourcePage(t.Context(), "ecf", page.Hash)
		if body, _ := tried.Bytes(); err != nil || strings.Contains(string(body), "Zhang") {
			t.Errorf("a page to try a rule on: %s, %v", body, err)
		}
		for p, err := range db.PagesOf(t.Context(), "ecf", now.Add(-time.Hour)) {
			if body, _ := p.Bytes(); err != nil || strings.Contains(string(body), "Zhang") {
				t.Errorf("a page to replay: %s, %v", body, err)
			}
		}
		deeds, err := db.Deeds(t.Context(), store.DeedsOf{}, 10)
		if err != nil || len(deeds) != 1 || strings.Contains(deeds[0].Detail, "Zhang") {
			t.Errorf("the audit: %+v, %v", deeds, err)
		}
		acts, err := db.ActsOf(t.Context(), one.Key)
		if err != nil || acts[0].Title != shown {
			t.Errorf("what is judged is %+v, %v", acts, err)
		}
	})
}
