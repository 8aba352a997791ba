package usitcweb

import (
	"fmt"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// says writes what a row came to: names with the other numbers of the matter.
func says(fs []crawlers.Filing) string {
	var out []string
	for _, f := range fs {
		s := f.ID()
		for _, k := range f.Aliases {
			s += " = " + k.String()
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestPetitionRows(t *testing.T) {
	for _, tc := range []struct{ docket, received, kind, commodity, inv, want string }{
		{"3826", "May 13, 2025", "337 Complaint", "Ink Cartridges", "337-TA-1452", "us-itc/DN-3826#complaint<usitcweb = us-itc/337-TA-1452"},
		{"DN 3826", "05/13/2025", "Section 337", "Ink Cartridges", "337-1452", "us-itc/DN-3826#complaint<usitcweb = us-itc/337-TA-1452"},
		{"337-3826", "Sept. 3, 2025", "Complaint (Sec. 337)", "Ink Cartridges", "Pending Institution", "us-itc/DN-3826#complaint<usitcweb"},
		{"3826", "5/13/25", "337 Complaint", "Ink Cartridges", "337-TA-1452 and 337-TA-1453", "us-itc/DN-3826#complaint<usitcweb"},
		{"3826", "May 13, 2025", "337 Enforcement Complaint", "Ink Cartridges", "337-TA-946", "us-itc/DN-3826#enforcement.20250513<usitcweb = us-itc/337-TA-946"},
		{"3826", "May 13, 2025", "Amended 337 Complaint", "Ink Cartridges", "", "us-itc/DN-3826#amended-complaint.20250513<usitcweb"},
		{"3598", "Jan 19, 2022", "General Factfinding", "AGOA: Trends", "332-589", ""},
		{"3831", "May 29, 2025", "701 and 731 Petition", "Fencing of 337 kinds", "701-TA-753", ""},
	} {
		body := "<html><body><table><tr><th>Docket #</th><th>Received</th><th>Type</th><th>Commodity</th><th>INV #</th></tr>" +
			fmt.Sprintf("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr></table></body></html>", tc.docket, tc.received, tc.kind, tc.commodity, tc.inv)
		fs, err := readPage(t, petitionsAddress, body)
		if got := says(fs); err != nil || got != tc.want {
			t.Errorf("%s %s %s: %s, %v; want %s", tc.docket, tc.kind, tc.inv, got, err, tc.want)
		}
	}
}

func TestNoticeRows(t *testing.T) {
	const receipt = "Receipt of Complaint; Solicitation of Comments Relating to the Public Interest"
	for _, tc := range []struct{ title, number, action, issued, want string }{
		{"Certain Ink Cartridges", "337-TA-1501 DN # 3900", "Institution of Investigation", "May 26, 2026", "us-itc/337-TA-1501#institution<usitcweb = us-itc/DN-3900"},
		{"Certain Ink Cartridges", "DN # 3900", receipt, "April 27, 2026", "us-itc/DN-3900#receipt<usitcweb"},
		{"Certain Ink Cartridges", "DN # 3900 337-TA-1501", "Notice of " + receipt, "04/27/2026", "us-itc/DN-3900#receipt<usitcweb = us-itc/337-TA-1501"},
		{"Certain Ink Cartridges", "337-3900", receipt, "April 27, 2026", "us-itc/DN-3900#receipt<usitcweb"},
		{"Certain Windshield Wipers", "337-TA-928/937 (Consolidated)", "Commission Determination To Review in Part a Final Initial Determination", "December 21, 2015",
			"us-itc/337-TA-928#review.20151221<usitcweb, us-itc/337-TA-937#review.20151221<usitcweb"},
		{"Certain Law Enforcement Cameras", "337-TA-1100", "Institution of Investigation", "March 1, 2018", "us-itc/337-TA-1100#institution<usitcweb"},
		{"Certain Cameras", "337-TA-1100", "An Action Nobody Has Seen", "March 1, 2018", "us-itc/337-TA-1100#document.20180301<usitcweb"},
	} {
		body := "<html><body><table><tr>" + fmt.Sprintf(`<td class="views-field-title-2"><a href="/n.pdf">%s</a></td><td class="views-field-field-investigation-num">%s</td>`+
			`<td class="views-field-field-notice-action">%s</td><td class="views-field-field-notice-issue-date">%s</td>`, tc.title, tc.number, tc.action, tc.issued) + "</tr></table></body></html>"
		fs, err := readPage(t, noticesAddress, body)
		got := says(fs)
		if err != nil || got != tc.want || fs[0].URL != "https://usitc.gov/n.pdf" {
			t.Errorf("%s %s: %s, %v; want %s", tc.number, tc.action, got, err, tc.want)
		}
	}
}
