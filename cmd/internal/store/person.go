package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// Join makes one of the matters of two numbers because a person says so, also
// where one had parted them. Who and why are kept. It returns the acts that
// need a verdict again.
func Join(ctx context.Context, tx *sql.Tx, a, b crawlers.Key, m Manner, who, why string, now time.Time) (Taken, error) {
	t := taking{ctx: ctx, tx: tx, m: m, now: now, known: map[string]string{}, stale: map[string]bool{}}
	var out Taken
	err := t.unite(a.String(), b.String(), who, why, &out)
	if err != nil {
		return out, fmt.Errorf("store: join %s and %s: %w", a, b, err)
	}
	return out, nil
}

func (t *taking) unite(a, b, who, why string, out *Taken) error {
	if err := t.lookUp([]string{a, b}); err != nil {
		return err
	}
	switch {
	case t.known[a] == "" || t.known[b] == "":
		return ErrNotFound
	case t.known[a] == t.known[b]:
		return errors.New("they are one matter already")
	}
	var kinds int
	err := t.tx.QueryRowContext(t.ctx, `SELECT COUNT(DISTINCT kind) FROM matters WHERE id IN ($1, $2)`, t.known[a], t.known[b]).Scan(&kinds)
	if err != nil {
		return err
	}
	if kinds > 1 {
		return errors.New("they are of two kinds, such as a suit and a mark, and cannot be one matter")
	}
	_, err = t.tx.ExecContext(t.ctx, `
		DELETE FROM parted WHERE key IN (SELECT key FROM matter_keys WHERE matter IN ($1, $2)) AND other IN (SELECT key FROM matter_keys WHERE matter IN ($1, $2))`,
		t.known[a], t.known[b])
	if err != nil {
		return err
	}
	if err := t.join(a, b, person, who+": "+why); err != nil {
		return err
	}
	for act := range t.stale {
		key, _, _ := strings.Cut(act, "#")
		t.known[key] = t.known[a]
	}
	if len(t.stale) > 0 {
		if err := t.acts(nil, out); err != nil {
			return err
		}
	}
	return t.index()
}

// Part takes one number out of its matter, with the acts told under it, and
// keeps it out: it undoes a join. Who said so and why are kept. It returns the acts
// that need a verdict again.
func Part(ctx context.Context, tx *sql.Tx, key crawlers.Key, m Manner, who, why string, now time.Time) (Taken, error) {
	t := taking{ctx: ctx, tx: tx, m: m, now: now, known: map[string]string{}, stale: map[string]bool{}}
	var out Taken
	err := t.part(key.String(), who, why, &out)
	if err != nil {
		return out, fmt.Errorf("store: part %s: %w", key, err)
	}
	return out, nil
}

func (t *taking) part(key, who, why string, out *Taken) error {
	var matter string
	err := t.tx.QueryRowContext(t.ctx, `SELECT matter FROM matter_keys WHERE key = $1`, key).Scan(&matter)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	var rest []string
	rows, err := t.tx.QueryContext(t.ctx, `SELECT key FROM matter_keys WHERE matter = $1 AND key <> $2 ORDER BY key`, matter, key)
	err = each(rows, err, func(r *sql.Rows) error {
		var k string
		err := r.Scan(&k)
		rest = append(rest, k)
		return err
	})
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return errors.New("its matter has no other number, so there is nothing to part")
	}
	for _, other := range rest {
		for _, pair := range [][2]string{{key, other}, {other, key}} {
			_, err := t.tx.ExecContext(t.ctx, `
				INSERT INTO parted (key, other, person, why, at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (key, other) DO UPDATE SET person = excluded.person, why = excluded.why, at = excluded.at`,
				pair[0], pair[1], who, why, millis(t.now))
			if err != nil {
				return err
			}
		}
	}
	// The matter keeps its name for those that gave it.
	leave := []string{key}
	if matterID(key) == matter {
		leave = rest
	}
	return t.leave(matter, leave, out)
}

// leave moves keys, with what was told under them, into a matter of their own.
func (t *taking) leave(matter string, keys []string, out *Taken) error {
	own := matterID(keys[0])
	_, err := t.tx.ExecContext(t.ctx, `
		INSERT INTO matters (id, kind, title, touched, begun) SELECT $1, kind, title, $3, $3 FROM matters WHERE id = $2
		ON CONFLICT (id) DO UPDATE SET elder = '', touched = excluded.touched`, own, matter, millis(t.now))
	if err != nil {
		return err
	}
	for _, k := range keys {
		t.known[k] = own
		if _, err := t.tx.ExecContext(t.ctx, `UPDATE matter_keys SET matter = $1 WHERE key = $2`, own, k); err != nil {
			return err
		}
	}
	ours := func(name string) bool {
		key, _, _ := strings.Cut(name, "#")
		return slices.Contains(keys, key)
	}
	var acts []string
	rows, err := t.tx.QueryContext(t.ctx, `SELECT id FROM acts WHERE matter = $1`, matter)
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		acts = append(acts, id)
		return err
	})
	if err != nil {
		return err
	}
	type moved struct{ report, act string }
	var back []moved // reports that go back to the act they name
	rows, err = t.tx.QueryContext(t.ctx, `SELECT r.id, r.act FROM reports r JOIN acts a ON a.id = r.act WHERE a.matter = $1`, matter)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, act string
		err := r.Scan(&id, &act)
		if named, _, _ := strings.Cut(id, "<"); named != act && ours(id) != ours(act) {
			back = append(back, moved{id, named})
			t.stale[act], t.stale[named] = true, true
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range acts {
		key, _, _ := strings.Cut(id, "#")
		t.known[key] = matter
		if !ours(id) {
			continue
		}
		t.known[key] = own
		for _, query := range []string{`UPDATE acts SET matter = $1 WHERE id = $2`, `UPDATE alerts SET matter = $1 WHERE act = $2`} {
			if _, err := t.tx.ExecContext(t.ctx, query, own, id); err != nil {
				return err
			}
		}
	}
	for _, b := range back {
		if _, err := t.tx.ExecContext(t.ctx, `UPDATE reports SET act = $1 WHERE id = $2`, b.act, b.report); err != nil {
			return err
		}
	}
	if len(back) > 0 {
		if err := t.acts(nil, out); err != nil {
			return err
		}
	}
	t.rename(matter)
	t.rename(own)
	return t.index()
}
