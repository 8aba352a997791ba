// Package alerts decides whom a filing concerns and says it to them. Each
// sub-folder with a testdata/payload.json is one way to say it; the others are
// subjects of their own.
//
// Deciding is pure ([Matcher.Match], [Network.Route], [Compose]); saying is a [Notifier],
// which tries once.
package alerts

import (
	"slices"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

// Category is the sort of proceeding, as a person at a center counts them.
type Category string

// The categories. The list is closed.
const (
	Cat337       Category = "337"
	CatPatent    Category = "patent"
	CatTrademark Category = "trademark"
	CatCopyright Category = "copyright"
	CatScheduleA Category = "schedule-a" // a suit against many sellers at once
	CatSquatting Category = "squatting"
	CatOther     Category = "other"
)

// Severity says how soon somebody should act.
type Severity string

// The severities: 紧急, 重要, 一般, 低 (提示).
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Normal   Severity = "normal"
	Low      Severity = "low"
)

// levels are the severities, the least first.
var levels = []Severity{Low, Normal, High, Critical}

// Compare says which of two severities asks for more haste: below zero if b
// does, zero if they are alike.
func Compare(a, b Severity) int { return slices.Index(levels, a) - slices.Index(levels, b) }

// Raised is the next severity above s, for whom it concerns by name. What is
// only for information stays so.
func (s Severity) Raised() Severity {
	switch s {
	case Normal:
		return High
	case High:
		return Critical
	}
	return s
}

// A Verdict is what a classifier makes of one act. Relevant is nil when
// nobody could tell: such an act goes to people, never away.
type Verdict struct {
	Filing       string         `json:"filing"` // the id of what was judged
	Relevant     *bool          `json:"relevant"`
	Category     Category       `json:"category,omitempty"`
	Stage        string         `json:"stage,omitempty"`
	ChineseParty crawlers.Grade `json:"chinese_party,omitempty"`
	Severity     Severity       `json:"severity,omitempty"`
	Why          string         `json:"why,omitempty"`
	Quotes       []Quote        `json:"quotes,omitempty"`
	Unverified   []string       `json:"unverified,omitempty"` // fields whose quote does not occur in the filing: 未核实
	By           string         `json:"by"`                   // "rules", "model@prompt-hash" or "person"
	Waiting      bool           `json:"waiting,omitempty"`    // the rules serve while the model cannot be asked

	Chinese  []ChineseParty `json:"chinese_parties,omitempty"`  // of the accused side, as far as they are named
	Industry Industry       `json:"industry,omitempty"`         // of the product
	Product  string         `json:"product,omitempty"`          // where the source names none
	Reasons  []string       `json:"severity_reasons,omitempty"` // by which the severity was chosen, in Chinese
	Summary  *Summary       `json:"summary,omitempty"`          // of a model alone
	Steps    []string       `json:"steps,omitempty"`            // that a model suggests to take first, in Chinese
	Usage    *Usage         `json:"usage,omitempty"`            // of a model alone
}

// A ChineseParty is one of the accused who is or may be Chinese.
type ChineseParty struct {
	Name  string         `json:"name"`
	Grade crawlers.Grade `json:"grade"`
}

// A Summary says in two sentences what a filing is about.
type Summary struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Usage is what a verdict cost: the tokens of all questions about the filing,
// and how long they took. An answer that was kept from before cost nothing.
type Usage struct {
	In     int64 `json:"in"`
	Out    int64 `json:"out"`
	Millis int64 `json:"ms"`
}

// ByPerson is what a verdict names as its judge that a person corrected.
const ByPerson = "person"

// Is reports whether the verdict says relevant; an open one does not.
func (v *Verdict) Is() bool { return v.Relevant != nil && *v.Relevant }

// Not reports whether the verdict says irrelevant; an open one does not.
func (v *Verdict) Not() bool { return v.Relevant != nil && !*v.Relevant }

// A Quote is the words of the filing that bear out one claim of a verdict.
// Claim is the JSON name of the field.
type Quote struct {
	Claim string `json:"claim"`
	Text  string `json:"text"`
}

// A Center is a guidance center (指导中心) as a message names it.
type Center struct {
	ID     string // "national", "local-hangzhou"
	NameZH string
	NameEN string
}

// National is the id of the national center (国家中心).
const National = "national"

// An Alert is one act that concerns one subscriber: a center or a watchlist.
type Alert struct {
	ID         string        `json:"id"` // act@subscriber
	Act        string        `json:"act"`
	Subscriber string        `json:"subscriber"`
	Severity   Severity      `json:"severity"`
	Kind       crawlers.Kind `json:"kind"`
	Category   Category      `json:"category,omitempty"`
	Stage      string        `json:"stage,omitempty"`
	Title      string        `json:"title"`
	Reasons    []string      `json:"reasons,omitempty"`
	Quotes     []Quote       `json:"quotes,omitempty"`
	Centers    []string      `json:"centers,omitempty"`  // that look after it, the leading one first
	Clock      *clock.Record `json:"clock,omitempty"`    // the most urgent when it was told
	NoClock    string        `json:"no_clock,omitempty"` // why there is none, in Chinese
	Standing   Standing      `json:"standing,omitempty"`
	Named      []string      `json:"named,omitempty"`     // the accused whom the subscriber watches, or whose names are like theirs
	Mark       string        `json:"mark,omitempty"`      // the entry of a watchlist that a register's filing is most like
	Likeness   float64       `json:"likeness,omitempty"`  // to it; not a probability
	Repeats    []Repeat      `json:"repeats,omitempty"`   // how often its plaintiff and counsel bring such suits
	Update     int           `json:"update"`              // 0 = the first of its matter to this subscriber
	Gained     []string      `json:"gained,omitempty"`    // what a revised act told that the alert before did not: "defendant:acme", "stage:tro-ruled"
	Corrected  string        `json:"corrected,omitempty"` // why it does not hold, in Chinese, if it turned out not to
	Withheld   bool          `json:"withheld,omitempty"`  // it only says that somebody is not named any more
	Escalated  string        `json:"escalated,omitempty"` // the center that was told of it first and did not sign in time
	Also       []Also        `json:"also,omitempty"`      // other acts of the matter that became known with this one, in the order they happened
	URL        string        `json:"url,omitempty"`
	Told       time.Time     `json:"told,omitzero"`
}

// A Standing says what an act is to who watches: only a name that is the same
// makes it one that names them.
type Standing string

// The standings. The list is closed; "" is an act that concerns a subscriber in
// another way, as a center or by what a competitor does.
const (
	Named    Standing = "named"    // 确认: a company or store of theirs is among the accused
	Alike    Standing = "alike"    // 疑似: an accused has a name like theirs
	AtRisk   Standing = "risk"     // the accused are not public; right, product or claimant is one they watch
	Unlisted Standing = "unlisted" // the accused are public, and none has a name like theirs
)

// A Repeat is how many matters against many sellers somebody stands behind
// within twelve months, as far as our own records go.
type Repeat struct {
	Role  crawlers.Role `json:"role"` // plaintiff, law-firm
	Name  string        `json:"name"`
	Cases int           `json:"cases"`
}

// Also is an act that an alert tells beside its own.
type Also struct {
	Act   string        `json:"act"`
	Word  string        `json:"word,omitempty"` // for the act, as in a filing
	Stage string        `json:"stage,omitempty"`
	Filed crawlers.Date `json:"filed"`
}

// AlertID names the alert of act to subscriber.
func AlertID(act, subscriber string) string { return act + "@" + subscriber }
