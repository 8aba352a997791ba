package relevance

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// An origin is what a party's data say about where it is from.
type origin struct {
	grade crawlers.Grade
	sign  string // the words it rests on, as they stand in the filing
	party crawlers.Party
	open  bool // a company that may be Chinese, which its name alone does not show

	branch string // words by which it is an American or other company of a Chinese maker

	elsewhere bool // stated to be of another country, and named like nothing else
}

// originOf grades one party. What an authority states about a party beats what
// its name suggests, and a country beats a city: "Shanghai Foo Pte. Ltd." is of
// Singapore. Taiwan is graded unknown: no center of the mainland serves it, and
// old records write its companies' country as "China".
func originOf(p crawlers.Party) origin {
	if taiwan(p.Address) {
		return origin{grade: crawlers.Unknown, elsewhere: true}
	}
	for _, stated := range []string{p.Country, lastPart(p.Address)} {
		switch country(stated) {
		case chinese:
			return origin{grade: crawlers.Confirmed, sign: stated}
		case foreign:
			// The American company of a Chinese maker often bears its name. The
			// legal form alone says nothing of one in Korea or Japan.
			o, words := originOfName(p.Name), wordsOf(stated)
			usual := slices.ContainsFunc(words, func(w string) bool { return coLtd[w] }) && !abroad(wordsOf(p.Name))
			return origin{grade: crawlers.Unknown, branch: o.branch, elsewhere: o.grade == crawlers.Unknown && o.branch == "" && (!o.open || usual)}
		}
	}
	if place, ok := placeIn(p.Address); ok {
		return origin{grade: crawlers.Confirmed, sign: place}
	}
	if p.Grade == crawlers.Confirmed || p.Grade == crawlers.Suspected {
		return origin{grade: p.Grade, sign: p.Name}
	}
	best := origin{grade: crawlers.Unknown}
	for _, name := range append([]string{p.Name}, p.Aliases...) {
		o := originOfName(name)
		if o.grade == crawlers.Suspected {
			return o
		}
		best.open, best.branch = best.open || o.open, cmp.Or(best.branch, o.branch)
	}
	return best
}

// Grade says how sure it is that a party is Chinese, as the rules judge it.
func Grade(p crawlers.Party) crawlers.Grade { return originOf(p).grade }

// originOfName grades by a name alone, which never says more than suspected.
func originOfName(name string) origin {
	words := wordsOf(name)
	if hanCompany(name) {
		return origin{grade: crawlers.Suspected, sign: name}
	}
	form := formOf(words)
	sign := cmp.Or(bracketed(name), placeSign(words, form))
	maker := ""
	if makes(words) {
		maker = name
	}
	if abroad(words) {
		return origin{grade: crawlers.Unknown, open: sign != "", branch: maker}
	}
	if maker != "" {
		return origin{grade: crawlers.Suspected, sign: maker}
	}
	if sign != "" {
		return origin{grade: crawlers.Suspected, sign: between(name, sign)}
	}
	if len(words) == 1 && storeOf(words[0]) {
		return origin{grade: crawlers.Suspected, sign: name}
	}
	pinyin := mandarin(words)
	eats := slices.ContainsFunc(words, kitchen)
	switch {
	case form == formHK, pinyin && !eats && (form == formAsian || form == formOther):
		return origin{grade: crawlers.Suspected, sign: name}
	case eats:
		return origin{grade: crawlers.Unknown}
	case form == formAsian, form != formNone && pinyin:
		// "Co., Ltd." is as usual in Korea and Japan. A person is never open:
		// one whose name is Chinese may have lived in Queens for good.
		return origin{grade: crawlers.Unknown, open: true}
	}
	return origin{grade: crawlers.Unknown}
}

// wordsOf splits a name into small words without punctuation. "Co.,Ltd" is
// two words, "H.K." is one.
func wordsOf(name string) []string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r != '.' && r != '\'' && r != '’' && r != '&' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	words := fields[:0]
	for _, f := range fields {
		if f = strings.NewReplacer(".", "", "'", "", "’", "").Replace(f); f != "" {
			words = append(words, f)
		}
	}
	return words
}

// between returns the words of name, as they stand in it, that fold to sign.
func between(name, sign string) string {
	if i := strings.Index(strings.ToLower(name), sign); i >= 0 && i+len(sign) <= len(name) {
		return name[i : i+len(sign)]
	}
	return name
}

// A form is what the legal form at the end of a name tells.
type form int

const (
	formNone  form = iota
	formUS         // Inc., LLC, Corp.: where it was founded, not by whom
	formAsian      // Co., Ltd.: China, and also Korea, Japan, Taiwan and Thailand
	formHK         // Co., Limited: Hong Kong, rarely anywhere else
	formOther      // Ltd., Limited, Group, Factory
)

func formOf(words []string) form {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "et" || w == "al" })
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch {
		case w == "co" && next == "limited":
			return formHK
		case (w == "co" || w == "company") && (next == "ltd" || next == "limited"), w == "coltd":
			return formAsian
		}
	}
	for _, w := range slices.Backward(words) {
		switch w {
		case "inc", "incorporated", "llc", "corp", "corporation", "lp", "llp", "pllc", "pc":
			return formUS
		case "ltd", "limited", "group", "factory", "co", "company", "enterprise", "enterprises", "holdings":
			return formOther
		}
	}
	return formNone
}

// bracketed returns the city that stands in brackets in a name, as the branch
// of a company has it: "Lilith Games (Shanghai)". No person's name does.
func bracketed(name string) string {
	_, after, _ := strings.Cut(strings.ReplaceAll(name, "（", "("), "(")
	inner, _, closed := strings.Cut(strings.ReplaceAll(after, "）", ")"), ")")
	if words := wordsOf(inner); closed && len(words) == 1 && (cities[words[0]] || states[words[0]]) {
		return words[0]
	}
	return ""
}

// placeSign returns the word of a name that places it in China, or "". A name
// without legal form or trade may be a person's: there are people called
// Jinhua, and then their family's name stands behind it. Half the Chinese
// restaurants of America are called Shanghai.
func placeSign(words []string, f form) string {
	trades := slices.ContainsFunc(words, trade)
	if slices.ContainsFunc(words, kitchen) || slices.ContainsFunc(words, civic) {
		return ""
	}
	if f == formNone && !trades {
		if len(words) > 1 && cities[words[0]] && !streets[words[1]] && !slices.ContainsFunc(words[1:], family) {
			return words[0]
		}
		return ""
	}
	for i, w := range words {
		if w == "hong" && i+1 < len(words) && words[i+1] == "kong" {
			return "hong kong"
		}
		if dishes[w] && f == formUS && !trades {
			continue
		}
		if cities[w] || states[w] {
			return w
		}
		if i+1 < len(words) && len(w) > 1 && len(words[i+1]) > 1 && cities[w+words[i+1]] {
			return w + " " + words[i+1] // "Yi Wu"
		}
	}
	return ""
}

// storeOf reports whether one word is a company's name run together behind
// its city: "Foshanshibingjiehaoyi".
func storeOf(w string) bool {
	for n := 5; n <= len(w)-4 && n <= 12; n++ {
		if cities[w[:n]] && docket.Pinyin(w[n:]) {
			return true
		}
	}
	return false
}

// mandarin reports whether a word of a name, or two that stand for one ("Yong
// Sheng"), is pinyin that nothing else is written as.
func mandarin(words []string) bool {
	for i, w := range words {
		if docket.Mandarin(w) || i+1 < len(words) && len(w) > 1 && docket.Pinyin(w) && docket.Pinyin(words[i+1]) && docket.Mandarin(w+words[i+1]) {
			return true
		}
	}
	return false
}

// makes reports whether a name begins as a known maker's does, or as its site:
// "DHgate.com Inc.".
func makes(words []string) bool {
	if starts(words, makers) {
		return true
	}
	if len(words) == 0 {
		return false
	}
	site, ok := strings.CutSuffix(words[0], "com") // its point is gone
	return ok && makers[site]
}

// starts reports whether a name begins as one of a table does.
func starts(words []string, table map[string]bool) bool {
	for n := range min(4, len(words)) {
		if table[strings.Join(words[:n+1], " ")] {
			return true
		}
	}
	return false
}

// abroad reports whether a name states another country or its legal form.
func abroad(words []string) bool {
	for i, w := range words {
		two := w
		if i+1 < len(words) {
			two = w + " " + words[i+1]
		}
		if others[w] || others[two] {
			return true
		}
	}
	return false
}

// hanCompany reports whether a name is written in Chinese and ends as
// companies, works and shops do.
func hanCompany(name string) bool {
	han := false
	for _, r := range name {
		if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return false
		}
		han = han || unicode.Is(unicode.Han, r)
	}
	return han && (strings.Contains(name, "公司") || strings.Contains(name, "厂") || strings.Contains(name, "店") || strings.Contains(name, "商行"))
}

// A nation is what the name of a country says.
type nation int

const (
	unsaid nation = iota
	chinese
	foreign
)

func country(s string) nation {
	words := slices.DeleteFunc(wordsOf(s), postcode) // "China 266071"
	name := strings.Join(words, " ")
	switch name {
	case "":
		return unsaid
	case "cn", "chn", "hk", "hkg", "mo", "mac", "prc", "pr china", "china", "peoples republic of china", "people s republic of china",
		"the peoples republic of china", "the people s republic of china", "mainland china", "hong kong", "hongkong", "hong kong sar", "macau", "macao", "中国", "香港", "澳门", "中国香港":
		return chinese
	case "republic of china":
		return foreign
	}
	if taiwan(s) { // "Taiwan, Province of China"
		return foreign
	}
	for _, end := range [...]string{" china", " prc", " hong kong", " hongkong"} {
		if strings.HasSuffix(name, end) && !strings.Contains(name, "republic of china") {
			return chinese
		}
	}
	if len(name) == 2 || len(words) > 1 && usState[words[len(words)-1]] || abroad(words) || name == "united states" || name == "usa" || name == "united states of america" {
		return foreign
	}
	return unsaid
}

// formosa are Taiwan and its cities, as far as none of the mainland is spelt so.
var formosa = set(`taiwan taipei taichung tainan kaohsiung hsinchu keelung`)

// taiwan reports whether an address is there. "Taipei Road, Shenzhen" is not.
func taiwan(address string) bool {
	words := wordsOf(address)
	for i, w := range words {
		if formosa[w] && (i+1 == len(words) || !streets[words[i+1]]) {
			return true
		}
	}
	return false
}

// postcode reports whether w is a number.
func postcode(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// lastPart is where an address names its country.
func lastPart(address string) string {
	if i := strings.LastIndexAny(address, ",，"); i >= 0 {
		address = address[i:]
	}
	return strings.Trim(address, ",， .\n\t")
}

// placeIn finds a Chinese city in an address that names no country.
func placeIn(address string) (string, bool) {
	words := wordsOf(address)
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		for run, n := w, i+1; n < min(len(words), i+3); run, n = run+words[n], n+1 { // "Kwun Tong", "Lai Chi Kok"
			if districts[run+words[n]] && !abroad(words) {
				return address, true
			}
		}
		if districts[w] && !abroad(words) {
			return address, true
		}
		// "Shanghai Street, Brooklyn" and "Canton, OH" are elsewhere.
		if cities[w] && !dishes[w] && !streets[next] && !abroad(words) && (len(words) < 2 || !usState[words[len(words)-1]] && !usState[words[max(0, len(words)-2)]]) {
			return between(address, w), true
		}
	}
	return "", false
}
