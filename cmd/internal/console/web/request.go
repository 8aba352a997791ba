package web

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/store"
)

// A Request is one request, from somebody whom its route is for.
type Request struct {
	*http.Request
	User    account.User    // who asks; nobody on a public route, perhaps
	Session account.Session // of the browser; none where a machine asks
	Lang    Lang

	site  *site
	texts []map[string]Text
	pages pages
	flash string
}

// From says where the request comes from.
func (r *Request) From() account.From { return r.site.house.From(r.Request) }

// From says where a request comes from.
func (h House) From(r *http.Request) account.From {
	return account.From{Address: origin(r.RemoteAddr, r.Header.Values("X-Forwarded-For"), h.Proxies), Agent: r.UserAgent()}
}

// origin is the address that a request comes from: that of its peer, or, where
// the peer is a proxy of ours, the last that the proxies wrote of somebody else.
// What stands before it anybody may have written. The zero address is nobody
// knows where.
func origin(peer string, forwarded []string, proxies []netip.Prefix) netip.Addr {
	at, err := netip.ParseAddrPort(peer)
	if err != nil {
		return netip.Addr{}
	}
	from := at.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for i := len(hops) - 1; i >= 0 && slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(from) }); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap().WithZone("")
	}
	return from
}

// Scope says whose alerts the user may see. What is outside of it does not
// exist for the user: answer [store.ErrNotFound].
func (r *Request) Scope() (account.Scope, error) {
	return r.site.house.Accounts.Scope(r.Context(), r.User)
}

// May returns [store.ErrNotFound] where the user may not even see what the
// subscriber is told, and [ErrForbidden] where it may not do the act.
func (r *Request) May(do account.Act, subscriber string) error {
	s, err := r.Scope()
	switch {
	case err != nil:
		return err
	case !account.May(r.User, account.See, s, subscriber):
		return store.ErrNotFound
	case !account.May(r.User, do, s, subscriber):
		return ErrForbidden
	}
	return nil
}

// Record keeps what the user did in the transaction that does it.
func (r *Request) Record(ctx context.Context, tx *sql.Tx, what, on, detail string) error {
	return store.Record(ctx, tx, store.Deed{At: r.site.house.Now(), Who: r.User.Login, What: what, On: on, Detail: detail})
}

// ErrForbidden is answered with 403.
var ErrForbidden = errors.New("forbidden")

// A StatusError is answered with a status and a text that is named
// "status.N" and "do.N". Use it sparingly: a form says its errors itself.
type StatusError int

func (e StatusError) Error() string { return http.StatusText(int(e)) }

// statusOf is the status that an error is answered with.
func statusOf(err error) int {
	var status StatusError
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, store.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrForbidden):
		return http.StatusForbidden
	case errors.As(err, &big):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// Next is the page that a sign-in leads back to.
func (r *Request) Next() string {
	if next := r.FormValue("next"); local(next) {
		return next
	}
	return "/"
}

// local reports whether an address is one of this site's pages.
func local(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(address, "/") &&
		!strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\r\n\t") && !strings.HasPrefix(u.Path, "//")
}
