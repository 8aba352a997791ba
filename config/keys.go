package config

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// A key is one scalar of the configuration, in the file as "llm.key" and in
// the environment as TOCSIN_LLM_KEY.
type key struct {
	name   string
	target any // pointer to where the value belongs
	secret bool
}

// keys lists the scalars of c.
func (c *Config) keys() []key {
	return []key{
		{"store", &c.Store, true},
		{"seen", &c.Seen, true},
		{"console.listen", &c.Console.Listen, false},
		{"console.url", &c.Console.URL, false},
		{"console.insecure", &c.Console.Insecure, false},
		{"console.proxies", &c.Console.Proxies, false},
		{"console.mail", &c.Console.Mail, false},
		{"console.signup", &c.Console.SignUp, false},
		{"console.oidc_issuer", &c.Console.OIDCIssuer, false},
		{"console.oidc_client", &c.Console.OIDCClient, false},
		{"console.oidc_secret", &c.Console.OIDCSecret, true},
		{"console.key", &c.Console.Key, true},
		{"hooks.listen", &c.Hooks.Listen, false},
		{"hooks.proxies", &c.Hooks.Proxies, false},
		{"feeds.listen", &c.Feeds.Listen, false},
		{"feeds.url", &c.Feeds.URL, false},
		{"metrics.listen", &c.Metrics.Listen, false},
		{"admins.tell", &c.Admins.Tell, false},
		{"canary.tell", &c.Canary.Tell, false},
		{"rules.second_person", &c.Rules.SecondPerson, false},
		{"pages.dir", &c.Pages.Dir, false},
		{"pages.keep", &c.Pages.Keep, false},
		{"pages.large", &c.Pages.Large, false},
		{"retention.filings", &c.Retention.Filings, false},
		{"retention.visits", &c.Retention.Visits, false},
		{"retention.audit", &c.Retention.Audit, false},
		{"retention.answers", &c.Retention.Answers, false},
		{"crawl.contact", &c.Crawl.Contact, false},
		{"crawl.user_agent", &c.Crawl.UserAgent, false},
		{"crawl.proxy", &c.Crawl.Proxy, true},
		{"crawl.private", &c.Crawl.Private, false},
		{"send.proxy", &c.Send.Proxy, true},
		{"send.private", &c.Send.Private, false},
		{"send.domestic", &c.Send.Domestic, false},
		{"llm.url", &c.LLM.URL, true},
		{"llm.key", &c.LLM.Key, true},
		{"llm.model", &c.LLM.Model, false},
		{"llm.price_in", &c.LLM.PriceIn, false},
		{"llm.price_out", &c.LLM.PriceOut, false},
		{"llm.fallback", &c.LLM.Fallback, false},
		{"llm.yuan_per_day", &c.LLM.YuanPerDay, false},
		{"llm.usd_per_day", &c.LLM.USDPerDay, false},
		{"llm.daily_tokens", &c.LLM.DailyTokens, false},
		{"llm.concurrency", &c.LLM.Concurrency, false},
		{"llm.timeout", &c.LLM.Timeout, false},
	}
}

func (e *Endpoint) keys() []key {
	return []key{
		{"url", &e.URL, true},
		{"key", &e.Key, true},
		{"model", &e.Model, false},
		{"price_in", &e.PriceIn, false},
		{"price_out", &e.PriceOut, false},
	}
}

func (s *Source) keys() []key {
	return []key{
		{"enabled", &s.Enabled, false},
		{"schedule", &s.Schedule, false},
		{"zone", &s.Zone, false},
		{"pace", &s.Pace, false},
		{"token", &s.Token, true},
		{"hook", &s.Hook, true},
		{"hook_from", &s.HookFrom, false},
		{"usd_per_month", &s.USDPerMonth, false},
		{"usd_per_day", &s.USDPerDay, false},
		{"params", &s.Params, false},
	}
}

func (d *Destination) keys() []key {
	return []key{
		{"channel", &d.Channel, false},
		{"language", &d.Language, false},
		{"options", &d.Options, true},
		{"abroad", &d.Abroad, false},
		{"at_once", &d.AtOnce, false},
		{"digest", &d.Digest, false},
		{"quiet", &d.Quiet, false},
		{"budget", &d.Budget, false},
		{"categories", &d.Categories, false},
		{"repeat", &d.Repeat, false},
	}
}

func (t *CenterTell) keys() []key {
	return []key{
		{"tell", &t.Tell, false},
		{"sla", &t.SLA, false},
	}
}

// variable is the name of the key in the environment.
func (k key) variable() string {
	return "TOCSIN_" + strings.ToUpper(strings.ReplaceAll(k.name, ".", "_"))
}

// variables lists every name Load asks the environment for.
func variables() []string {
	var out []string
	for _, k := range new(Config).keys() {
		out = append(out, k.variable())
		if k.secret {
			out = append(out, k.variable()+"_FILE")
		}
	}
	return out
}

// sorted ranges over m in the order of its keys, so that the same mistakes are
// always told in the same order.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, name := range names(m) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}

func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// list joins words as a person would: "a, b or c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// meant is the end of a sentence about a word that nobody knows: the known
// word that is nearest to it, or all of them.
func meant(word string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	switch {
	case best != "":
		return ": did you mean " + best + "?"
	case len(known) == 0:
		return ""
	default:
		return ": want " + list(known)
	}
}

// distance is Levenshtein's, of two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, before+cost)
		}
	}
	return row[len(b)]
}
