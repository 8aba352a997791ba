package courtlistener

import (
	"slices"
	"testing"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// TestSellersOfThePlaintiffsCity are sued like the others, though their names
// begin as the plaintiff's does; companies of its group are not.
func TestSellersOfThePlaintiffsCity(t *testing.T) {
	for _, tc := range []struct {
		caption string
		parties []word
		want    []string
	}{
		{
			"Shenzhen Muguang Lighting Co., Ltd. v. The Partnerships and Unincorporated Associations Identified on Schedule A",
			[]word{"Shenzhen Muguang Lighting Co., Ltd.", "Shenzhen Hanyu Trading Co., Ltd.", "Inkgo"},
			[]string{"Shenzhen Hanyu Trading Co., Ltd.", "Inkgo"},
		},
		{
			"The Northwind Company v. The Individuals Identified on Schedule A",
			[]word{"The Northwind Company", "Northwind Kabushiki Kaisha", "The Lamp Shop"},
			[]string{"The Lamp Shop"},
		},
	} {
		r := result{CaseName: word(tc.caption), Parties: tc.parties}
		var got []string
		for _, p := range r.parties(docket.CleanName(tc.caption))[2:] { // after those of the caption
			if p.Role == crawlers.Defendant {
				got = append(got, p.Name)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: sued are %q, want %q", tc.caption, got, tc.want)
		}
	}
}
