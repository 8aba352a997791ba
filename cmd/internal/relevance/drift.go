package relevance

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// A Said is one act that people were told of and said something of.
type Said struct {
	At     time.Time // when it was first said
	Source string
	Type   string // the category of the verdict then
	Judge  string // who gave it: "rules" or "model@prompt-hash"
	False  bool   // somebody said that it was a false alarm, and no review says otherwise
}

// A Drift is the share of false alarms of one group in one month, beside that
// of the months before.
type Drift struct {
	Group  string  `json:"group"` // "all", "source ecf", "type schedule-a", "judge rules"
	Month  string  `json:"month"` // "2026-11", UTC
	False  int     `json:"false"`
	Of     int     `json:"of"`
	Low    float64 `json:"low"` // of the interval of 95 %
	High   float64 `json:"high"`
	Before float64 `json:"before"` // the share of all earlier months
	Rises  bool    `json:"rises"`
}

// A share of false alarms rises if even the low end of its interval is above
// the share of the months before, and above what is tolerated anyhow. Fewer
// than a few false alarms show nothing.
const (
	tolerated   = 0.10
	fewFalse    = 3
	monthLayout = "2006-01"
)

// Drifts counts false alarms by source, type, judge and month, the newest
// month first. It is pure.
func Drifts(all []Said) []Drift {
	type count struct{ wrong, of int }
	months := map[string]map[string]count{} // by group
	for _, s := range all {
		month := s.At.UTC().Format(monthLayout)
		for _, group := range []string{"all", "source " + s.Source, "type " + s.Type, "judge " + s.Judge} {
			if months[group] == nil {
				months[group] = map[string]count{}
			}
			c := months[group][month]
			c.of++
			if s.False {
				c.wrong++
			}
			months[group][month] = c
		}
	}
	var out []Drift
	for group, counts := range months {
		var before count
		for _, month := range slices.Sorted(maps.Keys(counts)) {
			c := counts[month]
			d := Drift{Group: group, Month: month, False: c.wrong, Of: c.of}
			d.Low, d.High = Wilson(float64(c.wrong)/float64(c.of), c.of)
			if before.of > 0 {
				d.Before = float64(before.wrong) / float64(before.of)
			}
			d.Rises = c.wrong >= fewFalse && d.Low > max(tolerated, d.Before)
			out = append(out, d)
			before = count{before.wrong + c.wrong, before.of + c.of}
		}
	}
	slices.SortFunc(out, func(a, b Drift) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(a.Group, b.Group))
	})
	return out
}

// Wilson returns the interval of 95 % around the share p of n. Of nothing,
// nothing is known.
func Wilson(p float64, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	m := float64(n)
	middle := p + z*z/(2*m)
	spread := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	scale := 1 + z*z/m
	return max(0, (middle-spread)/scale), min(1, (middle+spread)/scale)
}
