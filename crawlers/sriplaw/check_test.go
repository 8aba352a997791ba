package sriplaw

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestWhatAnAdministratorMayAskFor(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"as it is shipped", "", "", ""},
		{"the list alone", "cases: 30", "cases: 0", ""},
		{"fewer than no pages", "cases: 30", "cases: -1", "cases is -1"},
		{"another site", "https://sriplaw.com/notice/", "https://sriplaw.example/notice/", "its host is not one of sriplaw.com"},
		{"no address", "https://sriplaw.com/notice/", "notice", "want an address"},
		{"no selector", "td.column-3", "''", "a key is empty"},
		{"a key nobody knows", "cases: 30", "pages: 30", "pages"},
	} {
		m := Source.Meta
		m.Params = crawlers.Params(strings.Replace(string(m.Params), tc.old, tc.new, 1))
		err := Source.Check(m)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}
