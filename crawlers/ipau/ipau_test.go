package ipau

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

var now = time.Date(2026, 9, 29, 20, 30, 0, 0, time.UTC)

func TestSource(t *testing.T) { crawltest.Run(t, &Source, now) }

const (
	address = "https://data.gov.au/data/dataset/423000b8-5735-4447-bcb9-792644bcd7ea/resource/c79b3af6-3720-44ac-9e39-6a68f5635924/download/iprapid.zip"
	made    = "2026-09-28T01:12:39.951377"
	file    = "testdata/pages/data.gov.au/data/dataset/423000b8-5735-4447-bcb9-792644bcd7ea/resource/c79b3af6-3720-44ac-9e39-6a68f5635924/download/iprapid.zip"
)

// tables returns those of testdata/tables by name.
func tables(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/tables/*.csv")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

// zipped returns a zip of tables.
func zipped(t testing.TB, tables map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, tables[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPageHoldsTheTables holds that the zip among the pages has what lies in
// testdata/tables to be read; -update packs it again.
func TestPageHoldsTheTables(t *testing.T) {
	want := tables(t)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, zipped(t, want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	got := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(text)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-update packs it again: %s", d)
	}
}

// parsed returns the filings of a page, and fails unless it ends so.
func parsed(t testing.TB, body []byte, state error) []crawlers.Filing {
	t.Helper()
	var out []crawlers.Filing
	err := parse(crawlers.PageOf(address, body, now), func(f crawlers.Filing) error {
		f.Source = "ipau"
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

func TestStatusIsTheActAndItsDay(t *testing.T) {
	var got []string
	for _, f := range parsed(t, zipped(t, tables(t)), nil) {
		got = append(got, strings.Join([]string{f.Key.Number, f.Slug, f.Act, f.Filed.Format(time.DateOnly)}, "/"))
	}
	want := []string{
		"1110009/cancelled/cancelled/2026-09-01",
		"2500007/refused/refused/2026-09-17",
		"2515010/published//2026-08-06", // linked: what happened last, and no word
		"2520008/withdrawn/withdrawn/2026-09-18",
		"2530006/registered/registered/2026-09-10", // protected
		"2540005/registered/registered/2026-09-08",
		"2580003/opposed/opposed/2026-09-15",
		"2590002/published/published/2026-09-24", // its acceptance is advertised
		"2600001/applied/applied/2026-09-21",     // its particulars are published
		"2600011/applied//2026-09-22",            // a status that is not known
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestAcceptedAloneIsNotPublished has a mark whose acceptance will be
// advertised on a day to come: it is chosen for nothing before.
func TestAcceptedAloneIsNotPublished(t *testing.T) {
	all := tables(t)
	all[applicationsTable] = strings.Replace(all[applicationsTable], "accepted,2026-03-05", "accepted,2026-09-05", 1)
	for _, f := range parsed(t, zipped(t, all), nil) {
		if f.Key.Number == "2585004" && (f.Act != "applied" || f.Filed.Format(time.DateOnly) != "2026-09-05") {
			t.Errorf("%s %s %s", f.Key, f.Act, f.Filed)
		}
	}
}

// TestOtherSpellings reads columns in another order and case, days in other
// forms and a mark at the beginning.
func TestOtherSpellings(t *testing.T) {
	all := tables(t)
	want := parsed(t, zipped(t, all), nil)
	all[applicationsTable] = "\ufeff" + strings.NewReplacer("ip_right_type", "IP Right Type", "2026-09-21,2026-09-21", "21/09/2026,2026-09-21 00:00:00.000").Replace(all[applicationsTable])
	all[partiesTable] = strings.NewReplacer("TRUE", "1", "FALSE", "f", "is_current", "Is_Current").Replace(all[partiesTable])
	var turned []string
	for line := range strings.Lines(all[eventsTable]) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		slices.Reverse(fields)
		turned = append(turned, strings.Join(fields, ","))
	}
	all[eventsTable] = strings.Join(turned, "\r\n")
	if d := cmp.Diff(want, parsed(t, zipped(t, all), nil)); d != "" {
		t.Error(d)
	}
}

func TestPagesEndAsTheyShould(t *testing.T) {
	without := func(table, column string) []byte {
		all := tables(t)
		all[table] = strings.Replace(all[table], column, "x", 1)
		return zipped(t, all)
	}
	changed := func(pairs ...string) []byte {
		all := tables(t)
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i]] = pairs[i+1]
		}
		return zipped(t, all)
	}
	fewer := tables(t)
	delete(fewer, classesTable)
	whole := zipped(t, tables(t))
	head, _, _ := strings.Cut(tables(t)[applicationsTable], "\n")
	for _, tc := range []struct {
		name  string
		body  []byte
		want  int
		state error
	}{
		{"whole", whole, 10, nil},
		{"the catalogue", []byte(`{"success":true,"result":{"resources":[{"url":"https://data.gov.au/a.zip","last_modified":"2026"}]}}`), 0, crawlers.ErrUnwanted},
		{"a catalogue without the register", []byte(`{"success":true,"result":{"resources":[{"url":"https://data.gov.au/a.pdf"}]}}`), 0, crawlers.ErrShape},
		{"a catalogue without days", []byte(`{"success":true,"result":{"resources":[{"url":"https://data.gov.au/a.zip"}]}}`), 0, crawlers.ErrShape},
		{"a catalogue that refuses", []byte(`{"success":false,"error":{"message":"Not found"}}`), 0, crawlers.ErrBlocked},
		{"half a catalogue", []byte(`{"success":true,"result":`), 0, crawlers.ErrShape},
		{"a web page", []byte("<!DOCTYPE html><html></html>"), 0, crawlers.ErrBlocked},
		{"half a zip", whole[:len(whole)/2], 0, crawlers.ErrTruncated},
		{"a table is missing", zipped(t, fewer), 0, crawlers.ErrShape},
		{"a column of the events is missing", without(eventsTable, "event_category"), 0, crawlers.ErrShape},
		{"a column of the marks is missing", without(applicationsTable, "status"), 0, crawlers.ErrShape},
		{"a column of the parties is missing", without(partiesTable, "is_current"), 0, crawlers.ErrShape},
		{"an old register", changed(eventsTable, strings.ReplaceAll(tables(t)[eventsTable], "2026-", "2016-"), applicationsTable, strings.ReplaceAll(tables(t)[applicationsTable], "2026-", "2016-")), 0, crawlers.ErrShape},
		{"days in words", changed(eventsTable, strings.ReplaceAll(tables(t)[eventsTable], "2026-", "AD 2026-"), applicationsTable, strings.ReplaceAll(tables(t)[applicationsTable], "2026-", "AD 2026-")), 0, crawlers.ErrShape},
		{"an empty table", changed(applicationsTable, ""), 0, crawlers.ErrShape},
		{"a table of patents alone", changed(applicationsTable, head+"\npatent,2026201234,standard_complete,filed,2026-09-15"), 0, crawlers.ErrShape},
		{"a quote that is not closed", changed(descriptionsTable, "ip_right_type,application_number,description_type,description_value\ntrade_mark,1,trade_mark_word_mark_phrase,\"A\n"+strings.Repeat("trade_mark,2,x,y\n", maxRow/10)), 0, crawlers.ErrShape},
		{"a zip for a table", changed(eventsTable, string(whole)), 0, crawlers.ErrShape},
		{"nothing", nil, 0, crawlers.ErrTruncated},
	} {
		if got := parsed(t, tc.body, tc.state); len(got) != tc.want {
			t.Errorf("%s: %d filings, want %d", tc.name, len(got), tc.want)
		}
	}
}

// TestBadRowsAreLeftOutAlone adds rows that say nothing, or twice the same.
func TestBadRowsAreLeftOutAlone(t *testing.T) {
	want := parsed(t, zipped(t, tables(t)), nil)
	for table, more := range map[string]string{
		eventsTable:       "trade_mark,,filed,filing,2026-09-21,2026-09-21,true\ntrade_mark\ntrade_mark,26 00,filed,filing,2026-09-21,,\ntrade_mark,2599999,filed,filing,31/31/2026,yesterday,true\n",
		applicationsTable: "trade_mark,2599998,trade_mark,filed,2026-13-01\n\ntrade_mark,2599997,trade_mark,filed,2036-01-01\n",
		partiesTable:      "trade_mark,2600001,2,applicant,applicant,Individual,wei example,,CN,,,2026-09-21,,TRUE\ntrade_mark,2600001,9,applicant,applicant,Organisation,,,AU,,,,,TRUE\n",
		classesTable:      "trade_mark,2600001,nice,99,,,,,,,,TRUE\ntrade_mark,2600001,nice,09,,,,,,,,TRUE\ntrade_mark,2600001,vienna,5,,,,,,,,TRUE\n",
	} {
		all := tables(t)
		all[table] += more
		if d := cmp.Diff(want, parsed(t, zipped(t, all), nil)); d != "" {
			t.Errorf("%s: %s", table, d)
		}
	}
}

// TestControlCharactersAreNotToldAsSuch has them in words of lists too; parsed
// holds the filings to be valid.
func TestControlCharactersAreNotToldAsSuch(t *testing.T) {
	all := tables(t)
	all[applicationsTable] = strings.NewReplacer("inter_partes", "inter\x00partes", "trade_mark,lapsed", "trade\x01mark,lapsed").Replace(all[applicationsTable])
	all[eventsTable] = strings.Replace(all[eventsTable], "lapsed_accepted", "lapsed\x00", 1)
	if got := parsed(t, zipped(t, all), nil); len(got) != 10 {
		t.Errorf("%d filings", len(got))
	}
}

func TestNothingIsToldOfAPersonButTheName(t *testing.T) {
	for _, f := range parsed(t, zipped(t, tables(t)), nil) {
		if f.Key.Number != "2600001" {
			continue
		}
		if d := cmp.Diff([]crawlers.Party{{Role: crawlers.Applicant, Name: "wei example", Country: "China"}}, f.Parties); d != "" {
			t.Error(d)
		}
	}
}

func FuzzRows(f *testing.F) {
	all := tables(f)
	names := slices.Sorted(maps.Keys(all))
	for i, name := range names {
		f.Add(uint8(i), all[name])
	}
	f.Add(uint8(1), "\"")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		changed := maps.Clone(all)
		changed[names[int(which)%len(names)]] = text
		err := parse(crawlers.PageOf(address, zipped(t, changed), now), func(f crawlers.Filing) error {
			if err := f.Validate(now); err != nil {
				t.Errorf("%s: %v", f.ID(), err)
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
