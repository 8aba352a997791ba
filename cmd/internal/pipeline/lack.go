package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
)

// lacking tells administrators once a day which destinations wait for something
// to be set.
func (p *Pipeline) lacking(ctx context.Context) error {
	now := p.Now()
	for _, name := range slices.Sorted(maps.Keys(p.Destinations)) {
		lacks := p.Destinations[name].Lacks
		said := name + " " + now.In(clock.Beijing).Format(time.DateOnly)
		if _, before := p.lacked.Load(said); lacks == nil || before {
			continue
		}
		err := p.tellAdmins(ctx, func(to, language string) alerts.Message {
			return alerts.Lacking(fmt.Sprintf("lacking@%s>%s", said, to), now, name, lacks.Error(), p.Console, language)
		})
		if err != nil {
			return err
		}
		p.lacked.Store(said, true)
	}
	return nil
}
