package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestMarksThatOnlyResemble finds a mark by what it is made to look or sound
// like, in classes that have to do with each other, and says why.
func TestMarksThatOnlyResemble(t *testing.T) {
	lists := []Watchlist{{ID: "w-a", Name: "罗马仕", Entries: []Entry{
		{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}, Owner: "Shenzhen Romoss Technology Co., Ltd."},
	}}}
	for _, tc := range []struct {
		name    string
		text    string
		classes []int
		owner   string
		want    string // in the reason; "" is no hit
	}{
		{"the same", "ROMOSS", []int{9}, "Fulano Ltda", "一致"},
		{"a digit for a letter", "R0MOSS", []int{9}, "Fulano Ltda", "相近"},
		{"Cyrillic", "РОМОSS", []int{9}, "Fulano Ltda", "ROMOSS"},
		{"one letter more", "ROMOSSO", []int{9}, "Fulano Ltda", "相近"},
		{"one letter more for other goods", "ROMOSSO", []int{31}, "Fulano Ltda", ""},
		{"the owner's own variant", "ROMOSSO", []int{9}, "Shenzhen Romoss Technology Co., Ltd.", ""},
		{"something else", "KRANICH", []int{9}, "Fulano Ltda", ""},
	} {
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "br-tm", Number: "9"}, Slug: "applied", Kind: crawlers.Squatting, Title: "9",
			Marks:   []crawlers.Mark{{Text: tc.text, Classes: tc.classes}},
			Parties: []crawlers.Party{{Role: crawlers.Applicant, Name: tc.owner}},
		}
		hits := Match(f, Verdict{}, lists)
		if tc.want == "" {
			if len(hits) > 0 {
				t.Errorf("%s: hit %+v", tc.name, hits)
			}
			continue
		}
		if len(hits) != 1 || !strings.Contains(strings.Join(hits[0].Reasons, "；"), tc.want) {
			t.Errorf("%s: %+v, want one that says %q", tc.name, hits, tc.want)
		}
		f.Kind = crawlers.Lawsuit // where a name that only resembles one is another's
		if tc.name == "one letter more" && len(Match(f, Verdict{}, lists)) > 0 {
			t.Errorf("%s: in a suit", tc.name)
		}
	}
}
