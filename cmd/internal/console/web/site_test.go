package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
)

// page is what the room under test shows.
type page struct {
	web.Frame
	Form web.Form
	Next string
}

// room answers as the tests want it to.
func room(routes ...web.Route) func(web.House) []web.Room {
	return func(web.House) []web.Room {
		return []web.Room{{
			Name: "test", Routes: routes,
			Pages: fstest.MapFS{"p.html": {Data: []byte(`{{define "main"}}{{template "field" (.Form.Field .Frame "note" "text")}}[{{.Flash}}][{{.With "after" .Next}}]{{end}}`)}},
			Texts: map[string]web.Text{"field.note": {"备注", "Note"}, "done.noted": {"已记下。", "Noted."}},
		}}
	}
}

func show(r *web.Request) (web.Answer, error) {
	c, err := r.Cursor()
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("p", &page{Frame: r.Frame("t"), Next: web.Cursor{At: c.At.Add(time.Second), ID: c.ID + "x"}.String()})
}

func TestMistakesInRoomsPanic(t *testing.T) {
	for name, r := range map[string]web.Room{
		"a route for nobody":            {Routes: []web.Route{{Pattern: "GET /x", Handle: show}}},
		"a route for all and for some":  {Routes: []web.Route{{Pattern: "GET /x", Public: true, Roles: account.Admins, Handle: show}}},
		"a route that does nothing":     {Routes: []web.Route{{Pattern: "GET /x", Public: true}}},
		"a link that leads nowhere":     {Links: []web.Link{{Path: "/x", Text: web.Text{"x", "x"}}}},
		"a page that cannot be read":    {Pages: fstest.MapFS{"p.html": {Data: []byte(`{{if}}`)}}},
		"two routes of the same places": {Routes: []web.Route{{Pattern: "GET /x", Public: true, Handle: show}, {Pattern: "GET /x", Public: true, Handle: show}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: nothing was said", name)
				}
			}()
			_, _ = web.Open(web.House{}, []web.Room{r}) // it panics before
		}()
	}
}

func TestFormsKeepWhatWasWritten(t *testing.T) {
	noted := ""
	c := webtest.Open(t, room(
		web.Route{Pattern: "GET /p", Roles: account.All, Handle: show},
		web.Route{Pattern: "POST /p", Roles: account.Workers, Upload: 4096, Handle: func(r *web.Request) (web.Answer, error) {
			f, err := r.Form()
			if err != nil {
				return web.Answer{}, err
			}
			note := f.Need("note", 10)
			if f.Has("file") || r.MultipartForm != nil {
				name, body, err := r.Upload(&f, "file")
				if err != nil {
					return web.Answer{}, err
				}
				note += name + string(body)
			}
			if !f.Good() {
				return r.Again("p", &page{Frame: r.Frame("t"), Form: f})
			}
			noted = note
			return r.Done("/p", "done.noted")
		}},
	))
	b := c.As(account.City)
	w := b.Post("/p", url.Values{"note": {`"><script>far too long`}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "内容过长") || !strings.Contains(w.Body.String(), "&lt;script&gt;far too long") {
		t.Errorf("a note that is too long: %d\n%s", w.Code, w.Body)
	}
	if w := b.Post("/p", url.Values{"note": {"kurz\u202e"}}); w.Code != http.StatusSeeOther || noted != "kurz" {
		t.Errorf("%d, noted %q", w.Code, noted)
	}
	if got := b.Page("/p"); !strings.Contains(got, "[已记下。]") {
		t.Error(got)
	}
	if got := b.Page("/p"); !strings.Contains(got, "[]") {
		t.Error("said twice:", got)
	}
	if w := b.Upload("/p", url.Values{"note": {"n"}}, "file", "../a\u202e.csv", []byte("1,2")); w.Code != http.StatusSeeOther || noted != "na.csv1,2" {
		t.Errorf("%d, noted %q", w.Code, noted)
	}
	if w := b.Upload("/p", url.Values{"note": {"n"}}, "file", "a", make([]byte, 5000)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file that is too large: %d", w.Code)
	}
	if w := b.Upload("/p", url.Values{"note": {"n"}}, "other", "a", nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "n") {
		t.Errorf("no file: %d", w.Code)
	}
}

func TestCursor(t *testing.T) {
	c := webtest.Open(t, room(web.Route{Pattern: "GET /p", Public: true, Handle: show}))
	b := c.Nobody()
	next := "/p"
	for range 3 {
		got := b.Page(next)
		_, after, _ := strings.Cut(got, "[/p?after=")
		after, _, ok := strings.Cut(after, "]")
		if !ok {
			t.Fatal(got)
		}
		next = "/p?after=" + after
	}
	for _, after := range []string{"x", "MTIz", strings.Repeat("A", 2000), "%00", "AAAA"} {
		if w := b.Get("/p?after=" + after); w.Code != http.StatusNotFound {
			t.Errorf("after=%.20s: %d", after, w.Code)
		}
	}
}

func TestMachines(t *testing.T) {
	c := webtest.Open(t, room(
		web.Route{Pattern: "GET /api/v1/x", Roles: account.Staff, Scope: "read", Handle: func(r *web.Request) (web.Answer, error) { return r.JSON(r.User.Login) }},
		web.Route{Pattern: "GET /p", Roles: account.All, Handle: show},
	))
	city := c.Users[account.City]
	secret := func(u account.User, scope string) string {
		s, err := c.Accounts.AddToken(t.Context(), u, "machine", []string{scope}, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	reads, writes, exporter := secret(city, "read"), secret(city, "write"), secret(c.Users[account.Exporter], "read")
	ask := func(path, secret string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		if secret != "" {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		return c.Nobody().Do(r)
	}
	for _, tc := range []struct {
		name, path, secret string
		want               int
	}{
		{"for the scope", "/api/v1/x", reads, 200},
		{"for another scope", "/api/v1/x", writes, 403},
		{"of a role that may not", "/api/v1/x", exporter, 403},
		{"none", "/api/v1/x", "", 401},
		{"made up", "/api/v1/x", "nothing", 401},
		{"where no machine may ask", "/p", reads, 403},
	} {
		w := ask(tc.path, tc.secret)
		if w.Code != tc.want || w.Code != 200 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d", tc.name, w.Code, w.Header().Get("Content-Type"), tc.want)
		}
	}
	c.Clock = c.Clock.Add(time.Hour)
	if w := ask("/api/v1/x", reads); w.Code != http.StatusUnauthorized {
		t.Errorf("an hour later: %d", w.Code)
	}
	if err := c.Accounts.DropToken(t.Context(), c.Users[account.Admin], "x"); err == nil {
		t.Error("a token that there is not was taken back")
	}
}

func TestFilesAreKeptAndNeverShown(t *testing.T) {
	c := webtest.Open(t, room(web.Route{Pattern: "GET /f", Public: true, Handle: func(r *web.Request) (web.Answer, error) {
		return r.File("警报\"\r\n.csv", "text/csv; charset=utf-8", []byte("a"))
	}}))
	w := c.Nobody().Get("/f")
	if got := w.Header().Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename*=utf-8''") || strings.ContainsAny(got, "\r\n") {
		t.Error(got)
	}
}

func TestSecureBehindHTTPS(t *testing.T) {
	c := webtest.Open(t, room(web.Route{Pattern: "GET /p", Roles: account.All, Handle: show}))
	house := c.House
	house.URL, house.Proxies = "https://tocsin.example.cn", []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	var from account.From
	h, err := web.Open(house, room(web.Route{Pattern: "POST /in", Public: true, Handle: func(r *web.Request) (web.Answer, error) {
		from = r.From()
		a, err := r.Done("/", "")
		a.SignIn(r, "secret")
		return a, err
	}})(house))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/in", nil)
	r.Host, r.RemoteAddr = "tocsin.example.cn", "10.1.2.3:4"
	r.Header.Set("Origin", "https://tocsin.example.cn")
	r.Header["X-Forwarded-For"] = []string{"203.0.113.9, 198.51.100.7", "10.9.9.9"}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if got := w.Header().Get("Set-Cookie"); w.Code != 303 || !strings.HasPrefix(got, "__Host-tocsin=secret; Path=/; HttpOnly; Secure; SameSite=Lax") {
		t.Errorf("%d, %q", w.Code, got)
	}
	if got := w.Header().Get("Strict-Transport-Security"); got == "" {
		t.Error("no Strict-Transport-Security")
	}
	if from.Address.String() != "198.51.100.7" {
		t.Errorf("comes from %s, want the last address that our proxies wrote of somebody else", from.Address)
	}
}

func TestMayDecidesWhatThereIs(t *testing.T) {
	c := webtest.Open(t, room(web.Route{Pattern: "POST /d", Roles: account.Workers, Handle: func(r *web.Request) (web.Answer, error) {
		return web.Answer{}, web.StatusError(http.StatusBadRequest)
	}}, web.Route{Pattern: "POST /may/{who}", Roles: account.Staff, Handle: func(r *web.Request) (web.Answer, error) {
		if err := r.May(account.Work, r.PathValue("who")); err != nil {
			return web.Answer{}, err
		}
		return r.Done("/", "")
	}}))
	if w := c.As(account.City).Post("/d", nil); w.Code != http.StatusBadRequest {
		t.Error(w.Code)
	}
	for _, tc := range []struct {
		role account.Role
		who  string
		want int
	}{
		{account.City, "local-hangzhou", 303}, {account.City, "local-zhejiang", 404}, {account.Provincial, "local-hangzhou", 303},
		{account.ReadOnly, "local-hangzhou", 403}, {account.ReadOnly, "national", 404}, {account.Admin, "national", 403}, {account.National, webtest.List, 303},
	} {
		if w := c.As(tc.role).Post("/may/"+tc.who, nil); w.Code != tc.want {
			t.Errorf("%s works on what %s is told: %d, want %d", tc.role, tc.who, w.Code, tc.want)
		}
	}
}
