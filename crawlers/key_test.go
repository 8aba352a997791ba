package crawlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestSignedAddressIsNotTold reads what a visit says of a file that could not
// be had where it was sent on to.
func TestSignedAddressIsNotTold(t *testing.T) {
	s := &Source{
		Meta:  Meta{Name: "s", Hosts: []string{"api.example", "files.example"}, Robots: "published", Zone: "UTC"},
		Crawl: func(_ context.Context, v *Visit) error { return v.Fetch("https://api.example/a.zip") },
	}
	r := s.Run(t.Context(), env(t, answer(func(req *http.Request) *http.Response {
		if req.URL.Host == "api.example" {
			return response(req, 302, http.Header{"Location": {"https://files.example/f.zip?Signature=abc"}}, nil)
		}
		return response(req, 403, http.Header{}, nil)
	})))
	if r.State != Blocked || strings.Contains(fmt.Sprint(r), "Signature") {
		t.Errorf("%s: %v", r.State, r)
	}
}

// TestKeyStaysWithItsHosts follows a request for a file to where the place
// sends it on: an address that is signed for five seconds and refuses whoever
// brings a key.
func TestKeyStaysWithItsHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var signed time.Time
		var got []string
		base := answer(func(req *http.Request) *http.Response {
			key := req.Header.Get("X-Api-Key") + req.Header.Get("Authorization")
			got = append(got, req.URL.Host+" "+key)
			switch {
			case req.URL.Host == "api.example":
				signed = time.Now()
				return response(req, 302, http.Header{"Location": {"https://files.example/f.zip?Signature=abc"}}, nil)
			case key != "" || time.Since(signed) > 5*time.Second:
				return response(req, 403, http.Header{}, nil)
			}
			return yes(req)
		})
		s := &Source{
			Meta: Meta{
				Name: "s", Hosts: []string{"api.example", "files.example"}, Robots: "published", Zone: "UTC", Pace: time.Minute,
				Budget: []Limit{{Per: time.Hour, Requests: 2}},
				Token:  "s3cret", TokenHeader: "X-Api-Key", TokenHosts: []string{"api.example"},
			},
			Crawl: func(_ context.Context, v *Visit) error {
				for _, f := range []string{"https://api.example/a.zip", "https://api.example/b.zip"} {
					if err := v.Fetch(f); err != nil {
						return err
					}
				}
				return nil
			},
			Parse: func(_ Page, emit func(Filing) error) error { return emit(valid("1")) },
		}
		e := env(t, base)
		e.Transport.Pace = newPacer()
		e.Transport.Spend = new(Ledger).Spend
		if r := s.Run(t.Context(), e); r.State != OK {
			t.Errorf("%s: %v", r.State, r.Outcomes)
		}
		want := []string{"api.example s3cret", "files.example ", "api.example s3cret", "files.example "}
		if !slices.Equal(got, want) {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
}

func TestTookTellsWhatNeedNotBeFetched(t *testing.T) {
	e := env(t, answer(yes))
	e.Last = func(_ context.Context, url string) (string, error) {
		if url == "https://a.example/old" {
			return "hash", nil
		}
		return "", nil
	}
	for url, want := range map[string]bool{"https://a.example/old": true, "https://a.example/new": false} {
		v := &Visit{env: e, ctx: t.Context()}
		if got, err := v.Took(url); got != want || err != nil {
			t.Errorf("%s: %v %v", url, got, err)
		}
	}
	if got, err := (&Visit{}).Took("https://a.example/old"); got || err != nil {
		t.Errorf("nothing is remembered: %v %v", got, err)
	}
}

// TestKeyOfTheAddressIsNotTold has a place that reads the key from the address,
// and says of nothing else what was asked.
func TestKeyOfTheAddressIsNotTold(t *testing.T) {
	for _, status := range []int{200, 403, 500} {
		var got []string
		var kept []Page
		e := env(t, answer(func(req *http.Request) *http.Response {
			got = append(got, req.URL.String())
			return response(req, status, http.Header{}, []byte("x"))
		}))
		e.Keep = func(_ context.Context, _ string, pages []Page) error { kept = append(kept, pages...); return nil }
		s := &Source{
			Meta: Meta{
				Name: "s", Hosts: []string{"api.example"}, Robots: "published", Zone: "UTC",
				Token: "s3&cret", TokenQuery: "tk",
			},
			Crawl: func(_ context.Context, v *Visit) error {
				if err := v.Walk(v.Collector(), "https://api.example/a?top=1"); err != nil {
					return err
				}
				return v.Fetch("https://api.example/b")
			},
			Parse: func(Page, func(Filing) error) error { return nil },
		}
		r := s.Run(t.Context(), e)
		if want := []string{"https://api.example/a?tk=s3%26cret&top=1", "https://api.example/b?tk=s3%26cret"}; status != 500 && !slices.Equal(got, want) {
			t.Errorf("%d: asked for %q", status, got)
		}
		if said := fmt.Sprintf("%+v %+v", r, kept); strings.Contains(said, "cret") || len(got) == 0 {
			t.Errorf("%d: the key is told: %s", status, said)
		}
	}
}
