package feed

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
	"tocsin/crawlers"
)

func in(t testing.TB, zone string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

var central, eastern = time.FixedZone("CST", -6*60*60), time.FixedZone("EDT", -4*60*60)

// clocks are one of each sort.
func clocks() []Clock {
	changed := time.Date(2026, 1, 5, 18, 41, 0, 0, time.UTC)
	return []Clock{
		{
			ID: "us-ilnd/1:26-cv-00123#entry.20 frcp.answer", Sequence: 2, Changed: changed.Add(48 * time.Hour),
			Closes:   crawlers.Date{Time: time.Date(2026, 2, 6, 23, 59, 0, 0, central)},
			Severity: alerts.Critical, Summary: "答辩期限：Lantern & Loom LLC 诉 Schedule A 所列商家（1:26-cv-00123）",
			Description: "自送达日 2026-01-16 起 21 日（FRCP 12(a)(1)(A)(i)）；送达未确认，以当事人实际收到之日为准\n春节期间（2026-02-15 至 02-23）境外期限不顺延",
			URL:         "https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?400123",
		},
		{
			ID: "us-itc/DN-3826#complaint itc.institution", Changed: changed,
			Closes: crawlers.Date{Time: time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC), Day: true}, Forecast: true,
			Severity: alerts.High, Summary: "委员会决定是否立案：Ink Cartridges and Components Thereof（DN-3826）",
			Description: "自提交申请日 2026-01-05 起 30 日（19 CFR 210.10(a)）",
			URL:         "https://edis.usitc.gov/external/search/document.html?q=DN-3826",
		},
		{
			ID: "eu-tm/019123456#published opposition", Changed: changed,
			Closes:   crawlers.Date{Time: time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC), Day: true},
			Severity: alerts.Normal, Summary: "异议期限：商标“灯与织”（019123456）", Description: "官方载明",
			URL: "https://euipo.europa.eu/eSearch/#details/trademarks/019123456",
		},
		{
			ID: "us-itc/337-TA-1501#institution itc.response", Sequence: 1, Changed: changed.Add(72 * time.Hour),
			Closes: crawlers.Date{Time: time.Date(2026, 7, 2, 17, 15, 0, 0, eastern)}, Withdrawn: true,
			Severity: alerts.High, Summary: "答辩期限：337-TA-1501", Description: "申请人已撤回申请，调查终止",
		},
	}
}

// strict reads a calendar as RFC 5545 asks for it to be written, which
// programs do not all ask for, and then as a program does.
func strict(t testing.TB, doc []byte) *goical.Calendar {
	t.Helper()
	if !utf8.Valid(doc) || !bytes.HasSuffix(doc, []byte("\r\n")) {
		t.Fatalf("not UTF-8, or the last line does not end:\n%q", doc)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(doc), "\r\n"), "\r\n") {
		if len(line) > 75 || line == "" || !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
			t.Fatalf("a line of %d octets: %q", len(line), line)
		}
	}
	c, err := goical.NewDecoder(bytes.NewReader(doc)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	for _, name := range []string{"VERSION", "PRODID", "METHOD", "CALSCALE", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"} {
		if len(c.Props.Values(name)) != 1 {
			t.Errorf("%s stands %d times", name, len(c.Props.Values(name)))
		}
	}
	for _, part := range c.Children {
		if part.Name != "VTIMEZONE" && part.Name != "VEVENT" {
			t.Errorf("%s in the calendar", part.Name)
		}
	}
	if len(c.Children) == 0 {
		t.Error("the calendar has no component")
	}
	return c
}

func value(t testing.TB, c *goical.Component, name string) string {
	t.Helper()
	s, err := c.Props.Text(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func TestCalendar(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		doc := calendar(feedOf(lang), clocks())
		strict(t, doc)
		golden(t, "clocks."+lang+".ics", doc)
	}
}

func TestCalendarWithoutClocksIsOne(t *testing.T) {
	doc := calendar(feedOf("zh"), nil)
	if c := strict(t, doc); len(c.Events()) != 0 {
		t.Errorf("%d events", len(c.Events()))
	}
	golden(t, "empty.ics", doc)
}

func TestClockStandsWhereItIsInBeijing(t *testing.T) {
	for _, tc := range []struct {
		name       string
		k          Clock
		start, end string // as written
		says       string
	}{
		{"Chicago in winter", Clock{Closes: crawlers.Date{Time: time.Date(2026, 1, 16, 23, 59, 0, 0, in(t, "America/Chicago"))}},
			"20260117T055900Z", "20260117T060000Z", "2026-01-17（周六） 13:59\n截止（受理机构当地时间）：2026-01-16（周五） 23:59 -06:00"},
		{"Chicago in summer", Clock{Closes: crawlers.Date{Time: time.Date(2026, 7, 16, 23, 59, 0, 0, in(t, "America/Chicago"))}},
			"20260717T045900Z", "20260717T050000Z", "2026-07-17（周五） 12:59\n截止（受理机构当地时间）：2026-07-16（周四） 23:59 -05:00"},
		{"Alicante", Clock{Closes: crawlers.Date{Time: time.Date(2026, 3, 31, 23, 59, 0, 0, in(t, "Europe/Madrid"))}},
			"20260331T215900Z", "20260331T220000Z", "2026-04-01（周三） 05:59"},
		{"the hour is not known", Clock{Closes: crawlers.Date{Time: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Day: true}},
			"20261231", "20270101", "2026-12-31（周四）；当日截止时刻未知"},
		{"a forecast", Clock{Closes: crawlers.Date{Time: time.Date(2028, 2, 29, 23, 59, 0, 0, in(t, "America/New_York"))}, Forecast: true},
			"20280229", "20280301", "2028-02-29（周二）前后；仅为预测"},
	} {
		e := strict(t, calendar(feedOf("zh"), []Clock{tc.k})).Events()[0]
		for name, want := range map[string]string{"DTSTART": tc.start, "DTEND": tc.end} {
			if got := e.Props.Get(name); got == nil || got.Value != want || (got.Params.Get("VALUE") == "DATE") != (len(want) == 8) {
				t.Errorf("%s: %s %v, want %s", tc.name, name, got, want)
			}
		}
		if got := value(t, e.Component, "DESCRIPTION"); !strings.Contains(got, tc.says) {
			t.Errorf("%s: %s\ndoes not say %s", tc.name, got, tc.says)
		}
	}
}

// A period that nobody can count yet has no day to stand on.
func TestClockWithoutADayIsLeftOut(t *testing.T) {
	ks := []Clock{{ID: "a", Forecast: true}, {ID: "b", Closes: crawlers.Date{Day: true}}, clocks()[0]}
	if got := strict(t, calendar(feedOf("zh"), ks)).Events(); len(got) != 1 {
		t.Errorf("%d events, want the one with a day", len(got))
	}
}

func TestOnlyDeadlinesRing(t *testing.T) {
	at := time.Date(2026, 2, 6, 23, 59, 0, 0, central)
	for _, tc := range []struct {
		name, status, title string
		k                   Clock
		rings               []time.Duration // from the start of the event
	}{
		{"deadline", "CONFIRMED", "x", Clock{Closes: crawlers.Date{Time: at}}, []time.Duration{-336 * time.Hour, -168 * time.Hour, -72 * time.Hour, -24 * time.Hour}},
		{"nine in the morning of the days before", "CONFIRMED", "x", Clock{Closes: crawlers.Date{Time: at, Day: true}},
			[]time.Duration{-327 * time.Hour, -159 * time.Hour, -63 * time.Hour, -15 * time.Hour}},
		{"forecast", "TENTATIVE", "【预计】x", Clock{Closes: crawlers.Date{Time: at}, Forecast: true}, nil},
		{"withdrawn", "CANCELLED", "【已撤销】x", Clock{Closes: crawlers.Date{Time: at}, Withdrawn: true}, nil},
		{"withdrawn forecast", "CANCELLED", "【已撤销】x", Clock{Closes: crawlers.Date{Time: at}, Forecast: true, Withdrawn: true}, nil},
	} {
		tc.k.Summary = "x"
		e := strict(t, calendar(feedOf("zh"), []Clock{tc.k})).Events()[0]
		if got := value(t, e.Component, "STATUS"); got != tc.status {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.status)
		}
		if got := value(t, e.Component, "SUMMARY"); got != tc.title {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.title)
		}
		if len(e.Children) != len(tc.rings) {
			t.Fatalf("%s: rings %d times, want %d", tc.name, len(e.Children), len(tc.rings))
		}
		for i, alarm := range e.Children {
			got, err := alarm.Props.Get("TRIGGER").Duration()
			if err != nil || got != tc.rings[i] || alarm.Name != "VALARM" || value(t, alarm, "ACTION") != "DISPLAY" {
				t.Errorf("%s: %v rings at %v, %v; want %v", tc.name, alarm.Name, got, err, tc.rings[i])
			}
		}
	}
}

// A calendar replaces an event by its UID and SEQUENCE.
func TestChangedClockIsTheSameEvent(t *testing.T) {
	k := clocks()[0]
	before := strict(t, calendar(feedOf("zh"), []Clock{k})).Events()[0]
	k.Closes.Time = k.Closes.AddDate(0, 0, 14)
	k.Sequence, k.Changed, k.Withdrawn = k.Sequence+1, k.Changed.Add(time.Hour), true
	after := strict(t, calendar(feedOf("en"), []Clock{k})).Events()[0]
	if a, b := value(t, before.Component, "UID"), value(t, after.Component, "UID"); a != b || !strings.HasSuffix(a, "@tocsin") {
		t.Errorf("%s became %s", a, b)
	}
	if got := after.Props.Get("SEQUENCE").Value; got != "3" {
		t.Errorf("SEQUENCE %s, want 3", got)
	}
	for _, name := range []string{"DTSTAMP", "LAST-MODIFIED"} {
		if got, err := after.Props.DateTime(name, nil); err != nil || !got.Equal(k.Changed) {
			t.Errorf("%s %v, %v; want %v", name, got, err, k.Changed)
		}
	}
	k.ID += " "
	other := strict(t, calendar(feedOf("zh"), []Clock{k})).Events()[0]
	if value(t, other.Component, "UID") == value(t, after.Component, "UID") {
		t.Error("two clocks have one UID")
	}
}

// traps are texts of somebody who writes captions to reach a calendar.
func traps() []string {
	return []string{
		alerttest.Hostile().Title,
		"期限\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:假期限",
		"a\rBEGIN:VALARM\vx\x00\x1b[31m\u0085b\u2028c\u2029d",
		`a;b,c\d\nf\\;"g":h`,
		strings.Repeat("期", 10_000),
		strings.Repeat("𝔾🏮", 500) + strings.Repeat(`\`, 100),
		strings.Repeat("a ", 200) + " \t ",
		strings.Repeat("\xff", 200) + "期\xe6\x9c",
		" 前有空格", ":", "",
	}
}

// seeds are the short ones; a long one would be made shorter for a minute.
func seeds() []string { return slices.DeleteFunc(traps(), func(s string) bool { return len(s) > 500 }) }

func TestTextStaysText(t *testing.T) {
	for _, s := range traps() {
		sameText(t, s, s, s, "https://court.example/"+s)
		sameInAtom(t, s, s, s, "https://court.example/"+s)
	}
}

func FuzzCalendar(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, s, s, "https://court.example/"+s)
	}
	f.Fuzz(func(t *testing.T, id, summary, description, url string) { sameText(t, id, summary, description, url) })
}

// sameText writes a clock and reads what it says: one event of these texts,
// and nothing else.
func sameText(t *testing.T, id, summary, description, url string) {
	t.Helper()
	k := Clock{ID: id, Summary: summary, Description: description, URL: url, Closes: crawlers.Date{Time: now}}
	f := feedOf("zh")
	f.Name = summary
	c := strict(t, calendar(f, []Clock{k}))
	if len(c.Events()) != 1 || len(c.Children) != 2 {
		t.Fatalf("%d components, %d events", len(c.Children), len(c.Events()))
	}
	e := c.Events()[0]
	if got, want := value(t, e.Component, "SUMMARY"), alerts.Plain(summary); got != want {
		t.Errorf("SUMMARY %q, want %q", got, want)
	}
	if got, want := value(t, c.Component, "X-WR-CALNAME"), "警钟期限："+alerts.Plain(summary); got != want {
		t.Errorf("X-WR-CALNAME %q, want %q", got, want)
	}
	lines := strings.Split(value(t, e.Component, "DESCRIPTION"), "\n")
	var want []string
	for s := range strings.SplitSeq(description, "\n") {
		if s = alerts.Plain(s); s != "" {
			want = append(want, s)
		}
	}
	link := ""
	if p := e.Props.Get("URL"); p != nil {
		link = p.Value
	}
	if link != alerts.PlainLink(url) {
		t.Errorf("URL %q, want %q", link, alerts.PlainLink(url))
	}
	if link != "" {
		want = append(want, "官方来源："+link)
	}
	if got := strings.Join(lines[2:len(lines)-1], "\n"); got != strings.Join(want, "\n") {
		t.Errorf("DESCRIPTION %q, want %q", got, want)
	}
	if len(e.Children) != len(remind) {
		t.Errorf("%d alarms", len(e.Children))
	}
	for name, values := range e.Props {
		if len(values) != 1 {
			t.Errorf("%s stands %d times", name, len(values))
		}
	}
}

// FuzzText is about the writer alone: every text comes back as it was, but for
// control characters, which cannot be written.
func FuzzText(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var c ical
		c.line("BEGIN", "VCALENDAR")
		c.text("X-TEXT", s)
		c.line("END", "VCALENDAR")
		for line := range strings.SplitSeq(c.String(), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		got, err := goical.NewDecoder(&c).Decode()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Map(func(r rune) rune {
			if r != '\n' && unicode.IsControl(r) {
				return ' '
			}
			return r
		}, s)
		if text := value(t, got.Component, "X-TEXT"); text != want {
			t.Errorf("%q came back as %q", s, text)
		}
	})
}
