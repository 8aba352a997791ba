package section337

import (
	"testing"
	"time"
)

func TestFiledIsTheSameAtReceiptAndInstitution(t *testing.T) {
	d := time.Date(2025, 5, 13, 0, 0, 0, 0, time.UTC)
	receipt, institution := Filed(d, "Ink Cartridges and Components Thereof"), Filed(d, "Certain Ink Cartridges and Components Thereof (II)")
	if len(receipt) != 1 || len(institution) != 1 || receipt[0] != institution[0] || !receipt[0].Likely {
		t.Errorf("%v and %v, want one likely bridge", receipt, institution)
	}
	if release := Filed(d, "certain ink cartridges and components thereof II"); release[0] != receipt[0] {
		t.Errorf("the news release's %v is not %v", release, receipt)
	}
	if other := Filed(d.AddDate(0, 0, 1), "Ink Cartridges and Components Thereof"); other[0] == receipt[0] {
		t.Errorf("another day's complaint has the same bridge %v", other)
	}
	if got := Filed(time.Time{}, "Lamps"); got != nil {
		t.Errorf("without a day: %v", got)
	}
}
