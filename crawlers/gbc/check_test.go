package gbc

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestWhatAnAdministratorMayAskFor(t *testing.T) {
	for _, tc := range []struct{ name, params, want string }{
		{"another way to the list", "url: https://www.gbc.law/wp-json/wp/v2/posts?per_page=20\npages: 1", ""},
		{"another site", "url: https://gbc.example/wp-json/wp/v2/pages?per_page=50\npages: 6", "its host is not one of gbc.law"},
		{"no address", "url: pages?per_page=50\npages: 6", "want an address"},
		{"no size of a page", "url: https://gbc.law/wp-json/wp/v2/pages\npages: 6", "want a url with per_page"},
		{"no pages", "url: https://gbc.law/wp-json/wp/v2/pages?per_page=50\npages: 0", "at least one page"},
		{"a key nobody knows", "url: https://gbc.law/wp-json/wp/v2/pages?per_page=50\npages: 6\ndepth: 3", "depth"},
		{"no params", "", "want a url"},
	} {
		m := Source.Meta
		m.Params = crawlers.Params(tc.params)
		err := Source.Check(m)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}
