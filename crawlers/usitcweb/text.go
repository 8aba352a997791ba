package usitcweb

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A line is one of a page as a reader sees it, with the first link in it.
type line struct {
	text string
	href string
}

// silent are the elements that show no text of the page itself.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true,
	atom.Nav: true, atom.Select: true, atom.Svg: true, atom.Iframe: true,
}

// inline are the elements that do not begin a new line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Cite: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true,
	atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true,
	atom.Time: true, atom.U: true,
}

// linesOf returns the lines of what is selected, without blank ones.
func linesOf(s *goquery.Selection) []line {
	return linesUpTo(s, math.MaxInt)
}

// linesUpTo is linesOf, which gives up after so many bytes and elements.
func linesUpTo(s *goquery.Selection, most int) []line {
	w := lineWriter{left: most}
	for _, n := range s.Nodes {
		w.walk(n)
	}
	w.end()
	return w.out
}

type lineWriter struct {
	out  []line
	b    strings.Builder
	href string
	left int // bytes and elements that may still be read
}

// walk needs no bound on depth: the HTML parser has one.
func (w *lineWriter) walk(n *html.Node) {
	if w.left -= 1 + len(n.Data); w.left < 0 {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.b.WriteString(n.Data)
		return
	case html.ElementNode:
		if silent[n.DataAtom] || hidden(n) {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	case html.DocumentNode, html.ErrorNode, html.RawNode:
	}
	block := n.Type == html.ElementNode && !inline[n.DataAtom]
	if block {
		w.end()
	}
	if n.DataAtom == atom.A && w.href == "" {
		w.href = attr(n, "href")
	}
	for c := n.FirstChild; c != nil && w.left > 0; c = c.NextSibling {
		w.walk(c)
	}
	if block {
		w.end()
	}
}

func (w *lineWriter) end() {
	if t := strings.Join(strings.Fields(strings.ToValidUTF8(printable(w.b.String()), "\ufffd")), " "); t != "" {
		w.out = append(w.out, line{t, w.href})
		w.href = ""
	}
	w.b.Reset()
}

// printable leaves out control characters, which no page means to show.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

func hidden(n *html.Node) bool {
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if class == "visually-hidden" || class == "element-invisible" || class == "sr-only" {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// refused reports that the page is the content network's refusal, which has
// come with status 200 too.
func refused(doc *goquery.Document) error {
	if title := strings.TrimSpace(doc.Find("title").First().Text()); strings.EqualFold(title, "Access Denied") {
		return fmt.Errorf("%w: the site answers Access Denied: it refuses this network or program; give crawl.proxy an address it accepts", crawlers.ErrBlocked)
	}
	return nil
}

// noWork is the banner of a government that is shut down. A release that only
// speaks of deadlines moved by one is not it.
var noWork = regexp.MustCompile(`(?i)\blapse (?:in|of) (?:federal )?(?:appropriations|funding|government funding)\b[^.]{0,160}\b(?:ceased|suspended|closed|shut ?down|not (?:be )?(?:updated|operating|operational|monitored))\b`)

// bannerLines are how many lines of a page may be its banner.
const bannerLines = 60

// shutdown returns the error of a page that says the commission does not work.
func shutdown(text []line) error {
	for _, l := range text[:min(len(text), bannerLines)] {
		if s := noWork.FindString(l.text); s != "" {
			return fmt.Errorf("%w: the commission does not work: %q", crawlers.ErrBlocked, clip(s, 200))
		}
	}
	return nil
}

// writtenDate finds a day in the ways the site's pages write one.
var writtenDate = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (\d{1,2}),? (\d{4})\b|\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b|\b(\d{4})-(\d{2})-(\d{2})`)

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// dayIn returns the one day that s names: "Jan 19, 2022", "Sept. 4, 2018",
// "01/19/2022", "9/4/18". It is false for no day and for one that is not in
// the calendar.
func dayIn(s string) (time.Time, bool) {
	m := writtenDate.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	var month int
	year, day := m[3], m[2]
	switch {
	case m[1] != "":
		month = strings.Index(months, strings.ToLower(m[1]))/3 + 1
	case m[4] != "":
		year, month, day = m[6], number(m[4]), m[5]
		if len(year) == 2 {
			year = "20" + year
		}
	default:
		year, month, day = m[7], number(m[8]), m[9]
	}
	t := time.Date(number(year), time.Month(month), number(day), 0, 0, 0, 0, time.UTC)
	return t, t.Day() == number(day) && int(t.Month()) == month && t.Year() >= 1975
}

// number reads digits that a pattern has bounded.
func number(digits string) int {
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// maxText bounds the text of a filing.
const maxText = 60_000

// clip cuts s at a character.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// bounded cuts text at the end of a paragraph.
func bounded(text string) string {
	if len(text) <= maxText {
		return text
	}
	text = clip(text, maxText)
	if at := strings.LastIndexByte(text, '\n'); at > 0 {
		text = text[:at]
	}
	return text
}

// dayOf is a day as a filing gives it.
func dayOf(t time.Time) crawlers.Date { return crawlers.Date{Time: t, Day: true} }

// own names a notice that a matter can have several of: its day of issue.
func own(t time.Time) string { return t.Format("20060102") }

// product is what a title is about: "Certain" is how every title begins.
func product(caption string) string {
	if len(caption) > 8 && strings.EqualFold(caption[:8], "certain ") {
		return caption[8:]
	}
	return caption
}

// inText makes text of the web plain for reading; what is shown stays as it is.
func inText(s string) string { return section337.Plain(s) }
