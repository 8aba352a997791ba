package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// limits returns the limits in force. Those that this program cannot use hold
// nothing up: it tells as it is shipped, and says so.
func (p *Pipeline) limits(ctx context.Context) (alerts.Limits, error) {
	l, err := p.Store.Limits(ctx)
	if _, wrong := errors.AsType[alerts.LimitErrors](err); wrong {
		p.Log.Warn("thresholds are as shipped", "err", err)
		return nil, nil
	}
	return l, err
}

// limitsOf returns the limits of a version; 0 is as shipped.
func (p *Pipeline) limitsOf(ctx context.Context, version int) (alerts.Limits, error) {
	if version == 0 {
		return nil, nil
	}
	v, err := p.Store.RuleVersion(ctx, store.Thresholds, version)
	if err != nil {
		return nil, err
	}
	l, err := alerts.ReadLimits([]byte(v.Body))
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", version, err)
	}
	return l, nil
}

// retold compares two versions of the thresholds on stored filings.
func (p *Pipeline) retold(ctx context.Context, r store.Replay) (store.Replay, error) {
	before, err := p.limitsOf(ctx, r.Before)
	if err != nil {
		return r, err
	}
	after, err := p.limitsOf(ctx, r.After)
	if err != nil {
		return r, err
	}
	r.State = store.ReplayRunning
	said := time.Time{}
	got, err := p.Retell(ctx, before, after, r.Since, func(filings int) error {
		r.Pages = filings
		now := p.Now()
		if now.Sub(said) < replaySaves {
			return nil
		}
		said = now
		return p.Store.SaveReplay(ctx, r, now)
	})
	if err != nil {
		return r, err
	}
	report, err := json.Marshal(got)
	r.State, r.Report, r.Pages, r.Total = store.ReplayDone, string(report), got.Filings, got.Filings
	return r, err
}

// Retell says what other limits would have told more, fewer and otherwise of the
// filings that are stored since a time, by the lists, the centers and the words
// of people as they are now, with the code that tells. It stores nothing, and
// asks no model. Progress is told how many filings went by, and may stop it; nil
// is nobody. Where the time of ctx is over, what was looked at until then counts.
func (p *Pipeline) Retell(ctx context.Context, before, after alerts.Limits, since time.Time, progress func(filings int) error) (out alerts.Retelling, err error) {
	matcher, _, err := p.lists(ctx)
	if err != nil {
		return out, err
	}
	network, _, err := p.inForce(ctx)
	if err != nil {
		return out, err
	}
	_, centers, err := p.decisions(ctx)
	if err != nil {
		return out, err
	}
	hide, err := p.Store.Hiding(ctx)
	if err != nil {
		return out, err
	}
	t := teller{p, p.routes(network, centers)}
	was, is := matcher.By(before), matcher.By(after)
	defer out.Latest()
	for at := (store.Cursor{Filed: since.UnixMilli()}); ; {
		acts, err := p.Store.FiledAfter(ctx, at, rescanAtOnce)
		if err == nil && len(acts) > 0 {
			at = acts[len(acts)-1].At
			err = t.retell(ctx, &out, acts, was, is, hide)
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			out.Cut = true
			return out, nil
		}
		if err == nil && progress != nil {
			err = progress(out.Filings)
		}
		if err != nil || len(acts) == 0 {
			return out, err
		}
	}
}

// A teller works out whom a filing would be told to.
type teller struct {
	p      *Pipeline
	routes alerts.Network
}

func (t teller) retell(ctx context.Context, out *alerts.Retelling, filed []store.Filed, was, is *alerts.Matcher, hide func(string) string) error {
	acts := make([]store.Act, len(filed))
	for i, f := range filed {
		acts[i] = f.Act
	}
	if err := t.p.Store.InMatter(ctx, acts); err != nil {
		return err
	}
	for i, a := range acts {
		before, err := t.tell(ctx, a, filed[i].Verdict, was, was.Limits().HabitOf() != is.Limits().HabitOf())
		if err != nil {
			return err
		}
		after, err := t.tell(ctx, a, filed[i].Verdict, is, was.Limits().HabitOf() != is.Limits().HabitOf())
		if err != nil {
			return err
		}
		out.Add(a.Filing, before, after, hide)
	}
	return nil
}

// tell returns the alerts of an act. What the rules alone decided is read again
// in the light of what the plaintiff does where that may matter.
func (t teller) tell(ctx context.Context, a store.Act, stored *alerts.Verdict, m *alerts.Matcher, habits bool) ([]alerts.Alert, error) {
	var v alerts.Verdict
	switch again := habits && a.Kind == crawlers.Lawsuit; {
	case stored != nil && !(again && stored.By == relevance.ByRules):
		v = *stored
	default:
		v = relevance.Rules{}.Classify(a.Filing)
		if again {
			if _, err := t.p.suitor(ctx, a, &v, m.Limits()); err != nil {
				return nil, err
			}
		}
	}
	found := t.p.concerned(a.Filing, v, suitor{}, m, t.routes)
	_, err := t.p.squatting(ctx, a.Filing, v, m, found)
	return found, err
}
