package usitcweb

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/crawlers"
)

// mended are the params of an administrator after the site was rebuilt: other
// addresses, other words at the head of columns, notices that are no table.
const mended = `
petitions:
  url: https://www.usitc.gov/filings
  pages: 3
  next: a.more
  table: table.filings
  columns: {docket: No., received: Filed on, type: Kind, commodity: Goods, investigation: Investigation}
notices:
  url: https://www.usitc.gov/notices/337
  pages: 1
  next: a.more
  rows: li.notice
  columns: {title: h3, number: .no, action: .what, issued: time}
releases:
  url: https://www.usitc.gov/news?topic=337
  pages: 1
  next: a.more
  days: 10
  links: "a[href*='/news_release/']"
`

func rebuilt() fstest.MapFS {
	table := func(docket, more string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`<html><body><table><tr><td>menu</td></tr></table><table class="filings"><caption>Filings</caption><tr><th>Kind</th><th>Goods</th><th>no</th><th>Filed  on</th><th>Investigation</th></tr>` +
			`<tr><td>Sec. 337</td><td><a href="/f/` + docket + `">Drones</a></td><td>DN ` + docket + `</td><td>Sept. 4, 2018</td><td>337-1133</td></tr></table>` + more + `</body></html>`)}
	}
	return fstest.MapFS{
		"www.usitc.gov/filings": table("3335", `<a class="more" href="/filings/2">more</a>`),
		// The last page leads back to the first.
		"www.usitc.gov/filings/2": table("3336", `<a class="more" href="/filings">more</a>`),
		"www.usitc.gov/notices/337": {Data: []byte(`<html><body><ul><li class="notice"><h3><a href="https://www.usitc.gov/n/1.pdf">Certain Drones</a></h3><p class="no">Inv. No. 337-TA-1133</p>` +
			`<p class="what">Notice of Institution of Investigation</p><time>10/2/2018</time></li></ul></body></html>`)},
		"www.usitc.gov/news.html": {Data: []byte(`<html><body><a href="/press_room/news_release/2018/er1002_1.htm">USITC Institutes Section 337 Investigation of Certain Drones</a>` +
			`<a href="/press_room/news_release/2018/er0925_2.htm">of the days before</a><a href="/press_room/news_release/2018/er0901_3.htm">too old</a>` +
			`<a href="https://elsewhere.example/news_release/2018/er1002_4.htm">of another host</a></body></html>`)},
		"www.usitc.gov/press_room/news_release/2018/er1002_1.htm": {Data: []byte(releasePage("October 2, 2018", "18-119", "337-TA-1133", "USITC Institutes Section 337 Investigation of Certain Drones",
			votes("certain drones"), alleges("Autel Robotics USA LLC of Bothell, WA, on August 30, 2018"), "The USITC has identified SZ DJI Technology Co., Ltd. of Shenzhen, China, as the respondent in this investigation.", merits("337-TA-1133")))},
		"www.usitc.gov/press_room/news_release/2018/er0925_2.htm": {Data: []byte(releasePage("September 25, 2018", "18-115", "332-570", "USITC Launches a Study", "The USITC will study."))},
		"index.tsv": {Data: []byte("GET\thttps://www.usitc.gov/news?topic=337\twww.usitc.gov/news.html\n")},
	}
}

func TestAdministratorMendsThePages(t *testing.T) {
	s := Source
	s.Params = crawlers.Params(mended)
	var got, addresses []string
	report := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: crawlers.Recorded(rebuilt()), UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				got, addresses = append(got, f.ID()), append(addresses, f.URL)
			}
			return nil
		},
	})
	want := []string{
		"us-itc/DN-3335#complaint<usitcweb", "us-itc/DN-3336#complaint<usitcweb",
		"us-itc/337-TA-1133#institution<usitcweb", "us-itc/337-TA-1133#institution<usitcweb/release",
	}
	if !slices.Equal(got, want) {
		t.Errorf("filings %q, want %q; %+v", got, want, report)
	}
	if want := []string{
		"https://www.usitc.gov/f/3335", "https://www.usitc.gov/f/3336", "https://www.usitc.gov/n/1.pdf",
		"https://www.usitc.gov/press_room/news_release/2018/er1002_1.htm",
	}; !slices.Equal(addresses, want) {
		t.Errorf("addresses %q, want %q", addresses, want)
	}
	for _, o := range report.Outcomes {
		if o.State != crawlers.OK && o.State != crawlers.Empty || strings.Contains(o.URL, "er0901") {
			t.Errorf("%s: %s %s", o.URL, o.State, o.Why)
		}
	}
}

func TestParamsAreChecked(t *testing.T) {
	for _, tc := range []struct{ old, by, says string }{
		{"table: table.filings", "table: ''", "petitions.table is empty"},
		{"title: h3, ", "", "notices.columns.title is empty"},
		{"pages: 3", "page: 3", "page"},
	} {
		_, err := readWith(t, crawlers.Params(strings.Replace(mended, tc.old, tc.by, 1)), petitionsAddress, "<html></html>")
		if err == nil || errors.Is(err, crawlers.ErrShape) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.by, err, tc.says)
		}
	}
}

// TestOneShutPageLeavesTheOthers holds the crawl to its three places: what
// refuses one says nothing of another.
func TestOneShutPageLeavesTheOthers(t *testing.T) {
	s, pages := Source, rebuilt()
	s.Params = crawlers.Params(mended)
	pages["www.usitc.gov/filings"] = &fstest.MapFile{Data: []byte(denied)}
	delete(pages, "www.usitc.gov/news.html")
	var got []string
	report := s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{Base: crawlers.Recorded(pages), UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
		Now:       func() time.Time { return now },
		Log:       slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, fs []crawlers.Filing) error {
			for _, f := range fs {
				got = append(got, f.ID())
			}
			return nil
		},
	})
	if !slices.Equal(got, []string{"us-itc/337-TA-1133#institution<usitcweb"}) || report.Err != nil || report.State != crawlers.Failed {
		t.Errorf("%q, %+v", got, report)
	}
	if report.Outcomes[0].State != crawlers.Blocked || !strings.Contains(report.Outcomes[0].Why, "Access Denied") {
		t.Errorf("%+v", report.Outcomes)
	}
}
