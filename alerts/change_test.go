package alerts

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tocsin/alerts/names/contested"
	"tocsin/crawlers"
)

// exporters returns lists of ten entries each: marks, the companies and stores
// that bear them, and what they sell.
func exporters(n int) []Watchlist {
	r := rand.New(rand.NewPCG(1, 2))
	var lists []Watchlist
	marks := contested.Marks(n*5, 1)
	for i := range n {
		l := Watchlist{ID: "w-" + strconv.Itoa(i), Name: strconv.Itoa(i)}
		for _, mark := range marks[i*5 : i*5+5] {
			l.Entries = append(l.Entries, Entry{Type: WatchMark, Value: mark, Classes: classesOf(r)})
		}
		own := marks[i*5]
		l.Entries = append(l.Entries,
			Entry{Type: WatchCompany, Value: firmName(r, own)},
			Entry{Type: WatchCompany, Value: fmt.Sprintf("%s%c%c%s有限公司", hanPlaces[i%len(hanPlaces)], 0x4e00+r.IntN(0x1000), 0x4e00+r.IntN(0x1000), hanTrades[i%len(hanTrades)])},
			Entry{Type: WatchStore, Value: own + " Official Store"},
			Entry{Type: WatchProduct, Value: fmt.Sprintf("model %s-%d", own, i)},
			Entry{Type: WatchCompetitor, Value: firmName(r, marks[i*5+1])},
		)
		lists = append(lists, l)
	}
	return lists
}

var (
	latinPlaces = []string{"Shenzhen", "Guangzhou", "Dongguan", "Ningbo", "Yiwu", "Xiamen"}
	latinTrades = []string{"Technology", "Electronics", "Trading", "Home Furnishing", "Import and Export", "Lighting"}
	hanPlaces   = []string{"深圳市", "广州", "东莞市", "宁波", "义乌市", "厦门"}
	hanTrades   = []string{"科技", "电子", "贸易", "家居", "进出口", "照明"}
)

func firmName(r *rand.Rand, own string) string {
	return latinPlaces[r.IntN(len(latinPlaces))] + " " + own + " " + latinTrades[r.IntN(len(latinTrades))] + " Co., Ltd."
}

// days returns filings as they come: four applications for a mark, by somebody
// with an address, for each suit of several defendants.
func days(n int) []crawlers.Filing {
	r := rand.New(rand.NewPCG(5, 6))
	out := make([]crawlers.Filing, n)
	for i, mark := range contested.Marks(n, 2) {
		who := crawlers.Party{Role: crawlers.Applicant, Name: firmName(r, mark), Address: fmt.Sprintf("%d Longhua Road, Longhua District, Shenzhen, Guangdong 518109", i), Country: "CN"}
		out[i] = applied(mark, classesOf(r))
		out[i].Parties = []crawlers.Party{who}
		out[i].Title = mark
		if i%5 == 0 {
			out[i].Kind, out[i].Marks = crawlers.Lawsuit, nil
			out[i].Parties = []crawlers.Party{
				party(crawlers.Plaintiff, "Lantern & Loom LLC"), party(crawlers.Defendant, who.Name), party(crawlers.Defendant, mark+" Store"),
				party(crawlers.Defendant, "The Individuals and Entities on Schedule A"), party(crawlers.LawFirm, "Greer, Burns & Crain, Ltd."),
			}
			out[i].Text = "Complaint for trademark infringement and motion for a temporary restraining order by Lantern & Loom LLC against " + who.Name + " and others on Schedule A, who sell counterfeit lamps in online stores."
		}
	}
	return out
}

// BenchmarkWhole streams filings of all kinds through matchers of lists with all
// kinds of entries. Its measures are what is promised; processor time is also
// right on a machine that does something else.
func BenchmarkWhole(b *testing.B) {
	filings := days(20_000)
	for _, size := range []int{1000, 10_000, 100_000} {
		b.Run(strconv.Itoa(size*10)+" entries", func(b *testing.B) {
			lists := exporters(size)
			before := heap()
			start := time.Now()
			m := NewMatcher(lists)
			built := time.Since(start)
			mb := float64(heap()-before) / (1 << 20)
			hits := 0
			for _, f := range filings[:1000] {
				hits += len(m.Match(f, Verdict{}))
			}
			b.ResetTimer()
			busy := processorTime(b)
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					m.Match(filings[i%len(filings)], Verdict{})
				}
			})
			busy = processorTime(b) - busy
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "filings/s")
			b.ReportMetric(float64(busy.Microseconds())/float64(b.N), "cpu-µs/filing")
			b.ReportMetric(built.Seconds(), "s-to-build")
			b.ReportMetric(mb, "MB")
			b.ReportMetric(float64(hits)/1000, "hits/filing")
			runtime.KeepAlive(lists)
		})
	}
}

// TestChangedMatcherIsANewOne changes lists at random, and has a matcher that was
// changed with them find what a new one does, and the one before what it did.
func TestChangedMatcherIsANewOne(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	all := exporters(60)
	entry := func() Entry {
		e := all[r.IntN(len(all))].Entries[r.IntN(10)]
		switch r.IntN(6) {
		case 0:
			e = Entry{Type: WatchPatent, Value: fmt.Sprintf("US 10,%03d,456", r.IntN(20))}
		case 1:
			e = Entry{Type: WatchPatent, Value: "no number"} // by which nothing can be found
		case 2:
			e.Note, e.Countries = "again", []string{"US"}
		}
		return e
	}
	filings := days(80)
	for i := range filings {
		f := &filings[i]
		e := all[i%len(all)].Entries
		if f.Kind == crawlers.Squatting {
			f.Marks[0].Text = e[r.IntN(5)].Value
			f.Parties[0].Name = e[5].Value
		} else {
			f.Parties[1].Name, f.Parties[2].Name = e[5+r.IntN(2)].Value, e[7].Value
			f.Patents = []string{fmt.Sprintf("US10%03d456B2", r.IntN(20))}
		}
	}
	found := func(m *Matcher) (out []string, hits int) {
		for _, f := range filings {
			h := m.Match(f, Verdict{})
			out, hits = append(out, fmt.Sprintf("%+v", h)), hits+len(h)
		}
		return out, hits
	}
	lists := slices.Clone(all[:30])
	m, hits := NewMatcher(lists), 0
	for step := range 40 {
		before, _ := found(m)
		old := m
		lists = slices.Clone(lists)
		for range 1 + r.IntN(4) {
			i := r.IntN(len(lists))
			l := lists[i]
			l.Entries = slices.Clone(l.Entries)
			switch k := r.IntN(len(l.Entries) + 1); r.IntN(8) {
			case 0, 1:
				l.Entries = slices.Insert(l.Entries, k, entry())
			case 2, 3:
				l.Entries = slices.Delete(l.Entries, min(k, len(l.Entries)), min(k+2, len(l.Entries)))
			case 4:
				r.Shuffle(len(l.Entries), func(a, b int) { l.Entries[a], l.Entries[b] = l.Entries[b], l.Entries[a] })
			case 5:
				l = Watchlist{ID: "w-new" + strconv.Itoa(step), Entries: []Entry{entry(), entry(), entry()}}
				lists = slices.Insert(lists, i, l)
			case 6:
				l = all[r.IntN(len(all))]
				l.ID = "w-" + strconv.Itoa(100+r.IntN(20))
				lists = slices.DeleteFunc(lists, func(other Watchlist) bool { return other.ID == l.ID })
				i = len(lists)
				lists = append(lists, l)
			case 7:
				lists[0], lists[i] = lists[i], lists[0]
				continue
			}
			lists[i] = l
		}
		m = m.Change(lists)
		got, n := found(m)
		hits += n
		if want, _ := found(NewMatcher(lists)); !slices.Equal(got, want) {
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("step %d, %+v:\nchanged %s\nnew     %s", step, filings[i], got[i], want[i])
				}
			}
		}
		if again, _ := found(old); !slices.Equal(again, before) {
			t.Fatalf("step %d: the matcher before finds something else than it did", step)
		}
	}
	if hits < 1000 {
		t.Errorf("only %d hits", hits)
	}
}

// BenchmarkChangeLists changes ten lists of 10,000 with ten entries each, as
// often makes a matcher anew, and says how many times longer that takes.
func BenchmarkChangeLists(b *testing.B) {
	lists := exporters(10_000)
	start := time.Now()
	m := NewMatcher(lists)
	anew := time.Since(start)
	for n := 0; b.Loop(); n++ {
		lists = slices.Clone(lists)
		for i := range 10 {
			l := &lists[(n*10+i)*7%len(lists)]
			l.Entries = slices.Clone(l.Entries)
			l.Entries[0].Value = fmt.Sprintf("BRAND %d %d", n, i)
		}
		m = m.Change(lists)
	}
	b.ReportMetric(anew.Seconds()/(b.Elapsed().Seconds()/float64(b.N)), "times-faster")
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
