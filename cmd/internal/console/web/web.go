package web

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"net/netip"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A House is what the rooms of the console share. All before Grade are needed.
type House struct {
	Store    *store.DB
	Accounts *account.Accounts
	Now      func() time.Time
	Log      *slog.Logger

	// Grade says how sure it is that a party is Chinese where its source does
	// not; nil leaves it open.
	Grade func(crawlers.Party) crawlers.Grade
	// URL is how people reach the console, without a slash at its end; "" where
	// only this machine does.
	URL string
	// Rules are what the pages about crawl rules work with.
	Rules Rules
	// Proxies are reverse proxies of ours, whose X-Forwarded-For is believed.
	Proxies []netip.Prefix

	// SignUp says how exporters come by accounts: "open", "approve", or not.
	SignUp string
	// Letter writes to an address about an account. Links of the message are
	// paths of the console. Nil where no mail is configured.
	Letter func(ctx context.Context, to string, m alerts.Message) error
	// Later does something soon, beside the request, and reports false where too
	// much waits already.
	Later func(func(context.Context)) bool
	// Seal seals what people entrust; nil keeps nothing of it.
	Seal *seal.Box
	// Contacts is how exporters are told beside these pages.
	Contacts Contacts

	// Feedback keeps what somebody says of an alert, and tells administrators
	// where false alarms rise. Nil keeps it and tells nobody.
	Feedback func(context.Context, store.Feedback) (_ store.Feedback, added bool, err error)

	// Places returns the places that could be watched, as the configuration has
	// them. Nil is none.
	Places func(context.Context) ([]Place, error)
	// VisitSoon has a place visited beside its schedule, and reports whether it
	// will be: not while a visit waits or is under way.
	VisitSoon func(ctx context.Context, tx *sql.Tx, source string) (bool, error)

	// Rescan has entries of watchlists looked for in stored filings since a
	// time, in the transaction that stores them; nil looks for none.
	Rescan func(ctx context.Context, tx *sql.Tx, added []alerts.Watchlist, since, now time.Time) (string, error)
	// Preview says what watchlists would have found in stored filings since a
	// time; nil says nothing.
	Preview func(ctx context.Context, lists []alerts.Watchlist, since time.Time) (*alerts.Preview, error)

	Desk Desk

	// Destinations are those that the configuration names.
	Destinations []Destination
	// Provider is where people sign in beside our own page. The zero one is none.
	Provider Provider
	// Keep is how long what nobody needs is kept.
	Keep store.Ages
	// Settings are what the configuration says of how people are told.
	Settings []Setting
	// Model is the one that judges what rules cannot.
	Model Model
	// Judges says who gave the verdicts of the last 30 days, and what that took;
	// Drifts how often people called an alert a false alarm. Nil says nothing.
	Judges func(context.Context) ([]Judge, error)
	Drifts func(context.Context) ([]relevance.Drift, error)
}

// A Provider is one of identities, by OpenID Connect.
type Provider struct {
	Issuer string // https://…; "" is none
	Client string
	Secret string
}

// A Setting is a key of the configuration and its value, which is no secret.
type Setting struct{ Key, Value string }

// A Model is what may be asked in a day. Zero is no limit.
type Model struct {
	Name        string // "" is none
	DailyTokens int64
	DailyMoney  float64
	Currency    string // of money, "CNY" or "USD"
}

// A Judge is who gave verdicts.
type Judge struct {
	store.Judge
	Share float64 // of all verdicts
	Mean  float64 // milliseconds of those that were asked
	Money float64 // by the prices that are configured now
}

// A Destination is where messages go.
type Destination struct {
	Name    string
	Channel Text     // how: mail, a robot of a group
	Tells   []string // the centers that it tells, and "admins"
	Lacks   string   // what is to be set before it can be told, "" where nothing is
}

// A Place is a place that could be watched.
type Place struct {
	crawlers.Meta
	Off string // why the configuration has it not visited: "off", "token", "fee"; "" is visited
}

// Rules say how rules that describe places are tried and put in force.
type Rules struct {
	SecondPerson bool                   // somebody else than the author must approve a rule
	Shipped      func(name string) bool // a place that comes with the program; nil knows none
	Transport    *crawlers.Transport    // what visits fetch by; nil where none may be made
	// Replay has two versions of a rule compared on stored pages, and returns
	// the name of it. Nil where nobody would do it.
	Replay func(context.Context, store.Replay) (id string, err error)
	// Retell says what other thresholds would have told otherwise of the filings
	// since a time. Nil where nobody can.
	Retell func(ctx context.Context, before, after alerts.Limits, since time.Time) (alerts.Retelling, error)
}

// A Room is a subject of the console: its routes, pages and texts.
type Room struct {
	Name   string // "staff": of the folder, for messages
	Routes []Route
	Links  []Link          // of the head of every page, in this order
	Pages  fs.FS           // *.html, each of which defines "main"
	Texts  map[string]Text // before those of all rooms
	Style  string          // CSS, after that of all rooms
}

// A Link stands in the head of every page, for those who may open it.
type Link struct {
	Path string // of a GET route without variables
	Text Text
}

// A Route is what answers to one method and path. It is for those it names:
// nothing else decides who may ask, and a route that is for nobody is a mistake
// that panics when the console is put together.
type Route struct {
	Pattern string        // "GET /matters/{id...}", as [net/http.ServeMux] has it
	Public  bool          // for anybody, signed in or not
	Roles   account.Roles // else for whom
	Handle  Handler

	Scope  string        // what a machine's token must be for; "" is for no machine
	Upload int64         // how many bytes a request may bring; 0 is 64 KiB
	Within time.Duration // how long the answer may take; 0 is ten seconds
	Early  bool          // also for who has yet to replace a password that somebody else chose
}

// A Handler reads the request, calls one thing and answers. An error is told
// and logged for it: see [Request.Fail] for which is which.
type Handler func(*Request) (Answer, error)

const (
	bodyLimit    = 64 << 10
	answerWithin = 10 * time.Second
)
