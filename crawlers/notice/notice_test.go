package notice

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

const address = "https://firm.example/case-no-25-cv-01234/"

func read(t testing.TB, body string) Notice {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return Read(address, doc.Selection)
}

// names writes sellers as "name = alias, alias; name".
func names(sellers []crawlers.Party) string {
	var out []string
	for _, s := range sellers {
		n := s.Name
		if len(s.Aliases) > 0 {
			n += " = " + strings.Join(s.Aliases, ", ")
		}
		out = append(out, n)
	}
	return strings.Join(out, "; ")
}

func TestSellers(t *testing.T) {
	table := func(rows ...string) string {
		return "<table><tr><td>" + strings.Join(rows, "</td></tr><tr><td>") + "</td></tr></table>"
	}
	row := func(cells ...string) string { return strings.Join(cells, "</td><td>") }
	for _, tc := range []struct{ name, body, want string }{
		{"table", table(row("No.", "Seller Alias", "Platform"), row("1", "Moon Store", "Temu"), row("2", "sun_shop", "Temu")), "Moon Store; sun_shop"},
		{"head below a title", table("Schedule A", row("Defendant Number", "Defendant Name"), row("1", "Moon Store")), "Moon Store"},
		{"company beside the store", table(row("Store Name", "Company Name"), row("Moon", "Shenzhen Yue Co., Ltd."), row("Sun", "")), "Moon = Shenzhen Yue Co., Ltd.; Sun"},
		{"defendant beside the store", table(row("Defendant", "Store"), row("Shenzhen Yue Co., Ltd.", "Moon")), "Moon = Shenzhen Yue Co., Ltd."},
		{"two of one name", table(row("Store", "Company"), row("Moon", "Yue Co., Ltd."), row("MOON", "Ri Co., Ltd."), row("Moon", "Yue Co., Ltd.")), "Moon = Yue Co., Ltd.; Ri Co., Ltd."},
		{"only identifiers", table(row("Seller ID", "Store URL"), row("A1", "https://shop.example/a")), ""},
		{"documents", table(row("No.", "Document", "Date"), row("1", "Complaint", "1/2/2025")), ""},
		{"spans", `<table><tr><th>Platform</th><th>Store</th></tr><tr><td rowspan="2">Temu</td><td>Moon</td></tr><tr><td>Sun</td></tr><tr><td rowspan="99999999" colspan="99999999">Star</td></tr></table>`, "Moon; Sun; Star"},
		{"points", "<h3>Schedule “A”</h3><ul><li>Moon (Amazon)</li><li>2. Sun - eBay</li></ul><ul><li>Star</li></ul><p>Dates:</p><ul><li>Friday</li></ul>", "Moon; Sun; Star"},
		{"numbered lines", "<p>Defendants:<br>1. Moon<br>2) Sun Trading Co., Ltd.<br>Contact: us</p>", "Moon; Sun Trading Co., Ltd."},
		{"duties are no sellers", "<p>Defendants are ordered to:</p><ul><li>Preserve evidence</li></ul>", ""},
		{"those dismissed are not sued", "<p>Dismissed defendants:</p><ul><li>Moon</li></ul>", ""},
		{"links to documents", `<p>Schedule A:</p><ul><li><a href="a.pdf">Schedule A</a></li><li><a href="https://shop.example/moon">Moon</a></li></ul>`, "Moon"},
		{"other names", "<p>Sellers</p><ul><li>Yue Co., Ltd. d/b/a Moon</li><li>Sun a/k/a Star</li><li>Lamp (Deng Co., Ltd.)</li><li>Lamp (blue)</li></ul>", "Moon = Yue Co., Ltd.; Sun = Star; Lamp = Deng Co., Ltd.; Lamp (blue)"},
		{"left out", "<p>Sellers</p><ul><li>[Intentionally Left Blank]</li><li>DISMISSED</li><li>---</li><li>n/a</li><li>https://shop.example/store/1</li><li>http://moon.example/</li></ul>", "moon.example"},
		{"sentences", "<p>Sellers</p><ul><li>" + strings.Repeat("many words ", 8) + "</li><li>" + strings.Repeat("x", 161) + "</li><li>Moon</li></ul>", "Moon"},
		{"Chinese", "<p>Defendants</p><ol><li>深圳市月亮电子商务有限公司</li><li>月亮店（深圳市月亮有限公司）</li></ol>", "深圳市月亮电子商务有限公司; 月亮店 = 深圳市月亮有限公司"},
		{"a script", `<script>document.write("<p>Sellers</p><ul><li>Moon</li></ul>")</script><p>Sellers<template><ul><li>Sun</li></ul></template></p>`, ""},
		{"control characters", "<p>Sellers</p><ul><li>Mo\u202eon\x01 St\u200bore</li></ul>", "Moon Store"},
	} {
		if got := names(read(t, tc.body).Sellers); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestHundredsOfSellersAreReadAndThousandsCut(t *testing.T) {
	list := func(n int) string {
		var b strings.Builder
		b.WriteString("<table><tr><th>Seller Name</th></tr>")
		for i := range n {
			fmt.Fprintf(&b, "<tr><td>Shop%d Store</td></tr>", i)
		}
		return b.String() + "</table>"
	}
	for _, tc := range []struct {
		listed, read int
		cut          bool
	}{{431, 431, false}, {4_900, 4_900, false}, {6_000, 4_900, true}} {
		n := read(t, list(tc.listed))
		if len(n.Sellers) != tc.read || n.Cut != tc.cut {
			t.Errorf("%d listed: %d, cut %v; want %d, %v", tc.listed, len(n.Sellers), n.Cut, tc.read, tc.cut)
		}
		f := n.Filing(crawlers.Key{Authority: "us-ilnd", Number: "1:25-cv-01234"}, "Firm", "A v. B")
		f.Slug, f.Filed = "notice.x", crawlers.Date{Time: time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), Day: true}
		if err := f.Validate(f.Filed.Time); err != nil {
			t.Errorf("%d listed: %v", tc.listed, err)
		}
	}
}

func TestCaption(t *testing.T) {
	for in, want := range map[string]string{
		"Case No. 25-cv-01234 – Toho Co., Ltd. v. The Partnerships":       "Toho Co., Ltd. v. The Partnerships",
		"Toho Co., Ltd. v. The Partnerships - Case No.: 1:2025-cv-01234":  "Toho Co., Ltd. v. The Partnerships",
		"Toho Co., Ltd. vs The Partnerships (Civil Action No. 25 C 1234)": "Toho Co., Ltd. vs The Partnerships",
		"25-cv-1234 | Moon Store v. 21860647":                             "Moon Store v. 21860647",
		"Case No. 25-cv-01234":                                            "",
		"Our Team":                                                        "",
		"Lion Brand v. 24-7 Shop, Case No. 0:24-cv-00001-ABC":             "Lion Brand v. 24-7 Shop",
	} {
		if got := Caption(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRead(t *testing.T) {
	n := read(t, `<p>TOHO CO., LTD.</p><p>v.</p><p>THE PARTNERSHIPS</p>
		<p>Northern District of Illinois</p><p>Plaintiff's Trademarks: GODZILLA®, Mothra; godzilla</p><p>Plaintiff: Toho Co., Ltd.</p>
		<p><b>Complaint</b></p><p><a href="/files/1.pdf">Download PDF</a></p><p><a href="https://elsewhere.example/2.PDF?x=1">Schedule A – Download</a></p>`)
	if n.Caption != "TOHO CO., LTD. v. THE PARTNERSHIPS" || n.Court != "ilnd" || n.Plaintiff != "Toho Co., Ltd." || strings.Join(n.Brands, ",") != "GODZILLA,Mothra" {
		t.Errorf("caption %q, court %q, plaintiff %q, brands %q", n.Caption, n.Court, n.Plaintiff, n.Brands)
	}
	want := []Document{{Name: "Complaint", URL: "https://firm.example/files/1.pdf"}, {Name: "Schedule A"}}
	if fmt.Sprint(n.Documents) != fmt.Sprint(want) {
		t.Errorf("documents %+v, want %+v", n.Documents, want)
	}
}

func TestOwn(t *testing.T) {
	for in, want := range map[string]string{
		"/a#b":                           "https://firm.example/a",
		"https://www.firm.example/a":     "https://www.firm.example/a",
		"https://firm.example.evil/a":    "",
		"https://user@firm.example/a":    "",
		"javascript:alert(1)":            "",
		"//elsewhere.example/a":          "",
		"":                               "",
		"/" + strings.Repeat("a", 2_001): "",
	} {
		if got := Own(address, in); got != want {
			t.Errorf("%.80q: %q, want %q", in, got, want)
		}
	}
}

// TestHostilePages holds a page to its bounds.
func TestHostilePages(t *testing.T) {
	for name, body := range map[string]string{
		"tables in tables": strings.Repeat("<table><tr><td>Seller", 100) + strings.Repeat("<tr><td>Seller", 20_000),
		"cells":            "<table><tr>" + strings.Repeat("<td>Seller", 40_000),
		"points":           "<p>Sellers</p><ul>" + strings.Repeat("<li>", 40_000),
		"one long word":    "<p>Sellers</p><ul><li>" + strings.Repeat("a v. ", 100_000),
		"numbers":          strings.Repeat("25-cv-01234 ", 40_000),
		"longer than read": strings.Repeat("<p>x", 300_000),
	} {
		n := read(t, body)
		if len(n.Text) > maxText || len(n.Sellers) > maxSellers || len(n.lines) > maxLines+2 || len(n.Caption) > longestCaption || len(Numbers(n.Text)) > maxNumbers {
			t.Errorf("%s: %d bytes, %d lines, %d sellers", name, len(n.Text), len(n.lines), len(n.Sellers))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("<h3>Schedule A</h3><ol><li>Moon (Amazon)</li></ol><table><tr><th>Store<th>Company<tr><td>Sun<td>Ri Co., Ltd.</table>", "A v. B, Case No. 25-cv-01234")
	f.Add("<p>1:24-cv-02614 Northern District of Illinois</p><p>Brand: X</p><a href=x.pdf>Download</a>", "16 C 7988")
	f.Fuzz(func(t *testing.T, body, title string) {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			return // deeper than the HTML parser goes
		}
		n := Read(address, doc.Selection)
		key, why := Key("ilnd", title, n.Text, n.Links())
		if why != "" {
			return
		}
		if title = Caption(title); title == "" {
			title = "A v. B"
		}
		out := n.Filing(key, "Firm", title)
		out.Slug, out.Filed = Slug("x"+title), crawlers.Date{Time: time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), Day: true}
		if err := out.Validate(out.Filed.Time); err != nil {
			t.Errorf("%q: %v", title, err)
		}
	})
}
