package store

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"tocsin/crawlers"
)

// words returns what a page says, as text: of HTML what a browser would show,
// of XML a line for each element that says something, of JSON its values without escapes, in which a name could hide. Of what is no
// text it is "".
func words(p StoredPage, header string, body []byte) (string, error) {
	page := crawlers.PageOf(p.URL, body, p.Fetched)
	var kept http.Header
	if err := json.Unmarshal([]byte(header), &kept); err != nil {
		return "", err
	}
	if kept.Get("Content-Type") != "" {
		page.Header = kept
	}
	kind := page.Header.Get("Content-Type")
	if !strings.HasPrefix(http.DetectContentType(body), "text/") {
		return "", nil
	}
	if strings.Contains(kind, "html") {
		doc, err := page.HTML()
		if err != nil {
			return "", nil //nolint:nilerr // a charset that nobody knows is no text
		}
		var b strings.Builder
		for _, n := range doc.Nodes {
			spell(&b, n)
		}
		return b.String(), nil
	}
	if json.Valid(body) {
		var out bytes.Buffer
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			return "", err
		}
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err := enc.Encode(v)
		return out.String(), err
	}
	if strings.Contains(kind, "xml") || bytes.HasPrefix(bytes.TrimLeft(body, "\ufeff \t\r\n"), []byte("<?xml")) {
		if text, ok := spellXML(body); ok {
			return text, nil
		}
	}
	r, err := charset.NewReader(bytes.NewReader(body), kind)
	if err != nil {
		return "", nil //nolint:nilerr // as above
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(r); err != nil {
		return "", err
	}
	if !utf8.Valid(out.Bytes()) {
		return "", nil
	}
	return html.UnescapeString(out.String()), nil
}

// spell writes the words below a node, each block on a line of its own. It
// follows siblings in a loop and children by calls, which the parser bounds.
func spell(b *strings.Builder, n *xhtml.Node) {
	switch {
	case n.Type == xhtml.TextNode:
		b.WriteString(strings.Join(strings.Fields(n.Data), " "))
		if n.Data != "" && strings.TrimRight(n.Data, " \t\r\n") != n.Data {
			b.WriteByte(' ')
		}
		return
	case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Noscript || n.DataAtom == atom.Template:
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		spell(b, c)
	}
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Tr, atom.Li, atom.Br, atom.Title, atom.H1, atom.H2, atom.H3, atom.H4, atom.Dt, atom.Dd, atom.Pre, atom.Option:
		b.WriteByte('\n')
	case atom.Td, atom.Th:
		b.WriteString(" · ")
	}
}

// spellXML writes what XML says, each element that holds text on a line behind
// its name, with its attributes. Ok is false of what is not well formed: that is
// shown as it is.
func spellXML(body []byte) (text string, ok bool) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.CharsetReader = charset.NewReaderLabel
	dec.Entity = xml.HTMLEntity
	var out, said strings.Builder
	names := []string{""}
	line := func() {
		if s := strings.Join(strings.Fields(plainOf(said.String())), " "); s != "" {
			out.WriteString(names[len(names)-1] + ": " + s + "\n")
		}
		said.Reset()
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), out.Len() > 0
		}
		if err != nil {
			return "", false
		}
		switch x := token.(type) {
		case xml.StartElement:
			line()
			names = append(names, x.Name.Local)
			for _, a := range x.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					out.WriteString(x.Name.Local + " " + a.Name.Local + ": " + a.Value + "\n")
				}
			}
		case xml.EndElement:
			line()
			names = names[:len(names)-1]
		case xml.CharData:
			said.Write(x)
		}
	}
}

// plainOf is the text of an element, which in a feed is often HTML itself.
func plainOf(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	doc, err := xhtml.Parse(strings.NewReader(s))
	if err != nil {
		return s
	}
	var b strings.Builder
	spell(&b, doc)
	return b.String()
}
