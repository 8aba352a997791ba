package entry_test

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
)

func signIn(b *webtest.Browser, login, password string) *httptest.ResponseRecorder {
	return b.Post("/signin", url.Values{"login": {login}, "password": {password}, "next": {"/me"}})
}

func leads(t *testing.T, what string, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != to {
		t.Errorf("%s: %d to %q, want %q\n%s", what, w.Code, got, to, w.Body)
	}
}

func TestSignInAndOut(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	b := c.Nobody()
	if w := signIn(b, "city", "wrong"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "账号、密码不正确") || strings.Contains(w.Body.String(), "wrong") {
		t.Errorf("a wrong password: %d\n%s", w.Code, w.Body)
	}
	leads(t, "the right one", signIn(b, "city", webtest.Password), "/me")
	if page := b.Page("/me"); !strings.Contains(page, "杭州分中心") || !strings.Contains(page, "地方分中心") {
		t.Errorf("one's own page does not say who one is:\n%s", page)
	}
	leads(t, "signing out", b.Post("/signout", nil), "/signin")
	leads(t, "after signing out", b.Get("/me"), "/signin?next=%2Fme")
}

func TestTooManyTriesAreSaid(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	for range 10 {
		signIn(c.Nobody(), "city", "guess")
	}
	if w := signIn(c.Nobody(), "city", webtest.Password); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "15 分钟") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

// Who was given a password does nothing before it has chosen another.
func TestGivenPasswordIsReplaced(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	if err := c.Accounts.ResetPassword(t.Context(), "test", c.Users[account.City], "given by somebody"); err != nil {
		t.Fatal(err)
	}
	b := c.Nobody()
	leads(t, "sign-in", signIn(b, "city", "given by somebody"), "/me")
	leads(t, "the overview", b.Get("/"), "/me/password")
	for _, form := range []url.Values{
		{"old": {"given by somebody"}, "chosen": {"short"}, "again": {"short"}},
		{"old": {"given by somebody"}, "chosen": {"given by somebody"}, "again": {"given by somebody"}},
		{"old": {"given by somebody"}, "chosen": {"chosen by myself"}, "again": {"chosen by my self"}},
		{"old": {"guess"}, "chosen": {"chosen by myself"}, "again": {"chosen by myself"}},
	} {
		if w := b.Post("/me/password", form); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "chosen by myself") {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	leads(t, "another password", b.Post("/me/password", url.Values{"old": {"given by somebody"}, "chosen": {"chosen by myself"}, "again": {"chosen by myself"}}), "/me")
	if page := b.Page("/"); strings.Contains(page, "当前密码由他人设定") {
		t.Error("the password is still said to be somebody else's")
	}
}

func TestProfileIsKeptAndRecorded(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	b := c.As(account.ReadOnly)
	leads(t, "saving", b.Post("/me", url.Values{"name": {"王\u202e丽"}, "language": {"en"}}), "/me")
	page := b.Page("/me")
	if !strings.Contains(page, "Saved.") || !strings.Contains(page, `value="王丽"`) || !strings.Contains(page, `lang="en"`) {
		t.Errorf("not saved, not said or not in English:\n%s", page)
	}
	if page = b.Page("/me"); strings.Contains(page, "Saved.") {
		t.Error("what was done is said twice")
	}
	if w := b.Post("/me", url.Values{"name": {""}, "language": {"fr"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an empty name in French: %d", w.Code)
	}
}

func TestLanguageIsRemembered(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	b := c.Nobody()
	b.Page("/signin?lang=en")
	if page := b.Page("/signin"); !strings.Contains(page, "Sign in") || !strings.Contains(page, `href="/signin?lang=zh"`) {
		t.Errorf("English was forgotten:\n%s", page)
	}
	if page := b.Page("/signin?lang=zh"); !strings.Contains(page, "登录") {
		t.Errorf("not in Chinese:\n%s", page)
	}
}

func TestOneBrowserEndsAnother(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	here, there, other := c.As(account.City), c.As(account.City), c.As(account.Admin)
	ends := regexp.MustCompile(`/me/sessions/[^/"]+/end`).FindAllString(here.Page("/me"), -1)
	if len(ends) != 1 {
		t.Fatalf("%q, want the one other session", ends)
	}
	if w := other.Post(ends[0], nil); w.Code != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", w.Code)
	}
	leads(t, "ending it", here.Post(ends[0], nil), "/me")
	leads(t, "the other browser", there.Get("/"), "/signin")
	here.Page("/")
}

func TestOneTimeCodes(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	b := c.As(account.City)
	page := b.Page("/me/codes")
	secret := regexp.MustCompile(`name="secret" value="([A-Z2-7]+)"`).FindStringSubmatch(page)
	if secret == nil || !strings.Contains(page, "data:image/png;base64,") {
		t.Fatal(page)
	}
	code := func() string {
		s, err := totp.GenerateCode(secret[1], c.Clock)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if w := b.Post("/me/codes", url.Values{"secret": {secret[1]}, "digits": {"000000"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), secret[1]) {
		t.Errorf("a wrong code: %d, and another secret", w.Code)
	}
	used := code()
	w := b.Post("/me/codes", url.Values{"secret": {secret[1]}, "digits": {used}})
	paper := regexp.MustCompile(`[a-z2-7]{4}(?:-[a-z2-7]{4}){3}`).FindAllString(w.Body.String(), -1)
	if w.Code != http.StatusOK || len(paper) != 10 {
		t.Fatalf("%d, %d codes on paper\n%s", w.Code, len(paper), w.Body)
	}

	half := func() *webtest.Browser {
		b := c.Nobody()
		leads(t, "the password", signIn(b, "city", webtest.Password), "/signin/code?next=%2Fme")
		leads(t, "half signed in", b.Get("/me"), "/signin?next=%2Fme")
		return b
	}
	confirm := func(b *webtest.Browser, code string) *httptest.ResponseRecorder {
		return b.Post("/signin/code", url.Values{"code": {code}, "next": {"/me"}})
	}
	if w := confirm(half(), used); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code that was used: %d", w.Code)
	}
	c.Clock = c.Clock.Add(time.Minute)
	b = half()
	leads(t, "a code", confirm(b, code()), "/me")
	b.Page("/me")
	row, err := c.Store.FindUser(t.Context(), "city")
	if err != nil || strings.Contains(row.Secret, secret[1]) {
		t.Errorf("the secret is kept in clear, %v", err)
	}
	row.Secret = secret[1] // as it was kept before it could be sealed
	if err := c.Store.Tx(t.Context(), func(tx *sql.Tx) error { return store.PutUser(t.Context(), tx, row) }); err != nil {
		t.Fatal(err)
	}
	c.Clock = c.Clock.Add(time.Minute)
	leads(t, "a code of a secret in clear", confirm(half(), code()), "/me")
	if row, err = c.Store.FindUser(t.Context(), "city"); err != nil || strings.Contains(row.Secret, secret[1]) {
		t.Errorf("the secret is still kept in clear, %v", err)
	}
	b = half()
	leads(t, "a code on paper", confirm(b, strings.ToUpper(paper[3])), "/me")
	if w := confirm(half(), paper[3]); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code on paper for the second time: %d", w.Code)
	}
	if w := b.Post("/me/codes/leave", url.Values{"old": {"guess"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no more codes, without the password: %d", w.Code)
	}
	leads(t, "no more codes", b.Post("/me/codes/leave", url.Values{"old": {webtest.Password}}), "/me")
	leads(t, "the password alone", signIn(c.Nobody(), "city", webtest.Password), "/me")
}

func TestPasswordByLetter(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	u, err := c.Accounts.Add(t.Context(), "test", account.User{Login: "lost", Mail: "lost@example.cn", Role: account.Admin}, webtest.Password, false)
	if err != nil {
		t.Fatal(err)
	}
	ask := func() string {
		_, secret, ok, err := c.Accounts.AskReset(t.Context(), "test", u.Login, account.From{})
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return secret
	}
	old := ask()
	secret := ask()
	if w := c.Nobody().Get("/reset?secret=" + old); w.Code != http.StatusNotFound {
		t.Errorf("an older letter: %d", w.Code)
	}
	c.Nobody().Page("/reset?secret=" + secret)
	form := url.Values{"secret": {secret}, "chosen": {"chosen by myself"}, "again": {"chosen by myself"}}
	weak := url.Values{"secret": {secret}, "chosen": {"short"}, "again": {"short"}}
	if w := c.Nobody().Post("/reset", weak); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a short password: %d", w.Code)
	}
	leads(t, "another password", c.Nobody().Post("/reset", form), "/signin")
	leads(t, "signing in with it", signIn(c.Nobody(), "lost", "chosen by myself"), "/me")
	if w := c.Nobody().Post("/reset", form); w.Code != http.StatusNotFound {
		t.Errorf("a letter that was used: %d", w.Code)
	}
	late := ask()
	c.Clock = c.Clock.Add(time.Hour)
	if w := c.Nobody().Get("/reset?secret=" + late); w.Code != http.StatusNotFound {
		t.Errorf("a letter of an hour ago: %d", w.Code)
	}
	if _, _, ok, err := c.Accounts.AskReset(t.Context(), "test", "city", account.From{}); ok || err != nil {
		t.Error("a letter for who has no address:", ok, err)
	}
}
