package section337

import (
	"slices"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, tc := range []struct {
		in             string
		investigations []int
		dockets        []int
	}{
		{"[Investigation No. 337–TA–1072]", []int{1072}, nil},
		{"[Investigation Nos. 337-TA-928 and 337-TA-937 (Consolidated)]", []int{928, 937}, nil},
		{"[Investigation No. 337-TA-928 Investigation No. 337-TA-937 (Consolidated)]", []int{928, 937}, nil},
		{"Inv. Nos. 337-TA-1072, 1073, and 1074", []int{1072, 1073, 1074}, nil},
		{"337 TA 1072; 337—TA—1072; 337-TA-1072", []int{1072}, nil},
		{"37-TA-1057", []int{1057}, nil},
		{"[Inv. No. 337-TA-1133 (Remand)] 731-TA-825", []int{1133}, nil},
		{"Inv. No. 337-TA-3673 (Violation)", nil, []int{3673}},
		{"Certain Nanopores, DN 3123", nil, []int{3123}},
		{"DN # 3900", nil, []int{3900}},
		{"Dkt. No. 3826 and Docket No. 3314, (“Docket No. 3314)", nil, []int{3826, 3314}},
		{"DN-3257", nil, []int{3257}},
		{"337-TA-1501; DN # 3900", []int{1501}, []int{3900}},
		{"Docket No. 2017-1234 of the Federal Circuit, docket 50-219", nil, nil},
		{"731-TA-1072, 701-TA-337, 332-585, 337-TA-0, 337-TA-99999", nil, nil},
		{"82 FR 4418, 337-TA-1072, 82 FR 4419", []int{1072}, nil},
		{"", nil, nil},
	} {
		if got := Investigations(tc.in); !slices.Equal(got, tc.investigations) {
			t.Errorf("%s: investigations %v, want %v", tc.in, got, tc.investigations)
		}
		if got := Dockets(tc.in); !slices.Equal(got, tc.dockets) {
			t.Errorf("%s: dockets %v, want %v", tc.in, got, tc.dockets)
		}
	}
}

func TestNumbersOfTheDocumentSystem(t *testing.T) {
	for _, tc := range []struct{ number, status, title, want string }{
		{"337-1452", "Active", "Certain Ink Cartridges; Inv. No. 337-TA-1452 (Violation)", "us-itc/337-TA-1452"},
		{"337-944", "Inactive", "", "us-itc/337-TA-944"},
		{"337-3673", "Preinstitution", "Wi-Fi Routers; Inv. No. 337-TA-3673 (Violation)", "us-itc/DN-3673"},
		{"337-3673", "", "", "us-itc/DN-3673"},
		{"337-3936", "Pre-institution", "", "us-itc/DN-3936"},
		{"337-1999", "Preinstitution", "", "us-itc/DN-1999"},
		{"337-1501", "Active", "Certain Gloves, DN 3900; Inv. No. 337-TA-1501", "us-itc/337-TA-1501"},
		{"337-TA-1452", "Active", "", "us-itc/337-TA-1452"},
		{" 337–1452 ", "Active", "", "us-itc/337-TA-1452"},
		{"x337-3483x", "Active", "", ""},
		{"NR-004", "Active", "", ""},
		{"103-012", "Active", "", ""},
		{"731-1072", "Active", "", ""},
		{"337-", "", "", ""},
		{"337-0", "", "", ""},
		{"337-145299999999999999999", "", "", ""},
		{"", "", "", ""},
	} {
		key, ok := Number(tc.number, tc.status, tc.title)
		if got := key.String(); ok != (tc.want != "") || ok && got != tc.want {
			t.Errorf("%q %q: %s %v, want %s", tc.number, tc.status, got, ok, tc.want)
		}
	}
}
