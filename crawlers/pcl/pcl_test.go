package pcl

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// now is a Tuesday, 07:15 in New York.
var now = time.Date(2024, 4, 2, 11, 15, 0, 0, time.UTC)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, now)
}

func TestCheck(t *testing.T) {
	const good = "sign_in: https://pacer.login.uscourts.gov/services/cso-auth\nsearch: https://pcl.uscourts.gov/a\nnatures: [\"840\"]\nlook_back: 24h\npages: 1\n"
	qa := strings.NewReplacer("pacer.login", "qa-login", "/pcl.", "/qa-pcl.").Replace(good)
	for _, tc := range []struct{ params, token, want string }{
		{good, "", ""},
		{good, "login:pass:word", ""},
		{qa, "", ""},
		{good + "courts: [ilnd, cofc]\nclient_code: M-17", "", ""},
		{good, "s3cret", "want login:password"},
		{good, ":s3cret", "want login:password"},
		{good, "s3cret:", "want login:password"},
		{strings.ReplaceAll(good, "pacer.login.uscourts.gov", "evil.test"), "", "sign_in"},
		{strings.ReplaceAll(good, "https://pcl.", "http://pcl."), "", "want https"},
		{strings.ReplaceAll(good, `["840"]`, "[]"), "", "natures is empty"},
		{strings.ReplaceAll(good, `["840"]`, "[trademark]"), "", `"trademark": want three digits`},
		{strings.ReplaceAll(good, "pages: 1", "pages: 101"), "", "pages: want 1 to 100"},
		{strings.ReplaceAll(good, "pages: 1", "pages: 0"), "", "pages: want 1 to 100"},
		{strings.ReplaceAll(good, "24h", "-1h"), "", "look_back"},
		{strings.ReplaceAll(good, "24h", "9000h"), "", "look_back"},
		{good + "courts: [Illinois]", "", "want a short name such as ilnd"},
		{good + "client_code: \"a\\nb\"", "", "client_code"},
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

func TestDays(t *testing.T) {
	at := func(s string) time.Time {
		got, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, tc := range []struct{ name, schedule, now, from, to string }{
		{"a Tuesday morning", "", "2024-04-02T07:15:20-04:00", "2024-03-31", "2024-04-02"},
		{"a Tuesday evening", "", "2024-04-02T19:15:20-04:00", "2024-04-01", "2024-04-02"},
		{"a Monday morning, after the evening of Friday", "", "2024-04-08T07:15:20-04:00", "2024-04-04", "2024-04-08"},
		{"the day is that of New York", "", "2024-04-03T03:59:00Z", "2024-04-01", "2024-04-02"},
		{"once a week", "0 8 * * 1", "2024-04-08T08:00:20-04:00", "2024-03-31", "2024-04-08"},
		{"over a change of clocks", "", "2024-03-11T07:15:20-04:00", "2024-03-07", "2024-03-11"},
		{"each minute", "* * * * *", "2024-04-02T07:15:20-04:00", "2024-04-01", "2024-04-02"},
		{"on a day that is never", "0 8 30 2 *", "2024-04-02T07:15:20-04:00", "2024-03-01", "2024-04-02"},
	} {
		m := Source.Meta
		if tc.schedule != "" {
			m.Schedule = tc.schedule
		}
		from, to, err := params{LookBack: 24 * time.Hour}.days(m, at(tc.now))
		if err != nil || from != tc.from || to != tc.to {
			t.Errorf("%s: %s to %s, %v; want %s to %s", tc.name, from, to, err, tc.from, tc.to)
		}
	}
}

func TestQuestion(t *testing.T) {
	p, err := readParams(Source.Params)
	if err != nil {
		t.Fatal(err)
	}
	p.Courts = []string{"ilnd", "dcd", "ilndc", "cofc", "cit"}
	got, err := p.question(Source.Meta, now)
	want := `{"courtId":["ilndc","dcdc","ilndc","cofc","citdc"],"jurisdictionType":"cv","natureOfSuit":["820","830","835","840"],"dateFiledFrom":"2024-03-31","dateFiledTo":"2024-04-02"}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestCourtsByTheirNamesInTheIndex(t *testing.T) {
	for id, want := range map[string]string{
		"ilndc": "ilnd", "dcdc": "dcd", "dedc": "ded", "nmidc": "nmid", "ILNDC": "ilnd", "nysd": "nysd", "dcd": "dcd", "citdc": "cit", "cofc": "cofc",
		"ilnbk": "", "07ca": "", "cafc": "", "dcca": "", "jpmldc": "", "01bap": "", "": "", "dc": "", "a/b#dc": "",
	} {
		got, ok := courtOf(id)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v; want %q", id, got, ok, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tc := range []struct{ full, office, kind, want, why string }{
		{"1:2015cv01445", "1", "cv", "1:15-cv-01445", ""},
		{"1:2020cv20340", "", "cv", "1:20-cv-20340", ""},
		{"1:20-cv-20340", "", "cv", "1:20-cv-20340", ""},
		{"1:2019cv19", "", "cv", "1:19-cv-00019", ""},
		{"2026cv00651", "3", "cv", "3:26-cv-00651", ""},
		{"2026cv00651", "", "cv", "", "office"},
		{"2026cv00651", "A", "cv", "", "office"},
		{"2026-00651", "3", "cv", "", "no docket number"},
		{"", "3", "cv", "", "no docket number"},
		{"1:2026md03080", "1", "md", "", otherDocket},
		{"MDL No. 3080", "", "mdl", "", otherDocket},
	} {
		got, why := row{Number: crawlers.Word(tc.full), Office: crawlers.Word(tc.office), Type: crawlers.Word(tc.kind)}.number("ilnd")
		if got != tc.want || !strings.Contains(why, tc.why) || tc.why == "" && why != "" {
			t.Errorf("%q at %q: %q, %q", tc.full, tc.office, got, why)
		}
	}
}

func TestBilled(t *testing.T) {
	for _, tc := range []struct {
		pages, fee string
		want       int
	}{
		{"1", ".10", 1}, {"1", "0.10", 1}, {"", ".10", 1}, {"1", "", 1}, {"3", ".30", 3}, {"1", ".30", 3}, {"1", ".15", 2}, {"0", "0", 0},
		{"", "", 0}, {"-7", "-1", 0}, {"99999999999", "NaN", 0}, {"2000000000", "1e300", maxBilled}, {"many", "Inf", maxBilled},
	} {
		if got := (&receipt{Pages: crawlers.Word(tc.pages), Fee: crawlers.Word(tc.fee)}).billed(10); got != tc.want {
			t.Errorf("%q pages for %q: %d, want %d", tc.pages, tc.fee, got, tc.want)
		}
	}
	if (*receipt)(nil).billed(10) != 0 {
		t.Error("no receipt bills something")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"receipt":{"billablePages":1,"searchFee":".10"},"pageInfo":{"number":0,"totalPages":1,"totalElements":1,"last":true},"content":[{"courtId":"ilndc","caseId":306781,"caseOffice":"1","caseType":"cv","caseTitle":"Lumen v. Sanderson et al","dateFiled":"2024-04-01","natureOfSuit":"840","caseLink":"https://ecf.ilnd.uscourts.gov/cgi-bin/iqquerymenu.pl?306781","caseNumberFull":"1:2024cv01445"}]}`))
	f.Add([]byte(`{"content":[{"courtId":"ilndc","caseNumberFull":"1:2024cv01445","caseTitle":"SEALED","dateFiled":"2024-04-01T00:00"},null,7,"x",[]]}`))
	f.Add([]byte(`{"status":500,"message":"no"}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		names := map[string]bool{}
		err := parse(crawlers.PageOf("https://pcl.uscourts.gov/a", body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil && len(f.Title) < 10_000 {
				t.Errorf("%s: %v", f.ID(), err)
			}
			if names[f.ID()] {
				t.Errorf("%s stands twice", f.ID())
			}
			names[f.ID()] = true
			return nil
		})
		switch stateless := err; {
		case stateless == nil:
		case strings.HasPrefix(err.Error(), crawlers.ErrBlocked.Error()), strings.HasPrefix(err.Error(), crawlers.ErrShape.Error()), strings.HasPrefix(err.Error(), crawlers.ErrTruncated.Error()):
		default:
			t.Errorf("an end without a name: %v", err)
		}
		if a, err := read(body); err == nil {
			if n := a.Receipt.billed(10); n < 0 || n > maxBilled {
				t.Errorf("%d pages are believed", n)
			}
		}
	})
}
