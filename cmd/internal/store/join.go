package store

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
)

// Two matters turn out to be one when an official row gives both their numbers,
// or when both carry the same bridge: the younger is joined to the elder. Its
// keys, acts and alerts move; an act that both have is told by the reports of
// both from then on. [Part] undoes it.

// bridge joins the matters that the filings show to be one.
func (t *taking) bridge(fs []report) error {
	for i := range fs {
		keys := keysOf(&fs[i].Filing)
		for _, alias := range keys[1:] {
			if err := t.join(keys[0], alias, official, fs[i].id+" gives both numbers"); err != nil {
				return err
			}
		}
	}
	held, err := t.hold(fs)
	if err != nil {
		return err
	}
	for i := range fs {
		f := &fs[i]
		key := f.Key.String()
		for _, b := range f.Bridges {
			others := map[string]string{} // a key of each other matter
			for _, k := range held[b.Name] {
				if m := t.known[k]; m != t.known[key] {
					others[m] = k
				}
			}
			sure := shared
			if b.Likely {
				sure = likely
			}
			for _, m := range slices.Sorted(maps.Keys(others)) {
				why := f.id + " and " + others[m] + " share: " + b.Name
				note := func() error { return t.join(key, others[m], sure, why) }
				if sure == likely && len(others) > 1 { // nobody knows which
					note = func() error { return t.suspect(key, others[m], why) }
				}
				if err := note(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// certainty says what a join rests on.
type certainty string

const (
	official certainty = "official" // both numbers in one row of the authority
	shared   certainty = "shared"   // something that can belong to one matter only
	likely   certainty = "likely"   // something two matters can have alike, and nothing against it
	person   certainty = "person"   // a person said so
)

// series is a number without the digits at its end: "us-itc/337-TA-". An
// authority counts with it, so two numbers of one series name two matters.
func series(key string) string { return strings.TrimRight(key, "0123456789") }

// single reports whether a matter has one number of the key's series, whatever
// a row says. Several complaints can become one investigation, and a court can
// number a case anew, but investigations that are taken together stay two, and
// so do those that one complaint is parted into: each has its own parties,
// notices and orders.
func single(key string) bool { return series(key) == "us-itc/337-TA-" }

// hold writes the bridges of the filings and returns the keys that each of
// them leads to. The row without a key makes nodes that write one name wait
// for each other, so that the later sees the earlier.
func (t *taking) hold(fs []report) (map[string][]string, error) {
	type row struct{ name, key string }
	set := map[row]bool{}
	for i := range fs {
		for _, b := range fs[i].Bridges {
			set[row{b.Name, ""}], set[row{b.Name, fs[i].Key.String()}] = true, true
		}
	}
	if len(set) == 0 {
		return nil, nil
	}
	rows := slices.Collect(maps.Keys(set))
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.name+"\x00"+a.key, b.name+"\x00"+b.key) })
	var args []any
	var names []string
	for _, r := range rows {
		args = append(args, r.name, r.key)
		if r.key == "" {
			names = append(names, r.name)
		}
	}
	_, err := t.tx.ExecContext(t.ctx, `
		INSERT INTO bridges (name, key) VALUES `+places(len(rows), 2)+`
		ON CONFLICT (name, key) DO UPDATE SET name = excluded.name`, args...)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	var keys []string
	found, err := t.tx.QueryContext(t.ctx, `SELECT name, key FROM bridges WHERE key <> '' AND name IN `+places(1, len(names))+` ORDER BY name, key`, anys(names)...)
	err = each(found, err, func(r *sql.Rows) error {
		var name, key string
		err := r.Scan(&name, &key)
		out[name] = append(out[name], key)
		keys = append(keys, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, t.lookUp(keys)
}

// join makes one of the matters of two keys. Matters that a person has parted
// stay apart, and so do those that have two numbers of one series, unless an
// official row says that two complaints became one investigation. Two
// investigations are for a person to join.
func (t *taking) join(key, other string, sure certainty, why string) error {
	a, b := t.known[key], t.known[other]
	if a == b || b == "" {
		return nil
	}
	elder, younger, err := t.lock(a, b)
	if err != nil || elder == younger {
		return err
	}
	switch parted, clash, err := t.apart(elder, younger); {
	case err != nil:
		return err
	case parted:
		return nil
	case sure == person, len(clash) == 0:
	case sure == shared:
		return nil
	case sure == likely, slices.ContainsFunc(clash, single):
		return t.suspect(key, other, why)
	}
	if err := t.merge(elder, younger); err != nil {
		return err
	}
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`UPDATE acts SET matter = $1 WHERE matter = $2`, []any{elder, younger}},
		{`UPDATE alerts SET matter = $1 WHERE matter = $2`, []any{elder, younger}},
		{`UPDATE matter_keys SET matter = $1 WHERE matter = $2`, []any{elder, younger}},
		{`UPDATE matters SET elder = $1 WHERE id = $2 OR elder = $2`, []any{elder, younger}},
		{`INSERT INTO joins (younger, elder, certainty, why, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, []any{younger, elder, string(sure), why, millis(t.now)}},
	} {
		if _, err := t.tx.ExecContext(t.ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	t.moved(younger, elder)
	t.rename(elder)
	delete(t.begun, elder) // it has keys now that the batch may not name
	return nil
}

// moved notes that the keys of one matter are another's now.
func (t *taking) moved(from, to string) {
	for k, m := range t.known {
		if m == from {
			t.known[k] = to
		}
	}
}

// apart reports whether a person has parted two matters, and gives numbers of
// which each matter has another of the same series.
func (t *taking) apart(elder, younger string) (parted bool, clash []string, err error) {
	n := 0
	err = t.tx.QueryRowContext(t.ctx, `
		SELECT COUNT(*) FROM parted p JOIN matter_keys k ON k.key = p.key JOIN matter_keys o ON o.key = p.other
		WHERE k.matter = $1 AND o.matter = $2`, elder, younger).Scan(&n)
	if err != nil {
		return false, nil, err
	}
	owner := map[string]string{} // matter of each series
	rows, err := t.tx.QueryContext(t.ctx, `SELECT matter, key FROM matter_keys WHERE matter IN ($1, $2)`, elder, younger)
	return n > 0, clash, each(rows, err, func(r *sql.Rows) error {
		var matter, key string
		err := r.Scan(&matter, &key)
		if m, ok := owner[series(key)]; ok && m != matter {
			clash = append(clash, key)
		}
		owner[series(key)] = matter
		return err
	})
}

// suspect notes that the matters of two keys may be one.
func (t *taking) suspect(key, other, why string) error {
	_, err := t.tx.ExecContext(t.ctx, `INSERT INTO suspects (key, other, why, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		min(key, other), max(key, other), why, millis(t.now))
	return err
}

// lock keeps other nodes off two matters and returns which is the elder. They
// are the same if another node has joined them meanwhile.
func (t *taking) lock(a, b string) (elder, younger string, err error) {
	for {
		pair := []string{a, b}
		slices.Sort(pair)
		begun := map[string]int64{}
		moved := false
		for _, id := range pair {
			if _, err := t.tx.ExecContext(t.ctx, `UPDATE matters SET touched = $2 WHERE id = $1`, id, millis(t.now)); err != nil {
				return "", "", err
			}
		}
		for _, id := range pair {
			var at int64
			var to string
			if err := t.tx.QueryRowContext(t.ctx, `SELECT begun, elder FROM matters WHERE id = $1`, id).Scan(&at, &to); err != nil {
				return "", "", err
			}
			begun[id] = at
			if to != "" {
				moved = true
				t.moved(id, to)
				if a == id {
					a = to
				} else {
					b = to
				}
			}
		}
		switch {
		case a == b:
			return a, b, nil
		case moved:
			continue
		case begun[a] < begun[b] || begun[a] == begun[b] && a < b:
			return a, b, nil
		default:
			return b, a, nil
		}
	}
}

// merge hands the reports of acts that both matters have to the elder's.
func (t *taking) merge(elder, younger string) error {
	place := map[string]string{} // slug -> act of the elder
	twice := map[string]string{} // act of the younger -> act of the elder
	for _, matter := range []string{elder, younger} {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT id FROM acts WHERE matter = $1 AND state <> 'same' ORDER BY id`, matter)
		err = each(rows, err, func(r *sql.Rows) error {
			var id string
			if err := r.Scan(&id); err != nil {
				return err
			}
			_, slug, _ := strings.Cut(id, "#")
			if first, ok := place[slug]; ok {
				twice[id] = first
			} else {
				place[slug] = id
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for act, first := range twice {
		if err := t.hand(act, first); err != nil {
			return err
		}
	}
	return nil
}

// hand gives an act's reports to another act, which is what it turned out to
// be.
func (t *taking) hand(act, to string) error {
	if _, err := t.tx.ExecContext(t.ctx, `UPDATE reports SET act = $2 WHERE act = $1`, act, to); err != nil {
		return err
	}
	_, err := t.tx.ExecContext(t.ctx, `UPDATE acts SET state = 'same' WHERE id = $1`, act)
	delete(t.stale, act)
	t.stale[to] = true
	t.wrote = append(t.wrote, act)
	return err
}
