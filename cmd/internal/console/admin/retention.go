package admin

import (
	"context"
	"errors"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// countFor is how long old rows may be counted for a page.
const countFor = 6 * time.Second

// keptBy are the keys of the configuration that say how long each kind is kept.
var keptBy = map[string]string{
	store.OldPages: "pages.keep", store.OldFilings: "retention.filings", store.OldVisits: "retention.visits",
	store.OldAudit: "retention.audit", store.OldAnswers: "retention.answers",
}

// A keptRow is how long one kind is kept, and how much of it is older.
type keptRow struct {
	Kind, Key, Age string
	Before         *web.Stamp // nil: it is kept for ever
	Rows           int64
	Size           string
}

type retentionPage struct {
	frame
	Counted bool
	Slow    bool // there is too much to count it while somebody waits
	Kept    []keptRow
}

// retention shows how long each kind is kept and, where it is asked for, how
// much is dropped next.
func (a *room) retention(r *web.Request) (web.Answer, error) {
	p := &retentionPage{frame: a.frame(r, "retention"), Counted: r.URL.Query().Get("count") != ""}
	all, err := a.Store.Outdated(r.Context(), store.Ages{}, a.Now()) // their kinds
	if err != nil {
		return web.Answer{}, err
	}
	ages := map[string]time.Duration{
		store.OldPages: a.Keep.Pages, store.OldFilings: a.Keep.Filings, store.OldVisits: a.Keep.Visits, store.OldAudit: a.Keep.Audit, store.OldAnswers: a.Keep.Answers,
	}
	for i := range all {
		if all[i].Age = ages[all[i].Kind]; all[i].Age > 0 {
			all[i].Before = a.Now().Add(-all[i].Age)
		}
	}
	if p.Counted {
		ctx, cancel := context.WithTimeout(r.Context(), countFor)
		defer cancel()
		counted, err := a.Store.Outdated(ctx, a.Keep, a.Now())
		switch {
		case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
			p.Counted, p.Slow = false, true
		case err != nil:
			return web.Answer{}, err
		default:
			all = counted
		}
	}
	for _, o := range all {
		row := keptRow{Kind: p.Word("kept", o.Kind), Key: keptBy[o.Kind], Rows: o.Rows}
		if !o.Before.IsZero() {
			row.Age, row.Before = took(p.Frame, int64(o.Age.Seconds())), stamp(o.Before)
		}
		if o.Bytes > 0 {
			row.Size = size(o.Bytes)
		}
		p.Kept = append(p.Kept, row)
	}
	return r.Page("retention", p)
}
