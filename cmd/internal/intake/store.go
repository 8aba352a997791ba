package intake

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// manner is what holds for everything that is brought so: whatever another
// source says of the same act is better known, and the days of a mark count as
// those of any register.
var manner = store.Manner{Rank: 20, Fresh: 90 * 24 * time.Hour}

// Take has a pipeline that was started take in what was read, and records that
// as a visit of its own name. Name is the file's. Told hears how many filings
// have been taken in so far. What was cut off half-way is taken in whole by
// doing it again.
func (r *Reading) Take(ctx context.Context, pipe *pipeline.Pipeline, name string, told func(filings int)) (store.Visit, error) {
	body, err := r.kept.Text()
	if err != nil {
		return store.Visit{}, err
	}
	page := crawlers.Page{
		URL: "import:" + name, Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/csv; charset=utf-8"}},
		Body: bytes.NewReader(body), Size: int64(len(body)),
	}
	source := (&crawlers.Source{
		Meta: crawlers.Meta{Name: Source, Kind: crawlers.Squatting},
		Parse: func(_ crawlers.Page, emit func(crawlers.Filing) error) error {
			for _, f := range r.Filings {
				if err := emit(f); err != nil {
					return err
				}
			}
			return nil
		},
	}).Pushed(page)
	v := store.Visit{Source: Source, Planned: pipe.Now().UTC()}
	done := 0
	report := source.Run(ctx, crawlers.Env{
		Transport: pipe.Transport, Now: pipe.Now, Log: pipe.Log, Keep: pipe.Store.KeepPages,
		Sink: func(ctx context.Context, fs []crawlers.Filing) error {
			t, err := pipe.Take(ctx, fs, manner)
			v.Added, v.Revised, v.Known, v.History = v.Added+t.Added, v.Revised+t.Revised, v.Known+t.Known, v.History+t.History
			if done += len(fs); err == nil {
				told(done)
			}
			return err
		},
	})
	if report.Err != nil {
		return v, report.Err
	}
	v.State, v.Started, v.Ended = report.State, report.Started, report.Ended
	v.Pages, v.Filings, v.Warnings, v.Outcomes = report.Pages, report.Filings, report.Warnings, report.Outcomes
	for _, m := range r.Remarks {
		if m.State == Left && len(v.Warnings) < maxWarnings {
			v.Warnings = append(v.Warnings, m.String())
		}
	}
	return v, pipe.Store.SaveVisit(ctx, v)
}

// maxWarnings is how many rows that were left out are kept with a visit.
const maxWarnings = 100
