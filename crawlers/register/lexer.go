package register

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"tocsin/crawlers"
)

// The classes of bytes in names.
const (
	nameByte  = 1 // may stand in a name
	nameStart = 2 // and may begin it
)

// class is by byte. Which letters beyond ASCII may stand in names matters to
// nobody who looks for names he knows.
var class = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80:
			t[c] = nameStart
		case c >= '0' && c <= '9' || c == '-' || c == '.':
			t[c] = nameByte
		}
	}
	return t
}()

// nameEnd returns where the name that begins at i ends.
func nameEnd(b []byte, i int) int {
	for i < len(b) && class[b[i]] != 0 {
		i++
	}
	return i
}

// space returns where the white space that begins at i ends.
func space(b []byte, i int) int {
	for i < len(b) && white(b[i]) {
		i++
	}
	return i
}

func white(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// local returns a name without its prefix.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i > 0 && i < len(name)-1 {
		return name[i+1:]
	}
	return name
}

// attributes reads the rest of a start tag after its name and returns where it
// ends and whether its element is empty. The attributes lie in the record, or
// in the tag where there is none.
func (r *Reader) attributes(b []byte, i int) (end int, empty bool, err error) {
	base := uint32(0)
	if r.holds() {
		base = r.off(0)
	}
	for n := 0; ; n++ {
		i = space(b, i)
		switch {
		case i+1 >= len(b) && (i >= len(b) || b[i] != '>'):
			return 0, false, r.longer(i, maxTag)
		case b[i] == '>':
			return i + 1, false, nil
		case b[i] == '/' && b[i+1] == '>':
			return i + 2, true, nil
		case n == maxAttrs:
			return 0, false, shape("an element with more than %d attributes", maxAttrs)
		}
		name := i
		if i = nameEnd(b, i); i < len(b) && (i == name || class[b[name]] != nameStart || i-name > maxName) {
			return 0, false, shape("no attribute near %.40q", b[name:])
		}
		width := i - name
		if i = space(b, i); i < len(b) && b[i] != '=' {
			return 0, false, shape("an attribute without a value near %.40q", b[name:])
		}
		if i = space(b, i+1); i >= len(b) {
			return 0, false, r.longer(i, maxTag)
		}
		quote := b[i]
		if quote != '"' && quote != '\'' {
			return 0, false, shape("a value without quotes near %.40q", b[name:])
		}
		from := i + 1
		to := bytes.IndexByte(b[from:], quote)
		if to < 0 {
			return 0, false, r.longer(len(b), maxTag)
		}
		i = from + to + 1
		if bytes.IndexByte(b[from:i], '<') >= 0 {
			return 0, false, shape("a < within quotes near %.40q", b[name:])
		}
		if i > maxTag {
			return 0, false, r.longer(i, maxTag)
		}
		r.attrs = append(r.attrs, attr{base + uint32(name), base + uint32(from), base + uint32(i-1), uint16(width)})
	}
}

// declaration reads what begins with <! at r.at.
func (r *Reader) declaration() error {
	b := r.buf[r.at:]
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		return r.past("<!--", "-->")
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		return r.past("<![CDATA[", "]]>")
	case bytes.HasPrefix(b, []byte("<!DOCTYPE")) && len(r.stack) == 0:
		return r.doctype(b)
	case len(b) < len("<![CDATA["):
		return errMore
	}
	return shape("a declaration where none may be: %.40q", b)
}

// past skips what begins with one text and ends with another. In a record it
// stays where it is, for whoever asks for the text.
func (r *Reader) past(begin, end string) error {
	b := r.buf[r.at:]
	if len(b) < len(begin) {
		return errMore
	}
	i := bytes.Index(b[len(begin):], []byte(end))
	if i < 0 {
		return r.longer(len(b), r.limit)
	}
	r.at += len(begin) + i + len(end)
	return nil
}

// doctype skips a document type. It declares elements at most.
func (r *Reader) doctype(b []byte) error {
	if len(b) > maxDTD {
		b = b[:maxDTD]
	}
	subset, quote := false, byte(0)
	for i := len("<!DOCTYPE"); i < len(b); i++ {
		c := b[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
			r.tally.DTD = r.tally.DTD || !subset // a name or an address before the subset
		case c == '[':
			subset = true
		case c == ']':
			subset = false
		case c == '>' && !subset:
			r.at += i + 1
			return nil
		case c == '<' && bytes.HasPrefix(b[i:], []byte("<!--")):
			end := bytes.Index(b[i+4:], []byte("-->"))
			if end < 0 {
				return r.longer(len(b)+1, maxDTD)
			}
			i += 4 + end + 2
		case c == '<' && bytes.HasPrefix(b[i:], []byte("<!ENTITY")):
			return shape("it declares entities of its own, which are not expanded")
		case c == '>' || c == '<':
			// of a declaration in the subset
		}
	}
	return r.longer(len(b)+1, maxDTD)
}

var declared = regexp.MustCompile(`^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// prolog looks at the first bytes: what they are, and in which encoding.
func (r *Reader) prolog() error {
	if err := r.fill(); err != nil && err != io.EOF { //nolint:errorlint // fill gives it bare
		return err
	}
	r.buf = bytes.TrimPrefix(r.buf, []byte("\ufeff"))
	head := bytes.TrimLeft(r.buf, " \t\r\n")
	start := strings.ToLower(string(head[:min(len(head), 14)]))
	switch {
	case len(head) == 0 && r.ended != nil:
		return errCut
	case bytes.HasPrefix(r.buf, []byte("\xff\xfe")), bytes.HasPrefix(r.buf, []byte("\xfe\xff")):
		return shape("it is in UTF-16, which is not read")
	case strings.HasPrefix(start, "<html") || start == "<!doctype html":
		return fmt.Errorf("%w: a web page in place of the document", crawlers.ErrBlocked)
	case len(head) == 0 || head[0] != '<':
		return shape("it begins with %.40q", head)
	}
	m := declared.FindSubmatch(head)
	if m == nil {
		return nil
	}
	switch enc := strings.ToLower(string(m[1])); enc {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return nil
	case "iso-8859-1", "latin1", "windows-1252":
		// Those who say ISO-8859-1 mean what Windows makes of it.
		read := r.in
		if r.ended != nil {
			read = strings.NewReader("")
		}
		r.in = charmap.Windows1252.NewDecoder().Reader(io.MultiReader(bytes.NewReader(bytes.Clone(r.buf)), read))
		r.buf, r.ended = r.buf[:0], nil
		return nil
	default:
		return shape("it is in %.40q, which is not read", enc)
	}
}
