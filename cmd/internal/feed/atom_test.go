package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	goatom "github.com/mmcdole/gofeed/atom"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

// readAtom reads a document as a strict and as a common reader do.
func readAtom(t testing.TB, doc []byte) *goatom.Feed {
	t.Helper()
	for dec := xml.NewDecoder(bytes.NewReader(doc)); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
	}
	f, err := (&goatom.Parser{}).Parse(bytes.NewReader(doc))
	if err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	if f.ID == "" || f.Title == "" || f.UpdatedParsed == nil || len(f.Authors) != 1 || f.Authors[0].Name == "" {
		t.Errorf("id, title, updated or author missing in\n%s", doc)
	}
	for _, e := range f.Entries {
		if e.ID == "" || e.UpdatedParsed == nil || e.Content == nil || e.Content.Type != "html" {
			t.Errorf("id, updated or content missing in %v", e)
		}
	}
	return f
}

func write(t testing.TB, f Feed, entries []Entry) []byte {
	t.Helper()
	doc, err := atom(f, entries)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestAtom(t *testing.T) {
	doc := write(t, feedOf("zh"), entries())
	f := readAtom(t, doc)
	golden(t, "alerts.zh.atom", doc)
	m := alerttest.Message()
	if len(f.Entries) != 2 || f.Language != "zh" || !f.UpdatedParsed.Equal(m.At) {
		t.Fatalf("%d entries in %q, updated %v", len(f.Entries), f.Language, f.UpdatedParsed)
	}
	e := f.Entries[0]
	if e.Title != m.Title || e.Links[0].Href != entries()[0].URL || e.Categories[0].Term != "critical" || e.Categories[0].Label != "紧急" {
		t.Errorf("%q, %v, %v", e.Title, e.Links[0], e.Categories[0])
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(e.Content.Value))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range m.Lines {
		p := page.Find("p").Eq(i)
		if p.Find("b").Text() != l.Label || !strings.Contains(p.Text(), l.Text) || p.Find("a").AttrOr("href", "") != alerts.PlainLink(l.URL) {
			t.Errorf("line %q: %s", l.Label, p.Text())
		}
	}
}

func TestAtomWithoutAlertsIsOne(t *testing.T) {
	doc := write(t, feedOf("en"), nil)
	if f := readAtom(t, doc); len(f.Entries) != 0 || !f.UpdatedParsed.Equal(feedOf("en").Since) {
		t.Errorf("%d entries, updated %v", len(f.Entries), f.UpdatedParsed)
	}
	golden(t, "empty.atom", doc)
}

// A reader shows an entry once for its id, so the id is the revision's and
// stays when the address of the page does not.
func TestEntriesHaveNamesForLife(t *testing.T) {
	id := func(e Entry) string { return readAtom(t, write(t, feedOf("zh"), []Entry{e})).Entries[0].ID }
	e := entries()[0]
	first := id(e)
	e.URL, e.Updated, e.Message.Title = "https://other.example/", e.Updated.Add(time.Hour), "x"
	if got := id(e); got != first || strings.Contains(got, "example") || strings.ContainsAny(got, "# ") || !strings.HasPrefix(got, "tag:") {
		t.Errorf("%s became %s", first, got)
	}
	seen := []string{first}
	for _, change := range []func(*Entry){
		func(e *Entry) { e.Revision++ },
		func(e *Entry) { e.ID += "/1" },
		func(e *Entry) { e.ID, e.Revision = e.ID+"/1", 11 },
		func(e *Entry) { e.ID += "1" },
	} {
		e := entries()[0]
		change(&e)
		if got := id(e); slices.Contains(seen, got) {
			t.Errorf("two entries are %s", got)
		} else {
			seen = append(seen, got)
		}
	}
	if a, b := readAtom(t, write(t, feedOf("zh"), nil)), readAtom(t, write(t, feedOf("en"), entries())); a.ID != b.ID {
		t.Errorf("the feed %s became %s", a.ID, b.ID)
	}
}

func TestAtomCannotBeWrittenInto(t *testing.T) {
	m := alerttest.Hostile()
	m.Lines = append(m.Lines, alerts.Line{Label: "x", Text: "y", URL: "javascript:alert(1)"}, alerts.Line{Text: "z", URL: `https://court.example/" onclick="x`})
	m.Actions = append(m.Actions, alerts.Link{Text: "go", URL: "data:text/html,x"})
	doc := write(t, feedOf("zh"), []Entry{{ID: "]]></id>", Updated: now, Message: m, URL: "javascript:alert(1)"}})
	e := readAtom(t, doc).Entries[0]
	if len(e.Links) != 0 {
		t.Errorf("a link to %s", e.Links[0].Href)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(e.Content.Value))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range page.Find("body *").EachIter() {
		if name := goquery.NodeName(n); !slices.Contains([]string{"p", "b", "a", "small"}, name) {
			t.Errorf("an element %s", name)
		}
		for _, a := range n.Nodes[0].Attr {
			if a.Key != "href" || !strings.HasPrefix(a.Val, "https://") {
				t.Errorf("an attribute %s=%q", a.Key, a.Val)
			}
		}
	}
}

func FuzzAtom(f *testing.F) {
	for _, s := range append(seeds(), "&lt;b&gt; <b> ]]> &#0; &amp;amp;", "\uffff\ufffe") {
		f.Add(s, s, s, "https://court.example/"+s)
	}
	f.Fuzz(func(t *testing.T, id, title, line, url string) { sameInAtom(t, id, title, line, url) })
}

// sameInAtom writes an entry and reads what it says: these texts, and nothing
// else.
func sameInAtom(t *testing.T, id, title, line, url string) {
	t.Helper()
	m := alerts.Message{Title: title, Lines: []alerts.Line{{Label: "原文", Text: line, URL: url}}, Severity: alerts.High}
	got := readAtom(t, write(t, feedOf("zh"), []Entry{{ID: id, Updated: now, Message: m, URL: url}}))
	if len(got.Entries) != 1 {
		t.Fatalf("%d entries", len(got.Entries))
	}
	same := func(what, got, want string) {
		want = strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(alerts.Plain(want)) // XML has no such characters
		if got != want {
			t.Errorf("%s %q, want %q", what, got, want)
		}
	}
	e := got.Entries[0]
	same("title", e.Title, title)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(e.Content.Value))
	if err != nil {
		t.Fatal(err)
	}
	page.Find("a").Remove()
	same("line", strings.TrimSpace(strings.TrimPrefix(page.Find("p").Text(), "原文 ")), line)
}
