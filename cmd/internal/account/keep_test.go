package account_test

import (
	"errors"
	"sync"
	"testing"

	"tocsin/cmd/internal/account"
)

func TestLastAdminStays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		add := func(login string) account.User {
			t.Helper()
			u, err := d.Add(ctx, "test", account.User{Login: login, Name: login, Role: account.Admin}, password, false)
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		one := add("one")
		if err := d.Disable(ctx, "one", one); !errors.Is(err, account.ErrLastAdmin) {
			t.Errorf("disable: %v", err)
		}
		if err := d.SetRole(ctx, "one", one, account.National, "national", ""); !errors.Is(err, account.ErrLastAdmin) {
			t.Errorf("role: %v", err)
		}
		two := add("two")
		if err := d.Disable(ctx, "one", two); err != nil {
			t.Fatal(err)
		}
		if err := d.Disable(ctx, "one", one); !errors.Is(err, account.ErrLastAdmin) {
			t.Errorf("one beside one who may not sign in: %v", err)
		}
		if err := d.Enable(ctx, "one", two); err != nil {
			t.Fatal(err)
		}
		var done [2]error // each does away with the other
		var both sync.WaitGroup
		for i, u := range []account.User{one, two} {
			both.Go(func() { done[i] = d.Disable(ctx, "test", u) })
		}
		both.Wait()
		if (done[0] == nil) == (done[1] == nil) {
			t.Errorf("%v, %v, want one of them held back", done[0], done[1])
		}
	})
}
