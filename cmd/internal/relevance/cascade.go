package relevance

import (
	"context"
	"errors"
	"slices"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Cascade judges by the rules what is certain and by the model the rest. The
// zero Cascade has no model and judges by the rules alone.
type Cascade struct {
	Model *Model   // nil = none configured
	Then  []*Model // asked in turn where the ones before could not be

	// Matter returns the acts of the matter that a number belongs to. It is
	// asked only where an act cannot be read without them; nil knows none.
	Matter func(context.Context, crawlers.Key) ([]crawlers.Filing, error)
}

// Judge returns the verdict that counts and, beside it, the rules' own. The
// model is not asked of trademarks: a register lists them by the ten thousand,
// and whether one is squatted only a watchlist can tell. Where
// the model should have been asked and could not be, the rules' verdict counts
// and is Waiting. Where one was asked and none can answer about this filing, the
// rules' verdict counts for good. The error is the context's or Matter's,
// nothing else.
func (c Cascade) Judge(ctx context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
	var by Rules
	if c.Matter != nil && leans(f) {
		if by.Matter, err = c.Matter(ctx, f.Key); err != nil {
			return final, rules, err
		}
	}
	rules = by.Classify(f)
	if c.Matter != nil && by.Matter == nil && mute(f, rules) {
		if by.Matter, err = c.Matter(ctx, f.Key); err != nil {
			return final, rules, err
		}
		rules = by.Classify(f)
	}
	if c.Model == nil || !asks(f, rules) {
		return rules, rules, ctx.Err()
	}
	var why error
	for _, m := range c.models() {
		final, err := m.Ask(ctx, f, rules)
		if err == nil {
			return final, rules, nil
		}
		if ctx.Err() != nil {
			return rules, rules, ctx.Err()
		}
		m.o.Log.Warn("no verdict of the model", "model", m.o.Model, "filing", f.ID(), "err", err)
		if why == nil || errors.Is(err, ErrUnusable) { // to be asked again would cost as much and bring as little
			why = err
		}
	}
	final = rules
	final.Waiting = !errors.Is(why, ErrUnusable)
	final.Why += "；" + excuse(why)
	return final, rules, nil
}

// asks reports whether a model is asked about what the rules say.
func asks(f crawlers.Filing, rules alerts.Verdict) bool {
	return rules.Relevant == nil && f.Kind != crawlers.Squatting
}

// mute reports whether an act is a step of a suit that shows by itself no reason
// to be told: the clerk may have reported what right the suit is about.
func mute(f crawlers.Filing, v alerts.Verdict) bool {
	return f.Kind == crawlers.Lawsuit && !v.Is() && alerts.CompareStages(v.Stage, "complaint") > 0
}

// Ready reports whether acts that are Waiting can be judged again now.
func (c Cascade) Ready() bool {
	return c.Model != nil && slices.ContainsFunc(c.models(), (*Model).Ready)
}

func (c Cascade) models() []*Model { return append([]*Model{c.Model}, c.Then...) }

// excuse tells people why a verdict is the rules'.
func excuse(err error) string {
	switch {
	case errors.Is(err, ErrUnusable):
		return "模型未能给出可用的结论，按规则判断"
	case errors.Is(err, ErrBudget):
		return "模型当日额度已用完，暂按规则判断"
	}
	return "模型暂不可用，暂按规则判断"
}
