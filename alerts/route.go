package alerts

import (
	"cmp"
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
// confirmed or suspected; of every suit against many sellers whose names are
// not public, since most such sellers turn out to be; of every complaint under
// section 337 whose respondents are not public, since the weeks before its
// institution are the time to prepare; and of papers the commission could not
// deliver, since whoever they were for may not know of them. The verdict's
// ChineseParty speaks of the side a claim is made against (in squatting, of
// the company whose mark was taken): a Chinese plaintiff is not being sued and
// leaves it unknown. A verdict that could not decide is routed like one that
// says relevant, with that reason; one that says irrelevant never is.
func ForCenters(f crawlers.Filing, v Verdict, centers []Center) []Routed {
	if v.Not() {
		return nil
	}
	why := concern(f, v)
	if why == nil {
		return nil
	}
	if !v.Is() && !(f.Kind == crawlers.Section337 && Hidden(f, v)) { // which says as much
		why = append(why, "相关性未能判定，请人工核实")
	}
	i := slices.IndexFunc(centers, func(c Center) bool { return c.ID == National })
	if i < 0 {
		return nil
	}
	return []Routed{{Center: centers[i], Reasons: why}}
}

// concern says why f concerns the national center, or nothing.
func concern(f crawlers.Filing, v Verdict) []string {
	var why []string
	if returned(f, v) {
		why = append(why, "送达似未成功："+cmp.Or(teller{f, v, "zh"}.enumerate(Undelivered(f, v)), "收件人未列明"))
	}
	switch accusedGrade(f, v) {
	case crawlers.Confirmed:
		return append(why, "涉案中国主体：确认")
	case crawlers.Suspected:
		return append(why, "涉案中国主体：疑似，请核实")
	}
	switch {
	case Hidden(f, v) && f.Kind == crawlers.Section337:
		why = append(why, "被申请人尚未公开，涉华情况未知")
	case Hidden(f, v):
		why = append(why, "被告尚未公开，涉华情况未知")
	case v.Category == CatScheduleA:
		why = append(why, "批量卖家案，其余被告尚未公开，涉华情况未知")
	}
	return why
}

// accusedGrade is how sure it is that the accused side is Chinese. What a
// source states outweighs a verdict that does not know.
func accusedGrade(f crawlers.Filing, v Verdict) crawlers.Grade {
	grade := v.ChineseParty
	for _, p := range f.Parties {
		if p.Role.Accused() && (p.Grade == crawlers.Confirmed || p.Grade == crawlers.Suspected && grade != crawlers.Confirmed) {
			grade = p.Grade
		}
	}
	return grade
}
