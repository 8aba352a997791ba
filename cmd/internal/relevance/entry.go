package relevance

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// A wording is what a docket says of one act, by who wrote it.
type wording struct {
	event  string        // names of docket events, which clerks choose from a list
	entry  string        // text of the docket, by the court or by counsel
	nature docket.Nature // off the plaintiff's cover sheet
}

// wordingOf takes the text of a filing apart. The source's own fields say what
// is text of the docket, where it keeps them in the form that court data is
// exchanged in; else names of events are told by their shape. A law firm's
// page is neither: what it says of orders is none.
func wordingOf(f crawlers.Filing) wording {
	if published(f) {
		return wording{}
	}
	nature, text := docket.ReadNature(f.Text)
	w := wording{nature: nature}
	entry := spoken(latin(docketText(f.Raw)))
	before, after, found := strings.Cut(text, entry)
	switch {
	case entry != "" && found:
		w.entry = cut(entry, maxWords)
		var events []string
		for line := range strings.SplitSeq(before+"\n"+after, "\n") {
			if line = strings.TrimSpace(line); line != "" && names(line) {
				events = append(events, line)
			}
		}
		w.event = cut(strings.Join(events, " AND "), maxWords)
	case names(text):
		w.event = cut(text, maxWords)
	default:
		w.entry = cut(text, maxWords)
	}
	return w
}

// maxWords bounds what is read of a text: some judges write their whole opinion
// into the docket, and say first what they do.
const maxWords = 16 << 10

// published reports whether a filing is what a law firm tells the public of
// its suit.
func published(f crawlers.Filing) bool { return strings.HasPrefix(f.Slug, "notice.") }

// maxEntry bounds the fields in which an entry is looked for: what is longer
// is another thing.
const maxEntry = 2 << 20

// docketText returns the text of the docket among a source's own fields.
func docketText(raw json.RawMessage) string {
	type entry struct {
		Description string `json:"description"`
	}
	var o struct {
		entry
		Entries []entry `json:"docket_entries"`
	}
	switch {
	case len(raw) == 0 || len(raw) > maxEntry || json.Unmarshal(raw, &o) != nil:
		return ""
	case o.Description == "" && len(o.Entries) == 1:
		return o.Entries[0].Description
	}
	return o.Description
}

// said is what a docket says of the act.
func (w wording) said() string { return cmp.Or(w.entry, w.event) }

// A told is one act of a suit as it is told.
type told struct {
	wording
	docket.Entry

	silent   bool   // on what it is: its source's word for the act serves
	resolved bool   // by the entry that it refers to
	closing  bool   // a clerk's report of a suit that has ended: no new one
	freeze   string // the words by which money or shops are asked to be, or are, frozen

	// By an earlier clerk's report of the same matter: its words, and the right
	// that it is about.
	report, right string
}

// tell reads an act of a suit; of another kind it tells nothing. matter are the
// other acts of its matter.
func tell(f crawlers.Filing, matter []crawlers.Filing) told {
	if f.Kind != crawlers.Lawsuit {
		return told{}
	}
	court := strings.TrimPrefix(f.Key.Authority, "us-")
	t := told{wording: wordingOf(f)}
	t.Entry = docket.ReadEntry(court, t.event, t.entry)
	if t.entry == "" && t.Event == (docket.Event{}) {
		t.Entry = docket.ReadEntry(court, "", t.event) // a short text has the shape of a name
	}
	for _, other := range matter {
		if words := wordingOf(other); t.report == "" && other.ActID() != f.ActID() {
			read := docket.ReadEntry(court, words.event, words.entry)
			if read.IPReport && !closing.MatchString(words.said()) {
				t.report, t.right = firstLine(words.said()), read.Right
			}
		}
		if t.Refers != "" && other.Key == f.Key && other.Slug == "entry."+t.Refers {
			t.Event = t.Resolve(court, wordingOf(other).said())
			t.resolved = t.Stage != ""
		}
	}
	if t.Event == (docket.Event{}) {
		t.silent, t.Event = true, docket.Event{Stage: stageOf(f.Act), Act: f.Act}
	}
	t.closing = t.IPReport && (closing.MatchString(t.event+"\n"+t.entry) || ended(f, matter))
	t.freeze = freeze(t)
	return t
}

// leans reports whether what an act is depends on others of its matter: it
// names an entry by its number alone, or is a clerk's report, which comes when
// a suit begins and again when it ends.
func leans(f crawlers.Filing) bool {
	t := tell(f, nil)
	return t.Refers != "" || t.IPReport && !t.closing
}

// stageOf returns the stage that an act belongs to.
func stageOf(act string) string {
	kind, rest, _ := strings.Cut(act, "-")
	switch {
	case slices.Contains(docket.Stages(), act):
		return act
	case rest == "unclear":
		return "other"
	case kind == "tro" || kind == "pi":
		return kind + "-ruled"
	case kind == "default":
		return "default"
	case kind == "seal":
		return "sealed"
	case act == "amended-complaint":
		return "complaint"
	case act == "show-cause-joinder":
		return "stay-joinder"
	case act == "order-to-show-cause":
		return "show-cause"
	case strings.Contains(act, "dismiss"):
		return "dismissed"
	}
	return ""
}

// closing are words of a clerk's report that tell how a suit ended. The form
// is called a report "on the filing or determination of an action", whichever
// of the two it reports.
var closing = regexp.MustCompile(`(?i)\b(clos(e[ds]?|ing|ure)|terminat(e[ds]?|ing|ion)|judge?ments?|dismiss(ed|es|ing|al)?|dispos(ed|ing|ition|itive)|` +
	`decisions?|final|settle(d|ment)|concluded|cop(y|ies) of( the| an?)?( minute)? orders?)\b`)

// ended reports whether the suit of f had ended by the day of f, as its matter
// knows it.
func ended(f crawlers.Filing, matter []crawlers.Filing) bool {
	return slices.ContainsFunc(matter, func(other crawlers.Filing) bool {
		if day(other) > day(f) {
			return false
		}
		switch t := tell(other, nil); t.Stage {
		case "closed":
			return true
		case "dismissed":
			return t.Act != "party-dismissed"
		case "default-judgment":
			return t.Act != "" // one that is denied ends nothing
		}
		return false
	})
}

func day(f crawlers.Filing) string { return f.Filed.Format(time.DateOnly) }

// owners stand between a restraint and what it holds.
const owners = `(?:(?:of|on|the|all|any|certain|said|and|defaulting|defendants?|sellers?|merchants?|their|its|financial|bank|payment|monetary|paypal|alipay|amazon)['’]?s?['’]? ){0,6}`

var (
	freezes = regexp.MustCompile(`(?i)\b(?:asset (?:restraint|freeze|seizure)s?|(?:freez(?:e|es|ing)|restrain(?:t|ts|s|ing)?) ` + owners + `(?:assets|accounts?|funds|storefronts)` +
		`|(?:assets|accounts?|funds|storefronts) (?:[\w-]+ ){0,4}(?:frozen|restrained))\b`)
	thaws = regexp.MustCompile(`(?i)\b(?:lift|dissol|unfr(?:ee|o)z|releas|vacat|modif|set aside|den(?:y|ie))`)
	// operative finds the beginning of a paper that asks for a restraint or
	// orders one, and not of one about it.
	operative = regexp.MustCompile(`(?i)^[\s*\[(]*(?:\d\) ?)?(?:(?:ex parte|emergency|sealed|unsealed|amended|renewed|paperless|endorsed|temporary|sua sponte|plaintiff['’]?s?['’]?) ){0,3}` +
		`(?:orders?|motions?|applications?|minute|restraining order)\b`)
)

// freeze returns the words by which an act asks for money or shops to be
// frozen, or freezes them; not of one that tells of it, denies or ends it.
func freeze(t told) string {
	switch t.Stage {
	case "tro-sought", "pi-sought", "show-cause":
	case "tro-ruled", "pi-ruled", "default-judgment":
		if !rulingOf(t.Stage, t.Act).binds() {
			return ""
		}
	case "":
		if !operative.MatchString(t.said()) {
			return ""
		}
	default:
		return ""
	}
	for _, s := range sentences(t.said()) {
		sentence := t.said()[s.from:s.to]
		if words := freezes.FindString(sentence); words != "" && !thaws.MatchString(sentence) {
			return words
		}
	}
	return ""
}
