package alerts

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin/alerts/region"
	"tocsin/crawlers"
)

// What a center says of a party stands under the center's own id, where what is
// said for a watchlist stands under the list's, and says of what it speaks.
const (
	AboutCompany = "company" // whether it is a Chinese company
	AboutPlace   = "place"   // rejected: it is none of the center's area
)

// PlaceEntry is of what a center speaks that confirms where a party is.
func PlaceEntry(code string) string { return AboutPlace + ":" + code }

// Place is the code of where a center says that a party is, "" if it says
// nothing of that.
func (d Identity) Place() string {
	code, ok := strings.CutPrefix(d.Entry, AboutPlace+":")
	if !ok || d.Answer != Confirm {
		return ""
	}
	return code
}

// ByCenter reports whether a center says d, for no watchlist.
func (d Identity) ByCenter() bool {
	return d.Entry == AboutCompany || d.Entry == AboutPlace || strings.HasPrefix(d.Entry, AboutPlace+":")
}

// Says is what d says, in Chinese; who is by whom, as a sentence names it.
func (d Identity) Says(who string) string {
	name, day := "“"+oneLine(d.Party, 80)+"”", d.At.In(beijing).Format(time.DateOnly)
	switch code := d.Place(); {
	case code != "":
		return name + "经" + who + "于" + day + "确认在" + region.PlaceOf(crawlers.Party{Region: code}).Path()
	case d.Entry == AboutPlace && d.Answer == Reject:
		return who + "于" + day + "认定" + name + "不属其辖区"
	case d.Entry == AboutCompany && d.Answer == Confirm:
		return name + "经" + who + "于" + day + "确认为中国企业"
	case d.Entry == AboutCompany && d.Answer == Reject:
		return name + "经" + who + "于" + day + "认定不是中国企业"
	case d.Answer == Reject:
		return name + "经" + who + "于" + day + "认定与所关注的无关"
	}
	return "对" + name + "的认定经" + who + "于" + day + "更改"
}

// Decide returns what was said of parties and lists once d is said too.
func Decide(all []Identity, d Identity) []Identity {
	core := CoreName(d.Party)
	out := slices.DeleteFunc(slices.Clone(all), func(x Identity) bool { return x.List == d.List && x.Entry == d.Entry && CoreName(x.Party) == core })
	if d.Answer == Leave {
		return out
	}
	return append(out, d)
}

// Sayings are what centers said of parties, by the cores of their names: of each
// center the last, the newest first.
type Sayings map[string][]Identity

// SayingsOf returns what holds of what was said in some order of time. What
// lists say is none of it.
func SayingsOf(all []Identity) Sayings {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Identity) int { return a.At.Compare(b.At) })
	out := Sayings{}
	type by struct{ core, center string }
	heard := map[by]bool{}
	for _, d := range slices.Backward(all) {
		core := CoreName(d.Party)
		if core == "" || !d.ByCenter() || heard[by{core, d.List}] {
			continue
		}
		if heard[by{core, d.List}] = true; d.Answer != Leave {
			out[core] = append(out[core], d)
		}
	}
	return out
}

// An opinion is what centers say of one party, put together: of what several say
// the newest counts, but that each knows its own area.
type opinion struct {
	company Answer // "" is open
	place   string
	not     []string // centers of whose area it is not
	by      []Identity
}

func (s Sayings) of(name string) (out opinion) {
	if len(s) == 0 {
		return out
	}
	for _, d := range s[CoreName(name)] {
		switch place := d.Place(); {
		case d.Entry == AboutPlace:
			out.not = append(out.not, d.List)
		case place != "" && out.place == "" && out.company != Reject:
			out.place, out.company = place, Confirm
		case place == "" && out.company == "":
			out.company = d.Answer
		default:
			continue
		}
		out.by = append(out.by, d)
	}
	return out
}

// said applies what centers said of the accused: f has them as they are known
// now, v no longer rests on who is none, and not are those. Review says that of one
// of them the national center has not said so itself.
func (n Network) said(f crawlers.Filing, v Verdict) (_ crawlers.Filing, _ Verdict, why []string, not func(crawlers.Party) bool, review bool) {
	rejected := map[string]bool{}
	f.Parties = slices.Clone(f.Parties)
	for i := range f.Parties {
		p := &f.Parties[i]
		if !p.Role.Accused() {
			continue
		}
		o := n.Said.of(p.Name)
		switch o.company {
		case Confirm:
			p.Grade = crawlers.Confirmed
		case Reject:
			p.Grade = crawlers.Unknown
			rejected[CoreName(p.Name)] = true
			review = review || !slices.ContainsFunc(o.by, func(d Identity) bool { return d.Answer == Reject && d.Entry == AboutCompany && n.national(d.List) })
		}
		if o.place != "" {
			p.Region, p.Address, p.Country = o.place, "", "" // whatever its source says
		}
		for _, d := range o.by {
			d.Party = p.Name // as it is masked here
			if len(why) < maxSaid {
				why = append(why, d.Says("“"+n.called(d.List)+"”"))
			}
		}
	}
	if len(rejected) > 0 {
		v.ChineseParty = n.without(f, v, rejected)
	}
	return f, v, why, func(p crawlers.Party) bool { return rejected[CoreName(p.Name)] }, review
}

func (n Network) national(id string) bool {
	return slices.ContainsFunc(n.Centers.All(), func(c region.Center) bool { return c.ID == id && c.Kind == region.National })
}

// maxSaid is how much of what centers said a reason repeats.
const maxSaid = 3

// without is how sure it is that the accused side is Chinese without some of it.
// Whom a verdict names beside the parties still counts.
func (n Network) without(f crawlers.Filing, v Verdict, rejected map[string]bool) crawlers.Grade {
	grade, named := crawlers.Unknown, len(v.Chinese) > 0
	for _, c := range v.Chinese {
		if !rejected[CoreName(c.Name)] && n.Said.of(c.Name).company != Reject && (c.Grade == crawlers.Confirmed || grade == crawlers.Unknown) {
			grade = c.Grade
		}
	}
	others := slices.ContainsFunc(Accused(f), func(p crawlers.Party) bool { return !rejected[CoreName(p.Name)] })
	if !named && others {
		return v.ChineseParty // of whom it speaks is not known
	}
	return grade
}

// called is the name of a center.
func (n Network) called(id string) string {
	for _, c := range n.Centers.All() {
		if c.ID == id {
			return cmp.Or(c.NameZH, id)
		}
	}
	return id
}

// barred reports whether a center said that a party is none of its area.
func (n Network) barred(center string, p crawlers.Party) bool {
	return slices.Contains(n.Said.of(p.Name).not, center)
}
