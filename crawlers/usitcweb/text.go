package usitcweb

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

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

// product is what a title is about: "Certain" is how every title begins.
func product(caption string) string {
	if len(caption) > 8 && strings.EqualFold(caption[:8], "certain ") {
		return caption[8:]
	}
	return caption
}

// inText makes text of the web plain for reading; what is shown stays as it is.
func inText(s string) string { return section337.Plain(s) }
