package cipo

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
	"tocsin/crawlers/register"
)

// stored returns a week of so many marks in a file, and how many bytes its
// documents have.
func stored(t testing.TB, marks int) (p crawlers.Page, size int64) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "week.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	size = week(t, file, marks)
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.Page{URL: address, Status: http.StatusOK, Header: http.Header{}, Body: file, Size: info.Size(), Fetched: now}, size
}

// TestMemoryIsOfOnePart reads a week whose largest mark has 2 MB. What is held
// is one of the zips in the zip, and one document.
func TestMemoryIsOfOnePart(t *testing.T) {
	p, size := stored(t, 6000)
	n, grown := crawltest.Peak(t, parse, p)
	if n != 6000 {
		t.Errorf("%d filings", n)
	}
	if grown > 64<<20 {
		t.Errorf("the heap grew by %d bytes for a week of %d, packed %d", grown, size, p.Size)
	}
}

// marks is how many a large week has.
const marks = 20_000

// BenchmarkParse is zip in, filings out; MB/s are those of the XML.
func BenchmarkParse(b *testing.B) {
	p, size := stored(b, marks)
	b.SetBytes(size)
	b.ReportAllocs()
	_, grown := crawltest.Peak(b, parse, p)
	n := 0
	for b.Loop() {
		if err := parse(p, func(crawlers.Filing) error { n++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(p.Size)/1e6, "zip-MB")
	b.ReportMetric(float64(size)/1e6, "xml-MB")
	b.ReportMetric(float64(grown)/1e6, "peak-MB")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "filings/s")
}

// BenchmarkRecords is the zips and the XML alone, with nothing made of them.
func BenchmarkRecords(b *testing.B) {
	p, size := stored(b, marks)
	b.SetBytes(size)
	for b.Loop() {
		if _, err := register.ReadMany(p, func(register.Element) error { return nil }, "Trademark"); err != nil {
			b.Fatal(err)
		}
	}
}
