package main

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestPagesThatEndAlikeAreSummedUp(t *testing.T) {
	page := func(host string, state crawlers.State, why string) crawlers.Outcome {
		return crawlers.Outcome{URL: "https://" + host + "/feed", State: state, Why: why}
	}
	offline := func(host string) crawlers.Outcome {
		return page(host, crawlers.Failed, `Get "https://`+host+`/feed": dial tcp: lookup `+host+`: no such host`)
	}
	for _, tc := range []struct {
		name string
		in   []crawlers.Outcome
		want []string // beginnings of lines
	}{
		{"all well", []crawlers.Outcome{page("a.example", crawlers.OK, ""), page("b.example", crawlers.Unchanged, "")}, nil},
		{"one of two", []crawlers.Outcome{page("a.example", crawlers.OK, ""), page("b.example", crawlers.Blocked, "blocked: 403")}, []string{"https://b.example/feed: blocked: 403"}},
		{"no network", []crawlers.Outcome{offline("a.example"), offline("b.example")}, []string{
			"https://a.example/feed: failed: dial tcp: lookup a.example: no such host", "https://b.example/feed: failed: dial tcp:",
			"all 2 pages ended alike: failed: no such host; see that this machine has a network",
		}},
		{"two reasons", []crawlers.Outcome{offline("a.example"), page("b.example", crawlers.Failed, "disk full")}, []string{"https://a.example/feed: failed", "https://b.example/feed: failed: disk full"}},
		{"a quiet day", []crawlers.Outcome{page("a.example", crawlers.Empty, ""), page("b.example", crawlers.Empty, "")}, []string{"https://a.example/feed: empty", "https://b.example/feed: empty"}},
	} {
		got := unwell(tc.in)
		if len(got) != len(tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], tc.want[i]) {
				t.Errorf("%s: %q, want it to begin with %q", tc.name, got[i], tc.want[i])
			}
		}
	}
}
