package store

import "testing"

// TestXMLIsReadable: a feed and an office's record are shown as what they say.
func TestXMLIsReadable(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ kind, page, want string }{
		{"application/rss+xml", `<?xml version="1.0"?><rss version="2.0"><channel><title>ilnd</title><item><title><![CDATA[1:26-cv-00011 Acme v. Lamps &amp; Co]]></title><description>[Complaint] (&lt;a href="https://x.example"&gt;1&lt;/a&gt;)</description></item></channel></rss>`,
			"rss version: 2.0\ntitle: ilnd\ntitle: 1:26-cv-00011 Acme v. Lamps & Co\ndescription: [Complaint] (1)\n"},
		{"text/xml; charset=gbk", "<?xml version=\"1.0\" encoding=\"gbk\"?><mark xmlns=\"urn:x\"><owner id=\"7\">\xca\xbe\xc0\xfd</owner> tail</mark>", "owner id: 7\nowner: 示例\nmark: tail\n"},
		{"", `<?xml version="1.0"?><a><b>x</b></a>`, "b: x\n"},
		{"text/xml", `<a><b>not closed</a>`, "<a><b>not closed</a>"},
	} {
		header := "{}"
		if tc.kind != "" {
			header = `{"Content-Type":["` + tc.kind + `"]}`
		}
		if got, err := words(StoredPage{URL: "https://court.example/feed"}, header, []byte(tc.page)); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v; want %q", tc.page, got, err, tc.want)
		}
	}
}
