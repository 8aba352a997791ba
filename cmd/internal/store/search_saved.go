package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/cmd/internal/search"
)

// A SavedSearch is a question that somebody keeps.
type SavedSearch struct {
	Owner string       `json:"owner"` // a person, center or watchlist
	Name  string       `json:"name"`
	Query search.Query `json:"query"`
	Made  time.Time    `json:"made"`
	Watch bool         `json:"watch,omitempty"` // its owner is told of what answers it from now on
}

// Bounds of what one owner keeps.
const (
	maxSaved     = 200
	maxSavedName = 100 // characters
)

// SaveSearch keeps a search under its owner and name, in place of the one there.
// The caller makes sure that it may be kept for the owner. Its errors about what was given wrap [search.ErrQuery].
func SaveSearch(ctx context.Context, tx *sql.Tx, s SavedSearch) error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Owner == "" || s.Name == "" || utf8.RuneCountInString(s.Name) > maxSavedName || !utf8.ValidString(s.Name) || strings.ContainsRune(s.Name, 0) {
		return fmt.Errorf("%w: 请填写名称，不超过 %d 字 (give the search a name of at most %d characters)", search.ErrQuery, maxSavedName, maxSavedName)
	}
	if err := s.Query.Check(); err != nil {
		return err
	}
	body, err := json.Marshal(s.Query)
	if err != nil {
		return fmt.Errorf("store: save search: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO searches (owner, name, query, made, watch) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, made = excluded.made, watch = excluded.watch`,
		s.Owner, s.Name, string(body), millis(s.Made), oneIf(s.Watch))
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	n := 0
	if err == nil {
		err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM searches WHERE owner = $1`, s.Owner).Scan(&n)
	}
	if err != nil {
		return fmt.Errorf("store: save search: %w", err)
	}
	if n > maxSaved {
		return fmt.Errorf("%w: 已保存 %d 个检索，请先删除一些 (%d searches are kept: drop some first)", search.ErrQuery, maxSaved, maxSaved)
	}
	return nil
}

// Searches returns what an owner keeps, by name; of all owners if it is empty.
func (db *DB) Searches(ctx context.Context, owner string) ([]SavedSearch, error) {
	return db.searches(ctx, `owner = $1 OR $1 = '' ORDER BY owner, name`, owner)
}

// maxWatches is how many saved searches are watches at most, the eldest: each
// looks at every filing.
const maxWatches = 2000

// WatchingSearches returns the saved searches that are watches.
func (db *DB) WatchingSearches(ctx context.Context) ([]SavedSearch, error) {
	return db.searches(ctx, `watch = 1 ORDER BY made, owner, name LIMIT $1`, maxWatches)
}

// SpendSearch counts that a search tells its owner once more on a day, and
// returns how often it did with this.
func SpendSearch(ctx context.Context, tx *sql.Tx, owner, name, day string) (n int, err error) {
	_, err = tx.ExecContext(ctx, `DELETE FROM search_days WHERE owner = $1 AND name = $2 AND day < $3`, owner, name, day)
	if err == nil {
		err = tx.QueryRowContext(ctx, `
			INSERT INTO search_days (owner, name, day, told) VALUES ($1, $2, $3, 1)
			ON CONFLICT (owner, name, day) DO UPDATE SET told = search_days.told + 1 RETURNING told`, owner, name, day).Scan(&n)
	}
	if err != nil {
		return 0, fmt.Errorf("store: what search %s of %s told: %w", name, owner, err)
	}
	return n, nil
}

func (db *DB) searches(ctx context.Context, which string, args ...any) ([]SavedSearch, error) {
	var out []SavedSearch
	rows, err := db.read.QueryContext(ctx, `SELECT owner, name, query, made, watch FROM searches WHERE `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var s SavedSearch
		var body string
		var made, watch int64
		if err := r.Scan(&s.Owner, &s.Name, &body, &made, &watch); err != nil {
			return err
		}
		s.Made, s.Watch = moment(made), watch == 1
		err := json.Unmarshal([]byte(body), &s.Query)
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: saved searches: %w", err)
	}
	return out, nil
}

// DropSearch forgets a search, or returns [ErrNotFound].
func DropSearch(ctx context.Context, tx *sql.Tx, owner, name string) error {
	err := tx.QueryRowContext(ctx, `DELETE FROM searches WHERE owner = $1 AND name = $2 RETURNING name`, owner, name).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err == nil {
		err = changedWatchlists(ctx, tx)
	}
	if err != nil {
		return fmt.Errorf("store: drop search: %w", err)
	}
	return nil
}
