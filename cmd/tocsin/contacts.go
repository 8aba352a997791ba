package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

// robots are the services whose robots exporters may name, and the only host
// that each answers at. An address that a stranger writes must not make the
// program ask another.
var robots = map[string]string{"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com", "feishu": "open.feishu.cn"}

// reach opens what exporters named. Other than a configured destination none of
// it reaches the program's own network, whatever send.private says.
type reach struct {
	client   *http.Client
	letter   func(to string) (alerts.Notifier, error) // nil where no mail is configured
	domestic []string
	box      *seal.Box
}

func newReach(c config.Config) (*reach, error) {
	guarded, err := crawlers.Guarded(crawlers.GuardOptions{Proxy: c.Send.Proxy})
	if err != nil {
		return nil, fmt.Errorf("%w: send.proxy: %w", errConfig, err)
	}
	r := &reach{client: &http.Client{Transport: guarded}, domestic: c.Send.Domestic}
	if r.box, err = seal.Open(c.Console.Key); err != nil {
		return nil, err
	}
	if c.Console.Mail != "" {
		r.letter, err = mailer(c, c.Console.Mail)
	}
	return r, err
}

// offered are the channels that exporters may choose.
func (r *reach) offered() []string {
	if r.box == nil {
		return nil
	}
	out := []string{"wecom", "dingtalk", "feishu", "webhook"}
	if r.letter != nil {
		out = append([]string{"mail"}, out...)
	}
	return out
}

// open opens what tells somebody by the options of a contact, and says what of
// it may be abroad. Its errors hold no secret.
func (r *reach) open(channel string, options console.ContactOptions) (n alerts.Notifier, abroad string, err error) {
	c, ok := findChannel(channel)
	if !ok || channel != "mail" && channel != "webhook" && robots[channel] == "" {
		return nil, "", fmt.Errorf("%w: no channel %q", alerts.ErrRefused, channel)
	}
	if channel == "mail" {
		if r.letter == nil {
			return nil, "", fmt.Errorf("%w: console.mail is not set", alerts.ErrRefused)
		}
		if n, err = r.letter(options.To); err != nil {
			return nil, "", err
		}
		if to, ok := n.(alerts.Abroad); ok {
			abroad = to.Abroad(r.domestic)
		}
		return n, abroad, nil
	}
	u, err := url.Parse(options.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, "", fmt.Errorf("%w: the address does not begin with https://", alerts.ErrRefused)
	}
	if host := robots[channel]; host != "" && !strings.EqualFold(u.Host, host) {
		return nil, "", fmt.Errorf("%w: robots of %s have an address at %s", alerts.ErrRefused, channel, host)
	}
	if channel == "webhook" && alerts.Foreign(u.Hostname(), r.domestic) {
		abroad = u.Hostname()
	}
	mine := map[string]string{"url": options.URL}
	if options.Secret != "" {
		mine["secret"] = options.Secret
	}
	raw, err := json.Marshal(mine)
	if err != nil {
		return nil, "", err
	}
	n, err = c.Open(raw, r.client)
	return n, abroad, err
}

// ready returns the contacts that may be told. One that cannot be opened is left
// out and logged: the others must be told.
func (r *reach) ready(ctx context.Context, db *store.DB, log *slog.Logger) (out pipeline.Contacts, err error) {
	all, err := db.ReadyContacts(ctx)
	if err != nil {
		return out, err
	}
	rules, err := db.Rules(ctx)
	if err != nil {
		return out, err
	}
	lists, err := db.ContactsOfLists(ctx)
	if err != nil {
		return out, err
	}
	out.To = map[string]pipeline.Destination{}
	for _, c := range all {
		to, err := r.destination(c)
		if err != nil {
			log.Warn("contact of an exporter cannot be told", "contact", c.ID, "err", err)
			continue
		}
		to.Manner.Workday = rules.Workday
		out.To[c.ID] = to
	}
	for list, names := range lists {
		lists[list] = slices.DeleteFunc(names, func(name string) bool { _, ok := out.To[name]; return !ok })
	}
	out.Lists = lists
	return out, nil
}

func (r *reach) destination(c store.Contact) (to pipeline.Destination, err error) {
	plain, err := r.box.Unseal(console.ContactUse(c.ID), c.Sealed)
	if err != nil {
		return to, err
	}
	var options console.ContactOptions
	if err := json.Unmarshal([]byte(plain), &options); err != nil {
		return to, fmt.Errorf("options of contact %s: %w", c.ID, err)
	}
	n, abroad, err := r.open(c.Channel, options)
	if err != nil {
		return to, err
	}
	if abroad != "" && c.Abroad == "" {
		return to, fmt.Errorf("%w: %s may be abroad, and nobody consented", alerts.ErrRefused, abroad)
	}
	channel, _ := findChannel(c.Channel)
	manner, err := channel.MannerOf(c.AtOnce, c.Digest, c.Quiet, nil, c.Categories)
	return pipeline.Destination{Notifier: n, Language: c.Language, Manner: manner, Rate: channel.Rate, Abroad: c.Abroad}, err
}
