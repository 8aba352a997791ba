package alerttest

import (
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Message is an alert as the program sends it: of a suit against sellers who
// are not public, in which a restraining order is sought.
func Message() alerts.Message {
	yes := true
	central := time.FixedZone("CST", -6*60*60)
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "3:26-cv-00123"}, Slug: "entry.12", Act: "tro-sought",
		Kind:  crawlers.Lawsuit,
		Title: "Lantern & Loom LLC v. The Partnerships and Unincorporated Associations Identified on Schedule A",
		Filed: crawlers.Date{Time: time.Date(2026, 1, 5, 11, 30, 0, 0, central)},
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Lantern & Loom LLC"},
			{Role: crawlers.Defendant, Name: "The Partnerships and Unincorporated Associations Identified on Schedule A"},
		},
		Marks: []crawlers.Mark{{Text: "LANTERN & LOOM", Classes: []int{11, 20}}},
		URL:   "https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?400123", Text: "motion for temporary restraining order (trademark)",
		Source: "ecf", Fetched: time.Date(2026, 1, 5, 18, 40, 0, 0, time.UTC),
	}
	v := alerts.Verdict{
		Filing: f.ID(), Relevant: &yes, Category: alerts.CatScheduleA, Stage: "tro-sought", ChineseParty: crawlers.Unknown,
		Severity: alerts.Critical, Why: "案名为批量卖家案写法，被告名单未公开", By: "rules",
		Quotes: []alerts.Quote{{Claim: "stage", Text: "motion for temporary restraining order"}},
	}
	const subscriber = "w-lantern"
	return alerts.Compose(alerts.Story{
		Delivery: alerts.AlertID(f.ActID(), subscriber) + ">desk",
		Alert: alerts.Alert{
			ID: alerts.AlertID(f.ActID(), subscriber), Act: f.ActID(), Subscriber: subscriber, Severity: v.Severity,
			Kind: f.Kind, Category: v.Category, Stage: v.Stage, Title: f.Title, Quotes: v.Quotes, URL: f.URL, Update: 1,
			Reasons: []string{"商标“LANTERN & LOOM”与关注商标“Lantern & Loom”一致（不计大小写与标点）"},
			Gained:  []string{"act:tro-sought", "stage:tro-sought"},
			Told:    time.Date(2026, 1, 5, 18, 41, 0, 0, time.UTC),
		},
		Filing: f, Verdict: v, Thread: "m-1>desk", Console: "https://desk.example/tocsin",
		Now: time.Date(2026, 1, 5, 18, 41, 0, 0, time.UTC),
	}, "zh")
}

// Hostile is a message of somebody who writes captions to reach its readers.
func Hostile() alerts.Message {
	const trap = "<!channel> <@U012345> <@all> @here <font color=\"warning\">now</font> <https://evil.example|court> " +
		"[court](https://evil.example) ![x](https://evil.example/x.png) **bold** *bold* `code` # head\n# head\n> quote\r\n" +
		"<script>alert(1)</script> &lt;b&gt; \x00\x07\x1b[31m \u202egro.live\u202c \u2066x\u2069 zero\u200bwidth \xff"
	m := Message()
	m.Title = trap + m.Title
	for i := range m.Lines {
		m.Lines[i].Label += trap
		m.Lines[i].Text = trap + m.Lines[i].Text
		m.Lines[i].URL = "https://court.example/)<!channel>|x>**<@all> \n[court](https://evil.example)"
	}
	m.Lines = append(m.Lines, alerts.Line{Text: "x", URL: "javascript:alert(1)", Essential: true})
	m.Footer = trap
	for i := range m.Actions {
		m.Actions[i].Text += trap
	}
	m.Alert.Title = trap
	m.Alert.Reasons = []string{trap}
	return m
}
