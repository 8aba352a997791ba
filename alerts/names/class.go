package names

import "slices"

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

// Kin returns how near two lists of classes are.
func Kin(a, b []int) Kinship {
	if len(a) == 0 || len(b) == 0 {
		return UnknownClass
	}
	if slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) }) {
		return SameClass
	}
	for _, x := range a {
		for _, y := range b {
			if x == retail && y <= lastGoods || y == retail && x <= lastGoods {
				return RelatedClass
			}
			if slices.ContainsFunc(related, func(g []int) bool { return slices.Contains(g, x) && slices.Contains(g, y) }) {
				return RelatedClass
			}
		}
	}
	return Apart
}

// share is what of a score is left for ranking.
var share = map[Kinship]float64{SameClass: 1, RelatedClass: 0.95, UnknownClass: 0.9, Apart: 0.8}

// A weak name is short or a plain word: many have it by chance.
func (n *Name) weak() bool { return n.short() || n.plainWord() }

// short reports whether the name has four letters or fewer, or one character.
func (n *Name) short() bool {
	if len(n.readings) == 0 {
		return false
	}
	joined := n.readings[0].joined
	if plain(joined) {
		return len(joined) <= shortest
	}
	return len([]rune(joined)) == 1
}

const shortest = 4

// plainWord reports whether all that the name tells is one word that is in
// the dictionary: HERO, SNOW.
func (n *Name) plainWord() bool {
	told := 0
	for _, w := range n.readings[0].words {
		if w.bits > tradeBits {
			told++
			if w.bits >= maxBits || rarity()[w.text] == 0 {
				return false
			}
		}
	}
	return told <= 1
}

// owed reports whether who watches b is owed a name whose score reached the limit.
// A short mark must be the same or one letter away, and as a plain word must
// be for the same class of goods, unless something speaks against who files.
func owed(b *Name, m *Measures, edits int, kin Kinship, suspect bool) bool {
	if !b.weak() {
		return true
	}
	if b.short() && edits > 1 {
		return false
	}
	return m[featSame] == 1 && kin != Apart || kin == SameClass || suspect
}
