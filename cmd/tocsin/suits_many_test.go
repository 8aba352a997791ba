package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tocsin/alerts"
)

// TestSuitsOfOnePlaintiffAreSeveral plays suits that differ by their number
// alone: one more by the same plaintiff, and the same digits in another office
// and another court.
func TestSuitsOfOnePlaintiffAreSeveral(t *testing.T) {
	t.Parallel()
	onFile(t, func(t *testing.T, address string) {
		c := newClerk(t, address, suitWatchers)
		var all []suit
		for i, of := range []struct{ court, number string }{
			{"ilnd", "1:26-cv-00651"}, {"ilnd", "3:26-cv-00651"}, {"ilnd", "1:26-cv-00652"}, {"flsd", "1:26-cv-00651"},
		} {
			s := suit{court: of.court, zone: "UTC", number: of.number, id: fmt.Sprint(480001 + i), caption: "Toho Co., Ltd. v. The Partnerships and Unincorporated Associations Identified on Schedule A"}
			for n, event := range []string{"Complaint", "Motion for Temporary Restraining Order", "Order Granting Motion for Temporary Restraining Order"} {
				s.docket = append(s.docket, paper{at: aDay.Add(time.Duration(9+2*n) * time.Hour), number: n + 1, event: event})
			}
			all = append(all, s)
		}
		c.hourly(t, byFeed, all...)
		if n, err := c.Store.Count(t.Context()); err != nil || n.Matters != len(all) {
			t.Errorf("%d matters, %v; want %d", n.Matters, err, len(all))
		}
		threads := map[string][]telling{}
		for _, m := range c.told {
			if m.to == alerts.National {
				threads[m.Thread] = append(threads[m.Thread], m)
			}
		}
		if len(threads) != len(all) {
			t.Errorf("%d threads, want %d", len(threads), len(all))
		}
		for _, told := range threads {
			checkTold(t, told, 0)
			if len(told) != 3 {
				t.Errorf("%d messages, want the complaint, the motion and the order: %+v", len(told), told)
			}
		}
	})
}

// TestCaptionThatChangesIsOneMatter plays a suit whose plaintiff is a
// pseudonym at first, and whose sellers are a list until they are named. What
// the court files a day later is shown under the caption of that day.
func TestCaptionThatChangesIsOneMatter(t *testing.T) {
	t.Parallel()
	onFile(t, func(t *testing.T, address string) {
		c := newClerk(t, address, "list,type,value,classes,owner,countries,tell,note\nrival,plaintiff,Off-White LLC,,,,rival,\nshop,store,A445995685,,,,shop,\n")
		s := suit{court: "nysd", zone: "UTC", number: "1:26-cv-02099", id: "490554"}
		captions := []string{
			"XYZ Corp. v. The Individuals, Partnerships and Unincorporated Associations Identified on Schedule A",
			"Off-White LLC v. The Individuals, Partnerships and Unincorporated Associations Identified on Schedule A",
			"Off-White LLC v. A445995685 et al",
		}
		for n, event := range []string{"Complaint", "Order to Show Cause", "Notice of Appearance"} {
			s.caption = captions[n]
			s.docket = append(s.docket, paper{at: aDay.Add(time.Duration(9+5*n) * time.Hour), number: n + 1, event: event})
			all := items(s)
			at := all[0].at.Add(5 * time.Minute)
			byFeed(c, t, at, between(all, at.Add(-24*time.Hour), at))
		}
		c.oneMatter(t)
		checkThreads(t, c.told, 0)
		m, err := c.Store.FindMatter(t.Context(), s.key())
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(captions, m.Captions); d != "" {
			t.Errorf("captions (-want +got):\n%s", d)
		}
		for to, name := range map[string]string{"rival": "Off-White", "shop": "A445995685"} {
			i := slices.IndexFunc(c.told, func(m telling) bool { return m.to == to })
			if i < 0 || !strings.Contains(c.told[i].says(), name) {
				t.Errorf("%s is not told when %s comes to be known", to, name)
			}
		}
	})
}

// What a message on a docket of hundreds may be long, in bytes, and take until
// it is told, on a busy machine.
const (
	manyLimit = 4_000
	manyTime  = 30 * time.Second
)

// TestDocketOfHundredsIsTold plays a docket with 431 defendants: all are kept,
// a few are told, and how many there are is said.
func TestDocketOfHundredsIsTold(t *testing.T) {
	t.Parallel()
	began := time.Now()
	onEach(t, func(t *testing.T, address string) {
		c := newClerk(t, address, "list,type,value,classes,owner,countries,tell,note\nshop,store,Yuxin Outdoor 430,,,,shop,\n")
		s := suit{
			court: "flsd", zone: "UTC", number: "0:26-cv-62191", id: "650001", caption: "adidas AG v. The Individuals, Business Entities, and Unincorporated Associations Identified on Schedule A",
			docket: []paper{{at: aDay.Add(10 * time.Hour), number: 1, event: "Complaint", text: "COMPLAINT against all defendants, filed by adidas AG."}}, parties: []string{"adidas AG"},
		}
		for n := range 431 {
			s.parties = append(s.parties, fmt.Sprintf("Yuxin Outdoor %d", n))
		}
		c.hourly(t, byFeed, s)
		c.hourly(t, bySearch, s)
		c.oneMatter(t)
		m, err := c.Store.FindMatter(t.Context(), s.key())
		if err != nil || len(m.Acts) != 1 || m.Acts[0].Parties < 431 {
			t.Errorf("%+v, %v; want one act with all defendants", m, err)
		}
		told := map[string]telling{}
		for _, m := range c.told {
			told[m.to] = m
			if n := len(m.says()); n > manyLimit {
				t.Errorf("%d bytes are told to %s", n, m.to)
			}
		}
		if !strings.Contains(told["shop"].says(), "Yuxin Outdoor 430") {
			t.Errorf("who watches the last of them is told: %s", told["shop"].says())
		}
		if !strings.Contains(told[alerts.National].says(), "431") {
			t.Errorf("how many there are is not said: %s", told[alerts.National].says())
		}
	})
	if took := time.Since(began); took > manyTime && !testing.Short() {
		t.Errorf("it took %s", took)
	}
}
