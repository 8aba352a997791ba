package crawlers_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestNetworks(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7":          "192.0.2.7/32",
		"192.0.2.0/24":       "192.0.2.0/24",
		"::ffff:192.0.2.7":   "192.0.2.7/32",
		"2001:db8::1":        "2001:db8::1/128",
		"fe80::1%eth0":       "fe80::1/128",
		"":                   "want an address",
		"hooks.example":      "want an address",
		"192.0.2.7/33":       "want an address",
		"192.0.2.7,10.0.0.1": "want an address",
	} {
		out, err := crawlers.Networks([]string{in})
		if err != nil && strings.Contains(err.Error(), want) {
			continue
		}
		if got := fmt.Sprint(out); err != nil || got != "["+want+"]" {
			t.Errorf("%q: %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestHookOfASourceYAMLIsWhole(t *testing.T) {
	const doc = "name: a\ntitle: {zh: 甲, en: A}\nhosts: [a.example]\nschedule: \"5 4 * * *\"\nhook: "
	for hook, want := range map[string]string{
		"{from: [192.0.2.7], key: Id, max_body: 9}": "",
		"{from: [a.example], key: Id, max_body: 9}": "hook: from: \"a.example\"",
		"{key: Id, max_body: 9}":                    "hook: want from",
		"{from: [192.0.2.7], max_body: 9}":          "hook: want from",
		"{from: [192.0.2.7], key: Id}":              "hook: want from",
		"{from: [192.0.2.7], secret: x}":            "secret",
	} {
		_, err := crawlers.ReadMeta([]byte(doc + hook))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", hook, err, want)
		}
	}
}

// TestPushed hands a source what it was sent: it is read as a page of its own
// is, no floor is held against it, and what the source does not read is not kept.
func TestPushed(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	s := &crawlers.Source{
		Meta:  crawlers.Meta{Name: "place", Kind: crawlers.Lawsuit, Zone: "UTC", Expect: crawlers.Expect{Weekday: 5}},
		Crawl: func(context.Context, *crawlers.Visit) error { panic("nothing is to be asked") },
		Parse: func(p crawlers.Page, emit func(crawlers.Filing) error) error {
			b, err := p.Bytes()
			if err != nil || string(b) == "other" {
				return fmt.Errorf("%w: %q", crawlers.ErrUnwanted, b)
			}
			return emit(crawlers.Filing{Key: crawlers.Key{Authority: "us-ilnd", Number: string(b)}, Slug: "entry.1", Kind: crawlers.Lawsuit, Title: "A v. B", Filed: crawlers.Date{Time: now}})
		},
	}
	for _, tc := range []struct {
		body  string
		state crawlers.State
		kept  int
		ids   string
	}{
		{"7", crawlers.OK, 1, "[us-ilnd/7#entry.1<place]"},
		{"other", crawlers.Unchanged, 0, "[]"},
	} {
		kept, ids := 0, []string{}
		r := s.Pushed(crawlers.PageOf("hook:place", []byte(tc.body), now)).Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
			Keep: func(_ context.Context, _ string, pages []crawlers.Page) error { kept += len(pages); return nil },
			Sink: func(_ context.Context, fs []crawlers.Filing) error {
				for i := range fs {
					ids = append(ids, fs[i].ID())
				}
				return nil
			},
		})
		if r.Err != nil || r.State != tc.state || kept != tc.kept || fmt.Sprint(ids) != tc.ids {
			t.Errorf("%s: %s, %v, %d kept, %v", tc.body, r.State, r.Err, kept, ids)
		}
	}
}
