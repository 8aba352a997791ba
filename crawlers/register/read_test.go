package register

import (
	"bytes"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestWhatIsNotUnderstoodIsTold(t *testing.T) {
	var told bytes.Buffer
	s := crawlers.Source{Parse: func(p crawlers.Page, _ func(crawlers.Filing) error) error {
		return Read(p, func(e Element) error {
			for c := range e.Children() {
				c.Line()
				if string(c.Name()) != "known" {
					c.Unknown()
				}
			}
			return nil
		}, "r")
	}}
	doc := `<!DOCTYPE all SYSTEM "all.dtd"><all><r><known>&nbsp;&lol;</known><new/><new/></r><r><newer/></r></all>`
	state, err := s.Read(page([]byte(doc)), slog.New(slog.NewTextHandler(&told, nil)), nil)
	if state != crawlers.Empty || err != nil {
		t.Errorf("%s %v", state, err)
	}
	for _, want := range []string{"entities=2", `elements="new (2), newer (1)"`, "names a DTD elsewhere"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("%s is not told: %s", want, told.String())
		}
	}
}

// TestHeldRecordCostsWhatItIs reads the largest record that is held, and one
// that is larger.
func TestHeldRecordCostsWhatItIs(t *testing.T) {
	record := func(size int) io.Reader {
		return io.MultiReader(strings.NewReader("<r>"), io.LimitReader(blanks{}, int64(size)), strings.NewReader("</r>"))
	}
	r := NewReader(io.MultiReader(strings.NewReader("<all>"), record(maxRecord-100), record(maxRecord+100), record(10), strings.NewReader("</all>")), "r")
	var sizes []int
	err := r.Each(func(e Element) error {
		sizes = append(sizes, len(e.Text()))
		return nil
	})
	if err != nil || !slices.Equal(sizes, []int{maxRecord - 100, 10}) || r.Tally().TooLarge != 1 {
		t.Errorf("%v, %d left out, %v", sizes, r.Tally().TooLarge, err)
	}
	if cap(r.buf) > maxRecord+2*readAtOnce {
		t.Errorf("a buffer of %d bytes", cap(r.buf))
	}
}

func FuzzRenderings(f *testing.F) {
	f.Add(`The English translation of "LUPO" in the mark is "WOLF".`)
	f.Add(`The non-Latin characters in the mark transliterate to "Xiyu" and this has no meaning in a foreign language.`)
	f.Fuzz(func(t *testing.T, statement string) {
		for _, form := range Renderings(statement) {
			if form == "" || !strings.Contains(statement, form) {
				t.Errorf("%q says %q", statement, form)
			}
		}
	})
}
