package alerts

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Off-White™ LLC":     "off white llc",
		"ＲＯＭＯＳＳ罗马仕":          "romoss 罗 马 仕",
		"Levi’s":             "levis",
		"H&M":                "h and m",
		"Hermès Ltée":        "hermes ltee",
		"ガス":                 "ガ ス", // its marks tell letters apart
		"zero\u200bwidth":    "zerowidth",
		"  ":                 "",
		"®™":                 "",
		"Co., Ltd.":          "co ltd",
		"store_123-A":        "store 123 a",
		"ΑΒΓ Ünïcode Straße": "αβγ unicode straße",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestFoldingsAgree: what the folding of stored names holds for one name, both
// others do.
func TestFoldingsAgree(t *testing.T) {
	for _, same := range [][]string{
		{"ROMOSS", "Romoss", "ＲＯＭＯＳＳ", " romoss ", `"ROMOSS"`, "ROMOSS."},
		{"Off-White", "OFF WHITE", "off_white", "Off.White"},
		{"深圳市星河灯具有限公司", "深圳市星河灯具有限公司。"},
		{"SHENZHEN XINGHE LIGHTS CO., LTD.", "Shenzhen Xinghe Lights Co Ltd", "Shenzhen Xinghe Lights Co.,Ltd"},
	} {
		for _, s := range same[1:] {
			if crawlers.FoldName(s) != crawlers.FoldName(same[0]) {
				t.Errorf("%q and %q are stored as two", s, same[0])
			}
			if fold(s) != fold(same[0]) {
				t.Errorf("%q is found as %q, %q as %q", s, fold(s), same[0], fold(same[0]))
			}
			if got := names.Score(names.Fold(s), names.Fold(same[0])); got != 1 {
				t.Errorf("%q and %q: similarity %.2f", s, same[0], got)
			}
		}
	}
}

func TestCore(t *testing.T) {
	for in, want := range map[string]string{
		"The Toro Company":                  "toro",
		"Anker Innovations Co., Ltd.":       "ankerinnovations",
		"Off-White L.L.C.":                  "offwhite",
		"深圳市大疆创新科技有限公司":                     "深圳市大疆创新科技",
		"安克创新科技股份有限公司":                      "安克创新科技",
		"Company":                           "company",
		"Limited":                           "limited",
		"Harley S.A. de C.V.":               "harley",
		"Shenzhen Rongtai Co., Limited Inc": "shenzhenrongtai",
	} {
		f := foldText(in)
		if got := f.span(f.core()); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestPatentNumber(t *testing.T) {
	for in, want := range map[string]string{
		"US 10,123,456 B2":              "us 10123456",
		"10,123,456":                    " 10123456",
		"D901,234":                      " d901234",
		"US D901,234 S1":                "us d901234",
		"RE47,123":                      " re47123",
		"ZL202010123456.7":              "cn 2020101234567",
		"EP1234567B1":                   "ep 1234567",
		"U.S. Patent No. 10,123,456":    "us 10123456",
		"U.S. Pat. No. D901,234":        "us d901234",
		"US Design Patent No. D901,234": "us d901234",
		"the patent":                    "",
		"":                              "",
	} {
		country, number := patentNumber(in)
		if got := country + " " + number; got != want && (number != "" || want != "") {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Off-White™ LLC", "深圳市大疆创新", "a\xffb", "İstanbul", "&&", "ﷺ", "Company the"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := foldText(s)
		if !utf8.ValidString(g.run) && utf8.ValidString(s) {
			t.Errorf("%q folds to what is not UTF-8", s)
		}
		for i := range g.words() {
			if g.span(i, i+1) == "" {
				t.Errorf("%q: word %d is empty", s, i)
			}
		}
		if lo, hi := g.core(); lo > hi || hi > g.words() || lo == hi && g.words() > 0 {
			t.Errorf("%q: core %d:%d of %d", s, lo, hi, g.words())
		}
		if strings.ContainsAny(WatchlistID(s), "#<>@ \t\n") {
			t.Errorf("%q: id %q", s, WatchlistID(s))
		}
		patentNumber(s)
		for _, n := range []int{0, 1, 5} {
			if cut := Cut(s, n, func(rune) int { return 1 }); utf8.RuneCountInString(cut) > max(n, 1) {
				t.Errorf("%q cut to %d is %q", s, n, cut)
			}
		}
	})
}
