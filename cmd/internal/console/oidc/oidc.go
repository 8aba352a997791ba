// Package oidc is the room where people sign in by the identity provider of
// their house, by OpenID Connect: the authorization code flow with PKCE.
//
// The provider says who somebody is and nothing more. An account must be there,
// made by an administrator, with the address that the provider has verified: no
// account and no role is made of what it says. Two accounts of one address are
// nobody's.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

//go:embed pages/*.html
var files embed.FS

// Bounds of a sign-in.
const (
	waits    = 10 * time.Minute // until somebody has said to the provider who it is
	within   = 8 * time.Second  // of what is asked of the provider
	oneTry   = "oidc"           // the cookie of a sign-in that is under way
	callback = "/signin/oidc/callback"
)

// room is what the handlers share.
type room struct {
	web.House
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider // once it has answered
}

// Room returns the room. Without a provider its pages are not there.
func Room(house web.House) web.Room {
	o := &room{House: house, client: &http.Client{Timeout: within}}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "oidc", Pages: pages, Texts: texts,
		Routes: []web.Route{
			{Pattern: "GET /signin/oidc", Public: true, Handle: o.begin, Within: 2 * within},
			{Pattern: "GET " + callback, Public: true, Handle: o.end, Within: 3 * within},
		},
	}
}

// provider asks the provider for its addresses and keys, once.
func (o *room) provider(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.found != nil {
		return o.found, nil
	}
	// Its keys are fetched anew whenever it changes them, so this context must not
	// end with the request.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.client), o.Provider.Issuer)
	if err != nil {
		return nil, fmt.Errorf("oidc: provider: %w", err)
	}
	o.found = p
	return p, nil
}

func (o *room) oauth(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: o.Provider.Client, ClientSecret: o.Provider.Secret, Endpoint: p.Endpoint(),
		RedirectURL: o.URL + callback, Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// begin sends the browser to the provider.
func (o *room) begin(r *web.Request) (web.Answer, error) {
	if o.Provider.Issuer == "" {
		return web.Answer{}, store.ErrNotFound
	}
	p, err := o.provider(r.Context())
	if err != nil {
		o.Log.Error("identity provider does not answer", "err", err)
		return o.refuse(r, http.StatusBadGateway, "oidc.down")
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	a := r.Leave(o.oauth(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
	a.Remember(r, oneTry, state+"."+nonce+"."+verifier, waits)
	return a, nil
}

// end signs in whom the provider names.
func (o *room) end(r *web.Request) (web.Answer, error) {
	if o.Provider.Issuer == "" {
		return web.Answer{}, store.ErrNotFound
	}
	mail, err := o.mail(r)
	if err != nil {
		o.Log.Warn("not signed in by the identity provider", "err", err)
		return o.refuse(r, http.StatusBadRequest, "oidc.wrong")
	}
	u, err := o.account(r.Context(), mail)
	if errors.Is(err, store.ErrNotFound) {
		return o.refuse(r, http.StatusForbidden, "oidc.nobody")
	}
	if err != nil {
		return web.Answer{}, err
	}
	if r.Session.ID != "" { // of the browser's before
		if err := o.Accounts.SignOut(r.Context(), r.Session); err != nil {
			return web.Answer{}, err
		}
	}
	cookie, err := o.Accounts.SignInAs(r.Context(), u.ID, r.From())
	if err != nil {
		return web.Answer{}, err
	}
	a, err := r.Done("/", "")
	a.SignIn(r, cookie)
	a.Remember(r, oneTry, "", -1)
	return a, err
}

// errAnswer is an answer of the provider's that is not to what this browser
// asked, or says nothing that counts.
var errAnswer = errors.New("oidc: not an answer to this browser")

// mail is the address that the provider has verified of who has come back.
func (o *room) mail(r *web.Request) (string, error) {
	kept, err := r.Cookie(oneTry)
	if err != nil {
		return "", errAnswer
	}
	parts := strings.Split(kept.Value, ".")
	q := r.URL.Query()
	if len(parts) != 3 || subtle.ConstantTimeCompare([]byte(parts[0]), []byte(q.Get("state"))) != 1 || q.Get("code") == "" {
		return "", errAnswer
	}
	p, err := o.provider(r.Context())
	if err != nil {
		return "", err
	}
	ctx := oidc.ClientContext(r.Context(), o.client)
	token, err := o.oauth(p).Exchange(ctx, q.Get("code"), oauth2.VerifierOption(parts[2]))
	if err != nil {
		if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok { // its text holds the whole answer
			return "", fmt.Errorf("oidc: code: %s", web.Word(refused.ErrorCode))
		}
		return "", fmt.Errorf("oidc: code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", errAnswer
	}
	id, err := p.VerifierContext(ctx, &oidc.Config{ClientID: o.Provider.Client, Now: o.Now}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("oidc: token: %w", err)
	}
	var claims struct {
		Mail     string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return "", fmt.Errorf("oidc: claims: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(parts[1])) != 1 || !claims.Verified || claims.Mail == "" {
		return "", errAnswer
	}
	return claims.Mail, nil
}

// account is the one that has an address. One of none, of several, and one that
// may not sign in are [store.ErrNotFound].
func (o *room) account(ctx context.Context, mail string) (account.User, error) {
	all, err := o.Accounts.Users(ctx)
	if err != nil {
		return account.User{}, err
	}
	var is []account.User
	for _, u := range all {
		if strings.EqualFold(u.Mail, mail) {
			is = append(is, u)
		}
	}
	if len(is) != 1 || is[0].Disabled {
		return account.User{}, store.ErrNotFound
	}
	return is[0], nil
}

// page says why nobody was signed in.
type page struct {
	web.Frame
	Why string
}

func (o *room) refuse(r *web.Request, status int, why string) (web.Answer, error) {
	p := &page{Frame: r.Frame(texts["oidc"].In(r.Lang))}
	p.Why = p.T(why)
	return r.Refuse(status, "refused", p)
}
