package crawlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheOrderOfTurns(t *testing.T) {
	ago := func(d time.Duration) time.Time { return tuesday.Add(-d) }
	const day = 24 * time.Hour
	for _, tc := range []struct {
		name    string
		watched []Watch
		asked   map[string]time.Time
		want    []string
	}{
		{"nobody watches", nil, nil, nil},
		{"never asked, in the order of the lists", []Watch{{"B", false}, {"A", true}, {"C", false}}, nil, []string{"B", "A", "C"}},
		{"never asked before the oldest", []Watch{{"A", true}, {"B", false}}, map[string]time.Time{"a": ago(900 * day)}, []string{"B", "A"}},
		{"the oldest first", []Watch{{"A", false}, {"B", false}, {"C", false}}, map[string]time.Time{"a": ago(2 * day), "b": ago(5 * day), "c": ago(3 * day)}, []string{"B", "C", "A"}},
		{"a precise one waits twice", []Watch{{"A", false}, {"B", true}, {"C", true}}, map[string]time.Time{"a": ago(7 * day), "b": ago(4 * day), "c": ago(3 * day)}, []string{"B", "A", "C"}},
		{"of several lists once", []Watch{{"Anker", false}, {"B", false}, {"ＡＮＫＥＲ", true}, {"anker", false}}, map[string]time.Time{"anker": ago(2 * day), "b": ago(3 * day)}, []string{"Anker", "B"}},
		{"none twice a day", []Watch{{"A", true}, {"B", false}}, map[string]time.Time{"a": ago(19 * time.Hour), "b": ago(20 * time.Hour)}, []string{"B"}},
		{"the clock was put back", []Watch{{"A", true}}, map[string]time.Time{"a": ago(-day)}, nil},
		{"what nobody watches any more", []Watch{{"A", false}}, map[string]time.Time{"b": ago(2 * day)}, []string{"A"}},
	} {
		var got []string
		for _, w := range Turns(tc.watched, tc.asked, 20*time.Hour, tuesday) {
			got = append(got, w.Mark)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestEveryMarkHasANameOfItsOwn(t *testing.T) {
	long := strings.Repeat("安", 300)
	names := map[string]bool{}
	for _, mark := range []string{"A", "***", "!!!", long, long + "克", "图森未来"} {
		n := Watch{Mark: mark}.name()
		if n == "" || len(n) > 300 || names[n] {
			t.Errorf("%.20s: %q", mark, n)
		}
		names[n] = true
	}
}

// asking is a visit to a place that is asked for marks, each a page of its own.
type asking struct {
	asked    map[string]time.Time
	ask      []string // what came to the place
	budget   []Limit
	watched  []string
	answers  map[string]error // how the page of a mark is read
	status   map[string]int   // with which it is answered
	notDone  string           // the mark after which the place wants no more
	failSink bool
}

func (a *asking) RoundTrip(req *http.Request) (*http.Response, error) {
	mark := strings.TrimPrefix(req.URL.Path, "/")
	a.ask = append(a.ask, mark)
	if code := a.status[mark]; code != 0 {
		return response(req, code, http.Header{}, nil), nil
	}
	return response(req, http.StatusOK, http.Header{}, []byte(mark)), nil
}

func (a *asking) visit(t *testing.T, ledger *Ledger) Report {
	t.Helper()
	s := &Source{
		Meta: Meta{Name: "s", URL: "https://a.example/", Hosts: []string{"a.example"}, Robots: "published", Zone: "UTC", Asks: "KR", Budget: a.budget, Timeout: time.Minute},
		Crawl: func(_ context.Context, v *Visit) error {
			return v.EachTurn(20*time.Hour, 28*24*time.Hour, func(w Watch) bool {
				c := v.Collector()
				c.OnResponse(v.Take)
				c.Visit("https://a.example/" + w.Mark) // how it ended is the outcome of its page
				return w.Mark != a.notDone
			})
		},
		Parse: func(p Page, emit func(Filing) error) error {
			mark, err := p.Bytes()
			if err != nil {
				return err
			}
			return errors.Join(emit(valid(string(mark))), a.answers[string(mark)])
		},
	}
	e := env(t, a)
	e.Transport.Spend, e.Transport.Charge = ledger.Spend, ledger.Charge
	if a.watched != nil {
		e.Watched = func(_ context.Context, country string) (out []Watch, err error) {
			if country != "KR" {
				return nil, fmt.Errorf("asked for %q", country)
			}
			for _, m := range a.watched {
				out = append(out, Watch{Mark: m})
			}
			return out, nil
		}
	}
	taken := 0
	e.Sink = func(_ context.Context, fs []Filing) error {
		if a.failSink {
			return errors.New("disk full")
		}
		taken += len(fs)
		return nil
	}
	e.Asked = func(context.Context, string) (map[string]time.Time, error) { return a.asked, nil }
	e.Answered = func(_ context.Context, source, mark string, at time.Time) error {
		if source != "s" || taken == 0 {
			t.Errorf("%s of %s has had its turn with %d filings taken in", mark, source, taken)
		}
		if a.asked == nil {
			a.asked = map[string]time.Time{}
		}
		a.asked[mark] = at
		return nil
	}
	a.ask = nil
	return s.Run(t.Context(), e)
}

func TestAMarkKeepsItsTurnUntilItIsAnswered(t *testing.T) {
	many := []string{"a", "b", "c", "d", "e", "f"}
	for _, tc := range []struct {
		name  string
		visit asking
		state State
		ask   string // what came to the place
		had   string // marks that have had their turn
		why   string
	}{
		{"all answer", asking{watched: many}, OK, "abcdef", "abcdef", ""},
		{"as far as the budget goes", asking{watched: many, budget: []Limit{{23 * time.Hour, 4}}}, OK, "abcd", "abcd", "2 of 6 marks keep their turn"},
		{"one is cut off", asking{watched: many, answers: map[string]error{"b": ErrTruncated}}, Truncated, "abcdef", "acdef", ""},
		{"one has another shape", asking{watched: many, answers: map[string]error{"a": ErrShape}}, Shape, "abcdef", "bcdef", ""},
		{"some are refused", asking{watched: many, status: map[string]int{"a": 403, "b": 500, "d": 403}}, Failed, "abcdef", "cef", ""},
		{"most fail", asking{watched: many, status: map[string]int{"a": 500, "b": 500, "c": 500, "d": 500}}, Failed, "abcdef", "ef", ""},
		{"the place wants no more", asking{watched: many, notDone: "c", answers: map[string]error{"c": ErrBlocked}}, Blocked, "abc", "ab", ""},
		{"the store is full", asking{watched: many, failSink: true}, Failed, "a", "", ""},
		{"nobody says what is watched", asking{}, Unchanged, "", "", "nobody says"},
		{"nothing is watched", asking{watched: []string{}}, Unchanged, "", "", "no mark is watched in KR"},
		{"all had their turn today", asking{watched: []string{"a"}, asked: map[string]time.Time{"a": tuesday.Add(-time.Hour)}}, Unchanged, "", "a", "within the last 20h"},
	} {
		r := tc.visit.visit(t, new(Ledger))
		if got := strings.Join(tc.visit.ask, ""); r.State != tc.state || got != tc.ask {
			t.Errorf("%s: %s after asking %q, want %s, %q: %v", tc.name, r.State, got, tc.state, tc.ask, r.Outcomes)
		}
		var had []string
		for mark := range tc.visit.asked {
			had = append(had, mark)
		}
		slices.Sort(had)
		if got := strings.Join(had, ""); got != tc.had {
			t.Errorf("%s: %q have had their turn, want %q", tc.name, got, tc.had)
		}
		if r.Pages != len(tc.ask) {
			t.Errorf("%s: %d pages", tc.name, r.Pages)
		}
		if whole := fmt.Sprint(r.Outcomes); !strings.Contains(whole, tc.why) {
			t.Errorf("%s: %s does not say %q", tc.name, whole, tc.why)
		}
	}
}

func TestMarksThatWaitTooLongAreTold(t *testing.T) {
	const day = 24 * time.Hour
	a := &asking{watched: []string{"a", "b", "c"}, asked: map[string]time.Time{"a": tuesday.Add(-28 * day), "b": tuesday.Add(-29 * day)}}
	r := a.visit(t, new(Ledger))
	if r.State != OK || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "watch fewer of them in KR marks=3 late=1") {
		t.Errorf("%s: %q", r.State, r.Warnings)
	}
	if r := a.visit(t, new(Ledger)); len(r.Warnings) != 0 {
		t.Errorf("they have been asked for: %q", r.Warnings)
	}
}

func TestASpentBudgetIsNoFault(t *testing.T) {
	a, ledger := &asking{watched: []string{"a", "b"}, budget: []Limit{{23 * time.Hour, 2}}}, new(Ledger)
	if r := a.visit(t, ledger); r.State != OK {
		t.Fatalf("%s: %v", r.State, r.Err)
	}
	a.asked = nil // as if both had failed
	r := a.visit(t, ledger)
	if r.State != Unchanged || len(a.ask) != 0 || !strings.Contains(fmt.Sprint(r.Outcomes), "it goes on at") {
		t.Errorf("%s, asked %q: %v", r.State, a.ask, r.Outcomes)
	}
}
