package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tocsin/cmd/internal/report"
)

func table(rows ...[]string) report.Table {
	return report.Table{Title: "案件/明细[1]", Rows: report.Of(rows), Columns: []report.Column{{Name: "案件", Width: 40}, {Name: "动态", Width: 8, Number: true}}}
}

func TestExcel(t *testing.T) {
	formulas := []string{"=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1+1", "=cmd|' /C calc'!A0"}
	rows := [][]string{{"浙江省 & <b>", "12"}, {"x\x00\x01\ufffe" + strings.Repeat("长", 9000), "no number"}}
	for _, f := range formulas {
		rows = append(rows, []string{f, "-3"})
	}
	var b bytes.Buffer
	if err := report.WriteExcel(&b, table(rows...), table()); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) != 2 || sheets[0] != "1 案件明细1" {
		t.Fatalf("sheets: %q", sheets)
	}
	got, err := book.GetRows(sheets[0])
	if err != nil || len(got) != len(rows)+1 || got[0][0] != "案件" || got[1][0] != "浙江省 & <b>" || got[1][1] != "12" {
		t.Fatalf("%.200q, %v", got, err)
	}
	if n := len([]rune(got[2][0])); n != 8001 || strings.ContainsAny(got[2][0], "\x00\x01") {
		t.Errorf("a long cell has %d characters", n)
	}
	for i, r := range got[3:] {
		if strings.IndexAny(strings.TrimSpace(r[0]), "=+-@＝") == 0 {
			t.Errorf("%q stays a formula: %q", formulas[i], r[0])
		}
		if r[1] != "-3" {
			t.Errorf("a number is not one: %q", r[1])
		}
	}
	if kind, err := book.GetCellType(sheets[0], "B2"); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("the number is a text: %v, %v", kind, err)
	}
	panes, err := book.GetPanes(sheets[0])
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head is not frozen: %+v, %v", panes, err)
	}
}

func TestExcelOfRowsThatFail(t *testing.T) {
	broken := table()
	broken.Rows = func(yield func([]string, error) bool) { yield(nil, io.ErrUnexpectedEOF) }
	if err := report.WriteExcel(io.Discard, broken); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Excel: %v", err)
	}
	if err := report.WriteWord(io.Discard, report.Draft{Blocks: []report.Block{{Table: &broken}}}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Word: %v", err)
	}
}

func TestWordIsWellFormed(t *testing.T) {
	rows := table([]string{"浙江省 </w:t>&\x00", "12"}, []string{"short"})
	d := report.Draft{
		Title: "海外知识产权纠纷预警日报", Number: "2026年第69期", By: "某中心", Date: "2026年3月10日", Notes: []string{"来源 <x>"},
		Blocks: []report.Block{{Level: 1, Text: "一、总体情况"}, {Text: "正文 & 文字"}, {Level: 2, Text: "（一）分类"}, {Table: &rows}},
	}
	var b bytes.Buffer
	if err := report.WriteWord(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for x := xml.NewDecoder(bytes.NewReader(body)); ; {
			token, err := x.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok {
				text += string(c)
			}
		}
		if f.Name == "word/document.xml" {
			for _, want := range []string{"日报", "2026年第69期", "一、总体情况", "正文 & 文字", "浙江省 </w:t>&", "12", "注1：来源 <x>"} {
				if !strings.Contains(text, want) {
					t.Errorf("the text lacks %q", want)
				}
			}
			if n := bytes.Count(body, []byte("<w:tc>")); n != 6 {
				t.Errorf("%d cells, want 3 rows of 2", n)
			}
		}
	}
	if fmt.Sprint(len(z.File)) != "6" {
		t.Errorf("%d parts", len(z.File))
	}
}

// TestDraftInEveryForm: what a draft says is in each of its forms, and nothing
// that a court wrote is taken for markup.
func TestDraftInEveryForm(t *testing.T) {
	t.Parallel()
	draft := func() report.Draft {
		t := table([]string{"Acme <b> | *v.* [Lamps](x)", "12"})
		return report.Draft{
			Title: "海外知识产权纠纷预警月报", Number: "2026年第3期", By: "编制单位：中心", Date: "2026年4月1日", Notes: []string{"注释"},
			Blocks: []report.Block{{Level: 1, Text: "一、总体情况"}, {Text: "正文。"}, {Table: &t}},
		}
	}
	var page, md, book bytes.Buffer
	if err := errors.Join(report.WritePage(&page, draft()), report.WriteMarkdown(&md, draft()), report.WriteDraftExcel(&book, draft())); err != nil {
		t.Fatal(err)
	}
	for what, has := range map[string]bool{
		`<h1>海外知识产权纠纷预警月报</h1>`: true, `<col width="83%">`: true, "Acme &lt;b&gt; | *v.* [Lamps](x)": true, "size: A4": true, "Acme <b>": false,
	} {
		if strings.Contains(page.String(), what) != has {
			t.Errorf("the page holds %q: %t", what, !has)
		}
	}
	for _, want := range []string{"# 海外知识产权纠纷预警月报", "## 一、总体情况", "| 案件 | 动态 |\n| --- | ---: |", `| Acme &lt;b&gt; \| \*v.\* \[Lamps\](x) | 12 |`, "1. 注释"} {
		if !strings.Contains(md.String(), want) {
			t.Errorf("no %q in\n%s", want, md.String())
		}
	}
	x, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got := strings.Join(x.GetSheetList(), ","); got != "1 正文,2 一、总体情况" {
		t.Errorf("sheets %s", got)
	}
	if cell, err := x.GetCellValue("2 一、总体情况", "B2"); err != nil || cell != "12" {
		t.Errorf("%q, %v", cell, err)
	}
}

// TestCutTablesSaySo: a file says at its end how much it leaves out.
func TestCutTablesSaySo(t *testing.T) {
	t.Parallel()
	var rows [][]string
	for i := range report.MaxWordRows + 2 {
		rows = append(rows, []string{"x", fmt.Sprint(i)})
	}
	long := table(rows...)
	long.All, long.Note = len(rows), "只统计了最近的部分"
	var b bytes.Buffer
	if err := report.WriteWord(&b, report.Draft{Blocks: []report.Block{{Table: &long}}}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("共 %d 行，此处列出前 %d 行", len(rows), report.MaxWordRows), "只统计了最近的部分"} {
		if !strings.Contains(string(doc), want) {
			t.Errorf("the file does not say %q", want)
		}
	}
}
