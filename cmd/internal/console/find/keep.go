package find

import (
	"database/sql"
	"errors"
	"net/url"
	"slices"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// Bounds of what is kept.
const (
	maxOwners = 20  // for whom somebody can keep a search
	maxName   = 100 // characters
	maxKept   = 4096
)

// A kept is a search that somebody keeps.
type kept struct {
	Name  string
	Path  string
	Owner string
	For   string // its owner, as people call it
	Watch bool
}

// owners are for whom the reader sees and keeps searches: itself, its center,
// and the watchlists of its org.
func (s *room) owners(r *web.Request) ([]web.Option, error) {
	f := r.Frame("")
	out := []web.Option{{Value: r.User.ID, Text: f.T("owner.me")}}
	switch {
	case r.User.Role == account.Exporter && r.User.Org != "":
		lists, err := s.Store.OrgWatchlists(r.Context(), r.User.Org)
		if err != nil {
			return nil, err
		}
		for _, id := range lists[:min(len(lists), maxOwners)] {
			out = append(out, web.Option{Value: id, Text: f.Say("owner.list", web.Word(id))})
		}
	case r.User.Center != "":
		out = append(out, web.Option{Value: r.User.Center, Text: f.T("owner.center")})
	}
	return out, nil
}

// kept are the searches of owners.
func (s *room) kept(r *web.Request, owners []web.Option) ([]kept, error) {
	var out []kept
	for _, o := range owners {
		all, err := s.Store.Searches(r.Context(), o.Value)
		if err != nil {
			return nil, err
		}
		for _, k := range all {
			out = append(out, kept{web.Clean(k.Name, maxName), asking(k.Query).path(""), o.Value, o.Text, k.Watch})
		}
	}
	return out, nil
}

// owner returns the field of a form that says whose a search is: somebody for
// whom the reader keeps searches, else nobody that exists.
func (s *room) owner(r *web.Request, f *web.Form) (string, error) {
	owners, err := s.owners(r)
	if err != nil {
		return "", err
	}
	owner := f.Raw("owner")
	if !slices.ContainsFunc(owners, func(o web.Option) bool { return o.Value == owner }) {
		return "", store.ErrNotFound
	}
	return owner, nil
}

func (s *room) save(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	owner, err := s.owner(r, &f)
	if err != nil {
		return web.Answer{}, err
	}
	given, err := url.ParseQuery(f.Raw("query"))
	if err != nil || len(f.Raw("query")) > maxKept {
		return web.Answer{}, web.StatusError(400)
	}
	asked := readQuestion(given)
	days := web.Form{Values: given}
	q, err := asked.query(&days)
	if !days.Good() {
		return web.Answer{}, web.StatusError(400)
	}
	name := f.Need("name", maxName)
	if f.Has("watch") && owner == r.User.ID {
		f.Wrong("watch", "wrong.watch")
	}
	if err == nil && f.Good() {
		err = s.Store.Tx(r.Context(), func(tx *sql.Tx) error {
			kept := store.SavedSearch{Owner: owner, Name: name, Query: q, Made: s.Now(), Watch: f.Has("watch")}
			if err := store.SaveSearch(r.Context(), tx, kept); err != nil {
				return err
			}
			return r.Record(r.Context(), tx, "search.save", owner, name)
		})
		if err == nil {
			return r.Done(asked.path(""), "done.kept")
		}
	}
	if err != nil && !errors.Is(err, search.ErrQuery) {
		return web.Answer{}, err
	}
	p, opening := s.open(r, asked)
	if opening != nil {
		return web.Answer{}, opening
	}
	if p.Keeping = f; err != nil {
		p.Keeping.Wrong("name", "wrong.keep")
		p.Wrong = said(err)
	}
	return s.answer(r, p)
}

func (s *room) drop(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	owner, err := s.owner(r, &f)
	if err != nil {
		return web.Answer{}, err
	}
	name := f.Raw("name")
	err = s.Store.Tx(r.Context(), func(tx *sql.Tx) error {
		if err := store.DropSearch(r.Context(), tx, owner, name); err != nil {
			return err
		}
		return r.Record(r.Context(), tx, "search.drop", owner, name)
	})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done("/find", "done.dropped")
}
