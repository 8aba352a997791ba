package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pressly/goose/v3"
)

// Full text is the one thing that the engines do differently. Both are given
// words that are parted and folded already ([search.Of]): SQLite in a table of
// FTS5 without contents, a column a zone; PostgreSQL in a tsvector, a weight a
// zone.

// searchTables is migration 18. It is no file, since no statement that makes an
// index of words is understood by both engines.
func searchTables(sqlite bool) *goose.Migration {
	words := []string{
		`ALTER TABLE found ADD COLUMN words TSVECTOR NOT NULL`,
		`CREATE INDEX found_words ON found USING GIN (words)`,
		`INSERT INTO settings (key, value) VALUES ('words', 'tsvector')`,
	}
	if sqlite {
		words = []string{
			`CREATE VIRTUAL TABLE found_words USING fts5(head, claim, accused, text, facts,
				content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_='")`,
			`INSERT INTO settings (key, value) VALUES ('words', 'fts5')`,
		}
	}
	up := append([]string{
		`CREATE TABLE found (
			n     BIGINT NOT NULL PRIMARY KEY, -- by the second of the act, so that its order is theirs
			act   TEXT NOT NULL UNIQUE,
			facts TEXT NOT NULL                -- facet=value, one a line
		)`,
		// Acts that were there before the index wait for it.
		`INSERT INTO settings (key, value) SELECT 'search', '' WHERE EXISTS (SELECT 1 FROM acts)`,
		`CREATE TABLE searches (
			owner TEXT NOT NULL,               -- whose it is: a person, center or watchlist
			name  TEXT NOT NULL,
			query TEXT NOT NULL,
			made  BIGINT NOT NULL,
			PRIMARY KEY (owner, name)
		)`,
	}, words...)
	down := []string{
		`DROP TABLE searches`,
		`DELETE FROM settings WHERE key IN ('search', 'words')`,
		`DROP TABLE found`,
	}
	if sqlite {
		down = append(down, `DROP TABLE found_words`)
	}
	run := func(statements []string) *goose.GoFunc {
		return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			for _, s := range statements {
				if _, err := tx.ExecContext(ctx, s); err != nil {
					return err
				}
			}
			return nil
		}}
	}
	return goose.NewGoMigration(18, run(up), run(down))
}

// fts5 reports whether the index of words is of SQLite, to what has no more
// than a transaction.
func fts5(ctx context.Context, tx *sql.Tx) (bool, error) {
	var kind string
	err := tx.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = 'words'`).Scan(&kind)
	if errors.Is(err, sql.ErrNoRows) {
		return false, errors.New("the store has no index of words")
	}
	return kind == "fts5", err
}
