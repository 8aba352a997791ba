package alerts

import (
	"slices"
	"time"
)

// An Answer says whether a party is what a list watches.
type Answer string

// The answers of a person. The list is closed.
const (
	Confirm Answer = "confirmed"
	Reject  Answer = "rejected"
	Leave   Answer = "open" // as if nobody had said anything
)

// An Identity is what a person said of a party and what a list watches. It is
// remembered for every filing that names the party.
type Identity struct {
	List   string    `json:"list"`
	Entry  string    `json:"entry,omitempty"` // "company:…"; "" is the whole list, and only for Reject
	Party  string    `json:"party"`           // its name, of which case, signs and legal form do not count
	Answer Answer    `json:"answer"`
	Person string    `json:"person"`
	Note   string    `json:"note,omitempty"`
	At     time.Time `json:"at"`
}

// Decidable reports whether a person may say of entries of the type which party
// they are.
func (t EntryType) Decidable() bool { return t.isName() }

// A decided is what was said of one entry of a matcher.
type decided struct {
	entry int
	Identity
}

// Decided returns m as it matches once people have said whom it means. What is
// said of an entry that is not there changes nothing. A party that is rejected
// for an entry that is no name, such as a mark, is one whose filings it does not
// mind: a licensee's.
func (m *Matcher) Decided(all []Identity) *Matcher {
	if len(all) == 0 && len(m.decided) == 0 {
		return m
	}
	out := *m
	out.decided = map[string][]decided{}
	byList := map[string][]int{}
	for _, d := range all {
		byList[d.List] = nil
	}
	for n, w := range m.entries {
		if w == nil {
			continue
		}
		id := m.lists[m.stands[n].list].ID
		if of, ok := byList[id]; ok {
			byList[id] = append(of, n)
		}
	}
	for _, d := range all {
		key := CoreName(d.Party)
		for _, n := range byList[d.List] {
			w := m.entries[n]
			if key == "" || !w.Type.isName() && d.Answer != Reject {
				continue
			}
			if d.Entry == "" && d.Answer == Reject && w.Type.isName() || d.Entry != "" && d.Entry == w.String() {
				out.decided[key] = append(out.decided[key], decided{n, d})
			}
		}
	}
	return &out
}

// decide applies what people said of the parties to what was found. A
// title or text that names whom somebody rejected is about him too.
func (m *Matcher) decide(places []place, found map[int][]finding) {
	if len(m.decided) == 0 {
		return
	}
	rejected := map[int]bool{}
	for i := range places {
		p := &places[i]
		if p.what != inParty && p.what != inOwner {
			continue
		}
		for _, d := range m.decided[p.fold().own()] {
			n := d.entry
			switch w := m.entries[n]; {
			case d.Answer == Reject && !w.Type.isName():
				delete(found, n) // whatever it does
			case d.Answer == Reject:
				found[n] = slices.DeleteFunc(found[n], func(x finding) bool { return x.raw == p.raw })
				rejected[n] = true
			case w.Type.looksIn(*p):
				found[n] = confirmed(found[n], finding{
					role: p.role, party: p.party, raw: p.raw, similarity: simCore, same: true,
					reason: p.word() + "“" + oneLine(p.raw, 80) + "”即" + w.called() + "，经" + d.Person + "于" + d.At.In(beijing).Format(time.DateOnly) + "确认",
				})
			}
		}
	}
	for n := range rejected {
		if !slices.ContainsFunc(found[n], func(x finding) bool { return x.role != "" }) {
			found[n] = nil
		}
		if len(found[n]) == 0 {
			delete(found, n)
		}
	}
}

// confirmed puts what a person confirmed in place of what was found by the same
// name.
func confirmed(found []finding, x finding) []finding {
	for i := range found {
		if y := &found[i]; y.raw == x.raw && y.role == x.role {
			x.similarity = max(x.similarity, y.similarity)
			*y = x
			return found
		}
	}
	return append(found, x)
}
