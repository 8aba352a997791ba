package names

import (
	"math"
	"unicode/utf8"
)

// A feature is one measure of two names.
type feature int

// Measures lie between 0 and about 1.
const (
	featBias    feature = iota
	featSame            // the same once folded
	featEdits           // letters that need no edit, of the longer name
	featLetters         // letters less what edits cost: the same share of more letters tells more
	featTriples         // runs of three letters in common
	featSounds          // sounds that need no edit
	featBones           // consonants that need no edit
	featRun             // the longest run of letters in common, of the shorter name
	featWords           // bits of the words in common
	featRare            // the rarest of them, above what many names have
	featPart            // the same, of the name that tells less
	featWhole           // the same, of the name that tells more
	featInside          // one name stands in the other, by its length
	featStart           // letters at the beginning
	featShort           // a name of four letters or fewer
	features
)

var featureWords = [features]string{"featBias", "featSame", "featEdits", "featLetters", "featTriples", "featSounds", "featBones", "featRun", "featWords", "featRare", "featPart", "featWhole", "featInside", "featStart", "featShort"}

// Measures are what is known of two names, best reading against best reading.
type Measures [features]float64

// measure compares two readings.
func measure(a, b *reading) (m Measures, how evidence) {
	x, y := runesOf(a.joined), runesOf(b.joined)
	lx, ly := runesOf(a.looks), runesOf(b.looks)
	longer, shorter := max(len(x), len(y)), min(len(x), len(y))
	m[featBias] = 1
	edits := osa(x, y)
	if looked := osa(lx, ly); looked < edits && edits > 0 {
		how.looks = true
		edits = looked
		longer, shorter = max(len(lx), len(ly)), min(len(lx), len(ly))
	}
	how.edits, how.length = edits, longer
	m[featSame] = is(edits == 0)
	m[featEdits] = max(0, 1-float64(edits)/float64(longer))
	m[featLetters] = max(0, float64(shorter)-2.5*float64(edits)) / 12
	m[featTriples] = triples(x, y)
	m[featSounds] = kept(a.sounds, b.sounds)
	m[featBones] = kept(a.bones, b.bones) * min(1, float64(min(len(a.bones), len(b.bones)))/4)
	how.sounds = a.sounds == b.sounds
	run := longestRun(x, y)
	m[featRun] = float64(run) / float64(shorter)
	shared := how.match(a, b)
	m[featWords] = min(2, shared/maxBits)
	m[featRare] = clamp((how.rarest - 10) / 5)
	m[featPart] = min(1, shared/float64(min(a.bits, b.bits)))
	m[featWhole] = min(1, shared/float64(max(a.bits, b.bits)))
	inside := run == shorter && shorter < longer && shorter >= 4
	m[featInside] = is(inside) * float64(min(shorter, 10)) / 10
	start := 0
	for start < shorter && start < len(x) && start < len(y) && x[start] == y[start] {
		start++
	}
	m[featStart] = float64(min(start, 5)) / 5
	m[featShort] = is(shorter <= 4)
	return m, how
}

func clamp(x float64) float64 { return min(1, max(0, x)) }

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// kept is the share of the longer that needs no edit.
func kept(a, b string) float64 {
	x, y := runesOf(a), runesOf(b)
	n := max(len(x), len(y))
	if n == 0 {
		return 0
	}
	return 1 - float64(osa(x, y))/float64(n)
}

// runesOf returns the letters of s, no more than are compared.
func runesOf(s string) []rune {
	r := make([]rune, 0, maxJoined)
	for _, c := range s {
		if len(r) == maxJoined {
			break
		}
		r = append(r, c)
	}
	return r
}

// osa is how many letters to put in, leave out, change or swap with the next
// make b of a.
func osa(a, b []rune) int {
	var before, last, row [maxJoined + 1]uint8
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i, x := range a {
		row[0] = uint8(i + 1)
		for j, y := range b {
			cost := last[j]
			if x != y {
				cost++
			}
			cost = min(cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = cost
		}
		before, last = last, row
	}
	return int(last[len(b)])
}

// triples is Dice's coefficient of runs of three letters, the ends counted as
// letters.
func triples(a, b []rune) float64 {
	at := func(s []rune, i int) rune {
		if i < 0 || i >= len(s) {
			return '^'
		}
		return s[i]
	}
	n, m := len(a)+2, len(b)+2
	var used uint64
	both := 0
	for i := -2; i < len(a); i++ {
		for j := -2; j < len(b); j++ {
			if used&(1<<(j+2)) == 0 && at(a, i) == at(b, j) && at(a, i+1) == at(b, j+1) && at(a, i+2) == at(b, j+2) {
				used |= 1 << (j + 2)
				both++
				break
			}
		}
	}
	return 2 * float64(both) / float64(n+m)
}

// longestRun is the length of the longest run of letters in both.
func longestRun(a, b []rune) int {
	var row [maxJoined + 1]uint8
	best := uint8(0)
	for _, x := range a {
		diagonal := uint8(0)
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
				best = max(best, diagonal+1)
			} else {
				row[j+1] = 0
			}
			diagonal = above
		}
	}
	return int(best)
}

// Evidence is what a person is told of a comparison.
type evidence struct {
	how    [2]manner // of the readings
	edits  int
	length int     // of the longer name
	looks  bool    // fewer edits by look
	sounds bool    // the same sound
	rarest float64 // bits of the rarest word in common
	words  []string
	alike  [][2]string // words that are not the same
}

// match pairs the words of two readings, best first from the left, and returns
// the bits they share.
func (e *evidence) match(a, b *reading) float64 {
	var usedA, usedB [maxWords]bool
	shared := 0.0
	// Words that are parted otherwise: LANDING PAGE, LANDINGPAGE.
	joined := func(a, b *reading, usedA, usedB *[maxWords]bool) {
		for i := range len(a.words) - 1 {
			if usedA[i] || usedA[i+1] {
				continue
			}
			v, w := a.words[i], a.words[i+1]
			for j, o := range b.words {
				if !usedB[j] && len(o.text) == len(v.text)+len(w.text) && v.text+w.text == o.text {
					usedA[i], usedA[i+1], usedB[j] = true, true, true
					shared += float64(min(maxBits, v.bits+w.bits))
					e.rarest = max(e.rarest, float64(min(maxBits, v.bits+w.bits)))
					e.words = append(e.words, o.text)
					break
				}
			}
		}
	}
	for i, v := range a.words {
		for j, w := range b.words {
			if !usedB[j] && v.text == w.text {
				usedA[i], usedB[j] = true, true
				shared += float64(v.bits)
				e.rarest = max(e.rarest, float64(v.bits))
				if v.bits > formBits {
					e.words = append(e.words, v.text)
				}
				break
			}
		}
	}
	joined(a, b, &usedA, &usedB)
	joined(b, a, &usedB, &usedA)
	for i, v := range a.words {
		if usedA[i] {
			continue
		}
		best, at := 0.0, -1
		for j, w := range b.words {
			if !usedB[j] {
				if s := nearWords(v, w); s > best {
					best, at = s, j
				}
			}
		}
		if at >= 0 {
			usedA[i], usedB[at] = true, true
			shared += best
			e.rarest = max(e.rarest, best)
			e.alike = append(e.alike, [2]string{v.text, b.words[at].text})
		}
	}
	return shared
}

// nearWords is how many bits two unequal words share: what they tell, less
// what is chosen when they are held to be the same.
func nearWords(v, w word) float64 {
	n := min(utf8.RuneCountInString(v.text), utf8.RuneCountInString(w.text))
	tell := float64(min(v.bits, w.bits))
	switch {
	case v.bits <= tradeBits || w.bits <= tradeBits:
		return 0
	case v.looks == w.looks:
		return tell
	case singular(v.text) == singular(w.text):
		return tell - 0.5
	case n < 4:
		return 0
	}
	x, y := runesOf(v.looks), runesOf(w.looks)
	d := osa(x, y)
	longer := max(len(x), len(y))
	switch {
	case d == 1 && n >= 5, d == 2 && n >= 8, d == 3 && n >= 11:
		return max(0, tell-2.5*float64(d))
	case v.sounds == w.sounds && len(v.sounds) >= 3:
		return max(0, tell-3)
	}
	start := 0
	for start < len(x) && start < len(y) && x[start] == y[start] {
		start++
	}
	if start >= 4 && 2*start >= longer {
		return max(0, float64(min(start*3, int(tell)))-4)
	}
	return 0
}

// sum is what the fitted weights make of the measures.
func (m *Measures) sum() float64 {
	sum := 0.0
	for i, w := range weights {
		sum += w * m[i]
	}
	return sum
}

// score is the logistic of the sum. The same name is the whole way there.
func (m *Measures) score() float64 {
	if m[featSame] == 1 {
		return 1
	}
	return 1 / (1 + math.Exp(-m.sum()))
}

// Measure returns the measures of the readings of a and b that are most alike,
// and false where the names share no ground.
func Measure(a, b Name) (Measures, bool) {
	if common(a.keys, b.keys) < ground {
		return Measures{}, false
	}
	m, _ := closest(a.readings, b.readings)
	return m, true
}

// closest compares every reading with every other. It is the same both ways.
func closest(a, b []reading) (m Measures, how evidence) {
	top := math.Inf(-1)
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			if x.how == romanized && y.how == romanized && x.joined != y.joined {
				continue // by some reading, too much sounds alike
			}
			var n Measures
			var e evidence
			swapped := x.joined > y.joined
			if swapped {
				n, e = measure(y, x)
			} else {
				n, e = measure(x, y)
			}
			if s := n.sum(); s > top {
				if swapped {
					for k, w := range e.alike {
						e.alike[k] = [2]string{w[1], w[0]}
					}
				}
				top, m, how = s, n, e
				how.how = [2]manner{x.how, y.how}
			}
		}
	}
	return m, how
}
