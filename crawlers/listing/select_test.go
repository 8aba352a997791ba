package listing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"tocsin/crawlers"
)

func tree(t testing.TB, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Skip("no page")
	}
	return n
}

const rows = `<div class=a><p id=1>x</p><p id=2 title="a ] b">y<b>z</b></p><!-- c --><p>w</p></div><div><div class="a b"><p>v</p><i></i><b>u</b></div></div>`

// TestChainsSelectWhatTheLibraryDoes holds the walk over steps against the
// library, which goes back and forth.
func TestChainsSelectWhatTheLibraryDoes(t *testing.T) {
	doc := tree(t, rows)
	for _, text := range []string{
		"p", "div p", "div > p", ".a>p", "p + p", "p ~ p", "div p:first-child", "b, p:nth-child(2)", ".a.b > i ~ b", "div > div > p",
		`p[title="a ] b"]`, `p[title='a ] b'] b`, "*", "body * b", "div:not(.b) > p", "p:last-child", "i:empty", "html > body > div:nth-child(2) p", "p , i",
	} {
		same(t, doc, text)
	}
}

func same(t *testing.T, doc *html.Node, text string) {
	t.Helper()
	chains, err := compileCSS(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	group, err := cascadia.ParseGroup(text)
	if err != nil {
		t.Errorf("%s: the library: %v", text, err)
		return
	}
	b := budget{maxSteps}
	if got, want := b.css(doc, chains), cascadia.QueryAll(doc, group); !slices.Equal(got, want) {
		t.Errorf("%s: %d elements, the library has %d", text, len(got), len(want))
	}
}

func TestSelectorsThatAreRefused(t *testing.T) {
	for _, tc := range []struct{ format, text, want string }{
		{"html", "div:has(p)", "want no :has"},
		{"html", "p:contains('x')", "want no :contains"},
		{"html", "p:nth-child(2n+1)", "number up to 100"},
		{"html", "p:nth-child(5000)", "number up to 100"},
		{"html", "p:not(div p)", "one simple selector"},
		{"html", `p[class#=(a+)+]`, "#="},
		{"html", "> p", "nothing before it"},
		{"html", "p >", "ends too early"},
		{"html", "p,,b", "nothing before it"},
		{"html", "p[title='x", "not closed"},
		{"html", "p::before", "want no :"},
		{"html", "p$", "no CSS selector"},
		{"html", strings.Repeat("p ", 300), "at most 500"},
		{"html", "//p[", "no XPath"},
		{"xml", "item[", "no XPath"},
		{"xml", "nosuch(1)", "no XPath"},
		{"json", "a..b", "want a path"},
		{"json", "a[x]", "number or *"},
		{"json", "$[?(@.x)]", "number or *"},
		{"json", `$["a`, `want "]`},
		{"csv", "#0", "number of a column"},
		{"csv", "#x", "number of a column"},
	} {
		if _, err := compile(tc.format, tc.text); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s %q: %v, want %q", tc.format, tc.text, err, tc.want)
		}
	}
}

// TestReadingEnds has pages and selectors that would take each other hours.
func TestReadingEnds(t *testing.T) {
	deep := strings.Repeat("<div>", 400) + "x" + strings.Repeat("</div>", 400)
	wide := "<table>" + strings.Repeat("<tr><td>1</td><td>2</td></tr>", 4_000) + "</table>"
	for _, tc := range []struct {
		name, body, rows string
		want             error // nil where it can be read
	}{
		{"steps within steps", strings.Repeat(deep, 20), "nav" + strings.Repeat(" div", 100), nil},
		{"siblings of siblings", "<b></b>" + strings.Repeat("<p></p>", 9_000), "b" + strings.Repeat(" ~ p", 60) + " ~ i", nil},
		{"XPath within XPath", strings.Repeat(deep, 3), "//*[.//*[.//*[.//*[.//nav]]]]", crawlers.ErrShape},
		{"XPath to all that precede", "<b></b>" + strings.Repeat("<p></p>", 5_000), "//p[preceding::p[preceding::p[preceding::i]]]", crawlers.ErrShape},
		{"XPath of long texts", strings.Repeat(deep, 3), "//*[string-length(string(/)) > string-length(concat(string(/),string(/),string(/)))]", crawlers.ErrShape},
		{"everything is a row", wide, "*", crawlers.ErrShape},
		{"everything is a row, by XPath", wide, "//*", crawlers.ErrShape},
		{"deeper than a page may be", strings.Repeat("<div>", 3_000), "div", crawlers.ErrShape},
	} {
		r := ruleOf(t, "court")
		r.Detail, r.Rows, r.Empty = nil, tc.rows, ""
		p, err := planned(r)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		p.steps = 3_000_000 // fewer than a page may take, so that the test is short
		s := p.source()
		err = s.Parse(crawlers.PageOf(s.URL, []byte(tc.body), now), func(crawlers.Filing) error { return nil })
		if tc.want == nil && err != nil || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
}

func TestPaths(t *testing.T) {
	doc := map[string]any{"a": []any{map[string]any{"b c": "1"}, map[string]any{"b c": []any{"2", "3"}}}, "d": map[string]any{"e": "4"}}
	for path, want := range map[string]string{
		"": "[map]", "d.e": "[4]", "$.d.e": "[4]", `a[0]["b c"]`: "[1]", `a[*]["b c"]`: "[1 2 3]", `a[1]["b c"][1]`: "[3]", "a[7]": "[]", "nosuch.e": "[]", "d.e.f": "[]",
	} {
		p, err := compilePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		b := budget{maxSteps}
		got := b.follow(doc, p)
		for i, v := range got {
			if _, ok := v.(map[string]any); ok {
				got[i] = "map"
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %v, want %s", path, got, want)
		}
	}
}

func FuzzCSS(f *testing.F) {
	f.Add("div > p ~ b", rows)
	f.Add(`.a:not(.b) p[title*="]"], i`, rows)
	f.Add("p\\:x", "<p:x>")
	f.Fuzz(func(t *testing.T, text, body string) {
		if len(text) > 60 || len(body) > 2_000 {
			return
		}
		if _, err := compileCSS(text); err != nil {
			return
		}
		if _, err := cascadia.ParseGroup(text); err != nil {
			return // it is stricter about what stands between
		}
		same(t, tree(t, body), text)
	})
}
