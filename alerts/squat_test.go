package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestWhatADistributorFilesIsNoChance: a common word in a mark for other goods is
// told where the list's own distributor files it, and nobody else.
func TestWhatADistributorFilesIsNoChance(t *testing.T) {
	lists := []Watchlist{
		{ID: "w-x", Entries: []Entry{{Type: WatchMark, Value: "SNOW", Classes: []int{9}}, {Type: WatchCompany, Value: "OKAI Import Export GmbH", Note: "德国经销商"}}},
		{ID: "w-y", Entries: []Entry{{Type: WatchMark, Value: "SNOW", Classes: []int{9}}}},
	}
	for applicant, want := range map[string]int{"OKAI Import Export GmbH": 1, "Muster GmbH": 0} {
		f := applied("SNOW LANTERN", []int{31})
		f.Parties = []crawlers.Party{{Role: crawlers.Applicant, Name: applicant}}
		marks := 0
		for _, h := range Match(f, Verdict{}, lists) {
			if h.Entry == "mark:SNOW" {
				marks++
				if h.List != "w-x" || h.Faint {
					t.Errorf("%s: %+v", applicant, h)
				}
			}
		}
		if marks != want {
			t.Errorf("%s: %d hits on the mark, want %d", applicant, marks, want)
		}
	}
}

// TestSignsOfSquatting: signs add up, each says why, from eight points on the
// alert is more severe, and without them a faint likeness is low.
func TestSignsOfSquatting(t *testing.T) {
	m := NewMatcher([]Watchlist{{ID: "w-x", Name: "X", Entries: []Entry{
		{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}, Owner: "Shenzhen ROMOSS Technology Co., Ltd."},
		{Type: WatchCompany, Value: "OKAI Import Export GmbH", Note: "德国经销商"},
		{Type: WatchMark, Value: "HERO"},
		{Type: WatchMark, Value: "SNOW", Classes: []int{9}},
	}}})
	filing := func(mark, applicant, country string, class int) crawlers.Filing {
		return crawlers.Filing{
			Key: crawlers.Key{Authority: "de-tm", Number: "1"}, Slug: "published", Kind: crawlers.Squatting, Source: "x",
			Marks:   []crawlers.Mark{{Text: mark, Classes: []int{class}}},
			Parties: []crawlers.Party{{Role: crawlers.Applicant, Name: applicant, Country: country}},
		}
	}
	for _, tc := range []struct {
		name   string
		f      crawlers.Filing
		others int
		points int
		says   string
		level  Severity
	}{
		{"the distributor files the same mark", filing("ROMOSS", "OKAI Import Export GmbH", "DE", 9), 0, 11, "经销商“OKAI Import Export GmbH”", High},
		{"who files others' brands", filing("ROMOSS", "Muster GmbH", "", 9), 3, 10, "3 个其他被关注的品牌", High},
		{"who files many", filing("SNOW", "Muster GmbH", "", 9), 5, 10, "5 个其他被关注的品牌 +6", High},
		{"one other brand is chance", filing("ROMOSS", "Muster GmbH", "", 9), 1, 6, "申请人不是清单所列权利人", Normal},
		{"a like mark for other goods", filing("ROMOS", "Muster GmbH", "", 35), 0, 4, "商标近似", Normal},
		{"the owner's own house", filing("ROMOSS", "Shenzhen Romoss Technology (Germany) GmbH", "DE", 9), 0, 0, "可能是权利人自己", Normal},
		{"a common word", filing("HERO", "Muster GmbH", "", 9), 0, 2, "商标相同", Normal},
		{"a common word in another mark", filing("SNOW Lamps", "Muster GmbH", "", 9), 0, 3, "只入日报", Low},
		{"the same by who files others' brands", filing("SNOW Lamps", "OKAI Import Export GmbH", "DE", 9), 3, 12, "级别上调一级", High},
	} {
		hits := m.Match(tc.f, Verdict{})
		if len(hits) == 0 {
			t.Errorf("%s: no hit", tc.name)
			continue
		}
		signs := m.Squatting(tc.f, hits, tc.others)
		reason := signs.Reason(hits, nil)
		if signs.Points() != tc.points && tc.points > 0 || !strings.Contains(reason, tc.says) {
			t.Errorf("%s: %d points: %s; want %d", tc.name, signs.Points(), reason, tc.points)
		}
		if level := signs.Weigh(Normal, hits, nil); level != tc.level {
			t.Errorf("%s: %s, want %s: %s", tc.name, level, tc.level, reason)
		}
	}
	if got := m.Brands([]Hit{{List: "w-x", Entry: "mark:SNOW", Faint: true}, {List: "w-x", Entry: "mark:ROMOSS"}}); len(got) != 1 || got[0] != CoreName("Shenzhen ROMOSS Technology Co., Ltd.") {
		t.Errorf("brands: %q", got)
	}
	if s := m.Squatting(crawlers.Filing{Kind: crawlers.Lawsuit}, nil, 9); s != nil {
		t.Errorf("a suit: %v", s)
	}
}
