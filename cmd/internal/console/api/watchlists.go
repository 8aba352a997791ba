package api

import (
	"crypto/sha256"
	"encoding/hex"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/store"
)

// A watchlist is what one exporter, or one center, wants to hear of.
type watchlist struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Entries []entry  `json:"entries"`
	Tell    []string `json:"tell" doc:"Destinations, by name"`
}

// An entry is one thing that is watched.
type entry struct {
	Type      string   `json:"type" need:"true" enum:"mark,company,store,patent,product,keyword,plaintiff,lawfirm,competitor,owner"`
	Value     string   `json:"value" need:"true" max:"300"`
	Classes   []int    `json:"classes,omitempty" max:"45" doc:"Nice classes of a mark; none is every class"`
	Owner     string   `json:"owner,omitempty" max:"300" doc:"Whose the mark is"`
	Countries []string `json:"countries,omitempty" max:"60" doc:"Two-letter codes of where to look; none is everywhere"`
	Note      string   `json:"note,omitempty" max:"1000"`
	Code      string   `json:"code,omitempty" max:"18" doc:"Unified social credit code of an enterprise"`
	Place     string   `json:"place,omitempty" max:"200"`
}

// A listName is a watchlist as it is listed.
type listName struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Entries int    `json:"entries" doc:"How many"`
}

func watchlistOf(w alerts.Watchlist) watchlist {
	out := watchlist{w.ID, w.Name, []entry{}, append([]string{}, w.Tell...)}
	for _, e := range w.Entries {
		out.Entries = append(out.Entries, entry{string(e.Type), e.Value, e.Classes, e.Owner, e.Countries, e.Note, string(e.Code), e.Place})
	}
	return out
}

// versionOf is the ETag of a watchlist.
func versionOf(w alerts.Watchlist) (string, error) {
	b, err := encode(watchlistOf(w))
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:12]) + `"`, err
}

func (c *call) listWatchlists(in paged) (out page[listName], err error) {
	out.Items = []listName{}
	after, err := place(in.After)
	if err != nil {
		return out, err
	}
	lists, err := c.watchlists()
	if err != nil {
		return out, err
	}
	for _, w := range lists { // by their ids
		if w.ID <= after {
			continue
		}
		if len(out.Items) == in.Limit {
			out.Next = cursor(out.Items[in.Limit-1].ID)
			break
		}
		out.Items = append(out.Items, listName{w.ID, w.Name, len(w.Entries)})
	}
	return out, nil
}

func (c *call) readWatchlist(in byID) (watchlist, error) {
	w, err := c.watchlist(account.See, in.ID)
	if err != nil {
		return watchlist{}, err
	}
	version, err := versionOf(w)
	c.header.Set("ETag", version)
	return watchlistOf(w), err
}

// watchlist returns one about which the caller may do the act.
func (c *call) watchlist(do account.Act, id string) (alerts.Watchlist, error) {
	scope, err := c.scope()
	if err != nil {
		return alerts.Watchlist{}, err
	}
	if !account.May(c.user, account.See, scope, id) {
		return alerts.Watchlist{}, store.ErrNotFound
	}
	w, err := c.Store.Watchlist(c.ctx, id)
	if err == nil && !account.May(c.user, do, scope, id) {
		err = forbidden()
	}
	return w, err
}
