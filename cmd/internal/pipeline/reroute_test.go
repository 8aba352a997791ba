package pipeline

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// TestWhatIsSaidOfAPartyReroutes has people say who and where a party is, after
// centers and a list were told because of it.
func TestWhatIsSaidOfAPartyReroutes(t *testing.T) {
	const name, list = "Hangzhou Lamps Co., Ltd.", "w-lamps"
	type step struct {
		say  alerts.Identity
		want string // who is told what
		next string // who is told of the next act
	}
	for _, tc := range []struct {
		name   string
		others bool // another matter names it
		steps  []step
	}{
		{"it is no Chinese company, and then it is", false, []step{
			{alerts.Identity{List: "local-hangzhou", Entry: alerts.AboutCompany, Answer: alerts.Reject}, "hangzhou:corrected zhejiang:corrected", "lamps:updated"},
			{alerts.Identity{List: "local-hangzhou", Entry: alerts.AboutCompany, Answer: alerts.Leave}, "hangzhou:updated zhejiang:updated", "hangzhou:updated lamps:updated zhejiang:updated"},
		}},
		{"it is elsewhere", false, []step{
			{alerts.Identity{List: "local-hangzhou", Entry: alerts.PlaceEntry("330200"), Answer: alerts.Confirm}, "hangzhou:corrected ningbo:created", "lamps:updated ningbo:updated zhejiang:updated"},
		}},
		{"it is none of one center's area", false, []step{
			{alerts.Identity{List: "local-hangzhou", Entry: alerts.AboutPlace, Answer: alerts.Reject}, "hangzhou:corrected", "lamps:updated zhejiang:updated"},
		}},
		{"it is no Chinese company, in two matters", true, []step{
			{alerts.Identity{List: "local-hangzhou", Entry: alerts.AboutCompany, Answer: alerts.Reject}, twice("hangzhou:corrected", "zhejiang:corrected"), "lamps:updated"},
		}},
		{"it is not the list's", false, []step{
			{alerts.Identity{List: list, Entry: "company:" + name, Answer: alerts.Reject}, "lamps:corrected", "hangzhou:updated zhejiang:updated"},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p, c := newPipeline(t, db, fstest.MapFS{"court.example/feed": page()}, "http://127.0.0.1:1")
				desks := map[string]*inbox{}
				p.Centers = map[string][]string{}
				for _, place := range []string{"hangzhou", "ningbo", "zhejiang", "lamps"} {
					desks[place] = new(inbox)
					p.Destinations[place] = Destination{Notifier: desks[place], Language: "zh"}
					p.Centers["local-"+place] = []string{place}
				}
				p.Centers[alerts.National] = []string{"national"}
				if err := db.PutWatchlists(t.Context(), []alerts.Watchlist{{ID: list, Name: "灯", Tell: []string{"lamps"}, Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: name}}}}); err != nil {
					t.Fatal(err)
				}
				begin(t, p)
				key := crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00021"}
				another := crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00099"}
				take := func(key crawlers.Key, act string) {
					t.Helper()
					f := crawlers.Filing{
						Key: key, Slug: "entry." + act, Act: act, Kind: crawlers.Lawsuit, Title: "Acme v. Hangzhou Lamps, Shenzhen", Filed: crawlers.Date{Time: c.Now()}, Source: "place",
						Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: name, Address: "Hangzhou, Zhejiang, China", Grade: crawlers.Suspected}},
					}
					if _, err := p.Take(t.Context(), []crawlers.Filing{f}, store.Manner{Rank: 1}); err != nil {
						t.Fatal(err)
					}
				}
				told := func() string {
					t.Helper()
					turn(t, p)
					var out []string
					for place, desk := range desks {
						for _, m := range desk.all() {
							out = append(out, place+":"+strings.TrimPrefix(m.Type, "alert."))
							if m.Type == "alert.corrected" && !strings.Contains(m.Lines[0].Text, "不再成立：") {
								t.Errorf("%s: %q", place, m.Lines[0].Text)
							}
						}
					}
					slices.Sort(out)
					return strings.Join(out, " ")
				}
				take(key, "complaint")
				if got := told(); got != "hangzhou:created lamps:created zhejiang:created" {
					t.Fatalf("first told: %s", got)
				}
				if tc.others {
					take(another, "complaint")
					told()
				}
				for i, s := range tc.steps {
					c.add(time.Hour)
					s.say.Party, s.say.Person, s.say.At = "HANGZHOU LAMPS CO LTD", "张三", c.Now()
					for range 2 { // said again it changes nothing
						tell, err := p.Reroute(t.Context(), key, s.say)
						if err != nil {
							t.Fatal(err)
						}
						if err := db.Tx(t.Context(), func(tx *sql.Tx) error {
							if err := store.DecideIn(t.Context(), tx, s.say); err != nil {
								return err
							}
							_, err := tell(t.Context(), tx)
							return err
						}); err != nil {
							t.Fatal(err)
						}
					}
					if got := told(); got != s.want {
						t.Errorf("after %+v: %s, want %s", s.say, got, s.want)
					}
					c.add(24 * time.Hour)
					take(key, []string{"tro", "pi"}[i])
					if got := told(); got != s.next {
						t.Errorf("what came after %+v: %s, want %s", s.say, got, s.next)
					}
				}
			})
		})
	}
}

// TestCorrectionsMaskPersons: the name of a natural person is as masked in a
// correction as in what it corrects, however it is written there.
func TestCorrectionsMaskPersons(t *testing.T) {
	t.Parallel()
	by := turning{said: alerts.Identity{List: "local-hangzhou", Entry: alerts.AboutCompany, Answer: alerts.Reject, Party: "ZHANG XIAOMING", At: start}, by: "“杭州”"}
	for _, f := range []crawlers.Filing{{}, {Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: "Zhang Xiaoming"}}}} {
		a := alerts.Alert{Subscriber: "w-a", Corrected: by.why(f)}
		m := alerts.Compose(alerts.Story{Alert: a, Filing: f}, "zh")
		if s := fmt.Sprint(m); strings.Contains(strings.ToLower(s), "xiaoming") {
			t.Errorf("%s", s)
		}
	}
}

// twice is each word twice, as two matters are told.
func twice(words ...string) string {
	var out []string
	for _, w := range words {
		out = append(out, w, w)
	}
	return strings.Join(out, " ")
}
