package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"maps"
	"slices"

	"tocsin/crawlers"
)

// matters finds the matter of each filing by its key or an alias, or begins
// one, and makes every key of the filing lead to it. A matter's id comes from
// the key it was first seen under, so two nodes begin the same one. A key that
// would be the second number of a matter that has one does not lead to it.
func (t *taking) matters(fs []report) error {
	var keys []string
	for i := range fs {
		keys = append(keys, keysOf(&fs[i].Filing)...)
	}
	slices.Sort(keys)
	if err := t.lookUp(slices.Compact(keys)); err != nil {
		return err
	}
	if err := t.singles(fs); err != nil {
		return err
	}
	var matters, links []any
	var linked []string
	for _, f := range fs {
		keys := keysOf(&f.Filing)
		matter := ""
		for i := 0; matter == "" && i < len(keys); i++ {
			if m := t.known[keys[i]]; t.room(m, keys[0]) {
				matter = m
			}
		}
		if matter == "" {
			matter = matterID(keys[0])
			matters = append(matters, matter, string(f.Kind), f.Title, millis(t.now), millis(t.now))
		}
		for _, k := range keys {
			switch {
			case t.known[k] != "":
			case t.room(matter, k):
				t.known[k] = matter
				t.rename(matter)
				links, linked = append(links, k, matter), append(linked, k)
			default:
				if err := t.suspect(keys[0], k, f.id+" gives both numbers"); err != nil {
					return err
				}
			}
			if m := t.known[k]; single(k) && m != "" {
				t.single[m] = k
			}
		}
	}
	if n := len(matters) / 5; n > 0 {
		res, err := t.tx.ExecContext(t.ctx, `INSERT INTO matters (id, kind, title, touched, begun) VALUES `+places(n, 5)+` ON CONFLICT (id) DO NOTHING`, matters...)
		if err != nil {
			return err
		}
		if done, err := res.RowsAffected(); err != nil {
			return err
		} else if done == int64(n) {
			for i := 0; i < len(matters); i += 5 {
				t.begun[matters[i].(string)] = true
			}
		}
	}
	if len(linked) == 0 {
		return nil
	}
	res, err := t.tx.ExecContext(t.ctx, `INSERT INTO matter_keys (key, matter) VALUES `+places(len(linked), 2)+` ON CONFLICT (key) DO NOTHING`, links...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == int64(len(linked)) {
		return err
	}
	return t.lookUp(linked) // another node was faster; what it linked otherwise is joined
}

// room reports whether a matter can have a number.
func (t *taking) room(matter, key string) bool {
	has := t.single[matter]
	return !single(key) || has == "" || has == key
}

// singles finds the number of each matter to which a row adds a number of which
// a matter has one.
func (t *taking) singles(fs []report) error {
	ids := map[string]bool{}
	for i := range fs {
		keys := keysOf(&fs[i].Filing)
		if !slices.ContainsFunc(keys, func(k string) bool { return single(k) && t.known[k] == "" }) {
			continue
		}
		for _, k := range keys {
			if m := t.known[k]; m != "" {
				ids[m] = true
			}
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(ids)), 10_000) {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT matter, key FROM matter_keys WHERE matter IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var matter, key string
			err := r.Scan(&matter, &key)
			if single(key) {
				t.single[matter] = key
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lockAll keeps joins and verdicts of other nodes off the matters of the batch.
// What began with it nobody else can see yet.
func (t *taking) lockAll() error {
	locked := maps.Clone(t.begun)
	for {
		var ids []string
		for _, m := range t.known {
			if !locked[m] {
				locked[m] = true
				ids = append(ids, m)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		slices.Sort(ids)
		_, err := t.tx.ExecContext(t.ctx, `UPDATE matters SET touched = $1 WHERE id IN `+placesFrom(2, len(ids)), append([]any{millis(t.now)}, anys(ids)...)...)
		if err != nil {
			return err
		}
		// Look again: a join may have moved them before the locks were had.
		if err := t.lookUp(slices.Sorted(maps.Keys(t.known))); err != nil {
			return err
		}
	}
}

// lookUp notes the matter of each key that has one.
func (t *taking) lookUp(keys []string) error {
	for part := range slices.Chunk(keys, 10_000) {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT key, matter FROM matter_keys WHERE key IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var key, matter string
			err := r.Scan(&key, &matter)
			t.known[key] = matter
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keysOf returns the key of a filing and its aliases.
func keysOf(f *crawlers.Filing) []string {
	out := []string{f.Key.String()}
	for _, a := range f.Aliases {
		if s := a.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func matterID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "m-" + hex.EncodeToString(sum[:8])
}
