package relevance

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// suit is a filing as a court's feed tells it.
func suit(court, number, caption, event string) crawlers.Filing {
	c := docket.ReadCaption(caption)
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-" + court, Number: number}, Slug: "entry.1", Kind: crawlers.Lawsuit,
		Title: caption, Text: event, Act: docket.ReadEvent(court, event).Act, Source: "ecf",
	}
	if c.Plaintiff != "" {
		f.Parties = append(f.Parties, crawlers.Party{Role: crawlers.Plaintiff, Name: c.Plaintiff})
	}
	if c.Defendant != "" {
		f.Parties = append(f.Parties, crawlers.Party{Role: crawlers.Defendant, Name: c.Defendant})
	}
	return f
}

// said is "yes", "no" or "open".
func said(v alerts.Verdict) string {
	switch {
	case v.Is():
		return "yes"
	case v.Not():
		return "no"
	default:
		return "open"
	}
}

func TestRules(t *testing.T) {
	const sellers = "The Individuals, Corporations, and Unincorporated Associations Identified on Schedule A"
	for _, tc := range []struct {
		court, number, caption, event string
		want                          string
		category                      alerts.Category
		party                         crawlers.Grade
		severity                      alerts.Severity
	}{
		{"ilnd", "1:24-cv-02614", "Grumpy Cat Limited v. " + sellers, "complaint", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High},
		{"ilnd", "1:24-cv-02614", "Grumpy Cat Limited v. " + sellers, "temporary restraining order", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.Critical},
		{"ilnd", "1:24-cv-02614", "Grumpy Cat Limited v. " + sellers, "notice of voluntary dismissal", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.Low},
		{"nysd", "1:21-cv-03628", "Off-White LLC v. a18059750343 et al", "Complaint", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High},
		{"nysd", "1:24-cv-04627", "Celine S.A. et al v. Hongkong Cssbuy E-Commerce Co., Limited", "Complaint", "open", alerts.CatOther, crawlers.Suspected, alerts.High},
		{"txed", "2:24-cv-00001", "Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Notice of Filing of Patent/Trademark Form (AO 120)", "yes", alerts.CatOther, crawlers.Suspected, alerts.High},
		{"ilnd", "1:24-cv-00002", "Shenzhen Brightlamp Technology Co., Ltd. v. Acme LLC", "complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nyed", "1:24-cv-00003", "Starke v. TP-Link USA Corporation", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nyed", "1:17-cv-00004", "J & J Sports Productions, Inc. v. 1055 Club Inc", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nysd", "1:17-cv-00005", "Malibu Media, LLC v. Doe", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nysd", "1:17-cv-00006", "Omega SA v. 375 Canal, LLC", "AO 120 Form Trademark - Case Opening - Submitted", "open", alerts.CatTrademark, crawlers.Unknown, alerts.Normal},
		{"ilnd", "1:18-cv-04853", "City of Evanston et al v. Sessions", "temporary restraining order", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"deb", "24-50237", "Franchise Group, Inc. v. Gale et al (John Does 1-20)", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"txed", "4:24-cv-00922", "Yang v. Does 1-89", "Complaint", "open", alerts.CatOther, crawlers.Unknown, alerts.Normal},
		{"ilnd", "1:22-cr-00301", "USA v. Shenzhen Brightlamp Technology Co., Ltd.", "indictment", "no", alerts.CatOther, crawlers.Suspected, alerts.Low},
		{"ilnd", "1:23-cv-16800", "A. B. v. Commissioner of Social Security", "order", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"ca7", "24-1234", "Acme LLC v. " + sellers, "Notice of appeal", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.Normal},
		{"ca7", "24-1235", "Acme LLC v. Other LLC", "Notice of appeal", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nyed", "1:24-cv-00010", "Wang v. Zhang", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nyed", "1:24-cv-00010", "Lopez v. Zhang Restaurant Inc", "Complaint", "no", alerts.CatOther, crawlers.Unknown, alerts.Low},
		{"nyed", "1:24-cv-00011", "Acme LLC v. Samsung Electronics Co., Ltd.", "Complaint", "open", alerts.CatOther, crawlers.Unknown, alerts.Normal},
		{"cacd", "2:24-cv-00012", "Malibu Media, LLC v. Does 1-30", "AO 121 Form Copyright - Case Opening - Submitted", "open", alerts.CatCopyright, crawlers.Unknown, alerts.Normal},
		{"cacd", "2:24-cv-00013", "Acme LLC v. Does 1-30", "AO 120 Form Trademark - Case Opening - Submitted", "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High},
		{"txed", "2:24-cv-00014", "Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Infringement Contentions AND Markman Hearing", "yes", alerts.CatOther, crawlers.Suspected, alerts.Normal},
		{"ded", "1:24-cv-00015", "Acme LLC v. Warden Tools, Inc.", "Notice of Infringement", "open", alerts.CatOther, crawlers.Unknown, alerts.Normal},
	} {
		f := suit(tc.court, tc.number, tc.caption, tc.event)
		v := Rules{}.Classify(f)
		if said(v) != tc.want || v.Category != tc.category || v.ChineseParty != tc.party || v.Severity != tc.severity {
			t.Errorf("%s [%s]: %s %s %s %s (%s); want %s %s %s %s", tc.caption, tc.event,
				said(v), v.Category, v.ChineseParty, v.Severity, v.Why, tc.want, tc.category, tc.party, tc.severity)
		}
		if v.By != ByRules || v.Why == "" {
			t.Errorf("%s: by %q, why %q", tc.caption, v.By, v.Why)
		}
		for _, q := range v.Quotes {
			if _, ok := find(f, q.Text); !ok {
				t.Errorf("%s: the rules quote %q, which is not in the filing", tc.caption, q.Text)
			}
		}
	}
}

func TestMarksAndPatentsShowTheRight(t *testing.T) {
	for _, tc := range []struct {
		marks   []crawlers.Mark
		patents []string
		want    alerts.Category
	}{
		{[]crawlers.Mark{{Text: "OMEGA"}}, nil, alerts.CatTrademark},
		{nil, []string{"US 10,123,456 B2"}, alerts.CatPatent},
		{[]crawlers.Mark{{Text: "OMEGA"}}, []string{"US 10,123,456 B2"}, alerts.CatOther},
	} {
		f := suit("nysd", "1:24-cv-00016", "Omega SA v. Dongguan Brightlamp Co., Ltd.", "Complaint")
		f.Marks, f.Patents = tc.marks, tc.patents
		if v := (Rules{}).Classify(f); !v.Is() || v.Category != tc.want || v.ChineseParty != crawlers.Suspected {
			t.Errorf("%v %v: %s %s %s", tc.marks, tc.patents, said(v), v.Category, v.ChineseParty)
		}
	}
}

func TestNatureOfSuitShowsTheRight(t *testing.T) {
	const trademark, strangers = "Nature of suit: 840 Trademark\nCause: 15:1114 Trademark Infringement", "Omega SA v. 375 Canal, LLC"
	for _, tc := range []struct {
		caption, text string
		want          string
		category      alerts.Category
		stage         string
		quote         string // of what makes it relevant
	}{
		{"Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", trademark, "yes", alerts.CatTrademark, "complaint", "840 Trademark"},
		{"Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "complaint\n" + trademark, "yes", alerts.CatTrademark, "complaint", "840 Trademark"},
		{"Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Nature of suit: 190 Contract: Other", "open", alerts.CatOther, "complaint", ""},
		{"Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd.", "Form AO 120/121\nNature of suit: 830 Patent", "yes", alerts.CatPatent, "ip-report", "Form AO 120/121"},
		{strangers, trademark, "open", alerts.CatTrademark, "complaint", ""},
		{strangers, "", "no", alerts.CatOther, "complaint", ""},
		{"Yang v. Does 1-89", "Nature of suit: 840 Trademark", "yes", alerts.CatScheduleA, "complaint", "Does 1-89"},
		{"Strike 3 Holdings, LLC v. Does 1-30", "Nature of suit: 820 Copyright\nCause: 17:101 Copyright Infringement", "open", alerts.CatCopyright, "complaint", ""},
	} {
		f := suit("flsd", "1:24-cv-00018", tc.caption, tc.text)
		f.Act = "complaint"
		v := Rules{}.Classify(f)
		if said(v) != tc.want || v.Category != tc.category || v.Stage != tc.stage {
			t.Errorf("%s [%s]: %s %s %s; want %s %s %s", tc.caption, tc.text, said(v), v.Category, v.Stage, tc.want, tc.category, tc.stage)
		}
		i := slices.IndexFunc(v.Quotes, func(q alerts.Quote) bool { return q.Claim == "relevant" })
		if tc.quote != "" && (i < 0 || v.Quotes[i].Text != tc.quote) {
			t.Errorf("%s [%s]: quotes %+v, want %q", tc.caption, tc.text, v.Quotes, tc.quote)
		}
	}
}

func TestChinesePlaintiffIsNotBeingSued(t *testing.T) {
	v := Rules{}.Classify(suit("ilnd", "1:24-cv-00017", "Ningbo Brightlamp Technology Co., Ltd. v. The Individuals Identified on Schedule A", "complaint"))
	if !v.Is() || v.ChineseParty != crawlers.Unknown || !strings.Contains(v.Why, "主动起诉") {
		t.Errorf("%s %s %s", said(v), v.ChineseParty, v.Why)
	}
}

func TestOriginNeedsMoreThanACity(t *testing.T) {
	for name, want := range map[string]crawlers.Grade{
		"Shenzhen Brightlamp Technology Co., Ltd.": crawlers.Suspected,
		"深圳市亮灯科技有限公司":                              crawlers.Suspected,
		"Shanghai Restaurant Inc.":                 crawlers.Unknown,
		"Hunan Garden LLC":                         crawlers.Unknown,
		"Samsung Electronics Co., Ltd.":            crawlers.Unknown,
		"Acme LLC":                                 crawlers.Unknown,
		"Luxshare Precision Limited (HK)":          crawlers.Suspected,
		"Xinshunzu Shoes Co., Ltd.":                crawlers.Suspected,
		"Foshanshibingjiehaoyi":                    crawlers.Suspected,
		"Hong Kong Dim Sum Inc.":                   crawlers.Unknown,
		"Yamaha Motor Co., Ltd.":                   crawlers.Unknown,
		"Shanghai Brightlamp Pte. Ltd.":            crawlers.Unknown,
		"China Airlines Ltd.":                      crawlers.Unknown,
		"Jinhua Wang":                              crawlers.Unknown,
		"Antique Gallery Ltd.":                     crawlers.Unknown,
	} {
		if got := originOf(crawlers.Party{Role: crawlers.Defendant, Name: name}).grade; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for _, tc := range []struct {
		address, country string
		want             crawlers.Grade
	}{
		{"Nanshan District, Shenzhen, Guangdong, China", "", crawlers.Confirmed},
		{"Da'an District, Taipei, Taiwan", "", crawlers.Unknown},
		{"Anyang, Gyeonggi-do, South Korea", "", crawlers.Unknown},
		{"", "China", crawlers.Confirmed},
	} {
		p := crawlers.Party{Role: crawlers.Defendant, Name: "Acme", Address: tc.address, Country: tc.country}
		if got := originOf(p).grade; got != tc.want {
			t.Errorf("%s %s: %s, want %s", tc.address, tc.country, got, tc.want)
		}
	}
}

// TestLabelledCaptions holds the rules to labelled captions, where they are.
func TestLabelledCaptions(t *testing.T) {
	file, err := os.Open("../../../../shared/eval/captions.tsv")
	if err != nil {
		t.Skip("no captures beside the checkout")
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	positives, found := 0, 0
	for _, row := range rows[1:] {
		v := Rules{}.Classify(suit(row[1], row[2], row[3], "Complaint"))
		if row[0] == "negative" {
			if v.Is() {
				t.Errorf("false alarm: %s (%s)", row[3], v.Why)
			}
			continue
		}
		positives++
		if !v.Not() {
			found++
		} else {
			t.Logf("missed: %s (%s)", row[3], v.Why)
		}
	}
	if positives == 0 || float64(found) < 0.95*float64(positives) {
		t.Errorf("%d of %d positives are kept", found, positives)
	}
}
