package pipeline

import (
	"context"
	"database/sql"
	"slices"
	"strings"
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
	for i := range found {
		found[i].Mark, found[i].Likeness = likest(hits, found[i].Subscriber)
	}
	quiet := alerts.Faint(hits) // for centers, which watch nothing by themselves
	for i := range found {
		of := slices.DeleteFunc(slices.Clone(hits), func(h alerts.Hit) bool { return h.List != found[i].Subscriber })
		signs := m.Squatting(f, of, others)
		if reason := signs.Reason(of, m.Limits()); reason != "" {
			found[i].Reasons = append(slices.Clone(found[i].Reasons), reason)
		}
		if len(of) > 0 {
			found[i].Severity = signs.Weigh(found[i].Severity, of, m.Limits())
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

// likest is the watched mark that hits are most like: of a list's own, or of all
// for a center, which watches nothing by itself.
func likest(hits []alerts.Hit, subscriber string) (mark string, likeness float64) {
	own := slices.ContainsFunc(hits, func(h alerts.Hit) bool { return h.List == subscriber })
	for _, h := range hits {
		if strings.HasPrefix(h.Entry, string(alerts.WatchMark)+":") && (!own || h.List == subscriber) && h.Similarity > likeness {
			mark, likeness = h.Entry, h.Similarity
		}
	}
	return mark, likeness
}
