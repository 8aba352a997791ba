package main

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
)

// openedAt is the visit at which the suit that was sealed has become public.
var openedAt = time.Date(2017, 3, 9, 21, 5, 0, 0, time.UTC)

// sealedWords stand in what is sealed, and nowhere else.
const sealedWords = "Quillfeather account freeze"

// sellers is the suit's caption if it were against all sellers of a list.
const sellers = "Warner Bros. Entertainment Inc. v. The Partnerships and Unincorporated Associations Identified on Schedule A"

// TestSuitThatOpensAllAtOnceIsOneMessage plays a suit that was sealed for a
// month, until in one hour its complaint, the report to the Copyright Office,
// the order to show cause and the injunction were public: against one person
// whom somebody watches, and against all sellers of a list, which concerns the
// national center.
func TestSuitThatOpensAllAtOnceIsOneMessage(t *testing.T) {
	plays := []struct {
		name    string
		shown   int // how many of the entries show while it is sealed
		caption string
		to      string
		on      func(*testing.T, func(*testing.T, string))
	}{
		{"nothing shows", 0, "", "sued", onFile},
		{"sealed documents show", 11, "", "sued", onEach},
		{"sellers, and nothing shows", 0, sellers, alerts.National, onFile},
		{"sellers, and sealed documents show", 11, sellers, alerts.National, onEach},
	}
	if testing.Short() {
		plays = plays[3:]
	}
	for _, tc := range plays {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.on(t, func(t *testing.T, address string) {
				s := warner(t)
				if tc.caption != "" {
					s.caption = tc.caption
				}
				s.docket = s.docket[11-tc.shown:]
				c := newClerk(t, address, suitWatchers)
				c.hourly(t, byFeed, s)
				checkTold(t, c.told, 0)
				at, before := map[string][]telling{}, map[string]int{}
				for _, m := range c.told {
					if m.when.Equal(openedAt) {
						at[m.to] = append(at[m.to], m)
					} else if m.when.Before(openedAt) {
						before[m.to]++
					}
				}
				for to, got := range at {
					if len(got) != 1 {
						t.Errorf("%s is told %d times of what became public at once", to, len(got))
					}
				}
				if len(at[tc.to]) != 1 || len(at["rival"]) != 1 || before[tc.to] != min(tc.shown, 1) {
					t.Fatalf("%d messages to %s and %d to the rival of the opened docket, %d of the sealed one", len(at[tc.to]), tc.to, len(at["rival"]), before[tc.to])
				}
				checkOpened(t, at[tc.to][0])
				c.checkSights(t, s)
			})
		})
	}
}

// checkOpened holds the one message to what became public, in the order it
// happened.
func checkOpened(t *testing.T, m telling) {
	t.Helper()
	acts := []string{m.Alert.Act}
	for i, a := range m.Alert.Also {
		acts = append(acts, a.Act)
		if i > 0 && a.Filed.Before(m.Alert.Also[i-1].Filed.Time) {
			t.Errorf("%s is told behind %s, which is later", a.Act, m.Alert.Also[i-1].Act)
		}
	}
	for _, n := range []int{16, 17, 37, 44} {
		if !slices.Contains(acts, fmt.Sprintf("us-nysd/1:17-cv-00875#entry.%d", n)) {
			t.Errorf("entry %d is not told: %q", n, acts)
		}
	}
	if strings.Count(m.says(), "2017-03-09") == 0 {
		t.Errorf("the message does not say when it was:\n%s", m.says())
	}
}

// checkSights holds the matter to the order of its docket, and to when each
// entry was first seen, which for what was sealed is long after the suit began.
func (c *clerk) checkSights(t *testing.T, s suit) {
	t.Helper()
	m, err := c.Store.FindMatter(t.Context(), s.key())
	if err != nil || len(m.Acts) != len(s.docket) {
		t.Fatalf("%d acts, %v; want %d", len(m.Acts), err, len(s.docket))
	}
	for i, a := range m.Acts {
		p := s.docket[i]
		if want := fmt.Sprintf("%s#entry.%d", s.key(), p.number); a.ID != want {
			t.Errorf("act %d is %s, want %s", i, a.ID, want)
		}
		seen := p.at.Truncate(time.Hour).Add(time.Hour + 5*time.Minute)
		if len(a.Sources) != 1 || !a.Sources[0].Fetched.Equal(seen) {
			t.Errorf("%s was seen %+v, want at %s", a.ID, a.Sources, seen)
		}
	}
}

// TestSealedWordsAreNowhere gives what is sealed a text that a place shows by
// mistake: neither the database nor anything told may hold a word of it.
func TestSealedWordsAreNowhere(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, address string) {
		s := warner(t)
		for i := range s.docket {
			if p := &s.docket[i]; p.event == "Sealed Document" {
				p.text = "SEALED DOCUMENT placed in vault. " + sealedWords
			}
		}
		c := newClerk(t, address, suitWatchers)
		c.hourly(t, bySearch, s)
		c.oneMatter(t)
		kept := dump(t, address)
		if !strings.Contains(kept, "REQUEST TO ENTER DEFAULT") {
			t.Error("the words that are not sealed are not in the database either")
		}
		if at := strings.Index(kept, sealedWords); at >= 0 {
			t.Errorf("the database holds sealed words: …%s…", kept[max(0, at-200):at+len(sealedWords)])
		}
		for _, m := range c.told {
			if strings.Contains(fmt.Sprintf("%+v", m.Message), sealedWords) {
				t.Errorf("sealed words are told: %+v", m.Message)
			}
		}
	})
}

// dump returns all that stands in the tables of the store at an address.
func dump(t *testing.T, address string) string {
	t.Helper()
	driver, tables := "pgx", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, tables, address = "sqlite", `SELECT name FROM sqlite_master WHERE type = 'table'`, "file:"+file
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, table := range column(t, db, tables) {
		for _, row := range column(t, db, `SELECT * FROM "`+table+`"`) {
			fmt.Fprintln(&b, table, row)
		}
	}
	return b.String()
}

// column returns the rows of a query, each as one text.
func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		row := make([]sql.RawBytes, len(names))
		to := make([]any, len(names))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, v := range row {
			words = append(words, string(v))
		}
		out = append(out, strings.Join(words, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
