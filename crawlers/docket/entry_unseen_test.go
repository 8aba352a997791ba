package docket

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// labels are the words of testdata/entries.tsv for a stage and an act. Where a
// label leaves open how a court ruled the act may say more.
var labels = map[string]Event{
	"complaint":                    {Stage: "complaint", Act: "complaint"},
	"amended_complaint":            {Stage: "complaint", Act: "amended-complaint"},
	"schedule_a_exhibit":           {Stage: "schedule-a-exhibit", Act: "schedule-a-exhibit"},
	"sealed_filing":                {Stage: "sealed", Act: "sealed"},
	"seal_motion":                  {Stage: "sealed", Act: "seal-motion"},
	"seal_ruling":                  {Stage: "sealed", Act: "seal-ruling"},
	"ip_report":                    {Stage: "ip-report", Act: "ip-report"},
	"tro_motion":                   {Stage: "tro-sought", Act: "tro-sought"},
	"tro_ruling":                   {Stage: "tro-ruled"},
	"tro_granted":                  {Stage: "tro-ruled", Act: "tro-granted"},
	"tro_denied":                   {Stage: "tro-ruled", Act: "tro-denied"},
	"tro_extended":                 {Stage: "tro-ruled", Act: "tro-extended"},
	"pi_motion":                    {Stage: "pi-sought", Act: "pi-sought"},
	"pi_ruling":                    {Stage: "pi-ruled"},
	"pi_granted":                   {Stage: "pi-ruled", Act: "pi-granted"},
	"pi_denied":                    {Stage: "pi-ruled", Act: "pi-denied"},
	"default_requested":            {Stage: "default", Act: "default-sought"},
	"default_entered":              {Stage: "default", Act: "default-entered"},
	"default_judgment_motion":      {Stage: "default", Act: "default-judgment-sought"},
	"default_judgment_recommended": {Stage: "default", Act: "default-judgment-recommended"},
	"default_judgment_ruling":      {Stage: "default-judgment"},
	"default_judgment_granted":     {Stage: "default-judgment", Act: "default-judgment"},
	"party_dismissed":              {Stage: "dismissed", Act: "party-dismissed"},
	"voluntary_dismissal":          {Stage: "dismissed", Act: "voluntary-dismissal"},
	"dismissal_stipulation":        {Stage: "dismissed", Act: "dismissal-stipulation"},
	"case_dismissed":               {Stage: "dismissed", Act: "case-dismissed"},
	"settlement_notice":            {Stage: "settlement", Act: "settlement"},
	"case_closed":                  {Stage: "closed", Act: "closed"},
	"stay_or_joinder":              {Stage: "stay-joinder", Act: "stay-joinder"},
	"show_cause_joinder":           {Stage: "stay-joinder", Act: "show-cause-joinder"},
	"order_to_show_cause":          {Stage: "show-cause", Act: "order-to-show-cause"},
	"appearance":                   {Stage: "appearance", Act: "appearance"},
	"other":                        {},
}

// TestEntriesOfUnseenCourts holds entries of courts that no labelled table
// knows, written down before they were first read: the orders as Justia quotes
// them, the rest in each court's style. Of the first 300 the rules of that day
// read 274 stages (0.91 of macro F1 over courts) and 265 acts as a litigator
// does; of 132 more, after those were mended, 123 and 121; of 98 names of events
// after them 83.
func TestEntriesOfUnseenCourts(t *testing.T) {
	for _, r := range table(t, "testdata/entries.tsv") {
		label, court, name, text := r[0], r[1], r[2], r[3]
		want, known := labels[label]
		if !known {
			t.Fatalf("%s %q: no label %q", court, text, label)
		}
		got := ReadEntry(court, name, text).Event
		if got.Stage != want.Stage || want.Act != "" && got.Act != want.Act {
			t.Errorf("%s %q %q:\n got %q %q, want %s", court, name, text, got.Stage, got.Act, label)
		}
	}
}

// table reads a table of testdata without its heading.
func table(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(b)))
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}
