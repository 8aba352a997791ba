package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

// retriedFor is how long a destination may fail to take a message before a
// person is asked to look.
const retriedFor = time.Hour

// setUp says what the configuration leaves out: a program that runs well and
// warns nobody looks like one that has nothing to tell.
func setUp(c config.Config, lists []alerts.Watchlist, enabled int) []finding {
	found := []finding{whom(c)}
	if gaps, wrong := untold(lists, c.Destinations); len(gaps) > 0 {
		found = append(found, finding{"watchlists", !wrong, strings.Join(gaps, "; "), "name destinations of tocsin.yaml in the tell column, then: tocsin watch import WATCH.csv"})
	} else {
		found = append(found, finding{Subject: "watchlists", OK: true, Says: counts(len(lists), "list", "lists")})
	}
	if enabled == 0 {
		found = append(found, finding{"sources", false, "no source is enabled: nothing is watched", "enable one in sources of tocsin.yaml; there are " + sourceNames()})
	}
	if c.Crawl.Contact == "" {
		found = append(found, finding{Subject: "contact", OK: true, Says: "crawl.contact is empty: the places we ask do not know whom to write to, and may block", Do: "set it to an address or a page of yours"})
	}
	return found
}

// whom says who is told of what concerns nobody's list.
func whom(c config.Config) finding {
	f := finding{Subject: "destinations", OK: true, Says: counts(len(c.Destinations), "destination", "destinations")}
	switch {
	case len(c.Destinations) == 0:
		f.OK, f.Says, f.Do = false, "none is configured: nobody is told of anything", "add one to destinations in tocsin.yaml, and name it in centers.national.tell"
	case len(c.Centers[alerts.National].Tell) == 0:
		f.OK = false
		f.Says += ", none of them for the national center: what hits no watchlist is told to nobody"
		f.Do = "name one in centers.national.tell"
	}
	return f
}

// untold says which watchlists reach nobody, which may be meant, or somebody who
// is not there, which is wrong.
func untold(lists []alerts.Watchlist, destinations map[string]config.Destination) (gaps []string, wrong bool) {
	for _, w := range lists {
		if len(w.Tell) == 0 {
			gaps = append(gaps, fmt.Sprintf("list %s tells nobody", w.Name))
		}
		for _, to := range w.Tell {
			if _, ok := destinations[to]; !ok {
				wrong = true
				gaps = append(gaps, fmt.Sprintf("list %s tells %q, which is not in destinations%s", w.Name, to, several(to)))
			}
		}
	}
	return gaps, wrong
}

// several explains a destination that reads like more than one.
func several(to string) string {
	if strings.ContainsAny(to, ",，、|/ ") {
		return "; several are separated by semicolons"
	}
	return ""
}

// takers says how each destination does to which there was something to tell of
// late; late are the messages that it has not taken for long, waits the
// deliveries that have not ended. Has says whether there is such a destination.
func takers(since map[string]store.Arrivals, late map[string]int, waits map[string]map[string]int, has func(string) bool) []finding {
	all := map[string]store.Arrivals{}
	maps.Copy(all, since)
	for to := range late {
		all[to] = since[to]
	}
	for to := range waits {
		all[to] = since[to]
	}
	var found []finding
	for _, to := range slices.Sorted(maps.Keys(all)) {
		a := all[to]
		f := finding{Subject: "destination " + to, OK: a.Lost == 0 && late[to] == 0, Says: fmt.Sprintf("took %s in the last %d days, %d lost",
			counts(a.Sent, "message", "messages"), int(lostFor.Hours()/24), a.Lost)}
		if a.Lost > 0 {
			f.Says += fmt.Sprintf(" (%.1f%%)", 100*float64(a.Lost)/float64(a.Lost+a.Sent))
		}
		if late[to] > 0 {
			f.Says += fmt.Sprintf("; %s tried again for more than an hour", counts(late[to], "message is", "messages are"))
		}
		if n := waits[to][store.Due] + waits[to][store.Sending]; n > 0 {
			f.Says += fmt.Sprintf("; %d on their way", n)
		}
		held := waits[to][store.Held]
		if held > 0 {
			f.Says += fmt.Sprintf("; %d held for its digest", held)
		}
		if !f.OK {
			f.Do = "see that it is up and its address is right, with: tocsin send " + to
		}
		if held > 0 && !has(to) {
			f.OK, f.Says = false, f.Says+", which it gets no more: it is not in destinations"
			f.Do = "put it back into destinations in tocsin.yaml, and they are told"
		}
		found = append(found, f)
	}
	return found
}

// model says what is known of the model without asking it.
func model(c config.Config, waiting int) finding {
	f := finding{Subject: "llm", OK: true}
	switch {
	case c.LLM.URL == "":
		f.Says = "none is configured; rules decide alone"
	case waiting > 0:
		f.OK = false
		f.Says = fmt.Sprintf("%s; %s for it, judged by rules meanwhile", c.LLM.Model, counts(waiting, "act waits", "acts wait"))
		f.Do = "see that llm.url answers and llm.key is right, with: tocsin classify --by llm; or raise llm.daily_tokens if they are spent"
	default:
		f.Says = c.LLM.Model + "; not asked here, and no act waits for it"
	}
	return f
}

// counts says "1 list" or "2 lists".
func counts(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
