// Package crawlers watches the places where overseas IP disputes are first
// published. Each sub-folder with a source.yaml watches one place and declares
// one [Source]; the others are subjects, wording that several places share.
//
// A visit walks a place with Colly over one polite transport, keeps every page
// before reading it, reads it with the pure Parse of its source, and hands the
// filings on in batches. It ends in one [State]; silence has a name of its own.
package crawlers

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/robfig/cron/v3"
)

// A Source is one place we watch.
type Source struct {
	Meta

	// Crawl walks the place and takes every page with filings. What is new is
	// decided downstream, so it keeps no state between visits.
	Crawl func(context.Context, *Visit) error

	// Parse reads one page and emits every filing on it, known or not, in the
	// order of the page. It is pure and never fetches. It stops at the first
	// error of emit and returns it. An error that wraps [ErrBlocked],
	// [ErrShape] or [ErrTruncated] ends the page in that state; what was
	// emitted before counts. One that wraps [ErrUnchanged] before anything was
	// emitted says that the page is the one before in other bytes.
	Parse func(p Page, emit func(Filing) error) error

	// Withhold, if set, returns a page without what may be kept nowhere, such
	// as words that a court has sealed; what Parse reads is the page as it is
	// kept. It is for pages that the visit has bounded. It is pure, and leaves
	// alone what it has made itself.
	Withhold func(body []byte) []byte

	// Weigh, if set, returns the facts of a page to be remembered, and notes
	// on what is odd about them, by how it ended now and last time. It is
	// asked of every page, whether it was read or not: a feed that stands
	// still is the same each time. A page that was not read has the facts of
	// last time. It is pure and keeps the maps it is given as they are.
	Weigh func(m Meta, o, last Outcome, now time.Time) (Facts, []string)

	// SignIn, if set, signs in at a place that answers within a session only,
	// with the account in Meta.Token: before the first request of a visit, and
	// once more when the place says 401 to one. It is not called while there is
	// no Token, as for recorded pages.
	SignIn func(m Meta, post Post) (Session, error)

	// Check, if set, reports what a visit could not work with in params that
	// an administrator has changed, and what would be right. It is pure and
	// asks nobody, so it runs whenever the program starts; what it lets pass
	// Crawl and Parse must be able to read.
	Check func(Meta) error
}

// Meta is what a source's source.yaml says about it.
type Meta struct {
	Name      string            `yaml:"name"`
	Title     map[string]string `yaml:"title"` // by language: zh, en
	Publisher string            `yaml:"publisher"`
	Kind      Kind              `yaml:"kind"`
	URL       string            `yaml:"url"`       // where the place is described or begins
	Schedule  string            `yaml:"schedule"`  // cron expression of five fields
	Zone      string            `yaml:"zone"`      // of the schedule
	Hosts     []string          `yaml:"hosts"`     // which may be asked; "*.uscourts.gov" stands for any below
	Pace      time.Duration     `yaml:"pace"`      // between two requests to one host
	Budget    []Limit           `yaml:"budget"`    // requests the place allows; all hold, also across restarts
	Timeout   time.Duration     `yaml:"timeout"`   // of one visit
	MaxBody   int64             `yaml:"max_body"`  // bytes of one page; more fails it
	Robots    string            `yaml:"robots"`    // "obey", or "published" with Published
	Published string            `yaml:"published"` // where the publisher documents its address for machines
	Fresh     time.Duration     `yaml:"fresh"`     // an act older than this is history, never told as new
	Rank      int               `yaml:"rank"`      // of two sources that tell of one act the higher wins, field by field
	Reveals   string            `yaml:"reveals"`   // the earliest stage it shows, for the README's table
	Terms     string            `yaml:"terms"`
	Off       string            `yaml:"off"` // why the place is not visited unless an administrator turns it on; "" is on
	Expect    Expect            `yaml:"expect"`
	Params    Params            `yaml:"params"` // what only this source understands
	Hook      *Hook             `yaml:"hook"`   // nil where the place tells nothing by itself
	Asks      string            `yaml:"asks"`   // the country, in two letters, whose watched marks are asked for one by one; "" where the place lists what is new

	// Token is what an administrator has been given to sign in with, if anything.
	// It goes to the source's hosts, over https only, after the word of
	// TokenScheme, or Bearer. It is a secret. A place that answers nobody without
	// one says NeedsToken and is not visited while there is none. Where
	// TokenHeader is set, Token is a key that goes into that header as it stands;
	// where TokenQuery is, into that parameter of the address, as the request
	// leaves: no page, record or message has that address. At a place that one
	// signs in at, Token is an account that is sent to sign in and never else, and
	// the session's token goes in its place.
	//
	// Where TokenHosts is set, only those of Hosts are given Token. Another one
	// that a request to them is sent on to has had the address signed, which
	// may hold for seconds: it is asked at once.
	Token       string   `json:"-" yaml:"-"`
	TokenScheme string   `yaml:"token_scheme"`
	TokenHeader string   `yaml:"token_header"`
	TokenQuery  string   `yaml:"token_query"`
	TokenHosts  []string `yaml:"token_hosts"`
	NeedsToken  bool     `yaml:"needs_token"`

	// FeeCents is what the place charges for a request, in cents of a dollar. A
	// place that charges is not visited before [Meta.Pay] has made a Budget of
	// an administrator's money.
	FeeCents int `yaml:"fee_cents"`
}

// Expect is what a healthy visit looks like. Fewer filings than the floor of
// the day, in the source's zone, ends the visit as changed-shape, since a page
// that changed shape looks like a quiet day. More than Max only warns.
//
// A place that lists its whole history never lists less: where Shrink is set,
// a visit that lacks more than that part of what the last good one listed ends
// as changed-shape too, and its pages are fetched again next time.
//
// A place of many pages always lacks some: so many may be unread at one visit
// before a person is asked to look.
type Expect struct {
	Weekday int           `yaml:"weekday"`
	Weekend int           `yaml:"weekend"`
	Max     int           `yaml:"max"`
	Shrink  float64       `yaml:"shrink"`  // 0.02 is two in a hundred; 0 compares nothing
	Unread  int           `yaml:"unread"`  // pages that may end blocked, failed or otherwise unread
	Silence time.Duration `yaml:"silence"` // longest time without anything new
}

func (e Expect) floor(day time.Weekday) int {
	if day == time.Saturday || day == time.Sunday {
		return e.Weekend
	}
	return e.Weekday
}

// Params holds the part of a source.yaml that only its source understands.
type Params []byte

// UnmarshalYAML keeps the bytes for Decode.
func (p *Params) UnmarshalYAML(b []byte) error {
	*p = bytes.Clone(b)
	return nil
}

// Decode reads the params into v. A key that v does not know is an error.
func (p Params) Decode(v any) error { return yaml.UnmarshalWithOptions(p, v, yaml.Strict()) }

var country = regexp.MustCompile(`^[A-Z]{2}$`)

// ReadMeta decodes and checks a source.yaml.
func ReadMeta(doc []byte) (Meta, error) {
	m := Meta{Zone: "UTC", Timeout: 10 * time.Minute, MaxBody: 8 << 20, Robots: "obey"}
	if err := yaml.UnmarshalWithOptions(doc, &m, yaml.Strict()); err != nil {
		return Meta{}, fmt.Errorf("source.yaml: %w", err)
	}
	switch {
	case m.Name == "" || strings.ContainsAny(m.Name, "/#<>@ "):
		return Meta{}, fmt.Errorf("source.yaml: name %q: want a short word", m.Name)
	case m.Title["zh"] == "" || m.Title["en"] == "":
		return Meta{}, fmt.Errorf("source.yaml: %s: title needs zh and en", m.Name)
	case len(m.Hosts) == 0:
		return Meta{}, fmt.Errorf("source.yaml: %s: hosts is empty: name those that may be asked", m.Name)
	case m.Pace < 0 || m.Timeout < 0 || m.MaxBody < 0 || m.Fresh < 0:
		return Meta{}, fmt.Errorf("source.yaml: %s: pace, timeout, max_body and fresh cannot be negative", m.Name)
	case m.Asks != "" && !country.MatchString(m.Asks):
		return Meta{}, fmt.Errorf("source.yaml: %s: asks %q: want a country's code of two letters, such as KR", m.Name, m.Asks)
	case m.Expect.Shrink < 0 || m.Expect.Shrink >= 1:
		return Meta{}, fmt.Errorf("source.yaml: %s: expect.shrink %v: want a part of one such as 0.02", m.Name, m.Expect.Shrink)
	case m.Robots != "obey" && m.Robots != "published":
		return Meta{}, fmt.Errorf("source.yaml: %s: robots %q: want obey or published", m.Name, m.Robots)
	case m.Robots == "published" && m.Published == "":
		return Meta{}, fmt.Errorf("source.yaml: %s: robots is published but published has no link", m.Name)
	}
	if m.FeeCents < 0 || m.FeeCents > 0 && len(m.Budget) > 0 {
		return Meta{}, fmt.Errorf("source.yaml: %s: want fee_cents alone: the budget of a place that charges is its administrator's", m.Name)
	}
	for _, l := range m.Budget {
		if l.Per <= 0 || l.Requests < 1 {
			return Meta{}, fmt.Errorf("source.yaml: %s: budget: want a time and at least one request in it, such as {per: 1h, requests: 50}", m.Name)
		}
	}
	if err := m.Hook.check(); err != nil {
		return Meta{}, fmt.Errorf("source.yaml: %s: %w", m.Name, err)
	}
	if _, err := m.Next(time.Time{}); err != nil {
		return Meta{}, fmt.Errorf("source.yaml: %s: %w", m.Name, err)
	}
	return m, nil
}

// MustMeta is ReadMeta for an embedded source.yaml: a mistake there is one in
// our own source, which the source's own test meets first.
func MustMeta(doc []byte) Meta {
	m, err := ReadMeta(doc)
	if err != nil {
		panic("crawlers: " + err.Error())
	}
	return m
}

// CheckAddress reports an address of the params that the transport would never
// ask, since it is none of the web or its host is not one of the source's.
func (m *Meta) CheckAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return fmt.Errorf("%.100q: want an address such as %s", address, m.URL)
	}
	if !allowed(m.Hosts, u.Hostname()) {
		return fmt.Errorf("%.100q: its host is not one of %s, which alone are asked", address, strings.Join(m.Hosts, ", "))
	}
	return nil
}

// Idle reports whether the source cannot be visited for want of a token, or of
// a budget for what it charges.
func (m *Meta) Idle() bool {
	return m.NeedsToken && m.Token == "" || m.FeeCents > 0 && len(m.Budget) == 0
}

// Next returns the first planned visit after t.
func (m *Meta) Next(t time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("zone %q: want a name like Asia/Shanghai", m.Zone)
	}
	schedule, err := parseSchedule(m.Schedule)
	if err != nil {
		return time.Time{}, err
	}
	return schedule.Next(t.In(zone)).UTC(), nil
}

// parseSchedule reads a cron expression of five fields. The parser panics on
// some words a person may type, "TZ=UTC" alone among them.
func parseSchedule(expr string) (s cron.Schedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, fmt.Errorf("schedule %q: want five fields such as \"*/10 * * * *\"", expr)
		}
	}()
	if strings.Contains(expr, "TZ=") {
		return nil, fmt.Errorf("schedule %q: the zone has a key of its own", expr)
	}
	s, err = cron.ParseStandard(expr)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", expr, err)
	}
	return s, nil
}
