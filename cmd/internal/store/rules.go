package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"tocsin/crawlers"
)

// A RuleState is where a version of a place's rule stands.
type RuleState string

// The states of a version. One version of a place is active at a time.
const (
	RuleDraft    RuleState = "draft"
	RuleProposed RuleState = "proposed"
	RuleApproved RuleState = "approved"
	RuleActive   RuleState = "active"
	RuleRetired  RuleState = "retired" // it was active, or it never will be
)

// A RuleVersion is one version of the rule that describes a place. What it says
// never changes; its state does.
type RuleVersion struct {
	Name       string    `json:"name"`
	Version    int       `json:"version"`
	Body       string    `json:"body"` // as it was written
	State      RuleState `json:"state"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	ApprovedBy string    `json:"approved_by,omitempty"`
	Note       string    `json:"note,omitempty"`
}

// A RuleStep tells who brought a version where it stands, when and why.
type RuleStep struct {
	Version int       `json:"version"`
	State   RuleState `json:"state"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
}

// A ConflictError says that somebody else was there first. Nothing was changed.
type ConflictError struct{ Last RuleVersion }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("version %d was written by %s at %s meanwhile; look at it and write yours on top of it",
		e.Last.Version, e.Last.By, e.Last.At.Format("2006-01-02 15:04"))
}

// Unwrap returns ErrConflict.
func (e *ConflictError) Unwrap() error { return ErrConflict }

// ErrConflict is what somebody wanted to change that was changed meanwhile.
var ErrConflict = errors.New("changed meanwhile")

// ErrStep is a step that a version cannot take from where it stands, or that
// this person may not take.
var ErrStep = errors.New("not from here")

// A StepError says why a step was refused, as a word of its own for pages.
type StepError struct {
	Why string // nobody, state, author, proposer, approval
	say string
}

func (e *StepError) Error() string { return ErrStep.Error() + ": " + e.say }

// Unwrap returns ErrStep.
func (e *StepError) Unwrap() error { return ErrStep }

func refused(why, say string, args ...any) error {
	return &StepError{why, fmt.Sprintf(say, args...)}
}

// WriteRule adds a version of a place's rule, a draft, on top of the version
// its author has seen last; 0 is none. If there is a later one nothing is
// written, and the error is a [ConflictError].
func (db *DB) WriteRule(ctx context.Context, name, body, by, note string, seen int, now time.Time) (version int, err error) {
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		last, err := lastRule(ctx, tx, name)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if last.Version != seen {
			return &ConflictError{last}
		}
		version = seen + 1
		res, err := tx.ExecContext(ctx, `
			INSERT INTO place_rules (name, version, body, state, author, written, approved_by, note)
			VALUES ($1, $2, $3, 'draft', $4, $5, '', $6) ON CONFLICT (name, version) DO NOTHING`, name, version, body, by, millis(now), note)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 { // by another process, between the two
			if last, err = lastRule(ctx, tx, name); err != nil {
				return err
			}
			return &ConflictError{last}
		}
		if err := noteStep(ctx, tx, name, RuleStep{version, RuleDraft, by, now, note}); err != nil {
			return err
		}
		return recordRule(ctx, tx, name, RuleStep{version, RuleDraft, by, now, note})
	})
	if err != nil {
		return 0, fmt.Errorf("store: rule %s: %w", name, err)
	}
	return version, nil
}

// A RuleMove is what a person does with a version of a rule.
type RuleMove struct {
	Name    string
	Version int
	To      RuleState
	By      string
	Note    string
	Second  bool // a rule needs a second person's approval before it is active
}

// allowed says why the move cannot be made, or nil. Who proposed the version
// may approve it no more than who wrote it.
func (m RuleMove) allowed(v RuleVersion, proposer string) error {
	from, ok := map[RuleState][]RuleState{
		RuleProposed: {RuleDraft},
		RuleApproved: {RuleProposed},
		RuleActive:   {RuleDraft, RuleProposed, RuleApproved, RuleRetired},
		RuleRetired:  {RuleDraft, RuleProposed, RuleApproved, RuleActive},
	}[m.To]
	switch {
	case m.By == "":
		return refused("nobody", "say who does it")
	case !ok || !slices.Contains(from, v.State):
		return refused("state", "version %d is %s and cannot become %s", v.Version, v.State, m.To)
	case m.To == RuleApproved && m.Second && m.By == v.By:
		return refused("author", "%s wrote version %d: somebody else must approve it", v.By, v.Version)
	case m.To == RuleApproved && m.Second && m.By == proposer:
		return refused("proposer", "%s proposed version %d: somebody else must approve it", proposer, v.Version)
	case m.To == RuleActive && m.Second && (v.ApprovedBy == "" || v.ApprovedBy == v.By || v.ApprovedBy == proposer):
		return refused("approval", "version %d needs the approval of somebody else than %s first", v.Version, v.By)
	}
	return nil
}

// MoveRule brings a version to another state. A version that becomes active
// retires the one that was: an older one too, to roll back. The error is
// [ErrNotFound] or wraps [ErrStep].
func (db *DB) MoveRule(ctx context.Context, m RuleMove, now time.Time) error {
	err := db.Tx(ctx, func(tx *sql.Tx) error {
		// A row that is written is held to the end: of two who move versions of
		// one place at once, the second sees what the first did.
		if _, err := tx.ExecContext(ctx, `UPDATE place_rules SET note = note WHERE name = $1`, m.Name); err != nil {
			return err
		}
		v, err := scanRule(tx.QueryRowContext(ctx, `SELECT `+ruleColumns+` FROM place_rules WHERE name = $1 AND version = $2`, m.Name, m.Version))
		if err != nil {
			return err
		}
		proposer, err := proposed(ctx, tx, m.Name, m.Version)
		if err != nil {
			return err
		}
		if err := m.allowed(v, proposer); err != nil {
			return err
		}
		if m.To == RuleActive {
			if err := retire(ctx, tx, m, now); err != nil {
				return err
			}
			// What the place shows is to be read anew, as this version reads it.
			_, err := tx.ExecContext(ctx, `DELETE FROM validators WHERE url IN (SELECT url FROM pages WHERE source = $1)`, m.Name)
			if err != nil {
				return err
			}
		}
		approved := v.ApprovedBy
		if m.To == RuleApproved {
			approved = m.By
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE place_rules SET state = $3, approved_by = $4 WHERE name = $1 AND version = $2`, m.Name, m.Version, string(m.To), approved); err != nil {
			return err
		}
		step := RuleStep{m.Version, m.To, m.By, now, m.Note}
		if err := noteStep(ctx, tx, m.Name, step); err != nil {
			return err
		}
		if err := recordRule(ctx, tx, m.Name, step); err != nil {
			return err
		}
		if m.To != RuleActive && v.State != RuleActive {
			return nil
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO settings (key, value) VALUES ('place rules', '1')
			ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)`)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: rule %s: %w", m.Name, err)
	}
	return nil
}

// retire ends the version that is active, for another one.
func retire(ctx context.Context, tx *sql.Tx, m RuleMove, now time.Time) error {
	var version int
	err := tx.QueryRowContext(ctx, `
		UPDATE place_rules SET state = 'retired' WHERE name = $1 AND state = 'active' RETURNING version`, m.Name).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return noteStep(ctx, tx, m.Name, RuleStep{version, RuleRetired, m.By, now, fmt.Sprintf("for version %d", m.Version)})
}

// proposed returns who proposed a version last, or "".
func proposed(ctx context.Context, tx *sql.Tx, name string, version int) (by string, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT person FROM place_rule_steps WHERE name = $1 AND version = $2 AND state = 'proposed' ORDER BY step DESC LIMIT 1`, name, version).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return by, err
}

// recordRule keeps a step with the deeds of people too, where who watches over
// them looks.
func recordRule(ctx context.Context, tx *sql.Tx, name string, s RuleStep) error {
	detail := fmt.Sprintf("version %d", s.Version)
	if s.Note != "" {
		detail += ": " + s.Note
	}
	return Record(ctx, tx, Deed{At: s.At, Who: s.By, What: "rule." + string(s.State), On: name, Detail: detail})
}

func noteStep(ctx context.Context, tx *sql.Tx, name string, s RuleStep) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO place_rule_steps (name, version, step, state, person, at, note)
		SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), COALESCE(MAX(step), 0) + 1, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS TEXT)
		FROM place_rule_steps WHERE name = $1`, name, s.Version, string(s.State), s.By, millis(s.At), s.Note)
	return err
}

const ruleColumns = `name, version, body, state, author, written, approved_by, note`

func scanRule(row interface{ Scan(...any) error }) (v RuleVersion, err error) {
	var at int64
	err = row.Scan(&v.Name, &v.Version, &v.Body, &v.State, &v.By, &at, &v.ApprovedBy, &v.Note)
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	v.At = moment(at)
	return v, err
}

func lastRule(ctx context.Context, tx *sql.Tx, name string) (RuleVersion, error) {
	return scanRule(tx.QueryRowContext(ctx, `SELECT `+ruleColumns+` FROM place_rules WHERE name = $1 ORDER BY version DESC LIMIT 1`, name))
}

func (db *DB) rules(ctx context.Context, which string, args ...any) ([]RuleVersion, error) {
	var out []RuleVersion
	rows, err := db.read.QueryContext(ctx, `SELECT `+ruleColumns+` FROM place_rules p WHERE `+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		v, err := scanRule(r)
		out = append(out, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: rules: %w", err)
	}
	return out, nil
}

// ActiveRules returns the version of each place that is active.
func (db *DB) ActiveRules(ctx context.Context) ([]RuleVersion, error) {
	return db.rules(ctx, `state = 'active' AND name <> $1 ORDER BY name`, Thresholds)
}

// LastRules returns the last version of each place.
func (db *DB) LastRules(ctx context.Context) ([]RuleVersion, error) {
	return db.rules(ctx, `version = (SELECT MAX(version) FROM place_rules q WHERE q.name = p.name) AND name <> $1 ORDER BY name`, Thresholds)
}

// RuleVersions returns all versions of a place's rule, the last first.
func (db *DB) RuleVersions(ctx context.Context, name string) ([]RuleVersion, error) {
	return db.rules(ctx, `name = $1 ORDER BY version DESC`, name)
}

// RuleVersion returns one version, or [ErrNotFound]; 0 is the last.
func (db *DB) RuleVersion(ctx context.Context, name string, version int) (RuleVersion, error) {
	found, err := db.rules(ctx, `name = $1 AND (version = $2 OR $2 = 0) ORDER BY version DESC LIMIT 1`, name, version)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("store: rule %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return RuleVersion{}, err
	}
	return found[0], nil
}

// RuleSteps returns what was done with the versions of a place's rule, in order.
func (db *DB) RuleSteps(ctx context.Context, name string) ([]RuleStep, error) {
	var out []RuleStep
	rows, err := db.read.QueryContext(ctx, `SELECT version, state, person, at, note FROM place_rule_steps WHERE name = $1 ORDER BY step`, name)
	err = each(rows, err, func(r *sql.Rows) error {
		var s RuleStep
		var at int64
		err := r.Scan(&s.Version, &s.State, &s.By, &at, &s.Note)
		s.At = moment(at)
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: rule %s: %w", name, err)
	}
	return out, nil
}

// RulesVersion changes whenever another version of a rule is active, or none.
func (db *DB) RulesVersion(ctx context.Context) (int, error) {
	var value string
	err := db.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = 'place rules'`).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("store: rules: %w", err)
	}
	return strconv.Atoi(value)
}

// LastPages returns the newest n stored pages of a source, without their
// bodies; a body that did not change comes once.
func (db *DB) LastPages(ctx context.Context, source string, n int) ([]crawlers.Page, error) {
	var out []crawlers.Page
	rows, err := db.read.QueryContext(ctx, `
		SELECT p.url, MAX(p.fetched), p.hash, MIN(b.size) FROM pages p JOIN blobs b ON b.hash = p.hash WHERE p.source = $1
		GROUP BY p.url, p.hash ORDER BY MAX(p.fetched) DESC, p.url LIMIT $2`, source, n)
	err = each(rows, err, func(r *sql.Rows) error {
		var p crawlers.Page
		var at int64
		err := r.Scan(&p.URL, &at, &p.Hash, &p.Size)
		p.Fetched = moment(at)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: pages of %s: %w", source, err)
	}
	return out, nil
}

// SourcePage returns a stored page of a source by the hash of its body, or
// [ErrNotFound]. What is read from it is shown, so the names that are hidden are
// hidden in it.
func (db *DB) SourcePage(ctx context.Context, source, hash string) (p crawlers.Page, err error) {
	var at int64
	var header string
	err = db.read.QueryRowContext(ctx, `
		SELECT url, fetched, hash, status, header FROM pages WHERE source = $1 AND hash = $2 ORDER BY fetched DESC, url LIMIT 1`, source, hash).
		Scan(&p.URL, &at, &p.Hash, &p.Status, &header)
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(header), &p.Header)
	}
	if err != nil {
		return p, fmt.Errorf("store: page %s: %w", hash, err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return p, err
	}
	body, err := db.PageBody(ctx, hash)
	body = hide.page(body)
	p.URL = hide.all.Mask(p.URL)
	p.Fetched, p.Body, p.Size = moment(at), bytes.NewReader(body), int64(len(body))
	return p, err
}

// CountPages counts what [DB.PagesOf] returns.
func (db *DB) CountPages(ctx context.Context, source string, since time.Time) (n int, err error) {
	err = db.read.QueryRowContext(ctx, `
		SELECT COUNT(*) FROM (SELECT 1 FROM pages WHERE source = $1 AND fetched >= $2 GROUP BY url, hash, status) p`, source, millis(since)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: pages of %s: %w", source, err)
	}
	return n, nil
}

// PagesOf returns the stored pages of a source since a time, in the order they
// were fetched, one body at a time; a body that did not change comes once. Names
// are hidden as by [DB.SourcePage].
func (db *DB) PagesOf(ctx context.Context, source string, since time.Time) iter.Seq2[crawlers.Page, error] {
	return func(yield func(crawlers.Page, error) bool) {
		type stored struct {
			page   crawlers.Page
			header string
		}
		var all []stored
		rows, err := db.read.QueryContext(ctx, `
			SELECT url, MIN(fetched), hash, status, MIN(header) FROM pages WHERE source = $1 AND fetched >= $2
			GROUP BY url, hash, status ORDER BY MIN(fetched), url`, source, millis(since))
		err = each(rows, err, func(r *sql.Rows) error {
			var s stored
			var at int64
			err := r.Scan(&s.page.URL, &at, &s.page.Hash, &s.page.Status, &s.header)
			s.page.Fetched = moment(at)
			all = append(all, s)
			return err
		})
		if err != nil {
			yield(crawlers.Page{}, fmt.Errorf("store: pages of %s: %w", source, err))
			return
		}
		hide, err := db.veils(ctx)
		if err != nil {
			yield(crawlers.Page{}, err)
			return
		}
		for _, s := range all {
			p := s.page
			body, err := db.PageBody(ctx, p.Hash)
			if errors.Is(err, ErrNotFound) {
				continue // dropped meanwhile
			}
			if err == nil {
				err = json.Unmarshal([]byte(s.header), &p.Header)
			}
			if err != nil {
				yield(p, fmt.Errorf("store: pages of %s: %w", source, err))
				return
			}
			body = hide.page(body)
			p.Body, p.Size = bytes.NewReader(body), int64(len(body))
			if !yield(p, nil) {
				return
			}
		}
	}
}
