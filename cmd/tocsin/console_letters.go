package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/mail"
	"tocsin/config"
	"tocsin/crawlers"
)

// Bounds of what the console does beside its requests.
const (
	maxErrands = 200
	errandTime = 30 * time.Second
)

// errands are what the console does beside its requests. What waits when the
// program ends is not done: whoever asked for it asks again.
type errands chan func(context.Context)

// later takes one, and reports false where too many wait.
func (e errands) later(do func(context.Context)) bool {
	select {
	case e <- do:
		return true
	default:
		return false
	}
}

// run does them, one after the other, until ctx ends.
func (e errands) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case do := <-e:
			func() {
				ctx, cancel := context.WithTimeout(ctx, errandTime)
				defer cancel()
				do(ctx)
			}()
		}
	}
}

// letters returns what writes to somebody about an account, through the mail
// server of the destination console.mail; nil where none is named.
func letters(c config.Config) (func(ctx context.Context, to string, m alerts.Message) error, error) {
	if c.Console.Mail == "" {
		return nil, nil
	}
	open, err := mailer(c, c.Console.Mail)
	if err != nil {
		return nil, err
	}
	base := consoleURL(c)
	return func(ctx context.Context, to string, m alerts.Message) error {
		post, err := open(to, wayOut{}) // who has an account leaves in the console
		if err != nil {
			return fmt.Errorf("console.mail: %w", err)
		}
		for i, l := range m.Actions {
			if strings.HasPrefix(l.URL, "/") {
				m.Actions[i].URL = base + l.URL
			}
		}
		return post.Notify(ctx, m)
	}, nil
}

// A wayOut is where the reader of a letter leaves, and what proves it; the zero
// one offers none.
type wayOut struct{ url, secret string }

// mailer opens posts to single addresses through the server of a destination of
// channel mail.
func mailer(c config.Config, name string) (func(to string, way wayOut) (alerts.Notifier, error), error) {
	guarded, err := crawlers.Guarded(crawlers.GuardOptions{Proxy: c.Send.Proxy, Private: c.Send.Private, Key: "send.private"})
	if err != nil {
		return nil, fmt.Errorf("%w: send.proxy: %w", errConfig, err)
	}
	d := c.Destinations[name]
	client := &http.Client{Transport: guarded}
	return func(to string, way wayOut) (alerts.Notifier, error) {
		raw, err := d.Raw() // its secrets may be set later
		if err != nil {
			return nil, err
		}
		var options map[string]any
		if err := json.Unmarshal(raw, &options); err != nil {
			return nil, err
		}
		delete(options, "unsubscribe_url")
		delete(options, "unsubscribe_secret")
		if way.url != "" {
			options["unsubscribe_url"], options["unsubscribe_secret"] = way.url, way.secret
		}
		options["to"] = []string{to}
		if raw, err = json.Marshal(options); err != nil {
			return nil, err
		}
		return mail.Channel.Open(raw, client)
	}, nil
}
