package pipeline

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// squatMonths is how far back other filings of an applicant count.
const squatMonths = 24

// A filer is who filed for something like watched brands in an act.
type filer struct {
	act        string
	applicants []string
	brands     []string
	filed      time.Time
}

// note remembers it, for the next filing of the same applicant.
func (f filer) note(ctx context.Context, tx *sql.Tx) error {
	return store.NoteApplicants(ctx, tx, f.act, f.applicants, f.brands, f.filed)
}

// squatting adds to the alerts of a mark's filing what speaks for squatting, and
// returns who filed.
func (p *Pipeline) squatting(ctx context.Context, f crawlers.Filing, v alerts.Verdict, m *alerts.Matcher, found []alerts.Alert) (filer, error) {
	if f.Kind != crawlers.Squatting || len(found) == 0 {
		return filer{}, nil
	}
	hits := m.Match(f, v)
	by := filer{act: f.ActID(), applicants: alerts.Applicants(f), brands: m.Brands(hits), filed: f.Filed.Time}
	if by.filed.IsZero() {
		by.filed = p.Now()
	}
	others, err := p.Store.OtherBrands(ctx, by.applicants, by.brands, by.filed.AddDate(0, -squatMonths, 0))
	if err != nil {
		return by, err
	}
	quiet := alerts.Faint(hits) // for centers, which watch nothing by themselves
	for i := range found {
		of := slices.DeleteFunc(slices.Clone(hits), func(h alerts.Hit) bool { return h.List != found[i].Subscriber })
		signs := m.Squatting(f, of, others)
		if reason := signs.Reason(of); reason != "" {
			found[i].Reasons = append(slices.Clone(found[i].Reasons), reason)
		}
		if len(of) > 0 {
			found[i].Severity = signs.Weigh(found[i].Severity, of)
			quiet = quiet && found[i].Severity == alerts.Low
		}
	}
	for i := range found {
		if quiet && !slices.ContainsFunc(hits, func(h alerts.Hit) bool { return h.List == found[i].Subscriber }) {
			found[i].Severity = alerts.Low
		}
	}
	return by, nil
}
