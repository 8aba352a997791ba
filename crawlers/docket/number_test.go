package docket

import "testing"

func TestReadNumber(t *testing.T) {
	for _, tc := range []struct {
		court, title string
		want         Number
		ok           bool
	}{
		{"nyed", "1:16-cv-05836-NGG-JO Dong v. Miller", Number{Text: "1:16-cv-05836", Office: "1", Type: "cv", Assigned: "NGG", Referred: "JO"}, true},
		{"nyed", "2:17-cr-00554-MKB-3 USA v. S", Number{Text: "2:17-cr-00554", Office: "2", Type: "cr", Assigned: "MKB", Defendant: "3"}, true},
		{"nysd", "1:18-md-02819-N/A X", Number{Text: "1:18-md-02819", Office: "1", Type: "md", Assigned: "N/A"}, true},
		{"ilnd", "1:26-cv-00011 A v. B", Number{Text: "1:26-cv-00011", Office: "1", Type: "cv"}, true},
		{"ilnd", "1:26-cv-11 A v. B", Number{Text: "1:26-cv-11"}, true},
		{"ilnd", "26-cv-00011 A v. B", Number{Text: "26-cv-00011"}, true},
		{"wvsd", "5:18-~gr-00001 ", Number{}, false},
		{"wvsd", "Unnamed v. B", Number{}, false},
		{"nysb", "16-10992-smb SunEdison, Inc.", Number{Text: "16-10992", Assigned: "smb"}, true},
		{"nyeb", "8-16-10992-ast Someone", Number{Text: "8-16-10992", Assigned: "ast"}, true},
		{"mdb", "18-90003 ", Number{Text: "18-90003"}, true},
		{"ca2", "22-3054 Haller v. HHS", Number{Text: "22-3054"}, true},
		{"cadc", "Haller v. HHS", Number{}, false},
	} {
		got, ok := ReadNumber(tc.court, tc.title)
		if got != tc.want || ok != tc.ok {
			t.Errorf("%s %q: %+v %v\nwant %+v %v", tc.court, tc.title, got, ok, tc.want, tc.ok)
		}
	}
}

func TestCaseType(t *testing.T) {
	for number, want := range map[string]string{"1:26-cv-00011": "cv", "17-CR-5": "cr", "22-3054": "", "": "", "1:26-": ""} {
		if got := CaseType(number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestBankruptcy(t *testing.T) {
	for court, want := range map[string]bool{"deb": true, "ilnb": true, "ilnd": false, "ttab": false, "ptab": false, "": false} {
		if got := Bankruptcy(court); got != want {
			t.Errorf("%q: %t, want %t", court, got, want)
		}
	}
}
