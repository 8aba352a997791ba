package kipris

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

const key = "s3c+r/e=t=="

// desk is KIPRIS: it lets in who has the key, and knows marks by the word that
// they begin with.
type desk struct {
	marks  map[string]int                     // how many begin with a word
	answer func(nth int, words string) string // in place of its own; "" leaves it
	rows   int                                // of a page; 0 as many as were asked for
	spoil  func(page int, words, b string) string
	asked  []string
}

func (d *desk) RoundTrip(req *http.Request) (*http.Response, error) {
	q := req.URL.Query()
	if q.Get("ServiceKey") != key || strings.Count(req.URL.RawQuery, "ServiceKey") != 1 {
		return nil, errors.New("nobody comes without a key")
	}
	words := q.Get("searchString")
	page, err := strconv.Atoi(q.Get("pageNo"))
	if err != nil {
		return nil, err
	}
	rows, err := strconv.Atoi(q.Get("numOfRows"))
	if err != nil {
		return nil, err
	}
	if d.rows > 0 {
		rows = d.rows
	}
	d.asked = append(d.asked, fmt.Sprintf("%s %d", words, page))
	var b strings.Builder
	for n := (page - 1) * rows; n < min(page*rows, d.marks[words]); n++ {
		fmt.Fprintf(&b, "<item><applicationNumber>40201700%05d</applicationNumber><applicationDate>20170501</applicationDate><applicationStatus>출원</applicationStatus><title>%s %d</title></item>", n, words, n)
	}
	body := fmt.Sprintf("<response><header><successYN>Y</successYN><resultCode>00</resultCode></header><body><items>%s</items></body><count><pageNo>%d</pageNo><totalCount>%d</totalCount></count></response>", b.String(), page, d.marks[words])
	if d.spoil != nil {
		body = d.spoil(page, words, body)
	}
	if d.answer != nil {
		if other := d.answer(len(d.asked), words); other != "" {
			body = other
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}, nil
}

// visit asks the desk for marks and returns which had their turn. All that is
// kept, logged or reported is in said.
func visit(t *testing.T, d *desk, budget []crawlers.Limit, marks ...string) (r crawlers.Report, had, said string) {
	t.Helper()
	s := Source
	s.Token = key
	if budget != nil {
		s.Budget = budget
	}
	var out bytes.Buffer
	ledger := new(crawlers.Ledger)
	var turns []string
	r = s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: d, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Spend: ledger.Spend, Charge: ledger.Charge},
		Now:       func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(&out, nil)),
		Watched: func(context.Context, string) ([]crawlers.Watch, error) { return watch(marks...), nil },
		Answered: func(_ context.Context, _, mark string, _ time.Time) error {
			turns = append(turns, mark)
			return nil
		},
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				fmt.Fprintln(&out, p.URL)
			}
			return nil
		},
		Sink: func(context.Context, []crawlers.Filing) error { return nil },
	})
	fmt.Fprintf(&out, "%+v", r)
	return r, strings.Join(turns, " "), out.String()
}

func TestTurnsAreUsedByAnswersAlone(t *testing.T) {
	spent := refused("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR")
	at := func(word, body string) func(int, string) string {
		return func(_ int, words string) string {
			if words == word {
				return body
			}
			return ""
		}
	}
	for _, tc := range []struct {
		name   string
		desk   desk
		budget []crawlers.Limit
		state  crawlers.State
		asked  string
		had    string
		says   string
	}{
		{"all answer", desk{marks: map[string]int{"a": 3}}, nil, crawlers.OK, "a 1,b 1,c 1", "a b c", ""},
		{"nothing is found", desk{}, nil, crawlers.Empty, "a 1,b 1,c 1", "a b c", ""},
		{"the calls are used up", desk{answer: at("b", spent)}, nil, crawlers.Blocked, "a 1,b 1", "a", "on 2017-07-01"},
		{"the key is not known", desk{answer: at("a", refused("30", key+" is not registered"))}, nil, crawlers.Blocked, "a 1", "", "sources.kipris.token"},
		{"one is not understood", desk{answer: at("a", refused("10", ""))}, nil, crawlers.Blocked, "a 1,b 1,c 1", "b c", "does not understand"},
		{"a page for people", desk{answer: at("b", "<html>")}, nil, crawlers.Blocked, "a 1,b 1,c 1", "a c", "a web page"},
		{"one answer is cut off", desk{answer: at("a", "<response><header>")}, nil, crawlers.Truncated, "a 1,b 1,c 1", "b c", ""},
		{"one answer is too long", desk{answer: at("a", "<response>"+strings.Repeat(" ", 9<<20)+"</response>")}, nil, crawlers.Failed, "a 1,b 1,c 1", "b c", "max_body"},
		{"our own budget ends", desk{}, []crawlers.Limit{{Per: 23 * time.Hour, Requests: 2}}, crawlers.Empty, "a 1,b 1", "a b", "1 of 3 marks keep their turn"},
		{"it ends within a mark", desk{marks: map[string]int{"b": 150}}, []crawlers.Limit{{Per: 23 * time.Hour, Requests: 2}}, crawlers.OK, "a 1,b 1", "a", "2 of 3 marks keep their turn"},
	} {
		r, had, said := visit(t, &tc.desk, tc.budget, "a", "b", "c")
		if asked := strings.Join(tc.desk.asked, ","); r.State != tc.state || asked != tc.asked || had != tc.had {
			t.Errorf("%s: %s, asked %q, %q had their turn; want %s, %q, %q", tc.name, r.State, asked, had, tc.state, tc.asked, tc.had)
		}
		if !strings.Contains(said, tc.says) {
			t.Errorf("%s: nothing says %q: %s", tc.name, tc.says, said)
		}
		for _, secret := range []string{key, "s3c", "ServiceKey"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s: the key is told: %s", tc.name, said)
			}
		}
	}
}

func TestPagesAreBounded(t *testing.T) {
	for _, tc := range []struct {
		name  string
		desk  desk
		asked string
		found int
		says  string
	}{
		{"one page", desk{marks: map[string]int{"a": 100}}, "a 1", 100, ""},
		{"two pages", desk{marks: map[string]int{"a": 101}}, "a 1,a 2", 101, ""},
		{"very many marks", desk{marks: map[string]int{"a": 5000}}, "a 1,a 2", 200, "more marks with these words"},
		{"fewer rows than were asked for", desk{marks: map[string]int{"a": 50}, rows: 30}, "a 1,a 2", 50, ""},
		{"one page for ever", desk{marks: map[string]int{"a": 150}, spoil: func(_ int, words, _ string) string {
			return page("<applicationNumber>4020170000001</applicationNumber><applicationDate>20170501</applicationDate>") + "<!--" + words + "-->"
		}}, "a 1", 1, ""},
		{"the first page again", desk{marks: map[string]int{"a": 150}, spoil: func(page int, _, b string) string {
			if page == 1 {
				return b
			}
			return strings.Replace(b, "<pageNo>2</pageNo>", "<pageNo>1</pageNo>", 1)
		}}, "a 1,a 2", 150, "another page came"},
	} {
		r, had, said := visit(t, &tc.desk, nil, "a")
		if asked := strings.Join(tc.desk.asked, ","); r.State != crawlers.OK || asked != tc.asked || r.Filings != tc.found || had != "a" {
			t.Errorf("%s: %s, asked %q, %d marks, %q; want %q, %d", tc.name, r.State, asked, r.Filings, had, tc.asked, tc.found)
		}
		if !strings.Contains(said, tc.says) {
			t.Errorf("%s: nothing says %q: %s", tc.name, tc.says, said)
		}
	}
}

func TestNobodyIsAskedWithoutAKey(t *testing.T) {
	if m := Source.Meta; !m.Idle() {
		t.Error("the source is visited without a key")
	}
}

// TestTheBudgetIsSpread holds the shipped limits: a month of full days stays
// within what the office gives, and a visit a day later finds the day's part.
func TestTheBudgetIsSpread(t *testing.T) {
	var made []time.Time
	most := 0
	at, err := Source.Next(now)
	for range 62 {
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			after, wait := crawlers.Spend(made, Source.Budget, at)
			if wait > 0 {
				if n < 31 {
					t.Errorf("%s: %d calls", at, n)
				}
				break
			}
			made = after
		}
		most = max(most, len(made))
		at, err = Source.Next(at)
	}
	if most > 1000 {
		t.Errorf("%d calls within 31 days", most)
	}
}
