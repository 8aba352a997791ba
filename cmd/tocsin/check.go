package main

import (
	"context"
	"fmt"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type checkCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// A finding is one thing that was looked at.
type finding struct {
	Subject string `json:"subject"` // "store", "seen", "source ecf", "deliveries"
	OK      bool   `json:"ok"`
	Says    string `json:"says"`
}

func (c *checkCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bind(conf, nil, time.Now)
	if err != nil {
		return err
	}
	defer s.close()
	found, err := s.check(p.ctx)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	good := true
	for _, f := range found {
		good = good && f.OK
		err := out.value(f, func() string {
			mark := "ok "
			if !f.OK {
				mark = "BAD"
			}
			return fmt.Sprintf("%s  %-14s  %s", mark, f.Subject, f.Says)
		})
		if err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	if !good {
		return errSaid
	}
	return nil
}

func (s *system) check(ctx context.Context) ([]finding, error) {
	counts, err := s.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	found := []finding{{"store", true, fmt.Sprintf("%d matters, %d acts, %d alerts", counts.Matters, counts.Acts, counts.Alerts)}}
	if err := s.seen.Ping(ctx); err != nil {
		found = append(found, finding{"seen", false, err.Error() + "; the store decides meanwhile, slower"})
	} else {
		found = append(found, finding{"seen", true, s.seen.Kind})
	}
	for _, source := range s.pipe.Sources {
		visits, err := s.store.Visits(ctx, source.Name, 1)
		if err != nil {
			return nil, err
		}
		last, err := s.store.LastNew(ctx, source.Name)
		if err != nil {
			return nil, err
		}
		found = append(found, health(source.Meta, visits, last, s.pipe.Now()))
	}
	stuck := counts.Deliveries[store.Refused] + counts.Deliveries[store.Dead]
	found = append(found, finding{"deliveries", stuck == 0, fmt.Sprintf("%d sent, %d on their way, %d refused, %d given up",
		counts.Deliveries[store.Sent], counts.Deliveries[store.Due]+counts.Deliveries[store.Sending],
		counts.Deliveries[store.Refused], counts.Deliveries[store.Dead])})
	return found, nil
}

// health says how a source does: how its last visit ended, whether one is
// overdue, and whether it has been silent for longer than it ever is.
func health(m crawlers.Meta, visits []store.Visit, lastNew, now time.Time) finding {
	f := finding{Subject: "source " + m.Name}
	if len(visits) == 0 {
		f.OK, f.Says = true, "not visited yet"
		return f
	}
	v := visits[0]
	overdue := false
	if next, err := m.Next(v.Planned); err == nil {
		overdue = now.After(next.Add(m.Timeout + 10*time.Minute))
	}
	silent := m.Expect.Silence > 0 && !lastNew.IsZero() && now.Sub(lastNew) > m.Expect.Silence
	f.OK = !overdue && !silent && crawlers.Worst(v.State, crawlers.OK) == crawlers.OK
	f.Says = fmt.Sprintf("%s, visited %s, %d filings", v.State, v.Ended.Format(time.RFC3339), v.Filings)
	if overdue {
		f.Says += "; the next visit is overdue"
	}
	if silent {
		f.Says += fmt.Sprintf("; nothing new since %s, longer than its %s", lastNew.Format(time.RFC3339), m.Expect.Silence)
	}
	for _, o := range v.Outcomes {
		if crawlers.Worst(o.State, crawlers.OK) != crawlers.OK {
			f.Says += fmt.Sprintf("; %s: %s", o.URL, o.State)
		}
	}
	return f
}
