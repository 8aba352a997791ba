package main

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/store"
)

// signedIn is the console over a store, and the cookie of its admin.
func signedIn(t *testing.T, db *store.DB) (http.Handler, *http.Cookie) {
	t.Helper()
	accounts, err := account.Open(db, account.Options{Now: time.Now, Cheap: true})
	if err != nil {
		t.Fatal(err)
	}
	const login = "signed-in"
	u, err := accounts.User(t.Context(), login)
	if err != nil {
		u, err = accounts.Add(t.Context(), "test", account.User{Login: login, Role: account.Admin}, account.NewPassword(), false)
	}
	if err != nil {
		t.Fatal(err)
	}
	secret, err := accounts.SignInAs(t.Context(), u.ID, account.From{})
	if err != nil {
		t.Fatal(err)
	}
	site, err := console.New(console.House{Store: db, Accounts: accounts, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return site, &http.Cookie{Name: "tocsin", Value: secret}
}
