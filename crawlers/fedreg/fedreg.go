// Package fedreg watches the notices of the United States International Trade
// Commission in the Federal Register, by the interface its publisher documents
// for programs.
//
// A notice is shown first on public inspection, a business day later in print.
// Both have a list and a text. A row of a list tells little, but tells it even
// where no text can be had; the text names the parties with their addresses.
// So one act may have four reports, told apart by [crawlers.Filing.Part].
package fedreg

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is the Federal Register.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Check: check}

// parse reads a list in JSON, a text in one of the two dialects of XML, or a
// text in plain letters. Which it is the page's first bytes say.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n")
	switch root := rootOf(body); {
	case len(body) == 0:
		return fmt.Errorf("%w: empty body", crawlers.ErrTruncated)
	case body[0] == '{':
		return parseList(p, body, emit)
	case root == "html" && !bytes.Contains(body, []byte("<pre>")):
		return fmt.Errorf("%w: a page for people, where the interface for programs was asked", crawlers.ErrBlocked)
	case root == "html", root == "" && isPlain(body):
		return parseNotice(p, readPlain(string(body)), emit)
	case root == "":
		return fmt.Errorf("%w: neither a list nor a document of the Federal Register", crawlers.ErrBlocked)
	case !notices[root]:
		return fmt.Errorf("%w: a <%s> where a notice was expected", crawlers.ErrShape, root)
	}
	d, ended := readXML(body)
	if err := parseNotice(p, d, emit); err != nil {
		return err
	}
	return ended
}

// notices are the roots of documents. Only a notice can be about section 337;
// the commission's rules are read to learn that they are not.
var notices = map[string]bool{"notice": true, "rule": true, "prorule": true, "proposedrule": true, "presdocu": true}

// rootOf returns the name of the first element in lower case, or "".
func rootOf(body []byte) string {
	for range 100 { // prologues
		body = bytes.TrimLeft(body, " \t\r\n")
		if len(body) < 2 || body[0] != '<' {
			return ""
		}
		end := ">"
		switch {
		case bytes.HasPrefix(body, []byte("<!--")):
			end = "-->"
		case body[1] == '?':
			end = "?>"
		case body[1] == '!':
			if head := bytes.ToLower(body[:min(len(body), 20)]); bytes.HasPrefix(head, []byte("<!doctype html")) {
				return "html"
			}
		default:
			name := body[1:]
			if n := bytes.IndexAny(name, " \t\r\n/>"); n >= 0 {
				name = name[:n]
			}
			return strings.ToLower(string(name[:min(len(name), 40)]))
		}
		i := bytes.Index(body, []byte(end))
		if i < 0 {
			return ""
		}
		if body[1] == '!' && end == ">" && bytes.IndexByte(body[:i], '[') > 0 {
			return "!doctype" // one that defines entities
		}
		body = body[i+len(end):]
	}
	return ""
}
