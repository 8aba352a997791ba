package names

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed words.txt
var wordsText string

// rarity is how many bits the words of words.txt have.
var rarity = sync.OnceValue(func() map[string]uint8 {
	m := make(map[string]uint8, 40_000)
	for line := range strings.Lines(wordsText) {
		n, words, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		b, err := strconv.ParseUint(n, 10, 8)
		if err != nil {
			continue // the heading
		}
		for w := range strings.SplitSeq(words, " ") {
			m[w] = uint8(b)
		}
	}
	for _, few := range []map[string]bool{legalForms, joiners} {
		for w := range few {
			m[w] = formBits
		}
	}
	for w := range tradeWords {
		m[w] = min(tradeBits, cmpOr(m[w], tradeBits))
	}
	return m
})

func cmpOr(a, b uint8) uint8 {
	if a == 0 {
		return b
	}
	return a
}

// What a word tells at most, and what words of companies do: legal forms are
// in every fourth name, places and trades in every thirtieth.
const (
	maxBits   = 15
	formBits  = 2
	tradeBits = 5
)

// legalForms say what kind of company it is. They tell little; but where two
// names have nothing else they are all there is.
var legalForms = set(`co ltd limited inc incorporated llc llp lp corp corporation company coltd gmbh ag kg sa srl spa bv nv plc pty pte oy ab kk
	sas sarl sro ltda oü aps as doo eood ooo ao cv se eg ug ev bhd sdn pt tbk jsc pjsc
	公司 有限公司 有限责任公司 股份有限公司 股份公司 集团有限公司 集团股份有限公司 有限 股份 厂 店 商行 经营部 工作室 个体工商户
	gongsi youxian youxiangongsi youxianzerengongsi gufenyouxiangongsi`)

// joiners join words.
var joiners = set("the a an and of for in on at by to with de la le el les los las du des der die das und y et e n 及 与 和 的 之")

// tradeWords are the places and trades in the names of Chinese companies and
// of stores.
var tradeWords = set(`china chinese shenzhen guangzhou dongguan foshan zhongshan zhuhai huizhou shantou hangzhou ningbo yiwu wenzhou jinhua taizhou
	xiamen fuzhou quanzhou shanghai beijing tianjin chongqing chengdu wuhan nanjing suzhou wuxi changzhou qingdao jinan zhengzhou changsha
	guangdong zhejiang jiangsu fujian shandong henan hebei hunan hubei sichuan anhui hong kong hongkong taiwan city province district
	technology technologies tech trading trade electronic electronics electrical industrial industry industries international import export
	commerce ecommerce network digital intelligent enterprise enterprises holding holdings group development manufacturing manufacture
	products product supply chain business store shop official flagship mall brand global us usa uk eu
	keji maoyi dianzi shiye jituan jinchukou`)

// bitsOf says how much a word tells.
func bitsOf(w string) int {
	if b, ok := rarity()[w]; ok {
		return int(b)
	}
	n := utf8.RuneCountInString(w)
	switch {
	case strings.Trim(w, "0123456789") == "":
		return min(3*n+1, 12)
	case len(w) == n: // Latin
		return []int{0, 4, 9, 12, 14, maxBits}[min(n, 5)]
	case n == 1:
		return 7
	}
	return min(8*n, maxBits)
}

func newWord(text string) word {
	text = first(text)
	return word{text, looksOf(text), first(soundsOf(text)), bitsOf(text)}
}

// seamBits is what a part of a word tells less than a word.
const seamBits = 2

// compounds parts words that are two plain words run together (RIGHTCHOICE),
// and says whether there were any.
func compounds(words []word) (out []word, found bool) {
	for _, w := range words {
		if at := seam(w.text); at > 0 {
			a, b := newWord(w.text[:at]), newWord(w.text[at:])
			a.bits, b.bits = a.bits-seamBits, b.bits-seamBits
			out = append(out, a, b)
			found = true
		} else {
			out = append(out, w)
		}
	}
	return out, found
}

// seam is where s falls into two plain words of three letters or more, the
// commonest two, or 0.
func seam(s string) int {
	r := rarity()
	if len(s) < 6 || len(s) > 20 || r[s] > 0 {
		return 0
	}
	best, at := 2*maxBits, 0
	for i := 3; i <= len(s)-3; i++ {
		a := int(r[s[:i]])
		if a == 0 {
			continue
		}
		if b := int(r[s[i:]]); b > 0 && a+b < best {
			best, at = a+b, i
		}
	}
	return at
}

// first cuts s to what is compared.
func first(s string) string {
	n := 0
	for i := range s {
		if n == maxJoined {
			return s[:i]
		}
		n++
	}
	return s
}
