package exporter

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
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what an org is told by, and of how it is proved.
const (
	maxContacts   = 20
	maxAddress    = 500 // bytes
	proveFor      = 24 * time.Hour
	provingWithin = 15 * time.Second // of sending the code
	proveWindow   = time.Hour
	codesInWindow = 10 // that an org has sent
	triesOfCode   = 10
)

// Choices of how somebody is told.
var (
	manners    = []string{"now", "daily", "weekly"}
	levels     = []string{"critical", "high", "normal", "low"}
	quiets     = []string{"", "22:00-07:00", "20:00-08:00"}
	languages  = []string{"zh", "en"}
	categories = []string{"337", "patent", "trademark", "copyright", "schedule-a", "squatting", "other"}
)

// contactsPage is where an org is told.
type contactsPage struct {
	web.Frame
	Rows     []contactRow
	Channels []web.Option
	NoKey    bool // nothing can be kept
	Form     web.Form
	mannerForm
}

// mannerForm is what a form asks of how somebody is told.
type mannerForm struct {
	Manners, Levels, Quiets, Languages, Categories []web.Option
	Chosen                                         map[string]bool // categories
}

// A contactRow is one contact as it is shown: never its address.
type contactRow struct {
	Path, Name, Channel, Tail string
	Manner                    string
	Verified, Paused          bool
	Abroad                    string
}

func contactPath(id string) string { return "/contacts/" + url.PathEscape(id) }

func contactRowOf(f web.Frame, c store.Contact) contactRow {
	row := contactRow{
		Path: contactPath(c.ID), Name: web.Clean(c.Name, 60), Channel: f.Word("channel", c.Channel), Tail: web.Clean(c.Tail, 8),
		Verified: !c.Verified.IsZero(), Paused: !c.Paused.IsZero(), Abroad: web.Clean(c.Abroad, web.LineLength),
	}
	if row.Manner = f.Word("manner", mannerOf(c)); c.Channel == "webhook" {
		row.Manner = f.T("manner.data")
	}
	return row
}

// mannerOf is the choice that a contact's manner was made of.
func mannerOf(c store.Contact) string {
	switch {
	case c.AtOnce != string(alerts.Never):
		return "now"
	case strings.HasPrefix(c.Digest, "mon "):
		return "weekly"
	}
	return "daily"
}

func (m *mannerForm) offer(f web.Frame, chosen []string) {
	options := func(list string, words []string) (out []web.Option) {
		for _, w := range words {
			text := f.Word(list, w)
			if w == "" {
				text = f.T(list + ".none")
			}
			out = append(out, web.Option{Value: w, Text: text})
		}
		return out
	}
	m.Manners, m.Quiets, m.Languages = options("manner", manners), options("quiet", quiets), options("language", languages)
	m.Chosen = map[string]bool{}
	for _, l := range levels {
		m.Levels = append(m.Levels, web.Option{Value: l, Text: alerts.Severity(l).In(string(f.Lang)) + f.T("level.more")})
	}
	for _, c := range categories {
		m.Categories = append(m.Categories, web.Option{Value: c, Text: web.Word(alerts.Category(c).In(string(f.Lang)))})
		m.Chosen[c] = slices.Contains(chosen, c)
	}
}

// read reads how somebody is told into a contact.
func (m *mannerForm) read(f *web.Form, c *store.Contact) {
	c.Name = f.Need("called", 60)
	c.Language = f.OneOf("language", languages...)
	c.Categories = nil
	for _, x := range f.Values["category"] {
		if slices.Contains(categories, x) && !slices.Contains(c.Categories, x) {
			c.Categories = append(c.Categories, x)
		}
	}
	if len(c.Categories) == len(categories) {
		c.Categories = nil // and those that there may be one day
	}
	manner, level, quiet := f.OneOf("manner", manners...), f.OneOf("level", levels...), f.OneOf("quiet", quiets...)
	c.AtOnce, c.Digest, c.Quiet = string(alerts.Never), "daily 08:30", quiet
	switch {
	case c.Channel == "webhook": // a program wants all of it
		c.AtOnce, c.Digest, c.Quiet = "", "", ""
	case manner == "now":
		c.AtOnce = level
	case manner == "weekly":
		c.Digest = "mon 08:30"
	}
	for x := range m.Chosen {
		m.Chosen[x] = slices.Contains(f.Values["category"], x)
	}
}

func (e *room) contacts(r *web.Request) (web.Answer, error) {
	p, err := e.contactsPage(r, web.Form{}.Fill("manner", "now").Fill("level", "normal").Fill("language", string(r.Lang)))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("contacts", p)
}

func (e *room) contactsPage(r *web.Request, f web.Form) (*contactsPage, error) {
	p := &contactsPage{Frame: r.Frame(texts["contacts"].In(r.Lang)), Form: f, NoKey: e.Seal == nil || e.Contacts.Open == nil}
	p.offer(p.Frame, nil)
	for _, c := range e.Contacts.Channels {
		p.Channels = append(p.Channels, web.Option{Value: c, Text: p.Word("channel", c)})
	}
	all, err := e.Store.OrgContacts(r.Context(), r.User.Org)
	for _, c := range all {
		p.Rows = append(p.Rows, contactRowOf(p.Frame, c))
	}
	return p, err
}

// prove tells a contact its code. Wrong names a text that says why it could not
// be told, or is "".
func (e *room) prove(r *web.Request, n alerts.Notifier, c store.Contact, code string) (wrong string, err error) {
	tries, _, err := e.Store.Try(r.Context(), "codes-of "+r.User.Org, proveWindow, e.Now())
	if err != nil {
		return "", err
	}
	if tries > codesInWindow {
		return "wrong.often", nil
	}
	say := func(name string) string { return texts[name].In(web.Lang(c.Language)) }
	m := alerts.Message{
		ID: "contact@" + c.ID + "@" + e.Now().UTC().Format("20060102T150405Z"), Type: "test", At: e.Now(), Severity: alerts.Low, Thread: "contact",
		Title: say("prove.title"), Footer: say("prove.footer"),
		Lines: []alerts.Line{{Label: say("field.proof"), Text: code, Essential: true}, {Label: say("prove.note"), Text: say("prove.text"), Essential: true}},
	}
	m.Alert = alerts.Alert{ID: m.ID, Subscriber: "test", Severity: alerts.Low, Title: m.Title + " " + code, Told: m.At} // a program hears of it alone
	ctx, cancel := context.WithTimeout(r.Context(), provingWithin)
	defer cancel()
	if err := n.Notify(ctx, m); err != nil {
		e.Log.Warn("contact not told its code", "contact", c.ID, "err", err)
		return "wrong.unreached", nil
	}
	return "", nil
}

func (e *room) addContact(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, err := e.contactsPage(r, f)
	if err != nil {
		return web.Answer{}, err
	}
	if p.NoKey {
		return r.Refuse(http.StatusConflict, "contacts", p)
	}
	now := e.Now()
	c := store.Contact{ID: store.ContactPrefix + strings.ToLower(rand.Text()[:16]), Org: r.User.Org, Made: now, Asked: now, Channel: f.OneOf("channel", e.Contacts.Channels...)}
	p.read(&f, &c)
	address := strings.TrimSpace(f.Raw("address"))
	if address == "" || len(address) > maxAddress || !utf8.ValidString(address) || strings.ContainsAny(address, " \t\r\n") {
		f.Wrong("address", "wrong.address")
	}
	if len(p.Rows) >= maxContacts {
		f.Wrong("address", "wrong.contacts")
	}
	options, shown := web.ContactOptions{URL: address, Secret: strings.TrimSpace(f.Raw("sign"))}, ""
	switch c.Channel {
	case "mail":
		options = web.ContactOptions{To: address}
	case "webhook":
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails
		options.Secret = "whsec_" + base64.StdEncoding.EncodeToString(b)
		shown = options.Secret
	case "wecom":
		options.Secret = ""
	}
	if len(options.Secret) > 200 {
		f.Wrong("sign", "wrong.long")
	}
	if p.Form = f; !f.Good() {
		return r.Again("contacts", p)
	}
	n, abroad, err := e.Contacts.Open(c.Channel, options)
	if err != nil {
		f.Wrong("address", "wrong.address."+c.Channel)
	}
	if err == nil && abroad != "" {
		if !f.Has("abroad") {
			f.Wrong("abroad", "wrong.abroad")
		}
		c.Abroad = web.Agreed(r.User.Login, now, abroad)
	}
	if p.Form = f; !f.Good() {
		return r.Again("contacts", p)
	}
	c.Tail = web.AddressTail(address)
	code, hash := web.NewProof()
	c.Proof = hash
	raw, err := json.Marshal(options) //nolint:gosec // it is sealed at once
	if err == nil {
		c.Sealed, err = e.Seal.Seal(web.ContactUse(c.ID), string(raw))
	}
	if err != nil {
		return web.Answer{}, err
	}
	wrong, err := e.prove(r, n, c, code)
	if err != nil {
		return web.Answer{}, err
	}
	if wrong != "" {
		f.Wrong("address", wrong)
		p.Form = f
		return r.Again("contacts", p)
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.AddContact(r.Context(), tx, c); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "contact.add", c.ID, strings.TrimSpace(c.Channel+" "+c.Abroad))
	})
	if err != nil {
		return web.Answer{}, err
	}
	if shown != "" { // this once
		page, err := e.contactPage(r, c.ID)
		if err != nil {
			return web.Answer{}, err
		}
		page.Secret = shown
		return r.Page("contact", page)
	}
	return r.Done(contactPath(c.ID), "done.proving")
}

// contactPage is one contact and what can be done with it.
type contactPage struct {
	web.Frame
	Row    contactRow
	Data   bool
	Ver    int64
	Secret string // of a webhook, shown once
	Lost   bool   // it was sealed by another key
	Prove  web.Form
	Form   web.Form
	Warn   string
	mannerForm

	contact store.Contact
}

func (e *room) contact(r *web.Request) (web.Answer, error) {
	p, err := e.contactPage(r, r.PathValue("id"))
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("contact", p)
}

func (e *room) contactPage(r *web.Request, id string) (*contactPage, error) {
	c, err := e.Store.OrgContact(r.Context(), r.User.Org, id)
	if err != nil {
		return nil, err
	}
	p := &contactPage{Frame: r.Frame(web.Clean(c.Name, 60)), Ver: c.Version, Data: c.Channel == "webhook", contact: c}
	p.Row = contactRowOf(p.Frame, c)
	chosen := c.Categories
	if len(chosen) == 0 {
		chosen = categories
	}
	p.offer(p.Frame, chosen)
	_, err = e.Seal.Unseal(web.ContactUse(c.ID), c.Sealed)
	p.Lost = err != nil
	level := c.AtOnce
	if !slices.Contains(levels, level) {
		level = "normal"
	}
	p.Form = web.Form{}.Fill("called", p.Row.Name).Fill("manner", mannerOf(c)).Fill("level", level).Fill("quiet", c.Quiet).Fill("language", c.Language)
	return p, nil
}

// asksContact reads a form about the contact of the address.
func (e *room) asksContact(r *web.Request) (web.Form, *contactPage, error) {
	f, err := r.Form()
	if err != nil {
		return f, nil, err
	}
	p, err := e.contactPage(r, r.PathValue("id"))
	if err == nil {
		p.contact.Version = version(f)
	}
	return f, p, err
}

// putContact stores a contact as the reader changed it.
func (e *room) putContact(r *web.Request, p *contactPage, what, done string) (web.Answer, error) {
	err := e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.PutContact(r.Context(), tx, p.contact); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, what, p.contact.ID, "")
	})
	if errors.Is(err, store.ErrChanged) {
		now, err := e.contactPage(r, p.contact.ID)
		if err != nil {
			return web.Answer{}, err
		}
		now.Warn = now.T("changed.meanwhile")
		return r.Refuse(http.StatusConflict, "contact", now)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Row.Path, done)
}

// verifyContact takes the code that a contact was told.
func (e *room) verifyContact(r *web.Request) (web.Answer, error) {
	f, p, err := e.asksContact(r)
	if err != nil {
		return web.Answer{}, err
	}
	tries, _, err := e.Store.Try(r.Context(), "code-of "+p.contact.ID, proveWindow, e.Now())
	if err != nil {
		return web.Answer{}, err
	}
	code := strings.ToUpper(strings.ReplaceAll(f.Text("proof", 40), " ", ""))
	switch {
	case tries > triesOfCode:
		f.Wrong("proof", "wrong.often")
	case p.contact.Proof == "" || e.Now().Sub(p.contact.Asked) >= proveFor || subtle.ConstantTimeCompare([]byte(web.ProofHash(code)), []byte(p.contact.Proof)) != 1:
		f.Wrong("proof", "wrong.proof")
	}
	if p.Prove = f; !f.Good() {
		return r.Again("contact", p)
	}
	p.contact.Proof, p.contact.Verified = "", e.Now()
	return e.putContact(r, p, "contact.verify", "done.proved")
}

// proveAgain tells a contact another code.
func (e *room) proveAgain(r *web.Request) (web.Answer, error) {
	f, p, err := e.asksContact(r)
	if err != nil {
		return web.Answer{}, err
	}
	plain, err := e.Seal.Unseal(web.ContactUse(p.contact.ID), p.contact.Sealed)
	if err != nil || e.Contacts.Open == nil || !p.contact.Verified.IsZero() {
		return r.Refuse(http.StatusConflict, "contact", p)
	}
	var options web.ContactOptions
	if err := json.Unmarshal([]byte(plain), &options); err != nil {
		return web.Answer{}, err
	}
	code, hash := web.NewProof()
	wrong := "wrong.unreached"
	if n, _, err := e.Contacts.Open(p.contact.Channel, options); err == nil {
		if wrong, err = e.prove(r, n, p.contact, code); err != nil {
			return web.Answer{}, err
		}
	}
	if wrong != "" {
		f.Wrong("proof", wrong)
		p.Prove = f
		return r.Again("contact", p)
	}
	p.contact.Proof, p.contact.Asked = hash, e.Now()
	return e.putContact(r, p, "contact.prove", "done.proving")
}

func (e *room) changeContact(r *web.Request) (web.Answer, error) {
	f, p, err := e.asksContact(r)
	if err != nil {
		return web.Answer{}, err
	}
	p.read(&f, &p.contact)
	if p.Form = f; !f.Good() {
		return r.Again("contact", p)
	}
	return e.putContact(r, p, "contact.change", "done.saved")
}

// pauseContact stops telling a contact, or goes on.
func (e *room) pauseContact(r *web.Request) (web.Answer, error) {
	f, p, err := e.asksContact(r)
	if err != nil {
		return web.Answer{}, err
	}
	if f.Has("resume") {
		p.contact.Paused = time.Time{}
		return e.putContact(r, p, "contact.resume", "done.contact.resumed")
	}
	p.contact.Paused = e.Now()
	return e.putContact(r, p, "contact.pause", "done.contact.paused")
}

func (e *room) dropContact(r *web.Request) (web.Answer, error) {
	id := r.PathValue("id")
	err := e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.DropContact(r.Context(), tx, r.User.Org, id); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "contact.drop", id, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/contacts", "done.contact.dropped")
}
