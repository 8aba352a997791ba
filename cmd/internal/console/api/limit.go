package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// perMinute is how often one may ask.
const perMinute = 600

// manyKeys is when what is counted of minutes that are over is thrown away.
const manyKeys = 10_000

// limits counts, for every key, the requests of a minute.
type limits struct {
	mu    sync.Mutex
	spent map[string]spent
}

// spent is how often was asked since a time.
type spent struct {
	since time.Time
	n     int
}

// keyOf names a token in memory without holding it.
func keyOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// spend counts a request, says in the answer's header how many are left, and
// refuses one too many.
func (l *limits) spend(h http.Header, key string, now time.Time) error {
	return l.count(h, key, now, 1)
}

// check refuses where nothing is left, and counts nothing.
func (l *limits) check(h http.Header, key string, now time.Time) error {
	return l.count(h, key, now, 0)
}

func (l *limits) count(h http.Header, key string, now time.Time, n int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.spent) >= manyKeys {
		for k, s := range l.spent {
			if now.Sub(s.since) >= time.Minute {
				delete(l.spent, k)
			}
		}
	}
	s, ok := l.spent[key]
	if !ok || now.Sub(s.since) >= time.Minute || now.Before(s.since) {
		s = spent{since: now}
	}
	wait := int((time.Minute - now.Sub(s.since) + time.Second - 1) / time.Second)
	over := s.n+n > perMinute || n == 0 && s.n >= perMinute
	if !over && n > 0 {
		s.n += n
		l.spent[key] = s
	}
	if n > 0 || over {
		h.Set("RateLimit-Policy", fmt.Sprintf(`"minute";q=%d;w=60`, perMinute))
		h.Set("RateLimit", fmt.Sprintf(`"minute";r=%d;t=%d`, perMinute-s.n, wait))
	}
	if over {
		h.Set("Retry-After", strconv.Itoa(wait))
		return refuse(http.StatusTooManyRequests, "", "请求过于频繁，请按 Retry-After 的秒数等待", "too many requests; wait as many seconds as Retry-After says")
	}
	return nil
}
