package names

import (
	"math/bits"
	"unicode/utf8"
)

// A Kinship says how near the goods of two marks are, by their classes of
// Nice.
type Kinship string

// Kinships. Unknown is where one of them names no class.
const (
	SameClass    Kinship = "same"
	RelatedClass Kinship = "related"
	Apart        Kinship = "apart"
	UnknownClass Kinship = "unknown"
)

// related are classes whose goods come from one house or stand on one shelf.
var related = [][]int{
	{1, 2, 17, 19},       // chemicals, paints, plastics, building materials
	{3, 5, 10, 44},       // cosmetics, medicines, medical devices, care
	{6, 19, 20, 37},      // metal goods, building materials, furniture, building
	{7, 8, 9, 11},        // machines, tools, electronics, appliances
	{7, 12, 37},          // machines, vehicles, repair
	{9, 28, 41},          // electronics, games, entertainment
	{9, 38, 42},          // software, telecommunications, computing
	{11, 20, 21},         // lamps, furniture, kitchenware
	{14, 18, 25, 26},     // jewellery, bags, clothing, haberdashery
	{20, 24, 27},         // furniture, textiles, carpets
	{24, 25},             // textiles, clothing
	{16, 41},             // printed matter, education
	{18, 25, 28},         // bags, clothing, sporting goods
	{29, 30, 31, 32, 43}, // foods, drinks, restaurants
	{32, 33, 43},         // drinks, spirits, restaurants
	{34, 9},              // electronic cigarettes stand in both
	{36, 37},             // real estate, building
	{39, 12},             // transport, vehicles
}

// retail is the class of shops, which sell what every class of goods names.
const (
	retail    = 35
	lastGoods = 34
)

// A goods is a set of classes of Nice, a bit for each. What is no class of Nice
// is in none.
type goods uint64

const lastClass = 45

func goodsOf(classes []int) (g goods) {
	for _, n := range classes {
		if n >= 1 && n <= lastClass {
			g |= 1 << n
		}
	}
	return g
}

// besides are the classes whose goods are related to those of a class.
var besides = func() (out [lastClass + 1]goods) {
	for _, group := range related {
		for _, n := range group {
			out[n] |= goodsOf(group)
		}
	}
	for n := 1; n <= lastGoods; n++ {
		out[retail] |= 1 << n
		out[n] |= 1 << retail
	}
	return out
}()

// relatives are the classes whose goods are related to some of g.
func (g goods) relatives() (out goods) {
	for ; g != 0; g &= g - 1 {
		out |= besides[bits.TrailingZeros64(uint64(g))]
	}
	return out
}

// Kin returns how near two lists of classes are.
func Kin(a, b []int) Kinship {
	g := goodsOf(a)
	return g.kin(g.relatives(), goodsOf(b))
}

// kin is Kin of two sets, and of what is related to the one.
func (g goods) kin(relatives, other goods) Kinship {
	switch {
	case g == 0 || other == 0:
		return UnknownClass
	case g&other != 0:
		return SameClass
	case relatives&other != 0:
		return RelatedClass
	}
	return Apart
}

// share is what of a score is left for ranking.
func share(k Kinship) float64 {
	switch k {
	case SameClass:
		return 1
	case RelatedClass:
		return 0.95
	case Apart:
		return 0.8
	}
	return 0.9
}

// Weakness says why many have a name by chance.
type weakness uint8

const (
	strong weakness = iota
	short           // four letters or fewer, or one character
	common          // all that it tells is one word of the dictionary: HERO, SNOW
)

const shortest = 4

func (n *Name) weakness() weakness {
	if n.Empty() {
		return strong
	}
	r := &n.readings[0]
	count, most := utf8.RuneCountInString(r.joined), shortest
	if !plain(r.joined) {
		most = 1
	}
	switch {
	case count <= most:
		return short
	case r.ordinary():
		return common
	}
	return strong
}

// ordinary reports whether all that a reading tells is one word of the
// dictionary.
func (r *reading) ordinary() bool {
	told := 0
	for i := range r.words {
		if w := &r.words[i]; w.bits > tradeBits {
			told++
			if rarity()[w.text] == 0 {
				return false
			}
		}
	}
	return told <= 1
}

// owed reports whether who watches a name so weak is owed one like it, which may
// be ordinary itself. A short mark must be the same or one letter away; where
// one of both is weak they must be for the same class of goods, or the same and
// for goods that may be the same, unless something speaks against who files.
func (w weakness) owed(m *Measures, edits int, ordinary bool, kin Kinship, suspect bool) bool {
	switch {
	case w == strong && !ordinary:
		return true
	case w == short && edits > 1:
		return false
	}
	return m[featSame] == 1 && kin != Apart || kin == SameClass || suspect
}
