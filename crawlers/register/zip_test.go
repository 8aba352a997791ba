package register

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// packed returns a zip of these files, in pairs of name and content.
func packed(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func page(b []byte) crawlers.Page {
	return crawlers.PageOf("https://example.com/file.zip", b, time.Date(2026, 7, 13, 5, 0, 0, 0, time.UTC))
}

// many returns a document that does not pack well.
func many(records int) string {
	var b strings.Builder
	b.WriteString("<all>")
	for i := range records {
		fmt.Fprintf(&b, "<r>%d %x</r>", i, rand.Uint64())
	}
	b.WriteString("</all>")
	return b.String()
}

func TestZipsEndAsTheyShould(t *testing.T) {
	whole := packed(t, "readme.txt", "hello", "apc260713.xml", many(20_000))
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 0xff
	encrypted := bytes.Clone(packed(t, "a.xml", "<r/>"))
	for _, sign := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(encrypted, []byte(sign))
		encrypted[at+len(sign)+map[string]int{"PK\x03\x04": 2, "PK\x01\x02": 4}[sign]] |= 1
	}
	var crowd []string
	for i := range maxMembers + 1 {
		crowd = append(crowd, fmt.Sprintf("%d.txt", i), "")
	}
	for _, tc := range []struct {
		name  string
		body  []byte
		want  int // records at least
		state error
	}{
		{"whole", whole, 20_000, nil},
		{"no zip", []byte(many(3)), 3, nil},
		{"cut", whole[:len(whole)/2], 0, crawlers.ErrTruncated},
		{"damaged", damaged, 10, crawlers.ErrShape},
		{"encrypted", encrypted, 0, crawlers.ErrShape},
		{"no document", packed(t, "a.txt", "<r/>"), 0, crawlers.ErrShape},
		{"two documents", packed(t, "a.xml", "<r/>", "b.xml", "<r/>"), 0, crawlers.ErrShape},
		{"a zip in the zip", packed(t, "a.xml", string(packed(t, "a.xml", "<r/>"))), 0, crawlers.ErrShape},
		{"a crowd", packed(t, crowd...), 0, crawlers.ErrShape},
		{"empty zip", packed(t), 0, crawlers.ErrShape},
		{"a web page", []byte("<!doctype html><html></html>"), 0, crawlers.ErrBlocked},
		{"a web page in the zip", packed(t, "a.xml", "<html></html>"), 0, crawlers.ErrBlocked},
		{"nothing", nil, 0, crawlers.ErrTruncated},
	} {
		n := 0
		err := func() error {
			in, err := Open(page(tc.body), ".xml")
			if err != nil {
				return err
			}
			defer in.Close()
			return NewReader(in, "r").Each(func(Element) error { n++; return nil })
		}()
		if !errors.Is(err, tc.state) || n < tc.want {
			t.Errorf("%s: %d records, %v; want %d, %v", tc.name, n, err, tc.want, tc.state)
		}
	}
}

// blanks are read without end.
type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func TestBombIsNotUnpacked(t *testing.T) {
	for name, packed := range map[string]int64{"by its ratio": 1000, "by its size": 1 << 40} {
		u := &unpacked{in: io.NopCloser(blanks{}), packed: packed, size: maxUnpacked - 1<<20}
		if _, err := io.Copy(io.Discard, u); !errors.Is(err, crawlers.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	small := &unpacked{in: io.NopCloser(io.LimitReader(blanks{}, 1<<20)), packed: 10}
	if _, err := io.Copy(io.Discard, small); err != nil {
		t.Errorf("a small file that packs well: %v", err)
	}
}

func TestCloseEndsTheGoroutine(t *testing.T) {
	in, err := Open(page(packed(t, "a.xml", many(40_000))), ".xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-in.(*aheads).full; open {
		t.Error("it reads on")
	}
}
