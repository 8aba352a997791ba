package account

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"tocsin/cmd/internal/store"
)

// ErrLastAdmin means that nobody could keep the program any more.
var ErrLastAdmin = fmt.Errorf("%w: the last admin who may sign in stays one; make another first", ErrInput)

// keepAdmin returns [ErrLastAdmin] where no admin but u may sign in. Of two who
// do away with each other at once one is held back.
func keepAdmin(ctx context.Context, tx *sql.Tx, u *store.User) error {
	if Role(u.Role) != Admin || !u.Disabled.IsZero() {
		return nil
	}
	admins, err := store.LockAdmins(ctx, tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(admins, func(id string) bool { return id != u.ID }) {
		return ErrLastAdmin
	}
	return nil
}

// EndSessionOf is [Accounts.EndSession], done by somebody else.
func (a *Accounts) EndSessionOf(ctx context.Context, by string, u User, id string) error {
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.EndSession(ctx, tx, u.ID, id); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "session.end", u.Login, "")
	})
}

// DropTokenOf is [Accounts.DropToken], done by somebody else.
func (a *Accounts) DropTokenOf(ctx context.Context, by string, u User, id string) error {
	return a.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.DropToken(ctx, tx, u.ID, id); err != nil {
			return err
		}
		return a.record(ctx, tx, by, "token.drop", u.Login, id)
	})
}
