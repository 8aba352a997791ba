package crawlers_test

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestCheckAddressKnowsTheSourcesHosts(t *testing.T) {
	m := crawlers.Meta{URL: "https://pacer.uscourts.gov/", Hosts: []string{"*.uscourts.gov", "www.govinfo.gov"}}
	for address, want := range map[string]string{
		"https://ecf.ilnd.uscourts.gov/rss":     "",
		"https://WWW.govinfo.gov":               "",
		"https://uscourts.gov.example/rss":      "its host is not one of *.uscourts.gov, www.govinfo.gov",
		"https://evil.example/?.uscourts.gov":   "its host is not one of",
		"ecf.ilnd.uscourts.gov/rss":             "want an address such as https://pacer.uscourts.gov/",
		"ftp://ecf.ilnd.uscourts.gov/rss":       "want an address",
		"":                                      "want an address",
		"https://":                              "want an address",
		"https://ecf.ilnd.uscourts.gov/%zz":     "want an address",
		"https://user@evil.example:1/uscourts.": "its host is not one of",
	} {
		err := m.CheckAddress(address)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", address, err, want)
		}
	}
}
