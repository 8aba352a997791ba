package names

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"tocsin/alerts/region"
)

// companyForms are legal forms that names of marks do not have, run together as
// full stops part them.
var companyForms = set(`sadecv spzoo limitada ltee societeanonyme kabushikikaisha gmbhcokg sdnbhd bhd tnhh cophan mtv pvtltd pvt private
	주식회사 주 유한회사 株式会社 有限会社 合同会社 分公司 有限责任 合伙企业 有限合伙 个体工商户 制造厂`)

// leadingForms stand before a name.
var leadingForms = set("pt cv ooo oao zao pao ao tnhh cophan congtytnhh congtycophan congty mtv ud 주식회사 주")

// foreignForms are of no company that is registered in China or Hong Kong.
var foreignForms = set(`inc incorporated llc llp lp corp corporation gmbh ag kg sa srl spa bv nv plc pty oy ab kk sas sarl sro ltda oü aps as doo eood
	ooo oao zao pao cv se eg ug ev bhd sdn pt tbk jsc pjsc sadecv spzoo limitada ltee societeanonyme kabushikikaisha gmbhcokg sdnbhd tnhh cophan
	congtytnhh congtycophan pvtltd pvt 주식회사 주 유한회사 株式会社 有限会社 合同会社`)

// countries are what companies abroad add to the name of the group.
var countries = set("us usa america uk gb eu europe germany deutschland de france fr japan jp canada ca korea india brazil mexico vietnam singapore malaysia thailand indonesia")

// units are what a place is called after its name.
var units = set("city province shi sheng district municipality qu xian county town")

// decorations are what sellers add to the names of stores.
var (
	decorations = set(`store stores shop shops official officials flagship direct outlet mall online us usa uk eu de ca jp fr global international
		seller sellers brand sale sales home life inc llc ltd co boutique market`)
	hanDecorations = set("旗舰店 官方旗舰店 官方店 官方 专卖店 专营店 直营店 直营 海外旗舰店 店铺 店 网店 商店 商行 经营部")
)

//go:embed trades.txt
var tradesText string

// trades are the lines of trades.txt by their words; -1 are words that say
// nothing.
var trades = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	n := 0
	for line := range strings.Lines(tradesText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		line, silent := strings.CutPrefix(line, "- ")
		for w := range strings.FieldsSeq(line) {
			if silent {
				m[w] = -1
			} else if _, twice := m[w]; !twice {
				m[w] = n
			}
		}
	}
	return m
})

// A gazetteer is the codes of places by what they are called.
type gazetteer struct {
	latin, han map[string][]string
}

var gazette = sync.OnceValue(func() gazetteer {
	g := gazetteer{map[string][]string{}, map[string][]string{}}
	add := func(code, en string, han ...string) {
		en = strings.ToLower(strings.NewReplacer("'", "", " ", "").Replace(strings.TrimSuffix(en, " City")))
		for _, unit := range []string{"", "shi", "sheng", "city"} {
			g.latin[en+unit] = append(g.latin[en+unit], code)
		}
		for _, h := range han {
			g.han[h] = append(g.han[h], code)
		}
	}
	for p := range region.Cities() {
		short := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(p.Name, "市"), "省"), "地区")
		for _, nation := range []string{"自治区", "壮族", "回族", "维吾尔"} {
			short = strings.TrimSuffix(short, nation)
		}
		add(p.Code, p.NameEN, p.Name, short)
	}
	add("810000", "Hong Kong", "香港")
	add("810000", "HK")
	add("820000", "Macau", "澳门")
	add("710000", "Taiwan", "台湾")
	return g
})

// lead returns the codes of the place that s begins with, and its length.
func (g *gazetteer) lead(s string) (codes []string, n int) {
	for i, r := range s {
		if i >= 3*longestHan {
			break
		}
		end := i + utf8.RuneLen(r)
		if c := g.han[s[:end]]; c != nil && end > n && end > 3 {
			codes, n = c, end
		}
	}
	return codes, n
}

// finals of pinyin, without tones.
var finals = set("a o e i u v ai ei ao ou an en ang eng ong ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ue ve")

// syllablesIn is how many syllables of pinyin w can be read as, at least, or 0 if
// it is no pinyin.
func syllablesIn(w string) int {
	if len(w) > maxJoined {
		return 0
	}
	var least [maxJoined + 1]int // of the first i letters; 0 if they are none
	for i := 1; i <= len(w); i++ {
		for j := max(0, i-6); j < i; j++ {
			if (j == 0 || least[j] > 0) && isSyllable(w[j:i]) && (least[i] == 0 || least[j]+1 < least[i]) {
				least[i] = least[j] + 1
			}
		}
	}
	return least[len(w)]
}

func isSyllable(s string) bool {
	for _, initial := range []string{"zh", "ch", "sh"} {
		if rest, ok := strings.CutPrefix(s, initial); ok {
			return finals[rest]
		}
	}
	if s != "" && strings.IndexByte("bpmfdtnlgkhjqxrzcsyw", s[0]) >= 0 {
		return finals[s[1:]]
	}
	return finals[s] || s == "er"
}
