package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// canaryEvery is how often a test filing is sent on its way.
const canaryEvery = time.Hour

// TypeCanary is the type of the message that a test filing becomes.
const TypeCanary = "canary"

type canaryArgs struct {
	At time.Time `json:"at"`
}

func (canaryArgs) Kind() string                 { return "canary" }
func (canaryArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueJudge} }

type canary struct {
	river.WorkerDefaults[canaryArgs]
	p *Pipeline
}

func (c *canary) Timeout(*river.Job[canaryArgs]) time.Duration { return c.p.judgeTimeout() }

func (c *canary) Work(ctx context.Context, job *river.Job[canaryArgs]) error {
	return c.p.sing(ctx, job.Args.At)
}

// planCanary sends a test filing on its way once an hour. One that was missed
// while nothing ran is not made up for.
func (p *Pipeline) planCanary(ctx context.Context) error {
	if p.Canary == "" {
		return nil
	}
	const plan = "canary"
	now := p.Now()
	last, err := p.Store.Planned(ctx, plan)
	if err != nil || now.Sub(last) < canaryEvery {
		return err
	}
	return p.Store.Tx(ctx, func(tx *sql.Tx) error {
		won, err := store.Plan(ctx, tx, plan, last, now.Truncate(time.Millisecond))
		if err != nil || !won {
			return err
		}
		_, err = p.queue.InsertTx(ctx, tx, canaryArgs{At: now.UTC().Truncate(time.Second)}, nil)
		return err
	})
}

// sing judges, matches and routes a test filing as it would any other, and has
// the test destination told of it through the same queue. It is of no matter and
// leaves nothing among those that people see.
func (p *Pipeline) sing(ctx context.Context, at time.Time) error {
	f := canaryFiling(at)
	matcher, _, err := p.lists(ctx)
	if err != nil {
		return err
	}
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return err
	}
	v, _, err := p.judge(ctx, f)
	if err != nil {
		return err
	}
	found := p.concerned(f, v, suitor{}, matcher, p.routes(network, nil))
	i := slices.IndexFunc(found, func(a alerts.Alert) bool { return network.Has(a.Subscriber) })
	if i < 0 {
		return fmt.Errorf("a test filing concerns no center: judged by %s, %q", v.By, v.Why)
	}
	a := found[i]
	a.Told = at
	m := alerts.Compose(alerts.Story{
		Delivery: fmt.Sprintf("canary@%s>%s", at.Format(time.RFC3339), p.Canary), Alert: a, Filing: f, Verdict: v, Thread: "canary",
		Now: at, Centers: alerts.CentersOf(network, a.Centers), Rules: rules, Grade: p.Grade,
	}, p.Destinations[p.Canary].Language)
	m = alerts.Canary(m, p.Destinations[p.Canary].Language)
	return p.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := store.ForgetNotices(ctx, tx, "canary@", at.Add(-canaryFor)); err != nil {
			return err
		}
		return p.addNotice(ctx, tx, store.Notice{ID: m.ID, Destination: p.Canary, Made: p.Now(), Message: m}, nil)
	})
}

// canaryFor is how long it can be seen when test filings arrived.
const canaryFor = 7 * 24 * time.Hour

// canaryFiling is a suit that nobody has brought, against a company that does
// not exist.
func canaryFiling(at time.Time) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "0:00-cv-00000"}, Slug: "at." + at.Format("20060102T150405Z"), Act: "complaint", Kind: crawlers.Lawsuit,
		Title: "Tocsin Test Plaintiff LLC v. Shenzhen Jingzhong Ceshi Technology Co., Ltd.", Filed: crawlers.Date{Time: at},
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Tocsin Test Plaintiff LLC"},
			{Role: crawlers.Defendant, Name: "Shenzhen Jingzhong Ceshi Technology Co., Ltd.", Address: "Shenzhen, Guangdong, China"},
		},
		Text: "COMPLAINT for trademark infringement", Source: "canary", Fetched: at,
	}
}
