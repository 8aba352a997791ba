package alerts

import (
	"strings"
	"testing"
	"unicode"

	"tocsin/crawlers"
)

func TestReasonsInEnglish(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ zh, en string }{
		{"被告“Yiwu Sunshine Co.”与关注企业“Yiwu Sunshine”一致（不计公司形式）", "defendant “Yiwu Sunshine Co.” and watched company “Yiwu Sunshine”: the same but for the legal form"},
		{"商标“SEYCOS”与关注商标“SEIKO”相近（读音相近: SEYCOS / SEIKO，仅差两字母: SEYCOS / SEIKO）", "mark “SEYCOS” and watched mark “SEIKO” are alike (sounds alike: SEYCOS / SEIKO, two letters apart: SEYCOS / SEIKO)"},
		{"被告“Xinda”即关注企业“深圳市鑫达”，经张三于2026-03-02确认", "defendant “Xinda” is watched company “深圳市鑫达”, as “张三” confirmed on 2026-03-02"},
		{"“X Ltd”经“杭州分中心”于2026-03-02认定不是中国企业", "“X Ltd”, says “杭州分中心” on 2026-03-02, is no Chinese company"},
		{"“X Ltd”经“杭州分中心”于2026-03-02确认在浙江省宁波市", "“X Ltd”, says “杭州分中心” on 2026-03-02, is in Ningbo"},
		{"被告“No. 3, Hangzhou”在浙江省杭州市（推断，请核实）", "defendant “No. 3, Hangzhou” is in Hangzhou (inferred, please verify)"},
		{"抢注迹象 4 分（商标相同 +2；类别相同 +2）：未达 8 分，且近似程度低，级别为“低”，只入日报", "signs of squatting: 4 points (the same mark +2; the same class +2): below 8 points, and little alike: level low, for the digest alone"},
		{"关注清单的商标在境外被申请：灯、杯", "somebody applies abroad for a mark of the watchlist: 灯, 杯"},
		{"“杭州”转办：请跟进", "“杭州”转办：请跟进"},
		{"被告“未闭合", "被告“未闭合"},
		{"", ""},
	} {
		if got := ReasonIn(tc.zh, "en"); got != tc.en {
			t.Errorf("%s\n got %s\nwant %s", tc.zh, got, tc.en)
		}
		if got := ReasonIn(tc.zh, "zh"); got != tc.zh {
			t.Errorf("in Chinese %s is %s", tc.zh, got)
		}
	}
}

// TestReasonsWeGiveAreInEnglish asks of the reasons that matching and routing
// give that nothing but what they quote stays Chinese.
func TestReasonsWeGiveAreInEnglish(t *testing.T) {
	t.Parallel()
	lists := []Watchlist{{ID: "w-1", Entries: []Entry{
		{Type: WatchCompany, Value: "深圳市鑫达电子有限公司", Code: "91440300192203821X"}, {Type: WatchMark, Value: "QINGXUAN", Classes: []int{25}, Owner: "Qingxuan Ltd"}, {Type: WatchPatent, Value: "US 10,123,456"},
		{Type: WatchProduct, Value: "lamps"}, {Type: WatchPlaintiff, Value: "Acme"}, {Type: WatchCompany, Value: "Hangzhou Lamps"},
	}}}
	m := NewMatcher(lists)
	lamps := crawlers.Party{Role: crawlers.Defendant, Name: "Hangzhou Lamps Co., Ltd.", Address: "Hangzhou, Zhejiang, China", Grade: crawlers.Suspected}
	sued := suit(party(crawlers.Plaintiff, "Acme Inc."), party(crawlers.Defendant, "Shenzhen Xinda Electronics Co., Ltd."), lamps)
	sued.Title, sued.Product, sued.Patents = "Acme v. Hangzhou Lamps", "LED lamps", []string{"10,123,456"}
	filed := crawlers.Filing{Key: crawlers.Key{Authority: "de-tm", Number: "1"}, Kind: crawlers.Squatting, Parties: []crawlers.Party{party(crawlers.Applicant, "Muster GmbH")}, Marks: []crawlers.Mark{{Text: "QINGXUANN", Classes: []int{25}}, {Text: "QINGXUAN", Classes: []int{9}}}}
	var all []string
	for _, f := range []crawlers.Filing{sued, filed} {
		hits := m.Match(f, Verdict{})
		for _, h := range hits {
			all = append(all, h.Reasons...)
		}
		all = append(all, m.Squatting(f, hits, 3).Reason(hits, nil))
		for _, r := range network().Route(f, Verdict{Relevant: &yes, ChineseParty: crawlers.Suspected, Category: CatScheduleA}, Watchers{}) {
			all = append(all, r.Reasons...)
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %d reasons", len(all))
	}
	for _, reason := range all {
		said := ReasonIn(reason, "en")
		for plain := said; plain != ""; {
			own, rest, _ := strings.Cut(plain, "“")
			if strings.ContainsFunc(own, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s is said %s", reason, said)
				break
			}
			_, plain, _ = strings.Cut(rest, "”")
		}
	}
}
