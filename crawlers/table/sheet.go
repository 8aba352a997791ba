package table

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html/charset"
)

// Bounds of a workbook.
const (
	maxParts    = 10_000
	maxUnpacked = 256 << 20 // bytes of all parts
	maxMemory   = 16 << 20  // bytes of a part that is not put in a file meanwhile
)

const hint = "open it in a spreadsheet and save it as XLSX or CSV"

// readBook reads a sheet of a workbook. Formulas have the value that was last
// worked out, and each cell of a merged range the value of all.
func (t *Table) readBook(body []byte, sheet string) (err error) {
	defer func() {
		if r := recover(); r != nil { // what bytes from anywhere provoke in a reader is about the file
			err = fmt.Errorf("the workbook cannot be read (%v): %s", r, hint)
		}
	}()
	parts, err := unpack(body)
	if err != nil {
		return err
	}
	book, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxMemory})
	if err != nil {
		return fmt.Errorf("the workbook cannot be read (%w): %s", err, hint)
	}
	defer book.Close()
	t.Form = "workbook"
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		t.Era1904 = *props.Date1904
	}
	names := book.GetSheetList()
	if sheet != "" {
		names = slices.DeleteFunc(names, func(s string) bool { return !strings.EqualFold(s, sheet) })
		if len(names) == 0 {
			return fmt.Errorf("there is no sheet %q; there are %s", sheet, strings.Join(book.GetSheetList(), ", "))
		}
	}
	for _, name := range names {
		if shown, err := book.GetSheetVisible(name); sheet == "" && (err != nil || !shown) {
			continue
		}
		t.Sheet = name
		if err := t.readSheet(book, parts); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
		if t.count > 0 {
			break
		}
	}
	t.Others = slices.DeleteFunc(book.GetSheetList(), func(s string) bool { return s == t.Sheet })
	return nil
}

// unpack lists the parts of a workbook, and refuses what unpacks to too much.
func unpack(body []byte) (map[string]*zip.File, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, fmt.Errorf("the workbook is cut off or broken (%w): have it sent again", err)
	}
	if len(z.File) > maxParts {
		return nil, errors.New("the file has more parts than a workbook: " + hint)
	}
	parts, size := map[string]*zip.File{}, uint64(0)
	for _, f := range z.File {
		if size += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || size > maxUnpacked {
			return nil, fmt.Errorf("the workbook unpacks to more than %d MB: leave out pictures and what is not needed, or split it", maxUnpacked>>20)
		}
		parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	switch {
	case parts["xl/workbook.xml"] != nil:
		return parts, nil
	case parts["xl/workbook.bin"] != nil:
		return nil, errors.New("the file is a binary workbook (XLSB): save it as XLSX")
	case parts["content.xml"] != nil:
		return nil, errors.New("the file is an OpenDocument table (ODS): save it as XLSX")
	case parts["word/document.xml"] != nil:
		return nil, errors.New("the file is a document (DOCX): copy its table into a spreadsheet and save that as XLSX")
	}
	return nil, errors.New("the file is an archive, and no workbook: unpack it first")
}

// readSheet reads the rows of t.Sheet.
func (t *Table) readSheet(book *excelize.File, parts map[string]*zip.File) error {
	part, err := partOf(parts, t.Sheet)
	if err != nil {
		return err
	}
	merged, linked, err := survey(part)
	if err != nil {
		return err
	}
	if texts := parts["xl/sharedstrings.xml"]; texts != nil {
		if _, _, err := survey(texts); err != nil {
			return err
		}
	}
	links, err := targets(parts, part.Name)
	if err != nil {
		return err
	}
	stored, err := book.Rows(t.Sheet)
	if err != nil {
		return err
	}
	defer stored.Close()
	shown, err := book.Rows(t.Sheet)
	if err != nil {
		return err
	}
	defer shown.Close()
	for n := 1; stored.Next() && shown.Next(); n++ {
		raw, err := stored.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("row %d: %w: %s", n, err, hint)
		}
		cells, err := shown.Columns(excelize.Options{RawCellValue: false})
		if err != nil {
			return fmt.Errorf("row %d: %w: %s", n, err, hint)
		}
		for i := range min(len(raw), len(cells)) {
			cells[i] = value(raw[i], cells[i])
		}
		if cells, err = merged.fill(n, cells); err != nil {
			return err
		}
		before := len(t.Rows)
		if err := t.add(n, cells); err != nil {
			return err
		}
		if len(t.Rows) == before {
			continue // blank, or handed on
		}
		for at, id := range linked[n] {
			if row := &t.Rows[len(t.Rows)-1]; links[id] != "" {
				if row.Links == nil {
					row.Links = map[int]string{}
				}
				row.Links[at-1] = links[id]
			}
		}
	}
	return nil
}

var numeric = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?$`)

// value is what a cell holds. A number is told as it is stored, since formats
// round it or make a day of it, but for the zeros that a format puts before it.
func value(stored, shown string) string {
	if stored == shown || !numeric.MatchString(stored) {
		return shown
	}
	if f, err := strconv.ParseFloat(stored, 64); err == nil && f < 1e15 {
		stored = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if strings.TrimLeft(shown, "0") == strings.TrimLeft(stored, "0") {
		return shown
	}
	return stored
}

// partOf finds the part that holds a sheet.
func partOf(parts map[string]*zip.File, sheet string) (*zip.File, error) {
	var book struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			All  []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := readXML(parts["xl/workbook.xml"], &book); err != nil {
		return nil, err
	}
	rels, err := targets(parts, "xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	for _, s := range book.Sheets {
		for _, a := range s.All {
			if s.Name != sheet || a.Name.Local != "id" {
				continue
			}
			name, whole := strings.CutPrefix(rels[a.Value], "/")
			if !whole {
				name = path.Join("xl", name)
			}
			if part := parts[strings.ToLower(name)]; part != nil {
				return part, nil
			}
		}
	}
	return nil, errors.New("its rows are not in the workbook: " + hint)
}

// targets returns what a part refers to by ids, which is nothing for most.
func targets(parts map[string]*zip.File, name string) (map[string]string, error) {
	dir, file := path.Split(strings.ToLower(strings.ReplaceAll(name, `\`, "/")))
	part := parts[dir+"_rels/"+file+".rels"]
	if part == nil {
		return nil, nil //nolint:nilnil // a map of nothing
	}
	var rels struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := readXML(part, &rels); err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rels.All))
	for _, r := range rels.All {
		out[r.ID] = r.Target
	}
	return out, nil
}

func readXML(part *zip.File, v any) error {
	if part == nil {
		return errors.New("a part of the workbook is missing: " + hint)
	}
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	d.CharsetReader = charset.NewReaderLabel
	return d.Decode(v)
}

// survey reads a part to its end, to see that it is whole: the reader of rows
// takes what breaks off for what ends. It returns the merged ranges of a sheet,
// and the ids of links by row and column.
func survey(part *zip.File) (*ranges, map[int]map[int]string, error) {
	in, err := part.Open()
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	d.CharsetReader = charset.NewReaderLabel
	merged, linked := &ranges{}, map[int]map[int]string{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("it is broken (%w): %s", err, hint)
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" && e.Name.Local != "hyperlink" {
			continue
		}
		ref, id := attr(e, "ref"), attr(e, "id")
		if e.Name.Local == "mergeCell" {
			merged.add(ref)
			continue
		}
		first, _, _ := strings.Cut(ref, ":")
		if column, row, err := excelize.CellNameToCoordinates(first); err == nil && column <= MaxColumns {
			if linked[row] == nil {
				linked[row] = map[int]string{}
			}
			linked[row][column] = id
		}
	}
	slices.SortStableFunc(merged.ahead, func(a, b merge) int { return cmp.Compare(a.top, b.top) })
	return merged, linked, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// A merge is a merged range of cells. Rows and columns count from 1.
type merge struct {
	top, bottom, left, right int
	value                    string
}

// Ranges are the merged ranges of a sheet, from the top.
type ranges struct {
	ahead []merge // not reached yet
	here  []merge // in the row that was last filled, and maybe the next
}

// add adds a range such as B2:D2; what is none, or lies beyond what is read,
// changes nothing.
func (m *ranges) add(ref string) {
	from, to, ok := strings.Cut(ref, ":")
	left, top, err := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(to)
	if !ok || err != nil || err2 != nil || right < left || bottom < top || left > MaxColumns {
		return
	}
	m.ahead = append(m.ahead, merge{top: top, bottom: bottom, left: left, right: min(right, MaxColumns)})
}

// fill gives the cells of a row what the ranges over it hold. Rows come in
// their order. One that is blank otherwise stays blank.
func (m *ranges) fill(row int, cells []string) ([]string, error) {
	m.here = slices.DeleteFunc(m.here, func(r merge) bool { return r.bottom < row })
	for len(m.ahead) > 0 && m.ahead[0].top <= row {
		r := m.ahead[0]
		m.ahead = m.ahead[1:]
		if r.top == row && r.left <= len(cells) {
			r.value = cells[r.left-1]
		}
		if r.bottom >= row && r.value != "" {
			m.here = append(m.here, r)
		}
	}
	if len(m.here) > MaxColumns {
		return nil, fmt.Errorf("row %d: more merged ranges than columns: %s", row, hint)
	}
	if !slices.ContainsFunc(cells, func(s string) bool { return s != "" }) {
		return cells, nil
	}
	for _, r := range m.here {
		for len(cells) < r.right {
			cells = append(cells, "")
		}
		for i := r.left - 1; i < r.right; i++ {
			cells[i] = cmp.Or(cells[i], r.value)
		}
	}
	return cells, nil
}
