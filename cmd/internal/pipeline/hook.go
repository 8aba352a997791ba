package pipeline

import (
	"context"
	"sync"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// heardFor is longer than any place tries to deliver the same thing.
const heardFor = 7 * 24 * time.Hour

// HookOf is the name under which what came to a source's hook stands among the
// visits, apart from the visits to the place: one way may be well while the
// other is not.
func HookOf(source string) string { return source + ".hook" }

// Receive takes in what a place has sent by itself, like a page that was
// fetched, and returns nil once all of it is in the store: only then may the
// sender be told so. Key is the sender's name for the delivery; what was
// received under it before does nothing. What stopped half-way is begun anew
// when it is sent again, and adds nothing twice.
func (p *Pipeline) Receive(ctx context.Context, s *crawlers.Source, key string, page crawlers.Page) error {
	heard, err := p.Store.Heard(ctx, s.Name, key)
	if err != nil || heard {
		return err
	}
	v := store.Visit{Source: HookOf(s.Name), Planned: p.Now().UTC()}
	report := s.Pushed(page).Run(ctx, p.env(s, &v))
	if report.Err == nil && report.State == crawlers.Unchanged { // unwanted, since nothing else was looked at
		if why := report.Outcomes[0].Why; p.said.first(s.Name + " " + why) {
			p.Log.Warn("sent, but not kept", "source", s.Name, "why", why)
		}
		return nil
	}
	if err := p.record(ctx, &v, report); err != nil {
		return err
	}
	if report.Err != nil {
		return report.Err
	}
	p.step("received")
	return p.Store.Hear(ctx, s.Name, key, p.Now())
}

// Refuse records that something sent to a source's hook was not taken in, for
// a person to look at. The same reason is recorded once.
func (p *Pipeline) Refuse(ctx context.Context, s *crawlers.Source, why string) error {
	if !p.said.first(s.Name + " " + why) {
		return nil
	}
	p.Log.Warn("hook refused", "source", s.Name, "why", why)
	now := p.Now().UTC()
	return p.Store.SaveVisit(ctx, store.Visit{
		Source: HookOf(s.Name), State: crawlers.Blocked, Planned: now, Started: now, Ended: now, Warnings: []string{why},
	})
}

// said remembers what was said: who can make us say it again and again shall
// fill no log.
type said struct {
	mu   sync.Mutex
	what map[string]bool
}

// maxSaid bounds what is remembered; beyond it nothing new is said.
const maxSaid = 200

// first reports whether nobody said so before.
func (s *said) first(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.what[what] || len(s.what) >= maxSaid {
		return false
	}
	if s.what == nil {
		s.what = map[string]bool{}
	}
	s.what[what] = true
	return true
}
