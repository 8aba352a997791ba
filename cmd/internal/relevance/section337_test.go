package relevance

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// before is an act before the commission, by a word of the list.
func before(act, text string, parties ...crawlers.Party) crawlers.Filing {
	f := crawlers.Filing{
		Key: section337.Investigation(1452), Slug: act, Act: act, Kind: crawlers.Section337, Source: "fedreg",
		Title: "Certain Ink Cartridges and Components Thereof", Product: "Ink Cartridges and Components Thereof", Text: text,
		Parties: append([]crawlers.Party{{Role: crawlers.Complainant, Name: "Seiko Epson Corporation", Country: "Japan"}}, parties...),
	}
	if s := section337.Stage(act); s == "complaint" || s == "receipt" || act == "not-instituted" {
		f.Key = section337.Docket(3826)
	}
	return f
}

func respondent(name, address, country string) crawlers.Party {
	return crawlers.Party{Role: crawlers.Respondent, Name: name, Address: address, Country: country}
}

var (
	tatrix    = respondent("Tatrix International", "Room 302, Xinqing Science Park, Zhuhai, Guangdong, 519180 China", "China")
	inHK      = respondent("Ocbestjet Printer Consumables (HK) Co., Ltd.", "148 Connaught Road West, Hong Kong", "")
	inTaipei  = respondent("Apex Microtech Co., Ltd.", "Neihu District, Taipei", "Taiwan")
	lighting  = respondent("RAB Lighting Inc.", "Northvale, NJ", "")
	unplaced  = respondent("Luozhi Trading", "", "")
	bare      = respondent("Apex Imaging", "", "")
	inGermany = respondent("Ergotisch GmbH", "Berlin, Germany", "Germany")
)

func TestSection337Rules(t *testing.T) {
	chineseComplainant := before("receipt", "Notice of Receipt of Complaint", lighting)
	chineseComplainant.Parties[0] = crawlers.Party{Role: crawlers.Complainant, Name: "Trina Solar (U.S.), Inc.", Address: "Changzhou, Jiangsu, China"}
	late := before("complaint", "Complaint: Public Complaint")
	late.Aliases = []crawlers.Key{section337.Investigation(1452)}
	for _, tc := range []struct {
		name     string
		f        crawlers.Filing
		want     string
		stage    string
		party    crawlers.Grade
		severity alerts.Severity
		why      string
	}{
		{"complaint, nobody named", before("complaint", "Complaint: Public Complaint"), "open", "complaint", crawlers.Unknown, alerts.High, "被申请人尚未公开"},
		{"supplement, nobody named", before("supplement", "Complaint: Supplement to Complaint"), "open", "complaint", crawlers.Unknown, alerts.Normal, "被申请人尚未公开"},
		{"receipt, nobody named", before("receipt", "Notice of Receipt of Complaint"), "open", "receipt", crawlers.Unknown, alerts.High, "被申请人尚未公开"},
		{"complaint, instituted since", late, "open", "complaint", crawlers.Unknown, alerts.Normal, "未列明被申请人"},
		{"receipt of China", before("receipt", "Notice of Receipt of Complaint", lighting, respondent("Tatrix International", "", "China")), "yes", "receipt", crawlers.Confirmed, alerts.High, "确认"},
		{"receipt of Hong Kong", before("receipt", "Notice of Receipt of Complaint", inHK), "yes", "receipt", crawlers.Confirmed, alerts.High, "确认"},
		{"receipt of a name", before("receipt", "Notice of Receipt of Complaint", respondent("Shenzhen Kaizhen Trading Co., Ltd.", "", "")), "yes", "receipt", crawlers.Suspected, alerts.High, "疑似"},
		{"receipt of Taiwan", before("receipt", "Notice of Receipt of Complaint", inTaipei), "no", "receipt", crawlers.Unknown, alerts.Low, "均非中国主体"},
		{"receipt of New Jersey", before("receipt", "Notice of Receipt of Complaint", lighting, inGermany), "no", "receipt", crawlers.Unknown, alerts.Low, "均非中国主体"},
		{"a Chinese maker's company in Germany", before("receipt", "Notice of Receipt of Complaint", lighting, respondent("Loctek GmbH", "Berlin, Germany", "Germany")), "open", "receipt", crawlers.Unknown, alerts.Normal, "国别未写明"},
		{"receipt of nowhere", before("receipt", "Notice of Receipt of Complaint", lighting, bare), "open", "receipt", crawlers.Unknown, alerts.Normal, "国别未写明"},
		{"an American company with a Chinese name", before("receipt", "Notice of Receipt of Complaint", respondent("Shenzhen Carku Technology USA Inc.", "Chino, CA", "")), "open", "receipt", crawlers.Unknown, alerts.Normal, "国别未写明"},
		{"Chinese complainant", chineseComplainant, "no", "receipt", crawlers.Unknown, alerts.Low, "系主动申请，不计入被诉"},
		{"institution", before("institution", "Institution of Investigation", lighting, tatrix), "yes", "institution", crawlers.Confirmed, alerts.High, "确认"},
		{"institution, nobody named", before("institution", "Institution of Investigation"), "open", "institution", crawlers.Unknown, alerts.Normal, "未列明被申请人"},
		{"not instituted", before("not-instituted", "Determination Not To Institute", tatrix), "yes", "closed", crawlers.Confirmed, alerts.Low, ""},
		{"returned", before("returned-mail", "Returned Mail: Institution of Investigation Returned from Tatrix International", tatrix, inHK), "yes", "service-failed", crawlers.Confirmed, alerts.High, "送达似未成功：Tatrix International"},
		{"returned from a name", before("returned-mail", "Returned Mail: Order Returned from Luozhi Trading", unplaced), "open", "service-failed", crawlers.Unknown, alerts.Normal, "送达似未成功：Luozhi Trading，是否中国主体未写明"},
		{"returned from New Jersey", before("returned-mail", "Returned Mail: Order Returned from RAB Lighting Inc.", lighting, tatrix), "no", "service-failed", crawlers.Unknown, alerts.Low, "收件人非中国主体"},
		{"returned from an embassy", before("returned-mail", "Returned Mail: Order Returned from Embassy of China", tatrix), "yes", "service-failed", crawlers.Confirmed, alerts.High, "退件未列明收件人"},
		{"teo", before("teo-sought", "Motion for Temporary Relief", tatrix), "yes", "teo", crawlers.Confirmed, alerts.Critical, ""},
		{"show cause", before("show-cause", "Order To Show Cause", tatrix), "yes", "default", crawlers.Confirmed, alerts.Critical, ""},
		{"default", before("default-found", "Finding Respondents in Default", tatrix), "yes", "default", crawlers.Confirmed, alerts.Critical, ""},
		{"default of others", before("default-found", "Finding Respondents in Default", inGermany), "no", "default", crawlers.Unknown, alerts.Low, ""},
		{"settlement", before("settlement", "Termination Based on Settlement", tatrix), "yes", "settlement", crawlers.Confirmed, alerts.Low, ""},
		{"id", before("id", "Final Initial Determination", tatrix), "yes", "id", crawlers.Confirmed, alerts.High, ""},
		{"review", before("review", "Determination To Review", tatrix), "yes", "review", crawlers.Confirmed, alerts.Normal, ""},
		{"remedy", before("remedy", "Issuance of a General Exclusion Order", tatrix), "yes", "remedy", crawlers.Confirmed, alerts.Critical, ""},
		{"cdo", before("cdo", "Cease and Desist Order", tatrix), "yes", "remedy", crawlers.Confirmed, alerts.Critical, ""},
		{"opinion", before("opinion", "Commission Opinion on Remedy", tatrix), "yes", "remedy", crawlers.Confirmed, alerts.Normal, ""},
		{"closed", before("no-violation", "Final Determination of No Violation", tatrix), "yes", "closed", crawlers.Confirmed, alerts.Low, ""},
		{"a word nobody knows", before("", "Notice of Something", tatrix), "yes", "", crawlers.Confirmed, alerts.Normal, ""},
	} {
		v := Rules{}.Classify(tc.f)
		if said(v) != tc.want || v.Stage != tc.stage || v.ChineseParty != tc.party || v.Severity != tc.severity || !strings.Contains(v.Why, tc.why) {
			t.Errorf("%s: %s %s %s %s (%s); want %s %s %s %s (%s)", tc.name,
				said(v), v.Stage, v.ChineseParty, v.Severity, v.Why, tc.want, tc.stage, tc.party, tc.severity, tc.why)
		}
		if v.Category != alerts.Cat337 || strings.Contains(v.Why, "侵权") {
			t.Errorf("%s: %s, %s", tc.name, v.Category, v.Why)
		}
		claimed := map[string]bool{}
		for _, q := range v.Quotes {
			claimed[q.Claim] = true
			if _, ok := find(tc.f, q.Text); !ok {
				t.Errorf("%s: quotes %q, which is not in the filing", tc.name, q.Text)
			}
		}
		if tc.stage != "" && !claimed["stage"] || tc.party != crawlers.Unknown && !claimed["chinese_party"] {
			t.Errorf("%s: something is claimed without the words for it: %v", tc.name, v.Quotes)
		}
	}
}

func TestQuoteOfAPartyNamesIt(t *testing.T) {
	const text = "The complaint names as respondents: Tatrix International of China; and RAB Lighting Inc. of Northvale, NJ."
	named := before("receipt", text, respondent("Tatrix International", "", "China"))
	for want, f := range map[string]crawlers.Filing{
		"Tatrix International of China":                                   named,
		"Room 302, Xinqing Science Park, Zhuhai, Guangdong, 519180 China": before("institution", "", tatrix),
		"Shenzhen":             before("institution", "", respondent("Shenzhen Kaizhen Trading Co., Ltd.", "", "")),
		"Tatrix International": before("institution", "", respondent("Tatrix International", "", "China")),
	} {
		v := Rules{}.Classify(f)
		if !slices.Contains(v.Quotes, alerts.Quote{Claim: "chinese_party", Text: want}) {
			t.Errorf("%v, want %q", v.Quotes, want)
		}
	}
}

func TestEveryWordOfSection337IsJudgedAndSaid(t *testing.T) {
	words := section337.Words()
	if len(words) < 30 {
		t.Fatalf("only %d words", len(words))
	}
	for _, word := range words {
		for _, lang := range []string{"zh", "en"} {
			if alerts.ActIn(crawlers.Section337, word, lang) == word {
				t.Errorf("%s has no text in %s", word, lang)
			}
		}
		stage := section337.Stage(word)
		if stage == "" {
			continue
		}
		if alerts.StageIn(crawlers.Section337, stage, "zh") == stage || stageSigns[stage] == nil || !slices.Contains(stagesOf(crawlers.Section337), stage) {
			t.Errorf("%s: stage %s has no text, no words that show it, or is none a model may name", word, stage)
		}
	}
}

func TestTaiwanIsNotTheMainland(t *testing.T) {
	for _, p := range []crawlers.Party{
		respondent("Apex", "Hsinchu City", "China"),
		respondent("Apex", "Neihu District, Taipei, Taiwan, China", ""),
		respondent("Apex", "", "Taiwan, Province of China"),
		respondent("Apex", "Da'an District, Taipei", "Republic of China"),
	} {
		if o := originOf(p); o.grade != crawlers.Unknown || !o.elsewhere {
			t.Errorf("%+v: %s", p, o.grade)
		}
	}
	for _, p := range []crawlers.Party{
		respondent("Apex", "20 Taipei Road, Pudong, Shanghai, China", ""),
		respondent("Apex", "No. 17 Donghaixi Road, Qingdao, China 266071", ""),
		respondent("Apex", "Xiangzhou District, Zhuhai, Guangdong, 519099 China", ""),
		respondent("Apex", "", "People's Republic of China"),
	} {
		if o := originOf(p); o.grade != crawlers.Confirmed {
			t.Errorf("%+v: %s", p, o.grade)
		}
	}
}

// TestLegalFormOfItsOwnCountry holds that "Co., Ltd." leaves nothing open about
// a company that is stated to be of a country where it is usual.
func TestLegalFormOfItsOwnCountry(t *testing.T) {
	for p, elsewhere := range map[*crawlers.Party]bool{
		new(respondent("Samsung Electronics Co., Ltd.", "", "Republic of Korea")):         true,
		new(respondent("Nichia Tools Co., Ltd.", "1 Honmachi, Osaka, Japan", "")):         true,
		new(respondent("Acme Lamps Co., Ltd.", "Ridgefield Park, NJ", "")):                false,
		new(respondent("Shenzhen Lamps Korea Co., Ltd.", "Teheran-ro, Seoul, Korea", "")): false,
	} {
		if o := originOf(*p); o.grade != crawlers.Unknown || o.elsewhere != elsewhere {
			t.Errorf("%s of %s%s: %+v, want elsewhere %v", p.Name, p.Address, p.Country, o, elsewhere)
		}
	}
}

// TestNoModelPutsAwayWhatNamesNobody holds a model to what it cannot know.
func TestNoModelPutsAwayWhatNamesNobody(t *testing.T) {
	const away = `{"relevant":false,"category":"337","stage":"complaint","chinese_party":"unknown","why":"某种理由","quotes":[{"claim":"relevant","text":"Seiko Epson Corporation"}]}`
	for _, f := range []crawlers.Filing{before("complaint", "Complaint"), before("receipt", "Receipt of Complaint"), before("geo", "General Exclusion Order")} {
		if v, _ := judge(t, f, always(200, away)); said(v) != "open" || !slices.Contains(v.Unverified, "relevant") {
			t.Errorf("%s: %s, unverified %q: put away by a model that saw no respondent", f.Act, said(v), v.Unverified)
		}
	}
	if v, _ := judge(t, before("receipt", "Receipt of Complaint", bare), always(200, away)); said(v) != "no" {
		t.Errorf("a model is not believed where somebody is named: %+v", v)
	}
}

func TestNoModelTakesAComplainantForARespondent(t *testing.T) {
	f := before("complaint", "Complaint: Public Complaint and Exhibits")
	f.Parties[0] = crawlers.Party{Role: crawlers.Complainant, Name: "Ningbo Linkboy Outdoor Sports Co., Ltd.", Address: "Ningbo, China"}
	v, _ := judge(t, f, always(200, saying("null", "complaint", "confirmed", "Ningbo, China")))
	if v.ChineseParty != crawlers.Unknown || !slices.Contains(v.Unverified, "chinese_party") {
		t.Errorf("%s, unverified %q", v.ChineseParty, v.Unverified)
	}
}

// TestLabelledInvestigations holds the rules to real cases, where they are.
func TestLabelledInvestigations(t *testing.T) {
	file, err := os.Open("../../../../shared/eval/events.csv")
	if err != nil {
		t.Skip("no captures beside the checkout")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	cases := 0
	for _, row := range rows[1:] {
		parties := row[column["cn_parties"]]
		if row[column["type"]] != "337" || parties == "" {
			continue
		}
		cases++
		var named []crawlers.Party
		for p := range strings.SplitSeq(parties, "; ") {
			name, place, _ := strings.Cut(p, " @ ")
			named = append(named, respondent(name, place, ""))
		}
		f := before("institution", "Institution of Investigation", append(named, lighting)...)
		if v := (Rules{}).Classify(f); !v.Is() || v.ChineseParty != crawlers.Confirmed {
			t.Errorf("%s: %s %s (%s)", row[0], said(v), v.ChineseParty, v.Why)
		}
		for _, p := range named {
			if o := originOf(p); o.grade == crawlers.Unknown {
				t.Errorf("%s: %s of %s is nobody's", row[0], p.Name, p.Address)
			}
		}
	}
	if cases == 0 {
		t.Error("no case is read")
	}
}

// TestOtherProceedingsOfTheCommission: China is named in most of its cases on
// duties, and none of them is about intellectual property.
func TestOtherProceedingsOfTheCommission(t *testing.T) {
	china := []crawlers.Party{{Role: crawlers.Respondent, Name: "Example Wheels Co., Ltd.", Country: "China"}}
	for _, tc := range []struct {
		number, title, text string
		parties             []crawlers.Party
		want                string
	}{
		{"731-TA-1427", "Steel Trailer Wheels From China", "", china, "no"},
		{"701-TA-609", "Certain Steel Wheels From China; Determinations", "", nil, "no"},
		{"DN-3350", "Antidumping and Countervailing Duty Petition on Steel Trailer Wheels From China", "", nil, "no"},
		{"TA-201-77", "Fine Denier Polyester Staple Fiber; Institution of Global Safeguard Investigation", "", nil, "no"},
		{"332-586", "Foreign Censorship, Part 2", "", nil, "no"},
		{"332-519", "China: Effects of Intellectual Property Infringement", "", nil, "no"},
		{"1205-13", "Recommended Modifications in the Harmonized Tariff Schedule", "", nil, "no"},
		{"x", "Citric Acid From China", "an industry is materially injured by imports found to be sold at less than fair value", nil, "no"},
		{"337-TA-1002", "Certain Carbon and Alloy Steel Products", "antitrust and evasion of antidumping duties", china, "yes"},
		{"DN-3144", "Certain Carbon and Alloy Steel Products", "Complaint under section 337; false designation to evade antidumping duties", china, "yes"},
		{"DN-3900", "Certain LED Lamps", "", nil, "open"},
	} {
		f := crawlers.Filing{Key: crawlers.Key{Authority: "us-itc", Number: tc.number}, Kind: crawlers.Section337, Act: "complaint", Title: tc.title, Text: tc.text, Parties: tc.parties}
		v := Rules{}.Classify(f)
		if said(v) != tc.want {
			t.Errorf("%s %s: %s (%s), want %s", tc.number, tc.title, said(v), v.Why, tc.want)
		}
		if tc.want == "no" && (v.Category != "other" || v.Severity != "low") {
			t.Errorf("%s: %s %s", tc.number, v.Category, v.Severity)
		}
	}
}
