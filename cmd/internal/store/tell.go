package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
)

// A group is what one subscriber may be told of one matter at once: a docket
// that was sealed for weeks opens all at once, and who reads twelve messages in
// a minute reads none.
type group struct {
	matter, subscriber string
	shares             []share // in the order their acts happened
}

// A share is one act of a group.
type share struct {
	Settlement
	Told
}

// groups parts the alerts of settlements, which are in the order their acts
// happened, by matter and subscriber. Mail that came back is a group of its
// own, since each is about another company. It is pure.
func groups(all []Settlement) []group {
	type reader struct{ matter, subscriber string }
	var out []group
	at := map[reader]int{}
	for _, s := range all {
		for _, t := range s.Alerts {
			who := reader{s.Act.Matter, t.Alert.Subscriber}
			i, ok := at[who]
			if alone := s.Verdict.Stage == "service-failed"; alone || !ok {
				i = len(out)
				out = append(out, group{matter: who.matter, subscriber: who.subscriber})
				if !alone {
					at[who] = i
				}
			}
			out[i].shares = append(out[i].shares, share{s, t})
		}
	}
	return out
}

// tell writes the alert that a group makes, if it has anything to tell, and its
// deliveries.
func (out *Settled) tell(ctx context.Context, tx *sql.Tx, g group, served map[string]bool, now time.Time) error {
	h, err := heardOf(ctx, tx, g)
	if err != nil {
		return err
	}
	t, ok := h.tell(g)
	if !ok {
		return nil
	}
	return out.write(ctx, tx, t, g.matter, served, now)
}

// write writes an alert and its deliveries.
func (out *Settled) write(ctx context.Context, tx *sql.Tx, t telling, matter string, served map[string]bool, now time.Time) error {
	a := t.Alert
	a.Told, a.Withheld = now.UTC().Truncate(time.Millisecond), t.withheld
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	facts, err := json.Marshal(t.facts)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO alerts (id, revision, act, matter, subscriber, told, facts, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, t.revision, a.Act, matter, a.Subscriber, millis(now), string(facts), string(body)); err != nil {
		return err
	}
	out.Alerts = append(out.Alerts, a)
	for _, destination := range t.Destinations {
		if served[a.Act+" "+destination] {
			continue // its message says both reasons
		}
		served[a.Act+" "+destination] = true
		id := DeliveryID(a.ID, t.revision, destination)
		res, err := tx.ExecContext(ctx, `
			INSERT INTO deliveries (id, alert, revision, act, destination, state, tries, at, error)
			VALUES ($1, $2, $3, $4, $5, 'due', 0, $6, '') ON CONFLICT DO NOTHING`,
			id, a.ID, t.revision, a.Act, destination, millis(now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 1 {
			out.Deliveries = append(out.Deliveries, id)
		}
	}
	return nil
}

// heard is what a subscriber was told of a matter.
type heard struct {
	times int                   // how often
	facts map[string]bool       // of the matter
	acts  map[string]heardOfAct // by alert
}

type heardOfAct struct {
	revision int
	facts    []string
}

func heardOf(ctx context.Context, tx *sql.Tx, g group) (heard, error) {
	h := heard{facts: map[string]bool{}, acts: map[string]heardOfAct{}}
	rows, err := tx.QueryContext(ctx, `SELECT id, revision, facts FROM alerts WHERE matter = $1 AND subscriber = $2 ORDER BY id, revision`, g.matter, g.subscriber)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, told string
		var of heardOfAct
		if err := r.Scan(&id, &of.revision, &told); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(told), &of.facts); err != nil {
			return err
		}
		h.times++
		if slices.Contains(of.facts, takenBack) {
			of.facts = nil
		} else {
			of.facts = union(h.acts[id].facts, of.facts)
		}
		h.acts[id] = of
		return nil
	})
	for _, of := range h.acts {
		for _, f := range of.facts {
			h.facts[f] = true
		}
	}
	return h, err
}

// A telling is an alert as it is to be written.
type telling struct {
	Told
	revision int
	facts    []string // all that was told of its act, in order
	withheld bool     // it says that a name was taken down
}

// tell makes the alert of a group: of the acts that tell something new one
// leads, the others stand in its Also. An act that adds nothing to what the
// subscriber was told of the matter is not told: one more order in a case they
// know of is for the matter's timeline, and so is a party that another act has
// named. It is pure, but for h, which has heard it then.
func (h *heard) tell(g group) (_ telling, ok bool) {
	times, lead := h.times, -1
	var news []share
	var gained []string // by acts that were told before
	for _, s := range g.shares {
		more := h.gained(s, times > 0)
		if h.times > 0 && len(more) == 0 {
			if h.begins(s) {
				news = append(news, s) // beside what is news
			}
			continue
		}
		h.times++
		for _, f := range s.Facts {
			h.facts[f] = true
		}
		if _, again := h.acts[s.Alert.ID]; again {
			gained = append(gained, more...)
		}
		if news = append(news, s); lead < 0 || s.leads(news[lead]) {
			lead = len(news) - 1
		}
	}
	if lead < 0 {
		return telling{}, false
	}
	t := telling{Told: news[lead].Told}
	t.Alert.Update, t.Alert.Gained = times, gained
	of, again := h.acts[t.Alert.ID]
	if again {
		t.revision = of.revision + 1
	}
	t.facts = of.facts
	for i, s := range news {
		t.facts = union(t.facts, s.Facts)
		if i != lead {
			t.Alert.Also = append(t.Alert.Also, alerts.Also{Act: s.Act.ActID(), Word: s.Act.Filing.Act, Stage: s.Verdict.Stage, Filed: s.Act.Filed})
			t.Alert.Reasons = union(t.Alert.Reasons, s.Alert.Reasons)
			t.Destinations = union(t.Destinations, s.Destinations)
		}
	}
	slices.Sort(t.facts)
	return t, true
}

// begins reports whether s is a complaint that the subscriber has not heard of:
// no news to who knows of its matter, but part of what became known with it.
func (h *heard) begins(s share) bool {
	return !h.facts["stage:complaint"] && slices.Contains(s.Facts, "stage:complaint")
}

// gained returns the facts of an act that are news, to who knows of its matter or
// hears of it now. Whose counsel has come to be known is none by itself.
func (h *heard) gained(s share, knows bool) []string {
	_, again := h.acts[s.Alert.ID]
	var out []string
	for _, f := range s.Facts {
		if !h.facts[f] && !strings.HasPrefix(f, "law-firm:") && (again || !knows || !beginning(f)) {
			out = append(out, f)
		}
	}
	return out
}

// leads reports whether s goes before another act: the most severe, of equals
// the latest, of one day that of the latest stage, then the one that says most.
func (s share) leads(other share) bool {
	return cmp.Or(
		alerts.Compare(s.Alert.Severity, other.Alert.Severity),
		strings.Compare(s.Act.Filed.Format(time.DateOnly), other.Act.Filed.Format(time.DateOnly)),
		alerts.CompareStages(s.Verdict.Stage, other.Verdict.Stage),
		len(s.Act.Text)-len(other.Act.Text),
	) > 0
}

// beginning reports whether a fact is no news with an act that is told for the
// first time to who knows of its matter: its day, and that there was a
// complaint. A complaint may come to concern somebody only by what is learnt
// later.
func beginning(fact string) bool {
	return strings.HasPrefix(fact, "filed:") || fact == "act:complaint" || fact == "stage:complaint"
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
