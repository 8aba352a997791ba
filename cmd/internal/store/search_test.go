package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// asked parses a query.
func asked(t testing.TB, text string, facts ...search.Fact) search.Query {
	t.Helper()
	q, err := search.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	q.Facts = facts
	return q
}

// found returns the acts that a search finds, page after page.
func found(t testing.TB, db *store.DB, q search.Query, l store.Look) []string {
	t.Helper()
	var out []string
	for {
		page, err := db.Search(t.Context(), q, l)
		if err != nil {
			t.Fatalf("%q %v: %v", q.Text, q.Facts, err)
		}
		for _, r := range page.Rows {
			out = append(out, r.Act)
		}
		if page.Next == "" {
			return out
		}
		l.After = page.Next
	}
}

// settle gives an act a verdict.
func settleAct(t testing.TB, db *store.DB, id string, v alerts.Verdict) {
	t.Helper()
	acts, err := db.Unjudged(t.Context(), []string{id}, false)
	if err != nil || len(acts) != 1 {
		t.Fatalf("%d acts wait: %v", len(acts), err)
	}
	err = db.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.Settle(t.Context(), tx, []store.Settlement{{Act: acts[0], Verdict: v, Rules: v}}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sample() []crawlers.Filing {
	suit := filing(2614)
	suit.Key.Number = "1:24-cv-02614"
	suit.Title = "Levi's Strauss & Co. v. The Partnerships Identified on Schedule A"
	suit.Parties = []crawlers.Party{
		{Role: crawlers.Plaintiff, Name: "Levi Strauss & Co."}, {Role: crawlers.LawFirm, Name: "Greer Burns & Crain"},
		{Role: crawlers.Defendant, Name: "深圳市大疆创新科技有限公司", Aliases: []string{"SZ DJI Technology Co., Ltd."}, Region: "440305"},
		{Role: crawlers.Defendant, Name: "Zhang Xiaoming"},
	}
	suit.Text = "Motion for a temporary restraining order against the sellers; 请求冻结账户。"
	itc := filing(0)
	itc.Key, itc.Kind, itc.Slug, itc.Act = crawlers.Key{Authority: "us-itc", Number: "337-TA-1501"}, crawlers.Section337, "institution", "institution"
	itc.Title, itc.Patents, itc.Product = "Certain Unmanned Aircraft", []string{"12,345,678"}, "無人機"
	itc.Filed = crawlers.Date{Time: now.AddDate(0, 0, -3), Day: true}
	mark := filing(0)
	mark.Key, mark.Kind, mark.Slug, mark.Act = crawlers.Key{Authority: "us-uspto", Number: "97123456"}, crawlers.Squatting, "application", "applied"
	mark.Title, mark.Marks = "CAFÉ ROMOSS", []crawlers.Mark{{Text: "CAFÉ ROMOSS", Classes: []int{9, 25}, Goods: "power banks"}}
	mark.Filed = crawlers.Date{Time: now.AddDate(0, 0, -5), Day: true}
	sealed := filing(9)
	sealed.Act, sealed.Text, sealed.Title = "sealed", "secretseller Limited", "Roe v. Doe"
	return []crawlers.Filing{suit, itc, mark, sealed}
}

func TestSearch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fs := sample()
		take(t, db, manner, fs...)
		suit, itc, mark, sealed := fs[0].ActID(), fs[1].ActID(), fs[2].ActID(), fs[3].ActID()
		for _, tc := range []struct {
			query string
			want  []string
		}{
			{"大疆", []string{suit}}, {"大疆创新", []string{suit}}, {"疆大", nil}, {`"SZ DJI"`, []string{suit}}, {`"DJI SZ"`, nil},
			{"dajiang", []string{suit}}, {"Shenzhen dajiang", []string{suit}}, {"ＤＪＩ", []string{suit}},
			{"levis", []string{suit}}, {"levi’s schedule", []string{suit}}, {"schedule -levi", nil}, {"partner*", []string{suit}}, {"p*", nil},
			{"1:24-cv-02614", []string{suit}}, {"24 CV 2614", []string{suit}}, {"2024cv2614", []string{suit}}, {"案号:24-cv-2614", []string{suit}},
			{"337-TA-1501", []string{itc}}, {"337ta1501", []string{itc}}, {"ta 1501", []string{itc}}, {"US12345678B2", []string{itc}}, {"12,345,678", []string{itc}},
			{"97/123,456", []string{mark}}, {"cafe", []string{mark}}, {"无人机", []string{itc}}, {"mark:romoss", []string{mark}}, {"mark:power", nil},
			{"plaintiff:levi", []string{suit}}, {"被告:大疆", []string{suit}}, {"defendant:levi", nil}, {"firm:greer", []string{suit}}, {"firm:levi", nil},
			{"冻结", []string{suit}}, {"text:冻结", []string{suit}}, {"title:冻结", nil},
			{"secretseller", nil}, {"roe", []string{sealed}}, {"-levi -romoss -certain", []string{sealed}},
			{"", []string{suit, sealed, itc, mark}}, {`"" '' ***`, []string{suit, sealed, itc, mark}}, {"AND NEAR( *", nil},
		} {
			got := found(t, db, asked(t, tc.query), store.Look{Limit: 2})
			slices.Sort(got)
			slices.Sort(tc.want)
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s: %v, want %v", tc.query, got, tc.want)
			}
		}
		q := asked(t, "", search.Fact{Facet: search.Class, Value: "25"}, search.Fact{Facet: search.Class, Value: "9"}, search.Fact{Facet: search.Kind, Value: "squatting"})
		if got := found(t, db, q, store.Look{}); !slices.Equal(got, []string{mark}) {
			t.Errorf("facets: %v", got)
		}
		q = asked(t, "")
		q.From, q.To = now.AddDate(0, 0, -4), now.AddDate(0, 0, -3)
		if got := found(t, db, q, store.Look{}); !slices.Equal(got, []string{itc}) {
			t.Errorf("dates: %v", got)
		}
	})
}

func TestSearchCountsFacetsAndMasksPersons(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fs := sample()
		take(t, db, manner, fs...)
		yes := true
		settleAct(t, db, fs[0].ActID(), alerts.Verdict{Relevant: &yes, Category: alerts.CatScheduleA, Stage: "tro-motion", By: "rules"})
		page, err := db.Search(t.Context(), asked(t, "xiaoming"), store.Look{Facets: true})
		if err != nil || len(page.Rows) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		if s := fmt.Sprintf("%+v", page); strings.Contains(s, "Xiaoming") || !strings.Contains(s, "Z** X**") {
			t.Errorf("a person is shown: %s", s)
		}
		got := map[string]int{}
		for _, c := range page.Facets {
			got[string(c.Facet)+"="+c.Value] = c.Hits
		}
		for _, want := range []string{"kind=lawsuit", "stage=tro-motion", "category=schedule-a", "relevance=relevant", "forum=us-ilnd", "plaintiff=Levi Strauss & Co.", "firm=Greer Burns & Crain", "place=440000", "place=440305"} {
			if got[want] != 1 {
				t.Errorf("%s is counted %d times in %v", want, got[want], got)
			}
		}
		if page.Total != 1 || page.Bounded {
			t.Errorf("total %d, %v", page.Total, page.Bounded)
		}
		for _, f := range page.Facets { // whatever is counted can be asked for
			if got := found(t, db, asked(t, "xiaoming", f.Fact), store.Look{}); len(got) != 1 {
				t.Errorf("%v: %v", f.Fact, got)
			}
		}
	})
}

// TestNoFacetNamesAPerson has an index that was written before somebody was
// taken for a person.
func TestNoFacetNamesAPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		take(t, db, manner, sample()...)
		if err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE found SET facts = $1`, "plaintiff=Zhang Xiaoming\nfirm=Greer Burns & Crain\nfirm=L** N**\n")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		page, err := db.Search(t.Context(), asked(t, "xiaoming"), store.Look{Facets: true})
		if s := fmt.Sprint(page.Facets); err != nil || strings.Contains(s, "Xiaoming") || !strings.Contains(s, "Greer") || !strings.Contains(s, "L** N**") {
			t.Errorf("%s, %v", s, err)
		}
	})
}

func TestHiddenNameIsNeitherFoundNorShown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fs := sample()
		take(t, db, manner, fs...)
		hide := store.Takedown{ID: "a", Name: "Zhang Xiaoming", Person: "me", Why: "asked", At: now}
		if err := db.Tx(t.Context(), func(tx *sql.Tx) error { _, err := store.TakeDown(t.Context(), tx, hide, nil); return err }); err != nil {
			t.Fatal(err)
		}
		if got := found(t, db, asked(t, `"Zhang Xiaoming"`), store.Look{}); len(got) != 0 {
			t.Errorf("found by the name: %v", got)
		}
		page, err := db.Search(t.Context(), asked(t, "大疆"), store.Look{})
		if s := fmt.Sprint(page); err != nil || len(page.Rows) != 1 || strings.Contains(s, "Z** X**") || strings.Contains(s, "Xiaoming") {
			t.Errorf("%s, %v", s, err)
		}
	})
}

func TestSearchFollowsTheActs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := filing(1), filing(2)
		take(t, db, manner, a, b)
		a.Title, a.Filed.Time = "Renamed v. Lamps", now.Add(-50*time.Hour)
		take(t, db, manner, a)
		if got := found(t, db, asked(t, "acme"), store.Look{}); !slices.Equal(got, []string{b.ActID()}) {
			t.Errorf("an old title is found: %v", got)
		}
		if got := found(t, db, asked(t, "lamps"), store.Look{}); !slices.Equal(got, []string{b.ActID(), a.ActID()}) {
			t.Errorf("%v, want the newest first", got)
		}
		// Joined, both are found by either number; parted, by their own.
		join := func(do func(tx *sql.Tx) error) {
			t.Helper()
			if err := db.Tx(t.Context(), do); err != nil {
				t.Fatal(err)
			}
		}
		b.Slug = "entry.7"
		take(t, db, manner, b)
		join(func(tx *sql.Tx) error {
			_, err := store.Join(t.Context(), tx, a.Key, b.Key, manner, "me", "test", now)
			return err
		})
		if got := found(t, db, asked(t, a.Key.Number), store.Look{}); len(got) != 2 {
			t.Errorf("joined: %v", got)
		}
		if got := found(t, db, asked(t, "lamps"), store.Look{Matters: true}); len(got) != 1 {
			t.Errorf("one matter: %v", got)
		}
		join(func(tx *sql.Tx) error {
			_, err := store.Part(t.Context(), tx, b.Key, manner, "me", "test", now)
			return err
		})
		if got := found(t, db, asked(t, a.Key.Number), store.Look{}); !slices.Equal(got, []string{a.ActID()}) {
			t.Errorf("parted: %v", got)
		}
		// A number that the matter gains later leads to the acts before it.
		c := filing(1)
		c.Slug, c.Aliases = "entry.2", []crawlers.Key{{Authority: "us-flsd", Number: "0:26-cv-77777"}}
		take(t, db, manner, c)
		if got := found(t, db, asked(t, "26cv77777"), store.Look{}); len(got) != 2 {
			t.Errorf("by a later number: %v", got)
		}
	})
}

func TestSearchBestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var fs []crawlers.Filing
		for n := range 9 {
			f := filing(n)
			f.Filed.Time = now.Add(-time.Duration(n) * time.Hour)
			f.Title, f.Text = "Acme v. Somebody", "about drones"
			if n >= 5 {
				f.Title, f.Text = "Drones v. Somebody", ""
			}
			fs = append(fs, f)
		}
		take(t, db, manner, fs...)
		var want []string
		for _, n := range []int{5, 6, 7, 8, 0, 1, 2, 3, 4} {
			want = append(want, fs[n].ActID())
		}
		for limit := 1; limit < 11; limit++ {
			if got := found(t, db, asked(t, "drones"), store.Look{Best: true, Limit: limit}); !slices.Equal(got, want) {
				t.Errorf("pages of %d: %v", limit, got)
			}
		}
		if got := found(t, db, asked(t, "text:drones"), store.Look{Best: true, Limit: 2}); len(got) != 5 {
			t.Errorf("in the text alone: %v", got)
		}
		for _, bad := range []string{"x", "1.", "3.a", "1.-5", "2.zzzzzzzzzzzzzzzzz"} {
			if _, err := db.Search(t.Context(), asked(t, "drones"), store.Look{After: bad}); !errors.Is(err, search.ErrQuery) {
				t.Errorf("cursor %s: %v", bad, err)
			}
		}
	})
}

// TestMatchAgreesWithTheIndex holds that what a query finds in the database is
// what it matches, for filings and queries of a few words that meet often.
func TestMatchAgreesWithTheIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rnd := rand.New(rand.NewPCG(1, 2))
		words := []string{"acme", "Acmé", "lamp", "lamps", "大疆", "創新", "创", "深圳", "shenzhen", "DA", "jiang", "24-cv-77", "97123456", "337-TA-15", "wi-fi", "&", "ﬁ", "Ł", "ไทย", "한국", "𠮷", "😀", "it's", "not", "or"}
		some := func(most int) string {
			var out []string
			for range rnd.IntN(most + 1) {
				out = append(out, words[rnd.IntN(len(words))])
			}
			return strings.Join(out, []string{" ", ""}[rnd.IntN(2)])
		}
		roles := []crawlers.Role{crawlers.Plaintiff, crawlers.Defendant, crawlers.LawFirm, crawlers.Applicant}
		var fs []crawlers.Filing
		for n := range 150 {
			f := filing(n)
			f.Title, f.Text, f.Product = "t "+some(4), some(8), some(2)
			f.Filed = crawlers.Date{Time: now.AddDate(0, 0, -rnd.IntN(10)).Add(-8 * time.Hour), Day: true}
			for range rnd.IntN(3) {
				f.Parties = append(f.Parties, crawlers.Party{Role: roles[rnd.IntN(len(roles))], Name: "p" + some(3), Aliases: []string{some(2)}})
			}
			if rnd.IntN(3) == 0 {
				f.Marks = []crawlers.Mark{{Text: some(2), Classes: []int{rnd.IntN(3)}, Goods: some(3)}}
			}
			if n%40 == 0 {
				f.Text = strings.Repeat("acme lamp ", 400)
			}
			fs = append(fs, f)
		}
		take(t, db, manner, fs...)
		prefixes := []string{"", "", "", "-", "title:", "plaintiff:", "defendant:", "party:", "firm:", "mark:", "text:", "-text:", "number:"}
		hits := 0
		for range 150 {
			var parts []string
			for range 1 + rnd.IntN(3) {
				w := some(2)
				if rnd.IntN(3) == 0 {
					w = `"` + w + `"`
				}
				if rnd.IntN(4) == 0 {
					w += "*"
				}
				parts = append(parts, prefixes[rnd.IntN(len(prefixes))]+w)
			}
			q := asked(t, strings.Join(parts, " "))
			if rnd.IntN(4) == 0 {
				q.Facts = []search.Fact{{Facet: search.Class, Value: fmt.Sprint(rnd.IntN(3))}}
			}
			if rnd.IntN(4) == 0 {
				q.From = now.AddDate(0, 0, -rnd.IntN(10))
			}
			var want []string
			for _, f := range fs {
				if q.Match(f, alerts.Verdict{}) {
					want = append(want, f.ActID())
				}
			}
			hits += len(want)
			got := found(t, db, q, store.Look{Limit: 100, Best: rnd.IntN(2) == 0})
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s %v: found %d, matches %d", q.Text, q.Facts, len(got), len(want))
			}
		}
		if hits < 500 {
			t.Errorf("the queries met %d filings only", hits)
		}
	})
}

func TestSearchIndexesWhatWasThereBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var fs []crawlers.Filing
		for n := range 1203 {
			fs = append(fs, filing(n))
		}
		for part := range slices.Chunk(fs, 500) {
			take(t, db, manner, part...)
		}
		if err := db.ForgetSearch(t.Context()); err != nil {
			t.Fatal(err)
		}
		page, err := db.Search(t.Context(), asked(t, "acme"), store.Look{})
		if err != nil || len(page.Rows) != 0 || page.Indexing == nil || *page.Indexing != (store.Indexing{Total: 1203}) {
			t.Fatalf("forgotten: %+v, %v", page, err)
		}
		var told []store.Indexing
		if err := db.IndexSearch(t.Context(), func(i store.Indexing) { told = append(told, i) }); err != nil {
			t.Fatal(err)
		}
		if len(told) != 3 || told[2] != (store.Indexing{Done: 1203, Total: 1203}) {
			t.Errorf("progress: %v", told)
		}
		page, err = db.Search(t.Context(), asked(t, "acme"), store.Look{Facets: true})
		if err != nil || page.Indexing != nil || page.Total != 1203 {
			t.Errorf("indexed: %d, %+v, %v", page.Total, page.Indexing, err)
		}
	})
}

func TestHostileSearches(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		take(t, db, manner, sample()...)
		for _, text := range []string{
			`"`, `""""`, `AND`, `NEAR(`, `*`, `AND NEAR( *`, `head : x`, `{head} : x`, `a" OR "b`, `' | 'x`, `!x`, `(`, `)`, `x:*`, `\`, `'`, `$1`, `%`, `;DROP TABLE found`,
			"\u202elevi\u202c", "a\x00b", "\xff\xfe", "-", "- -", "--", `-"`, `plaintiff:`, `plaintiff:"`, `plaintiff:*`, `"x"*`, "=every", "=f=greer", "_", "^x", "x^2", strings.Repeat("a", 500), strings.Repeat(`"`, 500),
			strings.Repeat("xi", 250), strings.Repeat("大", 60), "1:24-cv-02614*", "９７１２３４５６",
		} {
			q, err := search.Parse(text)
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			for _, l := range []store.Look{{Facets: true}, {Best: true}, {Matters: true}} {
				if _, err := db.Search(t.Context(), q, l); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
		}
		for _, text := range []string{strings.Repeat("x", 10_000), strings.Repeat("大", 61), strings.Repeat("a ", 31)} {
			if _, err := search.Parse(text); !errors.Is(err, search.ErrQuery) {
				t.Errorf("%.20q…: %v", text, err)
			}
		}
		q := asked(t, "x", search.Fact{Facet: "color", Value: "red"})
		if _, err := db.Search(t.Context(), q, store.Look{}); !errors.Is(err, search.ErrQuery) {
			t.Errorf("unknown facet: %v", err)
		}
	})
}

func TestSearchesOfOwners(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		q := asked(t, "大疆 -firm:greer", search.Fact{Facet: search.Kind, Value: "lawsuit"})
		q.From = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		save := func(s store.SavedSearch) error {
			return db.Tx(t.Context(), func(tx *sql.Tx) error { return store.SaveSearch(t.Context(), tx, s) })
		}
		drop := func(owner, name string) error {
			return db.Tx(t.Context(), func(tx *sql.Tx) error { return store.DropSearch(t.Context(), tx, owner, name) })
		}
		for _, s := range []store.SavedSearch{{Owner: "w-a", Name: "drones", Query: q, Made: now}, {Owner: "w-b", Name: "other", Query: asked(t, "x"), Made: now}} {
			if err := save(s); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Searches(t.Context(), "w-a")
		if err != nil || len(got) != 1 || got[0].Query.Text != q.Text || !got[0].Query.From.Equal(q.From) {
			t.Fatalf("%+v, %v", got, err)
		}
		suit := sample()[0]
		if q.Match(suit, alerts.Verdict{}) != got[0].Query.Match(suit, alerts.Verdict{}) || got[0].Query.Match(suit, alerts.Verdict{}) {
			t.Error("a kept search matches otherwise")
		}
		if all, err := db.Searches(t.Context(), ""); err != nil || len(all) != 2 {
			t.Errorf("all: %v, %v", all, err)
		}
		if err := drop("w-b", "drones"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another owner's: %v", err)
		}
		if err := drop("w-a", "drones"); err != nil {
			t.Error(err)
		}
		if err := save(store.SavedSearch{Owner: "w-a"}); !errors.Is(err, search.ErrQuery) {
			t.Errorf("without a name: %v", err)
		}
	})
}
