package fedreg

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

// The institution of 337-TA-1072 as print gives it in plain letters: lines
// broken for their length end in a blank, but after a hyphen.
const printedText = `<html>
<head>
<title>Federal Register, Volume 82 Issue 190 (Tuesday, October 3, 2017)</title>
</head>
<body><pre>
[Federal Register Volume 82, Number 190 (Tuesday, October 3, 2017)]
[Notices]
[Pages 46088-46089]
From the Federal Register Online via the Government Publishing Office [<a href="http://www.gpo.gov">www.gpo.gov</a>]
[FR Doc No: 2017-21157]


=======================================================================
-----------------------------------------------------------------------

INTERNATIONAL TRADE COMMISSION

[Investigation No. 337-TA-1072]


Certain Wi-Fi Enabled Electronic Devices and Components Thereof;~
Institution of Investigation

AGENCY: U.S. International Trade Commission.

ACTION: Notice.

-----------------------------------------------------------------------

SUMMARY: Notice is hereby given that a complaint was filed with the U.S.~
International Trade Commission on August 29, 2017, under section 337 of~
the Tariff Act of 1930, as amended, on behalf of Sharp Corporation of~
Japan and Sharp Electronics Corporation of Montvale, New Jersey. The~
complaint alleges violations of section 337 by reason of infringement of~
certain claims of U.S. Patent No. 8,325,838 (` + "``the '838 patent''" + `) and U.S.~
Patent No. 8,279,809 (` + "``the '809 patent''" + `). See In re Other Goods, Inv. No. 337-
TA-360 (1994). \1\
---------------------------------------------------------------------------

    \1\ Certain Unrelated Goods, Inv. No. 337-TA-999.
---------------------------------------------------------------------------

    The complainants request that the Commission institute an~
investigation and, after the investigation, issue a limited exclusion~

[[Page 46089]]

order and cease and desist orders.

SUPPLEMENTARY INFORMATION:
    Scope of Investigation: Having considered the complaint, the U.S.~
International Trade Commission, on September 26, 2017, ordered that--
    (1) Pursuant to subsection (b) of section 337, an investigation be~
instituted to determine whether there is a violation of subsection~
(a)(1)(B) of section 337;
    (3) The following are hereby named as parties:
    (a) The complainants are:

Sharp Corporation, 1 Takumi-cho, Sakai-ku, Sakai City, Osaka, 590-8522~
Japan
Sharp Electronics Corporation, 100 Paragon Drive, Montvale, NJ 07645

    (b) The respondents are the following entities alleged to be in~
violation of section 337, and are the parties upon which the complaint is~
to be served:

Hisense Co., Ltd., Hisense Tower, 17 Donghaixi Road, Qingdao, China~
266071
Hisense Electric, Co. Ltd., No. 218 Qianwangang Road, QingDao Economic &amp;~
Technological Zone, QingDao China 266555
Hisense International (Hong Kong) Co. Ltd., Room 3104-06, Singga~
Commercial Centre, No. 148 Connaught Road West, Hong Kong
Hisense Inc., 16541 Gothard Street, Suite 108, Huntington Beach, CA 92647

    (c) The Office of Unfair Import Investigations, U.S. International~
Trade Commission, 500 E Street SW., Washington, DC 20436; and
    (4) The Chief Administrative Law Judge shall designate the presiding~
Administrative Law Judge.

    By order of the Commission.

    Issued: September 27, 2017.
Lisa R. Barton,
Secretary to the Commission.
[FR Doc. 2017-21157 Filed 10-2-17; 8:45 am]
 BILLING CODE 7020-02-P


</pre></body>
</html>
`

// TestPlainPrint reads the text with the blanks at its line ends, and without
// them, as editors and mail leave it.
func TestPlainPrint(t *testing.T) {
	want := []crawlers.Party{
		{Role: crawlers.Complainant, Name: "Sharp Corporation", Address: "1 Takumi-cho, Sakai-ku, Sakai City, Osaka, 590-8522 Japan", Country: "Japan"},
		{Role: crawlers.Complainant, Name: "Sharp Electronics Corporation", Address: "100 Paragon Drive, Montvale, NJ 07645", Country: "United States"},
		{Role: crawlers.Respondent, Name: "Hisense Co., Ltd.", Address: "Hisense Tower, 17 Donghaixi Road, Qingdao, China 266071", Country: "China"},
		{Role: crawlers.Respondent, Name: "Hisense Electric, Co. Ltd.", Address: "No. 218 Qianwangang Road, QingDao Economic & Technological Zone, QingDao China 266555", Country: "China"},
		{Role: crawlers.Respondent, Name: "Hisense International (Hong Kong) Co. Ltd.", Address: "Room 3104-06, Singga Commercial Centre, No. 148 Connaught Road West, Hong Kong", Country: "Hong Kong"},
		{Role: crawlers.Respondent, Name: "Hisense Inc.", Address: "16541 Gothard Street, Suite 108, Huntington Beach, CA 92647", Country: "United States"},
	}
	for name, body := range map[string]string{
		"as printed":      strings.ReplaceAll(printedText, "~", " "),
		"without blanks":  strings.ReplaceAll(printedText, "~", ""),
		"a narrow head":   strings.ReplaceAll(strings.ReplaceAll(printedText, "~", " "), "COMMISSION\n\n[Investigation No. 337-TA-1072]\n\n\n", "COMMISSION\n[Investigation No. 337-TA-1072]\n"),
		"lines of a PC":   strings.ReplaceAll(strings.ReplaceAll(printedText, "~", " "), "\n", "\r\n"),
		"without its pre": strings.ReplaceAll(strings.ReplaceAll(printedText[strings.Index(printedText, "[Federal"):strings.Index(printedText, "</pre>")], "&amp;", "&"), "~", " "),
	} {
		fs, err := read("https://www.federalregister.gov/documents/full_text/text/2017/10/03/2017-21157.txt", body)
		if err != nil || len(fs) != 1 {
			t.Fatalf("%s: %v, %v", name, names(fs), err)
		}
		f := fs[0]
		if d := cmp.Diff(want, f.Parties); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if f.ID() != "us-itc/337-TA-1072#institution<fedreg" || f.Filed.Format(time.DateOnly) != "2017-09-27" || f.Shown.Format(time.RFC3339) != "2017-10-02T08:45:00-04:00" {
			t.Errorf("%s: %s filed %s, shown %s", name, f.ID(), f.Filed.Format(time.DateOnly), f.Shown.Format(time.RFC3339))
		}
		for _, words := range []string{"issue a limited exclusion order and cease", "No. 337-TA-360 (1994).\n"} {
			if !strings.Contains(f.Text, words) {
				t.Errorf("%s: the text lacks %q:\n%s", name, words, f.Text)
			}
		}
		if strings.Contains(f.Text, "Unrelated") || strings.Contains(f.Text, "[[Page") {
			t.Errorf("%s: the text has footnotes or page breaks:\n%s", name, f.Text)
		}
	}
}

// TestPageNumbers puts page numbers between the parties, as the commission's own
// copy has them.
func TestPageNumbers(t *testing.T) {
	body, err := os.ReadFile("testdata/pages/public-inspection.federalregister.gov/2017-21157.txt")
	if err != nil {
		t.Fatal(err)
	}
	numbered := strings.Replace(string(body), "              Sharp Electronics", "                        2\n\n              Sharp Electronics", 1)
	fs, err := read("https://public-inspection.federalregister.gov/2017-21157.txt", numbered)
	if err != nil || len(fs) != 1 || len(fs[0].Parties) != 4 || fs[0].ID() != "us-itc/337-TA-1072#institution<fedreg/inspection" {
		t.Errorf("%+v, %v", fs, err)
	}
}

func TestPartiesOnInspection(t *testing.T) {
	for _, tc := range []struct {
		block []string
		want  []string
	}{
		{[]string{"   Hisense Co., Ltd.", "   Hisense Tower, 17 Donghaixi Road,", "   Qingdao, China 266071"}, []string{"Hisense Co., Ltd., Hisense Tower, 17 Donghaixi Road, Qingdao, China 266071"}},
		{[]string{"Sharp Corporation, 1 Takumi-cho, Osaka, 590-8522 Japan", "Sharp Electronics Corporation, 100 Paragon Drive, Montvale, NJ 07645"}, []string{"Sharp Corporation, 1 Takumi-cho, Osaka, 590-8522 Japan", "Sharp Electronics Corporation, 100 Paragon Drive, Montvale, NJ 07645"}},
	} {
		if d := cmp.Diff(tc.want, parties(tc.block, false)); d != "" {
			t.Error(d)
		}
	}
}

// notice is one in the printers' dialect.
func notice(header, subject, body string) string {
	return "<NOTICE><PREAMB><AGENCY>INTERNATIONAL TRADE COMMISSION</AGENCY><DEPDOC>" + header + "</DEPDOC><SUBJECT>" + subject + "</SUBJECT></PREAMB><SUPLINF>" + body +
		"<SIG><DATED>Issued: September 27, 2017.</DATED></SIG></SUPLINF><FRDOC>[FR Doc. 2017-21157 Filed 10-2-17; 8:45 am]</FRDOC></NOTICE>"
}

func TestNotices(t *testing.T) {
	const review = "Certain Wi-Fi Devices; Commission Determination To Review an Initial Determination"
	for _, tc := range []struct {
		name, body string
		want       error // nil: the page is whole
		ids        string
	}{
		{"institution", notice("[Investigation No. 337-TA-1072]", institution, "<P>See Inv. No. 337-TA-360.</P>"), nil, "us-itc/337-TA-1072#institution<fedreg"},
		{"review", notice("[Investigation No. 337–TA–1072]", review, ""), nil, "us-itc/337-TA-1072#review.20170927<fedreg/2017-21157"},
		{"two investigations", notice("[Investigation Nos. 337-TA-1072 and 337-TA-1073]", review, ""), nil, "us-itc/337-TA-1072#review.20170927<fedreg/2017-21157 us-itc/337-TA-1073#review.20170927<fedreg/2017-21157"},
		{"a correction", notice("[Investigation No. 337-TA-1072]", institution+"; Correction", ""), nil, "us-itc/337-TA-1072#amended-institution.20170927<fedreg/2017-21157"},
		{"dumping", notice("[Investigation No. 731-TA-1388]", "Certain Steel Nails From China; Institution of Antidumping Duty Investigations", "<P>See Inv. No. 337-TA-360.</P>"), nil, ""},
		{"a rule", strings.ReplaceAll(notice("", "Rules of General Application", "<P>See Inv. No. 337-TA-360.</P>"), "NOTICE", "RULE"), nil, ""},
		{"another agency", strings.Replace(notice("[Investigation No. 337-TA-1072]", institution, ""), "INTERNATIONAL TRADE COMMISSION", "DEPARTMENT OF COMMERCE", 1), nil, ""},
		{"section 337 without a number", notice("", "Certain Wi-Fi Devices; Institution of Investigation", ""), nil, ""},
		{"undeclared prefix", strings.Replace(notice("[Investigation No. 337-TA-1072]", institution, "<dc:p>x</dc:p>"), "<NOTICE>", "<NOTICE><meta><dc:title>y</dc:title></meta>", 1), nil, "us-itc/337-TA-1072#institution<fedreg"},
		{"elements closed in another order", notice("[Investigation No. 337-TA-1072]", institution, "<P><E>x</P></E></NOTHING>"), nil, "us-itc/337-TA-1072#institution<fedreg"},
		{"unknown entity", notice("[Investigation No. 337-TA-1072]", institution, "<P>caf&eacute; &nosuch;</P>"), nil, "us-itc/337-TA-1072#institution<fedreg"},
		{"bytes that are no UTF-8", notice("[Investigation No. 337-TA-1072]", institution, "<P>caf\xe9</P>"), nil, "us-itc/337-TA-1072#institution<fedreg"},
		{"entity bomb", `<?xml version="1.0"?><!DOCTYPE NOTICE [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + notice("[Investigation No. 337-TA-1072]", institution, "&b;"), crawlers.ErrShape, ""},
		{"deep", "<NOTICE>" + strings.Repeat("<P>", 10_000), crawlers.ErrShape, ""},
		{"many paragraphs", notice("[Investigation No. 337-TA-1072]", institution, strings.Repeat("<P>x</P>", maxParagraphs+1)), crawlers.ErrShape, ""},
		{"no subject", notice("[Investigation No. 337-TA-1072]", "", ""), nil, "us-itc/337-TA-1072#document.20170927<fedreg/2017-21157"},
		{"cut in the head", notice("[Investigation No. 337-TA-1072]", institution, "")[:60], crawlers.ErrTruncated, ""},
	} {
		fs, err := read("", tc.body)
		if got := strings.Join(names(fs), " "); !errors.Is(err, tc.want) || got != tc.ids {
			t.Errorf("%s: %s, %v, want %s, %v", tc.name, got, err, tc.ids, tc.want)
		}
		for _, f := range fs {
			if err := f.Validate(now); err != nil {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
	}
}

// TestCutNotice cuts a notice in its list of parties: those before the cut are
// told, on the day its address gives, and the page is read again.
func TestCutNotice(t *testing.T) {
	whole := notice("[Investigation No. 337-TA-1072]", institution, `<P>(a) The complainant is:</P><FP SOURCE="FP-1">Sharp Corporation, 1 Takumi-cho, Osaka, Japan</FP>
		<P>(b) The respondents are:</P><FP SOURCE="FP-1">Hisense Co., Ltd., 17 Donghaixi Road, Qingdao, China 266071</FP><FP SOURCE="FP-1">Hisense Inc., 16541 Gothard Street, Huntington Beach, CA 92647</FP>`)
	fs, err := read("https://www.federalregister.gov/documents/full_text/xml/2017/10/03/2017-21157.xml", whole[:strings.Index(whole, "Hisense Inc.")])
	if !errors.Is(err, crawlers.ErrTruncated) || len(fs) != 1 || len(fs[0].Parties) != 2 || fs[0].ID() != "us-itc/337-TA-1072#institution<fedreg" || fs[0].Filed.Format(time.DateOnly) != "2017-10-03" {
		t.Errorf("%+v, %v", fs, err)
	}
}

func TestTextIsBounded(t *testing.T) {
	fs, err := read("", notice("[Investigation No. 337-TA-1072]", institution, "<P>"+strings.Repeat("word ", 5_000)+"</P><P>"+strings.Repeat("more ", 20_000)+"</P>"))
	if err != nil || len(fs) != 1 {
		t.Fatal(err)
	}
	if text := fs[0].Text; len(text) > maxText || !strings.HasSuffix(text, "word") {
		t.Errorf("%d bytes, ending in %q", len(text), text[len(text)-10:])
	}
}

func TestRawFields(t *testing.T) {
	body, err := os.ReadFile("testdata/pages/www.federalregister.gov/documents/full_text/xml/2017/09/29/2017-20893.xml")
	if err != nil {
		t.Fatal(err)
	}
	fs, err := read("https://www.federalregister.gov/documents/full_text/xml/2017/09/29/2017-20893.xml", string(body))
	if err != nil || len(fs) != 1 {
		t.Fatal(names(fs), err)
	}
	var got map[string]any
	if err := json.Unmarshal(fs[0].Raw, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"document_number": "2017-20893", "investigation": nil, "docket": "DN 3257", "statute": nil, "remedy": []any{"leo", "cdo"},
		"issued": "2017-09-25", "comments_due": "2017-10-07", "published": "2017-09-29", "complained": "2017-09-25",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPublicationDay(t *testing.T) {
	at := func(s string) time.Time {
		shown, err := time.Parse("2006-01-02 15:04 -0700", s)
		if err != nil {
			t.Fatal(err)
		}
		return shown
	}
	for _, tc := range []struct{ address, shown, want string }{
		{"https://www.federalregister.gov/documents/full_text/xml/2017/10/03/2017-21157.xml", "2017-10-02 08:45 -0400", "2017-10-03"},
		{"https://www.govinfo.gov/content/pkg/FR-2017-10-03/html/2017-21157.htm", "2017-10-02 08:45 -0400", "2017-10-03"},
		{"", "2017-10-02 08:45 -0400", "2017-10-03"},
		{"", "2017-10-06 08:45 -0400", "2017-10-10"}, // Columbus Day
		{"", "2021-06-17 08:45 -0400", "2021-06-21"}, // Juneteenth, kept on the Friday
		{"", "2020-06-18 08:45 -0400", "2020-06-19"}, // not yet a holiday
		{"", "2022-12-23 08:45 -0500", "2022-12-27"}, // Christmas, kept on the Monday
		{"", "2018-11-21 08:45 -0500", "2018-11-23"}, // Thanksgiving
		{"", "2018-05-25 08:45 -0400", "2018-05-29"}, // Memorial Day
		{"", "2019-01-18 08:45 -0500", "2019-01-22"}, // Martin Luther King
		{"", "2019-08-30 08:45 -0400", "2019-09-03"}, // Labor Day
		{"", "2017-10-02 16:15 -0400", ""},           // special filing
		{"https://www.federalregister.gov/documents/2017/13/40/x", "2017-10-02 16:15 -0400", ""},
	} {
		got := ""
		if day := publicationDay(time.Time{}, tc.address, at(tc.shown)); !day.IsZero() {
			got = day.Format(time.DateOnly)
		}
		if got != tc.want {
			t.Errorf("%s shown %s: %q, want %q", tc.address, tc.shown, got, tc.want)
		}
	}
}

func TestDocumentNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"2012-7333": "2012-07333", "2012-07333": "2012-07333", "2017–21157": "2017-21157", "E8-12345": "E8-12345", "X09-11114": "X09-11114",
		"C1-2016-04265": "C1-2016-04265", "94-1234": "94-1234", "": "", "2017-21157 <b>": "", "about": "",
	} {
		if got := readNumber(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestTextBeforeRow unites what public inspection tells of one act, in the
// order of names: the text knows the day of issue, the row does not.
func TestTextBeforeRow(t *testing.T) {
	var reports []crawlers.Filing
	for _, address := range []string{
		"www.federalregister.gov/api/v1/public-inspection-documents.json__86a360e38caec83c",
		"public-inspection.federalregister.gov/2017-21157.txt",
	} {
		body, err := os.ReadFile("testdata/pages/" + address)
		if err != nil {
			t.Fatal(err)
		}
		fs, err := read("https://"+address, string(body))
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, fs...)
	}
	slices.SortFunc(reports, func(a, b crawlers.Filing) int { return strings.Compare(a.ID(), b.ID()) })
	act := crawlers.Unite(reports)
	if len(reports) != 2 || act.Filed.Format(time.DateOnly) != "2017-09-27" || act.Shown.Format(time.RFC3339) != "2017-10-02T08:45:00-04:00" || len(act.Parties) != 4 {
		t.Errorf("%d reports, %+v", len(reports), act)
	}
}
