package pipeline

import (
	"context"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// rarely is how far apart visits are of a place whose first failure is told: at
// one that is visited all day the next visit often mends it.
const rarely = 12 * time.Hour

// trouble tells administrators when a place can no longer be seen, and when it
// can be again, once each. Nobody else is told of it but in the digest.
func (p *Pipeline) trouble(ctx context.Context, v store.Visit) error {
	if len(p.Admins) == 0 {
		return nil
	}
	last, err := p.Store.Visits(ctx, v.Source, maxStreak)
	if err != nil {
		return err
	}
	patience := 2
	if len(last) > 1 && last[0].Planned.Sub(last[1].Planned) >= rarely {
		patience = 1
	}
	what, begun := change(last, patience)
	if what == same {
		return nil
	}
	seen, err := p.Store.Sight(ctx, v.Started.Add(-1))
	if err != nil {
		return err
	}
	w := seen[v.Source]
	w.Name = v.Source
	return p.tellAdmins(ctx, func(to, language string) alerts.Message {
		id := fmt.Sprintf("%s@%s@%s>%s", what, v.Source, begun.UTC().Format(time.RFC3339), to)
		return alerts.Trouble(id, p.Now(), w, what == mended, p.Console, language)
	})
}

// What the newest visit of a place changed.
type turnOf string

const (
	same   turnOf = "same"
	broken turnOf = "broken"
	mended turnOf = "mended"
)

// maxStreak is how many visits are looked back through. A streak that is longer
// was told of long ago.
const maxStreak = 10

// change says what the newest of visits, the newest first, changed: as many bad
// ones as patience in a row break a place, and the first good one after as many
// mends it. Begun is when the first bad one was planned. It is pure.
func change(visits []store.Visit, patience int) (what turnOf, begun time.Time) {
	bad, skip := 0, 0
	if len(visits) > 0 && visits[0].State.Well() {
		skip = 1
	}
	for _, v := range visits[skip:] {
		if v.State.Well() {
			break
		}
		bad, begun = bad+1, v.Planned
	}
	switch {
	case skip == 0 && bad == patience:
		return broken, begun
	case skip == 1 && bad >= patience:
		return mended, begun
	}
	return same, time.Time{}
}
