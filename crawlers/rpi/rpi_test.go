package rpi

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// TestContract visits four issues: one that is not there, a zip, and two that
// stand as the XML they would unpack to, to be read here.
func TestContract(t *testing.T) { crawltest.Run(t, &Source, now) }

func shippedOptions(t *testing.T) options {
	t.Helper()
	o, err := readOptions(nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestIssuesAreCountedByWeek has days on which issues did appear.
func TestIssuesAreCountedByWeek(t *testing.T) {
	o := shippedOptions(t)
	for issue, day := range map[int]string{2404: "2017-01-31", 2778: "2024-04-02", 2886: "2026-04-28", 2897: "2026-07-14", 2907: "2026-09-22"} {
		if got := o.due(issue).Format(time.DateOnly); got != day {
			t.Errorf("issue %d is of %s, want %s", issue, got, day)
		}
	}
	for at, want := range map[string]int{
		"2026-09-22T03:00:00Z": 2907, // midnight in Brazil
		"2026-09-22T02:59:59Z": 2906,
		"2026-09-28T23:00:00Z": 2907,
		"2026-09-29T12:00:00Z": 2908,
		"2024-04-22T15:00:00Z": 2780,
		"2026-09-15T12:00:00Z": 2906,
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.newest(now); got != want {
			t.Errorf("%s: issue %d, want %d", at, got, want)
		}
	}
}

func TestMissingIssuesAreAskedForTheOldestFirst(t *testing.T) {
	o := shippedOptions(t)
	lost := errors.New("the store is gone")
	for _, tc := range []struct {
		name  string
		now   time.Time
		taken []int
		err   error
		want  []int
	}{
		{"nothing taken", now, nil, nil, []int{2899, 2900, 2901, 2907}},
		{"some taken", now, []int{2899, 2900, 2902, 2903}, nil, []int{2901, 2904, 2905, 2907}},
		{"all taken", now, []int{2899, 2900, 2901, 2902, 2903, 2904, 2905, 2906, 2907}, nil, []int{2907}},
		{"before there was XML", time.Date(2017, 2, 7, 12, 0, 0, 0, time.UTC), nil, nil, []int{2404, 2405}},
		{"no memory", now, nil, lost, nil},
	} {
		got, err := o.wanted(tc.now, func(address string) (bool, error) {
			n, ok := o.issueOf(address)
			return ok && slices.Contains(tc.taken, n), tc.err
		})
		if !slices.Equal(got, tc.want) || !errors.Is(err, tc.err) {
			t.Errorf("%s: %v, %v; want %v", tc.name, got, err, tc.want)
		}
	}
}

func TestAnIssueMayBeLate(t *testing.T) {
	const page = "<!DOCTYPE html><html><body>Arquivo não encontrado</body></html>"
	for _, tc := range []struct {
		address, at string
		state       error
		says        string
	}{
		{"https://revistas.inpi.gov.br/txt/RM2907.zip", "2026-09-22T12:30:00Z", crawlers.ErrUnwanted, "issue 2907 is not out yet"},
		{"https://revistas.inpi.gov.br/txt/RM2907.zip", "2026-09-24T02:59:00Z", crawlers.ErrUnwanted, "issue 2907 is not out yet"},
		{"https://revistas.inpi.gov.br/txt/RM2907.zip", "2026-09-24T03:00:00Z", crawlers.ErrBlocked, "issue 2907, due on 2026-09-22"},
		{"https://revistas.inpi.gov.br/txt/RM2906.zip", "2026-09-22T12:30:00Z", crawlers.ErrBlocked, "issue 2906, due on 2026-09-15"},
		{"https://revistas.inpi.gov.br/txt/RM2907.zip.html", "2026-09-22T12:30:00Z", crawlers.ErrBlocked, "a web page"},
		{"file:RM2907.zip", "2026-09-22T12:30:00Z", crawlers.ErrBlocked, "a web page"},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read(crawlers.PageOf(tc.address, []byte(page), at)); !errors.Is(err, tc.state) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s at %s: %v", tc.address, tc.at, err)
		}
	}
}

func read(p crawlers.Page) (fs []crawlers.Filing, err error) {
	err = parse(p, func(f crawlers.Filing) error {
		fs = append(fs, f)
		return nil
	})
	return fs, err
}

// names are what the filings are called, without the office.
func names(fs []crawlers.Filing) []string {
	var out []string
	for _, f := range fs {
		out = append(out, strings.TrimPrefix(f.ActID(), "br-tm/")+" "+f.Act)
	}
	return out
}

// issue returns a page of the newest issue with these processos.
func issue(processos string) crawlers.Page {
	return crawlers.PageOf("https://revistas.inpi.gov.br/txt/RM2907.zip",
		[]byte(`<revista numero="2907" data="22/09/2026">`+processos+`</revista>`), now)
}

// told is a processo with one despacho.
func told(code, within string) string {
	return `<processo numero="900000001"><despachos><despacho codigo="` + code + `" nome="">` + within + `</despacho></despachos></processo>`
}

func TestCodesTellActs(t *testing.T) {
	for _, tc := range []struct{ code, within, want string }{
		{"IPAS009", "", "#published published"},
		{"IPAS757", "", "#published published"},
		{"IPAS668", "", "#opposed opposed"},
		{"IPAS770", "", "#registered registered"},
		{"IPAS369", "", "#refused refused"},
		{"IPAS404", "", "#withdrawn withdrawn"},
		{"IPAS530", `<protocolo numero="1"/>`, "#cancelled cancelled"},
		{"IPAS338", `<protocolo numero="1"/>`, "#despacho.IPAS338 "},
		{"IPAS029", "", ""},
		{"IPAS142", "", ""},
		{"IPAS270", `<protocolo numero="1" codigoServico="3831"/>`, "#withdrawn withdrawn"},
		{"IPAS270", `<protocolo numero="1" codigoServico="388"/>`, "#cancelled cancelled"},
		{"IPAS270", `<protocolo numero="1" codigoServico="38310"/>`, ""},
		{"IPAS270", `<protocolo numero="1" codigoServico="3491"/>`, ""},
		{"IPAS270", `<protocolo numero="1"/>`, ""},
		{"IPAS271", `<protocolo numero="1" codigoServico="3831"/>`, ""}, // not granted
		{"IPAS7777", "", "#despacho.IPAS7777 "},                         // anything may have happened
		{"IPAS7777", `<protocolo numero="1"/>`, ""},                     // to a petition
		{"ipas009", "", ""},
		{"IPAS 009", "", ""},
		{"", "", ""},
	} {
		fs, err := read(issue(told(tc.code, tc.within)))
		if err != nil {
			t.Errorf("%s: %v", tc.code, err)
		}
		if got := strings.TrimPrefix(strings.Join(names(fs), "|"), "900000001"); got != tc.want {
			t.Errorf("%s %s: %q, want %q", tc.code, tc.within, got, tc.want)
		}
	}
}

// TestEachActIsToldOnce has several despachos in one processo, and one processo
// in several places.
func TestEachActIsToldOnce(t *testing.T) {
	fs, err := read(issue(`
		<processo numero="900000001"><despachos><despacho codigo="IPAS009"/><despacho codigo="IPAS421"/><despacho codigo="IPAS423"/></despachos></processo>
		<processo numero="900000002"><despachos><despacho codigo="IPAS024"/></despachos></processo>
		<processo numero="900000001"><despachos><despacho codigo="IPAS423"/><despacho codigo="IPAS139"/></despachos></processo>
		<processo numero="90000001"><despachos><despacho codigo="IPAS009"/></despachos></processo>`))
	want := []string{"900000001#published published", "900000001#opposed opposed", "900000002#refused refused", "900000001#withdrawn withdrawn"}
	if got := names(fs); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got := string(fs[0].Raw); strings.Count(got, `"code":`) != 3 || !strings.Contains(got, `"status":"IPAS009"`) {
		t.Errorf("raw: %s", got)
	}
}

func TestJournalsThatCannotBeRead(t *testing.T) {
	mark := func(name, more string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<processo numero="%09d"><despachos><despacho codigo="IPAS009"/></despachos><marca apresentacao="Mista"><%s>A</%[2]s></marca>%s</processo>`, i, name, more)
		}
		return b.String()
	}
	const rest = `<titulares><titular nome-razao-social="A LTDA"/></titulares><classe-nice codigo="9"/>`
	for _, tc := range []struct {
		name  string
		page  crawlers.Page
		want  int // filings before it was known
		state error
	}{
		{"as it should be", issue(mark("nome", rest, 100)), 100, nil},
		{"words elsewhere", issue(mark("palavra", rest, 100)), 100, crawlers.ErrShape},
		{"neither owners nor classes", issue(mark("nome", "", 100)), 100, crawlers.ErrShape},
		{"too few to tell", issue(mark("nome", "", 99)), 99, nil},
		{"nothing", issue(""), 0, crawlers.ErrShape},
		{"cut", crawlers.PageOf("", []byte(`<revista numero="1" data="22/09/2026">`+mark("nome", rest, 2)), now), 2, crawlers.ErrTruncated},
		{"no day", crawlers.PageOf("", []byte(`<revista numero="2907">`+told("IPAS009", "")+`</revista>`), now), 0, crawlers.ErrShape},
		{"no such day", crawlers.PageOf("", []byte(`<revista numero="2907" data="31/02/2026">`+told("IPAS009", "")+`</revista>`), now), 0, crawlers.ErrShape},
		{"another issue", crawlers.PageOf("https://revistas.inpi.gov.br/txt/RM2906.zip", []byte(`<revista numero="2907" data="22/09/2026">`+told("IPAS009", "")+`</revista>`), now), 0, crawlers.ErrShape},
		{"more than any issue has", issue(strings.Repeat("<processo/>", maxRecords+1)), 0, crawlers.ErrShape},
		{"half a zip", crawlers.PageOf("", []byte("PK\x03\x04half"), now), 0, crawlers.ErrTruncated},
	} {
		fs, err := read(tc.page)
		if len(fs) != tc.want || !errors.Is(err, tc.state) {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, len(fs), err, tc.want, tc.state)
		}
	}
}

func TestPersonalTaxNumbersAreNotKept(t *testing.T) {
	for in, want := range map[string]string{
		"JOÃO DA SERRA 12345678909":   "JOÃO DA SERRA",
		"JOÃO DA SERRA - 12345678909": "JOÃO DA SERRA",
		"12.345.678 JOÃO DA SERRA":    "12.345.678 JOÃO DA SERRA", // the number of a company
		"CASA 1234":                   "CASA 1234",
		"12345678909":                 "12345678909",
		"ACTION 1234567890X":          "ACTION 1234567890X",
	} {
		if got := withoutTaxNumber(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	for params, want := range map[string]string{
		"file: https://revistas.inpi.gov.br/txt/RM{issue}.zip\nissue: 2907\nday: \"2026-09-22\"\nweeks: 9\nissues: 4":  "",
		"file: https://revistas.inpi.gov.br/txt/RM2907.zip\nissue: 2907\nday: \"2026-09-22\"\nweeks: 9\nissues: 4":     "{issue}",
		"file: https://example.com/RM{issue}.zip\nissue: 2907\nday: \"2026-09-22\"\nweeks: 9\nissues: 4":               "its host",
		"file: https://revistas.inpi.gov.br/txt/RM{issue}.zip\nissue: 2907\nday: 22/09/2026\nweeks: 9\nissues: 4":      "such as 2026-09-22",
		"file: https://revistas.inpi.gov.br/txt/RM{issue}.zip\nissue: 1\nday: \"2026-09-22\"\nweeks: 9\nissues: 4":     "2404 or later",
		"file: https://revistas.inpi.gov.br/txt/RM{issue}.zip\nissue: 2907\nday: \"2026-09-22\"\nweeks: 0\nissues: 4":  "at least 1",
		"file: https://revistas.inpi.gov.br/txt/RM{issue}.zip\nissue: 2907\nday: \"2026-09-22\"\nweek: 9\nissues: 4\n": "week",
	} {
		m := Source.Meta
		m.Params = crawlers.Params(params)
		err := check(m)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", params, err, want)
		}
	}
}

// TestCapturesBeside reads excerpts of the journal beside the checkout.
func TestCapturesBeside(t *testing.T) {
	body, err := os.ReadFile("../../../shared/captures/marks/rpi_marcas_excerpts.xml")
	if err != nil {
		t.Skip("no captures beside the checkout")
	}
	fs, err := read(crawlers.PageOf("file:excerpts.xml", body, now))
	want := []string{"829825584#published published", "908163495#published published", "905653858#opposed opposed", "902488309#registered registered"}
	if got := names(fs); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"RM2899.zip", "RM2900.zip", "RM2901.zip", "RM2907.zip"} {
		page, err := os.ReadFile("testdata/pages/revistas.inpi.gov.br/txt/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		crawltest.Hostile(t, parse, crawlers.PageOf("file:RM.zip", body, now))
	})
}
