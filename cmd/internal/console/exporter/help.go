package exporter

import (
	"cmp"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what people write about help, in characters, and of a list of it.
const (
	maxHelpNote = 2000
	maxHelps    = 200
)

// A helpRow is what an exporter asked a center for.
type helpRow struct {
	Path   string
	State  string
	Word   string // for the state
	Center string
	Org    string
	Asked  web.Stamp
	Person string
	At     web.Stamp
	Moved  bool // somebody at the center has changed the state
	Answer string
}

func helpRowOf(f web.Frame, h store.Help, network region.Centers) helpRow {
	return helpRow{
		Path: "/help/" + url.PathEscape(h.ID), State: h.State, Word: f.Word("help", h.State), Center: centerName(network, h.Center, f.Lang),
		Org: web.Clean(cmp.Or(h.OrgName, f.T("org.gone")), maxName), Asked: web.At(h.Asked), Person: web.Clean(h.Person, 80), At: web.At(h.At),
		Moved: h.State != store.HelpSent, Answer: web.CleanText(h.Answer, maxHelpNote),
	}
}

func centerName(network region.Centers, id string, l web.Lang) string {
	for _, c := range network.All() {
		if c.ID == id {
			return web.Clean(web.Text{c.NameZH, cmp.Or(c.NameEN, c.NameZH)}.In(l), web.LineLength)
		}
	}
	return web.Word(id)
}

// centerFor returns the center that looks after who is at a place, and whether
// anybody can tell where that is.
func (e *room) centerFor(network region.Centers, place string) (c region.Center, placed bool) {
	at := network.Find(place, "", "CN")
	placed = len(at.Code) == 6
	if !placed {
		at = region.Place{Level: region.Country}
	}
	for _, r := range network.Chain(at, "", e.Now()) {
		if r.Part == region.Lead {
			c = r.Center
		}
	}
	return c, placed
}

// help fills in the help that the reader's org asked for in the matter, and the
// form by which it asks.
func (p *whyPage) help(r *web.Request, e *room, matter string) error {
	helps, err := e.Store.HelpOf(r.Context(), r.User.Org)
	if err != nil {
		return err
	}
	network, err := e.Store.Network(r.Context())
	if err != nil {
		return err
	}
	org, err := e.Store.Exporter(r.Context(), r.User.Org)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(helps, func(h store.Help) bool { return h.Matter == matter }); i >= 0 {
		row := helpRowOf(p.Frame, helps[i], network)
		p.Help = &row
	}
	c, placed := e.centerFor(network, org.Place)
	p.Center, p.NoPlace = web.Clean(web.Text{c.NameZH, cmp.Or(c.NameEN, c.NameZH)}.In(r.Lang), web.LineLength), !placed
	p.Ask = p.Ask.Fill("who", web.Clean(r.User.Name, 60)).Fill("where", web.Clean(org.Place, 60))
	return nil
}

// dialled is a number that somebody can be called by, in China or abroad.
var dialled = regexp.MustCompile(`^\+?[0-9][0-9 ()#*-]{5,28}[0-9]$`)

// ask asks the center of the place where the reader's org is for help.
func (e *room) ask(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, told, err := e.whyPage(r, f.Raw("alert"))
	if err != nil {
		return web.Answer{}, err
	}
	now := e.Now()
	h := store.Help{
		ID: strings.ToLower(rand.Text()[:16]), Org: r.User.Org, Alert: told.Alert.ID, Asked: now, Consent: now,
		Who: f.Need("who", 60), Phone: f.Need("phone", 30), Note: f.Lines("plea", maxHelpNote),
	}
	if h.Phone != "" && !dialled.MatchString(h.Phone) {
		f.Wrong("phone", "wrong.phone")
	}
	if !f.Has("consent") {
		f.Wrong("consent", "wrong.consent")
	}
	where := f.Need("where", 60)
	network, err := e.Store.Network(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	c, placed := e.centerFor(network, where)
	if where != "" && !placed {
		f.Wrong("where", "wrong.where")
	}
	if p.Ask = f; !f.Good() {
		return r.Again("why", p)
	}
	if p.NoKey {
		return r.Refuse(http.StatusConflict, "why", p)
	}
	if c.ID == "" {
		p.Wrong = p.T("no.center")
		return r.Again("why", p)
	}
	if h.Center, h.Matter = c.ID, told.Act.Matter; h.Matter == "" {
		m, err := e.Store.FindMatter(r.Context(), told.Act.Filing.Key)
		if err != nil {
			return web.Answer{}, err
		}
		h.Matter = m.ID
	}
	org, err := e.Store.Exporter(r.Context(), r.User.Org)
	if err != nil {
		return web.Answer{}, err
	}
	h.OrgName = org.Name
	if err := web.SealHelp(e.Seal, &h); err != nil {
		return web.Answer{}, err
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.AskHelp(r.Context(), tx, h); err != nil {
			return err
		}
		if org.Place != where {
			org.Place = where
			if err := store.PutExporter(r.Context(), tx, org); err != nil {
				return err
			}
		}
		if e.Desk.Help != nil {
			if err := e.Desk.Help(r.Context(), tx, h, told.Act.Filing); err != nil {
				return err
			}
		}
		return r.Record(r.Context(), tx, "help.ask", h.Alert, h.Center)
	})
	if errors.Is(err, store.ErrChanged) {
		return p.changed(r)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Path+"#help", "done.asked")
}

// helpsPage is what the centers of the reader were asked for.
type helpsPage struct {
	web.Frame
	Rows []helpItem
	More bool
}

// A helpItem is one request in a list.
type helpItem struct {
	helpRow
	What string // the alert is about
	Case string
}

func (e *room) helps(r *web.Request) (web.Answer, error) {
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	network, err := e.Store.Network(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	var centers []string
	for _, c := range network.All() {
		if scope.Has(c.ID) {
			centers = append(centers, c.ID)
		}
	}
	all, err := e.Store.HelpAt(r.Context(), centers, maxHelps+1)
	if err != nil {
		return web.Answer{}, err
	}
	p := &helpsPage{Frame: r.Frame(texts["helps"].In(r.Lang)), More: len(all) > maxHelps}
	for _, h := range all[:min(len(all), maxHelps)] {
		item := helpItem{helpRow: helpRowOf(p.Frame, h, network)}
		told, err := e.Store.FindAlert(r.Context(), h.Alert)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return web.Answer{}, err
		}
		if err == nil {
			filing := told.Act.Filing
			item.What = web.Clean(alerts.Mask(filing, told.Alert.Title), web.LineLength)
			item.Case = web.Clean(filing.Key.Number, 80) + " · " + web.Clean(alerts.ForumIn(filing.Key.Authority, string(r.Lang)), 80)
		}
		p.Rows = append(p.Rows, item)
	}
	return r.Page("helps", p)
}

// helpPage is one request as a center reads it.
type helpPage struct {
	web.Frame
	Row     helpItem
	Own     bool // the reader works for the center that was asked
	Lost    bool // nobody can read whom to call: another key sealed it
	Who     string
	Phone   string
	Note    string
	Consent web.Stamp
	English string
	Code    string
	Place   string
	Clocks  []clockRow
	Source  string
	Matter  string // the path of its page, for who may open it
	Seen    string // the state that the reader saw
	Form    web.Form
	Wrong   string
}

// helpPage makes the page of a request that the reader may see.
func (e *room) helpPage(r *web.Request) (*helpPage, store.Help, error) {
	ctx := r.Context()
	h, err := e.Store.Help(ctx, r.PathValue("id"))
	if err != nil {
		return nil, h, err
	}
	scope, err := r.Scope()
	if err != nil {
		return nil, h, err
	}
	if !scope.Has(h.Center) {
		return nil, h, store.ErrNotFound
	}
	network, err := e.Store.Network(ctx)
	if err != nil {
		return nil, h, err
	}
	p := &helpPage{Frame: r.Frame(""), Own: r.User.Center == h.Center, Seen: h.State, Consent: web.At(h.Consent)}
	p.Row.helpRow = helpRowOf(p.Frame, h, network)
	p.Title = p.Row.Org
	if p.Own { // the consent is for that center
		p.Lost = web.OpenHelp(e.Seal, &h) != nil
		p.Who, p.Phone, p.Note = web.Clean(h.Who, 60), web.Clean(h.Phone, 40), web.CleanText(h.Note, maxHelpNote)
	}
	org, err := e.Store.Exporter(ctx, h.Org)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, h, err
	}
	p.English, p.Code, p.Place = web.Clean(org.English, maxName), web.Clean(org.Code, 40), web.Clean(org.Place, 60)
	told, err := e.Store.FindAlert(ctx, h.Alert)
	if errors.Is(err, store.ErrNotFound) {
		return p, h, nil
	}
	if err != nil {
		return nil, h, err
	}
	rules, err := e.Store.Rules(ctx)
	if err != nil {
		return nil, h, err
	}
	clocks, err := e.Store.ClocksOf(ctx, h.Matter)
	if err != nil {
		return nil, h, err
	}
	filing, l := told.Act.Filing, string(r.Lang)
	told.Alert.Title = alerts.Mask(filing, told.Alert.Title)
	message := alerts.Compose(alerts.Story{Alert: told.Alert, Filing: filing, Verdict: told.Verdict, Now: e.Now(), Grade: e.Grade, Rules: rules}, l)
	p.Row.What = web.Clean(web.Conclusion(message.Title), web.LineLength)
	p.Row.Case = web.Clean(filing.Key.Number, 80) + " · " + web.Clean(alerts.ForumIn(filing.Key.Authority, l), 80)
	p.Source = web.Official(filing.URL)
	for _, c := range clocks {
		if row := clockRowOf(p.Frame, c, rules, e.Now()); row.Running {
			p.Clocks = append(p.Clocks, row)
		}
	}
	_, err = e.Store.Dossier(ctx, filing.Key, scope.Subscribers, scope.All)
	if err == nil {
		p.Matter = "/matters/" + url.PathEscape(filing.Key.String())
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, h, err
	}
	return p, h, nil
}

func (e *room) helpShow(r *web.Request) (web.Answer, error) {
	p, _, err := e.helpPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("help", p)
}

// helpSign signs for a request, and helpAnswer answers it.
func (e *room) helpSign(r *web.Request) (web.Answer, error) { return e.helpMove(r, store.HelpSigned) }

func (e *room) helpAnswer(r *web.Request) (web.Answer, error) {
	return e.helpMove(r, store.HelpAnswered)
}

func (e *room) helpMove(r *web.Request, to string) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, h, err := e.helpPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	if !p.Own {
		return web.Answer{}, web.ErrForbidden
	}
	from, done := f.Raw("seen"), "done.help.signed"
	if h.State, h.Person, h.At = to, person(r.User), e.Now(); to == store.HelpAnswered {
		done = "done.help.answered"
		if h.Answer = f.Lines("answer", maxHelpNote); h.Answer == "" {
			f.Wrong("answer", "wrong.empty")
		}
	}
	if p.Form = f; !f.Good() {
		return r.Again("help", p)
	}
	if from == store.HelpAnswered || from == to {
		from = "" // as none is
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.MoveHelp(r.Context(), tx, h, from); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "help."+to, h.ID, h.Org)
	})
	if errors.Is(err, store.ErrChanged) {
		now, _, err := e.helpPage(r)
		if err != nil {
			return web.Answer{}, err
		}
		now.Wrong, now.Form = now.T("changed.meanwhile"), f
		return r.Refuse(http.StatusConflict, "help", now)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Row.Path, done)
}
