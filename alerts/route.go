package alerts

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/region"
	"tocsin/crawlers"
)

// A Routed is a center that is to hear of an act, and why.
type Routed struct {
	Center  region.Center
	Lead    bool // 主办; the others assist (协办)
	Reasons []string
}

// Watchers are those whose lists a filing hits.
type Watchers struct {
	Lists  []string // what they are called
	Places []region.Place
}

// A Network is the guidance centers as they are on a day, and which of them
// are told through this program.
type Network struct {
	Centers region.Centers
	Served  func(id string) bool
	Day     time.Time
	Said    Sayings // of parties
}

// Route returns the centers that are to hear of f, those that lead first. It is
// pure.
//
// Centers hear of every act whose accused side is Chinese, confirmed or
// suspected; of every suit against many sellers whose names are not public,
// since most such sellers turn out to be; of every complaint under section 337
// whose respondents are not public, since the weeks before its institution are
// the time to prepare; and of papers the commission could not deliver, since
// whoever they were for may not know of them. The verdict's ChineseParty speaks
// of the side a claim is made against (in squatting, of the company whose mark
// was taken): a Chinese plaintiff is not being sued and leaves it unknown. A
// verdict that could not decide is routed like one that says relevant, with
// that reason; one that says irrelevant never is.
//
// A mark that somebody watches concerns the center of who watches it, whoever
// applied for it.
//
// What centers said of a party counts more than its source: one that is no
// Chinese company concerns nobody but the national center, until that says so
// too; one that is elsewhere concerns the centers of there, and one that is none
// of a center's area concerns those above it.
//
// Which of them is decided by where the accused are, and in squatting by where
// those are who watch the mark. The national center hears of what
// nobody can place, of Hong Kong, Macao and Taiwan, and of what a center leads
// that is not told through this program.
func (n Network) Route(f crawlers.Filing, v Verdict, by Watchers) []Routed {
	if v.Not() {
		return nil
	}
	f, v, said, not, review := n.said(f, v)
	why := concern(f, v)
	if f.Kind == crawlers.Squatting && len(by.Lists) > 0 {
		why = append(why, "关注清单的商标在境外被申请："+strings.Join(by.Lists[:min(3, len(by.Lists))], "、"))
	}
	if why == nil && review {
		return n.alone(append(said, "分中心认定不涉中国企业，请国家中心复核"))
	}
	if why == nil {
		return nil
	}
	why = append(why, said...)
	if !v.Is() && len(by.Lists) == 0 && !(f.Kind == crawlers.Section337 && Hidden(f, v)) { // which say as much
		why = append(why, "相关性未能判定，请人工核实")
	}
	parties := f.Parties
	if to := Undelivered(f, v); to != nil {
		parties = to
	}
	parties = slices.DeleteFunc(slices.Clone(parties), not)
	var out []Routed
	national := -1
	for _, r := range n.Centers.For(region.Concern{Kind: f.Kind, Parties: parties, Owners: by.Places, Industry: concerns(f.Product, v.Industry), Day: n.Day, Barred: n.barred}) {
		to := Routed{r.Center, r.Part == region.Lead, append(slices.Clone(why), r.Reasons...)}
		if r.Center.Kind == region.National {
			if national = len(out); !to.Lead {
				to.Reasons = slices.Clone(why) // it stands behind the others
			}
		}
		out = append(out, to)
	}
	if len(out) == 0 { // also on a day before there were any, of which a replay may be
		return n.alone(why)
	}
	return n.behind(out, national)
}

// alone routes to the national center, if there is one.
func (n Network) alone(why []string) []Routed {
	i := slices.IndexFunc(n.Centers.All(), func(c region.Center) bool { return c.Kind == region.National })
	if i < 0 {
		return nil
	}
	return []Routed{{n.Centers.All()[i], true, why}}
}

// behind decides whether the national center, which stands behind the others,
// hears too: it does for what a center leads that is not told here.
func (n Network) behind(out []Routed, national int) []Routed {
	if national < 0 || out[national].Lead {
		return out
	}
	for _, r := range out {
		if r.Lead && (n.Served == nil || !n.Served(r.Center.ID)) {
			out[national].Reasons = append(out[national].Reasons, r.Reasons[len(r.Reasons)-1], "“"+r.Center.NameZH+"”未在本系统设通知对象，请国家中心转办")
		}
	}
	if n.Served != nil && !slices.ContainsFunc(out, func(r Routed) bool { return r.Lead && !n.Served(r.Center.ID) }) {
		return slices.Delete(out, national, national+1)
	}
	return out
}

// CentersOf returns the centers of some ids as messages name them. One that is
// no more is named by its id.
func CentersOf(network region.Centers, ids []string) []Center {
	if len(ids) == 0 {
		return nil
	}
	all := network.All()
	var out []Center
	for _, id := range ids {
		c := Center{ID: id, NameZH: id, NameEN: id}
		if i := slices.IndexFunc(all, func(x region.Center) bool { return x.ID == id }); i >= 0 {
			c.NameZH, c.NameEN = all[i].NameZH, cmp.Or(all[i].NameEN, all[i].NameZH)
		}
		out = append(out, c)
	}
	return out
}

// concern says why f concerns a center, or nothing.
func concern(f crawlers.Filing, v Verdict) []string {
	var why []string
	if returned(f, v) {
		why = append(why, "送达似未成功："+cmp.Or(teller{f: f, v: v, lang: "zh"}.enumerate(Undelivered(f, v)), "收件人未列明"))
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
