package alerts

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// A Digest tells one reader many things at once, and that everything else was
// looked at: what is not in it is silence that can be proved.
type Digest struct {
	ID      string // the message's
	At      time.Time
	Burst   bool // more came at once than the destination takes
	Items   []Item
	Left    int       // how many more there are
	Budget  int       // the limit of a day that held some of them back; 0 is none
	OfMark  int       // likewise, of one mark
	Closing []string  // what is to be done within three days
	Places  []Watched // none for a burst
	Console string

	Signs    bool // the reader is a center, which signs for what it is told
	Unsigned int  // how many matters it has not signed for
}

// An Item is one alert of a digest, as its own message would be headed.
type Item struct {
	Alert Alert
	Title string
	Muted string    // why its matter is muted, if it is
	Until time.Time // and until when
}

// A Watched is a place we watch and how we see it.
type Watched struct {
	Name    string         `json:"source"`
	Title   string         `json:"-"` // as people are shown it
	State   crawlers.State `json:"state"`
	Ended   time.Time      `json:"ended,omitzero"` // the last visit; zero is never
	Good    time.Time      `json:"good,omitzero"`  // the last that ended well
	Filings int            `json:"filings"`        // that it listed
	Added   int            `json:"added"`          // since the last digest
	Why     string         `json:"why,omitempty"`
}

// blind reports whether nobody can say what happens there.
func (w *Watched) blind() bool { return w.Ended.IsZero() || !w.State.Well() }

// ComposeDigest says d in a language, as [Compose] does an alert.
func ComposeDigest(d Digest, lang string) Message {
	t := teller{lang: lang}
	m := Message{ID: d.ID, Type: TypeDigest, At: d.At, Severity: Low, Thread: "digest", Footer: t.say("footer"), Places: d.Places}
	slices.SortStableFunc(d.Items, func(a, b Item) int { return Compare(b.Alert.Severity, a.Alert.Severity) })
	m.Title = t.digestTitle(d)
	if !d.Burst {
		m.Lines = append(m.Lines, Line{Label: t.say("digest-sum"), Text: t.sum(d), Essential: true})
	}
	if d.Budget > 0 {
		m.Lines = append(m.Lines, Line{Label: t.say("digest-note"), Text: t.say("digest-budget", d.Budget)})
	}
	if d.OfMark > 0 {
		m.Lines = append(m.Lines, Line{Label: t.say("digest-note"), Text: t.say("digest-of-mark", d.OfMark)})
	}
	if len(d.Closing) > 0 {
		m.Lines = append(m.Lines, Line{Label: t.say("digest-closing", len(d.Closing)), Text: strings.Join(d.Closing, t.say("separator")), Essential: true})
	}
	for _, it := range d.Items {
		if Compare(it.Alert.Severity, m.Severity) > 0 {
			m.Severity = it.Alert.Severity
		}
		m.Alerts = append(m.Alerts, it.Alert)
		l := Line{Text: it.Title, URL: it.Alert.URL, Essential: true}
		if it.Muted != "" {
			last := it.Until.Add(-time.Second).In(beijing).Format(time.DateOnly)
			l.Text += t.say("digest-muted", oneLine(it.Muted, 80), last)
		}
		if d.Console != "" {
			l.URL = alertPage(d.Console, it.Alert.ID)
		}
		m.Lines = append(m.Lines, l)
	}
	if d.Left > 0 {
		m.Lines = append(m.Lines, Line{Text: t.say("digest-left", d.Left), Essential: true})
	}
	m.Lines = append(m.Lines, t.places(d.Places, d.At)...)
	if d.Console != "" {
		m.Actions = []Link{{t.say("console"), d.Console}}
	}
	return m
}

func (t teller) digestTitle(d Digest) string {
	n := len(d.Items) + d.Left
	head := t.say("digest-daily")
	if d.Burst {
		head = t.say("digest-burst")
	}
	switch haste := countItems(d.Items, High); {
	case n == 0:
		return head + t.say("digest-none")
	case haste > 0:
		return head + t.say("digest-haste", n, haste)
	default:
		return head + t.say("digest-some", n)
	}
}

// sum is the whole digest in one line: what is new, what is due, what nobody
// has taken over, and how much of what we watch we see.
func (t teller) sum(d Digest) string {
	parts := []string{t.say("sum-new", len(d.Items)+d.Left), t.say("sum-due", len(d.Closing))}
	if d.Signs {
		parts = append(parts, t.say("sum-unsigned", d.Unsigned))
	}
	blind := 0
	for _, w := range d.Places {
		if w.blind() {
			blind++
		}
	}
	return strings.Join(append(parts, t.say("sum-places", len(d.Places)-blind, blind)), " · ") + t.say("sum-at", minute(d.At))
}

// countItems counts the items that are as severe as level or more.
func countItems(items []Item, level Severity) int {
	n := 0
	for _, it := range items {
		if Compare(it.Alert.Severity, level) >= 0 {
			n++
		}
	}
	return n
}

// places says where we see nothing, then how each place that we see was seen, as
// of a moment.
func (t teller) places(all []Watched, at time.Time) []Line {
	var blind, seen []string
	for _, w := range all {
		if w.blind() {
			blind = append(blind, t.blind(w))
			continue
		}
		seen = append(seen, t.seen(w, at))
	}
	var out []Line
	if len(blind) > 0 {
		out = append(out, Line{Label: t.say("places-blind"), Text: strings.Join(blind, t.say("separator")), Essential: true})
	}
	if len(seen) > 0 {
		out = append(out, Line{Label: t.say("places-seen", len(seen)), Text: strings.Join(seen, t.say("separator"))})
	}
	return out
}

// seen says how a place was seen that we see: how its last visit ended, when, how
// long ago, what it listed and what of that was new.
func (t teller) seen(w Watched, at time.Time) string {
	return t.say("place-seen", cmp.Or(w.Title, w.Name), placeTexts[w.State].in(t.lang), minute(w.Ended), t.ago(at.Sub(w.Ended)), w.Filings, w.Added)
}

// ago says a while in the unit that suits it.
func (t teller) ago(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return t.say("minutes", max(int(d.Minutes()), 0))
	case d < 2*day:
		return t.say("hours", int(d.Hours()))
	}
	return t.say("days", int(d/day))
}

func (t teller) blind(w Watched) string {
	if w.Ended.IsZero() {
		return t.say("place-new", cmp.Or(w.Title, w.Name))
	}
	s := t.say("place-blind", cmp.Or(w.Title, w.Name), placeTexts[w.State].in(t.lang))
	if !w.Good.IsZero() {
		s += t.say("place-good", minute(w.Good))
	} else {
		s += t.say("place-never")
	}
	return s
}

// minute writes a time as a desk in China reads it.
func minute(t time.Time) string { return t.In(beijing).Format("01-02 15:04") }

// alertPage is the console's page of an alert.
func alertPage(console, id string) string {
	return strings.TrimSuffix(console, "/") + "/alerts/" + url.PathEscape(id)
}

// Trouble is told to administrators: a place that could be seen, or a
// destination that took what it was sent, no longer does, or does again.
func Trouble(id string, at time.Time, what Watched, again bool, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{ID: id, Type: "source.trouble", At: at, Severity: High, Thread: "source " + what.Name, Footer: t.say("footer-admin"), Places: []Watched{what}}
	if again {
		m.Type, m.Severity = "source.recovered", Low
		m.Title = t.say("trouble-over", what.Name)
		m.Lines = []Line{{Label: t.say("places-seen", 1), Text: t.seen(what, at), Essential: true}}
	} else {
		m.Title = t.say("trouble", what.Name, placeTexts[what.State].in(t.lang))
		m.Lines = []Line{
			{Label: t.say("places-blind"), Text: t.blind(what), Essential: true},
			{Label: t.say("trouble-why"), Text: cmp.Or(oneLine(what.Why, 400), t.say("trouble-unknown")), Essential: true},
			{Label: t.say("trouble-do"), Text: t.say("trouble-check", what.Name)},
		}
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

// Noisy is told to administrators: more was to be told to somebody in a day
// than they asked for, so a rule or a list of theirs is too wide.
func Noisy(id string, at time.Time, destination string, budget int, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{
		ID: id, Type: "destination.noisy", At: at, Severity: Normal, Thread: "destination " + destination, Footer: t.say("footer-admin"),
		Title: t.say("noisy", oneLine(destination, 80)),
		Lines: []Line{{Label: t.say("digest-note"), Text: t.say("noisy-text", budget), Essential: true}},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

// HelpAsked is told to a center: an exporter, by its name or "" where it is not
// to be said, asks for help with the matter of f.
func HelpAsked(id string, at time.Time, who string, f crawlers.Filing, console, lang string) Message {
	t := teller{f: f, lang: lang}
	if who = oneLine(who, 80); who == "" {
		who = t.say("help-someone")
	}
	m := Message{
		ID: id, Type: "help.asked", At: at, Severity: High, Thread: "help", Footer: t.say("footer"),
		Title: t.say("help", who, oneLine(t.number(), 80)),
		Lines: []Line{
			{Label: t.say("case"), Text: t.number() + " · " + forumOf(f.Key.Authority).name.in(lang), Essential: true},
			{Label: t.say("digest-note"), Text: t.say("help-text"), Essential: true},
		},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console + "/help"}}
	}
	return m
}

// Gone is told to administrators: a destination said that it wants nothing any
// more, and is told nothing until somebody tries it.
func Gone(id string, at time.Time, destination, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{
		ID: id, Type: "destination.gone", At: at, Severity: High, Thread: "destination " + destination, Footer: t.say("footer-admin"),
		Title: t.say("gone", oneLine(destination, 80)),
		Lines: []Line{{Label: t.say("digest-note"), Text: t.say("gone-text", oneLine(destination, 80)), Essential: true}},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

// Lacking is told to administrators: a destination cannot be told anything
// before something is set. What says which, and holds no secret.
func Lacking(id string, at time.Time, destination, what, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{
		ID: id, Type: "destination.lacking", At: at, Severity: High, Thread: "destination " + destination, Footer: t.say("footer-admin"),
		Title: t.say("lacking", oneLine(destination, 80)),
		Lines: []Line{
			{Label: t.say("trouble-why"), Text: oneLine(what, 400), Essential: true},
			{Label: t.say("trouble-do"), Text: t.say("lacking-text"), Essential: true},
		},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

// Canary makes a message of a filing that nobody made: it shows those who run
// the program that what they would be told arrives.
func Canary(m Message, lang string) Message {
	t := teller{lang: lang}
	m.Type, m.Severity, m.Thread, m.Footer = "canary", Low, "canary", t.say("footer-admin")
	m.Title = t.say("canary", m.Title)
	m.Lines = append([]Line{{Label: t.say("digest-note"), Text: t.say("canary-text"), Essential: true}}, m.Lines...)
	m.Actions, m.Alert = nil, Alert{}
	return m
}

// Silent is told to administrators: the program has not done something that it
// always does for longer than it ever takes, or does it again. What is "store",
// "tick", "visit", "filing" or "canary"; since is when it last did.
func Silent(id string, at time.Time, what string, since time.Time, over bool, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{ID: id, Type: "program.silent", At: at, Severity: Critical, Thread: "program " + what, Footer: t.say("footer-admin")}
	last := t.say("silent-never")
	if !since.IsZero() {
		last = t.say("silent-since", minute(since), t.ago(at.Sub(since)))
	}
	m.Title = t.say("silent", silentTexts[what].in(lang))
	m.Lines = []Line{{Label: t.say("digest-note"), Text: last, Essential: true}, {Label: t.say("trouble-do"), Text: t.say("silent-do"), Essential: true}}
	if over {
		m.Type, m.Severity, m.Title, m.Lines = "program.well", Low, t.say("silent-over", silentTexts[what].in(lang)), m.Lines[:1]
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

var placeTexts = map[crawlers.State]text{
	crawlers.OK:        {"正常", "ok"},
	crawlers.Unchanged: {"无变化", "unchanged"},
	crawlers.Empty:     {"无条目", "empty"},
	crawlers.Truncated: {"被截断", "truncated"},
	crawlers.Shape:     {"页面变样", "changed shape"},
	crawlers.Blocked:   {"被拒", "blocked"},
	crawlers.Failed:    {"失败", "failed"},
}
