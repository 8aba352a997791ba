package usitcweb

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

// releasePage is a release on a page of its own.
func releasePage(date, number, inv, headline string, body ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html><html><head><title>USITC</title></head><body><main><div>%s</div><div>News Release %s</div>", date, number)
	if inv != "" {
		fmt.Fprintf(&b, "<div>Inv. No(s). %s</div>", inv)
	}
	fmt.Fprintf(&b, "<div>Contact: Office of External Relations, 202-205-1819</div><h2>%s</h2>", headline)
	for _, p := range body {
		fmt.Fprintf(&b, "<p>%s</p>", p)
	}
	return b.String() + "<p># # #</p></main><footer>500 E Street SW</footer></body></html>"
}

// votes is the paragraph that every release on institution begins with.
func votes(product string) string {
	return "The U.S. International Trade Commission (USITC) has voted to institute an investigation of " + product + ". The products at issue in the investigation are described in the Commission’s notice of investigation."
}

func alleges(who string) string {
	return "The investigation is based on a complaint filed by " + who + ". The complaint alleges violations of section 337 of the Tariff Act of 1930 in the importation into the United States and sale of certain products that infringe patents asserted by the complainant. The complainant requests that the USITC issue a limited exclusion order and a cease and desist order."
}

func merits(number string) string {
	return "By instituting this investigation (" + number + "), the USITC has not yet made any decision on the merits of the case."
}

const releaseAddress = "https://www.usitc.gov/press_room/news_release/2022/er0621_62921.htm"

// parties writes parties one a line: role, name, other names, address, country.
func parties(f crawlers.Filing) []string {
	var out []string
	for _, p := range f.Parties {
		s := string(p.Role)[:1] + " " + p.Name
		for _, a := range p.Aliases {
			s += " = " + a
		}
		out = append(out, s+" | "+p.Address+" | "+p.Country)
	}
	return out
}

func TestRespondentsInEveryShape(t *testing.T) {
	const following = "The USITC has identified the following as respondents in this investigation:"
	for _, tc := range []struct {
		name string
		body []string
		want []string
	}{
		{"a paragraph each, with of", []string{
			alleges("Varidesk LLC of Coppell, TX, on March 30, 2017"), following,
			"Lumi Legend Corporation of Ningbo, China;", "Transform Partners LLC (dba Mount-It!) of San Diego, CA;",
			"Zhejiang Loctek Smart Drive Technology Co., Ltd., of Ningbo, China; and", "Flexispot of Livermore, CA.", merits("337-TA-1054"),
		}, []string{
			"c Varidesk LLC | Coppell, TX | United States",
			"r Lumi Legend Corporation | Ningbo, China | China",
			"r Transform Partners LLC = Mount-It! | San Diego, CA | United States",
			"r Zhejiang Loctek Smart Drive Technology Co., Ltd. | Ningbo, China | China",
			"r Flexispot | Livermore, CA | United States",
		}},
		{"breaks within one paragraph", []string{
			alleges("3-A Sanitary Standards, Inc., of McLean, VA, on June 3, 2019"),
			following + "<br>Wenzhou QiMing Stainless Co., Ltd. of Wenzhou, Zhejiang, China;<br>Wenzhou Fuchuang Machinery Co., Ltd., Wenzhou, Zhejiang, China.",
			merits("337-TA-1161"),
		}, []string{
			"c 3-A Sanitary Standards, Inc. | McLean, VA | United States",
			"r Wenzhou QiMing Stainless Co., Ltd. | Wenzhou, Zhejiang, China | China",
			"r Wenzhou Fuchuang Machinery Co., Ltd. | Wenzhou, Zhejiang, China | China",
		}},
		{"bullets with and without commas", []string{
			alleges("Spanx, LLC of Atlanta, Georgia, on December 31, 2024"),
			"The USITC has identified the following respondents in this investigation:",
			"• Guangzhoushi Cedong Shangmao Youxiangongsi, Guangzhou, China", "• Bingrong Co., Ltd Shenzhen Shi, China",
			"• Wuxi EA Medical Instruments Technologies Co., Ltd. Jiangsu, China", "• Honeylove Sculptwear, Inc., Los Angeles, California",
			"• TCL China Star Optoelectronics Technology Co., Ltd.., Shenzhen City, China",
			"• Caihong Display Devices Co., Ltd., d/b/a Irico Display Devices Co., Ltd., Xianyang City, China",
			"• Volkswagen Group of America, Inc., Herndon, Virginia", "• University of California, Oakland, Calif.", merits("337-TA-1436"),
		}, []string{
			"c Spanx, LLC | Atlanta, Georgia | United States",
			"r Guangzhoushi Cedong Shangmao Youxiangongsi | Guangzhou, China | China",
			"r Bingrong Co., Ltd | Shenzhen Shi, China | China",
			"r Wuxi EA Medical Instruments Technologies Co., Ltd. | Jiangsu, China | China",
			"r Honeylove Sculptwear, Inc. | Los Angeles, California | United States",
			"r TCL China Star Optoelectronics Technology Co., Ltd. | Shenzhen City, China | China",
			"r Caihong Display Devices Co., Ltd. = Irico Display Devices Co., Ltd. | Xianyang City, China | China",
			"r Volkswagen Group of America, Inc. | Herndon, Virginia | United States",
			"r University of California | Oakland, Calif. | United States",
		}},
		{"one, in a sentence", []string{
			alleges("IDEAL INDUSTRIES LIGHTING LLC d/b/a Cree Lighting of Durham, NC, on July 15, 2020"),
			"The USITC has identified RAB Lighting Inc. of Northvale, NJ, as the respondent in this investigation.", merits("337-TA-1213"),
		}, []string{
			"c IDEAL INDUSTRIES LIGHTING LLC = Cree Lighting | Durham, NC | United States",
			"r RAB Lighting Inc. | Northvale, NJ | United States",
		}},
		{"one, behind a colon", []string{
			alleges("Wahoo Fitness L.L.C. of Atlanta, Georgia on December 3, 2025"),
			"The USITC has identified the following respondent in this investigation: JetBlack Cycling Pty Ltd. of South Windsor, NSW, Australia. ", merits("337-TA-1475"),
		}, []string{
			"c Wahoo Fitness L.L.C. | Atlanta, Georgia | United States",
			"r JetBlack Cycling Pty Ltd. | South Windsor, NSW, Australia | Australia",
		}},
		{"complainants of one place, an of in a name", []string{
			alleges("Tessera Technologies, Inc.; Tessera, Inc.; and Invensas Corporation, all of San Jose, CA, on May 23, 2016"), following,
			"Audi of America, LLC, of Herndon, VA;", "Broadcom Limited of Singapore; and", "Luxshare Precision Limited (HK) of Fotan, New Territories, Hong Kong.", merits("337-TA-1010"),
		}, []string{
			"c Tessera Technologies, Inc. | San Jose, CA | United States",
			"c Tessera, Inc. | San Jose, CA | United States",
			"c Invensas Corporation | San Jose, CA | United States",
			"r Audi of America, LLC | Herndon, VA | United States",
			"r Broadcom Limited |  | Singapore",
			"r Luxshare Precision Limited (HK) | Fotan, New Territories, Hong Kong | Hong Kong",
		}},
		{"a Chinese complainant is not accused", []string{
			alleges("Shenzhen Smoore Technology Limited of Bao’an District, Shenzhen, China, on October 4, 2021"),
			"The USITC has identified the following as the respondents this investigation:",
			"BBTank USA, LLC, of Lambertville, MI; and", "AlderEgo Group Limited (“AEG”) of Hong Kong.", merits("337-TA-1286"),
		}, []string{
			"c Shenzhen Smoore Technology Limited | Bao'an District, Shenzhen, China | China",
			"r BBTank USA, LLC | Lambertville, MI | United States",
			"r AlderEgo Group Limited |  | Hong Kong",
		}},
		{"cut before the respondents", []string{alleges("Crocs, Inc. of Broomfield, CO, on June 8, 2021")}, []string{
			"c Crocs, Inc. | Broomfield, CO | United States",
		}},
	} {
		page := releasePage("June 21, 2022", "22-070", "337-TA-1320", "USITC Institutes Section 337 Investigation of Certain Products", append([]string{votes("certain products")}, tc.body...)...)
		fs, err := readPage(t, releaseAddress, page)
		if err != nil || len(fs) != 1 {
			t.Errorf("%s: %d filings, %v", tc.name, len(fs), err)
			continue
		}
		if d := cmp.Diff(tc.want, parties(fs[0])); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

func TestNumbersTypedWrong(t *testing.T) {
	for _, tc := range []struct{ inv, inText, want string }{
		{"337-TA-1057", "37-TA-1057", "us-itc/337-TA-1057"},
		{"", "37-TA-1057", "us-itc/337-TA-1057"},
		{"", "337-TA-1010", "us-itc/337-TA-1010"},
		{"332-TA-1320", "337-TA-120x", "us-itc/337-TA-1320"},
		{"337–TA–1072", "", "us-itc/337-TA-1072"},
	} {
		page := releasePage("June 21, 2022", "22-070", tc.inv, "USITC Institutes Section 337 Investigation of Certain Golf Club Adaptors",
			votes("certain golf club adaptors"), alleges("Club-Conex, LLC of Scottsdale, AZ on May 19, 2022"),
			"The USITC has identified Top Golf Equipment Co. Limited of Shenzen, GuangDong, China as the respondent this investigation.", merits(tc.inText))
		fs, err := readPage(t, releaseAddress, page)
		if err != nil || len(fs) != 1 {
			t.Errorf("%s, %s: %d filings, %v", tc.inv, tc.inText, len(fs), err)
			continue
		}
		f := fs[0]
		if f.Key.String() != tc.want || f.Act != "institution" || f.Part != "release" || f.Title != "Certain Golf Club Adaptors" || f.Product != "Golf Club Adaptors" {
			t.Errorf("%s, %s: %s %s %q %q, want %s", tc.inv, tc.inText, f.ID(), f.Act, f.Title, f.Product, tc.want)
		}
		var raw release
		if err := json.Unmarshal(f.Raw, &raw); err != nil || raw.Inv != tc.inv || len(raw.Respondents) != 1 || raw.Respondents[0] != "Top Golf Equipment Co. Limited of Shenzen, GuangDong, China" {
			t.Errorf("%s: raw %+v, %v: the source's own spelling must stay", tc.inv, raw, err)
		}
		if p := f.Parties[len(f.Parties)-1]; p.Country != "China" || p.Address != "Shenzen, GuangDong, China" {
			t.Errorf("%s: respondent %+v", tc.inv, p)
		}
	}
}

func TestComplaintsAreBridged(t *testing.T) {
	for _, tc := range []struct {
		name, who string
		want      []crawlers.Bridge
	}{
		{"complaint", "a complaint filed on behalf of Spanx, LLC of Atlanta, Ga., on December 31, 2024", []crawlers.Bridge{
			{Name: "us-itc filed 2024-12-31 shapewear garments", Likely: true},
			{Name: "us-itc filed 2024-12-31 shapewear garments and components thereof", Likely: true},
		}},
		{"only the amended one is dated", "a second amended complaint filed by Spanx, LLC of Atlanta, Ga., on December 31, 2024", nil},
	} {
		page := releasePage("January 31, 2025", "25-018", "337-TA-1436", "USITC Institutes Section 337 Investigation of Certain Shapewear Garments; January 31, 2025",
			votes("certain shapewear garments and components thereof"), "The investigation is based on "+tc.who+". The complaint alleges violations of section 337.", merits("337-TA-1436"))
		fs, err := readPage(t, releaseAddress, page)
		if err != nil || len(fs) != 1 {
			t.Errorf("%s: %d filings, %v", tc.name, len(fs), err)
			continue
		}
		if d := cmp.Diff(tc.want, fs[0].Bridges); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

func TestReleasesOnOtherThings(t *testing.T) {
	for _, tc := range []struct {
		name, inv, headline, body string
		want                      string // id; "" for none
	}{
		{"dumping", "701-TA-557 and 731-TA-1312 (Preliminary)", "USITC Votes to Continue Investigations on Stainless Steel Sheet and Strip from China",
			"The United States International Trade Commission (USITC) today determined that there is a reasonable indication that a U.S. industry is materially injured.", ""},
		{"study", "332-586", "Censorship-Related Measures in China Cause Significant Annual Revenue Losses", "Foreign measures led to foregone revenues, says the USITC.", ""},
		{"study instituted", "332-603", "USITC Launches New Investigation of Rice", "The U.S. International Trade Commission has instituted an investigation of rice under section 332 of the Tariff Act of 1930. Section 337 is another matter.", ""},
		{"outreach", "", "USITC To Hold Open House on Section 337", "The U.S. International Trade Commission explains section 337 of the Tariff Act of 1930.", ""},
	} {
		fs, err := readPage(t, releaseAddress, releasePage("June 21, 2022", "22-070", tc.inv, tc.headline, tc.body))
		if err != nil || len(fs) > 0 {
			t.Errorf("%s: %d filings, %v; want none", tc.name, len(fs), err)
		}
	}
}

func TestReleaseWithoutDateIsDatedByItsAddress(t *testing.T) {
	page := releasePage("", "22-070", "337-TA-1320", "USITC Institutes Section 337 Investigation of Certain Golf Club Adaptors", votes("certain golf club adaptors"), "It is of section 337.", merits("337-TA-1320"))
	fs, err := readPage(t, releaseAddress, page)
	if err != nil || len(fs) != 1 || fs[0].Filed.Format("2006-01-02") != "2022-06-21" || !fs[0].Filed.Day || fs[0].URL != releaseAddress {
		t.Errorf("%+v, %v", fs, err)
	}
	fs, err = readPage(t, "", page)
	if err == nil || len(fs) > 0 {
		t.Errorf("%d filings, %v: a day was guessed", len(fs), err)
	}
}

// TestHeadlineAboveTheDate holds listings that set the headline first, and
// those whose releases only begin, to the headline that is theirs.
func TestHeadlineAboveTheDate(t *testing.T) {
	one := func(date, number, inv, product string) string {
		return "<h2>USITC Institutes Section 337 Investigation of Certain " + product + "</h2><div>" + date + "</div><div>News Release " + number + "</div><div>Inv. No(s). " + inv + "</div><p>" +
			votes("certain "+product) + " It is under section 337.</p><p>" + merits(inv) + "</p>"
	}
	fs, err := readPage(t, "https://www.usitc.gov/keywords/section-337?page=3", "<html><body><main>"+one("July 9, 2021", "21-081", "337-TA-1270", "Footwear")+one("July 14, 2021", "21-084", "337-TA-1271", "Solar Cells")+"</main></body></html>")
	if err != nil || len(fs) != 2 || fs[0].Title != "Certain Footwear" || fs[1].Title != "Certain Solar Cells" || fs[1].Filed.Day != true || fs[1].Filed.Format("01-02") != "07-14" {
		t.Errorf("%+v, %v", fs, err)
	}
}
