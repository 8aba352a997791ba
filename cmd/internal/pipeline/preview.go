package pipeline

import (
	"context"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
)

// Preview looks for what watchlists would have found in stored filings since a
// time, and stores nothing. Progress is told how many filings went by; nil is
// nobody.
func Preview(ctx context.Context, db *store.DB, lists []alerts.Watchlist, since time.Time, progress func(filings int)) (*alerts.Preview, error) {
	said, err := db.Decided(ctx)
	if err != nil {
		return nil, err
	}
	out := alerts.NewPreview(lists, said)
	limits, err := db.Limits(ctx)
	if err != nil {
		return nil, err
	}
	out.By(limits)
	if out.Hide, err = db.Hiding(ctx); err != nil {
		return nil, err
	}
	for at := (store.Cursor{Filed: since.UnixMilli()}); ; {
		acts, err := db.FiledAfter(ctx, at, rescanAtOnce)
		if err != nil || len(acts) == 0 {
			return out, err
		}
		at = acts[len(acts)-1].At
		whole := make([]store.Act, len(acts))
		for i, a := range acts {
			whole[i] = a.Act
		}
		if err := db.InMatter(ctx, whole); err != nil {
			return out, err
		}
		for i, a := range whole {
			err := out.Add(a.Filing, func() (alerts.Verdict, error) {
				if v := acts[i].Verdict; v != nil {
					return *v, nil
				}
				v, _, err := (relevance.Cascade{}).Judge(ctx, a.Filing)
				return v, err
			})
			if err != nil {
				return out, err
			}
		}
		if progress != nil {
			progress(out.Filings)
		}
	}
}
