package exporter

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/names"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// maxExported is how many alerts, and rows of the audit, are exported.
const maxExported = 10_000

// orgPage is what an org says of itself, and what it can take along.
type orgPage struct {
	web.Frame
	Form  web.Form
	Leave web.Form
	Users []string
	Login string // the reader's
}

func (e *room) orgPage(r *web.Request) (*orgPage, store.Exporter, error) {
	org, err := e.Store.Exporter(r.Context(), r.User.Org)
	if err != nil {
		return nil, org, err
	}
	users, err := e.Store.OrgUsers(r.Context(), r.User.Org)
	if err != nil {
		return nil, org, err
	}
	p := &orgPage{Frame: r.Frame(texts["org.own"].In(r.Lang)), Login: web.Word(r.User.Login)}
	p.Form = p.Form.Fill("company", web.Clean(org.Name, maxName)).Fill("english", web.Clean(org.English, maxName)).Fill("credit", web.Clean(org.Code, 40)).Fill("where", web.Clean(org.Place, 60))
	for _, u := range users {
		p.Users = append(p.Users, web.Word(u.Login)+" "+web.Clean(u.Name, 60))
	}
	return p, org, nil
}

func (e *room) org(r *web.Request) (web.Answer, error) {
	p, _, err := e.orgPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("org", p)
}

func (e *room) saveOrg(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, org, err := e.orgPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	org.Name, org.English, org.Place = f.Need("company", maxName), f.Text("english", maxName), f.Text("where", 60)
	if code := f.Text("credit", 40); code != org.Code {
		parsed, err := names.ParseCreditCode(code)
		if org.Code = string(parsed); code != "" && err != nil {
			f.Wrong("credit", "wrong.code")
		}
		if other, known, err := e.Store.OrgByCode(r.Context(), org.Code); err != nil {
			return web.Answer{}, err
		} else if known && other.ID != org.ID {
			f.Wrong("credit", "wrong.code.taken")
		}
	}
	if org.Place != "" && len(region.Find(org.Place, "", "CN").Code) != 6 {
		f.Wrong("where", "wrong.where")
	}
	if p.Form = f; !f.Good() {
		return r.Again("org", p)
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.PutExporter(r.Context(), tx, org); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "org.change", org.ID, "")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/org", "done.saved")
}

// forget deletes the org of the reader, with its accounts.
func (e *room) forget(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, _, err := e.orgPage(r)
	if err != nil {
		return web.Answer{}, err
	}
	if !f.Has("sure") {
		f.Wrong("sure", "wrong.sure")
	}
	if f.Good() {
		err := e.Accounts.Leave(r.Context(), r.User, f.Raw("old"))
		var later *account.LaterError
		switch {
		case errors.Is(err, account.ErrWrong):
			f.Wrong("old", "wrong.old")
		case errors.As(err, &later):
			f.Wrong("old", "status.429")
		case err != nil:
			return web.Answer{}, err
		}
	}
	if p.Leave = f; !f.Good() {
		return r.Again("org", p)
	}
	a, err := r.Done("/signin", "")
	a.SignOut(r)
	return a, err
}

// What is exported of an org: all that is kept of it, but for secrets.
type (
	exportedOrg struct {
		ID      string    `json:"id"`
		Name    string    `json:"name"`
		English string    `json:"english,omitempty"`
		Code    string    `json:"code,omitempty"`
		Place   string    `json:"place,omitempty"`
		Since   time.Time `json:"since"`
	}
	exportedUser struct {
		Login string    `json:"login"`
		Name  string    `json:"name"`
		Mail  string    `json:"mail,omitempty"`
		Since time.Time `json:"since"`
	}
	exportedContact struct {
		Name       string    `json:"name"`
		Channel    string    `json:"channel"`
		Address    string    `json:"address,omitempty"` // of mail
		EndsIn     string    `json:"ends_in,omitempty"` // of what is a secret
		AtOnce     string    `json:"at_once,omitempty"`
		Digest     string    `json:"digest,omitempty"`
		Quiet      string    `json:"quiet,omitempty"`
		Categories []string  `json:"categories,omitempty"`
		Abroad     string    `json:"abroad,omitempty"`
		Verified   time.Time `json:"verified,omitzero"`
		Paused     time.Time `json:"paused,omitzero"`
	}
	exportedHelp struct {
		Alert   string    `json:"alert"`
		Center  string    `json:"center"`
		Asked   time.Time `json:"asked"`
		Who     string    `json:"who"`
		Phone   string    `json:"phone"`
		Note    string    `json:"note,omitempty"`
		Consent time.Time `json:"consent"`
		State   string    `json:"state"`
		Answer  string    `json:"answer,omitempty"`
	}
	exportedDeed struct {
		At     time.Time `json:"at"`
		Who    string    `json:"who"`
		What   string    `json:"what"`
		On     string    `json:"on"`
		Detail string    `json:"detail,omitempty"`
	}
)

// export gives all that is kept of the reader's org as one archive.
func (e *room) export(r *web.Request) (web.Answer, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	file := func(name string, write func(io.Writer) error) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.Now()})
		if err == nil {
			err = write(w)
		}
		return err
	}
	values := func(name string, v any) error {
		return file(name, func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetIndent("", "  ")
			return out.Encode(v)
		})
	}
	if err := e.exportAll(r, file, values); err != nil {
		return web.Answer{}, err
	}
	if err := z.Close(); err != nil {
		return web.Answer{}, err
	}
	err := e.Store.Tx(r.Context(), func(tx *sql.Tx) error { return r.Record(r.Context(), tx, "org.export", r.User.Org, "") })
	if err != nil {
		return web.Answer{}, err
	}
	return r.File("tocsin-"+e.Now().Format(time.DateOnly)+".zip", "application/zip", b.Bytes())
}

func (e *room) exportAll(r *web.Request, file func(string, func(io.Writer) error) error, values func(string, any) error) error {
	ctx, org := r.Context(), r.User.Org
	of, err := e.Store.Exporter(ctx, org)
	if err == nil {
		err = values("org.json", exportedOrg{of.ID, of.Name, of.English, of.Code, of.Place, of.Made})
	}
	if err != nil {
		return err
	}
	rows, err := e.Store.OrgUsers(ctx, org)
	if err != nil {
		return err
	}
	users, deeds := []exportedUser{}, []exportedDeed{}
	for _, u := range rows {
		users = append(users, exportedUser{u.Login, u.Name, u.Mail, u.Made})
		done, err := e.Store.Deeds(ctx, store.DeedsOf{Who: u.Login}, maxExported)
		if err != nil {
			return err
		}
		for _, d := range done {
			deeds = append(deeds, exportedDeed{d.At, d.Who, d.What, d.On, d.Detail})
		}
		kept, err := e.Store.Searches(ctx, u.ID)
		if err == nil && len(kept) > 0 {
			err = values("searches-"+strconv.Itoa(len(users))+".json", kept)
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(values("accounts.json", users), values("audit.json", deeds)); err != nil {
		return err
	}
	lists, err := e.Store.OrgLists(ctx, org)
	if err != nil {
		return err
	}
	for i, l := range lists {
		body, err := tableOf(l.Entries)
		if err == nil {
			err = file("lists/"+strconv.Itoa(i+1)+"-"+plainName(l.Name)+".csv", func(w io.Writer) error { _, err := w.Write(body); return err })
		}
		if err != nil {
			return err
		}
	}
	if err := e.exportContacts(r, values); err != nil {
		return err
	}
	asked, err := e.Store.HelpOf(ctx, org)
	if err != nil {
		return err
	}
	helps := []exportedHelp{}
	for _, h := range asked {
		if err := web.OpenHelp(e.Seal, &h); err != nil {
			h.Note = texts["help.lost"].In(r.Lang)
		}
		helps = append(helps, exportedHelp{h.Alert, h.Center, h.Asked, h.Who, h.Phone, h.Note, h.Consent, h.State, h.Answer})
	}
	if err := values("help.json", helps); err != nil {
		return err
	}
	return e.exportAlerts(r, file, values)
}

func (e *room) exportContacts(r *web.Request, values func(string, any) error) error {
	all, err := e.Store.OrgContacts(r.Context(), r.User.Org)
	if err != nil {
		return err
	}
	out := []exportedContact{}
	for _, c := range all {
		x := exportedContact{Name: c.Name, Channel: c.Channel, EndsIn: c.Tail, AtOnce: c.AtOnce, Digest: c.Digest, Quiet: c.Quiet, Categories: c.Categories, Abroad: c.Abroad, Verified: c.Verified, Paused: c.Paused}
		plain, err := e.Seal.Unseal(web.ContactUse(c.ID), c.Sealed)
		var options web.ContactOptions
		if err == nil && json.Unmarshal([]byte(plain), &options) == nil && options.To != "" { // else nobody can read it
			x.Address, x.EndsIn = options.To, ""
		}
		out = append(out, x)
	}
	return values("contacts.json", out)
}

func (e *room) exportAlerts(r *web.Request, file func(string, func(io.Writer) error) error, values func(string, any) error) error {
	scope, err := r.Scope()
	if err != nil {
		return err
	}
	told, err := e.Store.ToldWithin(r.Context(), scope.Subscribers, maxExported)
	if err != nil {
		return err
	}
	out, l := []alerts.Alert{}, string(r.Lang)
	table := [][]string{{"告知时间", "级别", "类别", "阶段", "案号", "标题", "清单", "官方页面"}}
	for _, p := range told {
		m := alerts.Compose(alerts.Story{Alert: p.Alert, Filing: p.Act.Filing, Verdict: p.Verdict, Now: e.Now(), Grade: e.Grade}, l)
		out = append(out, m.Alert)
		table = append(table, []string{
			m.Alert.Told.UTC().Format(time.RFC3339), m.Alert.Severity.In(l), m.Alert.Category.In(l), alerts.StageIn(m.Alert.Kind, m.Alert.Stage, l),
			p.Act.Filing.Key.Number, m.Alert.Title, m.Alert.Subscriber, m.Alert.URL,
		})
	}
	if err := values("alerts.json", out); err != nil {
		return err
	}
	return file("alerts.csv", func(w io.Writer) error {
		if _, err := io.WriteString(w, "\ufeff"); err != nil { // or spreadsheets take it for GBK
			return err
		}
		for _, row := range table {
			for i, s := range row {
				row[i] = harmless(s)
			}
		}
		return csv.NewWriter(w).WriteAll(table)
	})
}

// plainName is a list's name as that of a file in an archive.
func plainName(s string) string {
	out := []rune(web.Clean(s, 40))
	for i, c := range out {
		switch c {
		case '/', '\\', ':', '*', '?', '"', '<', '>', '|', '.':
			out[i] = '_'
		}
	}
	return string(out)
}
