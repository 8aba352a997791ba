package courtlistener

import (
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// captioned returns the two parties of the caption, as far as they are public.
func captioned(name docket.Name) (out []crawlers.Party) {
	if name.Plaintiff == "" || name.Defendant == "" {
		return nil
	}
	for _, p := range []crawlers.Party{{Role: crawlers.Plaintiff, Name: name.Plaintiff}, {Role: crawlers.Defendant, Name: name.Defendant}} {
		if !hidden(p.Name) {
			out = append(out, p)
		}
	}
	return out
}

// parties returns those of the caption, then the others whose side is known,
// then the firms of both sides.
func (r *result) parties(name docket.Name) []crawlers.Party {
	out := captioned(name)
	have := map[string]bool{}
	for _, p := range out {
		have[crawlers.FoldName(p.Name)] = true
	}
	add := func(role crawlers.Role, names []word) {
		for _, w := range names {
			folded := crawlers.FoldName(string(w))
			if folded == "" || have[folded] || hidden(string(w)) || len(w) > 1_000 {
				continue
			}
			have[folded] = true
			out = append(out, crawlers.Party{Role: role, Name: string(w)})
		}
	}
	if docket.ReadCaption(string(r.CaseName)).Tier != "" {
		var sellers []word
		for _, w := range r.Parties {
			if !akin(string(w), name.Plaintiff) {
				sellers = append(sellers, w)
			}
		}
		add(crawlers.Defendant, sellers)
	}
	add(crawlers.LawFirm, r.Firms)
	return out
}

// akin reports whether a name begins as the plaintiff's does, as those of
// companies of one group do. That both are of one Chinese city says nothing.
func akin(name, plaintiff string) bool {
	a, b := leading(name), leading(plaintiff)
	return a == b && !docket.Place(a)
}

// leading returns the first word of a name that is one.
func leading(name string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(crawlers.FoldName(name), "the "), " ")
	return first
}

// hidden reports whether a name says only that it is not public.
func hidden(name string) bool {
	says := false
	for w := range strings.FieldsSeq(crawlers.FoldName(name)) {
		switch w {
		case "seal", "sealed":
			says = true
		case "under", "filed", "the", "party", "parties", "plaintiff", "plaintiffs", "defendant", "defendants":
		default:
			return false
		}
	}
	return says
}
