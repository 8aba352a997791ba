package names

import (
	"math"
	"sync"
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

// A subject is a name ready to be compared with many.
type subject struct {
	name     *Name
	ordinary bool
	readings [maxReadings]form
}

// A form is a reading with the patterns of its texts.
type form struct {
	*reading
	joined, looks, sounds, bones pattern
}

// of makes s the subject n.
func (s *subject) of(n *Name) {
	s.name, s.ordinary = n, n.readings[0].ordinary()
	for i := range n.readings {
		f := &s.readings[i]
		f.reading = &n.readings[i]
		f.joined.of(f.reading.joined)
		f.looks.of(f.reading.looks)
		f.sounds.of(f.reading.sounds)
		f.bones.of(f.reading.bones)
	}
}

// subjects are room for those who ask.
var subjects = sync.Pool{New: func() any { return new(subject) }}

// measureName compares two readings as one run of letters each.
func (a *form) measureName(b *reading) (m Measures, how evidence) {
	size := utf8.RuneCountInString(b.joined)
	longer, shorter := max(a.joined.size, size), min(a.joined.size, size)
	m[featBias] = 1
	m[featTriples] = a.joined.triples(b.joined)
	run := a.joined.run(b.joined)
	m[featRun] = float64(run) / float64(shorter)
	inside := run == shorter && shorter < longer && shorter >= 4
	m[featInside] = is(inside) * float64(min(shorter, 10)) / 10
	m[featStart] = float64(min(start(a.joined.text, b.joined), 5)) / 5
	m[featShort] = is(shorter <= 4)
	how.edits = a.joined.edits(b.joined)
	disguised := longer >= 5 && a.looks.text == b.looks // whatever letters it takes
	if how.edits > 0 && (disguised || 2*how.edits <= longer) && (a.looks.text != a.joined.text || b.looks != b.joined) {
		if looked := a.looks.edits(b.looks); looked < how.edits {
			how.looks, how.edits = true, looked
			size = utf8.RuneCountInString(b.looks)
			longer, shorter = max(a.looks.size, size), min(a.looks.size, size)
		}
	}
	how.length = longer
	m[featSame] = is(how.edits == 0)
	m[featEdits] = max(0, 1-float64(how.edits)/float64(longer))
	m[featLetters] = max(0, float64(shorter)-2.5*float64(how.edits)) / 12
	how.sounds = a.sounds.text == b.sounds
	m[featSounds] = a.sounds.kept(b.sounds)
	m[featBones] = a.bones.kept(b.bones) * min(1, float64(min(len(a.bones.text), len(b.bones)))/4)
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
	lookV, lookW := utf8.RuneCountInString(v.looks), utf8.RuneCountInString(w.looks)
	longer := max(lookV, lookW)
	if most := nearEdits(n); longer-min(lookV, lookW) <= most {
		if d := edits(v.looks, w.looks); d <= most {
			return max(0, tell-2.5*float64(d))
		}
	}
	if v.sounds == w.sounds && len(v.sounds) >= 3 {
		return max(0, tell-3)
	}
	if start := start(v.looks, w.looks); start >= 4 && 2*start >= longer {
		return max(0, float64(min(start*3, int(tell)))-4)
	}
	return 0
}

// nearEdits is how many edits words of n letters are near by.
func nearEdits(n int) int {
	switch {
	case n >= 11:
		return 3
	case n >= 8:
		return 2
	case n >= 5:
		return 1
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
	m, _ := a.closest(&b, false)
	return m, true
}

// closest is closest for two names that are compared once.
func (n *Name) closest(b *Name, asked bool) (Measures, evidence) {
	s := subjects.Get().(*subject)
	defer subjects.Put(s)
	s.of(n)
	return closest(s, b.readings, asked)
}

// closest compares every reading with every other, and collects the words in
// common if asked. It is the same both ways.
func closest(a *subject, b []reading, asked bool) (m Measures, how evidence) {
	top := math.Inf(-1)
	known := a.name.readings
	var name Measures // of the first readings: others differ by their words alone
	var nameHow evidence
	for i := range known {
		for j := range b {
			x, y := &known[i], &b[j]
			if x.how == romanized && (y.han || y.how == romanized && x.joined != y.joined) || y.how == romanized && x.han {
				continue // by some reading, too much sounds alike
			}
			var n Measures
			var e evidence
			if again := i+j > 0 && x.joined == known[0].joined && y.joined == b[0].joined; again {
				n, e = name, nameHow
			} else {
				n, e = a.readings[i].measureName(y)
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
