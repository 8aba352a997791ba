package table

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// book makes a workbook.
func book(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must is for the many small steps of making a workbook.
func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkbook(t *testing.T) {
	body := book(t, func(f *excelize.File) error {
		us, err := f.NewStyle(&excelize.Style{NumFmt: 14}) // m/d/yy
		must(t, err)
		zeros := "000000"
		padded, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
		must(t, err)
		thousands, err := f.NewStyle(&excelize.Style{NumFmt: 3})
		must(t, err)
		_, err = f.NewSheet("数据")
		must(t, err,
			f.SetSheetName("Sheet1", "说明"),
			f.SetCellValue("数据", "A1", "商标监测周报"), f.MergeCell("数据", "A1", "E1"),
			f.SetSheetRow("数据", "A3", &[]any{"申请号", "申请日", "分类", "商标", "编号"}),
			f.SetSheetRow("数据", "A4", &[]any{"D1", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), 9, "星河", 123}),
			f.SetCellValue("数据", "C5", 35), f.MergeCell("数据", "A4", "A5"), f.MergeCell("数据", "B4", "B5"),
			f.SetCellStyle("数据", "B4", "B4", us), f.SetCellStyle("数据", "E4", "E4", padded),
			f.SetSheetRow("数据", "A6", &[]any{402026001234, "1E5", 4.02026001234e14}), f.SetCellStyle("数据", "A6", "A6", thousands),
			f.SetCellHyperLink("数据", "A4", "https://e.test/d1", "External"), f.SetCellHyperLink("数据", "A9", "https://e.test/none", "External"),
			f.SetCellFormula("数据", "D6", `="x"&"y"`),
		)
		return nil
	})
	got := read(t, body, "")
	if got.Form != "workbook" || got.Sheet != "数据" || fmt.Sprint(got.Others) != "[说明]" {
		t.Errorf("%s, %s, %v", got.Form, got.Sheet, got.Others)
	}
	want := []Row{
		{Number: 1, Cells: []string{"商标监测周报", "商标监测周报", "商标监测周报", "商标监测周报", "商标监测周报"}, Width: 5},
		{Number: 3, Cells: []string{"申请号", "申请日", "分类", "商标", "编号"}, Width: 5},
		{Number: 4, Cells: []string{"D1", "46027", "9", "星河", "000123"}, Width: 5, Links: map[int]string{0: "https://e.test/d1"}},
		{Number: 5, Cells: []string{"D1", "46027", "35"}, Width: 3},
		{Number: 6, Cells: []string{"402026001234", "1E5", "402026001234000"}, Width: 4},
	}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Error(diff)
	}
	if _, err := Read(bytes.NewReader(body), int64(len(body)), "说明"); err == nil || !strings.Contains(err.Error(), "there are also 数据") {
		t.Errorf("a sheet without rows: %v", err)
	}
	if _, err := Read(bytes.NewReader(body), int64(len(body)), "Sheet9"); err == nil || !strings.Contains(err.Error(), "there are 说明, 数据") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestFormulasHaveTheValueLastWorkedOut(t *testing.T) {
	body := rewritten(t, book(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", "x") }), "xl/worksheets/sheet1.xml",
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str"><f>HYPERLINK("https://e.test","D26")</f><v>D26</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="inlineStr"><is><t>in</t></is></c><c r="D1"><v>4.0202612345E10</v></c></row></sheetData></worksheet>`)
	got := read(t, body, "")
	if fmt.Sprint(got.Rows[0].Cells) != "[D26 2 in 40202612345]" {
		t.Errorf("%q", got.Rows[0].Cells)
	}
}

func TestHiddenSheetsAreReadWhenNamed(t *testing.T) {
	body := book(t, func(f *excelize.File) error {
		_, err := f.NewSheet("b")
		must(t, err, f.SetCellValue("Sheet1", "A1", "hidden"), f.SetCellValue("b", "A1", "shown"))
		f.SetActiveSheet(1)
		return f.SetSheetVisible("Sheet1", false)
	})
	if got := read(t, body, ""); got.Rows[0].Cells[0] != "shown" {
		t.Errorf("%v", got.Rows)
	}
	if got := read(t, body, "sheet1"); got.Rows[0].Cells[0] != "hidden" {
		t.Errorf("%v", got.Rows)
	}
}

func TestDaysFrom1904(t *testing.T) {
	yes := true
	body := book(t, func(f *excelize.File) error {
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		return f.SetCellValue("Sheet1", "A1", "x")
	})
	if got := read(t, body, ""); !got.Era1904 {
		t.Error("counted from 1900")
	}
}

// rewritten returns a zip with one member replaced, or left out for "".
func rewritten(t testing.TB, body []byte, name, content string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		if f.Name != name {
			must(t, out.Copy(f))
		}
	}
	if content != "" {
		w, err := out.Create(name)
		must(t, err)
		_, err = w.Write([]byte(content))
		must(t, err)
	}
	must(t, out.Close())
	return b.Bytes()
}

// bomb puts a megabyte that says it has another size in a workbook.
func bomb(t testing.TB, body []byte, name string, says uint64) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	must(t, err)
	_, err = w.Write(make([]byte, 1<<20))
	must(t, err, w.Close())
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		if f.Name != name {
			must(t, out.Copy(f))
		}
	}
	raw, err := out.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: says})
	must(t, err)
	_, err = raw.Write(packed.Bytes())
	must(t, err, out.Close())
	return b.Bytes()
}

func TestHostileWorkbooks(t *testing.T) {
	good := book(t, func(f *excelize.File) error { return f.SetSheetRow("Sheet1", "A1", &[]any{"a", "b"}) })
	const sheet = "xl/worksheets/sheet1.xml"
	const begin, end = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `</sheetData></worksheet>`
	overlapping := begin + `<row r="1"><c r="A1" t="str"><v>x</v></c></row></sheetData><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 300) + `</mergeCells></worksheet>`
	for _, tc := range []struct {
		name string
		body []byte
		want string
	}{
		{"cut off", good[:len(good)-100], "cut off or broken"},
		{"a zip of something else", rewritten(t, good, "xl/workbook.xml", ""), "no workbook"},
		{"its sheet is missing", rewritten(t, good, sheet, ""), "not in the workbook"},
		{"its sheet breaks off", rewritten(t, good, sheet, begin+`<row r="1"><c r="A1" t="str"><v>x</v></c></row><row`), "broken"},
		{"a web page for a sheet", rewritten(t, good, sheet, "<html><br></html>"), "broken"},
		{"a bomb", bomb(t, good, "xl/media/image1.png", maxUnpacked+1), "unpacks to more"},
		{"a bomb that says it is small", bomb(t, good, sheet, 10), "broken"},
		{"its texts break off", rewritten(t, good, "xl/sharedStrings.xml", "<sst><si><t>a</t></si><si>"), "broken"},
		{"far out", rewritten(t, good, sheet, begin+`<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>`+end), "columns"},
		{"merged over and over", rewritten(t, good, sheet, overlapping), "merged ranges"},
		{"nothing in it", rewritten(t, good, sheet, begin+end), "no rows"},
	} {
		_, err := Read(bytes.NewReader(tc.body), int64(len(tc.body)), "")
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	wide := rewritten(t, good, sheet, begin+`<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="1048576"><c r="A1048576" t="str"><v>y</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1"/><mergeCell ref="?:B2"/></mergeCells></worksheet>`)
	if got := read(t, wide, ""); len(got.Rows) != 2 || got.Rows[1].Number != 1048576 || len(got.Rows[0].Cells) != MaxColumns {
		t.Errorf("merged to the end: %d rows", len(got.Rows))
	}
}

func TestLockedWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	must(t, f.Write(&b, excelize.Options{Password: "secret"}))
	if _, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()), ""); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("%v", err)
	}
}

func FuzzWorkbook(f *testing.F) {
	good := book(f, func(x *excelize.File) error { return x.SetSheetRow("Sheet1", "A1", &[]any{"a", "b"}) })
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="2"><c r="C2" t="s"><v>9</v></c><c t="inlineStr"><is><t>x</t></is></c></row><row r="1"/></sheetData><mergeCells><mergeCell ref="A2:C4"/></mergeCells></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		bounded(t, rewritten(t, good, "xl/worksheets/sheet1.xml", sheet))
	})
}

func BenchmarkText(b *testing.B) {
	var text strings.Builder
	text.WriteString("serial,mark,classes,applicant,filed\n")
	for i := range 20_000 {
		fmt.Fprintf(&text, "DID2026%06d,星河灯具 %d,\"9, 11\",\"Shenzhen Xinghe Lighting Co., Ltd.\",2026-01-05\n", i, i)
	}
	body := []byte(text.String())
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if t, err := Read(bytes.NewReader(body), int64(len(body)), ""); err != nil || len(t.Rows) != 20_001 {
			b.Fatal(err)
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWorkbook(b *testing.B) {
	body := book(b, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		must(b, err)
		for i := range 20_000 {
			must(b, w.SetRow(fmt.Sprintf("A%d", i+1), []any{fmt.Sprintf("DID2026%06d", i), "星河灯具", "9, 11", "Shenzhen Xinghe Lighting Co., Ltd.", 46027}))
		}
		return w.Flush()
	})
	for b.Loop() {
		if t, err := Read(bytes.NewReader(body), int64(len(body)), ""); err != nil || len(t.Rows) != 20_000 {
			b.Fatal(err)
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
