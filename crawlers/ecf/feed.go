package ecf

import (
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"tocsin/crawlers"
)

// A Feed is what a court says about its feed as a whole.
type Feed struct {
	Title       string
	Link        string
	Description string // the feed's scope: "Docket entries of type: cmp,motion,order"
	Built       string // as the court writes it; some give no time, or an old one
}

// Channel reads the head of a feed. The scope tells which silence is no news
// and which is a feed that does not show such entries; a change of it is
// something a person should hear of.
func Channel(p crawlers.Page) (Feed, error) {
	text, err := text(p)
	if err != nil {
		return Feed{}, err
	}
	return newScanner(text).head()
}

// text returns the body as UTF-8. The courts declare ISO-8859-1 and mostly
// send ASCII: bytes that are UTF-8 are taken as such, whatever is declared.
func text(p crawlers.Page) (string, error) {
	var b strings.Builder
	b.Grow(int(p.Size))
	if _, err := io.Copy(&b, p.Reader()); err != nil {
		return "", fmt.Errorf("read page: %w", err)
	}
	s := strings.TrimPrefix(b.String(), "\ufeff")
	if utf8.ValidString(s) {
		return s, nil
	}
	for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) && !utf8.FullRuneInString(s[i:]) && utf8.ValidString(s[:i]) {
			return s[:i], nil // cut within a letter
		}
	}
	b.Reset()
	b.Grow(len(s) + len(s)/8)
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String(), nil
}

// An item is one item of a feed, its entities resolved.
type item struct{ title, link, description, guid, pubDate string }

// maxField bounds the text of one element. A caption of 10,000 characters is
// odd but can be read.
const maxField = 1 << 16

// A scanner reads the elements of a feed. It is lenient as feed readers are
// (a stray "<" is text, unknown elements are passed over), looks at every
// byte once, knows no entities but those of HTML, and refuses a DOCTYPE.
type scanner struct {
	s  string
	at int

	over bool // the root has ended
	next bool // at stands at the start of an item's content
}

func newScanner(s string) *scanner { return &scanner{s: s} }

// The kinds of token.
type kind int

const (
	end     kind = iota // of the text, between two tokens
	cut                 // of the text, within a token
	chars               // text with entities
	literal             // CDATA
	opening
	closing
	empty // <guid/>
	doctype
)

// token returns the next token; s is the text or the name of an element.
func (z *scanner) token() (kind, string) {
	for z.at < len(z.s) {
		rest := z.s[z.at:]
		if rest[0] != '<' {
			n := strings.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			z.at += n
			return chars, rest[:n]
		}
		switch {
		case len(rest) < 2:
			return cut, ""
		case rest[1] == '?':
			if !z.skip(rest, "?>") {
				return cut, ""
			}
		case strings.HasPrefix(rest, "<!--"):
			if !z.skip(rest, "-->") {
				return cut, ""
			}
		case strings.HasPrefix(rest, cdata):
			n := strings.Index(rest, "]]>")
			if n < 0 {
				return cut, ""
			}
			z.at += n + len("]]>")
			return literal, rest[len(cdata):n]
		case rest[1] == '!':
			if len(rest) < len(cdata) && (strings.HasPrefix(cdata, rest) || strings.HasPrefix("<!--", rest)) {
				return cut, ""
			}
			return doctype, ""
		case rest[1] == '/' || 'a' <= rest[1]|0x20 && rest[1]|0x20 <= 'z':
			return z.tag(rest)
		default:
			z.at++
			return chars, "<"
		}
	}
	return end, ""
}

const cdata = "<![CDATA["

func (z *scanner) skip(rest, until string) bool {
	n := strings.Index(rest, until)
	if n < 0 {
		return false
	}
	z.at += n + len(until)
	return true
}

// tag reads a tag. A ">" within a quoted attribute does not end it.
func (z *scanner) tag(rest string) (kind, string) {
	n := strings.IndexByte(rest, '>')
	if n >= 0 && strings.IndexByte(rest[:n], '=') > 0 {
		n = unquoted(rest)
	}
	if n < 0 {
		return cut, ""
	}
	z.at += n + 1
	name, k := rest[1:n], opening
	if name != "" && name[0] == '/' {
		name, k = name[1:], closing
	} else if strings.HasSuffix(name, "/") {
		name, k = name[:len(name)-1], empty
	}
	if i := strings.IndexAny(name, " \t\r\n"); i >= 0 {
		name = name[:i]
	}
	return k, name
}

// unquoted returns the place of the first ">" outside quotes, or -1.
func unquoted(s string) int {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// head reads up to the first item and says why the page is not a court's
// feed, if it is none.
func (z *scanner) head() (Feed, error) {
	var f Feed
	if err := z.root(); err != nil {
		return f, err
	}
	for {
		k, name := z.token()
		switch {
		case k == end || k == cut:
			return f, fmt.Errorf("%w: the feed ends within its head", crawlers.ErrTruncated)
		case k == doctype:
			return f, errDoctype
		case k == closing && name == "rss":
			z.over = true
			return f, f.off()
		case k == opening && name == "item":
			z.next = true
			return f, f.off()
		case k == opening && (name == "image" || name == "textInput"):
			if _, ok := z.field(name); !ok {
				return f, fmt.Errorf("%w: the feed ends within its head", crawlers.ErrTruncated)
			}
		case k == opening:
			to := map[string]*string{"title": &f.Title, "link": &f.Link, "description": &f.Description, "lastBuildDate": &f.Built, "pubDate": &f.Built}[name]
			if to == nil {
				continue
			}
			text, ok := z.field(name)
			if !ok {
				return f, fmt.Errorf("%w: the feed ends within its head", crawlers.ErrTruncated)
			}
			if *to == "" {
				*to = text
			}
		}
	}
}

var errDoctype = fmt.Errorf("%w: a DOCTYPE, which no court's feed has and which could hide entities", crawlers.ErrShape)

// root reads up to <rss>.
func (z *scanner) root() error {
	for {
		k, name := z.token()
		switch {
		case k == end || k == cut:
			return fmt.Errorf("%w: the page has no root element", crawlers.ErrTruncated)
		case k == chars && strings.TrimSpace(name) == "":
		case k == opening && name == "rss":
			return nil
		case k == opening && (name == "feed" || name == "rdf:RDF"):
			return fmt.Errorf("%w: a feed, but not RSS 2.0: <%s>", crawlers.ErrShape, name)
		case k == doctype && !html5(z.s[z.at:]):
			return errDoctype
		default:
			return fmt.Errorf("%w: not a feed but a page that begins %.80q", crawlers.ErrBlocked, strings.TrimSpace(z.s[:min(len(z.s), 400)]))
		}
	}
}

func html5(s string) bool {
	const want = "<!doctype html"
	return len(s) >= len(want) && strings.EqualFold(s[:len(want)], want)
}

// off says that the court has switched its feed off, which it does in a feed
// that is whole and lists nothing.
func (f Feed) off() error {
	if strings.Contains(strings.ToLower(f.Description), "not configured") {
		return fmt.Errorf("%w: the court's feed is switched off: %.80q", crawlers.ErrBlocked, f.Description)
	}
	for _, code := range [...]string{"404", "500", "503"} {
		if strings.HasPrefix(f.Title, code) {
			return fmt.Errorf("%w: the court answers with an error in the shape of a feed: %.80q", crawlers.ErrBlocked, f.Title)
		}
	}
	return nil
}

// item returns the next item, or nil after the last one of a whole feed.
func (z *scanner) item() (*item, error) {
	for !z.next {
		if z.over {
			return nil, nil
		}
		k, name := z.token()
		switch {
		case k == end || k == cut:
			return nil, errCut
		case k == doctype:
			return nil, errDoctype
		case k == opening && name == "item":
			z.next = true
		case k == closing && name == "rss":
			z.over = true
		}
	}
	z.next = false
	var it item
	for {
		k, name := z.token()
		switch {
		case k == end || k == cut:
			return nil, errCut
		case k == doctype:
			return nil, errDoctype
		case k == closing && (name == "item" || name == "channel" || name == "rss"):
			z.over = name == "rss"
			return &it, nil
		case k == opening && name == "item": // the one before was not closed
			z.next = true
			return &it, nil
		case k == opening:
			to := it.element(name)
			if to == nil {
				continue
			}
			text, ok := z.field(name)
			if !ok {
				return nil, errCut
			}
			if *to == "" {
				*to = text
			}
		}
	}
}

var errCut = fmt.Errorf("%w: the feed ends before </rss>", crawlers.ErrTruncated)

func (it *item) element(name string) *string {
	switch name {
	case "title":
		return &it.title
	case "link":
		return &it.link
	case "description":
		return &it.description
	case "guid":
		return &it.guid
	case "pubDate":
		return &it.pubDate
	}
	return nil
}

// field returns the text of the element that has just been opened, without
// the markup in it. It is false if the text ends before the element does.
func (z *scanner) field(name string) (string, bool) {
	text := ""
	var more strings.Builder
	for {
		from := z.at
		k, s := z.token()
		switch k {
		case end, cut, doctype:
			return "", false
		case closing:
			if s == name {
				if more.Len() > 0 {
					text = more.String()
				}
				return strings.TrimSpace(text), true
			}
			if s == "item" || s == "channel" || s == "rss" { // never closed: the rest is not its text
				z.at = from
				return strings.TrimSpace(text), true
			}
		case chars, literal:
			if k == chars {
				s = unescape(s)
			}
			switch {
			case len(text)+len(s) > maxField || more.Len()+len(s) > maxField:
				// Too long to be a name; what came before stands for it.
			case text == "":
				text = s
			default:
				if more.Len() == 0 {
					more.WriteString(text)
				}
				more.WriteString(s)
			}
		}
	}
}

func unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}
