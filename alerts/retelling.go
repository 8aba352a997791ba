package alerts

import (
	"slices"

	"tocsin/crawlers"
)

// A Retelling is what other limits would have told more, fewer and otherwise of
// filings of the past.
type Retelling struct {
	Filings int    `json:"filings"`       // that were looked at
	Cut     bool   `json:"cut,omitempty"` // before all were, the time was over
	Same    int    `json:"same"`          // alerts that both would have told alike
	More    Retold `json:"more"`
	Fewer   Retold `json:"fewer"`
	Changed Retold `json:"changed"` // that are more severe or less
}

// Retold counts alerts and shows the latest of them.
type Retold struct {
	Count   int     `json:"count"`
	Samples []Again `json:"samples,omitempty"`
}

// An Again is an alert that would have been told, or not, or otherwise.
type Again struct {
	Alert      string        `json:"alert"`
	Subscriber string        `json:"subscriber"`
	Number     string        `json:"number"`
	Title      string        `json:"title"`
	Filed      crawlers.Date `json:"filed,omitzero"`
	Why        string        `json:"why,omitempty"`
	Old        Severity      `json:"old,omitempty"` // as the limits before have it; "" is not told
	New        Severity      `json:"new,omitempty"`
}

// maxRetold is how many of the latest of each kind are shown.
const maxRetold = 50

func (r *Retold) add(a Again) {
	if r.Count++; len(r.Samples) == maxRetold {
		r.Samples = slices.Delete(r.Samples, 0, 1)
	}
	r.Samples = append(r.Samples, a)
}

// Add counts what a filing would have been told as, before and after. Hide takes
// names out that nobody may read.
func (r *Retelling) Add(f crawlers.Filing, before, after []Alert, hide func(string) string) {
	r.Filings++
	again := func(a Alert) Again {
		out := Again{
			Alert: a.ID, Subscriber: a.Subscriber, Number: f.Key.Number, Filed: f.Filed,
			Title: oneLine(hide(Mask(f, f.Title)), 120),
		}
		for _, mark := range f.Marks {
			if out.Title == "" {
				out.Title = oneLine(hide(mark.Text), 120)
			}
		}
		if len(a.Reasons) > 0 {
			out.Why = oneLine(hide(Mask(f, a.Reasons[0])), 160)
		}
		return out
	}
	for _, a := range before {
		i := slices.IndexFunc(after, func(b Alert) bool { return b.ID == a.ID })
		switch one := again(a); {
		case i < 0:
			one.Old = a.Severity
			r.Fewer.add(one)
		case after[i].Severity != a.Severity:
			one.Old, one.New = a.Severity, after[i].Severity
			r.Changed.add(one)
		default:
			r.Same++
		}
	}
	for _, b := range after {
		if !slices.ContainsFunc(before, func(a Alert) bool { return a.ID == b.ID }) {
			one := again(b)
			one.New = b.Severity
			r.More.add(one)
		}
	}
}

// Latest turns the samples round: they came in the order of their filing.
func (r *Retelling) Latest() {
	for _, list := range []*Retold{&r.More, &r.Fewer, &r.Changed} {
		slices.SortStableFunc(list.Samples, func(a, b Again) int { return b.Filed.Compare(a.Filed.Time) })
	}
}
