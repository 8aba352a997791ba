package relevance

import (
	"fmt"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// TestFirmsPageIsNoEvent holds that the words of a law firm's page are not
// read as the name of a docket event.
func TestFirmsPageIsNoEvent(t *testing.T) {
	for act, want := range map[string]string{"schedule-a-exhibit": "schedule-a-exhibit", "": ""} {
		v := Rules{}.Classify(crawlers.Filing{
			Key: crawlers.Key{Authority: "us-ilnd", Number: "1:24-cv-02614"}, Slug: "notice.case-no-24-cv-02614", Act: act, Kind: crawlers.Lawsuit,
			Title: "Grumpy Cat Limited v. The Partnerships Identified on Schedule A",
			Text:  "Order granting motion for temporary restraining order",
		})
		if v.Stage != want {
			t.Errorf("act %q: stage %q, want %q", act, v.Stage, want)
		}
	}
}

// firms is the page of a plaintiff's law firm.
func firms(caption, act, text string, parties ...crawlers.Party) crawlers.Filing {
	f := suit("ilnd", "1:24-cv-02614", caption, "")
	f.Slug, f.Act, f.Text, f.Parties = "notice.case-no-24-cv-02614", act, text, append(f.Parties, parties...)
	return f
}

func defendants(n int, of func(i int) crawlers.Party) (out []crawlers.Party) {
	for i := range n {
		p := of(i)
		p.Role = crawlers.Defendant
		out = append(out, p)
	}
	return out
}

func handles(n int) []crawlers.Party {
	return defendants(n, func(i int) crawlers.Party { return crawlers.Party{Name: fmt.Sprintf("HomeJoy%03d Store", i)} })
}

// TestWhatAFirmPublishes: a page that lists the sellers is what the court's
// schedule is, whatever else it says; and the list says of each who it is.
func TestWhatAFirmPublishes(t *testing.T) {
	const page = "Case No. 24-cv-02614. The court entered a temporary restraining order granting the motion. Schedule A"
	shenzhen := crawlers.Party{Role: crawlers.Defendant, Name: "HomeJoy Store", Aliases: []string{"Shenzhen Brightlamp Technology Co., Ltd."}}
	miami := crawlers.Party{Role: crawlers.Defendant, Name: "Sunny Gifts LLC", Address: "12 Palm Road, Miami, FL 33101"}
	for _, tc := range []struct {
		name          string
		caption, act  string
		parties       []crawlers.Party
		want          string
		category      alerts.Category
		party         crawlers.Grade
		severity      alerts.Severity
		why, whyNever string
	}{
		{"handles alone", "Acme LLC v. " + sellers, "schedule-a-exhibit", handles(120), "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High, "列明被告120名，其中中国主体确认0名、疑似0名", "准许"},
		{"one with its company", "Acme LLC v. " + sellers, "schedule-a-exhibit", append(handles(20), shenzhen), "yes", alerts.CatScheduleA, crawlers.Suspected, alerts.High, "列明被告21名，其中中国主体确认0名、疑似1名", ""},
		{"a caption that names the first", "Acme LLC v. HomeJoy000 Shop", "schedule-a-exhibit", handles(30), "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High, "列明被告31名", ""},
		{"a caption of an ordinary company", "Acme LLC v. Sunny Gifts LLC", "schedule-a-exhibit", append(handles(29), miami), "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.High, "列明被告30名", ""},
		{"one from Florida", "Acme LLC v. " + sellers, "schedule-a-exhibit", []crawlers.Party{miami}, "open", alerts.CatScheduleA, crawlers.Unknown, alerts.High, "均注明在中国以外", "列明被告"},
		{"no list", "Acme LLC v. " + sellers, "", nil, "yes", alerts.CatScheduleA, crawlers.Unknown, alerts.Normal, "涉华情况未知", "准许"},
	} {
		f := firms(tc.caption, tc.act, page, tc.parties...)
		v := Rules{}.Classify(f)
		if said(v) != tc.want || v.Category != tc.category || v.ChineseParty != tc.party || v.Severity != tc.severity || v.Stage != tc.act {
			t.Errorf("%s: %s %s %s %s %s; want %s %s %s %s", tc.name, said(v), v.Category, v.ChineseParty, v.Severity, v.Stage, tc.want, tc.category, tc.party, tc.severity)
		}
		if !strings.Contains(v.Why, tc.why) || tc.whyNever != "" && strings.Contains(v.Why, tc.whyNever) {
			t.Errorf("%s: %s; want %q and never %q", tc.name, v.Why, tc.why, tc.whyNever)
		}
		checkQuotes(t, f, v)
	}
}

// TestSellersAreGradedByWhatIsSaidOfThem: a store's handle proves nothing.
func TestSellersAreGradedByWhatIsSaidOfThem(t *testing.T) {
	for _, tc := range []struct {
		p    crawlers.Party
		want crawlers.Grade
	}{
		{crawlers.Party{Name: "A123456789"}, crawlers.Unknown},
		{crawlers.Party{Name: "21860647"}, crawlers.Unknown},
		{crawlers.Party{Name: "Shop1234567 Store"}, crawlers.Unknown},
		{crawlers.Party{Name: "53 Romantic House Store"}, crawlers.Unknown},
		{crawlers.Party{Name: "Allstar_Place"}, crawlers.Unknown},
		{crawlers.Party{Name: "chanel255.org"}, crawlers.Unknown},
		{crawlers.Party{Name: "BigBigDream320"}, crawlers.Unknown},
		{crawlers.Party{Name: "zhang_official"}, crawlers.Unknown},
		{crawlers.Party{Name: "xinxin88"}, crawlers.Unknown},
		{crawlers.Party{Name: "Alins", Aliases: []string{"alins-us", "ALINS Direct"}}, crawlers.Unknown},
		{crawlers.Party{Name: "Alins", Aliases: []string{"Yiwu Alins E-Commerce Co., Ltd."}}, crawlers.Suspected},
		{crawlers.Party{Name: "义乌市爱琳电子商务有限公司"}, crawlers.Suspected},
		{crawlers.Party{Name: "Alins", Address: "Room 5, Huaqiang Road, Futian, Shenzhen, China"}, crawlers.Confirmed},
		{crawlers.Party{Name: "Alins", Address: "88 Zhongshan Road, Guangzhou"}, crawlers.Confirmed},
		{crawlers.Party{Name: "Alins", Country: "CN"}, crawlers.Confirmed},
		{crawlers.Party{Name: "Sunny Gifts LLC", Address: "12 Palm Road, Miami, Florida 33101"}, crawlers.Unknown},
		{crawlers.Party{Name: "Sunny Gifts LLC", Address: "12 Palm Road, Hialeah FL 33010"}, crawlers.Unknown},
		{crawlers.Party{Name: "Guangzhou Gifts Trading Inc.", Address: "12 Palm Road, Miami, FL"}, crawlers.Unknown},
		{crawlers.Party{Name: "Guangzhou Gifts Trading Inc.", Address: "12 Palm Road Miami FL 33101"}, crawlers.Unknown},
	} {
		if got := Grade(tc.p); got != tc.want {
			t.Errorf("%s %q %s %s: %s, want %s", tc.p.Name, tc.p.Aliases, tc.p.Address, tc.p.Country, got, tc.want)
		}
	}
}
