package euipo

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
	"tocsin/crawlers/register"
)

// now is a Wednesday.
var now = time.Date(2026, 9, 23, 5, 40, 0, 0, time.UTC)

func TestSource(t *testing.T) {
	s := Source
	s.Expect.Weekday = 10 // the pages are shorter than two weeks
	crawltest.Run(t, &s, now)
}

func TestCheck(t *testing.T) {
	const good = "sign_in: https://euipo.europa.eu/cas-server-webapp/oidc/accessToken\nsearch: https://api.euipo.europa.eu/trademark-search/trademarks\nby: [applicationDate]\nlook_back: 14\npages: 1\n"
	trial := strings.NewReplacer("euipo.europa.eu/cas-server-webapp", "auth-sandbox.euipo.europa.eu", "//api.", "//api-sandbox.").Replace(good)
	for _, tc := range []struct{ params, token, want string }{
		{good, "", ""},
		{good, "id:sec:ret", ""},
		{trial, "", ""},
		{good, "s3cret", "want client_id:client_secret"},
		{good, ":s3cret", "want client_id:client_secret"},
		{good, "s3cret:", "want client_id:client_secret"},
		{strings.ReplaceAll(good, "//euipo.europa.eu", "//evil.test"), "", "sign_in"},
		{strings.ReplaceAll(good, "https://api.", "http://api."), "", "want https"},
		{strings.ReplaceAll(good, "//api.", "//api-sandbox."), "", "both of the sandbox or neither"},
		{strings.ReplaceAll(good, "[applicationDate]", "[]"), "", "by is empty"},
		{strings.ReplaceAll(good, "[applicationDate]", "[status==X or applicationDate]"), "", "want one of"},
		{strings.ReplaceAll(good, "14", "0"), "", "look_back"},
		{strings.ReplaceAll(good, "14", "91"), "", "look_back"},
		{strings.ReplaceAll(good, "pages: 1", "pages: 0"), "", "pages"},
		{strings.ReplaceAll(good, "pages: 1", "pages: 1001"), "", "pages"},
		{"colour: red", "", "colour"},
	} {
		m := Source.Meta
		m.Params, m.Token = []byte(tc.params), tc.token
		err := check(m)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%q with %q: %v, want %q", tc.params, tc.token, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the account is in the error: %v", err)
		}
	}
}

func TestActs(t *testing.T) {
	first, again := publication{Section: "A.1", Date: "2026-06-01"}, publication{Section: "A.1", Date: "2026-07-01"}
	for _, tc := range []struct {
		name            string
		r               record
		slug, word, day string
	}{
		{"applied for", record{Status: "RECEIVED", Applied: "2026-09-01"}, "applied", "applied", "2026-09-01"},
		{"published", record{Status: "APPLICATION_PUBLISHED", Applied: "2026-05-01", Publications: []publication{first}}, "published", "published", "2026-06-01"},
		{"published again", record{Status: "APPLICATION_PUBLISHED", Applied: "2026-05-01", Publications: []publication{again, first}}, "published", "published", "2026-07-01"},
		{"published without a publication", record{Status: "APPLICATION_PUBLISHED", Applied: "2026-05-01"}, "applied", "applied", "2026-05-01"},
		{"to be published", record{Status: "UNDER_EXAMINATION", Applied: "2026-09-01", Publications: []publication{{Section: "A.1", Date: "2026-10-01"}}}, "applied", "applied", "2026-09-01"},
		{"designated", record{Status: "RECEIVED", Applied: "2026-09-01", Designated: "2026-08-20"}, "applied", "applied", "2026-08-20"},
		{"opposed", record{Status: "OPPOSITION_PENDING", Applied: "2026-05-01", Publications: []publication{first}}, "opposed", "opposed", "2026-06-01"},
		{"registered, and renamed", record{Status: "REGISTERED", Applied: "2026-01-01", Registered: "2026-08-01", Publications: []publication{first, {Section: "C.2.1", Date: "2026-09-01"}}}, "registered", "registered", "2026-08-01"},
		{"attacked", record{Status: "CANCELLATION_PENDING", Applied: "2026-01-01", Registered: "2026-08-01"}, "registered", "registered", "2026-08-01"},
		{"a decision against a mark appealed", record{Status: "APPEALED", Applied: "2016-01-01", Registered: "2016-08-01"}, "registered", "registered", "2016-08-01"},
		{"a refusal appealed", record{Status: "APPEALED", Applied: "2026-01-01"}, "applied", "applied", "2026-01-01"},
		{"withdrawn", record{Status: "WITHDRAWN", Applied: "2026-05-01", Publications: []publication{first, {Section: "A.2.2", Date: "2026-08-03"}}}, "withdrawn", "withdrawn", "2026-08-03"},
		{"withdrawn when registered", record{Status: "WITHDRAWN", Applied: "2016-05-01", Registered: "2016-09-01"}, "cancelled", "cancelled", "2016-09-01"},
		{"expired", record{Status: "EXPIRED", Applied: "1996-05-01", Registered: "1998-09-01", Expires: "2006-05-01"}, "cancelled", "cancelled", "2006-05-01"},
		{"surrendered before it expires", record{Status: "SURRENDERED", Applied: "2016-05-01", Registered: "2016-09-01", Expires: "2027-05-01"}, "cancelled", "cancelled", "2016-09-01"},
		{"a status nobody knows", record{Status: "ENDED", Applied: "2026-05-01", Publications: []publication{first}}, "published", "", "2026-06-01"},
		{"no status", record{Applied: "2026-05-01", Registered: "2026-09-01"}, "registered", "", "2026-09-01"},
		{"the word of ours", record{Status: "pending", Applied: "2026-05-01"}, "applied", "", "2026-05-01"},
		{"no day", record{Status: "RECEIVED", Applied: "01/05/2026"}, "applied", "applied", ""},
		{"a day to come", record{Status: "RECEIVED", Applied: "2062-05-01"}, "applied", "applied", ""},
	} {
		slug, word, day := tc.r.resolved(now)
		if slug != tc.slug || word != tc.word || day != tc.day {
			t.Errorf("%s: %q %q %q, want %q %q %q", tc.name, slug, word, day, tc.slug, tc.word, tc.day)
		}
	}
	for status, act := range statuses {
		if act != pending && !register.Known(act) {
			t.Errorf("%s is %q", status, act)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[string]bool{
		"019284410": true, "000274084": true, "W01862214": true, "W0186221A": true, "W01862214A": true,
		"": false, "19284410": false, "0192844100": false, "W1": false, "019284410#x": false, "../019284410": false,
	} {
		if got := number.MatchString(n); got != want {
			t.Errorf("%q: %v", n, got)
		}
	}
}

func TestBadAnswers(t *testing.T) {
	const mark = `{"applicationNumber":"019284410","applicationDate":"2026-09-22","status":"RECEIVED"}`
	for _, tc := range []struct {
		name, body string
		end        error
		filings    int
	}{
		{"a page for people", "<!DOCTYPE html><title>EUIPO</title>", crawlers.ErrBlocked, 0},
		{"the gateway", `{"httpCode":"401","httpMessage":"Unauthorized","moreInformation":"Invalid client id or secret."}`, crawlers.ErrBlocked, 0},
		{"a problem", `{"title":"Bad Request","status":400,"detail":"size must be at least 10"}`, crawlers.ErrBlocked, 0},
		{"nothing", "", crawlers.ErrTruncated, 0},
		{"cut off", `{"trademarks":[` + mark + `,{"appl`, crawlers.ErrTruncated, 0},
		{"another shape", `{"content":[` + mark + `]}`, crawlers.ErrShape, 0},
		{"a list", `[` + mark + `]`, crawlers.ErrShape, 0},
		{"marks that are none", `{"trademarks":[7,"x",null],"totalElements":3}`, crawlers.ErrShape, 0},
		{"too many marks", `{"trademarks":[` + strings.TrimSuffix(strings.Repeat(mark+",", maxRows+1), ",") + `]}`, crawlers.ErrShape, 0},
		{"nothing found", `{"trademarks":[],"totalElements":0,"totalPages":0,"size":100,"page":0}`, nil, 0},
		{"nothing found, not even a list", `{"totalElements":0,"totalPages":0,"size":100,"page":0}`, nil, 0},
		{"one mark many times", `{"trademarks":[` + mark + "," + mark + "," + mark + `],"totalElements":3}`, nil, 1},
		{"some marks that are none", `{"trademarks":[{"applicants":"x"},` + mark + `],"totalElements":2}`, nil, 1},
	} {
		n := 0
		err := parse(crawlers.PageOf("https://api.euipo.europa.eu/x", []byte(tc.body), now), func(crawlers.Filing) error { n++; return nil })
		if !errors.Is(err, tc.end) || tc.end == nil && err != nil || n != tc.filings {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, n, err, tc.filings, tc.end)
		}
	}
}

// TestBeside reads an answer of the service that lies beside the checkout.
func TestBeside(t *testing.T) {
	files, err := filepath.Glob("../../../shared/captures/marks/tm_list_size10.json")
	if err != nil || len(files) == 0 {
		t.Skip("no captures beside the checkout")
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = parse(crawlers.PageOf("https://api-sandbox.euipo.europa.eu/x", body, now), func(f crawlers.Filing) error {
		if len(f.Marks) != 1 || len(f.Parties) < 2 {
			t.Errorf("%s: %v, %v", f.ID(), f.Marks, f.Parties)
		}
		got = append(got, f.Title+" "+f.Act+" "+f.Filed.Format(time.DateOnly))
		return f.Validate(now)
	})
	if err != nil || len(got) != 10 {
		t.Errorf("%d marks, %v", len(got), err)
	}
	for _, want := range []string{"RIZLA+ INTERNATIONAL (000274084) cancelled 2006-06-19", "ARAPHAT (000274977) withdrawn 1998-12-28"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"trademarks":[{"applicants":[{"identifier":"1","name":"A","office":"EM"}],"applicationDate":"2026-07-27","applicationNumber":"019240118","niceClasses":[9],"publications":[{"bulletinNumber":"2026/164","publicationDate":"2026-08-31","publicationSection":"A.1"}],"status":"APPLICATION_PUBLISHED"}],"totalElements":1,"totalPages":1,"page":0}`))
	f.Add([]byte(`{"trademarks":[{"applicationNumber":"W01862214A","designationDate":"2026-09-22","niceClasses":["9",9,99,null],"wordMarkSpecification":{"verbalElement":"\u0000\n<b>"}},null,7],"totalElements":"3"}`))
	f.Add([]byte(`{"httpMessage":"no"}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		crawltest.Hostile(t, parse, crawlers.PageOf("https://api.euipo.europa.eu/x", body, now))
	})
}
