package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"tocsin/alerts"
)

// applicantKey is what an applicant is known by: not its name, which may be a
// person's.
func applicantKey(name string) string {
	sum := sha256.Sum256([]byte(alerts.CoreName(name)))
	return hex.EncodeToString(sum[:16])
}

// NoteApplicants notes that an act is a filing by applicants for something like
// watched brands.
func NoteApplicants(ctx context.Context, tx *sql.Tx, act string, applicants, brands []string, filed time.Time) error {
	for _, a := range applicants {
		for _, b := range brands {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO applicants (name, brand, act, filed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, applicantKey(a), b, act, millis(filed))
			if err != nil {
				return fmt.Errorf("store: applicants of %s: %w", act, err)
			}
		}
	}
	return nil
}

// OtherBrands counts the watched brands that one of the applicants filed for
// since a time, but for some; the applicant with the most counts.
func (db *DB) OtherBrands(ctx context.Context, applicants, but []string, since time.Time) (most int, err error) {
	not := map[string]bool{}
	for _, b := range but {
		not[b] = true
	}
	for _, a := range applicants {
		n := 0
		rows, err := db.read.QueryContext(ctx, `SELECT DISTINCT brand FROM applicants WHERE name = $1 AND filed >= $2`, applicantKey(a), millis(since))
		err = each(rows, err, func(r *sql.Rows) error {
			var brand string
			err := r.Scan(&brand)
			if !not[brand] {
				n++
			}
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("store: brands of an applicant: %w", err)
		}
		most = max(most, n)
	}
	return most, nil
}
