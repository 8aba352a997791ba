package ids

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// filings puts a row into the words of all sources, one filing for each act
// whose date it has.
func (w *row) filings(key crawlers.Key, people []person) []crawlers.Filing {
	caption := cmp.Or(section337.Product(word(w.Title)), word(w.Topic), word(w.Title), key.Number)
	patents, others := w.rights()
	f := crawlers.Filing{
		Key:     key,
		Kind:    crawlers.Section337,
		Title:   caption,
		Product: uncertain(caption),
		Parties: parties(people),
		Patents: patents,
		URL:     w.url(),
		Raw:     w.raw(),
	}
	if docket, ok := readDocket(word(w.Docket)); ok && docket != key {
		f.Aliases = []crawlers.Key{docket}
	}
	var out []crawlers.Filing
	for _, a := range w.acts(key) {
		f.Act, f.Slug, f.Filed, f.Routine = a.Word, a.slug, a.on, a.Routine
		f.Text, f.Bridges = w.text(a, patents, others, people), nil
		if a.begins {
			f.Bridges = section337.Filed(day(w.Received).Time, f.Product)
		}
		out = append(out, f)
	}
	return out
}

// uncertain takes the word off with which the commission begins every product.
func uncertain(product string) string {
	if rest, ok := strings.CutPrefix(product, "Certain "); ok {
		return rest
	}
	return product
}

// An act is one that a row dates.
type act struct {
	section337.Act
	slug   string
	on     crawlers.Date
	begins bool // the matter, so that its complaint's day is known
	ends   bool
}

// acts returns the acts of a row. The dates of a stage after the first are
// its own: what initiated an enforcement proceeding is no complaint that began
// the matter.
func (w *row) acts(key crawlers.Key) []act {
	phase := strings.ToLower(word(w.Phase))
	switch {
	case strings.HasPrefix(phase, "pre"), strings.HasPrefix(key.Number, "DN-"):
		return w.before(key)
	case phase == "", strings.HasPrefix(phase, "violation"):
		return w.proper()
	case strings.HasPrefix(phase, "enforce"):
		return w.later("enforcement")
	case strings.HasPrefix(phase, "modif"), strings.HasPrefix(phase, "resci"):
		return w.later("modification")
	}
	return w.later("")
}

// before returns the acts of a complaint that is not instituted yet, or never
// was.
func (w *row) before(key crawlers.Key) []act {
	out := dated(nil, act{Act: section337.Known("complaint"), on: day(w.Received), begins: true})
	if !w.over() || !strings.HasPrefix(key.Number, "DN-") {
		return out // what ended is the stage: the matter has become an investigation
	}
	return dated(out, act{Act: section337.Known("not-instituted"), on: day(w.End), ends: true})
}

// proper returns the acts of the investigation proper.
func (w *row) proper() []act {
	out := dated(nil, act{Act: section337.Known("complaint"), on: day(w.Received), begins: true})
	out = dated(out, act{Act: section337.Known("institution"), on: firstDay(w.Start, w.Published), begins: true})
	if w.over() {
		out = dated(out, act{Act: section337.Known(w.outcome()), on: day(w.End), ends: true})
	}
	return out
}

// dated appends an act if it has a date.
func dated(list []act, a act) []act {
	if a.on.IsZero() {
		return list
	}
	a.slug = a.Slug(a.on.Format(compactDay))
	return append(list, a)
}

// compactDay is how a notice that has no number of its own is named.
const compactDay = "20060102"

// later returns the beginning of a stage after the first. One that has no
// word of the list, a remand or the return of a bond, is named by the
// database's own number of it.
func (w *row) later(kind string) []act {
	on := firstDay(w.Start, w.Received)
	if on.IsZero() {
		return nil
	}
	if kind != "" {
		return dated(nil, act{Act: section337.Known(kind), on: on})
	}
	id := word(w.ID)
	if _, err := strconv.ParseUint(id, 10, 64); err != nil {
		return nil
	}
	return []act{{slug: "stage." + id, on: on}}
}

// over reports whether the stage has ended: an end date of one that goes on is
// a plan.
func (w *row) over() bool {
	status := strings.ToLower(word(w.Status))
	return status != "active" && !strings.HasPrefix(status, "pre") && !strings.Contains(status, "pending")
}

// outcome returns the word for how an investigation ended. Each is the act that
// the commission's notice of it is.
func (w *row) outcome() string {
	found := strings.ToLower(word(w.Outcome))
	switch {
	case strings.Contains(found, "no violation"), strings.Contains(found, "non-violation"):
		return "no-violation"
	case strings.Contains(found, "violation"):
		return "remedy"
	}
	return "terminated"
}

// readDocket reads a docket number as the database writes it, "3866", and as
// people do.
func readDocket(s string) (crawlers.Key, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return section337.Docket(n), 0 < n && n < 100_000
	}
	if ns := section337.Dockets(s); len(ns) == 1 {
		return section337.Docket(ns[0]), true
	}
	return section337.Number(s, "preinstitution", "")
}

// url returns the database's page of the row.
func (w *row) url() string {
	const home = "https://ids.usitc.gov/"
	for _, id := range []string{word(w.Case), word(w.ID)} {
		if _, err := strconv.ParseUint(id, 10, 64); err != nil {
			return home
		}
	}
	return home + "case/" + word(w.Case) + "/investigation/" + word(w.ID)
}

// maxText bounds the text of a filing.
const maxText = 60_000

// A story is a text being written, line by line. A line that it has no room
// for is left out.
type story struct{ strings.Builder }

func (s *story) line(label, value string) {
	if value != "" && s.Len()+len(label)+len(value)+3 < maxText {
		fmt.Fprintf(s, "%s: %s\n", label, value)
	}
}

func (s *story) day(label string, on crawlers.Date) {
	if !on.IsZero() {
		s.line(label, on.Format(time.DateOnly))
	}
}

// text tells the row to people. How things ended is told only with the end:
// that a company settled is no part of the complaint.
func (w *row) text(a act, patents, others []string, people []person) string {
	var s story
	s.line("Title", word(w.Title))
	if !a.begins && !a.ends {
		s.line("Stage", word(w.Phase))
	}
	var unfair distinct
	for _, u := range items[unfairAct](w.UnfairActs) {
		unfair.add(word(u.Name))
	}
	s.line("Unfair act", unfair.String())
	s.line("Patents", strings.Join(patents, "; "))
	s.line("Other rights", strings.Join(others, "; "))
	s.day("Initiating document received", day(w.Received))
	if a.Word == "institution" {
		s.line("F.R. citation of the notice of institution", word(w.Citation))
		s.day("Target date", day(w.Target))
	}
	if a.ends || !a.begins && w.over() {
		w.ending(&s, people)
	}
	for _, p := range people {
		if p.role != "" {
			s.line(p.kind, strings.TrimSuffix(p.name+" ("+p.country+")", " ()"))
		}
	}
	return strings.TrimSuffix(s.String(), "\n")
}

// ending tells how the stage ended.
func (w *row) ending(s *story, people []person) {
	s.line("Status", word(w.Status))
	s.line("Final determination", word(w.Outcome))
	var orders, left distinct
	for _, o := range items[order](w.Orders) {
		orders.add(word(o.Title))
	}
	s.line("Orders", orders.String())
	for _, p := range people {
		if p.left != "" {
			left.add(p.name + ", " + p.left)
		}
	}
	s.line("Dispositions", left.String())
}

// maxRaw bounds the raw of a filing.
const maxRaw = 256 << 10

// raw returns the row's own fields that matter. Of orders it has the titles:
// the rest repeats parties and rights. Lists that are too long are left out.
func (w *row) raw() json.RawMessage {
	all := *w
	all.Orders = nil
	var titles []order
	for _, o := range items[order](w.Orders) {
		titles = append(titles, order{o.Title})
	}
	if len(titles) > 0 {
		all.Orders = encode(titles)
	}
	if b := encode(all); len(b) <= maxRaw {
		return b
	}
	all.Participants, all.Property, all.UnfairActs, all.Categories, all.Orders = nil, nil, nil, nil, nil
	if b := encode(all); len(b) <= maxRaw {
		return b
	}
	return nil
}

// encode writes JSON without escaping what only a page would read as markup.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil // cannot be: what was read as JSON is JSON
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
