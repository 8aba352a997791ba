// Package ecf watches the free feeds in which United States federal courts
// publish the entries of their dockets.
//
// A feed names the case by its caption and each entry by its event; there is
// no text, no nature of suit and only the first party of each side. One entry
// of several events stands in the feed as several items, which Parse merges.
// So are entries that share their number on one docket, such as a correction
// and what it corrects: nothing in the later one says that there was another,
// and a name that depends on what else the feed still shows would not last.
//
// How long a feed looks back and which events it shows differ from court to
// court and change without notice, and one that is no longer rebuilt looks like
// a quiet day. So a visit remembers what each feed says of itself, see
// [Channel], and notes what may have been missed.
package ecf

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

//go:embed source.yaml
var meta []byte

// Source is the courts' feeds.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, Weigh: weigh, Check: check}

// A Court is one court of the source.
type Court struct {
	ID   string `yaml:"id"`
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
	Zone string `yaml:"zone"`
	URL  string `yaml:"url"`
}

// Courts returns the courts that m lists, in the order they are visited.
func Courts(m crawlers.Meta) ([]Court, error) {
	var params struct {
		Courts []Court `yaml:"courts"`
	}
	if err := m.Params.Decode(&params); err != nil {
		return nil, fmt.Errorf("ecf: params: %w", err)
	}
	if len(params.Courts) == 0 {
		return nil, errors.New("ecf: params: courts is empty: name at least one court with its url")
	}
	return params.Courts, nil
}

// check reports a court that could not be visited or whose times could not be
// read.
func check(m crawlers.Meta) error {
	courts, err := Courts(m)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, c := range courts {
		at := fmt.Sprintf("ecf: params: courts[%d]", i)
		if c.ID == "" {
			return fmt.Errorf("%s: id is empty: give the court's short name, such as ilnd", at)
		}
		if seen[c.ID] {
			return fmt.Errorf("%s: %s stands twice", at, c.ID)
		}
		seen[c.ID] = true
		if _, err := time.LoadLocation(c.Zone); err != nil {
			return fmt.Errorf("%s: %s: zone %q: want a name like America/Chicago", at, c.ID, c.Zone)
		}
		if err := m.CheckAddress(c.URL); err != nil {
			return fmt.Errorf("%s: %s: url %w", at, c.ID, err)
		}
	}
	return nil
}

func crawl(_ context.Context, v *crawlers.Visit) error {
	courts, err := Courts(v.Meta)
	if err != nil {
		return err
	}
	var urls []string
	for _, c := range courts {
		urls = append(urls, c.URL)
	}
	c := v.Collector()
	c.OnResponse(v.Take)
	return v.Walk(c, urls...)
}

// maxItems bounds the items of one feed; the largest seen has a few hundred.
const maxItems = 50_000

// parse emits the entries of one feed in the order of their first items. A
// feed that is cut gives what stands before the cut.
func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	text, err := text(p)
	if err != nil {
		return err
	}
	z := newScanner(text)
	feed, err := z.head()
	if err != nil {
		return err
	}
	court := courtOf(p.Host(), feed.Link)
	if court == "" {
		return fmt.Errorf("%w: neither the address nor the channel's link names a court", crawlers.ErrShape)
	}
	entries, left, ended := read(z, court, courtOf(feed.Link))
	var shown window
	for i := range entries {
		shown.add(entries[i].filed, p.Fetched)
	}
	facts := feed.tell(shown, p.Fetched)
	for name, value := range facts {
		p.Tell(name, value)
	}
	if ended == nil && same(facts, p.Before) {
		return fmt.Errorf("%w: built %s, as before", crawlers.ErrUnchanged, facts[factStand])
	}
	for i := range entries {
		if err := emit(entries[i].filing()); err != nil {
			return err
		}
	}
	left.warn(p)
	return ended
}

// read merges all items of a feed into entries. Court is the feed's, own the one
// that its link leads to. The error tells how the feed ended, if not well.
func read(z *scanner, court, own string) (entries []entry, left leftOut, ended error) {
	entries = make([]entry, 0, min(strings.Count(z.s, "<item"), maxItems))
	r := reader{court: court, own: own, dates: datesOf(court)}
	merged := make(map[entryKey]int, cap(entries))
	for n := 0; ; n++ {
		it, err := z.item()
		if err != nil {
			ended = err
			break
		}
		if it == nil {
			break
		}
		if n == maxItems {
			ended = fmt.Errorf("%w: more than %d items", crawlers.ErrShape, maxItems)
			break
		}
		e, why := r.entry(it)
		if why != "" {
			left.add(why, it.title)
			continue
		}
		if i, ok := merged[e.key()]; ok {
			entries[i].merge(&e)
			continue
		}
		merged[e.key()] = len(entries)
		entries = append(entries, e)
	}
	return places(entries), left, ended
}

// A reason counts the items that could not be read for it.
type reason struct {
	why   string
	count int
	first string // title of the first of them
}

type leftOut []reason

func (l *leftOut) add(why, title string) {
	if why == grandJury {
		return
	}
	i := slices.IndexFunc(*l, func(r reason) bool { return r.why == why })
	if i < 0 {
		if len(*l) == maxReasons {
			return
		}
		*l = append(*l, reason{why: why, first: clip(title, 80)})
		i = len(*l) - 1
	}
	(*l)[i].count++
}

// maxReasons bounds them: the reason may hold words of the feed.
const maxReasons = 20

func (l leftOut) warn(p crawlers.Page) {
	for _, r := range l {
		p.Warn("items left out", "why", r.why, "count", r.count, "first", r.first, "url", p.URL)
	}
}

// courtOf returns the court's own short name: the label before uscourts.gov
// of the first host or address that has one.
func courtOf(places ...string) string {
	for _, p := range places {
		if _, rest, ok := strings.Cut(p, "://"); ok {
			p = rest
		}
		p, _, _ = strings.Cut(p, "/")
		p, _, _ = strings.Cut(p, ":")
		p, ok := strings.CutSuffix(strings.ToLower(p), ".uscourts.gov")
		if !ok {
			continue
		}
		p = p[strings.LastIndexByte(p, '.')+1:]
		if isCourt(p) {
			return p
		}
	}
	return ""
}

// isCourt reports whether a host's label can be a court's: www, ecf and pacer
// are not.
func isCourt(s string) bool {
	if len(s) < 3 || len(s) > 5 || s == "www" || s == "ecf" || s == "pcl" || s == "pacer" {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// places gives every entry its place in its matter, and unites those of one
// place: the later of them has the date and the document, since it is the one
// that stays in the feed, and the events are those of both.
func places(entries []entry) []entry {
	type place struct{ court, number, slug string }
	taken := make(map[place]int, len(entries))
	out := entries[:0]
	for i := range entries {
		e := entries[i]
		e.slug = e.place()
		p := place{e.court, e.number.Text, e.slug}
		j, ok := taken[p]
		if !ok {
			taken[p] = len(out)
			out = append(out, e)
			continue
		}
		if o := &out[j]; o.before(&e) {
			e.names = append(o.names, e.names...)
			*o = e
		} else {
			o.names = append(o.names, e.names...)
		}
	}
	return out
}

// filing puts an entry into the words of all sources.
func (e *entry) filing() crawlers.Filing {
	name := docket.CleanName(e.caption())
	text, distinct := e.events()
	event := docket.ReadEvent(e.court, distinct)
	f := crawlers.Filing{
		Key:     crawlers.Key{Authority: "us-" + e.court, Number: e.number.Text},
		Aliases: e.aliases(),
		Slug:    e.slug,
		Act:     event.Act,
		Kind:    crawlers.Lawsuit,
		Title:   name.Title,
		Filed:   crawlers.Date{Time: e.filed},
		URL:     e.url,
		Text:    distinct,
		Routine: event.Routine,
		Raw:     e.raw(name.Text, text),
	}
	if name.Plaintiff != "" && name.Defendant != "" {
		f.Parties = []crawlers.Party{{Role: crawlers.Plaintiff, Name: name.Plaintiff}, {Role: crawlers.Defendant, Name: name.Defendant}}
	}
	return f
}

// aliases returns the court's own number of the case, which stays when the
// docket number is written otherwise.
func (e *entry) aliases() []crawlers.Key {
	if n := len(e.caseID); n == 0 || n > 12 || digits(e.caseID) != n {
		return nil
	}
	return []crawlers.Key{{Authority: "us-" + e.court, Number: "case." + e.caseID}}
}
