package exporter

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"slices"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A stranger is a party that was taken for what an entry watches, of which the
// reader may say that it is not, or has said so.
type stranger struct {
	ID    string // of the party, in a form
	Entry string
	Name  string
	At    web.Stamp // when it was said; of who is offered it is zero

	party string
}

// partyID names a party in a form: its own name may be masked.
func partyID(name string) string {
	sum := sha256.Sum256([]byte(alerts.CoreName(name)))
	return hex.EncodeToString(sum[:6])
}

// strangers are those a hit may have mistaken: whom it found by name, or who
// applies for what is like a mark.
func strangers(h alerts.Hit, f crawlers.Filing, mask func(string) string) []stranger {
	names := h.Parties
	if len(names) == 0 && f.Kind == crawlers.Squatting {
		for _, p := range f.Parties {
			if p.Role == crawlers.Applicant || p.Role == crawlers.Owner {
				names = append(names, p.Name)
			}
		}
	}
	var out []stranger
	for _, name := range names {
		id := partyID(name)
		if alerts.CoreName(name) == "" || slices.ContainsFunc(out, func(s stranger) bool { return s.ID == id }) {
			continue
		}
		out = append(out, stranger{ID: id, Entry: h.Entry, Name: web.Clean(mask(name), maxName), party: name})
	}
	return out
}

// strangersOf are the parties of f that are not what a list watches, as somebody
// said.
func strangersOf(said []alerts.Identity, f crawlers.Filing, mask func(string) string) []stranger {
	var out []stranger
	for _, d := range said {
		i := slices.IndexFunc(f.Parties, func(p crawlers.Party) bool { return alerts.CoreName(p.Name) == alerts.CoreName(d.Party) })
		if i >= 0 && d.Answer == alerts.Reject {
			out = append(out, stranger{ID: partyID(d.Party), Entry: d.Entry, Name: web.Clean(mask(f.Parties[i].Name), maxName), At: web.At(d.At), party: d.Party})
		}
	}
	return out
}

// ours says that a party is not what an entry of the reader's watches, or takes
// that back. What comes is matched by it.
func (e *room) ours(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, told, err := e.whyPage(r, f.Raw("alert"))
	if err != nil {
		return web.Answer{}, err
	}
	offered, answer, what, done := p.strangers(), alerts.Reject, "party.reject", "done.not.ours"
	if f.Has("undo") {
		offered, answer, what, done = p.Strangers, alerts.Leave, "party.open", "done.ours.after.all"
	}
	i := slices.IndexFunc(offered, func(s stranger) bool { return s.ID == f.Raw("party") && s.Entry == f.Raw("entry") })
	if i < 0 {
		return web.Answer{}, store.ErrNotFound
	}
	d := alerts.Identity{List: told.Alert.Subscriber, Entry: offered[i].Entry, Party: offered[i].party, Answer: answer, Person: person(r.User), At: e.Now()}
	tell := func(context.Context, *sql.Tx) (int, error) { return 0, nil }
	if e.Desk.Reroute != nil {
		if tell, err = e.Desk.Reroute(r.Context(), told.Act.Filing.Key, d); err != nil {
			return web.Answer{}, err
		}
	}
	err = e.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.DecideIn(r.Context(), tx, d); err != nil {
			return err
		}
		if _, err := tell(r.Context(), tx); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, what, told.Alert.ID, d.List+": "+d.Entry)
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(p.Path, done)
}

// strangers are all that the page offers.
func (p *whyPage) strangers() []stranger {
	var out []stranger
	for _, h := range p.Hits {
		out = append(out, h.Who...)
	}
	return out
}
