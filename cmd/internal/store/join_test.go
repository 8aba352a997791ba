package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// itc makes a filing of the trade commission: "337-TA-1501#institution<edis".
func itc(id string, more ...func(*crawlers.Filing)) crawlers.Filing {
	number, rest, _ := strings.Cut(id, "#")
	slug, source, _ := strings.Cut(rest, "<")
	source, part, _ := strings.Cut(source, "/")
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-itc", Number: number}, Slug: slug, Source: source, Part: part,
		Act: slug, Kind: crawlers.Section337, Title: "Certain Lamps", Filed: crawlers.Date{Time: now, Day: true},
	}
	for _, m := range more {
		m(&f)
	}
	return f
}

func alias(number string) func(*crawlers.Filing) {
	return func(f *crawlers.Filing) {
		f.Aliases = append(f.Aliases, crawlers.Key{Authority: "us-itc", Number: number})
	}
}

func bridged(name string, likely bool) func(*crawlers.Filing) {
	return func(f *crawlers.Filing) { f.Bridges = append(f.Bridges, crawlers.Bridge{Name: name, Likely: likely}) }
}

func names(who ...string) func(*crawlers.Filing) {
	return func(f *crawlers.Filing) {
		for _, w := range who {
			f.Parties = append(f.Parties, crawlers.Party{Role: crawlers.Respondent, Name: w})
		}
	}
}

// matterOf returns the matter of a number as text: its numbers, then its acts
// with the reports of each.
func matterOf(t *testing.T, db *store.DB, number string) string {
	t.Helper()
	m, err := db.FindMatter(t.Context(), crawlers.Key{Authority: "us-itc", Number: number})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range m.Keys {
		out = append(out, k.Number)
	}
	var acts []string
	for _, a := range m.Acts {
		_, slug, _ := strings.Cut(a.ID, "#")
		var from []string
		for _, s := range a.Sources {
			_, source, _ := strings.Cut(s.Report, "<")
			from = append(from, source)
		}
		slices.Sort(from)
		acts = append(acts, fmt.Sprintf("%s<%s", slug, strings.Join(from, ",")))
	}
	slices.Sort(acts)
	return strings.Join(append(out, acts...), " ")
}

func TestJoin(t *testing.T) {
	for _, tc := range []struct {
		name string
		in   []crawlers.Filing
		want map[string]string // by number
	}{
		{
			"a number in an official row",
			[]crawlers.Filing{itc("DN-3900#complaint<edis"), itc("337-TA-1501#institution<fedreg"), itc("DN-3900#complaint<usitcweb", alias("337-TA-1501"))},
			map[string]string{"DN-3900": "337-TA-1501 DN-3900 complaint<edis,usitcweb institution<fedreg"},
		},
		{
			"one act under two numbers",
			[]crawlers.Filing{itc("DN-3900#complaint<edis/1"), itc("337-TA-1501#complaint<edis/1"), itc("337-TA-1501#complaint<ids", alias("DN-3900")), itc("337-TA-1501#complaint<edis/2")},
			map[string]string{"337-TA-1501": "337-TA-1501 DN-3900 complaint<edis/1,edis/1,edis/2,ids"},
		},
		{
			"a document that moved",
			[]crawlers.Filing{itc("DN-3900#complaint<edis/1", bridged("document 1", false)), itc("337-TA-1501#complaint<edis/1", bridged("document 1", false))},
			map[string]string{"DN-3900": "337-TA-1501 DN-3900 complaint<edis/1,edis/1"},
		},
		{
			"the same day and product",
			[]crawlers.Filing{itc("DN-3900#receipt<fedreg", bridged("day lamps", true)), itc("337-TA-1501#institution<fedreg", bridged("day lamps", true))},
			map[string]string{"DN-3900": "337-TA-1501 DN-3900 institution<fedreg receipt<fedreg"},
		},
		{
			"two complaints on one day about one product",
			[]crawlers.Filing{
				itc("DN-3043#receipt<fedreg", bridged("day lamps", true)), itc("DN-3044#receipt<fedreg", bridged("day lamps", true)),
			},
			map[string]string{"DN-3043": "DN-3043 receipt<fedreg", "DN-3044": "DN-3044 receipt<fedreg"},
		},
		{
			"two complaints that became one investigation",
			[]crawlers.Filing{itc("337-TA-944#institution<fedreg"), itc("DN-3043#complaint<usitcweb", alias("337-TA-944")), itc("DN-3044#complaint<usitcweb", alias("337-TA-944"))},
			map[string]string{"DN-3044": "337-TA-944 DN-3043 DN-3044 complaint<usitcweb,usitcweb institution<fedreg"},
		},
		{
			"a document of two investigations",
			[]crawlers.Filing{itc("337-TA-944#complaint<edis/1", bridged("document 1", false)), itc("337-TA-945#complaint<edis/1", bridged("document 1", false))},
			map[string]string{"337-TA-944": "337-TA-944 complaint<edis/1"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				in := slices.Clone(tc.in)
				rand.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
				half := rand.IntN(len(in) + 1)
				for _, batch := range [][]crawlers.Filing{in[:half], in[half:]} { // several in one batch, too
					if len(batch) > 0 {
						take(t, db, manner, batch...)
					}
				}
				for number, want := range tc.want {
					if got := matterOf(t, db, number); got != want {
						t.Errorf("%s is\n%s, want\n%s\n(taken in the order %v, %d at first)", number, got, want, idsOf(in), half)
					}
				}
			})
		})
	}
}

// TestDocketOfTwoInvestigationsJoinsThemNot has official rows of two
// investigations give one docket: a person has to tell whose it is.
func TestDocketOfTwoInvestigationsJoinsThemNot(t *testing.T) {
	for _, tc := range []struct {
		name string
		in   [][]crawlers.Filing
	}{
		{"one after the other", [][]crawlers.Filing{{itc("337-TA-1501#institution<ids", alias("DN-3900"))}, {itc("337-TA-1502#institution<ids", alias("DN-3900"))}}},
		{"in one batch", [][]crawlers.Filing{{itc("337-TA-1501#institution<ids", alias("DN-3900")), itc("337-TA-1502#institution<ids", alias("DN-3900"))}}},
		{"the docket last", [][]crawlers.Filing{{itc("337-TA-1501#institution<ids")}, {itc("337-TA-1502#institution<ids"), itc("337-TA-1501#geo.1<ids", alias("DN-3900")), itc("337-TA-1502#geo.2<ids", alias("DN-3900"))}}},
		{"one of them known", [][]crawlers.Filing{{itc("337-TA-1501#institution<ids")}, {itc("337-TA-1501#geo.1<ids", alias("DN-3900")), itc("337-TA-1502#institution<ids", alias("DN-3900"))}}},
		{"by the docket's row", [][]crawlers.Filing{
			{itc("DN-3900#complaint<usitcweb", alias("337-TA-1501"))}, {itc("DN-3900#complaint<usitcweb", alias("337-TA-1502"))},
			{itc("337-TA-1502#institution<fedreg")},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				for range 2 { // and nothing changes when it is told again
					for _, batch := range tc.in {
						take(t, db, manner, batch...)
					}
				}
				one, two := matterOf(t, db, "337-TA-1501"), matterOf(t, db, "337-TA-1502")
				if !strings.HasPrefix(one, "337-TA-1501 ") || !strings.HasPrefix(two, "337-TA-1502 ") ||
					strings.Count(one, "337-TA-")+strings.Count(two, "337-TA-") != 2 || strings.Count(one+two, "DN-3900") != 1 {
					t.Errorf("%s, and\n%s: want two matters, one of them with the docket", one, two)
				}
				if suspects, err := db.Suspects(t.Context()); err != nil || len(suspects) != 1 {
					t.Errorf("suspects %+v, %v; want one pair, for a person to tell", suspects, err)
				}
			})
		})
	}
}

// TestCaseIsNumberedAnew has a court give a case another number: its id with
// the court stays.
func TestCaseIsNumberedAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, f := range []crawlers.Filing{
			suit("us-ilnd/1:26-cv-00011#entry.1<ecf", "Lego A/S v. The Partnerships", "case.412345"),
			suit("us-ilnd/1:26-cv-00099#entry.2<ecf", "Lego A/S v. Shenzhen Bricks", "case.412345"),
			suit("us-ilnd/1:26-cv-00099#entry.1<ecf", "Lego A/S v. The Partnerships", "case.412345"),
		} {
			f.Filed = crawlers.Date{Time: now.Add(time.Duration(i) * time.Minute)}
			take(t, db, manner, f)
		}
		old, err := db.FindMatter(t.Context(), crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"})
		if err != nil || len(old.Keys) != 3 || len(old.Acts) != 2 {
			t.Errorf("%+v, %v; want two entries in a matter of both numbers and the case's id", old, err)
		}
		if want := []string{"Lego A/S v. The Partnerships", "Lego A/S v. Shenzhen Bricks"}; !slices.Equal(old.Captions, want) {
			t.Errorf("captions %q, want %q", old.Captions, want)
		}
		if len(old.Suspects) > 0 {
			t.Errorf("suspects %+v, want none", old.Suspects)
		}
	})
}

// suit makes a filing of a court: "us-ilnd/1:26-cv-00011#entry.35<ecf".
func suit(id, caption, other string) crawlers.Filing {
	authority, rest, _ := strings.Cut(id, "/")
	f := itc(rest, func(f *crawlers.Filing) { f.Aliases = []crawlers.Key{{Authority: authority, Number: other}} })
	f.Key.Authority, f.Kind, f.Title = authority, crawlers.Lawsuit, caption
	return f
}

// TestActIsRevisedUnderTheOtherNumber has a batch tell of an act that stands
// under a number of its matter which the batch does not give.
func TestActIsRevisedUnderTheOtherNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		take(t, db, manner, itc("DN-3900#receipt<usitcweb"))
		take(t, db, manner, itc("337-TA-1501#institution<ids", alias("DN-3900")))
		take(t, db, manner, itc("337-TA-1501#receipt<edis/7", names("Shenzhen Lamps Co., Ltd.")))
		if got, want := matterOf(t, db, "337-TA-1501"), "337-TA-1501 DN-3900 institution<ids receipt<edis/7,usitcweb"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func idsOf(fs []crawlers.Filing) (out []string) {
	for i := range fs {
		out = append(out, fs[i].ID())
	}
	return out
}

func TestAmbiguousBridgeJoinsNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		take(t, db, manner, itc("DN-3043#receipt<fedreg", bridged("day lamps", true)))
		take(t, db, manner, itc("DN-3044#receipt<fedreg", bridged("day lamps", true)))
		take(t, db, manner, itc("337-TA-944#institution<fedreg", bridged("day lamps", true)))
		if got, want := matterOf(t, db, "337-TA-944"), "337-TA-944 institution<fedreg"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		suspects, err := db.Suspects(t.Context())
		if err != nil || len(suspects) != 3 {
			t.Fatalf("suspects %+v, %v; want each pair, for a person to tell", suspects, err)
		}
		err = db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := store.Join(t.Context(), tx, key("337-TA-944"), key("DN-3043"), manner, "Li", "(I) is the earlier", now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := matterOf(t, db, "337-TA-944"), "337-TA-944 DN-3043 institution<fedreg receipt<fedreg"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if suspects, err := db.Suspects(t.Context()); err != nil || len(suspects) != 2 {
			t.Errorf("suspects %+v, %v; want those with DN-3044", suspects, err)
		}
	})
}

func key(number string) crawlers.Key { return crawlers.Key{Authority: "us-itc", Number: number} }

func TestPartedNumbersStayApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dn, ta := crawlers.Key{Authority: "us-itc", Number: "DN-3900"}, crawlers.Key{Authority: "us-itc", Number: "337-TA-1501"}
		take(t, db, manner, itc("DN-3900#complaint<edis/1", names("Shenzhen Lamps"), bridged("day lamps", true)))
		take(t, db, manner, itc("337-TA-1501#complaint<ids", names("Ningbo Pots"), bridged("day lamps", true)))
		take(t, db, manner, itc("337-TA-1501#institution<fedreg"))
		for _, key := range []crawlers.Key{ta, dn} {
			err := db.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := store.Part(t.Context(), tx, key, manner, "Li", "another case", now)
				return err
			})
			if key == dn { // is alone already
				if err == nil {
					t.Error("nothing was parted, and that is no error")
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		check := func(when string) {
			t.Helper()
			if got, want := matterOf(t, db, "DN-3900"), "DN-3900 complaint<edis/1"; got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
			if got, want := matterOf(t, db, "337-TA-1501"), "337-TA-1501 complaint<ids institution<fedreg"; got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		check("parted")
		acts, err := db.Unjudged(t.Context(), []string{dn.String() + "#complaint", ta.String() + "#complaint"}, false)
		if err != nil || len(acts) != 2 || len(acts[0].Parties) != 1 || len(acts[1].Parties) != 1 {
			t.Errorf("the parted complaints do not tell of their own parties alone: %+v, %v", acts, err)
		}
		take(t, db, manner, itc("337-TA-1501#closed<ids", alias("DN-3900"), bridged("day lamps", true)))
		if got := matterOf(t, db, "DN-3900"); got != "DN-3900 complaint<edis/1" {
			t.Errorf("joined again: %s", got)
		}
		err = db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := store.Join(t.Context(), tx, ta, dn, manner, "Wang", "it is the same after all", now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := matterOf(t, db, "DN-3900"), "337-TA-1501 DN-3900 closed<ids complaint<edis/1,ids institution<fedreg"; got != want {
			t.Errorf("joined by a person: %s, want %s", got, want)
		}
	})
}

func TestActKnowsWhatItsMatterKnows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		take(t, db, manner, itc("DN-3900#receipt<fedreg", names("Shenzhen Lamps", "Acme Inc.")))
		take(t, db, manner, itc("337-TA-1501#institution<fedreg", alias("DN-3900"), names("Shenzhen Lamps Co., Ltd."), func(f *crawlers.Filing) {
			f.Product = "Lamps"
			f.Parties[0].Country, f.Parties[0].Aliases = "China", []string{"lamp-club"}
		}))
		take(t, db, manner, itc("337-TA-1501#geo.9<edis"))
		take(t, db, manner, itc("337-TA-1501#returned-mail.8<edis", names("Shenzhen Lamps Co., Ltd.")))
		acts, err := db.Unjudged(t.Context(), []string{"us-itc/337-TA-1501#geo.9", "us-itc/337-TA-1501#returned-mail.8"}, false)
		if err != nil || len(acts) != 2 {
			t.Fatal(acts, err)
		}
		if err := db.InMatter(t.Context(), acts); err != nil {
			t.Fatal(err)
		}
		order, mail := acts[0], acts[1]
		if len(order.Parties) != 3 || order.Product != "Lamps" || len(order.Aliases) != 1 || order.Aliases[0].Number != "DN-3900" {
			t.Errorf("the order is not completed: %+v", order.Filing)
		}
		if len(mail.Parties) != 1 {
			t.Errorf("the letter that came back is given respondents it was not sent to: %+v", mail.Parties)
		}
		if p := mail.Parties[0]; p.Country != "China" || len(p.Aliases) != 1 {
			t.Errorf("nobody knows where the letter was sent to: %+v", p)
		}
	})
}

// TestNodesJoinAtOnce lets many nodes bring the two halves of a matter at the
// same time.
func TestNodesJoinAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const matters = 20
		var wg sync.WaitGroup
		for n := range matters {
			for _, f := range []crawlers.Filing{
				itc(fmt.Sprintf("DN-%d#complaint<edis/%d", 3000+n, n), bridged(fmt.Sprint("document ", n), false)),
				itc(fmt.Sprintf("337-TA-%d#complaint<edis/%d", 1000+n, n), bridged(fmt.Sprint("document ", n), false)),
				itc(fmt.Sprintf("337-TA-%d#institution<ids", 1000+n), alias(fmt.Sprintf("DN-%d", 3000+n))),
			} {
				wg.Go(func() {
					err := db.Tx(t.Context(), func(tx *sql.Tx) error {
						_, err := store.Take(t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, manner, now)
						return err
					})
					if err != nil && !errors.Is(err, t.Context().Err()) {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		for n := range matters {
			want := fmt.Sprintf("337-TA-%d DN-%d complaint<edis/%d,edis/%d institution<ids", 1000+n, 3000+n, n, n)
			if got := matterOf(t, db, fmt.Sprintf("DN-%d", 3000+n)); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	})
}
