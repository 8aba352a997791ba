// Package seen remembers which reports the store already holds, so that a
// visit that finds nothing new costs the store nothing, and paces the visits
// of all nodes. It may forget everything at any moment: the unique row of the
// store decides, so a memory that is gone makes us slower, never wrong.
//
// Remember only what the store has committed. To remember first and store
// second loses a filing when the program dies in between.
package seen

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"tocsin/crawlers"
)

// A Memory maps the id of a report to the digest that was stored last. Ids and
// digests are two slices of one length, at most [crawlers.BatchSize]. An error
// means nobody knows: ask the store.
type Memory interface {
	// Known reports for each id whether it was last remembered with this very
	// digest.
	Known(ctx context.Context, ids, digests []string) ([]bool, error)

	// Remember notes the digests as the last ones of their ids.
	Remember(ctx context.Context, ids, digests []string) error

	// Forget drops what is known of ids. What is about to be stored anew is
	// forgotten first: to die between the two must not leave an old version
	// that passes for the last.
	Forget(ctx context.Context, ids []string) error
}

// Shared is what the nodes of one installation know together. Its methods may
// be called from many goroutines.
type Shared struct {
	Memory
	crawlers.Pacer
	Kind string // "memory", "redis", "redis-cluster" or "redis-sentinel"

	client redis.UniversalClient // nil in process
}

// Open opens "memory", which is of this process alone, or a Redis:
//
//	redis://user:password@host:6379/0
//	redis-cluster://user:password@host:6379?addr=host2:6379
//	redis-sentinel://host:26379?master_name=main&password=…
//
// and the same with rediss for TLS. A Redis that is away when we start is no
// error, since one that goes away later is none; [Shared.Ping] tells.
func Open(ctx context.Context, address string) (*Shared, error) {
	if address == "memory" {
		return &Shared{Memory: newProcess(halfProcess), Pacer: crawlers.NewPacer(), Kind: "memory"}, nil
	}
	client, kind, err := dial(address)
	if err != nil {
		return nil, fmt.Errorf("seen: %w", err)
	}
	r := newRemote(client, rest)
	r.greet(ctx) //nolint:errcheck // Ping tells
	return &Shared{Memory: r, Pacer: r, Kind: kind, client: client}, nil
}

// Close lets go of the connections.
func (s *Shared) Close() error {
	if s.client == nil {
		return nil
	}
	return s.client.Close()
}

// Ping reports whether the memory can be reached now.
func (s *Shared) Ping(ctx context.Context) error {
	if s.client == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("seen: %s: %w", s.Kind, err)
	}
	return nil
}

// dial makes a client of an address. Its errors never repeat the address,
// which may hold a password.
func dial(address string) (redis.UniversalClient, string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, "", errors.New("the address is not a URL: signs in a password are written %40, %2F …")
	}
	scheme, form, _ := strings.Cut(u.Scheme, "-")
	if scheme != "redis" && scheme != "rediss" {
		return nil, "", errors.New(`want "memory" or an address with redis://, rediss://, redis-cluster:// or redis-sentinel://`)
	}
	if db := strings.Trim(u.Path, "/"); db != "" {
		if _, err := strconv.ParseUint(db, 10, 16); err != nil || form == "cluster" {
			return nil, "", errors.New("want nothing but the number of a database after the host, and no number for a cluster")
		}
	}
	silence()
	u.Scheme = scheme
	u.RawQuery = shortWaits(u.Query()).Encode()
	// ContextTimeoutEnabled is off by default: a deadline would not end a slow read.
	switch form {
	case "":
		o, err := redis.ParseURL(u.String())
		if err != nil {
			return nil, "", err
		}
		o.ContextTimeoutEnabled, o.DisableIdentity, o.DialerRetries, o.MaintNotificationsConfig = true, true, 1, quiet()
		return redis.NewClient(o), "redis", nil
	case "cluster":
		o, err := redis.ParseClusterURL(u.String())
		if err != nil {
			return nil, "", err
		}
		o.ContextTimeoutEnabled, o.DisableIdentity, o.DialerRetries, o.MaintNotificationsConfig = true, true, 1, quiet()
		return redis.NewClusterClient(o), "redis-cluster", nil
	case "sentinel":
		o, err := redis.ParseFailoverURL(u.String())
		if err != nil {
			return nil, "", err
		}
		if o.MasterName == "" {
			return nil, "", errors.New("redis-sentinel:// needs ?master_name=, the name the sentinels watch")
		}
		o.ContextTimeoutEnabled, o.DisableIdentity, o.DialerRetries = true, true, 1
		return redis.NewFailoverClient(o), "redis-sentinel", nil
	default:
		return nil, "", errors.New("want redis://, redis-cluster:// or redis-sentinel://")
	}
}
