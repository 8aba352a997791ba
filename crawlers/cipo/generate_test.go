package cipo

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// escaped returns s as characters of XML.
func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s)
}

// document wraps what is in a record as the office does.
func document(in string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<tmk:TrademarkApplication xmlns:tmk="http://www.wipo.int/standards/XMLSchema/ST96/Trademark" xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" xmlns:catmk="http://www.cipo.ic.gc.ca/standards/XMLSchema/ST96/Trademark" xmlns:cacom="http://www.cipo.ic.gc.ca/standards/XMLSchema/ST96/Common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" com:st96Version="V3_0" com:ipoVersion="V1_4">
<tmk:RequestSearch><tmk:RequestSearchCategory>Normal</tmk:RequestSearchCategory></tmk:RequestSearch>
<tmk:TrademarkBag><tmk:Trademark com:operationCategory="Update">` + in + `</tmk:Trademark></tmk:TrademarkBag></tmk:TrademarkApplication>`
}

// A made mark is one of the week that is made up.
type made struct {
	number, extension   int
	words, status, code string
	applied, advertised string
	owner, country      string
	class, goods        int
	figurative          bool
}

func (d made) inner(pick func() string) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`<tmk:RegistrationOfficeCode>CA</tmk:RegistrationOfficeCode><tmk:ReceivingOfficeCode>CA</tmk:ReceivingOfficeCode><tmk:ReceivingOfficeDate>%s</tmk:ReceivingOfficeDate>`, d.applied)
	p(`<com:ApplicationNumber><com:IPOfficeCode>CA</com:IPOfficeCode><com:ST13ApplicationNumber>300000%07d%02d</com:ST13ApplicationNumber></com:ApplicationNumber>`, d.number, d.extension)
	p(`<com:ApplicationDate>%s</com:ApplicationDate><tmk:FilingPlace>Canada</tmk:FilingPlace><tmk:ApplicationLanguageCode>en</tmk:ApplicationLanguageCode>`, d.applied)
	p(`<tmk:MarkCurrentStatusCode>%s</tmk:MarkCurrentStatusCode><tmk:MarkCurrentStatusDate>2026-09-16</tmk:MarkCurrentStatusDate><tmk:MarkCategory>Trademark</tmk:MarkCategory>`, d.code)
	if d.figurative {
		p(`<tmk:MarkRepresentation><tmk:MarkFeatureCategory>Figurative</tmk:MarkFeatureCategory><tmk:MarkReproduction><tmk:MarkImageBag><tmk:MarkImage><com:FileName>%d.png</com:FileName></tmk:MarkImage></tmk:MarkImageBag></tmk:MarkReproduction></tmk:MarkRepresentation>`, d.number)
	} else {
		p(`<tmk:MarkRepresentation><tmk:MarkFeatureCategory>Word</tmk:MarkFeatureCategory><tmk:MarkReproduction><tmk:WordMarkSpecification><tmk:MarkSignificantVerbalElementText>%s</tmk:MarkSignificantVerbalElementText></tmk:WordMarkSpecification></tmk:MarkReproduction></tmk:MarkRepresentation>`, escaped(d.words))
	}
	p(`<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:GoodsServicesClassificationBag><tmk:GoodsServicesClassification><tmk:ClassificationKindCode>Nice</tmk:ClassificationKindCode><com:CommentText>CIPO Classification Code</com:CommentText><tmk:ClassNumber>%d</tmk:ClassNumber></tmk:GoodsServicesClassification></tmk:GoodsServicesClassificationBag><tmk:ClassDescriptionBag>`, d.class)
	p(`<tmk:ClassDescription><tmk:ClassNumber>%d</tmk:ClassNumber><tmk:GoodsServicesDescriptionText com:sequenceNumber="Goods1" com:languageCode="en">`, d.class)
	for range d.goods {
		fmt.Fprintf(&b, "%s for %s; ", pick(), pick())
	}
	p(`</tmk:GoodsServicesDescriptionText></tmk:ClassDescription></tmk:ClassDescriptionBag></tmk:GoodsServices></tmk:GoodsServicesBag>`)
	if d.advertised != "" {
		p(`<tmk:PublicationBag><tmk:Publication><com:PublicationIdentifier>Vol.73 Issue 3799</com:PublicationIdentifier><tmk:NationalPublication xsi:type="catmk:NationalPublicationType"><catmk:PublicationStatusCategory>Advertised</catmk:PublicationStatusCategory><tmk:PublicationActionDate>%s</tmk:PublicationActionDate></tmk:NationalPublication></tmk:Publication></tmk:PublicationBag>`, d.advertised)
	}
	p(`<tmk:ApplicantBag><tmk:Applicant><com:LegalEntityName>%s</com:LegalEntityName><com:Contact com:languageCode="en"><com:Name><com:EntityName com:languageCode="en">%s</com:EntityName></com:Name><com:PostalAddressBag><com:PostalAddress><com:PostalStructuredAddress com:languageCode="en"><com:AddressLineText com:sequenceNumber="1">1 Example Road</com:AddressLineText><com:AddressLineText com:sequenceNumber="2">Example City</com:AddressLineText><com:CountryCode>%s</com:CountryCode></com:PostalStructuredAddress></com:PostalAddress></com:PostalAddressBag></com:Contact><com:NationalLegalEntityCode>%s</com:NationalLegalEntityCode></tmk:Applicant></tmk:ApplicantBag>`, escaped(d.owner), escaped(d.owner), d.country, d.country)
	p(`<tmk:NationalRepresentative><com:CommentText>4779</com:CommentText><com:Contact com:languageCode="en"><com:Name><com:EntityName>EXAMPLE AGENTS LLP</com:EntityName></com:Name></com:Contact></tmk:NationalRepresentative>`)
	p(`<tmk:MarkEventBag>`)
	for i := range 14 {
		p(`<tmk:MarkEvent><tmk:MarkEventCategory>National prosecution history entry</tmk:MarkEventCategory><tmk:NationalMarkEvent xsi:type="catmk:NationalMarkEventType"><tmk:MarkEventCode>%d</tmk:MarkEventCode><tmk:MarkEventDescriptionText>Correspondence Created</tmk:MarkEventDescriptionText><tmk:MarkEventOtherLanguageDescriptionTextBag><tmk:MarkEventDescriptionText com:languageCode="fr">Correspondance créée</tmk:MarkEventDescriptionText></tmk:MarkEventOtherLanguageDescriptionTextBag></tmk:NationalMarkEvent><tmk:MarkEventDate>2026-0%d-01</tmk:MarkEventDate></tmk:MarkEvent>`, 15+i, 1+i%8)
	}
	p(`</tmk:MarkEventBag>`)
	p(`<tmk:NationalTrademarkInformation xsi:type="catmk:NationalTrademarkInformationType"><tmk:RegisterCategory>Principal</tmk:RegisterCategory><tmk:MarkCurrentStatusInternalDescriptionText>%s</tmk:MarkCurrentStatusInternalDescriptionText></tmk:NationalTrademarkInformation>`, d.status)
	return b.String()
}

var (
	nouns = strings.Fields("lamps chargers headphones kettles software toys garments bags cosmetics tools bicycles furniture tea batteries cables drones cameras")
	heads = strings.Fields("AURORA NORTH MAPLE RIVER XIAO HUA BRIGHT NOVA PRIME ZEN LUMI KITE POLAR TUNDRA")
	tails = strings.Fields("TECH HOME DIGITAL FIT PET CENTRE GROUP STORE FASHION SOLAR CAFE HEALTH SPORTS")
)

// week writes a zip of a week of so many marks, in parts that are zips too,
// and returns how many bytes their documents have.
func week(t testing.TB, w io.Writer, marks int) (size int64) {
	t.Helper()
	const each = 5000
	rnd := rand.New(rand.NewPCG(9, 22))
	pick := func(from []string) string { return from[rnd.IntN(len(from))] }
	states := []struct{ status, code string }{
		{"Formalized", "Filing date accorded"}, {"Searched", "Classification checked"}, {"Advertised", "Application published"},
		{"Registered", "Registration published"}, {"Abandoned - Section 36", "Application withdrawn"},
	}
	outer := zip.NewWriter(w)
	for from := 0; from < marks; from += each {
		var held bytes.Buffer
		inner := zip.NewWriter(&held)
		for i := from; i < min(from+each, marks); i++ {
			s := states[rnd.IntN(len(states))]
			d := made{
				number: 2_000_000 + i, words: fmt.Sprintf("%s & %s %d", pick(heads), pick(tails), rnd.IntN(1000)), status: s.status, code: s.code,
				applied: fmt.Sprintf("2026-0%d-1%d", 1+i%8, i%9), owner: fmt.Sprintf("%s %s %d Co., Ltd.", pick(heads), pick(tails), i%997), country: pick([]string{"CA", "CN", "US"}),
				class: 1 + rnd.IntN(45), goods: 1 + rnd.IntN(60), figurative: i%23 == 0,
			}
			if s.status == "Advertised" {
				d.advertised = "2026-09-16"
			}
			if i == marks/2 {
				d.goods = 50_000 // one that has much to say
			}
			doc := document(d.inner(func() string { return pick(nouns) }))
			size += int64(len(doc))
			put(t, inner, fmt.Sprintf("%d-00.xml", d.number), doc)
			if d.figurative {
				put(t, inner, fmt.Sprintf("%d.png", d.number), "image")
			}
		}
		if err := inner.Close(); err != nil {
			t.Fatal(err)
		}
		put(t, outer, fmt.Sprintf("CA-TMK-UPDATE_2026-09-15-2026-09-21_%d_%d_%03d.zip", from, min(from+each, marks), from/each+1), held.String())
	}
	put(t, outer, "CA-TMK-UPDATE_2026-09-15-2026-09-21_index.txt", "List of filename(s) within this export batch: ")
	if err := outer.Close(); err != nil {
		t.Fatal(err)
	}
	return size
}

// put adds a file to a zip.
func put(t testing.TB, z *zip.Writer, name, content string) {
	t.Helper()
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
}

// zipped returns a zip of files, in pairs of name and content.
func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		put(t, z, files[i], files[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
