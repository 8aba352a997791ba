package pipeline

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

func TestWatchedInACountry(t *testing.T) {
	lists, err := alerts.ReadWatchlists(strings.NewReader("list,type,value,classes,owner,countries\n" +
		"a,mark,EVERYWHERE,,,\na,mark,HERE,9,,US;KR\na,mark,ELSEWHERE,,,US\na,company,Here Ltd,,,KR\nb,mark,OURS,,Ours Ltd,KR\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []crawlers.Watch{{Mark: "EVERYWHERE"}, {Mark: "HERE", Precise: true}, {Mark: "OURS", Precise: true}}
	if got := Watched(lists, "KR"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// register is a place that is asked for each mark, two a day.
type register struct{ asked []string }

func (r *register) RoundTrip(req *http.Request) (*http.Response, error) {
	mark := req.URL.Query().Get("mark")
	r.asked = append(r.asked, mark)
	if mark == "broken" {
		return nil, fmt.Errorf("no answer about %s", mark)
	}
	pages := fstest.MapFS{"court.example/search": page(fmt.Sprintf("1:26-cv-%05d|entry.1|complaint|%s v. Lamps|1", len(r.asked), mark))}
	req.URL.RawQuery = ""
	return crawlers.Recorded(pages).RoundTrip(req)
}

func (r *register) source() *crawlers.Source {
	s, _ := place(nil)
	s.Asks, s.Budget = "KR", []crawlers.Limit{{Per: 744 * time.Hour, Requests: 7}, {Per: 23 * time.Hour, Requests: 2}}
	s.Robots, s.URL = "published", "https://court.example"
	s.Crawl = func(_ context.Context, v *crawlers.Visit) error {
		return v.EachTurn(20*time.Hour, 28*24*time.Hour, func(w crawlers.Watch) bool {
			return v.Fetch("https://court.example/search?mark="+w.Mark) == nil
		})
	}
	return s
}

// TestTurnsAndBudgetSurviveARestart makes each visit in a new process.
func TestTurnsAndBudgetSurviveARestart(t *testing.T) {
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			place, at := &register{}, start
			lists := "list,type,value,owner,countries\na,mark,one,,\na,mark,two,,KR\na,mark,broken,,KR\nb,mark,ONE,,\nb,mark,three,Three Ltd,KR\nb,mark,four,,US\n"
			for day, want := range []struct {
				state crawlers.State
				asked string
			}{
				{crawlers.OK, "one two"},
				{crawlers.Failed, "broken three"}, // which keeps its turn
				{crawlers.Failed, "broken one"},
				{crawlers.Failed, "broken"}, // the month is spent
				{crawlers.Unchanged, ""},
			} {
				db := storetest.Open(t, address)
				if read, err := alerts.ReadWatchlists(strings.NewReader(lists)); err != nil || db.PutWatchlists(t.Context(), read) != nil {
					t.Fatal(err)
				}
				p, c := newPipeline(t, db, nil, "http://127.0.0.1:1/none")
				c.add(at.Sub(start))
				s := place.source()
				p.Sources = []*crawlers.Source{s}
				p.Transport = &crawlers.Transport{Base: place, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}}
				p.Transport.Spend = func(ctx context.Context, source string, budget []crawlers.Limit) (time.Duration, error) {
					return db.SpendRequest(ctx, source, budget, c.Now())
				}
				p.Transport.Charge = func(ctx context.Context, source string, budget []crawlers.Limit, n int) (time.Duration, error) {
					return db.ChargeRequests(ctx, source, budget, n, c.Now())
				}
				begin(t, p)
				place.asked = nil
				v, err := p.Visit(t.Context(), s, at)
				if got := strings.Join(place.asked, " "); err != nil || v.State != want.state || got != want.asked {
					t.Errorf("day %d: %s after asking %q, %v; want %s, %q: %v", day+1, v.State, got, err, want.state, want.asked, v.Outcomes)
				}
				stop(t, p, db)
				at = at.Add(24 * time.Hour)
			}
		})
	}
}

// stop ends a process in good order.
func stop(t *testing.T, p *Pipeline, db *store.DB) {
	t.Helper()
	if err := p.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
