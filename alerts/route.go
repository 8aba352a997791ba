package alerts

import (
	"slices"

	"tocsin/crawlers"
)

// A Routed is a center that is to hear of an act, and why.
type Routed struct {
	Center  Center
	Reasons []string
}

// ForCenters returns the centers that are to hear of f. It is pure.
//
// The national center hears of every act whose accused side is Chinese,
// confirmed or suspected, and of every suit against many sellers whose names
// are not public, since most such sellers turn out to be. The verdict's
// ChineseParty speaks of the side a claim is made against (in squatting, of
// the company whose mark was taken): a Chinese plaintiff is not being sued and
// leaves it unknown. A verdict that could not decide is routed like one that
// says relevant, with that reason; one that says irrelevant never is.
func ForCenters(f crawlers.Filing, v Verdict, centers []Center) []Routed {
	if v.Not() {
		return nil
	}
	grade := v.ChineseParty
	for _, p := range f.Parties { // what a source states outweighs a verdict that does not know
		if p.Role.Accused() && (p.Grade == crawlers.Confirmed || p.Grade == crawlers.Suspected && grade != crawlers.Confirmed) {
			grade = p.Grade
		}
	}
	var why []string
	switch grade {
	case crawlers.Confirmed:
		why = append(why, "涉案中国主体：确认")
	case crawlers.Suspected:
		why = append(why, "涉案中国主体：疑似，请核实")
	default:
		switch {
		case v.Category != CatScheduleA:
		case hidden(f, v):
			why = append(why, "被告尚未公开，涉华情况未知")
		default:
			why = append(why, "批量卖家案，其余被告尚未公开，涉华情况未知")
		}
	}
	if why == nil {
		return nil
	}
	if !v.Is() {
		why = append(why, "相关性未能判定，请人工核实")
	}
	i := slices.IndexFunc(centers, func(c Center) bool { return c.ID == National })
	if i < 0 {
		return nil
	}
	return []Routed{{Center: centers[i], Reasons: why}}
}
