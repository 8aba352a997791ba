// Package api is the console for programs: what people do on its pages, as JSON
// under /api/v1/.
//
// An [operation] is a Go function from a struct of parameters to a struct that
// is answered. Its types are all there is: the OpenAPI document is made of them,
// what is asked is held against them, and a test holds what is answered against
// the document.
//
// # Who may ask
//
// A machine comes with a token (tocsin token add) and asks as the account that
// the token is of: for what the account's role may, within the token's scopes,
// about what the account may see. What it may not see does not exist for it. A
// browser's session counts for nothing here, so no page elsewhere can have a
// browser ask.
//
// # How much
//
// A token has [perMinute] requests in a minute, and so has a network that comes
// with tokens that are none. It is counted in memory: of several nodes each
// allows as much.
//
// # Once
//
// A POST may carry a name of its own, Idempotency-Key: asked again under it, for
// a day, it is answered as before and does nothing. A name that was used for
// something else is 422, and one whose request is being answered is 409.
//
// # Pages
//
// A list is answered in pages. The cursor "next" of one is "after" of the
// following; it names a place in the order and nothing else, so what is added
// meanwhile moves no row to another page, and a forged one shows nothing that
// another would not. A page may hold fewer rows than it was asked for, or none,
// while there is a next one.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

// Root is the path that all addresses of the API begin with.
const Root = "/api/v1/"

// Scopes is what a token can be for. The list is closed.
var Scopes = []string{
	readAlerts, writeAlerts, readFilings, readWatchlists, writeWatchlists, adminService, adminAudit,
}

const (
	readAlerts      = "read:alerts"
	writeAlerts     = "write:alerts"
	readFilings     = "read:filings"
	readWatchlists  = "read:watchlists"
	writeWatchlists = "write:watchlists"
	adminService    = "admin:service"
	adminAudit      = "admin:audit"
)

// answerWithin is how long an answer may take.
const answerWithin = 15 * time.Second

// bodyLimit is how many bytes a request may bring, unless its operation says
// otherwise.
const bodyLimit = 64 << 10

// api is all operations over what the console has.
type api struct {
	web.House
	mux      *http.ServeMux
	limits   limits
	previews chan struct{} // those being made
}

// New returns what answers below [Root].
func New(house web.House) http.Handler {
	a := &api{House: house, mux: http.NewServeMux(), limits: limits{spent: map[string]spent{}}, previews: make(chan struct{}, 2)}
	for _, op := range operations() {
		a.mux.HandleFunc(op.method+" "+Root[:len(Root)-1]+op.path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, op) })
	}
	document := Document()
	a.mux.HandleFunc("GET "+Root+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, "application/json", document)
	})
	a.mux.HandleFunc("GET "+Root+"{$}", a.index)
	return a
}

// ServeHTTP refuses what no operation is for.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	if !web.Legible(r.URL) {
		a.fail(w, r, refuse(http.StatusBadRequest, "", "地址中含有无法识别的字符", "the address holds what is no text"))
		return
	}
	switch status, allow := web.Unrouted(a.mux, r); status {
	case 0:
	case http.StatusMethodNotAllowed:
		h.Set("Allow", allow)
		a.fail(w, r, refuse(status, "", "此地址不支持该方法，可用的方法见 Allow", "not a method of this address; Allow names those it has"))
		return
	default:
		a.fail(w, r, refuse(status, "", "没有这个地址；清单见 "+Root, "no such address; they are listed at "+Root))
		return
	}
	a.mux.ServeHTTP(w, r)
}

// A call is one request of a machine, and as whom it comes.
type call struct {
	*api
	ctx    context.Context
	user   account.User
	scopes []string
	lang   string
	header http.Header // of the answer
	ask    http.Header // of the request
}

// scope is whose alerts the caller may see.
func (c *call) scope() (account.Scope, error) { return c.Accounts.Scope(c.ctx, c.user) }

// serve answers one request for an operation.
func (a *api) serve(w http.ResponseWriter, r *http.Request, op operation) {
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	r = r.WithContext(ctx)
	limit := op.limit
	if limit == 0 {
		limit = bodyLimit
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	c := &call{api: a, ctx: ctx, lang: langOf(r), header: w.Header(), ask: r.Header}
	out, err := a.admit(c, r, op)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if out.body == nil {
		w.WriteHeader(out.status)
		return
	}
	write(w, out.status, "application/json", out.body)
}

// admit finds out who asks, whether it may, and does what is asked.
func (a *api) admit(c *call, r *http.Request, op operation) (answer, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || secret == "" {
		c.header.Set("WWW-Authenticate", `Bearer realm="tocsin"`)
		return answer{}, refuse(http.StatusUnauthorized, "", "请用令牌访问（Authorization: Bearer …）；浏览器的登录在此无效", "come with a token (Authorization: Bearer …); a browser's sign-in counts for nothing here")
	}
	network := "network:" + a.From(r).Network()
	if err := a.limits.check(c.header, network, a.Now()); err != nil {
		return answer{}, err
	}
	user, scopes, err := a.Accounts.ByToken(c.ctx, secret)
	if errors.Is(err, account.ErrWrong) {
		if err := a.limits.spend(c.header, network, a.Now()); err != nil {
			return answer{}, err
		}
		c.header.Set("WWW-Authenticate", `Bearer realm="tocsin", error="invalid_token"`)
		return answer{}, refuse(http.StatusUnauthorized, "", "令牌无效、已过期或已收回", "the token is none, has expired or was taken back")
	}
	if err != nil {
		return answer{}, err
	}
	if err := a.limits.spend(c.header, "token:"+keyOf(secret), a.Now()); err != nil {
		return answer{}, err
	}
	if op.scope != "" && !slices.Contains(scopes, op.scope) {
		c.header.Set("WWW-Authenticate", `Bearer realm="tocsin", error="insufficient_scope", scope="`+op.scope+`"`)
		return answer{}, refuse(http.StatusForbidden, "", "令牌没有权限 "+op.scope, "the token is not for "+op.scope)
	}
	if !op.roles.Has(user.Role) {
		return answer{}, forbidden()
	}
	c.user, c.scopes = user, scopes
	return c.once(r, op)
}

// encode writes a value without the escapes that only a web page needs.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

func write(w http.ResponseWriter, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(body) // JSON, or a page made by html/template; the reader may have gone
}
