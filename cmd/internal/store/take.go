package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
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
	actSame    = "same"    // turned out to be another act of a matter that was joined; its reports are there
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
	t := taking{ctx: ctx, tx: tx, m: m, now: now, known: map[string]string{}, single: map[string]string{}, begun: map[string]bool{}, stale: map[string]bool{}}
	out, err := t.run(filings, digests)
	if err != nil {
		return Taken{}, fmt.Errorf("store: take: %w", err)
	}
	return out, nil
}

// A taking is the work on one batch.
type taking struct {
	ctx    context.Context
	tx     *sql.Tx
	m      Manner
	now    time.Time
	known  map[string]string // matter of each key that the batch has to do with
	single map[string]string // the number that a matter has one of, where the batch may give it another
	begun  map[string]bool   // matters that began with it
	stale  map[string]bool   // acts whose reports changed hands

	wrote   []string        // acts
	renamed map[string]bool // matters that gained or lost a number
}

func (t *taking) run(filings []crawlers.Filing, digests []string) (Taken, error) {
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
		fresh = append(fresh, report{Filing: f, id: ids[i], digest: digests[i], act: f.ActID()})
	}
	if len(fresh) == 0 {
		return out, nil
	}
	// In a stable order, so that two nodes lock rows alike.
	slices.SortFunc(fresh, func(a, b report) int { return strings.Compare(a.id, b.id) })
	if err := t.matters(fresh); err != nil {
		return out, err
	}
	if err := t.lockAll(); err != nil {
		return out, err
	}
	if err := t.bridge(fresh); err != nil {
		return out, err
	}
	if err := t.canonical(fresh); err != nil {
		return out, err
	}
	if err := t.reports(fresh); err != nil {
		return out, err
	}
	if err := t.captions(fresh); err != nil {
		return out, err
	}
	if err := t.acts(fresh, &out); err != nil {
		return out, err
	}
	return out, t.index()
}

// A report is a filing with its name and version worked out.
type report struct {
	crawlers.Filing
	id, digest string
	act        string // its act, which another number of the matter may name
}

// digests returns the stored digest of each report that is there.
func (t *taking) digests(ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	rows, err := t.tx.QueryContext(t.ctx, `SELECT id, digest FROM reports WHERE id IN `+places(1, len(ids)), anys(ids)...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var id, digest string
		err := r.Scan(&id, &digest)
		out[id] = digest
		return err
	})
}

// canonical gives each filing the act of its matter that has its place, under
// whichever number of the matter that act was first told.
func (t *taking) canonical(fs []report) error {
	keys, err := t.keys(fs)
	if err != nil {
		return err
	}
	var names []string // that the acts of matters with several numbers might have
	for _, f := range fs {
		if all := keys[t.known[f.Key.String()]]; len(all) > 1 {
			for _, k := range all {
				names = append(names, k+"#"+f.Slug)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	there := map[string]bool{}
	for part := range slices.Chunk(slices.Compact(names), 10_000) {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT id FROM acts WHERE state <> 'same' AND id IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			there[id] = true
			return err
		})
		if err != nil {
			return err
		}
	}
	for i := range fs {
		all := keys[t.known[fs[i].Key.String()]]
		at := slices.IndexFunc(all, func(k string) bool { return there[k+"#"+fs[i].Slug] })
		if at >= 0 {
			fs[i].act = all[at] + "#" + fs[i].Slug
		}
		there[fs[i].act] = true // also for those that come behind in the batch
	}
	return nil
}

// keys returns the numbers of the matters of fs, in order.
func (t *taking) keys(fs []report) (map[string][]string, error) {
	out := map[string][]string{}
	for _, k := range slices.Sorted(maps.Keys(t.known)) {
		if m := t.known[k]; t.begun[m] {
			out[m] = append(out[m], k)
		}
	}
	old := map[string]bool{}
	for _, f := range fs {
		if m := t.known[f.Key.String()]; !t.begun[m] {
			old[m] = true
		}
	}
	if len(old) == 0 {
		return out, nil
	}
	rows, err := t.tx.QueryContext(t.ctx, `SELECT matter, key FROM matter_keys WHERE matter IN `+places(1, len(old))+` ORDER BY key`, anys(slices.Collect(maps.Keys(old)))...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var matter, key string
		err := r.Scan(&matter, &key)
		out[matter] = append(out[matter], key)
		t.known[key] = matter // an act may stand under a number that the batch does not give
		return err
	})
}

// reports writes the filings as their source tells them.
func (t *taking) reports(fs []report) error {
	const cols = 10
	args := make([]any, 0, len(fs)*cols)
	for _, f := range fs {
		body, err := json.Marshal(f.Filing)
		if err != nil {
			return err
		}
		shown := int64(0)
		if f.Shown != nil {
			shown = millis(f.Shown.Time)
		}
		args = append(args, f.id, f.act, f.Source, t.m.Rank, f.digest, f.Page, millis(t.now), millis(t.now), shown, string(body))
	}
	_, err := t.tx.ExecContext(t.ctx, `
		INSERT INTO reports (id, act, source, rank, digest, page, first, last, shown, body) VALUES `+places(len(fs), cols)+`
		ON CONFLICT (id) DO UPDATE SET act = excluded.act, rank = excluded.rank, digest = excluded.digest, page = excluded.page,
			last = excluded.last, body = excluded.body`, args...)
	return err
}

// acts writes the union of each touched act's reports.
func (t *taking) acts(fs []report, out *Taken) error {
	reports, err := t.reportsOf(fs)
	if err != nil {
		return err
	}
	// Already there in which state? An act that was history stays history.
	ids := slices.Sorted(maps.Keys(reports))
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
		key, slug, _ := strings.Cut(id, "#")
		f.Key.Authority, f.Key.Number, _ = strings.Cut(key, "/")
		f.Slug = slug
		digest, before := f.Digest(), known[id]
		if before.digest == digest && before.state != actSame {
			continue
		}
		state := actNew
		switch {
		case f.Routine:
			state = actRoutine
		case before.state == actHistory, before.state != actNew && before.state != actJudged && t.m.Fresh > 0 && f.Filed.Before(t.now.Add(-t.m.Fresh)) && !open(f, t.now):
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
		args = append(args, id, t.known[key], state, millis(f.Filed.Time), millis(t.now), digest, string(body))
	}
	slices.SortStableFunc(judge, func(a, b crawlers.Filing) int { return a.Filed.Compare(b.Filed.Time) })
	for _, f := range judge {
		out.Judge = append(out.Judge, f.ActID())
	}
	if len(args) == 0 {
		return nil
	}
	for i := 0; i < len(args); i += cols {
		t.wrote = append(t.wrote, args[i].(string))
	}
	_, err = t.tx.ExecContext(t.ctx, `
		INSERT INTO acts (id, matter, state, filed, first, digest, body) VALUES `+places(len(args)/cols, cols)+`
		ON CONFLICT (id) DO UPDATE SET matter = excluded.matter, state = excluded.state, filed = excluded.filed, digest = excluded.digest, body = excluded.body`, args...)
	return err
}

// reportsOf returns all reports of each act that fs tell of or that is stale,
// the highest rank first, so that the union does not depend on who came first.
// An act with one report, the common case, is not read back.
func (t *taking) reportsOf(fs []report) (map[string][]crawlers.Filing, error) {
	out := make(map[string][]crawlers.Filing, len(fs))
	ids := make([]string, 0, len(fs))
	for _, f := range fs {
		if _, ok := out[f.act]; !ok {
			ids = append(ids, f.act)
		}
		out[f.act] = append(out[f.act], f.Filing)
	}
	others := slices.Sorted(maps.Keys(t.stale))
	if len(ids) > 0 {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT act FROM reports WHERE act IN `+places(1, len(ids))+` GROUP BY act HAVING COUNT(*) > 1`, anys(ids)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var act string
			err := r.Scan(&act)
			if !t.stale[act] {
				others = append(others, act)
			}
			return err
		})
		if err != nil {
			return out, err
		}
	}
	if len(others) == 0 {
		return out, nil
	}
	for _, act := range others {
		delete(out, act)
	}
	rows, err := t.tx.QueryContext(t.ctx, `SELECT act, body FROM reports WHERE act IN `+places(1, len(others))+` ORDER BY rank DESC, id`, anys(others)...)
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

// open reports whether an office says that a mark can still be opposed: then it
// is news, however long ago it was applied for.
func open(f crawlers.Filing, now time.Time) bool {
	if f.Kind != crawlers.Squatting || !bytes.Contains(f.Raw, []byte(`"opposition_until"`)) {
		return false
	}
	var raw struct {
		Until string `json:"opposition_until"`
	}
	if json.Unmarshal(f.Raw, &raw) != nil {
		return false
	}
	until, err := time.Parse(time.DateOnly, raw.Until)
	return err == nil && until.AddDate(0, 0, 1).After(now)
}
