package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

const eventsFile = "events.csv"

// evalEvents scores the rules on known disputes, each of which becomes the
// filing that a source would have made of it:
//
//   - key: the number under the commission ("us-itc"), the court ("us-ilnd" for
//     N.D. Ill.) or the office; where the row has none of their shape, its id.
//   - section 337: the parties of the notice of institution. cn_parties, "name @
//     place" each, are respondents, and so is who stands behind " v. " in
//     complainant. Of another matter of the commission (type other-usitc) the
//     title also says what proceeding it is: an investigation or review of
//     duties, a factfinding, a safeguard. That word is taken from the column
//     trap, the only one that has it.
//   - suits: the caption, as the row has it or else as the court writes it. Most
//     courts caption a suit against many sellers by its list; those of New York
//     by the first seller, so that where one is known the caption is that.
//     Parties are the two of the caption and those of cn_parties. The text is
//     the docket event of the row's date_kind, and the nature of the suit that
//     the clerk shows with every docket: trademark, unless the row names another
//     right or says that the suit is about none.
//   - squatting: the mark as it is written abroad, where the row has two forms of
//     it, and who applied for it. What is squatted is for watchlists to say, so
//     each owner watches the forms that the row has.
//
// A row labelled unknown is not scored. One that names neither an accused nor a
// mark becomes a filing whose words show nothing: right is to leave it open.
func evalEvents(dir string) ([]score, error) {
	t, err := readTable(dir, eventsFile, "id", "label", "type", "number", "product_or_mark", "complainant", "court_or_office", "date", "date_kind", "cn_parties", "trap?")
	if err != nil {
		return nil, err
	}
	var set []relevance.Labelled
	var lists []alerts.Watchlist
	var companies []string
	for _, r := range t.rows {
		e := event{
			id: r.cells[0], label: r.cells[1], sort: r.cells[2], number: r.cells[3], product: r.cells[4], complainant: r.cells[5],
			forum: r.cells[6], date: r.cells[7], dateKind: r.cells[8], chinese: partiesIn(r.cells[9]), note: r.cells[10],
		}
		l, err := e.labelled()
		if err != nil {
			return nil, t.wrong(r.line, "%w", err)
		}
		set = append(set, l)
		for _, p := range e.chinese {
			if !slices.Contains(companies, p.Name) {
				companies = append(companies, p.Name)
			}
		}
		if w, ok := e.watchlist(); ok {
			lists = append(lists, w)
		}
	}
	return append(scoresOf(t.name, relevance.Measure(set, lists)), companyScores(t.name, companies)...), nil
}

// An event is one row of the table of known disputes.
type event struct {
	id, label, sort, number, product, complainant, forum, date, dateKind, note string
	chinese                                                                    []crawlers.Party
}

// Types of events. Any other is a suit of the type's name.
const (
	eventSuitMany  = "schedule_a"
	event337       = "337"
	eventUSITC     = "other-usitc"
	eventSquatting = "squatting"
)

func (e event) labelled() (relevance.Labelled, error) {
	l := relevance.Labelled{Type: e.sort}
	switch e.label {
	case "positive", "negative":
		relevant := e.label == "positive"
		l.Scored = true
		if !relevant || e.shows() {
			l.Relevant = &relevant
		}
	case "unknown":
	default:
		return l, fmt.Errorf("label %q: want positive, negative or unknown", e.label)
	}
	f := crawlers.Filing{Slug: "event", Source: "events", Filed: crawlers.Date{Time: e.day(), Day: true}, Product: e.product}
	switch e.sort {
	case event337, eventUSITC:
		l.Category = alerts.Cat337
		e.commission(&f)
	case eventSquatting:
		l.Category = alerts.CatSquatting
		e.register(&f)
	default:
		e.suit(&f)
	}
	switch e.sort {
	case eventUSITC:
		l.Category = ""
	case eventSuitMany:
		l.Category = alerts.CatScheduleA
	}
	l.Filing = f
	return l, nil
}

// shows reports whether the row has what a dispute could be known by.
func (e event) shows() bool {
	switch e.sort {
	case event337:
		return len(e.chinese) > 0 || strings.Contains(e.complainant, " v. ")
	case eventSquatting:
		return len(forms(e.product)) > 0
	}
	return true
}

// commission fills f as a notice of the commission would.
func (e event) commission(f *crawlers.Filing) {
	f.Kind = crawlers.Section337
	f.Key = crawlers.Key{Authority: "us-itc", Number: cmp.Or(investigation.FindString(e.number+" "+e.product), e.id)}
	f.Title = e.product
	if e.sort == eventUSITC {
		f.Title = strings.TrimSpace(e.product + "; " + proceeding(e.note))
		return
	}
	f.Act, f.Title = "institution", "Certain "+e.product+"; Institution of Investigation"
	if strings.HasPrefix(e.dateKind, "DN") || e.dateKind == "complaint" {
		f.Act, f.Title = "complaint", "Complaint Filed Under Section 337; Certain "+e.product
	}
	by, against, _ := strings.Cut(e.complainant, " v. ")
	f.Parties = named(crawlers.Complainant, by)
	f.Parties = append(f.Parties, named(crawlers.Respondent, against)...)
	f.Parties = append(f.Parties, as(crawlers.Respondent, e.chinese)...)
}

// investigation is the number of a proceeding before the commission.
var investigation = regexp.MustCompile(`\b(?:DN-\d{3,5}|337-TA-\d{2,4}|TA-\d{3}-\d{1,4}|\d{3}-(?:TA-)?\d{1,4})\b`)

// proceeding is what the commission's own title calls a matter that a note
// speaks of.
func proceeding(note string) string {
	word, _, _ := strings.Cut(strings.ReplaceAll(note, ":", " "), " ")
	review := strings.Contains(note, "review")
	switch {
	case word == "AD/CVD" && review:
		return "Antidumping and Countervailing Duty Reviews"
	case word == "AD/CVD":
		return "Institution of Antidumping and Countervailing Duty Investigations"
	case word == "AD" && review:
		return "Antidumping Duty Review"
	case word == "AD":
		return "Institution of Antidumping Duty Investigation"
	case word == "332":
		return "General Factfinding Investigation Under Section 332"
	case word == "204":
		return "Monitoring Under Section 204"
	}
	return ""
}

// suit fills f as the feed or the docket of a court would.
func (e event) suit(f *crawlers.Filing) {
	f.Kind = crawlers.Lawsuit
	f.Key = crawlers.Key{Authority: authority(e.forum), Number: cmp.Or(docketNumber(e.number), e.id)}
	f.Title = e.caption()
	c := docket.ReadCaption(f.Title)
	f.Parties = append(named(crawlers.Plaintiff, c.Plaintiff), named(crawlers.Defendant, c.Defendant)...)
	f.Parties = append(f.Parties, as(crawlers.Defendant, e.chinese)...)
	step := "Complaint"
	switch {
	case strings.HasPrefix(e.dateKind, "TRO"):
		step = "Motion for Temporary Restraining Order"
	case strings.HasPrefix(e.dateKind, "order"):
		step = "Order"
	case strings.HasPrefix(e.dateKind, "opinion"):
		step = "Memorandum Opinion"
	}
	f.Act = docket.ReadEvent(strings.TrimPrefix(f.Key.Authority, "us-"), step).Act
	nature := docket.Nature{Suit: "840 Trademark"}
	switch words := strings.ToLower(e.product + " " + e.note); {
	case strings.Contains(words, "patent"):
		nature.Suit = "830 Patent"
	case strings.Contains(words, "copyright"):
		nature.Suit = "820 Copyrights"
	}
	if noRight.MatchString(e.note) {
		nature = docket.Nature{}
	}
	f.Text = strings.TrimSpace(step + "\n" + nature.String())
}

// noRight are words by which a note says that a suit is about no right.
var noRight = regexp.MustCompile(`(?i)\bnot (?:an )?(?:IP|intellectual property)\b`)

// caption is the name of a suit as its court writes it.
func (e event) caption() string {
	for _, s := range []string{e.complainant, e.product} {
		if strings.Contains(s, " v. ") {
			return s
		}
	}
	plaintiff, _, _ := strings.Cut(bracketed.ReplaceAllString(e.complainant, ""), " / ")
	court := courtOf(e.forum)
	byFirst := e.sort != eventSuitMany || strings.HasPrefix(court, "ny")
	if byFirst && len(e.chinese) > 0 {
		caption := plaintiff + " v. " + e.chinese[0].Name
		if len(e.chinese) > 1 {
			caption += " et al"
		}
		return caption
	}
	if e.sort != eventSuitMany {
		return plaintiff
	}
	return plaintiff + " v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified on Schedule A"
}

// bracketed is what the table adds to a name.
var bracketed = regexp.MustCompile(` *\([^)]*\)`)

// register fills f as a register of marks would.
func (e event) register(f *crawlers.Filing) {
	f.Kind, f.Act, f.Product = crawlers.Squatting, "published", ""
	f.Key = crawlers.Key{Authority: slug(e.forum) + "-tm", Number: cmp.Or(slug(e.number), e.id)}
	f.Title = e.product
	if in := forms(e.product); len(in) > 0 {
		f.Title = in[len(in)-1]
		f.Marks = []crawlers.Mark{{Text: f.Title}}
	}
	f.Parties = named(crawlers.Applicant, e.complainant)
}

// watchlist is what the owner of a squatted mark would watch.
func (e event) watchlist() (alerts.Watchlist, bool) {
	if e.sort != eventSquatting {
		return alerts.Watchlist{}, false
	}
	w, owner := alerts.Watchlist{ID: e.id, Name: e.id}, ""
	if len(e.chinese) > 0 {
		owner = bracketed.ReplaceAllString(e.chinese[0].Name, "")
	}
	for _, form := range forms(e.product) {
		w.Entries = append(w.Entries, alerts.Entry{Type: alerts.WatchMark, Value: form, Owner: owner})
	}
	return w, len(w.Entries) > 0
}

// forms returns a mark as it is written at home and abroad, or as the one form
// it has. What says of itself that it is no name has none.
func forms(mark string) []string {
	if strings.ContainsAny(mark, "(（") || mark == "" {
		return nil
	}
	if home, abroad, both := strings.Cut(mark, " "); both && han(home) && !han(abroad) {
		return []string{home, abroad}
	}
	return []string{mark}
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// partiesIn reads "name @ place; name @ place".
func partiesIn(cell string) []crawlers.Party {
	var out []crawlers.Party
	for one := range strings.SplitSeq(cell, ";") {
		name, place, _ := strings.Cut(one, "@")
		if name = strings.Trim(name, " …"); name != "" {
			out = append(out, crawlers.Party{Name: name, Address: strings.TrimSpace(place)})
		}
	}
	return out
}

func as(role crawlers.Role, parties []crawlers.Party) []crawlers.Party {
	out := slices.Clone(parties)
	for i := range out {
		out[i].Role = role
	}
	return out
}

func named(role crawlers.Role, name string) []crawlers.Party {
	if name = strings.TrimSpace(name); name == "" {
		return nil
	}
	return []crawlers.Party{{Role: role, Name: name}}
}

// day is the day of an event, of which some rows know the year alone.
func (e event) day() time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, e.date[:min(len(e.date), len(layout))]); err == nil {
			return t
		}
	}
	return time.Time{}
}

var docketNo = regexp.MustCompile(`^(?:(\d):)?(\d{2})[ -](?:C|cv|CV|Civ\.)[ -]0*(\d+)`)

// docketNumber writes a number as courts do today: "13 C 07621" is
// "1:13-cv-07621" in whichever office. What has no such shape is none.
func docketNumber(s string) string {
	m := docketNo.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return cmp.Or(m[1], "1") + ":" + m[2] + "-cv-" + strings.Repeat("0", max(0, 5-len(m[3]))) + m[3]
}

var district = regexp.MustCompile(`^([NSEWMC])?\.?D\. ?(.+)$`)

// authority names a court as sources do, and a board by its office.
func authority(forum string) string {
	switch {
	case forum == "TTAB":
		return "us-tm"
	case district.MatchString(forum):
		return "us-" + courtOf(forum)
	}
	return slug(forum)
}

// courtOf returns the court that "N.D. Ill." means: "ilnd". What is no district
// court is written as one word.
func courtOf(name string) string {
	m := district.FindStringSubmatch(name)
	if m == nil {
		return slug(name)
	}
	state := strings.ReplaceAll(slug(m[2]), "-", "")
	return cmp.Or(postal[state], state) + strings.ToLower(m[1]) + "d"
}

// postal are states as lawyers shorten them, where that is not the postal code.
var postal = map[string]string{
	"ala": "al", "alaska": "ak", "ariz": "az", "ark": "ar", "cal": "ca", "colo": "co", "conn": "ct", "del": "de", "fla": "fl", "haw": "hi",
	"idaho": "id", "ill": "il", "ind": "in", "iowa": "ia", "kan": "ks", "mass": "ma", "mich": "mi", "minn": "mn", "miss": "ms", "mont": "mt",
	"neb": "ne", "nev": "nv", "ohio": "oh", "okla": "ok", "or": "or", "tenn": "tn", "tex": "tx", "utah": "ut", "wash": "wa", "wis": "wi", "wyo": "wy", "maine": "me", "wva": "wv",
}

// slug writes a name in small letters and digits.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
