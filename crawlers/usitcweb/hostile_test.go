package usitcweb

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// now is later than every page of these tests.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// readPage reads a page of an address with the source's own params.
func readPage(t testing.TB, address, body string) ([]crawlers.Filing, error) {
	t.Helper()
	return readWith(t, nil, address, body)
}

func readWith(t testing.TB, params crawlers.Params, address, body string) (out []crawlers.Filing, err error) {
	t.Helper()
	p := crawlers.PageOf(address, []byte(body), now)
	p.Params = params
	err = Source.Parse(p, func(f crawlers.Filing) error {
		if err := f.Validate(now); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		f.Source = "usitcweb"
		out = append(out, f)
		return nil
	})
	return out, err
}

func page(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata/pages/www.usitc.gov", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const (
	petitionsAddress = "https://www.usitc.gov/petitions_and_complaints"
	noticesAddress   = "https://usitc.gov/secretary/fed_reg_notices/337.htm"
	listingAddress   = "https://www.usitc.gov/keywords/section-337?page=0"
)

const (
	banner = `<body><div class="alert">Due to the current lapse in appropriations, the USITC has ceased regular operations. Please continue to visit usitc.gov for updates.</div>`
	denied = "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\nYou don't have permission to access \"http&#58;&#47;&#47;www&#46;usitc&#46;gov\" on this server.<P>\nReference&#32;&#35;18&#46;1\n</BODY>\n</HTML>"
)

func TestBadPages(t *testing.T) {
	petitions, notices, listing := page(t, "petitions_and_complaints"), page(t, "secretary/fed_reg_notices/337.htm"), page(t, "keywords/section-337__eaaa2c623afce69a")
	replace := func(s, old, by string) string {
		if !strings.Contains(s, old) {
			t.Fatalf("no %q on the page", old)
		}
		return strings.Replace(s, old, by, 1)
	}
	for _, tc := range []struct {
		name, address, body string
		want                error
		says                string // in the error
		filings             int
	}{
		{"petitions", petitionsAddress, petitions, nil, "", 3},
		{"petitions known by their table", "", petitions, nil, "", 3},
		{"notices", noticesAddress, notices, nil, "", 4},
		{"notices known by their cells", "", notices, nil, "", 4},
		{"listing", listingAddress, listing, nil, "", 1},
		{"banner over the page", petitionsAddress, strings.Replace(petitions, "<body class=\"path-petitions-and-complaints\">", banner, 1), crawlers.ErrBlocked, "lapse in appropriations", 3},
		{"banner alone", noticesAddress, "<html>" + banner + "</body></html>", crawlers.ErrBlocked, "lapse in appropriations", 0},
		{"access denied", petitionsAddress, denied, crawlers.ErrBlocked, "Access Denied", 0},
		{"access denied, a release", releaseAddress, denied, crawlers.ErrBlocked, "crawl.proxy", 0},
		{"empty", petitionsAddress, "", crawlers.ErrTruncated, "", 0},
		{"blank", petitionsAddress, " \n", crawlers.ErrShape, "petitions.table", 0},
		{"maintenance", listingAddress, "<html><body><h1>Scheduled maintenance</h1></body></html>", crawlers.ErrShape, "releases.links", 0},
		{"another page", "https://www.usitc.gov/about", "<html><body><h1>About</h1></body></html>", crawlers.ErrShape, "neither", 0},
		{"tables in tables", petitionsAddress, "<html><body>" + strings.Repeat("<table><tr><td>", 100) + strings.Repeat("<tr><td>x", 5000), crawlers.ErrShape, "petitions.columns.docket", 0},
		{"not a page", petitionsAddress, "%PDF-1.4\n1 0 obj", crawlers.ErrShape, "", 0},
		{"head renamed", petitionsAddress, replace(petitions, "Commodity</th>", "Goods</th>"), crawlers.ErrShape, `no column "Commodity": mend sources.usitcweb.params.petitions.columns.commodity`, 0},
		{"head of docket renamed", petitionsAddress, replace(petitions, ">Docket #<", ">Number<"), crawlers.ErrShape, "petitions.columns.docket", 0},
		{"no table of petitions", petitionsAddress, "<html><body><main><p>Nothing here.</p></main></body></html>", crawlers.ErrShape, "sources.usitcweb.params.petitions.table", 0},
		{"head without rows", petitionsAddress, petitions[:strings.Index(petitions, "<tbody>")] + "</table></body></html>", nil, "", 0},
		{"cut in the table", petitionsAddress, petitions[:strings.Index(petitions, "<tr><td class=\"views-field views-field-field-docket-number\">3800")], crawlers.ErrTruncated, "", 2},
		{"no row can be read", petitionsAddress, strings.NewReplacer("2025</time>", "</time>", ">3831<", "><").Replace(petitions), crawlers.ErrShape, "no day of receipt", 0},
		{"classes renamed", noticesAddress, strings.ReplaceAll(notices, "views-field-field-notice-action", "views-field-field-act"), crawlers.ErrShape, "sources.usitcweb.params.notices.columns.action", 0},
		{"no rows", noticesAddress, "<html><body><main></main></body></html>", crawlers.ErrShape, "sources.usitcweb.params.notices.rows", 0},
	} {
		fs, err := readPage(t, tc.address, tc.body)
		ended := err == nil && tc.want == nil || tc.want != nil && errors.Is(err, tc.want) && strings.Contains(err.Error(), tc.says)
		if len(fs) != tc.filings && tc.name != "classes renamed" || !ended {
			t.Errorf("%s: %d filings, %v; want %d, %v, %q", tc.name, len(fs), err, tc.filings, tc.want, tc.says)
		}
	}
}

func TestARowOfTheDeadlineIsNoBanner(t *testing.T) {
	body := releasePage("December 19, 2025", "25-140", "337-TA-1471", "USITC Institutes Section 337 Investigation of Certain Pumps", votes("certain pumps"),
		"Because of the lapse in appropriations the time for deciding on institution under section 337 was extended.", merits("337-TA-1471"))
	if fs, err := readPage(t, releaseAddress, body); err != nil || len(fs) != 1 {
		t.Errorf("%d filings, %v", len(fs), err)
	}
}

// TestSpans holds hostile tables to the limits of a grid.
func TestSpans(t *testing.T) {
	head := "<html><body><table><tr><th>Docket #</th><th>Received</th><th>Type</th><th>Commodity</th><th>INV #</th></tr>"
	for _, tc := range []struct {
		name, rows string
		want       []string
	}{
		{"rowspan", `<tr><td>3335</td><td rowspan=2>08/30/2018</td><td rowspan=2>337 Complaint</td><td>Drones</td><td></td></tr><tr><td>3336</td><td>Masks</td><td>337-TA-1133</td></tr>`,
			[]string{"us-itc/DN-3335", "us-itc/DN-3336"}},
		{"rowspan beyond the table", `<tr><td>3335</td><td rowspan=99999999>08/30/2018</td><td>337 Complaint</td><td>Drones</td><td></td></tr>`, []string{"us-itc/DN-3335"}},
		{"colspan of a million", `<tr><td colspan=1000000>Petitions of 2018</td></tr><tr><td>3335</td><td>08/30/2018</td><td>337 Complaint</td><td>Drones</td><td></td></tr>`, []string{"us-itc/DN-3335"}},
		{"short row", `<tr><td>3335</td></tr><tr><td>3336</td><td>8/30/18</td><td>SECTION 337</td><td>Drones</td></tr>`, []string{"us-itc/DN-3336"}},
		{"table in a cell", `<tr><td>3335</td><td>08/30/2018</td><td>337 Complaint</td><td>Drones<table><tr><td>9999</td><td>08/30/2018</td><td>337 Complaint</td><td>Other</td><td></td></tr></table></td><td></td></tr>`, []string{"us-itc/DN-3335"}},
		{"a day that is none", `<tr><td>3335</td><td>02/30/2018</td><td>337 Complaint</td><td>Drones</td><td></td></tr><tr><td>3336</td><td>Feb 28, 2018</td><td>337 Complaint</td><td>Masks</td><td></td></tr>`, []string{"us-itc/DN-3336"}},
	} {
		fs, err := readPage(t, petitionsAddress, head+tc.rows+"</table></body></html>")
		var got []string
		for _, f := range fs {
			got = append(got, f.Key.String())
		}
		if err != nil || strings.Join(got, " ") != strings.Join(tc.want, " ") {
			t.Errorf("%s: %v, %v; want %v", tc.name, got, err, tc.want)
		}
	}
}

func TestHostileText(t *testing.T) {
	body := "<html><body><table><tr><th>Docket #</th><th>Received</th><th>Type</th><th>Commodity</th><th>INV #</th></tr>" +
		"<tr><td>3335</td><td>08/30/2018</td><td>337 Complaint</td><td>&lt;script&gt;alert(1)&lt;/script&gt; \x01\x1b[31m\xff" + strings.Repeat("<b>", 400) + "</td><td></td></tr></table></body></html>"
	fs, err := readPage(t, petitionsAddress, body)
	if err != nil || len(fs) != 1 || strings.ContainsAny(fs[0].Title, "\x00\x01\x1b") {
		t.Errorf("%+v, %v", fs, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"petitions_and_complaints", "secretary/fed_reg_notices/337.htm", "keywords/section-337__eaaa2c623afce69a", "press_room/news_release/2025/er0612_67152.htm"} {
		for _, address := range []string{petitionsAddress, noticesAddress, listingAddress, releaseAddress, ""} {
			f.Add(page(f, name), address)
		}
	}
	f.Fuzz(func(t *testing.T, body, address string) {
		names := map[string]bool{}
		p := crawlers.PageOf(address, []byte(body), now)
		err := Source.Parse(p, func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil && len(f.Title) < 20_000 && len(f.Text) < 1<<20 && !strings.Contains(err.Error(), "name too long") {
				t.Errorf("%s: %v", f.ID(), err)
			}
			if names[f.ID()] {
				t.Errorf("%s stands twice", f.ID())
			}
			names[f.ID()] = true
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
