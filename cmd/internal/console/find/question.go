package find

import (
	"net/url"
	"slices"
	"time"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/search"
)

// A question is what an address of the page asks.
type question struct {
	text     string
	from, to string
	order    string // "" is the newest first; best, matters
	mine     bool   // only what was told to the reader
	facts    []search.Fact
	after    string
}

// maxFacts bounds the facts of an address; more than the search takes are
// refused by it.
const maxFacts = 60

func readQuestion(v url.Values) question {
	q := question{text: v.Get("q"), from: v.Get("from"), to: v.Get("to"), order: v.Get("order"), mine: v.Has("mine"), after: v.Get("after")}
	for _, f := range search.Facets {
		for _, value := range v[string(f)] {
			if value != "" && len(q.facts) < maxFacts {
				q.facts = append(q.facts, search.Fact{Facet: f, Value: value})
			}
		}
	}
	return q
}

// values are the question as an address holds it.
func (q question) values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("q", q.text)
	set("from", q.from)
	set("to", q.to)
	set("order", q.order)
	set("after", q.after)
	if q.mine {
		v.Set("mine", "yes")
	}
	for _, f := range q.facts {
		v.Add(string(f.Facet), f.Value)
	}
	return v
}

// path is the address of the page of the question that begins after a mark.
func (q question) path(after string) string {
	q.after = after
	return (&url.URL{Path: "/find", RawQuery: q.values().Encode()}).String()
}

func (q question) has(f search.Fact) bool {
	return slices.ContainsFunc(q.facts, func(o search.Fact) bool { return o.Folded() == f.Folded() })
}

func (q question) with(f search.Fact) question {
	q.facts = append(slices.Clone(q.facts), f)
	return q
}

func (q question) without(f search.Fact) question {
	q.facts = slices.DeleteFunc(slices.Clone(q.facts), func(o search.Fact) bool { return o.Folded() == f.Folded() })
	return q
}

// query is what the store is asked. Days that are none are wrong in the form.
func (q question) query(f *web.Form) (search.Query, error) {
	out, err := search.Parse(q.text)
	if err != nil {
		return out, err
	}
	out.Facts, out.From, out.To = q.facts, f.Day("from"), f.Day("to")
	return out, out.Check()
}

// asking is the question that a kept query answers.
func asking(kept search.Query) question {
	q := question{text: kept.Text, facts: kept.Facts}
	if !kept.From.IsZero() {
		q.from = kept.From.Format(time.DateOnly)
	}
	if !kept.To.IsZero() {
		q.to = kept.To.Format(time.DateOnly)
	}
	return q
}
