package alerts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Names are folded in three ways, each for what it is asked:
//
//   - here, to find whole words of a value in a name or a long text: it keeps
//     where each word begins, and what stands in the text is what is quoted;
//   - [names.Fold], to say how alike two names are: it reads a name in several
//     ways (pinyin, look, sound), of which none can be quoted, and takes a
//     thousand times as long;
//   - crawlers.FoldName, to know a party again in what is stored. It is part of
//     stored keys and of what was told, so that it may never become cleverer:
//     whatever it told apart yesterday would be told again.
//
// They agree where they can: what crawlers.FoldName holds for one name, both
// others do.

// A folded text is what is left of a text once case, width, accents,
// punctuation and spaces no longer count: its words run together, and where
// each begins. A rune of a script that is written without spaces is a word of
// its own, so that one search finds whole words in Latin and any part in Han.
type folded struct {
	run string
	at  []int // where each word begins in run, then len(run)
}

// unspaced are the scripts in which a reader, not a space, finds the words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// signs stand at a name without being part of it, and would fold to letters.
var signs = strings.NewReplacer("™", "", "®", "", "©", "", "℠", "")

// foldText folds s in time linear in its length.
func foldText(s string) folded {
	if !ascii(s) {
		s = norm.NFKC.String(strip(norm.NFKD.String(signs.Replace(s))))
	}
	var (
		b    strings.Builder
		at   = make([]int, 0, 2+len(s)/4)
		open bool // the next letter belongs to the word before it
	)
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z':
			if !open {
				at = append(at, b.Len())
			}
			if r <= 'Z' && r >= 'A' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			open = true
		case r == '\'' || r == '’' || r == '‘' || r == '`' || unicode.Is(unicode.Cf, r):
			// Levi's is one word, and what cannot be seen parts none.
		case r == '&':
			at = append(at, b.Len())
			b.WriteString("and")
			open = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			alone := unicode.In(r, unspaced...)
			if alone || !open {
				at = append(at, b.Len())
			}
			b.WriteRune(unicode.ToLower(r))
			open = !alone
		default:
			open = false
		}
	}
	return folded{b.String(), append(at, b.Len())}
}

// fold returns the folded words of s with one space between them.
func fold(s string) string {
	f := foldText(s)
	words := make([]string, f.words())
	for i := range words {
		words[i] = f.span(i, i+1)
	}
	return strings.Join(words, " ")
}

func (f folded) words() int           { return len(f.at) - 1 }
func (f folded) span(i, j int) string { return f.run[f.at[i]:f.at[j]] }

// cut returns the words i to j as a folded text.
func (f folded) cut(i, j int) folded {
	at := make([]int, 0, j-i+1)
	for _, n := range f.at[i : j+1] {
		at = append(at, n-f.at[i])
	}
	return folded{f.span(i, j), at}
}

// aligned reports whether g's words are the words of f from i on.
func (f folded) aligned(i int, g folded) bool {
	for k, n := range g.at {
		if i+k >= len(f.at) || f.at[i+k]-f.at[i] != n {
			return false
		}
	}
	return true
}

// contains reports whether the words of g stand in f, one after the other. A
// text without words is in none.
func (f folded) contains(g folded) bool {
	for i := range f.words() {
		if g.words() > 0 && strings.HasPrefix(f.run[f.at[i]:], g.run) && f.aligned(i, g) {
			return true
		}
	}
	return false
}

// legalForms say what kind of company a name is of, and tell two apart no more
// than "the" does. Full stops have made words of some ("L.L.C.").
var legalForms = map[string]bool{
	"co": true, "ltd": true, "limited": true, "inc": true, "incorporated": true, "llc": true, "llp": true, "lp": true,
	"corp": true, "corporation": true, "company": true, "coltd": true, "gmbh": true, "ag": true, "kg": true, "sa": true, "srl": true,
	"spa": true, "bv": true, "nv": true, "plc": true, "pty": true, "pte": true, "oy": true, "ab": true, "kk": true, "sas": true,
	"sarl": true, "sro": true, "ltda": true, "sadecv": true,
	"公司": true, "有限公司": true, "有限责任公司": true, "股份公司": true, "股份有限公司": true, "株式会社": true, "주식회사": true,
}

const longestForm = 6 // words

// core returns the words of a company's name without "the" and legal forms:
// from lo to hi, at least one word.
func (f folded) core() (lo, hi int) {
	hi = f.words()
	if hi > 1 && f.span(0, 1) == "the" {
		lo = 1
	}
	for cut := true; cut; {
		cut = false
		for n := min(longestForm, hi-lo-1); n > 0; n-- {
			if legalForms[f.span(hi-n, hi)] {
				hi, cut = hi-n, true
				break
			}
		}
	}
	return lo, hi
}

// generic words name nobody. A value made of them alone is found only where it
// is the whole of a name.
var generic = wordSet(`the a an and or of for in on at by to with one two three first new best good top all any our your my it is be
	shop store stores mall outlet official online direct global world international universal national american usa us uk eu china chinese
	hong kong asia group holding holdings trade trading commerce business enterprise enterprises industry industries industrial
	technology technologies tech electronic electronics digital network service services solution solutions supply supplies product products
	import export fashion home house life style brand brands design designs company co ltd limited inc llc corp
	shenzhen guangzhou dongguan hangzhou ningbo yiwu xiamen shanghai beijing guangdong zhejiang fujian jiangsu
	中 国 深 圳 广 州 杭 公 司 有 限 科 技 贸 易 商 店 官 方 旗 舰 电 子 集 团 国 际 进 出 口`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// isGeneric reports whether f names nobody.
func (f folded) isGeneric() bool {
	for i := range f.words() {
		if !generic[f.span(i, i+1)] {
			return false
		}
	}
	return true
}

// strip drops the accents of Latin, Greek and Cyrillic letters; those of other
// scripts tell letters apart.
func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, s)
}

func ascii(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b >= utf8.RuneSelf })
}
