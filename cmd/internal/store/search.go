package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/crawlers"
)

// Bounds of one search.
const (
	searchTime   = 3 * time.Second
	searchCounts = 2000 // the newest hits, over which facets are counted and matters gathered
	searchPage   = 20
	maxPage      = 100
	maxValues    = 20 // of a facet
)

// ErrSlow means that a search took longer than anybody waits.
var ErrSlow = errors.New("检索超时，请增加关键词或缩小日期范围 (the search took too long: add words or narrow the dates)")

// A Scope is what a search may look through. Filings are public, so everybody
// may search them all; what was told to whom is nobody else's.
type Scope struct {
	// Subscribers narrow the search to what was told to any of them: centers
	// and watchlists, by id. The caller makes sure that the person who asks
	// belongs to them. Empty is all filings.
	Subscribers []string
}

// A Look says how a search is answered.
type Look struct {
	Scope   Scope
	Best    bool   // what has the words in title, numbers and names comes first; else the newest
	Matters bool   // one row a matter, the newest hit of each; newest first, of the newest 2,000 hits
	Facets  bool   // count them
	Limit   int    // rows; 0 is 20, at most 100
	After   string // Next of the page before
}

// Found is a page of what a search found.
type Found struct {
	Rows []FoundAct `json:"rows"`
	Next string     `json:"next,omitempty"` // the cursor of the page that follows

	// Total and Facets are of the newest 2,000 hits, and Bounded says that
	// there are more; they are counted where asked for.
	Total   int          `json:"total,omitempty"`
	Bounded bool         `json:"bounded,omitempty"`
	Facets  []FacetCount `json:"facets,omitempty"`

	// Indexing is set while acts that were there before the index wait for it,
	// and so cannot be found.
	Indexing *Indexing `json:"indexing,omitempty"`
}

// A FacetCount is how many hits have a fact. They come facet by facet, the
// commonest first, at most 20 of each.
type FacetCount struct {
	search.Fact
	Hits int `json:"hits"`
}

// A FoundAct is a row of what was found, as a reader may see it.
type FoundAct struct {
	Act        string        `json:"act"`
	Matter     string        `json:"matter"`
	Key        crawlers.Key  `json:"key"`
	Kind       crawlers.Kind `json:"kind"`
	Word       string        `json:"word,omitempty"` // for the act, as in a filing
	Stage      string        `json:"stage,omitempty"`
	Title      string        `json:"title"`
	Filed      crawlers.Date `json:"filed"`
	Plaintiffs []string      `json:"plaintiffs,omitempty"` // at most five
	Accused    []string      `json:"accused,omitempty"`    // at most five
	Excerpt    string        `json:"excerpt,omitempty"`
	URL        string        `json:"url,omitempty"`
}

// Search returns what answers q. Its errors are [search.ErrQuery], which says
// what is wrong with the question, and [ErrSlow].
func (db *DB) Search(ctx context.Context, q search.Query, l Look) (Found, error) {
	bounded, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	out, err := db.search(bounded, q, l)
	if err != nil && ctx.Err() == nil && bounded.Err() != nil {
		err = ErrSlow
	}
	if err != nil {
		return Found{}, fmt.Errorf("store: search: %w", err)
	}
	return out, nil
}

func (db *DB) search(ctx context.Context, q search.Query, l Look) (out Found, err error) {
	if err := q.Check(); err != nil {
		return out, err
	}
	hide, err := db.veils(ctx)
	if err != nil || asks(hide.everywhere, q) {
		return out, err
	}
	limit := min(cmp.Or(max(l.Limit, 0), searchPage), maxPage)
	after, err := readCursor(l.After)
	if err != nil {
		return out, err
	}
	h := hits{needs: q.Needs(), subscribers: l.Scope.Subscribers, from: 0, to: math.MaxInt64}
	if !q.From.IsZero() {
		h.from = second(crawlers.Date{Time: day(q.From)}) << placeBits
	}
	if !q.To.IsZero() {
		h.to = second(crawlers.Date{Time: day(q.To).AddDate(0, 0, 1)})<<placeBits - 1
	}
	var newest []int64
	if l.Facets || l.Matters {
		if newest, err = db.hits(ctx, h, searchCounts+1); err != nil {
			return out, err
		}
		out.Bounded = len(newest) > searchCounts
		newest = newest[:min(len(newest), searchCounts)]
	}
	if l.Facets {
		out.Total = len(newest)
		if out.Facets, err = db.facets(ctx, newest); err != nil {
			return out, err
		}
		for i := range out.Facets {
			out.Facets[i].Value = hide.all.Mask(out.Facets[i].Value)
		}
	}
	var rows []int64
	if l.Matters {
		rows, err = db.newestOf(ctx, newest)
		rows = slices.DeleteFunc(rows, func(n int64) bool { return n >= after.before })
		rows = rows[:min(len(rows), limit+1)]
	} else {
		rows, err = db.page(ctx, h, l.Best, &after, limit+1)
	}
	if err != nil {
		return out, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		out.Next = after.next(rows)
	}
	if out.Rows, err = db.rows(ctx, q, rows, hide); err != nil {
		return out, err
	}
	out.Indexing, err = db.unindexed(ctx)
	return out, err
}

// asks reports whether a query is for a name that is hidden: it finds nothing,
// or the finding would name the person.
func asks(v *alerts.Veil, q search.Query) bool {
	return v.Names(q.Text) || slices.ContainsFunc(q.Facts, func(f search.Fact) bool { return v.Names(f.Value) })
}

func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// A cursor is where a page begins. With the best first those that have the
// words in their head are the first tier, and the others the second.
type cursor struct {
	second bool
	before int64
	heads  int // rows of the page at hand that are of the first tier
}

func readCursor(s string) (cursor, error) {
	c := cursor{before: math.MaxInt64}
	if s == "" {
		return c, nil
	}
	tier, n, ok := strings.Cut(s, ".")
	before, err := strconv.ParseInt(n, 36, 64)
	if !ok || err != nil || before < 0 || tier != "1" && tier != "2" {
		return c, fmt.Errorf("%w: 翻页标记有误，请从第一页重新开始 (no such page: begin at the first)", search.ErrQuery)
	}
	return cursor{second: tier == "2", before: before}, nil
}

// next is the cursor behind rows.
func (c cursor) next(rows []int64) string {
	tier := "1"
	if c.second || len(rows) > c.heads && c.heads >= 0 {
		tier = "2"
	}
	return tier + "." + strconv.FormatInt(rows[len(rows)-1], 36)
}

// page returns the rows of a page.
func (db *DB) page(ctx context.Context, h hits, best bool, c *cursor, limit int) ([]int64, error) {
	c.heads = -1
	if !best {
		h.to = min(h.to, c.before-1)
		return db.hits(ctx, h, limit)
	}
	var rows []int64
	head := h
	var ok bool
	if head.needs, ok = search.InHead(h.needs); !ok {
		c.second = true
	}
	if !c.second {
		head.to = min(h.to, c.before-1)
		var err error
		if rows, err = db.hits(ctx, head, limit); err != nil {
			return nil, err
		}
	}
	c.heads = len(rows)
	if len(rows) == limit {
		return rows, nil
	}
	rest := h
	rest.except = head.needs
	if c.second {
		rest.to = min(h.to, c.before-1)
	}
	more, err := db.hits(ctx, rest, limit-len(rows))
	return append(rows, more...), err
}

// hits is what is asked of the index.
type hits struct {
	needs       []search.Need
	except      []search.Need // what fulfils these too is left out
	subscribers []string
	from, to    int64 // both included
}

// hits returns the numbers of up to limit rows, the newest first.
func (db *DB) hits(ctx context.Context, h hits, limit int) ([]int64, error) {
	table, n, is, write := `found`, `n`, `words @@ CAST($1 AS tsquery)`, tsquery
	if db.SQLite() {
		table, n, is, write = `found_words`, `rowid`, `found_words MATCH $1`, matchFTS5
	}
	args := []any{write(h.needs, h.except), h.from, h.to, limit}
	told := ""
	if len(h.subscribers) > 0 {
		told = ` AND ` + n + ` IN (SELECT f.n FROM found f JOIN alerts a ON a.act = f.act WHERE a.subscriber IN ` + placesFrom(5, len(h.subscribers)) + `)`
		args = append(args, anys(h.subscribers)...)
	}
	var out []int64
	rows, err := db.read.QueryContext(ctx, `SELECT `+n+` FROM `+table+` WHERE `+is+` AND `+n+` >= $2 AND `+n+` <= $3`+told+` ORDER BY `+n+` DESC LIMIT $4`, args...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var n int64
		err := r.Scan(&n)
		out = append(out, n)
		return err
	})
}

// matchFTS5 writes needs as FTS5 reads them. Words hold letters and digits only,
// but for the signs before those of facts, so that nothing a person writes can
// be more than a string.
func matchFTS5(needs, except []search.Need) string {
	var must, not []string
	for _, n := range needs {
		var some []string
		for _, p := range n.Any {
			zones := make([]string, len(p.Zones))
			for i, z := range p.Zones {
				zones[i] = string(z)
			}
			s := `{` + strings.Join(zones, " ") + `} : "` + strings.Join(p.Words, " ") + `"`
			if p.Prefix {
				s += " *"
			}
			some = append(some, s)
		}
		if n.Not {
			not = append(not, some...)
		} else {
			must = append(must, "("+strings.Join(some, " OR ")+")")
		}
	}
	out := strings.Join(must, " AND ")
	if len(not) > 0 {
		out = "(" + out + ") NOT (" + strings.Join(not, " OR ") + ")"
	}
	if except != nil {
		out = "(" + out + ") NOT (" + matchFTS5(except, nil) + ")"
	}
	return out
}

// tsquery writes needs as PostgreSQL reads them.
func tsquery(needs, except []search.Need) string {
	all := make([]string, 0, len(needs)+1)
	for _, n := range needs {
		some := make([]string, len(n.Any))
		for i, p := range n.Any {
			some[i] = phrase(p)
		}
		s := "(" + strings.Join(some, " | ") + ")"
		if n.Not {
			s = "!" + s
		}
		all = append(all, s)
	}
	if except != nil {
		all = append(all, "!("+tsquery(except, nil)+")")
	}
	return strings.Join(all, " & ")
}

func phrase(p search.Phrase) string {
	labels := make([]string, len(p.Zones))
	for i, z := range p.Zones {
		labels[i] = weights[z]
	}
	label := strings.Join(labels, "")
	if len(label) == len(weights) { // everywhere: to be found in the index alone
		label = ""
	}
	words := make([]string, len(p.Words))
	for i, w := range p.Words {
		words[i] = `'` + lexeme(w) + `'`
		at := label
		if p.Prefix && i == len(p.Words)-1 {
			at = "*" + at
		}
		if at != "" {
			words[i] += ":" + at
		}
	}
	return "(" + strings.Join(words, " <-> ") + ")"
}

// facets counts the facts of rows.
func (db *DB) facets(ctx context.Context, ns []int64) ([]FacetCount, error) {
	counts := map[string]*FacetCount{}
	for part := range slices.Chunk(ns, 1000) {
		rows, err := db.read.QueryContext(ctx, `SELECT facts FROM found WHERE n IN `+places(1, len(part))+` ORDER BY n DESC`, numbersOf(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var lines string
			if err := r.Scan(&lines); err != nil {
				return err
			}
			for line := range strings.Lines(lines) {
				line = strings.TrimSuffix(line, "\n")
				c := counts[line]
				if c == nil {
					facet, value, _ := strings.Cut(line, "=")
					c = &FacetCount{Fact: search.Fact{Facet: search.Facet(facet), Value: value}}
					counts[line] = c
				}
				c.Hits++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	byFact := map[search.Fact]*FacetCount{}
	for _, c := range counts {
		c.Value = shownFact(c.Fact)
		key := c.Fact.Folded()
		first := byFact[key]
		if first == nil {
			byFact[key] = c
			continue
		}
		first.Hits += c.Hits
		first.Value = min(first.Value, c.Value)
	}
	var out []FacetCount
	for _, c := range byFact {
		if c.Value != "" {
			out = append(out, *c)
		}
	}
	slices.SortFunc(out, func(a, b FacetCount) int {
		return cmp.Or(slices.Index(search.Facets, a.Facet)-slices.Index(search.Facets, b.Facet), b.Hits-a.Hits, cmp.Compare(a.Value, b.Value))
	})
	kept := out[:0]
	same := map[search.Facet]int{}
	for _, c := range out {
		if same[c.Facet]++; same[c.Facet] <= maxValues {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

func numbersOf(ns []int64) []any {
	out := make([]any, len(ns))
	for i, n := range ns {
		out[i] = n
	}
	return out
}

// newestOf returns the newest row of each matter among rows, in their order.
func (db *DB) newestOf(ctx context.Context, ns []int64) ([]int64, error) {
	seen := map[string]bool{}
	var out []int64
	for part := range slices.Chunk(ns, 1000) {
		rows, err := db.read.QueryContext(ctx, `
			SELECT f.n, a.matter FROM found f JOIN acts a ON a.id = f.act WHERE f.n IN `+places(1, len(part))+` ORDER BY f.n DESC`, numbersOf(part)...)
		err = each(rows, err, func(r *sql.Rows) error {
			var n int64
			var matter string
			err := r.Scan(&n, &matter)
			if !seen[matter] {
				seen[matter] = true
				out = append(out, n)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rows reads the rows of a page, in its order.
func (db *DB) rows(ctx context.Context, q search.Query, ns []int64, hide *veils) ([]FoundAct, error) {
	out := make([]FoundAct, 0, len(ns))
	if len(ns) == 0 {
		return out, nil
	}
	at := map[string]int64{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT f.n, a.matter, a.stage, a.body FROM found f JOIN acts a ON a.id = f.act WHERE f.n IN `+places(1, len(ns)), numbersOf(ns)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var n int64
		var matter, stage, body string
		if err := r.Scan(&n, &matter, &stage, &body); err != nil {
			return err
		}
		var f crawlers.Filing
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return err
		}
		veil := hide.of(matter)
		if asks(veil, q) {
			return nil
		}
		f, err := alerts.Hide(veil, f, veil.Homes(f)...)
		if err != nil {
			return err
		}
		row := shown(f, q)
		row.Matter, row.Stage = matter, stage
		at[row.Act] = n
		out = append(out, row)
		return nil
	})
	slices.SortFunc(out, func(a, b FoundAct) int { return slices.Index(ns, at[a.Act]) - slices.Index(ns, at[b.Act]) })
	return out, err
}

// shown is the border between what is stored of an act and what a search shows:
// natural persons are masked, and of a sealed filing there is no text.
func shown(f crawlers.Filing, q search.Query) FoundAct {
	const most = 5
	out := FoundAct{
		Act: f.ActID(), Key: f.Key, Kind: f.Kind, Word: f.Act, Title: alerts.Mask(f, f.Title), Filed: f.Filed, URL: f.URL,
	}
	if f.Act != "sealed" {
		out.Excerpt = q.Excerpt(alerts.Mask(f, f.Text))
	}
	for _, p := range f.Parties {
		name := alerts.Mask(f, p.Name)
		switch p.Role {
		case crawlers.Complainant, crawlers.Plaintiff, crawlers.Opponent:
			if len(out.Plaintiffs) < most {
				out.Plaintiffs = append(out.Plaintiffs, name)
			}
		case crawlers.LawFirm, crawlers.Agent:
		default:
			if len(out.Accused) < most {
				out.Accused = append(out.Accused, name)
			}
		}
	}
	return out
}

// shownFact is the same border for the value of a fact; "" shows none. Natural
// persons are masked when it is written, so that a mask can be asked for; one
// whom nobody took for a person then is not shown.
func shownFact(f search.Fact) string {
	named := crawlers.Filing{Parties: []crawlers.Party{{Name: f.Value}}}
	if (f.Facet == search.Plaintiff || f.Facet == search.Firm) && alerts.Mask(named, f.Value) != f.Value {
		return ""
	}
	return f.Value
}
