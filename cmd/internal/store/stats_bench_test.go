package store_test

import (
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// BenchmarkSample goes through 100,000 acts of as many matters.
func BenchmarkSample(b *testing.B) {
	const n = 100_000
	for engine, address := range storetest.Addresses(b) {
		b.Run(engine, func(b *testing.B) {
			db := storetest.Open(b, address)
			next := many(n)
			for i := 0; i < n; i += 500 {
				var fs []crawlers.Filing
				for k := i; k < i+500; k++ {
					f := next(k)
					f.Key.Number = f.Key.Number[:8] + f.Slug[len("entry."):]
					f.Text = ""
					fs = append(fs, f)
				}
				take(b, db, manner, fs...)
			}
			for b.Loop() {
				acts, begun := 0, 0
				_, err := db.Sample(b.Context(), store.Sample{}, func(c store.Counted) {
					acts++
					if c.Begins {
						begun++
					}
				})
				if err != nil || acts != n {
					b.Fatalf("%d acts: %v", acts, err)
				}
				b.ReportMetric(float64(begun), "matters")
			}
		})
	}
}
