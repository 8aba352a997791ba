package relevance

import (
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// TestWordsNameWhoIsAccused: a filing without a list of parties is judged by
// those that its caption, or the text of a notice, names.
func TestWordsNameWhoIsAccused(t *testing.T) {
	t.Parallel()
	suit := func(authority, title, text string) crawlers.Filing {
		return crawlers.Filing{Key: crawlers.Key{Authority: authority, Number: "2:25-cv-00001"}, Slug: "entry.1", Kind: crawlers.Lawsuit, Title: title, Text: text}
	}
	notice := func(text string) crawlers.Filing {
		return crawlers.Filing{
			Key: crawlers.Key{Authority: "us-itc", Number: "DN-3999"}, Slug: "receipt", Act: "receipt", Kind: crawlers.Section337,
			Title: "Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", Text: text,
		}
	}
	const patent, mark = "Complaint\nNature of suit: 830 Patent", "Complaint\nNature of suit: 840 Trademark"
	for _, tc := range []struct {
		name     string
		f        crawlers.Filing
		want     string // "true", "false" or "open"
		category alerts.Category
		named    string // the first of the Chinese accused
	}{
		{"a caption", suit("us-cacd", "Sample LLC v. Shenzhen Lumi Example Technology Co., Ltd. et al", patent), "true", alerts.CatPatent, "Shenzhen Lumi Example Technology Co., Ltd."},
		{"who sues is not accused", suit("us-cacd", "Shenzhen Lumi Example Technology Co., Ltd. v. Sample LLC", patent), "open", alerts.CatPatent, ""},
		{"a site by its name", suit("us-cacd", "Sample LLC v. DHgate.com Inc.", mark), "true", alerts.CatTrademark, "DHgate.com Inc."},
		{"the text of a notice", notice("The complaint names as respondents: Ningbo Example Tools Co., Ltd. of China; and Sample Corp. of Austin, TX."), "true", alerts.Cat337, "Ningbo Example Tools Co., Ltd."},
		{"a notice against others", notice("The complaint names as respondents: Sample GmbH of Germany; and Sample Inc. of Boston, MA."), "false", alerts.Cat337, ""},
		{"a store of two words", suit("us-pawd", "Sample Dental Inc. v. Babymove et al", patent), "true", alerts.CatScheduleA, ""},
		{"alone it may be anybody's name", suit("us-nysd", "Sample Dental Inc. v. Babymove", mark), "open", alerts.CatTrademark, ""},
		{"a surname", suit("us-nysd", "Sample Dental Inc. v. Lovejoy et al", mark), "open", alerts.CatTrademark, ""},
		{"a court for patents", suit("us-txed", "Sample Radio LLC v. Shenzhen Lumi Example Technology Co., Ltd.", "Complaint"), "true", alerts.CatPatent, "Shenzhen Lumi Example Technology Co., Ltd."},
		{"cargo in a court for patents", suit("us-txed", "Sample Cargo LLC v. Qingdao Example Logistics Co., Ltd.", "Complaint"), "open", alerts.CatOther, "Qingdao Example Logistics Co., Ltd."},
		{"a number inside a store's name", suit("us-nysd", "Sample Dolls Inc. v. Hehua3c et al", mark), "true", alerts.CatScheduleA, ""},
		{"a number behind a name", suit("us-nysd", "Sample Dolls Inc. v. Studio54 et al", mark), "open", alerts.CatTrademark, ""},
		{"owners of flats", suit("us-flsd", "Sample Yachts Inc. v. The Unit Owners Identified on Schedule A", "Complaint\nNature of suit: 290 Real Property: Other"), "open", alerts.CatOther, ""},
		{"a domain name", suit("us-vaed", "Sample Bank N.A. v. sample-login.com, an Internet domain name", mark), "open", alerts.CatTrademark, ""},
		{"a shop at a domain", suit("us-vaed", "Sample Watches Inc. v. samplewatches-outlet.com, an unknown entity", mark), "true", alerts.CatScheduleA, ""},
		{"who sues sellers by the hundred", suit("us-txsd", "Harley-Davidson Motor Company, Inc. v. Yiwu Example Firm", "Complaint"), "true", alerts.CatTrademark, "Yiwu Example Firm"},
		{"a brand of a Chinese maker", suit("us-cand", "Sample Audio Inc. v. Soundcore LLC", patent), "true", alerts.CatPatent, "Soundcore LLC"},
		{"a German court", suit("de-lgm1", "Sample Kft. v. Shenzhen Example Electronic Co., Ltd.", "Klage wegen Patentverletzung"), "true", alerts.CatPatent, "Shenzhen Example Electronic Co., Ltd."},
		{"a Brazilian court", suit("br-tjsp", "Exemplo S.A. v. Shein Brasil Ltda.", "Ação de violação de marca registrada"), "true", alerts.CatTrademark, ""},
	} {
		v := Rules{}.Classify(tc.f)
		got := "open"
		switch {
		case v.Is():
			got = "true"
		case v.Not():
			got = "false"
		}
		named := ""
		if len(v.Chinese) > 0 {
			named = v.Chinese[0].Name
		}
		if got != tc.want || v.Category != tc.category || named != tc.named {
			t.Errorf("%s: %s, %s, %q, want %s, %s, %q (%s)", tc.name, got, v.Category, named, tc.want, tc.category, tc.named, v.Why)
		}
	}
}
