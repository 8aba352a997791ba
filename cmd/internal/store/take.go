package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// Change says what a taken filing was to the store.
type Change string

// What a filing can be to the store.
const (
	Added   Change = "added"
	Revised Change = "revised"
	Known   Change = "known"
)

// States of an act.
const (
	actNew     = "new"     // waits for its verdict
	actJudged  = "judged"  // has one
	actHistory = "history" // older than its source's fresh window: kept, never told
	actRoutine = "routine" // a clerk's housekeeping
)

// Taken says what became of a batch.
type Taken struct {
	Changes []Change // one for each filing given, in their order
	Judge   []string // acts that need a verdict, in the order they happened
	History int      // filings added as history
}

// Manner is what the source of a filing lays down about it.
type Manner struct {
	Rank  int           // higher wins, field by field, where two sources tell of one act
	Fresh time.Duration // an act older than this is history
}

// Take writes a batch of filings of one source: reports, acts and matters. A
// filing that is there already in this very version changes nothing. The
// filings have distinct names ([crawlers.UniteSame]); digests are theirs.
func Take(ctx context.Context, tx *sql.Tx, filings []crawlers.Filing, digests []string, m Manner, now time.Time) (Taken, error) {
	t := taking{ctx: ctx, tx: tx, m: m, now: now}
	out, err := t.run(filings, digests)
	if err != nil {
		return Taken{}, fmt.Errorf("store: take: %w", err)
	}
	return out, nil
}

// A taking is the work on one batch.
type taking struct {
	ctx context.Context
	tx  *sql.Tx
	m   Manner
	now time.Time
}

func (t taking) run(filings []crawlers.Filing, digests []string) (Taken, error) {
	out := Taken{Changes: make([]Change, len(filings))}
	ids := make([]string, len(filings))
	for i := range filings {
		ids[i] = filings[i].ID()
	}
	stored, err := t.digests(ids)
	if err != nil {
		return out, err
	}
	var fresh []report
	for i, f := range filings {
		old, known := stored[ids[i]]
		switch {
		case !known:
			out.Changes[i] = Added
		case old != digests[i]:
			out.Changes[i] = Revised
		default:
			out.Changes[i] = Known
			continue
		}
		fresh = append(fresh, report{f, ids[i], digests[i]})
	}
	if len(fresh) == 0 {
		return out, nil
	}
	// In a stable order, so that two nodes lock rows alike.
	slices.SortFunc(fresh, func(a, b report) int { return strings.Compare(a.id, b.id) })
	matters, err := t.matters(fresh)
	if err != nil {
		return out, err
	}
	if err := t.reports(fresh); err != nil {
		return out, err
	}
	return out, t.acts(fresh, matters, &out)
}

// A report is a filing with its name and version worked out.
type report struct {
	crawlers.Filing
	id, digest string
}

// digests returns the stored digest of each report that is there.
func (t taking) digests(ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	rows, err := t.tx.QueryContext(t.ctx, `SELECT id, digest FROM reports WHERE id IN `+places(1, len(ids)), anys(ids)...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var id, digest string
		err := r.Scan(&id, &digest)
		out[id] = digest
		return err
	})
}

// matters finds the matter of each filing by its key or an alias, or begins
// one, and makes every key of the filing lead to it. A matter's id comes from
// the key it was first seen under, so two nodes begin the same one.
func (t taking) matters(fs []report) (map[crawlers.Key]string, error) {
	var keys []string
	for _, f := range fs {
		keys = append(keys, f.Key.String())
		for _, a := range f.Aliases {
			keys = append(keys, a.String())
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	known := map[string]string{}
	for part := range slices.Chunk(keys, 10_000) {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT key, matter FROM matter_keys WHERE key IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var key, matter string
			err := r.Scan(&key, &matter)
			known[key] = matter
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	out := map[crawlers.Key]string{}
	var matters, links []any
	for _, f := range fs {
		matter := known[f.Key.String()]
		for i := 0; matter == "" && i < len(f.Aliases); i++ {
			matter = known[f.Aliases[i].String()]
		}
		if matter == "" {
			matter = matterID(f.Key)
			matters = append(matters, matter, string(f.Kind), f.Title, millis(t.now))
		}
		out[f.Key] = matter
		for _, k := range append([]crawlers.Key{f.Key}, f.Aliases...) {
			if known[k.String()] == "" {
				known[k.String()] = matter
				links = append(links, k.String(), matter)
			}
		}
	}
	if n := len(matters) / 4; n > 0 {
		_, err := t.tx.ExecContext(t.ctx, `INSERT INTO matters (id, kind, title, touched) VALUES `+places(n, 4)+` ON CONFLICT (id) DO NOTHING`, matters...)
		if err != nil {
			return nil, err
		}
	}
	if n := len(links) / 2; n > 0 {
		_, err := t.tx.ExecContext(t.ctx, `INSERT INTO matter_keys (key, matter) VALUES `+places(n, 2)+` ON CONFLICT (key) DO NOTHING`, links...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func matterID(k crawlers.Key) string {
	sum := sha256.Sum256([]byte(k.String()))
	return "m-" + hex.EncodeToString(sum[:8])
}

// reports writes the filings as their source tells them.
func (t taking) reports(fs []report) error {
	const cols = 9
	args := make([]any, 0, len(fs)*cols)
	for _, f := range fs {
		body, err := json.Marshal(f.Filing)
		if err != nil {
			return err
		}
		args = append(args, f.id, f.ActID(), f.Source, t.m.Rank, f.digest, f.Page, millis(t.now), millis(t.now), string(body))
	}
	_, err := t.tx.ExecContext(t.ctx, `
		INSERT INTO reports (id, act, source, rank, digest, page, first, last, body) VALUES `+places(len(fs), cols)+`
		ON CONFLICT (id) DO UPDATE SET rank = excluded.rank, digest = excluded.digest, page = excluded.page,
			last = excluded.last, body = excluded.body`, args...)
	return err
}

// acts writes the union of each touched act's reports.
func (t taking) acts(fs []report, matters map[crawlers.Key]string, out *Taken) error {
	reports, err := t.reportsOf(fs)
	if err != nil {
		return err
	}
	// Already there in which state? An act that was history stays history.
	var ids []string
	for id := range reports {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	type old struct{ state, digest string }
	known := make(map[string]old, len(ids))
	rows, err := t.tx.QueryContext(t.ctx, `SELECT id, state, digest FROM acts WHERE id IN `+places(1, len(ids)), anys(ids)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		var o old
		err := r.Scan(&id, &o.state, &o.digest)
		known[id] = o
		return err
	})
	if err != nil {
		return err
	}
	const cols = 7
	var args []any
	var judge []crawlers.Filing
	for _, id := range ids {
		f := crawlers.Unite(reports[id])
		digest, before := f.Digest(), known[id]
		if before.digest == digest {
			continue
		}
		state := actNew
		switch {
		case f.Routine:
			state = actRoutine
		case before.state == actHistory, before.state == "" && t.m.Fresh > 0 && f.Filed.Before(t.now.Add(-t.m.Fresh)):
			state = actHistory
		}
		if state == actNew {
			judge = append(judge, f)
		}
		if state == actHistory && before.state == "" {
			out.History++
		}
		body, err := json.Marshal(f)
		if err != nil {
			return err
		}
		args = append(args, id, matters[f.Key], state, millis(f.Filed.Time), millis(t.now), digest, string(body))
	}
	slices.SortStableFunc(judge, func(a, b crawlers.Filing) int { return a.Filed.Compare(b.Filed.Time) })
	for _, f := range judge {
		out.Judge = append(out.Judge, f.ActID())
	}
	if len(args) == 0 {
		return nil
	}
	_, err = t.tx.ExecContext(t.ctx, `
		INSERT INTO acts (id, matter, state, filed, first, digest, body) VALUES `+places(len(args)/cols, cols)+`
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, filed = excluded.filed, digest = excluded.digest, body = excluded.body`, args...)
	return err
}

// reportsOf returns all reports of each act that fs tell of, the highest rank
// first. An act with one report, the common case, is not read back.
func (t taking) reportsOf(fs []report) (map[string][]crawlers.Filing, error) {
	out := make(map[string][]crawlers.Filing, len(fs))
	ids := make([]string, 0, len(fs))
	for _, f := range fs {
		if _, ok := out[f.ActID()]; !ok {
			ids = append(ids, f.ActID())
		}
		out[f.ActID()] = append(out[f.ActID()], f.Filing)
	}
	var others []string
	rows, err := t.tx.QueryContext(t.ctx, `SELECT act FROM reports WHERE act IN `+places(1, len(ids))+` GROUP BY act HAVING COUNT(*) > 1`, anys(ids)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var act string
		err := r.Scan(&act)
		others = append(others, act)
		return err
	})
	if err != nil || len(others) == 0 {
		return out, err
	}
	for _, act := range others {
		out[act] = nil
	}
	rows, err = t.tx.QueryContext(t.ctx, `SELECT act, body FROM reports WHERE act IN `+places(1, len(others))+` ORDER BY rank DESC, first, id`, anys(others)...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var act, body string
		if err := r.Scan(&act, &body); err != nil {
			return err
		}
		var f crawlers.Filing
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return fmt.Errorf("report of %s: %w", act, err)
		}
		out[act] = append(out[act], f)
		return nil
	})
}
