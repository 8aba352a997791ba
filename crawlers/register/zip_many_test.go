package register

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// week returns so many documents of one record each, in pairs of name and content.
func week(documents int) []string {
	var files []string
	for i := range documents {
		files = append(files, fmt.Sprintf("%d-00.xml", i), fmt.Sprintf(`<all><r n="%d"/></all>`, i))
	}
	return files
}

// stored returns a zip of one file that is not packed.
func stored(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZipsOfManyDocumentsEndAsTheyShould(t *testing.T) {
	whole := packed(t, append(week(20), "0.png", "image", "index.txt", "list")...)
	damaged := bytes.Clone(packed(t, append([]string{"bad.xml", many(20_000)}, week(20)...)...))
	damaged[2000] ^= 0xff
	crafted := packed(t, "part.zip", string(whole))
	for _, tc := range []struct {
		name  string
		body  []byte
		want  int // records at least
		c     Census
		state error
	}{
		{"whole", whole, 20, Census{20, 0, 2}, nil},
		{"a document", []byte("<all><r/><r/></all>"), 2, Census{Documents: 1}, nil},
		{"packed once more", packed(t, "a.zip", string(whole), "b.ZIP", string(packed(t, week(3)...)), "index.txt", ""), 23, Census{23, 0, 3}, nil},
		{"stored once more", stored(t, "a.zip", whole), 20, Census{20, 0, 2}, nil},
		{"packed twice more", packed(t, "a.zip", string(crafted)), 0, Census{}, crawlers.ErrShape},
		{"a zip for a document", packed(t, append(week(20), "x.xml", string(whole))...), 20, Census{21, 1, 0}, nil},
		{"one is no XML", packed(t, append(week(20), "x.xml", "<all><r/><r></all>")...), 21, Census{21, 1, 0}, nil},
		{"one is cut", packed(t, append([]string{"x.xml", "<all><r"}, week(20)...)...), 20, Census{21, 1, 0}, nil},
		{"one is a web page", packed(t, append([]string{"x.xml", "<html></html>"}, week(20)...)...), 20, Census{21, 1, 0}, nil},
		{"one expands entities", packed(t, append([]string{"x.xml", `<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><r>&c;</r>`}, week(20)...)...), 20, Census{21, 1, 0}, nil},
		{"one is damaged", damaged, 20, Census{21, 1, 0}, nil},
		{"three of twenty are broken", packed(t, append(week(17), "a.xml", "<", "b.xml", "", "c.xml", "no")...), 17, Census{20, 3, 0}, crawlers.ErrShape},
		{"the inner zip is cut", packed(t, "a.zip", string(whole[:len(whole)/2])), 0, Census{}, crawlers.ErrTruncated},
		{"cut", whole[:len(whole)/2], 0, Census{}, crawlers.ErrTruncated},
		{"images alone", packed(t, "a.png", "image"), 0, Census{Others: 1}, crawlers.ErrShape},
		{"empty", packed(t), 0, Census{}, crawlers.ErrShape},
		{"a web page", []byte("<!DOCTYPE html><html></html>"), 0, Census{Documents: 1}, crawlers.ErrBlocked},
		{"nothing", nil, 0, Census{Documents: 1}, crawlers.ErrTruncated},
	} {
		n := 0
		c, err := ReadMany(page(tc.body), func(Element) error { n++; return nil }, "r")
		if !errors.Is(err, tc.state) || n < tc.want || c != tc.c {
			t.Errorf("%s: %d records, %+v, %v; want %d, %+v, %v", tc.name, n, c, err, tc.want, tc.c, tc.state)
		}
	}
}

func TestReadingManyStopsAtTheCallersError(t *testing.T) {
	n := 0
	_, err := ReadMany(page(packed(t, week(3)...)), func(Element) error { n++; return io.ErrClosedPipe }, "r")
	if !errors.Is(err, io.ErrClosedPipe) || n != 1 {
		t.Errorf("%d records, %v", n, err)
	}
}

// TestManyBombsAreNotUnpacked has documents and a zip that unpack to far more
// than they can be meant to.
func TestManyBombsAreNotUnpacked(t *testing.T) {
	bomb := "<all>" + strings.Repeat(" ", 30<<20) + "</all>"
	inner := packed(t, "a.xml", bomb, "b.xml", bomb, "c.xml", bomb)
	for name, body := range map[string][]byte{
		"documents":     inner,
		"in a zip":      packed(t, "a.zip", string(inner)),
		"a zip as such": packed(t, "a.zip", strings.Repeat("\x00", maxInner+1)),
	} {
		if _, err := ReadMany(page(body), func(Element) error { return nil }, "r"); !errors.Is(err, crawlers.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDocumentsDoNotMix has a record that was cut before a whole one.
func TestDocumentsDoNotMix(t *testing.T) {
	files := append([]string{"cut.xml", `<all issue="1"><r n="cut"><a>`}, week(20)...)
	var got []string
	_, err := ReadMany(page(packed(t, files...)), func(e Element) error {
		got = append(got, string(e.Attr("n"))+e.Around("all", "issue"))
		return nil
	}, "r")
	if err != nil || len(got) != 20 || got[0] != "0" {
		t.Errorf("%q, %v", got, err)
	}
}

func FuzzReadMany(f *testing.F) {
	f.Add(packed(f, week(3)...))
	f.Add(packed(f, "a.zip", string(packed(f, week(2)...)), "a.xml", "<all><r>"))
	f.Add(stored(f, "a.zip", packed(f, week(2)...)))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := ReadMany(page(body), func(e Element) error { e.Line(); return nil }, "r")
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
