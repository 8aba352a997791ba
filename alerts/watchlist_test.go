package alerts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

//nolint:dupword // a row that stands twice
const watchCSV = `list,type,value,classes,owner,countries,tell,note
安克,company,Anker Innovations,,,,desk;brand,
Off-White,mark,OFF-WHITE,25;18,Off-White LLC,us；br,brand,"its mark, abroad"
安克,mark,ANKER,9,,,desk,充电
安克,mark,ANKER,9,,,desk,充电
`

func TestReadWatchlists(t *testing.T) {
	want := []Watchlist{
		{ID: WatchlistID("安克"), Name: "安克", Tell: []string{"desk", "brand"}, Entries: []Entry{
			{Type: WatchCompany, Value: "Anker Innovations"},
			{Type: WatchMark, Value: "ANKER", Classes: []int{9}, Note: "充电"},
		}},
		{ID: "w-off-white", Name: "Off-White", Tell: []string{"brand"}, Entries: []Entry{
			{Type: WatchMark, Value: "OFF-WHITE", Classes: []int{25, 18}, Owner: "Off-White LLC", Countries: []string{"US", "BR"}, Note: "its mark, abroad"},
		}},
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(watchCSV)
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"UTF-8":          watchCSV,
		"byte order":     "\ufeff" + watchCSV,
		"GB18030":        gb,
		"line ends":      strings.ReplaceAll(watchCSV, "\n", "\r\n"),
		"blank lines":    strings.ReplaceAll(watchCSV, "\n", "\n\n"),
		"blank rows":     watchCSV + ",,,,,,,\n , ,,,,,,\n",
		"empty columns":  strings.ReplaceAll(watchCSV, "充电\n", "充电,,\n"),
		"capital header": strings.Replace(watchCSV, "list,type", " List ,TYPE", 1),
	} {
		got, err := ReadWatchlists(strings.NewReader(in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestReadWatchlistsSaysWhatWouldBeRight(t *testing.T) {
	const header = "list,type,value,classes,countries\n"
	for _, tc := range []struct{ in, want string }{
		{"", "no header: the first line is list,type,value"},
		{"list,type,value,colour\n", `line 1: unknown column "colour": the columns are list,type,value`},
		{"list,type\n", "line 1: column value is missing"},
		{"list,list,type,value\n", "line 1: column list stands twice"},
		{"sep=;\nlist;type;value\n", "line 1: sep= is for a spreadsheet alone"},
		{"sep=,\n" + header, "line 1: sep= is for a spreadsheet alone"},
		{"list;type;value\na;mark;x\n", "line 1: the columns are not separated by commas"},
		{"list\ttype\tvalue\na\tmark\tx\n", "line 1: the columns are not separated by commas"},
		{header, "no entry below the header"},
		{header + ",,,,\n", "no entry below the header"},
		{header + "a,brand,x,,\n", `line 2: unknown type "brand": one of mark, company`},
		{header + "a,mark,x,,\n,mark,x,,\n", "line 3: list is empty"},
		{header + "a,mark,,,\n", "line 2: value is empty: give the mark"},
		{header + "a,mark,!!!,,\n", "has no letter and no digit"},
		{header + "a,mark,x,46,\n", `line 2: class "46": Nice classes are 1 to 45`},
		{header + "a,mark,x,9 25,\n", `class "9 25"`},
		{header + "a,mark,x,,USA\n", `country "USA": two-letter codes`},
		{header + "a,mark,x,,ZZ\n", `country "ZZ"`},
		{header + "a,mark,x,,UK\n", `country "UK": two-letter codes such as US;BR;GB`},
		{header + "a,mark,x,,,,,desk\n", "put a value with a comma in quotes, and semicolons between several"},
		{header + "a,mark," + strings.Repeat("x", 301) + ",,\n", "longer than 300"},
		{header + "a,mark,\"x\n", "line 2"},
		{"\xff\xff\xff", "neither UTF-8 nor GB18030"},
		{"PK\x03\x04\x00\x00", "not text: save the file as CSV UTF-8"},
	} {
		lists, err := ReadWatchlists(strings.NewReader(tc.in))
		if err == nil || !strings.Contains(err.Error(), tc.want) || lists != nil {
			t.Errorf("%.60q: %v, want %q", tc.in, err, tc.want)
		}
	}
	_, err := ReadWatchlists(strings.NewReader(header + strings.Repeat("a,brand,x,,\n", 50)))
	if n := strings.Count(fmt.Sprint(err), "unknown type"); n != 10 {
		t.Errorf("%d lines are named, want ten", n)
	}
}

func TestReadWatchlistsIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("list,type,value\n")
	for i := range maxWatchLines + 1 {
		fmt.Fprintf(&b, "a,mark,x%d\n", i)
	}
	if _, err := ReadWatchlists(strings.NewReader(b.String())); err == nil || !strings.Contains(err.Error(), "split the file") {
		t.Errorf("%v", err)
	}
}

func TestCountriesThatExist(t *testing.T) {
	for _, code := range []string{"US", "CN", "HK", "TW", "GB", "EM", "EU", "WO", "BX"} {
		if !isCountry(code) {
			t.Errorf("%s is a place where rights are registered", code)
		}
	}
	for _, code := range []string{"", "U", "UK", "XX", "ZZ", "001", "QO", "us", "USA", "é"} {
		if isCountry(code) {
			t.Errorf("%q is no country", code)
		}
	}
}

func TestWatchlistIDIsStable(t *testing.T) {
	for name, want := range map[string]string{
		"Anker":        "w-anker",
		" ANKER  Ltd ": "w-anker-ltd",
		"ＡＮＫＥＲ":        "w-anker",
		"安克":           "w-39a5cd72e6499942",
		"安 克":          WatchlistID("安克"),
	} {
		if got := WatchlistID(name); got != want || strings.ContainsAny(got, "#<>@ ") {
			t.Errorf("%q: %q, want %q: the lists that are stored would lose their alerts", name, got, want)
		}
	}
	if WatchlistID("安克") == WatchlistID("大疆") || WatchlistID("!!!") == WatchlistID("???") {
		t.Error("two lists share an id")
	}
}

func FuzzReadWatchlists(f *testing.F) {
	f.Add([]byte(watchCSV))
	f.Add([]byte("list,type,value\n\"\n"))
	f.Add([]byte("list,type,value\n\xb0\xb2\xbf\xcb,mark,x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lists, err := ReadWatchlists(strings.NewReader(string(b)))
		if err != nil && lists != nil {
			t.Error("lists beside an error")
		}
		for _, l := range lists {
			if len(l.Entries) == 0 || strings.ContainsAny(l.ID, "#<>@ ") {
				t.Errorf("%+v", l)
			}
		}
		NewMatcher(lists)
	})
}
