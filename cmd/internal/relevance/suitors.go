package relevance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// Suitors returns who stands behind a suit, plaintiffs and law firms, and a day
// by which it had begun. A plaintiff who sues under a pseudonym is nobody yet,
// and once sellers are named a firm on the docket may be theirs: only a firm's
// own page still says who sues.
func Suitors(f crawlers.Filing) (by []crawlers.Party, begun time.Time) {
	plaintiffs := published(f) || len(alerts.Accused(f)) < 2 // a caption names the first
	for _, p := range f.Parties {
		if p.Role == crawlers.LawFirm && plaintiffs || p.Role == crawlers.Plaintiff && docket.ReadCaption(p.Name+" v. Sellers").Tier != docket.Pseudonym {
			by = append(by, p)
		}
	}
	begun = f.Filed.Time
	if end, ok := endOfYear(f.Key.Number); ok && end.Before(begun) {
		begun = end // a paper of this year in a suit of an earlier one
	}
	return by, begun
}

// endOfYear is the last moment of the year in which a district court gave a
// number such as "1:26-cv-00011".
func endOfYear(number string) (time.Time, bool) {
	_, rest, ok := strings.Cut(number, ":")
	year, _, dash := strings.Cut(rest, "-")
	n, err := strconv.Atoi(year)
	if !ok || !dash || err != nil || len(year) != 2 {
		return time.Time{}, false
	}
	if n += 2000; n >= 2070 { // the oldest dockets that are kept so are of the seventies
		n -= 100
	}
	return time.Date(n+1, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second), true
}

// Mass reports whether the rules find f to be of a suit against many sellers.
func Mass(f crawlers.Filing) bool {
	return f.Kind == crawlers.Lawsuit && Rules{}.Classify(f).Category == alerts.CatScheduleA
}

// mayBeStore reports whether p is sued and neither stated to be of elsewhere nor
// named like an American company.
func mayBeStore(p crawlers.Party) bool {
	return p.Role == crawlers.Defendant && !originOf(p).elsewhere && formOf(wordsOf(p.Name)) != formUS
}

// Habit reads a verdict again in the light of what the plaintiff does. A court
// that names the first store alone shows nothing by which such a suit could be
// known; that the plaintiff has brought so many others in a year does. It never
// makes a verdict certain.
func Habit(v alerts.Verdict, f crawlers.Filing, repeats []alerts.Repeat, many int) alerts.Verdict {
	if f.Kind != crawlers.Lawsuit || v.Is() || v.By != ByRules || v.Category == alerts.CatScheduleA || v.Stage != "complaint" && v.Stage != "ip-report" {
		return v
	}
	caption := docket.ReadCaption(f.Title)
	if outside(f.Key, caption) != "" {
		return v
	}
	if !slices.ContainsFunc(f.Parties, mayBeStore) {
		return v
	}
	for _, r := range repeats {
		if r.Role == crawlers.Plaintiff && r.Cases >= many {
			v.Relevant, v.Category = nil, alerts.CatScheduleA
			v.Why = fmt.Sprintf("原告近12个月提起批量卖家案 %d 起，本案首名被告可能为网店；%s", r.Cases, v.Why)
			return v
		}
	}
	return v
}
