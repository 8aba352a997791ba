package report

import (
	"fmt"
	"html/template"
	"io"
	"strings"
)

// page is a draft in HTML, without a frame: the console's policy has its look in
// classes.
var page = template.Must(template.New("draft").Parse(`{{define "draft"}}<article class="draft" lang="zh-CN">
<h1>{{.Title}}</h1>
<p class="number">{{.Number}}</p>
<p class="by"><span>{{.By}}</span> <span>{{.Date}}</span></p>
{{range .Blocks}}{{if .Table}}<table><colgroup>{{range .Table.Shares}}<col width="{{.}}%">{{end}}</colgroup><thead><tr>{{range .Table.Columns}}<th{{if .Number}} class="n"{{end}}>{{.Name}}</th>{{end}}</tr></thead><tbody>
{{$columns := .Table.Columns}}{{range $row, $err := .Table.Rows}}<tr>{{range $i, $cell := $row}}<td{{if (index $columns $i).Number}} class="n"{{end}}><bdi>{{$cell}}</bdi></td>{{end}}</tr>
{{end}}</tbody></table>
{{else if eq .Level 1}}<h2>{{.Text}}</h2>
{{else if eq .Level 2}}<h3>{{.Text}}</h3>
{{else}}<p>{{.Text}}</p>
{{end}}{{end}}<ol class="notes">{{range .Notes}}<li>{{.}}</li>{{end}}</ol>
</article>
{{end}}{{define "whole"}}<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{.Title}} {{.Number}}</title><style>
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; font: 14pt "SimSun", "Noto Serif CJK SC", serif; } }
body { margin: 0 auto; max-width: 156mm; color: #000; background: #fff; font: 16pt/28pt "FangSong", "仿宋", "仿宋_GB2312", "Noto Serif CJK SC", serif; }
h1 { margin: 0 0 6pt; text-align: center; color: #c00; font: 30pt/40pt "方正小标宋简体", "SimSun", "Noto Serif CJK SC", serif; font-weight: bold; letter-spacing: .05em; }
.number { margin: 0 0 10pt; text-align: center; }
.by { display: flex; justify-content: space-between; margin: 0 0 16pt; padding-bottom: 4pt; border-bottom: 2pt solid #c00; font-size: 14pt; }
h2 { margin: 10pt 0 2pt; text-indent: 2em; font: 16pt/28pt "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; break-after: avoid; }
h3 { margin: 6pt 0 2pt; text-indent: 2em; font: 16pt/28pt "KaiTi", "楷体", "Noto Serif CJK SC", serif; break-after: avoid; }
p { margin: 0; text-indent: 2em; text-align: justify; }
.number, .by { text-indent: 0; }
table { width: 100%; table-layout: fixed; margin: 6pt 0 10pt; border-collapse: collapse; font-size: 10.5pt; line-height: 15pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { font-family: "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; font-weight: normal; }
th, td { padding: 3pt 4pt; border: .5pt solid #000; vertical-align: middle; overflow-wrap: anywhere; text-align: left; }
th { text-align: center; }
td.n { text-align: right; white-space: nowrap; }
td bdi { white-space: pre-line; }
.notes { margin: 16pt 0 0; padding: 6pt 0 0 1.6em; border-top: .5pt solid #000; font-size: 10.5pt; line-height: 16pt; }
</style></head><body>
{{template "draft" .}}</body></html>
{{end}}`))

// Shares are how much of the width each column has, in percent.
func (t Table) Shares() []int {
	all := 0
	for _, c := range t.Columns {
		all += max(c.Width, 6)
	}
	out := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = 100 * max(c.Width, 6) / max(all, 1)
	}
	return out
}

// WriteHTML writes a draft for a page. Its tables must be at hand ([Of]).
func WriteHTML(w io.Writer, d Draft) error { return page.ExecuteTemplate(w, "draft", d) }

// WritePage writes a draft as a whole page, to be printed on A4 as official
// papers are set (GB/T 9704). Its tables must be at hand ([Of]).
func WritePage(w io.Writer, d Draft) error { return page.ExecuteTemplate(w, "whole", d) }

// WriteMarkdown writes a draft as Markdown.
func WriteMarkdown(w io.Writer, d Draft) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s　　%s\n", literal(d.Title), literal(d.Number), literal(d.By), literal(d.Date))
	for _, x := range d.Blocks {
		switch {
		case x.Table != nil:
			if err := x.Table.markdown(&b); err != nil {
				return err
			}
		case x.Level > 0:
			fmt.Fprintf(&b, "\n%s %s\n", strings.Repeat("#", min(x.Level, 2)+1), literal(x.Text))
		default:
			fmt.Fprintf(&b, "\n%s\n", literal(x.Text))
		}
	}
	b.WriteString("\n---\n")
	for i, n := range d.Notes {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, literal(n))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Table) markdown(b *strings.Builder) error {
	var names, rule []string
	for _, c := range t.Columns {
		names = append(names, literal(c.Name))
		if c.Number {
			rule = append(rule, "---:")
		} else {
			rule = append(rule, "---")
		}
	}
	fmt.Fprintf(b, "\n| %s |\n| %s |\n", strings.Join(names, " | "), strings.Join(rule, " | "))
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		row := make([]string, len(t.Columns))
		for i := range min(len(cells), len(row)) {
			row[i] = literal(cells[i])
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
	return nil
}

// marks are the signs that Markdown reads, which a text of a court may hold.
var marks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`, "&", "&amp;")

// literal is a text as Markdown shows it, in one line.
func literal(s string) string { return marks.Replace(printable(s)) }

// WriteDraftExcel writes a draft as a workbook: its text on the first sheet, and
// each of its tables, called by the heading above it, on one of its own.
func WriteDraftExcel(w io.Writer, d Draft) error {
	rows := [][]string{{d.Title}, {d.Number}, {d.By + "　" + d.Date}}
	tables := []Table{{Title: "正文"}}
	head, nth := "", 0
	for _, b := range d.Blocks {
		switch {
		case b.Table != nil:
			t := *b.Table
			if nth++; nth > 1 {
				t.Title = fmt.Sprintf("%s %d", head, nth)
			} else {
				t.Title = head
			}
			tables = append(tables, t)
			rows = append(rows, []string{fmt.Sprintf("（表见工作表“%s”）", sheetName(len(tables)-1, t.Title))})
		default:
			if b.Level > 0 {
				head, nth = b.Text, 0
			}
			rows = append(rows, []string{b.Text})
		}
	}
	for i, n := range d.Notes {
		rows = append(rows, []string{fmt.Sprintf("注%d：%s", i+1, n)})
	}
	tables[0].Columns, tables[0].Rows = []Column{{Name: "内容", Width: 100}}, Of(rows)
	return WriteExcel(w, tables...)
}
