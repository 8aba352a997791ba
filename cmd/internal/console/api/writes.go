package api

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/store"
)

// Every write may be repeated: what is said twice is said once, and what is
// edited names the version that it was made of.

// person is how the caller is called in what is kept of what it said.
func (c *call) person() string {
	if c.user.Name == "" || c.user.Name == c.user.Login {
		return c.user.Login
	}
	return c.user.Name + "（" + c.user.Login + "）"
}

// record keeps what the caller did in the transaction that does it.
func (c *call) record(tx *sql.Tx, what, on, detail string) error {
	return store.Record(c.ctx, tx, store.Deed{At: c.Now(), Who: c.user.Login, What: what, On: on, Detail: strings.TrimSpace("api: " + detail)})
}

// noting is a note to what is done.
type noting struct {
	Note string `json:"note" max:"1000" doc:"What is being done, for whoever looks next"`
}

// sign answers with who signed first, which may be another.
func (c *call) sign(in struct {
	byID
	Body noting
}) (out signed, err error) {
	p, err := c.find(account.Work, in.ID)
	if err != nil {
		return out, err
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		first, err := store.SignIn(c.ctx, tx, store.Signature{Alert: p.Alert.ID, Person: c.person(), At: c.Now(), Note: in.Body.Note})
		if err != nil {
			return err
		}
		out = signed{first.Person, first.At, first.Note}
		return c.record(tx, "matter.sign", p.Alert.ID, in.Body.Note)
	})
	return out, err
}

// muting says until when, and why.
type muting struct {
	Until string `json:"until" need:"true" max:"10" doc:"The last day, in Beijing, YYYY-MM-DD, within a year"`
	Why   string `json:"why" need:"true" max:"1000"`
}

// maxMute is how far ahead a mute may end: what is muted for ever is forgotten.
const maxMute = 366 * 24 * time.Hour

func (c *call) mute(in struct {
	byID
	Body muting
}) (muted, error) {
	last, err := time.ParseInLocation(time.DateOnly, in.Body.Until, clock.Beijing)
	until := last.AddDate(0, 0, 1)
	if err != nil || !until.After(c.Now()) || until.Sub(c.Now()) > maxMute {
		return muted{}, wrong("until", "应为今天起一年以内的日期，如 2026-03-31", "want a day within a year, such as 2026-03-31")
	}
	return c.muteUntil(in.ID, until, in.Body.Why)
}

func (c *call) unmute(in byID) (muted, error) { return c.muteUntil(in.ID, c.Now(), "lifted") }

func (c *call) muteUntil(id string, until time.Time, why string) (muted, error) {
	p, err := c.find(account.Work, id)
	if err != nil {
		return muted{}, err
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if err := store.MuteIn(c.ctx, tx, store.Mute{Alert: p.Alert.ID, Person: c.person(), Why: why, Until: until, At: c.Now()}); err != nil {
			return err
		}
		return c.record(tx, "matter.mute", p.Alert.ID, until.In(clock.Beijing).Format(time.DateTime)+" "+why)
	})
	return muted{c.person(), until, why}, err
}

// saying is what somebody says of an alert.
type saying struct {
	Said string `json:"said" need:"true" enum:"useful,false-alarm,repeated,late"`
	Note string `json:"note" max:"1000"`
}

// said is what was kept of it.
type said struct {
	ID    string `json:"id"`
	Added bool   `json:"added" doc:"false where it had been said before"`
}

func (c *call) feedback(in struct {
	byID
	Body saying
}) (said, error) {
	p, err := c.find(account.See, in.ID)
	if err != nil {
		return said{}, err
	}
	f := store.Feedback{Alert: p.Alert.ID, Person: c.person(), Said: in.Body.Said, Note: in.Body.Note, At: c.Now()}
	added := false
	if c.Feedback != nil {
		f, added, err = c.Feedback(c.ctx, f)
	} else {
		err = c.Store.Tx(c.ctx, func(tx *sql.Tx) (err error) {
			f, added, err = store.AddFeedback(c.ctx, tx, f)
			return err
		})
	}
	return said{f.ID, added}, err
}

// editing is what a watchlist is to watch.
type editing struct {
	Entries []entry `json:"entries" need:"true" max:"5000" doc:"All of them: they take the place of those there"`
}

// putWatchlist replaces the entries of a list that is still as the caller read
// it. Its name and whom it tells stay.
func (c *call) putWatchlist(in struct {
	byID
	matched
	Body editing
}) (watchlist, error) {
	if err := in.given(); err != nil {
		return watchlist{}, err
	}
	w, err := c.watchlist(account.Watch, in.ID)
	if err != nil {
		return watchlist{}, err
	}
	entries, err := checked(w.Name, in.Body.Entries)
	if err != nil {
		return watchlist{}, err
	}
	all, err := c.Store.Watched(c.ctx)
	if err != nil {
		return watchlist{}, err
	}
	watched := slices.ContainsFunc(all, func(w alerts.Watchlist) bool { return w.ID == in.ID }) // and not paused
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if w, err = store.LockWatchlist(c.ctx, tx, in.ID); err != nil {
			return err
		}
		version, err := versionOf(w)
		if err != nil {
			return err
		}
		if in.Match != version {
			return changed()
		}
		before := len(w.Entries)
		w.Entries = entries
		added, err := store.ReplaceWatchlists(c.ctx, tx, []alerts.Watchlist{w})
		if err != nil {
			return err
		}
		if watched {
			if err := c.lookFor(tx, added); err != nil {
				return err
			}
		}
		return c.record(tx, "watchlist.edit", in.ID, fmt.Sprintf("%d → %d", before, len(entries)))
	})
	if err != nil {
		return watchlist{}, err
	}
	version, err := versionOf(w)
	c.header.Set("ETag", version)
	return watchlistOf(w), err
}

// checked reads entries as a table of them is read, so that what a list may hold
// is decided in one place.
func checked(name string, entries []entry) ([]alerts.Entry, error) {
	columns := alerts.WatchColumns()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(columns) // a buffer takes everything
	for _, e := range entries {
		classes := make([]string, len(e.Classes))
		for i, n := range e.Classes {
			classes[i] = strconv.Itoa(n)
		}
		cells := map[string]string{
			"list": name, "type": e.Type, "value": e.Value, "classes": strings.Join(classes, ";"), "owner": e.Owner,
			"countries": strings.Join(e.Countries, ";"), "note": e.Note, "code": e.Code, "place": e.Place,
		}
		row := make([]string, len(columns))
		for i, column := range columns {
			row[i] = cells[column]
		}
		_ = w.Write(row)
	}
	w.Flush()
	read, err := alerts.ReadWatchTable(bytes.NewReader(b.Bytes()), int64(b.Len()), alerts.WatchOptions{})
	if err != nil {
		return nil, wrong("entries", err.Error(), err.Error())
	}
	if len(read.Problems) > 0 {
		p := read.Problems[0]
		return nil, wrong(fmt.Sprintf("entries[%d].%s", p.Row-2, p.Column), p.Wrong+"；"+p.Right, p.Wrong+"; "+p.Right)
	}
	if len(read.Lists) != 1 {
		return nil, errors.New("entries of one list were read as more or none")
	}
	return slices.Clip(read.Lists[0].Entries), nil
}
