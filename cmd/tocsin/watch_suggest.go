package main

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"tocsin/alerts"
	"tocsin/alerts/names"
	"tocsin/crawlers"
)

type watchSuggestCmd struct {
	watchTable
}

// Help is what tocsin watch suggest --help says beyond the flags.
func (c *watchSuggestCmd) Help() string {
	return `Prints CSV: the columns of a watchlist and confirm. The rows of the table say 是 in it; each suggestion has nothing there, and why it is made in note. Write 是 where a suggestion is right, and import the file: what is not confirmed is not stored. What the entry finds already is not suggested.

Pinyin is by every reading of the characters that have several; look which is meant. Names that are no pinyin (海信, HISENSE), translations and Cantonese are for you to add.`
}

func (c *watchSuggestCmd) Run(p *program) error {
	read, err := c.read(nil)
	if err != nil {
		return err
	}
	for _, problem := range read.Problems {
		fmt.Fprintln(p.stderr, plain(problem.String()))
	}
	if _, err := fmt.Fprint(p.stdout, "\ufeff"); err != nil { // or spreadsheets take it for GBK
		return err
	}
	out := csv.NewWriter(p.stdout)
	if err := out.Write(append(alerts.WatchColumns(), "confirm")); err != nil {
		return err
	}
	for _, w := range read.Lists {
		had := map[string]bool{}
		for _, e := range w.Entries {
			had[strings.ToLower(e.String())] = true
		}
		for _, e := range w.Entries {
			rows := [][]string{watchRow(w, e, "是")}
			for _, s := range suggest(e) {
				if key := strings.ToLower(s.String()); !had[key] {
					had[key] = true
					rows = append(rows, watchRow(w, s, ""))
				}
			}
			if err := out.WriteAll(rows); err != nil {
				return err
			}
		}
	}
	if read.Bad > 0 {
		return errSaidInput
	}
	return nil
}

// watchRow is an entry as a row of a table of suggestions.
func watchRow(w alerts.Watchlist, e alerts.Entry, confirm string) []string {
	classes := make([]string, len(e.Classes))
	for i, n := range e.Classes {
		classes[i] = strconv.Itoa(n)
	}
	return []string{w.Name, string(e.Type), e.Value, strings.Join(classes, ";"), e.Owner, strings.Join(e.Countries, ";"), strings.Join(w.Tell, ";"), e.Note, string(e.Code), e.Place, confirm}
}

// suggest returns entries for other forms of the name of e that e does not find
// by itself. A mark is as a rule the name of its stores, too, and the other way
// round.
func suggest(e alerts.Entry) []alerts.Entry {
	var out []alerts.Entry
	add := func(to alerts.Entry, why string) {
		if to.Note = "建议：" + why + "（由“" + e.Value + "”得出）"; !finds(e, to) {
			out = append(out, to)
		}
	}
	switch e.Type {
	case alerts.WatchMark, alerts.WatchCompany, alerts.WatchStore, alerts.WatchOwner:
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
	case alerts.WatchMark:
		to.Type, to.Classes = alerts.WatchStore, nil
		add(to, "以商标为名的店铺")
	case alerts.WatchStore:
		if core := storeMark(e.Value); core != "" {
			to.Type, to.Value, to.Code, to.Place = alerts.WatchMark, core, "", ""
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
func finds(e, to alerts.Entry) bool {
	if e.Type != to.Type {
		return false
	}
	e.Countries, e.Owner = nil, ""
	matcher := alerts.NewMatcher([]alerts.Watchlist{{ID: "w-x", Entries: []alerts.Entry{e}}})
	suit := crawlers.Filing{Kind: crawlers.Lawsuit, Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: to.Value}, {Role: crawlers.Owner, Name: to.Value}}}
	mark := crawlers.Filing{Kind: crawlers.Squatting, Marks: []crawlers.Mark{{Text: to.Value, Classes: e.Classes}}}
	found := func(f crawlers.Filing) bool { return len(matcher.Match(f, alerts.Verdict{})) > 0 }
	return found(suit) && (e.Type != alerts.WatchMark || found(mark))
}
