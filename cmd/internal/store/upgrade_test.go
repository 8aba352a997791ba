package store_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// climb brings a database through every schema there ever was, and has rows
// written at each.
func climb(t *testing.T, address string, fill func(tx *sql.Tx, version int64) error) (versions []int64) {
	t.Helper()
	old, err := store.OpenOld(address)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if versions, err = old.Versions(); err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		err := old.To(t.Context(), v)
		if err == nil {
			err = old.Tx(t.Context(), func(tx *sql.Tx) error { return fill(tx, v) })
		}
		if err != nil {
			t.Fatalf("schema %d: %v", v, err)
		}
	}
	return versions
}

// eachAddress runs a test on an address of each engine.
func eachAddress(t *testing.T, addresses func(testing.TB) map[string]string, test func(t *testing.T, address string)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			address, ok := addresses(t)[engine]
			if !ok {
				t.Skip("TOCSIN_TEST_POSTGRES is not set")
			}
			test(t, address)
		})
	}
}

// A row that was written under any schema is there under the present one, every
// column of it as it was.
func TestUpgradeKeepsEveryRow(t *testing.T) {
	t.Parallel()
	type row struct {
		table  string
		values map[string]any // by column
	}
	gone := []string{"centers"} // replaced by a table that operators bring
	eachAddress(t, storetest.Bare, func(t *testing.T, address string) {
		var wrote []row
		climb(t, address, func(tx *sql.Tx, version int64) error {
			tables, err := columns(t, address, tx)
			if err != nil {
				return err
			}
			for _, table := range tables {
				r := row{table.name, map[string]any{}}
				var names, places []string
				var args []any
				for _, c := range slices.Sorted(maps.Keys(table.columns)) {
					// One text for all of a version, so that what refers to another
					// table finds it there.
					var v any = fmt.Sprintf("v%d", version)
					switch kind := strings.ToLower(table.columns[c]); {
					case strings.Contains(kind, "int"):
						v = version
					case kind == "bytea":
						v = []byte{byte(version)}
					}
					r.values[c] = v
					names, args = append(names, c), append(args, v)
					places = append(places, fmt.Sprintf("$%d", len(args)))
				}
				if _, err := tx.ExecContext(t.Context(), `INSERT INTO `+table.name+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`, args...); err != nil {
					return fmt.Errorf("%s: %w", table.name, err)
				}
				wrote = append(wrote, r)
			}
			return nil
		})
		db := storetest.Open(t, address)
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			tables, err := columns(t, address, tx)
			if err != nil {
				return err
			}
			for _, r := range wrote {
				if !slices.ContainsFunc(tables, func(x shape) bool { return x.name == r.table }) {
					if !slices.Contains(gone, r.table) {
						t.Errorf("table %s is gone", r.table)
					}
					continue
				}
				var where []string
				var args []any
				for c, v := range r.values {
					args = append(args, v)
					where = append(where, fmt.Sprintf("%s = $%d", c, len(args)))
				}
				var n int
				if err := tx.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM `+r.table+` WHERE `+strings.Join(where, " AND "), args...).Scan(&n); err != nil {
					return fmt.Errorf("%s: %w", r.table, err)
				}
				if n != 1 {
					t.Errorf("%s: %d rows are as %v was written", r.table, n, r.values)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(wrote) < 500 {
			t.Errorf("only %d rows were written", len(wrote))
		}
	})
}

// A shape is a table with the types of its columns.
type shape struct {
	name    string
	columns map[string]string
}

// columns returns our tables as they are now, in the order they were made.
func columns(t *testing.T, address string, tx *sql.Tx) (out []shape, err error) {
	t.Helper()
	query := `SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden = 0 ORDER BY m.rowid`
	if !strings.HasPrefix(address, "sqlite:") {
		query = `
			SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid`
	}
	rows, err := tx.QueryContext(t.Context(), query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			return nil, err
		}
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_") || strings.HasPrefix(table, "found") {
			continue
		}
		if len(out) == 0 || out[len(out)-1].name != table {
			out = append(out, shape{table, map[string]string{}})
		}
		out[len(out)-1].columns[column] = kind
	}
	return out, rows.Err()
}

// What was taken in, judged and told under any schema is known, found and told
// of under the present one.
func TestUpgradedStoreWorks(t *testing.T) {
	t.Parallel()
	eachAddress(t, storetest.Bare, func(t *testing.T, address string) {
		yes := true
		versions := climb(t, address, func(tx *sql.Tx, version int64) error {
			f := filing(int(version))
			body, err := json.Marshal(f)
			if err != nil {
				return err
			}
			verdict, err := json.Marshal(alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: "trademark", Stage: "closed", Why: "so", By: "rules"})
			if err != nil {
				return err
			}
			alert, err := json.Marshal(alerts.Alert{ID: f.ActID() + "@national", Act: f.ActID(), Subscriber: "national", Title: f.Title, Told: now})
			if err != nil {
				return err
			}
			list, err := json.Marshal(alerts.Watchlist{ID: fmt.Sprintf("w-%d", version), Name: "灯具"})
			if err != nil {
				return err
			}
			matter, at := fmt.Sprintf("m%d", version), now.UnixMilli()
			for _, s := range []struct {
				statement string
				args      []any
			}{
				{`INSERT INTO matters (id, kind, title, touched) VALUES ($1, 'lawsuit', $2, $3)`, []any{matter, f.Title, at}},
				{`INSERT INTO matter_keys (key, matter) VALUES ($1, $2)`, []any{f.Key.String(), matter}},
				{`INSERT INTO acts (id, matter, state, filed, first, digest, body) VALUES ($1, $2, 'judged', $3, $4, $5, $6)`, []any{f.ActID(), matter, f.Filed.UnixMilli(), at, f.Digest(), string(body)}},
				{`INSERT INTO reports (id, act, source, rank, digest, page, first, last, body) VALUES ($1, $2, 'ecf', 1, $3, '', $4, $4, $5)`, []any{f.ID(), f.ActID(), f.Digest(), at, string(body)}},
				{`INSERT INTO verdicts (act, digest, at, waiting, body, rules) VALUES ($1, $2, $3, 0, $4, $4)`, []any{f.ActID(), f.Digest(), at, string(verdict)}},
				{`INSERT INTO alerts (id, revision, act, matter, subscriber, told, facts, body) VALUES ($1, 0, $2, $3, 'national', $4, '[]', $5)`, []any{f.ActID() + "@national", f.ActID(), matter, at, string(alert)}},
				{`INSERT INTO deliveries (id, alert, revision, act, destination, state, tries, at, error) VALUES ($1, $2, 0, $3, 'desk', 'due', 0, $4, '')`, []any{f.ActID() + "@national>desk", f.ActID() + "@national", f.ActID(), at}},
				{`INSERT INTO watchlists (id, body) VALUES ($1, $2)`, []any{fmt.Sprintf("w-%d", version), string(list)}},
			} {
				if _, err := tx.ExecContext(t.Context(), s.statement, s.args...); err != nil {
					return fmt.Errorf("%.30s: %w", s.statement, err)
				}
			}
			return nil
		})
		db, ctx := storetest.Open(t, address), t.Context()
		if err := db.IndexSearch(ctx, func(store.Indexing) {}); err != nil {
			t.Fatal(err)
		}
		hits := found(t, db, asked(t, "lamps"), store.Look{})
		for _, v := range versions {
			f := filing(int(v))
			if got := take(t, db, manner, f); got.Changes[0] != store.Known {
				t.Errorf("what schema %d held is %s", v, got.Changes[0])
			}
			if !slices.Contains(hits, f.ActID()) {
				t.Errorf("what schema %d held is not found", v)
			}
			p, err := db.FindAlert(ctx, f.ActID()+"@national")
			if err != nil || p.Alert.Title != f.Title {
				t.Errorf("the alert of schema %d: %q, %v", v, p.Alert.Title, err)
			}
			id := f.ActID() + "@national>desk"
			p, ok, err := db.BeginTry(ctx, id, now)
			if err != nil || !ok {
				t.Errorf("the delivery of schema %d: %v, %v", v, ok, err)
				continue
			}
			p.Delivery.State = store.Sent
			if err := db.EndTry(ctx, p.Delivery, now); err != nil {
				t.Error(err)
			}
		}
		f := filing(int(versions[0]))
		f.Title += ", Inc."
		if got := take(t, db, manner, f); got.Changes[0] != store.Revised || len(got.Judge) != 1 {
			t.Errorf("a revision: %+v", got)
		}
		lists, err := db.Watchlists(ctx)
		if err != nil || len(lists) != len(versions) {
			t.Errorf("%d watchlists, %v", len(lists), err)
		}
		// What migrations work out of rows that were there.
		var begun, sent int64
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			return errors.Join(
				tx.QueryRowContext(ctx, `SELECT begun FROM matters WHERE id = 'm1'`).Scan(&begun),
				tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM deliveries WHERE state = $1`, store.Sent).Scan(&sent))
		})
		if err != nil || !time.UnixMilli(begun).Equal(now) || sent != int64(len(versions)) {
			t.Errorf("the first matter began %v, %d deliveries were sent, %v", time.UnixMilli(begun), sent, err)
		}
	})
}

func TestNewerStoreIsLeftAlone(t *testing.T) {
	t.Parallel()
	eachAddress(t, storetest.Bare, func(t *testing.T, address string) {
		db := storetest.Open(t, address)
		err := db.Tx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (9000, 9000, $1)`, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), address, store.Options{})
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "put the newer program back") {
			t.Errorf("a newer store: %v", err)
		}
	})
}
