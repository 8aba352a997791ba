package relevance

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

var update = flag.Bool("update", false, "accept what the labelled set scores now")

// labelledSet reads the frozen set and the watchlists of its marks.
func labelledSet(t testing.TB) ([]Labelled, []alerts.Watchlist) {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", "labelled", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	set, bare, err := ReadLabelled(bytes.NewReader(read("filings.jsonl")), bytes.NewReader(read("labels.tsv")))
	if err != nil || len(bare) > 0 {
		t.Fatalf("filings without a label: %q, %v", bare, err)
	}
	lists, err := alerts.ReadWatchlists(bytes.NewReader(read("watch.csv")))
	if err != nil {
		t.Fatal(err)
	}
	return set, lists
}

// TestAcceptedScores holds the rules to what they scored when somebody last
// read it. A change that lowers a score must change accepted.json in the same
// commit, where it is seen; so must one that raises it, or the next could lower
// it again unseen.
func TestAcceptedScores(t *testing.T) {
	set, lists := labelledSet(t)
	now := Measure(set, lists)
	file := filepath.Join("testdata", "labelled", "accepted.json")
	if *update {
		var b bytes.Buffer
		b.WriteString("{\"shares\": [\n")
		for i, s := range now {
			line, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(line)
			if i < len(now)-1 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString("]}\n")
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var accepted Accepted
	if err := json.Unmarshal(b, &accepted); err != nil {
		t.Fatal(err)
	}
	for _, c := range accepted.Changes(now) {
		t.Errorf("%s; go test -run Accepted -update accepts it", c)
	}
	for measure, goal := range map[string]float64{Recall: 0.97, Precision: 0.90} {
		for _, s := range now {
			if value := float64(s.Right) / float64(s.Of); s.Measure == measure && s.Group == "all" && value < goal {
				t.Errorf("%s %.3f, want %.2f whatever was accepted", measure, value, goal)
			}
		}
	}
}

// TestLabelledSetIsWorthScoring: of every category enough, enough that is no
// warning, and only filings that a source could have made.
func TestLabelledSetIsWorthScoring(t *testing.T) {
	set, _ := labelledSet(t)
	count, not := map[string]int{}, 0
	for _, l := range set {
		count[l.Type]++
		if l.Relevant != nil && !*l.Relevant {
			not++
		}
		if err := l.Filing.Validate(time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Errorf("%s: %v", l.Filing.ID(), err)
		}
	}
	for _, c := range categories {
		if count[c] < 20 {
			t.Errorf("%d of %s, want 20 at least", count[c], c)
		}
	}
	if len(set) < 300 || not < 100 {
		t.Errorf("%d filings, %d of them irrelevant; want 300 and 100 at least", len(set), not)
	}
}

func TestChangesAreSeen(t *testing.T) {
	was := Accepted{Shares: []Share{{Recall, "all", 9, 10}, {Precision, "all", 9, 10}, {Kept, "all", 5, 5}, {confusion, "337 as other", 3, 3}}}
	now := []Share{{Recall, "all", 8, 10}, {Precision, "all", 18, 20}, {confusion, "337 as other", 1, 3}, {Open, "all", 1, 1}}
	want := []string{
		"recall all: 8 of 10, was 9 of 10: LOWER", "precision all: 18 of 20, was 9 of 10: changed",
		"confusion 337 as other: 1 of 3, was 3 of 3: changed", "open all: 1 of 1, was 0 of 0: changed", "kept all: 0 of 0, was 5 of 5: changed",
	}
	var got []string
	for _, c := range was.Changes(now) {
		got = append(got, c.String())
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("%s\nwant\n%s", g, w)
	}
	if left := was.Changes(was.Shares); len(left) != 0 {
		t.Errorf("nothing changed: %v", left)
	}
}

func TestLabelsAreRead(t *testing.T) {
	const filings = `{"id":"us-tm/1#a<x","key":{"authority":"us-tm","number":"1"},"kind":"squatting","title":"A","filed":"2026-01-05","source":"x"}
{"id":"us-tm/2#a<x","key":{"authority":"us-tm","number":"2"},"kind":"squatting","title":"B","filed":"2026-01-05","source":"x"}`
	for _, tc := range []struct{ name, filings, labels, err string }{
		{"all of it", filings, "filing\trelevant\tcategory\tstage\tchinese_party\nus-tm/1#a<x\tnull\tsquatting\tapplied\tunknown\n", ""},
		{"a column alone", filings, "filing\nus-tm/1#a<x\n", ""},
		{"no filing of that name", filings, "filing\nus-tm/3#a<x\n", `line 2: no filing "us-tm/3#a<x"`},
		{"one twice", filings, "filing\tstage\nus-tm/1#a<x\tapplied\nus-tm/1#a<x\tapplied\n", "line 3: us-tm/1#a<x is there twice"},
		{"no column", filings, "id\nus-tm/1#a<x\n", `no column "filing"`},
		{"no word for it", filings, "filing\trelevant\nus-tm/1#a<x\tno\n", `line 2: relevant "no"`},
		{"no category", filings, "filing\tcategory\nus-tm/1#a<x\tschedule_a\n", `line 2: category "schedule_a"`},
		{"no grade", filings, "filing\tchinese_party\nus-tm/1#a<x\tlikely\n", `line 2: chinese_party "likely"`},
		{"nothing", filings, "", "no header"},
		{"filings twice", filings + "\n" + filings, "filing\n", "filing 3: us-tm/1#a<x is there twice"},
		{"no filings", "{", "filing\n", "filing 1:"},
	} {
		set, bare, err := ReadLabelled(strings.NewReader(tc.filings), strings.NewReader(tc.labels))
		if tc.err == "" && (err != nil || len(set) != 1 || len(bare) != 1 || bare[0] != "us-tm/2#a<x") {
			t.Errorf("%s: %v, without label %q, %v", tc.name, set, bare, err)
		}
		if tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.err)
		}
	}
}

// TestMarksAreToldByWatchlists: rules leave a mark open, and who watches it
// decides; where nobody does there is nothing to score.
func TestMarksAreToldByWatchlists(t *testing.T) {
	yes := true
	set := []Labelled{{
		Filing: crawlers.Filing{
			Key: crawlers.Key{Authority: "de-tm", Number: "1"}, Slug: "applied", Act: "applied", Kind: crawlers.Squatting, Title: "BRIGHTLAMP",
			Marks: []crawlers.Mark{{Text: "BRIGHTLAMP"}}, Parties: []crawlers.Party{{Role: crawlers.Applicant, Name: "Example GmbH"}},
		},
		Scored: true, Relevant: &yes,
	}}
	watch := func(mark string) []alerts.Watchlist {
		return []alerts.Watchlist{{ID: "w-a", Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: mark}}}}
	}
	for name, tc := range map[string]struct {
		lists []alerts.Watchlist
		want  Share
	}{
		"watched":           {watch("BRIGHTLAMP"), Share{Recall, "all", 1, 1}},
		"another's watched": {watch("SUVENEER"), Share{Recall, "all", 0, 1}},
		"nothing watched":   {nil, Share{}},
	} {
		var got Share
		for _, s := range Measure(set, tc.lists) {
			if s.Measure == Recall {
				got = s
			}
		}
		if got != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
}
