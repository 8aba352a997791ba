// Package notice reads what plaintiffs' law firms publish about a suit on
// their own sites: its number and court, its caption, the documents, and the
// sellers of a "Schedule A", which is where those who are sued can find out.
//
// A firm writes the number without the court's office, the court in words or
// as a code of its own, and the sellers in whatever table or list it likes.
// What a page does not say is not guessed.
package notice

import (
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// A Notice is what a page tells about one case.
type Notice struct {
	Text      string // the page's own words
	Caption   string // "Plaintiff v. Defendants"; "" where no line is one
	Court     string // short name; "" where the page names none
	Plaintiff string // where a line of its own says it
	Brands    []string
	Sellers   []crawlers.Party
	Documents []Document

	Cut bool // there is more on the page than we read

	lines []line
}

// A Document is a paper of the case that the page links to.
type Document struct {
	Number string `json:"number,omitempty"` // as the firm counts or the court numbers them: pages do not say which
	Name   string `json:"name"`
	Filed  string `json:"filed,omitempty"`
	URL    string `json:"url,omitempty"` // where it is on the firm's own site
}

// Limits of one page.
const (
	maxPage      = 4 << 20 // bytes and elements
	maxText      = 60_000
	maxDocuments = 500
	maxBrands    = 50
)

// Read reads the content of a page of one case. It is pure.
func Read(page string, content *goquery.Selection) Notice {
	var n Notice
	for _, node := range content.Nodes {
		lines, whole := linesOf(node, maxPage)
		n.lines = append(n.lines, lines...)
		n.Cut = n.Cut || !whole
	}
	var text strings.Builder
	for _, l := range n.lines {
		if text.Len()+len(l.text) >= maxText {
			break
		}
		text.WriteString(l.text + "\n")
	}
	n.Text = strings.TrimSpace(text.String())
	n.Court = Court(n.Text)
	n.Caption = caption(n.lines)
	n.labels()
	n.documents(page)
	var l list
	for _, t := range content.Find("table").EachIter() {
		l.table(t)
	}
	l.lines(n.lines)
	n.Sellers, n.Cut = l.sellers, n.Cut || l.cut
	return n
}

var (
	versus   = regexp.MustCompile(`(?i)\S\s+(?:v|vs)\.?\s+\S`)
	versusIn = regexp.MustCompile(`(?i)^(?:v|vs)\.?,?$`)
	brand    = regexp.MustCompile(`(?i)^(?:plaintiff['’]?s?['’]? )?(?:brands?(?: names?)?|trade ?marks?|marks?)\s*[:：]\s*(.+)$`)
	sues     = regexp.MustCompile(`(?i)^plaintiffs?(?: names?)?\s*[:：]\s*(.+)$`)
	caseNo   = regexp.MustCompile(`(?i)[\s,;|(\[–—-]*\b(?:civil (?:action )?)?(?:case|docket)?\s*(?:no\.?|number|#)?\s*[:#]?\s*(?:\d[:-])?(?:20)?\d\d(?:[- ]?(?:cv|civ\.?)[- ]?|(?-i: C ))\d{1,5}\b(?:-[a-z]{2,4}\b)?[)\]\s:|,;–—-]*`)
)

// longestCaption bounds a line that is a caption; more is a sentence.
const longestCaption = 400

// caption returns the first line that is one. It may stand on three lines, as
// on a pleading.
func caption(lines []line) string {
	for i, l := range lines {
		switch {
		case len(l.text) > longestCaption || isDocument(l.href):
		case versus.MatchString(l.text):
			if c := Caption(l.text); c != "" {
				return c
			}
		case versusIn.MatchString(l.text) && 0 < i && i+1 < len(lines):
			return Caption(clip(lines[i-1].text, longestCaption) + " v. " + clip(lines[i+1].text, longestCaption))
		}
	}
	return ""
}

// Caption returns a title without the number of the case, if a caption is
// left of it, else "".
func Caption(title string) string {
	t := strings.TrimSpace(caseNo.ReplaceAllString(dashes.Replace(plain(clip(title, 4*longestCaption))), " "))
	t = strings.Trim(t, " ,;:|-")
	if !versus.MatchString(t) {
		return ""
	}
	return t
}

// labels reads the lines that begin with what they tell.
func (n *Notice) labels() {
	for _, l := range n.lines {
		if len(l.text) > longestCaption {
			continue
		}
		if m := brand.FindStringSubmatch(l.text); m != nil {
			for _, b := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ';' || r == '，' || r == '、' || r == '|' }) {
				if b = cleanName(strings.Trim(b, " .®™")); b != "" && len(n.Brands) < maxBrands && !holds(n.Brands, b) {
					n.Brands = append(n.Brands, b)
				}
			}
		}
		if m := sues.FindStringSubmatch(l.text); m != nil && n.Plaintiff == "" {
			n.Plaintiff = cleanName(m[1])
		}
	}
}

var (
	// bare are the words of a link that does not say what it leads to.
	bare = wordSet("download here click view pdf open link document read")
	// more are those after what it leads to.
	more = regexp.MustCompile(`(?i)\s*[-–—:|(]\s*(?:download|view|pdf|click here|open)(?: pdf)?\s*\)?$`)
)

// documents lists the papers that lines link to.
func (n *Notice) documents(page string) {
	before := ""
	for _, l := range n.lines {
		if !isDocument(l.href) {
			before = l.text
			continue
		}
		name := more.ReplaceAllString(clip(l.text, longestCaption), "")
		if w := strings.Fields(crawlers.FoldName(name)); len(w) > 0 && len(w) <= 3 && bare[w[0]] {
			name = before
		}
		if len(n.Documents) == maxDocuments {
			n.Cut = true
			return
		}
		n.Documents = append(n.Documents, Document{Name: clip(name, longestCaption), URL: Own(page, l.href)})
	}
}

// Links returns the words that may tell the number of the case once more: the
// names and addresses of the documents.
func (n Notice) Links() string {
	var b strings.Builder
	for _, d := range n.Documents {
		b.WriteString(d.Name + " " + d.URL + "\n")
	}
	return b.String()
}

// Filing is the notice as a filing: the act of a firm that tells the public
// of a suit. Title, Filed, Slug and Raw are the caller's.
func (n Notice) Filing(key crawlers.Key, firm, title string) crawlers.Filing {
	name := docket.CleanName(title)
	f := crawlers.Filing{Key: key, Kind: crawlers.Lawsuit, Title: name.Title, Text: n.Text}
	plaintiff := name.Plaintiff
	if plaintiff == "" {
		plaintiff = n.Plaintiff
	}
	for _, p := range []crawlers.Party{{Role: crawlers.Plaintiff, Name: plaintiff}, {Role: crawlers.Defendant, Name: name.Defendant}} {
		if p.Name != "" {
			f.Parties = append(f.Parties, p)
		}
	}
	f.Parties = append(f.Parties, n.Sellers...)
	f.Parties = append(f.Parties, crawlers.Party{Role: crawlers.LawFirm, Name: firm})
	for _, b := range n.Brands {
		f.Marks = append(f.Marks, crawlers.Mark{Text: b})
	}
	if len(n.Sellers) > 0 {
		f.Act = "schedule-a-exhibit"
	}
	return f
}

// Slug names the notice by the firm's own name of its page.
func Slug(page string) string {
	page = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '.', r == '_':
			return r
		}
		return '-'
	}, strings.ToLower(plain(page)))
	if page = strings.Trim(clip(page, 200), "-."); page == "" {
		return ""
	}
	return "notice." + page
}

// Day reads a day as firms write it.
func Day(s string) (crawlers.Date, bool) {
	s = plain(s)
	for _, layout := range []string{"1/2/2006", "1/2/06", "1-2-2006", time.DateOnly, "January 2, 2006", "Jan 2, 2006", "Jan. 2, 2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1990 {
			return crawlers.Date{Time: t, Day: true}, true
		}
	}
	return crawlers.Date{}, false
}

// Words returns a piece of HTML as a reader sees it, on one line.
func Words(fragment string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(clip(fragment, maxCell)))
	if err != nil {
		return "" // a string can always be read
	}
	return cell(doc.Get(0))
}

// Cell returns what is selected as a reader sees it, on one line.
func Cell(s *goquery.Selection) string {
	if s.Length() == 0 {
		return ""
	}
	return cell(s.Get(0))
}
