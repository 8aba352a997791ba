package account

import (
	"context"
	"database/sql"

	"tocsin/cmd/internal/store"
)

// Leave forgets the org of an exporter, with all its accounts, for one of them
// who knows its password. The error is [ErrWrong] or a [LaterError] where it is
// the caller's.
func (a *Accounts) Leave(ctx context.Context, u User, password string) error {
	if u.Role != Exporter || u.Org == "" {
		return store.ErrNotFound
	}
	if err := a.prove(ctx, u, password); err != nil {
		return err
	}
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.ForgetOrg(ctx, tx, u.Org, a.now()); err != nil {
			return err
		}
		return a.record(ctx, tx, u.Login, "org.forget", u.Org, "")
	})
}
