package courtlistener

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

const half = `{"results":[{"caseName":"Toho v. Schedule A","court_id":"ilnd","docketNumber":"1:22-cv-00012","dateFiled":"2022-09-01",
"recap_documents":[{"entry_number":4,"entry_date_filed":"2022-09-01","description":"SEALED DOCUMENT by Toho: list naming Yunli Shop","snippet":"Yunli Shop","short_description":"Yunli Shop"},
{"entry_number":5,"entry_date_filed":"2022-09-01","description":"MOTION by Plaintiff to seal"}]}],
"payload":{"alert":{"secret_key":"let-me-stop-it"}},"count":12345678901234567890}`

func TestWhatMayNotBeKeptIsTakenOut(t *testing.T) {
	got := withhold([]byte(half))
	for _, never := range []string{"Yunli", "let-me-stop-it"} {
		if bytes.Contains(got, []byte(never)) {
			t.Errorf("%q is kept in %s", never, got)
		}
	}
	for _, kept := range []string{withheld, "MOTION by Plaintiff to seal", "12345678901234567890", "Toho v. Schedule A"} {
		if !bytes.Contains(got, []byte(kept)) {
			t.Errorf("%q is lost from %s", kept, got)
		}
	}
	if again := withhold(got); !bytes.Equal(again, got) {
		t.Errorf("taken out twice: %s", again)
	}
	for in, want := range map[string]string{
		`{"results":[{"description":"MOTION to seal"}]}`: `{"results":[{"description":"MOTION to seal"}]}`,
		`<html>sealed`: `<html>sealed`,
		`{"results":[{"description":"SEALED DOCUMENT of Yunli`: ``,
		`{"a":1} {"secret_key":"x"}`:                           "{\"a\":1}\n",
		``:                                                     ``,
	} {
		if got := string(withhold([]byte(in))); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestSealedWordsAreInNoKeptPage visits by hook and looks at what is kept.
func TestSealedWordsAreInNoKeptPage(t *testing.T) {
	var kept, told strings.Builder
	report := Source.Pushed(crawlers.PageOf("hook:courtlistener", []byte(half), now)).Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				if _, err := io.Copy(&kept, p.Reader()); err != nil {
					return err
				}
			}
			return nil
		},
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				told.WriteString(f.Act + " " + f.Text + string(f.Raw) + "\n")
			}
			return nil
		},
	})
	if report.State != crawlers.OK || report.Filings != 3 || strings.Contains(kept.String()+told.String(), "Yunli") || !strings.Contains(told.String(), "sealed ") {
		t.Errorf("%s with %d filings, %v; kept %s, told %s", report.State, report.Filings, report.Err, kept.String(), told.String())
	}
}

func TestNobodyIsSuedForBeingListed(t *testing.T) {
	for caption, want := range map[string]int{
		"Deckers Outdoor Corporation v. The Partnerships Identified on Schedule A":       2,
		"Deckers Outdoor Corporation et al v. The Partnerships Identified on Schedule A": 1,
	} {
		fs, err := tell(t, `{"caseName":"`+caption+`","court_id":"ilnd","docketNumber":"1:22-cv-00012","dateFiled":"2022-09-01",
			"party":["Deckers Outdoor Corporation","Ningbo Lanterns Ltd","Amazon.com, Inc.","eBay Inc."]}`)
		if err != nil || len(fs) != 1 {
			t.Fatal(fs, err)
		}
		n := 0
		for _, p := range fs[0].Parties {
			if p.Role.Accused() {
				n++
				if strings.Contains(p.Name, "Amazon") || strings.Contains(p.Name, "eBay") {
					t.Errorf("%s: %s is told to be sued", caption, p.Name)
				}
			}
		}
		if n != want {
			t.Errorf("%s: %d sued in %+v, want %d", caption, n, fs[0].Parties, want)
		}
	}
}
