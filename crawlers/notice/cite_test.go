package notice

import "testing"

func TestCourt(t *testing.T) {
	for in, want := range map[string]string{
		"United States District Court for the Northern District of Illinois, Eastern Division": "ilnd",
		"UNITED STATES DISTRICT COURT\nSOUTHERN DISTRICT OF\u00a0NEW YORK":                     "",
		"Southern District of New York":                                                        "nysd",
		"the Northern District of West Virginia":                                               "wvnd",
		"the District of New Jersey and others":                                                "njd",
		"District of Columbia":                                                                 "dcd",
		"pending before the court (S.D. Fla. 2023)":                                            "flsd",
		"pending (D. Colo.)":                                                                   "cod",
		"No. 1 (S.D.N.Y. 2024)":                                                                "nysd",
		"NDIL":                                                                                 "ilnd",
		"ILND":                                                                                 "ilnd",
		"SDFL":                                                                                 "flsd",
		"W.D. Wash.":                                                                           "wawd",
		"DNJ":                                                                                  "njd",
		"D.N.J.":                                                                               "njd",
		// Places that have no such court, and words that are no court.
		"Northern District of New Jersey":  "",
		"District of Illinois":             "",
		"a district of Shenzhen":           "",
		"the business district of Georgia": "",
		"":                                 "",
		"Court":                            "",
	} {
		if got := Court(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, tc := range []struct {
		name, court string
		texts       []string
		want, why   string
	}{
		{"one office", "ilnd", []string{"Case No. 25-cv-01234"}, "us-ilnd/1:25-cv-01234", ""},
		{"four digits of a year", "ilnd", []string{"Case No. 2025-cv-01234"}, "us-ilnd/1:25-cv-01234", ""},
		{"office and year", "nysd", []string{"1:2017cv00875"}, "us-nysd/1:17-cv-00875", ""},
		{"short number", "txed", []string{"4:24-cv-922"}, "us-txed/4:24-cv-00922", ""},
		{"a judge's initials", "flsd", []string{"0:23-cv-62209-RS"}, "us-flsd/0:23-cv-62209", ""},
		{"typography", "flsd", []string{"0:23\u2011cv\u201162209"}, "us-flsd/0:23-cv-62209", ""},
		{"slug", "ilnd", []string{"case-no-1-25-cv-01234"}, "us-ilnd/1:25-cv-01234", ""},
		{"as judges write it", "ilnd", []string{"Case No. 16 C 7988"}, "us-ilnd/1:16-cv-07988", ""},
		{"civil, in words", "nysd", []string{"24 Civ. 1962", "1:24-cv-01962"}, "us-nysd/1:24-cv-01962", ""},
		{"office in a document's name", "flsd", []string{"Case 23-cv-22599", "2:23-cv-00001", "1-23-cv-22599-Complaint.pdf"}, "us-flsd/1:23-cv-22599", ""},
		{"Rockford", "ilnd", []string{"25-cv-50123", "Northern District of Illinois, Western Division"}, "us-ilnd/3:25-cv-50123", ""},
		{"several offices", "flsd", []string{"23-cv-22599"}, "", "the court has several offices and the page does not say which"},
		{"two offices", "flsd", []string{"0:23-cv-22599", "1:23-cv-22599"}, "", "two offices of the court are named"},
		{"no court", "", []string{"1:23-cv-22599"}, "", "no court"},
		{"no number", "ilnd", []string{"Case No. pending", "123-cv-4", "2025"}, "", "no docket number"},
		{"a criminal case", "ilnd", []string{"1:25-cr-00123"}, "", "no docket number"},
	} {
		key, why := Key(tc.court, tc.texts...)
		got := ""
		if key.Number != "" {
			got = key.String()
		}
		if got != tc.want || why != tc.why {
			t.Errorf("%s: %q, %q; want %q, %q", tc.name, got, why, tc.want, tc.why)
		}
	}
}

func TestCodesOfCourtsAreOfOneCourt(t *testing.T) {
	if len(named) != 91 {
		t.Errorf("%d districts, want 91: those of the states, the capital and Puerto Rico", len(named))
	}
	for code, id := range coded {
		if other, ok := coded[id]; !ok || other != id {
			t.Errorf("%s stands for %s, which is read as %s", code, id, other)
		}
	}
}
