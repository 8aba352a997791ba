package main

import (
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

func TestMatterIsCalledByItsNumbers(t *testing.T) {
	id, number := crawlers.Key{Authority: "us-ilnd", Number: "case.412345"}, crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}
	for _, tc := range []struct {
		keys []crawlers.Key
		want string
	}{
		{[]crawlers.Key{number, id}, "m-1  us-ilnd/1:26-cv-00011"},
		{[]crawlers.Key{id}, "m-1  us-ilnd/case.412345"},
		{[]crawlers.Key{{Authority: "us-itc", Number: "337-TA-1452"}, {Authority: "us-itc", Number: "DN-3826"}}, "m-1  us-itc/337-TA-1452, us-itc/DN-3826"},
	} {
		if got, _, _ := strings.Cut(describe(store.Matter{ID: "m-1", Keys: tc.keys}), "\n"); got != tc.want {
			t.Errorf("%v: %q, want %q", tc.keys, got, tc.want)
		}
	}
}

func TestMatterTellsWhatItWasCalled(t *testing.T) {
	told := time.Date(2026, 3, 2, 15, 4, 5, 0, time.UTC)
	got := describe(store.Matter{
		ID:       "m-1",
		Captions: []string{"SEALED v. SEALED", "Lego A/S v. Shenzhen \x1b[31mBricks"},
		Acts: []store.MatterAct{{
			ID: "us-ilnd/1:26-cv-00011#entry.1", Stage: "complaint", State: "judged", Title: "Lego A/S v. Shenzhen Bricks", Told: &told,
			Filed:   crawlers.Date{Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Day: true},
			Sources: []store.Sight{{Report: "us-ilnd/1:26-cv-00011#entry.1<ecf", Fetched: told}},
		}},
	})
	for _, want := range []string{
		"\ncalled: SEALED v. SEALED → Lego A/S v. Shenzhen ", "\n2026-03-01 ", " entry.1 ", " shown unknown, fetched 2026-03-02 15:04:05 UTC", "told 2026-03-02 15:04:05 UTC",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Errorf("a page writes to the terminal: %q", got)
	}
}
