package crawlers

import (
	"maps"
	"slices"
)

// Facts are what a page says of itself, in words of its source: when it was
// built, what it covers.
type Facts map[string]string

// Tell records a fact of the page. It counts if the page is read to its end.
func (p Page) Tell(name, value string) {
	if p.facts != nil {
		p.facts[name] = value
	}
}

// remember reads how the pages of the source ended last time, for a source
// that weighs them.
func (v *Visit) remember() error {
	if v.weigh == nil || v.env.Outcomes == nil {
		return nil
	}
	last, err := v.env.Outcomes(v.ctx, v.Name)
	v.last = last
	return err
}

// weighed completes the outcome of a page by what its source makes of its
// facts; those of a page that was not read are the ones it had. A note that
// was not there last time is a warning. v.mu is held.
func (v *Visit) weighed(o Outcome) Outcome {
	if v.weigh == nil {
		return o
	}
	last := v.last[o.URL]
	if o.Facts == nil {
		o.Facts = maps.Clone(last.Facts)
	}
	o.Facts, o.Notes = v.weigh(v.Meta, o, last, v.env.Now().UTC())
	for _, note := range o.Notes {
		if !slices.Contains(last.Notes, note) {
			v.warn(note, "url", o.URL)
		}
	}
	return o
}
