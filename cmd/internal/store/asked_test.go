package store_test

import (
	"maps"
	"testing"
	"time"

	"tocsin/cmd/internal/store/storetest"
)

func TestWhatWasAskedOutlivesTheProcess(t *testing.T) {
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, address)
			for _, a := range []struct {
				source, what string
				after        time.Duration
			}{{"x", "quilloma", 0}, {"x", "图森 未来", time.Hour}, {"y", "quilloma", time.Minute}, {"x", "quilloma", 2 * time.Hour}} {
				if err := db.Answered(t.Context(), a.source, a.what, now.Add(a.after)); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			db = storetest.Open(t, address)
			for source, want := range map[string]map[string]time.Time{
				"x": {"quilloma": now.Add(2 * time.Hour), "图森 未来": now.Add(time.Hour)},
				"y": {"quilloma": now.Add(time.Minute)},
				"z": {},
			} {
				got, err := db.Asked(t.Context(), source)
				if err != nil || !maps.EqualFunc(got, want, time.Time.Equal) {
					t.Errorf("%s: %v, %v; want %v", source, got, err, want)
				}
			}
		})
	}
}
