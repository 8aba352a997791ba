package usitcweb

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

// releases are the news releases. They are told by their own wording rather
// than by markup: each has its number in a line "News Release 25-074", and a
// listing shows them whole, one after another.
type releases struct {
	Listing `yaml:",inline"`

	Days  int    `yaml:"days"`  // before the newest of a listing, for those it only begins
	Links string `yaml:"links"` // selects the links to single releases
}

// An article is one release or bulletin on a page.
type article struct {
	number   string // "25-074"
	date     string // as written, "" where the page does not say
	inv      string // what stands after "Inv. No(s)."
	headline string
	link     string
	body     []string // paragraphs behind the headline
}

// maxArticles bounds the releases of one page.
const maxArticles = 1000

var (
	releaseLine = regexp.MustCompile(`^(?:News Release|Bulletin):? +(\d{2}-\d{1,4})\b`)
	invLine     = regexp.MustCompile(`^Inv(?:estigation)?\.? No(?:\(s\)|s)?\.?:? *(.+)$`)
	contactLine = regexp.MustCompile(`^(?:Media )?Contacts?:`)
	wholeDate   = regexp.MustCompile(`^(?:For Immediate Release:? *)?(?:[A-Z][a-z]+day, )?[A-Z][a-z]+\.? \d{1,2}, \d{4}$`)
	endLine     = regexp.MustCompile(`^(?:# ?# ?#|-+ ?30 ?-+)`)
	proseLine   = regexp.MustCompile(`^The (?:United States|U\.S\.) International Trade Commission\b`)
	titleLine   = regexp.MustCompile(`(?i)^(?:the )?(?:u\.?s\.?itc|u\.s\. international trade commission) (?:institutes|votes|to |makes|issues|finds|launches|reviews|determines)|\bsection 337 investigation`)
)

// labels are what the site sets before a value, in an element of its own.
var labels = regexp.MustCompile(`^(?:News Release|Bulletin|Inv(?:estigation)?\.? No(?:\(s\)|s)?\.?|Contact):?$`)

// articles returns the releases on a page in its order.
func articles(text []line) []article {
	text = joinLabels(text)
	var starts []int
	for i, l := range text {
		if releaseLine.MatchString(l.text) && len(starts) < maxArticles {
			starts = append(starts, i)
		}
	}
	var out []article
	from := 0
	for i, at := range starts {
		end, near := len(text), headLines
		if i+1 < len(starts) {
			end = beginOf(text, at, starts[i+1])
		}
		if len(starts) > 1 {
			near = 2
		}
		out = append(out, articleOf(text[max(from, at-near):at], text[at:end]))
		from = end
	}
	return out
}

// beginOf returns where the release begins that has its number in line next:
// its date may stand before that, and its headline too if none stands behind.
// Lines up to at are of the release before.
func beginOf(text []line, at, next int) int {
	begin := next
	if begin-1 > at && wholeDate.MatchString(text[begin-1].text) {
		begin--
	}
	if begin-1 > at && titled(text[begin-1]) && !titledBehind(text[next+1:min(next+1+headLines, len(text))]) {
		begin--
	}
	return begin
}

// titledBehind reports whether the first line behind a release's number and
// what goes with it is a headline, and not that of the next one.
func titledBehind(text []line) bool {
	for i, l := range text {
		if invLine.MatchString(l.text) || contactLine.MatchString(l.text) || wholeDate.MatchString(l.text) {
			continue
		}
		return titled(l) && (i+1 == len(text) || !wholeDate.MatchString(text[i+1].text))
	}
	return false
}

// headLines are how many lines before its number may belong to a release that
// has the page for itself.
const headLines = 20

// titled reports whether a line is a headline of the commission's.
func titled(l line) bool { return len(l.text) < 600 && titleLine.MatchString(l.text) }

// articleOf reads a release from its number on, and what of it stands above.
func articleOf(above, text []line) article {
	a := article{number: releaseLine.FindStringSubmatch(text[0].text)[1]}
	var title line
	for _, l := range slices.Backward(above) {
		switch {
		case a.date == "" && wholeDate.MatchString(l.text):
			a.date = l.text
		case title.text == "" && titled(l):
			title = l
		}
	}
	head := true
	for _, l := range text[1:] {
		if endLine.MatchString(l.text) {
			break
		}
		m := invLine.FindStringSubmatch(l.text)
		switch {
		case head && m != nil:
			a.inv = m[1]
		case head && contactLine.MatchString(l.text):
		case head && a.date == "" && wholeDate.MatchString(l.text):
			a.date = l.text
		case head && a.headline == "" && !proseLine.MatchString(l.text) && (title.text == "" || titled(l)):
			a.headline, a.link = l.text, l.href
		default:
			head = false
			a.body = append(a.body, l.text)
		}
	}
	if a.headline == "" {
		a.headline, a.link = title.text, title.href
	}
	return a
}

// joinLabels puts a label and its value, which the site may set in elements of
// their own, on one line.
func joinLabels(text []line) []line {
	out := make([]line, 0, len(text))
	for i := 0; i < len(text); i++ {
		l := text[i]
		if labels.MatchString(l.text) && i+1 < len(text) {
			i++
			l = line{l.text + " " + text[i].text, l.href}
		}
		out = append(out, l)
	}
	return out
}

// whole reports whether a listing shows the release to its end: every release
// on institution has this paragraph behind the respondents.
func (a article) whole() bool {
	return slices.ContainsFunc(a.body, func(p string) bool { return strings.HasPrefix(p, "By instituting") })
}

// addressDate is the day in the address of a release: 2025/er0612_67152.htm.
var addressDate = regexp.MustCompile(`/news_release/(\d{4})/er(\d{2})(\d{2})`)

// day returns the day of the release, from what it says or from its address.
func (a article) day(address string) (time.Time, bool) {
	if t, ok := dayIn(a.date); ok {
		return t, true
	}
	if m := addressDate.FindStringSubmatch(address); m != nil {
		return dayIn(m[1] + "-" + m[2] + "-" + m[3])
	}
	return time.Time{}, false
}

// parse emits the releases on section 337 that a page shows whole, and one
// that has the page for itself however little it says.
func (rs releases) parse(p crawlers.Page, doc *goquery.Document, text []line, emit func(crawlers.Filing) error) error {
	list := articles(text)
	if len(list) == 0 && doc.Find(rs.Links).Length() == 0 {
		return shape("releases.links", "no news release: no line begins with \"News Release\" and a number, and %q selects no link to one", rs.Links)
	}
	alone := len(list) == 1 && pathOf(p.URL) != pathOf(rs.URL)
	var t tally
	for _, a := range list {
		if !alone && !a.whole() {
			continue
		}
		address := absolute(p.URL, rs.URL, a.link)
		if address == "" && alone {
			address = absolute(p.URL, rs.URL, p.URL)
		}
		f, why := a.filing(address)
		switch {
		case why != "":
			t.leave(why, a.number+" "+a.headline)
			continue
		case f.Key == (crawlers.Key{}):
			continue
		}
		if f.URL == "" {
			f.URL = rs.URL
		}
		if f.Act == "institution" && !slices.ContainsFunc(f.Parties, respondent) {
			t.note("a release on institution names no respondents", a.number+" "+a.headline)
		}
		if err := t.emit(f, emit); err != nil {
			return err
		}
	}
	return t.end(p, false)
}

func respondent(p crawlers.Party) bool { return p.Role == crawlers.Respondent }

// begun returns the addresses of recent releases that a listing only begins:
// releases told in part by their text, and links without any.
func (rs releases) begun(page string, doc *goquery.Document) []string {
	list := articles(linesOf(doc.Selection))
	whole := map[string]bool{}
	for _, a := range list {
		if a.whole() || a.inv != "" && !strings.Contains(a.inv+a.headline, "337") {
			whole[absolute(page, rs.URL, a.link)] = true
		}
	}
	var newest time.Time
	var out []string
	links := map[string]time.Time{}
	for _, l := range doc.Find(rs.Links).EachIter() {
		address := absolute(page, rs.URL, l.AttrOr("href", ""))
		day, ok := article{}.day(address)
		if _, seen := links[address]; !ok || seen || !sameSite(page, address) {
			continue
		}
		links[address] = day
		if day.After(newest) {
			newest = day
		}
		if !whole[address] && len(out) < maxArticles {
			out = append(out, address)
		}
	}
	oldest := newest.AddDate(0, 0, -rs.Days)
	return slices.DeleteFunc(out, func(address string) bool { return links[address].Before(oldest) })
}
