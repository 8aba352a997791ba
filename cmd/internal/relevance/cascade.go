package relevance

import (
	"context"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Cascade judges by the rules what is certain and by the model the rest. The
// zero Cascade has no model and judges by the rules alone.
type Cascade struct {
	Model *Model // nil = none configured
}

// Judge returns the verdict that counts and, beside it, the rules' own. Where
// the model should have been asked and could not be, the rules' verdict counts
// and is Waiting. The error is the context's, nothing else.
func (c Cascade) Judge(ctx context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
	rules = Rules{}.Classify(f)
	if c.Model == nil || rules.Relevant != nil {
		return rules, rules, ctx.Err()
	}
	final, err = c.Model.Ask(ctx, f, rules)
	if err == nil {
		return final, rules, nil
	}
	if ctx.Err() != nil {
		return rules, rules, ctx.Err()
	}
	c.Model.o.Log.Warn("the rules serve for the model", "filing", f.ID(), "err", err)
	final = rules
	final.Waiting = true
	return final, rules, nil
}

// Ready reports whether acts that are Waiting can be judged again now.
func (c Cascade) Ready() bool { return c.Model != nil && c.Model.Ready() }
