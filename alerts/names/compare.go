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

// measureName compares two readings as one run of letters each.
func measureName(a, b *reading) (m Measures, how evidence) {
	var textA, textB text
	x, y := textA.of(a.joined), textB.of(b.joined)
	longer, shorter := max(len(x), len(y)), min(len(x), len(y))
	m[featBias] = 1
	m[featTriples] = triples(x, y)
	run := longestRun(x, y)
	m[featRun] = float64(run) / float64(shorter)
	inside := run == shorter && shorter < longer && shorter >= 4
	m[featInside] = is(inside) * float64(min(shorter, 10)) / 10
	start := 0
	for start < shorter && x[start] == y[start] {
		start++
	}
	m[featStart] = float64(min(start, 5)) / 5
	m[featShort] = is(shorter <= 4)
	how.edits = edits(x, y)
	if how.edits > 0 && 2*how.edits <= longer && (a.looks != a.joined || b.looks != b.joined) {
		x, y = textA.of(a.looks), textB.of(b.looks)
		if looked := edits(x, y); looked < how.edits {
			how.looks, how.edits = true, looked
			longer, shorter = max(len(x), len(y)), min(len(x), len(y))
		}
	}
	how.length = longer
	m[featSame] = is(how.edits == 0)
	m[featEdits] = max(0, 1-float64(how.edits)/float64(longer))
	m[featLetters] = max(0, float64(shorter)-2.5*float64(how.edits)) / 12
	how.sounds = a.sounds == b.sounds
	m[featSounds] = kept(a.sounds, b.sounds)
	m[featBones] = kept(a.bones, b.bones) * min(1, float64(min(len(a.bones), len(b.bones)))/4)
	return m, how
}

// measureWords adds what two readings have in common by words.
func (m *Measures) measureWords(a, b *reading, how *evidence) {
	shared := how.match(a, b)
	m[featWords] = min(2, shared/maxBits)
	m[featRare] = clamp((how.rarest - 10) / 5)
	m[featPart] = min(1, shared/float64(min(a.bits, b.bits)))
	m[featWhole] = min(1, shared/float64(max(a.bits, b.bits)))
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
	if a == b {
		return is(a != "")
	}
	var textA, textB text
	x, y := textA.of(a), textB.of(b)
	return 1 - float64(edits(x, y))/float64(max(len(x), len(y)))
}

// A text is room for the letters of a name.
type text [maxJoined]rune

// of returns the letters of s, no more than are compared.
func (t *text) of(s string) []rune {
	n := 0
	for _, c := range s {
		if n == maxJoined {
			break
		}
		t[n] = c
		n++
	}
	return t[:n]
}

// edits is how many letters to put in, leave out, change or swap with the next
// make b of a: the optimal string alignment, a column of its table in the bits
// of a word, after Hyyrö (2003).
func edits(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	var same, before, diagonal, down uint64
	up := ^uint64(0)
	last := uint64(1) << (len(a) - 1)
	n := len(a)
	for _, c := range b {
		before, same = same, 0
		for i, x := range a {
			if x == c {
				same |= 1 << i
			}
		}
		swapped := (^diagonal & same) << 1 & before
		diagonal = ((same&up + up) ^ up) | same | down | swapped
		more, less := down|^(diagonal|up), diagonal&up
		if more&last != 0 {
			n++
		} else if less&last != 0 {
			n--
		}
		more, less = more<<1|1, less<<1
		up, down = less|^(diagonal|more), diagonal&more
	}
	return n
}

// triples is Dice's coefficient of runs of three letters, the ends counted as
// letters.
func triples(a, b []rune) float64 {
	var roomA, roomB [maxJoined + 4]rune // nothing before and behind
	copy(roomA[2:], a)
	copy(roomB[2:], b)
	x, y := roomA[:len(a)+4], roomB[:len(b)+4]
	var used uint64
	both := 0
	for i := range len(x) - 2 {
		for j := range len(y) - 2 {
			if x[i] == y[j] && x[i+1] == y[j+1] && x[i+2] == y[j+2] && used&(1<<j) == 0 {
				used |= 1 << j
				both++
				break
			}
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b)+4)
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

// Evidence is what else is known of two readings.
type evidence struct {
	how    [2]manner // of the readings
	edits  int
	length int     // of the longer name
	looks  bool    // fewer edits by look
	sounds bool    // the same sound
	rarest float64 // bits of the rarest word in common
	pairs  *pairs  // nil where nobody asks
}

// Pairs are the words that two readings have in common.
type pairs struct {
	same  []string
	alike [][2]string
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
					if e.pairs != nil {
						e.pairs.same = append(e.pairs.same, o.text)
					}
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
				if e.pairs != nil && v.bits > formBits {
					e.pairs.same = append(e.pairs.same, v.text)
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
		for j := range b.words {
			if !usedB[j] {
				if s := nearWords(&a.words[i], &b.words[j]); s > best {
					best, at = s, j
				}
			}
		}
		if at >= 0 {
			usedA[i], usedB[at] = true, true
			shared += best
			e.rarest = max(e.rarest, best)
			if e.pairs != nil {
				e.pairs.alike = append(e.pairs.alike, [2]string{v.text, b.words[at].text})
			}
		}
	}
	return shared
}

// nearWords is how many bits two unequal words share: what they tell, less
// what is chosen when they are held to be the same.
func nearWords(v, w *word) float64 {
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
	var textV, textW text
	x, y := textV.of(v.looks), textW.of(w.looks)
	d := edits(x, y)
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

// Score is the similarity: the logistic of the sum, and 1 for the same name.
func (m Measures) Score() float64 {
	if m[featSame] == 1 {
		return 1
	}
	return 1 / (1 + math.Exp(-m.sum()))
}

// Measure returns the measures of the readings of a and b that are most alike,
// and false where the names share no ground.
func Measure(a, b Name) (Measures, bool) {
	if shared(a.keys, b.keys) < ground {
		return Measures{}, false
	}
	m, _ := closest(a.readings, b.readings, false)
	return m, true
}

// closest compares every reading with every other, and collects the words in
// common if asked. It is the same both ways.
func closest(a, b []reading, asked bool) (m Measures, how evidence) {
	top := math.Inf(-1)
	var name Measures // of the first readings: others differ by their words alone
	var nameHow evidence
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			if x.how == romanized && (y.han || y.how == romanized && x.joined != y.joined) || y.how == romanized && x.han {
				continue // by some reading, too much sounds alike
			}
			var n Measures
			var e evidence
			if again := i+j > 0 && x.joined == a[0].joined && y.joined == b[0].joined; again {
				n, e = name, nameHow
			} else {
				n, e = measureName(x, y)
			}
			if i+j == 0 {
				name, nameHow = n, e
			}
			if asked {
				e.pairs = &pairs{}
			}
			if x.joined > y.joined { // from the left, it would not be the same both ways
				n.measureWords(y, x, &e)
				if asked {
					for k, w := range e.pairs.alike {
						e.pairs.alike[k] = [2]string{w[1], w[0]}
					}
				}
			} else {
				n.measureWords(x, y, &e)
			}
			if s := n.sum(); s > top {
				top, m, how = s, n, e
				how.how = [2]manner{x.how, y.how}
			}
		}
	}
	return m, how
}
