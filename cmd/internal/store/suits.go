package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A Suit is one suit against many sellers, and who brought it.
type Suit struct {
	Key   crawlers.Key
	By    []crawlers.Party // plaintiffs and law firms
	Begun time.Time        // the day it was filed, or one that is not before it
}

// NoteSuits remembers who brought suits. The earliest beginning that is given
// of a suit stays.
func NoteSuits(ctx context.Context, tx *sql.Tx, suits []Suit) error {
	type row struct{ role, name, key string }
	begun := map[row]int64{}
	for _, s := range suits {
		for _, p := range s.By {
			r := row{string(p.Role), suitor(p.Name), s.Key.String()}
			at := millis(s.Begun)
			if old, ok := begun[r]; r.name != "" && (!ok || at < old) {
				begun[r] = at
			}
		}
	}
	var rows []row
	for r := range begun {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { // so that two nodes lock rows alike
		return slices.Compare([]string{a.role, a.name, a.key}, []string{b.role, b.name, b.key})
	})
	for part := range slices.Chunk(rows, 1000) {
		args := make([]any, 0, 4*len(part))
		for _, r := range part {
			args = append(args, r.role, r.name, r.key, begun[r])
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO suits (role, name, key, begun) VALUES `+places(len(part), 4)+`
			ON CONFLICT (role, name, key) DO UPDATE SET begun = CASE WHEN excluded.begun < suits.begun THEN excluded.begun ELSE suits.begun END`, args...)
		if err != nil {
			return fmt.Errorf("store: who sues: %w", err)
		}
	}
	return nil
}

// suitor is a party's name as suits are counted by it.
func suitor(name string) string { return indexed(alerts.CoreName(name)) }

// indexed is as much of a text as can stand in a key: PostgreSQL refuses a row
// of an index beyond a third of its page, and the whole batch with it.
func indexed(s string) string {
	const most = 1000 // bytes
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// captions remembers what the suits of a batch are called.
func (t *taking) captions(fs []report) error {
	var args []any
	seen := map[[2]string]bool{}
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b report) int { return a.Filed.Compare(b.Filed.Time) })
	for _, f := range fs {
		row := [2]string{f.Key.String(), indexed(f.Title)}
		if f.Kind == crawlers.Lawsuit && f.Title != "" && !seen[row] {
			seen[row] = true
			args = append(args, row[0], row[1], millis(t.now), millis(f.Filed.Time))
		}
	}
	if len(args) == 0 {
		return nil
	}
	_, err := t.tx.ExecContext(t.ctx, `INSERT INTO captions (key, title, first, filed) VALUES `+places(len(args)/4, 4)+` ON CONFLICT (key, title) DO NOTHING`, args...)
	return err
}

// Repeats says how many matters against many sellers that began since a time
// each of the parties stands behind, as far as our own records go. Who stands
// behind fewer than two is left out.
func (db *DB) Repeats(ctx context.Context, by []crawlers.Party, since time.Time) ([]alerts.Repeat, error) {
	var out []alerts.Repeat
	for _, p := range by[:min(len(by), maxSuitors)] {
		r := alerts.Repeat{Role: p.Role, Name: p.Name}
		err := db.read.QueryRowContext(ctx, `
			SELECT COUNT(DISTINCT k.matter) FROM suits s JOIN matter_keys k ON k.key = s.key
			WHERE s.role = $1 AND s.name = $2 AND s.begun >= $3`, string(p.Role), suitor(p.Name), millis(since)).Scan(&r.Cases)
		if err != nil {
			return nil, fmt.Errorf("store: suits of %s: %w", p.Name, err)
		}
		if r.Cases > 1 {
			out = append(out, r)
		}
	}
	return out, nil
}

// maxSuitors bounds whose suits are counted for one act, and rightsOf from how
// many acts of earlier suits a plaintiff's rights are gathered.
const (
	maxSuitors = 6
	rightsOf   = 500
)

// Rights returns what the plaintiffs among by sued over in other matters: marks,
// patents and products, as a filing of nothing else.
func (db *DB) Rights(ctx context.Context, by []crawlers.Party, matter string) (crawlers.Filing, error) {
	all := []crawlers.Filing{{}}
	var products []string
	for _, p := range by[:min(len(by), maxSuitors)] {
		if p.Role != crawlers.Plaintiff {
			continue
		}
		rows, err := db.read.QueryContext(ctx, `
			SELECT a.body FROM acts a WHERE `+saying+` AND a.matter <> $3 AND a.matter IN (
				SELECT k.matter FROM suits s JOIN matter_keys k ON k.key = s.key WHERE s.role = $1 AND s.name = $2)
			ORDER BY a.filed DESC, a.id LIMIT $4`, string(p.Role), suitor(p.Name), matter, rightsOf)
		err = each(rows, err, func(r *sql.Rows) error {
			var body string
			if err := r.Scan(&body); err != nil {
				return err
			}
			var f crawlers.Filing
			err := json.Unmarshal([]byte(body), &f)
			all = append(all, crawlers.Filing{Marks: f.Marks, Patents: f.Patents})
			if f.Product != "" && !slices.Contains(products, f.Product) {
				products = append(products, f.Product)
			}
			return err
		})
		if err != nil {
			return crawlers.Filing{}, fmt.Errorf("store: rights of %s: %w", p.Name, err)
		}
	}
	out := crawlers.Unite(all)
	out.Product = strings.Join(products, "; ")
	return out, nil
}
