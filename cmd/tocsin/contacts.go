package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/mail"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/unsubscribe"
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
	letter   func(to string, way wayOut) (alerts.Notifier, error) // nil where no mail is configured
	leave    wayOut                                               // of letters to contacts, but for the contact
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
	r.leave = leaving(c)
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

// leaving is where the readers of letters to contacts leave: at the address that
// the destination of console.mail names, or where the feeds or the console are
// reached. A letter has no way out that is not https (RFC 8058).
func leaving(c config.Config) wayOut {
	at, _ := c.Destinations[c.Console.Mail].Options["unsubscribe_url"].(string)
	if at == "" && c.Feeds.Listen != "" {
		at = c.Feeds.URL + unsubscribe.Path
	}
	if !strings.HasPrefix(at, "https://") {
		at = c.Console.URL + unsubscribe.Path
	}
	if !strings.HasPrefix(at, "https://") || c.Console.Key == "" {
		return wayOut{}
	}
	h := hmac.New(sha256.New, []byte(c.Console.Key))
	h.Write([]byte("tocsin contacts leave")) // never fails
	return wayOut{at, hex.EncodeToString(h.Sum(nil))}
}

// wayOut is where the reader at a contact leaves.
func (r *reach) wayOut(contact string) wayOut {
	u, err := url.Parse(r.leave.url)
	if r.leave.url == "" || err != nil {
		return wayOut{}
	}
	q := u.Query()
	q.Set("c", contact)
	u.RawQuery = q.Encode()
	return wayOut{u.String(), r.leave.secret}
}

// reader returns whose a token is of the reader at a contact. One that is paused
// may leave again.
func (r *reach) reader(ctx context.Context, db *store.DB, contact, token string) (unsubscribe.Reader, bool, error) {
	c, err := db.FindContact(ctx, contact)
	if errors.Is(err, store.ErrNotFound) {
		return unsubscribe.Reader{}, false, nil
	}
	if err != nil {
		return unsubscribe.Reader{}, false, err
	}
	options, err := r.options(c)
	if err != nil || c.Channel != "mail" || !mail.Check(r.leave.secret, token, c.ID, options.To) {
		return unsubscribe.Reader{}, false, nil //nolint:nilerr // what nobody can read any more has no letters
	}
	return unsubscribe.Reader{Destination: c.ID, Address: options.To, Masked: mail.Masked(options.To)}, true, nil
}

// leaves pauses a contact because its reader wants no more letters. Its org may
// go on in the console.
func (r *reach) leaves(ctx context.Context, db *store.DB, contact string, now time.Time) error {
	c, err := db.FindContact(ctx, contact)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.Paused.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sql.Tx) error {
		c.Paused = now
		if err := store.PutContact(ctx, tx, c); err != nil {
			return err
		}
		return store.Record(ctx, tx, store.Deed{At: now, Who: "unsubscribe", What: "contact.pause", On: c.ID})
	})
}

// open opens what tells somebody by the options of a contact, and says what of
// it may be abroad. Its errors hold no secret.
func (r *reach) open(channel string, options console.ContactOptions) (n alerts.Notifier, abroad string, err error) {
	return r.openFor("", channel, options)
}

// openFor is open of a contact that is there, "" for none: its letters have a way
// out.
func (r *reach) openFor(contact, channel string, options console.ContactOptions) (n alerts.Notifier, abroad string, err error) {
	c, ok := findChannel(channel)
	if !ok || channel != "mail" && channel != "webhook" && robots[channel] == "" {
		return nil, "", fmt.Errorf("%w: no channel %q", alerts.ErrRefused, channel)
	}
	if channel == "mail" {
		if r.letter == nil {
			return nil, "", fmt.Errorf("%w: console.mail is not set", alerts.ErrRefused)
		}
		var way wayOut
		if contact != "" {
			way = r.wayOut(contact)
		}
		if n, err = r.letter(options.To, way); err != nil {
			return nil, "", err
		}
		if post, ok := n.(*mail.Post); ok && contact != "" {
			post.Bind(contact, stays)
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
	options, err := r.options(c)
	if err != nil {
		return to, err
	}
	n, abroad, err := r.openFor(c.ID, c.Channel, options)
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

// options are those of a contact's channel.
func (r *reach) options(c store.Contact) (options console.ContactOptions, err error) {
	plain, err := r.box.Unseal(console.ContactUse(c.ID), c.Sealed)
	if err == nil {
		err = json.Unmarshal([]byte(plain), &options)
	}
	if err != nil {
		return options, fmt.Errorf("options of contact %s: %w", c.ID, err)
	}
	return options, nil
}

// stays is that nobody has left: who has is paused, and no destination.
func stays(context.Context, string, string) (bool, error) { return false, nil }
