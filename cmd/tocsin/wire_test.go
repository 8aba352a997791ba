package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/config"
)

func TestChangedParamsAreChecked(t *testing.T) {
	const court = "id: ilnd, zone: America/Chicago, url: 'https://ecf.ilnd.uscourts.gov/rss'"
	for _, tc := range []struct{ source, params, want string }{
		{"ecf", "courts: [{" + court + "}]", ""},
		{"ecf", "courts: []", "courts is empty"},
		{"ecf", "court: [{" + court + "}]", "court"},
		{"ecf", "courts: [{" + court + "}, {" + court + "}]", "courts[1]: ilnd stands twice"},
		{"ecf", "courts: [{zone: America/Chicago, url: 'https://ecf.ilnd.uscourts.gov/rss'}]", "courts[0]: id is empty"},
		{"ecf", "courts: [{id: ilnd, zone: Chicago, url: 'https://ecf.ilnd.uscourts.gov/rss'}]", `zone "Chicago"`},
		{"ecf", "courts: [{id: ilnd, url: 'ecf.ilnd.uscourts.gov/rss'}]", "want an address"},
		{"ecf", "courts: [{id: ilnd, url: 'https://evil.example/rss'}]", "its host is not one of *.uscourts.gov"},
		{"fedreg", "agency: international-trade-commission\nwindow_days: 10\npages: 20", ""},
		{"fedreg", "agency: international-trade-commission\nwindow_day: 10\npages: 20", "window_day"},
		{"fedreg", "agency: international-trade-commission\nwindow_days: 10\npages: 20\nsince: yesterday", "want a day"},
		{"edis", "documents: https://edis.usitc.gov/data/document\nmax_pages: 4\nlook_back: 48h", ""},
		{"edis", "documents: https://edis.example/data/document\nmax_pages: 4\nlook_back: 48h", "documents \"https://edis.example/data/document\": its host"},
		{"usitcweb", "petitions: {url: https://www.usitc.gov/petitions_and_complaints}", "is empty"},
		{"ids", "{}", ""},
		{"ids", "url: https://ids.usitc.gov/", "it has none"},
	} {
		c := config.Config{Sources: map[string]config.Source{tc.source: {Params: []byte(tc.params)}}}
		_, err := enabledSources(c, time.Now())
		if (err == nil) != (tc.want == "") || err != nil && (!errors.Is(err, errConfig) || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: %s: %v, want %q", tc.source, tc.params, err, tc.want)
		}
	}
	changed := string(findSource("usitcweb").Params)
	changed = strings.Replace(changed, "https://www.usitc.gov/petitions_and_complaints", "https://mirror.example/p", 1)
	c := config.Config{Sources: map[string]config.Source{"usitcweb": {Params: []byte(changed)}}}
	if _, err := enabledSources(c, time.Now()); err == nil || !strings.Contains(err.Error(), "petitions.url") {
		t.Errorf("a page of another site: %v", err)
	}
}

// TestDestinationsAreToldInTheirManner holds the defaults: people are not to be
// flooded, and a program wants everything as it happens.
func TestDestinationsAreToldInTheirManner(t *testing.T) {
	none := 0
	robot := config.Destination{Channel: "wecom", Language: "zh", Options: map[string]any{"key": "k"}}
	program := config.Destination{Channel: "webhook", Language: "zh", Options: map[string]any{"url": "https://x.example/", "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}}
	changed := robot
	changed.AtOnce, changed.Digest, changed.Quiet, changed.Budget, changed.Categories = "never", "mon 17:00", "22:00-07:30", &none, []string{"337"}
	got, err := openDestinations(config.Config{Destinations: map[string]config.Destination{"robot": robot, "program": program, "changed": changed}})
	if err != nil {
		t.Fatal(err)
	}
	if m := got["robot"].Manner; m.AtOnce != alerts.Normal || m.Budget != 2 || m.Digest.Days != "workdays" || len(got["robot"].Rate) == 0 {
		t.Errorf("a robot is told %+v", m)
	}
	if m := got["program"].Manner; m.AtOnce != "" || m.Budget != 0 || m.Digest.Days != "" {
		t.Errorf("a program is told %+v", m)
	}
	if m := got["changed"].Manner; m.AtOnce != alerts.Never || m.Budget != 0 || m.Digest.Days != "mon" || m.Quiet.To == 0 || len(m.Categories) != 1 {
		t.Errorf("what was changed is %+v", m)
	}
	for want, change := range map[string]func(*config.Destination){
		"at_once":    func(d *config.Destination) { d.AtOnce = "now" },
		"digest":     func(d *config.Destination) { d.Digest = "08:30" },
		"quiet":      func(d *config.Destination) { d.Quiet = "at night" },
		"categories": func(d *config.Destination) { d.Categories = []string{"patents"} },
	} {
		d := robot
		change(&d)
		_, err := openDestinations(config.Config{Destinations: map[string]config.Destination{"desk": d}})
		if !errors.Is(err, errConfig) || !strings.Contains(err.Error(), "destinations.desk: "+want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestTellingAbroadWantsAGround opens destinations in China and outside it.
func TestTellingAbroadWantsAGround(t *testing.T) {
	t.Parallel()
	letters := func(to string) map[string]any {
		return map[string]any{"server": "smtp.example.cn", "from": "a@example.cn", "to": []string{to}}
	}
	for _, tc := range []struct {
		name, channel string
		options       map[string]any
		ground        string
		wants         bool
	}{
		{"slack", "slack", map[string]any{"url": "https://hooks.slack.example/x"}, "", true},
		{"a bot", "slack", map[string]any{"token": "xoxb-1", "channel": "C1"}, "", true},
		{"slack with a ground", "slack", map[string]any{"url": "https://hooks.slack.example/x"}, "已取得单独同意", false},
		{"gmail", "mail", letters("a@gmail.com"), "", true},
		{"qq", "mail", letters("a@qq.com"), "", false},
		{"named in the configuration", "mail", letters("a@mail.lamps.com"), "", false},
		{"a robot", "wecom", map[string]any{"url": "https://qyapi.weixin.example/x"}, "", false},
	} {
		c := config.Config{Destinations: map[string]config.Destination{"desk": {Channel: tc.channel, Language: "zh", Options: tc.options, Abroad: tc.ground}}}
		c.Send.Domestic = []string{"lamps.com"}
		opened, err := openDestinations(c)
		if (err != nil) != tc.wants {
			t.Errorf("%s: %v", tc.name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "第三十八至四十条") || !strings.Contains(err.Error(), "abroad:")) {
			t.Errorf("%s: %v does not say what to do", tc.name, err)
		}
		if err == nil && opened["desk"].Abroad != tc.ground {
			t.Errorf("%s: the ground is %q", tc.name, opened["desk"].Abroad)
		}
	}
}
