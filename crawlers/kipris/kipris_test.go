package kipris

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

// now is a Friday morning in Korea.
var now = time.Date(2017, 6, 9, 0, 37, 0, 0, time.UTC)

func watch(marks ...string) []crawlers.Watch {
	var out []crawlers.Watch
	for _, m := range marks {
		out = append(out, crawlers.Watch{Mark: m})
	}
	return out
}

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, now, watch("CLOFT", "HEAT*SQUARE", "홍쓴TV", "cloft", "QUILLOMA")...)
}

func TestCheck(t *testing.T) {
	const good = "search: https://plus.kipris.or.kr/x\nyears: 3\nrows: 100\npages: 2\nrest: 20h\nlate: 672h\n"
	for _, tc := range []struct{ params, key, want string }{
		{good, "", ""},
		{good, "BzG=eU/tc=", ""},
		{good, "BzG%3DeU%2Ftc%3D", "encoded"},
		{good, "50%off", ""},
		{strings.Replace(good, "3", "11", 1), "", "years"},
		{strings.Replace(good, "100", "501", 1), "", "rows"},
		{strings.Replace(good, "pages: 2", "pages: 0", 1), "", "pages"},
		{strings.Replace(good, "20h", "-1h", 1), "", "rest"},
		{strings.Replace(good, "672h", "20h", 1), "", "late"},
		{strings.Replace(good, "plus.kipris.or.kr", "evil.test", 1), "", "search"},
		{"colour: red", "", "colour"},
	} {
		m := Source.Meta
		m.Params, m.Token = []byte(tc.params), tc.key
		err := check(m)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%q, %q: %v, want %q", tc.params, tc.key, err, tc.want)
		}
		if err != nil && tc.key != "" && strings.Contains(err.Error(), tc.key) {
			t.Errorf("the key is told: %v", err)
		}
	}
}

func TestWords(t *testing.T) {
	for mark, want := range map[string]string{
		"QUILLOMA": "QUILLOMA", "A*B+C": "A B C", `TN=[x]*"y"`: "TN x y", "L'Éa & Co.": "L'Éa & Co.", "图森 未来": "图森 未来", "홍쓴TV!": "홍쓴TV", "off-white": "off-white", "***": "",
	} {
		if got := words(mark); got != want {
			t.Errorf("%q: %q, want %q", mark, got, want)
		}
	}
}

// page makes an answer of marks, each of them the elements in it.
func page(items ...string) string {
	return fmt.Sprintf(`<response><header><successYN>Y</successYN><resultCode>00</resultCode></header><body><items><item>%s</item></items></body><count><totalCount>%d</totalCount></count></response>`,
		strings.Join(items, "</item><item>"), len(items))
}

func read(t *testing.T, body string) (fs []crawlers.Filing, err error) {
	t.Helper()
	err = parse(crawlers.PageOf("https://plus.kipris.or.kr/x", []byte(body), now), func(f crawlers.Filing) error {
		fs = append(fs, f)
		return nil
	})
	return fs, err
}

func TestStatuses(t *testing.T) {
	const applied, published, registered = "<applicationDate>20150102</applicationDate>", "<publicationDate>2016.01.02</publicationDate>", "<registrationDate>20170102</registrationDate>"
	for _, tc := range []struct{ status, days, slug, act, filed string }{
		{"출원", applied, "applied", "applied", "2015-01-02"},
		{"공고", applied + published, "published", "published", "2016-01-02"},
		{"등록", applied + published + registered, "registered", "registered", "2017-01-02"},
		{"등록", applied, "registered", "registered", "2015-01-02"},
		{"거절", applied, "refused", "refused", "2015-01-02"},
		{"취하", applied + published, "withdrawn", "withdrawn", "2016-01-02"},
		{"포기", applied, "withdrawn", "withdrawn", "2015-01-02"},
		{"포기", applied + registered, "cancelled", "cancelled", "2017-01-02"},
		{"무효", applied + registered, "cancelled", "cancelled", "2017-01-02"},
		{"소멸", applied + registered, "cancelled", "cancelled", "2017-01-02"},
		{"심사중", applied, "applied", "", "2015-01-02"},
		{"심사중", applied + published, "published", "", "2016-01-02"},
		{"", applied + registered, "registered", "registered", "2017-01-02"},
		{"", applied, "applied", "applied", "2015-01-02"},
		{"출원", "<applicationDate>20150102</applicationDate><publicationDate>20990101</publicationDate>", "applied", "applied", "2015-01-02"},
	} {
		fs, err := read(t, page("<applicationNumber>40-2015-0000001</applicationNumber><applicationStatus>"+tc.status+"</applicationStatus>"+tc.days))
		if err != nil || len(fs) != 1 {
			t.Errorf("%s %s: %d filings, %v", tc.status, tc.days, len(fs), err)
			continue
		}
		if f := fs[0]; f.ActID() != "kr-tm/4020150000001#"+tc.slug || f.Act != tc.act || f.Filed.Format(time.DateOnly) != tc.filed {
			t.Errorf("%s %s: %s %q of %s, want %s %q of %s", tc.status, tc.days, f.ActID(), f.Act, f.Filed.Format(time.DateOnly), tc.slug, tc.act, tc.filed)
		}
	}
}

// TestBothServicesTellTheSame reads one mark in the words of either.
func TestBothServicesTellTheSame(t *testing.T) {
	newer, err := read(t, page(`<agentName>성춘향</agentName><applicantName>홍길동|주식회사 한빛</applicantName><applicationDate>20160722</applicationDate><applicationNumber>4020160056107</applicationNumber>
		<applicationStatus>등록</applicationStatus><classificationCode>24;09|25</classificationCode><drawing>http://a/1</drawing><bigDrawing>http://a/2</bigDrawing><fullText>Y</fullText><indexNo>7</indexNo>
		<priorityDate>20160101</priorityDate><priorityNumber>1</priorityNumber><publicationDate>20170127</publicationDate><publicationNumber>4020170021439</publicationNumber><regPrivilegeName>주식회사 한빛</regPrivilegeName>
		<registrationDate>20170501</registrationDate><registrationNumber>4012573440000</registrationNumber><registrationPublicDate>20170502</registrationPublicDate><registrationPublicNumber>4020170053372</registrationPublicNumber>
		<similarGroupCode>G2701|G4503</similarGroupCode><title>heat square</title><viennaCode>260417</viennaCode>`))
	if err != nil {
		t.Fatal(err)
	}
	older, err := read(t, `<response><header><resultCode></resultCode></header><body><items><TotalSearchCount>1</TotalSearchCount><TradeMarkInfo>
		<SerialNumber>1</SerialNumber><ApplicationNumber>4020160056107</ApplicationNumber><AppReferenceNumber> </AppReferenceNumber><ApplicationDate>20160722</ApplicationDate>
		<PublicNumber>4020170021439</PublicNumber><PublicDate>20170127</PublicDate><RegistrationPublicNumber>4020170053372</RegistrationPublicNumber><RegistrationPublicDate>20170502</RegistrationPublicDate>
		<RegistrationNumber>4012573440000</RegistrationNumber><RegReferenceNumber> </RegReferenceNumber><RegistrationDate>20170501</RegistrationDate><PriorityClaimNumber>1</PriorityClaimNumber>
		<PriorityClaimDate>20160101</PriorityClaimDate><ApplicationStatus>등록</ApplicationStatus><GoodClassificationCode>24;09|25</GoodClassificationCode><ViennaCode>260417</ViennaCode><SimilargroupCode>G2701|G4503</SimilargroupCode>
		<ApplicantName>홍길동|주식회사 한빛</ApplicantName><AgentName>성춘향</AgentName><RegistrationRightholderName>주식회사 한빛</RegistrationRightholderName><Title>heat square</Title>
		<FulltextExistFlag>N</FulltextExistFlag><ImagePath>http://b/1</ImagePath><ThumbnailPath>http://b/2</ThumbnailPath></TradeMarkInfo></items></body></response>`)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(newer, older); d != "" || newer[0].Digest() != older[0].Digest() {
		t.Error(d)
	}
	f := newer[0]
	if d := cmp.Diff([]crawlers.Mark{{Text: "heat square", Classes: []int{9, 24, 25}, Owners: []string{"주식회사 한빛"}}}, f.Marks); d != "" {
		t.Error(d)
	}
	var raw struct {
		Serial, Office, Status string
		Groups                 []string `json:"similar_groups"`
		Events                 []struct{ Code, Date string }
	}
	if err := json.Unmarshal(f.Raw, &raw); err != nil || raw.Serial != "4020160056107" || raw.Office != "kr-tm" || raw.Status != "등록" || len(raw.Groups) != 2 || len(raw.Events) != 5 {
		t.Errorf("%v, %s", err, f.Raw)
	}
}

const mark = "<applicationNumber>4020170000001</applicationNumber><applicationDate>20170501</applicationDate><applicationStatus>출원</applicationStatus><title>A</title>"

// head is the beginning of an answer with a code.
func refused(code, message string) string {
	return "<response><header><successYN>N</successYN><resultCode>" + code + "</resultCode><resultMsg>" + message + "</resultMsg></header></response>"
}

func TestBadPages(t *testing.T) {
	whole := page(mark)
	for _, tc := range []struct {
		name, body string
		end        error
		filings    int
		says       string
	}{
		{"a page for people", "<!DOCTYPE html><html><title>KIPRIS</title></html>", crawlers.ErrBlocked, 0, ""},
		{"a key that is not known", `<response><header><resultCode>30</resultCode><!-- <resultMsg>x</resultMsg> --><resultMsg></resultMsg></header></response>`, crawlers.ErrBlocked, 0, "sources.kipris.token"},
		{"the same by the gateway", `<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>`, crawlers.ErrBlocked, 0, "does not know the key"},
		{"a key that has expired", refused("31", "DEADLINE_HAS_EXPIRED_ERROR"), crawlers.ErrBlocked, 0, "expired"},
		{"calls used up", refused("22", "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR"), crawlers.ErrBlocked, 0, "on 2017-07-01"},
		{"another code", refused("99", "UNKNOWN_ERROR"), crawlers.ErrBlocked, 0, "UNKNOWN_ERROR"},
		{"no, without a code", refused("", "no"), crawlers.ErrBlocked, 0, "no"},
		{"samples behind a refusal", strings.Replace(page(mark), "<resultCode>00", "<resultCode>30", 1), crawlers.ErrBlocked, 0, "does not know the key"},
		{"nothing found, by its code", refused("03", "NODATA_ERROR"), nil, 0, ""},
		{"nothing found", `<response><header><resultCode></resultCode></header><body><items><TotalSearchCount>0</TotalSearchCount></items></body></response>`, nil, 0, ""},
		{"cut off", whole[:len(whole)-40], crawlers.ErrTruncated, 1, ""},
		{"cut off in a mark", whole[:strings.Index(whole, "<title>")+9], crawlers.ErrTruncated, 0, ""},
		{"nothing at all", "", crawlers.ErrTruncated, 0, ""},
		{"not XML", page(mark) + "</x>", crawlers.ErrShape, 1, ""},
		{"JSON", `{"response":{}}`, crawlers.ErrShape, 0, ""},
		{"another shape", `<response><header><resultCode>00</resultCode></header><body/></response>`, crawlers.ErrShape, 0, "nothing that says"},
		{"marks that are not listed", `<response><body><items/></body><count><totalCount>9</totalCount></count></response>`, crawlers.ErrShape, 0, "9 marks"},
		{"wrong days only", page(strings.Replace(mark, "20170501", "20171301", 1)), crawlers.ErrShape, 0, ""},
		{"no number", page(strings.Replace(mark, "4020170000001", "40-2017#1", 1)), crawlers.ErrShape, 0, ""},
		{"one mark many times", page(mark, mark, mark), nil, 1, ""},
		{"elements that are not known", page(mark + "<new><a/></new>"), nil, 1, ""},
		{"entities", `<!DOCTYPE a [<!ENTITY b "c">]>` + whole, crawlers.ErrShape, 0, ""},
	} {
		fs, err := read(t, tc.body)
		if !errors.Is(err, tc.end) || tc.end == nil && err != nil || len(fs) != tc.filings {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, len(fs), err, tc.filings, tc.end)
		}
		if tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)) {
			t.Errorf("%s: %v does not say %q", tc.name, err, tc.says)
		}
	}
}

// TestBeside reads answers that lie beside the checkout, some of them of 2024.
func TestBeside(t *testing.T) {
	later := now.AddDate(10, 0, 0)
	for name, want := range map[string]struct {
		filings int
		end     error
	}{
		"tm_word_search_2rows.xml": {2, nil}, "otmk_Empty_TradeMarkInfo.xml": {0, nil}, "otmk_Error_InvalidKey.xml": {0, crawlers.ErrBlocked},
	} {
		body, err := os.ReadFile(filepath.Join("../../../shared/captures/marks", name))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("no captures beside the checkout")
		}
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = parse(crawlers.PageOf("file:"+name, body, later), func(f crawlers.Filing) error {
			n++
			return f.Validate(later)
		})
		if n != want.filings || !errors.Is(err, want.end) {
			t.Errorf("%s: %d filings, %v", name, n, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(page(mark, strings.Replace(mark, "출원", "x", 1))))
	f.Add([]byte(refused("30", "no")))
	f.Add([]byte(`<response><body><items><TotalSearchCount>1</TotalSearchCount><TradeMarkInfo><ApplicationNumber>4020200023099</ApplicationNumber><ApplicationDate>20200212</ApplicationDate><GoodClassificationCode>38 09|46</GoodClassificationCode><ApplicantName>A|B</ApplicantName></TradeMarkInfo></items></body></response>`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		crawltest.Hostile(t, parse, crawlers.PageOf("https://plus.kipris.or.kr/x", body, now))
	})
}
