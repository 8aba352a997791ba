// Package search says what can be found of a filing, and by which question: it
// parts texts into words, reads what a person asks, and decides whether a
// filing answers it. It is pure; the store asks its database the same.
//
// A [Document] is what can be found of one filing, a [Query] what is asked. Both
// engines are given the document's words as they are and the query as
// [Query.Needs], so that [Query.Match] and an index over documents agree.
package search

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tocsin/alerts"
	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// A Zone is a part of a document. What stands in two zones is no phrase.
type Zone string

// The zones of a document.
const (
	Head    Zone = "head"    // title, numbers, product, patents, marks
	Claim   Zone = "claim"   // who claims, and for whom
	Accused Zone = "accused" // whom it is against, applicants and owners
	Text    Zone = "text"    // what the act says, and the goods of marks
	Facts   Zone = "facts"   // facts and numbers, in no order
)

// Zones are all zones that hold words, in their order, and most how many of
// each are kept. Together they and the gaps stay below 16,383, which is as far
// as PostgreSQL counts.
var Zones = []struct {
	Zone Zone
	Most int
}{{Head, 1500}, {Claim, 1500}, {Accused, 8000}, {Text, 5000}}

// Gap stands between words that are no phrase: of two parties, say.
const Gap = "_"

// maxSame is how often one word counts in a document: PostgreSQL keeps 255
// places of each.
const maxSame = 250

// A Facet is a view by which hits are counted and narrowed.
type Facet string

// The facets. The list is closed.
const (
	Kind      Facet = "kind"
	Stage     Facet = "stage"
	Category  Facet = "category"
	Relevance Facet = "relevance" // relevant, irrelevant, unclear; none before a verdict
	Severity  Facet = "severity"
	Industry  Facet = "industry"
	Forum     Facet = "forum" // the authority of the number
	Plaintiff Facet = "plaintiff"
	Firm      Facet = "firm"
	Place     Facet = "place" // codes of province, prefecture and county of parties
	Class     Facet = "class" // Nice classes
	Product   Facet = "product"
)

// Facets are all facets, in the order in which people read them.
var Facets = []Facet{Kind, Stage, Category, Relevance, Severity, Industry, Forum, Plaintiff, Firm, Place, Class, Product}

// A Fact is what a document is under one facet.
type Fact struct {
	Facet Facet  `json:"facet"`
	Value string `json:"value"`
}

// maxFact bounds the value of a fact, and maxFacts the facts of one facet of
// one document.
const (
	maxFact  = 100
	maxFacts = 60
)

// word is the word by which a fact is found: the value in any spelling.
func (f Fact) word() string {
	return "=" + string(f.Facet) + "=" + cut(strings.Join(Words(f.Value), "-"), maxFact)
}

// Folded is the fact in the one spelling in which facts are compared.
func (f Fact) Folded() Fact { return Fact{f.Facet, f.word()} }

// every is a word of every document, so that a question of what is not there
// has something to take from.
const every = "=every"

// What marks words that count for one field only.
const (
	firmMark   = "=f="
	markMark   = "=m="
	pinyinMark = "=p="
	numberMark = "=n="
)

// A Document is what can be found of a filing.
type Document struct {
	Words map[Zone][]string // in order, with gaps; of Facts in no order, each once
	Facts []Fact            // as people read them
}

// Of returns the document of a filing and the verdict on it, the zero one where
// there is none. A sealed filing has no text. The names of natural persons are
// found, but are no facts.
func Of(f crawlers.Filing, v alerts.Verdict) Document {
	b := builder{words: map[Zone][]string{}, seen: map[string]int{}, facts: map[Facet]int{}}
	b.put(Head, "", f.Title)
	numbers := Numbers(f.Title)
	for _, k := range append([]crawlers.Key{f.Key}, f.Aliases...) {
		b.put(Head, "", k.Number)
		numbers = append(numbers, Numbers(k.Number)...)
	}
	b.put(Head, "", f.Product)
	for _, p := range f.Patents {
		b.put(Head, "", p)
		numbers = append(numbers, Numbers(p)...)
	}
	for _, m := range f.Marks {
		b.put(Head, "", m.Text)
		b.put(Head, markMark, m.Text)
		b.pinyin(Head, m.Text)
		for _, c := range m.Classes {
			b.fact(Class, strconv.Itoa(c))
		}
	}
	for _, p := range f.Parties {
		b.party(f, p)
	}
	if f.Act != "sealed" {
		b.put(Text, "", f.Text)
		numbers = append(numbers, Numbers(cut(f.Text, 1<<16))...)
		for _, m := range f.Marks {
			b.put(Text, "", m.Goods)
		}
	}
	b.fact(Kind, string(f.Kind))
	b.fact(Stage, v.Stage)
	b.fact(Category, string(v.Category))
	switch {
	case v.By == "":
	case v.Is():
		b.fact(Relevance, "relevant")
	case v.Not():
		b.fact(Relevance, "irrelevant")
	default:
		b.fact(Relevance, "unclear")
	}
	if v.Is() {
		b.fact(Severity, string(v.Severity))
		b.fact(Industry, string(v.Industry))
	}
	b.fact(Forum, f.Key.Authority)
	b.fact(Product, strings.TrimSpace(cut(strings.Join(strings.Fields(f.Product), " "), maxFact)))
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		b.words[Facts] = append(b.words[Facts], numberMark+n)
	}
	b.words[Facts] = append(b.words[Facts], every)
	return Document{b.words, b.list}
}

// A builder gathers a document within its bounds.
type builder struct {
	words map[Zone][]string
	seen  map[string]int
	facts map[Facet]int
	list  []Fact
}

// party adds a party under all its names.
func (b *builder) party(f crawlers.Filing, p crawlers.Party) {
	zone := Accused
	switch p.Role {
	case crawlers.Complainant, crawlers.Plaintiff, crawlers.Opponent:
		zone = Claim
		b.fact(Plaintiff, alerts.Mask(f, p.Name))
	case crawlers.LawFirm, crawlers.Agent:
		zone = Claim
		b.fact(Firm, alerts.Mask(f, p.Name))
	}
	for _, name := range append([]string{p.Name}, p.Aliases...) {
		b.put(zone, "", name)
		if p.Role == crawlers.LawFirm || p.Role == crawlers.Agent {
			b.put(zone, firmMark, name)
		}
		b.pinyin(zone, name)
	}
	if code := p.Region; len(code) == 6 {
		for _, c := range []string{code[:2] + "0000", code[:4] + "00", code} {
			b.fact(Place, c)
		}
	}
}

// put adds the words of a text, each behind a mark, and a gap after them.
func (b *builder) put(z Zone, mark, s string) {
	room := Zones[slices.IndexFunc(Zones, func(o struct {
		Zone Zone
		Most int
	}) bool {
		return o.Zone == z
	})].Most - len(b.words[z])
	if s == "" || room <= 1 {
		return
	}
	// A word has a byte and a sign after it, at the least.
	b.add(z, mark, appendWords(nil, cut(s, 40*room), room-1))
}

func (b *builder) add(z Zone, mark string, words []string) {
	if len(words) == 0 {
		return
	}
	if len(b.words[z]) > 0 {
		b.words[z] = append(b.words[z], Gap)
	}
	for _, w := range words {
		w = mark + w
		if b.seen[w]++; b.seen[w] > maxSame {
			w = Gap
		}
		b.words[z] = append(b.words[z], w)
	}
}

// Bounds of the names that are read in pinyin.
const (
	maxRead     = 40 // characters of a name
	maxReadings = 3
)

// pinyin adds the Chinese characters of a name as they are read.
func (b *builder) pinyin(z Zone, name string) {
	if len(b.words[z]) > 1000 || !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return
	}
	readings := [][]string{nil}
	n := 0
	for _, r := range names.Plain(cut(name, 4*maxWord)) {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		read := names.InPinyin(r)
		if n++; len(read) == 0 || n > maxRead {
			break
		}
		var next [][]string
		for i, s := range read {
			for _, before := range readings {
				if i == 0 || len(next) < maxReadings {
					next = append(next, append(slices.Clip(before), s))
				}
			}
		}
		readings = next
	}
	for _, r := range readings {
		b.add(z, pinyinMark, r)
	}
}

// fact adds a fact, once.
func (b *builder) fact(facet Facet, value string) {
	f := Fact{facet, cut(strings.Join(strings.Fields(value), " "), maxFact)}
	w := f.word()
	if b.facts[facet] >= maxFacts || strings.HasSuffix(w, "=") || slices.Contains(b.words[Facts], w) {
		return
	}
	b.facts[facet]++
	b.words[Facts] = append(b.words[Facts], w)
	b.list = append(b.list, f)
}
