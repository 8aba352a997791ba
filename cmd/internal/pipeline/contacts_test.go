package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestContactsAreToldWithoutARestart has exporters name and take back whom to
// tell while the pipeline runs.
func TestContactsAreToldWithoutARestart(t *testing.T) {
	pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
	p, _ := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), pages, "http://127.0.0.1:1")
	told := map[string]int{}
	p.Contacts = func(ctx context.Context) (Contacts, error) {
		all, err := p.Store.ReadyContacts(ctx)
		c := Contacts{To: map[string]Destination{}}
		for _, x := range all {
			c.To[x.ID] = Destination{Language: "zh", Notifier: notify(func(context.Context, alerts.Message) error {
				told[x.ID]++
				return nil
			})}
		}
		if err == nil {
			c.Lists, err = p.Store.ContactsOfLists(ctx)
		}
		return c, err
	}
	list := alerts.Watchlist{ID: "w-lamps", Name: "lamps", Entries: []alerts.Entry{{Type: alerts.WatchCompany, Value: "Shenzhen Lamps"}}}
	if err := errors.Join(p.Store.PutWatchlists(t.Context(), []alerts.Watchlist{list}), p.Start(t.Context(), Roles{})); err != nil {
		t.Fatal(err)
	}
	if _, tell, err := p.lists(t.Context()); err != nil || len(tell["w-lamps"]) != 0 {
		t.Fatal(tell, err)
	}
	change := func(do func(ctx context.Context, tx *sql.Tx) error) {
		t.Helper()
		if err := p.Store.Tx(t.Context(), func(tx *sql.Tx) error { return do(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
	}
	change(func(ctx context.Context, tx *sql.Tx) error {
		err := errors.Join(store.PutOrg(ctx, tx, store.Org{ID: "org", Name: "org", Made: start}), store.GiveWatchlist(ctx, tx, "w-lamps", "org"))
		for _, id := range []string{"c-stays", "c-goes", "c-unproved"} {
			c := store.Contact{ID: id, Org: "org", Name: id, Channel: "mail", Made: start, Proof: "hash"}
			err = errors.Join(err, store.AddContact(ctx, tx, c))
			if c.Version = 1; id != "c-unproved" {
				c.Proof, c.Verified = "", start
				err = errors.Join(err, store.PutContact(ctx, tx, c))
			}
		}
		return err
	})
	if _, err := p.Visit(t.Context(), p.Sources[0], start); err != nil {
		t.Fatal(err)
	}
	const act = "us-ilnd/1:26-cv-00011#entry.1"
	acts, err := p.Store.Unjudged(t.Context(), []string{act}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.settle(t.Context(), acts); err != nil {
		t.Fatal(err)
	}
	change(func(ctx context.Context, tx *sql.Tx) error { return store.DropContact(ctx, tx, "org", "c-goes") })
	states := map[string]string{}
	ds, err := p.Store.Deliveries(t.Context(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range ds {
		if d.Destination == "desk" {
			continue
		}
		if _, err := p.deliver(t.Context(), d.ID, start.Add(time.Minute)); err != nil {
			t.Error(err)
		}
	}
	if ds, err = p.Store.Deliveries(t.Context(), "", 10); err != nil {
		t.Fatal(err)
	}
	for _, d := range ds {
		states[d.Destination] = d.State
	}
	if states["c-stays"] != store.Sent || states["c-goes"] != store.Refused || states["c-unproved"] != "" || told["c-stays"] != 1 || len(told) != 1 {
		t.Errorf("%v, told %v", states, told)
	}
	all, err := p.all(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	if !slices.Contains(names, "c-stays") || !slices.Contains(names, "desk") || slices.Contains(names, "c-goes") {
		t.Errorf("digests are planned for %q", names)
	}
}
