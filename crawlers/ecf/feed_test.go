package ecf

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2026, 11, 24, 20, 20, 0, 0, time.UTC))
}

const tail = "</channel>\n</rss>\n"

// entryXML is one entry as a district court writes it; n is its number on the
// docket.
func entryXML(title, event string, n int, date string) string {
	return fmt.Sprintf(`<item>
<title>%s</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?400001</link>
<description>[%s] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/067112345%02d?caseid=400001&#x26;de_seq_num=7%d&#x22; &#x3E;%d&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?400001&#x26;7%d</guid>
<pubDate>%s</pubDate>
</item>
`, title, event, n, n, n, n, date)
}

const (
	offWhite = "1:26-cv-00011 Off-White LLC v. A445995685, et al."
	today    = "Tue, 24 Nov 2026 19:14:31 GMT"
)

// readFeed reads a feed of the court at ecf.ilnd.uscourts.gov.
func readFeed(body string) ([]crawlers.Filing, error) {
	var out []crawlers.Filing
	err := Source.Parse(crawlers.PageOf("https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl", []byte(body), now), func(f crawlers.Filing) error {
		f.Source = "ecf"
		out = append(out, f)
		return nil
	})
	return out, err
}

func TestBadFeeds(t *testing.T) {
	good := entryXML(offWhite, "Complaint", 1, today)
	for _, tc := range []struct {
		name, body string
		want       error // nil: the page is whole
		filings    int
	}{
		{"empty body", "", crawlers.ErrTruncated, 0},
		{"blank body", " \r\n\t", crawlers.ErrTruncated, 0},
		{"login page", "<!DOCTYPE html><html><head><title>CM/ECF Login</title></head><body><form></form></body></html>", crawlers.ErrBlocked, 0},
		{"request access", "<html><body><h1>Request Access</h1></body></html>", crawlers.ErrBlocked, 0},
		{"not a feed", "%PDF-1.4 ...", crawlers.ErrBlocked, 0},
		{"cut in an item", head("ilnd") + good + good[:len(good)/2], crawlers.ErrTruncated, 1},
		{"cut between items", head("ilnd") + good, crawlers.ErrTruncated, 1},
		{"cut in the head", head("ilnd")[:150], crawlers.ErrTruncated, 0},
		{"zero items", head("ilnd") + tail, nil, 0},
		{"not configured", strings.Replace(head("ilnd"), "Docket entries of type: all", "This court's RSS feed is not configured", 1) + tail, crawlers.ErrBlocked, 0},
		{"404 for a title", strings.Replace(head("ilnd"), "A District - Recent Entries", "404 Not Found", 1) + tail, crawlers.ErrBlocked, 0},
		{"503 for a title", strings.Replace(head("ilnd"), "A District - Recent Entries", "503 Service Unavailable", 1) + tail, crawlers.ErrBlocked, 0},
		{"no build date", strings.Replace(head("ilnd"), "<lastBuildDate>Tue, 24 Nov 2026 20:16:22 GMT</lastBuildDate>", "", 1) + good + tail, nil, 1},
		{"dated in the past", head("ilnd") + entryXML(offWhite, "Complaint", 1, "Tue, 24 Nov 2020 19:14:31 GMT") + tail, nil, 1},
		{"missing caption", head("ilnd") + entryXML("1:26-cv-00011 ", "Complaint", 1, today) + tail, nil, 1},
		{"missing title", head("ilnd") + strings.Replace(good, "<title>"+offWhite+"</title>\n", "", 1) + good + tail, nil, 1},
		{"no docket number", head("ilnd") + entryXML("5:18-~gr-00001 ", "Order", 2, today) + good + tail, nil, 1},
		{"no date", head("ilnd") + strings.Replace(good, "<pubDate>"+today+"</pubDate>", "", 1) + tail, nil, 0},
		{"unknown zone", head("ilnd") + entryXML(offWhite, "Complaint", 1, "Tue, 24 Nov 2026 19:14:31 XYZ") + tail, nil, 0},
		{"the same item twice", head("ilnd") + good + good + tail, nil, 1},
		{"caption of 10,000 characters", head("ilnd") + entryXML("1:26-cv-00011 Acme v. "+strings.Repeat("Long Name ", 1000), "Complaint", 1, today) + tail, nil, 1},
		{"Latin-1 bytes", head("ilnd") + entryXML("1:26-cv-00011 Caf\xe9 v. Acme", "Complaint", 1, today) + tail, nil, 1},
		{"UTF-8 bytes", head("ilnd") + entryXML("1:26-cv-00011 Café v. Acme", "Complaint", 1, today) + tail, nil, 1},
		{"entity bomb", `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title>` + good + tail, crawlers.ErrShape, 0},
	} {
		fs, err := readFeed(tc.body)
		if len(fs) != tc.filings || tc.want == nil && err != nil || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %d filings, %v; want %d, %v", tc.name, len(fs), err, tc.filings, tc.want)
		}
		for i := range fs {
			if err := fs[i].Validate(now); err != nil {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
	}
}

func TestLatinAndUTF8SayTheSame(t *testing.T) {
	a, err1 := readFeed(head("ilnd") + entryXML("1:26-cv-00011 Caf\xe9 v. Acme", "Complaint", 1, today) + tail)
	b, err2 := readFeed(head("ilnd") + entryXML("1:26-cv-00011 Café v. Acme", "Complaint", 1, today) + tail)
	if err := errors.Join(err1, err2); err != nil || a[0].Title != "Café v. Acme" || b[0].Title != a[0].Title {
		t.Errorf("%q and %q, %v", a[0].Title, b[0].Title, err)
	}
}

func TestHostileCaption(t *testing.T) {
	fs, err := readFeed(head("ilnd") + entryXML("1:26-cv-00011 Acme v. &#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E; \x01\x1b[31m&#x202e;Shop", "Complaint", 1, today) + tail)
	if err != nil || len(fs) != 1 {
		t.Fatalf("%d filings, %v", len(fs), err)
	}
	if strings.ContainsAny(fs[0].Title, "\x00\x01\x1b") {
		t.Errorf("control characters in %q", fs[0].Title)
	}
}

func TestEntriesAreNamedByTheirPlace(t *testing.T) {
	numbered := entryXML(offWhite, "Complaint", 35, today)
	unnumbered := strings.NewReplacer("\">35", "\">", " (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06711234535?caseid=400001&#x26;de_seq_num=735&#x22; &#x3E;35&#x3C;/a&#x3E;)", "").Replace(numbered)
	nothing := strings.Replace(unnumbered, "&#x26;735", "", 1)
	for want, body := range map[string]string{
		"us-ilnd/1:26-cv-00011#entry.35<ecf":                   numbered,
		"us-ilnd/1:26-cv-00011#seq.735<ecf":                    unnumbered,
		"us-ilnd/1:26-cv-00011#at.20261124T191431Z.400001<ecf": nothing,
	} {
		fs, err := readFeed(head("ilnd") + body + tail)
		if err != nil || len(fs) != 1 || fs[0].ID() != want {
			t.Errorf("%d filings, %v; want %s\n%+v", len(fs), err, want, fs)
		}
	}
}

func TestEventsOfOneEntryAreMerged(t *testing.T) {
	a, b := entryXML(offWhite, "Order", 9, today), entryXML(offWhite, "~Util - Set Hearings", 9, today)
	one, err1 := readFeed(head("ilnd") + a + b + tail)
	two, err2 := readFeed(head("ilnd") + b + a + tail)
	if err := errors.Join(err1, err2); err != nil || len(one) != 1 || len(two) != 1 {
		t.Fatalf("%d and %d filings, %v", len(one), len(two), err)
	}
	if one[0].Routine || one[0].Text != "Order AND ~Util - Set Hearings" || two[0].Text != one[0].Text {
		t.Errorf("%q and %q, routine %v", one[0].Text, two[0].Text, one[0].Routine)
	}
	var raw struct{ Events []string }
	if err := json.Unmarshal(one[0].Raw, &raw); err != nil || len(raw.Events) != 2 {
		t.Errorf("raw events %q, %v", raw.Events, err)
	}
	util, err := readFeed(head("ilnd") + b + tail)
	if err != nil || len(util) != 1 || !util[0].Routine {
		t.Errorf("a clerk's utility event is not housekeeping: %+v, %v", util, err)
	}
}
