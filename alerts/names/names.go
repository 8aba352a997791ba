// Package names says how alike two names are: of marks, companies and stores,
// in Latin, Chinese or both, and why, in words a person can check.
//
// [Fold] makes a name ready: compatibility forms, case, width, accents and
// what cannot be seen no longer count, traditional characters are simplified,
// letters that only look Latin are read as Latin, and words that say what kind
// of company or drawing it is weigh little. What can be read in several ways
// keeps several readings: a Chinese name its pinyin by every reading of its
// characters, a mark in two scripts each part, "РОМОСС" its sound and its look.
//
// [Compare] measures two names. The score is called similarity: it says that a
// person should look, never how likely confusion is, which no comparison of
// letters foretells. Its weights are fitted to pairs that tribunals decided
// (package contested) and stand in weights.go; go test -run Fit -fit makes
// them anew.
//
// An [Index] holds what is watched, the small side, and lets filings stream
// through. Names that share no ground (a rare word, an edit apart, the same
// sound, enough runs of letters) are never alike, in Compare as in the index,
// so that both always agree.
//
// A name of an enterprise is [ReadCompany]: what is its own, its place, its
// trade and its legal form each agree with another's or do not, and
// [CompareCompany] says whether both may be one enterprise. [Companies] is the
// index of those.
//
// Not reachable by letters, and left to aliases that a person confirms:
// translations (大白兔, WHITE RABBIT), names that are not their pinyin (海信,
// HISENSE), abbreviations, pictures.
package names

// A Name is a name made ready to be compared. It never changes.
type Name struct {
	Text     string // as it was given
	readings []reading
	keys     []key
}

// Empty reports whether the name has nothing to compare: no letter and no digit.
func (n Name) Empty() bool { return len(n.readings) == 0 }

// A manner is how a reading came about.
type manner uint8

const (
	written   manner = iota
	part             // the words of one script of a name in two
	romanized        // its Chinese characters in pinyin
	compound         // words of two plain words parted
	likeness         // letters of another alphabet, by the Latin ones they look like
)

// A reading is one way to read a name.
type reading struct {
	how    manner
	han    bool // holds Han characters
	words  []word
	bits   int    // of all words
	joined string // the words that tell names apart, run together
	looks  string // joined, with letters that look alike made one
	sounds string // joined, by sound
	bones  string // the consonants of sounds
}

// A word is one of a reading, with how much it tells: a word with n bits is in
// one name of 2ⁿ.
type word struct {
	text   string
	looks  string
	sounds string
	bits   int
}

// Bounds of what is compared, so that no name costs more than another. No mark
// that a person can remember is longer.
const (
	maxText     = 1024 // bytes
	maxWords    = 16
	maxJoined   = 48 // runes
	maxReadings = 10
)
