//go:build unix

package tdxf

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// full is a day of the size that the office's had in 2026: 40,000 records, of
// which one has 11 MB.
var full = daily{records: 40_000, huge: 20_000}

// counted counts bytes.
type counted int64

func (c *counted) Write(b []byte) (int, error) {
	*c += counted(len(b))
	return len(b), nil
}

// stored writes the day into a file, and returns it as a page and its size
// when unpacked.
func stored(t testing.TB, d daily) (p crawlers.Page, size int64) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "apc260713.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	var n counted
	if err := d.write(&n); err != nil {
		t.Fatal(err)
	}
	d.zipped(t, file)
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.Page{URL: Source.URL, Status: http.StatusOK, Header: http.Header{}, Body: file, Size: info.Size(), Fetched: now}, int64(n)
}

// peak returns how many filings a page has, and the most memory that the
// program held from the system meanwhile.
func peak(t testing.TB, p crawlers.Page) (filings int, held uint64) {
	t.Helper()
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	err := parse(p, func(crawlers.Filing) error {
		if filings++; filings%500 == 0 {
			metrics.Read(sample)
			held = max(held, sample[0].Value.Uint64()-sample[1].Value.Uint64())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return filings, held
}

// TestMemoryIsOfOneRecord reads a short day with the largest record in it.
func TestMemoryIsOfOneRecord(t *testing.T) {
	p, _ := stored(t, daily{records: 1500, huge: 700})
	runtime.GC()
	n, held := peak(t, p)
	if n != 1500 {
		t.Errorf("%d filings", n)
	}
	if held > 100<<20 {
		t.Errorf("held %d MB", held>>20)
	}
}

// spent returns the time that the program has had a processor.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure runs one reading of the document over and over. A machine may have
// other work to do, so the speed on one core is told beside that of the clock.
func measure(b *testing.B, read func(crawlers.Page)) {
	b.Helper()
	p, size := stored(b, full)
	b.SetBytes(size)
	b.ReportAllocs()
	runtime.GC()
	before := spent(b)
	for b.Loop() {
		read(p)
	}
	b.ReportMetric(float64(size)*float64(b.N)/1e6/(spent(b)-before).Seconds(), "MB/core-s")
	b.ReportMetric(float64(p.Size)/1e6, "zip-MB")
	b.ReportMetric(float64(size)/1e6, "XML-MB")
}

func BenchmarkParse(b *testing.B) {
	n, most := 0, uint64(0)
	measure(b, func(p crawlers.Page) {
		filings, held := peak(b, p)
		n, most = n+filings, max(most, held)
	})
	b.ReportMetric(float64(most)/1e6, "peak-MB")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "filings/s")
}

// BenchmarkUnpack is what it takes to unpack the zip, with nothing read.
func BenchmarkUnpack(b *testing.B) {
	measure(b, func(p crawlers.Page) {
		in, err := register.Open(p, ".xml")
		if err != nil {
			b.Fatal(err)
		}
		defer in.Close()
		if _, err := io.Copy(io.Discard, in); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkRecords is what it takes to unpack the zip and read the document's
// records, with no filing made of them.
func BenchmarkRecords(b *testing.B) {
	measure(b, func(p crawlers.Page) {
		if err := register.Read(p, func(register.Element) error { return nil }, "case-file"); err != nil {
			b.Fatal(err)
		}
	})
}

// A plain record holds the fields of a filing as encoding/xml reads them.
type plain struct {
	Serial     string `xml:"serial-number"`
	Filed      string `xml:"case-file-header>filing-date"`
	Registered string `xml:"case-file-header>registration-date"`
	Status     string `xml:"case-file-header>status-code"`
	Mark       string `xml:"case-file-header>mark-identification"`
	Statements []struct {
		Code string `xml:"type-code"`
		Text string `xml:"text"`
	} `xml:"case-file-statements>case-file-statement"`
	Events []struct {
		Code string `xml:"code"`
		Date string `xml:"date"`
	} `xml:"case-file-event-statements>case-file-event-statement"`
	Classes []string `xml:"classifications>classification>international-code"`
	Owners  []struct {
		Kind string `xml:"party-type"`
		Name string `xml:"party-name"`
		City string `xml:"city"`
	} `xml:"case-file-owners>case-file-owner"`
}

// BenchmarkStandardLibrary reads the fields of a filing by encoding/xml, a
// struct a record, and makes none of them.
func BenchmarkStandardLibrary(b *testing.B) {
	measure(b, func(p crawlers.Page) {
		in, err := register.Open(p, ".xml")
		if err != nil {
			b.Fatal(err)
		}
		defer in.Close()
		n := 0
		for dec := xml.NewDecoder(in); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if start, ok := tok.(xml.StartElement); ok && start.Name.Local == "case-file" {
				var r plain
				if err := dec.DecodeElement(&r, &start); err != nil {
					b.Fatal(err)
				}
				n++
			}
		}
		if n != full.records {
			b.Fatal(n)
		}
	})
}
