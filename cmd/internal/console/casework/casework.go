// Package casework is what a center does about a matter: the log of the case,
// its papers, who goes on with it, and the letter to the company.
//
// Of a case people see what their own center wrote, what those below it wrote,
// and what centers wrote that were told of the same matter beside theirs (主办、
// 协办). Nothing that was written is changed: a mistake is corrected by an entry
// that stands for it.
package casework

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

//go:embed pages/*.html
var files embed.FS

type room struct{ web.House }

// Room returns the room.
func Room(house web.House) web.Room {
	c := &room{house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "casework", Pages: pages, Texts: texts,
		Links: []web.Link{{Path: "/cases", Text: texts["cases"]}},
		Routes: []web.Route{
			{Pattern: "GET /cases", Roles: account.Staff, Handle: c.list},
			{Pattern: "GET /cases/{id...}", Roles: account.Staff, Handle: c.show},
			{Pattern: "POST /cases/{id...}", Roles: account.Workers, Handle: c.add},
			{Pattern: "POST /papers/{id...}", Roles: account.Workers, Handle: c.keep, Upload: store.MaxCaseFile + 1<<20},
			{Pattern: "GET /paper/{file}", Roles: account.Staff, Handle: c.paper},
			{Pattern: "GET /letters/{id...}", Roles: account.Staff, Handle: c.letter},
		},
	}
}

// maxCases bounds the list.
const maxCases = 200

// listPage is the list of cases.
type listPage struct {
	web.Frame
	Rows []caseRow
	More bool
}

type caseRow struct {
	Path, Title, Level, Severity, State, Lead, Center string
	Last                                              web.Stamp
	Entries                                           int
}

func (c *room) list(r *web.Request) (web.Answer, error) {
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	centers := scope.Subscribers
	if scope.All {
		centers = nil
	} else if centers == nil {
		centers = []string{}
	}
	cases, err := c.Store.Cases(r.Context(), centers, maxCases+1)
	if err != nil {
		return web.Answer{}, err
	}
	names, err := c.names(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := &listPage{Frame: r.Frame(texts["cases"].In(r.Lang)), More: len(cases) > maxCases}
	for _, k := range cases[:min(len(cases), maxCases)] {
		last := k.Log[len(k.Log)-1]
		p.Rows = append(p.Rows, caseRow{
			Path: casePath(last.Alert), Title: caption(r.User, k.Alert, k.Filing), Severity: string(k.Alert.Severity),
			Level: k.Alert.Severity.In(string(r.Lang)), State: p.state(store.CaseState(k.Log)),
			Lead: web.Word(store.CaseLead(k.Log)), Center: names(last.Center), Last: web.At(last.At), Entries: len(k.Log),
		})
	}
	return r.Page("list", p)
}

// state is how a case stands, in words.
func (p listPage) state(s string) string { return stateIn(p.Frame, s) }

func stateIn(f web.Frame, s string) string {
	if s == "" {
		return f.T("state.open")
	}
	return f.Word("kind", s)
}

// caption is the title of a matter. Natural persons are named to those who work
// at the center that was told.
func caption(u account.User, a alerts.Alert, f crawlers.Filing) string {
	title := a.Title
	if !account.Workers.Has(u.Role) || u.Center != a.Subscriber {
		title = alerts.Mask(f, title)
	}
	return web.Clean(title, web.LineLength)
}

// casePath is the page of a case, by one of its alerts.
func casePath(alert string) string {
	return "/cases/" + strings.TrimPrefix(web.AlertPath(alert), "/alerts/")
}

// casePage is one case.
type casePage struct {
	web.Frame
	Alert     string // its id
	Path      string // of the case
	AlertPath string
	LetterAt  string
	Papers    string // where files are sent
	Caption   string
	Standing  string
	Lead      string
	Log       []entryRow
	Files     []fileRow
	Form      web.Form
	FileForm  web.Form
	Kinds     []web.Option
	Coins     []web.Option
	Last      string // the entry the writer has seen last
	Works     bool   // the reader may write

	sees func(center string) bool
}

// Choices are the entries that a new one may stand for: the reader's own
// center's that stand.
func (p *casePage) Choices() []web.Option {
	out := []web.Option{{Value: "", Text: p.T("no.correction")}}
	for _, e := range p.Log {
		if !e.Corrected && e.mine {
			out = append(out, web.Option{Value: e.ID, Text: e.At.Beijing() + " " + e.Kind})
		}
	}
	return out
}

type entryRow struct {
	mine bool

	ID, Kind, Person, Center, Text, Company, Amount, Receiver string
	At                                                        web.Stamp
	Corrected                                                 bool
	Corrects                                                  *web.Stamp // when the entry it stands for was written
}

type fileRow struct {
	Path, Name, Kind, Size, Person, Center string
	At                                     web.Stamp
}

func (c *room) show(r *web.Request) (web.Answer, error) {
	p, err := c.open(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("case", p)
}

// open makes the page of a case.
func (c *room) open(r *web.Request) (*casePage, error) {
	id := r.PathValue("id")
	parcel, err := c.Store.FindAlert(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if err := r.May(account.See, parcel.Alert.Subscriber); err != nil {
		return nil, err
	}
	log, kept, err := c.visible(r, parcel.Alert)
	if err != nil {
		return nil, err
	}
	names, err := c.names(r.Context())
	if err != nil {
		return nil, err
	}
	scope, err := r.Scope()
	if err != nil {
		return nil, err
	}
	f := r.Frame(texts["case"].In(r.Lang))
	p := &casePage{
		Frame: f, Alert: id, Path: casePath(id), AlertPath: web.AlertPath(id), Works: r.May(account.Work, parcel.Alert.Subscriber) == nil,
		LetterAt: "/letters/" + strings.TrimPrefix(casePath(id), "/cases/"), Papers: "/papers/" + strings.TrimPrefix(casePath(id), "/cases/"),
		sees:    seer(scope, parcel.Alert),
		Caption: caption(r.User, parcel.Alert, parcel.Act.Filing), Standing: stateIn(f, store.CaseState(log)), Lead: web.Word(store.CaseLead(log)),
	}
	for _, kind := range store.CaseKinds {
		p.Kinds = append(p.Kinds, web.Option{Value: kind, Text: f.Word("kind", kind)})
	}
	for _, coin := range coins {
		p.Coins = append(p.Coins, web.Option{Value: coin, Text: f.Word("coin", coin)})
	}
	at := map[string]web.Stamp{}
	standing := store.Standing(log)
	for _, e := range log {
		at[e.ID] = web.At(e.At)
		row := entryRow{
			mine: e.Center == r.User.Center,
			ID:   e.ID, Kind: f.Word("kind", e.Kind), Person: web.Word(e.Person), Center: names(e.Center), At: web.At(e.At),
			Text: web.CleanText(e.Text, maxText), Company: web.Clean(e.Company, web.LineLength), Receiver: web.Word(e.Receiver),
			Corrected: !slices.ContainsFunc(standing, func(s store.CaseEntry) bool { return s.ID == e.ID }),
		}
		if e.Amount > 0 {
			row.Amount = fmt.Sprintf("%s %d.%02d", e.Currency, e.Amount/100, e.Amount%100)
		}
		if was, ok := at[e.Corrects]; ok {
			row.Corrects = &was
		}
		p.Log = append(p.Log, row)
		p.Last = e.ID
	}
	for _, k := range kept {
		p.Files = append(p.Files, fileRow{
			Path: "/paper/" + k.ID, Name: web.Clean(k.Name, 120), Kind: kindName(k.Kind), Size: size(k.Size), Person: web.Word(k.Person), Center: names(k.Center), At: web.At(k.At),
		})
	}
	return p, nil
}

// Panel says on the page of a matter how its case stands, and leads to it.
func Panel(house web.House) web.Paneler {
	c := &room{house}
	return func(r *web.Request, matter string) (web.Panel, error) {
		if !account.Staff.Has(r.User.Role) {
			return web.Panel{}, nil
		}
		scope, err := r.Scope()
		if err != nil {
			return web.Panel{}, err
		}
		parcel, err := c.toldOf(r.Context(), scope, matter)
		if errors.Is(err, store.ErrNotFound) {
			return web.Panel{}, nil
		}
		if err != nil {
			return web.Panel{}, err
		}
		id := parcel.Alert.ID
		log, kept, err := c.visible(r, parcel.Alert)
		if err != nil {
			return web.Panel{}, err
		}
		say := func(name string) string { return texts[name].In(r.Lang) }
		p := web.Panel{Title: say("case"), Path: casePath(id), Link: say("open"), Lines: []web.PanelLine{
			{Label: say("state"), Text: say("state.open")}, {Label: say("entries"), Text: strconv.Itoa(len(log))}, {Label: say("papers"), Text: strconv.Itoa(len(kept))},
		}}
		if state := store.CaseState(log); state != "" {
			p.Lines[0].Text = say("kind." + state)
		}
		if lead := store.CaseLead(log); lead != "" {
			p.Lines = append(p.Lines, web.PanelLine{Label: say("lead"), Text: web.Word(lead)})
		}
		return p, nil
	}
}

// write opens a case to who may work on it, with the form that was sent.
func (c *room) write(r *web.Request) (*casePage, web.Form, error) {
	p, err := c.open(r)
	if err != nil {
		return nil, web.Form{}, err
	}
	if !p.Works {
		return nil, web.Form{}, web.ErrForbidden
	}
	f, err := r.Form()
	return p, f, err
}

// visible returns what the reader may see of the case of an alert.
func (c *room) visible(r *web.Request, a alerts.Alert) ([]store.CaseEntry, []store.CaseFile, error) {
	scope, err := r.Scope()
	if err != nil {
		return nil, nil, err
	}
	log, kept, err := c.Store.Case(r.Context(), a.ID)
	if err != nil {
		return nil, nil, err
	}
	sees := seer(scope, a)
	log = slices.DeleteFunc(log, func(e store.CaseEntry) bool { return !sees(e.Center) })
	kept = slices.DeleteFunc(kept, func(f store.CaseFile) bool { return !sees(f.Center) })
	return log, kept, nil
}

// toldOf returns the newest alert of a matter to somebody in a scope, or
// [store.ErrNotFound].
func (c *room) toldOf(ctx context.Context, scope account.Scope, matter string) (store.Parcel, error) {
	subscribers := scope.Subscribers
	switch {
	case scope.All:
		subscribers = nil
	case subscribers == nil:
		subscribers = []string{}
	}
	id, err := c.Store.ToldOf(ctx, matter, subscribers)
	if err != nil {
		return store.Parcel{}, err
	}
	return c.Store.FindAlert(ctx, id)
}

// seer says whose entries somebody of a scope sees in the case of an alert.
func seer(scope account.Scope, a alerts.Alert) func(center string) bool {
	return func(center string) bool { return scope.Has(center) || slices.Contains(a.Centers, center) }
}

// names says what centers are called.
func (c *room) names(ctx context.Context) (func(string) string, error) {
	network, err := c.Store.Network(ctx)
	if err != nil {
		return nil, err
	}
	return func(id string) string {
		if !network.Has(id) {
			return web.Word(id)
		}
		return web.Clean(alerts.CentersOf(network, []string{id})[0].NameZH, 80)
	}, nil
}

// Bounds of what is written.
const (
	maxText   = 4000
	maxAmount = 1_000_000_000_000 // of the currency
)

var coins = []string{"", "CNY", "USD", "EUR"}

// add writes an entry. Whoever wrote meanwhile is shown first: nobody acts on a
// log that has gone on.
func (c *room) add(r *web.Request) (web.Answer, error) {
	p, f, err := c.write(r)
	if err != nil {
		return web.Answer{}, err
	}
	e := store.CaseEntry{Alert: p.Alert, Center: r.User.Center, Person: r.User.Login, At: c.Now()}
	e.Kind = f.OneOf("kind", store.CaseKinds...)
	e.Text = f.Lines("text", maxText)
	e.Company = f.Text("company", 200)
	e.Amount, e.Currency = amount(&f)
	e.Corrects = f.Text("corrects", 60)
	if e.Receiver = f.Text("receiver", 60); e.Kind == store.CaseHandover {
		if err := c.receiver(r.Context(), &f, e.Receiver, r.User); err != nil {
			return web.Answer{}, err
		}
	} else {
		e.Receiver = ""
	}
	if e.Kind == store.CaseNote && e.Text == "" {
		f.Wrong("text", "wrong.empty")
	}
	seen := f.Text("last", 60)
	if !f.Good() {
		return r.Again("case", p.with(f))
	}
	err = c.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.StillCase(r.Context(), tx, p.Alert, seen, p.sees, e.At); err != nil {
			return err
		}
		if _, err := store.AddCaseEntry(r.Context(), tx, e); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "case."+e.Kind, p.Alert, "")
	})
	if errors.Is(err, store.ErrConflict) {
		if p, err = c.open(r); err != nil { // as it is now
			return web.Answer{}, err
		}
		f.Wrong("text", "wrong.meanwhile")
		return r.Refuse(http.StatusConflict, "case", p.with(f))
	}
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Path, "done.saved")
}

func (p *casePage) with(f web.Form) *casePage {
	p.Form = f
	return p
}

// amount reads a sum of money with its currency.
func amount(f *web.Form) (hundredths int64, currency string) {
	s := strings.ReplaceAll(f.Text("amount", 30), ",", "")
	currency = f.OneOf("currency", coins...)
	if s == "" {
		return 0, ""
	}
	whole, rest, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	part, err2 := strconv.ParseInt((rest + "00")[:2], 10, 64)
	signs := strings.ContainsFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if err != nil || err2 != nil || signs || n < 0 || n > maxAmount || len(rest) > 2 {
		f.Wrong("amount", "wrong.amount")
		return 0, ""
	}
	if currency == "" {
		f.Wrong("currency", "wrong.currency")
	}
	return n*100 + part, currency
}

// receiver checks that a case is handed to somebody of the same center.
func (c *room) receiver(ctx context.Context, f *web.Form, login string, by account.User) error {
	u, err := c.Accounts.User(ctx, login)
	switch {
	case errors.Is(err, store.ErrNotFound):
		f.Wrong("receiver", "wrong.receiver")
	case err != nil:
		return err
	case u.Disabled || u.Center != by.Center || !account.Workers.Has(u.Role):
		f.Wrong("receiver", "wrong.receiver")
	}
	return nil
}

func size(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt((n+1023)>>10, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}
