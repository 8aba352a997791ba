package alerts

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tocsin/alerts/names"
	"tocsin/crawlers/table"
)

// WatchOptions say what a table of watched things does not say itself.
type WatchOptions struct {
	Sheet string            // of a workbook; "" is the first that has rows
	List  string            // the list of rows that name none
	Type  EntryType         // the type of rows that name none
	Map   map[string]string // our column by heading, or by the number of a column, over what its heading says; "" leaves it out

	// Known reports whether a destination is there. Nil takes any.
	Known func(destination string) bool
}

// A WatchReport is what became of a table, row by row: every row that is not
// blank is good, a duplicate, bad or waits for somebody to confirm it.
type WatchReport struct {
	Form       string // "GB18030, semicolons", "workbook"
	Sheet      string
	Columns    []WatchColumn
	Lists      []Watchlist // of the good rows
	Rows       int         // below the header
	Good       int
	Duplicates int // rows that say again what another said
	Bad        int
	Waiting    int            // rows that say they are to be confirmed, and are not
	Problems   []WatchProblem // the first of them; All counts
	All        int
}

// A WatchColumn is a column as it was understood.
type WatchColumn struct {
	Heading string `json:"heading"`
	Column  string `json:"column"` // ours, "" where it is not read
}

// A WatchProblem is what is wrong with a row, in Chinese.
type WatchProblem struct {
	Row    int    `json:"row"`    // as a spreadsheet or an editor counts it
	Column string `json:"column"` // as the table heads it, "" for the row
	Value  string `json:"value"`
	Wrong  string `json:"wrong"`
	Right  string `json:"right"`
}

func (p WatchProblem) String() string {
	where := fmt.Sprintf("第 %d 行", p.Row)
	if p.Column != "" {
		where += "“" + p.Column + "”"
	}
	if p.Value != "" {
		where += "（" + p.Value + "）"
	}
	if p.Right == "" {
		return where + "：" + p.Wrong
	}
	return where + "：" + p.Wrong + "。" + p.Right
}

// WatchColumns are the columns of a table of watchlists, by our names.
func WatchColumns() []string { return slices.Clone(watchColumns) }

// NewEntries returns the entries of a list that are not in what it was before.
func NewEntries(before, after Watchlist) []Entry {
	had := make(map[string]bool, len(before.Entries))
	for _, e := range before.Entries {
		had[fmt.Sprintf("%#v", e)] = true
	}
	var out []Entry
	for _, e := range after.Entries {
		if !had[fmt.Sprintf("%#v", e)] {
			out = append(out, e)
		}
	}
	return out
}

// Bounds of a lenient reading.
const (
	maxWatchRows     = 1_100_000
	maxWatchProblems = 1_000
	headerWithin     = 20 // rows in which the header must come
)

// ReadWatchTable reads watchlists as people keep them: CSV or XLSX, headings and
// words in Chinese or English, a title above the header. Good rows are kept and
// bad ones reported, with what would be right; [ReadWatchlists] is for who wants
// all or nothing. It holds what is distinct, not what the table repeats.
//
// An error is for a file of which no row can be read.
func ReadWatchTable(file io.ReaderAt, size int64, o WatchOptions) (WatchReport, error) {
	r := watchReader{o: o, at: map[string]int{}, seen: map[[16]byte]bool{}, used: map[string]bool{}}
	t, err := table.Walk(file, size, o.Sheet, maxWatchRows, r.row)
	if t != nil {
		r.Form, r.Sheet = t.Form, t.Sheet
	}
	switch {
	case err != nil:
		return r.WatchReport, fmt.Errorf("watchlists: %w", err)
	case r.columns == nil:
		return r.WatchReport, fmt.Errorf("watchlists: %w", errNoHeader)
	}
	for _, heading := range slices.Sorted(maps.Keys(o.Map)) {
		if !r.used[heading] {
			return r.WatchReport, fmt.Errorf("watchlists: no column %q to map; the columns are %s", heading, r.headings())
		}
	}
	if r.columns["value"] == 0 || r.columns["type"] == 0 && o.Type == "" || r.columns["list"] == 0 && o.List == "" {
		return r.WatchReport, fmt.Errorf("watchlists: 清单 (list), 类型 (type) and 名称 (value) must be there; the columns are %s: map them, and name the list where no column does", r.headings())
	}
	return r.WatchReport, nil
}

var errNoHeader = errors.New("no header in the first rows: its columns are 清单, 类型, 名称, 类别, 权利人, 国家, 通知, 备注, 统一社会信用代码, 所在地, or " + strings.Join(watchColumns, ", ") + "; map other headings")

type watchReader struct {
	WatchReport
	o       WatchOptions
	columns map[string]int // ours to its place, counted from 1; nil before the header
	before  int            // rows above the header
	at      map[string]int // lists by id
	seen    map[[16]byte]bool
	used    map[string]bool // mappings
}

func (r *watchReader) headings() string {
	var out []string
	for _, c := range r.Columns {
		out = append(out, c.Heading)
	}
	return strings.Join(out, ", ")
}

// row takes one row of the table.
func (r *watchReader) row(row table.Row) error {
	if r.columns == nil {
		if r.before++; r.header(row) || r.before < headerWithin {
			return nil
		}
		return errNoHeader
	}
	r.Rows++
	if i := r.columns[confirmColumn]; i > 0 && !confirming[strings.ToLower(norm.NFKC.String(row.Cell(i-1)))] {
		r.Waiting++
		return nil
	}
	name, e, tell, problem := r.read(row)
	if problem == nil {
		problem = r.keep(name, e, tell)
	}
	if problem != nil {
		r.Bad++
		r.report(row.Number, *problem)
	}
	return nil
}

func (r *watchReader) report(row int, p WatchProblem) {
	r.All++
	if len(r.Problems) < maxWatchProblems {
		p.Row, p.Value = row, oneLine(p.Value, 40)
		r.Problems = append(r.Problems, p)
	}
}

// keep adds an entry to its list, unless it is there.
func (r *watchReader) keep(name string, e Entry, tell []string) *WatchProblem {
	id := WatchlistID(name)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %#v", id, e))
	key := [16]byte(sum[:16])
	known := r.seen[key]
	if !known && len(r.seen) == maxWatchLines {
		return &WatchProblem{Wrong: fmt.Sprintf("不同的条目超过 %d 条", maxWatchLines), Right: "请拆分为多个文件，按清单分别导入"}
	}
	i, ok := r.at[id]
	if !ok {
		i, r.at[id] = len(r.Lists), len(r.Lists)
		r.Lists = append(r.Lists, Watchlist{ID: id, Name: name})
	}
	l := &r.Lists[i]
	for _, to := range tell {
		if !slices.Contains(l.Tell, to) {
			l.Tell = append(l.Tell, to)
		}
	}
	if known {
		r.Duplicates++
		return nil
	}
	r.seen[key] = true
	r.Good++
	l.Entries = append(l.Entries, e)
	return nil
}

// confirmColumn stands in a table of suggestions: what it does not say yes to
// is not read.
const confirmColumn = "confirm"

var confirming = wordSet("是 对 确认 y yes true 1 √ ✓ v")

// headingWords are the headings of our columns, besides their own names.
var headingWords = map[string]string{
	"清单": "list", "清单名称": "list", "名单": "list", "监控清单": "list", "关注清单": "list", "预警清单": "list",
	"类型": "type", "监控类型": "type", "关注类型": "type", "条目类型": "type",
	"名称": "value", "监控对象": "value", "关注对象": "value", "内容": "value", "监控内容": "value", "name": "value",
	"类别": "classes", "商标类别": "classes", "国际分类": "classes", "尼斯分类": "classes", "商品类别": "classes", "分类": "classes", "class": "classes",
	"权利人": "owner", "商标权人": "owner", "所有人": "owner", "注册人": "owner",
	"国家": "countries", "国家地区": "countries", "国家或地区": "countries", "国别": "countries", "country": "countries",
	"通知": "tell", "通知对象": "tell", "通知渠道": "tell", "告知": "tell",
	"备注": "note", "说明": "note", "附注": "note", "remark": "note", "remarks": "note",
	"统一社会信用代码": "code", "社会信用代码": "code", "信用代码": "code", "企业代码": "code",
	"所在地": "place", "所在城市": "place", "所在省市": "place", "注册地": "place", "城市": "place", "city": "place",
	"确认": confirmColumn, "是否确认": confirmColumn,
}

// bareHeading is a heading without what people put around it.
func bareHeading(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// header takes a row for the header if at least two of its cells are headings
// that are known or mapped, or one where that is all that is not said otherwise.
func (r *watchReader) header(row table.Row) bool {
	columns, used := map[string]int{}, map[string]bool{}
	out := make([]WatchColumn, len(row.Cells))
	var problems []WatchProblem
	for i, cell := range row.Cells {
		out[i].Heading = oneLine(cell, 40)
		ours, mapped := bareHeading(cell), false
		ours = cmp.Or(headingWords[ours], ours)
		for _, key := range []string{cell, strconv.Itoa(i + 1)} {
			if to, ok := r.o.Map[key]; ok {
				ours, mapped, used[key] = to, true, true
			}
		}
		switch {
		case mapped && ours == "", !mapped && cell == "":
		case !slices.Contains(watchColumns, ours) && ours != confirmColumn:
			problems = append(problems, WatchProblem{Column: out[i].Heading, Wrong: "不认识的列，未读取", Right: "列名应为清单、类型、名称、类别、权利人、国家、通知、备注、统一社会信用代码、所在地；也可指定此列的含义"})
		case columns[ours] > 0:
			problems = append(problems, WatchProblem{Column: out[i].Heading, Wrong: "另一列已是同一内容，此列未读取", Right: "请只保留一列，或指定此列的含义"})
		default:
			columns[ours], out[i].Column = i+1, ours
		}
	}
	// A word of a title may be a heading, too, but one column is a table where
	// the rest is said.
	if len(columns) < 2 && !(r.o.List != "" && r.o.Type != "" && columns["value"] > 0) {
		return false
	}
	r.columns, r.Columns, r.used = columns, out, used
	for _, p := range problems {
		r.report(row.Number, p)
	}
	return true
}

// typeWords are the words for the types of entries, besides their own.
var typeWords = map[string]EntryType{
	"商标": WatchMark, "品牌": WatchMark, "企业": WatchCompany, "公司": WatchCompany, "店铺": WatchStore, "网店": WatchStore, "专利": WatchPatent, "专利号": WatchPatent,
	"产品": WatchProduct, "商品": WatchProduct, "关键词": WatchKeyword, "关键字": WatchKeyword, "原告": WatchPlaintiff, "律所": WatchLawFirm, "律师事务所": WatchLawFirm,
	"竞品": WatchCompetitor, "竞争对手": WatchCompetitor, "竞争者": WatchCompetitor, "权利人": WatchOwner, "lawfirm": WatchLawFirm,
}

// read reads a row, or says what is wrong with it.
func (r *watchReader) read(row table.Row) (list string, e Entry, tell []string, wrong *WatchProblem) {
	cell := func(column string) string { return row.Cell(r.columns[column] - 1) }
	bad := func(column, value, what, right string) *WatchProblem {
		p := &WatchProblem{Column: column, Value: value, Wrong: what, Right: right}
		if i := r.columns[column]; i > 0 {
			p.Column = r.Columns[i-1].Heading
		}
		return p
	}
	for i := len(r.Columns); i < len(row.Cells); i++ {
		if row.Cells[i] != "" {
			return "", e, nil, bad("", row.Cells[i], fmt.Sprintf("有 %d 格，表头只有 %d 列", len(row.Cells), len(r.Columns)), "内容含逗号时请加双引号；多个类别、国家或通知对象用分号分隔")
		}
	}
	plain := map[string]string{}
	for _, column := range watchColumns {
		plain[column] = cell(column)
	}
	if plain["list"] = cmp.Or(plain["list"], r.o.List); plain["list"] == "" {
		return "", e, nil, bad("list", "", "未写清单名称", "请写清单名称，例如企业名称")
	}
	plain["type"] = cmp.Or(plain["type"], string(r.o.Type))
	said := strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(plain["type"])), ""))
	kind := cmp.Or(typeWords[said], EntryType(said))
	if !slices.Contains(entryTypes, kind) {
		return "", e, nil, bad("type", plain["type"], "不认识的类型", "应为商标、企业、店铺、专利、产品、关键词、原告、律所、竞品、权利人之一")
	}
	plain["type"] = string(kind)
	if what, right := badValue(kind, plain["value"]); what != "" {
		return "", e, nil, bad("value", plain["value"], what, right)
	}
	if utf8.RuneCountInString(plain["list"]) > maxWatchValue {
		return "", e, nil, bad("list", plain["list"], fmt.Sprintf("超过 %d 字", maxWatchValue), "请写名称，不要写成一段文字")
	}
	classes, one := readClasses(plain["classes"])
	if one != "" {
		return "", e, nil, bad("classes", one, "不是尼斯分类", "应为 1 至 45 的数字，多个用分号分隔；不限类别则留空")
	}
	plain["classes"] = classes
	if plain["countries"], one = readCountries(plain["countries"]); one != "" {
		return "", e, nil, bad("countries", one, "不认识的国家或地区", "应为中文国名或两位代码，例如 美国、US、BR、GB，多个用分号分隔；不限国家则留空")
	}
	for _, to := range listed(plain["tell"], ";；,，、") {
		if r.o.Known != nil && !r.o.Known(to) {
			return "", e, nil, bad("tell", to, "配置中没有这个通知对象", "请改为 destinations 中的名称，或先在配置中添加")
		}
	}
	plain["tell"] = strings.Join(listed(plain["tell"], ";；,，、"), ";")
	if code, place := plain["code"], plain["place"]; code != "" || place != "" {
		_, err := names.ParseCreditCode(code)
		switch {
		case !kind.isName() && code != "":
			return "", e, nil, bad("code", code, "只有企业和店铺才有统一社会信用代码", "请留空")
		case !kind.isName():
			return "", e, nil, bad("place", place, "只有企业和店铺才有所在地", "请留空")
		case code != "" && err != nil:
			return "", e, nil, bad("code", code, "不是统一社会信用代码", "请按营业执照填写 18 位代码，或留空")
		case place != "" && placeCode(place) == "":
			return "", e, nil, bad("place", place, "不认识的所在地", "应为省、市名称或行政区划代码，例如 深圳市、Shenzhen、440300，或留空")
		}
	}
	// What is left is for the strict reader, so that both take the same.
	at, fields := map[string]int{}, make([]string, len(watchColumns))
	for i, column := range watchColumns {
		at[column], fields[i] = i, plain[column]
	}
	list, e, tell, err := readRow(at, fields)
	if err != nil {
		return "", e, nil, bad("", "", err.Error(), "")
	}
	return list, e, tell, nil
}

// badValue says what is wrong with a value of a type, and what would be right.
func badValue(kind EntryType, value string) (wrong, right string) {
	f := foldText(value)
	switch n := utf8.RuneCountInString(f.run); {
	case value == "":
		return "未写名称", "请写要关注的名称"
	case utf8.RuneCountInString(value) > maxWatchValue:
		return fmt.Sprintf("超过 %d 字", maxWatchValue), "请写名称，不要写成一段文字"
	case n == 0:
		return "没有文字或数字，无法查找", "请写名称的文字"
	case n == 1 && n == len(f.run):
		return "只有一个字母或数字，会命中几乎所有文件", "请写完整名称，至少两个字符"
	case kind == WatchPatent:
		if _, number := patentNumber(value); number == "" {
			return "不是专利号", "请写专利号，例如 US10123456B2、USD901234、ZL201810000000.1"
		}
	}
	return "", ""
}

// listed parts a cell of several values.
func listed(s, separators string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(separators, r) || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// everywhere are words for no limit.
var everywhere = wordSet("全部 所有 不限 全类 全类别 所有类别 全球 所有国家 全部国家 all any")

// readClasses returns the classes of a cell (9;35, 第9类、第35类) as the strict
// reader has them, or what of it is none.
func readClasses(cell string) (classes, wrong string) {
	var out []string
	for _, part := range listed(norm.NFKC.String(cell), ";,、，/ ") {
		if everywhere[strings.ToLower(part)] {
			continue
		}
		s := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(part, "第"), "类"))
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 45 {
			return "", part
		}
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ";"), ""
}

// countryWords are the codes of the countries and offices that exporters write
// in words.
var countryWords = map[string]string{
	"中国": "CN", "中国香港": "HK", "香港": "HK", "中国澳门": "MO", "澳门": "MO", "中国台湾": "TW", "台湾": "TW",
	"美国": "US", "加拿大": "CA", "墨西哥": "MX", "巴西": "BR", "阿根廷": "AR", "智利": "CL", "哥伦比亚": "CO", "秘鲁": "PE",
	"英国": "GB", "德国": "DE", "法国": "FR", "意大利": "IT", "西班牙": "ES", "葡萄牙": "PT", "荷兰": "NL", "比利时": "BE", "瑞士": "CH", "瑞典": "SE", "挪威": "NO",
	"丹麦": "DK", "芬兰": "FI", "波兰": "PL", "奥地利": "AT", "爱尔兰": "IE", "捷克": "CZ", "希腊": "GR", "罗马尼亚": "RO", "匈牙利": "HU", "俄罗斯": "RU", "乌克兰": "UA", "土耳其": "TR",
	"日本": "JP", "韩国": "KR", "印度": "IN", "印度尼西亚": "ID", "印尼": "ID", "马来西亚": "MY", "新加坡": "SG", "泰国": "TH", "越南": "VN", "菲律宾": "PH", "柬埔寨": "KH", "缅甸": "MM",
	"老挝": "LA", "巴基斯坦": "PK", "孟加拉国": "BD", "哈萨克斯坦": "KZ", "沙特阿拉伯": "SA", "沙特": "SA", "阿联酋": "AE", "以色列": "IL", "伊朗": "IR", "埃及": "EG", "南非": "ZA", "尼日利亚": "NG",
	"肯尼亚": "KE", "摩洛哥": "MA", "澳大利亚": "AU", "澳洲": "AU", "新西兰": "NZ", "欧盟": "EU", "马德里": "WO", "世界知识产权组织": "WO",
}

// readCountries returns the codes of a cell, or what of it is none.
func readCountries(cell string) (codes, wrong string) {
	var out []string
	for _, part := range listed(norm.NFKC.String(cell), ";,、，/ ") {
		if everywhere[strings.ToLower(part)] {
			continue
		}
		code := cmp.Or(countryWords[part], strings.ToUpper(part))
		if !isCountry(code) {
			return "", part
		}
		out = append(out, code)
	}
	return strings.Join(out, ";"), ""
}
