package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/text/width"

	"tocsin/alerts"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// summary prints what the demo did and one alert in full.
func (d *demo) summary(ctx context.Context, s *system, desk *desk, took time.Duration) error {
	n, err := s.store.Count(ctx)
	if err != nil {
		return err
	}
	verdicts, err := s.store.Verdicts(ctx)
	if err != nil {
		return err
	}
	visits, err := s.store.Visits(ctx, "", 1000)
	if err != nil {
		return err
	}
	states := map[string]int{}
	known, filings := 0, 0
	pages := map[string]int{}
	for _, v := range visits {
		states[string(v.State)]++
		known, filings = known+v.Known, filings+v.Filings
		for _, o := range v.Outcomes {
			pages[string(o.State)]++
		}
	}
	got := desk.received()
	d.say("")
	w := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	row("visits", "%d (%s)", len(visits), counted(states))
	row("pages", "%s", counted(pages))
	row("filings", "%d read, %d seen before; %d acts in %d matters, %d history, %d clerks' housekeeping", filings, known, n.Acts, n.Matters, n.History, n.Routine)
	row("verdicts", "%s", counted(verdicts))
	row("alerts", "%d", n.Alerts)
	row("deliveries", "%s; the receiver has %d messages, every signature right", counted(n.Deliveries), len(got))
	row("took", "%s", took.Round(10*time.Millisecond))
	if err := w.Flush(); err != nil {
		return err
	}
	if len(d.heard) == 0 {
		return errors.New("demo: no alert was made")
	}
	d.say("")
	d.say("── one alert in full ──")
	d.full(mostTelling(d.heard))
	lists, err := s.store.Watchlists(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, l := range lists {
		names[l.ID] = l.Name
	}
	network, err := s.store.Network(ctx)
	if err != nil {
		return err
	}
	for _, c := range network.All() {
		if c.Kind == region.Local {
			names[c.ID] = strings.TrimPrefix(c.NameZH, "国家海外知识产权纠纷应对指导中心")
		}
	}
	for _, c := range chapters {
		d.say("")
		d.say("── %s (Beijing time) ──", c.thread)
		for _, m := range d.heard {
			if c.shows(m.Alert) {
				d.short(m, names[m.Alert.Subscriber])
			}
		}
	}
	return nil
}

// full says a message as its reader has it.
func (d *demo) full(m alerts.Message) {
	d.wrapped("", m.Title)
	for _, l := range m.Lines {
		d.wrapped("  ", l.Label+"："+l.Text)
		if l.URL != "" {
			d.say("    %s", l.URL)
		}
	}
	for _, a := range m.Actions {
		d.say("  %s：%s", a.Text, a.URL)
	}
	d.wrapped("  ", m.Footer)
}

// short says when a message was told, what it told anew, its headline and its
// matter; to an exporter or a local center, which is named, why instead, and of
// a mark both and until when it can be opposed.
func (d *demo) short(m alerts.Message, list string) {
	anew, labels := "首次预警", []string{"案件"}
	switch n := len(m.Lines) - 1; {
	case m.Alert.Kind == crawlers.Squatting:
		anew, labels = list, []string{"案件", "期限", "为何通知您"}
	case list != "" && m.Alert.Standing == alerts.Named:
		anew, labels = list, []string{"涉案企业", "为何通知您"}
	case list != "":
		anew, labels = list, []string{"为何通知您"}
	case n >= 0 && m.Alert.Update > 0:
		anew = first(1, wrap(m.Lines[n].Text, columns-20))[0]
	}
	d.say("%s  %s", m.Alert.Told.In(beijing).Format("2006-01-02 15:04"), anew)
	d.wrapped("  ", m.Title)
	for _, l := range m.Lines {
		if slices.Contains(labels, l.Label) {
			for _, line := range first(2, wrap(l.Label+"："+l.Text, columns-4)) {
				d.say("  %s", line)
			}
		}
	}
}

// first returns the first n of lines, the last of which says whether there are
// more.
func first(n int, lines []string) []string {
	if len(lines) > n {
		lines = lines[:n]
		lines[n-1] += " …"
	}
	return lines
}

// wrapped says a text in lines of a terminal's width, each after indent.
func (d *demo) wrapped(indent, text string) {
	for _, line := range wrap(text, columns-len(indent)) {
		d.say("%s%s", indent, line)
	}
}

// columns is how wide the demo writes a message.
const columns = 98

var beijing = time.FixedZone("CST", 8*60*60)

// wrap cuts a text into lines of about so many columns: Chinese anywhere but
// before what closes a sentence, other words at the last blank, if any.
func wrap(text string, columns int) []string {
	var lines []string
	begin, blank, used := 0, 0, 0 // of the line
	for i, r := range text {
		if used+columnsOf(r) > columns && !strings.ContainsRune("，。；：、）”", r) {
			end := i
			if blank > begin && columnsOf(r) == 1 {
				end = blank
			}
			lines = append(lines, strings.TrimSuffix(text[begin:end], " "))
			begin, used = end, 0
			for _, r := range text[end:i] {
				used += columnsOf(r)
			}
		}
		used += columnsOf(r)
		if r == ' ' {
			blank = i + 1
		}
	}
	return append(lines, text[begin:])
}

// columnsOf returns how many columns of a terminal a letter takes.
func columnsOf(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// mostTelling picks the alert to show: one that names whom its reader watches,
// and among those the most urgent.
func mostTelling(heard []alerts.Message) alerts.Message {
	weight := func(m alerts.Message) (n int) {
		if m.Alert.Standing == alerts.Named && m.Alert.Kind == crawlers.Lawsuit {
			n += 100
		}
		if m.Alert.Severity == alerts.Critical {
			n += 10
		}
		return n + min(m.Alert.Update, 9)
	}
	return slices.MaxFunc(heard, func(a, b alerts.Message) int { return weight(a) - weight(b) })
}

// counted says "3 ok, 1 blocked".
func counted(m map[string]int) string {
	var parts []string
	for k, n := range m {
		parts = append(parts, fmt.Sprintf("%d %s", n, k))
	}
	slices.Sort(parts)
	slices.Reverse(parts)
	return strings.Join(parts, ", ")
}

// printDemo prints what the store holds, in an order of its own.
func printDemo(p *program, s *system) error {
	visits, err := s.store.Visits(p.ctx, "", 1000)
	if err != nil {
		return err
	}
	as, err := s.store.Alerts(p.ctx, 1000)
	if err != nil {
		return err
	}
	ds, err := s.store.Deliveries(p.ctx, "", 1000)
	if err != nil {
		return err
	}
	slices.Reverse(visits)
	slices.SortFunc(as, func(a, b alerts.Alert) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(ds, func(a, b store.Delivery) int { return strings.Compare(a.ID, b.ID) })
	out := json.NewEncoder(p.stdout)
	out.SetEscapeHTML(false)
	for _, v := range visits {
		if err := out.Encode(struct {
			Object string `json:"object"`
			store.Visit
		}{"visit", v}); err != nil {
			return err
		}
	}
	for _, a := range as {
		if err := out.Encode(struct {
			Object string `json:"object"`
			alerts.Alert
		}{"alert", a}); err != nil {
			return err
		}
	}
	for _, d := range ds {
		if err := out.Encode(struct {
			Object string `json:"object"`
			store.Delivery
		}{"delivery", d}); err != nil {
			return err
		}
	}
	return nil
}
