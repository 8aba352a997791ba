package edis

import (
	"fmt"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// newest is a page of as many documents as the service gives at most, of the
// kinds that a busy day brings.
func newest() []byte {
	kinds := [][]string{
		{"documentType", "Complaint", "documentTitle", "Public Complaint and Exhibits - Part 1 of 3", "firmOrganization", "Jones Day", "onBehalfOf", "Seiko Epson Corporation, Epson America, Inc., and Epson Portland Inc."},
		{"documentType", "Notice", "documentTitle", "Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on Settlement"},
		{"documentType", "Motion Response/Reply", "documentTitle", "Respondent&amp;#39;s Opposition to Complainants&amp;#39; Motion to Strike", "firmOrganization", "Baker Botts L.L.P.", "onBehalfOf", "Verkada, Inc."},
		{"documentType", "Returned Mail", "documentTitle", "Institution of Investigation Returned from Tatrix International China Co., Ltd"},
		{"documentType", "ID/RD - Other Than Final on Violation", "documentTitle", "Granting Complainant&amp;#39;s Motion to Terminate the Investigation as to Respondent Luozhi Trading"},
	}
	var rows []string
	for i := range 100 {
		rows = append(rows, written(append([]string{"id", fmt.Sprint(854000 + i)}, kinds[i%len(kinds)]...)...))
	}
	return results(rows...)
}

func BenchmarkParse(b *testing.B) {
	for name, body := range map[string][]byte{
		"service": newest(),
		"feed":    feed(strings.Repeat(item("337-3834", "854502", "Complaint"), 40)),
	} {
		b.Run(name, func(b *testing.B) {
			page := crawlers.PageOf("https://edis.usitc.gov/data/document", body, recorded)
			b.SetBytes(page.Size)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if err := parse(page, func(crawlers.Filing) error { n++; return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
