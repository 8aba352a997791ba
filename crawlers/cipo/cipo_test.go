package cipo

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

var now = time.Date(2026, 9, 22, 13, 0, 0, 0, time.UTC)

func TestSource(t *testing.T) { crawltest.Run(t, &Source, now) }

const folder = "testdata/pages/opic-cipo.ca/cipo/client_downloads/Trademarks_Weekly/"

// TestPagesHoldTheWeek holds that the zips among the pages have what lies in
// testdata/week to be read; -update packs them again. The newer one is packed
// as the office does, the other as a part by itself.
func TestPagesHoldTheWeek(t *testing.T) {
	names, err := filepath.Glob("testdata/week/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var inner, earlier []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		if base == "2377001-00.xml" { // what it was the fortnight before
			before := strings.NewReplacer("Opposition pending", "Application published", "Opposed", "Advertised", "StatusDate>2026-09-15<", "StatusDate>2026-07-15<").Replace(string(text))
			from, to := strings.Index(before, "<tmk:LegalProceedingsBag>"), strings.Index(before, "</tmk:LegalProceedingsBag>")
			earlier = append(earlier, base, before[:from]+before[to+len("</tmk:LegalProceedingsBag>"):])
		}
		inner = append(inner, base, string(text))
	}
	inner = append(inner, "1057613.png", "image")
	week := zipped(t, "CA-TMK-UPDATE_2026-09-15-2026-09-21_147635_2412345_001.zip", string(zipped(t, inner...)),
		"CA-TMK-UPDATE_2026-09-15-2026-09-21_index.txt", "List of filename(s) within this export batch: \n1- CA-TMK-UPDATE_2026-09-15-2026-09-21_147635_2412345_001.zip")
	for name, want := range map[string][]byte{"WEEKLY_2026-09-22_00-05-11.zip": week, "WEEKLY_2026-09-08_00-04-47.zip": zipped(t, earlier...)} {
		file := folder + name
		if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
			if err := os.MkdirAll(folder, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || !cmp.Equal(unpacked(t, got), unpacked(t, want)) {
			t.Errorf("%s does not hold testdata/week; -update packs it again (%v)", file, err)
		}
	}
}

// unpacked returns what a zip holds by name, and what the zips in it hold.
func unpacked(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f.Name, ".zip") {
			out[f.Name] = string(content)
			continue
		}
		for name, text := range unpacked(t, content) {
			out[f.Name+"/"+name] = text
		}
	}
	return out
}

const address = "https://opic-cipo.ca/cipo/client_downloads/Trademarks_Weekly/WEEKLY_2026-09-22_00-05-11.zip"

// parsed returns the filings of a page, and fails unless it ends so.
func parsed(t testing.TB, body []byte, state error) []crawlers.Filing {
	t.Helper()
	var out []crawlers.Filing
	err := parse(crawlers.PageOf(address, body, now), func(f crawlers.Filing) error {
		f.Source = "cipo"
		if err := f.Validate(now); err != nil {
			t.Errorf("%s: %v", f.ID(), err)
		}
		out = append(out, f)
		return nil
	})
	if !errors.Is(err, state) {
		t.Fatalf("ended with %v, want %v", err, state)
	}
	return out
}

const (
	number = `<com:ApplicationNumber><com:ST13ApplicationNumber>300000241234500</com:ST13ApplicationNumber></com:ApplicationNumber>`
	filed  = `<com:ApplicationDate>2025-12-01</com:ApplicationDate><tmk:MarkCurrentStatusCode>Application filed</tmk:MarkCurrentStatusCode>`
)

// one returns the filing of a record of this content.
func one(t testing.TB, in string) crawlers.Filing {
	t.Helper()
	fs := parsed(t, []byte(document(number+in)), nil)
	if len(fs) != 1 {
		t.Fatalf("%d filings", len(fs))
	}
	return fs[0]
}

func TestStatusIsTheActAndItsDay(t *testing.T) {
	record := func(own, code, more string) string {
		return filed + `<tmk:MarkCurrentStatusCode>` + code + `</tmk:MarkCurrentStatusCode><tmk:MarkCurrentStatusDate>2026-09-17</tmk:MarkCurrentStatusDate>` + more +
			`<tmk:NationalTrademarkInformation><tmk:MarkCurrentStatusInternalDescriptionText>` + own + `</tmk:MarkCurrentStatusInternalDescriptionText></tmk:NationalTrademarkInformation>`
	}
	advertised := func(day string) string {
		return `<tmk:PublicationBag><tmk:Publication><tmk:NationalPublication><catmk:PublicationStatusCategory>Advertised</catmk:PublicationStatusCategory><tmk:PublicationActionDate>` + day + `</tmk:PublicationActionDate></tmk:NationalPublication></tmk:Publication></tmk:PublicationBag>`
	}
	const (
		registered = `<com:RegistrationDate>2018-01-02</com:RegistrationDate>`
		event      = `<tmk:MarkEventBag><tmk:MarkEvent><tmk:NationalMarkEvent><tmk:MarkEventCode>42</tmk:MarkEventCode></tmk:NationalMarkEvent><tmk:MarkEventDate>2026-09-09</tmk:MarkEventDate></tmk:MarkEvent></tmk:MarkEventBag>`
		opposed    = `<tmk:LegalProceedingsBag><tmk:LegalProceedings><tmk:OppositionProceedingBag><com:OppositionDate>2026-09-11</com:OppositionDate></tmk:OppositionProceedingBag><tmk:OppositionProceedingBag><com:OppositionDate>2026-09-10</com:OppositionDate></tmk:OppositionProceedingBag></tmk:LegalProceedings></tmk:LegalProceedingsBag>`
	)
	for _, tc := range []struct {
		name, record, act, word, day string
	}{
		{"new", record("Formalized", "Filing date accorded", ""), "applied", "applied", "2025-12-01"},
		{"new, in the standard's words alone", record("", "Application filed", ""), "applied", "applied", "2025-12-01"},
		{"approved, to be advertised", record("Approved", "Application accepted", advertised("2026-10-07")), "applied", "applied", "2025-12-01"},
		{"advertised on a day to come", record("Advertised", "Application published", advertised("2026-10-07")), "applied", "applied", "2025-12-01"},
		{"advertised", record("Advertised", "Application published", advertised("2026-09-16")), "published", "published", "2026-09-16"},
		{"advertised again", record("Advertised", "", advertised("2026-08-05")+advertised("2026-09-16")), "published", "published", "2026-09-16"},
		{"advertised, as an event alone says", record("Advertised", "", event), "published", "published", "2026-09-09"},
		{"advertised, on no day", record("Advertised", "", ""), "published", "published", "2026-09-17"},
		{"allowed", record("Allowed", "Application accepted", advertised("2026-06-10")), "published", "published", "2026-06-10"},
		{"opposed", record("Opposed", "Opposition pending", advertised("2026-07-15")+opposed), "opposed", "opposed", "2026-09-10"},
		{"opposed, on no day", record("Opposed", "", ""), "opposed", "opposed", "2026-09-17"},
		{"registered", record("Registered", "Registration published", registered), "registered", "registered", "2018-01-02"},
		{"registered, and attacked for non-use", record("", "Revocation proceeding pending", registered), "registered", "registered", "2018-01-02"},
		{"refused", record("Refused - Section 38", "Application refused", ""), "refused", "refused", "2026-09-17"},
		{"abandoned", record("Abandoned - Section 36", "Application withdrawn", `<tmk:NationalTrademarkInformation><tmk:ApplicationAbandonedDate>2026-09-15</tmk:ApplicationAbandonedDate></tmk:NationalTrademarkInformation>`), "withdrawn", "withdrawn", "2026-09-15"},
		{"withdrawn", record("Withdrawn by Owner", "Application withdrawn", ""), "withdrawn", "withdrawn", "2026-09-17"},
		{"expunged", record("Expunged", "Registration cancelled", registered+`<tmk:TerminationDate>2026-09-16</tmk:TerminationDate>`), "cancelled", "cancelled", "2026-09-16"},
		{"cancelled for non-use", record("Cancelled - Section 45", "Registration cancelled", registered), "cancelled", "cancelled", "2026-09-17"},
		{"neither word is known", record("Held over", "Something else", registered), "registered", "", "2018-01-02"},
		{"suspended after publication", record("", "Interruption of proceeding", advertised("2026-09-16")), "published", "", "2026-09-16"},
	} {
		f := one(t, tc.record)
		if got := []string{f.Slug, f.Act, f.Filed.Format(time.DateOnly)}; !cmp.Equal(got, []string{tc.act, tc.word, tc.day}) {
			t.Errorf("%s: %q, want %s %q %s", tc.name, got, tc.act, tc.word, tc.day)
		}
	}
}

func TestNumberIsTheOneOfTheOffice(t *testing.T) {
	for st13, want := range map[string]string{
		"300000105761300": "1057613", "300000014763502": "147635-02", "300000241234500": "2412345", "300000000000100": "1",
		"100000105761300": "", "30000010576130": "", "3000001057613001": "", "30000010576130O": "", "300000000000000": "", "": "",
	} {
		if got := serial(st13); got != want {
			t.Errorf("%q: %q, want %q", st13, got, want)
		}
	}
}

// TestPrefixesAndHoldersDoNotMatter reads a record in the standard's own
// namespaces, with other prefixes and with one element more around a field.
func TestPrefixesAndHoldersDoNotMatter(t *testing.T) {
	plain := one(t, filed+`<tmk:MarkCurrentStatusCode>Application filed</tmk:MarkCurrentStatusCode><tmk:MarkRepresentation><tmk:MarkReproduction><tmk:WordMarkSpecification><tmk:MarkVerbalElementText>KITELUMI</tmk:MarkVerbalElementText></tmk:WordMarkSpecification></tmk:MarkReproduction></tmk:MarkRepresentation>`)
	other := parsed(t, []byte(`<Trademark><ns2:ApplicationNumber><ns2:ST13ApplicationNumber>300000241234500</ns2:ST13ApplicationNumber></ns2:ApplicationNumber><ns2:ApplicationDate>2025-12-01-05:00</ns2:ApplicationDate>
		<MarkCurrentStatusCode>Application filed</MarkCurrentStatusCode><MarkRepresentationBag><MarkRepresentation><MarkReproduction><WordMarkSpecificationBag><WordMarkSpecification><MarkVerbalElementText>KITELUMI</MarkVerbalElementText></WordMarkSpecification></WordMarkSpecificationBag></MarkReproduction></MarkRepresentation></MarkRepresentationBag></Trademark>`), nil)
	for i := range other {
		other[i].Source = plain.Source
	}
	if d := cmp.Diff([]crawlers.Filing{plain}, other); d != "" {
		t.Error(d)
	}
}

func TestMarkIsToldInAllItsForms(t *testing.T) {
	f := one(t, filed+`<tmk:MarkRepresentation><tmk:MarkReproduction><tmk:WordMarkSpecification><tmk:MarkSignificantVerbalElementText>小蛙 &amp; Dessin</tmk:MarkSignificantVerbalElementText>
		<tmk:MarkTranslationText>The translation provided by the applicant of the words 小蛙 is "LITTLE FROG".</tmk:MarkTranslationText><tmk:MarkTransliteration>XIAO WA</tmk:MarkTransliteration></tmk:WordMarkSpecification></tmk:MarkReproduction></tmk:MarkRepresentation>
		<tmk:NationalTrademarkInformation><catmk:IndexHeadingBag><catmk:IndexHeading><catmk:IndexHeadingText>FROG; GRENOUILLE</catmk:IndexHeadingText></catmk:IndexHeading></catmk:IndexHeadingBag></tmk:NationalTrademarkInformation>
		<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:ClassDescriptionBag><tmk:ClassDescription><tmk:ClassNumber>28</tmk:ClassNumber><tmk:GoodsServicesDescriptionText com:languageCode="fr">Jouets</tmk:GoodsServicesDescriptionText></tmk:ClassDescription>
		<tmk:ClassDescription><tmk:ClassNumber>28</tmk:ClassNumber><tmk:GoodsServicesDescriptionText com:languageCode="en">Toys</tmk:GoodsServicesDescriptionText></tmk:ClassDescription></tmk:ClassDescriptionBag></tmk:GoodsServices></tmk:GoodsServicesBag>`)
	var texts []string
	for _, m := range f.Marks {
		texts = append(texts, m.Text)
	}
	if d := cmp.Diff([]string{"小蛙 & Dessin", "小蛙", "LITTLE FROG", "XIAO WA", "FROG; GRENOUILLE"}, texts); d != "" {
		t.Error(d)
	}
	if m := f.Marks[0]; m.Goods != "Class 28: Toys\nClass 28: Jouets" || !cmp.Equal(m.Classes, []int{28}) {
		t.Errorf("%q %v", m.Goods, m.Classes)
	}
}

func TestStreetOfAPersonIsNotTold(t *testing.T) {
	applicant := func(name string) string {
		return `<tmk:Applicant><com:LegalEntityName>` + name + `</com:LegalEntityName><com:Contact><com:Name><com:EntityName>` + name + `</com:EntityName></com:Name><com:PostalAddressBag><com:PostalAddress><com:PostalStructuredAddress><com:AddressLineText>12 Hidden Street</com:AddressLineText><com:AddressLineText>Shenzhen</com:AddressLineText><com:GeographicRegionName>Guangdong</com:GeographicRegionName><com:CountryCode>CN</com:CountryCode><com:PostalCode>518000</com:PostalCode></com:PostalStructuredAddress></com:PostalAddress></com:PostalAddressBag></com:Contact></tmk:Applicant>`
	}
	f := one(t, filed+`<tmk:ApplicantBag>`+applicant("Wei Example")+`</tmk:ApplicantBag><tmk:NationalCorrespondent>`+applicant("Jane Example")+`</tmk:NationalCorrespondent>`)
	want := []crawlers.Party{{Role: crawlers.Applicant, Name: "Wei Example", Address: "Guangdong", Country: "China"}}
	if d := cmp.Diff(want, f.Parties); d != "" {
		t.Error(d)
	}
	if all := string(f.Raw) + f.Text; strings.Contains(all, "Hidden") || strings.Contains(all, "Jane") {
		t.Errorf("it is told: %s", all)
	}
	company := one(t, filed+`<tmk:ApplicantBag>`+applicant("Example Lamps Co., Ltd.")+`</tmk:ApplicantBag>`)
	if got := company.Parties[0].Address; got != "12 Hidden Street, Shenzhen, Guangdong, 518000" {
		t.Errorf("a company's: %q", got)
	}
}

func TestBadRecordsAreLeftOutAlone(t *testing.T) {
	good := document(number + filed)
	for name, bad := range map[string]string{
		"no number":           document(filed),
		"a number of words":   document(strings.Replace(number, "300000241234500", "2412345", 1) + filed),
		"no day":              document(number),
		"a day that is none":  document(number + `<com:ApplicationDate>2026-13-45</com:ApplicationDate>`),
		"a day in other form": document(number + `<com:ApplicationDate>01/02/2026</com:ApplicationDate>`),
		"taken back":          strings.Replace(good, `"Update"`, `"Delete"`, 1),
		"nothing":             document(""),
	} {
		if fs := parsed(t, zipped(t, "1.xml", good, "2.xml", bad, "3.xml", good), nil); len(fs) != 2 {
			t.Errorf("%s: %d filings", name, len(fs))
		}
	}
}

// TestSameNumberManyTimes reads a mark to which things happened on several days
// of the week.
func TestSameNumberManyTimes(t *testing.T) {
	first := document(number + filed + `<tmk:MarkCurrentStatusCode>Application filed</tmk:MarkCurrentStatusCode>`)
	then := document(number + filed + `<tmk:MarkCurrentStatusCode>Application withdrawn</tmk:MarkCurrentStatusCode><tmk:MarkCurrentStatusDate>2026-09-18</tmk:MarkCurrentStatusDate>`)
	var got []string
	for _, f := range parsed(t, zipped(t, "1.xml", first, "2.xml", first, "3.xml", then), nil) {
		got = append(got, f.ID())
	}
	if d := cmp.Diff([]string{"ca-tm/2412345#applied<cipo", "ca-tm/2412345#applied<cipo", "ca-tm/2412345#withdrawn<cipo"}, got); d != "" {
		t.Error(d)
	}
}

func TestPagesEndAsTheyShould(t *testing.T) {
	good := document(number + filed)
	whole := zipped(t, "1.xml", good, "2.xml", good)
	var nameless, moved []string
	for range enough {
		nameless = append(nameless, "1.xml", good)
		moved = append(moved, "1.xml", document(strings.ReplaceAll(number, "ST13ApplicationNumber", "ST13Number")+filed))
	}
	for _, tc := range []struct {
		name  string
		body  []byte
		want  int
		state error
	}{
		{"a document at hand", []byte(good), 1, nil},
		{"a zip of a week", whole, 2, nil},
		{"packed as the office does", zipped(t, "part.zip", string(whole), "index.txt", ""), 2, nil},
		{"packed twice more", zipped(t, "part.zip", string(zipped(t, "part.zip", string(whole)))), 0, crawlers.ErrShape},
		{"a web page", []byte("<!DOCTYPE html>\n<html><head><title>404</title></head></html>"), 0, crawlers.ErrBlocked},
		{"a list of files", []byte(`<!DOCTYPE html><a href="/x/WEEKLY_2026-09-22_00-05-11.zip">a</a>`), 0, crawlers.ErrUnwanted},
		{"half a zip", whole[:len(whole)/2], 0, crawlers.ErrTruncated},
		{"half a document", []byte(good[:len(good)-60]), 0, crawlers.ErrTruncated},
		{"entities of its own", []byte(strings.Replace(good, "<tmk:TrademarkApplication", `<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><tmk:TrademarkApplication`, 1)), 0, crawlers.ErrShape},
		{"records taken back alone", zipped(t, "1.xml", strings.Replace(good, `"Update"`, `"Delete"`, 1)), 0, nil},
		{"no record", zipped(t, "1.xml", "<other/>"), 0, crawlers.ErrShape},
		{"marks without words and owners", zipped(t, nameless...), enough, crawlers.ErrShape},
		{"numbers that moved", zipped(t, moved...), 0, crawlers.ErrShape},
		{"nothing", nil, 0, crawlers.ErrTruncated},
	} {
		if got := parsed(t, tc.body, tc.state); len(got) != tc.want {
			t.Errorf("%s: %d filings, want %d", tc.name, len(got), tc.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/week/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add(zipped(f, "1.xml", document(number+filed), "a.zip", string(zipped(f, "2.xml", document(number)))))
	f.Add([]byte(`<html><a href="WEEKLY_2026-09-22_00-05-11.zip">`))
	f.Fuzz(func(t *testing.T, body []byte) {
		err := parse(crawlers.PageOf(address, body, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil {
				t.Errorf("%s: %v", f.ID(), err)
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) && !errors.Is(err, crawlers.ErrUnwanted) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
