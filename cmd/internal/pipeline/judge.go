package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

type judgeArgs struct {
	Acts  []string `json:"acts"`
	Again bool     `json:"again,omitempty"` // also those the rules judged for want of a model
}

func (judgeArgs) Kind() string                 { return "judge" }
func (judgeArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueJudge} }

type judge struct {
	river.WorkerDefaults[judgeArgs]
	p *Pipeline
}

func (j *judge) Timeout(*river.Job[judgeArgs]) time.Duration { return j.p.judgeTimeout() }

// settleAtOnce is how many verdicts are settled in one transaction, unless one
// matter has more of them, and matterAtOnce how many of one matter. AskAtOnce is
// how many are worked out at a time.
const (
	settleAtOnce = 10
	matterAtOnce = 100
	askAtOnce    = 8
)

func (j *judge) Work(ctx context.Context, job *river.Job[judgeArgs]) error {
	acts, err := j.p.Store.Unjudged(ctx, job.Args.Acts, job.Args.Again)
	if err != nil {
		return err
	}
	for part := range portions(acts) {
		if err := j.p.settle(ctx, part); err != nil {
			return err
		}
		// A slow model may need longer for a batch than one job lasts. What is
		// settled stays; the rest goes on at once, and no try is used up.
		if end, ok := ctx.Deadline(); ok && time.Until(end) < j.p.judgeTimeout()/2 {
			return river.JobSnooze(0)
		}
	}
	return nil
}

// portions parts acts into what is settled at once. What became known of one
// matter together stays together, in the order it happened; matters come in the
// order of their first act.
func portions(acts []store.Act) iter.Seq[[]store.Act] {
	first := map[string]int{}
	for i, a := range acts {
		if _, ok := first[a.Matter]; !ok {
			first[a.Matter] = i
		}
	}
	acts = slices.Clone(acts)
	slices.SortStableFunc(acts, func(a, b store.Act) int { return cmp.Compare(first[a.Matter], first[b.Matter]) })
	return func(yield func([]store.Act) bool) {
		begin := 0
		for i, of := 1, 1; i <= len(acts); i, of = i+1, of+1 {
			if i < len(acts) && acts[i].Matter == acts[i-1].Matter && of < matterAtOnce {
				continue
			}
			of = 0
			if i < len(acts) && i-begin < settleAtOnce {
				continue
			}
			if !yield(acts[begin:i]) {
				return
			}
			begin = i
		}
	}
}

// settle judges acts and records what follows from their verdicts.
func (p *Pipeline) settle(ctx context.Context, acts []store.Act) error {
	matcher, tell, err := p.lists(ctx)
	if err != nil {
		return err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return err
	}
	_, said, err := p.decisions(ctx)
	if err != nil {
		return err
	}
	routes := p.routes(network, said)
	// An order that only says what is excluded concerns those the complaint named.
	if err := p.Store.InMatter(ctx, acts); err != nil {
		return err
	}
	settlements, suitors, filers := make([]store.Settlement, len(acts)), make([]suitor, len(acts)), make([]filer, len(acts))
	var asked []asking
	ask, askCtx := errgroup.WithContext(ctx)
	ask.SetLimit(askAtOnce)
	for i, a := range acts {
		ask.Go(func() error {
			final, rules, err := p.judge(askCtx, a.Filing)
			if err != nil {
				return fmt.Errorf("judge %s: %w", a.ActID(), err)
			}
			if suitors[i], err = p.suitor(askCtx, a, &final, matcher.Limits()); err != nil {
				return err
			}
			settlements[i] = store.Settlement{Act: a, Verdict: final, Rules: rules, Facts: facts(a.Filing, final)}
			return nil
		})
	}
	if err := ask.Wait(); err != nil {
		return err
	}
	for i := range settlements {
		s := &settlements[i]
		var first *clock.Record
		var none string
		served, err := p.Store.ServiceOf(ctx, s.Act.Matter)
		if err != nil {
			return err
		}
		if s.Clocks, first, none, err = p.run(rules, s.Act.Filing, s.Verdict, served); err != nil {
			return err
		}
		if first != nil && first.Kind == "deadline" {
			s.Verdict = relevance.Pressed(s.Verdict, lastDay(*first), p.Now().In(clock.Beijing))
		}
		found := p.concerned(s.Act.Filing, s.Verdict, suitors[i], matcher, routes)
		if found, err = p.owed(ctx, s.Act, s.Verdict, found); err != nil {
			return err
		}
		if filers[i], err = p.squatting(ctx, s.Act.Filing, s.Verdict, matcher, found); err != nil {
			return err
		}
		var by []asking
		if found, by, err = p.asked(ctx, s.Act.Filing, s.Verdict, found, tell, network); err != nil {
			return err
		}
		for _, a := range by {
			a.of = i
			asked = append(asked, a)
		}
		s.Ends, s.Over = ends(s.Act.Filing, s.Verdict)
		for _, a := range found {
			a.Clock, a.NoClock = first, none
			to := tell[a.Subscriber]
			if to == nil {
				to = p.Centers[a.Subscriber]
			}
			s.Alerts = append(s.Alerts, store.Told{Alert: a, Destinations: to})
		}
	}
	p.step("judged")
	var told []alerts.Alert
	err = p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.LockMatters(ctx, tx, acts, p.Now()); err != nil {
			return err
		}
		for _, f := range filers {
			if err := f.note(ctx, tx); err != nil {
				return err
			}
		}
		due, err := spend(ctx, tx, settlements, asked, p.Now())
		if err != nil {
			return err
		}
		done, err := store.Settle(ctx, tx, due, p.Now())
		if err != nil {
			return err
		}
		told = done.Alerts
		return p.sendAll(ctx, tx, done.Deliveries)
	})
	if err != nil {
		return err
	}
	p.step("settled")
	for i := range told {
		p.Log.Info("alert", "alert", told[i].ID, "severity", told[i].Severity, "update", told[i].Update)
		p.observe(Event{Alert: &told[i]})
	}
	return nil
}

// lastDay is the last day of a deadline in Beijing, as far as its rule knows the
// hour, else at the authority.
func lastDay(r clock.Record) time.Time {
	if closes, err := time.Parse(time.RFC3339, r.Beijing); err == nil {
		return closes
	}
	due, _ := time.Parse(time.DateOnly, r.Due) // a clock without a day has none
	return due
}

// judge is Judge, but for what an act may provoke in it: an act that nobody
// can judge is for people to look at.
func (p *Pipeline) judge(ctx context.Context, f crawlers.Filing) (final, rules alerts.Verdict, err error) {
	defer func() {
		if r := recover(); r != nil {
			p.Log.Error("judging panicked", "act", f.ActID(), "panic", r, "stack", string(debug.Stack()))
			final = alerts.Verdict{Filing: f.ID(), Why: "判定时程序出错，请人工核实", ChineseParty: crawlers.Unknown, Severity: alerts.Normal, By: "rules"}
			rules, err = final, nil
		}
	}()
	return p.Judge(ctx, f)
}

// concerned returns an alert for each center and each watchlist that an act
// concerns. Centers come first; order and content depend on nothing else.
func (p *Pipeline) concerned(f crawlers.Filing, v alerts.Verdict, by suitor, m *alerts.Matcher, routes alerts.Network) []alerts.Alert {
	var out []alerts.Alert
	hits := m.Match(addressed(f, v), v)
	hits = append(hits, m.Risks(f, v, by.rights)...)
	routed := routes.Route(p.graded(f), v, watchers(f, hits, m, routes.Centers))
	var names []string
	for _, r := range routed {
		names = append(names, r.Center.ID)
	}
	add := func(subscriber string, reasons []string) *alerts.Alert {
		a := alert(f, v, subscriber, reasons)
		a.Centers, a.Repeats = names, by.repeats
		out = append(out, a)
		return &out[len(out)-1]
	}
	for _, r := range routed {
		add(r.Center.ID, r.Reasons)
	}
	slices.SortStableFunc(hits, func(a, b alerts.Hit) int { // that somebody is named goes first
		return cmp.Or(strings.Compare(a.List, b.List), cmp.Compare(sure(b), sure(a)))
	})
	for i := 0; i < len(hits); {
		list, first, reasons := hits[i].List, i, []string(nil)
		for ; i < len(hits) && hits[i].List == list; i++ {
			reasons = append(reasons, hits[i].Reasons...)
		}
		a := add(list, reasons)
		a.Standing, a.Named = alerts.StandingOf(f, v, hits[first:i])
		if a.Standing == alerts.Named && !over(v.Stage) {
			a.Severity = a.Severity.Raised()
		}
	}
	return out
}

// graded returns f with the grade of each party whose source gives none.
func (p *Pipeline) graded(f crawlers.Filing) crawlers.Filing {
	return (&alerts.Story{Filing: f, Grade: p.Grade}).Graded()
}

// watchers are those whose lists a mark hits: a list is as a rule called by its
// company.
func watchers(f crawlers.Filing, hits []alerts.Hit, m *alerts.Matcher, centers region.Centers) (out alerts.Watchers) {
	if f.Kind != crawlers.Squatting {
		return out
	}
	for _, h := range hits {
		list, companies := m.Companies(h.List)
		if slices.Contains(out.Lists, list) {
			continue
		}
		out.Lists = append(out.Lists, list)
		for _, name := range append(companies, list) {
			if place := centers.Find("", name, ""); place.Code != "" && !slices.Contains(out.Places, place) {
				out.Places = append(out.Places, place)
			}
		}
	}
	return out
}

// sure ranks how sure it is that a hit is on somebody a claim is made against.
func sure(h alerts.Hit) int {
	switch h.Accused {
	case crawlers.Confirmed:
		return 2
	case crawlers.Suspected:
		return 1
	}
	return 0
}

// over reports whether a stage ends a matter.
func over(stage string) bool {
	return stage == "dismissed" || stage == "settlement" || stage == "closed"
}

// addressed returns f as it is matched: mail that came back concerns who
// watches its addressee, not everybody who watches the matter.
func addressed(f crawlers.Filing, v alerts.Verdict) crawlers.Filing {
	if f.Kind != crawlers.Section337 || v.Stage != "service-failed" {
		return f
	}
	f.Parties = alerts.Undelivered(f, v)
	f.Title, f.Product, f.Patents, f.Marks = "", "", nil, nil
	return f
}

// alert makes the alert of an act to a subscriber.
func alert(f crawlers.Filing, v alerts.Verdict, subscriber string, reasons []string) alerts.Alert {
	return alerts.Alert{
		ID:         alerts.AlertID(f.ActID(), subscriber),
		Act:        f.ActID(),
		Subscriber: subscriber,
		Severity:   v.Severity,
		Kind:       f.Kind,
		Category:   v.Category,
		Stage:      v.Stage,
		Title:      f.Title,
		Reasons:    reasons,
		Quotes:     v.Quotes,
		URL:        f.URL,
	}
}

// facts lists what an alert about the act tells: parties, marks, patents, the
// date, the stage and the word for the act. An act that gains none of them is
// not told again.
func facts(f crawlers.Filing, v alerts.Verdict) []string {
	var out []string
	for _, p := range f.Parties {
		if !p.Role.Accused() || !alerts.Placeholder(p.Name) { // who is sued is still to be told
			out = append(out, string(p.Role)+":"+crawlers.FoldName(p.Name))
		}
	}
	for _, p := range alerts.Undelivered(f, v) { // each company that was not reached is news
		out = append(out, v.Stage+":"+crawlers.FoldName(p.Name))
	}
	for _, m := range f.Marks {
		out = append(out, "mark:"+crawlers.FoldName(m.Text))
	}
	for _, n := range f.Patents {
		out = append(out, "patent:"+crawlers.FoldName(n))
	}
	if !f.Filed.IsZero() {
		out = append(out, "filed:"+alerts.Day(f))
	}
	if v.Stage != "" {
		out = append(out, "stage:"+v.Stage)
	}
	if f.Act != "" {
		out = append(out, "act:"+f.Act)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
