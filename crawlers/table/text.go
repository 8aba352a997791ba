package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads a text with separators.
func (t *Table) readText(body []byte) error {
	if err := foreign(body); err != nil {
		return err
	}
	text, form, err := decode(body)
	if err != nil {
		return err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "<") {
		return errors.New("the file is a web page or XML, whatever its name says: open it in a spreadsheet and save it as XLSX or CSV")
	}
	comma, text := separator(text)
	t.Form = form + ", " + separators[comma]
	r := reader(text, comma)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err // no text provokes one
		}
		line, _ := r.FieldPos(0)
		if err := t.add(line, cells); err != nil {
			return err
		}
	}
}

// reader reads what people save: rows of any length, and quotation marks in
// the middle of a cell.
func reader(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	return r
}

// foreign reports a file that is something else, by its first bytes.
func foreign(body []byte) error {
	for magic, says := range map[string]string{
		"\xd0\xcf\x11\xe0":    "the file is a workbook with a password, or an old one (XLS): save it as XLSX without a password",
		"%PDF":                "the file is a PDF: export the list as XLSX or CSV instead",
		"\x1f\x8b":            "the file is compressed (gzip): unpack it first",
		"Rar!":                "the file is compressed (RAR): unpack it first",
		"7z\xbc\xaf":          "the file is compressed (7z): unpack it first",
		"\x89PNG":             "the file is a picture: export the list as XLSX or CSV instead",
		"\xff\xd8\xff":        "the file is a picture: export the list as XLSX or CSV instead",
		"PK\x05\x06":          "the file is an empty archive",
		"SQLite format 3\x00": "the file is a database: export the list as XLSX or CSV instead",
	} {
		if bytes.HasPrefix(body, []byte(magic)) {
			return errors.New(says)
		}
	}
	return nil
}

// decode returns a text, and the name of the encoding it is in.
func decode(body []byte) (text, name string, err error) {
	if rest, ok := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); ok && utf8.Valid(rest) {
		return string(rest), "UTF-8", nil
	}
	order, wide, err := utf16(body)
	if err != nil {
		return "", "", err
	}
	if wide {
		text, err := decoded(unicode.UTF16(order, unicode.UseBOM), body)
		return text, "UTF-16", err
	}
	if utf8.Valid(body) {
		return string(body), "UTF-8", nil
	}
	if !chinese(body) {
		return "", "", errUnknown
	}
	text, err = decoded(simplifiedchinese.GB18030, body)
	return text, "GB18030", err
}

var errUnknown = errors.New("the text is in none of UTF-8, UTF-16 and GB18030: save it as “CSV UTF-8” or XLSX")

func decoded(e encoding.Encoding, body []byte) (string, error) {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", errUnknown
	}
	return string(out), nil
}

// sampled is how many bytes are looked at to tell what a text is like.
const sampled = 64 << 10

// utf16 reports whether a text has two bytes a character, and in which order.
// Without a mark that says so, the zeros of its separators tell.
func utf16(body []byte) (unicode.Endianness, bool, error) {
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, true, nil
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return unicode.BigEndian, true, nil
	}
	var zeros [2]int // at even places, at odd ones
	for i, b := range body[:min(len(body), sampled)] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[0]+zeros[1] == 0:
		return unicode.LittleEndian, false, nil
	case zeros[1] > 20*zeros[0]:
		return unicode.LittleEndian, true, nil
	case zeros[0] > 20*zeros[1]:
		return unicode.BigEndian, true, nil
	}
	return unicode.LittleEndian, false, errors.New("the file is no text: save the list as XLSX or CSV")
}

// chinese reports whether bytes read like Chinese in GB18030. Any other
// encoding of eight bits, and broken UTF-8, can be read so too, but then hardly
// in the characters and signs of everyday.
func chinese(body []byte) bool {
	usual, all := 0, 0
	for i := 0; i < len(body); i++ {
		if body[i] < 0x80 {
			continue
		}
		lead := body[i]
		all++
		if i++; i < len(body) && body[i] >= 0xa1 && (lead >= 0xb0 && lead <= 0xd7 || lead == 0xa1 || lead == 0xa3) {
			usual++
		}
	}
	return 3*usual >= 2*all
}

var separators = map[rune]string{',': "commas", ';': "semicolons", '\t': "tabs"}

// separator returns what separates the cells of a text, which may say it in a
// first line of its own, as spreadsheets do (sep=;), and the text without that.
func separator(text string) (rune, string) {
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && separators[rune(rest[0])] != "" {
		if after := strings.TrimLeft(rest[1:], "\r"); strings.HasPrefix(after, "\n") {
			return rune(rest[0]), after // its line still counts
		}
	}
	sample := text[:min(len(text), sampled)]
	best, most := ',', 0
	for _, comma := range []rune{',', ';', '\t'} {
		if n := agreeing(sample, comma); n > most {
			best, most = comma, n
		}
	}
	return best, text
}

// agreeing counts the cells of the rows that have the most usual width, were
// comma what separates cells.
func agreeing(sample string, comma rune) int {
	widths := map[int]int{}
	for r, rows := reader(sample, comma), 0; rows < 100; rows++ {
		cells, err := r.Read()
		if err != nil {
			break
		}
		if len(cells) > 1 {
			widths[len(cells)]++
		}
	}
	most := 0
	for width, rows := range widths {
		most = max(most, width*rows)
	}
	return most
}

// Text writes the rows as CSV in UTF-8.
func (t *Table) Text() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range t.Rows {
		if err := w.Write(r.Cells); err != nil {
			return nil, fmt.Errorf("write row %d: %w", r.Number, err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
