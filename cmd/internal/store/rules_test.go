package store_test

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
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

// TestWhoProposesARuleDoesNotApproveIt: also where somebody else wrote it.
func TestWhoProposesARuleDoesNotApproveIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if _, err := db.WriteRule(ctx, "court", "one", "li", "", 0, now); err != nil {
			t.Fatal(err)
		}
		for _, tc := range []struct {
			to  store.RuleState
			by  string
			why string
		}{
			{store.RuleProposed, "wang", ""},
			{store.RuleApproved, "wang", "proposer"},
			{store.RuleApproved, "li", "author"},
			{store.RuleActive, "li", "approval"},
			{store.RuleApproved, "zhao", ""},
			{store.RuleProposed, "zhao", "state"},
			{store.RuleActive, "wang", ""},
		} {
			err := db.MoveRule(ctx, store.RuleMove{Name: "court", Version: 1, To: tc.to, By: tc.by, Note: "why", Second: true}, now)
			var step *store.StepError
			if why := ""; err != nil && (!errors.As(err, &step) || step.Why != tc.why) || err == nil && tc.why != why {
				t.Errorf("%s by %s: %v, want %q", tc.to, tc.by, err, tc.why)
			}
		}
		deeds, err := db.Deeds(ctx, store.DeedsOf{On: "court"}, 10)
		if err != nil || len(deeds) != 4 || !slices.ContainsFunc(deeds, func(d store.Deed) bool {
			return d.Who == "zhao" && d.What == "rule.approved" && d.Detail == "version 1: why"
		}) {
			t.Errorf("%+v, %v; want each step once, and no refused one", deeds, err)
		}
	})
}

func TestPagesOfAPlaceToTryARuleOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for i, body := range []string{"old", "new", "new"} {
			p := crawlers.PageOf("https://court.example/", []byte(body), now.Add(time.Duration(i)*time.Hour))
			p.Hash = fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
			if err := db.KeepPages(ctx, "court", []crawlers.Page{p}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.LastPages(ctx, "court", 10)
		if err != nil || len(got) != 2 || got[0].Size != 3 || !got[0].Fetched.Equal(now.Add(2*time.Hour)) {
			t.Fatalf("%+v, %v; want what is new first, once", got, err)
		}
		p, err := db.SourcePage(ctx, "court", got[1].Hash)
		body, readErr := p.Bytes()
		if err != nil || readErr != nil || string(body) != "old" {
			t.Errorf("%q, %v", body, err)
		}
		if _, err := db.SourcePage(ctx, "other", got[1].Hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another place's page: %v", err)
		}
		if n, err := db.CountPages(ctx, "court", now); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestReplayGoesOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		r := store.Replay{ID: "r1", Name: "court", Before: 1, After: 2, Since: now.AddDate(0, 0, -90), Asked: now, By: "li", Total: 3}
		if err := db.Tx(ctx, func(tx *sql.Tx) error { return store.AskReplay(ctx, tx, r) }); err != nil {
			t.Fatal(err)
		}
		r.State, r.Pages, r.Report = store.ReplayDone, 3, "{}"
		if err := db.SaveReplay(ctx, r, now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		late := r
		late.State, late.Pages = store.ReplayRunning, 1
		if err := db.SaveReplay(ctx, late, now.Add(time.Hour)); err != nil { // by a node that was thought dead
			t.Fatal(err)
		}
		r.Changed = now.Add(time.Minute)
		got, err := db.Replay(ctx, "r1")
		if diff := cmp.Diff(r, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		if all, err := db.Replays(ctx, "court", 5); err != nil || len(all) != 1 {
			t.Errorf("%+v, %v", all, err)
		}
		if _, err := db.Replay(ctx, "r2"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
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
