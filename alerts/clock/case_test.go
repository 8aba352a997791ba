package clock_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

func TestWhatAFilingSaysOfItself(t *testing.T) {
	for name, tc := range map[string]struct {
		f     crawlers.Filing
		stage string
		zone  string
		want  clock.Case
	}{
		"notice of receipt": {
			crawlers.Filing{Key: crawlers.Key{Authority: "us-itc", Number: "DN-3900"}, Kind: crawlers.Section337, Act: "receipt", Filed: crawlers.Date{Time: day(t, "2026-05-06"), Day: true},
				Patents: []string{"8,325,838"}, Parties: []crawlers.Party{{Role: crawlers.Respondent, Name: "Shenzhen Example Co., Ltd.", Country: "China"}},
				Raw: json.RawMessage(`{"document_number":"2026-08888","investigation":null,"comments_due":"2026-05-20","published":"2026-05-11","complained":"2026-05-01"}`)},
			"receipt", "America/New_York",
			clock.Case{Kind: crawlers.Section337, Stage: "receipt", Act: "receipt", Forum: "us-itc", Zone: "America/New_York", Filed: day(t, "2026-05-06"), Published: day(t, "2026-05-11"),
				Complained: day(t, "2026-05-01"), Patent: true, Abroad: true, Printed: clock.Printed{Comments: day(t, "2026-05-20")}},
		},
		"notice of receipt that prints no date": {
			crawlers.Filing{Kind: crawlers.Section337, Act: "receipt", Raw: json.RawMessage(`{"comments_due":"2026-05-19","published":"2026-05-11"}`)},
			"receipt", "", clock.Case{Kind: crawlers.Section337, Stage: "receipt", Act: "receipt", Published: day(t, "2026-05-11")},
		},
		"evening in Chicago": {
			crawlers.Filing{Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}, Kind: crawlers.Lawsuit, Act: "tro-granted", Filed: crawlers.Date{Time: time.Date(2026, 1, 10, 2, 30, 0, 0, time.UTC)},
				Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Example GmbH", Country: "China"}}, Raw: json.RawMessage(`[]`)},
			"tro-ruled", "America/Chicago",
			clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-granted", Forum: "us-ilnd", Zone: "America/Chicago", Filed: day(t, "2026-01-09")},
		},
		"international registration": {
			crawlers.Filing{Key: crawlers.Key{Authority: "eu-tm", Number: "W01234567"}, Kind: crawlers.Squatting, Act: "published", Filed: crawlers.Date{Time: day(t, "2026-03-10"), Day: true},
				Raw: json.RawMessage(`{"opposition_until":"2026-07-10","published":20260310,"comments_due":"soon","complained":"0001-01-01"}`)},
			"published", "",
			clock.Case{Kind: crawlers.Squatting, Stage: "published", Act: "published", Forum: "eu-tm", Filed: day(t, "2026-03-10"), International: true, Printed: clock.Printed{Oppose: day(t, "2026-07-10")}},
		},
		"motion for temporary relief": {
			crawlers.Filing{Kind: crawlers.Section337, Act: "teo-sought"}, "teo", "", clock.Case{Kind: crawlers.Section337, Stage: "teo", Act: "teo-sought", TEO: true},
		},
	} {
		if diff := cmp.Diff(tc.want, clock.CaseOf(tc.f, tc.stage, tc.zone)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
