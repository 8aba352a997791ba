package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzDraft holds that whatever stands in a draft, its Word file can be opened
// and its page has no markup but ours.
func FuzzDraft(f *testing.F) {
	f.Add("日报", "义乌某某公司 <b>& \"x\"", "单元格")
	f.Add("\x00\x0b\ufffe", "]]></w:t>", "=HYPERLINK(\"https://evil.example\")")
	f.Add("\xff", "<script>alert(1)</script>", "\u202e")
	f.Fuzz(func(t *testing.T, title, text, cell string) {
		table := Table{Title: title, Columns: []Column{{Name: text}}, Rows: Of([][]string{{cell}})}
		d := Draft{Title: title, By: text, Date: cell, Notes: []string{text}, Blocks: []Block{{Level: 1, Text: title}, {Text: text}, {Table: &table}}}
		var word, page bytes.Buffer
		if err := errors.Join(WriteWord(&word, d), WriteHTML(&page, d)); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(word.Bytes()), int64(word.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			for dec := xml.NewDecoder(r); ; {
				if _, err := dec.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", part.Name, err)
				}
			}
		}
		if strings.Contains(page.String(), "<script") {
			t.Errorf("a script on the page:\n%s", page.String())
		}
	})
}
