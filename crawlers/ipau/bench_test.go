package ipau

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"tocsin/crawlers"
)

// large writes a register of so many marks, of which one in forty is of these
// weeks, in a zip on disk, and returns how large its tables are.
func large(t testing.TB, marks int) (p crawlers.Page, size int64) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "iprapid.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	z := zip.NewWriter(file)
	table := func(name, head string, row func(w io.Writer, number, year int, recent bool, rnd *rand.Rand)) {
		member, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		n := &counter{w: member}
		w := bufio.NewWriter(n)
		rnd := rand.New(rand.NewPCG(6, 1))
		fmt.Fprintln(w, head)
		for i := range marks {
			recent := i%40 == 0
			year := 1990 + i%36
			if recent {
				year = 2026
			}
			row(w, 1_000_000+i, year, recent, rnd)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		size += n.n
	}
	table(applicationsTable, "ip_right_type,application_number,ip_right_sub_type,status,application_date,earliest_filed_date,priority_date,gained_registration_status_date,gained_enforceable_status_date,enforceable_from_date,deemed_retired_date", func(w io.Writer, number, year int, recent bool, _ *rand.Rand) {
		if recent {
			fmt.Fprintf(w, "trade_mark,%d,trade_mark,accepted,%d-03-02,%d-03-02,%d-03-02,,,,\n", number, year, year, year)
			return
		}
		fmt.Fprintf(w, "trade_mark,%d,trade_mark,registered,%d-03-02,%d-03-02,%d-03-02,%d-11-02,%d-11-02,%d-03-02,\n", number, year-1, year-1, year-1, year-1, year-1, year-1)
	})
	table(eventsTable, "ip_right_type,application_number,event_type,event_category,event_effective_date,event_declared_date,is_standing", func(w io.Writer, number, year int, recent bool, rnd *rand.Rand) {
		for range 8 {
			fmt.Fprintf(w, "trade_mark,%d,exam_report_sent,exam_adverse_report_correspondence,%d-0%d-1%d,%d-03-02,true\n", number, year-1, 1+rnd.IntN(9), rnd.IntN(9), year-1)
		}
		if recent {
			fmt.Fprintf(w, "trade_mark,%d,published_ipr_accepted,publish_accepted,2026-09-1%d,2026-09-10,true\n", number, rnd.IntN(9))
		}
	})
	table(partiesTable, "ip_right_type,application_number,party_id,party_role,party_role_category,party_type,party_name,abn,country_code,state_code,postcode,effective_from_date,effective_to_date,is_current", func(w io.Writer, number, _ int, _ bool, rnd *rand.Rand) {
		fmt.Fprintf(w, "trade_mark,%d,%d,applicant,applicant,Organisation,example %d pty ltd,,AU,NSW,2000,2026-03-02,,TRUE\n", number, rnd.IntN(1e6), rnd.IntN(1e6))
		fmt.Fprintf(w, "trade_mark,%d,%d,agent,applicant_agent,Organisation,example agents %d,,AU,VIC,3000,2026-03-02,,TRUE\n", number, rnd.IntN(1e6), rnd.IntN(500))
	})
	table(descriptionsTable, "ip_right_type,application_number,description_type,description_value", func(w io.Writer, number, _ int, _ bool, rnd *rand.Rand) {
		fmt.Fprintf(w, "trade_mark,%d,trade_mark_word_mark_phrase,\"MARK %x, AND %x\"\n", number, rnd.Uint32(), rnd.Uint32())
	})
	table(classesTable, "ip_right_type,application_number,classification_system,classification,classification_importance,classification_date,is_current", func(w io.Writer, number, _ int, _ bool, rnd *rand.Rand) {
		for range 1 + rnd.IntN(3) {
			fmt.Fprintf(w, "trade_mark,%d,nice,%02d,,2026-03-02,TRUE\n", number, 1+rnd.IntN(45))
		}
	})
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return crawlers.Page{URL: address, Status: http.StatusOK, Header: http.Header{}, Body: file, Size: info.Size(), Fetched: now}, size
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.w.Write(b)
}

// held parses the page and returns how many filings it has, and what the heap
// held above what it was before, when all marks were at hand.
func held(t testing.TB, p crawlers.Page) (filings int, grown int64) {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := int64(m.HeapAlloc)
	err := parse(p, func(crawlers.Filing) error {
		if filings++; filings == 1 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			grown = int64(m.HeapAlloc) - before
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return filings, grown
}

// TestMemoryIsOfTheMarksThatAreTold holds what is kept to the marks of these
// weeks, whatever the size of the register.
func TestMemoryIsOfTheMarksThatAreTold(t *testing.T) {
	p, size := large(t, 40_000)
	n, grown := held(t, p)
	if n != 1000 {
		t.Errorf("%d filings", n)
	}
	if each := grown / int64(n); each > 4000 {
		t.Errorf("%d bytes for each mark of %d, of a register of %d", each, n, size)
	}
}

// BenchmarkParse reads a tenth of the register: MB/s are those of the tables.
func BenchmarkParse(b *testing.B) {
	p, size := large(b, 240_000)
	b.SetBytes(size)
	b.ReportAllocs()
	n, grown := held(b, p)
	for b.Loop() {
		if err := parse(p, func(crawlers.Filing) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(p.Size)/1e6, "zip-MB")
	b.ReportMetric(float64(size)/1e6, "CSV-MB")
	b.ReportMetric(float64(grown)/1e6, "held-MB")
	b.ReportMetric(float64(n), "filings")
}
