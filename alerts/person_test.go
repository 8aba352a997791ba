package alerts

import (
	"fmt"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestNobodyReadsWhereAPersonLives holds of a natural person's address what
// holds of the name. A company's is shown, and so is a person's province.
func TestNobodyReadsWhereAPersonLives(t *testing.T) {
	yes := true
	v := Verdict{Relevant: &yes, ChineseParty: crawlers.Confirmed, Stage: "institution"}
	for _, tc := range []struct{ name, address, shows, hides string }{
		{"Zhang Wei", "Room 302, No. 5 Minzhi Road, Longhua District, Shenzhen, China", "广东省深圳市龙华区", "Minzhi"},
		{"Zhang Wei", "Room 302, Building 11, No. 5 Minzhi Second Road, Longhua District, Shenzhen, Guangdong, China", "广东省深圳市龙华区", "Longhua District"},
		{"张伟", "广东省深圳市龙华区民治街道民治路5号302室", "广东省深圳市龙华区", "民治"},
		{"Zhang Wei", "Guangdong, China", "Guangdong, China", "Zhang"},
		{"Shenzhen Minzhi Lamps Co., Ltd.", "No. 5 Minzhi Road, Longhua District, Shenzhen, China", "No. 5 Minzhi Road", "Zhang"},
	} {
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "us-itc", Number: "337-TA-1501"}, Kind: crawlers.Section337, Title: "Certain Lamps",
			Parties: []crawlers.Party{{Role: crawlers.Respondent, Name: tc.name, Address: tc.address}},
		}
		routed := network().Route(f, v, Watchers{})
		m := Compose(Story{Alert: Alert{Reasons: routed[0].Reasons}, Filing: f, Verdict: v}, "zh")
		said := fmt.Sprintf("%v %v", m.Lines, m.Alert)
		if !strings.Contains(said, tc.shows) || strings.Contains(said, tc.hides) {
			t.Errorf("%s, %s: want %q in it and not %q:\n%s", tc.name, tc.address, tc.shows, tc.hides, said)
		}
	}
}
