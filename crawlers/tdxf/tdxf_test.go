package tdxf

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
	"tocsin/crawlers/register"
)

var now = time.Date(2026, 7, 15, 7, 30, 0, 0, time.UTC)

// TestSource reads two short days; how many records a day has at least is for
// real ones.
func TestSource(t *testing.T) {
	s := Source
	s.Expect = crawlers.Expect{}
	crawltest.Run(t, &s, now)
}

// parsed returns the filings of a document, and fails unless it ends so.
func parsed(t testing.TB, doc []byte, state error) []crawlers.Filing {
	t.Helper()
	var out []crawlers.Filing
	err := parse(crawlers.PageOf("https://api.uspto.gov/api/v1/datasets/products/files/TRTDXFAP/apc260713.zip", doc, now), func(f crawlers.Filing) error {
		f.Source = "tdxf"
		if err := f.Validate(now); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		out = append(out, f)
		return nil
	})
	if !errors.Is(err, state) {
		t.Fatalf("ended with %v, want %v", err, state)
	}
	return out
}

// one returns the filing of a record of this header and what follows it.
func one(t testing.TB, header, rest string) crawlers.Filing {
	t.Helper()
	fs := parsed(t, []byte(record(header, rest)), nil)
	if len(fs) != 1 {
		t.Fatalf("%d filings", len(fs))
	}
	return fs[0]
}

func record(header, rest string) string {
	return `<case-file><serial-number>99123456</serial-number><transaction-date>20260713</transaction-date><case-file-header>` +
		header + `</case-file-header>` + rest + `</case-file>`
}

// TestCaptures reads real records, which lie beside the checkout.
func TestCaptures(t *testing.T) {
	for name, want := range map[string][]string{
		"new_application_98763166.xml": {"us-tm/98763166#applied 2024-09-24 SUVENEER"},
		"tdxf_seed_11_casefiles_with_dtd.xml": {
			"us-tm/87310367#published 2017-11-28 TUSIMPLE|TU SIMPLE", "us-tm/87703889#applied 2017-11-30 TU SIMPLE|TO SIMPLE", "us-tm/87703896#applied 2017-11-30 TU SIMPLE|TO SIMPLE",
			"us-tm/87796079#applied 2018-02-13 CLEANPULP", "us-tm/71112081#registered 1919-01-14 CUTEX", "us-tm/71522974#registered 1948-02-17 COLUMBIAN",
			"us-tm/72029003#registered 1958-02-04 B & G|BG", "us-tm/72045204#registered 1959-01-20 ROCK CREEK", "us-tm/72243407#registered 1967-08-01 CELANESE",
			"us-tm/72244388#registered 1969-02-18 AUDION", "us-tm/72244547#registered 1968-01-30 CARBOLINE",
		},
	} {
		doc, err := os.ReadFile(filepath.Join("../../../shared/captures/marks", name))
		if err != nil {
			t.Skip("captures beside the checkout are not there")
		}
		var got []string
		for _, f := range parsed(t, doc, nil) {
			var texts []string
			for _, m := range f.Marks {
				texts = append(texts, m.Text)
			}
			got = append(got, f.ActID()+" "+f.Filed.Format(time.DateOnly)+" "+strings.Join(texts, "|"))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

func TestStatusIsTheActAndItsDay(t *testing.T) {
	dates := func(status, more string) string {
		return `<filing-date>20251201</filing-date><status-code>` + status + `</status-code><status-date>20260712</status-date>` + more
	}
	const (
		published  = `<published-for-opposition-date>20260707</published-for-opposition-date>`
		scheduled  = `<published-for-opposition-date>20260811</published-for-opposition-date>`
		registered = `<registration-date>20180102</registration-date>`
		abandoned  = `<abandonment-date>20260710</abandonment-date>`
	)
	for _, tc := range []struct {
		name, header, act, word, day string
	}{
		{"new", dates("630", ""), "applied", "applied", "2025-12-01"},
		{"under examination", dates("641", ""), "applied", "applied", "2025-12-01"},
		{"finally refused, which may be appealed", dates("645", ""), "applied", "applied", "2025-12-01"},
		{"to be published", dates("681", scheduled), "applied", "applied", "2025-12-01"},
		{"published", dates("686", published), "published", "published", "2026-07-07"},
		{"published, without its day", dates("686", ""), "published", "published", "2026-07-12"},
		{"allowed", dates("688", published), "published", "published", "2026-07-07"},
		{"back with the examiner", dates("794", published), "published", "published", "2026-07-07"},
		{"allowed, never published", dates("688", ""), "applied", "applied", "2025-12-01"},
		{"opposed", dates("774", published), "opposed", "opposed", "2026-07-12"},
		{"opposition sustained", dates("779", published), "refused", "refused", "2026-07-12"},
		{"registered", dates("700", published+registered), "registered", "registered", "2018-01-02"},
		{"renewed", dates("800", registered), "registered", "registered", "2018-01-02"},
		{"petition to cancel", dates("790", registered), "registered", "registered", "2018-01-02"},
		{"cancelled", dates("710", registered+`<cancellation-date>20260711</cancellation-date>`), "cancelled", "cancelled", "2026-07-11"},
		{"expired", dates("900", registered), "cancelled", "cancelled", "2026-07-12"},
		{"abandoned", dates("602", abandoned), "withdrawn", "withdrawn", "2026-07-10"},
		{"terminated though registered", dates("610", registered), "cancelled", "cancelled", "2026-07-12"},
		{"a code that says nothing", dates("970", ""), "applied", "", "2025-12-01"},
		{"an unknown code", dates("999", registered), "registered", "", "2018-01-02"},
		{"no code", dates("", published), "published", "", "2026-07-07"},
	} {
		f := one(t, tc.header, "")
		if f.Slug != tc.act || f.Act != tc.word || f.Filed.Format(time.DateOnly) != tc.day {
			t.Errorf("%s: #%s %q %s; want #%s %q %s", tc.name, f.Slug, f.Act, f.Filed.Format(time.DateOnly), tc.act, tc.word, tc.day)
		}
	}
}

func TestTableHasEveryCodeWithAWordOfTheList(t *testing.T) {
	if len(statuses) != 169 {
		t.Errorf("%d codes", len(statuses))
	}
	for code, s := range statuses {
		if s.act != "" && s.act != pending && !register.Known(s.act) || s.words == "" {
			t.Errorf("%s: %+v", code, s)
		}
	}
}

func TestOppositionHasTheDayItWasInstituted(t *testing.T) {
	f := one(t, `<filing-date>20251201</filing-date><status-code>774</status-code><status-date>20260712</status-date>`,
		`<case-file-event-statements>
			<case-file-event-statement><code>OP.I</code><type>T</type><description-text>OPPOSITION INSTITUTED NO. 999999</description-text><date>20260709</date><number>3</number></case-file-event-statement>
			<case-file-event-statement><code>PUBO</code><type>A</type><description-text>PUBLISHED FOR OPPOSITION</description-text><date>20260602</date><number>2</number></case-file-event-statement>
		</case-file-event-statements>`)
	if got := f.Filed.Format(time.DateOnly); f.Slug != "opposed" || got != "2026-07-09" {
		t.Errorf("%s %s", f.Slug, got)
	}
	if want := `{"serial":"99123456","office":"us-tm","status":"774","status_date":"20260712","transaction_date":"20260713","filing_date":"20251201","publication_date":"20260602","events":[{"code":"OP.I","date":"20260709"},{"code":"PUBO","date":"20260602"}]}`; string(f.Raw) != want {
		t.Errorf("raw %s", f.Raw)
	}
}

const fresh = `<filing-date>20260712</filing-date><status-code>630</status-code><status-date>20260713</status-date>`

func TestFormsOfAMarkAreMarks(t *testing.T) {
	statement := func(code, text string) string {
		return `<case-file-statement><type-code>` + code + `</type-code><text>` + text + `</text></case-file-statement>`
	}
	f := one(t, fresh+`<mark-identification>芝麻 ZHI MA</mark-identification><mark-drawing-code>3000</mark-drawing-code>`,
		`<case-file-statements>`+
			statement("DM0000", "The mark consists of a seed.")+statement("D00000", `"MA"`)+statement("CC0000", "Color is not claimed.")+
			statement("GS0351", "Online retail store services")+statement("GS0301", "Sesame &amp; sesame oil")+
			statement("PM0001", "JI MA")+
			statement("TL0001", `The non-Latin characters in the mark transliterate to "Zhi Ma" and this means "sesame" in English.`)+
			statement("TR0001", `The wording "ZHI MA" has no meaning in a foreign language.`)+
			`</case-file-statements><classifications>
			<classification><international-code>035</international-code><us-code>100</us-code><first-use-anywhere-date>19610</first-use-anywhere-date></classification>
			<classification><international-code>030</international-code><international-code>200</international-code><primary-code>030</primary-code></classification>
			</classifications>`)
	var texts []string
	for _, m := range f.Marks {
		texts = append(texts, m.Text)
		if d := cmp.Diff([]int{30, 35}, m.Classes); d != "" {
			t.Errorf("%s: %s", m.Text, d)
		}
	}
	if d := cmp.Diff([]string{"芝麻 ZHI MA", "JI MA", "Zhi Ma", "sesame"}, texts); d != "" {
		t.Error(d)
	}
	if want := "Class 35: Online retail store services\nClass 30: Sesame & sesame oil"; f.Marks[0].Goods != want {
		t.Errorf("goods %q", f.Marks[0].Goods)
	}
	if !strings.Contains(f.Text, "Drawing: a design with words\nStatus: 630 NEW APPLICATION") {
		t.Errorf("text %q", f.Text)
	}
}

func TestMarkWithoutWordsIsTold(t *testing.T) {
	for _, header := range []string{fresh + `<mark-drawing-code>2000</mark-drawing-code>`, fresh + `<mark-identification/><mark-drawing-code>2</mark-drawing-code>`} {
		f := one(t, header, "")
		if len(f.Marks) > 0 || f.Title != "[figurative mark] (99123456)" {
			t.Errorf("%q %v", f.Title, f.Marks)
		}
	}
}

func TestOwnersAreThoseOfToday(t *testing.T) {
	owner := func(kind, name, entity, rest string) string {
		return `<case-file-owner><entry-number>1</entry-number><party-type>` + kind + `</party-type><nationality><country>CN</country></nationality>
			<legal-entity-type-code>` + entity + `</legal-entity-type-code><party-name>` + name + `</party-name><address-1>Room 1</address-1><address-2>1 Example Road</address-2>` + rest + `</case-file-owner>`
	}
	f := one(t, fresh+`<mark-identification>A</mark-identification><attorney-name>Jane Example</attorney-name>`, `<correspondent><address-1>JANE EXAMPLE</address-1><address-2>2 Hidden Street</address-2></correspondent><case-file-owners>`+
		owner("20", "Shenzhen Example Lamps Co., Ltd.", "99", `<city>Shenzhen</city><country>CN</country><postcode>518000</postcode><dba-aka-text>DBA BRIGHTEX</dba-aka-text>`)+
		owner("20", "Example Li", "01", `<city>Guangzhou</city><state>Guangdong</state><country>CNX</country><postcode>510000</postcode>`)+
		owner("10", "Former Owner LLC", "16", `<city>Reno</city><state>NV</state>`)+
		`</case-file-owners>`)
	want := []crawlers.Party{
		{Role: crawlers.Applicant, Name: "Shenzhen Example Lamps Co., Ltd.", Aliases: []string{"BRIGHTEX"}, Address: "Room 1, 1 Example Road, Shenzhen, 518000", Country: "China"},
		{Role: crawlers.Applicant, Name: "Example Li", Address: "Guangzhou, Guangdong", Country: "China"},
		{Role: crawlers.Agent, Name: "Jane Example"},
	}
	if d := cmp.Diff(want, f.Parties); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Shenzhen Example Lamps Co., Ltd.", "Example Li"}, f.Marks[0].Owners); d != "" {
		t.Error(d)
	}
	if all := string(f.Raw) + f.Text; strings.Contains(all, "Hidden Street") || strings.Contains(all, "Example Road") {
		t.Errorf("an address is told: %s", all)
	}
}

func TestPriorityIsKept(t *testing.T) {
	f := one(t, fresh, `<foreign-applications><foreign-application><filing-date>20260301</filing-date><entry-number>1</entry-number><application-number>81"234567</application-number><country>CN</country><foreign-priority-claim-in>T</foreign-priority-claim-in></foreign-application></foreign-applications>
		<international-registration><international-registration-number>1234567</international-registration-number><international-registration-date>20260102</international-registration-date><priority-claimed-in>T</priority-claimed-in></international-registration>`)
	want := `"foreign":[{"country":"CN","application_number":"81\"234567","filing_date":"20260301","foreign_priority_claim_in":"T"}],"madrid":{"international_registration_number":"1234567","international_registration_date":"20260102"}`
	if !strings.Contains(string(f.Raw), want) {
		t.Errorf("raw %s", f.Raw)
	}
}

func TestBadRecordsAreLeftOutAlone(t *testing.T) {
	good := record(fresh, "")
	for name, bad := range map[string]string{
		"no serial number":  `<case-file><case-file-header>` + fresh + `</case-file-header></case-file>`,
		"a serial of words": strings.Replace(good, "99123456", "99/12345", 1),
		"no day":            record(`<status-code>630</status-code>`, ""),
		"a day of zeros":    record(`<status-code>630</status-code><filing-date>00000000</filing-date>`, ""),
		"empty":             `<case-file/>`,
	} {
		if fs := parsed(t, []byte("<all>"+good+bad+good+"</all>"), nil); len(fs) != 2 {
			t.Errorf("%s: %d filings", name, len(fs))
		}
	}
}

func TestPagesEndAsTheyShould(t *testing.T) {
	good := record(fresh, "")
	for _, tc := range []struct {
		name, doc string
		want      int
		state     error
	}{
		{"a list", `{"count":1,"bulkDataProductBag":[{"productFileBag":{"fileDataBag":[]}}]}`, 0, nil},
		{"a list that is none", `{"message":"Forbidden"}`, 0, crawlers.ErrShape},
		{"a web page", "<!DOCTYPE html>\n<html><head><title>Open Data Portal</title></head></html>", 0, crawlers.ErrBlocked},
		{"cut", "<all>" + good + good[:200], 1, crawlers.ErrTruncated},
		{"broken", "<all>" + good + "<case-file></all>", 1, crawlers.ErrShape},
		{"half a zip", "PK\x03\x04 and so on", 0, crawlers.ErrTruncated},
		{"a quiet day", `<trademark-applications-daily><application-information><data-available-code>N</data-available-code></application-information></trademark-applications-daily>`, 0, nil},
	} {
		if got := parsed(t, []byte(tc.doc), tc.state); len(got) != tc.want {
			t.Errorf("%s: %d filings, want %d", tc.name, len(got), tc.want)
		}
	}
}
