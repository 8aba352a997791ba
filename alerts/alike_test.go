package alerts

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/names/contested"
	"tocsin/crawlers"
)

// TestMarksThatOnlyResemble finds a mark by what it is made to look or sound
// like, in classes that have to do with each other, and says why.
func TestMarksThatOnlyResemble(t *testing.T) {
	lists := []Watchlist{{ID: "w-a", Name: "罗马仕", Entries: []Entry{
		{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}, Owner: "Shenzhen Romoss Technology Co., Ltd."},
	}}}
	for _, tc := range []struct {
		name    string
		text    string
		classes []int
		owner   string
		want    string // in the reason; "" is no hit
	}{
		{"the same", "ROMOSS", []int{9}, "Fulano Ltda", "一致"},
		{"a digit for a letter", "R0MOSS", []int{9}, "Fulano Ltda", "相近"},
		{"Cyrillic", "РОМОSS", []int{9}, "Fulano Ltda", "ROMOSS"},
		{"one letter more", "ROMOSSO", []int{9}, "Fulano Ltda", "相近"},
		{"one letter more for other goods", "ROMOSSO", []int{31}, "Fulano Ltda", ""},
		{"the owner's own variant", "ROMOSSO", []int{9}, "Shenzhen Romoss Technology Co., Ltd.", ""},
		{"the owner's own, spelled otherwise", "ROMOSS", []int{9}, "SHENZHEN ROMOSS TECH COMPANY LIMITED", ""},
		{"perhaps the owner's own", "ROMOSS", []int{9}, "Shenzhen Romoss Technology (Germany) GmbH", "一致"},
		{"something else", "KRANICH", []int{9}, "Fulano Ltda", ""},
	} {
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "br-tm", Number: "9"}, Slug: "applied", Kind: crawlers.Squatting, Title: "9",
			Marks:   []crawlers.Mark{{Text: tc.text, Classes: tc.classes}},
			Parties: []crawlers.Party{{Role: crawlers.Applicant, Name: tc.owner}},
		}
		hits := Match(f, Verdict{}, lists)
		if tc.want == "" {
			if len(hits) > 0 {
				t.Errorf("%s: hit %+v", tc.name, hits)
			}
			continue
		}
		if len(hits) != 1 || !strings.Contains(strings.Join(hits[0].Reasons, "；"), tc.want) {
			t.Errorf("%s: %+v, want one that says %q", tc.name, hits, tc.want)
		}
		f.Kind = crawlers.Lawsuit // where a name that only resembles one is another's
		if tc.name == "one letter more" && len(Match(f, Verdict{}, lists)) > 0 {
			t.Errorf("%s: in a suit", tc.name)
		}
	}
}

// classesOf draws the classes of a filing about as often as they are named.
func classesOf(r *rand.Rand) []int {
	often := []int{35, 35, 35, 35, 9, 9, 9, 30, 30, 5, 5, 43, 43, 3, 3, 41, 41, 42, 42, 29, 25, 25, 16, 36, 10, 37, 44, 21, 11, 39, 7, 12, 18, 31, 32, 28, 1, 20, 14, 38}
	out := []int{often[r.IntN(len(often))]}
	if r.IntN(5) == 0 {
		out = append(out, often[r.IntN(len(often))])
	}
	return out
}

// applied is an application as registers tell it, which repeat the mark in its
// title and say the goods.
func applied(text string, classes []int) crawlers.Filing {
	const goods = "Downloadable software; electric lamps; clothing, namely, shirts; retail store services; coffee and orange juice"
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-tm", Number: "9"}, Slug: "applied", Kind: crawlers.Squatting, Title: text + " (9)", Text: text + "\n" + goods,
		Marks: []crawlers.Mark{{Text: text, Classes: classes, Goods: goods}},
	}
}

// TestFullDayIsQuiet counts what a full day of 60,000 filings brings to who
// watches one of a thousand brands, and beside it what is told of marks that
// tribunals had to decide on. It reads every sixth filing: what is told is told of
// each by itself, so that six times as many bring six times as much.
func TestFullDayIsQuiet(t *testing.T) {
	t.Parallel()
	const day, read = 60_000, 10_000
	_, brands := contested.Background()
	for _, classed := range []bool{true, false} {
		r := rand.New(rand.NewPCG(3, 4))
		var list Watchlist
		for i := range 1000 {
			e := Entry{Type: WatchMark, Value: brands[i*3]}
			if classed {
				e.Classes = classesOf(r)
			}
			list.Entries = append(list.Entries, e)
		}
		m := NewMatcher([]Watchlist{list})
		var interrupts, digest float64
		for _, mark := range contested.Marks(read, 11) {
			for _, h := range m.Match(applied(mark, classesOf(r)), Verdict{}) {
				if h.Faint {
					digest += day / read / float64(len(list.Entries))
				} else {
					interrupts += day / read / float64(len(list.Entries))
				}
			}
		}
		t.Logf("classes %v: for each mark and day %.2f that interrupt, %.2f for the digest", classed, interrupts, digest)
		if interrupts > 0.3 || digest > 0.8 || interrupts == 0 {
			t.Errorf("classes %v: %.2f interrupt and %.2f are for the digest, want 0.3 and 0.8 at most", classed, interrupts, digest)
		}
	}
	pairs, err := contested.Pairs()
	if err != nil {
		t.Fatal(err)
	}
	spelled, told, interrupts := 0, 0, 0
	for _, p := range pairs {
		if !p.Spelled() {
			continue
		}
		spelled++
		list := Watchlist{ID: "w", Entries: []Entry{{Type: WatchMark, Value: p.Earlier, Classes: []int{9}}}}
		for _, h := range Match(applied(p.New, []int{9}), Verdict{}, []Watchlist{list}) {
			told++
			if !h.Faint {
				interrupts++
			}
		}
	}
	t.Logf("of %d contested pairs %d are told, %d at once", spelled, told, interrupts)
	if 100*told < 75*spelled || 100*interrupts < 50*spelled {
		t.Errorf("of %d contested pairs %d are told, %d at once, want 75 and 50 in a hundred", spelled, told, interrupts)
	}
}

// TestLookAlikesForTheSameGoodsAreTold disguises brands and applies for them:
// people are interrupted.
func TestLookAlikesForTheSameGoodsAreTold(t *testing.T) {
	t.Parallel()
	_, brands := contested.Background()
	disguises := map[string]func(s string, at int) string{
		"left out": func(s string, at int) string { return s[:at] + s[at+1:] },
		"put in":   func(s string, at int) string { return s[:at] + "e" + s[at:] },
		"doubled":  func(s string, at int) string { return s[:at] + s[at:at+1] + s[at:] },
		"swapped":  func(s string, at int) string { return s[:at-1] + s[at:at+1] + s[at-1:at] + s[at+1:] },
		"parted":   func(s string, at int) string { return s[:at] + " " + s[at:] },
		"cyrillic": func(s string, _ int) string {
			return strings.NewReplacer("a", "а", "e", "е", "o", "о", "c", "с").Replace(s)
		},
		"digits": func(s string, _ int) string { return strings.NewReplacer("o", "0", "l", "1", "e", "3").Replace(s) },
	}
	for kind, disguise := range disguises {
		planted, told := 0, 0
		for i, brand := range brands {
			low := strings.ToLower(brand)
			if i%7 > 0 || len(low) < 5 || strings.Trim(low, "abcdefghijklmnopqrstuvwxyz") != "" {
				continue
			}
			other := disguise(low, 1+i%(len(low)-1))
			if other == low {
				continue
			}
			planted++
			list := Watchlist{ID: "w", Entries: []Entry{{Type: WatchMark, Value: brand, Classes: []int{9}}}}
			if hits := Match(applied(other, []int{9, 35}), Verdict{}, []Watchlist{list}); len(hits) == 1 && !hits[0].Faint {
				told++
			}
		}
		t.Logf("%s: %d of %d", kind, told, planted)
		if planted < 100 || float64(told) < 0.95*float64(planted) {
			t.Errorf("%s: told of %d of %d look-alikes, want 95 %%", kind, told, planted)
		}
	}
}

// BenchmarkMatcher streams applications for marks through a matcher of a
// hundred thousand watched marks.
func BenchmarkMatcher(b *testing.B) {
	const watched = 100_000
	list := Watchlist{ID: "w"}
	r := rand.New(rand.NewPCG(1, 2))
	for _, mark := range contested.Marks(watched, 1) {
		list.Entries = append(list.Entries, Entry{Type: WatchMark, Value: mark, Classes: classesOf(r)})
	}
	filings := make([]crawlers.Filing, 20_000)
	for i, mark := range contested.Marks(len(filings), 2) {
		filings[i] = applied(mark, classesOf(r))
	}
	start := time.Now()
	m := NewMatcher([]Watchlist{list})
	b.ReportMetric(time.Since(start).Seconds(), "s-to-build")
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			m.Match(filings[i%len(filings)], Verdict{})
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "filings/s")
}
