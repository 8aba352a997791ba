package register

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"tocsin/crawlers"
)

// ours tells the records of a document as this package reads them.
func ours(in io.Reader, name string) (string, error) {
	var b strings.Builder
	r := NewReader(in, name)
	r.buf, r.window = nil, 16 // so that tokens meet its end
	err := r.Each(func(e Element) error {
		write(&b, e, 0)
		return nil
	})
	return b.String(), err
}

func write(b *strings.Builder, e Element, depth int) {
	n := e.node()
	fmt.Fprintf(b, "%d %s", depth, e.Name())
	for _, a := range e.r.attrs[n.attrs : n.attrs+uint32(n.count)] {
		fmt.Fprintf(b, " %s=%q", local(e.in(a.name, a.name+uint32(a.width))), e.r.decoded(e.in(a.from, a.to)))
	}
	fmt.Fprintf(b, " %q\n", e.Text())
	for c := range e.Children() {
		write(b, c, depth+1)
	}
}

// theirs tells them as encoding/xml reads them.
func theirs(doc []byte, name string) (string, error) {
	type open struct {
		head string
		text []byte
		kids strings.Builder
	}
	var b strings.Builder
	var stack []*open
	for dec := xml.NewDecoder(bytes.NewReader(doc)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(stack) == 0 && t.Name.Local != name {
				continue
			}
			o := &open{head: fmt.Sprintf("%d %s", len(stack), t.Name.Local)}
			for _, a := range t.Attr {
				o.head += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
			}
			stack = append(stack, o)
		case xml.EndElement:
			if len(stack) == 0 {
				continue
			}
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			all := fmt.Sprintf("%s %q\n%s", o.head, o.text, o.kids.String())
			if len(stack) == 0 {
				b.WriteString(all)
			} else {
				stack[len(stack)-1].kids.WriteString(all)
			}
		case xml.CharData:
			if len(stack) > 0 {
				o := stack[len(stack)-1]
				o.text = append(o.text, t...)
			}
		case xml.Directive:
			return "", errors.New("how a document type is read differs on purpose")
		}
	}
}

// documents are seeds: each tells one thing that XML may do.
var documents = []string{
	`<all><r>text</r></all>`,
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<all>\r\n <r a=\"1\" b='2 &amp; \"3\"'>\n<x>B &amp; G</x><x/><y >&#65;&#x4e2d;</y ></r>\n <r/></all>",
	`<all><r><x><![CDATA[a < b && </r> ]]]]></x><x>a<!-- </r> -->b<?p ?>c<i>d</i>e</x></r></all>`,
	`<r><r><r>deep</r></r></r><r></r>`,
	`<a:all xmlns:a="urn:a"><a:r b:c="1">标</a:r></a:all>`,
	"<all><r>a\rb\r\nc&#13;d&#10;</r></all>",
	`<all><r>&nbsp;</r></all>`,
	`<all><r>cut`,
	`<all><r></x></all>`,
	`<all><r a=1/></all>`,
	`<!DOCTYPE all [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><all><r>&b;</r></all>`,
	`<!DOCTYPE all SYSTEM "all.dtd"><all><r>x</r></all>`,
	`<!DOCTYPE html><html><body>Not found</body></html>`,
	"<all><r>bad \x01 \xff</r></all>",
}

// FuzzReader holds the reader to encoding/xml on what is well formed, and to
// an end in a state that has a name on what is not, however the bytes come in.
func FuzzReader(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, err := ours(bytes.NewReader(doc), "r")
		named := errors.Is(err, crawlers.ErrShape) || errors.Is(err, crawlers.ErrTruncated) || errors.Is(err, crawlers.ErrBlocked)
		if err != nil && !named {
			t.Fatalf("ended without a state: %v", err)
		}
		slow, errSlow := ours(iotest.OneByteReader(bytes.NewReader(doc)), "r")
		if slow != got || fmt.Sprint(errSlow) != fmt.Sprint(err) {
			t.Fatalf("byte by byte it is another document: %q, %v; whole %q, %v", slow, errSlow, got, err)
		}
		want, theirErr := theirs(doc, "r")
		if theirErr != nil || unread(doc) {
			return
		}
		if err != nil {
			t.Fatalf("not read: %v; want %q", err, want)
		}
		if got != want {
			t.Fatalf("got\n%swant\n%s", got, want)
		}
	})
}

// unread reports a document that encoding/xml takes and the reader does not,
// or reads otherwise, as its comments say.
func unread(doc []byte) bool {
	if !bytes.HasPrefix(bytes.TrimLeft(doc, " \t\r\n"), []byte("<")) || bytes.Contains(bytes.ToLower(doc), []byte("<html")) {
		return true
	}
	return bytes.Contains(doc, []byte("<!DOCTYPE")) || bytes.Contains(doc, []byte("encoding"))
}
