package section337

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"

	"github.com/google/go-cmp/cmp"
)

func text(header, subject string, paragraphs ...string) Text {
	t := Text{Header: header, Subject: subject}
	for _, p := range paragraphs {
		p, party := strings.CutPrefix(p, "FP: ")
		t.Paragraphs = append(t.Paragraphs, Paragraph{Party: party, Text: p})
	}
	return t
}

// said writes what a notice says in short lines, parties last.
func said(n Notice) string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" {
			b.WriteString(name + " " + value + "\n")
		}
	}
	days := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	for _, i := range n.Investigations {
		add("matter", Investigation(i).Number)
	}
	for _, d := range n.Dockets {
		add("matter", Docket(d).Number)
	}
	add("act", n.Act.Word)
	add("product", n.Product)
	add("complained", days(n.Complained))
	add("ordered", days(n.Ordered))
	add("issued", days(n.Issued))
	if !n.Shown.IsZero() {
		add("shown", n.Shown.Format(time.RFC3339))
	}
	add("doc", n.FRDoc)
	add("patents", strings.Join(n.Patents, " "))
	add("statute", strings.Join(n.Statute, " "))
	add("remedy", strings.Join(n.Remedy, " "))
	if n.CommentDays > 0 {
		add("comments", time.Duration(n.CommentDays*24*int(time.Hour)).String())
	}
	add("due", days(n.CommentsDue))
	add("accused", n.Accused)
	for _, p := range n.Parties {
		add(string(p.Role)+":", line(p))
	}
	return b.String()
}

func TestNotices(t *testing.T) {
	for _, tc := range []struct {
		name string
		in   Text
		want string
	}{
		{
			"receipt", text("", "Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest",
				"SUMMARY: Notice is hereby given that the U.S. International Trade Commission has received a complaint entitled Certain Ink Cartridges and Components Thereof II, DN 3826; the Commission is soliciting comments on any public interest issues raised by the complaint.",
				"The Commission has received a complaint and a submission pursuant to § 210.8(b) of the Commission's Rules of Practice and Procedure filed on behalf of Epson Portland Inc.; Epson America, Inc.; and Seiko Epson Corporation on May 13, 2025. The complaint alleges violations of section 337 of the Tariff Act of 1930 (19 U.S.C. 1337) in the importation into the United States of certain ink cartridges. The complaint names as respondents: Dongguan Ocbestjet Computer Consumables Co., Ltd. of China; Ocbestjet Printer Consumables (HK) Co., Ltd. of Hong Kong; Shenzhen Kaizhen Trading Co., Ltd. d/b/a PayForLess of China; and Ming Li of China. The complainants request that the Commission issue a general exclusion order, or in the alternative, a limited exclusion order, cease and desist orders, and impose a bond upon respondents' alleged infringing articles during the 60-day Presidential review period pursuant to 19 U.S.C. 1337(j).",
				"Written submissions on the public interest must be filed no later than by close of business, eight calendar days after the date of publication of this notice in the Federal Register.",
				`Submissions should refer to the docket number (“Docket No. 3826) in a prominent place on the cover page.`,
				"By order of the Commission. Issued: May 14, 2025.",
				"[FR Doc. 2025–08876 Filed 5–16–25; 8:45 am]"),
			`matter DN-3826
act receipt
product Certain Ink Cartridges and Components Thereof II
complained 2025-05-13
issued 2025-05-14
shown 2025-05-16T08:45:00-04:00
doc 2025-08876
remedy geo leo cdo
comments 192h0m0s
complainant: Epson Portland Inc. |  |  | 
complainant: Epson America, Inc. |  |  | 
complainant: Seiko Epson Corporation |  |  | 
respondent: Dongguan Ocbestjet Computer Consumables Co., Ltd. |  |  | China
respondent: Ocbestjet Printer Consumables (HK) Co., Ltd. |  |  | Hong Kong
respondent: Shenzhen Kaizhen Trading Co., Ltd. | PayForLess |  | China
respondent: Ming Li |  |  | China
`,
		},
		{
			"receipt without a comma, respondents before the word", text("", "Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest",
				"Notice is hereby given that the U.S. International Trade Commission has received a complaint entitled Certain Carbon and Alloy Steel Products DN 3144; the Commission is soliciting comments.",
				"The Commission has received a complaint and a submission pursuant to section 210.8(b) of the Commission’s Rules of Practice and Procedure filed on behalf of United States Steel Corporation on April 26, 2016. The complaint names as respondents Hebei Iron and Steel Co., Ltd. of China; Baosteel America Inc. of Montvale, NJ; and Shanghai Baosteel Group Corporation of China. The complainant requests that the Commission issue an exclusion order and cease and desist orders.",
				"Issued: April 27, 2016."),
			`matter DN-3144
act receipt
product Certain Carbon and Alloy Steel Products
complained 2016-04-26
issued 2016-04-27
remedy cdo
complainant: United States Steel Corporation |  |  | 
respondent: Hebei Iron and Steel Co., Ltd. |  |  | China
respondent: Baosteel America Inc. |  | Montvale, NJ | United States
respondent: Shanghai Baosteel Group Corporation |  |  | China
`,
		},
		{
			"institution of today", text("[Investigation No. 337–TA–1366]", "Certain Semiconductor Devices, and Methods of Manufacturing Same and Products Containing the Same; Institution of Investigation",
				"Notice is hereby given that a complaint was filed with the U.S. International Trade Commission on May 26, 2023, under section 337 of the Tariff Act of 1930, as amended, on behalf of Efficient Power Conversion Corporation of El Segundo, California. A supplement was filed on June 7, 2023. The complaint alleges violations by reason of the infringement of certain claims of U.S. Patent No. 10,312,335 (“the ’335 patent”); U.S. Patent No. RE45,678; and U.S. Design Patent No. D701,234, and of U.S. Trademark Registration No. 4,258,753. The complainant requests that the Commission institute an investigation and, after the investigation, issue a limited exclusion order and cease and desist orders.",
				"Scope of Investigation: Having considered the complaint, the U.S. International Trade Commission, on June 29, 2023, ordered that—",
				"(1) Pursuant to subsection (b) of section 337, an investigation be instituted to determine whether there is a violation of subsections (a)(1)(B) and (C) of section 337 in the importation of certain products identified in paragraph (2) by reason of infringement of one or more of claims 1–7 of the ’335 patent;",
				"(2) Pursuant to section 210.10(b)(1) of the Commission’s Rules, 19 CFR 210.10(b)(1), the plain language description of the accused products or category of accused products, which defines the scope of the investigation, is “GaN power transistors, namely (i) “discrete” ones and (ii) half-bridge circuits”;",
				"(4) For the purpose of the investigation so instituted, the following are hereby named as parties upon which this notice of investigation shall be served:",
				"(a) The complainant is: Efficient Power Conversion Corporation, 909 N Pacific Coast Highway, Suite 1230, El Segundo, California 90245.",
				"(b) The respondents are the following entities alleged to be in violation of section 337, and are the parties upon which the complaint is to be served:",
				"FP: Innoscience (Suzhou) Technology Co., Ltd., No. 98 Xinli Road, Lili Town, Wujiang District, Suzhou, Jiangsu, 215211 China",
				"FP: Innoscience America, Inc., 5451 Great America Parkway, Suite 125, Santa Clara, California 95054",
				"(c) The Office of Unfair Import Investigations, U.S. International Trade Commission, 500 E Street SW, Suite 401, Washington, DC 20436; and",
				"(5) For the investigation so instituted, the Chief Administrative Law Judge shall designate the presiding Administrative Law Judge.",
				"By order of the Commission. Issued: June 30, 2023."),
			`matter 337-TA-1366
act institution
product Certain Semiconductor Devices, and Methods of Manufacturing Same and Products Containing the Same
complained 2023-05-26
ordered 2023-06-29
issued 2023-06-30
patents 10,312,335 RE45,678 D701,234
statute (a)(1)(B) (a)(1)(C)
remedy leo cdo
accused GaN power transistors, namely (i) "discrete" ones and (ii) half-bridge circuits
complainant: Efficient Power Conversion Corporation |  | 909 N Pacific Coast Highway, Suite 1230, El Segundo, California 90245 | United States
respondent: Innoscience (Suzhou) Technology Co., Ltd. |  | No. 98 Xinli Road, Lili Town, Wujiang District, Suzhou, Jiangsu, 215211 China | China
respondent: Innoscience America, Inc. |  | 5451 Great America Parkway, Suite 125, Santa Clara, California 95054 | United States
`,
		},
		{
			"lines that run on", text("[Inv. No. 337-TA-823]", "Certain Kinesiotherapy Devices and Components Thereof; Institution of Investigation",
				"(a) The complainants are--",
				"Standard Innovation Corporation, 1130 Wellington Street, Ottawa, Ontario K1Y 2Z3, Canada",
				"(b) The respondents are the following entities alleged to be in violation of section 337, and are the parties upon which the complaint is to be served: Lelo Inc., 4320 Stevens Creek Boulevard, San Jose, CA 95129 Leloi AB, Karlavagen 41, Stockholm, Sweden",
				"LELO Shanghai Trading Co., Ltd., No. 5 Hutai Road, Shanghai, China 200070 PHE, Inc., 302 Meadowlands Drive, Hillsborough, NC 27278",
				"(c) The Office of Unfair Import Investigations, U.S. International Trade Commission."),
			`matter 337-TA-823
act institution
product Certain Kinesiotherapy Devices and Components Thereof
complainant: Standard Innovation Corporation |  | 1130 Wellington Street, Ottawa, Ontario K1Y 2Z3, Canada | Canada
respondent: Lelo Inc. |  | 4320 Stevens Creek Boulevard, San Jose, CA 95129 | United States
respondent: Leloi AB |  | Karlavagen 41, Stockholm, Sweden | Sweden
respondent: LELO Shanghai Trading Co., Ltd. |  | No. 5 Hutai Road, Shanghai, China 200070 | China
respondent: PHE, Inc. |  | 302 Meadowlands Drive, Hillsborough, NC 27278 | United States
`,
		},
		{
			"default, with citations of other investigations", text("[Investigation Nos. 337-TA-928 and 337-TA-937 (Consolidated)]", "Certain Windshield Wipers and Components Thereof; Commission Determination Not To Review an Initial Determination Finding Respondents in Default; Request for Written Submissions on Remedy, the Public Interest, and Bonding",
				"The Commission instituted this investigation on October 22, 2014, based on a complaint filed by Valeo North America, Inc. of Troy, Michigan, and Delmex de Juarez S. de R.L. de C.V. of Mexico (collectively, “Valeo”), alleging a violation of section 337. 79 FR 63163. The notice of investigation names as respondents Federal-Mogul Corp. of Southfield, Michigan; and Ningbo Xinhai Aiduo Automobile Wiper Blade Manufacture Co., Ltd. of Ningbo, China (“Xinhai”). Id. See also Certain Wiper Blades, Inv. No. 337-TA-816. The Office of Unfair Import Investigations is a party.",
				"Written submissions must be filed no later than close of business on Tuesday, June 3, 2025. Reply submissions must be filed no later than June 10, 2025.",
				"Issued: May 20, 2025."),
			`matter 337-TA-928
matter 337-TA-937
act default-found
product Certain Windshield Wipers and Components Thereof
issued 2025-05-20
due 2025-06-03
complainant: Valeo North America, Inc. |  | Troy, Michigan | United States
complainant: Delmex de Juarez S. de R.L. de C.V. |  |  | Mexico
respondent: Federal-Mogul Corp. |  | Southfield, Michigan | United States
respondent: Ningbo Xinhai Aiduo Automobile Wiper Blade Manufacture Co., Ltd. |  | Ningbo, China | China
`,
		},
		{
			"the complaint named one", text("[Investigation No. 337-TA-995]", "Certain Electrical Conductor Composite Cores and Components Thereof; Notice of Commission Determination Not To Review an Initial Determination Granting a Motion To Terminate the Investigation as to Remaining Respondent; Termination of the Investigation",
				"The Commission instituted this investigation on May 6, 2016, based on a complaint filed on behalf of CTC Global Corporation of Irvine, California. 81 FR 27472. The complaint named Mercury Cable & Energy, Inc. of San Juan Capistrano, California, and Shenzhen Zm Hesheng Power Development Co., Ltd. of Shenzhen, China as respondents. The Office of Unfair Import Investigations participates.",
			),
			`matter 337-TA-995
act terminated
product Certain Electrical Conductor Composite Cores and Components Thereof
complainant: CTC Global Corporation |  | Irvine, California | United States
respondent: Mercury Cable & Energy, Inc. |  | San Juan Capistrano, California | United States
respondent: Shenzhen Zm Hesheng Power Development Co., Ltd. |  | Shenzhen, China | China
`,
		},
		{
			"release with bullets", text("Inv. No(s). 337-TA-1452", "USITC Institutes Section 337 Investigation of Certain Ink Cartridges and Components Thereof II",
				"The investigation is based on a complaint filed on behalf of Epson Portland, Inc. of Hillsboro, Ore.; Epson America, Inc. of Los Alamitos, Calif.; and Seiko Epson Corporation of Japan on May 13, 2025. Supplements to the complaint were filed on May 19 and 30, 2025.",
				"The complainants request that the USITC issue a general exclusion order, or in the alternative a limited exclusion order, and cease and desist orders.",
				"The USITC has identified the following respondents in this investigation:",
				"• Dongguan Ocbestjet Digital Technology Co., Ltd. d/b/a Ocbestjet, Guangdong, China",
				"• Tatrix International China Co., Ltd., Guangdong, China",
				"By instituting this investigation (337-TA-1452), the USITC has not yet made any decision on the merits of the case."),
			`matter 337-TA-1452
act institution
product Certain Ink Cartridges and Components Thereof II
complained 2025-05-13
remedy geo leo cdo
complainant: Epson Portland, Inc. |  | Hillsboro, Ore. | United States
complainant: Epson America, Inc. |  | Los Alamitos, Calif. | United States
complainant: Seiko Epson Corporation |  |  | Japan
respondent: Dongguan Ocbestjet Digital Technology Co., Ltd. | Ocbestjet | Guangdong, China | China
respondent: Tatrix International China Co., Ltd. |  | Guangdong, China | China
`,
		},
		{
			"release with one", text("337-TA-1213", "USITC Institutes Section 337 Investigation of Certain Light-Emitting Diode Products, Fixtures, and Components Thereof",
				"The investigation is based on a complaint filed by Ideal Industries Lighting LLC of Durham, NC, on August 3, 2020.",
				"The USITC has identified RAB Lighting Inc. of Northvale, NJ, as the respondent in this investigation."),
			`matter 337-TA-1213
act institution
product Certain Light-Emitting Diode Products, Fixtures, and Components Thereof
complained 2020-08-03
complainant: Ideal Industries Lighting LLC |  | Durham, NC | United States
respondent: RAB Lighting Inc. |  | Northvale, NJ | United States
`,
		},
		{
			"a general order", text("[Investigation No. 337-TA-1056]", "Certain Collapsible Sockets for Mobile Electronic Devices and Components Thereof; Commission's Final Determination Finding a Violation of Section 337; Issuance of a General Exclusion Order; Termination of the Investigation",
				"SUMMARY: Notice is hereby given that the U.S. International Trade Commission has found a violation of section 337. The Commission has issued a general exclusion order. The investigation is terminated.",
				"The complainant requested a limited exclusion order and cease and desist orders."),
			`matter 337-TA-1056
act remedy
product Certain Collapsible Sockets for Mobile Electronic Devices and Components Thereof
remedy geo
`,
		},
		{"nothing", Text{}, ""},
	} {
		if d := cmp.Diff(tc.want, said(ReadNotice(tc.in))); d != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, d)
		}
	}
}

func TestRespondentsOfLaterNotices(t *testing.T) {
	const (
		suzhou = "Innoscience (Suzhou) Technology Company, Ltd. |  | Lili Town, China | China"
		zhuhai = "Innoscience (Zhuhai) Technology Company, Ltd. |  | Zhuhai City, China | China"
		us     = "Innoscience America, Inc. |  | Santa Clara, California | United States"
	)
	for _, tc := range []struct {
		sentence string
		want     []string
	}{
		{`The notice of investigation names the following respondents: Innoscience (Suzhou) Technology Company, Ltd. of Lili Town, China; Innoscience (Zhuhai) Technology Company, Ltd. of Zhuhai City, China; and Innoscience America, Inc. of Santa Clara, California (collectively, “Innoscience”). Id. The Office of Unfair Import Investigations is a party.`, []string{suzhou, zhuhai, us}},
		{`The Commission's Notice of Investigation (“NOI”) named three respondents, including: Innoscience (Suzhou) Technology Company, Ltd. of Lili Town, China (“Suzhou”), and Innoscience America, Inc. of Santa Clara, California (“America”). On May 2, 2025, the ALJ issued Order No. 9.`, []string{suzhou, us}},
		{`The complaint named Innoscience (Suzhou) Technology Company, Ltd. of Lili Town, China and Innoscience America, Inc. of Santa Clara, California (collectively, “Innoscience”) as respondents. 89 FR 12345.`, []string{suzhou, us}},
		{`The notice of investigation named as respondents Innoscience (Suzhou) Technology Company, Ltd. of Lili Town, China, Innoscience (Zhuhai) Technology Company, Ltd. of Zhuhai City, China, and Innoscience America, Inc. of Santa Clara, California.`, []string{suzhou, zhuhai, us}},
		{`The respondents named in the Commission's notice of investigation are Innoscience (Suzhou) Technology Company, Ltd. of Lili Town, China; and Innoscience America, Inc. of Santa Clara, California. The complaint was amended.`, []string{suzhou, us}},
		{`Complainant is further requested to supply the names of known importers of the products at issue. The respondents are invited to file submissions.`, nil},
		{`On April 11, 2017, the ALJ issued an ID finding iQbe in default for failing to respond to the complaint and the notice of investigation.`, nil},
	} {
		var got []string
		for _, p := range ReadNotice(text("", "", tc.sentence)).Parties {
			got = append(got, line(p))
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tc.sentence, d)
		}
	}
}

func TestProductsOfReceiptsAreNamedInManyWays(t *testing.T) {
	for _, tc := range []struct{ sentence, want string }{
		{"has received a complaint entitled Certain Nanopores and Products Containing Same, DN 3123; the Commission is", "Certain Nanopores and Products Containing Same"},
		{"has received a complaint Certain Electronic Devices, Including Mobile Phones, DN 3123; the Commission is", "Certain Electronic Devices, Including Mobile Phones"},
		{"has received a complaint regarding Certain Network Equipment Supporting NETCONF, DN 3123; the Commission is", "Certain Network Equipment Supporting NETCONF"},
		{"has received an amended complaint entitled In Re Certain Lamps, DN 3123, the Commission is", "Certain Lamps"},
		{"has received a complaint entitled “Certain Lamps,” Docket No. 3123; the Commission is", "Certain Lamps"},
		{"has received a complaint entitled Certain Lamps (DN 3123). The Commission is", "Certain Lamps"},
	} {
		n := ReadNotice(text("", "Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest",
			"Notice is hereby given that the U.S. International Trade Commission "+tc.sentence+" soliciting comments."))
		if n.Product != tc.want || len(n.Dockets) != 1 || n.Dockets[0] != 3123 {
			t.Errorf("%s: %q %v", tc.sentence, n.Product, n.Dockets)
		}
	}
}

func TestTheHeaderSaysWhatTheTitleLeavesOut(t *testing.T) {
	const bare = "Notice of Commission Determination To Grant a Motion To Terminate the Investigation in Its Entirety"
	if n := ReadNotice(text("[Investigation No. 337-TA-1072]", bare)); n.Act.Word != "terminated" {
		t.Errorf("with a number: %q", n.Act.Word)
	}
	if n := ReadNotice(text("[Investigation No. 731-TA-1072]", bare)); n.Act.Word != "" || n.Investigations != nil {
		t.Errorf("with the number of another proceeding: %q %v", n.Act.Word, n.Investigations)
	}
}

func TestTheLineThatOpensAListIsNoParty(t *testing.T) {
	for _, open := range []string{
		"(b) The respondents are:",
		"(b) The respondents are--",
		"(b) The respondent is the following entity alleged to be in violation of section 337:",
		"(b) The respondents are the following entities alleged to be in violation of section 337 and are the parties upon which the complaint is to be served:",
		"(b) The respondents are the following entities alleged to be in violation of section 337 and upon which the complaint is to be served",
	} {
		n := ReadNotice(text("[Inv. No. 337-TA-1]", "", open, "FP: Foo Co., Ltd., No. 5 Road, Yiwu, China", "(c) The Office of Unfair Import Investigations"))
		if got, want := lines(n.Parties), "Foo Co., Ltd. |  | No. 5 Road, Yiwu, China | China"; got != want {
			t.Errorf("%s: %s", open, got)
		}
	}
}

func TestAChineseComplainantIsNotAccused(t *testing.T) {
	n := ReadNotice(text("[Investigation No. 337-TA-1422]", "Certain TOPCon Solar Cells; Institution of Investigation",
		"(a) The complainant is:",
		"FP: Trina Solar Co., Ltd., No. 2 TianHe Road, Changzhou, Jiangsu, China 213031",
		"(b) The respondent is the following entity alleged to be in violation of section 337, and is the party upon which the complaint is to be served:",
		"FP: Runergy USA Inc., 6000 Example Street, Pleasanton, CA 94588"))
	if len(n.Parties) != 2 || n.Parties[0].Role != crawlers.Complainant || n.Parties[0].Country != "China" || n.Parties[1].Role != crawlers.Respondent {
		t.Errorf("%+v", n.Parties)
	}
}

func TestComplainantOfASupplementedComplaint(t *testing.T) {
	n := ReadNotice(Text{Header: "[Investigation No. 337-TA-1150]", Subject: "Certain Outlet Boxes; Issuance of a General Exclusion Order; Termination of Investigation",
		Paragraphs: []Paragraph{{Text: "The Commission instituted this investigation on January 9, 2019, based on a complaint, as supplemented, filed by Sioux Chief Mfg. Co., Inc. of Kansas City, Missouri."}}})
	if got := lines(n.Parties); !strings.HasPrefix(got, "Sioux Chief Mfg. Co., Inc. |") {
		t.Errorf("%q, want the complainant", got)
	}
}
