package listing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/antchfx/xpath"
	"golang.org/x/net/html"
)

// errBudget is what a scan that would go on for too long panics with.
var errBudget = wrong("读取该页所需步骤超过上限：请缩小选择范围或缩短表达式", "reading the page takes more steps than a page may: select less, by a narrower selector or a shorter expression")

// maxSteps is how many steps reading one page may take: nodes gone to, text
// taken, characters matched. It is a second or two.
const maxSteps = 30_000_000

// A budget counts steps. Selectors and expressions are a person's and pages a
// place's, so nobody knows beforehand what one costs on the other.
type budget struct{ left int }

func (b *budget) spend(n int) {
	if b.left -= n; b.left < 0 {
		panic(errBudget)
	}
}

// A selector is one of the ways to select, by format.
type selector struct {
	css    [][]step // html: any of the chains
	xpath  string   // html and xml
	path   []string // json: keys, numbers in brackets, and "[*]"
	column string   // csv: the head, folded
	nth    int      // csv: or the number of the column, from 1
}

// blank reports the selector that selects what it starts at.
func (s selector) blank() bool {
	return s.css == nil && s.xpath == "" && s.path == nil && s.column == "" && s.nth == 0
}

// compile reads a selector. The empty one selects nothing more than it starts at.
func compile(format, text string) (s selector, err error) {
	switch {
	case len(text) > maxSelect:
		return s, wrong("最长 %d 字节", "want at most %d bytes", maxSelect)
	case text == "":
	case format == "html" && !isXPath(text):
		s.css, err = compileCSS(text)
	case format == "html" || format == "xml":
		s.xpath = text
		_, err = compileXPath(text)
	case format == "json":
		s.path, err = compilePath(text)
	case text[0] == '#':
		if s.nth, err = strconv.Atoi(text[1:]); err != nil || s.nth < 1 || s.nth > 200 {
			err = wrong("%.60q：列号要写成 #3 这样", "%.60q: want the number of a column, such as #3", text)
		}
	default:
		s.column = fold(text)
	}
	return s, err
}

// isXPath tells an expression from a CSS selector, which cannot begin so.
func isXPath(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") || strings.HasPrefix(s, "(")
}

// compileXPath reads an expression. The library panics on some of them.
func compileXPath(text string) (e *xpath.Expr, err error) {
	defer func() {
		if p := recover(); p != nil {
			e, err = nil, wrong("%.80q 不是 XPath 表达式", "%.80q is no XPath expression", text)
		}
	}()
	if e, err = xpath.Compile(text); err != nil {
		return nil, &fault{Words{fmt.Sprintf("%.80q 不是 XPath 表达式", text), fmt.Sprintf("%.80q is no XPath expression: %v", text, err)}, nil}
	}
	return e, nil
}

// A step is a simple selector, and how it stands to the one before.
type step struct {
	how byte // ' ', '>', '+', '~'; 0 for the first
	sel cascadia.Sel
}

// compileCSS reads a group of selectors. They are taken apart here, since the
// library goes back and forth between the steps of one for as long as a page
// makes it.
func compileCSS(text string) (chains [][]step, err error) {
	parts, err := split(text)
	if err != nil {
		return nil, err
	}
	var chain []step
	for _, p := range parts {
		if p.how == ',' {
			chains, chain, p.how = append(chains, chain), nil, 0
		}
		sel, err := simple(p.text)
		if err != nil {
			return nil, err
		}
		chain = append(chain, step{p.how, sel})
	}
	return append(chains, chain), nil
}

type part struct {
	how  byte
	text string
}

// split takes a selector apart at its combinators.
func split(text string) (parts []part, err error) {
	how, start, depth, quote := byte(0), -1, 0, byte(0)
	end := func(i int) {
		if start >= 0 {
			parts, start, how = append(parts, part{how, text[start:i]}), -1, ' '
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			if start < 0 {
				start = i
			}
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '(':
			if depth++; start < 0 {
				start = i
			}
		case c == ']' || c == ')':
			depth--
		case depth > 0:
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			end(i)
		case strings.IndexByte(">+~,", c) >= 0:
			if end(i); len(parts) == 0 || how != ' ' {
				return nil, wrong("%.80q：%q 之前缺少内容", "%.80q: %q has nothing before it", text, c)
			}
			how = c
		case start < 0:
			start = i
		}
	}
	if quote != 0 || depth != 0 {
		return nil, wrong("%.80q：引号或括号没有成对", "%.80q: a quotation mark or bracket is not closed", text)
	}
	if end(len(text)); len(parts) == 0 || how != ' ' {
		return nil, wrong("%.80q：没有写完", "%.80q: it ends too early", text)
	}
	return parts, nil
}

// pseudo are the classes that cost little on any page.
var pseudo = []string{"first-child", "last-child", "only-child", "empty", "not", "nth-child", "nth-last-child"}

// simple reads a selector without combinators.
func simple(text string) (cascadia.Sel, error) {
	outside := text
	for open := strings.IndexByte(outside, '['); open >= 0; open = strings.IndexByte(outside, '[') {
		shut := closing(outside[open:])
		if strings.Contains(outside[open:open+shut], "#=") {
			return nil, wrong("%.80q：不能含有 #=", "%.80q: want no #= in it", text)
		}
		outside = outside[:open] + outside[open+shut:]
	}
	for rest := outside; ; {
		_, after, found := strings.Cut(rest, ":")
		if !found {
			break
		}
		name := after[:len(after)-len(strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz-"))]
		rest = after[len(name):]
		inner, _, _ := strings.Cut(strings.TrimPrefix(rest, "("), ")")
		switch n, err := strconv.Atoi(inner); {
		case !slices.Contains(pseudo, name):
			return nil, wrong("%.80q：不支持 :%.20s，可用 :%s，或改用 XPath", "%.80q: want no :%.20s; there are :%s; or use XPath", text, name, strings.Join(pseudo, ", :"))
		case strings.HasPrefix(name, "nth-") && (err != nil || n < 1 || n > 100):
			return nil, wrong("%.80q：:%s 的括号里要写 1 到 100 的数", "%.80q: want a number up to 100 in :%s", text, name)
		case name == "not" && strings.ContainsAny(inner, ":( ,>+~"):
			return nil, wrong("%.80q：:not 里只能写一个简单选择器", "%.80q: want one simple selector in :not", text)
		}
	}
	sel, err := cascadia.Parse(text)
	if err != nil {
		return nil, &fault{Words{fmt.Sprintf("%.80q 不是 CSS 选择器", text), fmt.Sprintf("%.80q is no CSS selector: %v", text, err)}, nil}
	}
	return sel, nil
}

// closing returns where the bracket that s begins with has ended.
func closing(s string) int {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == ']':
			return i + 1
		}
	}
	return len(s)
}

// css returns the elements below root that any of the chains selects, in the
// order of the page. A chain is gone through from its first step to its last,
// each in one walk over the page.
func (b *budget) css(root *html.Node, chains [][]step) (out []*html.Node) {
	all := map[*html.Node]bool{}
	for _, chain := range chains {
		var set map[*html.Node]bool
		for _, st := range chain {
			set = b.next(root, set, st)
		}
		for n := range set {
			all[n] = true
		}
	}
	if len(all) == 0 {
		return nil
	}
	b.walk(root, func(n *html.Node) {
		if all[n] {
			out = append(out, n)
		}
	})
	return out
}

// next returns the elements that one more step leads to from a set.
func (b *budget) next(root *html.Node, set map[*html.Node]bool, st step) map[*html.Node]bool {
	out := map[*html.Node]bool{}
	if st.how != 0 && len(set) == 0 {
		return out
	}
	var below func(n *html.Node, above bool)
	below = func(n *html.Node, above bool) {
		elder, before := false, false
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			b.spend(1)
			if c.Type != html.ElementNode {
				continue
			}
			to := st.how == 0 || st.how == ' ' && above || st.how == '>' && set[n] || st.how == '~' && elder || st.how == '+' && before
			if to {
				b.spend(len(c.Attr))
				if st.sel.Match(c) {
					out[c] = true
				}
			}
			before = set[c]
			elder = elder || before
			below(c, above || before)
		}
	}
	below(root, false)
	return out
}

// walk visits the elements below root in the order of the page.
func (b *budget) walk(root *html.Node, visit func(*html.Node)) {
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		b.spend(1)
		if c.Type == html.ElementNode {
			visit(c)
			b.walk(c, visit)
		}
	}
}

// blocks are the elements that stand on lines of their own.
var blocks = map[string]bool{"br": true, "p": true, "div": true, "li": true, "tr": true, "td": true, "th": true, "dd": true, "dt": true, "h1": true, "h2": true, "h3": true, "h4": true}

// text returns what a person reads in a node.
func (b *budget) text(n *html.Node) string {
	var s strings.Builder
	b.write(&s, n)
	return clean(s.String())
}

func (b *budget) write(s *strings.Builder, n *html.Node) {
	b.spend(1 + len(n.Data)/16)
	switch {
	case n.Type == html.TextNode:
		s.WriteString(n.Data)
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template"):
		return
	case n.Type == html.ElementNode && blocks[n.Data]:
		s.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.write(s, c)
	}
	if n.Type == html.ElementNode && blocks[n.Data] {
		s.WriteByte(' ')
	}
}

// nav goes about a page for XPath, and pays for every step.
type nav struct {
	b         *budget
	root, cur *html.Node
	attr      int // of cur's, -1 for cur itself
}

func (n *nav) NodeType() xpath.NodeType {
	switch {
	case n.attr >= 0:
		return xpath.AttributeNode
	case n.cur.Type == html.TextNode:
		return xpath.TextNode
	case n.cur.Type == html.CommentNode, n.cur.Type == html.DoctypeNode:
		return xpath.CommentNode
	case n.cur.Type == html.DocumentNode:
		return xpath.RootNode
	}
	return xpath.ElementNode
}

func (n *nav) LocalName() string {
	n.b.spend(1)
	if n.attr >= 0 {
		return n.cur.Attr[n.attr].Key
	}
	return n.cur.Data
}

func (n *nav) Prefix() string { return "" }

func (n *nav) Value() string {
	n.b.spend(1)
	switch {
	case n.attr >= 0:
		return n.cur.Attr[n.attr].Val
	case n.cur.Type == html.ElementNode || n.cur.Type == html.DocumentNode:
		return n.b.text(n.cur)
	}
	n.b.spend(len(n.cur.Data) / 16)
	return n.cur.Data
}

func (n *nav) Copy() xpath.NodeNavigator {
	n.b.spend(4)
	c := *n
	return &c
}

func (n *nav) MoveToRoot() { n.cur, n.attr = n.root, -1 }

func (n *nav) MoveToParent() bool {
	if n.attr >= 0 {
		n.attr = -1
		return true
	}
	return n.cur != n.root && n.to(n.cur.Parent)
}

func (n *nav) MoveToNextAttribute() bool {
	n.b.spend(1)
	if n.cur.Type != html.ElementNode || n.attr >= len(n.cur.Attr)-1 {
		return false
	}
	n.attr++
	return true
}

func (n *nav) MoveToChild() bool    { return n.attr < 0 && n.to(n.cur.FirstChild) }
func (n *nav) MoveToNext() bool     { return n.attr < 0 && n.to(n.cur.NextSibling) }
func (n *nav) MoveToPrevious() bool { return n.attr < 0 && n.to(n.cur.PrevSibling) }

func (n *nav) MoveToFirst() bool {
	if n.attr >= 0 || n.cur.Parent == nil {
		return false
	}
	return n.to(n.cur.Parent.FirstChild)
}

func (n *nav) MoveTo(other xpath.NodeNavigator) bool {
	o, ok := other.(*nav)
	if !ok || o.root != n.root {
		return false
	}
	n.cur, n.attr = o.cur, o.attr
	return true
}

func (n *nav) to(node *html.Node) bool {
	n.b.spend(1)
	if node == nil {
		return false
	}
	n.cur = node
	return true
}

// A hit is an element, an attribute of one, or a text that an expression made.
type hit struct {
	node *html.Node
	text string // where node is nil
}

// An exprError is what the library panics with about an expression that is none
// for what it meets.
type exprError struct {
	expr string
	why  any
}

// eval returns what an expression selects from a node, at most limit.
func (b *budget) eval(e *xpath.Expr, root, from *html.Node, limit int) (out []hit) {
	defer func() {
		if why := recover(); why == any(errBudget) {
			panic(why)
		} else if why != nil {
			panic(exprError{e.String(), why})
		}
	}()
	switch v := e.Evaluate(&nav{b, root, from, -1}).(type) {
	case *xpath.NodeIterator:
		for len(out) < limit && v.MoveNext() {
			n, ok := v.Current().(*nav)
			switch {
			case !ok:
			case n.attr >= 0:
				out = append(out, hit{text: clean(n.cur.Attr[n.attr].Val)})
			case n.cur.Type == html.TextNode:
				out = append(out, hit{text: clean(n.cur.Data)})
			default:
				out = append(out, hit{node: n.cur})
			}
		}
	case string:
		b.spend(len(v) / 16)
		out = append(out, hit{text: clean(v)})
	case float64:
		out = append(out, hit{text: strconv.FormatFloat(v, 'f', -1, 64)})
	case bool:
		out = append(out, hit{text: strconv.FormatBool(v)})
	}
	return out
}

// compilePath reads a path such as data.items[*].names[0] or $["two words"].x.
func compilePath(text string) (path []string, err error) {
	rest := strings.TrimPrefix(text, "$")
	for rest != "" {
		switch rest = strings.TrimPrefix(rest, "."); {
		case strings.HasPrefix(rest, `["`):
			key, after, ok := strings.Cut(rest[2:], `"]`)
			if !ok {
				return nil, wrong(`%.80q：方括号里的名称之后要有 "]`, `%.80q: want "] after a name in brackets`, text)
			}
			path, rest = append(path, key), after
		case strings.HasPrefix(rest, "["):
			inner, after, ok := strings.Cut(rest[1:], "]")
			if n, err := strconv.Atoi(inner); !ok || inner != "*" && (err != nil || n < 0 || n > 1_000_000) {
				return nil, wrong("%.80q：方括号里要写数字或 *", "%.80q: want a number or * in brackets", text)
			}
			path, rest = append(path, "["+inner+"]"), after
		default:
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 || strings.ContainsAny(rest[:end], " ?()@*\"']") {
				return nil, wrong(`%.80q：路径要写成 data.items[0].name 这样，含其他字符的名称写在 ["…"] 里`, `%.80q: want a path such as data.items[0].name, with ["…"] around a name of other characters`, text)
			}
			path, rest = append(path, rest[:end]), rest[end:]
		}
	}
	return path, nil
}

// follow returns the values a path leads to. A list at its end is its items.
func (b *budget) follow(v any, path []string) []any {
	now := []any{v}
	for _, key := range append(slices.Clone(path), "") {
		var next []any
		for _, v := range now {
			b.spend(1)
			switch v := v.(type) {
			case map[string]any:
				if key == "" {
					next = append(next, v)
				} else if one, ok := v[key]; ok {
					next = append(next, one)
				}
			case []any:
				b.spend(len(v))
				switch n, err := strconv.Atoi(strings.Trim(key, "[]")); {
				case key == "" || key == "[*]":
					next = append(next, v...)
				case key[0] == '[' && err == nil && n < len(v):
					next = append(next, v[n])
				}
			default:
				if key == "" {
					next = append(next, v)
				}
			}
		}
		now = next
	}
	return now
}
