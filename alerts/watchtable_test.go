package alerts

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func readTable(t testing.TB, body []byte, o WatchOptions) WatchReport {
	t.Helper()
	r, err := ReadWatchTable(bytes.NewReader(body), int64(len(body)), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Good+r.Duplicates+r.Bad+r.Waiting != r.Rows {
		t.Errorf("%d good, %d duplicates, %d bad, %d waiting of %d rows", r.Good, r.Duplicates, r.Bad, r.Waiting, r.Rows)
	}
	return r
}

const chineseTable = `出口企业关注清单
清单,类型,名称,类别,权利人,国家/地区,通知,备注
星河灯具,商标,星河,第9类、第11类,深圳市星河灯具有限公司,美国；欧盟,desk,
星河灯具,企业,深圳市星河灯具有限公司,,,,,自己
星河灯具,专利号,ZL201810000000.1,,,,,
星河灯具,商标,星河,11,,,,
`

func TestTablesInChinese(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(chineseTable))
	if err != nil {
		t.Fatal(err)
	}
	want := []Watchlist{{ID: WatchlistID("星河灯具"), Name: "星河灯具", Tell: []string{"desk"}, Entries: []Entry{
		{Type: WatchMark, Value: "星河", Classes: []int{9, 11}, Owner: "深圳市星河灯具有限公司", Countries: []string{"US", "EU"}},
		{Type: WatchCompany, Value: "深圳市星河灯具有限公司", Note: "自己"},
		{Type: WatchPatent, Value: "ZL201810000000.1"},
		{Type: WatchMark, Value: "星河", Classes: []int{11}},
	}}}
	for form, body := range map[string][]byte{"UTF-8": []byte(chineseTable), "UTF-8 with a mark": []byte("\ufeff" + chineseTable), "GB18030": gb} {
		r := readTable(t, body, WatchOptions{})
		if diff := cmp.Diff(want, r.Lists); diff != "" || len(r.Problems) > 0 {
			t.Errorf("%s: %s%v", form, diff, r.Problems)
		}
	}
}

// TestWorkbooksOfPeople: a title, cells merged over several rows, formulas.
func TestWorkbooksOfPeople(t *testing.T) {
	f := excelize.NewFile()
	var b bytes.Buffer
	err := errors.Join(
		f.SetCellValue("Sheet1", "A1", "出口企业关注清单（内部）"), f.MergeCell("Sheet1", "A1", "E1"),
		f.SetSheetRow("Sheet1", "A3", &[]any{"清单名称", "类型", "名称*", "类别", "国家"}),
		f.SetSheetRow("Sheet1", "A4", &[]any{"星河", "商标", "XINGHE", 9, "美国"}),
		f.SetSheetRow("Sheet1", "A5", &[]any{"", "店铺", "Xinghe Lights"}),
		f.MergeCell("Sheet1", "A4", "A5"),
		f.SetCellFormula("Sheet1", "C6", `="XING"&"YUN"`), f.SetCellValue("Sheet1", "A6", "星云"), f.SetCellValue("Sheet1", "B6", "品牌"),
		f.SetCellHyperLink("Sheet1", "C4", "https://e.test/", "External"),
	)
	if err := errors.Join(err, f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	r := readTable(t, b.Bytes(), WatchOptions{})
	if len(r.Lists) == 0 || r.Lists[0].Name != "星河" || len(r.Lists[0].Entries) != 2 || r.Lists[0].Entries[1].Value != "Xinghe Lights" {
		t.Errorf("%+v", r.Lists)
	}
	// A formula that no spreadsheet has worked out has no value, and is reported.
	if r.Good != 2 || r.Bad != 1 || r.Problems[0].Row != 6 || r.Problems[0].Column != "名称*" {
		t.Errorf("%d good, %+v", r.Good, r.Problems)
	}
}

func TestBadRowsAreReportedAndGoodOnesKept(t *testing.T) {
	const head = "list,type,value,classes,owner,countries,tell,note\n"
	for _, tc := range []struct{ row, column, wrong, right string }{
		{"x,mark,A,,,,,", "value", "只有一个字母", "至少两个字符"},
		{"x,mark,Ａ,,,,,", "value", "只有一个字母", ""},
		{"x,mark,,,,,,", "value", "未写名称", ""},
		{"x,mark,™,,,,,", "value", "没有文字或数字", ""},
		{"x,patent,12,,,,,", "value", "不是专利号", "USD901234"},
		{"x,brandname,ROMOSS,,,,,", "type", "不认识的类型", "商标、企业"},
		{",mark,ROMOSS,,,,,", "list", "未写清单名称", ""},
		{"x,mark,ROMOSS,9;46,,,,", "classes", "不是尼斯分类", "1 至 45"},
		{"x,mark,ROMOSS,,,UK,,", "countries", "不认识的国家", "GB"},
		{"x,mark,ROMOSS,,,,nobody,", "tell", "没有这个通知对象", "destinations"},
		{"x,mark,ROMOSS,,,,,,more", "", "有 9 格", "双引号"},
		{"x,mark," + strings.Repeat("长", 301) + ",,,,,", "value", "超过 300 字", ""},
	} {
		r := readTable(t, []byte(head+"x,mark,GOOD BRAND,,,,desk,\n"+tc.row+"\n"), WatchOptions{Known: func(s string) bool { return s == "desk" }})
		if r.Good != 1 || r.Bad != 1 || len(r.Problems) != 1 {
			t.Errorf("%s: %d good, %d bad, %v", tc.row, r.Good, r.Bad, r.Problems)
			continue
		}
		p := r.Problems[0]
		if p.Row != 3 || p.Column != tc.column || !strings.Contains(p.Wrong, tc.wrong) || !strings.Contains(p.Right, tc.right) {
			t.Errorf("%s: %+v", tc.row, p)
		}
	}
}

// TestEnterprisesAreToldApart reads the code and the place of an enterprise as
// the strict reader does, and says in Chinese what is wrong with them.
func TestEnterprisesAreToldApart(t *testing.T) {
	const head = "清单,类型,名称,统一社会信用代码（18位）,所在城市\n"
	r := readTable(t, []byte(head+"鑫达,企业,深圳市鑫达电子有限公司,91440300708461136T,深圳市\n"), WatchOptions{})
	want := Entry{Type: WatchCompany, Value: "深圳市鑫达电子有限公司", Code: "91440300708461136T", Place: "深圳市"}
	if r.All > 0 || r.Good != 1 || cmp.Diff(want, r.Lists[0].Entries[0]) != "" {
		t.Errorf("%+v", r)
	}
	for row, wrong := range map[string]string{
		"鑫达,商标,XINDA,91440300708461136T,": "只有企业和店铺",
		"鑫达,商标,XINDA,,深圳市":                "只有企业和店铺",
		"鑫达,企业,深圳市鑫达,91440300708461136X,": "不是统一社会信用代码",
		"鑫达,企业,深圳市鑫达,,火星":                 "不认识的所在地",
	} {
		if r := readTable(t, []byte(head+row+"\n"), WatchOptions{}); r.Bad != 1 || !strings.Contains(r.Problems[0].Wrong, wrong) || r.Problems[0].Right == "" {
			t.Errorf("%s: %+v", row, r.Problems)
		}
	}
}

func TestOnlyWhatIsConfirmedIsRead(t *testing.T) {
	r := readTable(t, []byte("list,type,value,confirm\nx,mark,ROMOSS,是\nx,mark,ROMO SS,\nx,mark,LOMASI,no\nx,mark,LUOMASHI,Yes\n"), WatchOptions{})
	if r.Good != 2 || r.Waiting != 2 || r.Lists[0].Entries[1].Value != "LUOMASHI" {
		t.Errorf("%d good, %d waiting: %+v", r.Good, r.Waiting, r.Lists)
	}
}

func TestColumnsAreMapped(t *testing.T) {
	body := []byte("brand,kind,Nizza,internal\nROMOSS,商标,9,secret\n")
	r := readTable(t, body, WatchOptions{List: "x", Map: map[string]string{"brand": "value", "2": "type", "Nizza": "classes", "internal": ""}})
	if len(r.Lists) != 1 || r.Lists[0].Entries[0].Value != "ROMOSS" || fmt.Sprint(r.Lists[0].Entries[0].Classes) != "[9]" || r.All != 0 {
		t.Errorf("%+v", r)
	}
	// What is not read is said.
	r = readTable(t, body, WatchOptions{List: "x", Map: map[string]string{"brand": "value", "kind": "type"}})
	if r.All != 2 || r.Good != 1 {
		t.Errorf("%d problems, %d good: %v", r.All, r.Good, r.Problems)
	}
	for _, tc := range []struct {
		o    WatchOptions
		want string
	}{
		{WatchOptions{List: "x"}, "no header"},
		{WatchOptions{Map: map[string]string{"brand": "value", "kind": "type"}}, "must be there"},
		{WatchOptions{List: "x", Map: map[string]string{"brand": "value", "kind": "type", "none": "note"}}, `no column "none"`},
	} {
		if _, err := ReadWatchTable(bytes.NewReader(body), int64(len(body)), tc.o); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: %v, want %s", tc.o, err, tc.want)
		}
	}
}

// TestBothReadersTakeTheSame: one mark watched for two goods is two entries.
func TestBothReadersTakeTheSame(t *testing.T) {
	body := "list,type,value,classes,countries\nx,mark,ROMOSS,9,US\nx,mark,ROMOSS,25,BR\nx,mark,ROMOSS,9,US\n"
	strict, err := ReadWatchlists(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r := readTable(t, []byte(body), WatchOptions{})
	if diff := cmp.Diff(strict, r.Lists); diff != "" || len(strict[0].Entries) != 2 || r.Duplicates != 1 {
		t.Errorf("%s%d entries, %d duplicates", diff, len(strict[0].Entries), r.Duplicates)
	}
}

// TestAMillionRows: what repeats is counted, not kept.
func TestAMillionRows(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a second")
	}
	var b bytes.Buffer
	b.WriteString("list,type,value\n")
	const rows, distinct = 1_000_000, 1_000
	for n := range rows {
		fmt.Fprintf(&b, "x,mark,BRAND%d\n", n%distinct)
	}
	r := readTable(t, b.Bytes(), WatchOptions{})
	if r.Rows != rows || r.Good != distinct || r.Duplicates != rows-distinct {
		t.Errorf("%d rows, %d good, %d duplicates", r.Rows, r.Good, r.Duplicates)
	}
}

func TestTooManyProblemsAreCounted(t *testing.T) {
	r := readTable(t, []byte("list,type,value\n"+strings.Repeat("x,mark,A\n", 2*maxWatchProblems)+"x,mark,ROMOSS\n"), WatchOptions{})
	if len(r.Problems) != maxWatchProblems || r.All != 2*maxWatchProblems || r.Good != 1 {
		t.Errorf("%d of %d problems, %d good", len(r.Problems), r.All, r.Good)
	}
}

func FuzzReadWatchTable(f *testing.F) {
	f.Add([]byte(chineseTable))
	f.Add([]byte("list;type;value\nx;mark;\"A\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := ReadWatchTable(bytes.NewReader(body), int64(len(body)), WatchOptions{List: "x"})
		if err != nil {
			return
		}
		if r.Good+r.Duplicates+r.Bad+r.Waiting != r.Rows {
			t.Errorf("%d good, %d duplicates, %d bad of %d rows", r.Good, r.Duplicates, r.Bad, r.Rows)
		}
		for _, l := range r.Lists {
			if l.Name == "" || l.ID != WatchlistID(l.Name) {
				t.Errorf("list %+v", l)
			}
		}
	})
}

func BenchmarkReadWatchTable(b *testing.B) {
	var body bytes.Buffer
	body.WriteString("list,type,value\n")
	for n := range 100_000 {
		fmt.Fprintf(&body, "x,mark,BRAND%d\n", n%1_000)
	}
	b.ReportAllocs()
	for b.Loop() {
		readTable(b, body.Bytes(), WatchOptions{})
	}
}
