package listing

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/antchfx/xpath"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"tocsin/crawlers"
	"tocsin/crawlers/table"
)

// Limits of one page.
const (
	maxRows   = 10_000
	maxValues = 200    // of one field of a row
	maxValue  = 20_000 // bytes of one value
	maxDepth  = 200    // of xml
	maxNodes  = 2_000_000
)

// A scan reads one page.
type scan struct {
	budget
	format string
	base   string                 // of the page's links
	root   *html.Node             // of html and xml
	doc    any                    // of json
	exprs  map[string]*xpath.Expr // of this scan alone: they are not for several goroutines
	heads  []string               // of csv, folded

	found []record
	ended error // how the page ended, if not well
}

// A record is one row of a page, by format.
type record struct {
	node  *html.Node
	value any
	cells table.Row
}

// open reads a page and finds its rows.
func open(p crawlers.Page, format string, steps int, rows, empty selector) (s *scan, err error) {
	s = &scan{budget: budget{steps}, format: format, base: p.URL, exprs: map[string]*xpath.Expr{}}
	if p.Size == 0 {
		return s, because(crawlers.ErrTruncated, "页面是空的", "the page is empty")
	}
	body, err := p.Bytes()
	if err != nil {
		return s, err
	}
	switch format {
	case "html":
		err = s.html(p, rows, empty)
	case "xml":
		err = s.xml(body, rows, empty)
	case "json":
		err = s.json(body, rows, empty)
	case "csv":
		err = s.csv(p, body)
	}
	if len(s.found) > maxRows {
		s.found, s.ended = s.found[:maxRows], because(crawlers.ErrShape, "超过 %d 行，选择器是否选得太宽？", "more than %d rows; does the rule select too much?", maxRows)
	}
	return s, err
}

// refusal finds what stands at the head of a page that is answered in place of
// the one that was asked for, also with status 200.
var refusal = regexp.MustCompile(`(?i)\b(?:access denied|request rejected|forbidden|attention required|just a moment|captcha|` +
	`service unavailable|maintenance|temporarily unavailable|runtime error|server error|application error|` +
	`sign ?in|log ?in|session (?:has )?expired)\b|访问被拒绝|人机验证|系统维护|请登录`)

func (s *scan) html(p crawlers.Page, rows, empty selector) error {
	doc, err := p.HTML()
	if err != nil {
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	s.root = doc.Nodes[0]
	if s.found = s.nodes(s.root, rows, maxRows+1); len(s.found) > 0 {
		return nil
	}
	heads := s.css(s.root, headings)
	for _, n := range heads[:min(len(heads), 10)] {
		if head := s.text(n); refusal.MatchString(head) {
			return because(crawlers.ErrBlocked, "网站返回的不是列表，而是 %.120q", "the place answers %.120q in place of its list", head)
		}
	}
	return s.none(len(s.nodes(s.root, empty, 1)) > 0, empty)
}

var headings = func() [][]step {
	chains, err := compileCSS("title, h1, h2")
	if err != nil {
		panic(err)
	}
	return chains
}()

// none says what a list without rows is.
func (s *scan) none(said bool, empty selector) error {
	if said || empty.blank() {
		return nil // whether that may be, the floor of the visit knows
	}
	return because(crawlers.ErrShape, "既没有行，也没有空列表上应有的内容（empty）", "there are no rows, nor what stands on a list without any (empty)")
}

// whole reports a row that is the page itself: its root, or its body.
func (s *scan) whole(r record) bool {
	n := r.node
	return n != nil && (n.Parent == nil || n.Parent == s.root || n.Data == "body" && s.format == "html")
}

// nodes returns the elements that a selector selects from one.
func (s *scan) nodes(from *html.Node, sel selector, limit int) (out []record) {
	switch {
	case sel.css != nil:
		for _, n := range s.css(from, sel.css) {
			if len(out) < limit {
				out = append(out, record{node: n})
			}
		}
	case sel.xpath != "":
		for _, h := range s.eval(s.expr(sel.xpath), s.root, from, limit) {
			if h.node != nil {
				out = append(out, record{node: h.node})
			}
		}
	}
	return out
}

func (s *scan) expr(text string) *xpath.Expr {
	e := s.exprs[text]
	if e == nil {
		var err error
		if e, err = compileXPath(text); err != nil {
			panic(err) // it was read when the rule was
		}
		s.exprs[text] = e
	}
	return e
}

func (s *scan) xml(body []byte, rows, empty selector) error {
	root, unclosed, err := parseXML(body)
	s.root = root
	if root == nil {
		return err
	}
	s.ended = err
	if root.FirstChild != nil && looksHTML(root) {
		return because(crawlers.ErrBlocked, "应为 XML，返回的却是网页", "a page for people where XML was asked for")
	}
	s.found = s.nodes(root, rows, maxRows+1)
	s.found = slices.DeleteFunc(s.found, func(r record) bool { return unclosed[r.node] }) // cut off in the middle
	if len(s.found) == 0 && err == nil {
		return s.none(len(s.nodes(root, empty, 1)) > 0, empty)
	}
	return nil
}

func looksHTML(root *html.Node) bool {
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return strings.EqualFold(c.Data, "html")
		}
	}
	return false
}

// parseXML reads a document into the kind of tree that HTML has, names without
// their prefixes. The elements that were open at its end are unclosed.
func parseXML(body []byte) (*html.Node, map[*html.Node]bool, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = charset.NewReaderLabel
	d.Strict = true
	d.Entity = xml.HTMLEntity
	root := &html.Node{Type: html.DocumentNode}
	at, depth, nodes, elements := root, 0, 0, false
	ended := func(err error) (*html.Node, map[*html.Node]bool, error) {
		unclosed := map[*html.Node]bool{}
		for n := at; n != root; n = n.Parent {
			unclosed[n] = true
		}
		return root, unclosed, err
	}
	for {
		t, err := d.Token()
		var syntax *xml.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			if !elements {
				return nil, nil, because(crawlers.ErrShape, "没有 XML 元素", "no XML element")
			}
			return ended(nil)
		case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
			return ended(fmt.Errorf("%w: %w", crawlers.ErrTruncated, err))
		case err != nil && root.FirstChild == nil && bytes.Contains(bytes.ToLower(body[:min(len(body), 500)]), []byte("<html")):
			return nil, nil, because(crawlers.ErrBlocked, "应为 XML，返回的却是网页", "a page for people where XML was asked for")
		case err != nil:
			return ended(fmt.Errorf("%w: %w", crawlers.ErrShape, err))
		}
		if nodes++; nodes > maxNodes {
			return ended(because(crawlers.ErrShape, "超过 %d 个元素", "more than %d elements", maxNodes))
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ended(because(crawlers.ErrShape, "嵌套超过 %d 层", "nested deeper than %d elements", maxDepth))
			}
			n := &html.Node{Type: html.ElementNode, Data: t.Name.Local}
			elements = true
			for _, a := range t.Attr {
				n.Attr = append(n.Attr, html.Attribute{Key: a.Name.Local, Val: a.Value})
			}
			at.AppendChild(n)
			at = n
		case xml.EndElement:
			at, depth = at.Parent, depth-1
		case xml.CharData:
			at.AppendChild(&html.Node{Type: html.TextNode, Data: string(t)})
		}
	}
}

func (s *scan) json(body []byte, rows, empty selector) error {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	var v any
	if err := crawlers.DecodeJSON(body, &numbers{&v}); err != nil {
		return err
	}
	s.doc = v
	for _, one := range s.follow(v, rows.path) {
		if len(s.found) > maxRows {
			break
		}
		switch one.(type) {
		case map[string]any, []any:
			s.found = append(s.found, record{value: one})
		}
	}
	if len(s.found) > 0 {
		return nil
	}
	if _, list := s.at(v, rows.path).([]any); list { // the list is there, and it is empty
		return nil
	}
	return s.none(!empty.blank() && len(s.follow(v, empty.path)) > 0, empty)
}

// at returns the value at a path without lists on its way, or nil.
func (s *scan) at(v any, path []string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			if list, ok := v.([]any); ok && key == "[*]" {
				return list
			}
			return nil
		}
		v = m[key]
	}
	return v
}

// numbers decodes JSON with its numbers as they are written.
type numbers struct{ into *any }

func (n *numbers) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(n.into)
}

func (s *scan) csv(p crawlers.Page, body []byte) error {
	if head := bytes.TrimSpace(body); len(head) > 0 && head[0] == '<' {
		return because(crawlers.ErrBlocked, "应为 CSV，返回的却是网页", "a page for people where CSV was asked for")
	}
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		return because(crawlers.ErrShape, "应为 CSV，返回的却是工作簿或压缩包", "a workbook or archive where CSV was asked for")
	}
	t, err := table.Read(bytes.NewReader(body), p.Size, "")
	if err != nil {
		return fmt.Errorf("%w: %w", crawlers.ErrShape, err)
	}
	for _, cell := range t.Rows[0].Cells {
		s.heads = append(s.heads, fold(cell))
	}
	for _, row := range t.Rows[1:] {
		s.found = append(s.found, record{cells: row})
	}
	return nil
}

// lacks returns the columns of fields that the table has not.
func (s *scan) lacks(cells []cell) (names []string) {
	for _, f := range cells {
		if f.sel.column != "" && !slices.Contains(s.heads, f.sel.column) {
			names = append(names, f.field.Select)
		}
	}
	return names
}

// values returns what a field has in a row, as the place writes it.
func (s *scan) values(r record, f cell) (out []string) {
	add := func(v string) {
		if len(v) > maxValue {
			v = strings.ToValidUTF8(v[:maxValue], "")
		}
		if v != "" && len(out) < maxValues {
			out = append(out, v)
		}
	}
	switch {
	case s.format == "csv" && f.sel.nth > 0:
		add(clean(r.cells.Cell(f.sel.nth - 1)))
	case s.format == "csv":
		add(clean(r.cells.Cell(slices.Index(s.heads, f.sel.column))))
	case s.format == "json":
		for _, v := range s.follow(r.value, f.sel.path) {
			switch v := v.(type) {
			case string:
				s.spend(len(v) / 16)
				add(clean(v))
			case json.Number:
				add(v.String())
			case bool:
				add(strconv.FormatBool(v))
			}
		}
	default:
		for _, h := range s.hits(r.node, f.sel) {
			switch {
			case h.node == nil:
				add(h.text)
			case f.field.Attr == "":
				add(s.text(h.node))
			default:
				for _, a := range h.node.Attr {
					if a.Key == f.field.Attr || strings.EqualFold(a.Key, f.field.Attr) {
						add(clean(a.Val))
					}
				}
			}
		}
	}
	return out
}

func (s *scan) hits(from *html.Node, sel selector) (out []hit) {
	switch {
	case sel.css != nil:
		for _, n := range s.css(from, sel.css) {
			out = append(out, hit{node: n})
		}
	case sel.xpath != "":
		return s.eval(s.expr(sel.xpath), s.root, from, maxValues)
	default:
		out = append(out, hit{node: from})
	}
	return out
}

// clean makes text one line that can be stored and shown.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r), r == '\u200b', r == '\ufeff':
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// fold makes words alike that differ in case and spaces.
func fold(s string) string { return strings.ToLower(clean(s)) }

// attr returns an attribute of an element, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
