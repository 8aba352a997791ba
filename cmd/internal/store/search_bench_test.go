package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// many returns filings of suits as they come, whose words are as common as
// words are: a few in every other text, most in few.
func many(n int) func(i int) crawlers.Filing {
	rnd := rand.New(rand.NewPCG(uint64(n), 7))
	common := rand.NewZipf(rnd, 1.1, 4, 20_000)
	word := func() string { return "w" + strconv.FormatUint(common.Uint64(), 36) }
	hanOf := rand.NewZipf(rnd, 1.1, 8, 3000)
	places := []string{"深圳市", "广州市", "义乌市", "杭州市", "东莞市"}
	han := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(rune(0x4e00 + hanOf.Uint64()*5))
		}
		return b.String()
	}
	courts := []string{"us-ilnd", "us-flsd", "us-nysd", "us-cand", "us-txed"}
	return func(i int) crawlers.Filing {
		f := crawlers.Filing{
			Key:  crawlers.Key{Authority: courts[i%len(courts)], Number: fmt.Sprintf("1:%02d-cv-%05d", 15+i%12, i/12%100_000)},
			Slug: fmt.Sprintf("entry.%d", i), Act: "complaint", Kind: crawlers.Lawsuit, Source: "ecf",
			Title: word() + " v. " + word() + " " + word(),
			Filed: crawlers.Date{Time: now.AddDate(0, 0, -rnd.IntN(3000)), Day: true},
			Parties: []crawlers.Party{
				{Role: crawlers.Plaintiff, Name: word() + " Inc."}, {Role: crawlers.LawFirm, Name: word() + " LLP"},
				{Role: crawlers.Defendant, Name: places[rnd.IntN(len(places))] + han(3) + "科技有限公司", Region: "440300"},
			},
		}
		if i%1000 == 0 {
			f.Parties[2].Name = "深圳市大疆创新科技有限公司"
		}
		var text []string
		for range 12 {
			text = append(text, word())
		}
		f.Text = "Motion for a temporary restraining order " + strings.Join(text, " ")
		return f
	}
}

// BenchmarkSearch asks a store of 20,000 filings, or as many as
// TOCSIN_BENCH_FILINGS says: 1000000 takes minutes to fill and some GB.
func BenchmarkSearch(b *testing.B) {
	n := 20_000
	if s := os.Getenv("TOCSIN_BENCH_FILINGS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	for engine, address := range storetest.Addresses(b) {
		b.Run(engine, func(b *testing.B) { benchmarkSearch(b, storetest.Open(b, address), n) })
	}
}

func benchmarkSearch(b *testing.B, db *store.DB, n int) {
	begun := time.Now()
	next := many(n)
	for i := 0; i < n; i += 500 {
		var fs []crawlers.Filing
		for k := i; k < min(i+500, n); k++ {
			fs = append(fs, next(k))
		}
		take(b, db, manner, fs...)
	}
	b.Logf("%d filings in %s", n, time.Since(begun).Round(time.Second))
	for _, q := range []struct {
		name, text string
		facts      []search.Fact
		look       store.Look
	}{
		{name: "rare word", text: "w2zz"}, {name: "word", text: "w9"}, {name: "common word", text: "motion"}, {name: "two Han", text: "大疆"}, {name: "common Han", text: "科技"},
		{name: "phrase", text: `"temporary restraining"`}, {name: "rare phrase", text: `"w1 w2"`}, {name: "number", text: "1:15-cv-00500"}, {name: "pinyin", text: "dajiang"},
		{name: "best", text: "w3 w4", look: store.Look{Best: true}}, {name: "without", text: "motion -w1"}, {name: "prefix", text: "w1*"},
		{name: "facets", text: "w9", look: store.Look{Facets: true}}, {name: "facets of all", look: store.Look{Facets: true}},
		{name: "narrowed", text: "w9", facts: []search.Fact{{Facet: search.Forum, Value: "us-flsd"}}, look: store.Look{Facets: true}},
	} {
		b.Run(q.name, func(b *testing.B) {
			asked := asked(b, q.text, q.facts...)
			var took []time.Duration
			for b.Loop() {
				at := time.Now()
				if _, err := db.Search(b.Context(), asked, q.look); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
