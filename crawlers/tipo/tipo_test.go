package tipo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// now is a Tuesday.
var now = time.Date(2026, 9, 22, 6, 40, 0, 0, time.UTC)

func TestSource(t *testing.T) {
	s := Source
	s.Expect.Weekday = 3 // the pages are shorter than those of the office
	crawltest.Run(t, &s, now)
}

func TestCheck(t *testing.T) {
	const good = "applications: https://cloud.tipo.gov.tw/x\nrows: 2000\npages: 3\n"
	for _, tc := range []struct{ params, want string }{
		{good, ""},
		{strings.Replace(good, "2000", "6001", 1), "rows"},
		{strings.Replace(good, "2000", "0", 1), "rows"},
		{strings.Replace(good, "3", "0", 1), "pages"},
		{strings.Replace(good, "3", "21", 1), "pages"},
		{strings.Replace(good, "cloud.tipo.gov.tw", "evil.test", 1), "applications"},
		{"colour: red", "colour"},
	} {
		m := Source.Meta
		m.Params = []byte(tc.params)
		if err := check(m); tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%q: %v, want %q", tc.params, err, tc.want)
		}
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"MAGNABEAUTY": "MAGNABEAUTY", "量特能ENERGYISLAND及圖": "量特能ENERGYISLAND", "設計圖": "", "7DW設計圖": "7DW",
		"露坑ENJOY Camping及設計圖": "露坑ENJOY Camping", "標章圖": "", "圖形(彩色)": "", "JUREN及圖(彩色)": "JUREN", "暘設計字及圖樣": "暘",
		"Girl & Dog device": "Girl & Dog", "iColori and device": "iColori", "Mutlu & Device (Color)": "Mutlu", "Device (1)": "", "DEVICE MARK": "",
		"K TIME figurativo": "K TIME", "arene Logo": "arene", "SHOWER BREAK (logo)": "SHOWER BREAK", "MEMS+ (and design)": "MEMS+",
		"idart Design": "idart Design", "LITTLE ME & Design": "LITTLE ME", "量子天使QA1及圖Quantum Angel": "量子天使QA1 Quantum Angel",
		"文具及圖書": "文具及圖書", "藍圖": "藍圖", "歐肯(簡體字)": "歐肯", "Catalogo": "Catalogo", "": "",
	} {
		if got := words(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := scripts("佰思壯BYESTRAW"); !slices.Equal(got, []string{"佰思壯", "BYESTRAW"}) {
		t.Errorf("%q", got)
	}
	if got := scripts("BYESTRAW 2"); got != nil {
		t.Errorf("%q", got)
	}
}

func TestDays(t *testing.T) {
	for s, want := range map[string]string{
		"111.03.16": "2022-03-16", "2026/9/2": "2026-09-02", "99.12.31": "2010-12-31", "111.02.29": "", "113.02.29": "2024-02-29",
		"111.13.01": "", "0.01.01": "", "-1.01.01": "", "": "", "2026/02/30": "", "111.03": "", "999.01.01": "",
	} {
		got, ok := day(s)
		if ok != (want != "") || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v, want %q", s, got, want)
		}
	}
}

const (
	row   = `<RegContent no="1"><CaseNo>110030855</CaseNo><Trademark_Name>MAGNA</Trademark_Name><SDate>111.03.16</SDate></RegContent>`
	begin = `<RegContentList total-count="1">`
	end   = `</RegContentList>`
)

func TestBadPages(t *testing.T) {
	const sample = `<API><status>sampledata</status><message>no</message><total-count>25</total-count><tmarkappl><tmarkcontent><appl-no>000000001</appl-no><appl-date>1951/02/27</appl-date></tmarkcontent></tmarkappl></API>`
	for _, tc := range []struct {
		name, body string
		end        error
		filings    int
	}{
		{"a page for people", "<!DOCTYPE html><html><title>TIPO</title></html>", crawlers.ErrBlocked, 0},
		{"a token that is not known", sample, crawlers.ErrBlocked, 0},
		{"the same without a message", strings.Replace(sample, "<message>no</message>", "", 1), crawlers.ErrBlocked, 0},
		{"an error", `<API><status>error</status><message>stop</message></API>`, crawlers.ErrBlocked, 0},
		{"cut off", begin + row + `<RegContent><Case`, crawlers.ErrTruncated, 1},
		{"not XML", begin + row + `</x>`, crawlers.ErrShape, 1},
		{"another shape", `<API><status>success</status></API>`, crawlers.ErrShape, 0},
		{"a count that is none", `<API><total-count>many</total-count></API>`, crawlers.ErrShape, 0},
		{"wrong days only", begin + strings.Replace(row, "111.03", "111.13", 1) + end, crawlers.ErrShape, 0},
		{"a number that is none", begin + strings.Replace(row, "110030855", "a#b", 1) + end, crawlers.ErrShape, 0},
		{"nothing there", `<API><status>success</status><total-count>0</total-count></API>`, nil, 0},
		{"one mark many times", begin + row + row + row + end, nil, 1},
		{"entities", `<!DOCTYPE a [<!ENTITY b "c">]>` + begin + row + end, crawlers.ErrShape, 0},
	} {
		n := 0
		err := parse(crawlers.PageOf("https://cloud.tipo.gov.tw/x", []byte(tc.body), now), func(crawlers.Filing) error { n++; return nil })
		if !errors.Is(err, tc.end) || tc.end == nil && err != nil || n != tc.filings {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, n, err, tc.filings, tc.end)
		}
	}
}

func TestTheLastPages(t *testing.T) {
	p := params{Rows: 100, Pages: 2}
	for total, want := range map[int][]int{0: nil, 1: {0}, 100: {0}, 101: {100, 0}, 1000: {900, 800}, 1001: {1000, 900}} {
		if got := p.last(total); !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", total, got, want)
		}
	}
}

// TestBeside reads an issue of the gazette that lies beside the checkout.
func TestBeside(t *testing.T) {
	files, err := filepath.Glob("../../../shared/captures/marks/gazette_issue_index_2434_marks.xml")
	if err != nil || len(files) == 0 {
		t.Skip("no captures beside the checkout")
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = parse(crawlers.PageOf("file:index.xml", body, now), func(f crawlers.Filing) error {
		n++
		if len(f.Parties) == 0 || f.Filed.Format(time.DateOnly) != "2022-03-16" || strings.Contains(f.Title, "及圖 (") {
			t.Errorf("%s: %q, %v, %v", f.ID(), f.Title, f.Parties, f.Filed)
		}
		return f.Validate(now)
	})
	if err != nil || n != 2434 {
		t.Errorf("%d marks, %v", n, err)
	}
}

func TestNobodyIsAskedWithoutAToken(t *testing.T) {
	if m := Source.Meta; !m.Idle() {
		t.Error("the source is visited without a token")
	}
}

// A door is that of the office, which lets in whoever has a token.
type door struct{ next http.RoundTripper }

func (d door) RoundTrip(req *http.Request) (*http.Response, error) {
	q := req.URL.Query()
	if q.Get("tk") != "s3cret" {
		return nil, errors.New("nobody comes without a token")
	}
	q.Del("tk")
	req = req.Clone(req.Context())
	req.URL.RawQuery = q.Encode()
	return d.next.RoundTrip(req)
}

// TestASpentBudgetSaysWhenItGoesOn has leave for two requests, and needs more.
func TestASpentBudgetSaysWhenItGoesOn(t *testing.T) {
	s := Source
	s.Token, s.Expect = "s3cret", crawlers.Expect{}
	s.Budget = []crawlers.Limit{{Per: 24 * time.Hour, Requests: 2}}
	var said bytes.Buffer
	r := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: door{crawlers.Recorded(os.DirFS("testdata/pages"))}, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Spend: new(crawlers.Ledger).Spend},
		Now:       func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(&said, nil)),
		Keep: func(_ context.Context, _ string, pages []crawlers.Page) error {
			for _, p := range pages {
				said.WriteString(p.URL)
			}
			return nil
		},
		Sink: func(context.Context, []crawlers.Filing) error { return nil },
	})
	fmt.Fprintf(&said, "%+v", r)
	if r.State != crawlers.Blocked || r.Filings != 3 || !strings.Contains(said.String(), "it goes on at") {
		t.Errorf("%s, %d filings: %s", r.State, r.Filings, said.String())
	}
	if strings.Contains(said.String(), "s3cret") {
		t.Errorf("the token is told: %s", said.String())
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(begin + row + end))
	f.Add([]byte(`<API><status>success</status><total-count>1</total-count><tmarkappl><tmarkcontent><appl-no>115063001</appl-no><appl-date>2026/09/18</appl-date><tmark-name>A&amp;B及圖</tmark-name><parties><applicants><applicant><chinese-name>大陸商甲公司</chinese-name></applicant></applicants></parties></tmarkcontent></tmarkappl></API>`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		crawltest.Hostile(t, parse, crawlers.PageOf("https://cloud.tipo.gov.tw/x", body, now))
	})
}
