package alerts

import (
	"strings"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// Suggest returns entries for other forms of the name of e that e does not find
// by itself. A mark is as a rule the name of its stores, too, and the other way
// round. It is pure.
func Suggest(e Entry) []Entry {
	var out []Entry
	add := func(to Entry, why string) {
		if to.Note = "建议：" + why + "（由“" + e.Value + "”得出）"; !finds(e, to) {
			out = append(out, to)
		}
	}
	switch e.Type {
	case WatchMark, WatchCompany, WatchStore, WatchOwner:
	default:
		return nil
	}
	for _, s := range names.Suggest(e.Value) {
		to := e
		to.Value = s.Name
		add(to, s.Why.Chinese)
	}
	to := e
	switch e.Type {
	case WatchMark:
		to.Type, to.Classes = WatchStore, nil
		add(to, "以商标为名的店铺")
	case WatchStore:
		if core := storeMark(e.Value); core != "" {
			to.Type, to.Value, to.Code, to.Place = WatchMark, core, "", ""
			add(to, "店铺名中的商标")
		}
	}
	return out
}

// storeMark is what of a store's name is its mark, "" where it does not say.
func storeMark(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && storeWords[strings.ToLower(words[len(words)-1])] {
		words = words[:len(words)-1]
	}
	name = strings.Join(words, " ")
	for _, w := range []string{"官方旗舰店", "旗舰店", "专卖店", "专营店", "官方店"} {
		name = strings.TrimSuffix(name, w)
	}
	return strings.TrimRight(name, "-_ ")
}

var storeWords = map[string]bool{"store": true, "shop": true, "official": true, "us": true, "usa": true, "uk": true, "eu": true, "direct": true, "mall": true, "outlet": true}

// finds reports whether production code finds the other form by e, as a party
// of a suit and, if it is a mark, where somebody applies for it.
func finds(e, to Entry) bool {
	if e.Type != to.Type {
		return false
	}
	e.Countries, e.Owner = nil, ""
	matcher := NewMatcher([]Watchlist{{ID: "w-x", Entries: []Entry{e}}})
	suit := crawlers.Filing{Kind: crawlers.Lawsuit, Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: to.Value}, {Role: crawlers.Owner, Name: to.Value}}}
	mark := crawlers.Filing{Kind: crawlers.Squatting, Marks: []crawlers.Mark{{Text: to.Value, Classes: e.Classes}}}
	found := func(f crawlers.Filing) bool { return len(matcher.Match(f, Verdict{})) > 0 }
	return found(suit) && (e.Type != WatchMark || found(mark))
}
