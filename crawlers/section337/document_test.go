package section337

import "testing"

var documents = []struct{ kind, title, word string }{
	{"Complaint", "Public Complaint and Exhibits - Part 1 of 3", "complaint"},
	{"Complaint", "Appendices A - L", "complaint"},
	{"Complaint", "Public Exhibits to the Complaint 101 - 112", "complaint"},
	{"Complaint", "", "complaint"},
	{"Complaint", "Response to OUII Letter Supplementing Complaint", "supplement"},
	{"Complaint", "Supplement to Complaint", "supplement"},
	{"Complaint", "First Amended Complaint", "amended-complaint"},
	{"Complaint", "Motion for Temporary Relief and Memorandum", "teo-sought"},
	{"Complaint", "Complaint for Enforcement Proceeding Under Rule 210.75", "enforcement"},
	{"Notice", "Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", "receipt"},
	{"Notice", "F.R. Notice of Receipt of Complaint; Solicitation of Comments Relating to the Public Interest", "receipt"},
	{"Notice", "Institution of Investigation", "institution"},
	{"Notice", "F.R. Notice of Institution of Investigation", "institution"},
	{"Notice of Investigation", "", "institution"},
	{"Notice", "Commission Determination Not to Review an Initial Determination Finding Three Respondents in Default", "default-found"},
	{"Notice", "Assignment of ALJ Elliot", "judge-assigned"},
	{"Notice", "Assignment of Administrative Law Judge Moore", "judge-assigned"},
	{"Notice", "Initial Determination on Violation of Section 337", "id"},
	{"Notice", "Commission Final Determination of Violation; Issuance of General Exclusion Order and Cease and Desist Orders; Termination of Investigation", "remedy"},
	{"Voting Sheet", "", "vote"},
	{"Order", "Granting Joint Motion regarding Extension of Time to File Corrected Joint Motion to Correct the Evidentiary Hearing Transcript", "order"},
	{"Order", "Order to Show Cause Why Respondents Should Not Be Found in Default", "show-cause"},
	{"Order", "Denying Complainant's Motion for an Order to Show Cause and Default", "order"},
	{"Order", "Setting Target Date", "target-date"},
	{"Order", "Protective Order", "order"},
	{"Order, Commission", "General Exclusion Order", "geo"},
	{"Order, Commission", "Limited Exclusion Order", "leo"},
	{"Order, Commission", "Cease and Desist Order to Dongguan Ocbestjet Computer Consumables Co., Ltd.", "cdo"},
	{"Order, Commission", "Consent Order", "consent-order"},
	{"Order, Commission", "Modified General Exclusion Order", "modification"},
	{"Order, Commission", "Temporary Limited Exclusion Order", "teo-ruled"},
	{"Order, Commission", "Remanding the Investigation", "review"},
	{"Order, Commission", "Order Granting Motion for Limited Service", "order"},
	{"Opinion, Commission", "Commission Opinion", "opinion"},
	{"Opinion - Commission", "Opinion on Remand", "opinion"},
	{"Order - Commission", "General Exclusion Order", "geo"},
	{"Notice of Prior Art", "Respondents' Notice of Prior Art", "paper"},
	{"ID/RD - Final on Violation", "Final Initial Determination on Violation of Section 337 and Recommended Determination on Remedy and Bond", "id"},
	{"ID/RD - Final on Violation", "Recommended Determination on Remedy and Bonding", "recommended"},
	{"Recommended Determination", "On Remedy and Bonding", "recommended"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Terminating the Investigation as to Vizio, Inc. Based on Settlement", "settlement"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Terminating the Investigation Based on Withdrawal of the Complaint", "withdrawal"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Granting Complainants' Motion for Termination of the Investigation as to all Respondents Based on Withdrawal of the Complaint", "withdrawal"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Granting Joint Motion to Terminate the Investigation as to the Linksys Respondents and Limiting Service", "terminated-in-part"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Terminating Respondent Foo Based on a Consent Order Stipulation", "consent-order"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Finding Respondent Hunan Runmei Gene Technology Co. Ltd. in Default", "default-found"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Setting the Target Date", "target-date"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Extending the Target Date", "target-date"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Granting Summary Determination of Noninfringement", "summary"},
	{"ID/RD - Other Than Final on Violation", "Initial Determination Granting Motion to Amend the Complaint and Notice of Investigation", "amended-institution"},
	{"Petition for Review; and Response to", "Respondents' Petition for Review of the Final Initial Determination", "review-sought"},
	{"Petition for Review; and Response to", "OUII's Response to Petitions for Review", "paper"},
	{"Returned Mail", "Institution of Investigation Returned from Embassy of China", "returned-mail"},
	{"Correspondence - USITC", "Letter to the President Transmitting the Commission's Orders", "presidential-review"},
	{"Correspondence - USITC", "Letter to Counsel", "paper"},
	{"Motion", "Complainant's Motion for an Order to Show Cause and for Default", "default-sought"},
	{"Motion", "Motion for Temporary Relief", "teo-sought"},
	{"Motion", "Motion to Compel", "paper"},
	{"Motion Response/Reply", "Response to Motion for Default", "paper"},
	{"Notice of Appearance", "Notice of Appearance on Behalf of Epson", "paper"},
	{"Pre-Hearing Statement", "Complainants' Pre-Trial Statement", "paper"},
	{"A Kind Never Seen", "Institution of Investigation", "paper"},
}

func TestDocuments(t *testing.T) {
	for _, tc := range documents {
		if got := ReadDocument(tc.kind, tc.title); got.Word != tc.word {
			t.Errorf("%s, %s: %q, want %q", tc.kind, tc.title, got.Word, tc.word)
		}
	}
}

func TestWhomMailDidNotReach(t *testing.T) {
	for _, tc := range []struct{ title, want string }{
		{"Institution of Investigation Returned from Tatrix International China Co., Ltd", "Tatrix International China Co., Ltd"},
		{"General Exclusion Order, Cease and Desist Order and Commission Opinion Returned from Zhuhai Zhenyang Electronics Co., Ltd. d/b/a Oinkwere", "Zhuhai Zhenyang Electronics Co., Ltd. d/b/a Oinkwere"},
		{"Notice Returned by Shenzhen Kaizhen Technology Co., Ltd.", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Institution of Investigation Returned from Embassy of China", ""},
		{"Institution of Investigation Returned from the Ministry of Commerce", ""},
		{"Notice Returned from Federal Express", ""},
		{"Notice Returned by UPS Ground, Inc.", ""},
		{"Notice Returned by the U.S. Postal Service", ""},
		{"Institution of Investigation Returned from the Consulate General of Japan", ""},
		{"Institution of Investigation Returned from Shenzhen UPS Power Supply Co., Ltd.", "Shenzhen UPS Power Supply Co., Ltd."},
		{"Institution of Investigation Returned from UPS Power Supply Co., Ltd.", "UPS Power Supply Co., Ltd."},
		{"Institution of Investigation Returned from Embassy Lamps Co., Ltd.", "Embassy Lamps Co., Ltd."},
		{"Notice Returned by FedEx from Shenzhen Kaizhen Technology Co., Ltd.", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Notice Returned by Federal Express as Undeliverable - Shenzhen Kaizhen Technology Co., Ltd.", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Notice Returned from Shenzhen Kaizhen Technology Co., Ltd. via DHL", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Notice Returned from Shenzhen Kaizhen Technology Co., Ltd. (FedEx)", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Notice of Institution Sent via FedEx to Shenzhen Kaizhen Technology Co., Ltd. Was Returned by FedEx", "Shenzhen Kaizhen Technology Co., Ltd."},
		{"Institution of Investigation Returned from ", ""},
		{"Returned Mail", ""},
		{"", ""},
	} {
		if got := ReturnedFrom(tc.title); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.title, got, tc.want)
		}
	}
}

func TestTheListHoldsTheWordsThatAreUsed(t *testing.T) {
	used := map[string]bool{"": true}
	for _, tc := range noticeTitles {
		used[tc.word] = true
	}
	for _, tc := range documents {
		used[tc.word] = true
	}
	for word, act := range acts {
		if !used[word] {
			t.Errorf("%s: no title says it", word)
		}
		delete(used, word)
		if act.Routine && act.Stage != "" {
			t.Errorf("%s moves the matter to %s and is never told", word, act.Stage)
		}
	}
	delete(used, "")
	for word := range used {
		t.Errorf("%s is not of the list", word)
	}
}
