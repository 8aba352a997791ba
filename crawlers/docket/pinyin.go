package docket

import (
	"slices"
	"strings"
)

// places are cities and provinces that export, as their sellers write them
// when a Chinese company name is run together.
var places = strings.Fields(`shenzhen guangzhou dongguan foshan yiwu quanzhou ningbo hangzhou xiamen jinhua wenzhou zhongshan huizhou
	putian fuzhou zhuhai shantou jiangmen zhaoqing jieyang chaozhou suzhou nanjing wuxi changzhou nantong xuzhou shanghai beijing tianjin
	qingdao jinan yantai weifang linyi zhengzhou wuhan changsha chengdu chongqing hefei nanchang ganzhou shijiazhuang baoding dalian shenyang
	haerbin harbin xian kunming guiyang nanning jiaxing huzhou shaoxing taizhou lishui zhangzhou longyan yongkang guangdong zhejiang fujian
	jiangsu shandong henan hunan hubei hebei anhui jiangxi sichuan`)

// Place reports whether a word in small letters is a place by which Chinese
// companies begin their names.
func Place(word string) bool { return slices.Contains(places, word) }

// trades are words that company names end in: trading, technology,
// electronics, limited company.
var trades = strings.Fields(`maoyi keji shangmao dianzi wangluo dianshang gongsi shangwu shangdian shiye fuzhuang riyong xiangbao`)

// runTogether reports whether w is a Chinese company name in pinyin written
// as one word: "Foshanshibingjiehaoyi". Every letter must belong to a
// syllable, and a place at the beginning or a trade inside must say what it
// is: names of other languages fall into syllables too ("Yamaguchi").
func runTogether(w string) bool {
	w = strings.ToLower(w)
	if len(w) < 12 || len(w) > 80 {
		return false
	}
	for _, p := range places {
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) >= 5 && syllables(rest) {
			return true
		}
	}
	for _, t := range trades {
		if strings.Contains(w, t) && syllables(w) {
			return true
		}
	}
	return false
}

// traded reports whether one of the words is a trade, whole or at its end.
func traded(words []string) bool {
	for _, w := range words {
		for _, t := range trades {
			if strings.HasSuffix(strings.ToLower(w), t) {
				return true
			}
		}
	}
	return false
}

// syllables reports whether w falls wholly into pinyin syllables.
func syllables(w string) bool {
	reach := make([]bool, len(w)+1)
	reach[0] = true
	for i := range w {
		if !reach[i] {
			continue
		}
		for n := 1; n <= 6 && i+n <= len(w); n++ {
			if syllable(w[i : i+n]) {
				reach[i+n] = true
			}
		}
	}
	return reach[len(w)]
}

// finals lists for each initial of Mandarin the finals that follow it.
var finals = func() map[string]map[string]bool {
	m := map[string]map[string]bool{}
	for line := range strings.Lines(`- a ai an ang ao e ei en eng er o ou
b a ai an ang ao ei en eng i ian iao ie in ing o u
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f a an ang ei en eng o ou u
d a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo
t a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
q i ia ian iang iao ie in ing iong iu u uan ue un
x i ia ian iang iao ie in ing iong iu u uan ue un
zh a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r an ang ao e en eng i ong ou u uan ui un uo
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
c a ai an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
y a an ang ao e i in ing o ong ou u uan ue un
w a ai an ang ei en eng o u`) {
		words := strings.Fields(line)
		of := set(strings.Join(words[1:], " "))
		m[strings.Trim(words[0], "-")] = of
	}
	return m
}()

func syllable(s string) bool {
	if finals[""][s] {
		return true
	}
	if len(s) > 2 && s[1] == 'h' && finals[s[:2]][s[2:]] {
		return true
	}
	return finals[s[:1]][s[1:]]
}

// Pinyin reports whether every letter of w belongs to a syllable of Mandarin.
// Names of other languages may fall into syllables too ("Yamaha").
func Pinyin(w string) bool { return w != "" && syllables(strings.ToLower(w)) }

// Mandarin reports whether w is pinyin and could not as well be Japanese or
// Korean: a syllable begins with x, q or zh, which only pinyin writes, or ends
// as only pinyin ends.
func Mandarin(w string) bool {
	w = strings.ToLower(w)
	if len(w) < 4 || !Pinyin(w) {
		return false
	}
	for _, s := range [...]string{"xi", "xu", "qi", "qu", "zh", "iang", "uang", "iong", "iao", "uai", "sheng", "feng", "rong", "yuan", "chuan"} {
		if strings.Contains(w, s) {
			return !english[w]
		}
	}
	return false
}

// english are words that read as pinyin with a mark of Mandarin.
var english = set(`quan maxi taxi xian antique pixie dixie moxie lexie lexi alexi alexia pique`)
