package table

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// list is what a watching service writes, but for the encoding.
const list = "申请号,商标名称,国际分类,申请人\r\nDID2026000123,星河灯具,11,深圳市星河灯具有限公司\r\n,,,\r\nDID2026000124,\"A,B\n\"\"C\"\"\",\"9;35\",PT Maju Jaya\r\n"

func read(t *testing.T, body []byte, sheet string) *Table {
	t.Helper()
	got, err := Read(bytes.NewReader(body), int64(len(body)), sheet)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func in(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodings(t *testing.T) {
	for _, tc := range []struct {
		form string
		body []byte
	}{
		{"UTF-8, commas", []byte(list)},
		{"UTF-8, commas", append([]byte("\xef\xbb\xbf"), list...)},
		{"UTF-16, commas", in(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), list)},
		{"UTF-16, commas", in(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), list)},
		{"UTF-16, commas", in(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), list)},
		{"UTF-16, commas", in(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), list)},
		{"GB18030, commas", in(t, simplifiedchinese.GB18030, list)},
		{"GB18030, tabs", in(t, simplifiedchinese.GBK, strings.ReplaceAll(strings.ReplaceAll(list, `"A,B`, `"A B`), ",", "\t"))},
	} {
		got := read(t, tc.body, "")
		if got.Form != tc.form || len(got.Rows) != 3 {
			t.Fatalf("%s: %s, %d rows", tc.form, got.Form, len(got.Rows))
		}
		if r := got.Rows[1]; r.Number != 2 || r.Cell(3) != "深圳市星河灯具有限公司" || r.Cell(4) != "" || r.Cell(-1) != "" {
			t.Errorf("%s: %+v", tc.form, r)
		}
		if r := got.Rows[2]; r.Number != 4 || !strings.HasSuffix(r.Cell(1), "B\n\"C\"") {
			t.Errorf("%s: %+v", tc.form, r)
		}
	}
}

func TestSeparators(t *testing.T) {
	for _, tc := range []struct{ text, form, cell string }{
		{"a;b;c\n1,5;2,5;x, y\n1,7;2,9;z\n", "UTF-8, semicolons", "2,5"},
		{"a\tb\n1\tx, y; z\n2\ta, b; c\n", "UTF-8, tabs", "x, y; z"},
		{"a,b\n1,x; y\n2,z; w\n", "UTF-8, commas", "x; y"},
		{"sep=;\r\na;b,c\r\n1;2,3\r\n", "UTF-8, semicolons", "2,3"},
		{"only\n1\n", "UTF-8, commas", ""},
		{"Report\n\na;b;c\n1;2;3\n", "UTF-8, semicolons", "b"},
	} {
		got := read(t, []byte(tc.text), "")
		if got.Form != tc.form || got.Rows[1].Cell(1) != tc.cell {
			t.Errorf("%q: %s, %q", tc.text, got.Form, got.Rows[1].Cell(1))
		}
	}
}

func TestCells(t *testing.T) {
	for in, want := range map[string]string{
		`="00123"`: "00123", "'00123": "00123", "'47": "'47", "\u00a0 x\u200b\u00a0": "x", "'n Boer": "'n Boer", "a\x00b\x07": "ab", "a\u3000b": "a b",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWhatIsNoTable(t *testing.T) {
	thai := in(t, charmap.Windows874, "เลขที่คำขอ,เครื่องหมาย\n123456,ดาวเหนือ\n")
	for _, tc := range []struct {
		name string
		body string
		want string
	}{
		{"nothing", "", "empty"},
		{"blank", "\r\n , \r\n", "no rows"},
		{"a web page", "<!DOCTYPE html><html><table><tr><td>a,b</table>", "web page"},
		{"XML of Excel 2003", "<?xml version=\"1.0\"?><Workbook/>", "web page"},
		{"a page with a mark before it", "\xef\xbb\xbf\n <html>", "web page"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "password"},
		{"a PDF", "%PDF-1.7", "PDF"},
		{"an archive", "\x1f\x8b\x08", "gzip"},
		{"bytes", "a\x00\x00b\x00\x01\x02,\x00\x00\x00", "no text"},
		{"Thai of eight bits", string(thai), "none of UTF-8"},
		{"Spanish of eight bits", "n\xfamero,dise\xf1o\n1,\xf1and\xfa\n", "none of UTF-8"},
		{"UTF-8 that is cut off", list + "深\xe5\x9c", "none of UTF-8"},
		{"an open quotation mark", "a,b\n1,\"x" + strings.Repeat("\n2,y", 20_000), "quotation mark"},
		{"too many columns", strings.Repeat("a,", 200) + "a", "201 columns"},
		{"too many rows", strings.Repeat("a,b\n", MaxRows+1), "split the file"},
	} {
		_, err := Read(strings.NewReader(tc.body), int64(len(tc.body)), "")
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	if _, err := Read(strings.NewReader(""), MaxSize+1, ""); err == nil || !strings.Contains(err.Error(), "64 are read") {
		t.Errorf("too large: %v", err)
	}
	if _, err := Read(strings.NewReader(list), int64(len(list)), "Sheet1"); err == nil || !strings.Contains(err.Error(), "no sheets") {
		t.Errorf("a sheet of a text: %v", err)
	}
}

func TestTextIsReadAgain(t *testing.T) {
	got := read(t, []byte(list), "")
	text, err := got.Text()
	if err != nil {
		t.Fatal(err)
	}
	if again := read(t, text, ""); fmt.Sprint(again.Rows[2].Cells) != fmt.Sprint(got.Rows[2].Cells) {
		t.Errorf("%v", again.Rows)
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("sep=;\na;b\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Fuzz(bounded)
}

// bounded checks that what is read of any bytes is within bounds.
func bounded(t *testing.T, body []byte) {
	got, err := Read(bytes.NewReader(body), int64(len(body)), "")
	if err != nil {
		return
	}
	last := 0
	for _, r := range got.Rows {
		if r.Number <= last || len(r.Cells) == 0 || len(r.Cells) > MaxColumns || r.Cells[len(r.Cells)-1] == "" {
			t.Fatalf("row %d after %d: %q", r.Number, last, r.Cells)
		}
		last = r.Number
	}
}
