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
	if docket.ReadCaption(string(r.CaseName)).Tier != "" && !several(string(r.CaseName)) {
		var sellers []word
		for _, w := range r.Parties {
			if !akin(string(w), name.Plaintiff) && !bystander(string(w)) {
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

// several reports whether a caption says that there are more plaintiffs than it
// names: of who is listed nobody can tell then which side they are on.
func several(caption string) bool {
	plaintiff, _, _ := strings.Cut(strings.ToLower(caption), " v. ")
	return strings.Contains(plaintiff, " et al")
}

// bystanders are the marketplaces and those who pay out for them, by how their
// names begin. They are on the docket of such a suit to be bound by its orders.
var bystanders = map[string]bool{
	"amazon": true, "ebay": true, "walmart": true, "alibaba": true, "aliexpress": true, "alipay": true, "dhgate": true,
	"contextlogic": true, "whaleco": true, "temu": true, "tiktok": true, "shopify": true, "etsy": true,
	"paypal": true, "payoneer": true, "pingpong": true, "lianlian": true, "stripe": true,
}

func bystander(name string) bool {
	return bystanders[strings.TrimSuffix(leading(name), "com")] || bystanders[leading(name)]
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
