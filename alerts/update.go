package alerts

import (
	"cmp"
	"slices"
	"strings"

	"tocsin/crawlers"
)

// update says how often the reader heard of the matter before, and what is new.
func (t teller) update(a Alert) Line {
	if a.Update == 0 || a.Corrected != "" || a.Withheld {
		return Line{}
	}
	gained := t.gained(a.Gained)
	changed := strings.Join(gained[:min(maxGained, len(gained))], t.say("separator"))
	switch {
	case len(gained) > maxGained:
		changed = t.say("more", changed, len(gained))
	case changed != "":
	case t.f.Kind == crawlers.Section337 && t.v.Stage == "institution" && t.enumerate(t.f.Parties) != "":
		changed = t.say("new-respondents", t.act(), t.enumerate(t.f.Parties)) // most complaints name nobody
	case t.act() != "":
		changed = t.act()
	default:
		changed = t.say("new-act")
	}
	return Line{Label: t.say("update"), Text: t.say("updated", a.Update, oneLine(changed, 300))}
}

// also tells the acts that became known together with the one told, with their
// days, in the order they happened.
func (t teller) also(a Alert) Line {
	var said []string
	for _, other := range a.Also {
		f := crawlers.Filing{Key: t.f.Key, Filed: other.Filed}
		word := cmp.Or(actIn(t.f.Kind, other.Word, t.lang), stageIn(t.f.Kind, other.Stage, t.lang), t.say("another-act"))
		if s := Day(f) + " " + word; !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	text := strings.Join(said[:min(maxAlso, len(said))], t.say("separator"))
	if len(said) > maxAlso {
		text = t.say("more", text, len(said))
	}
	return Line{Label: t.say("also"), Text: text}
}

// maxAlso is how many acts are told beside the one that leads.
const maxAlso = 8

// maxGained is how many news of an update are told one by one.
const maxGained = 5

// gained says the facts an update brought, of the form "defendant:acme". A
// stage that only repeats the act is left out.
func (t teller) gained(facts []string) []string {
	var out []string
	said := map[string]bool{}
	for _, fact := range facts {
		what, value, _ := strings.Cut(fact, ":")
		value = oneLine(t.spelled(what, value), 120)
		if said[value] {
			continue
		}
		said[value] = true
		if word, ok := factTexts[what]; ok {
			value = t.say("fact", word.in(t.lang), value)
		}
		out = append(out, value)
	}
	return out
}

// spelled undoes the folding of a fact's value.
func (t teller) spelled(what, value string) string {
	switch what {
	case "served":
		return t.say("served", value)
	case "left":
		return t.reminder(value)
	case "stage":
		return StageIn(t.f.Kind, value, t.lang)
	case "act":
		return cmp.Or(actIn(t.f.Kind, value, t.lang), StageIn(t.f.Kind, value, t.lang))
	case "mark":
		for _, m := range t.f.Marks {
			if crawlers.FoldName(m.Text) == value {
				return m.Text
			}
		}
	}
	for _, n := range t.f.Patents {
		if what == "patent" && crawlers.FoldName(n) == value {
			return n
		}
	}
	for _, p := range t.f.Parties {
		if (string(p.Role) == what || what == "service-failed") && crawlers.FoldName(p.Name) == value {
			return p.Name
		}
	}
	return value
}
