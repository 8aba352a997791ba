package alerts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// A Sign is something that speaks for squatting, or against it, with its points.
type Sign struct {
	Name   string // one of SignNames
	Points int
	Text   string // in Chinese
}

// SignNames are the kinds of signs.
var SignNames = []string{"mark", "goods", "owner", "not-owner", "distributor", "country", "others", "coined"}

// Signs are what speaks for or against squatting in a mark's filing, as far as
// one watchlist is concerned. They are reasons to look: none of them is proof.
// Whether a filing comes soon after news of the mark is not among them, since we
// have no news.
type Signs []Sign

// raiseAt is the sum from which on the alert is one step more severe: more than
// the mark, the goods and where somebody is can add up to.
const raiseAt = 8

// many is from how many other brands on nobody files for them by chance.
const many = 5

// Points is the sum of all.
func (s Signs) Points() (sum int) {
	for _, sign := range s {
		sum += sign.Points
	}
	return sum
}

// Weigh returns the severity that the signs make of one: higher where they are
// many, low where the hits are all faint.
func (s Signs) Weigh(level Severity, hits []Hit, l Limits) Severity {
	switch {
	case s.Points() >= l.raiseAt():
		return level.Raised()
	case Faint(hits):
		return Low
	}
	return level
}

// Faint reports whether there are hits, and all of them are faint.
func Faint(hits []Hit) bool {
	return len(hits) > 0 && !slices.ContainsFunc(hits, func(h Hit) bool { return !h.Faint })
}

// Reason says the signs of the hits, and the rule, in one line; "" without any.
func (s Signs) Reason(hits []Hit, l Limits) string {
	if len(s) == 0 {
		return ""
	}
	var parts []string
	for _, sign := range s {
		parts = append(parts, fmt.Sprintf("%s %+d", sign.Text, sign.Points))
	}
	least := l.raiseAt()
	rule := fmt.Sprintf("未达 %d 分，级别不变", least)
	switch {
	case s.Points() >= least:
		rule = fmt.Sprintf("达到 %d 分，级别上调一级", least)
	case Faint(hits):
		rule = fmt.Sprintf("未达 %d 分，且近似程度低，级别为“低”，只入日报", least)
	}
	return fmt.Sprintf("抢注迹象 %d 分（%s）：%s", s.Points(), strings.Join(parts, "；"), rule)
}

// distributorWords in the note of a company say that it sells for who watches.
var distributorWords = []string{"经销", "代理商", "分销", "distributor", "reseller", "dealer"}

// sells reports whether the entry is a company that sells for who watches.
func (e Entry) sells() bool {
	note := strings.ToLower(e.Note)
	return e.Type == WatchCompany && slices.ContainsFunc(distributorWords, func(w string) bool { return strings.Contains(note, w) })
}

// Squatting returns the signs in f for the list of hits, which are all of one
// list. Others is how many other watched brands who files has filed for in the
// last two years.
func (m *Matcher) Squatting(f crawlers.Filing, hits []Hit, others int) (signs Signs) {
	if f.Kind != crawlers.Squatting || len(hits) == 0 {
		return nil
	}
	add := func(name string, points int, format string, args ...any) {
		signs = append(signs, Sign{name, points, fmt.Sprintf(format, args...)})
	}
	marks := m.hitMarks(hits)
	if len(marks) == 0 {
		return nil // somebody is named, which is no sign of squatting
	}
	best := 0.0 // of the marks: the same name of a company is none
	for _, h := range hits {
		if strings.HasPrefix(h.Entry, string(WatchMark)+":") {
			best = max(best, h.Similarity)
		}
	}
	if best >= simFolded {
		add("mark", 2, "商标相同")
	} else {
		add("mark", 1, "商标近似")
	}
	var filed, watched []int
	for _, mark := range f.Marks {
		filed = append(filed, mark.Classes...)
	}
	for _, e := range marks {
		watched = append(watched, e.Classes...)
	}
	switch names.Kin(filed, watched) {
	case names.SameClass:
		add("goods", 2, "类别相同")
	case names.RelatedClass:
		add("goods", 1, "类别相关")
	}
	m.applicantSigns(f, hits[0].List, marks, add)
	if others >= 2 {
		points := 4
		if others >= many {
			points = 6
		}
		add("others", points, "同一申请人近 24 个月内还申请了 %d 个其他被关注的品牌", others)
	}
	if slices.ContainsFunc(marks, func(e Entry) bool { return names.Coined(e.Value) }) {
		add("coined", 1, "臆造词，偶合的可能小")
	}
	return signs
}

// hitMarks returns the marks of the list that were hit.
func (m *Matcher) hitMarks(hits []Hit) []Entry {
	hit := map[string]bool{}
	for _, h := range hits {
		hit[h.Entry] = true
	}
	var out []Entry
	for _, l := range m.lists {
		for _, e := range l.Entries {
			if l.ID == hits[0].List && e.Type == WatchMark && hit[e.String()] {
				out = append(out, e)
			}
		}
	}
	return out
}

// applicantSigns are those by who files: whether it is a distributor, may be one
// of the owner's own, and is of the office's country.
func (m *Matcher) applicantSigns(f crawlers.Filing, list string, marks []Entry, add func(string, int, string, ...any)) {
	applicants := Applicants(f)
	if len(applicants) == 0 {
		return
	}
	is := func(name string) names.Grade {
		best, ours := names.Unknown, names.ReadCompany(name)
		for _, a := range applicants {
			if sameName(a, name) {
				return names.Confirmed
			}
			switch names.CompareCompany(names.ReadCompany(a), ours).Grade {
			case names.Confirmed:
				return names.Confirmed
			case names.Suspected:
				best = names.Suspected
			}
		}
		return best
	}
	var owners []string
	for _, e := range marks {
		if e.Owner != "" && !slices.Contains(owners, e.Owner) {
			owners = append(owners, e.Owner)
		}
	}
	own := false
	for _, owner := range owners {
		if is(owner) != names.Unknown {
			own = true
			add("owner", -4, "申请人与权利人“%s”名称相符，可能是权利人自己或其关联企业", oneLine(owner, 40))
			break
		}
	}
	if len(owners) > 0 && !own {
		add("not-owner", 1, "申请人不是清单所列权利人（按名称比对）")
	}
	for _, l := range m.lists {
		if l.ID != list || own {
			continue
		}
		for _, e := range l.Entries {
			if e.sells() && is(e.Value) != names.Unknown {
				add("distributor", 4, "申请人与清单中的经销商“%s”名称相符", oneLine(e.Value, 40))
				break
			}
		}
	}
	if at := countryOf(f.Key.Authority); !own && slices.ContainsFunc(f.Parties, func(p crawlers.Party) bool {
		return (p.Role == crawlers.Applicant || p.Role == crawlers.Owner) && p.Country != "" && strings.EqualFold(p.Country, at)
	}) {
		add("country", 1, "申请人在受理国 %s", at)
	}
}

// Applicants returns the names of those who file for a mark.
func Applicants(f crawlers.Filing) []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, p := range f.Parties {
		if p.Role == crawlers.Applicant || p.Role == crawlers.Owner {
			add(p.Name)
		}
	}
	for _, mark := range f.Marks {
		for _, owner := range mark.Owners {
			add(owner)
		}
	}
	return out
}

// Brands returns the brands behind hits on marks, each by whose it is, so that
// one owner's marks in two scripts are one. What is only a little like a brand is
// not filed for it.
func (m *Matcher) Brands(hits []Hit) []string {
	var out []string
	for i := range hits {
		if hits[i].Faint {
			continue
		}
		for _, e := range m.hitMarks(hits[i : i+1]) {
			brand := cmp.Or(CoreName(e.Owner), hits[i].List)
			if !slices.Contains(out, brand) {
				out = append(out, brand)
			}
		}
	}
	return out
}
