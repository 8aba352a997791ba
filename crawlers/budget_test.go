package crawlers

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

var twoLimits = []Limit{{time.Minute, 2}, {time.Hour, 3}}

func TestSpend(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	ago := func(ds ...time.Duration) (out []time.Time) {
		for _, d := range ds {
			out = append(out, now.Add(-d))
		}
		return out
	}
	for _, tc := range []struct {
		name   string
		before []time.Time
		kept   int
		wait   time.Duration
	}{
		{"nothing spent", nil, 1, 0},
		{"one within the minute", ago(time.Second), 2, 0},
		{"the minute is spent", ago(50*time.Second, time.Second), 2, 10 * time.Second},
		{"the hour is spent", ago(40*time.Minute, 30*time.Minute, 2*time.Minute), 3, 20 * time.Minute},
		{"both are: the longer wait counts", ago(59*time.Minute+50*time.Second, 5*time.Second, time.Second), 3, 55 * time.Second},
		{"what no limit counts is forgotten", ago(2*time.Hour, time.Hour), 1, 0},
		{"in no order", ago(time.Second, 50*time.Second), 2, 10 * time.Second},
		{"a clock put back", []time.Time{now.Add(time.Hour), now.Add(time.Hour)}, 2, time.Minute},
	} {
		after, wait := Spend(tc.before, twoLimits, now)
		if len(after) != tc.kept || wait != tc.wait {
			t.Errorf("%s: %d kept, wait %s; want %d, %s", tc.name, len(after), wait, tc.kept, tc.wait)
		}
	}
}

// ask sends one request of a source with a budget.
func ask(ctx context.Context, tr *Transport, token string) error {
	m := Meta{Name: "x", Hosts: []string{"x.test"}, Robots: "published", Budget: twoLimits, Token: token, TokenScheme: "Token"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://x.test/a", nil)
	if err != nil {
		return err
	}
	resp, err := tr.For(m).RoundTrip(req)
	if err == nil {
		err = resp.Body.Close()
	}
	return err
}

func TestABudgetIsWaitedForOrEndsTheVisit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ledger Ledger
		tr := &Transport{Base: Recorded(page("x.test/a")), Pace: Unpaced{}, Spend: ledger.Spend}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		began := time.Now()
		for range 3 {
			if err := ask(ctx, tr, ""); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(began); d != time.Minute {
			t.Errorf("three requests took %s, want the minute that two may be made in", d)
		}
		err := ask(ctx, tr, "")
		var spent *BudgetError
		if !errors.As(err, &spent) || !errors.Is(err, ErrBlocked) || !spent.Until.Equal(began.Add(time.Hour)) {
			t.Errorf("the fourth within the hour: %v, want blocked until %s", err, began.Add(time.Hour))
		}
	})
}

func TestALostLedgerLetsNothingPass(t *testing.T) {
	full := errors.New("disk full")
	tr := &Transport{Base: Recorded(page("x.test/a")), Pace: Unpaced{}, Spend: func(context.Context, string, []Limit) (time.Duration, error) { return 0, full }}
	if err := ask(t.Context(), tr, ""); !errors.Is(err, full) {
		t.Errorf("got %v, want the ledger's own error", err)
	}
}

// page is a place of one page.
func page(name string) fs.FS { return fstest.MapFS{name: {Data: []byte("{}")}} }

type header struct {
	next http.RoundTripper
	got  string
}

func (h *header) RoundTrip(req *http.Request) (*http.Response, error) {
	h.got = req.Header.Get("Authorization")
	return h.next.RoundTrip(req)
}

func TestTheTokenGoesUnderTheSchemeOfThePlace(t *testing.T) {
	h := &header{next: Recorded(page("x.test/a"))}
	if err := ask(t.Context(), &Transport{Base: h, Pace: Unpaced{}}, "abc"); err != nil {
		t.Fatal(err)
	}
	if h.got != "Token abc" {
		t.Errorf("Authorization was %q", h.got)
	}
}
