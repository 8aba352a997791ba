package alerts

import (
	"slices"
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestStandingIsNamedOnlyByTheSameName(t *testing.T) {
	hidden := party(crawlers.Defendant, "The Partnerships and Unincorporated Associations Identified on Schedule A")
	for _, tc := range []struct {
		name    string
		entry   Entry
		parties []crawlers.Party
		want    Standing
		named   []string
	}{
		{"a store of the list", Entry{Type: WatchStore, Value: "YUNLI-SHOP"}, []crawlers.Party{party(crawlers.Defendant, "Yunli Shop")}, Named, []string{"Yunli Shop"}},
		{"a company behind a store", Entry{Type: WatchCompany, Value: "Shenzhen Yunli Technology Co., Ltd."},
			[]crawlers.Party{{Role: crawlers.Defendant, Name: "Yunli Shop", Aliases: []string{"SHENZHEN YUNLI TECHNOLOGY CO LTD"}}}, Named, []string{"Yunli Shop"}},
		{"but for its legal form", Entry{Type: WatchCompany, Value: "Shenzhen Yunli Technology Co., Ltd."},
			[]crawlers.Party{party(crawlers.Defendant, "Shenzhen Yunli Technology Inc.")}, Alike, []string{"Shenzhen Yunli Technology Inc."}},
		{"a longer name", Entry{Type: WatchStore, Value: "Yunli"}, []crawlers.Party{party(crawlers.Defendant, "Yunli Outdoor")}, Alike, []string{"Yunli Outdoor"}},
		{"a name that everybody has", Entry{Type: WatchStore, Value: "Fashion Store"}, []crawlers.Party{party(crawlers.Defendant, "Fashion Store")}, Alike, []string{"Fashion Store"}},
		{"a mark in a store's name", Entry{Type: WatchMark, Value: "ROMOSS"}, []crawlers.Party{party(crawlers.Defendant, "ROMOSS Direct")}, Alike, []string{"ROMOSS Direct"}},
		{"a rival who is sued", Entry{Type: WatchCompetitor, Value: "Yunli Shop"}, []crawlers.Party{party(crawlers.Defendant, "Yunli Shop"), party(crawlers.Defendant, "Inkgo")}, "", nil},
		{"its own suit", Entry{Type: WatchCompany, Value: "Acme"}, []crawlers.Party{party(crawlers.Defendant, "Yunli Shop"), party(crawlers.Defendant, "Inkgo")}, "", nil},
		{"the first store alone", Entry{Type: WatchMark, Value: "Acme"}, []crawlers.Party{party(crawlers.Defendant, "Yunli Shop")}, AtRisk, nil},
		{"sealed, by its plaintiff", Entry{Type: WatchPlaintiff, Value: "Acme"}, []crawlers.Party{hidden}, AtRisk, nil},
		{"sealed, by a mark", Entry{Type: WatchMark, Value: "Acme"}, []crawlers.Party{hidden}, AtRisk, nil},
	} {
		f := suit(append([]crawlers.Party{party(crawlers.Plaintiff, "Acme")}, tc.parties...)...)
		v := Verdict{Relevant: &yes, Category: CatScheduleA, Stage: "complaint"}
		hits := Match(f, v, []Watchlist{{ID: "w-1", Entries: []Entry{tc.entry}}})
		if len(hits) == 0 {
			t.Errorf("%s: no hit", tc.name)
		}
		if got, named := StandingOf(f, v, hits); got != tc.want || !slices.Equal(named, tc.named) {
			t.Errorf("%s: %q of %q, want %q of %q", tc.name, got, named, tc.want, tc.named)
		}
	}
}

func TestRiskBeforeTheNamesArePublic(t *testing.T) {
	m := NewMatcher([]Watchlist{
		{ID: "w-toys", Entries: []Entry{{Type: WatchProduct, Value: "plush toys"}}},
		{ID: "w-mark", Entries: []Entry{{Type: WatchMark, Value: "grumpy cat"}}},
		{ID: "w-patent", Entries: []Entry{{Type: WatchPatent, Value: "D901234"}}},
		{ID: "w-lamps", Entries: []Entry{{Type: WatchProduct, Value: "lamps"}}},
		{ID: "w-rival", Entries: []Entry{{Type: WatchCompetitor, Value: "Grumpy Cat Limited"}}},
	})
	before := crawlers.Filing{Marks: []crawlers.Mark{{Text: "GRUMPY CAT", Owners: []string{"Grumpy Cat Limited"}}}, Patents: []string{"US D901,234"}, Product: "Plush Toys; mugs"}
	f := suit(party(crawlers.Plaintiff, "Somebody"), party(crawlers.Defendant, "The Individuals Identified on Schedule A"))
	v := Verdict{Relevant: &yes, Category: CatScheduleA}
	var lists []string
	for _, h := range m.Risks(f, v, before) {
		lists = append(lists, h.List)
		if !strings.HasPrefix(h.Reasons[0], "同一原告此前案件：") {
			t.Errorf("%s does not say what it rests on: %q", h.List, h.Reasons)
		}
		if s, _ := StandingOf(f, v, []Hit{h}); s != AtRisk {
			t.Errorf("%s is %q, want a risk", h.List, s)
		}
	}
	if want := []string{"w-toys", "w-mark", "w-patent"}; !slices.Equal(lists, want) {
		t.Errorf("at risk %v, want %v", lists, want)
	}
	named := f
	named.Parties = append(slices.Clone(f.Parties), party(crawlers.Defendant, "Yunli Shop"), party(crawlers.Defendant, "Inkgo"))
	if got := m.Risks(named, v, before); got != nil {
		t.Errorf("with the sellers named, %v is still a risk", got)
	}
	no := false
	if got := m.Risks(f, Verdict{Relevant: &no, Category: CatScheduleA}, before); got != nil {
		t.Errorf("what is irrelevant puts %v at risk", got)
	}
}

func TestStandingIsSaidFirst(t *testing.T) {
	s := story()
	s.Alert.Standing, s.Alert.Named = Named, []string{"Jianzhang Liao"}
	s.Alert.Repeats = []Repeat{{Role: crawlers.Plaintiff, Name: "Off-White LLC", Cases: 37}, {Role: crawlers.LawFirm, Name: "Keith & Sons", Cases: 120}}
	s.Alert.Also = []Also{
		{Act: "a#entry.1", Word: "complaint", Stage: "complaint", Filed: s.Filing.Filed},
		{Act: "a#entry.4", Stage: "ip-report", Filed: s.Filing.Filed},
		{Act: "a#entry.5", Stage: "ip-report", Filed: s.Filing.Filed},
	}
	s.Center = true
	got := flat(Compose(s, "zh"))
	for _, want := range []string{
		"为何通知您|您关注的企业或店铺被列名（确认，名称一致）；被告“Jianzhang Liao”",
		"涉案企业|Jianzhang Liao (未知)；Shenzhen Rongtai",
		"Off-White LLC；律所：Keith & Sons；Off-White LLC 近12个月提起批量卖家案 37 起（本系统记录）；Keith & Sons 近12个月代理批量卖家案 120 起（本系统记录）",
		"同时公开|2026-01-05 起诉；2026-01-05 知识产权案件报告|",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said in\n%s", want, got)
		}
	}
	s.Center = false
	if got := flat(Compose(s, "zh")); strings.Contains(got, "Jianzhang") {
		t.Errorf("a natural person is named to a stranger:\n%s", got)
	}
	s.Alert.Standing = AtRisk
	if got := flat(Compose(s, "zh")); !strings.Contains(got, "风险提示：被告名单未公开，本提示不表示您已被起诉") {
		t.Errorf("a risk is not called one:\n%s", got)
	}
}
