package pipeline

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// tables keeps the centers and the rules in force until one is replaced.
type tables struct {
	mu      sync.Mutex
	read    bool
	version time.Time
	network region.Centers
	rules   *clock.Table
}

// inForce returns the centers and the rules in force.
func (p *Pipeline) inForce(ctx context.Context) (region.Centers, *clock.Table, error) {
	p.tables.mu.Lock()
	defer p.tables.mu.Unlock()
	version, err := p.Store.TableVersion(ctx)
	if err != nil {
		return region.Centers{}, nil, err
	}
	if !p.tables.read || !p.tables.version.Equal(version) {
		network, err := p.Store.Network(ctx)
		if err != nil {
			return network, nil, err
		}
		rules, err := p.Store.Rules(ctx)
		if err != nil {
			return network, nil, err
		}
		p.tables.network, p.tables.rules, p.tables.version, p.tables.read = network, rules, version, true
	}
	return p.tables.network, p.tables.rules, nil
}

// served reports whether a center is told through this program.
func (p *Pipeline) served(id string) bool { return len(p.Centers[id]) > 0 }

// run returns the clocks of an act as they are stored and as its alert tells
// the most urgent. What has passed runs no more.
func (p *Pipeline) run(rules *clock.Table, f crawlers.Filing, v alerts.Verdict, served *alerts.Service) (rows []store.Clock, first *clock.Record, why string, err error) {
	clocks, none := alerts.Clocks(rules, f, v, p.Grade, served, p.Now())
	if len(clocks) == 0 {
		return nil, nil, none.ZH, nil
	}
	for i, c := range clocks {
		record := recordOf(c)
		if i == 0 {
			first = &record
		}
		n := c.Counted()
		if n.First().IsZero() {
			continue
		}
		closes := n.Closes
		if closes.IsZero() {
			closes = n.First().AddDate(0, 0, 1)
		}
		if closes.Before(p.Now()) {
			continue
		}
		body, err := json.Marshal(record)
		if err != nil {
			return nil, nil, "", err
		}
		rows = append(rows, store.Clock{Act: f.ActID(), Rule: n.Rule.ID, Due: n.First().Format(time.DateOnly), Closes: closes, Body: body})
	}
	return rows, first, "", nil
}

func recordOf(c clock.Clock) clock.Record {
	if d, ok := c.(clock.Deadline); ok {
		return d.Record()
	}
	f, _ := c.(clock.Forecast)
	return f.Record()
}

// ends lists the rules whose clocks in a matter end with an act of it: what
// was forecast has come, or nothing is to be done any more. A settlement, and a
// dismissal that is not of the case, are as a rule of some of those accused: for
// the others all clocks run on.
func ends(f crawlers.Filing, v alerts.Verdict) (rules []string, all bool) {
	switch v.Stage {
	case "institution":
		return []string{"itc.institution", "itc.public_interest"}, false
	case "pi-ruled":
		return []string{"frcp.tro_expiry", "frcp.pi_objection"}, false
	case "default", "default-judgment":
		return []string{"frcp.answer", "itc.response", "itc.teo_response"}, false
	case "dismissed":
		return nil, f.Act == "case-dismissed"
	case "closed", "refused", "withdrawn", "cancelled":
		return nil, true
	}
	return nil, false
}
