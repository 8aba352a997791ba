package seen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// memories calls f with every memory there is: the real ones where a variable
// names them, as in CI.
func memories(t *testing.T, f func(t *testing.T, s *Shared)) {
	t.Helper()
	for _, m := range []struct{ name, address string }{
		{"memory", "memory"},
		{"miniredis", ""},
		{"redis", "TOCSIN_TEST_REDIS"},
		{"redis-cluster", "TOCSIN_TEST_REDIS_CLUSTER"},
	} {
		t.Run(m.name, func(t *testing.T) {
			address := m.address
			if address == "" {
				address = "redis://" + miniredis.RunT(t).Addr()
			} else if variable := m.address; strings.HasPrefix(variable, "TOCSIN_") {
				if address = os.Getenv(variable); address == "" {
					t.Skipf("%s is not set", variable)
				}
			}
			f(t, open(t, address))
		})
	}
}

func open(tb testing.TB, address string) *Shared {
	tb.Helper()
	s, err := Open(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// run makes names that no earlier run left in a real Redis.
func run(names ...string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fmt.Sprintf("%s %d.%d", n, start.UnixNano(), os.Getpid())
	}
	return out
}

var start = time.Now()

func known(t *testing.T, m Memory, ids, digests []string, want ...bool) {
	t.Helper()
	got, err := m.Known(t.Context(), ids, digests)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Known(%q, %q) = %v, want %v", ids, digests, got, want)
	}
}

func remember(t *testing.T, m Memory, ids, digests []string) {
	t.Helper()
	if err := m.Remember(t.Context(), ids, digests); err != nil {
		t.Fatal(err)
	}
}

func TestMemory(t *testing.T) {
	memories(t, func(t *testing.T, s *Shared) {
		ids := run("us-ilnd/1:26-cv-00011#entry.1<ecf", "商标/1 #seq.2\r\n<x", strings.Repeat("long", 500))
		known(t, s, ids, []string{"1", "2", "3"}, false, false, false)
		remember(t, s, ids[:2], []string{"1", "2"})
		known(t, s, ids, []string{"1", "2", "3"}, true, true, false)
		known(t, s, ids, []string{"2", "2", ""}, false, true, false)

		// The last digest counts, and one that comes back is a change again.
		remember(t, s, ids[:1], []string{"9"})
		known(t, s, ids[:1], []string{"1"}, false)
		known(t, s, ids[:1], []string{"9"}, true)
		remember(t, s, []string{ids[2], ids[2]}, []string{"a", "b"})
		known(t, s, []string{ids[2], ids[2]}, []string{"a", "b"}, false, true)

		known(t, s, nil, nil)
		remember(t, s, nil, nil)
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestMemoryServesManyAtOnce(t *testing.T) {
	memories(t, func(t *testing.T, s *Shared) {
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				ids, digests := reports(fmt.Sprint("many", g), 500)
				ids = run(ids...)
				if err := s.Remember(t.Context(), ids, digests); err != nil {
					t.Error(err)
				}
				got, err := s.Known(t.Context(), ids, digests)
				if err != nil || slices.Contains(got, false) {
					t.Errorf("of 500 reports some are not known, %v", err)
				}
			})
		}
		wg.Wait()
	})
}

func TestPacer(t *testing.T) {
	memories(t, func(t *testing.T, s *Shared) {
		hosts := run("a.example", "b.example")
		const gap = 10 * time.Second
		began := time.Now()
		reserve := func(host string, least time.Duration) {
			t.Helper()
			wait, err := s.Reserve(t.Context(), host, gap)
			// The clock runs on between two calls, so a wait is a little less.
			if late := time.Since(began) + 2*time.Millisecond; err != nil || wait > least || wait < least-late {
				t.Errorf("Reserve(%s) = %v, %v; want %v", host, wait, err, least)
			}
		}
		reserve(hosts[0], 0)
		reserve(hosts[0], gap)
		reserve(hosts[0], 2*gap)
		reserve(hosts[1], 0)
		if err := s.Hold(t.Context(), hosts[1], time.Hour); err != nil {
			t.Fatal(err)
		}
		reserve(hosts[1], time.Hour)
		if err := s.Hold(t.Context(), hosts[1], time.Second); err != nil { // never shortens
			t.Fatal(err)
		}
		reserve(hosts[1], time.Hour+gap)
	})
}

func TestPaceOfManyNodesIsOnePace(t *testing.T) {
	m := miniredis.RunT(t)
	m.SetTime(start)
	a, b := open(t, "redis://"+m.Addr()), open(t, "redis://"+m.Addr())
	for i, s := range []*Shared{a, b, a, b} {
		wait, err := s.Reserve(t.Context(), "h", 3*time.Second)
		if want := time.Duration(i) * 3 * time.Second; err != nil || wait != want {
			t.Errorf("request %d: %v, %v; want %v", i, wait, err, want)
		}
	}
	if ttl := m.TTL("tocsin:{h}:pace"); ttl <= 0 || ttl > 12*time.Second {
		t.Errorf("the key lives %v: want it gone when the host is free", ttl)
	}
	m.SetTime(start.Add(time.Minute))
	if wait, err := b.Reserve(t.Context(), "h", 0); err != nil || wait != 0 {
		t.Errorf("a minute later: %v, %v", wait, err)
	}
}

func TestRedisForgetsInTheEnd(t *testing.T) {
	m := miniredis.RunT(t)
	s := open(t, "redis://"+m.Addr())
	remember(t, s, []string{"a"}, []string{"1"})
	m.FastForward(keep - time.Minute)
	known(t, s, []string{"a"}, []string{"1"}, true)
	m.FastForward(time.Minute)
	known(t, s, []string{"a"}, []string{"1"}, false)
	remember(t, s, []string{"a"}, []string{"1"})
	m.FlushAll()
	known(t, s, []string{"a"}, []string{"1"}, false)
}

func TestGoneRedisIsLeftAlone(t *testing.T) {
	m := miniredis.RunT(t)
	s := open(t, "redis://"+m.Addr())
	remember(t, s, []string{"a"}, []string{"1"})
	m.SetError("LOADING Redis is loading the dataset in memory")
	if _, err := s.Known(t.Context(), []string{"a"}, []string{"1"}); err == nil || errors.Is(err, ErrResting) {
		t.Fatalf("got %v, want the server's own error", err)
	}
	before := m.CommandCount()
	for range 3 {
		if _, err := s.Known(t.Context(), []string{"a"}, []string{"1"}); !errors.Is(err, ErrResting) {
			t.Errorf("Known: %v", err)
		}
		if err := s.Remember(t.Context(), []string{"a"}, []string{"1"}); !errors.Is(err, ErrResting) {
			t.Errorf("Remember: %v", err)
		}
		if _, err := s.Reserve(t.Context(), "h", time.Second); !errors.Is(err, ErrResting) {
			t.Errorf("Reserve: %v", err)
		}
	}
	if n := m.CommandCount() - before; n != 0 {
		t.Errorf("a Redis that rests was asked %d times", n)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("Ping hides that Redis is away")
	}
}

// unopened is what Open makes before it greets, resting as long as told.
func unopened(t *testing.T, address string, rest time.Duration) *remote {
	t.Helper()
	client, _, err := dial(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return newRemote(client, rest)
}

func TestRedisThatReturnsIsAsked(t *testing.T) {
	m := miniredis.RunT(t)
	r := unopened(t, "redis://"+m.Addr(), time.Nanosecond)
	remember(t, r, []string{"a"}, []string{"1"})
	m.Close()
	if err := r.Remember(t.Context(), []string{"a"}, []string{"2"}); err == nil {
		t.Error("remembered by nobody")
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	known(t, r, []string{"a"}, []string{"1"}, true)
}

func TestForgottenIsNotKnown(t *testing.T) {
	for _, address := range []string{"memory", "redis://" + miniredis.RunT(t).Addr()} {
		s := open(t, address)
		remember(t, s, []string{"a", "b"}, []string{"1", "1"})
		if err := s.Forget(t.Context(), []string{"a", "never seen"}); err != nil {
			t.Fatal(err)
		}
		known(t, s, []string{"a", "b"}, []string{"1", "1"}, false, true)
	}
}

func TestSlowRedisEndsInTime(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := unopened(t, "redis://"+l.Addr().String()+"?read_timeout=40ms", time.Hour)
	began := time.Now()
	if _, err := s.Known(t.Context(), []string{"a"}, []string{"1"}); err == nil || errors.Is(err, ErrResting) {
		t.Errorf("got %v", err)
	}
	if d := time.Since(began); d > patience+time.Second {
		t.Errorf("waited %v for a Redis that says nothing", d)
	}
	if _, err := s.Known(t.Context(), []string{"a"}, []string{"1"}); !errors.Is(err, ErrResting) {
		t.Errorf("got %v, want it left alone", err)
	}
}

func TestOurOwnEndIsNotRedisFault(t *testing.T) {
	s := open(t, "redis://"+miniredis.RunT(t).Addr())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Remember(ctx, []string{"a"}, []string{"1"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	remember(t, s, []string{"a"}, []string{"1"})
}

func TestOpenTakesEveryForm(t *testing.T) {
	for address, kind := range map[string]string{
		"memory":                                       "memory",
		"redis://127.0.0.1:1":                          "redis",
		"rediss://u:p@127.0.0.1:1/3":                   "redis",
		"redis://127.0.0.1:1?pool_size=3":              "redis",
		"redis-cluster://127.0.0.1:1":                  "redis-cluster",
		"rediss-cluster://127.0.0.1:1":                 "redis-cluster",
		"redis-cluster://127.0.0.1:1?addr=127.0.0.1:2": "redis-cluster",
		"redis-sentinel://127.0.0.1:1?master_name=m":   "redis-sentinel",
	} {
		if s := open(t, address); s.Kind != kind {
			t.Errorf("%s: %s, want %s", address, s.Kind, kind)
		}
	}
}

func TestErrorsHoldNoPassword(t *testing.T) {
	for _, address := range []string{
		"", "disk", "redis:", "s3cret://h", "redis-moon://u:s3cret@h", "memcached://u:s3cret@h",
		"redis://u:s3cret%zz@h", "redis://u:1/s3cret@h", "redis://u:s3cret@h:port", "redis://u:s3cret@h/1/2",
		"redis-cluster://u:s3cret@h/3", "redis-sentinel://u:s3cret@h", "redis://u:s3cret@h?max_retries=x",
		"redis://u:s3cret@h?colour=red",
	} {
		s, err := Open(t.Context(), address)
		if err == nil && address == "redis:" {
			s.Close()
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), "seen: ") || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Open(%q): %v", address, err)
		}
	}
	m := miniredis.RunT(t)
	m.RequireAuth("other")
	s := open(t, "redis://:s3cret@"+m.Addr())
	if err := s.Ping(t.Context()); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("Ping: %v", err)
	}
}

func TestProcessIsBoundedAndKeepsWhatIsMetAgain(t *testing.T) {
	p := newProcess(100)
	remember(t, p, []string{"always"}, []string{"1"})
	for i := range 1000 {
		remember(t, p, []string{fmt.Sprint(i)}, []string{"1"})
		known(t, p, []string{"always"}, []string{"1"}, true)
	}
	if n := len(p.young) + len(p.old); n > 200 {
		t.Errorf("%d entries in two generations of 100", n)
	}
	known(t, p, []string{"0", "999"}, []string{"1", "1"}, false, true)
}

func reports(prefix string, n int) (ids, digests []string) {
	for i := range n {
		id := fmt.Sprintf("us-ilnd/1:26-cv-%05d#entry.%d<%s", i%1000, i, prefix)
		ids, digests = append(ids, id), append(digests, fmt.Sprintf("%064x", i))
	}
	return ids, digests
}

// BenchmarkMemory takes 10,000 reports in batches of 500, as a visit does.
func BenchmarkMemory(b *testing.B) {
	addresses := map[string]string{"memory": "memory"}
	for name, variable := range map[string]string{"redis": "TOCSIN_TEST_REDIS", "redis-cluster": "TOCSIN_TEST_REDIS_CLUSTER"} {
		if address := os.Getenv(variable); address != "" {
			addresses[name] = address
		}
	}
	ids, digests := reports("bench", 10_000)
	ids = run(ids...)
	batches := func(b *testing.B, f func(ids, digests []string) error) {
		b.ReportAllocs()
		for b.Loop() {
			for i := 0; i < len(ids); i += 500 {
				if err := f(ids[i:i+500], digests[i:i+500]); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(len(ids)*b.N)/b.Elapsed().Seconds(), "reports/s")
	}
	for name, address := range addresses {
		s := open(b, address)
		b.Run("Remember/"+name, func(b *testing.B) {
			batches(b, func(ids, digests []string) error { return s.Remember(b.Context(), ids, digests) })
		})
		b.Run("Known/"+name, func(b *testing.B) {
			batches(b, func(ids, digests []string) error { _, err := s.Known(b.Context(), ids, digests); return err })
		})
	}
}
