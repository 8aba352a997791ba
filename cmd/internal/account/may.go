package account

import (
	"slices"
	"strings"

	"tocsin/alerts/region"
)

// An Act is something that somebody may do about what a subscriber was told.
type Act string

// The acts. The list is closed.
const (
	See   Act = "see"   // read it
	Work  Act = "work"  // sign for it, hand it on, note what was done
	Watch Act = "watch" // change what a watchlist watches
)

// A Scope is whose alerts somebody may see: all, or those of some subscribers.
type Scope struct {
	All         bool
	Subscribers []string // ids of centers and watchlists, where not All
}

// Has reports whether what the subscriber was told is in the scope.
func (s Scope) Has(subscriber string) bool {
	return s.All || slices.Contains(s.Subscribers, subscriber)
}

// ScopeOf says whose alerts u may see. The national center and the admin see
// all; who belongs to another center sees what it and those below it are told;
// an exporter sees what the watchlists of its org, lists, are told. It is pure.
func ScopeOf(u User, network region.Centers, lists []string) Scope {
	switch u.Role {
	case National, Admin:
		return Scope{All: true}
	case Provincial, City, Industry:
		return Scope{Subscribers: Below(network, u.Center)}
	case ReadOnly:
		if u.Center == string(region.National) {
			return Scope{All: true}
		}
		return Scope{Subscribers: Below(network, u.Center)}
	case Exporter:
		if u.Org != "" {
			return Scope{Subscribers: slices.Clone(lists)}
		}
	}
	return Scope{}
}

// May reports whether u may do an act about what a subscriber, a center or a
// watchlist, is told. The admin keeps the program and works on no matter. It is
// pure.
func May(u User, do Act, s Scope, subscriber string) bool {
	if !u.SignedIn() || u.Disabled || !s.Has(subscriber) {
		return false
	}
	switch do {
	case See:
		return All.Has(u.Role)
	case Work:
		return Workers.Has(u.Role)
	case Watch:
		return u.Role == Exporter || u.Role == National || u.Role == Admin
	}
	return false
}

// Below returns a center and those below it: those that the table puts under
// it, and of a local center those whose place lies in its own. It is pure.
func Below(network region.Centers, center string) []string {
	if center == "" {
		return nil
	}
	all := network.All()
	out := []string{center}
	for i := 0; i < len(out); i++ { // grows as it goes down
		for _, c := range all {
			if !slices.Contains(out, c.ID) && (c.Parent == out[i] || lies(all, c, out[i])) {
				out = append(out, c.ID)
			}
		}
	}
	return out
}

// lies reports whether c is a local center whose place is within that of the
// local center of the id.
func lies(all []region.Center, c region.Center, id string) bool {
	return c.Kind == region.Local && slices.ContainsFunc(all, func(above region.Center) bool {
		if above.ID != id || above.Kind != region.Local || len(above.Code) != 6 || len(c.Code) != 6 {
			return false
		}
		within := above.Code
		for strings.HasSuffix(within, "00") {
			within = strings.TrimSuffix(within, "00")
		}
		return within != "" && len(within) < 6 && strings.HasPrefix(c.Code, within) && c.Code != above.Code
	})
}
