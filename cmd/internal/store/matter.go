package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// InMatter completes acts with what the other acts of their matters tell: the
// other numbers, and the sides, the product and the rights that an act does
// not name itself. An order that only says what is excluded concerns those
// whom the complaint named. What an act names itself stays as it is.
func (db *DB) InMatter(ctx context.Context, acts []Act) error {
	if len(acts) == 0 {
		return nil
	}
	matters, short := map[string]*matter{}, map[string]bool{}
	for i := range acts {
		matters[acts[i].Matter] = &matter{}
		if lacks(&acts[i].Filing) {
			short[acts[i].Matter] = true
		}
	}
	err := db.keysOf(ctx, slices.Sorted(maps.Keys(matters)), func(id string, k crawlers.Key) {
		matters[id].keys = append(matters[id].keys, k)
	})
	if err == nil && len(short) > 0 {
		err = db.told(ctx, slices.Sorted(maps.Keys(short)), matters)
	}
	if err != nil {
		return fmt.Errorf("store: what matters know: %w", err)
	}
	for i := range acts {
		matters[acts[i].Matter].complete(&acts[i].Filing)
	}
	return nil
}

// A matter is what is known of one.
type matter struct {
	keys []crawlers.Key
	acts []crawlers.Filing // those that say something, the latest first, if an act lacks something
}

// keysOf gives each number of the matters.
func (db *DB) keysOf(ctx context.Context, matters []string, give func(matter string, k crawlers.Key)) error {
	rows, err := db.read.QueryContext(ctx, `SELECT matter, key FROM matter_keys WHERE matter IN `+places(1, len(matters))+` ORDER BY key`, anys(matters)...)
	return each(rows, err, func(r *sql.Rows) error {
		var id, k string
		err := r.Scan(&id, &k)
		give(id, parseKey(k))
		return err
	})
}

// keys returns the numbers of a matter.
func (db *DB) keys(ctx context.Context, id string) ([]crawlers.Key, error) {
	var out []crawlers.Key
	err := db.keysOf(ctx, []string{id}, func(_ string, k crawlers.Key) { out = append(out, k) })
	return out, err
}

func parseKey(s string) (k crawlers.Key) {
	k.Authority, k.Number, _ = strings.Cut(s, "/")
	return k
}

// saying are the acts of a matter that say something. SQLite would go through all
// of them by its index of states, a million to find fifty: that index holds no
// such expression.
const saying = `(state || '') IN ('new', 'judged', 'history')`

// told reads the acts that say something, the latest first: what was said last
// of a party counts.
func (db *DB) told(ctx context.Context, ids []string, matters map[string]*matter) error {
	rows, err := db.read.QueryContext(ctx, `
		SELECT matter, body FROM acts WHERE `+saying+` AND matter IN `+places(1, len(ids))+` ORDER BY filed DESC, id`, anys(ids)...)
	return each(rows, err, func(r *sql.Rows) error {
		var id, body string
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var f crawlers.Filing
		err := json.Unmarshal([]byte(body), &f)
		matters[id].acts = append(matters[id].acts, f)
		return err
	})
}

// actsAtOnce bounds the acts of one matter that are read to judge another.
const actsAtOnce = 2000

// ActsOf returns the acts of the matter that a number belongs to, the latest
// first; none of a number that nobody knows.
func (db *DB) ActsOf(ctx context.Context, key crawlers.Key) ([]crawlers.Filing, error) {
	var out []crawlers.Filing
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.matter, a.digest, a.body FROM acts a JOIN matter_keys k ON k.matter = a.matter
		WHERE k.key = $1 AND `+saying+` ORDER BY a.filed DESC, a.id LIMIT $2`, key.String(), actsAtOnce)
	err = each(rows, err, func(r *sql.Rows) error {
		a, err := scanAct(r)
		out = append(out, a.Filing)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: acts of %s: %w", key, err)
	}
	return out, nil
}

// sides are the roles that an act names together.
var sides = [][]crawlers.Role{
	{crawlers.Respondent, crawlers.Defendant},
	{crawlers.Complainant, crawlers.Plaintiff},
}

func names(f *crawlers.Filing, roles []crawlers.Role) bool {
	return slices.ContainsFunc(f.Parties, func(p crawlers.Party) bool { return slices.Contains(roles, p.Role) })
}

// few is how many of those sued a caption names: who else is on a list that
// another act made public is sued too.
const few = 2

// leaves reports whether f leaves a side to its matter: it names nobody of it,
// or no more of those sued than a caption does.
func leaves(f *crawlers.Filing, roles []crawlers.Role) bool {
	if f.Kind == crawlers.Lawsuit && slices.Contains(roles, crawlers.Defendant) {
		return len(alerts.Accused(*f)) < few
	}
	return !names(f, roles)
}

// lacks reports whether f leaves something to its matter.
func lacks(f *crawlers.Filing) bool {
	return slices.ContainsFunc(sides, func(roles []crawlers.Role) bool { return leaves(f, roles) }) || f.Kind == crawlers.Section337 && f.Product == ""
}

// complete adds to f what it does not say itself.
func (m *matter) complete(f *crawlers.Filing) {
	for _, k := range m.keys {
		if k != f.Key && !slices.Contains(f.Aliases, k) {
			f.Aliases = append(slices.Clip(f.Aliases), k)
		}
	}
	if len(m.acts) == 0 {
		return
	}
	all := crawlers.Unite(m.acts)
	f.Parties = placed(f.Parties, all.Parties)
	for _, roles := range sides {
		if !leaves(f, roles) {
			continue
		}
		have := map[string]bool{}
		for _, p := range f.Parties {
			have[string(p.Role)+crawlers.FoldName(p.Name)] = true
		}
		for _, p := range all.Parties {
			if slices.Contains(roles, p.Role) && !have[string(p.Role)+crawlers.FoldName(p.Name)] {
				f.Parties = append(slices.Clip(f.Parties), p)
			}
		}
	}
	if f.Product == "" {
		f.Product = all.Product
	}
	if len(f.Patents) == 0 {
		f.Patents = all.Patents
	}
	if len(f.Marks) == 0 {
		f.Marks = all.Marks
	}
}

// placed returns parties with where each is from and what else it is called, as
// far as known says it of the same name. Notices of the beginning say so once;
// later papers, and mail that comes back, only name them.
func placed(parties, known []crawlers.Party) []crawlers.Party {
	return crawlers.Unite([]crawlers.Filing{{Parties: parties}, {Parties: known}}).Parties[:len(parties):len(parties)]
}

// Unnamed returns the subscribers who were told of a matter, but never whom it
// is against: of a suit that takes more than the first, whom a caption names.
func (db *DB) Unnamed(ctx context.Context, matter string) ([]string, error) {
	named, told := map[string]bool{}, map[string]map[string]bool{}
	rows, err := db.read.QueryContext(ctx, `SELECT subscriber, facts FROM alerts WHERE matter = $1`, matter)
	err = each(rows, err, func(r *sql.Rows) error {
		var who, doc string
		if err := r.Scan(&who, &doc); err != nil {
			return err
		}
		var facts []string
		err := json.Unmarshal([]byte(doc), &facts)
		if told[who] == nil {
			named[who], told[who] = false, map[string]bool{}
		}
		for _, f := range facts {
			if role, _, _ := strings.Cut(f, ":"); crawlers.Role(role).Accused() {
				told[who][f] = true
				named[who] = named[who] || crawlers.Role(role) != crawlers.Defendant || len(told[who]) >= few
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: who was told of %s: %w", matter, err)
	}
	var out []string
	for _, who := range slices.Sorted(maps.Keys(named)) {
		if !named[who] {
			out = append(out, who)
		}
	}
	return out, nil
}

// A Matter is a case as all places tell of it.
type Matter struct {
	ID   string         `json:"matter"`
	Keys []crawlers.Key `json:"keys"`
	Acts []MatterAct    `json:"acts"` // in the order they happened

	// Captions are what a suit was called, in the order it came up, where that
	// was more than one: a caption changes when the first party does, or is no
	// longer sealed.
	Captions []string `json:"captions,omitempty"`

	Joins []Joining `json:"joins,omitempty"`

	// Suspects are numbers of other matters that may be this one: a person
	// has to say.
	Suspects []Suspect `json:"suspects,omitempty"`
}

// A MatterAct is one act of a matter, and when who knew of it.
type MatterAct struct {
	ID      string        `json:"id"`
	Act     string        `json:"act,omitempty"`
	Stage   string        `json:"stage,omitempty"`
	State   string        `json:"state"`
	Title   string        `json:"title"`
	Filed   crawlers.Date `json:"filed"`
	Told    *time.Time    `json:"told,omitempty"` // the first alert
	Parties int           `json:"parties"`
	Sources []Sight       `json:"sources"`
}

// A Sight is when one place showed an act, and when we saw it there.
type Sight struct {
	Report  string     `json:"report"`
	Shown   *time.Time `json:"shown,omitempty"` // nil where the place does not say
	Fetched time.Time  `json:"fetched"`
}

// A Suspect is a pair of numbers whose matters may be one.
type Suspect struct {
	Key   string `json:"key"`
	Other string `json:"other"`
	Why   string `json:"why"`
}

// A Joining tells why two matters are one.
type Joining struct {
	Younger   string    `json:"younger"`
	Certainty string    `json:"certainty"` // official, shared, likely, person
	Why       string    `json:"why"`
	At        time.Time `json:"at"`
}

// FindMatter returns the matter that a number belongs to.
func (db *DB) FindMatter(ctx context.Context, key crawlers.Key) (Matter, error) {
	var m Matter
	err := db.read.QueryRowContext(ctx, `SELECT matter FROM matter_keys WHERE key = $1`, key.String()).Scan(&m.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return m, ErrNotFound
	}
	if err == nil {
		m.Keys, err = db.keys(ctx, m.ID)
	}
	if err == nil {
		err = errors.Join(db.timeline(ctx, &m), db.joined(ctx, &m))
	}
	if err == nil {
		m.Suspects, err = db.suspects(ctx, `AND (k.matter = $1 OR o.matter = $1)`, m.ID)
	}
	if err == nil {
		var hide *veils
		if hide, err = db.veils(ctx); err == nil {
			m, err = alerts.Hide(hide.of(m.ID), m)
		}
	}
	if err != nil {
		return m, fmt.Errorf("store: matter of %s: %w", key, err)
	}
	return m, nil
}

func (db *DB) timeline(ctx context.Context, m *Matter) error {
	at := map[string]int{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.id, a.state, a.stage, a.body, (SELECT MIN(t.told) FROM alerts t WHERE t.act = a.id)
		FROM acts a WHERE a.matter = $1 AND a.state <> 'same' ORDER BY a.filed, a.id`, m.ID)
	err = each(rows, err, func(r *sql.Rows) error {
		var a MatterAct
		var body string
		var told sql.NullInt64
		if err := r.Scan(&a.ID, &a.State, &a.Stage, &body, &told); err != nil {
			return err
		}
		var f crawlers.Filing
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return err
		}
		a.Act, a.Title, a.Filed, a.Parties = f.Act, f.Title, f.Filed, len(f.Parties)
		if told.Valid {
			a.Told = new(moment(told.Int64))
		}
		at[a.ID] = len(m.Acts)
		m.Acts = append(m.Acts, a)
		return nil
	})
	if err != nil {
		return err
	}
	rows, err = db.read.QueryContext(ctx, `
		SELECT title FROM captions c JOIN matter_keys k ON k.key = c.key WHERE k.matter = $1 GROUP BY title ORDER BY MIN(c.first), MIN(c.filed), title`, m.ID)
	err = each(rows, err, func(r *sql.Rows) error {
		var title string
		err := r.Scan(&title)
		m.Captions = append(m.Captions, title)
		return err
	})
	if err != nil {
		return err
	}
	if len(m.Captions) < 2 {
		m.Captions = nil // the acts say it
	}
	rows, err = db.read.QueryContext(ctx, `
		SELECT r.act, r.id, r.shown, r.first FROM reports r JOIN acts a ON a.id = r.act
		WHERE a.matter = $1 AND a.state <> 'same' ORDER BY r.first, r.id`, m.ID)
	return each(rows, err, func(r *sql.Rows) error {
		var act string
		var s Sight
		var shown, first int64
		if err := r.Scan(&act, &s.Report, &shown, &first); err != nil {
			return err
		}
		s.Fetched = moment(first)
		if shown != 0 {
			s.Shown = new(moment(shown))
		}
		if i, ok := at[act]; ok {
			m.Acts[i].Sources = append(m.Acts[i].Sources, s)
		}
		return nil
	})
}

// Suspects returns the pairs of numbers whose matters may be one, as far as no
// person has joined or parted them.
func (db *DB) Suspects(ctx context.Context) ([]Suspect, error) {
	out, err := db.suspects(ctx, "")
	if err == nil {
		var hide *veils
		if hide, err = db.veils(ctx); err == nil {
			out, err = alerts.Hide(hide.all, out)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("store: suspects: %w", err)
	}
	return out, nil
}

func (db *DB) suspects(ctx context.Context, which string, args ...any) ([]Suspect, error) {
	var out []Suspect
	rows, err := db.read.QueryContext(ctx, `
		SELECT s.key, s.other, s.why FROM suspects s JOIN matter_keys k ON k.key = s.key JOIN matter_keys o ON o.key = s.other
		WHERE k.matter <> o.matter AND NOT EXISTS (SELECT 1 FROM parted p WHERE p.key = s.key AND p.other = s.other) `+which+`
		ORDER BY s.key, s.other`, args...)
	return out, each(rows, err, func(r *sql.Rows) error {
		var s Suspect
		err := r.Scan(&s.Key, &s.Other, &s.Why)
		out = append(out, s)
		return err
	})
}

func (db *DB) joined(ctx context.Context, m *Matter) error {
	rows, err := db.read.QueryContext(ctx, `
		SELECT younger, certainty, why, at FROM joins
		WHERE elder = $1 OR elder IN (SELECT id FROM matters WHERE elder = $1) ORDER BY at, younger`, m.ID)
	return each(rows, err, func(r *sql.Rows) error {
		var j Joining
		var at int64
		err := r.Scan(&j.Younger, &j.Certainty, &j.Why, &at)
		j.At = moment(at)
		m.Joins = append(m.Joins, j)
		return err
	})
}
