package account_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

const password = "correct horse battery"

var from = account.From{Address: netip.MustParseAddr("192.0.2.1"), Agent: "test"}

// A desk is accounts over a store, with one user, and a clock.
type desk struct {
	*account.Accounts
	db   *store.DB
	now  time.Time
	user account.User

	mu     sync.Mutex
	waited time.Duration
}

func each(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := &desk{db: db, now: time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)}
		box, err := seal.Open("a key that is for tests and nothing else")
		if err != nil {
			t.Fatal(err)
		}
		if d.Accounts, err = account.Open(db, account.Options{Now: func() time.Time { return d.now }, Cheap: true, Wait: d.wait, Seal: box}); err != nil {
			t.Fatal(err)
		}
		d.user, err = d.Add(t.Context(), "test", account.User{Login: "Li", Name: "李", Role: account.City, Center: "local-hangzhou"}, password, false)
		if err != nil {
			t.Fatal(err)
		}
		test(t, d)
	})
}

func (d *desk) wait(_ context.Context, how time.Duration) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waited += how
	return nil
}

func (d *desk) signIn(t *testing.T) string {
	t.Helper()
	cookie, half, err := d.SignIn(t.Context(), "li", password, from)
	if err != nil || half {
		t.Fatal(half, err)
	}
	return cookie
}

// holds reports whether a cookie is that of somebody.
func (d *desk) holds(t *testing.T, cookie string) bool {
	t.Helper()
	_, u, ok, err := d.Find(t.Context(), cookie)
	if err != nil {
		t.Fatal(err)
	}
	return ok && u.SignedIn()
}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, tc := range []struct{ login, password string }{
			{"li", "wrong"}, {"li", ""}, {"nobody", password}, {"", ""}, {"li\x00", password}, {"l%", password},
		} {
			if _, _, err := d.SignIn(t.Context(), tc.login, tc.password, from); !errors.Is(err, account.ErrWrong) {
				t.Errorf("%q, %q: %v, want ErrWrong", tc.login, tc.password, err)
			}
		}
		for _, login := range []string{"li", "LI", " ｌｉ "} {
			cookie, _, err := d.SignIn(t.Context(), login, password, from)
			if err != nil || !d.holds(t, cookie) {
				t.Errorf("%q: %v", login, err)
			}
		}
		if d.holds(t, "") || d.holds(t, "x") {
			t.Error("a made-up cookie is somebody's")
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		begun := d.now
		cookie := d.signIn(t)
		d.now = begun.Add(3 * time.Hour)
		if !d.holds(t, cookie) {
			t.Fatal("a session ended after three hours")
		}
		d.now = begun.Add(6 * time.Hour)
		if !d.holds(t, cookie) {
			t.Error("a session that was used three hours ago has ended")
		}
		d.now = begun.Add(10*time.Hour + time.Minute)
		if d.holds(t, cookie) {
			t.Error("a session that was not used for four hours is open")
		}
		cookie = d.signIn(t)
		for range 24 * 2 {
			d.now = d.now.Add(30 * time.Minute)
			d.holds(t, cookie)
		}
		if d.holds(t, cookie) {
			t.Error("a session is open after a day of use")
		}
	})
}

func TestChangesEndSessions(t *testing.T) {
	for name, change := range map[string]func(ctx context.Context, d *desk) error{
		"role": func(ctx context.Context, d *desk) error {
			return d.SetRole(ctx, "test", d.user, account.ReadOnly, "local-hangzhou", "")
		},
		"disable": func(ctx context.Context, d *desk) error { return d.Disable(ctx, "test", d.user) },
		"reset": func(ctx context.Context, d *desk) error {
			return d.ResetPassword(ctx, "test", d.user, account.NewPassword())
		},
		"password": func(ctx context.Context, d *desk) error {
			_, err := d.ChangePassword(ctx, d.user, password, account.NewPassword(), from)
			return err
		},
		"others": func(ctx context.Context, d *desk) error { return d.EndOthers(ctx, d.user, account.Session{}) },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *desk) {
				one, two := d.signIn(t), d.signIn(t)
				if one == two {
					t.Fatal("two sessions have one cookie")
				}
				d.now = d.now.Add(time.Second)
				if err := change(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				if d.holds(t, one) || d.holds(t, two) {
					t.Error("a session has outlived the change")
				}
				deeds, err := d.db.Deeds(t.Context(), store.DeedsOf{On: "li"}, 1)
				if err != nil || len(deeds) != 1 || deeds[0].What == "session.open" {
					t.Errorf("the change is not on record: %+v, %v", deeds, err)
				}
			})
		})
	}
}

// Who guesses from everywhere slows the owner down and does not keep it out.
func TestStrangersLockNobodyOut(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range 40 {
			at := account.From{Address: netip.AddrFrom4([4]byte{198, 51, byte(i), 1})}
			if _, _, err := d.SignIn(t.Context(), "li", "guess", at); !errors.Is(err, account.ErrWrong) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		before := d.waited
		if _, _, err := d.SignIn(t.Context(), "li", password, from); err != nil {
			t.Errorf("the owner, from a network of its own: %v", err)
		}
		if got := d.waited - before; got != 3*time.Second {
			t.Errorf("its try waits %s, want the most that any waits", got)
		}
		before = d.waited
		if _, _, err := d.SignIn(t.Context(), "li", password, from); err != nil || d.waited != before {
			t.Errorf("after that it waits %s, %v", d.waited-before, err)
		}
	})
}

func TestTooManyTries(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		wrong, later := 0, 0
		for range 16 { // at once, as who guesses does
			wg.Go(func() {
				_, _, err := d.SignIn(t.Context(), "li", "guess", from)
				mu.Lock()
				defer mu.Unlock()
				var too *account.LaterError
				switch {
				case errors.Is(err, account.ErrWrong):
					wrong++
				case errors.As(err, &too):
					later++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if wrong != 10 || later != 6 {
			t.Errorf("%d guesses were looked at and %d were not, want 10 and 6", wrong, later)
		}
		var too *account.LaterError
		if _, _, err := d.SignIn(t.Context(), "li", password, from); !errors.As(err, &too) || too.After <= 0 || too.After > 15*time.Minute {
			t.Errorf("the right password after ten wrong ones: %v", err)
		}
		d.now = d.now.Add(15*time.Minute + time.Second)
		d.signIn(t)
		for i := range 60 {
			if _, _, err := d.SignIn(t.Context(), fmt.Sprint("user", i), "guess", account.From{Address: netip.MustParseAddr("198.51.100.7")}); !errors.Is(err, account.ErrWrong) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if _, _, err := d.SignIn(t.Context(), "user61", "guess", account.From{Address: netip.MustParseAddr("198.51.100.99")}); !errors.As(err, &too) {
			t.Errorf("the 61st login from one network: %v", err)
		}
		d.signIn(t) // from another
	})
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2ff::1": "2001:db8:1:200::/56",
	} {
		if got := (account.From{Address: netip.MustParseAddr(address)}).Network(); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if got := (account.From{}).Network(); got != "unknown" {
		t.Error(got)
	}
}

func TestFirstAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, err := account.Open(db, account.Options{Now: time.Now, Cheap: true})
		if err != nil {
			t.Fatal(err)
		}
		u, first, made, err := a.First(t.Context())
		if err != nil || !made || u.Role != account.Admin || !u.Given {
			t.Fatal(u, made, err)
		}
		if _, _, err := a.SignIn(t.Context(), u.Login, first, from); err != nil {
			t.Error(err)
		}
		if _, _, made, err := a.First(t.Context()); err != nil || made {
			t.Error("a second first account:", made, err)
		}
	})
}

func TestDisabledMayNotSignIn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if err := d.Disable(t.Context(), "test", d.user); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.SignIn(t.Context(), "li", password, from); !errors.Is(err, account.ErrWrong) {
			t.Errorf("%v, want ErrWrong", err)
		}
		if err := d.Enable(t.Context(), "test", d.user); err != nil {
			t.Fatal(err)
		}
		d.signIn(t)
	})
}
