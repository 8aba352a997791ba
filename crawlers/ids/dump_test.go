package ids

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// good is a row of an investigation with one act; more goes into it.
func good(n int, more string) string {
	return fmt.Sprintf(`{"Investigation Number":"337-%d","Investigation Type":{"Name":"Unfair Imports"},"Full Title":"Certain Lamps; Inv. No. 337-TA-%d (Violation)","Start Date":"05-20-2026"%s}`, n, n, more)
}

// read parses a dump.
func read(t testing.TB, body string) (out []crawlers.Filing, ended error) {
	t.Helper()
	ended = parse(crawlers.PageOf(Source.URL, []byte(body), now), func(f crawlers.Filing) error {
		if err := f.Validate(now); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		out = append(out, f)
		return nil
	})
	return out, ended
}

func TestEnds(t *testing.T) {
	two := good(1478, "") + "," + good(1479, "")
	for _, tc := range []struct {
		name, body string
		want       error
		filings    int
	}{
		{"whole", `{"data":[` + two + `],"date":"2026-09-21T22:00:01.996+00:00","count":2}`, nil, 2},
		{"keys before", `{"count":2,"date":"2026-09-21","data":[` + two + `]}`, nil, 2},
		{"keys on both sides, and unknown ones", `{"count": 2 , "v":[{"x":["]"]}], "data" : [ ` + two + ` ] , "date":null,"w":true}`, nil, 2},
		{"byte order mark", "\ufeff" + `{"data":[` + two + `]}`, nil, 2},
		{"says no count", `{"data":[` + two + `]}`, nil, 2},
		{"count of another type", `{"count":"many","data":[` + two + `]}`, nil, 2},
		{"no rows", `{"data":[],"count":0}`, nil, 0},
		{"fewer rows than it says", `{"data":[` + two + `],"count":3}`, crawlers.ErrTruncated, 2},
		{"says so before", `{"count":100,"data":[` + two + `]}`, crawlers.ErrTruncated, 2},
		{"cut after a row", `{"count":2,"data":[` + good(1478, "") + `,`, crawlers.ErrTruncated, 1},
		{"cut in a row", `{"data":[` + two[:len(two)-20], crawlers.ErrTruncated, 1},
		{"cut in a string", `{"data":[` + good(1478, "") + `,{"a":"b\`, crawlers.ErrTruncated, 1},
		{"cut after the rows", `{"data":[` + two + `]`, crawlers.ErrTruncated, 2},
		{"cut in a number", `{"count":1`, crawlers.ErrTruncated, 0},
		{"empty", "", crawlers.ErrTruncated, 0},
		{"blank", " \r\n", crawlers.ErrTruncated, 0},
		{"a page", "<!DOCTYPE html><title>Access Denied</title>", crawlers.ErrBlocked, 0},
		{"a list", "[" + two + "]", crawlers.ErrShape, 0},
		{"an error", `{"error":{"code":500}}`, crawlers.ErrShape, 0},
		{"rows under another name", `{"rows":[` + two + `]}`, crawlers.ErrShape, 0},
		{"no list", `{"data":{"1":` + good(1478, "") + `}}`, crawlers.ErrShape, 0},
		{"no comma", `{"data":[` + good(1478, "") + good(1479, "") + `]}`, crawlers.ErrShape, 1},
		{"no colon", `{"data"[]}`, crawlers.ErrShape, 0},
		{"no value", `{"data":[,]}`, crawlers.ErrShape, 0},
		{"no key", `{1:2}`, crawlers.ErrShape, 0},
	} {
		got, err := read(t, tc.body)
		if !errors.Is(err, tc.want) || len(got) != tc.filings {
			t.Errorf("%s: %d filings, ended with %v; want %d, %v", tc.name, len(got), err, tc.filings, tc.want)
		}
	}
}

func TestBadRowsHarmNoOther(t *testing.T) {
	for name, bad := range map[string]string{
		"huge":          good(1, `,"HTS Number":"`+strings.Repeat("8", maxRow)+`"`),
		"deep":          good(1, `,"x":`+strings.Repeat("[", 200_000)+strings.Repeat("]", 200_000)),
		"deep objects":  good(1, `,"x":`+strings.Repeat(`{"a":`, 200_000)+"1"+strings.Repeat("}", 200_000)),
		"broken":        `{"Investigation Number":"337-1" "x"}`,
		"crossed":       `{"Investigation Number":"337-1","a":[}]`,
		"a string":      `"337-1"`,
		"another kind":  `{"Investigation Number":"731-337","Investigation Type":{"Name":"Import Injury"},"Start Date":"01-01-2026"}`,
		"no number":     `{"Investigation Number":null,"Investigation Type":{"Name":"Unfair Imports"},"Full Title":"337","Start Date":"01-01-2026"}`,
		"junk number":   `{"Investigation Number":"x337-3483x","Investigation Type":"Unfair Imports","Start Date":"01-01-2026"}`,
		"no date":       `{"Investigation Number":"337-1"}`,
		"types swapped": `{"Investigation Number":"337-1","Participants":{"a":[]},"Full Title":[1],"Start Date":{"date":{"date":1},"isNa":"x"},"Investigation End Date":7,"Intellectual Property":[[["337"]]],"Docket Number":{"Name":{"Name":"1"}}}`,
	} {
		got, err := read(t, `{"data":[`+good(1478, "")+","+bad+","+good(1479, "")+`]}`)
		if err != nil || len(got) != 2 || got[0].Key.Number != "337-TA-1478" || got[1].Key.Number != "337-TA-1479" {
			t.Errorf("%s: %d filings, %v", name, len(got), err)
		}
	}
}

// TestOrderOfRowsIsNothing holds the filings to the rows, wherever these
// lie: else a dump sorted anew would be news.
func TestOrderOfRowsIsNothing(t *testing.T) {
	stages := []string{
		good(1478, `,"Investigation ID":9,"Investigation Phase":{"Name":"Violation"},"Initiating Document Received Date":"03-22-2026","Topic":"Lamps"`),
		good(1478, `,"Investigation ID":10,"Investigation Phase":{"Name":"Enforcement"}`),
		good(1478, `,"Investigation ID":11,"Investigation Phase":{"Name":"Remand"}`),
		good(1478, `,"Investigation ID":12,"Initiating Document Received Date":"03-23-2026","Docket Number":"3866"`),
		good(1479, ``),
	}
	digests := func(rows []string) (out []string) {
		fs, err := read(t, `{"data":[`+strings.Join(rows, ",")+`]}`)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fs {
			out = append(out, f.ID()+" "+f.Digest())
		}
		slices.Sort(out)
		return out
	}
	want := digests(stages)
	if len(want) != 5 {
		t.Fatalf("%d acts: %q", len(want), want)
	}
	for range stages {
		stages = append(stages[1:], stages[0])
		if got := digests(stages); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	slices.Reverse(stages)
	if got := digests(stages); !slices.Equal(got, want) {
		t.Errorf("reversed: got  %q\nwant %q", got, want)
	}
}

func TestManyStagesAndItemsAreBounded(t *testing.T) {
	rows := make([]string, 0, maxStages+10)
	for i := range cap(rows) {
		rows = append(rows, good(1478, fmt.Sprintf(`,"Investigation ID":%d,"Investigation Phase":"Remand"`, i)))
	}
	if got, err := read(t, `{"data":[`+strings.Join(rows, ",")+`]}`); err != nil || len(got) != maxStages {
		t.Errorf("%d stages, %v", len(got), err)
	}
	party := `{"Participant Type":{"name":"Respondent"},"Participant":{"Name":"Shenzhen Lamps No. %d","Country":{"name":"China"}}},`
	var list strings.Builder
	for i := range 3 * maxItems {
		fmt.Fprintf(&list, party, i)
	}
	got, err := read(t, `{"data":[`+good(1478, `,"Participants":[`+strings.TrimSuffix(list.String(), ",")+`]`)+`]}`)
	if err != nil || len(got) != 1 || len(got[0].Parties) != maxItems || len(got[0].Text) > maxText || len(got[0].Raw) > maxRaw || !json.Valid(got[0].Raw) {
		t.Errorf("%d filings, %v", len(got), err)
	}
}

// failing is a disk that gives what lies at its beginning.
type failing string

func (f failing) ReadAt(b []byte, off int64) (int, error) {
	if off > 0 {
		return 0, errors.New("disk gone")
	}
	return strings.NewReader(string(f)).ReadAt(b, off)
}

// TestDiskThatFailsIsNoEmptyDump reads from a disk that gives the dump once,
// in one piece, and no row of it again.
func TestDiskThatFailsIsNoEmptyDump(t *testing.T) {
	body := `{"data":[` + good(1478, "") + `]}`
	p := crawlers.PageOf(Source.URL, []byte(body), now)
	p.Body = failing(body)
	err := parse(p, func(crawlers.Filing) error { return nil })
	if err == nil || errors.Is(err, crawlers.ErrShape) || errors.Is(err, crawlers.ErrTruncated) {
		t.Errorf("ended with %v", err)
	}
}
