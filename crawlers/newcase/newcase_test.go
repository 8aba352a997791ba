package newcase

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

var list = List{
	Source: "flsd", Court: "flsd", Address: "https://www.flsd.uscourts.gov/recent-civil-filings",
	Table: Table{Select: "table", Columns: Columns{
		Docket: []string{"Case Number", "Docket No."}, Name: []string{"Case Name"}, Judge: []string{"Judge"},
		Filed: []string{"Date Filed"}, Nature: []string{"Nature of Suit"}, Cause: []string{"Cause"},
	}},
}

const head = "<tr><th>Case Number</th><th>Case Name</th><th>Judge</th><th>Date Filed</th><th>Nature of Suit</th><th>Cause</th></tr>"

// row writes a row of a case.
func row(number, name, day, nature, cause string) string {
	return fmt.Sprintf("<tr><td>%s</td><td>%s</td><td>Judge Celia M. Barros</td><td>%s</td><td>%s</td><td>%s</td></tr>", number, name, day, nature, cause)
}

func page(rows ...string) string {
	return "<html><body><table>" + head + strings.Join(rows, "\n") + "</table></body></html>"
}

func parse(t testing.TB, body string) (out []crawlers.Filing, err error) {
	t.Helper()
	err = list.Parse(crawlers.PageOf(list.Address, []byte(body), now), func(f crawlers.Filing) error {
		if err := f.Validate(now); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

func TestRows(t *testing.T) {
	for _, tc := range []struct{ name, row, want string }{
		{"as it is", row("1:26-cv-21795", "A v. B", "11/24/2026", "", ""), "us-flsd/1:26-cv-21795 2026-11-24"},
		{"initials", row("0:26-cv-60801-CMB-JLX", "A v. B", "11/24/2026", "", ""), "us-flsd/0:26-cv-60801 2026-11-24"},
		{"words before the number", row("Case No. 1:26-CV-21795", "A v. B", "11/24/2026", "", ""), "us-flsd/1:26-cv-21795 2026-11-24"},
		{"long year", row("1:2026-cv-21795", "A v. B", "2026-11-24", "", ""), "us-flsd/1:26-cv-21795 2026-11-24"},
		{"day with its time", row("1:26-cv-21795", "A v. B", "1/4/2026 12:00:00 AM", "", ""), "us-flsd/1:26-cv-21795 2026-01-04"},
		{"short year", row("1:26-cv-21795", "A v. B", "11-24-26", "", ""), "us-flsd/1:26-cv-21795 2026-11-24"},
		{"criminal", row("1:26-cr-20001", "USA v. B", "11/24/2026", "", ""), ""},
		{"no office", row("26-cv-21795", "A v. B", "11/24/2026", "", ""), ""},
		{"a day that is none", row("1:26-cv-21795", "A v. B", "02/30/2026", "", ""), ""},
		{"no day", row("1:26-cv-21795", "A v. B", "", "", ""), ""},
		{"short", "<tr><td>1:26-cv-21795</td><td>A v. B</td></tr>", ""},
		{"a note", `<tr><td colspan="6">No data available in table</td></tr>`, ""},
		{"twice", row("1:26-cv-21795", "A v. B", "11/24/2026", "", "") + row("1:26-cv-21795", "A v. B", "11/24/2026", "", ""), "us-flsd/1:26-cv-21795 2026-11-24"},
	} {
		fs, err := parse(t, page(tc.row, row("9:26-cv-80001", "C v. D", "11/20/2026", "", "")))
		var got []string
		for _, f := range fs {
			got = append(got, f.Key.String()+" "+f.Filed.Format(time.DateOnly))
		}
		want := strings.TrimSpace(tc.want + " us-flsd/9:26-cv-80001 2026-11-20")
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %q, %v; want %q", tc.name, got, err, want)
		}
	}
}

func TestSealedCasesNameNobody(t *testing.T) {
	for _, tc := range []struct {
		name, title string
		parties     int
	}{
		{"SEALED v. SEALED", "SEALED", 0},
		{"Sealed v Sealed", "SEALED", 0},
		{"Sealed Plaintiffs v. Sealed Defendants et al", "SEALED", 0},
		{"Filed Under Seal v. Under Seal", "SEALED", 0},
		{"SEALED CASE", "SEALED", 0},
		{"SEALED", "SEALED", 0},
		{"Lumen Brands LLC v. Ortega (SEALED)", "SEALED", 0},
		{"*SEALED* Lumen Brands LLC v. Ortega", "SEALED", 0},
		{"SEALED - Lumen Brands LLC v. Ortega", "SEALED", 0},
		{"Lumen Brands LLC v. Ortega - Filed Under Seal", "SEALED", 0},
		{"Lumen Brands LLC v. SEALED", "Lumen Brands LLC v. SEALED", 1},
		{"Lumen Brands LLC v. Ortega: SEALED", "SEALED", 0},
		{"Harmon v. Sealed-Power Corporation", "Harmon v. Sealed-Power Corporation", 2},
		{"Sealed-Power Corporation v. Vacuum-Sealed", "Sealed-Power Corporation v. Vacuum-Sealed", 2},
		{"Harmon v. Sealed Air Corporation", "Harmon v. Sealed Air Corporation", 2},
		{"Seal Rock Trading, Inc. v. Sealed Unit Parts Co.", "Seal Rock Trading, Inc. v. Sealed Unit Parts Co.", 2},
	} {
		fs, err := parse(t, page(row(`<a href="https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?612001">1:26-cv-21795</a>`, tc.name, "11/24/2026", "840 Trademark", "15:1114")))
		if err != nil || len(fs) != 1 {
			t.Fatalf("%s: %d filings, %v", tc.name, len(fs), err)
		}
		f := fs[0]
		if f.Title != tc.title || len(f.Parties) != tc.parties {
			t.Errorf("%s: %q, %+v", tc.name, f.Title, f.Parties)
		}
		if all := f.Title + f.Text + f.URL + string(f.Raw); tc.parties == 0 &&
			(f.Text != "" || len(f.Aliases) > 0 || strings.Contains(all, "Lumen") || strings.Contains(all, "Barros") || strings.Contains(all, "612001")) {
			t.Errorf("%s: more than the number is kept: %q, %s", tc.name, f.Text, f.Raw)
		}
	}
}

func TestWhatARowSays(t *testing.T) {
	fs, err := parse(t, page(
		row(`<a href="https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?612001&7">1:26-cv-21795</a>`, "Lumen Brands LLC v. Shop1234567 Store", "11/24/2026", "840 Trademark", "15:1114 Trademark Infringement"),
		row(`<a href="javascript:alert(1)">1:26-cv-21796</a>`, `<a href="https://elsewhere.example/?1">A v. B</a>`, "11/24/2026", "190 Contract: Other", "28:1446 Notice of Removal"),
	))
	if err != nil || len(fs) != 2 {
		t.Fatalf("%d filings, %v", len(fs), err)
	}
	if f := fs[0]; f.ActID() != "us-flsd/1:26-cv-21795#entry.1" || f.Act != "complaint" || !f.Filed.Day ||
		f.Text != "Nature of suit: 840 Trademark\nCause: 15:1114 Trademark Infringement" ||
		len(f.Aliases) != 1 || f.Aliases[0].String() != "us-flsd/case.612001" || !strings.Contains(f.URL, "DktRpt.pl?612001") {
		t.Errorf("%+v", f)
	}
	if f := fs[1]; f.Act != "" || f.URL != list.Address || len(f.Aliases) != 0 {
		t.Errorf("a removal: act %q, url %q, aliases %v", f.Act, f.URL, f.Aliases)
	}
}

func TestBadPages(t *testing.T) {
	good := row("1:26-cv-21795", "A v. B", "11/24/2026", "", "")
	for _, tc := range []struct {
		name, body string
		want       error
		says       string
		filings    int
	}{
		{"good", page(good), nil, "", 1},
		{"another table before it", "<table><tr><td>menu</td></tr></table>" + page(good), nil, "", 1},
		{"a title above the head", strings.Replace(page(good), head, "<tr><th colspan=6>Cases</th></tr>"+head, 1), nil, "", 1},
		{"no cases", page(), nil, "", 0},
		{"empty", "", crawlers.ErrTruncated, "", 0},
		{"another page", "<html><h1>About the court</h1></html>", crawlers.ErrShape, "sources.flsd.params.table", 0},
		{"not a page", "%PDF-1.4", crawlers.ErrShape, "sources.flsd.params.table", 0},
		{"column renamed", strings.Replace(page(good), "Date Filed", "Opened", 1), crawlers.ErrShape, `"Opened"`, 0},
		{"column renamed, its key", strings.Replace(page(good), "Date Filed", "Opened", 1), crawlers.ErrShape, "mend sources.flsd.params.columns.filed", 0},
		{"nature gone", strings.Replace(page(good), "<th>Nature of Suit</th>", "", 1), crawlers.ErrShape, "columns.nature", 0},
		{"cut", strings.TrimSuffix(page(good, good), "</table></body></html>"), crawlers.ErrTruncated, "", 1},
		{"no row can be read", page(row("26-cv-21795", "A v. B", "11/24/2026", "", "")), crawlers.ErrShape, "office", 0},
		{"refused", "<html><head><title>Access Denied</title></head></html>", crawlers.ErrBlocked, "crawl.proxy", 0},
		{"an error of the site", "<html><head><title>Runtime Error</title></head><h1>Server Error in '/' Application.</h1></html>", crawlers.ErrBlocked, "Runtime Error", 0},
		{"out of service", "<html><h1>Site maintenance</h1></html>", crawlers.ErrBlocked, "maintenance", 0},
		{"tables in tables", "<html>" + strings.Repeat("<table><tr><td>", 400) + strings.Repeat("<tr><td>x", 5000), crawlers.ErrShape, "", 0},
	} {
		fs, err := parse(t, tc.body)
		ended := err == nil && tc.want == nil || tc.want != nil && errors.Is(err, tc.want) && strings.Contains(err.Error(), tc.says)
		if len(fs) != tc.filings || !ended {
			t.Errorf("%s: %d filings, %v; want %d, %v, %q", tc.name, len(fs), err, tc.filings, tc.want, tc.says)
		}
	}
}

func TestHostileRows(t *testing.T) {
	long := strings.Repeat("v ", 40_000)
	fs, err := parse(t, page(
		row("1:26-cv-21795", "&lt;script&gt;alert(1)&lt;/script&gt;<script>x</script> \x00\x1b[31m\xff v. B"+strings.Repeat("<b>", 400), "11/24/2026", "", ""),
		row("1:26-cv-21796", long, "11/24/2026", long, long),
		row("1:26-cv-21797"+strings.Repeat("</td><td>x", 10_000), "A v. B", "11/24/2026", "", ""),
	))
	if err != nil || len(fs) != 2 || strings.ContainsAny(fs[0].Title, "\x00\x1b\ufffd") || len(fs[1].Text) > 3*maxCell {
		t.Errorf("%d filings, %v", len(fs), err)
	}
	many := make([]string, maxRows+1)
	for i := range many {
		many[i] = row(fmt.Sprintf("1:26-cv-%05d", i), "A v. B", "11/24/2026", "", "")
	}
	if fs, err := parse(t, page(many...)); len(fs) != maxRows || !errors.Is(err, crawlers.ErrShape) {
		t.Errorf("%d filings, %v", len(fs), err)
	}
}

func TestParamsAreChecked(t *testing.T) {
	if err := list.Table.Check(); err != nil {
		t.Error(err)
	}
	for key, spoil := range map[string]func(*Table){
		"table":          func(t *Table) { t.Select = "" },
		"columns.docket": func(t *Table) { t.Columns.Docket = nil },
		"columns.name":   func(t *Table) { t.Columns.Name = nil },
		"columns.filed":  func(t *Table) { t.Columns.Filed = nil },
	} {
		table := list.Table
		spoil(&table)
		if err := table.Check(); err == nil || !strings.Contains(err.Error(), key+" is empty") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(page(row("1:26-cv-21795", "Lumen Brands LLC v. Shop1234567 Store", "11/24/2026", "840 Trademark", "15:1114 Trademark Infringement")))
	f.Add(page(row(`<a href="https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?612001">1:26-cv-21795</a>`, "SEALED v. SEALED", "2026-11-24", "", "28:1441")))
	f.Add("<title>Access Denied</title>")
	f.Fuzz(func(t *testing.T, body string) {
		names := map[string]bool{}
		err := list.Parse(crawlers.PageOf(list.Address, []byte(body), now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil {
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
