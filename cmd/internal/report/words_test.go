package report_test

import (
	"testing"

	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
)

func TestSay(t *testing.T) {
	for _, tc := range []struct {
		facet  search.Facet
		value  string
		zh, en string
	}{
		{search.Kind, "section-337", "337调查", "Section 337"},
		{search.Category, "squatting", "疑似商标抢注", "Suspected trademark squatting"},
		{search.Forum, "us-ilnd", "美国伊利诺伊北区联邦地区法院", "U.S. District Court, Northern District of Illinois"},
		{search.Forum, "xx-new", "xx-new", "xx-new"},
		{search.Place, "440305", "广东省深圳市南山区", "Nanshan District"},
		{search.Place, "330000", "浙江省", "Zhejiang"},
		{search.Place, "999999", "999999", "999999"},
		{search.Class, "25", "第 25 类", "Class 25"},
		{search.Relevance, "unclear", "未能判定", "Unclear"},
		{search.Firm, "Greer Burns", "Greer Burns", "Greer Burns"},
	} {
		if zh, en := report.Say(tc.facet, tc.value, "zh"), report.Say(tc.facet, tc.value, "en"); zh != tc.zh || en != tc.en {
			t.Errorf("%s %s: %q and %q, want %q and %q", tc.facet, tc.value, zh, en, tc.zh, tc.en)
		}
	}
}
