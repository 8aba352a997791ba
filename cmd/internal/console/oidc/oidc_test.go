package oidc_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/oidc"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
)

// A provider is a small one of identities: it says that everybody is who it is
// set to say.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	claims map[string]any // over those that are right
	asked  url.Values     // of the browser
}

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("code") != "code" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]any{"error": "invalid_grant"})
			return
		}
		say(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.token()})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// token is a signed one of who somebody is.
func (p *provider) token() string {
	claims := map[string]any{
		"iss": p.URL, "aud": "console", "sub": "1", "exp": webtest.Now.Add(time.Hour).Unix(), "iat": webtest.Now.Unix(),
		"nonce": p.asked.Get("nonce"), "email": "city@example.cn", "email_verified": true,
	}
	maps.Copy(claims, p.claims)
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			p.t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]any{"alg": "RS256", "kid": "1"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(text))
	sign, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sign)
}

func TestPeopleSignInByTheirProvider(t *testing.T) {
	p := newProvider(t)
	c := webtest.Open(t, func(h web.House) []web.Room {
		h.Provider, h.URL = web.Provider{Issuer: p.URL, Client: "console", Secret: "geheim"}, "http://127.0.0.1:8337"
		return []web.Room{oidc.Room(h), {Name: "home", Routes: []web.Route{{Pattern: "GET /{$}", Roles: account.All, Handle: func(r *web.Request) (web.Answer, error) { return r.JSON(r.User.Login) }}}}}
	})
	for login, mail := range map[string]string{"zhang": "city@example.cn", "li": "twice@example.cn", "wang": "twice@example.cn", "gone": "gone@example.cn"} {
		u, err := c.Accounts.Add(t.Context(), "test", account.User{Login: login, Name: login, Mail: mail, Role: account.City, Center: "local-hangzhou"}, webtest.Password, false)
		if err == nil && login == "gone" {
			err = c.Accounts.Disable(t.Context(), "test", u)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name   string
		claims map[string]any
		back   func(url.Values) // what is changed on the way back
		want   int
	}{
		{"as it should be", nil, nil, 303},
		{"capitals", map[string]any{"email": "City@Example.cn"}, nil, 303},
		{"not verified", map[string]any{"email_verified": false}, nil, 400},
		{"no account", map[string]any{"email": "nobody@example.cn"}, nil, 403},
		{"two accounts", map[string]any{"email": "twice@example.cn"}, nil, 403},
		{"disabled", map[string]any{"email": "gone@example.cn"}, nil, 403},
		{"no address", map[string]any{"email": ""}, nil, 400},
		{"another nonce", map[string]any{"nonce": "x"}, nil, 400},
		{"for another", map[string]any{"aud": "other"}, nil, 400},
		{"by another", map[string]any{"iss": "https://evil.example"}, nil, 400},
		{"expired", map[string]any{"exp": webtest.Now.Add(-time.Hour).Unix()}, nil, 400},
		{"another state", nil, func(q url.Values) { q.Set("state", "x") }, 400},
		{"another code", nil, func(q url.Values) { q.Set("code", "x") }, 400},
		{"refused there", nil, func(q url.Values) { q.Del("code"); q.Set("error", "access_denied") }, 400},
	} {
		p.claims = tc.claims
		b := c.Nobody()
		w := b.Get("/signin/oidc")
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != 303 || !strings.HasPrefix(to.String(), p.URL+"/auth?") {
			t.Fatalf("%s: %d to %s\n%s", tc.name, w.Code, to, w.Body)
		}
		if p.asked = to.Query(); p.asked.Get("code_challenge_method") != "S256" || p.asked.Get("nonce") == "" || strings.Contains(to.String(), "geheim") {
			t.Errorf("%s: asked %s", tc.name, to)
		}
		q := url.Values{"state": {p.asked.Get("state")}, "code": {"code"}}
		if tc.back != nil {
			tc.back(q)
		}
		w = b.Get("/signin/oidc/callback?" + q.Encode())
		if w.Code != tc.want || strings.Contains(fmt.Sprint(w.Header(), w.Body), "geheim") {
			t.Errorf("%s: %d, want %d\n%s", tc.name, w.Code, tc.want, w.Body)
		}
		home := b.Get("/")
		if in := home.Code == 200 && strings.Contains(home.Body.String(), "zhang"); in != (tc.want == 303) {
			t.Errorf("%s: signed in %v: %d %s", tc.name, in, home.Code, home.Body)
		}
	}
	// Whoever is sent an answer of somebody else's sign-in is not signed in by it.
	if w := c.Nobody().Get("/signin/oidc/callback?" + url.Values{"state": {p.asked.Get("state")}, "code": {"code"}}.Encode()); w.Code != 400 {
		t.Errorf("without the cookie: %d", w.Code)
	}
}
