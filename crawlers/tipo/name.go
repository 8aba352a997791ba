package tipo

import (
	"regexp"
	"strings"
	"unicode"
)

// What names say of the drawing. The office writes it behind the words, or
// where the drawing stands between them; 圖 alone ends many a real word, as 書
// may follow 及圖.
var (
	bracketed = regexp.MustCompile(`(?i)\s*[(（]\s*(?:and |& )?(?:彩色?|墨色|立體|設計[字圖體]|圖形?|簡體字?|繁體字?|[一二三四五六七八九十]|\d|device|logo|design|figurative|stylized|word|colou?r|col)(?: in colou?rs?)?\s*[)）]$`)
	drawn     = regexp.MustCompile(`(?:[及和與]?(?:設計圖|設計字|標章圖)|[及和與]圖[形樣]?|圖形)$`)
	between   = regexp.MustCompile(`及圖[形樣]?([\sA-Za-z])`)
	device    = regexp.MustCompile(`(?i)(?:^|\s+|\s*[&+,]\s*)(?:(?:and|with|&)\s+)?(?:device(?:\s+mark)?|logo|figurative|figurativo)$`)
	design    = regexp.MustCompile(`(?i)\s*(?:&|\band|\bwith)\s+design$`)
)

// words returns the words of a name, "" where it only tells of a drawing.
func words(name string) string {
	for range 4 { // "MUTLU & Device (Color)"
		before := name
		for _, re := range []*regexp.Regexp{bracketed, drawn, device, design} {
			name = strings.TrimSpace(re.ReplaceAllString(name, ""))
		}
		if name == before {
			break
		}
	}
	name = between.ReplaceAllString(name, " $1")
	return strings.Join(strings.Fields(name), " ")
}

// scripts returns the Chinese and the Latin words of a mark that has both.
func scripts(mark string) []string {
	han := only(mark, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	latin := only(mark, func(r rune) bool {
		return r < unicode.MaxLatin1 && !unicode.IsSpace(r) || unicode.Is(unicode.Latin, r)
	})
	if han == "" || !strings.ContainsFunc(latin, unicode.IsLetter) {
		return nil
	}
	return []string{han, latin}
}

// only returns the parts of s that are of a script, one blank between them.
func only(s string, is func(rune) bool) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !is(r) }), " ")
}
