package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/language"

	"tocsin/crawlers"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is a Monday.
var now = time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC)

// workbook makes a workbook of a sheet, with merged ranges, and a link behind
// cell D6.
func workbook(t testing.TB, rows [][]any, merged ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range merged {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell("Sheet1", from, to); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellHyperLink("Sheet1", "D6", "https://example.test/th/1", "External"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// indonesia is a list as the office's search gives it: days with the day first,
// an owner of what is only applied for.
const indonesia = `Nomor Permohonan;Nomor Pendaftaran;Nama Merek;Kelas;Uraian Barang/Jasa;Nama Pemilik;Alamat Pemilik;Kewarganegaraan;Nama Konsultan;Tanggal Permohonan;Tanggal Pengumuman;Tanggal Akhir Pengumuman;Status;Gambar
DID2026091234;;XINGHE LIGHTING;11;"Lampu LED; lampu meja";BUDI SANTOSO;Jl. Kenanga No. 5, Jakarta;ID;;02/11/2026;25/11/2026;25/01/2027;(TM) Masa Pengumuman;https://example.test/1.jpg
JID2026045678;;星河灯具;"9, 11";Lampu;Shenzhen Xinghe Lighting Co., Ltd.;"No. 8 Keji Road, Nanshan, Shenzhen";Tiongkok;Siti & Partners;28/10/2026;-;-;(TM) Dalam Proses (Pemeriksaan Formalitas);
DID2024000077;IDM001234567;KOPI NUSA;30;Kopi;PT Kopi Nusa Abadi;Jl. Melati 1, Bandung;Indonesia;;13/02/2024;01/04/2024;01/06/2024;(TM) Didaftar;
DID2026099999;;BATIK;25;Pakaian;SITI AMINAH;Jl. Mawar 2;ID;;14/11/2026;;;(TM) Ditarik kembali;
4,02026E+11;;SALAH;25;Pakaian;SITI AMINAH;Jl. Mawar 2;ID;;14/11/2026;;;(TM) Masa Pengumuman;
Jumlah: 5;;;;;;;;;;;;;
`

// vietnam is a list of the office's search, copied into a workbook: names in
// two parts, with the country before and the address behind, and a heading in
// two rows.
func vietnam(t testing.TB) []byte {
	return workbook(t, [][]any{
		{"DANH SÁCH NHÃN HIỆU"},
		{"STT", "Số đơn", "Ngày", "", "Tên nhãn hiệu", "Nhóm", "Chủ đơn/Chủ bằng", "Trạng thái"},
		{"", "", "nộp đơn", "công bố", "", "", "", ""},
		{1, "VN-4-2026-41234", time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), "XINGHE", "Nhóm 11", "(VN) Nguyễn Văn An : 12 phố Huế, Hà Nội", "Đang giải quyết"},
		{2, "VN-4-2026-41235", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), "", "Tinh Hà", "09, 35", "(CN) Dongguan Tinghe Electronics Co., Ltd. : No. 1 Hongtu Road, Dongguan", "Đang thẩm định"},
		{3, "VN-4-2020-00012", time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), "", "HOA SEN", "30", "(VN) Công ty TNHH Hoa Sen", "Trạng thái lạ"},
	}, "A1:H1", "C2:D2", "A2:A3", "B2:B3", "E2:E3", "F2:F3", "G2:G3", "H2:H3")
}

// watching is the weekly sheet of a paid watching service: several offices, a
// row for each class, and days as days of the workbook.
func watching(t testing.TB) []byte {
	return workbook(t, [][]any{
		{"商标监测周报（2026年第48周）"},
		{},
		{"序号", "商标图样", "商标名称", "申请号", "国家/地区", "国际分类", "指定商品", "申请人（英文）", "申请人国籍", "申请人地址", "代理机构", "申请日期", "初审公告日期", "异议截止日", "法律状态", "链接", "电话"},
		{1, "", "XINGHE", "4020260098765", "韩国", "第9类", "手机壳", "Kim Trading Co., Ltd.", "韩国", "Seoul, Gangnam-gu 1", "Hanbit IP", time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), "2026-12-20", "初审公告", "https://example.test/kr/1", "010-1234-5678"},
		{2, "", "XINGHE", "4020260098765", "韩国", "第11类", "灯具", "Kim Trading Co., Ltd.", "韩国", "Seoul, Gangnam-gu 1", "Hanbit IP", time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), "2026-12-20", "初审公告", "https://example.test/kr/1", "010-1234-5678"},
		{3, "", "星河 XINGHE", "201234567", "泰国", "11（1101，1102）", "灯", "สมชาย ใจดี", "泰国", "99 ถนนสุขุมวิท กรุงเทพฯ", "", "2026年11月3日", "", "", "注册申请中", "", ""},
		{4, "", "XINGHE", "18456789", "欧盟", "9;35", "", "Jan Novak", "波兰", "ul. Długa 1, Warszawa", "", "2026/11/5", "", "", "异议中", "ftp://example.test", ""},
		{5, "", "XINGHE", "2026-1234", "火星", "9", "", "X", "", "", "", "2026/11/5", "", "", "申请中", "", ""},
		{6, "", "XINGHE", "2026A1234", "美国", "9", "", "X", "", "", "", "2026/11/5", "", "", "申请中", "", ""},
		{"本周共6条"},
	}, "A1:Q1")
}

func understood(t testing.TB, body []byte, o Options) *Reading {
	t.Helper()
	o.Now = now
	r, err := Read(bytes.NewReader(body), int64(len(body)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares what a table was understood to tell with a golden file.
func golden(t *testing.T, name string, r *Reading) {
	t.Helper()
	kept, err := r.kept.Text()
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(struct {
		*Reading
		Kept []string
	}{r, strings.Split(string(kept), "\n")}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; read it after -update", err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestTables(t *testing.T) {
	for _, tc := range []struct {
		name string
		body []byte
		o    Options
	}{
		{"indonesia", []byte(indonesia), Options{Office: "id-tm"}},
		{"vietnam", vietnam(t), Options{Office: "vn-tm"}},
		{"watching", watching(t), Options{}},
	} {
		t.Run(tc.name, func(t *testing.T) { golden(t, tc.name, understood(t, tc.body, tc.o)) })
	}
}

func TestPersonsAddressesAreKeptNowhere(t *testing.T) {
	for name, r := range map[string]*Reading{
		"indonesia": understood(t, []byte(indonesia), Options{Office: "id-tm"}),
		"vietnam":   understood(t, vietnam(t), Options{Office: "vn-tm"}),
		"watching":  understood(t, watching(t), Options{}),
	} {
		kept, err := r.kept.Text()
		if err != nil {
			t.Fatal(err)
		}
		filings, err := json.Marshal(r.Filings)
		if err != nil {
			t.Fatal(err)
		}
		for _, private := range []string{"Kenanga", "Mawar", "phố Huế", "สุขุมวิท", "Długa", "1234-5678"} {
			if bytes.Contains(kept, []byte(private)) || bytes.Contains(filings, []byte(private)) {
				t.Errorf("%s keeps %s", name, private)
			}
		}
	}
}

func TestAnAddressThatMayBeAPersonsIsNotKept(t *testing.T) {
	const text = "Application No,Filing date,Applicant,Applicant address,Email\n" +
		"1,2026-11-05,Foo GmbH; Anna Muster,Rosenweg 7,anna@example.test\n" +
		"2,2026-11-05,Foo GmbH,Hauptstr. 1,x@example.test\n" +
		"3,2026-11-05,Anna Muster,Rosenweg 7,Hamburg,anna@example.test\n"
	r := understood(t, []byte(text), Options{Office: "de-tm"})
	kept, err := r.kept.Text()
	if err != nil {
		t.Fatal(err)
	}
	if s := string(kept); strings.Contains(s, "Rosenweg") || strings.Contains(s, "anna@") || !strings.Contains(s, "Hauptstr. 1") {
		t.Errorf("kept %s", s)
	}
	if a, b := r.Filings[0].Parties[0].Address, r.Filings[1].Parties[0].Address; a != "" || b != "Hauptstr. 1" || r.Count(Left) != 1 {
		t.Errorf("%q, %q, %+v", a, b, r.Remarks)
	}
}

func TestWhatATableLeavesOpenIsAsked(t *testing.T) {
	for _, tc := range []struct{ name, text, about, says string }{
		{"no number", "Name,Country\nA,ID\nB,ID\n", "map", `the columns are "Name", "Country"`},
		{"no office", "Application No,Mark,Filing date\n1,A,2026-01-05\n", "office", "which office"},
		{"no order", "Application No,Office,Filing date\n1,ID,01/02/2026\n2,ID,03/04/2026\n", "dates", `column "Filing date": "03/04/2026"`},
	} {
		_, err := Read(strings.NewReader(tc.text), int64(len(tc.text)), Options{Now: now})
		var doubt *DoubtError
		if !errors.As(err, &doubt) || doubt.About != tc.about || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	text := "Application No,Office,Filing date\n1,ID,01/02/2026\n2,ID,03/04/2026\n"
	for dates, want := range map[string]string{"dmy": "2026-02-01", "mdy": "2026-01-02"} {
		if r := understood(t, []byte(text), Options{Dates: dates}); r.Filings[0].Filed.Format(time.DateOnly) != want {
			t.Errorf("%s: %v", dates, r.Filings[0].Filed)
		}
	}
}

func TestColumnsCanBeSaid(t *testing.T) {
	const text = "编号,a=b,Status,\nX1,星河,2026-11-05,https://example.test\n"
	var m []Mapping
	for _, s := range []string{"编号=serial", "a=b=mark", "status=filed", "4=url"} {
		one, err := ParseMapping(s)
		if err != nil {
			t.Fatal(err)
		}
		m = append(m, one)
	}
	r := understood(t, []byte(text), Options{Office: "th-tm", Map: m})
	f := r.Filings[0]
	if f.ID() != "th-tm/X1#applied<import" || f.Marks[0].Text != "星河" || f.URL != "https://example.test" {
		t.Errorf("%+v", f)
	}
	for _, s := range []string{"serial", "=serial", "a=colour", ""} {
		if _, err := ParseMapping(s); err == nil {
			t.Errorf("%q is a mapping", s)
		}
	}
	_, err := Read(strings.NewReader(text), int64(len(text)), Options{Office: "th-tm", Now: now, Map: []Mapping{{"番号", Serial}}})
	if err == nil || !strings.Contains(err.Error(), `no column "番号"; there are "编号", "a=b", "Status"`) {
		t.Errorf("%v", err)
	}
}

func TestRows(t *testing.T) {
	const head = "Application No,Office,Mark,Class,Applicant,Filing date,Publication date,Registration date,Status,Country\n"
	for _, tc := range []struct{ row, id, act, says string }{
		{"1,ID,A,9,X,2026-11-05,,,,CN", "id-tm/1#applied<import", "applied", ""},
		{"1,ID,图形,9,X,2026-11-05,,,,CN", "id-tm/1#applied<import", "applied", ""},
		{"1,ID,A,9,X,2026-11-05,2026-11-20,,,CN", "id-tm/1#published<import", "published", ""},
		{"1,ID,A,9,X,2026-11-05,2026-11-20,2026-11-28,,CN", "id-tm/1#registered<import", "registered", ""},
		{"1,ID,A,9,X,2026-11-05,2026-11-20,,Sleeping,CN", "id-tm/1#published<import", "", `status "Sleeping" is not known`},
		{"1,ID,A,9,X,2026-11-05,,,Published,CN", "id-tm/1#applied<import", "applied", "no day of publication"},
		{"1,ID,A,9,X,2026-11-05,,2026-11-28,Refused,CN", "id-tm/1#cancelled<import", "cancelled", ""},
		{"1,ID,A,9,X,2026-11-05,,,Refused,CN", "id-tm/1#refused<import", "refused", ""},
		{"1,ID,A,9,X,2026-11-05,2027-06-01,,Pending,CN", "id-tm/1#applied<import", "applied", "is to come"},
		{"1,ID,A,99,X,2026-11-05,,,,CN", "id-tm/1#applied<import", "applied", `"99" in "Class" may be no class`},
		{"1,ID,A,9,X,soon,,,,CN", "", "", "no day that can be read"},
		{",ID,A,9,X,2026-11-05,,,,CN", "", "", "no application number"},
		{"a#1,ID,A,9,X,2026-11-05,,,,CN", "", "", "is none"},
		{"4.02E+11,ID,A,9,X,2026-11-05,,,,CN", "", "", "rounded"},
		{"1,XX,A,9,X,2026-11-05,,,,CN", "", "", `office "XX" is not known`},
		{"97/123.456,US,A,9,X,2026-11-05,,,,CN", "us-tm/97123456#applied<import", "applied", ""},
		{"98763166.0,USPTO,A,9,X,2026-11-05,,,,CN", "us-tm/98763166#applied<import", "applied", ""},
		{"1.234.567,CL,A,9,X,2026-11-05,,,,CN", "cl-tm/1234567#applied<import", "applied", ""},
		{"9876,US,A,9,X,2026-11-05,,,,CN", "", "", "want 8 digits"},
		{"18456789,EM,A,9,X,2026-11-05,,,,CN", "eu-tm/018456789#applied<import", "applied", ""},
		{"40-2026-0098765,KR,A,9,X,2026-11-05,,,,CN", "kr-tm/4020260098765#applied<import", "applied", ""},
	} {
		r := understood(t, []byte(head+tc.row+"\n"), Options{})
		var id, act, says string
		if len(r.Filings) > 0 {
			id, act = r.Filings[0].ID(), r.Filings[0].Act
		}
		if len(r.Remarks) > 0 {
			says = r.Remarks[len(r.Remarks)-1].Why
		}
		if id != tc.id || act != tc.act || !strings.Contains(says, tc.says) || tc.says == "" && says != "" {
			t.Errorf("%s: %q, %q, %q; want %q, %q, %q", tc.row, id, act, says, tc.id, tc.act, tc.says)
		}
		if left := r.Count(Left); (left == 1) != (tc.id == "") || r.Rows != 1 {
			t.Errorf("%s: %d of %d rows left out", tc.row, left, r.Rows)
		}
	}
}

func TestRowsOfOneMarkAreOne(t *testing.T) {
	const text = "Application No,Mark,Class,Applicant,Filing date,Status,URL\nA1,Old,9,X,2026-11-05,Pending,\nA2,Other,1,Z,2026-11-05,,\nA1,New,35,X;Y,2026-11-05,,https://example.test\n"
	r := understood(t, []byte(text), Options{Office: "vn-tm"})
	if len(r.Filings) != 2 || r.Count(United) != 1 || r.Remarks[0] != (Remark{4, United, "the same mark as in row 2"}) {
		t.Fatalf("%+v", r)
	}
	f := r.Filings[0]
	want := []crawlers.Mark{{Text: "New", Classes: []int{9, 35}, Owners: []string{"X", "Y"}}}
	if diff := cmp.Diff(want, f.Marks); diff != "" || len(f.Parties) != 2 || f.URL == "" || f.Act != "applied" {
		t.Errorf("%+v %s", f, diff)
	}
}

func TestOrderOfRowsIsNoNews(t *testing.T) {
	const head = "Application No,Mark,Filing date\n"
	a := understood(t, []byte(head+"1,A,2026-11-05\n2,B,2026-11-06\n"), Options{Office: "vn-tm"})
	b := understood(t, []byte(head+"2,B,2026-11-06\n1,A,2026-11-05\n"), Options{Office: "vn-tm"})
	if a.Filings[0].Digest() != b.Filings[1].Digest() {
		t.Error("a list in another order looks like news")
	}
}

func TestCountryIsTheOfficesUnlessThatIsSaid(t *testing.T) {
	const text = "Application No,Mark,Filing date,Applicant,Country\n1,A,2026-11-05,X,Vietnam\n"
	if r := understood(t, []byte(text), Options{}); r.Filings[0].Key.Authority != "vn-tm" || r.Filings[0].Parties[0].Country != "" {
		t.Errorf("%+v", r.Filings[0])
	}
	if r := understood(t, []byte(text), Options{Office: "id-tm"}); r.Filings[0].Key.Authority != "id-tm" || r.Filings[0].Parties[0].Country != "Vietnam" {
		t.Errorf("%+v", r.Filings[0])
	}
}

func TestHeadings(t *testing.T) {
	for heading, want := range map[string]Field{
		"Application No.": Serial, "申请号 Application No.": Serial, "注册号/申请号": Serial, "商标申请号": Serial, "TM Application Number": Serial, "Số đơn": Serial, "เลขที่คำขอ": Serial,
		"注册号": Registration, "Nomor Pendaftaran": Registration, "APPLICANT'S NAME": Applicant, "Chủ đơn/Chủ bằng": Applicant, "申请人（中文）": Applicant, "申 请 人": Applicant,
		"Nice class(es)": Classes, "类别": Classes, "Trade mark status": Status, "Ngày nộp đơn": Filed, "Ngày công bố": Published, "公告日期": Published, "Tanggal Permohonan\n(dd/mm/yyyy)": Filed,
		"申请人电话": Ignore, "联系人手机号码": Ignore, "Contact phone": Ignore, "Applicant E-Mail": Ignore, "身份证号": Ignore, "Mailing address": Address, "联系地址": Address, "Hotel": "",
		"序号": "", "No": "", "STT": "", "备注": "", "": "", "Country": bareCountry,
	} {
		if m, _ := understand(heading); m.field != want {
			t.Errorf("%q: %q, want %q", heading, m.field, want)
		}
	}
}

func TestOneNumberBeforeAndAfterRegistration(t *testing.T) {
	const text = "商标名称,注册号,申请日期\n星河,78901234,2026-11-05\n"
	if r := understood(t, []byte(text), Options{Office: "cn-tm"}); r.Filings[0].Key.Number != "78901234" || r.Columns[1].Field != Serial {
		t.Errorf("%+v", r.Filings[0])
	}
	if _, err := Read(strings.NewReader(text), int64(len(text)), Options{Office: "vn-tm", Now: now}); err == nil {
		t.Error("the number of a registration names a mark")
	}
}

// TestWordsMeanOneThing keeps a word from standing in two lists, where chance
// would decide.
func TestWordsMeanOneThing(t *testing.T) {
	of := map[string]Field{}
	for field, all := range words {
		for _, w := range all {
			if other, ok := of[fold(w)]; ok && other != field {
				t.Errorf("%q is %s and %s", w, field, other)
			}
			of[fold(w)] = field
		}
	}
	for field := range words {
		if field != bareCountry && !slices.Contains(Fields, field) {
			t.Errorf("%s is no field", field)
		}
	}
	for w := range announced {
		if statuses[w] != pending {
			t.Errorf("%q is announced, and %q", w, statuses[w])
		}
	}
}

func TestStand(t *testing.T) {
	for status, want := range map[string]string{
		"(TM) Didaftar": "registered", "TM Masa Pengumuman": pending, "Registered; renewed": "registered", "已注册": "registered", "驳回复审中": pending, "Đang giải quyết": pending,
		"Cấp bằng": "registered", "จดทะเบียน": "registered", "Opposition pending": "opposed", "期满未续展": "cancelled", "Not registered": "", "": "",
		"Live/Registered": "registered", "Pending - opposed": "opposed", "Registered - cancelled": "cancelled", "DEAD/CANCELLED": "cancelled",
	} {
		if got, _ := stand(status); got != want {
			t.Errorf("%q: %q, want %q", status, got, want)
		}
	}
	for status, want := range map[string]bool{"LIVE/APPLICATION/Published for Opposition": true, "公告期（异议中）": false, "Live/Registered": false} {
		if _, got := stand(status); got != want {
			t.Errorf("%q is published without a day: %v, want %v", status, got, want)
		}
	}
}

func TestClasses(t *testing.T) {
	for cell, want := range map[string]struct {
		found []int
		odd   string
	}{
		"9, 35": {[]int{9, 35}, ""}, "第9类、第35类": {[]int{9, 35}, ""}, "Class 9; Class 35": {[]int{9, 35}, ""}, "Nhóm 03": {[]int{3}, ""}, "จำพวกที่ 11": {[]int{11}, ""}, "11（1101，1102）": {[]int{11}, ""},
		"009 | 042": {[]int{9, 42}, ""}, "9": {[]int{9}, ""}, "46": {nil, "46"}, "9-11": {[]int{9, 10, 11}, "9-11"}, "NCL(11) 09": {[]int{9}, ""}, "2026-11": {[]int{11}, "2026"}, "42-35": {[]int{42, 35}, ""}, "": {nil, ""}, "9 computers": {[]int{9}, "computers"}, "0901": {nil, "0901"},
	} {
		found, odd := classes(cell)
		if !slices.Equal(found, want.found) || odd != want.odd {
			t.Errorf("%q: %v, %q", cell, found, odd)
		}
	}
}

func TestOfficeOf(t *testing.T) {
	for s, want := range map[string]string{
		"ID": "id-tm", "id-tm": "id-tm", "ID TM": "id-tm", "印尼": "id-tm", "Việt Nam": "vn-tm", "EUIPO": "eu-tm", "EM": "eu-tm", "WIPO": "wo-tm", "马德里": "wo-tm", "KR-TM": "kr-tm",
		"印度尼西亚知识产权总局": "id-tm", "印度专利局": "in-tm", "中国香港知识产权署": "hk-tm", "UK": "gb-tm", "GB": "gb-tm", "BX": "bx-tm", "OAPI": "oa-tm", "EU": "eu-tm", "WO": "wo-tm", "中": "", "美国专利商标局": "us-tm",
		"Laos": "la-tm", "LA": "la-tm", "XX": "", "": "", "Mars": "", "id-xx": "",
	} {
		if got := OfficeOf(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestCodesMeanThemselves keeps a word of some language from taking the code of
// another country: without its accents Vietnamese has short ones.
func TestCodesMeanThemselves(t *testing.T) {
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			code := string(a) + string(b)
			if r, err := language.ParseRegion(code); err == nil && r.IsCountry() && code != "uk" && land(code) != code {
				t.Errorf("%s is taken for %s", code, land(code))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(indonesia))
	f.Add([]byte("申请号,国家,申请人,地址,申请日期\n1,泰国,(CN) X : y,z,2026年1月5日\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := Read(bytes.NewReader(body), int64(len(body)), Options{Office: "id-tm", Now: now})
		if err != nil {
			return
		}
		ids := map[string]bool{}
		for _, f := range r.Filings {
			if err := f.Validate(now); err != nil || ids[f.ID()] {
				t.Errorf("%s: %v", f.ID(), err)
			}
			ids[f.ID()] = true
		}
		if r.Rows != len(r.Filings)+r.Count(Left)+r.Count(United) {
			t.Errorf("%d rows: %d filings, %d left, %d united", r.Rows, len(r.Filings), r.Count(Left), r.Count(United))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	rows := strings.SplitAfter(indonesia, "\n")
	var text strings.Builder
	text.WriteString(rows[0])
	for i := range 20_000 {
		text.WriteString(strings.Replace(rows[1], "DID2026091234", fmt.Sprintf("DID%010d", i), 1))
	}
	for b.Loop() {
		if r := understood(b, []byte(text.String()), Options{Office: "id-tm", Dates: "dmy"}); len(r.Filings) != 20_000 {
			b.Fatal(len(r.Filings))
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
