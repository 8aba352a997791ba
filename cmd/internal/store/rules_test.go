package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestRuleGoesFromDraftToActiveAndBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		write := func(body string, seen int) {
			t.Helper()
			if v, err := db.WriteRule(ctx, "court", body, "li", "", seen, now); err != nil || v != seen+1 {
				t.Fatalf("version %d, %v", v, err)
			}
		}
		move := func(version int, to store.RuleState, by string) {
			t.Helper()
			if err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: version, To: to, By: by, Second: true}, now); err != nil {
				t.Fatal(err)
			}
		}
		counter := func() int {
			t.Helper()
			n, err := db.RulesVersion(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		active := func(want int) {
			t.Helper()
			got, err := db.ActiveRules(ctx)
			if err != nil || len(got) != 1 || got[0].Version != want {
				t.Errorf("active: %+v, %v; want version %d", got, err, want)
			}
		}
		write("one", 0)
		if counter() != 0 {
			t.Error("a draft is told to the nodes")
		}
		move(1, store.RuleProposed, "li")
		move(1, store.RuleApproved, "wang")
		move(1, store.RuleActive, "li")
		active(1)
		first := counter()
		write("two", 1)
		move(2, store.RuleProposed, "li")
		move(2, store.RuleApproved, "wang")
		move(2, store.RuleActive, "wang")
		active(2)
		if counter() == first {
			t.Error("another version is active, and the nodes are not told")
		}
		move(1, store.RuleActive, "wang") // it was approved then
		active(1)
		all, err := db.RuleVersions(ctx, "court")
		want := []store.RuleVersion{
			{Name: "court", Version: 2, Body: "two", State: store.RuleRetired, By: "li", At: now, ApprovedBy: "wang"},
			{Name: "court", Version: 1, Body: "one", State: store.RuleActive, By: "li", At: now, ApprovedBy: "wang"},
		}
		if diff := cmp.Diff(want, all); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		last, err := db.LastRules(ctx)
		if err != nil || len(last) != 1 || last[0].Version != 2 {
			t.Errorf("%+v, %v", last, err)
		}
		steps, err := db.RuleSteps(ctx, "court")
		var did []string
		for _, s := range steps {
			did = append(did, fmt.Sprintf("%d %s %s", s.Version, s.State, s.By))
		}
		if want := "1 draft li, 1 proposed li, 1 approved wang, 1 active li, 2 draft li, 2 proposed li, 2 approved wang, 1 retired wang, 2 active wang, 2 retired wang, 1 active wang"; err != nil || strings.Join(did, ", ") != want {
			t.Errorf("%q, %v", did, err)
		}
		move(1, store.RuleRetired, "wang")
		if got, err := db.ActiveRules(ctx); err != nil || len(got) > 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestStepsThatARuleCannotTake(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if _, err := db.WriteRule(ctx, "court", "one", "li", "", 0, now); err != nil {
			t.Fatal(err)
		}
		for _, tc := range []struct {
			do   store.RuleMove
			want error
		}{
			{store.RuleMove{Version: 1, To: store.RuleApproved, By: "wang"}, store.ErrStep},             // not proposed
			{store.RuleMove{Version: 1, To: store.RuleDraft, By: "li"}, store.ErrStep},                  // no way back
			{store.RuleMove{Version: 1, To: "running", By: "li"}, store.ErrStep},                        // no state
			{store.RuleMove{Version: 1, To: store.RuleProposed}, store.ErrStep},                         // nobody
			{store.RuleMove{Version: 1, To: store.RuleActive, By: "wang", Second: true}, store.ErrStep}, // not approved
			{store.RuleMove{Version: 2, To: store.RuleProposed, By: "li"}, store.ErrNotFound},
			{store.RuleMove{Version: 1, To: store.RuleProposed, By: "li"}, nil},
			{store.RuleMove{Version: 1, To: store.RuleProposed, By: "li"}, store.ErrStep},               // twice
			{store.RuleMove{Version: 1, To: store.RuleApproved, By: "li", Second: true}, store.ErrStep}, // by its author
			{store.RuleMove{Version: 1, To: store.RuleApproved, By: "li"}, nil},                         // one person is enough
			{store.RuleMove{Version: 1, To: store.RuleActive, By: "wang", Second: true}, store.ErrStep}, // but not any more
			{store.RuleMove{Version: 1, To: store.RuleActive, By: "li"}, nil},
		} {
			tc.do.Name = "court"
			if err := db.MoveRule(ctx, tc.do, now); !errors.Is(err, tc.want) {
				t.Errorf("%+v: %v, want %v", tc.do, err, tc.want)
			}
		}
		if _, err := db.RuleVersion(ctx, "court", 7); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
		if v, err := db.RuleVersion(ctx, "court", 0); err != nil || v.Version != 1 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// TestOfTwoWhoEditOneRuleTheSecondIsTold: nothing is overwritten.
func TestOfTwoWhoEditOneRuleTheSecondIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if _, err := db.WriteRule(ctx, "court", "one", "li", "", 0, now); err != nil {
			t.Fatal(err)
		}
		var wrote, told atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := db.WriteRule(ctx, "court", fmt.Sprint("by ", i), fmt.Sprint("person-", i), "", 1, now)
				var conflict *store.ConflictError
				switch {
				case err == nil:
					wrote.Add(1)
				case errors.As(err, &conflict) && errors.Is(err, store.ErrConflict) && conflict.Last.Version == 2 && strings.HasPrefix(conflict.Last.By, "person-"):
					told.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := db.RuleVersions(ctx, "court")
		if err != nil || wrote.Load() != 1 || told.Load() != 7 || len(all) != 2 || all[1].Body != "one" {
			t.Errorf("%d wrote, %d were told, %d versions, %v", wrote.Load(), told.Load(), len(all), err)
		}
		for _, seen := range []int{0, 1, 3} {
			if _, err := db.WriteRule(ctx, "court", "late", "zhao", "", seen, now); !errors.Is(err, store.ErrConflict) {
				t.Errorf("on top of %d: %v", seen, err)
			}
		}
	})
}

// TestOneVersionIsActiveWhoeverIsFirst has two who activate different versions
// at once.
func TestOneVersionIsActiveWhoeverIsFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for seen := range 4 {
			if _, err := db.WriteRule(ctx, "court", "x", "li", "", seen, now); err != nil {
				t.Fatal(err)
			}
		}
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				if err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: i + 1, To: store.RuleActive, By: "li"}, now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := db.ActiveRules(ctx); err != nil || len(got) != 1 {
			t.Errorf("%d are active, %v", len(got), err)
		}
		if n, err := db.RulesVersion(ctx); err != nil || n != 4 {
			t.Errorf("counted %d, %v", n, err)
		}
	})
}

func TestPagesAreReadAnewByAnotherVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for _, source := range []string{"court", "other"} {
			p := crawlers.PageOf("https://"+source+".example/", []byte(source), now)
			p.Hash = fmt.Sprintf("%064x", len(source))
			if err := errors.Join(db.KeepPages(ctx, source, []crawlers.Page{p}), db.PagesTaken(ctx, []crawlers.Page{p})); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.WriteRule(ctx, "court", "one", "li", "", 0, now); err != nil {
			t.Fatal(err)
		}
		if err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: 1, To: store.RuleActive, By: "li"}, now); err != nil {
			t.Fatal(err)
		}
		for source, taken := range map[string]bool{"court": false, "other": true} {
			if hash, err := db.LastTaken(ctx, "https://"+source+".example/"); err != nil || (hash != "") != taken {
				t.Errorf("%s: %q, %v", source, hash, err)
			}
		}
	})
}

func TestStoredPagesOfAPlaceInTheirOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		keep := func(source, address, body string, after time.Duration) {
			t.Helper()
			p := crawlers.PageOf(address, []byte(body), now.Add(after))
			p.Hash = fmt.Sprintf("%064x", len(body)*1000+int(body[0]))
			if err := db.KeepPages(ctx, source, []crawlers.Page{p}); err != nil {
				t.Fatal(err)
			}
		}
		keep("court", "https://court.example/1", "old", -200*24*time.Hour)
		keep("court", "https://court.example/1", "b", 2*time.Hour)
		keep("court", "https://court.example/1", "b", 3*time.Hour)
		keep("court", "https://court.example/2", "a", time.Hour)
		keep("other", "https://other.example/", "c", time.Hour)
		read := func(most int) (got []string) {
			for p, err := range db.PagesOf(ctx, "court", now) {
				if err != nil {
					t.Fatal(err)
				}
				body, err := p.Bytes()
				if err != nil {
					t.Fatal(err)
				}
				if got = append(got, string(body)+" "+p.URL+" "+p.Header.Get("Content-Type")); len(got) == most {
					break
				}
			}
			return got
		}
		want := []string{"a https://court.example/2 text/plain", "b https://court.example/1 text/plain"}
		if diff := cmp.Diff(want, read(9)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want[:1], read(1)); diff != "" {
			t.Error(diff)
		}
	})
}
