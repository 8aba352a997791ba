package web_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestOldHelpIsSealed has a store that keeps whom to call in clear, as it did
// before that was sealed.
func TestOldHelpIsSealed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		box, err := seal.Open("a key that is as long as one has to be")
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		if err := db.Tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO help_requests (id, org, alert, matter, center, asked, who, phone, note, consent, state, person, answer, at)
				VALUES ('h1', 'o', 'a', 'm1', 'c', 1, '王芳', '0571-12345678', '怎么应诉', 1, 'sent', '', '', 1), ('gone', 'p', 'a', 'm2', 'c', 1, '', '', '', 1, 'sent', '', '', 1)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		read := func(box *seal.Box) (kept, opened store.Help, err error) {
			t.Helper()
			if kept, err = db.Help(ctx, "h1"); err != nil {
				t.Fatal(err)
			}
			opened = kept
			return kept, opened, web.OpenHelp(box, &opened)
		}
		if err := web.SealOldHelp(ctx, db, nil); err != nil {
			t.Fatal(err)
		}
		if _, h, err := read(nil); err != nil || h.Who != "王芳" {
			t.Errorf("before there is a key: %+v, %v", h, err)
		}
		for range 2 {
			if err := web.SealOldHelp(ctx, db, box); err != nil {
				t.Fatal(err)
			}
		}
		kept, h, err := read(box)
		if err != nil || kept.Who+kept.Phone+kept.Note != "" || h.Who != "王芳" || h.Phone != "0571-12345678" || h.Note != "怎么应诉" {
			t.Errorf("kept as %+v, read as %+v, %v", kept, h, err)
		}
		if _, _, err := read(nil); !errors.Is(err, seal.ErrNoKey) {
			t.Errorf("without a key: %v", err)
		}
		if h, err := db.Help(ctx, "gone"); err != nil || h.Sealed != "" {
			t.Errorf("whose org is gone: %+v, %v", h, err)
		}
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			return store.AskHelp(ctx, tx, store.Help{ID: "h2", Org: "o", Who: "王芳", Asked: time.Now(), Consent: time.Now()})
		})
		if err == nil {
			t.Error("whom to call is kept in clear")
		}
	})
}
