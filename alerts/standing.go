package alerts

import (
	"slices"

	"tocsin/crawlers"
)

// StandingOf says what the hits of one list on f are to who watches it, and
// whom of the accused they are about. It is pure.
func StandingOf(f crawlers.Filing, v Verdict, hits []Hit) (s Standing, named []string) {
	for _, h := range hits {
		switch {
		case h.Accused == crawlers.Confirmed:
			s = Named
		case h.Accused == crawlers.Suspected && s != Named:
			s = Alike
		}
		for _, name := range h.Parties {
			if !slices.Contains(named, name) {
				named = append(named, name)
			}
		}
	}
	if s == "" && len(hits) > 0 && Sealed(f, v) {
		s = AtRisk
	}
	return s, named
}

// Risks returns what lists watch of the rights that the plaintiffs of a suit
// against many sellers sued over before: while its defendants are sealed that
// is what a seller can know by. It looks only where they are, and is pure. Before
// holds the rights ([Matcher.Match] finds those of f itself).
func (m *Matcher) Risks(f crawlers.Filing, v Verdict, before crawlers.Filing) []Hit {
	if v.Not() || !Sealed(f, v) {
		return nil
	}
	rights := f
	rights.Title, rights.Text, rights.Parties = "", "", nil
	rights.Patents, rights.Product, rights.Marks = before.Patents, before.Product, slices.Clone(before.Marks)
	for i := range rights.Marks {
		rights.Marks[i].Owners = nil // the plaintiff, whom f names itself
	}
	hits := m.Match(rights, v)
	for i := range hits {
		for k := range hits[i].Reasons {
			hits[i].Reasons[k] = "同一原告此前案件：" + hits[i].Reasons[k]
		}
	}
	return hits
}

// Accused returns those f makes its claim against who are named.
func Accused(f crawlers.Filing) []crawlers.Party {
	var out []crawlers.Party
	for _, p := range f.Parties {
		if p.Role.Accused() && !Placeholder(p.Name) {
			out = append(out, p)
		}
	}
	return out
}

// Sealed reports whether f is of a suit against many sellers whose list is not
// public. A caption that names the first of them is no list.
func Sealed(f crawlers.Filing, v Verdict) bool {
	return f.Kind == crawlers.Lawsuit && v.Category == CatScheduleA && len(Accused(f)) < 2
}
