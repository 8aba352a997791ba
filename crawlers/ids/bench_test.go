package ids

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// large writes a dump of the size that the commission's had in 2026: 37 MB,
// 1,680 rows of 1,382 matters under section 337 among 8,000 others.
func large(t testing.TB) crawlers.Page {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "investigations.json"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	w := bufio.NewWriter(file)
	fmt.Fprint(w, `{"data":[`)
	hts := strings.TrimSuffix(strings.Repeat(`{"HTS Number & Description":{"Name":"8443.99.20","Description":"Parts of printers, whether or not they are \"inkjet\""},"Active":true},`, 20), ",")
	row := func(i int) {
		fmt.Fprintf(w, `{"Investigation Number":"731-%d","Investigation ID":%d,"Investigation Type":{"Name":"Import Injury"},"Investigation Categories":[{"ID":1,"Name":"AD"}],"Full Title":"Lamps from Somewhere; Inv. No. 731-TA-%d (Final)","HTS Number":[%s]},`, i, i, i, hts)
	}
	ours := func(i, matter int, phase string) {
		fmt.Fprintf(w, `{"Investigation Number":"337-%d","Investigation ID":%d,"Case ID":%d,"Investigation Type":{"Name":"Unfair Imports"},"Investigation Phase":{"Name":"%s"},"Investigation Status":{"ID":11,"Name":"Terminated"},"Full Title":"Certain Lamps and Components Thereof; Inv. No. 337-TA-%d (%s)","Docket Number":"%d","Initiating Document Received Date":"03-22-2020","Start Date":"04-21-2020","Investigation End Date":"08-03-2021","Final Determination Type":{"finalDeterminationType":"Settlement"},"Date of Publication of FR Notice (NOI)":{"date":"2020-04-26T12:00:00.000+00:00","isNa":false},"Participants":[`,
			matter, 9000+i, 5000+i, phase, matter, phase, 2000+matter)
		for p := range 12 {
			fmt.Fprintf(w, `{"Participant Type":{"name":"Respondent","ID":8},"Participant":{"Name":"Shenzhen Bright Lamps No. %d Co., Ltd.","ID":%d,"Country":{"name":"China","ID":44}},"Participant Disposition":{"name":"Settlement"},"Participant Disposition Date":"08-01-2021","Active Date":"04-21-2020","Is Petitioner?":false},`, p, p)
		}
		fmt.Fprintf(w, `{"Participant Type":{"name":"Complainant","ID":6},"Participant":{"Name":"Acme Lamps Inc.","Country":{"name":"United States of America"}}}],"Intellectual Property":[{"Intellectual Property ID":{"Type":{"Name":"Patent"},"Number":"10,%03d,648"}}],"HTS Number":[%s]},`, i%1000, hts)
	}
	for i := range 8000 {
		row(i)
		switch {
		case i < 1382:
			ours(i, i+1, "Violation")
		case i >= 7000 && i < 7298: // far from the first row of the matter
			ours(i, i-6999, "Remand")
		}
	}
	fmt.Fprint(w, `{}],"date":"2026-09-21T22:00:01.996+00:00","count":9681}`)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.Page{URL: Source.URL, Status: http.StatusOK, Header: http.Header{}, Body: file, Size: info.Size(), Fetched: now}
}

// TestMemoryIsOfOneMatter holds the memory of a visit, with the garbage of
// the collector's usual pace, to a fraction of the file.
func TestMemoryIsOfOneMatter(t *testing.T) {
	p := large(t)
	n, grown := crawltest.Peak(t, parse, p)
	if want := 3*1382 + 298; n != want {
		t.Errorf("%d filings, want %d", n, want)
	}
	if grown > p.Size/3 {
		t.Errorf("the heap grew by %d bytes for a file of %d", grown, p.Size)
	}
}

func BenchmarkParse(b *testing.B) {
	p := large(b)
	b.SetBytes(p.Size)
	b.ReportAllocs()
	n, grown := 0, int64(0)
	for b.Loop() {
		filings, g := crawltest.Peak(b, parse, p)
		n, grown = n+filings, max(grown, g)
	}
	b.ReportMetric(float64(p.Size)/1e6, "file-MB")
	b.ReportMetric(float64(grown)/1e6, "peak-MB")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "filings/s")
}

// BenchmarkScan is what it takes to find the rows, with none of them read.
func BenchmarkScan(b *testing.B) {
	p := large(b)
	b.SetBytes(p.Size)
	b.ReportAllocs()
	for b.Loop() {
		if err := newDump(p.Reader()).each(func(span) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
