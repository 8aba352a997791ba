package report

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Word files are written by the lines below: paragraphs, headings and tables,
// row by row, are all that is needed of the format. Of the libraries in Go
// fumiama/go-docx is AGPL, nguyenthenguyen/docx only fills templates in, and
// gomutex/godocx is at 0.1 and has stood still since August 2025.

// A Draft is a report that a person goes over before it is handed on.
type Draft struct {
	Title  string
	Number string // 期号
	By     string // 编制单位
	Date   string
	Blocks []Block
	Notes  []string // where things come from, under the text
}

// A Block is a heading of level 1 or 2, a paragraph of level 0, or a table.
type Block struct {
	Level int
	Text  string
	Table *Table
}

// WriteWord writes a draft as a Word file on A4.
func WriteWord(w io.Writer, d Draft) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", relations}, {"word/_rels/document.xml.rels", documentRelations},
		{"word/styles.xml", wordStyles}, {"word/footer1.xml", wordFooter},
	} {
		if err := putPart(z, part.name, part.body); err != nil {
			return err
		}
	}
	out, err := z.Create("word/document.xml")
	if err != nil {
		return err
	}
	doc := wordWriter{w: out}
	doc.raw(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	doc.paragraph("Title", d.Title)
	if d.Number != "" {
		doc.paragraph("Subtitle", d.Number)
	}
	if line := strings.TrimSpace(d.By + "　　" + d.Date); line != "" {
		doc.paragraph("Subtitle", line)
	}
	for _, b := range d.Blocks {
		switch {
		case b.Table != nil:
			doc.table(*b.Table)
		case b.Level > 0:
			doc.paragraph(fmt.Sprintf("Heading%d", min(b.Level, 2)), b.Text)
		default:
			doc.paragraph("Normal", b.Text)
		}
	}
	for i, n := range d.Notes {
		doc.paragraph("Note", fmt.Sprintf("注%d：%s", i+1, n))
	}
	doc.raw(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1304" w:bottom="1418" w:left="1474" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	if doc.err != nil {
		return doc.err
	}
	return z.Close()
}

func putPart(z *zip.Writer, name, body string) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, xml.Header+body)
	}
	return err
}

// A wordWriter writes the body and keeps the first error.
type wordWriter struct {
	w   io.Writer
	err error
}

func (d *wordWriter) raw(s string) {
	if d.err == nil {
		_, d.err = io.WriteString(d.w, s)
	}
}

func (d *wordWriter) text(s string) {
	d.raw(`<w:r><w:t xml:space="preserve">`)
	if d.err == nil {
		d.err = xml.EscapeText(d.w, []byte(printable(s)))
	}
	d.raw(`</w:t></w:r>`)
}

func (d *wordWriter) paragraph(style, s string) {
	d.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	d.text(s)
	d.raw(`</w:p>`)
}

// pageTwips is how wide the text of a page is.
const pageTwips = 11906 - 1304 - 1474

func (d *wordWriter) table(t Table) {
	if t.Title != "" {
		d.paragraph("Caption", t.Title)
	}
	all := 0
	for _, c := range t.Columns {
		all += max(c.Width, 6)
	}
	d.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = pageTwips * max(c.Width, 6) / max(all, 1)
		d.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, widths[i]))
	}
	d.raw(`</w:tblGrid>`)
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	d.row(t, widths, names, true)
	n := 0
	for cells, err := range t.Rows {
		if err != nil {
			d.err = err
		}
		if d.err != nil {
			return
		}
		if n++; n > maxWordRows {
			break
		}
		d.row(t, widths, cells, false)
	}
	d.raw(`</w:tbl>`)
	if n > maxWordRows {
		d.paragraph("Note", t.left(maxWordRows)+"；全部行见 Excel 文件。")
	}
	if t.Note != "" {
		d.paragraph("Note", t.Note)
	}
	d.paragraph("Cell", "")
}

func (d *wordWriter) row(t Table, widths []int, cells []string, head bool) {
	d.raw(`<w:tr><w:trPr><w:cantSplit/>`)
	if head {
		d.raw(`<w:tblHeader/>`)
	}
	d.raw(`</w:trPr>`)
	for i, w := range widths {
		d.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, w))
		style, text := "Cell", ""
		if i < len(cells) {
			text = cells[i]
		}
		switch {
		case head:
			style = "CellHead"
		case t.Columns[i].Number:
			style = "CellNumber"
		}
		d.paragraph(style, text)
		d.raw(`</w:tc>`)
	}
	d.raw(`</w:tr>`)
}

const (
	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`

	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

	documentRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`

	wordFooter = `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`

	// Titles in 小标宋 (宋体 where it is not there), headings in 黑体 and 楷体,
	// text in 仿宋 of size 三号, as official papers have them.
	wordStyles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:pPr><w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:sz w:val="44"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体"/><w:sz w:val="28"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:keepNext/><w:spacing w:before="160" w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:pPr><w:keepNext/><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="24"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:pPr><w:spacing w:before="60"/></w:pPr><w:rPr><w:sz w:val="21"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:rPr><w:sz w:val="20"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="CellHead"><w:name w:val="CellHead"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="20"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="CellNumber"><w:name w:val="CellNumber"/><w:pPr><w:jc w:val="right"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:color="auto"/><w:left w:val="single" w:sz="4" w:color="auto"/><w:bottom w:val="single" w:sz="4" w:color="auto"/><w:right w:val="single" w:sz="4" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:color="auto"/></w:tblBorders></w:tblPr></w:style></w:styles>`
)
