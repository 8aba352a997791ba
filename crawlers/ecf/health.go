package ecf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
)

// What a feed tells of itself. Times are in RFC 3339.
const (
	factScope  = "scope"  // the kinds of entry it shows, in the order of the alphabet
	factStand  = "stand"  // when it was built, or its newest entry was filed if that is later
	factOldest = "oldest" // when its oldest entry was filed
	factNewest = "newest" // when its newest entry was filed
	factItems  = "items"  // how many items it has

	factReach = "reach" // how far back it was seen to look when it last had entries
	factGap   = "gap"   // two times between which entries may have been missed
	factMoved = "moved" // when its scope last changed, and how
)

// A window is the times that the items of a feed span.
type window struct {
	oldest, newest time.Time
	items          int
}

// add counts an entry. One of the future says nothing of the feed.
func (w *window) add(filed, now time.Time) {
	w.items++
	if filed.After(now) {
		return
	}
	if w.oldest.IsZero() || filed.Before(w.oldest) {
		w.oldest = filed
	}
	if filed.After(w.newest) {
		w.newest = filed
	}
}

// tell returns the facts of a feed. A build date that is missing, or older
// than what it is the date of, is none.
func (f Feed) tell(w window, now time.Time) crawlers.Facts {
	facts := crawlers.Facts{factScope: scope(f.Description), factItems: strconv.Itoa(w.items)}
	stand := w.newest
	if built, ok := (dates{}).read(f.Built); ok && built.After(stand) && !built.After(now.Add(time.Hour)) {
		stand = built
	}
	for name, t := range map[string]time.Time{factStand: stand, factOldest: w.oldest, factNewest: w.newest} {
		if !t.IsZero() {
			facts[name] = t.UTC().Format(time.RFC3339)
		}
	}
	return facts
}

// same reports whether a feed is the one before in other bytes: built at the
// same time, of as many items over the same time. The build date alone does
// not tell, since some courts never change theirs.
func same(now, before crawlers.Facts) bool {
	for _, name := range [...]string{factScope, factStand, factOldest, factNewest, factItems} {
		if now[name] != before[name] {
			return false
		}
	}
	return now[factStand] != now[factNewest]
}

// maxKinds bounds the kinds of a scope; a district court has some thirty.
const maxKinds = 100

// scope returns the kinds of entry that a channel's description lists, or the
// description if it lists none.
func scope(description string) string {
	_, list, ok := strings.Cut(description, "type:")
	if !ok {
		return clip(blanks(description), 200)
	}
	var kinds []string
	for k := range strings.SplitSeq(list, ",") {
		if k = clip(blanks(k), 40); k != "" && len(kinds) < maxKinds {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	return strings.Join(slices.Compact(kinds), ",")
}

// noted is how long a gap or a change of scope is shown.
const noted = 3 * 24 * time.Hour

// weigh finds what is odd about a court's feed: entries it may have shown
// between two visits, another scope, and that it is no longer rebuilt.
func weigh(m crawlers.Meta, o, last crawlers.Outcome, now time.Time) (crawlers.Facts, []string) {
	if o.Facts == nil {
		return nil, nil
	}
	facts := maps.Clone(o.Facts)
	inherit(facts, last.Facts, now)
	var notes []string
	if from, to, ok := span(facts[factGap]); ok {
		notes = append(notes, fmt.Sprintf("entries filed between %s and %s may have been missed: the feed no longer showed them",
			from.Format(time.RFC3339), to.Format(time.RFC3339)))
	}
	if _, how, ok := strings.Cut(facts[factMoved], " "); ok {
		notes = append(notes, "the kinds of entry that the feed shows have changed: "+how)
	}
	if stand := when(facts, factStand); !stand.IsZero() && stale(stand, now, zoneOf(m, o.URL)) {
		notes = append(notes, "stale since "+stand.Format(time.RFC3339)+": courts rebuild their feeds several times an hour")
	}
	return facts, notes
}

// inherit completes the facts of a feed by what those before tell of it, and
// drops what has been shown for long enough.
func inherit(facts, before crawlers.Facts, now time.Time) {
	for _, name := range [...]string{factReach, factGap, factMoved} {
		if v, ok := before[name]; ok && facts[name] == "" {
			facts[name] = v
		}
	}
	if before != nil && facts[factStand] != before[factStand] {
		if from, to, ok := gap(facts, before); ok {
			facts[factGap] = from.Format(time.RFC3339) + "/" + to.Format(time.RFC3339)
		}
	}
	if how := changed(before[factScope], facts[factScope]); before != nil && how != "" {
		facts[factMoved] = now.Format(time.RFC3339) + " " + how
	}
	if oldest := when(facts, factOldest); !oldest.IsZero() {
		facts[factReach] = when(facts, factStand).Sub(oldest).String()
	}
	if _, to, ok := span(facts[factGap]); ok && now.Sub(to) > noted {
		delete(facts, factGap)
	}
	at, _, _ := strings.Cut(facts[factMoved], " ")
	if t, err := time.Parse(time.RFC3339, at); err == nil && now.Sub(t) > noted {
		delete(facts, factMoved)
	}
}

// gap returns the times between which entries may have come and gone unseen:
// none of the entries seen last is left, and more time has passed than the
// feed was then seen to look back. A quiet court whose one entry of the day
// has just left shows no gap.
func gap(facts, before crawlers.Facts) (from, to time.Time, ok bool) {
	from, to = when(before, factNewest), when(facts, factOldest)
	seen := when(before, factStand)
	if from.IsZero() {
		from = seen // a feed without entries: so far none is missing
	}
	reach, err := time.ParseDuration(before[factReach])
	if err != nil || from.IsZero() || !to.After(seen) || !to.After(from) {
		return from, to, false
	}
	return from, to, when(facts, factStand).Sub(seen) > reach
}

// changed says which kinds a scope gained and lost, or "".
func changed(before, now string) string {
	had, has := strings.Split(before, ","), strings.Split(now, ",")
	missing := func(of, in []string) (out []string) {
		for _, k := range of {
			if k != "" && !slices.Contains(in, k) {
				out = append(out, k)
			}
		}
		return out
	}
	var how []string
	if lost := missing(had, has); len(lost) > 0 {
		how = append(how, "no longer "+strings.Join(lost, ", "))
	}
	if gained := missing(has, had); len(gained) > 0 {
		how = append(how, "now "+strings.Join(gained, ", "))
	}
	return strings.Join(how, "; ")
}

// when returns the time of a fact, or the zero time.
func when(f crawlers.Facts, name string) time.Time {
	t, err := time.Parse(time.RFC3339, f[name])
	if err != nil {
		return time.Time{}
	}
	return t
}

// span reads two times.
func span(s string) (from, to time.Time, ok bool) {
	a, b, _ := strings.Cut(s, "/")
	from, err1 := time.Parse(time.RFC3339, a)
	to, err2 := time.Parse(time.RFC3339, b)
	return from, to, err1 == nil && err2 == nil
}

// zoneOf returns the zone of the court at an address, or UTC.
func zoneOf(m crawlers.Meta, url string) *time.Location {
	courts, err := Courts(m)
	if err != nil {
		return time.UTC
	}
	for _, c := range courts {
		if zone, err := time.LoadLocation(c.Zone); err == nil && c.URL == url {
			return zone
		}
	}
	return time.UTC
}
