package store

import (
	"slices"

	"tocsin/alerts"
)

// A telling is an alert to one subscriber as it is to be written.
type telling struct {
	alerts.Alert
	matter       string
	facts        []string
	destinations []string
	also         []int // other settlements that this one tells
}

// together makes of the alerts of settlements, which are in the order their
// acts happened, one for each matter and subscriber: a docket that was sealed
// for weeks opens all at once, and who reads twelve messages in a minute reads
// none. The most severe act leads, of equals the latest; the others stand in
// its Also. Mail that came back is told by itself, since each is about a
// company of its own. It is pure.
func together(all []Settlement) []telling {
	type reader struct{ matter, subscriber string }
	var out []telling
	at := map[reader]int{}
	lead := map[reader]int{} // settlement
	for n, s := range all {
		for _, t := range s.Alerts {
			this := telling{Alert: t.Alert, matter: s.Act.Matter, facts: s.Facts, destinations: t.Destinations}
			who := reader{s.Act.Matter, t.Alert.Subscriber}
			i, ok := at[who]
			if !ok || s.Verdict.Stage == "service-failed" || all[lead[who]].Verdict.Stage == "service-failed" {
				at[who], lead[who] = len(out), n
				out = append(out, this)
				continue
			}
			other := n
			this.also = out[i].also
			if alerts.Compare(t.Alert.Severity, out[i].Severity) >= 0 {
				other, lead[who] = lead[who], n
			} else {
				this.Alert = out[i].Alert
			}
			this.also = append(this.also, other)
			this.facts = slices.Concat(out[i].facts, s.Facts)
			this.destinations = union(out[i].destinations, t.Destinations)
			this.Reasons = union(this.Reasons, out[i].Reasons, t.Alert.Reasons)
			out[i] = this
		}
	}
	for i := range out {
		slices.Sort(out[i].also)
		for _, n := range out[i].also {
			s := all[n]
			out[i].Also = append(out[i].Also, alerts.Also{Act: s.Act.ActID(), Word: s.Act.Filing.Act, Stage: s.Verdict.Stage, Filed: s.Act.Filed})
		}
		slices.Sort(out[i].facts)
		out[i].facts = slices.Compact(out[i].facts)
	}
	return out
}

// union returns what is in any of the lists, in the order it comes up.
func union(lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		for _, s := range list {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}
