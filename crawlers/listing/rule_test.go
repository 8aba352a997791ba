package listing

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

func courtRule(t testing.TB) string {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", "court", "rule.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestProblemsSayLineKeyAndWhatWouldBeRight(t *testing.T) {
	whole := courtRule(t)
	line := func(text string) int {
		for n, l := range strings.Split(whole, "\n") {
			if strings.Contains(l, text) {
				return n + 1
			}
		}
		t.Fatalf("no line %q", text)
		return 0
	}
	for _, tc := range []struct {
		old, by  string
		key, say string
	}{
		{"format: html", "fromat: html", "", "did you mean format?"},
		{"    select: \"td.name\"\n  filed", "    selector: \"td.name\"\n  filed", "", "did you mean select?"},
		{"pace: 5s", "pace: fast", "", "want a time such as 504h"},
		{"pace: 5s", "pace: 5ms", "pace", "at least a second"},
		{"name: example-court", "name: Example Court", "name", "a short name"},
		{"kind: lawsuit", "kind: lawsuits", "kind", "want section-337"},
		{`schedule: "20 6-22/2 * * *"`, `schedule: "TZ=UTC"`, "schedule", "zone has a key of its own"},
		{`schedule: "20 6-22/2 * * *"`, `schedule: "* * * * *"`, "schedule", "five minutes"},
		{`schedule: "20 6-22/2 * * *"`, `schedule: "0 0 31 2 *"`, "schedule", "never comes"},
		{"zone: America/Chicago", "zone: Chicago", "zone", "Asia/Shanghai"},
		{"fresh: 504h", "fresh: 0s", "fresh", "504h"},
		{"  silence: 96h", "  silence: 0s", "expect.silence", "96h"},
		{"https://www.court.example/cases/new", "ftp://www.court.example/cases/new", "list.urls[0]", "want an address such as"},
		{"https://www.court.example/cases/new", "http://127.0.0.1/cases/new", "list.urls[0]", "not its number"},
		{"https://www.court.example/cases/new", "'http://[::1]/cases/new'", "list.urls[0]", "not its number"},
		{"https://www.court.example/cases/new", "http://0x7f000001/cases/new", "list.urls[0]", "open web"},
		{"https://www.court.example/cases/new", "http://127.1/cases/new", "list.urls[0]", "not its number"},
		{"https://www.court.example/cases/new", "http://localhost:6379/", "list.urls[0]", "open web"},
		{"https://www.court.example/cases/new", "http://redis.internal/", "list.urls[0]", "open web"},
		{"https://www.court.example/cases/new", "https://me:secret@www.court.example/new", "list.urls[0]", "no account"},
		{"https://www.court.example/cases/new", "'https://{n}.court.example/new'", "list.urls[0]", "behind the host"},
		{"pages: 5", "pages: 5000", "list.pages", "1 to 200"},
		{`  next: "ul.pager a[rel=next]"`, `  next: "ul.pager a:has(b)"`, "list.next", "no :has"},
		{`rows: "table#cases > tbody > tr.case"`, `rows: ""`, "rows", "want the selector"},
		{`    select: "td.name"` + "\n  filed", `    select: "//td"` + "\n  filed", "fields.title.select", "begins with ./"},
		{`match: '^(.+?) v\. '`, `match: '^(.+?) (?=v)'`, "fields.parties[0].match", "RE2"},
		{`match: '^(.+?) v\. '`, `match: '((a{50}){50}){50}'`, "fields.parties[0].match", "repeat"},
		{`match: '^(.+?) v\. '`, `match: '(a{30}){30}(b{30}){30}(c{30}){30}'`, "fields.parties[0].match", "repeats too much"},
		{"role: plaintiff\n      select: \"td.name\"", "role: claimant\n      select: \"td.name\"", "fields.parties[0].role", "plaintiff"},
		{"layout: [YYYY-MM-DD, MM/DD/YYYY]", "layout: [YY-MM-DD]", "fields.filed.layout[0]", "want YYYY"},
		{"layout: [YYYY-MM-DD, MM/DD/YYYY]", "layout: [2006-01-02]", "fields.filed.layout[0]", "means nothing"},
		{"layout: [YYYY-MM-DD, MM/DD/YYYY]", "layout: [MM/DD]", "fields.filed.layout[0]", "want year, month and day"},
		{"  authority: us-exd", "  authority: Example", "key.authority", "us-nmd"},
		{"  Complaint: complaint", "  Complaint: complaining", "acts", "want one of other"},
		{"place: entry.1", "place: 'entry #1'", "place", "entry.1"},
		{`address: '^https://www\.court\.example/cases/\d+$'`, "address: 'court'", "detail.address", "must not match"},
		{"format: html", "format: pdf", "format", "want html"},
	} {
		if !strings.Contains(whole, tc.old) {
			t.Errorf("the rule has no %q", tc.old)
			continue
		}
		spoilt := strings.Replace(whole, tc.old, tc.by, 1)
		_, err := Decode([]byte(spoilt))
		var problems RuleErrors
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), tc.say) {
			t.Errorf("%s: %v, want %q", tc.by, err, tc.say)
			continue
		}
		for _, p := range problems {
			if p.Says.ZH == "" || p.Says.EN == "" {
				t.Errorf("%s: says nothing in one of the languages: %+v", tc.by, p)
			}
		}
		want := line(strings.SplitN(tc.old, "\n", 2)[0])
		i := slices.IndexFunc(problems, func(p Problem) bool { return strings.Contains(p.String(), tc.say) })
		if p := problems[max(i, 0)]; p.Key != tc.key || p.Line < want-1 || p.Line > want+2 {
			t.Errorf("%s: %+v, want %s on line %d or so", tc.by, p, tc.key, want)
		}
	}
}

// TestARuleNeedsAFloorOrTheWordsOfAnEmptyList: else nobody would notice a list
// that has lost its rows.
func TestARuleNeedsAFloorOrTheWordsOfAnEmptyList(t *testing.T) {
	for _, tc := range []struct {
		weekday, weekend int
		empty            string
		good             bool
	}{{0, 0, "", false}, {1, 0, "", true}, {0, 1, "", true}, {0, 0, "p.no-cases", true}} {
		r, err := Decode([]byte(courtRule(t)))
		if err != nil {
			t.Fatal(err)
		}
		r.Expect.Weekday, r.Expect.Weekend, r.Empty = tc.weekday, tc.weekend, tc.empty
		got := r.Check()
		if (got == nil) != tc.good || !tc.good && got[0].Key != "expect.weekday" {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}

func TestRulesThatAreNone(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing":       "",
		"a word":        "rule",
		"a list":        "[1, 2]",
		"two":           "name: a\n---\nname: b\n",
		"no YAML":       "name: [a\nb: }",
		"names twice":   "name: a-b\nname: c-d\n",
		"aliases":       "title: &x {zh: a, en: b}\nfields: {title: {select: *x}}\n",
		"long":          "name: " + strings.Repeat("a", maxRule),
		"deep":          "name: " + strings.Repeat("[", 10_000),
		"wrong type":    "list: {urls: 7}\n",
		"two at once":   "act: complaint\nfields: {act: {select: td}}\n",
		"a csv of rows": "format: csv\nrows: tr\n",
	} {
		_, err := Decode([]byte(doc))
		var problems RuleErrors
		if !errors.As(err, &problems) || len(problems) == 0 || problems[0].Says.ZH == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRuleIsTheSameInYAMLAndJSON(t *testing.T) {
	r := ruleOf(t, "court")
	for name, write := range map[string]func() ([]byte, error){"yaml": r.YAML, "json": r.JSON} {
		doc, err := write()
		if err != nil {
			t.Fatal(err)
		}
		if name == "json" && !json.Valid(doc) {
			t.Errorf("not JSON: %.200s", doc)
		}
		again, err := Decode(doc)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, doc)
		}
		if diff := cmp.Diff(r, again); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLayouts(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ layout, text, want string }{
		{"YYYY-MM-DD", "2026-11-24", "2026-11-24"},
		{"M/D/YYYY", "11/4/2026", "2026-11-04"},
		{"D MMM YYYY", "4 Nov 2026", "2026-11-04"},
		{"dddd, MMMM D, YYYY", "Tuesday, November 24, 2026", "2026-11-24"},
		{"YYYY年M月D日", "2026年11月4日", "2026-11-04"},
		{"DD.MM.YYYY HH:mm", "24.11.2026 09:30", "2026-11-24T09:30:00-06:00"},
		{"YYYY-MM-DDTHH:mm:ssZ", "2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z"},
		{"YYYY-MM-DDTHH:mm:ssZ", "2026-11-24T09:30:00.123+08:00", "2026-11-24T09:30:00+08:00"},
		{"YYYY-MM-DD h:mm A", "2026-11-24 9:30 PM", "2026-11-24T21:30:00-06:00"},
		{"unix", "1795512600", "2026-11-24T09:30:00Z"},
		{"unix-ms", "1795512600000", "2026-11-24T09:30:00Z"},
		{"YYYY-MM-DD", "2026-02-30", ""},
		{"YYYY-MM-DD", "0026-11-24", ""},
		{"MM/DD/YYYY", "24/11/2026", ""},
		{"unix", "-5", ""},
		{"unix", "99999999999", ""},
	} {
		l, err := layoutOf(tc.layout)
		if err != nil {
			t.Errorf("%s: %v", tc.layout, err)
			continue
		}
		d, ok := l.read(tc.text, chicago)
		got := ""
		if ok {
			b, err := d.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			got = strings.Trim(string(b), `"`)
		}
		if got != tc.want {
			t.Errorf("%s %s: %q, want %q", tc.layout, tc.text, got, tc.want)
		}
	}
}

func TestRuleAsksItsOwnHostsAlone(t *testing.T) {
	r := ruleOf(t, "court")
	r.List.URLs = append(r.List.URLs, "https://filings.court.example/all?p={n}", "https://www.court.example/other")
	r.List.Next = ""
	s, err := Source(r)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"www.court.example", "filings.court.example"}; !slices.Equal(s.Hosts, want) || s.Robots != "obey" || s.Token != "" {
		t.Errorf("hosts %q, robots %q", s.Hosts, s.Robots)
	}
}

func TestActsAreTheClosedListsOfTheKinds(t *testing.T) {
	for kind, want := range map[crawlers.Kind]string{crawlers.Lawsuit: "complaint", crawlers.Section337: "institution", crawlers.Squatting: "opposed"} {
		if !slices.Contains(Acts(kind), want) {
			t.Errorf("%s has no %s", kind, want)
		}
	}
	if Acts("other") != nil {
		t.Error("acts of no kind")
	}
}

func FuzzDecode(f *testing.F) {
	for _, place := range []string{"court", "marks", "feed"} {
		doc, err := os.ReadFile(filepath.Join("testdata", place, "rule.yaml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		r, err := Decode(doc)
		if err != nil {
			var problems RuleErrors
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Errorf("an error that is no problem: %v", err)
			}
			return
		}
		if _, err := Source(r); err != nil {
			t.Errorf("what Decode lets pass cannot be used: %v", err)
		}
	})
}
