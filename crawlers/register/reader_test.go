package register

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestReaderSaysHowADocumentEnds(t *testing.T) {
	deep := strings.Repeat("<x>", 100)
	for _, tc := range []struct {
		name, doc string
		want      int // records read before
		state     error
	}{
		{"whole", `<all><r>1</r><r>2</r></all>`, 2, nil},
		{"no records", `<all/>`, 0, nil},
		{"bare record", `<r/>`, 1, nil},
		{"byte order mark", "\ufeff<all><r/></all>", 1, nil},
		{"cut in a record", `<all><r>1</r><r>2`, 1, crawlers.ErrTruncated},
		{"cut after a record", `<all><r>1</r>`, 1, crawlers.ErrTruncated},
		{"cut in a tag", `<all><r>1</r><r a="`, 1, crawlers.ErrTruncated},
		{"cut in a comment", `<all><r>1</r><!-- `, 1, crawlers.ErrTruncated},
		{"empty", ``, 0, crawlers.ErrTruncated},
		{"tags that cross", `<all><r>1</r><r><x></r></x></all>`, 1, crawlers.ErrShape},
		{"end without beginning", `</r>`, 0, crawlers.ErrShape},
		{"no name", `<all><r>1</r>< r></all>`, 1, crawlers.ErrShape},
		{"value without quotes", `<all><r a=1></r></all>`, 0, crawlers.ErrShape},
		{"too deep", `<all><r>1</r>` + deep, 1, crawlers.ErrShape},
		{"name too long", `<all><` + strings.Repeat("n", 1000) + `></all>`, 0, crawlers.ErrShape},
		{"tag too long", `<all><r a="` + strings.Repeat("n", maxTag) + `"/></all>`, 0, crawlers.ErrShape},
		{"entities of its own", `<!DOCTYPE all [ <!ELEMENT all (r)> <!ENTITY a "b"> ]><all><r>&a;</r></all>`, 0, crawlers.ErrShape},
		{"a type within", `<all><!DOCTYPE all></all>`, 0, crawlers.ErrShape},
		{"a type of its own", `<!DOCTYPE all [ <!-- don't > ]> --> <!ELEMENT all (r)> ]><all><r/></all>`, 1, nil},
		{"a type elsewhere", `<!DOCTYPE all SYSTEM "http://example.com/all.dtd"><all><r/></all>`, 1, nil},
		{"another encoding", `<?xml version="1.0" encoding="Shift_JIS"?><all/>`, 0, crawlers.ErrShape},
		{"UTF-16", "\xff\xfe<\x00", 0, crawlers.ErrShape},
		{"a web page", "\n<!DOCTYPE HTML><html></html>", 0, crawlers.ErrBlocked},
		{"something else", `{"message":"no"}`, 0, crawlers.ErrShape},
	} {
		r := NewReader(strings.NewReader(tc.doc), "r")
		err := r.Each(func(Element) error { return nil })
		if !errors.Is(err, tc.state) || r.Tally().Records != tc.want {
			t.Errorf("%s: %d records, %v; want %d, %v", tc.name, r.Tally().Records, err, tc.want, tc.state)
		}
		if elsewhere := strings.Contains(tc.doc, "SYSTEM"); r.Tally().DTD != elsewhere {
			t.Errorf("%s: a type elsewhere: %v", tc.name, r.Tally().DTD)
		}
	}
}

func TestTextIsDecodedAsItIsMeant(t *testing.T) {
	for in, want := range map[string]string{
		`B &amp; G`:                              "B & G",
		`&lt;&gt;&quot;&apos;`:                   `<>"'`,
		`&#38;#38; &#x4E2D;&#25991;`:             "&#38; 中文",
		`&nbsp;&lol; & &#0; &#xD800; &#x110000;`: "&nbsp;&lol; & &#0; &#xD800; &#x110000;",
		`a<!-- b -->c<![CDATA[<d> &amp;]]>e`:     "ac<d> &amp;e",
		`a<i>b</i>c`:                             "ac",
		"  two \n\t lines ":                      "two lines",
		"a\x01b\xffc":                            "a\ufffdb\ufffdc",
		"Loção, 标\u00a0 e\u3000 “mãe”\u2003– \x7f": "Loção, 标 e “mãe” – \ufffd",
		"Ação de \xc2":     "Ação de \ufffd",
		"\u00a0Ação\u0085": "Ação",
	} {
		err := NewReader(strings.NewReader("<r>"+in+"</r>"), "r").Each(func(e Element) error {
			if got := e.Line(); got != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestLatin1IsReadAsWhatItMeans(t *testing.T) {
	doc := "<?xml version='1.0' encoding='ISO-8859-1'?><all><r>Caf\xe9</r></all>"
	err := NewReader(strings.NewReader(doc), "r").Each(func(e Element) error {
		if got := e.Line(); got != "Café" {
			t.Errorf("%q", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestElementsAreFound(t *testing.T) {
	doc := `<revista numero="2907" data="22/09/2026"><aside data="x"/><processo numero="1"><marca><nome>A</nome></marca><nome>B</nome></processo></revista>`
	err := NewReader(strings.NewReader(doc), "processo").Each(func(e Element) error {
		got := fmt.Sprintf("%s %s %s %s %s|%s|%v", e.Name(), e.Attr("numero"), e.Around("revista", "data"), e.Child("nome").Line(),
			e.Child("marca").Child("nome").Line(), e.Child("none").Child("none").Attr("a"), e.Child("none").There())
		if want := "processo 1 22/09/2026 B A||false"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestTooLargeARecordIsLeftOut also has records at every place of the buffer,
// so that each token meets its end somewhere.
func TestTooLargeARecordIsLeftOut(t *testing.T) {
	var doc strings.Builder
	doc.WriteString("<all>")
	for i := range 20_000 {
		fmt.Fprintf(&doc, "<r n='%d'><x a=\"b\">%s</x><!-- c --></r>\n", i, strings.Repeat("é", i%97))
		if i == 7000 {
			doc.WriteString("<r><x>" + strings.Repeat("<y>large</y>", 200_000) + "</x></r>")
		}
	}
	doc.WriteString("</all>")
	r := NewReader(strings.NewReader(doc.String()), "r")
	r.limit = 1 << 20
	n := 0
	err := r.Each(func(e Element) error {
		if got := string(e.Attr("n")); got != fmt.Sprint(n) || len(e.Child("x").Text()) != n%97*2 {
			t.Fatalf("record %s, want %d", got, n)
		}
		n++
		return nil
	})
	if err != nil || n != 20_000 || r.Tally().TooLarge != 1 {
		t.Errorf("%d records, %d left out, %v", n, r.Tally().TooLarge, err)
	}
}

func TestErrorOfTheCallerEndsTheReading(t *testing.T) {
	stop := errors.New("enough")
	n := 0
	err := NewReader(strings.NewReader(`<all><r/><r/></all>`), "r").Each(func(Element) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
}
