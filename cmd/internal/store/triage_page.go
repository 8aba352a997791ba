package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tocsin/crawlers"
)

// Bounds of what is read to hide the natural persons of a page: a list shows
// what was filed in the last weeks.
const (
	listedOn    = 60 * 24 * time.Hour
	maxOnPage   = 3000 // filings
	maxEarlier  = 50   // pages of one address that are looked at
	sameAddress = `SELECT hash FROM pages WHERE source = $1 AND url = (SELECT url FROM pages WHERE source = $1 AND hash = $2 ORDER BY fetched DESC LIMIT 1)`
)

// ReadFrom returns the newest filings that were read from a stored page, or in
// the weeks before it from the same address: what a list shows beside what one
// looks for. They are to be masked by and not to be shown.
func (db *DB) ReadFrom(ctx context.Context, source string, p StoredPage) ([]crawlers.Filing, error) {
	var out []crawlers.Filing
	rows, err := db.read.QueryContext(ctx, `
		SELECT body FROM reports WHERE page IN (`+sameAddress+` AND fetched BETWEEN $3 AND $4) ORDER BY last DESC, id LIMIT $5`,
		source, p.Hash, millis(p.Fetched.Add(-listedOn)), millis(p.Fetched), maxOnPage)
	err = each(rows, err, func(r *sql.Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var f crawlers.Filing
		err := json.Unmarshal([]byte(body), &f)
		out = append(out, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: what page %s says: %w", p.Hash, err)
	}
	return out, nil
}

// PageBefore returns the hash of the page that the address of a stored page gave
// before, where it was another; "" if there is none.
func (db *DB) PageBefore(ctx context.Context, source string, p StoredPage) (hash string, err error) {
	rows, err := db.read.QueryContext(ctx, sameAddress+` AND fetched < $3 ORDER BY fetched DESC LIMIT $4`, source, p.Hash, millis(p.Fetched), maxEarlier)
	err = each(rows, err, func(r *sql.Rows) error {
		var h string
		err := r.Scan(&h)
		if hash == "" && h != p.Hash {
			hash = h
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("store: page before %s: %w", p.Hash, err)
	}
	return hash, nil
}
