package pipeline

import (
	"context"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// muted returns the mute that keeps a delivery for the digest: there is one if
// everybody whom its message reaches has muted the matter. It is the one that
// ends first.
func (p *Pipeline) muted(ctx context.Context, parcel store.Parcel, at time.Time) (first store.Mute, ok bool, err error) {
	_, tell, err := p.lists(ctx)
	if err != nil {
		return first, false, err
	}
	for i, a := range append([]alerts.Alert{parcel.Alert}, parcel.Others...) {
		to := tell[a.Subscriber]
		if to == nil {
			to = p.Centers[a.Subscriber]
		}
		if i > 0 && !slices.Contains(to, parcel.Destination) {
			continue // told by another message
		}
		m, ok, err := p.Store.Muted(ctx, a.ID, at)
		if err != nil || !ok {
			return first, false, err
		}
		if first.Until.IsZero() || m.Until.Before(first.Until) {
			first = m
		}
	}
	return first, true, nil
}
