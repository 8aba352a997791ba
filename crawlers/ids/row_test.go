package ids

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

func TestWords(t *testing.T) {
	for raw, want := range map[string]string{
		`"Terminated"`:                  "Terminated",
		`"  a  b "`:                     "a b",
		`{"ID":11,"Name":"Terminated"}`: "Terminated",
		`{"name":"Respondent","ID":8}`:  "Respondent",
		`{"Name":1}`:                    "1",
		`{"Name":null}`:                 "",
		`{"Name":{"Name":"x"}}`:         "",
		`{"finalDeterminationTypeId":1,"finalDeterminationType":"Violation","isActive":true}`: "Violation",
		`3866`:  "3866",
		`null`:  "",
		`true`:  "",
		`["x"]`: "",
		`{}`:    "",
		``:      "",
	} {
		if got := word(json.RawMessage(raw)); got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for raw, want := range map[string]string{
		`"05-20-2026"`: "2026-05-20",
		`"05/20/2026"`: "2026-05-20",
		`"2026-05-20"`: "2026-05-20",
		`{"date":"2026-05-26T12:00:00.000+00:00","isNa":false}`: "2026-05-26",
		`{"date":"05-26-2026"}`:                                 "2026-05-26",
		`{"date":"2026-05-26T12:00:00.000+00:00","isNa":true}`:  "",
		`{"date":null,"isNa":true}`:                             "",
		`{"date":{"date":"2026-05-26"}}`:                        "",
		`"20-05-2026"`:                                          "",
		`"02-30-2026"`:                                          "",
		`"01-01-1900"`:                                          "",
		`"N/A"`:                                                 "",
		`20260520`:                                              "",
		`null`:                                                  "",
		``:                                                      "",
	} {
		got := ""
		if d := day(json.RawMessage(raw)); !d.IsZero() {
			got = d.Format(time.DateOnly)
			if !d.Day {
				t.Errorf("%s: not told as a day", raw)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}

func TestPatentNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"10,945,648": "10,945,648", "8454116": "8,454,116", "D 901,234": "D901,234", "d901234": "D901,234", "RE45678": "RE45,678",
		"US 8,454,116": "8,454,116", "": "", "pending": "", "2025/0123456": "", "EP12345678901": "",
	} {
		if got := patentNumber(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestRoles(t *testing.T) {
	for kind, want := range map[string]crawlers.Role{
		"Complainant": crawlers.Complainant, "Respondent": crawlers.Respondent, "Proposed Respondent": crawlers.Respondent, "Intervenor": "", "OUII": "",
	} {
		if got, known := roleOf(kind); got != want || !known {
			t.Errorf("%s: %q, %v", kind, got, known)
		}
	}
	if _, known := roleOf("Expert"); known {
		t.Error("a role nobody has met is taken for known")
	}
}

// TestActs holds the acts to the dates that a row has.
func TestActs(t *testing.T) {
	const began = `"Initiating Document Received Date":"03-22-2026","Start Date":"04-21-2026"`
	const over = began + `,"Investigation End Date":"08-03-2026"`
	ta, dn := section337.Investigation(1478), section337.Docket(3936)
	for _, tc := range []struct {
		name string
		key  crawlers.Key
		row  string
		want string
	}{
		{"pre-institution", dn, `"Initiating Document Received Date":"03-22-2026","Investigation Phase":"Pre-institution","Investigation Status":"Pre-institution"`, "complaint 03-22"},
		{"a docket has no institution", dn, began, "complaint 03-22"},
		{"not instituted", dn, over + `,"Investigation Status":"Withdrawn"`, "complaint 03-22, not-instituted 08-03"},
		{"instituted, its first stage apart", ta, over + `,"Investigation Phase":{"Name":"Pre-institution"},"Investigation Status":"Completed"`, "complaint 03-22"},
		{"instituted", ta, began + `,"Investigation Status":{"Name":"Active"}`, "complaint 03-22, institution 04-21"},
		{"the notice's day alone", ta, `"Date of Publication of FR Notice (NOI)":{"date":"2026-04-27T12:00:00.000+00:00","isNa":false}`, "institution 04-27"},
		{"an end that is a plan", ta, over + `,"Investigation Status":{"Name":"Active"}`, "complaint 03-22, institution 04-21"},
		{"settled", ta, over + `,"Investigation Status":"Terminated","Final Determination Type":"Settlement"`, "complaint 03-22, institution 04-21, terminated.20260803 08-03"},
		{"nobody says how it ended", ta, over + `,"Investigation Status":"Inactive"`, "complaint 03-22, institution 04-21, terminated.20260803 08-03"},
		{"orders", ta, over + `,"Investigation Status":"Terminated","Final Determination Type":{"finalDeterminationType":"Violation"}`, "complaint 03-22, institution 04-21, remedy.20260803 08-03"},
		{"no violation", ta, over + `,"Investigation Status":"Terminated","Final Determination Type":"No Violation"`, "complaint 03-22, institution 04-21, no-violation.20260803 08-03"},
		{"enforcement", ta, over + `,"Investigation Phase":{"Name":"Enforcement"},"Investigation Status":"Terminated"`, "enforcement.20260421 04-21"},
		{"rescission", ta, began + `,"Investigation Phase":{"Name":"Rescission"}`, "modification.20260421 04-21"},
		{"another stage", ta, began + `,"Investigation Phase":{"Name":"Bond Return"},"Investigation ID":9001`, "stage.9001 04-21"},
		{"another stage without a number", ta, began + `,"Investigation Phase":{"Name":"Bond Return"},"Investigation ID":"a b"`, ""},
		{"no dates", ta, `"Investigation Status":"Active"`, ""},
	} {
		var w row
		if err := json.Unmarshal([]byte("{"+tc.row+"}"), &w); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range w.acts(tc.key) {
			got = append(got, a.slug+" "+a.on.Format("01-02"))
		}
		if s := strings.Join(got, ", "); s != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, s, tc.want)
		}
	}
}

func TestDocketNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"3866": "DN-3866", "DN 3866": "DN-3866", "DN-3866": "DN-3866", "337-3866": "DN-3866", "Docket No. 3866": "DN-3866",
		"": "", "0": "", "-3": "", "N/A": "", "123456": "",
	} {
		key, ok := readDocket(s)
		if ok != (want != "") || ok && key.Number != want {
			t.Errorf("%q: %s, %v; want %q", s, key, ok, want)
		}
	}
}

// TestCompanyNamesStayWhole holds names to what the dump says: it writes no
// place behind a name, and "of" is part of one.
func TestCompanyNamesStayWhole(t *testing.T) {
	const list = `[
		{"Participant Type":{"name":"Respondent"},"Participant":{"Name":"Bank of China","Country":{"name":"China"}}},
		{"Participant Type":{"name":"Respondent"},"Participant":{"Name":"Hisense Electronics Manufacturing Company of America Corporation","Country":{"name":"United States of America"}}},
		{"Participant Type":{"name":"Respondent"},"Participant":{"Name":"Shenzhen Hongxinyuan Technology Co., Ltd. d/b/a super-ink-club","Country":{"name":"China"}}},
		{"Participant Type":{"name":"Respondent"},"Participant":{"Name":"SHENZHEN HONGXINYUAN TECHNOLOGY CO LTD D/B/A SUPER-INK-CLUB","Country":null}}]`
	people, _ := (&row{Participants: json.RawMessage(list)}).people()
	got := parties(people)
	want := []crawlers.Party{
		{Role: crawlers.Respondent, Name: "Bank of China", Country: "China"},
		{Role: crawlers.Respondent, Name: "Hisense Electronics Manufacturing Company of America Corporation", Country: "United States of America"},
		{Role: crawlers.Respondent, Name: "Shenzhen Hongxinyuan Technology Co., Ltd.", Aliases: []string{"super-ink-club"}, Country: "China"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestEndIsToldWithTheEnd holds how a company left the matter out of what was
// true on the day of the complaint.
func TestEndIsToldWithTheEnd(t *testing.T) {
	const settled = `,"Initiating Document Received Date":"03-22-2026","Investigation End Date":"08-03-2026","Investigation Status":"Terminated",
		"Participants":[{"Participant Type":"Respondent","Participant":{"Name":"Shenzhen Lamps"},"Participant Disposition":{"name":"Settlement"},"Participant Disposition Date":"08-01-2026"}]`
	got, err := read(t, `{"data":[`+good(1478, settled)+`]}`)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d filings, %v", len(got), err)
	}
	for _, f := range got {
		if said := strings.Contains(f.Text, "Shenzhen Lamps, Settlement (2026-08-01)"); said != (f.Act == "terminated") {
			t.Errorf("%s:\n%s", f.ID(), f.Text)
		}
	}
}
