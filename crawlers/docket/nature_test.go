package docket

import "testing"

func TestNatureSaysTheRight(t *testing.T) {
	for _, tc := range []struct{ suit, cause, sign, of string }{
		{"840 Trademark", "15:1114 Trademark Infringement", "840 Trademark", "trademark"},
		{"840 Trademark", "", "840 Trademark", "trademark"},
		{"820 Copyright", "28:1331 Federal Question", "820 Copyright", "copyright"},
		{"830 Patent", "35:271 Patent Infringement", "830 Patent", "patent"},
		{"835 Patent - Abbreviated New Drug Application(ANDA)", "", "835 Patent - Abbreviated New Drug Application(ANDA)", "patent"},
		{"880 Defend Trade Secrets Act of 2016", "18:1836(a) Injunction against Misappropriation", "880 Defend Trade Secrets Act of 2016", ""},
		{"Trademark", "", "Trademark", "trademark"},
		{"840 Trademark", "17:501 Copyright Infringement", "840 Trademark", ""},
		{"190 Contract: Other", "15:1125(a) False Designation of Origin", "15:1125(a) False Designation of Origin", "trademark"},
		{"", "15 U.S.C. § 1116", "15 U.S.C. § 1116", "trademark"},
		{"", "17 USC 501", "17 USC 501", "copyright"},
		{"", "28:1338 Patent Infringement", "28:1338 Patent Infringement", "patent"},
		{"", "28:1338 Trademark and Copyright Infringement", "28:1338 Trademark and Copyright Infringement", ""},
		{"", "15:1 Antitrust Litigation", "", ""},
		{"", "15:1692 Fair Debt Collection Act", "", ""},
		{"", "28:1332 Diversity-Contract Dispute", "", ""},
		{"446 Civil Rights: Americans with Disabilities - Other", "42:12101 Americans with Disabilities Act", "", ""},
		{"890 Other Statutory Actions", "", "", ""},
		{"", "", "", ""},
	} {
		if sign, of := (Nature{tc.suit, tc.cause}).Property(); sign != tc.sign || of != tc.of {
			t.Errorf("%q, %q: %q %q; want %q %q", tc.suit, tc.cause, sign, of, tc.sign, tc.of)
		}
	}
}

func TestNatureInText(t *testing.T) {
	for _, n := range []Nature{{"840 Trademark", "15:1114 Trademark Infringement"}, {"840 Trademark", ""}, {"", "17:501"}, {}} {
		if got, rest := ReadNature(n.String()); got != n || rest != "" {
			t.Errorf("%+v is read as %+v and %q", n, got, rest)
		}
	}
	n, rest := ReadNature("complaint\nNature of suit: 840 Trademark\nCause: 15:1114\nmore\nNature of suit: 190 Contract")
	if n != (Nature{"840 Trademark", "15:1114"}) || rest != "complaint\nmore" {
		t.Errorf("%+v and %q", n, rest)
	}
	if n, rest := ReadNature("ORDER on Cause: denied"); n != (Nature{}) || rest != "ORDER on Cause: denied" {
		t.Errorf("%+v and %q", n, rest)
	}
}
