package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/cmd/internal/store/storetest"
	"tocsin/config"
	"tocsin/crawlers"
)

func TestAPlaceThatChargesWantsAccountAndMoney(t *testing.T) {
	on, off := true, false
	for _, tc := range []struct {
		name   string
		source string
		change config.Source
		idle   bool
		wrong  string
	}{
		{"nothing said", "pcl", config.Source{}, true, ""},
		{"both", "pcl", config.Source{Token: "a:b", USDPerMonth: 3000}, false, ""},
		{"both, and a day", "pcl", config.Source{Enabled: &on, Token: "a:b", USDPerMonth: 3000, USDPerDay: 200}, false, ""},
		{"switched off", "pcl", config.Source{Enabled: &off, Token: "a:b"}, false, ""},
		{"an account alone", "pcl", config.Source{Token: "a:b"}, false, "sources.pcl: this place charges $0.10 for each request: set sources.pcl.token to an account and sources.pcl.usd_per_month"},
		{"money alone", "pcl", config.Source{USDPerMonth: 3000}, false, "set sources.pcl.token to an account"},
		{"a day without a month", "pcl", config.Source{Token: "a:b", USDPerDay: 200}, false, "usd_per_month to what it may cost"},
		{"enabled alone", "pcl", config.Source{Enabled: &on}, false, "enabled, but this place charges"},
		{"less than a page", "pcl", config.Source{Token: "a:b", USDPerMonth: 9}, false, "usd_per_month: $0.09 does not pay for one request"},
		{"a token that is no account", "pcl", config.Source{Token: "s3cret", USDPerMonth: 3000}, false, "want login:password"},
		{"money for a place that is free", "flsd", config.Source{USDPerMonth: 3000}, false, "sources.flsd: this place charges nothing"},
	} {
		enabled, err := enabledSources(config.Config{Sources: map[string]config.Source{tc.source: tc.change}}, time.Now())
		if tc.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wrong) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v, want %q", tc.name, err, tc.wrong)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		if s := sourceOf(enabled, tc.source); s != nil && s.Idle() != tc.idle || s == nil && tc.change.On() {
			t.Errorf("%s: idle is not %v", tc.name, tc.idle)
		}
	}
	if s := findSource("pcl"); len(s.Budget) != 0 || s.Token != "" {
		t.Error("the shipped source was changed")
	}
}

// toll is PACER, as far as it costs money: an endless list of full pages.
type toll struct {
	mu    sync.Mutex // guards what follows
	asked int
	die   func() // at the next page, once
}

func (p *toll) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	if req.URL.Hostname() == "pacer.login.uscourts.gov" {
		return p.say(req, `{"nextGenCSO":"t","loginResult":"0"}`), nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if die := p.die; die != nil {
		p.die = nil
		die()
		return nil, context.Cause(req.Context())
	}
	p.asked++
	var page int
	if _, err := fmt.Sscan(req.URL.Query().Get("page"), &page); err != nil {
		return nil, err
	}
	var rows []string
	for n := range 54 {
		rows = append(rows, fmt.Sprintf(`{"courtId":"ilndc","caseNumberFull":"1:2024cv%05d","caseTitle":"A v. B","dateFiled":"2024-04-01"}`, 54*page+n))
	}
	return p.say(req, fmt.Sprintf(`{"receipt":{"billablePages":1,"searchFee":".10"},"pageInfo":{"number":%d,"totalPages":100,"totalElements":5400},"content":[%s]}`, page, strings.Join(rows, ","))), nil
}

func (p *toll) say(req *http.Request, body string) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}
}

func TestMoneyLastsOverKillsAndNodesAndMonths(t *testing.T) {
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			place := &toll{}
			now := time.Date(2024, 4, 2, 11, 15, 0, 0, time.UTC)
			conf := config.Config{
				Store: address, Seen: "memory", Pages: config.Pages{Dir: t.TempDir(), Keep: time.Hour, Large: 1 << 20}, Crawl: config.Crawl{UserAgent: "tocsin-test"},
				Sources: map[string]config.Source{"pcl": {Token: "a:b", USDPerMonth: 100, Pace: time.Nanosecond}},
			}
			// visit makes a visit in a process of its own.
			visit := func(ctx context.Context) crawlers.State {
				p := &program{ctx: t.Context(), log: slog.New(slog.DiscardHandler)}
				s, err := p.bind(conf, place, func() time.Time { return now })
				if err != nil {
					t.Error(err)
					return crawlers.Failed
				}
				defer s.close()
				v, err := s.pipe.Visit(ctx, sourceOf(s.pipe.Sources, "pcl"), now)
				if err != nil && ctx.Err() == nil {
					t.Error(err)
				}
				return v.State
			}
			ctx, kill := context.WithCancel(t.Context())
			place.die = kill
			visit(ctx)
			if place.asked != 0 {
				t.Fatalf("%d pages were bought by a process killed before its first", place.asked)
			}
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { visit(t.Context()) })
			}
			wg.Wait()
			if place.asked != 9 {
				t.Errorf("%d pages were bought with money for 10, one of which was spent on what never was asked", place.asked)
			}
			for _, tc := range []struct {
				after time.Duration
				state crawlers.State
				asked int
			}{
				{31*24*time.Hour - time.Hour, crawlers.Blocked, 9},
				{time.Hour, crawlers.OK, 17}, // as many as one visit buys
			} {
				now = now.Add(tc.after)
				if state := visit(t.Context()); state != tc.state || place.asked != tc.asked {
					t.Errorf("%s on: %s, %d pages, want %s, %d", tc.after, state, place.asked, tc.state, tc.asked)
				}
			}
		})
	}
}

func TestCrawlSpendsNoMoneyWithoutItsStore(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "tocsin.yaml")
	doc := "store: sqlite:" + filepath.Join(dir, "none.db") + "\nsources: {pcl: {token: 'a:s3cret', usd_per_month: 1}}\n"
	if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"--config", file, "crawl", "pcl"}, strings.NewReader(""), io.Discard, &stderr)
	if code == exitGood || !strings.Contains(stderr.String(), "what is spent is counted in the store") || strings.Contains(stderr.String(), "s3cret") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
}
