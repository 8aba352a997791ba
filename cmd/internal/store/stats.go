package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/crawlers"
)

// Bounds of one statistic.
const (
	statTime   = 20 * time.Second
	maxCounted = 300_000 // acts, the newest; also delays and opinions
)

// A Sample says which acts are counted.
type Sample struct {
	// From and To bound the day of the act in its authority's own calendar,
	// both included; zero is open.
	From, To time.Time
	Facts    []search.Fact // one of each facet that is named must hold
	Scope    Scope
}

// A Counted is an act as statistics see it.
type Counted struct {
	N      int64 // of the act in the index; see [DB.Rows]
	Matter string
	Day    time.Time     // of the act, in its authority's own calendar
	Begins bool          // it is the first act of its matter
	Facts  []search.Fact // as people read them
}

// Sample gives the acts of a sample, the newest first. Bounded says that there
// are more than one statistic counts.
func (db *DB) Sample(ctx context.Context, s Sample, give func(Counted)) (bounded bool, err error) {
	in, cancel := context.WithTimeout(ctx, statTime)
	defer cancel()
	bounded, err = db.sample(in, s, give)
	if err != nil && ctx.Err() == nil && in.Err() != nil {
		err = ErrSlow
	}
	if err != nil {
		return false, fmt.Errorf("store: sample: %w", err)
	}
	return bounded, nil
}

func (db *DB) sample(ctx context.Context, s Sample, give func(Counted)) (bounded bool, err error) {
	q := search.Query{Facts: s.Facts, From: s.From, To: s.To}
	if err := q.Check(); err != nil {
		return false, err
	}
	hide, err := db.veils(ctx)
	if err != nil || asks(hide.everywhere, q) {
		return false, err
	}
	from, to := between(s.From, s.To)
	args, told := []any{from, to, maxCounted + 1}, ""
	if len(s.Scope.Subscribers) > 0 {
		told = ` AND f.act IN (SELECT act FROM alerts WHERE subscriber IN ` + placesFrom(4, len(s.Scope.Subscribers)) + `)`
		args = append(args, anys(s.Scope.Subscribers)...)
	}
	narrow, read := narrower(s.Facts), reader{known: map[string]search.Fact{}}
	if hide.all.Hides() {
		read.mask = hide.all.Mask
	}
	counted := 0
	rows, err := db.read.QueryContext(ctx, `
		SELECT f.n, a.matter, f.facts, CASE WHEN EXISTS (
			SELECT 1 FROM acts b JOIN found g ON g.act = b.id WHERE b.matter = a.matter AND g.n < f.n) THEN 0 ELSE 1 END
		FROM found f JOIN acts a ON a.id = f.act
		WHERE f.n >= $1 AND f.n <= $2`+told+` ORDER BY f.n DESC LIMIT $3`, args...)
	return bounded, each(rows, err, func(r *sql.Rows) error {
		if counted++; counted > maxCounted {
			bounded = true
			return nil
		}
		var c Counted
		var lines string
		var begins int
		if err := r.Scan(&c.N, &c.Matter, &lines, &begins); err != nil {
			return err
		}
		if c.Facts = read.facts(lines); narrow.keeps(c.Facts) {
			c.Day, c.Begins = dayOf(c.N), begins == 1
			give(c)
		}
		return nil
	})
}

// between are the numbers in the index of the first and the last act of days.
func between(from, to time.Time) (first, last int64) {
	last = math.MaxInt64
	if !from.IsZero() {
		first = second(crawlers.Date{Time: day(from)}) << placeBits
	}
	if !to.IsZero() {
		last = second(crawlers.Date{Time: day(to).AddDate(0, 0, 1)})<<placeBits - 1
	}
	return first, last
}

// dayOf is the day of an act by its number in the index.
func dayOf(n int64) time.Time { return day(time.Unix(n>>placeBits-placeZero, 0).UTC()) }

// A reader reads facts as they lie in a row.
type reader struct {
	known map[string]search.Fact
	mask  func(string) string // nil: nobody is hidden
}

func (r *reader) facts(lines string) []search.Fact {
	out := make([]search.Fact, 0, strings.Count(lines, "\n"))
	for line := range strings.Lines(lines) {
		f, ok := r.known[line]
		if !ok {
			facet, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			f = search.Fact{Facet: search.Facet(facet), Value: value}
			if r.mask != nil {
				f.Value = r.mask(value)
			}
			r.known[strings.Clone(line)] = f
		}
		out = append(out, f)
	}
	return out
}

// A narrowing keeps what has one fact of each facet it names. A fact may be
// written in any spelling; which are the same is looked up once.
type narrowing struct {
	wanted map[search.Facet][]search.Fact // folded
	known  map[search.Fact]bool
}

func narrower(facts []search.Fact) narrowing {
	n := narrowing{wanted: map[search.Facet][]search.Fact{}, known: map[search.Fact]bool{}}
	for _, f := range facts {
		n.wanted[f.Facet] = append(n.wanted[f.Facet], f.Folded())
	}
	return n
}

func (n *narrowing) keeps(facts []search.Fact) bool {
	found := 0
	for facet, wanted := range n.wanted {
		if slices.ContainsFunc(facts, func(f search.Fact) bool { return f.Facet == facet && n.is(f, wanted) }) {
			found++
		}
	}
	return found == len(n.wanted)
}

func (n *narrowing) is(f search.Fact, wanted []search.Fact) bool {
	is, ok := n.known[f]
	if !ok {
		is = slices.Contains(wanted, f.Folded())
		n.known[f] = is
	}
	return is
}

// Rows returns acts by their numbers in the index, in that order, as a reader
// may see them: at most some hundred at a time.
func (db *DB) Rows(ctx context.Context, ns []int64) ([]FoundAct, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	out, err := db.rows(ctx, search.Query{}, ns, hide)
	if err != nil {
		return nil, fmt.Errorf("store: rows: %w", err)
	}
	return out, nil
}

// A Delay says when an act that was told had happened, was seen by us, and was
// told first. Filed is the beginning of the day, in UTC, where the authority
// names no time.
type Delay struct {
	Act                string
	Filed, First, Told time.Time
}

// Delays returns the delays of acts that were first told in [from, to), history
// left out, in the order in which they were told. Acts that were told to nobody
// of a scope that names some are left out.
func (db *DB) Delays(ctx context.Context, from, to time.Time, in Scope) ([]Delay, error) {
	args, among := []any{millis(from), millis(to), maxCounted}, ""
	if len(in.Subscribers) > 0 {
		among = ` AND a.subscriber IN ` + placesFrom(4, len(in.Subscribers))
		args = append(args, anys(in.Subscribers)...)
	}
	var out []Delay
	rows, err := db.read.QueryContext(ctx, `
		SELECT t.id, t.filed, t.first, MIN(a.told) AS told FROM alerts a JOIN acts t ON t.id = a.act
		WHERE a.revision = 0 AND a.told >= $1 AND a.told < $2 AND t.state IN ('new', 'judged')`+among+`
		GROUP BY t.id, t.filed, t.first ORDER BY told, t.id LIMIT $3`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var d Delay
		var filed, first, told int64
		err := r.Scan(&d.Act, &filed, &first, &told)
		d.Filed, d.First, d.Told = moment(filed), moment(first), moment(told)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: delays: %w", err)
	}
	return out, nil
}

// An Opinion is what somebody said of an alert, without who.
type Opinion struct {
	Alert string
	Said  string // useful, false-alarm, repeated, late
	At    time.Time
}

// Opinions returns what was said in [from, to), in the order of time, of alerts
// to a scope.
func (db *DB) Opinions(ctx context.Context, from, to time.Time, in Scope) ([]Opinion, error) {
	args, among := []any{millis(from), millis(to), maxCounted}, ""
	if len(in.Subscribers) > 0 {
		among = ` AND a.subscriber IN ` + placesFrom(4, len(in.Subscribers))
		args = append(args, anys(in.Subscribers)...)
	}
	var out []Opinion
	rows, err := db.read.QueryContext(ctx, `
		SELECT f.alert, f.said, f.at FROM feedbacks f JOIN alerts a ON a.id = f.alert AND a.revision = 0
		WHERE f.at >= $1 AND f.at < $2`+among+` ORDER BY f.at, f.id LIMIT $3`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var o Opinion
		var at int64
		err := r.Scan(&o.Alert, &o.Said, &at)
		o.At = moment(at)
		out = append(out, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: opinions: %w", err)
	}
	return out, nil
}

// AlertsOf returns, of acts that were told to any of the subscribers, or to
// anybody where all is set, an alert of each.
func (db *DB) AlertsOf(ctx context.Context, acts, subscribers []string, all bool) (map[string]string, error) {
	out := map[string]string{}
	if len(acts) == 0 || len(subscribers) == 0 && !all {
		return out, nil
	}
	args, among := anys(acts), ""
	if !all {
		among = ` AND subscriber IN ` + placesFrom(len(acts)+1, len(subscribers))
		args = append(args, anys(subscribers)...)
	}
	rows, err := db.read.QueryContext(ctx, `SELECT act, MIN(id) FROM alerts WHERE act IN `+places(1, len(acts))+among+` GROUP BY act`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var act, id string
		err := r.Scan(&act, &id)
		out[act] = id
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: alerts of acts: %w", err)
	}
	return out, nil
}

// Tally counts the alerts, updates too, that were told to a scope in
// [from, to), by severity.
func (db *DB) Tally(ctx context.Context, from, to time.Time, in Scope) (map[alerts.Severity]int, error) {
	args, among := []any{millis(from), millis(to)}, ""
	if len(in.Subscribers) > 0 {
		among = ` AND subscriber IN ` + placesFrom(3, len(in.Subscribers))
		args = append(args, anys(in.Subscribers)...)
	}
	out := map[alerts.Severity]int{}
	rows, err := db.read.QueryContext(ctx, `SELECT body FROM alerts WHERE told >= $1 AND told < $2`+among, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var body sql.RawBytes // thousands, of which one word each is kept
		if err := r.Scan(&body); err != nil {
			return err
		}
		var a struct {
			Severity alerts.Severity `json:"severity"`
		}
		err := json.Unmarshal(body, &a)
		out[a.Severity]++
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: alerts by severity: %w", err)
	}
	return out, nil
}

// ToldIn returns the alerts, updates too, that were told to a scope in
// [from, to), the newest first, at most n.
func (db *DB) ToldIn(ctx context.Context, from, to time.Time, in Scope, n int) ([]Parcel, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	args, among := []any{millis(from), millis(to), n}, ""
	if len(in.Subscribers) > 0 {
		among = ` AND a.subscriber IN ` + placesFrom(4, len(in.Subscribers))
		args = append(args, anys(in.Subscribers)...)
	}
	var out []Parcel
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.revision, a.body, t.matter, t.digest, t.body FROM alerts a JOIN acts t ON t.id = a.act
		WHERE a.told >= $1 AND a.told < $2`+among+` ORDER BY a.told DESC, a.id, a.revision DESC LIMIT $3`, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		p, err := scanTold(r)
		if err == nil {
			err = hide.parcel(&p)
		}
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: told in a time: %w", err)
	}
	return out, nil
}
