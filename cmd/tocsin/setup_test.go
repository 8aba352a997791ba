package main

import (
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/config"
)

func TestSetUpThatWarnsNobody(t *testing.T) {
	desk := map[string]config.Destination{"desk": {Channel: "wecom"}}
	told := map[string]config.CenterTell{alerts.National: {Tell: []string{"desk"}}}
	list := func(tell ...string) []alerts.Watchlist { return []alerts.Watchlist{{Name: "安克", Tell: tell}} }
	whole := config.Config{Destinations: desk, Centers: told, Crawl: config.Crawl{Contact: "ops@center.example"}}
	nameless := whole
	nameless.Crawl.Contact = ""
	for _, tc := range []struct {
		name    string
		c       config.Config
		lists   []alerts.Watchlist
		sources int
		says    string // of the finding that is not well, or that asks for something; "" is a good set-up
		ok      bool   // it only asks
	}{
		{"good", whole, list("desk"), 5, "", true},
		{"no list is no mistake", whole, nil, 5, "", true},
		{"no destination", config.Config{Crawl: whole.Crawl}, nil, 5, "nobody is told of anything", false},
		{"no center", config.Config{Destinations: desk, Crawl: whole.Crawl}, nil, 5, "none of them for the national center", false},
		{"list without tell", whole, list(), 5, "list 安克 tells nobody", true},
		{"list with a destination that went", whole, list("desk", "boss"), 5, `list 安克 tells "boss", which is not in destinations`, false},
		{"nothing watched", whole, list("desk"), 0, "no source is enabled", false},
		{"no contact", nameless, list("desk"), 5, "crawl.contact is empty", true},
	} {
		var said string
		ok := true
		for _, f := range setUp(tc.c, tc.lists, tc.sources) {
			ok = ok && f.OK
			if f.Do != "" {
				said += f.Says
			}
		}
		if ok != tc.ok || (said == "") != (tc.says == "") || !strings.Contains(said, tc.says) {
			t.Errorf("%s: well %v, %q, want %v, %q", tc.name, ok, said, tc.ok, tc.says)
		}
	}
}

func TestModelIsNamed(t *testing.T) {
	c := config.Config{LLM: config.LLM{URL: "https://llm.example", Model: "deepseek-chat"}}
	if f := model(c, 0); !f.OK || !strings.Contains(f.Says, "deepseek-chat") {
		t.Errorf("%+v", f)
	}
	if f := model(c, 1); f.OK || f.Do == "" || !strings.Contains(f.Says, "1 act waits") {
		t.Errorf("%+v", f)
	}
	if f := model(config.Config{}, 1); !f.OK || !strings.Contains(f.Says, "rules decide alone") {
		t.Errorf("%+v", f)
	}
}
