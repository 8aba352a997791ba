// Package webtest opens rooms of the console for tests: over an empty store,
// with a user of every role, and a browser for each.
package webtest

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// Now is the time at a test's beginning.
var Now = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

// Org is the exporter that the exporter's account belongs to, and List a
// watchlist of it.
const (
	Org  = "org-yiwu"
	List = "w-yiwu"
)

// Password is that of every account.
const Password = "correct horse battery"

// centers are those that the accounts belong to.
var centers = map[account.Role]string{
	account.National: "national", account.Provincial: "local-zhejiang", account.City: "local-hangzhou",
	account.Industry: "industry-pv", account.ReadOnly: "local-hangzhou",
}

// A Console is rooms over a store, with a user of every role.
type Console struct {
	web.House
	Handler http.Handler
	Users   map[account.Role]account.User
	Clock   time.Time // what House.Now says; set it to let time pass

	t testing.TB
}

// Open opens rooms over an empty SQLite store.
func Open(t testing.TB, rooms func(web.House) []web.Room) *Console {
	t.Helper()
	return On(t, storetest.Open(t, storetest.SQLite(t)), rooms)
}

// On opens rooms over a store without accounts.
func On(t testing.TB, db *store.DB, rooms func(web.House) []web.Room) *Console {
	t.Helper()
	c := &Console{t: t, Clock: Now, Users: map[account.Role]account.User{}}
	now := func() time.Time { return c.Clock }
	box, err := seal.Open("a key that is for tests and nothing else")
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := account.Open(db, account.Options{Now: now, Cheap: true, Seal: box, Wait: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	c.House = web.House{Store: db, Accounts: accounts, Seal: box, Now: now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	if err := accounts.PutOrg(t.Context(), "test", Org, "义乌周边出口商", List); err != nil {
		t.Fatal(err)
	}
	for _, role := range account.All {
		u := account.User{Login: string(role), Name: string(role), Role: role, Center: centers[role]}
		if role == account.Exporter {
			u.Org = Org
		}
		if c.Users[role], err = accounts.Add(t.Context(), "test", u, Password, false); err != nil {
			t.Fatal(err)
		}
	}
	if c.Handler, err = web.Open(c.House, rooms(c.House)); err != nil {
		t.Fatal(err)
	}
	return c
}

// A Browser keeps cookies.
type Browser struct {
	c       *Console
	cookies map[string]string
}

// Nobody is a browser in which nobody has signed in.
func (c *Console) Nobody() *Browser { return &Browser{c, map[string]string{}} }

// As is a browser in which the user of the role has signed in.
func (c *Console) As(role account.Role) *Browser {
	c.t.Helper()
	cookie, err := c.Accounts.SignInAs(c.t.Context(), c.Users[role].ID, account.From{Address: netip.MustParseAddr("192.0.2.1")})
	if err != nil {
		c.t.Fatal(err)
	}
	return &Browser{c, map[string]string{"tocsin": cookie}}
}

// Do sends a request to the console, and keeps the cookies of its answer.
func (b *Browser) Do(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // what a browser sends has no attributes
	}
	if r.Host == "example.com" { // of httptest
		r.Host = "127.0.0.1:8337"
	}
	w := httptest.NewRecorder()
	b.c.Handler.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		if b.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return w
}

// Get asks for a page.
func (b *Browser) Get(target string) *httptest.ResponseRecorder {
	return b.Do(httptest.NewRequestWithContext(b.c.t.Context(), http.MethodGet, target, nil))
}

// Page asks for a page that must be there, and returns it.
func (b *Browser) Page(target string) string {
	b.c.t.Helper()
	w := b.Get(target)
	if w.Code != http.StatusOK {
		b.c.t.Fatalf("GET %s: %d\n%s", target, w.Code, w.Body)
	}
	return w.Body.String()
}

// Post sends a form.
func (b *Browser) Post(target string, form url.Values) *httptest.ResponseRecorder {
	return b.send(http.MethodPost, target, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Upload sends a form with a file in the field.
func (b *Browser) Upload(target string, form url.Values, field, name string, body []byte) *httptest.ResponseRecorder {
	b.c.t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for key, values := range form {
		for _, value := range values {
			if err := m.WriteField(key, value); err != nil {
				b.c.t.Fatal(err)
			}
		}
	}
	part, err := m.CreateFormFile(field, name)
	if err != nil {
		b.c.t.Fatal(err)
	}
	if _, err := part.Write(body); err != nil {
		b.c.t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		b.c.t.Fatal(err)
	}
	return b.send(http.MethodPost, target, m.FormDataContentType(), &buf)
}

func (b *Browser) send(method, target, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.c.t.Context(), method, target, body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(r)
}

// Tell stores a filing and an alert about it to each subscriber, which is also
// one of its centers where it is no watchlist, and returns the alerts' ids.
func (c *Console) Tell(f crawlers.Filing, v alerts.Verdict, subscribers ...string) (ids []string) {
	c.t.Helper()
	ctx := c.t.Context()
	err := c.Store.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := store.Take(ctx, tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{}, c.Clock); err != nil {
			return err
		}
		s := store.Settlement{Verdict: v, Facts: []string{"stage:" + v.Stage}}
		s.Act.Filing, s.Act.Digest = f, f.Digest()
		if err := tx.QueryRowContext(ctx, `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&s.Act.Matter); err != nil {
			return err
		}
		for _, to := range subscribers {
			id := alerts.AlertID(f.ActID(), to)
			ids = append(ids, id)
			s.Alerts = append(s.Alerts, store.Told{Alert: alerts.Alert{
				ID: id, Act: f.ActID(), Subscriber: to, Severity: v.Severity, Kind: f.Kind, Category: v.Category, Stage: v.Stage,
				Title: f.Title, Quotes: v.Quotes, URL: f.URL,
				Centers: slices.DeleteFunc(slices.Clone(subscribers), func(s string) bool { return strings.HasPrefix(s, "w-") }),
			}})
		}
		_, err := store.Settle(ctx, tx, []store.Settlement{s}, c.Clock)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return ids
}
