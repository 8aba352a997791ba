package notice

import (
	"regexp"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// states lists every state with a federal district court: its name, how
// lawyers cite it, its postal code, and the first letters of its districts
// (none where the state is one district).
var states = strings.Fields(`
	alabama/ala/al/mns alaska/alaska/ak arizona/ariz/az arkansas/ark/ar/ew california/cal/ca/cens colorado/colo/co connecticut/conn/ct
	delaware/del/de columbia/dc/dc florida/fla/fl/mns georgia/ga/ga/mns hawaii/haw/hi idaho/idaho/id illinois/ill/il/cns indiana/ind/in/ns
	iowa/iowa/ia/ns kansas/kan/ks kentucky/ky/ky/ew louisiana/la/la/emw maine/me/me maryland/md/md massachusetts/mass/ma michigan/mich/mi/ew
	minnesota/minn/mn mississippi/miss/ms/ns missouri/mo/mo/ew montana/mont/mt nebraska/neb/ne nevada/nev/nv newhampshire/nh/nh
	newjersey/nj/nj newmexico/nm/nm newyork/ny/ny/ensw northcarolina/nc/nc/emw northdakota/nd/nd ohio/ohio/oh/ns oklahoma/okla/ok/enw
	oregon/or/or pennsylvania/pa/pa/emw puertorico/pr/pr rhodeisland/ri/ri southcarolina/sc/sc southdakota/sd/sd tennessee/tenn/tn/emw
	texas/tex/tx/ensw utah/utah/ut vermont/vt/vt virginia/va/va/ew washington/wash/wa/ew westvirginia/wva/wv/ns wisconsin/wis/wi/ew wyoming/wyo/wy`)

// named and coded give the court's own short name: "n illinois" and "ndill",
// "ndil", "ilnd" are "ilnd".
var named, coded = func() (words, codes map[string]string) {
	words, codes = map[string]string{}, map[string]string{}
	for _, s := range states {
		f := strings.Split(s, "/")
		letters := []string{""}
		if len(f) == 4 {
			letters = strings.Split(f[3], "")
		}
		for _, l := range letters {
			id := f[2] + l + "d"
			words[l+" "+f[0]] = id
			codes[id], codes[l+"d"+f[1]], codes[l+"d"+f[2]] = id, id, id
		}
	}
	return words, codes
}()

var (
	districtOf = regexp.MustCompile(`(?i)\b(?:(northern|southern|eastern|western|central|middle)\s+)?district\s+of\s+([a-z]+)(?:\s+([a-z]+))?`)
	cited      = regexp.MustCompile(`\b(?:[NSEWCM]\. ?)?D\. ?(?:[A-Z][a-z]*\.? ?){1,2}`)
)

// longestCode is that of "W.D. Wash." with its points and blanks.
const longestCode = 14

// Court returns the short name ("ilnd") of the federal district court that s
// names first: in words, as lawyers cite it ("N.D. Ill."), or, where s is
// nothing else, by a code ("NDIL", "ILND"). It is "" where s names none.
func Court(s string) string {
	if len(s) <= longestCode {
		if id := coded[letters(s)]; id != "" {
			return id
		}
	}
	for _, m := range districtOf.FindAllStringSubmatch(s, 20) {
		first := ""
		if m[1] != "" {
			first = strings.ToLower(m[1][:1])
		}
		for _, state := range []string{m[2] + m[3], m[2]} {
			if id := named[first+" "+strings.ToLower(state)]; id != "" {
				return id
			}
		}
	}
	for _, m := range cited.FindAllString(s, 20) {
		for m != "" {
			if id := coded[letters(m)]; id != "" {
				return id
			}
			m = m[:max(0, strings.LastIndexAny(strings.TrimRight(m, " ."), " ."))]
		}
	}
	return ""
}

// letters keeps the letters of s, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// A Number is the number of a civil case as people outside the court write it.
type Number struct {
	Office string // "1", or "" where it is left out, as it mostly is
	Rest   string // "25-cv-01234"
}

var (
	civil   = regexp.MustCompile(`(?i)(?:\b(\d)[:-])?\b(?:20)?(\d\d)[- ]?(?:cv|civ\.?)[- ]?(\d{1,5})\b`)
	chicago = regexp.MustCompile(`\b()(\d\d) C (\d{3,5})\b`) // as judges there write it: "16 C 7988"
)

// maxNumbers bounds the numbers of one text; a page tells of one case.
const maxNumbers = 200

// Numbers returns the case numbers in s: "25-cv-01234", "1:2025-cv-01234",
// "24 Civ. 1962", "16 C 7988".
func Numbers(s string) (out []Number) {
	s = dashes.Replace(s)
	for _, form := range []*regexp.Regexp{civil, chicago} {
		for _, m := range form.FindAllStringSubmatch(s, maxNumbers) {
			out = append(out, Number{m[1], m[2] + "-cv-" + strings.Repeat("0", 5-len(m[3])) + m[3]})
		}
	}
	return out
}

// dashes are what a page's typography makes of the one in a number.
var dashes = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u00a0", " ")

// oneOffice holds the courts whose civil cases all begin with one digit. The
// Northern District of Illinois has a second one, which its own words tell.
var oneOffice = map[string]string{"ilnd": "1", "ded": "1", "cod": "1", "dcd": "1"}

// Key names the case that the first number in texts is the number of. The
// office may stand in any of them; where it stands in none and the court has
// several, the case has no name, and why says so.
func Key(court string, texts ...string) (key crawlers.Key, why string) {
	var all []Number
	for _, t := range texts {
		all = append(all, Numbers(t)...)
	}
	switch {
	case len(all) == 0:
		return key, "no docket number"
	case court == "":
		return key, "no court"
	}
	var offices []string
	for _, n := range all {
		if n.Rest == all[0].Rest && n.Office != "" && !slices.Contains(offices, n.Office) {
			offices = append(offices, n.Office)
		}
	}
	if len(offices) == 0 {
		offices = append(offices, officeOf(court, texts))
	}
	switch {
	case len(offices) > 1:
		return key, "two offices of the court are named"
	case offices[0] == "":
		return key, "the court has several offices and the page does not say which"
	}
	return crawlers.Key{Authority: "us-" + court, Number: offices[0] + ":" + all[0].Rest}, ""
}

func officeOf(court string, texts []string) string {
	if court == "ilnd" && slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), "western division") }) {
		return "3"
	}
	return oneOffice[court]
}
