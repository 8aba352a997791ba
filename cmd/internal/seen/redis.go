package seen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
	"github.com/sony/gobreaker/v2"
)

const (
	// keep is how long Redis remembers. A report that is still listed after
	// that is looked up in the store once more.
	keep = 60 * 24 * time.Hour

	// patience bounds one call, retries and redirections included. To ask the
	// store instead takes milliseconds.
	patience = 2 * time.Second

	// rest is how long a Redis that failed is left alone, so that an outage
	// costs one wait now and then, not one a batch.
	rest = 5 * time.Second
)

// ErrResting is wrapped by errors of a Redis that failed a moment ago and was
// not asked again.
var ErrResting = errors.New("not asked: it failed a moment ago")

// remote is a Memory and a Pacer on a Redis. Every command names one key, so
// it runs on a cluster as on a single server.
type remote struct {
	client  redis.UniversalClient
	breaker *gobreaker.CircuitBreaker[struct{}]
}

func newRemote(client redis.UniversalClient, rest time.Duration) *remote {
	return &remote{client, gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name:        "seen",
		Timeout:     rest,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures > 0 },
		IsExcluded:  func(err error) bool { return errors.Is(err, context.Canceled) }, // ours, not Redis'
	})}
}

// do runs f unless Redis rests, for no longer than patience.
func (r *remote) do(ctx context.Context, what string, f func(context.Context) error) error {
	_, err := r.breaker.Execute(func() (struct{}, error) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		return struct{}{}, f(ctx)
	})
	switch {
	case errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests):
		return fmt.Errorf("seen: %s: redis %w", what, ErrResting)
	case err != nil:
		return fmt.Errorf("seen: %s: %w", what, err)
	}
	return nil
}

// greet connects, so that the first batch need not wait for it, and lets a
// Redis that is away rest from the start.
func (r *remote) greet(ctx context.Context) error {
	return r.do(ctx, "greet", func(ctx context.Context) error { return r.client.Ping(ctx).Err() })
}

func (r *remote) Known(ctx context.Context, ids, digests []string) ([]bool, error) {
	out := make([]bool, len(ids))
	err := r.do(ctx, "known", func(ctx context.Context) error {
		last := make([]*redis.StringCmd, len(ids))
		pipe := r.client.Pipeline()
		for i, id := range ids {
			last[i] = pipe.Get(ctx, name(id))
		}
		cmds, err := pipe.Exec(ctx)
		if len(cmds) == 0 {
			return err
		}
		for i, cmd := range last { // Exec's error may be a key that is not there, and hide another
			if err := cmd.Err(); err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
			out[i] = cmd.Err() == nil && cmd.Val() == digests[i]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (r *remote) Remember(ctx context.Context, ids, digests []string) error {
	return r.do(ctx, "remember", func(ctx context.Context) error {
		pipe := r.client.Pipeline()
		for i, id := range ids {
			pipe.Set(ctx, name(id), digests[i], keep)
		}
		_, err := pipe.Exec(ctx)
		return err
	})
}

func (r *remote) Forget(ctx context.Context, ids []string) error {
	return r.do(ctx, "forget", func(ctx context.Context) error {
		pipe := r.client.Pipeline()
		for _, id := range ids {
			pipe.Del(ctx, name(id))
		}
		_, err := pipe.Exec(ctx)
		return err
	})
}

// name is the key of a report. Ids may be long and hold any sign.
func name(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "tocsin:seen:" + hex.EncodeToString(sum[:])
}

// pace keeps the moment, in microseconds of Redis' own clock, at which a host
// may next be asked. ARGV[1] is a time in microseconds; ARGV[2] is "reserve",
// which takes that moment, moves it on and returns how long it is off, or
// "hold", which puts it off.
var pace = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local wait = free - now
if ARGV[2] == 'hold' then
  free = math.max(free, now + ARGV[1])
else
  free = free + ARGV[1]
end
if free > now then
  redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', math.ceil((free - now) / 1000))
end
return wait
`)

// Reserve takes the host's next free moment and returns how long to wait for
// it. The moment after it is gap later.
func (r *remote) Reserve(ctx context.Context, host string, gap time.Duration) (time.Duration, error) {
	return r.pace(ctx, host, "reserve", gap)
}

// Hold keeps everybody from the host for d.
func (r *remote) Hold(ctx context.Context, host string, d time.Duration) error {
	_, err := r.pace(ctx, host, "hold", d)
	return err
}

func (r *remote) pace(ctx context.Context, host, what string, d time.Duration) (time.Duration, error) {
	var wait int64
	err := r.do(ctx, what, func(ctx context.Context) (err error) {
		wait, err = pace.Run(ctx, r.client, []string{"tocsin:{" + host + "}:pace"}, max(0, d).Microseconds(), what).Int64()
		return err
	})
	return time.Duration(wait) * time.Microsecond, err
}

// shortWaits sets what an address leaves open: to wait long for a memory that
// may be gone is pointless, and one retry is for a connection gone stale.
func shortWaits(q url.Values) url.Values {
	for name, value := range map[string]string{
		"dial_timeout": "1s", "read_timeout": "1s", "write_timeout": "1s", "pool_timeout": "1s", "max_retries": "1",
	} {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	return q
}

// quiet turns off a hand-shake that only Redis' cloud service understands.
func quiet() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// silence keeps go-redis, which writes to stderr on its own, from telling of
// each failed connection: the errors come back to us too, and are told once.
var silence = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}
