package alerts

import (
	"cmp"
	"regexp"
	"strings"

	"tocsin/crawlers"
)

// instituted reports whether f is an act of an instituted investigation.
// Before that a complaint has nothing but its docket number.
func instituted(f crawlers.Filing) bool { return investigationOf(f).Number != "" }

// investigationOf and docketOf return the numbers that the commission gave a
// matter, as far as f says them.
func investigationOf(f crawlers.Filing) crawlers.Key { return numbered(f, "337-TA-") }
func docketOf(f crawlers.Filing) crawlers.Key        { return numbered(f, "DN-") }

func numbered(f crawlers.Filing, prefix string) crawlers.Key {
	for _, k := range append([]crawlers.Key{f.Key}, f.Aliases...) {
		if k.Authority == f.Key.Authority && strings.HasPrefix(k.Number, prefix) {
			return k
		}
	}
	return crawlers.Key{}
}

// before reports whether acts of the stage come before institution, or may.
func before(stage string) bool {
	return stage == "complaint" || stage == "receipt" || stage == "public-interest"
}

// number is what the matter is called: by both its numbers where f gives them.
func (t teller) number() string {
	investigation, docket := investigationOf(t.f).Number, docketOf(t.f).Number
	if t.f.Kind != crawlers.Section337 || investigation == "" || docket == "" {
		return t.f.Key.Number
	}
	return t.say("docket", investigation, docket)
}

// investigation says in one line what happens before the commission. It speaks
// of the product first: until institution that is all a reader can know a
// matter by.
func (t teller) investigation() string {
	respondents := t.enumerate(t.f.Parties)
	tail := ""
	switch {
	case respondents != "":
		tail = t.say("respondents", respondents)
	case Hidden(t.f, t.v):
		tail = t.say("respondents-later")
	}
	switch act := cmp.Or(t.f.Act, t.v.Stage); {
	case act == "complaint":
		return t.say("applies", cmp.Or(t.names(t.claims), t.say("someone-337")), t.subject(), tail)
	case act == "receipt":
		return t.say("received", t.subject(), tail)
	case act == "institution":
		return t.say("institutes", t.subject(), tail)
	case returned(t.f, t.v):
		if to := t.enumerate(Undelivered(t.f, t.v)); to != "" {
			return t.say("undelivered", to)
		}
		return t.say("undelivered-mail", t.subject())
	case t.act() == "":
		return t.subject()
	case act == "remedy" && t.ordered() != "":
		return t.say("happens", t.subject(), t.say("orders", t.ordered()), tail)
	default:
		return t.say("happens", t.subject(), t.act(), tail)
	}
}

// subject is what an investigation is about. "Certain" begins every such title
// and says nothing.
func (t teller) subject() string {
	s, _ := strings.CutPrefix(oneLine(cmp.Or(t.f.Product, t.f.Title), 120), "Certain ")
	return s
}

// enumerate names the accused among parties, the first two in full.
func (t teller) enumerate(parties []crawlers.Party) string {
	var names []string
	for _, p := range parties {
		if p.Role.Accused() && p.Name != "" {
			names = append(names, oneLine(p.Name, 80))
		}
	}
	first := strings.Join(names[:min(2, len(names))], t.say("and"))
	if len(names) > 2 {
		return t.say("count", first, len(names))
	}
	return first
}

// An order of the commission, by the words that only its own name has.
var orders = []struct {
	sign string
	name text
}{
	{"general exclusion order", text{"普遍排除令", "a general exclusion order"}},
	{"limited exclusion order", text{"有限排除令", "a limited exclusion order"}},
	{"cease and desist order", text{"禁止令", "cease and desist orders"}},
}

// issued finds the words in which a notice says what the commission issues. Its
// first sentence says so; what follows tells what others asked for.
var issued = regexp.MustCompile(`(?i)\b(?:issuance of|(?:determined|determination|determines|hereby|has|have|and)(?: to)? issue[sd]?)\b[^.]{0,400}`)

// ordered names the orders that a notice of the final determination says the
// commission issues, or "".
func (t teller) ordered() string {
	words := strings.ToLower(issued.FindString(strings.Join(strings.Fields(t.f.Text), " ")))
	var names []string
	for _, o := range orders {
		if strings.Contains(words, o.sign) {
			names = append(names, o.name.in(t.lang))
		}
	}
	return strings.Join(names, t.say("and"))
}

// Undelivered returns the respondents whom papers of the commission did not
// reach: those that the title of the returned mail names. An embassy that sends
// mail back names none, whomever else f knows of.
func Undelivered(f crawlers.Filing, v Verdict) []crawlers.Party {
	if !returned(f, v) {
		return nil
	}
	title := foldText(f.Title + "\n" + f.Text)
	var to []crawlers.Party
	for _, p := range f.Parties {
		if p.Role.Accused() && title.contains(foldText(p.Name)) {
			to = append(to, p)
		}
	}
	return to
}

// returned reports whether f is mail of the commission that came back.
func returned(f crawlers.Filing, v Verdict) bool {
	return f.Kind == crawlers.Section337 && v.Stage == "service-failed"
}
