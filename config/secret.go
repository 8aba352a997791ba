package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// hidden stands where a secret was.
const hidden = "***"

// Raw returns the options in the form a channel decodes. A text "env:NAME" or
// "file:PATH" in them, at any depth, stands for what is found there; an error
// names all that is not there.
func (d Destination) Raw() (json.RawMessage, error) {
	out, err := each(d.Options, func(s string) (string, error) { return resolve(s, d.env) })
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	if d.Options == nil {
		out = struct{}{}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	return raw, nil
}

// each returns a copy of v with f done to every text in it.
func each(v any, f func(string) (string, error)) (any, error) {
	switch v := v.(type) {
	case string:
		return f(v)
	case []any:
		out := make([]any, len(v))
		var wrong []error
		for i := range v {
			var err error
			if out[i], err = each(v[i], f); err != nil {
				wrong = append(wrong, err)
			}
		}
		return out, together(wrong)
	case map[string]any:
		out := make(map[string]any, len(v))
		var wrong []error
		for name, value := range sorted(v) {
			var err error
			if out[name], err = each(value, f); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			}
		}
		return out, together(wrong)
	default:
		return v, nil
	}
}

// together says all of errs in one line, nil if there are none.
func together(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	said := make([]string, len(errs))
	for i, err := range errs {
		said[i] = err.Error()
	}
	return errors.New(strings.Join(said, "; "))
}

// Redacted returns a copy that may be shown: without the model's key, the
// sources' tokens and hooks, the passwords in addresses, and what destinations are
// reached by.
func (c Config) Redacted() Config {
	c.Store, c.Seen = RedactURL(c.Store), RedactURL(c.Seen)
	c.Crawl.Proxy, c.Send.Proxy, c.LLM.URL = RedactURL(c.Crawl.Proxy), RedactURL(c.Send.Proxy), RedactURL(c.LLM.URL)
	if c.LLM.Key != "" {
		c.LLM.Key = hidden
	}
	if c.Console.Key != "" {
		c.Console.Key = hidden
	}
	llms := make(map[string]Endpoint, len(c.LLMs))
	for name, e := range c.LLMs {
		if e.URL = RedactURL(e.URL); e.Key != "" {
			e.Key = hidden
		}
		llms[name] = e
	}
	c.LLMs = llms
	sources := make(map[string]Source, len(c.Sources))
	for name, s := range c.Sources {
		if s.Token != "" {
			s.Token = hidden
		}
		if s.Hook != "" {
			s.Hook = hidden
		}
		sources[name] = s
	}
	c.Sources = sources
	shown := make(map[string]Destination, len(c.Destinations))
	for name, d := range c.Destinations {
		shown[name] = d.Redacted()
	}
	c.Destinations = shown
	return c
}

// Redacted returns a copy that may be shown. References to variables and
// files stay: they help, and hold no secret themselves.
func (d Destination) Redacted() Destination {
	options := make(map[string]any, len(d.Options))
	for name, v := range d.Options {
		s, ok := v.(string)
		if ok && (strings.HasPrefix(s, "env:") || strings.HasPrefix(s, "file:")) {
			options[name] = s
			continue
		}
		options[name] = hidden
	}
	d.Options = options
	return d
}

// LogValue keeps secrets out of every log.
func (c Config) LogValue() slog.Value {
	c = c.Redacted()
	var attrs []slog.Attr
	for _, k := range c.keys() {
		attrs = append(attrs, slog.String(k.name, text(k.target)))
	}
	return slog.GroupValue(append(attrs, slog.Any("destinations", names(c.Destinations)))...)
}

// text writes the value of a scalar.
func text(target any) string {
	switch t := target.(type) {
	case *string:
		return *t
	case *[]string:
		return strings.Join(*t, ",")
	case *bool:
		return strconv.FormatBool(*t)
	case *int:
		return strconv.Itoa(*t)
	case *float64:
		return strconv.FormatFloat(*t, 'f', -1, 64)
	case *int64:
		return strconv.FormatInt(*t, 10)
	case *time.Duration:
		return t.String()
	default:
		return hidden
	}
}

// LogValue keeps the options, where secrets live, out of every log.
func (d Destination) LogValue() slog.Value { return slog.StringValue(d.Channel) }

// LogValue keeps the key out of every log.
func (l LLM) LogValue() slog.Value {
	return slog.GroupValue(slog.String("url", RedactURL(l.URL)), slog.String("model", l.Model))
}

// LogValue keeps the key out of every log.
func (e Endpoint) LogValue() slog.Value {
	return slog.GroupValue(slog.String("url", RedactURL(e.URL)), slog.String("model", e.Model))
}

// RedactURL returns an address that may be shown: without its password, and
// without the value of any parameter that may hold one. An address that is
// not quite one, so that a password could stand anywhere in it, is hidden
// whole.
func RedactURL(s string) string {
	if s == "" || s == "memory" || s == "environment" || strings.HasPrefix(s, "sqlite:") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Opaque != "" || strings.ContainsRune(u.Path+u.RawQuery+u.Fragment, '@') {
		return hidden
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return hidden
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), hidden)
	}
	for name := range q {
		if low := strings.ToLower(name); strings.Contains(low, "pass") || strings.Contains(low, "key") || strings.Contains(low, "token") || strings.Contains(low, "secret") {
			q.Set(name, hidden)
			u.RawQuery = q.Encode()
		}
	}
	return strings.ReplaceAll(u.String(), url.QueryEscape(hidden), hidden)
}
