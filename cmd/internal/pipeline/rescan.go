package pipeline

import (
	"context"
	"crypto/rand"
	"database/sql"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type rescanArgs struct {
	Rescan string `json:"rescan"`
}

func (rescanArgs) Kind() string                 { return "rescan" }
func (rescanArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueRescan} }

// rescanAtOnce is how many acts are looked at before the cursor moves.
const rescanAtOnce = 500

// Watch stores watchlists, each replacing one of its id, and has what is new in
// them looked for in stored filings since a time. It returns the name of that
// rescan, "" if nothing is new. Whoever works does it.
func Watch(ctx context.Context, db *store.DB, lists []alerts.Watchlist, since, now time.Time) (rescan string, err error) {
	ask, err := Rescans(db)
	if err != nil {
		return "", err
	}
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		added, err := store.ReplaceWatchlists(ctx, tx, lists)
		if err == nil {
			rescan, err = ask(ctx, tx, added, since, now)
		}
		return err
	})
	return rescan, err
}

// Rescans returns what has entries of watchlists looked for in stored filings
// since a time, in the transaction that stores them. It returns the name of the
// rescan, "" if there is nothing to look for.
func Rescans(db *store.DB) (func(ctx context.Context, tx *sql.Tx, added []alerts.Watchlist, since, now time.Time) (string, error), error) {
	queue, err := db.Queue(&river.Config{})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *sql.Tx, added []alerts.Watchlist, since, now time.Time) (string, error) {
		added = slices.DeleteFunc(slices.Clone(added), func(w alerts.Watchlist) bool { return len(w.Entries) == 0 })
		if len(added) == 0 || !since.Before(now) {
			return "", nil
		}
		rescan := rand.Text()
		if err := store.AskRescan(ctx, tx, store.Rescan{ID: rescan, Asked: now, Since: since, Lists: added}); err != nil {
			return "", err
		}
		_, err := queue.InsertTx(ctx, tx, rescanArgs{Rescan: rescan}, nil)
		return rescan, err
	}, nil
}

type rescanner struct {
	river.WorkerDefaults[rescanArgs]
	p *Pipeline
}

func (r *rescanner) Timeout(*river.Job[rescanArgs]) time.Duration { return askTimeout }

func (r *rescanner) Work(ctx context.Context, job *river.Job[rescanArgs]) error {
	wait, more, err := r.p.rescan(ctx, job.Args.Rescan, rescanAtOnce)
	if err == nil && more {
		return river.JobSnooze(wait)
	}
	return err
}

// rescan goes on with a rescan until it is done, or must wait, or has taken long
// enough. What it finds goes into the digest: it is no news, but to who watches
// now.
func (p *Pipeline) rescan(ctx context.Context, id string, atOnce int) (wait time.Duration, more bool, err error) {
	r, ok, err := p.Store.Rescan(ctx, id)
	if err != nil || !ok || r.State == store.RescanDone {
		return 0, false, err
	}
	if r.Lists, err = p.still(ctx, r.Lists); err != nil {
		return 0, false, err
	}
	said, err := p.Store.Decided(ctx)
	if err != nil {
		return 0, false, err
	}
	limits, err := p.limits(ctx)
	if err != nil {
		return 0, false, err
	}
	matcher := alerts.NewMatcher(r.Lists).Decided(said).By(limits)
	for {
		if end, ok := ctx.Deadline(); ok && time.Until(end) < askTimeout/2 {
			return 0, true, nil
		}
		// What was judged while the lists changed may have been judged with
		// those of before: it is looked at when all such judging has ended.
		late := r.Asked.Add(askTimeout)
		var acts []store.Filed
		if r.State == store.RescanLate {
			if wait := late.Sub(p.Now()); wait > 0 {
				return wait, true, nil
			}
			acts, err = p.Store.JudgedAfter(ctx, r.Cursor, r.Asked, late, atOnce)
		} else {
			acts, err = p.Store.FiledAfter(ctx, r.Cursor, atOnce)
		}
		if err != nil {
			return 0, false, err
		}
		to, state := r.Cursor, r.State
		switch {
		case len(acts) > 0:
			to = acts[len(acts)-1].At
		case r.State == store.RescanLate:
			state = store.RescanDone
		default:
			to, state = store.Cursor{Filed: r.Since.UnixMilli()}, store.RescanLate
		}
		if ok, err = p.lookAgain(ctx, r, matcher, acts, to, state); err != nil || !ok || state == store.RescanDone {
			return 0, !ok && err == nil, err
		}
		r.Cursor, r.State = to, state
	}
}

// still leaves of lists what is watched still.
func (p *Pipeline) still(ctx context.Context, lists []alerts.Watchlist) ([]alerts.Watchlist, error) {
	stored, err := p.Store.Watched(ctx)
	if err != nil {
		return nil, err
	}
	now := map[string]alerts.Watchlist{}
	for _, w := range stored {
		now[w.ID] = w
	}
	var out []alerts.Watchlist
	for _, w := range lists {
		gone := alerts.NewEntries(now[w.ID], w)
		w.Entries = alerts.NewEntries(alerts.Watchlist{Entries: gone}, w)
		if len(w.Entries) > 0 {
			out = append(out, w)
		}
	}
	return out, nil
}

// lookAgain matches acts and moves the cursor of a rescan past them, in the
// transaction that writes what was found. It reports false if the cursor was
// moved by another meanwhile.
func (p *Pipeline) lookAgain(ctx context.Context, r store.Rescan, matcher *alerts.Matcher, acts []store.Filed, to store.Cursor, state string) (ok bool, err error) {
	every, tell, err := p.lists(ctx)
	if err != nil {
		return false, err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return false, err
	}
	_, said, err := p.decisions(ctx)
	if err != nil {
		return false, err
	}
	routes := p.routes(network, said)
	whole := make([]store.Act, len(acts))
	for i, a := range acts {
		whole[i] = a.Act
	}
	if err := p.Store.InMatter(ctx, whole); err != nil {
		return false, err
	}
	var found []store.Settlement
	var hit []store.Act
	var filers []filer
	for i, a := range whole {
		if len(matcher.Match(a.Filing, alerts.Verdict{})) == 0 {
			continue
		}
		var final, plain alerts.Verdict
		if v := acts[i].Verdict; v != nil {
			final, plain = *v, *v
		} else if final, plain, err = p.judge(ctx, a.Filing); err != nil {
			return false, err
		}
		by, err := p.suitor(ctx, a, &final, every.Limits())
		if err != nil {
			return false, err
		}
		by.rights = crawlers.Filing{} // who may be at risk is for news alone
		served, err := p.Store.ServiceOf(ctx, a.Matter)
		if err != nil {
			return false, err
		}
		_, first, none, err := p.run(rules, a.Filing, final, served)
		if err != nil {
			return false, err
		}
		s := store.Settlement{Act: a, Verdict: final, Rules: plain, Facts: facts(a.Filing, final)}
		all := p.concerned(a.Filing, final, by, matcher, routes)
		filed, err := p.squatting(ctx, a.Filing, final, every, all)
		if err != nil {
			return false, err
		}
		filers = append(filers, filed)
		for _, alert := range all {
			destinations, watched := tell[alert.Subscriber]
			if !watched || !slices.ContainsFunc(r.Lists, func(w alerts.Watchlist) bool { return w.ID == alert.Subscriber }) {
				continue // a center, or a list that was dropped
			}
			alert.Clock, alert.NoClock = first, none
			s.Alerts = append(s.Alerts, store.Told{Alert: alert, Destinations: destinations})
		}
		if len(s.Alerts) > 0 {
			found, hit = append(found, s), append(hit, a)
		}
	}
	p.step("rescan found")
	var told []alerts.Alert
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if len(hit) > 0 {
			if err := store.LockMatters(ctx, tx, hit, p.Now()); err != nil {
				return err
			}
		}
		for _, f := range filers {
			if err := f.note(ctx, tx); err != nil {
				return err
			}
		}
		told, ok, err = store.Advance(ctx, tx, r, to, state, len(acts), found, p.Now())
		if err == nil && ok {
			p.step("rescan written")
		}
		return err
	})
	if err != nil || !ok {
		return false, err
	}
	p.step("rescan advanced")
	for i := range told {
		p.Log.Info("found in stored filings", "alert", told[i].ID, "rescan", r.ID)
		p.observe(Event{Alert: &told[i]})
	}
	return true, nil
}
