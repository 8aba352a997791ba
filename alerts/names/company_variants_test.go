package names

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestVariantsOfACompanyAreFound watches a thousand companies and asks for each
// as notices write it: how many are found, and how many others beside them.
func TestVariantsOfACompanyAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	pick := func(s string) string { w := strings.Fields(s); return w[r.IntN(len(w))] }
	const syllables = "an bao bei chang cheng da dong fei feng guang hai hao he hong hua hui jia jian jin jun kai lan li lian ling long mei ming nan peng qi rong rui sheng shi tai tian wan wei xin xing xu ya yang yi ying yong yu yuan yue ze zhen zhi zhong"
	const places = "Shenzhen Guangzhou Dongguan Hangzhou Ningbo Yiwu Xiamen Suzhou Qingdao Wenzhou"
	type company struct{ place, stem, trade string }
	var all []company
	var watched []Company
	taken := map[string]bool{}
	for len(all) < 1000 {
		c := company{pick(places), "", pick("Technology Electronics Trading Lighting Toys Industrial")}
		for range 2 + r.IntN(2) {
			c.stem += pick(syllables)
		}
		if r.IntN(3) == 0 { // a made-up word
			c.stem = strings.Map(func(x rune) rune { return rune("zxv"[r.IntN(3)]) }, c.stem[:1]) + c.stem + pick("ix or ex ic um")
		}
		if taken[c.place+c.stem] { // of one city, two of a name are hardly ever registered
			continue
		}
		taken[c.place+c.stem] = true
		c.stem = strings.ToUpper(c.stem[:1]) + c.stem[1:]
		all = append(all, c)
		watched = append(watched, ReadCompany(fmt.Sprintf("%s %s %s Co., Ltd.", c.place, c.stem, c.trade)))
	}
	x := NewCompanies(watched)
	pinyin := map[string]string{"Technology": "keji", "Electronics": "dianzi", "Trading": "maoyi", "Lighting": "zhaoming", "Toys": "wanju", "Industrial": "shiye"}
	for _, style := range []struct {
		name   string
		write  func(company) string
		recall float64
	}{
		{"form", func(c company) string { return fmt.Sprintf("%s %s %s Limited", c.place, c.stem, c.trade) }, 0.99},
		{"place behind", func(c company) string { return fmt.Sprintf("%s %s (%s) Co Ltd", c.stem, c.trade, c.place) }, 0.99},
		{"run together", func(c company) string {
			return strings.ToUpper(c.place+"SHI "+c.stem) + pinyin[c.trade] + "youxiangongsi"
		}, 0.95},
		{"parted", func(c company) string { return fmt.Sprintf("%s %s-%s %s", c.place, c.stem[:3], c.stem[3:], c.trade) }, 0.95},
		{"a letter twice", func(c company) string {
			return fmt.Sprintf("%s %s%s %s", c.place, c.stem, c.stem[len(c.stem)-1:], c.trade)
		}, 0.8},
	} {
		found, sure, others, sureOthers := 0, 0, 0, 0
		for i, c := range all {
			matches, _ := x.Find(ReadCompany(style.write(c)))
			for _, m := range matches {
				switch {
				case m.At == i && m.Grade == Confirmed:
					found, sure = found+1, sure+1
				case m.At == i:
					found++
				case m.Grade == Confirmed:
					others, sureOthers = others+1, sureOthers+1
				default:
					others++
				}
			}
		}
		recall, precision := float64(found)/1000, float64(found)/float64(found+others)
		t.Logf("%-14s recall %.3f, precision %.3f, confirmed %d, others %d of 999,000 pairs", style.name, recall, precision, sure, others)
		if recall < style.recall || precision < 0.9 || sureOthers > 0 {
			t.Errorf("%s: recall %.3f, precision %.3f, %d others confirmed", style.name, recall, precision, sureOthers)
		}
	}
}
