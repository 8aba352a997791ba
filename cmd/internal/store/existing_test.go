package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestExistingMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	address := "sqlite:" + filepath.Join(dir, "t.db")
	if _, err := store.Open(t.Context(), address, store.Options{Existing: true}); !errors.Is(err, store.ErrNone) {
		t.Errorf("nothing there: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); err == nil {
		t.Error("looking made a folder")
	}
	storetest.Open(t, address)
	db, err := store.Open(t.Context(), address, store.Options{Existing: true})
	if err != nil {
		t.Fatalf("made by serve: %v", err)
	}
	db.Close()
}

func TestExistingMakesNoTable(t *testing.T) {
	for name, address := range storetest.Bare(t) {
		if _, err := store.Open(t.Context(), address, store.Options{Existing: true}); !errors.Is(err, store.ErrNone) {
			t.Errorf("%s: empty: %v", name, err)
		}
		storetest.Open(t, address)
		db, err := store.Open(t.Context(), address, store.Options{Existing: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		db.Close()
	}
}
