package alerts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

// A Story is what a message is made of.
type Story struct {
	Delivery string   // the delivery's name, the message's ID
	Others   []string // subscribers beside the alert's whom the message is for
	Alert    Alert
	Filing   crawlers.Filing
	Verdict  Verdict
	Thread   string    // names the matter and its recipient, the same for every act
	Console  string    // base URL of the console; empty leaves the links out
	Now      time.Time // of sending: what is left of a time is left as of then; zero is when it was told
	Maybe    bool      // an earlier try ended unknown
	Center   bool      // the reader is the routed center: natural persons' names in full
	Centers  []Center  // that look after it, the leading one first
	Rules    *clock.Table
	Served   *Service // what was noted of service, if anything

	// Grade says how sure it is that a party is Chinese where its source does
	// not. Nil leaves it open.
	Grade func(crawlers.Party) crawlers.Grade
}

// Compose says s in a language, "zh" or "en"; any other is read as "zh". It
// is pure: the same story gives the same message, at every try of a day.
//
// Lines come in one order: until when to act, what and where, who is concerned, right, claimant,
// why the reader, the assessment, the source's words, what to do first, what
// became known with it, what changed. What is not known has no line.
func Compose(s Story, lang string) Message {
	t := s.teller(lang)
	m := Message{
		ID: s.Delivery, Type: "alert.created", At: s.Alert.Told, Severity: s.Alert.Severity,
		Title:  t.headline(s.Alert.Severity),
		Thread: s.Thread, Maybe: s.Maybe, Alert: s.Alert,
		Footer:  t.say("footer"),
		Actions: t.actions(s.Console, s.Alert.ID),
	}
	if len(s.Others) > 0 {
		m.Subscribers = append([]string{s.Alert.Subscriber}, s.Others...)
	}
	if m.At.IsZero() {
		m.At = s.Now
	}
	if s.Alert.Update > 0 {
		m.Type = "alert.updated"
	}
	if s.Alert.Corrected != "" {
		m.Type, m.Title = "alert.corrected", t.say("corrected", m.Title)
		m.Lines = []Line{{Label: t.say("correction"), Text: t.say("no-longer", oneLine(ReasonIn(s.Alert.Corrected, lang), 300)), Essential: true}}
	}
	if s.Alert.Withheld {
		m.Type, m.Title = "alert.corrected", t.say("corrected", m.Title)
		m.Lines = []Line{{Label: t.say("correction"), Text: t.say("withheld"), Essential: true}}
	}
	if s.Maybe {
		m.Title += t.say("maybe")
	}
	for _, l := range []Line{
		t.deadline(s.Grade, s.Served), t.matter(), t.concerned(s.Alert), t.centers(s.Centers), t.rights(), t.claimant(s.Alert), t.whyYou(s.Alert), t.judged(), t.quote(s.Alert),
		t.step("for-center", s.Alert), t.step("for-firm", s.Alert), t.also(s.Alert), t.update(s.Alert),
	} {
		if l.Text != "" || l.URL != "" {
			m.Lines = append(m.Lines, l)
		}
	}
	if !s.Center {
		m.hide(masker(s.Filing))
	}
	return m
}

// Graded returns the filing with the grade of each party.
func (s *Story) Graded() crawlers.Filing {
	f := s.Filing
	if s.Grade == nil {
		return f
	}
	f.Parties = slices.Clone(f.Parties)
	for i := range f.Parties {
		if f.Parties[i].Grade == "" {
			f.Parties[i].Grade = s.Grade(f.Parties[i])
		}
	}
	return f
}

// TestMessage is what is sent to see whether a destination is reached. Its id
// is new at every second, so that a receiver does not take it for a repeat.
func TestMessage(now time.Time, console, lang string) Message {
	t := teller{lang: lang}
	id := "test@" + now.UTC().Format("20060102T150405Z")
	m := Message{
		ID: id, Type: "test", At: now, Severity: Low, Thread: "test",
		Title: t.say("test-title"),
		Lines: []Line{
			{Label: t.say("test"), Text: t.say("test-text"), Essential: true},
			{Label: t.say("test-at"), Text: now.In(beijing).Format("2006-01-02 15:04:05"), Essential: true},
		},
		Footer: t.say("footer"),
		Alert:  Alert{ID: id, Subscriber: "test", Severity: Low, Title: t.say("test-title"), Told: now},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}

// A teller puts a filing and its verdict into words.
type teller struct {
	f    crawlers.Filing
	v    Verdict
	lang string

	rules *clock.Table // by which clocks are counted
	now   time.Time
}

func (s *Story) teller(lang string) teller {
	return teller{s.Graded(), s.Verdict, lang, s.Rules, cmp.Or(s.Now, s.Alert.Told)}
}

func (t teller) say(key string, args ...any) string {
	s := texts[key].in(t.lang)
	if len(args) > 0 {
		s = fmt.Sprintf(s, args...)
	}
	return s
}

func (t teller) headline(level Severity) string {
	word, ok := severityTexts[level]
	if !ok {
		word = severityTexts[Normal]
	}
	return t.say("title", word.in(t.lang), t.sort(), t.conclusion())
}

// sort names the kind of proceeding, with the right where the docket names it.
func (t teller) sort() string {
	if t.v.Category == CatScheduleA {
		for _, right := range []string{"trademark", "patent", "copyright"} {
			if strings.Contains(strings.ToLower(t.f.Text), right) {
				return massTexts[right].in(t.lang)
			}
		}
	}
	if word, ok := categoryTexts[t.v.Category]; ok {
		return word.in(t.lang)
	}
	return categoryTexts[CatOther].in(t.lang)
}

// conclusion says in one line who does what to whom.
func (t teller) conclusion() string {
	claimants := t.names(t.claims)
	starts := t.v.Stage == "complaint" || t.act() == ""
	switch {
	case t.f.Kind == crawlers.Section337:
		return t.investigation()
	case t.f.Kind == crawlers.Squatting:
		return t.mark()
	case claimants == "":
		if t.act() == "" {
			return oneLine(t.f.Title, 160)
		}
		return t.say("title-act", oneLine(t.f.Title, 120), t.act())
	case starts && Hidden(t.f, t.v):
		return t.say("sues-sellers", claimants)
	case starts:
		return t.say("sues", claimants, t.accused())
	default:
		return t.say("v", claimants, t.accused(), t.act())
	}
}

// act says what happened, as exactly as it is known.
func (t teller) act() string { return cmp.Or(actIn(t.f.Kind, t.f.Act, t.lang), t.stage()) }

func (t teller) stage() string { return stageIn(t.f.Kind, t.v.Stage, t.lang) }

// claims reports whether p is on the side that claims.
func (t teller) claims(p crawlers.Party) bool {
	switch p.Role {
	case crawlers.Plaintiff, crawlers.Complainant, crawlers.Applicant:
		return true
	}
	return false
}

// names joins the first two of the parties that are wanted.
func (t teller) names(want func(crawlers.Party) bool) string {
	var out []string
	n := 0
	for _, p := range t.f.Parties {
		if want(p) && p.Name != "" {
			if n++; n <= 2 {
				out = append(out, oneLine(p.Name, 80))
			}
		}
	}
	s := strings.Join(out, t.say("and"))
	if n > 2 {
		s = t.say("et-al", s)
	}
	return s
}

// accused names the side a claim is made against.
func (t teller) accused() string {
	all := Accused(t.f)
	names := t.names(func(p crawlers.Party) bool { return p.Role.Accused() && !Placeholder(p.Name) })
	switch mass := t.v.Category == CatScheduleA; {
	case len(all) == 0 && mass:
		return t.say("sellers")
	case len(all) == 0:
		return t.say("none-named")
	case mass && len(all) > 2:
		return t.say("sellers-count", oneLine(all[0].Name, 80)+t.say("and")+oneLine(all[1].Name, 80), len(all))
	case mass:
		return t.say("and-others", names)
	default:
		return names
	}
}

// Hidden reports whether those f makes its claim against are not public yet:
// the sellers of a suit against many that names none, or the respondents of a
// complaint under section 337 that is not instituted.
func Hidden(f crawlers.Filing, v Verdict) bool {
	if v.Category != CatScheduleA && !(f.Kind == crawlers.Section337 && before(v.Stage) && !instituted(f)) {
		return false
	}
	return len(Accused(f)) == 0
}

// Placeholder reports whether a caption names nobody in a defendant's place.
func Placeholder(name string) bool {
	s := " " + fold(name) + " "
	for _, sign := range []string{" schedule a ", " unincorporated associations ", " individuals corporations ", " individuals partnerships ",
		" limited liability companies ", " business entities ", " does 1 ", " john does ", " john doe ", " jane doe ", " unknown "} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return strings.HasPrefix(s, " the individuals ") || strings.HasPrefix(s, " the partnerships ") || strings.HasPrefix(s, " doe ")
}

func (t teller) matter() Line {
	parts := []string{t.number(), forumOf(t.f.Key.Authority).name.in(t.lang), t.say("filed", Day(t.f))}
	if stage := t.stage(); stage != "" {
		if t.f.Kind == crawlers.Section337 && before(t.v.Stage) && !instituted(t.f) {
			stage = t.say("not-instituted", stage)
		}
		parts = append(parts, t.say("stage", stage))
	}
	return Line{Label: t.say("case"), Text: strings.Join(parts, " · "), Essential: true}
}

// maxConcerned is how many companies are told by name.
const maxConcerned = 5

// concerned names the companies a claim is made against, those that the reader
// watches first.
func (t teller) concerned(a Alert) Line {
	l := Line{Label: t.say("concerned"), Essential: true}
	var all []crawlers.Party
	parties := t.f.Parties
	if to := Undelivered(t.f, t.v); to != nil {
		parties = to
	}
	for _, p := range parties {
		victim := t.f.Kind == crawlers.Squatting && p.Role == crawlers.Owner
		if (p.Role.Accused() || victim) && !Placeholder(p.Name) {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(p, q crawlers.Party) int {
		return cmp.Compare(first(slices.Contains(a.Named, p.Name)), first(slices.Contains(a.Named, q.Name)))
	})
	n := len(all)
	if n == 0 && t.f.Kind == crawlers.Squatting {
		return Line{} // whose the mark is a register does not say
	}
	if n == 1 && all[0].Grade == "" {
		all[0].Grade = t.v.ChineseParty // the verdict can speak of nobody else
	}
	var out []string
	for _, p := range all[:min(maxConcerned, n)] {
		out = append(out, t.company(p))
	}
	l.Text = strings.Join(out, t.say("separator"))
	switch {
	case n > maxConcerned:
		l.Text = t.say("count", l.Text, n)
	case n == 0 && Hidden(t.f, t.v) && t.f.Kind == crawlers.Section337:
		l.Text = t.say("hidden-337")
	case n == 0 && Hidden(t.f, t.v):
		l.Text = t.say("hidden")
	case n == 0:
		l.Text = t.say("none-named")
	}
	return l
}

// first is 0 for what comes first, else 1.
func first(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// company says a party with its other names, its place and its grade.
func (t teller) company(p crawlers.Party) string {
	var about []string
	for _, alias := range p.Aliases[:min(2, len(p.Aliases))] {
		about = append(about, oneLine(alias, 80))
	}
	if place := cmp.Or(p.Address, p.Country); place != "" {
		about = append(about, oneLine(place, 120))
	}
	word, ok := gradeTexts[p.Grade]
	if !ok {
		word = gradeTexts[crawlers.Unknown]
	}
	about = append(about, word.in(t.lang))
	return fmt.Sprintf("%s (%s)", oneLine(p.Name, 120), strings.Join(about, ", "))
}

func (t teller) rights() Line {
	var parts []string
	list := func(key string, all []string) {
		if len(all) > 0 {
			parts = append(parts, t.say(key, oneLine(strings.Join(all[:min(5, len(all))], t.say("and")), 300)))
		}
	}
	var marks []string
	for _, m := range t.f.Marks {
		s := m.Text
		if len(m.Classes) > 0 {
			s += " [" + numbers(m.Classes) + "]"
		}
		marks = append(marks, s)
	}
	list("marks", marks)
	list("patents", t.f.Patents)
	if product := cmp.Or(t.f.Product, t.v.Product); product != "" {
		list("product", []string{product})
	}
	if t.v.Industry.Known() {
		parts = append(parts, t.say("industry", t.v.Industry.In(t.lang)))
	}
	return Line{Label: t.say("rights"), Text: strings.Join(parts, t.say("separator"))}
}

func (t teller) claimant(a Alert) Line {
	text := t.names(t.claims)
	firms := t.names(func(p crawlers.Party) bool { return p.Role == crawlers.LawFirm || p.Role == crawlers.Agent })
	if firms != "" {
		text = strings.TrimPrefix(text+t.say("separator")+t.say("counsel", firms), t.say("separator"))
	}
	parts := []string{text}
	for _, r := range a.Repeats {
		if word := repeatTexts[r.Role].in(t.lang); word != "" {
			parts = append(parts, fmt.Sprintf(word, oneLine(r.Name, 80), r.Cases))
		}
	}
	return Line{Label: t.say("claimant"), Text: strings.Join(parts, t.say("separator"))}
}

// whyYou says what the act is to the reader, and what was hit.
func (t teller) whyYou(a Alert) Line {
	why := make([]string, len(a.Reasons))
	for i, reason := range a.Reasons {
		why[i] = ReasonIn(reason, t.lang)
	}
	if word := standingTexts[a.Standing].in(t.lang); word != "" {
		why = slices.Insert(why, 0, word)
	}
	return Line{Label: t.say("why-you"), Text: strings.Join(why, t.say("separator")), Essential: a.Standing != "" || a.Escalated != ""}
}

// judged says why, by whom, and what nobody has verified.
func (t teller) judged() Line {
	var parts []string
	if t.v.Summary != nil {
		parts = append(parts, oneLine(text{t.v.Summary.ZH, t.v.Summary.EN}.in(t.lang), 400))
	}
	if t.v.Why != "" {
		parts = append(parts, oneLine(t.v.Why, 400))
	}
	if len(t.v.Reasons) > 0 {
		parts = append(parts, t.say("level-why", oneLine(strings.Join(t.v.Reasons, "、"), 300)))
	}
	if t.v.Relevant == nil {
		parts = append(parts, t.say("open"))
	}
	switch model, _, ok := strings.Cut(t.v.By, "@"); {
	case t.v.Waiting:
		parts = append(parts, t.say("waiting"))
	case ok:
		parts = append(parts, t.say("by-model", model))
	case t.v.By == ByPerson:
		parts = append(parts, t.say("by-person"))
	default:
		parts = append(parts, t.say("by-rules"))
	}
	if len(t.v.Unverified) > 0 {
		var fields []string
		for _, name := range t.v.Unverified {
			if word, ok := fieldTexts[name]; ok {
				name = word.in(t.lang)
			}
			fields = append(fields, name)
		}
		parts = append(parts, t.say("unverified", strings.Join(fields, t.say("and"))))
	}
	return Line{Label: t.say("judged"), Text: strings.Join(parts, t.say("separator"))}
}

// quote shows the source's own words, where they stand and when they were read.
func (t teller) quote(a Alert) Line {
	words := t.f.Text
	if words == "" {
		words = t.f.Title
	}
	if quotes := append(slices.Clone(a.Quotes), t.v.Quotes...); len(quotes) > 0 {
		words = quotes[0].Text
	}
	text := t.say("quoted", oneLine(words, 300))
	if at := t.f.Fetched; !at.IsZero() {
		const minute, zoned = "2006-01-02 15:04", "2006-01-02 15:04 -07:00" // "CST" would be both
		text += t.say("separator")
		if local, ok := forumOf(t.f.Key.Authority).local(at); ok {
			text += t.say("fetched-at", at.In(beijing).Format(minute), local.Format(zoned))
		} else {
			text += t.say("fetched", at.In(beijing).Format(minute))
		}
	}
	link := a.URL
	if link == "" {
		link = t.f.URL
	}
	return Line{Label: t.say("quote"), Text: text, URL: link, Essential: true}
}

// actions leads to the alert's page, and promises no more than is there: the
// console can be read, not worked in.
func (t teller) actions(console, id string) []Link {
	if console == "" {
		return nil
	}
	return []Link{{t.say("see"), alertPage(console, id)}}
}

// oneLine makes one line of s, of at most n runes.
func oneLine(s string, n int) string { return Cut(Plain(s), n, func(rune) int { return 1 }) }
