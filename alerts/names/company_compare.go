package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Grade says how sure it is that two names are of one enterprise.
type Grade string

// The grades: 确认, 疑似, 未知.
const (
	Confirmed Grade = "confirmed" // the same name but for legal form and spelling, and few have it
	Suspected Grade = "suspected"
	Unknown   Grade = "unknown"
)

// A Kindred says how far two names of companies go together, and why.
type Kindred struct {
	Grade  Grade
	Score  float64 // 0 to 1; not a probability
	Reason Reason  // what agrees and what does not; empty where nothing does
}

// A bond is what the stems of two names have in common.
type bond int

const (
	noBond    bond = iota
	byVoice        // the consonants of a name and of its Chinese form
	nearly         // a letter apart
	byPinyin       // one is how the other is read
	sameStem       // the same
	bondCount      // how many there are
)

// An accord is whether two names agree in a part of theirs.
type accord int

const (
	unsaid accord = iota // by one of them at least
	agree
	differ
)

// nearLength is how long stems must be for one letter not to count.
const nearLength = 6

// What a name must tell, in bits, to be known again: one of 2ⁿ has it. There
// are some 2²⁵ companies in China, and a filing names few of them.
const (
	enoughBits   = 14 // to be suspected
	specificBits = 12 // of the stem, to be confirmed
	placeBits    = 5
	regionBits   = 2
	agreeBits    = 3 // of the trade
)

// CompareCompany says whether a and b may be names of one enterprise. It is
// the same both ways. Where both give a credit code, it alone decides.
func CompareCompany(a, b Company) Kindred {
	if a.Code != "" && b.Code != "" {
		if a.Code == b.Code {
			return Kindred{Confirmed, 1, Reason{"统一社会信用代码一致", "the same unified social credit code"}}
		}
		return Kindred{Unknown, 0, Reason{"统一社会信用代码不同", "another unified social credit code"}}
	}
	best := Kindred{Grade: Unknown}
	for i := range a.readings {
		for j := range b.readings {
			if k := kindred(&a, &b, &a.readings[i], &b.readings[j]); k.Score > best.Score {
				best = k
			}
		}
	}
	return best
}

// kindred compares two readings.
func kindred(a, b *Company, f, g *firm) Kindred {
	how, bits := bondOf(f, g)
	if how == noBond {
		return Kindred{Grade: Unknown}
	}
	places, within := placesAccord(a.placesOf(f), b.placesOf(g))
	trades := tradesAccord(f.trades, g.trades)
	foreign := f.abroad != g.abroad && (f.formal || g.formal || len(f.places)+len(g.places) > 0)
	told := bits
	switch {
	case places == agree && within:
		told += placeBits
	case places == agree:
		told += regionBits
	}
	if trades == agree {
		told += agreeBits
	}
	settled := places == agree || len(a.placesOf(f)) == 0 && len(b.placesOf(g)) == 0
	k := Kindred{Grade: Unknown, Score: 0.5}
	switch {
	case places == differ || told < enoughBits:
	case how == sameStem && settled && slices.Equal(f.trades, g.trades) && !foreign && (bits >= specificBits || f.han && places == agree):
		k.Grade, k.Score = Confirmed, 0.95
	case trades == differ && places != agree,
		how == nearly && places != agree && trades != agree,
		how == byVoice && (places != agree || trades != agree):
	default:
		k.Grade, k.Score = Suspected, suspicion[how]
		for _, x := range []accord{places, trades} {
			if x == agree {
				k.Score += 0.03
			}
		}
	}
	k.Reason = reasonOf(how, f.han && g.han, k.Grade, places, trades, foreign)
	return k
}

// suspicion is how alike two names are by their stems alone.
var suspicion = [bondCount]float64{byVoice: 0.70, nearly: 0.78, byPinyin: 0.82, sameStem: 0.84}

// bondOf compares two stems, and says what they tell together.
func bondOf(f, g *firm) (bond, int) {
	if f.stem == g.stem {
		return sameStem, min(f.bits, g.bits)
	}
	if f.han && g.han {
		return noBond, 0 // another character is another name, however it sounds
	}
	if f.han != g.han {
		for _, s := range f.spoken {
			if slices.Contains(g.spoken, s) {
				return byPinyin, min(bitsOfSyllables(max(1, syllablesIn(s))), f.bits+4, g.bits+4)
			}
		}
	}
	if len(f.spoken) == 0 || len(g.spoken) == 0 {
		return noBond, 0
	}
	s, t := f.spoken[0], g.spoken[0]
	if oneApart(s, t) {
		return nearly, min(f.bits, g.bits) - 2
	}
	if f.han != g.han {
		for i, b := range f.voices {
			for j, c := range g.voices {
				if len(b) >= 3 && b == c && vowelled(f.spoken[i], g.spoken[j]) {
					return byVoice, 9
				}
			}
		}
	}
	return noBond, 0
}

// oneApart reports whether one letter, and no digit, tells two long stems
// apart.
func oneApart(s, t string) bool {
	s, t = first(s), first(t)
	x, y := utf8.RuneCountInString(s), utf8.RuneCountInString(t)
	digit := func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}
	return min(x, y) >= nearLength && x-y <= 1 && y-x <= 1 &&
		strings.Map(digit, s) == strings.Map(digit, t) && edits(s, t) == 1
}

// vowelled reports whether two names of the same consonants begin alike: both
// with one, or both with none.
func vowelled(s, t string) bool { return isVowel(s[0]) == isVowel(t[0]) }

// placesAccord compares the codes of places. Within says that they agree in
// more than the province.
func placesAccord(a, b []string) (says accord, within bool) {
	if len(a) == 0 || len(b) == 0 {
		return unsaid, false
	}
	says = differ
	for _, p := range a {
		for _, q := range b {
			switch {
			case p[:2] != q[:2]:
			case p[2:4] == q[2:4] && p[2:4] != "00" || isCity[p[:2]]:
				return agree, true
			case p[2:4] == "00" || q[2:4] == "00":
				says = agree
			}
		}
	}
	return says, false
}

// isCity are the provinces that are one city.
var isCity = set("11 12 31 50 81 82")

func tradesAccord(a, b []int) accord {
	if len(a) == 0 || len(b) == 0 {
		return unsaid
	}
	for _, t := range a {
		if slices.Contains(b, t) {
			return agree
		}
	}
	return differ
}

// reasonOf says in words what agrees and what does not.
func reasonOf(how bond, han bool, grade Grade, places, trades accord, foreign bool) Reason {
	var zh, en []string
	tell := func(chinese, english string) { zh, en = append(zh, chinese), append(en, english) }
	switch {
	case how == sameStem && grade == Confirmed && han:
		tell("中文名称一致", "the same Chinese name")
	case how == sameStem && grade == Confirmed:
		tell("名称一致（不计公司形式与写法）", "the same name but for legal form and spelling")
	case how == sameStem && places != agree && trades != agree:
		tell("仅商号一致", "only the firm's own word is the same")
	case how == sameStem:
		tell("商号一致", "the firm's own word is the same")
	case how == byPinyin && places != agree && trades != agree:
		tell("仅拼音一致", "only the pinyin is the same")
	case how == byPinyin:
		tell("拼音一致", "the same pinyin")
	case how == nearly && places == differ:
		tell("仅商号相近", "only the firm's own word is a letter apart")
	case how == nearly:
		tell("商号仅差一字母", "the firm's own word is a letter apart")
	default:
		tell("商号读音相近", "the firm's own word sounds alike")
	}
	for _, x := range []struct {
		says       accord
		what, word string
	}{{places, "地名", "place"}, {trades, "行业", "trade"}} {
		switch {
		case x.says == agree:
			tell(x.what+"一致", "the same "+x.word)
		case x.says == differ:
			tell(x.what+"不同", "another "+x.word)
		case grade != Confirmed && x.word == "place":
			tell("地名未写明", "one does not say its place")
		}
	}
	if foreign {
		tell("一方为境外公司形式或国别", "one has a foreign legal form or country")
	}
	return Reason{strings.Join(zh, "，"), strings.Join(en, ", ")}
}
