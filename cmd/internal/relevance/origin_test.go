package relevance

import (
	"testing"

	"tocsin/crawlers"
)

func TestStoresNamedBehindTheirCity(t *testing.T) {
	for name, want := range map[string]crawlers.Grade{
		"Ningbo Shinegifts":         crawlers.Suspected,
		"Shanghai Yongjiu":          crawlers.Suspected,
		"Wenzhou Xinglong Zhixiang": crawlers.Suspected,
		"Lilith Games (Shanghai)":   crawlers.Suspected,
		"Brightlamp（Shenzhen）":      crawlers.Suspected,
		"Yi Wu Crafts Factory":      crawlers.Suspected,
		"Shen Zhen Lamp Co., Ltd.":  crawlers.Suspected,
		"Jinhua Wang":               crawlers.Unknown, // a person
		"Wenling Q. Chen":           crawlers.Unknown,
		"Wang Jinhua":               crawlers.Unknown,
		"Hunan Taste Kitchen":       crawlers.Unknown,
		"Nanjing Road Fund":         crawlers.Unknown,
		"Beijing University":        crawlers.Unknown,
		"Jones (Jinhua Wang)":       crawlers.Unknown,
		"Shanghai":                  crawlers.Unknown,
		"Acme (USA)":                crawlers.Unknown,
	} {
		if got := Grade(crawlers.Party{Role: crawlers.Defendant, Name: name}); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestAKnownMakerNeedsNoPlace: a court's caption gives neither country nor
// address, and everybody in the trade knows whose company it is.
func TestAKnownMakerNeedsNoPlace(t *testing.T) {
	const patent = "Complaint\nNature of suit: 830 Patent"
	for _, tc := range []struct {
		defendant, text string
		want            string
		party           crawlers.Grade
	}{
		{"Huawei Technologies Co., Ltd.", patent, "yes", crawlers.Suspected},
		{"Xiaomi Corporation", patent, "yes", crawlers.Suspected},
		{"ZTE (USA) Inc.", patent, "yes", crawlers.Suspected},
		{"TP-Link USA Corporation", patent, "yes", crawlers.Suspected},
		{"TP-Link USA Corporation", "Complaint", "no", crawlers.Unknown},
		{"Honor Healthcare, Inc.", patent, "open", crawlers.Unknown},
		{"Bestway Rental, Inc.", patent, "open", crawlers.Unknown},
		{"Midland Appliances, Inc.", patent, "open", crawlers.Unknown},
	} {
		v := Rules{}.Classify(suit("txed", "2:24-cv-00021", "Acme LLC v. "+tc.defendant, tc.text))
		if said(v) != tc.want || v.ChineseParty != tc.party {
			t.Errorf("%s: %s %s (%s), want %s %s", tc.defendant, said(v), v.ChineseParty, v.Why, tc.want, tc.party)
		}
	}
}

func TestANatureThatLeavesNoRoomForARight(t *testing.T) {
	for nature, want := range map[string]string{
		"365 Personal Injury: Prod. Liability": "no", "850 Securities/Commodities": "no", "710 Labor: Fair Standards": "no",
		"899 Other Statutes: Administrative Procedures Act": "no", "890 Other Statutory Actions": "open", "370 Other Fraud": "open",
		"190 Contract: Other": "open", "880 Defend Trade Secrets Act": "yes", "Personal Injury": "open",
	} {
		f := suit("flsd", "1:24-cv-00022", "Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Complaint\nNature of suit: "+nature)
		if v := (Rules{}).Classify(f); said(v) != want {
			t.Errorf("%s: %s (%s), want %s", nature, said(v), v.Why, want)
		}
	}
	f := suit("flsd", "1:24-cv-00022", "Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Form AO 120/121\nNature of suit: 365 Personal Injury: Prod. Liability")
	if v := (Rules{}).Classify(f); !v.Is() {
		t.Errorf("the clerk reports a right: %s (%s)", said(v), v.Why)
	}
}
