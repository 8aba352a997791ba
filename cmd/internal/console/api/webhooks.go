package api

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// A webhook is a contact of an exporter that a program reads: it is told by the
// channel, and kept, proved and sealed, as people's are on their page.

// Bounds of webhooks, and of how they are proved.
const (
	maxContacts   = 20 // of an exporter, whatever their channel
	proveFor      = 24 * time.Hour
	provingWithin = 10 * time.Second
	proveWindow   = time.Hour
	codesInWindow = 10
	triesOfCode   = 10
)

// viaWebhook is the channel.
const viaWebhook = "webhook"

// A webhook is where a program of an exporter is told of its alerts.
type webhook struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Tail     string    `json:"tail" doc:"The last signs of its address"`
	Language string    `json:"language"`
	Abroad   string    `json:"abroad,omitempty" doc:"Why it may be told outside China"`
	Made     time.Time `json:"made"`
	Verified time.Time `json:"verified,omitzero" doc:"It is told nothing before"`
	Paused   time.Time `json:"paused,omitzero"`
	Secret   string    `json:"secret,omitempty" doc:"By which its messages are signed; shown when it is made, and no more"`
}

// webhooks are those of an exporter.
type webhooks struct {
	Items []webhook `json:"items"`
}

func webhookOf(c store.Contact) webhook {
	return webhook{c.ID, web.Clean(c.Name, web.LineLength), c.Tail, c.Language, web.Clean(c.Abroad, web.LineLength), c.Made, c.Verified, c.Paused, ""}
}

func (c *call) listWebhooks(struct{}) (webhooks, error) {
	out := webhooks{[]webhook{}}
	all, err := c.Store.OrgContacts(c.ctx, c.user.Org)
	for _, one := range all {
		if one.Channel == viaWebhook {
			out.Items = append(out.Items, webhookOf(one))
		}
	}
	return out, err
}

// webhook returns one of the caller's, or [store.ErrNotFound].
func (c *call) webhook(id string) (store.Contact, error) {
	one, err := c.Store.OrgContact(c.ctx, c.user.Org, id)
	if err == nil && one.Channel != viaWebhook {
		err = store.ErrNotFound
	}
	return one, err
}

// subscribing is where a program wants to be told.
type subscribing struct {
	URL      string `json:"url" need:"true" max:"500" doc:"https://"`
	Name     string `json:"name" need:"true" max:"60"`
	Language string `json:"language" enum:"zh,en" doc:"zh by default"`
	Abroad   bool   `json:"abroad" doc:"The exporter agrees that its alerts, which may name people, leave China"`
}

// addWebhook keeps an address, after it has been told a code that has to come
// back before it is told anything else.
func (c *call) addWebhook(in struct{ Body subscribing }) (out webhook, err error) {
	if c.Seal == nil || c.Contacts.Open == nil {
		return out, errUnserved
	}
	there, err := c.Store.OrgContacts(c.ctx, c.user.Org)
	if err != nil {
		return out, err
	}
	if len(there) >= maxContacts {
		return out, refuse(http.StatusConflict, "", "接收方式过多，请先删除不用的", "there are too many: delete some first")
	}
	u, err := url.Parse(in.Body.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(in.Body.URL, " \t\r\n") {
		return out, wrong("url", "应为 https:// 开头的地址", "want an address that begins with https://")
	}
	now := c.Now()
	one := store.Contact{ID: store.ContactPrefix + strings.ToLower(rand.Text()[:16]), Org: c.user.Org, Channel: viaWebhook, Name: web.Clean(in.Body.Name, 60), Language: in.Body.Language, Made: now, Asked: now}
	if one.Language == "" {
		one.Language = "zh"
	}
	options := web.ContactOptions{URL: in.Body.URL, Secret: newSecret()}
	n, abroad, err := c.Contacts.Open(viaWebhook, options)
	if err != nil {
		return out, wrong("url", "该地址不能使用：须为公网主机", "it cannot be used: want a host of the open network")
	}
	if abroad != "" {
		if !in.Body.Abroad {
			return out, wrong("abroad", "该地址可能在境外，须取得单独同意后填 true", "it may be outside China: say true once the exporter agrees to that")
		}
		one.Abroad = web.Agreed(c.user.Login, now, abroad)
	}
	one.Tail = web.AddressTail(in.Body.URL)
	if one.Sealed, err = c.sealed(one.ID, options); err != nil {
		return out, err
	}
	if one.Proof, err = c.prove(n, one); err != nil {
		return out, err
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.AddContact(c.ctx, tx, one); err != nil {
			return err
		}
		return c.record(tx, "contact.add", one.ID, strings.TrimSpace(one.Channel+" "+one.Abroad))
	})
	out = webhookOf(one)
	out.Secret = options.Secret
	return out, err
}

// newSecret is one by which messages are signed.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

func (c *call) sealed(id string, o web.ContactOptions) (string, error) {
	raw, err := json.Marshal(o) //nolint:gosec // it is sealed at once
	if err != nil {
		return "", err
	}
	return c.Seal.Seal(web.ContactUse(id), string(raw))
}

// prove tells a webhook a code and returns its hash.
func (c *call) prove(n alerts.Notifier, one store.Contact) (hash string, err error) {
	tries, _, err := c.Store.Try(c.ctx, "codes-of "+c.user.Org, proveWindow, c.Now())
	if err != nil {
		return "", err
	}
	if tries > codesInWindow {
		return "", refuse(http.StatusTooManyRequests, "", "验证消息过于频繁，请一小时后再试", "too many codes were sent: try again in an hour")
	}
	code, hash := web.NewProof()
	m := alerts.Message{
		ID: "contact@" + one.ID + "@" + c.Now().UTC().Format("20060102T150405Z"), Type: "test", At: c.Now(), Severity: alerts.Low, Thread: "contact",
		Title: web.Text{"警钟：请确认接收地址", "Tocsin: confirm this address"}.In(web.Lang(one.Language)),
		Lines: []alerts.Line{{Label: web.Text{"验证码", "Code"}.In(web.Lang(one.Language)), Text: code, Essential: true}},
	}
	m.Alert = alerts.Alert{ID: m.ID, Subscriber: "test", Severity: alerts.Low, Title: m.Title + " " + code, Told: m.At}
	ctx, cancel := context.WithTimeout(c.ctx, provingWithin)
	defer cancel()
	if err := n.Notify(ctx, m); err != nil {
		c.Log.Warn("webhook not told its code", "contact", one.ID, "err", err)
		return "", wrong("url", "验证消息未能送达该地址", "the message with the code did not arrive there")
	}
	return hash, nil
}

// proving is the code that a webhook was told.
type proving struct {
	Code string `json:"code" need:"true" max:"40"`
}

// verifyWebhook takes the code that a webhook was told. From then on it is told
// of alerts.
func (c *call) verifyWebhook(in struct {
	byID
	Body proving
}) (webhook, error) {
	one, err := c.webhook(in.ID)
	if err != nil {
		return webhook{}, err
	}
	tries, _, err := c.Store.Try(c.ctx, "code-of "+one.ID, proveWindow, c.Now())
	if err != nil {
		return webhook{}, err
	}
	hash := web.ProofHash(strings.ToUpper(strings.TrimSpace(in.Body.Code)))
	switch {
	case tries > triesOfCode:
		return webhook{}, refuse(http.StatusTooManyRequests, "code", "尝试过多，请一小时后再试", "too many tries: come again in an hour")
	case one.Proof == "" || c.Now().Sub(one.Asked) >= proveFor || subtle.ConstantTimeCompare([]byte(hash), []byte(one.Proof)) != 1:
		return webhook{}, wrong("code", "验证码不正确或已过期", "it is not the code, or it has expired")
	}
	one.Proof, one.Verified = "", c.Now()
	return c.putWebhook(one, "contact.verify")
}

func (c *call) putWebhook(one store.Contact, what string) (webhook, error) {
	err := c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.PutContact(c.ctx, tx, one); err != nil {
			return err
		}
		return c.record(tx, what, one.ID, "")
	})
	if errors.Is(err, store.ErrChanged) {
		err = refuse(http.StatusConflict, "", "已被他人修改，请重新读取", "it was changed meanwhile: read it again")
	}
	return webhookOf(one), err
}

// rotateWebhook gives a webhook another secret. Its messages are signed by it
// and by the one before, until it is turned again.
func (c *call) rotateWebhook(in byID) (webhook, error) {
	one, err := c.webhook(in.ID)
	if err != nil {
		return webhook{}, err
	}
	if c.Seal == nil {
		return webhook{}, errUnserved
	}
	plain, err := c.Seal.Unseal(web.ContactUse(one.ID), one.Sealed)
	if err != nil {
		return webhook{}, refuse(http.StatusConflict, "", "封存密钥已更换，请删除后重新添加", "it was sealed by another key: delete it and make it anew")
	}
	var options web.ContactOptions
	if err := json.Unmarshal([]byte(plain), &options); err != nil {
		return webhook{}, err
	}
	secret, old := newSecret(), strings.Fields(options.Secret)
	options.Secret = strings.Join(append([]string{secret}, old[:min(1, len(old))]...), " ") // either is good for who has yet to change
	if one.Sealed, err = c.sealed(one.ID, options); err != nil {
		return webhook{}, err
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.ResealContact(c.ctx, tx, one); err != nil {
			return err
		}
		return c.record(tx, "contact.rotate", one.ID, "")
	})
	if errors.Is(err, store.ErrChanged) {
		err = refuse(http.StatusConflict, "", "已被他人修改，请重新读取", "it was changed meanwhile: read it again")
	}
	out := webhookOf(one)
	out.Secret = secret
	return out, err
}

func (c *call) dropWebhook(in byID) (nothing, error) {
	one, err := c.webhook(in.ID)
	if err != nil {
		return nothing{}, err
	}
	return nothing{}, c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.DropContact(c.ctx, tx, one.Org, one.ID); err != nil {
			return err
		}
		return c.record(tx, "contact.drop", one.ID, "")
	})
}
