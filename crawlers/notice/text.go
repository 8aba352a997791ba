package notice

import (
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A line is one of a page as a reader sees it.
type line struct {
	text string
	href string // of the first link in it
	item bool   // it is one of a list
}

// silent are the elements that show no text of the page itself.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true, atom.Nav: true, atom.Select: true,
	atom.Svg: true, atom.Iframe: true, atom.Form: true, atom.Button: true, atom.Object: true, atom.Header: true, atom.Footer: true,
}

// inline are the elements that do not begin a new line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Cite: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true,
	atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true,
	atom.Time: true, atom.U: true, atom.Td: true, atom.Th: true,
}

// linesOf returns the lines below n, without blank ones. It gives up after so
// many bytes and elements; whole says that it did not.
func linesOf(n *html.Node, most int) (lines []line, whole bool) {
	w := writer{left: most}
	w.walk(n, false)
	w.end(false)
	return w.out, w.left >= 0
}

// maxLines bounds the lines of one page.
const maxLines = 50_000

type writer struct {
	out  []line
	b    strings.Builder
	href string
	left int
}

// walk needs no bound on depth: the HTML parser has one.
func (w *writer) walk(n *html.Node, item bool) {
	if w.left -= 1 + len(n.Data); w.left < 0 {
		return
	}
	if len(w.out) > maxLines {
		w.left = -1
		return
	}
	switch n.Type {
	case html.TextNode:
		w.b.WriteString(n.Data)
		return
	case html.ElementNode:
		if silent[n.DataAtom] {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	case html.DocumentNode, html.ErrorNode, html.RawNode:
	}
	block := n.Type == html.ElementNode && !inline[n.DataAtom]
	if block {
		w.end(item)
	}
	switch n.DataAtom {
	case atom.A:
		if w.href == "" {
			w.href = attr(n, "href")
		}
	case atom.Li:
		item = true
	case atom.Td, atom.Th:
		if strings.TrimSpace(w.b.String()) != "" {
			w.b.WriteString(" | ")
		}
	}
	for c := n.FirstChild; c != nil && w.left > 0; c = c.NextSibling {
		w.walk(c, item)
	}
	if block {
		w.end(item)
	}
}

func (w *writer) end(item bool) {
	if t := plain(w.b.String()); t != "" {
		w.out = append(w.out, line{t, w.href, item})
		w.href = ""
	}
	w.b.Reset()
}

// plain makes every run of white space one blank and leaves out what no page
// means to show: control characters, and marks that turn the direction of what
// follows.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\n' && r != '\t' && r != '\r', 0x7f <= r && r < 0xa0,
			'\u200b' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e', '\u2060' <= r && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

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

// isDocument reports whether a link leads to a file rather than a page.
func isDocument(href string) bool {
	if href == "" || len(href) > maxAddress {
		return false
	}
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".zip":
		return true
	}
	return false
}

// Own returns the address that a link on a page of a site stands for, if it is
// on the site itself, with or without www; else "". Its fragment is dropped.
func Own(page, href string) string {
	base, err := url.Parse(page)
	if err != nil || base.Host == "" || strings.TrimSpace(href) == "" || len(href) > maxAddress {
		return ""
	}
	u, err := base.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || site(u) != site(base) {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

// maxAddress bounds an address that is kept.
const maxAddress = 2_000

func site(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }
