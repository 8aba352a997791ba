package tdxf

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// A daily writes a daily file like the office's: its layout, its flags, marks
// and owners such as it has, and the hard cases among them at places that do
// not move. The same numbers give the same file.
type daily struct {
	records int
	huge    int // which of them has as many events of the Madrid system as the largest known; 0 is none
	rand    *rand.Rand
	w       *bufio.Writer
}

// write writes the document.
func (d *daily) write(w io.Writer) error {
	d.rand = rand.New(rand.NewPCG(26, 713))
	d.w = bufio.NewWriter(w)
	d.put("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE trademark-applications-daily [\n<!-- the office's own type stands here, with its history's notes -->\n<!ELEMENT trademark-applications-daily (version, creation-datetime, application-information)>\n]>\n")
	d.put("<trademark-applications-daily>\n  <version>\n    <version-no>2.0</version-no>\n    <version-date>20041108</version-date>\n  </version>\n  <creation-datetime>202607140045</creation-datetime>\n  <application-information>\n    <file-segments>\n      <file-segment>TRMK</file-segment>\n      <action-keys>\n        <action-key>TX</action-key>\n")
	for i := range d.records {
		d.record(i)
	}
	d.put("      </action-keys>\n    </file-segments>\n  </application-information>\n</trademark-applications-daily>\n")
	return d.w.Flush()
}

func (d *daily) put(format string, args ...any) {
	if len(args) == 0 {
		d.w.WriteString(format) // Flush tells of errors
		return
	}
	fmt.Fprintf(d.w, format, args...)
}

func (d *daily) line(depth int, name, value string) {
	d.put("        %s<%s>%s</%s>\n", strings.Repeat("  ", depth), name, value, name)
}

func (d *daily) open(depth int, name string) {
	d.put("        %s<%s>\n", strings.Repeat("  ", depth), name)
}
func (d *daily) shut(depth int, name string) {
	d.put("        %s</%s>\n", strings.Repeat("  ", depth), name)
}

func pick[T any](d *daily, of []T) T { return of[d.rand.IntN(len(of))] }

var (
	syllables = []string{"lu", "mi", "zho", "ra", "ten", "shan", "ko", "vel", "bri", "qi", "dao", "mar", "en", "xi", "tor", "an"}
	surnames  = []string{"Shenzhen", "Guangzhou", "Yiwu", "Ningbo", "Acme", "Northern", "Blue River", "Pacific", "Hangzhou", "Delta"}
	trades    = []string{"Lamps", "Technology", "Trading", "Toys", "Foods", "Apparel", "Electronics", "Cosmetics"}
	forms     = []string{"Co., Ltd.", "LLC", "Inc.", "GmbH", "Limited", "S.A."}
	wares     = []string{"Mobile phone cases", "LED lamps", "Downloadable software for the control of vehicles", "Sesame &amp; sesame oil", "Stickers", "Clothing, namely, shirts, trousers and hats", "Retail store services featuring toys", "Cosmetics", "Electric scooters", "Batteries, rechargeable"}
	happened  = strings.Split(`NWOS NEW APPLICATION OFFICE SUPPLIED DATA ENTERED
DOCK ASSIGNED TO EXAMINER
CNRT NON-FINAL ACTION MAILED
TROA TEAS RESPONSE TO OFFICE ACTION RECEIVED
CRFA CORRESPONDENCE RECEIVED IN LAW OFFICE
TEME TEAS/EMAIL CORRESPONDENCE ENTERED
CNSA APPROVED FOR PUB - PRINCIPAL REGISTER
NPUB NOTICE OF PUBLICATION
PUBO PUBLISHED FOR OPPOSITION
NOAM NOA MAILED - SOU REQUIRED FROM APPLICANT
R.PR REGISTERED-PRINCIPAL REGISTER
REM1 COURTESY REMINDER - SEC. 8 (6-YR) E-MAILED
E815 TEAS SECTION 8 &amp; 15 RECEIVED
C15A REGISTERED - SEC. 8 (6-YR) ACCEPTED &amp; SEC. 15 ACK.
NA85 NOTICE OF ACCEPTANCE OF SEC. 8 &amp; 15 - E-MAILED
E89R TEAS SECTION 8 &amp; 9 RECEIVED
89AG REGISTERED - SEC. 8 (10-YR) ACCEPTED/SEC. 9 GRANTED
RNL1 REGISTERED AND RENEWED (FIRST RENEWAL - 10 YRS)
ASGN ASSIGNMENT OF OWNERSHIP NOT UPDATED AUTOMATICALLY
ASCK AUTOMATIC UPDATE OF ASSIGNMENT OF OWNERSHIP
CHAN APPLICANT/CORRESPONDENCE CHANGES (NON-RESPONSIVE) ENTERED
TCCA TEAS CHANGE OF CORRESPONDENCE RECEIVED
CFIT CASE FILE IN TICRS
REAP TEAS REVOKE/APPOINT ATTORNEY RECEIVED
ARAA ATTORNEY REVOKED AND/OR APPOINTED`, "\n")
	headFlags = strings.Fields(`principal-register-amended-in supplemental-register-amended-in trademark-in collective-trademark-in service-mark-in
		collective-service-mark-in collective-membership-mark-in certification-mark-in cancellation-pending-in published-concurrent-in concurrent-use-in
		concurrent-use-proceeding-in interference-pending-in opposition-pending-in section-12c-in section-2f-in section-2f-in-part-in renewal-filed-in
		section-8-filed-in section-8-partial-accept-in section-8-accepted-in section-15-acknowledged-in section-15-filed-in supplemental-register-in
		foreign-priority-in change-registration-in intent-to-use-in intent-to-use-current-in filed-as-use-application-in amended-to-use-application-in
		use-application-currently-in amended-to-itu-application-in filing-basis-filed-as-44d-in amended-to-44d-application-in filing-basis-current-44d-in
		filing-basis-filed-as-44e-in amended-to-44e-application-in filing-basis-current-44e-in without-basis-currently-in filing-current-no-basis-in
		color-drawing-filed-in color-drawing-current-in drawing-3d-filed-in drawing-3d-current-in standard-characters-claimed-in
		filing-basis-filed-as-66a-in filing-basis-current-66a-in`)
)

func (d *daily) mark() string {
	var b strings.Builder
	for range 2 + d.rand.IntN(2) {
		b.WriteString(pick(d, syllables))
	}
	return strings.ToUpper(b.String())
}

// goods lists some, each with words that no other has, as lists do.
func (d *daily) goods() string {
	var b strings.Builder
	for range 1 + d.rand.IntN(16) {
		b.WriteString(pick(d, wares))
		for range d.rand.IntN(4) {
			b.WriteString(" " + strings.ToLower(d.mark()))
		}
		b.WriteString("; ")
	}
	return b.String()
}

// record writes one; which hard case it is its number decides.
func (d *daily) record(i int) {
	old := i%10 >= 2 // nearly all records of a day are of older marks
	serial, status, filed := 99_000_000+i, "630", "20260711"
	if old {
		serial, status, filed = 75_000_000+i, pick(d, []string{"700", "800", "702", "688", "641", "602", "710"}), fmt.Sprintf("%d0%d1%d", 1990+i%30, 1+i%9, i%9)
	}
	d.open(0, "case-file")
	d.line(1, "serial-number", fmt.Sprint(serial))
	d.line(1, "registration-number", "0000000")
	d.line(1, "transaction-date", "20260713")
	d.open(1, "case-file-header")
	d.line(2, "filing-date", filed)
	if old && status[0] != '6' {
		d.line(2, "registration-date", "20100309")
	}
	d.line(2, "status-code", status)
	d.line(2, "status-date", "20260712")
	mark := d.mark()
	if i%13 != 5 {
		d.line(2, "mark-identification", mark)
	}
	d.line(2, "mark-drawing-code", pick(d, []string{"4000", "3000", "0", "5", "2000"}))
	d.line(2, "attorney-name", "Jane Example")
	for _, flag := range headFlags {
		d.line(2, flag, pick(d, []string{"F", "F", "F", "T"}))
	}
	d.shut(1, "case-file-header")
	d.statements(i, mark)
	d.events(i, old)
	d.classes(i)
	d.people(i, old)
	if d.huge > 0 && i == d.huge {
		d.madrid(26_496)
	}
	d.shut(0, "case-file")
}

func (d *daily) statements(i int, mark string) {
	d.open(1, "case-file-statements")
	say := func(code, text string) {
		d.open(2, "case-file-statement")
		d.line(3, "type-code", code)
		d.line(3, "text", text)
		d.shut(2, "case-file-statement")
	}
	say(fmt.Sprintf("GS%03d1", 1+i%45), d.goods())
	if i%4 == 0 {
		say("PM0001", mark+" O")
	}
	switch i % 9 {
	case 0:
		say("TR0001", `The English translation of &quot;`+mark+`&quot; in the mark is &quot;SESAME&quot;.`)
	case 1, 2:
		say("TR0001", `The wording "`+mark+`" has no meaning in a foreign language.`)
	case 3:
		say("TL0001", `The non-Latin characters in the mark transliterate to "Zhi Ma" and this means "sesame" in English.`)
	case 4:
		say("DM0000", "The mark consists of the word in a stylized font, the é above a red shaded square with rounded corners.")
	}
	d.shut(1, "case-file-statements")
}

func (d *daily) events(i int, old bool) {
	d.open(1, "case-file-event-statements")
	n := 1
	if old {
		n = 4 + d.rand.IntN(45)
	}
	for k := n; k > 0; k-- {
		code, text := "NWAP", "NEW APPLICATION ENTERED"
		if k > 1 {
			code, text, _ = strings.Cut(pick(d, happened), " ")
		}
		d.open(2, "case-file-event-statement")
		d.line(3, "code", code)
		d.line(3, "type", "I")
		d.line(3, "description-text", text)
		d.line(3, "date", fmt.Sprintf("%d%02d%02d", 1990+d.rand.IntN(36), 1+d.rand.IntN(12), 1+d.rand.IntN(28)))
		d.line(3, "number", fmt.Sprint(k))
		d.shut(2, "case-file-event-statement")
	}
	d.shut(1, "case-file-event-statements")
}

func (d *daily) classes(i int) {
	d.open(1, "classifications")
	for k := range 1 + i%3 {
		d.open(2, "classification")
		d.line(3, "international-code-total-no", "1")
		d.line(3, "us-code-total-no", "3")
		d.line(3, "international-code", fmt.Sprintf("%03d", 1+(i+k)%45))
		for _, us := range []string{"021", "023", "026"} {
			d.line(3, "us-code", us)
		}
		d.line(3, "status-code", "6")
		d.line(3, "status-date", "20260712")
		d.line(3, "first-use-anywhere-date", pick(d, []string{"20240612", "19610", "00000000"}))
		d.line(3, "primary-code", fmt.Sprintf("%03d", 1+(i+k)%45))
		d.shut(2, "classification")
	}
	d.shut(1, "classifications")
}

func (d *daily) people(i int, old bool) {
	d.open(1, "correspondent")
	d.line(2, "address-1", "JANE EXAMPLE")
	d.line(2, "address-2", "EXAMPLE &amp; PARTNERS P.C.")
	d.line(2, "address-3", "1 EXAMPLE STREET")
	d.shut(1, "correspondent")
	d.open(1, "case-file-owners")
	kinds := []string{"10"}
	if old {
		kinds = []string{"40", "30", "20", "10"}
	}
	for _, kind := range kinds {
		d.open(2, "case-file-owner")
		d.line(3, "entry-number", "1")
		d.line(3, "party-type", kind)
		d.put("              <nationality>\n                <country>CN</country>\n              </nationality>\n")
		d.line(3, "legal-entity-type-code", pick(d, []string{"03", "16", "01", "99"}))
		d.line(3, "party-name", pick(d, surnames)+" "+d.mark()+" "+pick(d, trades)+" "+pick(d, forms))
		d.line(3, "address-1", fmt.Sprintf("No. %d %s Example Road", d.rand.IntN(5000), d.mark()))
		d.line(3, "city", "Shenzhen")
		d.line(3, "country", "CN")
		d.line(3, "postcode", "518000")
		d.shut(2, "case-file-owner")
	}
	d.shut(1, "case-file-owners")
}

func (d *daily) madrid(events int) {
	d.open(1, "madrid-international-filing-requests")
	d.open(2, "madrid-international-filing-record")
	d.line(3, "entry-number", "1")
	d.line(3, "reference-number", "A0073680")
	d.line(3, "original-filing-date-uspto", "20180218")
	d.open(3, "madrid-history-events")
	for k := range events {
		d.open(4, "madrid-history-event")
		d.line(5, "code", "IRREC")
		d.line(5, "date", "20180218")
		d.line(5, "description-text", "SUBSEQUENT DESIGNATION REQUEST PROCESSED BY THE INTERNATIONAL BUREAU, NOTICE OF IT AND OF ITS IRREGULARITIES SENT TO THE OFFICE OF ORIGIN")
		d.line(5, "entry-number", fmt.Sprint(k))
		d.shut(4, "madrid-history-event")
	}
	d.shut(3, "madrid-history-events")
	d.shut(2, "madrid-international-filing-record")
	d.shut(1, "madrid-international-filing-requests")
}

// zipped writes a zip of the day.
func (d *daily) zipped(t testing.TB, w io.Writer) {
	t.Helper()
	z := zip.NewWriter(w)
	m, err := z.Create("apc260713.xml")
	if err == nil {
		err = d.write(m)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}
