package courtlistener

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

var now = time.Date(2022, 9, 2, 13, 40, 0, 0, time.UTC)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, now)
}

func TestPushed(t *testing.T) {
	crawltest.RunPushed(t, &Source, now)
}

func TestNoVisitIsPlannedInTheWeeklyMaintenance(t *testing.T) {
	pacific, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	for at, n := now, 0; n < 6*366; n++ {
		if at, err = Source.Next(at); err != nil {
			t.Fatal(err)
		}
		if p := at.In(pacific); p.Weekday() == time.Thursday && p.Hour() >= 21 {
			t.Fatalf("a visit is planned at %s", p)
		}
	}
}

func TestCheck(t *testing.T) {
	const one = "\n  - {court: ilnd, q: x}"
	for _, tc := range []struct{ params, want string }{
		{"url: https://www.courtlistener.com/a\npages: 1\nlook_back: 1h\nsearches:" + one, ""},
		{"url: https://evil.test/a\npages: 1\nlook_back: 1h\nsearches:" + one, "www.courtlistener.com"},
		{"url: https://www.courtlistener.com/a\npages: 0\nlook_back: 1h\nsearches:" + one, "more than nothing"},
		{"url: https://www.courtlistener.com/a\npages: 1\nlook_back: 1h", "searches is empty"},
		{"url: https://www.courtlistener.com/a\npages: 1\nlook_back: 1h\nsearches: [{court: ilnd}]", "q is empty"},
		{"url: https://www.courtlistener.com/a\npages: 21\nlook_back: 1h\nsearches:" + one, "126 requests in 24h0m0s where 125"},
		{"url: https://www.courtlistener.com/a\npages: 51\nlook_back: 1h\nsearches:" + one, "51 requests in 1h0m0s where 50"},
		{"colour: red", "colour"},
	} {
		m := Source.Meta
		m.Params = []byte(tc.params)
		err := check(m)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%q: %v, want %q", tc.params, err, tc.want)
		}
	}
}

// place answers every request alike and counts them.
type place struct {
	status int
	header http.Header
	body   string
	asked  int
}

func (p *place) RoundTrip(req *http.Request) (*http.Response, error) {
	p.asked++
	body := strings.ReplaceAll(p.body, "ITSELF", req.URL.String())
	return &http.Response{StatusCode: p.status, Header: p.header.Clone(), Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}, nil
}

func visit(t *testing.T, base http.RoundTripper, spend func(context.Context, string, []crawlers.Limit) (time.Duration, error)) crawlers.Report {
	t.Helper()
	return Source.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: base, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Spend: spend},
		Now:       func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Sink: func(context.Context, []crawlers.Filing) error { return nil },
	})
}

func TestARefusalEndsTheVisitOnce(t *testing.T) {
	for _, tc := range []struct {
		name  string
		p     place
		state crawlers.State
		asked int
		says  string
	}{
		{"no token", place{status: 401}, crawlers.Blocked, 1, "set sources.courtlistener.token"},
		{"a token without the right", place{status: 403}, crawlers.Blocked, 1, "set sources.courtlistener.token"},
		{"the quota", place{status: 429, header: http.Header{"Retry-After": {"1800"}}}, crawlers.Blocked, 1, "left alone for 30m0s"},
		{"maintenance", place{status: 503}, crawlers.Blocked, 1, "503"},
		{"a gateway that has nobody behind it", place{status: 502}, crawlers.Failed, 1, "502"},
		{"a page for people", place{status: 200, body: "<!doctype html><p>Maintenance"}, crawlers.Blocked, 1, "a page for people"},
		{"a word in place of results", place{status: 200, body: `{"detail":"Invalid cursor"}`}, crawlers.Blocked, 1, "Invalid cursor"},
		{"no results", place{status: 200, body: `{"count":3}`}, crawlers.Shape, 1, "no results"},
		{"a list in place of an answer", place{status: 200, body: `[]`}, crawlers.Shape, 1, "cannot unmarshal"},
		{"cut", place{status: 200, body: `{"results":[{"caseName":"A`}, crawlers.Truncated, 1, "unexpected EOF"},
		{"nothing", place{status: 200}, crawlers.Truncated, 1, "empty"},
		{"a cursor that leads back", place{status: 200, body: `{"results":[],"next":"ITSELF"}`}, crawlers.Empty, 7, "leads back"},
		{"a cursor to another host", place{status: 200, body: `{"results":[],"next":"https://evil.test/"}`}, crawlers.Empty, 7, "another host"},
	} {
		r := visit(t, &tc.p, nil)
		if r.Err != nil {
			t.Errorf("%s: %v", tc.name, r.Err)
		}
		worst := crawlers.Unchanged
		for _, o := range r.Outcomes {
			worst = crawlers.Worst(worst, o.State)
		}
		if worst != tc.state || tc.p.asked != tc.asked || !strings.Contains(strings.Join(r.Warnings, "\n"), tc.says) {
			t.Errorf("%s: %s after %d requests, %q", tc.name, worst, tc.p.asked, r.Warnings)
		}
	}
}

func TestASpentBudgetSaysWhenItGoesOn(t *testing.T) {
	p := place{status: 200, body: `{"results":[]}`}
	left := 2
	r := visit(t, &p, func(context.Context, string, []crawlers.Limit) (time.Duration, error) {
		if left--; left < 0 {
			return 3 * time.Hour, nil
		}
		return 0, nil
	})
	if p.asked != 2 || len(r.Outcomes) != 3 || r.Outcomes[2].State != crawlers.Blocked || !strings.Contains(r.Outcomes[2].Why, "it goes on at") {
		t.Errorf("%d asked, %+v", p.asked, r.Outcomes)
	}
}

// tell reads a page of the given results.
func tell(t testing.TB, results string) (out []crawlers.Filing, err error) {
	t.Helper()
	err = parse(crawlers.PageOf(Source.URL, []byte(`{"results":[`+results+`]}`), now), func(f crawlers.Filing) error {
		f.Source = Source.Name
		if err := f.Validate(now); err != nil {
			return err
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

func TestManySellers(t *testing.T) {
	names := make([]string, 3000)
	for i := range names {
		names[i] = fmt.Sprintf(`"Seller %d"`, i)
	}
	fs, err := tell(t, `{"caseName":"Acme Inc. v. Schedule A","court_id":"ilnd","docketNumber":"1:22-cv-00011","dateFiled":"2022-09-01","party":[`+strings.Join(names, ",")+`]}`)
	if err != nil || len(fs) != 1 || len(fs[0].Parties) != maxNames+2 {
		t.Fatalf("%d filings, %v", len(fs), err)
	}
}

func TestNobodyIsAccusedByAnOrdinaryList(t *testing.T) {
	fs, err := tell(t, `{"caseName":"Acme Inc. v. Beta LLC","court_id":"ilnd","docketNumber":"1:22-cv-00012","dateFiled":"2022-09-01","party":["Acme Inc.","Gamma LLC","Beta LLC"],"attorney":["Ann Counsel"]}`)
	if err != nil || len(fs) != 1 {
		t.Fatal(fs, err)
	}
	accused := slices.DeleteFunc(fs[0].Parties, func(p crawlers.Party) bool { return !p.Role.Accused() })
	if len(accused) != 1 || accused[0].Name != "Beta LLC" || strings.Contains(string(fs[0].Raw), "Counsel") {
		t.Errorf("accused %v, raw %s", accused, fs[0].Raw)
	}
}

func TestSealedTextIsNotKept(t *testing.T) {
	for _, text := range []string{"SEALED DOCUMENT by Plaintiff Toho Co., Ltd. Schedule A to Complaint (1)", "Sealed MOTION for Temporary Restraining Order"} {
		fs, err := tell(t, `{"caseName":"Toho v. Schedule A","court_id":"ilnd","docketNumber":"1:22-cv-00012","recap_documents":[{"entry_number":4,"entry_date_filed":"2022-09-01","description":"`+text+`"}]}`)
		if err != nil || len(fs) != 1 || fs[0].Text != "" || strings.Contains(string(fs[0].Raw), "Document") || strings.Contains(string(fs[0].Raw), "MOTION") {
			t.Errorf("%s: %+v, %v", text, fs, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"caseName":"A v. B","court_id":"ilnd","docketNumber":"1:22-cv-00012","dateFiled":"2022-09-01","party":["A"],"recap_documents":[{"entry_number":4,"entry_date_filed":"2022-09-01","description":"SEALED DOCUMENT by A","docket_entry_id":"9"}]}`)
	f.Add(`{"caseName":null,"court_id":7,"docketNumber":[],"party":[{}],"recap_documents":[null]}`)
	f.Fuzz(func(t *testing.T, result string) {
		fs, _ := tell(t, result) // how a broken page ends is its own affair
		for i := range fs {
			if fs[i].Act == "sealed" && fs[i].Text != "" {
				t.Errorf("%s is sealed and has text", fs[i].ID())
			}
		}
	})
}
