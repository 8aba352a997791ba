// Package config reads what an administrator may change: one tocsin.yaml over
// the embedded default, and the environment over both.
//
// Every mistake says where it stands, which key it concerns and what would be
// right; all mistakes of a file are told at once. What a channel or a source
// understands is its own affair: it is kept raw here and decoded there.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Config is one tocsin.yaml. Its keys are explained in [Default].
type Config struct {
	Store        string
	Seen         string
	Console      Console
	Hooks        Hooks
	Feeds        Feeds
	Metrics      Metrics
	Pages        Pages
	Retention    Retention
	Crawl        Crawl
	Send         Send
	LLM          LLM
	LLMs         map[string]Endpoint
	Sources      map[string]Source
	Destinations map[string]Destination
	Centers      map[string]CenterTell
	Admins       Admins
	Canary       Canary
	Rules        Rules
}

// Admins names the destinations of those who keep the program running: what a
// place no longer shows, and who is told too much.
type Admins struct {
	Tell []string
}

// Canary names the destination that a test filing is told to every hour, which
// shows that what people would be told arrives. Empty is none.
type Canary struct {
	Tell string
}

// Rules says how rules that describe places come into force.
type Rules struct {
	SecondPerson bool // somebody else than the author must approve
}

// Console is where the console listens and how people reach it.
type Console struct {
	Listen     string
	URL        string   // without a slash at its end
	Insecure   bool     // others than this machine may reach it without TLS
	Proxies    []string // as of Hooks
	Mail       string   // the destination whose mail server writes to people about their accounts; empty writes none
	SignUp     string   // how exporters come by accounts: open, approve, off
	OIDCIssuer string   // a provider of identities, where people may sign in too; empty is none
	OIDCClient string
	OIDCSecret string
	Key        string // by which what people entrust to the console is sealed in the store; empty takes nothing of it
}

// Hooks is where places may tell us by themselves.
type Hooks struct {
	Listen  string   // empty is nowhere
	Proxies []string // addresses or networks of reverse proxies whose X-Forwarded-For is believed
}

// Feeds is where calendars and readers fetch a subscriber's clocks and alerts.
type Feeds struct {
	Listen string // empty is nowhere
	URL    string // how people reach it, without a slash at its end
}

// Metrics is where Prometheus asks how the program does.
type Metrics struct {
	Listen string // empty is nowhere
}

// Pages says how fetched pages are kept.
type Pages struct {
	Dir   string        // of large pages; empty is a folder beside the SQLite file, else ./pages
	Keep  time.Duration // how long
	Large int64         // a page of more bytes is a file of its own
}

// Retention says how long what nobody needs is kept; zero is for ever. Pages
// have [Pages.Keep].
type Retention struct {
	Filings time.Duration // of matters that nobody was told of
	Visits  time.Duration
	Audit   time.Duration // who did what
	Answers time.Duration // of models
}

// Bounds of the retention.
const (
	// A filing that a place lists again after it was dropped must be too old to
	// be told, by any source's fresh window.
	minFilings = 400 * 24 * time.Hour
	minVisits  = 60 * 24 * time.Hour  // what check, lag and the console look back on
	minAudit   = 183 * 24 * time.Hour // 网络安全法第二十一条: six months at least
)

// Crawl is how we present ourselves to the places we watch.
type Crawl struct {
	Contact   string
	UserAgent string
	Proxy     string // a URL, "environment", or empty for none
	Private   bool   // private addresses may be asked too
}

// Send is how destinations are reached.
type Send struct {
	Proxy   string // as of Crawl
	Private bool   // destinations may have private addresses

	Domestic []string // mail domains that are in China though their names do not say so
}

// Agent returns the User-Agent header: who asks, and whom to write to.
func (c Crawl) Agent() string {
	if c.Contact == "" {
		return c.UserAgent
	}
	return c.UserAgent + " (+" + c.Contact + ")"
}

// LLM is the model that judges what rules cannot decide. An empty URL leaves
// everything to the rules.
type LLM struct {
	URL         string
	Key         string
	Model       string
	PriceIn     float64  // of a million tokens of questions, in the currency of the day's limit
	PriceOut    float64  // of a million tokens of answers
	Fallback    []string // names of LLMs, asked in turn where the ones before could not be
	DailyTokens int64    // 0 is no limit
	YuanPerDay  float64  // 0 is no limit
	USDPerDay   float64  // 0 is no limit; one of the two alone
	Concurrency int
	Timeout     time.Duration // of one question
}

// DailyMoney is what a day may cost in the currency of the prices, 0 for no
// limit.
func (l LLM) DailyMoney() float64 { return l.YuanPerDay + l.USDPerDay }

// An Endpoint is one more model that may be asked.
type Endpoint struct {
	URL      string
	Key      string // a secret
	Model    string
	PriceIn  float64 // as of [LLM]
	PriceOut float64
}

// A Source changes what a source's own source.yaml says. Zero values change
// nothing.
type Source struct {
	Enabled  *bool
	Schedule string
	Zone     string
	Pace     time.Duration
	Token    string   // for places that know their visitors; a secret
	Hook     string   // the end of the address the place sends to; a secret
	HookFrom []string // addresses it sends from
	Params   []byte   // YAML; replaces the source's own params as a whole

	// What a place that charges may cost; the place is not visited without the
	// first.
	USDPerMonth USD
	USDPerDay   USD
}

// USD is an amount of dollars, in cents. In the file it is 30 or 2.50.
type USD int64

// On reports whether the source is to be visited.
func (s Source) On() bool { return s.Enabled == nil || *s.Enabled }

// A Destination is somebody to tell, through one channel.
type Destination struct {
	Channel  string
	Language string // "zh" or "en"
	Options  map[string]any
	Abroad   string // why it may be told outside China: reason and consent

	// How it wants to be told. What is empty is as the channel has it.
	AtOnce     string   // the least severity that is told at once, or "never"
	Digest     string   // when the rest is told together: "workdays 08:30", "daily 08:30", "mon 08:30", "off"
	Quiet      string   // when only what is urgent is told: "22:00-07:30"
	Budget     *int     // how much is told at once in a day, 0 for no limit
	Categories []string // of interest; empty is all
	Repeat     *bool    // what may have arrived is sent again, and says so; false leaves it to a person

	env lookup // of Load; nil is the process's own
}

// A CenterTell says through which destinations a center is told, and how much
// working time it has to sign for it; none, and nobody else is told that it has
// not.
type CenterTell struct {
	Tell []string
	SLA  time.Duration
}

// signWithin is the SLA of a center that names none: what comes in the evening
// is signed for by the end of the next working day.
const signWithin = 8 * time.Hour

// maxSLA is more than half a year of working days.
const maxSLA = 1000 * time.Hour

// Default is the commented configuration every other one is read over.
//
//go:embed tocsin.yaml
var Default []byte

type lookup func(string) (string, bool)

// Load reads the file at path over the default, and the environment over
// both. An empty path is the default alone. The environment is asked through
// env, usually [os.LookupEnv]; [Stray] finds the variables nobody asks for.
func Load(path string, env func(string) (string, bool)) (Config, error) {
	r := reader{file: "config/tocsin.yaml", env: env, where: map[string]string{}}
	r.read(Default)
	if path != "" {
		doc, err := os.ReadFile(path)
		if err != nil {
			return Config{}, fmt.Errorf("config: %w", err)
		}
		r.file = path
		r.read(doc)
	}
	r.environment()
	if len(r.errs) == 0 {
		r.check()
	}
	if err := errors.Join(r.errs...); err != nil {
		return Config{}, err
	}
	return r.c, nil
}

// check reports what is well formed but cannot be meant.
func (r *reader) check() {
	c := &r.c
	r.want("store", c.Store, schemes("sqlite:", "postgres://", "postgresql://"))
	r.want("seen", c.Seen, func(s string) string {
		if s == "memory" {
			return ""
		}
		return schemes("memory", "redis://", "rediss://", "redis-cluster://", "redis-sentinel://")(s)
	})
	r.want("console.listen", c.Console.Listen, hostPort)
	r.want("hooks.listen", c.Hooks.Listen, optional(hostPort))
	r.want("feeds.listen", c.Feeds.Listen, optional(hostPort))
	r.want("metrics.listen", c.Metrics.Listen, optional(hostPort))
	r.want("feeds.url", c.Feeds.URL, optional(schemes("https://", "http://127.0.0.1", "http://localhost")))
	r.bad(c.Feeds.Listen != "" && c.Feeds.URL == "", "feeds.url", "missing: feeds.listen is set, so say how people reach it, such as https://tocsin.example.cn")
	r.want("console.url", c.Console.URL, optional(schemes("http://", "https://")))
	r.want("console.oidc_issuer", c.Console.OIDCIssuer, optional(schemes("https://", "http://127.0.0.1", "http://localhost")))
	r.bad(c.Console.OIDCIssuer != "" && c.Console.OIDCClient == "", "console.oidc_client", "missing: console.oidc_issuer is set, so name the client that the provider knows this console as")
	r.bad(c.Console.OIDCIssuer != "" && c.Console.URL == "", "console.url", "missing: console.oidc_issuer is set, and its provider sends people back there")
	r.want("crawl.proxy", c.Crawl.Proxy, proxy)
	r.want("send.proxy", c.Send.Proxy, proxy)
	r.want("llm.url", c.LLM.URL, optional(schemes("http://", "https://")))
	r.bad(c.LLM.URL != "" && c.LLM.Model == "", "llm.model", "missing: llm.url is set, so name the model to ask, such as deepseek-chat")
	r.bad(c.LLM.DailyTokens < 0, "llm.daily_tokens", "negative: want a number of tokens, 0 for no limit")
	r.bad(c.LLM.Concurrency < 1, "llm.concurrency", "want 1 or more questions at a time")
	r.bad(c.LLM.Timeout <= 0, "llm.timeout", "want a time such as 60s")
	for key, n := range sorted(map[string]float64{
		"llm.price_in": c.LLM.PriceIn, "llm.price_out": c.LLM.PriceOut, "llm.yuan_per_day": c.LLM.YuanPerDay, "llm.usd_per_day": c.LLM.USDPerDay,
	}) {
		r.bad(n < 0 || n > mostUSD, key, "want an amount from 0 to %d", mostUSD)
	}
	r.bad(c.LLM.YuanPerDay > 0 && c.LLM.USDPerDay > 0, "llm.usd_per_day", "llm.yuan_per_day is set too; prices are of one currency")
	priced := c.LLM.PriceIn > 0 || c.LLM.PriceOut > 0
	r.bad(len(c.LLM.Fallback) > 0 && c.LLM.URL == "", "llm.fallback", "llm.url is not set; the first model to ask is named there")
	for i, name := range c.LLM.Fallback {
		e, ok := c.LLMs[name]
		r.bad(!ok, "llm.fallback", "no llms.%s%s", name, meant(name, names(c.LLMs)))
		r.bad(slices.Contains(c.LLM.Fallback[:i], name), "llm.fallback", "%s is named twice", name)
		priced = priced || e.PriceIn > 0 || e.PriceOut > 0
	}
	r.bad(c.LLM.DailyMoney() > 0 && c.LLM.URL != "" && !priced, "llm.price_in", "missing: a limit of money is set, so say what a million tokens cost (llm.price_in, llm.price_out)")
	for name, e := range sorted(c.LLMs) {
		at := "llms." + name + "."
		r.want(at+"url", e.URL, schemes("http://", "https://"))
		r.bad(e.Model == "", at+"model", "missing: name the model to ask")
		r.bad(min(e.PriceIn, e.PriceOut) < 0 || max(e.PriceIn, e.PriceOut) > mostUSD, at+"price_in", "want amounts from 0 to %d", mostUSD)
	}
	r.bad(c.Pages.Keep <= 0, "pages.keep", "want a time such as 180d")
	for _, k := range []struct {
		name       string
		has, least time.Duration
	}{
		{"filings", c.Retention.Filings, minFilings}, {"visits", c.Retention.Visits, minVisits}, {"audit", c.Retention.Audit, minAudit},
		{"answers", c.Retention.Answers, 24 * time.Hour},
	} {
		r.bad(k.has != 0 && k.has < k.least, "retention."+k.name, "want 0s for ever, or %dd or more", k.least/(24*time.Hour))
	}
	r.bad(c.Pages.Large <= 0, "pages.large", "want a number of bytes, such as 1048576")
	r.bad(c.Crawl.UserAgent == "", "crawl.user_agent", "empty: places refuse visitors without a name")
	r.bad(strings.ContainsAny(c.Crawl.Agent(), "\r\n"), "crawl.user_agent", "want one line, with crawl.contact too")

	for name, s := range sorted(c.Sources) {
		at := "sources." + name
		r.bad(strings.Contains(s.Schedule, "TZ="), at+".schedule", "the zone has a key of its own, %s.zone", at)
		r.bad(s.Pace < 0, at+".pace", "negative: want a time such as 2s")
		r.want(at+".hook", s.Hook, optional(hookSecret))
		r.bad(strings.ContainsFunc(s.Token, func(c rune) bool { return c <= ' ' || c > '~' }), at+".token", "want one word, without blanks")
	}
	for name, d := range sorted(c.Destinations) {
		at := "destinations." + name
		r.bad(name == "" || strings.ContainsAny(name, "/#<>@; "), at, "want a short name without blanks and / # < > @ ;")
		r.bad(strings.HasPrefix(name, "c-"), at, "names that begin with c- are those of exporters' contacts: choose another")
		r.bad(d.Channel == "", at, "has no channel: add one, such as channel: wecom")
		r.bad(d.Budget != nil && *d.Budget < 0, at+".budget", "negative: want a number of alerts a day, 0 for no limit")
		r.bad(d.Language != "zh" && d.Language != "en", at+".language", "%q: want zh or en", d.Language)
	}
	for id, center := range sorted(c.Centers) {
		r.told("centers."+id+".tell", center.Tell)
		r.bad(center.SLA < 0 || center.SLA > maxSLA, "centers."+id+".sla", "want working hours such as 8h, or 0s for no limit")
	}
	r.told("admins.tell", c.Admins.Tell)
	if c.Canary.Tell != "" {
		r.told("canary.tell", []string{c.Canary.Tell})
	}
	if c.Console.Mail != "" {
		r.told("console.mail", []string{c.Console.Mail})
		d, ok := c.Destinations[c.Console.Mail]
		r.bad(ok && d.Channel != "mail", "console.mail", "destination %s is no mail: name one whose channel is mail", c.Console.Mail)
	}
	r.bad(!slices.Contains([]string{"open", "approve", "off"}, c.Console.SignUp), "console.signup", "%q: want open, approve or off", c.Console.SignUp)
	r.bad(c.Console.Key != "" && len(c.Console.Key) < minKey, "console.key", "too short: want %d random characters or more, as openssl rand -base64 32 makes", minKey)
}

// minKey is the least length of the key that what people entrust is sealed by.
const minKey = 32

// told reports destinations that are not there.
func (r *reader) told(key string, to []string) {
	for _, name := range to {
		if _, ok := r.c.Destinations[name]; !ok {
			r.fail(key, "no destination is called %q%s", name, meant(name, names(r.c.Destinations)))
		}
	}
}

func (r *reader) want(key, value string, wrong func(string) string) {
	if why := wrong(value); why != "" {
		r.fail(key, "%s", why)
	}
}

func (r *reader) bad(is bool, key, format string, args ...any) {
	if is {
		r.fail(key, format, args...)
	}
}

// schemes says what is wrong with an address that begins with none of the
// prefixes, or that is one of them and nothing more. It does not repeat the
// address, which may hold a password.
func schemes(prefixes ...string) func(string) string {
	return func(s string) string {
		for _, p := range prefixes {
			rest, ok := strings.CutPrefix(s, p)
			switch {
			case !ok:
			case rest == "":
				return "nothing follows " + p
			case !strings.HasSuffix(p, "://"):
				return ""
			default:
				if _, err := url.Parse(s); err != nil {
					return "not a URL: write blanks and signs in a password as %20, %40 …"
				}
				return ""
			}
		}
		return "want " + list(prefixes) + " …"
	}
}

// minHook is how long the end of a hook's address is at least: it is all that
// keeps strangers out.
const minHook = 24

// hookSecret does not repeat the secret.
func hookSecret(s string) string {
	if len(s) < minHook || strings.ContainsFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_'
	}) {
		return fmt.Sprintf("want %d or more letters, digits, - and _, such as openssl rand -hex 24 writes", minHook)
	}
	return ""
}

func proxy(s string) string {
	if s == "environment" {
		return ""
	}
	return optional(schemes("environment", "http://", "https://", "socks5://"))(s)
}

func optional(wrong func(string) string) func(string) string {
	return func(s string) string {
		if s == "" {
			return ""
		}
		return wrong(s)
	}
}

func hostPort(s string) string {
	u, err := url.Parse("//" + s)
	if err != nil || u.Host != s || u.Port() == "" {
		return fmt.Sprintf("%q: want host:port, such as 127.0.0.1:8337", s)
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); err != nil {
		return fmt.Sprintf("%q: a port is a number up to 65535", s)
	}
	return ""
}
