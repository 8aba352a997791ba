package alerts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// TestPreviewCountsWhatWouldBeFound: counts, the latest samples, and the rule
// by which an entry is noisy.
func TestPreviewCountsWhatWouldBeFound(t *testing.T) {
	lists := []Watchlist{{ID: "w-x", Name: "X", Entries: []Entry{{Type: WatchMark, Value: "ROMOSS"}, {Type: WatchKeyword, Value: "lamps"}, {Type: WatchMark, Value: "XINGHE"}}}}
	p := NewPreview(lists, nil)
	irrelevant := false
	asked := 0
	for n := range 2_000 {
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprint(n)}, Slug: "entry.1", Kind: crawlers.Lawsuit, Source: "ecf",
			Title: "Acme v. Smith", Filed: crawlers.Date{Time: time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)},
		}
		switch {
		case n%500 == 0:
			f.Title = "Romoss v. Smith"
		case n%100 == 1:
			f.Text = "about lamps"
		}
		v := Verdict{}
		if n == 1500 {
			v.Relevant = &irrelevant
		}
		if err := p.Add(f, func() (Verdict, error) { asked++; return v, nil }); err != nil {
			t.Fatal(err)
		}
	}
	got := p.Result(365)
	if len(got) != 3 || got[0].Hits != 3 || got[1].Hits != 20 || got[2].Hits != 0 {
		t.Fatalf("%+v", got)
	}
	if got[0].Noisy != "" || got[2].Noisy != "" || !strings.Contains(got[1].Noisy, "超过 0.1% 的文件含有它（20 / 2000）") {
		t.Errorf("noisy: %q, %q, %q", got[0].Noisy, got[1].Noisy, got[2].Noisy)
	}
	if s := got[1].Samples; len(s) != maxSamples || s[0].Filing != "us-ilnd/1901#entry.1<ecf" || s[0].Why == "" {
		t.Errorf("samples: %+v", s)
	}
	if asked != 24 {
		t.Errorf("asked %d times for a verdict", asked)
	}
	if got := p.Result(10); !strings.Contains(got[1].Noisy, "0.1%") {
		t.Errorf("in ten days: %q", got[1].Noisy)
	}
	if n := noisy(400, 1_000_000, 365, noisyMonth); !strings.Contains(n, "每月超过 30 条") {
		t.Errorf("400 in a year: %q", n)
	}
	if n := noisy(360, 1_000_000, 365, noisyMonth); n != "" {
		t.Errorf("360 in a year: %q", n)
	}
}

// TestPreviewTellsTheFaintApart: what is for the digest is counted, and makes
// nothing noisy.
func TestPreviewTellsTheFaintApart(t *testing.T) {
	p := NewPreview([]Watchlist{{ID: "w-x", Name: "X", Entries: []Entry{{Type: WatchMark, Value: "SNOW", Classes: []int{9}}}}}, nil)
	for range 100 {
		if err := p.Add(applied("SNOW LANTERN", []int{9}), func() (Verdict, error) { return Verdict{}, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.Result(30)[0]; got.Hits != 100 || got.Faint != 100 || got.Noisy != "" {
		t.Errorf("%+v", got)
	}
}

// TestPreviewKnowsWhatPeopleSaid of a party.
func TestPreviewKnowsWhatPeopleSaid(t *testing.T) {
	lists := []Watchlist{{ID: "w-x", Name: "X", Entries: []Entry{{Type: WatchCompany, Value: "深圳市鑫达电子有限公司"}}}}
	f := suit(party(crawlers.Defendant, "Shenzhen Xinda Electronics Co., Ltd."))
	for want, said := range [][]Identity{{{List: "w-x", Party: "Shenzhen Xinda Electronics", Answer: Reject}}, nil} {
		p := NewPreview(lists, said)
		if err := p.Add(f, func() (Verdict, error) { return Verdict{}, nil }); err != nil || p.Result(30)[0].Hits != want {
			t.Errorf("%v: %+v, %v; want %d hits", said, p.Result(30), err, want)
		}
		p.Hide = func(string) string { return Withheld }
		for _, s := range p.Result(30)[0].Samples {
			if s.Title != Withheld || s.Why != Withheld {
				t.Errorf("a sample shows %+v", s)
			}
		}
	}
}
