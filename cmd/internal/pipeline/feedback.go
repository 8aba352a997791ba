package pipeline

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
)

// Feedback records what a person said of an alert, and tells administrators,
// once a month and group, if false alarms have become more. It reports false if
// they said so before. The pipeline must have been started, in any role.
func (p *Pipeline) Feedback(ctx context.Context, f store.Feedback) (_ store.Feedback, added bool, err error) {
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		f, added, err = p.FeedbackIn(ctx, tx, f)
		return err
	})
	return f, added, err
}

// FeedbackIn is [Pipeline.Feedback] within a transaction.
func (p *Pipeline) FeedbackIn(ctx context.Context, tx *sql.Tx, f store.Feedback) (_ store.Feedback, added bool, err error) {
	if f, added, err = store.AddFeedback(ctx, tx, f); err == nil && added && f.Said == store.FalseAlarm {
		err = p.drift(ctx, tx)
	}
	return f, added, err
}

// drift has [Pipeline.Drift] look soon: two years are not counted while others
// wait to write.
func (p *Pipeline) drift(ctx context.Context, tx *sql.Tx) error {
	if len(p.Admins) == 0 {
		return nil
	}
	_, err := p.queue.InsertTx(ctx, tx, keepArgs{Task: taskDrift}, &river.InsertOpts{Queue: queueJudge})
	return err
}

// Drift tells administrators of groups whose false alarms rise in the month it
// is. What was told of a group in a month is not told again.
func (p *Pipeline) Drift(ctx context.Context) error {
	if len(p.Admins) == 0 {
		return nil
	}
	now := p.Now()
	all, err := p.Store.Feedbacks(ctx, now.Add(-2*year))
	if err != nil {
		return err
	}
	var rising []relevance.Drift
	for _, d := range relevance.Drifts(SaidOf(all)) {
		if d.Rises && d.Month == now.UTC().Format("2006-01") {
			rising = append(rising, d)
		}
	}
	if len(rising) == 0 {
		return nil
	}
	return p.Store.Tx(ctx, func(tx *sql.Tx) error {
		for _, d := range rising {
			for _, to := range p.Admins {
				m := alerts.Drifting(fmt.Sprintf("drift@%s@%s>%s", d.Group, d.Month, to), now, d.Group, d.Month, d.False, d.Of, d.Low, d.Before,
					p.Console, p.Destinations[to].Language)
				if err := p.addNotice(ctx, tx, store.Notice{ID: m.ID, Destination: to, Made: now, Message: m}, nil); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SaidOf counts feedbacks as acts: however many call one act a false alarm, it
// is one. What a review found to be relevant is none.
func SaidOf(all []store.Feedback) []relevance.Said {
	at := map[string]int{}
	var out []relevance.Said
	for _, f := range all { // the first comes first
		wrong := f.Said == store.FalseAlarm && (f.Review == nil || f.Review.Label.Relevant != "true")
		act := f.Filing.ActID()
		i, known := at[act]
		if !known {
			i, at[act] = len(out), len(out)
			out = append(out, relevance.Said{At: f.At, Source: f.Filing.Source, Type: string(f.Verdict.Category), Judge: f.Verdict.By})
		}
		out[i].False = out[i].False || wrong
	}
	return out
}

// Correct takes back what was told of the act of an alert: a person found it to
// be irrelevant. Everybody who got it is told why, once. It records the
// feedback too, which is no example until it is reviewed, and returns how many
// messages go out. The pipeline must have been started, in any role.
func (p *Pipeline) Correct(ctx context.Context, f store.Feedback) (sent int, err error) {
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		sent, err = p.CorrectIn(ctx, tx, f)
		return err
	})
	return sent, err
}

// CorrectIn is [Pipeline.Correct] within a transaction.
func (p *Pipeline) CorrectIn(ctx context.Context, tx *sql.Tx, f store.Feedback) (sent int, err error) {
	f.Said = store.FalseAlarm
	a, v, rules, err := store.JudgedOf(ctx, tx, f.Alert, p.Now())
	if err != nil {
		return 0, err
	}
	if _, _, err := store.AddFeedback(ctx, tx, f); err != nil { // with the verdict that was wrong
		return 0, err
	}
	not := false
	v.Relevant, v.Waiting, v.By, v.Severity = &not, false, alerts.ByPerson, alerts.Low
	v.Why = "经人工复核：" + f.Note
	done, err := store.Settle(ctx, tx, []store.Settlement{{Act: a, Verdict: v, Rules: rules, Facts: facts(a.Filing, v)}}, p.Now())
	if err != nil {
		return 0, err
	}
	if err := p.sendAll(ctx, tx, done.Deliveries); err != nil {
		return 0, err
	}
	return len(done.Deliveries), p.drift(ctx, tx)
}
