package names

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts/names/contested"
)

// TestPatternMeasuresWhatTablesDo holds what is read off bits against the
// tables of the textbook.
func TestPatternMeasuresWhatTablesDo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() string {
		text := make([]rune, r.IntN(maxJoined+1))
		for i := range text {
			text[i] = []rune("aabbcdo0罗马仕м")[r.IntN(12)]
		}
		return string(text)
	}
	var p pattern // used again, as those who ask do
	for range 5000 {
		a, b := random(), random()
		if r.IntN(2) == 0 { // a few edits apart
			b = strings.NewReplacer("ab", "ba", "cd", "c", "马", "м").Replace(a)
		}
		p.of(a)
		x, y := []rune(a), []rune(b)
		if got, want := p.edits(b), editsByTable(x, y); got != want {
			t.Fatalf("%q to %q: %d edits, want %d", a, b, got, want)
		}
		if got, want := p.run(b), runByTable(x, y); got != want {
			t.Fatalf("%q and %q: a run of %d, want %d", a, b, got, want)
		}
		if got, want := p.triples(b), triplesByCount(a, b); got != want {
			t.Fatalf("%q and %q: triples %v, want %v", a, b, got, want)
		}
		n := 0
		for n < min(len(x), len(y)) && x[n] == y[n] {
			n++
		}
		if got := start(a, b); got != n {
			t.Fatalf("%q and %q begin with %d letters, want %d", a, b, got, n)
		}
	}
}

func editsByTable(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			change := d[i][j]
			if a[i] != b[j] {
				change++
			}
			d[i+1][j+1] = min(d[i][j+1]+1, d[i+1][j]+1, change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func runByTable(a, b []rune) (best int) {
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			best = max(best, n)
		}
	}
	return best
}

func triplesByCount(a, b string) float64 {
	count := func(s string) (of map[[3]rune]int, n int) {
		of = map[[3]rune]int{}
		text := []rune("\x00\x00" + s + "\x00\x00")
		for i := range len(text) - 2 {
			of[[3]rune(text[i:i+3])]++
		}
		return of, len(text) - 2
	}
	x, n := count(a)
	y, m := count(b)
	both := 0
	for run, k := range x {
		both += min(k, y[run])
	}
	return 2 * float64(both) / float64(n+m)
}

// TestPackedNamesAreWhatTheyWere packs and unpacks, one after the other in the
// same room.
func TestPackedNamesAreWhatTheyWere(t *testing.T) {
	var room unpacker
	marks := append(contested.Marks(2000, 6), "", "\xff\x00", "РОМОЅЅ", strings.Repeat("重庆长沙乐 ", 200), strings.Repeat("x", 10_000), "佰思壮BYESTRAW RIGHTCHOICE")
	for _, mark := range marks {
		n := Fold(mark)
		got := room.unpack(packed(n.pack(nil)))
		same := got.Text == n.Text && slices.EqualFunc(got.readings, n.readings, func(a, b reading) bool {
			return a.how == b.how && a.han == b.han && a.bits == b.bits && a.joined == b.joined && a.looks == b.looks &&
				a.sounds == b.sounds && a.bones == b.bones && slices.Equal(a.words, b.words)
		})
		if !same {
			t.Errorf("%.40q is unpacked as %v, want %v", mark, got, n)
		}
	}
}
