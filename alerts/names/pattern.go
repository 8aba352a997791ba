package names

import "unicode/utf8"

// A pattern is a text ready to be measured against many: of each letter, the
// places where it stands as bits of a word. What is measured then costs a few
// operations for each letter of the other text, however long the pattern is.
//
// The zero pattern is that of the empty text. Texts hold maxJoined letters at
// most, and are valid UTF-8 without NUL.
type pattern struct {
	text  string
	size  int                   // letters
	ascii [utf8.RuneSelf]uint64 // by letter
	other []places              // of the other letters
}

type places struct {
	letter rune
	bits   uint64
}

// of makes p the pattern of text.
func (p *pattern) of(text string) {
	for _, c := range p.text {
		if c < utf8.RuneSelf {
			p.ascii[c] = 0
		}
	}
	p.text, p.size, p.other = text, 0, p.other[:0]
	for _, c := range text {
		p.put(c, 1<<p.size)
		p.size++
	}
}

func (p *pattern) put(c rune, bit uint64) {
	if c < utf8.RuneSelf {
		p.ascii[c] |= bit
		return
	}
	for i := range p.other {
		if p.other[i].letter == c {
			p.other[i].bits |= bit
			return
		}
	}
	p.other = append(p.other, places{c, bit})
}

// at is where the letter stands.
func (p *pattern) at(c rune) uint64 {
	if c < utf8.RuneSelf {
		return p.ascii[c]
	}
	for i := range p.other {
		if p.other[i].letter == c {
			return p.other[i].bits
		}
	}
	return 0
}

// edits is how many letters to put in, leave out, change or swap with the next
// make s of the pattern: the optimal string alignment, a column of its table in
// the bits of a word, after Hyyrö (2003).
func (p *pattern) edits(s string) int {
	if p.size == 0 || s == "" {
		return p.size + utf8.RuneCountInString(s)
	}
	var same, before, diagonal, down uint64
	up := ^uint64(0)
	last := uint64(1) << (p.size - 1)
	n := p.size
	for _, c := range s {
		before, same = same, p.at(c)
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

// kept is the share of the longer text that needs no edit.
func (p *pattern) kept(s string) float64 {
	if p.text == s {
		return is(s != "")
	}
	return 1 - float64(p.edits(s))/float64(max(p.size, utf8.RuneCountInString(s)))
}

// triples is Dice's coefficient of runs of three letters, nothing counted as
// two letters before and behind. Of equal runs each is paired once.
func (p *pattern) triples(s string) float64 {
	nothing := uint64(3 | 3<<(p.size+2)) // where it stands, the text from bit 2 on
	var used uint64
	both, size := 0, 0
	first, second := nothing, nothing
	pair := func(third uint64) {
		if free := first & (second >> 1) & (third >> 2) &^ used; free != 0 {
			used |= free & -free
			both++
		}
		first, second = second, third
	}
	for _, c := range s {
		pair(p.at(c) << 2)
		size++
	}
	pair(nothing)
	pair(nothing)
	return 2 * float64(both) / float64(p.size+size+4)
}

// run is the length of the longest run of letters in both.
func (p *pattern) run(s string) int {
	var stands [maxJoined]uint64 // each letter of s
	n, best := 0, 0
	for _, c := range s {
		stands[n] = p.at(c)
		n++
		for best < n && p.endsRun(stands[:n], best+1) {
			best++
		}
	}
	return best
}

// endsRun reports whether the last letters stand as one run in the pattern.
func (p *pattern) endsRun(stands []uint64, letters int) bool {
	ends := stands[len(stands)-1]
	for k := 1; k < letters && ends != 0; k++ {
		ends &= stands[len(stands)-1-k] << k
	}
	return ends != 0
}

// start is how many letters a and b begin with alike.
func start(a, b string) int {
	n := 0
	for i, c := range a {
		if r, _ := utf8.DecodeRuneInString(b[i:]); r != c {
			break
		}
		n++
		if i+utf8.RuneLen(c) >= len(b) {
			break
		}
	}
	return n
}

// edits is how many edits make b of a.
func edits(a, b string) int {
	var p pattern
	p.of(a)
	return p.edits(b)
}
