package fedreg

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// large is a notice of institution with as many respondents as the largest
// have, in the printers' dialect.
func large() string {
	var b strings.Builder
	b.WriteString("<P>Notice is hereby given that a complaint was filed with the U.S. International Trade Commission on August 29, 2017, under section 337 of the Tariff Act of 1930, as amended, on behalf of Sharp Corporation of Japan. " +
		"The complaint alleges infringement of U.S. Patent No. 8,325,838 (“the '838 patent”).</P>")
	for range 20 {
		b.WriteString("<P>" + strings.Repeat("The Commission is interested in comments on any public interest issues raised by the complaint. ", 10) + "</P>")
	}
	b.WriteString("<P>(a) The complainant is:</P><FP SOURCE=\"FP-1\">Sharp Corporation, 1 Takumi-cho, Sakai-ku, Sakai City, Osaka, 590-8522 Japan</FP><P>(b) The respondents are the following entities:</P>")
	for i := range 40 {
		fmt.Fprintf(&b, "<FP SOURCE=\"FP-1\">Shenzhen Example Technology %d Co., Ltd., d/b/a shop-%d, Room %d, No. 17 Donghaixi Road, Shenzhen, Guangdong, China 518000</FP>", i, i, i+100)
	}
	b.WriteString("<P>(c) The Office of Unfair Import Investigations.</P>")
	return notice("[Investigation No. 337–TA–1072]", institution, b.String())
}

func benchmark(b *testing.B, address, body string) {
	page := crawlers.PageOf(address, []byte(body), now)
	b.SetBytes(page.Size)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if err := parse(page, func(crawlers.Filing) error { n++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "filings/s")
}

func BenchmarkNotice(b *testing.B) { benchmark(b, "", large()) }

func BenchmarkPlainNotice(b *testing.B) {
	benchmark(b, "", strings.ReplaceAll(printedText, "~", " "))
}

// BenchmarkText is a notice's text taken out of its markup, with no rule of the
// commission's wording applied.
func BenchmarkText(b *testing.B) {
	body := []byte(large())
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if d, err := readXML(body); err != nil || len(d.paragraphs) == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	page, err := os.ReadFile("testdata/pages/www.federalregister.gov/api/v1/documents.json__fe9436971e5c4662")
	if err != nil {
		b.Fatal(err)
	}
	_, l, _ := strings.Cut(string(page), "\"results\": [")
	l = l[:strings.LastIndexByte(l, ']')]
	benchmark(b, api, `{"count":600,"results":[`+strings.Repeat(l+",", 199)+l+`]}`)
}
