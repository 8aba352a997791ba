package alerts

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/language"

	"tocsin/alerts/names"
)

// EntryType says what a watched value is.
type EntryType string

// The types of entries. The list is closed.
const (
	WatchMark       EntryType = "mark"
	WatchCompany    EntryType = "company"
	WatchStore      EntryType = "store"
	WatchPatent     EntryType = "patent"
	WatchProduct    EntryType = "product"
	WatchKeyword    EntryType = "keyword"
	WatchPlaintiff  EntryType = "plaintiff"
	WatchLawFirm    EntryType = "lawfirm"
	WatchCompetitor EntryType = "competitor"
	WatchOwner      EntryType = "owner"
)

var entryTypes = []EntryType{
	WatchMark, WatchCompany, WatchStore, WatchPatent, WatchProduct,
	WatchKeyword, WatchPlaintiff, WatchLawFirm, WatchCompetitor, WatchOwner,
}

// EntryTypes returns the types of entries.
func EntryTypes() []EntryType { return slices.Clone(entryTypes) }

// An Entry is one thing a watchlist looks for.
type Entry struct {
	Type      EntryType
	Value     string
	Classes   []int    // Nice classes of a mark; empty is every class
	Owner     string   // whose the mark is: the owner's own filings are not squatting
	Countries []string // two-letter codes of where to look; empty is everywhere
	Note      string

	// Of an enterprise: its unified social credit code, and where it is, by
	// which namesakes are told apart. Both may be "".
	Code  names.CreditCode `json:",omitempty"`
	Place string           `json:",omitempty"`
}

func (e Entry) String() string { return string(e.Type) + ":" + e.Value }

// A Watchlist is what one exporter, or one center, wants to hear of.
type Watchlist struct {
	ID      string // "w-…", see [WatchlistID]
	Name    string
	Entries []Entry
	Tell    []string // destinations, by name
}

// WatchlistID derives the id of a list from its name. Equal names give equal
// ids on every machine and at every import, whatever their case, width or
// spaces, so a file read twice is the same list. A name of Latin letters stays
// readable in it ("w-anker"); any other gives its hash, since an id must not
// hold a blank or one of "#<>@".
func WatchlistID(name string) string {
	words := strings.Fields(fold(name))
	slug := strings.Join(words, "-")
	plain := func(r rune) bool { return r == '-' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	if slug != "" && len(slug) <= 40 && strings.IndexFunc(slug, func(r rune) bool { return !plain(r) }) < 0 {
		return "w-" + slug
	}
	if slug == "" { // a name of signs only
		slug = name
	}
	sum := sha256.Sum256([]byte(slug))
	return "w-" + hex.EncodeToString(sum[:8])
}

// Bounds of a file of watchlists.
const (
	maxWatchBytes = 64 << 20
	maxWatchLines = 200_000
	maxWatchValue = 300 // runes
)

// watchColumns are the columns of WATCH.csv; list, type and value must be there.
var watchColumns = []string{"list", "type", "value", "classes", "owner", "countries", "tell", "note", "code", "place"}

// ReadWatchlists reads WATCH.csv: a header, then one entry a line, in UTF-8
// (with or without a byte order mark) or GB18030. Lines of one list need not
// stand together; lists keep the order in which they begin. Classes, countries
// and destinations are separated by semicolons. Equal lines count once, empty
// ones not at all.
//
// An error names every line that is wrong, up to ten, and what would be right;
// then no list is returned, since half a list is silence nobody asked for.
func ReadWatchlists(r io.Reader) ([]Watchlist, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxWatchBytes+1))
	if err != nil {
		return nil, fmt.Errorf("watchlists: %w", err)
	}
	if len(b) > maxWatchBytes {
		return nil, fmt.Errorf("watchlists: more than %d MB: split the file", maxWatchBytes>>20)
	}
	if b, err = decodeText(b); err != nil {
		return nil, fmt.Errorf("watchlists: %w", err)
	}
	rows := csv.NewReader(bytes.NewReader(b))
	rows.FieldsPerRecord = -1 // said in our words
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("watchlists: no header: the first line is %s", strings.Join(watchColumns, ","))
	}
	columns, err := readHeader(header)
	if err != nil {
		return nil, fmt.Errorf("watchlists: line 1: %w", err)
	}
	var (
		lists []Watchlist
		at    = map[string]int{}
		seen  = map[string]bool{}
		errs  []error
	)
	for n := 1; len(errs) < 10; n++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil { // csv names the line
			errs = append(errs, fmt.Errorf("watchlists: %w", err))
			break
		}
		line, _ := rows.FieldPos(0)
		if n > maxWatchLines {
			errs = append(errs, fmt.Errorf("watchlists: line %d: more than %d lines: split the file", line, maxWatchLines))
			break
		}
		if blank(row) {
			continue
		}
		name, entry, tell, err := readRow(columns, row)
		if err != nil {
			errs = append(errs, fmt.Errorf("watchlists: line %d: %w", line, err))
			continue
		}
		id := WatchlistID(name)
		i, ok := at[id]
		if !ok {
			i, at[id] = len(lists), len(lists)
			lists = append(lists, Watchlist{ID: id, Name: name})
		}
		for _, to := range tell {
			if !slices.Contains(lists[i].Tell, to) {
				lists[i].Tell = append(lists[i].Tell, to)
			}
		}
		if key := fmt.Sprintf("%s %#v", id, entry); !seen[key] {
			seen[key] = true
			lists[i].Entries = append(lists[i].Entries, entry)
		}
	}
	if len(errs) == 0 && len(lists) == 0 {
		errs = append(errs, errors.New("watchlists: no entry below the header: one a line, such as 某公司,mark,SHEIN"))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lists, nil
}

// decodeText returns b as UTF-8 without a byte order mark. What is not UTF-8
// is taken for GB18030, in which spreadsheets of a Chinese Windows save.
func decodeText(b []byte) ([]byte, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		var err error
		if b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b); err != nil || bytes.ContainsRune(b, utf8.RuneError) {
			return nil, errors.New("neither UTF-8 nor GB18030: save the file as CSV UTF-8")
		}
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, errors.New("not text: save the file as CSV UTF-8")
	}
	return b, nil
}

// blank reports a row of empty cells, which spreadsheets leave below a table.
func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// readHeader maps each column of the header to its place.
func readHeader(header []string) (map[string]int, error) {
	at := map[string]int{}
	if first := strings.ToLower(strings.TrimSpace(header[0])); strings.HasPrefix(first, "sep=") {
		return nil, errors.New("sep= is for a spreadsheet alone: take the line out, and separate the columns by commas")
	}
	if len(header) == 1 && strings.ContainsAny(header[0], ";；\t|") {
		return nil, errors.New("the columns are not separated by commas: save the file as CSV (comma delimited)")
	}
	for i, h := range header {
		name := strings.ToLower(strings.TrimSpace(h))
		if !slices.Contains(watchColumns, name) {
			return nil, fmt.Errorf("unknown column %.40q: the columns are %s", h, strings.Join(watchColumns, ","))
		}
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("column %s stands twice", name)
		}
		at[name] = i
	}
	for _, name := range watchColumns[:3] {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("column %s is missing: list, type and value must be there", name)
		}
	}
	return at, nil
}

// readRow reads one line under the header.
func readRow(columns map[string]int, row []string) (list string, e Entry, tell []string, err error) {
	for i := len(columns); i < len(row); i++ {
		if strings.TrimSpace(row[i]) != "" {
			return "", e, nil, fmt.Errorf("%d fields under %d columns: put a value with a comma in quotes, and semicolons between several classes, countries or destinations", len(row), len(columns))
		}
	}
	field := func(name string) string {
		if i, ok := columns[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	list = field("list")
	e = Entry{
		Type:  EntryType(strings.ToLower(field("type"))),
		Value: field("value"),
		Owner: field("owner"),
		Note:  field("note"),
	}
	switch {
	case list == "":
		return "", e, nil, errors.New("list is empty: give the name of the watchlist, e.g. the company's")
	case !slices.Contains(entryTypes, e.Type):
		return "", e, nil, fmt.Errorf("unknown type %.40q: one of %s", e.Type, joinTypes())
	case e.Value == "":
		return "", e, nil, fmt.Errorf("value is empty: give the %s to watch", e.Type)
	case utf8.RuneCountInString(e.Value) > maxWatchValue || utf8.RuneCountInString(list) > maxWatchValue:
		return "", e, nil, fmt.Errorf("longer than %d characters: give a name, not a text", maxWatchValue)
	case fold(e.Value) == "":
		return "", e, nil, fmt.Errorf("value %.40q has no letter and no digit: nothing could be found by it", e.Value)
	}
	for _, s := range split(field("classes")) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 45 {
			return "", e, nil, fmt.Errorf("class %.20q: Nice classes are 1 to 45, separated by semicolons", s)
		}
		e.Classes = append(e.Classes, n)
	}
	for _, s := range split(field("countries")) {
		c := strings.ToUpper(s)
		if !isCountry(c) {
			return "", e, nil, fmt.Errorf("country %.20q: two-letter codes such as US;BR;GB, separated by semicolons", s)
		}
		e.Countries = append(e.Countries, c)
	}
	if err := e.enterprise(field("code"), field("place")); err != nil {
		return "", e, nil, err
	}
	return list, e, split(field("tell")), nil
}

// enterprise reads what tells an enterprise from its namesakes.
func (e *Entry) enterprise(code, place string) (err error) {
	if code == "" && place == "" {
		return nil
	}
	if !e.Type.isName() {
		return fmt.Errorf("code and place are of a company, not of a %s: leave both empty", e.Type)
	}
	if code != "" {
		if e.Code, err = names.ParseCreditCode(code); err != nil {
			return fmt.Errorf("%w: copy the 统一社会信用代码 from the business licence, or leave it empty", err)
		}
	}
	if e.Place = place; place != "" && placeCode(place) == "" {
		return fmt.Errorf("place %.40q is not known: a province or city such as 深圳市, Shenzhen or 440300", place)
	}
	return nil
}

// sharedOffices are the codes of trade mark and patent offices of several countries,
// which stand beside those of countries.
var sharedOffices = []string{"AP", "BX", "EA", "EM", "EP", "EU", "GC", "IB", "OA", "WO"}

// isCountry reports a two-letter code in use. "UK", which everybody
// understands and no register writes, is not one.
func isCountry(code string) bool {
	if slices.Contains(sharedOffices, code) {
		return true
	}
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry() && region.Canonicalize().String() == code
}

// split parts a field of several values. People type the full-width sign too.
func split(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '；' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func joinTypes() string {
	var b strings.Builder
	for i, t := range entryTypes {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(t))
	}
	return b.String()
}
