package ipau

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// catalogue is its answer with files of these addresses, made then.
func catalogue(files ...string) string {
	var all []string
	for i := 0; i < len(files); i += 2 {
		all = append(all, `{"url":"`+files[i]+`","last_modified":"`+files[i+1]+`"}`)
	}
	return `{"success":true,"result":{"resources":[` + strings.Join(all, ",") + `]}}`
}

// visit runs the source against answers, with the files of these addresses
// taken before, and adds those that were taken now.
func visit(t *testing.T, w *crawltest.Files, taken map[string]string) crawlers.Report {
	t.Helper()
	return Source.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: w, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Last:      func(_ context.Context, url string) (string, error) { return taken[url], nil },
		Sink:      func(context.Context, []crawlers.Filing) error { return nil },
		Taken: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				taken[p.URL] = p.Hash
			}
			return nil
		},
	})
}

// TestRegisterIsFetchedWhenItIsAnother has a register that is made anew, at the
// same address, and one visit at which it cannot be had.
func TestRegisterIsFetchedWhenItIsAnother(t *testing.T) {
	w := &crawltest.Files{Now: now, Answers: map[string]string{"iprapid.zip": string(zipped(t, tables(t)))}}
	taken := map[string]string{}
	for _, step := range []struct {
		name, made string
		gone       bool
		asked      []string
		state      crawlers.State
	}{
		{"first", "2026-09-21T01:00:00", false, []string{"package_show", "iprapid.zip"}, crawlers.OK},
		{"the same", "2026-09-21T01:00:00", false, []string{"package_show"}, crawlers.Unchanged},
		{"another, which is not there", "2026-09-28T01:00:00", true, []string{"package_show", "iprapid.zip"}, crawlers.Blocked},
		{"another, though its bytes are the same", "2026-09-28T01:00:00", false, []string{"package_show", "iprapid.zip"}, crawlers.OK},
		{"the same again", "2026-09-28T01:00:00", false, []string{"package_show"}, crawlers.Unchanged},
	} {
		w.Asked, w.Answers["package_show"] = nil, catalogue(strings.TrimSuffix(address, "iprapid.zip")+"dictionary.pdf", "2026-10-01", address, step.made)
		body := w.Answers["iprapid.zip"]
		if step.gone {
			delete(w.Answers, "iprapid.zip")
		}
		if r := visit(t, w, taken); r.State != step.state || r.Err != nil || !slices.Equal(w.Asked, step.asked) {
			t.Errorf("%s: %s, %v, asked %q: %+v", step.name, r.State, r.Err, w.Asked, r.Outcomes)
		}
		w.Answers["iprapid.zip"] = body
	}
}

func TestWhatIsNoCatalogueIsToldAsSuch(t *testing.T) {
	for _, tc := range []struct {
		name, catalogue, file string
		want                  crawlers.State
	}{
		{"a web page in place of the catalogue", "<!DOCTYPE html><html></html>", "", crawlers.Blocked},
		{"a refusal", `{"success":false}`, "", crawlers.Blocked},
		{"no file", catalogue(), "", crawlers.Shape},
		{"a web page in place of the register", catalogue(address, made), "<html></html>", crawlers.Blocked},
		{"half a register", catalogue(address, made), "PK\x03\x04", crawlers.Truncated},
		{"a register of another host", catalogue("https://elsewhere.example/iprapid.zip", made), "", crawlers.Blocked},
	} {
		w := &crawltest.Files{Now: now, Answers: map[string]string{"package_show": tc.catalogue, "iprapid.zip": tc.file}}
		if r := visit(t, w, map[string]string{}); r.State != tc.want || r.Err != nil {
			t.Errorf("%s: %s, %v; want %s: %+v", tc.name, r.State, r.Err, tc.want, r.Outcomes)
		}
	}
}

func TestParamsAreChecked(t *testing.T) {
	for params, want := range map[string]string{
		"list: https://elsewhere.example/\nweeks: 1": "hosts",
		"list: https://data.gov.au/l\nweeks: 0":      "weeks",
		"list: https://data.gov.au/l\nweeks: 99":     "weeks",
		"lists: https://data.gov.au/l\nweeks: 9":     "unknown",
	} {
		m := Source.Meta
		m.Params = crawlers.Params(params)
		if err := check(m); err == nil {
			t.Errorf("%s: passes, though %s", params, want)
		}
	}
}
