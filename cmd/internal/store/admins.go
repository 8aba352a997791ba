package store

import (
	"context"
	"database/sql"
	"fmt"
)

// LockAdmins returns the ids of the admins who may sign in. Until the
// transaction ends nobody else changes them.
func LockAdmins(ctx context.Context, tx *sql.Tx) (ids []string, err error) {
	// Writing locks the rows, on both engines.
	rows, err := tx.QueryContext(ctx, `UPDATE users SET role = role WHERE role = 'admin' AND disabled = 0 RETURNING id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: admins: %w", err)
	}
	return ids, nil
}
