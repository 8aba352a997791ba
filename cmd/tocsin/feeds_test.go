package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
)

// feedsShow holds that what a center and a list were told is in their feeds, and
// in nobody else's.
func feedsShow(t *testing.T, address string) {
	db, err := store.Open(t.Context(), address, store.Options{PageDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := func() time.Time { return time.Date(2024, 5, 10, 0, 0, 0, 0, time.UTC) }
	s := &system{store: db, pipe: &pipeline.Pipeline{Store: db, Now: now, Console: "https://tocsin.example"}}
	site := httptest.NewServer(feed.New(s.feeds(), now, slog.New(slog.NewTextHandler(t.Output(), nil))))
	defer site.Close()
	lists, err := db.Watchlists(t.Context())
	if err != nil || len(lists) == 0 {
		t.Fatal(lists, err)
	}
	read := func(subscriber string) (calendar, atom string) {
		secret, hash := feed.NewSecret()
		if err := db.AddFeed(t.Context(), store.Feed{ID: hash[:8], Subscriber: subscriber, Made: now()}, hash); err != nil {
			t.Fatal(err)
		}
		a, b := feed.Addresses(site.URL, secret)
		calendar, atom = fetched(t, a, 200), fetched(t, b, 200)
		if err := db.RevokeFeed(t.Context(), hash[:8], now()); err != nil {
			t.Fatal(err)
		}
		fetched(t, a, 404)
		return calendar, atom
	}
	calendar, atom := read("national")
	for _, want := range []string{"BEGIN:VEVENT", "1:24-cv-03391", "SEQUENCE:"} {
		if !strings.Contains(unfolded(calendar), want) {
			t.Errorf("the national center's calendar has no %q", want)
		}
	}
	if !strings.Contains(atom, "Hollow Pine Studios") {
		t.Error("the national center's feed does not tell of the suit")
	}
	for _, w := range lists {
		if _, atom := read(w.ID); !strings.Contains(atom, w.Name) {
			t.Errorf("the feed of %s does not name it", w.Name)
		}
	}
	if calendar, atom := read("w-nobody"); strings.Contains(calendar, "VEVENT") || strings.Contains(atom, "<entry>") {
		t.Error("who was told nothing reads something")
	}
}

// unfolded undoes the folding of lines of a calendar.
func unfolded(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

func fetched(t *testing.T, address string, status int) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Errorf("%s: %s, %v; want %d", address, resp.Status, err, status)
	}
	return string(body)
}
