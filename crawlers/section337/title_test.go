package section337

import "testing"

const c = "Certain Wi-Fi Enabled Electronic Devices and Components Thereof; "

var noticeTitles = []struct{ title, word string }{
	// Receipt and institution.
	{"Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", "receipt"},
	{"Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", "receipt"},
	{"Certain Devices for Mobile Data Communication; Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", "receipt"},
	{"Notice of Receipt of Amended Complaint; Solicitation of Comments Relating to the Public Interest", "amended-receipt"},
	{"Notice of Receipt of Second Amended Complaint; Solicitation of Comments Relating to the Public Interest", "amended-receipt"},
	{c + "Institution of Investigation", "institution"},
	{c + "Notice of Institution of Investigation", "institution"},
	{c + "Institution of Investigation Pursuant to 19 U.S.C. 1337", "institution"},
	{"In the Matter of Certain Electronic Devices, Including Mobile Phones; Notice of Investigation", "institution"},
	{"In the Matter of: Certain Mobile Telephones and Modems; Notice of Investigation", "institution"},
	{"Institution of Investigation", "institution"},
	{"USITC Institutes Section 337 Investigation of Certain Crib Bumpers and Components Thereof", "institution"},
	{"USITC Votes to Institute Section 337 Investigation on Certain Ink Cartridges", "institution"},
	{c + "Institution of Investigation; Provisional Acceptance of Motion for Temporary Relief", "institution"},
	{c + "Notice of Institution of Investigation; Institution of Temporary Relief Proceedings", "institution"},
	{c + "Institution of Investigation; Correction", "amended-institution"},
	{c + "Notice of Commission Determination Not To Institute an Investigation", "not-instituted"},
	{c + "Dismissal of Complaint", "not-instituted"},
	// After the orders.
	{c + "Notice of Institution of Formal Enforcement Proceeding", "enforcement"},
	{c + "Institution of Enforcement Proceeding", "enforcement"},
	{c + "Commission Determination Not To Review an Enforcement Initial Determination; Termination of the Enforcement Proceeding", "enforcement"},
	{c + "Notice of Institution of Modification Proceeding", "modification"},
	{c + "Institution of Rescission Proceeding; Rescission of a Limited Exclusion Order; Termination of Proceeding", "modification"},
	{c + "Commission Determination To Rescind Remedial Orders", "modification"},
	{c + "Commission Determination To Issue a Modified General Exclusion Order and Modified Cease and Desist Orders", "modification"},
	{c + "Notice of Commission Determination To Suspend the Limited Exclusion Order", "modification"},
	{c + "Institution of an Advisory Opinion Proceeding", "advisory"},
	{c + "Commission Decision To Institute Advisory Opinion Proceeding", "advisory"},
	// Temporary relief.
	{c + "Commission Determination Not To Review an Initial Determination Denying Complainant's Motion for Temporary Relief", "teo-ruled"},
	{c + "Issuance of Temporary Limited Exclusion Order and Temporary Cease and Desist Orders", "teo-ruled"},
	{c + "Commission Decision To Accept Complainant's Motion for Temporary Relief", "teo-sought"},
	// Orders.
	{c + "Commission Final Determination of Violation of Section 337; Termination of Investigation; Issuance of Limited Exclusion Order and Cease and Desist Order", "remedy"},
	{c + "Commission's Final Determination Finding a Violation of Section 337; Issuance of a General Exclusion Order; Termination of the Investigation", "remedy"},
	{c + "Commission Final Determination Finding a Section 337 Violation; Issuance of a Limited Exclusion Order and Cease and Desist Order; Termination of the Investigation", "remedy"},
	{c + "Commission's Determination To Affirm a Domestic Industry Finding Under Modified Reasoning; Issuance of a General Exclusion Order; Issuance of Sixteen Cease and Desist Orders; Termination of the Investigation", "remedy"},
	{c + "Notice of Commission Issuance of Limited Exclusion Order Against Defaulting Respondents; Termination of Investigation", "remedy"},
	{c + "Commission Decision To Issue General Exclusion Order; Termination of Investigation", "remedy"},
	{c + "Notice of a Final Determination Finding a Violation of Section 337; Issuance of a Limited Exclusion Order; and Termination of the Investigation", "remedy"},
	// No violation.
	{c + "Notice of Final Commission Determination of No Violation; Termination of Investigation", "no-violation"},
	{c + "Denial of Institution", "not-instituted"},
	{c + "Commission Determination To Deny Institution of an Investigation", "not-instituted"},
	{c + "Commission Determination Not To Review a Final Initial Determination Finding No Violation of Section 337; Termination of the Investigation", "no-violation"},
	{c + "Commission Determination To Review in Part and, on Review, To Affirm a Final Initial Determination Finding No Violation of Section 337; Termination of the Investigation", "no-violation"},
	{c + "Commission Determination To Review in Part a Final Initial Determination Finding No Violation of Section 337; Request for Written Submissions", "review"},
	// Review.
	{c + "Commission's Determination To Review In-Part a Final Initial Determination Finding a Violation of Section 337; Request for Written Submissions", "review"},
	{c + "Notice of a Commission Determination To Review in Part a Summary Determination Finding a Violation of Section 337; Request for Written Submissions on the Issues Under Review and on Remedy, the Public Interest, and Bonding", "review"},
	{c + "Commission Determination To Review in Part and, on Review, To Reverse in Part and To Vacate in Part a Final Initial Determination Finding a Violation of Section 337, and To Remand the Investigation in Part to the Administrative Law Judge", "review"},
	{c + "Notice of Commission Determination To Review a Final Initial Determination Finding a Violation of Section 337; Schedule for Filing Written Submission on Remedy, the Public Interest, and Bonding; Extension of the Target Date", "review"},
	{c + "Commission Determination To Review, and on Review, To Reverse an Initial Determination Terminating the Investigation", "review"},
	{c + "Commission Determination Not To Review an Initial Determination Finding a Violation of Section 337; Request for Written Submissions on Remedy, the Public Interest, and Bonding", "not-reviewed"},
	{c + "Commission Decision Not To Review the Final Initial Determination of Violation; Schedule for Filing Written Submissions", "not-reviewed"},
	{c + "Request for Written Submissions on Remedy, the Public Interest, and Bonding", "review"},
	// The end for some, or for all.
	{c + "Notice of Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on a Settlement Agreement; Termination of the Investigation", "terminated"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on Withdrawal of the Complaint", "terminated"},
	{c + "Notice of a Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on Consent Order; Termination of Investigation", "terminated"},
	{"Certain Electrical Conductor Composite Cores and Components Thereof Notice of Commission Determination Not To Review an Initial Determination Granting Unopposed Motion To Terminate the Investigation as to Remaining Respondent; Termination of the Investigation", "terminated"},
	{c + "Commission Decision Not To Review an Initial Determination Terminating the Investigation in Its Entirety Based on Settlement", "terminated"},
	{c + "Commission Determination Not To Review an Initial Determination Granting a Joint Motion To Terminate the Investigation as to One Respondent Based on Settlement", "settlement"},
	{c + "Notice of a Commission Determination Not To Review an Initial Determination Terminating the Investigation in Part as to Certain Patents Based on Partial Withdrawal of the Complaint", "withdrawal"},
	{c + "Notice of Commission Determination Not To Review an Initial Determination Terminating Respondent Loctek Inc. Based on a Consent Order; Issuance of Consent Order", "consent-order"},
	{c + "Commission Determination Not To Review an Initial Determination Granting a Motion for Partial Termination of the Investigation Based on a License Agreement", "settlement"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating the Investigation as to Certain Respondents", "terminated-in-part"},
	{c + "Commission Determination Not To Review an Initial Determination Denying a Motion To Terminate the Investigation", "not-reviewed"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating the Investigation as to All Claims of U.S. Patent No. 7,351,506", "terminated-in-part"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating Certain Claims as to All Respondents Based on Withdrawal", "withdrawal"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on a Settlement Between Complainant and Respondents", "terminated"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating the Investigation as to the Last Remaining Respondent Based on a Consent Order", "terminated"},
	{c + "Commission Decision Not To Review an Initial Determination Terminating the Investigation for Good Cause", "terminated"},
	{c + "Commission Determination To Grant a Joint Motion To Terminate the Investigation Based on Settlement", "terminated"},
	{c + "Commission Determination Not To Review an Initial Determination Terminating Two Respondents Based on Settlement", "settlement"},
	{c + "Commission Determination Not To Review a Remand Initial Determination Finding a Violation of Section 337; Schedule for Filing Written Submissions", "not-reviewed"},
	{c + "Commission Determination Finding a Violation of Section 337; Request for Written Submissions on Remedy, the Public Interest, and Bonding", "review"},
	{c + "Termination of Investigation With a Finding of No Violation", "no-violation"},
	{c + "Notice of Commission Determination To Vacate an Initial Determination", "review"},
	{c + "Notice of Commission Decision To Extend the Deadline for Determining Whether To Review a Remand Initial Determination", "target-date"},
	{"In the Matter of Certain Ink Cartridges and Components Thereof; Notice of Commission Final Determination; Issuance of a General Exclusion Order, a Limited Exclusion Order, and Cease and Desist Orders; Termination of Investigation", "remedy"},
	{"Certain Vision Correction Devices; Institution of Investigation", "institution"},
	{c + "Commission Determination To Not Review an Initial Determination Granting a Joint Motion To Terminate the Investigation on the Basis of Settlement; Termination of Investigation", "terminated"},
	{c + "Commission Determination To Terminate the Investigation With Respect to the Antitrust Claim; Request for Written Submissions on Remedy, the Public Interest, and Bonding With Respect to Defaulting Respondents", "terminated-in-part"},
	{"Certain Pocket Lighters; Commission Determination To Review in Part an Initial Determination Granting Complainant's Motion for Summary Determination of a Violation of Section 337; Schedule for Filing Written Submissions", "review"},
	{"Certain Centrifuge Utility Platform and Falling Film Evaporator Systems and Components Thereof; Commission Decision Terminating One Respondent Based on Settlement; Issuing an Exclusion Order and Cease and Desist Orders; Terminating the Investigation", "remedy"},
	{"Certain Electric Shavers and Components and Accessories Thereof Commission Decision Finding a Violation of Section 337; Issuing a General Exclusion Order and Cease and Desist Orders; Terminating the Investigation", "remedy"},
	{"Notice of a Commission Determination To Issue Remedial Orders Against the Defaulting Respondents; Termination of the Investigation; Certain LED Landscape Lighting Devices and Components Thereof", "remedy"},
	{"Notice of Request for Submissions on the Public Interest; Certain Apparatus and Methods of Opening Containers", "public-interest"},
	{"Notice of a Commission Determination To Review in Part a Summary Determination Finding a Violation of Section 337; Request for Written Submissions on the Issues Under Review and on Remedy, the Public Interest, and Bonding", "review"},
	{"Notice of a Final Determination Finding No Violation of Section 337; Termination of the Investigation", "no-violation"},
	{"Certain Icemaking Machines and Components Thereof; Notice of a Final Determination Finding a Violation of Section 337 and Issuance of Remedial Orders; Termination of Investigation", "remedy"},
	{"Certain Laparoscopic Surgical Staplers, Reload Cartridges, and Components Thereof; Notice of Commission Determination To Institute a Rescission Proceeding; Rescission of the Remedial Orders; Termination of the Rescission Proceeding", "modification"},
	{"Certain Three-Dimensional Cinema Systems and Components Thereof; Commission Determination To Extend the Target Date; Schedule for Filing Written Submissions on Certain Issues", "target-date"},
	{"Certain Apparatus and Methods of Opening Containers; Commission Determination Not To Review an Initial Determination Granting Complainant's Motion for Summary Determination of Violation of Section 337; Schedule for Filing Written Submissions on Remedy, the Public Interest, and Bonding", "summary"},
	{"In the Matter of Certain Toner Cartridges and Components Thereof; Notice of Commission Final Determination of Violation of Section 337; Termination of Investigation; Issuance of General Exclusion Order and Cease and Desist Orders", "remedy"},
	{"Certain Crawler Cranes and Components Thereof; Commission's Final Determination; Issuance of a Limited Exclusion Order and Cease and Desist Order; Termination of the Investigation", "remedy"},
	{c + "Notice of Commission Determination on Remand; Issuance of LEO and CDOs", "remedy"},
	{c + "Use of a 100-Day Proceeding; Institution of Investigation", "institution"},
	{c + "Denial of Request To Institute an Informal Enforcement Proceeding", "enforcement"},
	{"USITC Issues General Exclusion Order Against Certain Ink Cartridges", "remedy"},
	{"Notice of Commission Determination To Extend the Target Date", "target-date"},
	// Parties, default, dates.
	{c + "Notice of Commission Determination Not To Review an Initial Determination Granting a Motion To Amend the Complaint and Notice of Investigation", "amended-institution"},
	{c + "Commission Decision Not To Review an Initial Determination Granting a Motion To Intervene", "amended-institution"},
	{c + "Notice of Commission Determination Not To Review an Initial Determination Substituting a Respondent", "amended-institution"},
	{c + "Commission Determination Not To Review an Initial Determination Finding Three Respondents in Default", "default-found"},
	{c + "Commission Determination Not To Review an Initial Determination Finding All Respondents in Default; Request for Written Submissions on Remedy, the Public Interest, and Bonding", "default-found"},
	{c + "Commission Determination Not To Review an Initial Determination Granting Summary Determination That the Economic Prong of the Domestic Industry Requirement Has Been Satisfied", "summary"},
	{c + "Notice of Commission Determination To Extend the Target Date", "target-date"},
	{"F.R. Notice of Commission Determination Not to Review an ID Extending the Target Date", "target-date"},
	{"Commission Determination Not to Review an Initial Determination Setting an 18-Month Target Date", "target-date"},
	{c + "Extension of Time for Determining Whether To Review a Final Initial Determination", "target-date"},
	{c + "Notice of Request for Submissions on the Public Interest", "public-interest"},
	{c + "Notice of Request for Statements on the Public Interest", "public-interest"},
	{"Notice of Extension of the Deadline for Submissions on the Public Interest", "public-interest"},
	{c + "Notice of the Designation of Additional Administrative Law Judge", "judge-assigned"},
	{c + "Denial of Petition for Reconsideration", "review"},
	{c + "Commission Determination To Grant Motion for Limited Service", ""},
}

func TestTitlesOfNotices(t *testing.T) {
	for _, tc := range noticeTitles {
		act, ok := ReadTitle(tc.title)
		if !ok || act.Word != tc.word {
			t.Errorf("%s: %q %v, want %q", tc.title, act.Word, ok, tc.word)
		}
	}
}

func TestTitlesOfOtherProceedings(t *testing.T) {
	for _, title := range []string{
		"Narrow Woven Ribbons With Woven Selvedge From China and Taiwan; Scheduling of Full Five-Year Reviews",
		"Certain Steel Nails From Oman; Determinations",
		"Certain Steel Nails From the Sultanate of Oman and the Socialist Republic of Vietnam; Determinations",
		"Certain Uncoated Paper from Australia, Brazil, China, Indonesia, and Portugal",
		"Large Residential Washers From China; Institution of Anti-Dumping Duty Investigation and Scheduling of Preliminary Phase Investigation",
		"Certain Frozen Warmwater Shrimp From the Socialist Republic of Vietnam: Institution of Five-Year Reviews",
		"Citric Acid and Certain Citrate Salts From Belgium, Colombia, and Thailand Institution of Antidumping and Countervailing Duty Investigations",
		"Government in the Sunshine Act Meeting Notice",
		"Sunshine Act Meetings",
		"Notice of Proposed Information Collection; Comment Request",
		"Crystalline Silicon Photovoltaic Cells; Institution of Investigation No. TA-201-75",
		"Foreign Censorship: Trade and Economic Effects on U.S. Businesses; Institution of Investigation No. 332-585",
		"Summary of Commission Practice Relating to Administrative Protective Orders",
		"Polyethylene Terephthalate Resin From Korea; Termination of Investigations",
		"",
	} {
		if act, ok := ReadTitle(title); ok {
			t.Errorf("%s: taken for section 337, %q", title, act.Word)
		}
	}
}

func TestProduct(t *testing.T) {
	for _, tc := range []struct{ title, want string }{
		{"Certain Wi-Fi Enabled Electronic Devices and Components Thereof; Institution of Investigation", "Certain Wi-Fi Enabled Electronic Devices and Components Thereof"},
		{"Certain Nanopores and Products Containing Same, DN 3123", "Certain Nanopores and Products Containing Same"},
		{"Complaints: Certain Nanopores and Products Containing Same, DN 3123", "Certain Nanopores and Products Containing Same"},
		{"Certain Ink Cartridges and Components Thereof (II); Inv. No. 337-TA-1452 (Violation)", "Certain Ink Cartridges and Components Thereof (II)"},
		{"Wi-Fi Routers, Wi-Fi Devices, Mesh Wi-Fi Network Devices, and Hardware and Software Components Thereof; Inv. No. 337-TA-3673 (Violation)", "Wi-Fi Routers, Wi-Fi Devices, Mesh Wi-Fi Network Devices, and Hardware and Software Components Thereof"},
		{"USITC Institutes Section 337 Investigation of Certain Light Emitting Diode Products and Components Thereof", "Certain Light Emitting Diode Products and Components Thereof"},
		{"In the Matter of Certain Mobile Telephones and Modems; Notice of Investigation", "Certain Mobile Telephones and Modems"},
		{"Certain Electrical Conductor Composite Cores and Components Thereof Notice of Commission Determination Not To Review an Initial Determination", "Certain Electrical Conductor Composite Cores and Components Thereof"},
		{"Certain Stainless Steel Products, Certain Processes for Manufacturing or Relating to Same, and Certain Products Containing Same; Institution of Investigation", "Certain Stainless Steel Products, Certain Processes for Manufacturing or Relating to Same, and Certain Products Containing Same"},
		{"Certain Shaving Cartridges, Components Thereof and Products Containing Same DN 3257", "Certain Shaving Cartridges, Components Thereof and Products Containing Same"},
		{"Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", ""},
		{"Commission Determination Not to Review an Initial Determination Terminating the Investigation as to Certain Respondents", ""},
		{"Order No. 5", ""},
		{"Notice of Request for Submissions on the Public Interest; Certain Apparatus and Methods of Opening Containers", "Certain Apparatus and Methods of Opening Containers"},
		{"Notice of a Commission Determination To Issue Remedial Orders Against the Defaulting Respondents; Termination of the Investigation; Certain LED Landscape Lighting Devices and Components Thereof", "Certain LED Landscape Lighting Devices and Components Thereof"},
		{"Certain Electric Shavers and Components and Accessories Thereof Commission Decision Finding a Violation of Section 337; Issuing a General Exclusion Order", "Certain Electric Shavers and Components and Accessories Thereof"},
	} {
		if got := Product(tc.title); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.title, got, tc.want)
		}
	}
}

func TestASecondActOfOneKindHasItsOwnPlace(t *testing.T) {
	const first = "Certain Ink Cartridges; Institution of Investigation"
	a, _ := ReadTitle(first)
	b, _ := ReadTitle(first + "; Correction")
	c, _ := ReadTitle("Certain Vision Correction Devices; Institution of Investigation")
	if c.Slug("20160526") != "institution" {
		t.Errorf("a product that corrects: %q", c.Slug("20160526"))
	}
	if a.Slug("20160526") != "institution" || b.Slug("20160610") != "amended-institution.20160610" {
		t.Errorf("%q and %q", a.Slug("20160526"), b.Slug("20160610"))
	}
}

// TestAnOrderLeavesRoomForAnother has the commission order against those in
// default first, and against everybody years later.
func TestAnOrderLeavesRoomForAnother(t *testing.T) {
	for title, want := range map[string]string{
		"Certain Lamps; Issuance of Limited Exclusion Order Against Defaulting Respondents; Termination of Investigation":                    "remedy.20160526",
		"Certain Lamps; Commission Final Determination of Violation; Issuance of General Exclusion Order; Termination of Investigation":      "remedy.20160526",
		"Certain Lamps; Notice of Final Commission Determination of No Violation; Termination of Investigation":                              "no-violation.20160526",
		"Certain Lamps; Commission Determination Not To Review an Initial Determination Terminating the Investigation Based on a Settlement": "terminated.20160526",
	} {
		if act, _ := ReadTitle(title); act.Slug("20160526") != want {
			t.Errorf("%s: %q, want %q", title, act.Slug("20160526"), want)
		}
	}
}
