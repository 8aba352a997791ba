package store

import (
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestWhatCanStillBeOpposedIsNews(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for raw, want := range map[string]bool{
		`{"opposition_until":"2027-01-02"}`: true,
		`{"opposition_until":"2026-11-30"}`: true,
		`{"opposition_until":"2026-11-29"}`: false,
		`{"opposition_until":"soon"}`:       false,
		`{"opposition_until":7}`:            false,
		`{"serial":"98763166"}`:             false,
		``:                                  false,
	} {
		f := crawlers.Filing{Kind: crawlers.Squatting, Raw: []byte(raw)}
		if got := open(f, now); got != want {
			t.Errorf("%s: %v, want %v", raw, got, want)
		}
		f.Kind = crawlers.Lawsuit
		if open(f, now) {
			t.Errorf("%s: a suit is held open", raw)
		}
	}
}
