package edis

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// recorded is when the pages of testdata could have been fetched.
var recorded = time.Date(2025, 6, 20, 21, 0, 0, 0, time.UTC)

func recordedNow() time.Time { return recorded }

func TestSource(t *testing.T) { crawltest.Run(t, &Source, recorded) }

// filings parses a page that must end with the error want, and holds what it
// gives to being valid.
func filings(t testing.TB, body []byte, want error) (out []crawlers.Filing) {
	t.Helper()
	err := parse(crawlers.PageOf("https://edis.usitc.gov/data/document", body, recorded), func(f crawlers.Filing) error {
		f.Source = Source.Name
		if err := f.Validate(f.Filed.Time); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		out = append(out, f)
		return nil
	})
	if !errors.Is(err, want) || (want == nil) != (err == nil) {
		t.Errorf("ended with %v, want %v", err, want)
	}
	return out
}

func feed(items ...string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0"><channel><title>USITC</title>` + strings.Join(items, "") + `</channel></rss>`)
}

func item(number, id, kind string) string {
	return fmt.Sprintf(`<item><title>Document Approved : %s Violation : Doc ID %s, %s</title><pubDate>Fri, 20 Jun 2025 21:00:04 GMT</pubDate><guid>%s</guid><content:encoded><![CDATA[<p>For <strong>Investigation %s- Violation - Sec 337</strong>, the document indicated below has been received in EDIS.&nbsp; Document was filed  on 06/19/2025 16:20 by Robin A. Calder of Baker & Botts L.L.P. on behalf of Autel Robotics USA LLC</p>Document Title: Public Complaint<br/>Security Level: Public<br/>]]></content:encoded></item>`, number, id, kind, id, number)
}

// written is a row of the service with the fields given over those of an order.
func written(over ...string) string {
	fields := []string{
		"id", "852940", "documentType", "Order", "documentTitle", "Denying Motion", "securityLevel", "Public",
		"investigationNumber", "337-1452", "investigationPhase", "Violation", "investigationStatus", "Active",
		"investigationTitle", "Certain Ink Cartridges and Components Thereof II; Inv. No. 337-TA-1452 (Violation)", "investigationType", "Sec 337",
		"firmOrganization", "USITC", "onBehalfOf", "Office of the Secretary",
		"documentDate", "2025/06/03 00:00:00", "officialReceivedDate", "2025/06/04 15:12:00", "modifiedDate", "2025/06/04 16:00:00",
	}
	var b strings.Builder
	b.WriteString("<document>")
	for i := 0; i < len(fields); i += 2 {
		name, value := fields[i], fields[i+1]
		if j := slices.Index(over, name); j >= 0 && j%2 == 0 {
			value = over[j+1]
		}
		fmt.Fprintf(&b, "<%s>%s</%s>", name, value, name)
	}
	return b.String() + "</document>"
}

func TestNamesOfActs(t *testing.T) {
	for _, tc := range []struct {
		name string
		over []string
		want string
	}{
		{"a document of EDIS alone", nil, "us-itc/337-TA-1452#order.852940<edis"},
		{"a docket, though it looks like an investigation", []string{"investigationNumber", "337-3826", "investigationStatus", "Preinstitution", "documentType", "Complaint"}, "us-itc/DN-3826#complaint<edis/852940"},
		{"a notice, by the day other places share", []string{"documentType", "Notice", "documentTitle", "Commission Determination Not To Review an Initial Determination Finding a Respondent in Default"}, "us-itc/337-TA-1452#default-found.20250603<edis/852940"},
		{"a notice a matter has once", []string{"documentType", "Notice", "documentTitle", "Institution of Investigation"}, "us-itc/337-TA-1452#institution<edis/852940"},
		{"its copy from the Federal Register", []string{"documentType", "Notice", "documentTitle", "F.R. Notice of Institution of Investigation"}, "us-itc/337-TA-1452#institution<edis/852940"},
		{"a copy of a notice of which there are several", []string{"documentType", "Notice", "documentTitle", "F.R. Notice of Commission Determination Not To Review an Initial Determination Finding a Respondent in Default"}, "us-itc/337-TA-1452#default-found.852940<edis"},
		{"an order, after which there may be another", []string{"documentType", "Notice", "documentTitle", "Issuance of Limited Exclusion Order Against Defaulting Respondents; Termination of Investigation"}, "us-itc/337-TA-1452#remedy.20250603<edis/852940"},
		{"an end that is the enforcement's", []string{"documentType", "Notice", "documentTitle", "Termination of Investigation", "investigationPhase", "Enforcement"}, "us-itc/337-TA-1452#enforcement.20250603<edis/852940"},
		{"a notice of the judge", []string{"documentType", "Notice", "documentTitle", "Notice of Default Ruling", "onBehalfOf", "Administrative Law Judge"}, "us-itc/337-TA-1452#default-found.852940<edis"},
		{"a party's notice", []string{"documentType", "Notice of Appearance", "firmOrganization", "Jones Day"}, "us-itc/337-TA-1452#paper.852940<edis"},
		{"a kind nobody has seen", []string{"documentType", "Wibble"}, "us-itc/337-TA-1452#paper.852940<edis"},
		{"no kind", []string{"documentType", ""}, "us-itc/337-TA-1452#paper.852940<edis"},
		{"an enforcement complaint is no complaint", []string{"documentType", "Complaint", "investigationPhase", "Enforcement"}, "us-itc/337-TA-1452#enforcement.852940<edis"},
		{"returned mail", []string{"documentType", "Returned Mail"}, "us-itc/337-TA-1452#returned-mail.852940<edis"},
	} {
		got := filings(t, results(written(tc.over...)), nil)
		if len(got) != 1 || got[0].ID() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, ids(got), tc.want)
		}
	}
}

func ids(fs []crawlers.Filing) (out []string) {
	for i := range fs {
		out = append(out, fs[i].ID())
	}
	return out
}

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"2026/09/25 12:19:00":   `"2026-09-25T12:19:00-04:00"`,
		"2026/12/25 12:19:00":   `"2026-12-25T12:19:00-05:00"`,
		"2005-01-25 00:00:00.0": `"2005-01-25"`,
		"2023/04/03 00:00:00":   `"2023-04-03"`,
		"05/16/2022 16:58":      `"2022-05-16T16:58:00-04:00"`,
		"2026/02/30 10:00:00":   "",
		"":                      "",
		"25 September 2026":     "",
	} {
		d, ok := date(s)
		got := ""
		if ok {
			b, err := d.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			got = string(b)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestConfidentialSaysNoMoreThanItsTitle(t *testing.T) {
	got := filings(t, results(written("documentType", "Complaint", "securityLevel", "Confidential", "firmOrganization", "Jones Day", "onBehalfOf", "Canon Inc.")), nil)
	if want := "Complaint: Denying Motion"; got[0].Text != want {
		t.Errorf("text %q, want %q", got[0].Text, want)
	}
}

func TestPartiesOnlyWhereTheirPartIsSure(t *testing.T) {
	for _, tc := range []struct {
		name string
		over []string
		want string
	}{
		{"complaint", []string{"documentType", "Complaint", "firmOrganization", "Latham and Watkins LLP", "onBehalfOf", "Netgear Inc."}, "complainant Netgear Inc.|law-firm Latham &amp; Watkins LLP"},
		{"complaint by a person", []string{"documentType", "Complaint", "firmOrganization", "", "onBehalfOf", "Shane Example"}, "complainant Shane Example"},
		{"another name", []string{"documentType", "Complaint", "firmOrganization", "", "onBehalfOf", "Foo, Inc. d/b/a Bar"}, "complainant Foo, Inc. (Bar)"},
		{"the staff's", []string{"documentType", "Complaint", "onBehalfOf", "Office of Unfair Import Investigations"}, ""},
		{"a motion of nobody knows which side", []string{"documentType", "Motion", "firmOrganization", "Jones Day", "onBehalfOf", "Verkada, Inc."}, ""},
		{"a motion of a side", []string{"documentType", "Motion", "firmOrganization", "Jones Day", "onBehalfOf", "Respondents Hisense Co., Ltd. and Hisense USA Corporation"}, "respondent Hisense Co., Ltd.|respondent Hisense USA Corporation"},
		{"returned", []string{"documentType", "Returned Mail", "documentTitle", "General Exclusion Order Returned from Dongguan Ocbestjet Computer Consumables Co., Ltd."}, "respondent Dongguan Ocbestjet Computer Consumables Co., Ltd."},
		{"returned by an embassy", []string{"documentType", "Returned Mail", "documentTitle", "Institution of Investigation Returned from Embassy of China"}, ""},
	} {
		var got []string
		for _, p := range filings(t, results(written(tc.over...)), nil)[0].Parties {
			s := string(p.Role) + " " + strings.ReplaceAll(p.Name, "&", "&amp;")
			if len(p.Aliases) > 0 {
				s += " (" + strings.Join(p.Aliases, ", ") + ")"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "|"); s != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, s, tc.want)
		}
	}
}

// TestEveryRowIsKeyedByItsOwnNumber: EDIS matches numbers by their beginning.
func TestEveryRowIsKeyedByItsOwnNumber(t *testing.T) {
	var got []string
	for _, f := range filings(t, results(written("investigationNumber", "337-1451"), written("investigationNumber", "337-1453"), written("investigationNumber", "337-145")), nil) {
		got = append(got, f.Key.Number)
	}
	if want := []string{"337-TA-1451", "337-TA-1453", "337-TA-145"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestPagesThatAreNotWhole(t *testing.T) {
	whole := string(results(written("id", "1"), written("id", "2")))
	for _, tc := range []struct {
		name string
		body string
		want error
		rows int
	}{
		{"whole", whole, nil, 2},
		{"with a prolog", "\ufeff<?xml version=\"1.0\"?>\n<!-- x -->" + whole, nil, 2},
		{"cut in the second row", whole[:len(whole)-60], crawlers.ErrTruncated, 1},
		{"cut behind the rows", strings.TrimSuffix(whole, "</results>"), crawlers.ErrTruncated, 2},
		{"cut in a tag", whole[:len(whole)-3], crawlers.ErrTruncated, 2},
		{"no rows", "<results><documents/></results>", nil, 0},
		{"nothing at all", "<results/>", nil, 0},
		{"no page", "", crawlers.ErrTruncated, 0},
		{"maintenance", "<!DOCTYPE html><html><head><title>EDIS</title></head><body>Scheduled Maintenance</body></html>", crawlers.ErrBlocked, 0},
		{"login", "<html><body>Sign in</body></html>", crawlers.ErrBlocked, 0},
		{"a wall's page", "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>", crawlers.ErrBlocked, 0},
		{"JSON", `{"error":"x"}`, crawlers.ErrBlocked, 0},
		{"another XML", "<soap:Envelope></soap:Envelope>", crawlers.ErrShape, 0},
		{"rows of another name", "<results><docs><doc><id>1</id></doc></docs></results>", crawlers.ErrShape, 0},
		{"fields of other names", "<results><documents><document><docId>1</docId></document></documents></results>", crawlers.ErrShape, 0},
		{"a DOCTYPE with entities", `<!DOCTYPE results [<!ENTITY a "aaaa">]>` + whole, crawlers.ErrBlocked, 0},
		{"a DOCTYPE between rows", strings.Replace(whole, "</document><document>", "</document><!DOCTYPE x><document>", 1), crawlers.ErrShape, 1},
		{"only other proceedings", string(results(written("investigationType", "Import Injury", "investigationNumber", "731-1700"))), nil, 0},
		{"only junk", string(results(written("investigationNumber", "x337-3483x"), written("investigationNumber", "NR-004"))), nil, 0},
		{"no date", string(results(written("documentDate", "", "officialReceivedDate", ""), written())), nil, 1},
		{"an id that is none", string(results(written("id", "12#<x>"), written())), nil, 1},
		{"control characters and broken letters", string(results(written("documentTitle", "A \x01&#0;\xff title"))), nil, 1},
		{"a title without end", string(results(written("documentTitle", strings.Repeat("long ", 1<<16)))), nil, 1},
		{"a field that is not closed", string(results(strings.Replace(written("id", "7"), "</documentTitle>", "", 1), written())), nil, 1},
		{"too many rows", string(results(strings.Repeat(written(), maxRows+1))), crawlers.ErrShape, maxRows},
		{"a feed", string(feed(item("337-3834", "1", "Complaint"))), nil, 1},
		{"an empty feed", string(feed()), nil, 0},
		{"a feed cut in its item", string(feed(item("337-3834", "1", "Complaint"), item("337-3834", "2", "Complaint")))[:1000], crawlers.ErrTruncated, 1},
		{"a feed of other items", string(feed("<item><title>Welcome</title></item>")), crawlers.ErrShape, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := filings(t, []byte(tc.body), tc.want); len(got) != tc.rows {
				t.Errorf("%d filings, want %d", len(got), tc.rows)
			}
		})
	}
}

// TestFeedsMarkupInAnyDress holds the three ways a feed may carry its markup
// to saying the same.
func TestFeedsMarkupInAnyDress(t *testing.T) {
	asCDATA := item("337-3834", "854502", "Complaint")
	bare := strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(asCDATA)
	begin, end := strings.Index(bare, "<content:encoded>")+len("<content:encoded>"), strings.Index(bare, "</content:encoded>")
	escaped := bare[:begin] + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(bare[begin:end]) + bare[end:]
	for name, it := range map[string]string{"CDATA": asCDATA, "bare": bare, "escaped": escaped} {
		got := filings(t, feed(it), nil)
		if len(got) != 1 {
			t.Errorf("%s: %d filings", name, len(got))
			continue
		}
		f := got[0]
		if f.ID() != "us-itc/DN-3834#complaint<edis/854502.feed" || f.Text != "Complaint: Public Complaint\nBaker & Botts L.L.P. on behalf of Autel Robotics USA LLC" || f.Filed.Format(time.RFC3339) != "2025-06-19T16:20:00-04:00" {
			t.Errorf("%s: %s %s %q", name, f.ID(), f.Filed, f.Text)
		}
	}
}

// TestRenderingOfAFeedIsNoNews: pubDate is the moment a feed was rendered.
func TestRenderingOfAFeedIsNoNews(t *testing.T) {
	one := item("337-3834", "854502", "Complaint")
	two := strings.Replace(one, "21:00:04", "21:15:07", 1)
	if a, b := filings(t, feed(one), nil)[0], filings(t, feed(two), nil)[0]; a.Digest() != b.Digest() {
		t.Errorf("a new rendering is a new version:\n%s\n%s", a.Raw, b.Raw)
	}
}

func FuzzParse(f *testing.F) {
	pages, err := filepath.Glob("testdata/pages/*/*/*")
	if err != nil || len(pages) == 0 {
		f.Fatal("no pages to begin from", err)
	}
	more, err := filepath.Glob("testdata/pages/*/*/*/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range append(pages, more...) {
		if info, err := os.Stat(p); err != nil || info.IsDir() {
			continue
		}
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(written("id", "1")))
	f.Add([]byte("<results><document><a><b></document><document></results>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		err := parse(crawlers.PageOf("https://edis.usitc.gov/", body, recorded), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil {
				t.Errorf("%s: %v", f.ID(), err)
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
