package listing

import (
	"strings"
	"testing"
	"unicode"

	"tocsin/crawlers"
)

// Who writes a rule is told what is wrong with it in one language alone.
func TestFaultsAreToldInBothLanguages(t *testing.T) {
	var faults []error
	for _, bad := range [][2]string{
		{"html", "td >"}, {"html", "> td"}, {"html", "td[a"}, {"html", "td:hover"}, {"html", "td:nth-child(900)"}, {"html", "td:not(a b)"}, {"html", "td[a#=b]"}, {"html", "td!"},
		{"html", "//td["}, {"xml", "//"}, {"json", "a[b]"}, {"json", `["a`}, {"json", "a b"}, {"csv", "#0"}, {"html", strings.Repeat("a", maxSelect+1)},
	} {
		_, err := compile(bad[0], bad[1])
		faults = append(faults, err)
	}
	for _, bad := range []string{"(", "[z-a]", "a{2000}", "*a", `\`, "(?=a)", strings.Repeat("(a{90}){90}", 3), strings.Repeat("a", maxSelect+1)} {
		_, err := compileRegexp(bad)
		faults = append(faults, err)
	}
	for _, bad := range []string{"YYYY", "q", strings.Repeat("D", 61)} {
		_, err := layoutOf(bad)
		faults = append(faults, err)
	}
	for i, err := range faults {
		w, ok := Explain(err)
		if !ok || !strings.ContainsFunc(w.ZH, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.Contains(w.ZH, "want ") || w.EN != err.Error() {
			t.Errorf("%d: %v is told as %+v", i, err, w)
		}
	}
	err := because(crawlers.ErrShape, "没有 %q 这一列", "no column %q", "x")
	if w, ok := Explain(err); !ok || w.EN != `no column "x"` || err.Error() != crawlers.ErrShape.Error()+`: no column "x"` {
		t.Errorf("%v is told as %+v", err, w)
	}
}
