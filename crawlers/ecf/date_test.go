package ecf

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"Tue, 22 May 2018 22:10:04 GMT":   "2018-05-22T22:10:04Z",
		"Fri, 03 Feb 2023 11:52:07 EST":   "2023-02-03T11:52:07-05:00",
		"Mon, 03 Jul 2023 11:52:07 EST":   "2023-07-03T11:52:07-04:00",
		"Fri, 03 Feb 2023 09:05:16 MST":   "2023-02-03T09:05:16-07:00",
		"Fri, 03 Feb 2023 09:05:16 PDT":   "2023-02-03T09:05:16-08:00",
		"Fri, 03 Feb 2023 09:05:16 CST":   "2023-02-03T09:05:16-06:00",
		"Fri, 3 Feb 2023 09:05:16 +0800":  "2023-02-03T09:05:16+08:00",
		"3 Feb 2023 09:05 GMT":            "2023-02-03T09:05:00Z",
		"Fri, 03 Feb 2023 09:05:16 XYT":   "",
		"Fri, 03 Feb 2023 09:05:16":       "",
		"Fri, 30 Feb 2023 09:05:16 GMT":   "",
		"Fri, 03 Feb 23 09:05:16 GMT":     "",
		"Fri, 03 Feb 2023 24:05:16 GMT":   "",
		"Fri, 03 Feb 2023 09:05:16 +9999": "",
		"2023-02-03":                      "",
		"":                                "",
	} {
		got := ""
		if at, ok := (dates{}).read(s); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestArizonaHasNoSummerTime(t *testing.T) {
	for court, want := range map[string]string{
		"azd": "2026-07-21T17:00:00Z",
		"azb": "2026-07-21T17:00:00Z",
		"cod": "2026-07-21T16:00:00Z",
	} {
		body := head(court) + bare("1:26-cv-00011 A v. B", "Order", "5", "Tue, 21 Jul 2026 10:00:00 MST") + tail
		got := filings(t, []byte(body), "https://ecf."+court+".uscourts.gov/cgi-bin/rss_outside.pl", nil)
		if len(got) != 1 || got[0].Filed.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: %v, want one of %s", court, got, want)
		}
	}
}
