package fedreg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestCapturesBeside reads the answers of the Register beside the checkout.
func TestCapturesBeside(t *testing.T) {
	const dir = "../../../shared/captures/usitc"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no captures beside the checkout")
	}
	for _, tc := range []struct {
		file, ids               string
		complainants            int
		respondents, addressed  int
		patents, issued, remedy string
	}{
		{"fr_2016-04-15_337-TA-944_review-in-part.gpo-fragment.xml", "us-itc/337-TA-944#review.20160411<fedreg/2016-08680", 1, 0, 0,
			"7,162,537 8,356,296 7,290,164 7,340,597 6,741,592 7,200,145", "2016-04-11", ""},
		{"fr_2017-09-29_337-TA-1035_final-determination-LEO-CDO.uslm-fragment.xml", "us-itc/337-TA-1035#remedy.20170926<fedreg/2017-20939", 1, 2, 2, "7,351,506 8,947,604", "2017-09-26", "leo cdo"},
		{"fr_2017-09-29_notice-of-receipt-of-complaint.uslm-fragment.xml", "us-itc/DN-3257#receipt<fedreg", 1, 5, 4, "", "2017-09-25", "leo cdo"},
		{"fr_2017-10-03_337-TA-1072_institution.uslm-fragment.xml", "us-itc/337-TA-1072#institution<fedreg", 2, 7, 7, "8,325,838 8,279,809", "2017-09-27", "leo cdo"},
		{"document_2026-02454_allfields.json", "", 0, 0, 0, "", "", ""},
		{"documents_publication_date_2016-02-29_per_page_1000.json", "", 0, 0, 0, "", "", ""},
		{"document_issues_toc_2016-02-29.json", "us-itc/DN-3123#receipt<fedreg/listed", 0, 0, 0, "", "", ""},
	} {
		body, err := os.ReadFile(filepath.Join(dir, tc.file))
		if err != nil {
			t.Fatal(err)
		}
		fs, err := read("https://www.federalregister.gov/captures/"+tc.file, string(body))
		if got := strings.Join(names(fs), " "); err != nil || got != tc.ids {
			t.Errorf("%s: %s, %v", tc.file, got, err)
			continue
		}
		for _, f := range fs {
			if err := f.Validate(now); err != nil {
				t.Errorf("%s: %v", tc.file, err)
			}
			complainants, respondents, addressed := 0, 0, 0
			for _, p := range f.Parties {
				switch p.Role {
				case crawlers.Complainant:
					complainants++
				case crawlers.Respondent:
					respondents++
					if p.Address != "" {
						addressed++
					}
				}
			}
			if complainants != tc.complainants || respondents != tc.respondents || addressed != tc.addressed {
				t.Errorf("%s: %d complainants, %d respondents, %d of them with an address", tc.file, complainants, respondents, addressed)
			}
			if got := strings.Join(f.Patents, " "); got != tc.patents {
				t.Errorf("%s: patents %s", tc.file, got)
			}
			for _, want := range append(strings.Fields(tc.remedy), tc.issued) {
				if !strings.Contains(string(f.Raw), `"`+want+`"`) && want != "" {
					t.Errorf("%s: %s has no %q", tc.file, f.Raw, want)
				}
			}
		}
	}
}

// TestCapturedRows finds the two documents about section 337 among all of one
// day. Their rows were not asked for a number.
func TestCapturedRows(t *testing.T) {
	body, err := os.ReadFile("../../../shared/captures/usitc/documents_publication_date_2016-02-29_per_page_1000.json")
	if err != nil {
		t.Skip("no captures beside the checkout")
	}
	l, err := readList(body)
	if err != nil || len(l.rows) != 129 || l.left != 0 {
		t.Fatalf("%d rows, %d left out, %v", len(l.rows), l.left, err)
	}
	var ours []string
	for i := range l.rows {
		if l.rows[i].ours() {
			ours = append(ours, l.rows[i].Number)
		}
	}
	if got := strings.Join(ours, " "); got != "2016-04265 2016-04272" {
		t.Error(got)
	}
}
