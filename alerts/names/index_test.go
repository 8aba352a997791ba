package names_test

import (
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mozillazg/go-pinyin"

	"tocsin/alerts/names"
	"tocsin/alerts/names/contested"
)

func entries(marks []string) []names.Entry {
	out := make([]names.Entry, len(marks))
	for i, m := range marks {
		out[i] = names.Entry{ID: strconv.Itoa(i), Name: m}
	}
	return out
}

// TestIndexFindsWhatComparisonFinds compares filings with every entry.
func TestIndexFindsWhatComparisonFinds(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 1000, 10_000} {
		marks := contested.Marks(size, 1)
		want, got := exhaust(names.NewIndex(entries(marks)), marks, size)
		if want < size/1000 || want == 0 || got < want {
			t.Errorf("%d entries: found %d of %d", size, got, want)
		}
	}
}

// exhaust compares eighty filings with the first n marks, and counts what is
// alike and what of it the index finds.
func exhaust(x *names.Index, marks []string, n int) (want, got int) {
	folded := make([]names.Name, n)
	for i, m := range marks[:n] {
		folded[i] = names.Fold(m)
	}
	filings := contested.Marks(40, 2)
	for i := range 40 {
		filings = append(filings, mistype(marks[i*7%n], i)) // so that there is something to find
	}
	for _, f := range filings {
		found := map[string]float64{}
		for _, m := range x.Find(names.Query{Name: f, Suspect: true}) {
			found[m.ID] = m.Score
		}
		name := names.Fold(f)
		for i, e := range folded {
			if s := names.Score(name, e); s >= names.Alike && names.Owed(name, e) {
				want++
				if found[strconv.Itoa(i)] == s {
					got++
				}
			}
		}
	}
	return want, got
}

// mistype swaps two letters.
func mistype(s string, i int) string {
	b := []byte(s)
	if at := 1 + i%3; at+1 < len(b) && b[at] < 0x80 && b[at+1] < 0x80 {
		b[at], b[at+1] = b[at+1], b[at]
	}
	return string(b)
}

// TestIndexChanges holds an index that is changed to one that is made anew.
func TestIndexChanges(t *testing.T) {
	marks := contested.Marks(3000, 3)
	all := entries(marks)
	x := names.NewIndex(all[:1000])
	for i := 1000; i < 3000; i += 23 {
		x.Change(all[i:min(i+23, 3000)], nil)
	}
	x.Change([]names.Entry{{ID: "5", Name: "ROMOSS"}, {ID: "6", Name: "nobody"}, {ID: "6", Name: "SEIKO"}}, []string{"7", "8", "absent"})
	if got := x.Len(); got != 2998 {
		t.Errorf("%d entries, want 2998", got)
	}
	all[5].Name, all[6].Name = "ROMOSS", "SEIKO"
	y := names.NewIndex(slices.Concat(all[:7], all[9:]))
	for _, f := range append(contested.Marks(100, 4), "R0MOSS", "SEYKO", marks[5], marks[6], marks[7], marks[8], marks[2999]) {
		ids := func(x *names.Index) (out []string) {
			for _, m := range x.Find(names.Query{Name: f}) {
				out = append(out, fmt.Sprintf("%s %.3f", m.ID, m.Score))
			}
			return out
		}
		if got, want := ids(x), ids(y); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", f, got, want)
		}
	}
}

func TestIndexIsAskedWhileItChanges(t *testing.T) {
	all := entries(contested.Marks(2000, 5))
	x := names.NewIndex(all[:1])
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range all {
			x.Change(all[i:i+1], nil)
		}
	})
	for range 2 {
		wg.Go(func() {
			for range 500 {
				if got := x.Find(names.Query{Name: all[0].Name}); len(got) == 0 || got[0].Score != 1 {
					t.Errorf("%q is not found", all[0].Name)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestWeakNames(t *testing.T) {
	for _, tc := range []struct {
		watched string
		classes []int
		q       names.Query
		want    bool
	}{
		{"DJI", []int{9}, names.Query{Name: "DJI", Classes: []int{9}}, true},
		{"DJI", []int{9}, names.Query{Name: "DJI"}, true},
		{"DJI", []int{9}, names.Query{Name: "DJI", Classes: []int{31}}, false},
		{"DJI", []int{9}, names.Query{Name: "DJI", Classes: []int{31}, Suspect: true}, true},
		{"HERO", []int{12}, names.Query{Name: "HEROS", Classes: []int{12}}, true},
		{"HERO", []int{12}, names.Query{Name: "HERO", Classes: []int{30}}, false},
		{"ROMOSS", []int{9}, names.Query{Name: "ROMOSS", Classes: []int{30}}, true},
		{"CORP", nil, names.Query{Name: "11420 CORP."}, false},
		{"11420 CORP.", nil, names.Query{Name: "ACME CORP"}, false},
		{"A", nil, names.Query{Name: "A B C Plumbing"}, false},
		{"A", nil, names.Query{Name: "A", Classes: []int{1}}, true},
	} {
		x := names.NewIndex([]names.Entry{{ID: "e", Name: tc.watched, Classes: tc.classes}})
		if got := len(x.Find(tc.q)) == 1; got != tc.want {
			t.Errorf("%s in %v, %+v: found %v, want %v", tc.watched, tc.classes, tc.q, got, tc.want)
		}
	}
}

// TestNearLeavesOutWhatIsApart and nothing else.
func TestNearLeavesOutWhatIsApart(t *testing.T) {
	t.Parallel()
	all := entries(contested.Marks(2000, 3))
	for i := range all {
		all[i].Classes = [][]int{{9}, {25, 18}, nil, {35}, {31}}[i%5]
	}
	x := names.NewIndex(all)
	left := 0
	for i := range 300 {
		q := names.Query{Name: mistype(all[i*3].Name, i), Classes: [][]int{{9, 42}, {25}, nil, {5}}[i%4]}
		want := x.Find(q)
		n := len(want)
		want = slices.DeleteFunc(want, func(m names.Match) bool { return m.Kin == names.Apart })
		left += n - len(want)
		q.Near = true
		same := func(a, b names.Match) bool {
			return a.ID == b.ID && a.Score == b.Score && a.Rank == b.Rank && a.Kin == b.Kin
		}
		if got := x.Find(q); !slices.EqualFunc(got, want, same) {
			t.Errorf("%+v: %v, want %v", q, got, want)
		}
	}
	if left < 50 {
		t.Errorf("only %d entries were for other goods", left)
	}
}

// respellings are how one sound is written in two ways.
var respellings = [][2]string{
	{"ph", "f"}, {"f", "ph"}, {"ck", "k"}, {"c", "k"}, {"k", "c"}, {"x", "ks"}, {"qu", "kw"}, {"s", "z"}, {"z", "s"}, {"i", "y"}, {"y", "i"},
	{"ee", "ea"}, {"oo", "u"}, {"ll", "l"}, {"tt", "t"}, {"ss", "s"}, {"n", "nn"}, {"t", "tt"}, {"o", "oh"}, {"ei", "ey"}, {"ai", "ay"}, {"ch", "tch"},
}

// plant returns a look-alike of a mark by kind, "" where there is none.
func plant(kind, mark string, r *rand.Rand) string {
	low, before := strings.ToLower(mark), mark
	switch kind {
	case "cyrillic":
		for _, p := range [][2]string{{"A", "А"}, {"E", "Е"}, {"O", "О"}, {"C", "С"}, {"P", "Р"}, {"X", "Х"}, {"T", "Т"}, {"H", "Н"}, {"K", "К"}, {"M", "М"}, {"B", "В"}} {
			if r.IntN(4) > 0 {
				mark = strings.Replace(mark, p[0], p[1], 1+r.IntN(3))
			}
		}
	case "digits":
		for _, p := range [][2]string{{"O", "0"}, {"I", "1"}, {"E", "3"}, {"S", "5"}, {"A", "4"}, {"B", "8"}, {"L", "1"}} {
			if r.IntN(2) > 0 {
				mark = strings.Replace(mark, p[0], p[1], 1+r.IntN(2))
			}
		}
	case "phonetic":
		n := 0
		for _, i := range r.Perm(len(respellings)) {
			if p := respellings[i]; n < 1+r.IntN(2) && strings.Contains(low, p[0]) {
				low = strings.Replace(low, p[0], p[1], 1)
				n++
			}
		}
		mark = low
	case "letter":
		b := []byte(low)
		at := 1 + r.IntN(max(1, len(b)-1))
		if at < len(b) && b[at] < 0x80 && b[at] != ' ' {
			b[at] = "aeioubdgklmnprst"[r.IntN(16)]
		}
		mark = string(b)
	case "left out", "put in", "doubled":
		text := []rune(low)
		at := 1 + r.IntN(max(1, len(text)-1))
		switch {
		case at >= len(text) || text[at] == ' ' || text[at] >= 0x80: // of two characters, one is another mark
		case kind == "left out":
			mark = string(text[:at]) + string(text[at+1:])
		case kind == "put in":
			mark = string(text[:at]) + string("aeioulnrst"[r.IntN(10)]) + string(text[at:])
		default:
			mark = string(text[:at+1]) + string(text[at:])
		}
	case "swapped":
		mark = mistype(low, r.IntN(3))
	case "spaced":
		text := []rune(low)
		mark = string(text[:len(text)/2]) + "-" + string(text[len(text)/2:])
	case "added":
		mark = low + [3]string{" pro", " official store", " usa"}[r.IntN(3)]
	case "pinyin", "pinyin spaced", "pinyin of Taiwan":
		sound := pinyin.LazyConvert(mark, nil)
		if len(sound) < 2 || len(sound) != len([]rune(mark)) {
			return ""
		}
		if kind == "pinyin spaced" {
			return strings.ToUpper(strings.Join(sound, " "))
		}
		mark = strings.Join(sound, "")
		if kind == "pinyin of Taiwan" {
			for i, s := range sound {
				for _, p := range [][2]string{{"zh", "ch"}, {"q", "ch"}, {"x", "hs"}, {"j", "ch"}, {"z", "ts"}, {"b", "p"}, {"d", "t"}, {"g", "k"}} {
					if rest, ok := strings.CutPrefix(s, p[0]); ok {
						sound[i] = p[1] + rest
						break
					}
				}
			}
			return strings.Join(sound, "-")
		}
	}
	if strings.EqualFold(mark, before) {
		return ""
	}
	return mark
}

// kinds are those of look-alikes, and what share of each is found at least.
var kinds = []struct {
	name  string
	floor float64
}{
	{"cyrillic", 0.99}, {"digits", 0.98}, {"phonetic", 0.95}, {"letter", 0.98}, {"left out", 0.98}, {"put in", 0.98}, {"doubled", 0.98},
	{"swapped", 0.98}, {"spaced", 0.99}, {"added", 0.97}, {"pinyin", 0.98}, {"pinyin spaced", 0.98}, {"pinyin of Taiwan", 0.95},
}

// TestPlantedLookAlikesAreFound plants look-alikes of a thousand marks, and
// counts what is found for filings of no concern.
func TestPlantedLookAlikesAreFound(t *testing.T) {
	t.Parallel()
	shops, brands := contested.Background()
	var marks []string
	for i := range 600 {
		marks = append(marks, strings.ToUpper(brands[i*5]))
	}
	for _, s := range shops {
		if text := []rune(s); len(marks) < 1000 && len(text) >= 2 && len(text) <= 6 && text[0] >= 0x4e00 && text[0] < 0xa000 {
			marks = append(marks, s)
		}
	}
	plantAndCount(t, marks, contested.Marks(10_000, 9))
}

// TestNoiseOfBrands is the same with brands of a marketplace, against a real
// gazette of a week.
func TestNoiseOfBrands(t *testing.T) {
	t.Parallel()
	brands, err := os.ReadFile("../../../shared/captures/marks/brand_names.txt")
	gazette, err2 := os.ReadFile("../../../shared/captures/marks/gazette_issue_index_2434_marks.xml")
	if errors.Join(err, err2) != nil {
		t.Skip("no captures beside the checkout")
	}
	var filings []string
	for _, after := range strings.Split(string(gazette), "<Trademark_Name>")[1:] {
		name, _, _ := strings.Cut(after, "<")
		filings = append(filings, html.UnescapeString(name))
	}
	plantAndCount(t, strings.Split(strings.TrimSpace(string(brands)), "\n"), filings)
}

func plantAndCount(t *testing.T, marks, filings []string) {
	t.Helper()
	x := names.NewIndex(entries(marks))
	r := rand.New(rand.NewPCG(1, 2))
	all, hit := 0, 0
	for _, kind := range kinds {
		planted, found := 0, 0
		for i, m := range marks {
			p := ""
			if len(m) >= 5 {
				p = plant(kind.name, m, r)
			}
			if p == "" {
				continue
			}
			planted++
			if slices.ContainsFunc(x.Find(names.Query{Name: p, Suspect: true}), func(m names.Match) bool { return m.ID == strconv.Itoa(i) }) {
				found++
			} else if testing.Verbose() {
				t.Logf("%s: %s of %s is not found", kind.name, p, m)
			}
		}
		t.Logf("%s: %d of %d", kind.name, found, planted)
		if float64(found) < kind.floor*float64(planted) {
			t.Errorf("%s: found %d of %d, want %.0f %%", kind.name, found, planted, 100*kind.floor)
		}
		all, hit = all+planted, hit+found
	}
	if float64(hit) < 0.95*float64(all) || all < 4000 {
		t.Errorf("found %d of %d look-alikes, want 95 %%", hit, all)
	}
	noise := 0
	for _, f := range filings {
		noise += len(x.Find(names.Query{Name: f}))
	}
	rate := float64(noise) / float64(len(filings)) / float64(len(marks)) * 1000
	t.Logf("%d marks: %.3f of %d look-alikes, %.3f hits a filing and thousand marks", len(marks), float64(hit)/float64(all), all, rate)
	if rate > 0.12 {
		t.Errorf("%.3f hits a filing and thousand marks, want 0.12 at most", rate)
	}
}

// BenchmarkFind streams filings through indexes of several sizes, as many at a
// time as there are processors. Its measures are what is promised: filings a
// second, MB, seconds to build, and the share of what comparison with every
// entry finds, of 20,000 entries.
func BenchmarkFind(b *testing.B) {
	for _, size := range []int{1000, 10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			marks := contested.Marks(size, 1)
			list := entries(marks)
			before := heap()
			start := time.Now()
			x := names.NewIndex(list)
			built := time.Since(start)
			mb := float64(heap()-before) / (1 << 20)
			want, got := exhaust(x, marks, min(size, 20_000))
			filings := contested.Marks(20_000, 2)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					x.Find(names.Query{Name: filings[i%len(filings)]})
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "filings/s")
			b.ReportMetric(mb, "MB")
			b.ReportMetric(built.Seconds(), "s-to-build")
			b.ReportMetric(float64(got)/float64(want), "recall")
			runtime.KeepAlive(list)
		})
	}
}

// BenchmarkChange puts ten entries in and takes ten out of a hundred thousand.
func BenchmarkChange(b *testing.B) {
	list := entries(contested.Marks(200_000, 1))
	x := names.NewIndex(list[:100_000])
	for i := 0; b.Loop(); i++ {
		at := i * 10 % 100_000
		var gone []string
		for _, e := range list[at : at+10] {
			gone = append(gone, e.ID)
		}
		x.Change(list[100_000+at:100_010+at], gone)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// FuzzIndex asks an index of one entry, and one changed to hold it.
func FuzzIndex(f *testing.F) {
	for _, s := range []string{"", "A", "ROMOSS", strings.Repeat("x", 10_000), "🔋🙂", "\u202eשלום\u202c", "R\u200bOMOSS", "\xff\xfe", "!?…", "重庆长沙乐", "12345"} {
		f.Add(s, "A")
		f.Add("ROMOSS", s)
	}
	f.Fuzz(func(t *testing.T, watched, filed string) {
		x := names.NewIndex([]names.Entry{{ID: "e", Name: watched}})
		y := names.NewIndex(nil)
		y.Change([]names.Entry{{ID: "e", Name: filed}, {ID: "gone", Name: watched}}, nil)
		y.Change([]names.Entry{{ID: "e", Name: watched}}, []string{"gone"})
		one, two := x.Find(names.Query{Name: filed}), y.Find(names.Query{Name: filed})
		if len(one) != len(two) || len(one) == 1 && one[0].Score != two[0].Score {
			t.Errorf("%q for %q: %v in a new index, %v in a changed one", watched, filed, one, two)
		}
		for _, m := range one {
			if s := m.Similarity(); s.Score != m.Score || len(s.Reasons) == 0 {
				t.Errorf("%q for %q: %v, want %v and reasons", watched, filed, s, m.Score)
			}
		}
		if a, b := names.Fold(filed), names.Fold(watched); len(one) == 1 != (names.Score(a, b) >= names.Alike && names.OwedUnknown(a, b)) {
			t.Errorf("%q for %q: found %v, score %v", watched, filed, one, names.Score(a, b))
		}
	})
}
