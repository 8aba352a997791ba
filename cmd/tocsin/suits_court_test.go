package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

// A suit is a case with the docket of its court.
type suit struct {
	court, zone string
	number      string
	id          string // the court's own number of the case
	caption     string
	docket      []paper
	parties     []string // as an aggregator lists them
}

func (s suit) key() crawlers.Key { return crawlers.Key{Authority: "us-" + s.court, Number: s.number} }

// A paper is one entry of a docket: the event by which the feed of the court
// names it, and the text that stands on the docket.
type paper struct {
	at          time.Time
	number      int // 0: the entry has none
	event, text string
}

// readSuit fills the docket of a suit from testdata/suits: time of the court,
// number, event, text.
func readSuit(t *testing.T, file string, s suit) suit {
	t.Helper()
	zone, err := time.LoadLocation(s.zone)
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("testdata/suits/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 {
			t.Fatalf("%s: %q: want time, number, event, text", file, line)
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", f[0], zone)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		s.docket = append(s.docket, paper{at: at, number: n, event: f[2], text: f[3]})
	}
	return s
}

// An item is a paper in the feed of its court.
type item struct {
	suit
	paper
}

// items are the papers of suits, the newest first, as courts list them.
func items(suits ...suit) []item {
	var out []item
	for _, s := range suits {
		for _, p := range s.docket {
			out = append(out, item{s, p})
		}
	}
	slices.SortStableFunc(out, func(a, b item) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.paper.number, a.paper.number)) })
	return out
}

// between are those filed after from and not after to.
func between(in []item, from, to time.Time) []item {
	var out []item
	for _, i := range in {
		if i.at.After(from) && !i.at.After(to) {
			out = append(out, i)
		}
	}
	return out
}

// xml writes the item as CM/ECF does: the markup of a link within entities.
func (i item) xml() string {
	host := "https://ecf." + i.court + ".uscourts.gov"
	place, link := 4*i.paper.number, ""
	if i.paper.number > 0 {
		link = fmt.Sprintf(`(<a href="%s/doc1/%s1%08d?caseid=%s&de_seq_num=%d" >%d</a>)`, host, "127", i.paper.number, i.id, place, i.paper.number)
	} else {
		place = int(i.at.Unix() % 100_000)
	}
	return fmt.Sprintf(`<item>
<title>%s %s</title>
<link>%s/cgi-bin/DktRpt.pl?%s</link>
<description>[%s] %s</description>
<guid isPermaLink="true">%s/cgi-bin/DktRpt.pl?%s&amp;%d</guid>
<pubDate>%s</pubDate>
</item>
`, i.suit.number, html.EscapeString(i.caption), host, i.id, i.event, html.EscapeString(link), host, i.id, place, i.at.UTC().Format(http.TimeFormat))
}

// courtFeed is the feed of a court that was built at a time.
func courtFeed(court string, built time.Time, in []item) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>A District of the United States - Recent Entries</title>
<link>https://ecf.%s.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>%s</lastBuildDate>

`, court, built.UTC().Format(http.TimeFormat))
	for _, i := range in {
		b.WriteString(i.xml())
	}
	return b.String() + "</channel>\n</rss>\n"
}

// results is a search of CourtListener that finds suits, with those of their
// papers that have a text.
func results(in []item) string {
	type document struct {
		ID          int    `json:"id"`
		Entry       int    `json:"docket_entry_id"`
		Number      int    `json:"entry_number"`
		Filed       string `json:"entry_date_filed"`
		Document    string `json:"document_number"`
		Attachment  *int   `json:"attachment_number"`
		Kind        string `json:"document_type"`
		Description string `json:"description"`
		Short       string `json:"short_description"`
	}
	type result struct {
		CaseName string     `json:"caseName"`
		Court    string     `json:"court_id"`
		Filed    string     `json:"dateFiled"`
		Number   string     `json:"docketNumber"`
		URL      string     `json:"docket_absolute_url"`
		ID       string     `json:"docket_id"`
		Case     string     `json:"pacer_case_id"`
		Firms    []string   `json:"firm"`
		Parties  []string   `json:"party"`
		Papers   []document `json:"recap_documents"`
	}
	out := []*result{}
	for _, i := range in {
		at := slices.IndexFunc(out, func(r *result) bool { return r.Court == i.court && r.Number == i.suit.number })
		if at < 0 {
			at = len(out)
			out = append(out, &result{
				CaseName: i.caption, Court: i.court, Filed: i.docket[0].at.Format(time.DateOnly), Number: i.suit.number, URL: "/docket/6" + i.id + "/a-v-b/",
				ID: "6" + i.id, Case: i.id, Firms: []string{}, Parties: i.parties, Papers: []document{},
			})
		}
		if i.text == "" {
			continue
		}
		id := 1000*len(i.id) + i.paper.number
		out[at].Papers = append(out[at].Papers, document{
			ID: id, Entry: id, Number: i.paper.number, Filed: i.at.Format(time.DateOnly), Document: strconv.Itoa(i.paper.number), Kind: "PACER Document", Description: i.text,
		})
	}
	body, err := json.MarshalIndent(map[string]any{"count": len(out), "next": nil, "previous": nil, "results": out}, "", " ")
	if err != nil {
		panic(err) // strings and numbers alone
	}
	return string(body)
}
