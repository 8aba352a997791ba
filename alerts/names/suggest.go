package names

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
)

// A Suggestion is another form in which a name may turn up, for a person to
// confirm.
type Suggestion struct {
	Name string
	Why  Reason
}

// Bounds of what is suggested for one name.
const (
	maxReadAs      = 6 // readings in pinyin
	maxTraditional = 4
	fewestInitials = 4
	mostJoined     = 24 // letters
	mostHan        = 12 // characters that a person says in one breath
)

// Suggest returns other forms of a name: of a Chinese one its pinyin by every
// reading of its characters, older spellings, initials and traditional
// characters; of one in letters its words run together or parted, and "and" in
// its two forms. It is pure, and never repeats the name.
//
// Cantonese is not suggested: it does not follow from syllables of pinyin.
func Suggest(name string) []Suggestion {
	s := suggester{had: map[string]bool{strings.ToLower(strings.TrimSpace(name)): true}}
	text := clean(name)
	if strings.ContainsFunc(text, isHan) {
		s.chinese(text)
	} else {
		s.latin(text)
	}
	return s.out
}

type suggester struct {
	out []Suggestion
	had map[string]bool
}

func (s *suggester) add(name, chinese, english string) {
	name = strings.Join(strings.Fields(name), " ")
	key := strings.ToLower(name)
	if utf8.RuneCountInString(name) < 2 || s.had[key] {
		return
	}
	s.had[key] = true
	s.out = append(s.out, Suggestion{name, Reason{chinese, english}})
}

// chinese suggests forms of what of a text is Chinese: its name, without legal
// form and trade, and with the place that a company's name begins with.
func (s *suggester) chinese(text string) {
	place, name := core(text)
	if len(name) == 0 || len(name) > mostHan {
		return
	}
	readings := readAs(name)
	for _, r := range readings {
		why, en := "", ""
		if r.odd != "" {
			why, en = "（"+r.odd+"）", " ("+r.odd+")"
		}
		joined := strings.Join(r.syllables, "")
		s.add(upper(joined), "拼音连写"+why, "pinyin, joined"+en)
		if len(name) > 1 {
			s.add(upper(strings.Join(r.syllables, " ")), "拼音分写"+why, "pinyin, spaced"+en)
		}
		if strings.Contains(joined, "v") {
			for _, as := range []string{"yu", "u"} {
				s.add(upper(strings.ReplaceAll(joined, "v", as)), "拼音，ü 写作 "+upper(as)+why, "pinyin, ü as "+as+en)
			}
		}
		if place != "" {
			s.add(upper(place+" "+joined), "企业名称的地名与字号，拼音"+why, "place and name of the company, in pinyin"+en)
		}
	}
	for _, r := range readings {
		var older, initials strings.Builder
		for _, syllable := range r.syllables {
			older.WriteString(wadeGiles(syllable))
			initials.WriteByte(syllable[0])
		}
		s.add(upper(older.String()), "威妥玛拼音", "Wade-Giles")
		if len(name) >= fewestInitials {
			s.add(upper(initials.String()), "拼音首字母", "initials of its pinyin")
		}
	}
	if len(readings) > 0 {
		s.postal(string(name), readings[0].syllables)
	}
	for _, t := range traditional(text) {
		s.add(t, "繁体", "traditional characters")
	}
}

// postal suggests the spelling by which the post knew a place in the name.
func (s *suggester) postal(name string, syllables []string) {
	for _, p := range postalNames {
		at := strings.Index(name, p[0])
		if at < 0 {
			continue
		}
		from := utf8.RuneCountInString(name[:at])
		parts := slices.Clone(syllables[:from])
		parts = append(parts, p[1])
		parts = append(parts, syllables[from+utf8.RuneCountInString(p[0]):]...)
		s.add(upper(strings.Join(parts, " ")), "邮政式拼音：“"+p[0]+"”作 "+p[1], "postal spelling")
		return
	}
}

// postalNames are places by the spelling of the old post, which marks keep.
var postalNames = [][2]string{
	{"北京", "PEKING"}, {"天津", "TIENTSIN"}, {"青岛", "TSINGTAO"}, {"广州", "CANTON"}, {"广东", "KWANGTUNG"}, {"重庆", "CHUNGKING"},
	{"南京", "NANKING"}, {"苏州", "SOOCHOW"}, {"杭州", "HANGCHOW"}, {"福州", "FOOCHOW"}, {"福建", "FUKIEN"}, {"厦门", "AMOY"}, {"汕头", "SWATOW"},
	{"宁波", "NINGPO"}, {"成都", "CHENGTU"}, {"四川", "SZECHWAN"}, {"西安", "SIAN"}, {"济南", "TSINAN"}, {"浙江", "CHEKIANG"}, {"江苏", "KIANGSU"},
	{"贵州", "KWEICHOW"}, {"茅台", "MOUTAI"}, {"中华", "CHUNGHWA"},
}

// core parts a Chinese name: the characters that tell it apart, and in pinyin
// the place that it begins with.
func core(text string) (place string, name []rune) {
	for _, r := range split(text) {
		if r.script != unicode.Han {
			continue
		}
		for _, w := range hanWords(r.text) {
			if w.bits > tradeBits {
				name = append(name, []rune(w.text)...)
				continue
			}
			if len(name) == 0 && place == "" {
				var b strings.Builder
				for _, c := range strings.TrimRight(w.text, "市省") {
					if read := syllables(c); len(read) > 0 {
						b.WriteString(read[0])
					}
				}
				if places := b.String(); tradeWords[places] {
					place = places
				} else if as, ok := placesRead[w.text]; ok {
					place = as
				}
			}
		}
	}
	if len(name) == 0 { // a mark of a place and a trade
		name = slices.DeleteFunc([]rune(text), func(r rune) bool { return !isHan(r) })
		place = ""
	}
	return place, name
}

// placesRead are places that are not read by the commonest reading of each
// character.
var placesRead = map[string]string{"重庆": "chongqing", "长沙": "changsha", "厦门": "xiamen", "厦门市": "xiamen", "广西": "guangxi", "成都": "chengdu"}

// A readingAs is a name in pinyin; odd says how characters are read that can be
// read otherwise.
type readingAs struct {
	syllables []string
	odd       string
	rank      int
}

// readAs reads characters by every combination of their readings, those that
// the dictionary has first before others, up to maxReadAs; nil if one has none.
func readAs(name []rune) []readingAs {
	out := []readingAs{{}}
	for _, r := range name {
		all := syllables(r)
		if len(all) == 0 {
			return nil
		}
		var next []readingAs
		for _, p := range out {
			for i, s := range all {
				q := readingAs{append(slices.Clone(p.syllables), s), p.odd, p.rank + i}
				if len(all) > 1 {
					q.odd += "“" + string(r) + "”读 " + upper(s)
				}
				next = append(next, q)
			}
		}
		slices.SortStableFunc(next, func(a, b readingAs) int { return cmp.Compare(a.rank, b.rank) })
		out = next[:min(len(next), maxReadAs)]
	}
	return out
}

func upper(s string) string { return strings.ToUpper(s) }

// wadeGiles spells a syllable of pinyin after Wade and Giles, without marks, as
// marks and passports of Taiwan have it.
func wadeGiles(s string) string {
	if w, ok := wadeWhole[s]; ok {
		return w
	}
	initial, final := "", s
	for _, p := range wadeStarts {
		if rest, ok := strings.CutPrefix(s, p[0]); ok {
			initial, final = p[0], rest
			break
		}
	}
	for _, p := range wadeStarts {
		if p[0] != initial {
			continue
		}
		switch {
		case final == "e" && strings.Contains("g k h", initial):
			final = "o"
		case final == "uo" && !strings.Contains("g k h sh", initial):
			final = "o"
		case final == "ui" && strings.Contains("g k", initial):
			final = "uei"
		}
		initial = p[1]
		break
	}
	for _, p := range [][2]string{{"ong", "ung"}, {"ian", "ien"}, {"yan", "yen"}, {"ie", "ieh"}, {"ye", "yeh"}, {"ue", "ueh"}, {"ve", "ueh"}} {
		if rest, ok := strings.CutSuffix(final, p[0]); ok {
			final = rest + p[1]
			break
		}
	}
	return initial + strings.ReplaceAll(final, "v", "u")
}

// Both are read from the top: longer beginnings first.
var (
	wadeStarts = [][2]string{{"zh", "ch"}, {"ch", "ch"}, {"sh", "sh"}, {"q", "ch"}, {"x", "hs"}, {"r", "j"}, {"j", "ch"}, {"z", "ts"}, {"c", "ts"},
		{"b", "p"}, {"d", "t"}, {"g", "k"}, {"k", "k"}, {"h", "h"}, {"p", "p"}, {"t", "t"}, {"l", "l"}, {"n", "n"}, {"s", "s"}, {"m", "m"}, {"f", "f"}}
	wadeWhole = map[string]string{
		"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "er": "erh", "yi": "i", "you": "yu", "yan": "yen",
		"ye": "yeh", "yong": "yung", "qiong": "chiung", "xiong": "hsiung", "jiong": "chiung", "yue": "yueh", "o": "o",
	}
)

// traditionals are the traditional forms of simplified characters, those first
// that both scripts write alike. What Taiwan counts as rare is left out where
// there is another.
var traditionals = sync.OnceValue(func() map[rune][]rune {
	m := map[rune][]rune{}
	for from, to := range simplified() {
		if from >= 0x4e00 && from <= 0x9fff {
			m[to] = append(m[to], from)
		}
	}
	for r, forms := range m {
		usual := slices.DeleteFunc(append(slices.Clone(forms), r), func(r rune) bool { return !everyday(r) })
		if len(usual) > 0 {
			forms = usual
		}
		slices.Sort(forms)
		if i := slices.Index(forms, r); i > 0 {
			forms = slices.Insert(slices.Delete(forms, i, i+1), 0, r)
		}
		m[r] = forms
	}
	return m
})

// everyday reports a character of the first plane of Big5, that of everyday
// use.
func everyday(r rune) bool {
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xa4 && b[0] <= 0xc6
}

// traditional writes a text in traditional characters, in each way that there
// is, up to maxTraditional; nothing if none of it differs.
func traditional(text string) []string {
	out, differs := []string{""}, false
	for _, r := range text {
		forms := traditionals()[r]
		if len(forms) == 0 {
			forms = []rune{r}
		}
		differs = differs || forms[0] != r || len(forms) > 1
		var next []string
		for _, p := range out {
			for _, f := range forms {
				if len(next) < maxTraditional {
					next = append(next, p+string(f))
				}
			}
		}
		out = next
	}
	if !differs {
		return nil
	}
	return out
}

// latin suggests forms of a name in letters.
func (s *suggester) latin(text string) {
	var words []string
	and := false
	for _, r := range split(text) {
		w := string(r.text)
		and = and || strings.EqualFold(w, "and")
		words = append(words, w)
	}
	for len(words) > 1 && legalForms[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	joined := strings.Join(words, "")
	if len(words) > 1 && utf8.RuneCountInString(joined) <= mostJoined {
		s.add(joined, "连写", "joined")
		s.add(strings.Join(words, " "), "分写", "spaced")
	}
	if len(words) == 1 {
		s.add(camel(words[0]), "按大小写分写", "parted where a capital stands")
		if at := seam(strings.ToLower(words[0])); at > 0 && plain(words[0]) {
			s.add(words[0][:at]+" "+words[0][at:], "分写为两个词", "parted into two words")
		}
	}
	if and {
		spaced := " " + strings.Join(words, " ") + " "
		for i := range words {
			if strings.EqualFold(words[i], "and") {
				s.add(strings.Replace(spaced, " "+words[i]+" ", " & ", 1), "and 写作 &", "& for and")
				s.add(spaced, "& 写作 and", "and for &")
				break
			}
		}
	}
}

// camel parts a word before capitals amid small letters: BlueStar.
func camel(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
