package fedreg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// read parses a page and returns its filings and how it ended.
func read(address, body string) (out []crawlers.Filing, err error) {
	err = Source.Parse(crawlers.PageOf(address, []byte(body), monday), func(f crawlers.Filing) error {
		f.Source = Source.Name
		out = append(out, f)
		return nil
	})
	return out, err
}

func names(fs []crawlers.Filing) (out []string) {
	for i := range fs {
		out = append(out, fs[i].ID())
	}
	return out
}

// listed is one document of a list as the interface gives it.
func listed(number, title, dockets string) string {
	return fmt.Sprintf(`{"document_number":%q,"title":%q,"publication_date":"2017-10-03","docket_ids":%s,"agencies":[{"slug":"international-trade-commission"}]}`, number, title, dockets)
}

const institution = "Certain Wi-Fi Enabled Electronic Devices and Components Thereof; Institution of Investigation"

func TestRows(t *testing.T) {
	for _, tc := range []struct {
		name, row string
		want      []string
	}{
		{"number in docket_ids", listed("2017-21157", institution, `["Investigation No. 337-TA-1072"]`), []string{"us-itc/337-TA-1072#institution<fedreg/listed"}},
		{"one docket, no list", listed("2017-21157", institution, `"337-TA-1072"`), []string{"us-itc/337-TA-1072#institution<fedreg/listed"}},
		{"dash of a printer", listed("2017-21157", institution, `["337–TA–1072"]`), []string{"us-itc/337-TA-1072#institution<fedreg/listed"}},
		{"two investigations", listed("2017-21157", institution, `["Investigation Nos. 337-TA-1072 and 337-TA-1073"]`), []string{"us-itc/337-TA-1072#institution<fedreg/listed", "us-itc/337-TA-1073#institution<fedreg/listed"}},
		{"no number", listed("2017-21157", institution, `[]`), nil},
		{"dockets null", listed("2017-21157", institution, `null`), nil},
		{"a correction", listed("C1-2017-21157", institution, `["337-TA-1072"]`), []string{"us-itc/337-TA-1072#institution<fedreg/C1-2017-21157.listed"}},
		{"an act the text must name", listed("2017-21157", "Certain Wi-Fi Devices; Commission Determination To Review an Initial Determination", `["337-TA-1072"]`), nil},
		{"an order, of which the row gives another day than the text", listed("2017-21157", "Certain Wi-Fi Devices; Issuance of a Limited Exclusion Order; Termination of Investigation", `["337-TA-1072"]`), nil},
		{"dumping", listed("2017-21157", "Certain Steel Nails From China; Institution of Antidumping Duty Investigations", `["731-TA-1388"]`), nil},
		{"meeting", listed("2017-21157", "Government in the Sunshine Act Meeting Notice", `["USITC SE-17-043"]`), nil},
		{"another agency", strings.Replace(listed("2017-21157", institution, `["337-TA-1072"]`), "international-trade-commission", "international-trade-administration", 1), nil},
		{"an agency without a slug", strings.Replace(listed("2017-21157", institution, `["337-TA-1072"]`), `"slug":"international-trade-commission"`, `"raw_name":"INTERNATIONAL TRADE COMMISSION"`, 1), []string{"us-itc/337-TA-1072#institution<fedreg/listed"}},
		{"a field of another type", strings.Replace(listed("2017-21157", institution, `["337-TA-1072"]`), `{"document`, `{"abstract":7,"document`, 1), []string{"us-itc/337-TA-1072#institution<fedreg/listed"}},
		{"receipt by its entry", `{"document_number":"2016-04272","title":"Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest","toc_subject":"Complaints:","toc_doc":"Certain Nanopores and Products Containing Same, DN 3123","publication_date":"2016-02-29"}`, []string{"us-itc/DN-3123#receipt<fedreg/listed"}},
		{"on inspection", `{"document_number":"2017-21157","title":"` + institution + `","filed_at":"2017-10-02T08:45:00.000-04:00","docket_numbers":["337-TA-1072"],"publication_date":"2017-10-03"}`, []string{"us-itc/337-TA-1072#institution<fedreg/inspection-listed"}},
		{"on inspection since nobody knows when", `{"document_number":"2017-21157","title":"` + institution + `","filed_at":null,"docket_numbers":["337-TA-1072"],"publication_date":"2017-10-03"}`, []string{"us-itc/337-TA-1072#institution<fedreg/inspection-listed"}},
		{"withdrawn", `{"document_number":"2017-21157","title":"` + institution + `","filed_at":"2017-10-02T08:45:00.000-04:00","docket_numbers":["337-TA-1072"],"publication_date":null}`, nil},
		{"no day", strings.Replace(listed("2017-21157", institution, `["337-TA-1072"]`), "2017-10-03", "soon", 1), nil},
		{"no document number", strings.Replace(listed("", institution, `["337-TA-1072"]`), `"document_number":"",`, "", 1), nil},
	} {
		fs, err := read(api+"documents.json", `{"count":1,"results":[`+tc.row+`]}`)
		if err != nil || !slices.Equal(names(fs), tc.want) {
			t.Errorf("%s: %v, %v", tc.name, names(fs), err)
		}
		for _, f := range fs {
			if err := f.Validate(monday); err != nil {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
	}
}

func TestLists(t *testing.T) {
	good := listed("2017-21157", institution, `["337-TA-1072"]`)
	for _, tc := range []struct {
		name, body string
		want       error // nil: the page is whole
		filings    int
	}{
		{"results absent", `{"description":"Documents …","count":0}`, nil, 0},
		{"results null", `{"count":0,"results":null}`, nil, 0},
		{"results empty", `{"count":0,"results":[]}`, nil, 0},
		{"byte order mark", "\ufeff" + `{"count":1,"results":[` + good + `]}`, nil, 1},
		{"one document", good, nil, 1},
		{"counted and not listed", `{"count":3}`, crawlers.ErrShape, 0},
		{"errors", `{"errors":{"fields":"toc_subjects is not a valid field"}}`, crawlers.ErrShape, 0},
		{"another object", `{"status":"ok"}`, crawlers.ErrShape, 0},
		{"results of another type", `{"count":1,"results":{"a":1}}`, crawlers.ErrShape, 0},
		{"cut in a document", `{"count":2,"results":[` + good + `,{"document_num`, crawlers.ErrTruncated, 1},
		{"cut between documents", `{"count":2,"results":[` + good + `,`, crawlers.ErrTruncated, 1},
		{"cut after the results", `{"count":1,"results":[` + good + `]`, crawlers.ErrTruncated, 1},
		{"not JSON", `{count: 1}`, crawlers.ErrShape, 0},
		{"deep", `{"results":` + strings.Repeat("[", 20_000), crawlers.ErrShape, 0},
		{"too many", `{"results":[` + strings.Repeat(`{},`, maxRows) + `{}]}`, crawlers.ErrShape, 0},
		{"empty body", " \n", crawlers.ErrTruncated, 0},
		{"request access", "<!DOCTYPE html><html><head><title>Federal Register :: Request Access</title></head></html>", crawlers.ErrBlocked, 0},
		{"no page of the Register", "Service temporarily unavailable", crawlers.ErrBlocked, 0},
		{"another XML", `<?xml version="1.0"?><results></results>`, crawlers.ErrShape, 0},
	} {
		fs, err := read(api+"documents.json", tc.body)
		if !errors.Is(err, tc.want) || len(fs) != tc.filings {
			t.Errorf("%s: %d filings, ended with %v, want %d and %v", tc.name, len(fs), err, tc.filings, tc.want)
		}
	}
}

func TestTableOfContents(t *testing.T) {
	contents := `{"agencies":[{"name":"International Trade Commission","slug":"international-trade-commission","document_categories":[{"type":"Notice","documents":[
		{"subject_1":"Complaints:","subject_2":"Certain Nanopores and Products Containing Same, DN 3123","document_numbers":["2016-04272"]},
		{"subject_1":"Antidumping or Countervailing Duty Investigations, Orders, or Reviews:","subject_2":"Narrow Woven Ribbons with Woven Selvedge from China and Taiwan","document_numbers":["2016-04319"]}]}]}]}`
	fs, err := read("https://www.federalregister.gov/api/v1/issues/2016-02-29.json", contents)
	if want := []string{"us-itc/DN-3123#receipt<fedreg/listed"}; err != nil || !slices.Equal(names(fs), want) {
		t.Fatalf("%v, %v", names(fs), err)
	}
	if f := fs[0]; f.Product != "Nanopores and Products Containing Same" || f.Filed.Format(time.DateOnly) != "2016-02-29" {
		t.Errorf("%+v", f)
	}
}

func TestWithdrawnIsSaid(t *testing.T) {
	var said strings.Builder
	page := `{"count":1,"results":[{"document_number":"2017-21160","title":"` + institution + `","filed_at":null,"docket_numbers":["337-TA-1072"],"publication_date":null}]}`
	state, err := Source.Read(crawlers.PageOf(api, []byte(page), monday), slog.New(slog.NewTextHandler(&said, nil)), func(f crawlers.Filing) error {
		t.Errorf("told of %s", f.ID())
		return nil
	})
	if state != crawlers.Empty || err != nil || !strings.Contains(said.String(), "withdrawn from public inspection") {
		t.Errorf("%s, %v, %s", state, err, said.String())
	}
}

func TestWindows(t *testing.T) {
	o := options{Agency: "international-trade-commission", WindowDays: 10, Pages: 20}
	today := time.Date(2017, 10, 2, 0, 0, 0, 0, time.UTC)
	windows := func(since time.Time) (out []string) {
		for _, address := range o.lists(today, since)[1:] {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			out = append(out, q.Get("conditions[publication_date][gte]")+".."+q.Get("conditions[publication_date][lte]"))
		}
		return out
	}
	if got, want := windows(time.Time{}), []string{"2017-09-22.."}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := windows(time.Date(2017, 4, 1, 0, 0, 0, 0, time.UTC)), []string{"2017-07-04..", "2017-04-05..2017-07-03", "2017-04-01..2017-04-04"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := windows(time.Date(2017, 10, 1, 0, 0, 0, 0, time.UTC)), []string{"2017-09-22.."}; !slices.Equal(got, want) {
		t.Errorf("since within the window: %v, want %v", got, want)
	}
}

func TestFollows(t *testing.T) {
	for next, want := range map[string]bool{
		api + "documents.json?page=2":                                 true,
		api + "documents.json?page=50":                                true,
		api + "documents.json?page=51":                                false, // silently the first
		api + "documents.json?page=1":                                 false,
		api + "documents.json?page=x":                                 false,
		"http://www.federalregister.gov/api/v1/documents.json?page=2": false,
		"https://elsewhere.example/documents.json?page=2":             false,
		"://": false,
	} {
		if got := follows(api+"documents.json", next); got != want {
			t.Errorf("%s: %v", next, got)
		}
	}
}

func TestTextsWorthFetching(t *testing.T) {
	for _, tc := range []struct {
		name, row string
		want      string
	}{
		{"print", `{"document_number":"2017-1","title":"` + institution + `","full_text_xml_url":"x","raw_text_url":"t"}`, "x"},
		{"print without XML", `{"document_number":"2017-1","title":"` + institution + `","full_text_xml_url":null,"raw_text_url":"t"}`, "t"},
		{"listed before its day", `{"document_number":"2017-1","title":"` + institution + `","publication_date":"2017-10-03","full_text_xml_url":"x"}`, ""},
		{"inspection", `{"document_number":"2017-1","title":"` + institution + `","filed_at":null,"publication_date":"2017-10-03","raw_text_url":"t"}`, "t"},
		{"withdrawn", `{"document_number":"2017-1","title":"` + institution + `","filed_at":null,"publication_date":null,"raw_text_url":"t"}`, ""},
		{"only an entry", `{"document_number":"2017-1","title":"Notice","toc_doc":"Certain Nanopores, DN 3123","full_text_xml_url":"x"}`, "x"},
		{"dumping", `{"document_number":"2017-1","title":"Certain Steel Nails From China; Scheduling","docket_ids":["731-TA-1388"],"full_text_xml_url":"x"}`, ""},
		{"study", `{"document_number":"2017-1","title":"Certain Agricultural Goods: Probable Effect","docket_ids":["332-565"],"full_text_xml_url":"x"}`, ""},
	} {
		l, err := readList([]byte(`{"count":1,"results":[` + tc.row + `]}`))
		if err != nil || len(l.rows) != 1 || l.rows[0].text(dayOf(monday).Time) != tc.want {
			t.Errorf("%s: %+v, %v", tc.name, l.rows, err)
		}
	}
}

// TestLaterVisit visits twice: the second time the list has no results, which
// is how the interface says that there are none.
func TestLaterVisit(t *testing.T) {
	transport := &crawlers.Transport{Base: crawlers.Recorded(os.DirFS("testdata/pages")), UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}}
	for n, want := range []int{6, 2} {
		r := Source.Run(t.Context(), crawlers.Env{
			Transport: transport, Now: func() time.Time { return monday }, Log: slog.New(slog.DiscardHandler),
			Sink: func(context.Context, []crawlers.Filing) error { return nil },
		})
		if r.State != crawlers.OK || r.Filings != want {
			t.Errorf("visit %d: %s, %d filings, %v", n+1, r.State, r.Filings, r.Outcomes)
		}
	}
}

// register answers like the interface with one list.
type register func(page string) string

func (r register) RoundTrip(req *http.Request) (*http.Response, error) {
	body := `{"count":0}`
	if strings.HasSuffix(req.URL.Path, "/documents.json") {
		body = r(req.URL.Query().Get("page"))
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// TestListWithoutEnd follows lists that turn in a circle, lead elsewhere or
// never end.
func TestListWithoutEnd(t *testing.T) {
	source := Source
	source.Expect = crawlers.Expect{}
	page := func(next string) string {
		return `{"count":9,"next_page_url":"` + next + `","results":[` + listed("2017-20901", "Narrow Woven Ribbons From China", "[]") + `]}`
	}
	for _, tc := range []struct {
		name  string
		list  register
		pages int // of all lists
	}{
		{"a circle", func(string) string { return page(api + "documents.json?page=2") }, 3},
		{"elsewhere", func(string) string { return page("https://elsewhere.example/documents.json?page=2") }, 2},
		{"no end", func(n string) string {
			i, _ := strconv.Atoi(n) // the first has none
			return page(api + "documents.json?page=" + strconv.Itoa(max(i, 1)+1))
		}, 21},
	} {
		r := source.Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{Base: tc.list, UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}},
			Now:       func() time.Time { return monday }, Log: slog.New(slog.DiscardHandler),
			Sink: func(context.Context, []crawlers.Filing) error { return nil },
		})
		if r.State != crawlers.Empty || r.Pages != tc.pages || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "the rest of a list is not read") {
			t.Errorf("%s: %s, %d pages, %v", tc.name, r.State, r.Pages, r.Warnings)
		}
	}
}
