package main

import (
	"context"
	"database/sql"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/vigil"
)

// vigil watches whether the system does what it is for.
func (p *program) vigil(s *system) *vigil.Vigil {
	v := &vigil.Vigil{
		Pulse: s.store.Pulse, Due: s.pipe.DueAfter, Claim: s.claim, Canary: s.pipe.Canary != "",
		Console: s.pipe.Console, Now: time.Now, Log: p.log,
	}
	for _, name := range s.pipe.Admins {
		to := s.pipe.Destinations[name]
		v.Admins = append(v.Admins, vigil.Admin{Name: name, Language: to.Language, Notifier: to})
	}
	return v
}

// claimFor is within how long two nodes that see the same mean the same.
const claimFor = 30 * time.Minute

// claim reports whether this node is the first to say what is silent.
func (s *system) claim(ctx context.Context, what string, now time.Time) (mine bool, err error) {
	plan := "told of silence: " + what
	last, err := s.store.Planned(ctx, plan)
	if err != nil || now.Sub(last) < claimFor {
		return false, err
	}
	err = s.store.Tx(ctx, func(tx *sql.Tx) error {
		mine, err = store.Plan(ctx, tx, plan, last, now.Truncate(time.Millisecond))
		return err
	})
	return mine, err
}
