package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/crawlers"
)

// weights are the zones of a document as PostgreSQL calls them.
var weights = map[search.Zone]string{search.Head: "A", search.Claim: "B", search.Accused: "C", search.Text: "D"}

// An indexed act is one whose row in the index is to be written.
type indexedAct struct {
	id, matter string
	filing     crawlers.Filing
	verdict    alerts.Verdict
	n          int64
	doc        search.Document
}

// atOnce is how many acts are indexed in one go.
const atOnce = 500

// indexActs writes what can be found of acts, as they and their verdicts are
// now. It belongs to every transaction that writes them.
func indexActs(ctx context.Context, tx *sql.Tx, ids []string) error {
	for part := range slices.Chunk(ids, atOnce) {
		var acts []indexedAct
		rows, err := tx.QueryContext(ctx, `
			SELECT a.id, a.matter, a.stage, a.body, COALESCE(v.body, '') FROM acts a LEFT JOIN verdicts v ON v.act = a.id
			WHERE a.state <> 'same' AND a.id IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var a indexedAct
			var stage, body, verdict string
			if err := r.Scan(&a.id, &a.matter, &stage, &body, &verdict); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(body), &a.filing); err != nil {
				return fmt.Errorf("act %s: %w", a.id, err)
			}
			if verdict != "" {
				if err := json.Unmarshal([]byte(verdict), &a.verdict); err != nil {
					return fmt.Errorf("verdict on %s: %w", a.id, err)
				}
			}
			a.verdict.Stage = cmp.Or(stage, a.verdict.Stage)
			acts = append(acts, a)
			return nil
		})
		if err == nil {
			err = put(ctx, tx, part, acts)
		}
		if err != nil {
			return fmt.Errorf("store: index: %w", err)
		}
	}
	return nil
}

// put replaces the rows of ids by those of acts.
func put(ctx context.Context, tx *sql.Tx, ids []string, acts []indexedAct) error {
	if err := withNumbers(ctx, tx, acts); err != nil {
		return err
	}
	sqlite, err := fts5(ctx, tx)
	if err != nil {
		return err
	}
	if err := unindex(ctx, tx, sqlite, ids); err != nil || len(acts) == 0 {
		return err
	}
	for i := range acts {
		a := &acts[i]
		a.n, a.doc = place(a.id, a.filing.Filed), search.Of(a.filing, a.verdict)
	}
	// Ascending: FTS5 closes what it has gathered at every step back.
	slices.SortFunc(acts, func(a, b indexedAct) int { return cmp.Or(cmp.Compare(a.n, b.n), strings.Compare(a.id, b.id)) })
	if err := unclash(ctx, tx, acts); err != nil {
		return err
	}
	if sqlite {
		return putSQLite(ctx, tx, acts)
	}
	const cols = 4
	args := make([]any, 0, cols*len(acts))
	for _, a := range acts {
		args = append(args, a.n, a.id, factLines(a.doc), vector(a.doc))
	}
	var b strings.Builder
	for i := range acts {
		fmt.Fprintf(&b, ",($%d,$%d,$%d,CAST($%d AS tsvector))", i*cols+1, i*cols+2, i*cols+3, i*cols+4)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO found (n, act, facts, words) VALUES `+b.String()[1:], args...)
	return err
}

// putSQLite writes row by row: SQLite looks for the name of each value among
// those before it, which in one statement of many rows is most of the work.
func putSQLite(ctx context.Context, tx *sql.Tx, acts []indexedAct) error {
	row, err := tx.PrepareContext(ctx, `INSERT INTO found (n, act, facts) VALUES ($1, $2, $3)`)
	if err != nil {
		return err
	}
	defer row.Close()
	words, err := tx.PrepareContext(ctx, `INSERT INTO found_words (rowid, head, claim, accused, text, facts) VALUES ($1, $2, $3, $4, $5, $6)`)
	if err != nil {
		return err
	}
	defer words.Close()
	for _, a := range acts {
		if _, err := row.ExecContext(ctx, a.n, a.id, factLines(a.doc)); err != nil {
			return err
		}
		in := func(z search.Zone) string { return strings.Join(a.doc.Words[z], " ") }
		if _, err := words.ExecContext(ctx, a.n, in(search.Head), in(search.Claim), in(search.Accused), in(search.Text), in(search.Facts)); err != nil {
			return err
		}
	}
	return nil
}

// unindex takes acts out of the index.
func unindex(ctx context.Context, tx *sql.Tx, sqlite bool, ids []string) error {
	var ns []any
	rows, err := tx.QueryContext(ctx, `DELETE FROM found WHERE act IN `+places(1, len(ids))+` RETURNING n`, anys(ids)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var n int64
		err := r.Scan(&n)
		ns = append(ns, n)
		return err
	})
	if err != nil || len(ns) == 0 || !sqlite {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM found_words WHERE rowid IN `+places(1, len(ns)), ns...)
	return err
}

// withNumbers gives acts all numbers of their matters, by which people look for
// them, whichever of them the authority wrote on the act.
func withNumbers(ctx context.Context, tx *sql.Tx, acts []indexedAct) error {
	matters := map[string][]crawlers.Key{}
	for _, a := range acts {
		matters[a.matter] = nil
	}
	ids := slices.Sorted(maps.Keys(matters))
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT matter, key FROM matter_keys WHERE matter IN `+places(1, len(ids))+` ORDER BY key`, anys(ids)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, key string
		err := r.Scan(&id, &key)
		matters[id] = append(matters[id], parseKey(key))
		return err
	})
	for i := range acts {
		f := &acts[i].filing
		for _, k := range matters[acts[i].matter] {
			if k != f.Key && !slices.Contains(f.Aliases, k) {
				f.Aliases = append(slices.Clip(f.Aliases), k)
			}
		}
	}
	return err
}

// What a row's number is made of: the second of the act in its authority's own
// calendar, counted from 1834 so that no number is negative, then bits of its
// name, so that acts of one second have numbers of their own.
const (
	placeBits = 30
	placeZero = 1 << 32
)

func second(d crawlers.Date) int64 {
	_, east := d.Zone()
	return min(max(d.Unix()+int64(east)+placeZero, 0), 1<<33-1)
}

func place(act string, d crawlers.Date) int64 {
	sum := sha256.Sum256([]byte(act))
	return second(d)<<placeBits | int64(binary.BigEndian.Uint32(sum[:])>>2)
}

// unclash gives rows that have come by one number others, next to it.
func unclash(ctx context.Context, tx *sql.Tx, acts []indexedAct) error {
	for {
		clash := false
		ns := make([]any, len(acts))
		for i := range acts {
			if i > 0 && acts[i].n <= acts[i-1].n {
				acts[i].n = acts[i-1].n + 1
			}
			ns[i] = acts[i].n
		}
		taken := map[int64]bool{}
		rows, err := tx.QueryContext(ctx, `SELECT n FROM found WHERE n IN `+places(1, len(ns)), ns...)
		err = each(rows, err, func(r *sql.Rows) error {
			var n int64
			err := r.Scan(&n)
			taken[n] = true
			return err
		})
		if err != nil {
			return err
		}
		for i := range acts {
			if taken[acts[i].n] {
				acts[i].n++
				clash = true
			}
		}
		if !clash {
			return nil
		}
	}
}

// factLines is how facts lie in a row.
func factLines(d search.Document) string {
	var b strings.Builder
	for _, f := range d.Facts {
		b.WriteString(string(f.Facet) + "=" + f.Value + "\n")
	}
	return b.String()
}

// vector writes a document as PostgreSQL reads one.
func vector(d search.Document) string {
	places := map[string][]byte{}
	at := 0
	for _, z := range search.Zones {
		at++ // what stands in two zones is no phrase
		for _, w := range d.Words[z.Zone] {
			at++
			if w != search.Gap {
				sep := byte(',')
				if places[w] == nil {
					sep = ':'
				}
				places[w] = fmt.Appendf(append(places[w], sep), "%d%s", at, weights[z.Zone])
			}
		}
	}
	for _, w := range d.Words[search.Facts] {
		places[w] = nil
	}
	var b strings.Builder
	for w, at := range places {
		b.WriteString("'" + lexeme(w) + "'" + string(at) + " ")
	}
	return b.String()
}

// lexeme is a word within the quotes of PostgreSQL. No word holds such a sign.
func lexeme(w string) string { return strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(w) }

// An Indexing is how far the acts that were there before the index are in it.
type Indexing struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// IndexSearch brings the acts that were there before the index into it, some at
// a time, from where it was left, and tells how far it is; it does nothing where
// there are none. Several nodes may do it at once.
func (db *DB) IndexSearch(ctx context.Context, tell func(Indexing)) error {
	var so Indexing
	for {
		more := false
		err := db.Tx(ctx, func(tx *sql.Tx) error {
			var from string
			// The row keeps other nodes off this part.
			err := tx.QueryRowContext(ctx, `UPDATE settings SET value = value WHERE key = 'search' RETURNING value`).Scan(&from)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			if so.Total == 0 {
				err := tx.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(CASE WHEN id <= $1 THEN 1 END) FROM acts`, from).Scan(&so.Total, &so.Done)
				if err != nil {
					return err
				}
			}
			var ids []string
			rows, err := tx.QueryContext(ctx, `SELECT id FROM acts WHERE id > $1 ORDER BY id LIMIT $2`, from, atOnce)
			err = each(rows, err, func(r *sql.Rows) error {
				var id string
				err := r.Scan(&id)
				ids = append(ids, id)
				return err
			})
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				_, err := tx.ExecContext(ctx, `DELETE FROM settings WHERE key = 'search'`)
				return err
			}
			more = true
			so.Done += len(ids)
			if err := indexActs(ctx, tx, ids); err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `UPDATE settings SET value = $1 WHERE key = 'search'`, ids[len(ids)-1])
			return err
		})
		if err != nil {
			return fmt.Errorf("store: index for search: %w", err)
		}
		if !more {
			return nil
		}
		tell(so)
	}
}

// ForgetSearch empties the index, to be made anew by [DB.IndexSearch].
func (db *DB) ForgetSearch(ctx context.Context) error {
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		statements := []string{`DELETE FROM found`, `INSERT INTO settings (key, value) VALUES ('search', '') ON CONFLICT (key) DO UPDATE SET value = ''`}
		if db.SQLite() {
			statements = append(statements, `INSERT INTO found_words (found_words) VALUES ('delete-all')`)
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: forget the index of search: %w", err)
	}
	return nil
}

// unindexed says how many acts wait for the index, nil if none does.
func (db *DB) unindexed(ctx context.Context) (*Indexing, error) {
	var from string
	err := db.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = 'search'`).Scan(&from)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var so Indexing
	if err == nil {
		err = db.read.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(CASE WHEN id <= $1 THEN 1 END) FROM acts`, from).Scan(&so.Total, &so.Done)
	}
	return &so, err
}

// rename notes that a matter gained or lost a number. One that begins with the
// batch has no act yet that does not know.
func (t *taking) rename(matter string) {
	if t.renamed == nil {
		t.renamed = map[string]bool{}
	}
	t.renamed[matter] = true
}

// index brings the acts of a batch, and of the matters whose numbers changed
// with it, into the index.
func (t *taking) index() error {
	ids := t.wrote
	var old []string
	for m := range t.renamed {
		if !t.begun[m] {
			old = append(old, m)
		}
	}
	slices.Sort(old)
	for part := range slices.Chunk(old, 10_000) {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT id FROM acts WHERE matter IN `+places(1, len(part)), anys(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(ids)
	return indexActs(t.ctx, t.tx, slices.Compact(ids))
}
