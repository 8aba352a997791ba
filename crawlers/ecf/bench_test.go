package ecf

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// large is a feed of 5,000 items as district courts write them.
func large() []byte {
	events := []string{"Order", "Complaint", "Motion for Extension of Time to File", "Notice of Appearance", "Order on Motion for TRO", "~Util - Set Hearings"}
	captions := []string{"Brown et al v. City of Troy et al", "Off-White LLC v. A445995685, et al.", "USA v. Green", "O&#39;Hara v. Toys &amp;amp; Co., Inc."}
	var b strings.Builder
	b.WriteString(head("ilnd"))
	for i := range 5000 {
		fmt.Fprintf(&b, `<item>
<title>1:26-cv-%05d %s</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?%d</link>
<description>[%s] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/0671%07d?caseid=%d&#x26;de_seq_num=%d&#x22; &#x3E;%d&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?%d&#x26;%d</guid>
<pubDate>Tue, 24 Nov 2026 %02d:%02d:%02d GMT</pubDate>
</item>
`, i%3000, captions[i%len(captions)], 400000+i%3000, events[i%len(events)], i, 400000+i%3000, i, i%90+1, 400000+i%3000, i, i/3600%24, i/60%60, i%60)
	}
	b.WriteString("</channel>\n</rss>\n")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	page := crawlers.PageOf("https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl", large(), now)
	b.SetBytes(page.Size)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if err := parse(page, func(crawlers.Filing) error { n++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkEncodingXML is what it takes to put the same bytes into structs,
// with no rule applied.
func BenchmarkEncodingXML(b *testing.B) {
	body := large()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		var feed struct {
			Items []struct {
				Title       string `xml:"title"`
				Link        string `xml:"link"`
				Description string `xml:"description"`
				GUID        string `xml:"guid"`
				PubDate     string `xml:"pubDate"`
			} `xml:"channel>item"`
		}
		d := xml.NewDecoder(strings.NewReader(string(body)))
		d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		if err := d.Decode(&feed); err != nil {
			b.Fatal(err)
		}
		n += len(feed.Items)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "items/s")
}
