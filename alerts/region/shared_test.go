package region

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// TestEvents reads the places of the parties of a table of real events, which
// lies beside the checkout where there is one.
func TestEvents(t *testing.T) {
	file, err := os.Open("../../../shared/eval/events.csv")
	if err != nil {
		t.Skip("no captures beside the checkout")
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	right, coarse, n := 0, 0, 0
	for _, row := range all[1:] {
		codes := strings.Split(row[10], "|")
		for i, party := range strings.Split(row[9], ";") {
			if row[9] == "" || i >= len(codes) || len(codes[i]) != 6 {
				continue
			}
			n++
			name, address, _ := strings.Cut(strings.TrimSpace(party), " @ ")
			p := Find(address, name, "")
			switch want := codes[i]; {
			case p.Code != "" && p.Code[:min(4, len(p.Code))] == want[:4]:
				right++
			case p.Level == County || p.Level == Prefecture || p.Level == SAR || p.Level == Taiwan || p.Level == Province && p.Code[:2] != want[:2]:
				t.Errorf("%q: %s, want %s", party, p.Code, want)
			default:
				coarse++
				t.Logf("%q: %s %s, want %s", party, p.Code, p.Why, want)
			}
		}
	}
	t.Logf("%d of %d at the prefecture, %d coarser", right, n, coarse)
	if right*100 < 90*n {
		t.Errorf("%d of %d are right at the prefecture", right, n)
	}
}
