package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// Kinds of entries of a case log.
const (
	CaseContacted   = "contacted"
	CaseUnreachable = "unreachable"
	CaseGuided      = "guided"
	CaseExpert      = "expert" // passed to an expert
	CaseResponded   = "responded"
	CaseSettled     = "settled"
	CaseClosed      = "closed"
	CaseReopened    = "reopened"
	CaseNote        = "note"
	CaseHandover    = "handover"
)

// CaseKinds are the kinds of entries, in the order of a case.
var CaseKinds = []string{CaseContacted, CaseUnreachable, CaseGuided, CaseExpert, CaseResponded, CaseSettled, CaseClosed, CaseReopened, CaseHandover, CaseNote}

// A CaseEntry is one thing that a center did about a matter.
type CaseEntry struct {
	ID       string
	Alert    string // by which the center heard of the matter
	Center   string
	Kind     string
	Person   string
	At       time.Time
	Text     string
	Company  string
	Amount   int64 // in hundredths of the currency; 0 if none was said
	Currency string
	Receiver string // of a handover, who is to go on
	Corrects string // the entry it stands for
}

// A CaseFile is a paper that a center keeps with a matter.
type CaseFile struct {
	ID, Alert, Center, Name, Kind, Hash, Person string
	Size                                        int64
	At                                          time.Time
}

// Bounds of the files of one center in one matter.
const (
	MaxCaseFile  = 10 << 20
	MaxCaseFiles = 50 << 20
)

// ErrFull means that the files of a case would be more than [MaxCaseFiles].
var ErrFull = errors.New("the files of the case are too large")

// AddCaseEntry writes an entry of the log and returns its id. What it corrects
// is an entry of the same center and matter, else [ErrNotFound].
func AddCaseEntry(ctx context.Context, tx *sql.Tx, e CaseEntry) (id string, err error) {
	fail := func(err error) (string, error) { return "", fmt.Errorf("store: case of %s: %w", e.Alert, err) }
	matter, _, err := lockMatterOf(ctx, tx, e.Alert, e.At)
	if err != nil {
		return fail(err)
	}
	if e.Corrects != "" {
		var n int
		err := tx.QueryRowContext(ctx, `
			SELECT COUNT(*) FROM case_entries e JOIN alerts a ON a.id = e.alert AND a.revision = 0
			WHERE e.id = $1 AND e.center = $2 AND a.matter = $3`, e.Corrects, e.Center, matter).Scan(&n)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return fail(err)
		}
	}
	id = rand.Text()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO case_entries (id, alert, center, kind, person, at, text, company, amount, currency, receiver, corrects)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, e.Alert, e.Center, e.Kind, e.Person, millis(e.At), e.Text, e.Company, e.Amount, e.Currency, e.Receiver, e.Corrects)
	if err != nil {
		return fail(err)
	}
	return id, nil
}

// StillCase locks the matter of an alert until the transaction ends, and is
// [ErrConflict] where the last entry of its log that its reader sees is another
// than last; "" is none.
func StillCase(ctx context.Context, tx *sql.Tx, alert, last string, sees func(center string) bool, now time.Time) error {
	matter, _, err := lockMatterOf(ctx, tx, alert, now)
	if err != nil {
		return err
	}
	is := ""
	rows, err := tx.QueryContext(ctx, `
		SELECT e.id, e.center FROM case_entries e JOIN alerts a ON a.id = e.alert AND a.revision = 0 WHERE a.matter = $1 ORDER BY e.at, e.id`, matter)
	err = each(rows, err, func(r *sql.Rows) error {
		var id, center string
		if err := r.Scan(&id, &center); err != nil {
			return err
		}
		if sees(center) {
			is = id
		}
		return nil
	})
	if err == nil && is != last {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("store: case of %s: %w", alert, err)
	}
	return nil
}

// AddCaseFile keeps a paper with a matter and returns its id. The same paper
// twice is one.
func AddCaseFile(ctx context.Context, tx *sql.Tx, f CaseFile, body []byte) (id string, err error) {
	fail := func(err error) (string, error) { return "", fmt.Errorf("store: file of %s: %w", f.Alert, err) }
	matter, _, err := lockMatterOf(ctx, tx, f.Alert, f.At)
	if err != nil {
		return fail(err)
	}
	sum := sha256.Sum256(body)
	f.Hash = hex.EncodeToString(sum[:])
	const theirs = `FROM case_files f JOIN alerts a ON a.id = f.alert AND a.revision = 0 WHERE a.matter = $1 AND f.center = $2`
	err = tx.QueryRowContext(ctx, `SELECT f.id `+theirs+` AND f.hash = $3 LIMIT 1`, matter, f.Center, f.Hash).Scan(&id)
	if err == nil {
		return id, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fail(err)
	}
	var size int64
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(f.size), 0) `+theirs, matter, f.Center).Scan(&size); err != nil {
		return fail(err)
	}
	if len(body) > MaxCaseFile || size+int64(len(body)) > MaxCaseFiles {
		return fail(ErrFull)
	}
	id = rand.Text()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO case_files (id, alert, center, name, kind, size, hash, person, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, f.Alert, f.Center, f.Name, f.Kind, len(body), f.Hash, f.Person, millis(f.At), body)
	if err != nil {
		return fail(err)
	}
	return id, nil
}

// entryColumns are those that entryOf reads, of a case entry e.
const entryColumns = `e.id, e.alert, e.center, e.kind, e.person, e.at, e.text, e.company, e.amount, e.currency, e.receiver, e.corrects`

func entryOf(r *sql.Rows, more ...any) (e CaseEntry, err error) {
	var at int64
	err = r.Scan(append([]any{&e.ID, &e.Alert, &e.Center, &e.Kind, &e.Person, &at, &e.Text, &e.Company, &e.Amount, &e.Currency, &e.Receiver, &e.Corrects}, more...)...)
	e.At = moment(at)
	return e, err
}

// Case returns what all centers did about the matter of an alert, the eldest
// first, and their files. Names that were taken down are hidden.
func (db *DB) Case(ctx context.Context, alert string) (log []CaseEntry, files []CaseFile, err error) {
	const ofMatter = ` JOIN alerts a ON a.revision = 0 AND a.matter = (SELECT matter FROM alerts WHERE id = $1 AND revision = 0) AND a.id = `
	rows, err := db.read.QueryContext(ctx, `SELECT `+entryColumns+` FROM case_entries e`+ofMatter+`e.alert ORDER BY e.at, e.id LIMIT 2000`, alert)
	err = each(rows, err, func(r *sql.Rows) error {
		e, err := entryOf(r)
		log = append(log, e)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("store: case of %s: %w", alert, err)
	}
	rows, err = db.read.QueryContext(ctx, `
		SELECT f.id, f.alert, f.center, f.name, f.kind, f.size, f.hash, f.person, f.at FROM case_files f`+ofMatter+`f.alert ORDER BY f.at, f.id LIMIT 500`, alert)
	err = each(rows, err, func(r *sql.Rows) error {
		f, err := fileOf(r)
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("store: files of %s: %w", alert, err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range log {
		log[i].veil(hide.all)
	}
	for i := range files {
		files[i].Name = hide.all.Mask(files[i].Name)
	}
	return log, files, nil
}

func (e *CaseEntry) veil(v *alerts.Veil) {
	e.Text, e.Company = v.Mask(e.Text), v.Mask(e.Company)
}

func fileOf(r *sql.Rows, more ...any) (f CaseFile, err error) {
	var at int64
	err = r.Scan(append([]any{&f.ID, &f.Alert, &f.Center, &f.Name, &f.Kind, &f.Size, &f.Hash, &f.Person, &at}, more...)...)
	f.At = moment(at)
	return f, err
}

// CaseFile returns a paper and its body.
func (db *DB) CaseFile(ctx context.Context, id string) (f CaseFile, body []byte, err error) {
	rows, err := db.read.QueryContext(ctx, `SELECT id, alert, center, name, kind, size, hash, person, at, body FROM case_files WHERE id = $1`, id)
	found := false
	err = each(rows, err, func(r *sql.Rows) (err error) {
		found = true
		f, err = fileOf(r, &body)
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return CaseFile{}, nil, fmt.Errorf("store: file %s: %w", id, err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return CaseFile{}, nil, err
	}
	f.Name = hide.all.Mask(f.Name)
	return f, body, nil
}

// ToldOf returns the newest alert of a matter to one of some subscribers, or to
// any where none is given, or [ErrNotFound].
func (db *DB) ToldOf(ctx context.Context, matter string, subscribers []string) (alert string, err error) {
	where, args := "", []any{matter}
	if subscribers != nil {
		if len(subscribers) == 0 {
			return "", ErrNotFound
		}
		where, args = ` AND subscriber IN `+placesFrom(2, len(subscribers)), append(args, anys(subscribers)...)
	}
	err = db.read.QueryRowContext(ctx, `SELECT id FROM alerts WHERE matter = $1`+where+` ORDER BY told DESC, id, revision DESC LIMIT 1`, args...).Scan(&alert)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("store: told of %s: %w", matter, err)
	}
	return alert, nil
}

// A Case is what one center did about one matter.
type Case struct {
	Matter string
	Alert  alerts.Alert // by which the log was begun
	Filing crawlers.Filing
	Log    []CaseEntry
}

// Cases returns the cases of centers, or of all where none is given, those with
// the newest entry first, at most n. Cases of whose log more than [maxCaseRows]
// entries were written since are not found.
func (db *DB) Cases(ctx context.Context, centers []string, n int) ([]Case, error) {
	where, args := "", []any{}
	if centers != nil {
		if len(centers) == 0 {
			return nil, nil
		}
		where, args = ` WHERE e.center IN `+placesFrom(1, len(centers)), anys(centers)
	}
	var keys []string
	cases := map[string]*Case{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT `+entryColumns+`, a.matter FROM case_entries e JOIN alerts a ON a.id = e.alert AND a.revision = 0`+where+`
		ORDER BY e.at DESC, e.id LIMIT `+maxCaseRows, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var matter string
		e, err := entryOf(r, &matter)
		if err != nil {
			return err
		}
		key := matter + " " + e.Center
		if cases[key] == nil {
			if len(keys) == n {
				return nil
			}
			keys = append(keys, key)
			cases[key] = &Case{Matter: matter}
		}
		cases[key].Log = append(cases[key].Log, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: cases: %w", err)
	}
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Case, 0, len(keys))
	for _, key := range keys {
		c := cases[key]
		slices.Reverse(c.Log)
		for i := range c.Log {
			c.Log[i].veil(hide.all)
		}
		parcel, err := db.FindAlert(ctx, c.Log[0].Alert)
		if err != nil {
			return nil, err
		}
		c.Alert, c.Filing = parcel.Alert, parcel.Act.Filing
		out = append(out, *c)
	}
	return out, nil
}

// maxCaseRows bounds what a list of cases reads.
const maxCaseRows = `5000`

// CaseState says how a case stands by its log: "closed", or the last of what
// was done, or "" where nothing was but notes. What was corrected does not
// count. It is pure.
func CaseState(log []CaseEntry) string {
	state := ""
	for _, e := range Standing(log) {
		switch e.Kind {
		case CaseNote, CaseHandover:
		case CaseReopened:
			state = ""
		default:
			if state != CaseClosed {
				state = e.Kind
			}
		}
	}
	return state
}

// CaseLead is who is to go on with a case: the receiver of the last handover, or
// who wrote first, or "".
func CaseLead(log []CaseEntry) string {
	lead := ""
	for _, e := range Standing(log) {
		switch {
		case e.Kind == CaseHandover:
			lead = e.Receiver
		case lead == "":
			lead = e.Person
		}
	}
	return lead
}

// Standing returns the entries that no other corrects.
func Standing(log []CaseEntry) []CaseEntry {
	corrected := map[string]bool{}
	for _, e := range log {
		corrected[e.Corrects] = true
	}
	var out []CaseEntry
	for _, e := range log {
		if !corrected[e.ID] {
			out = append(out, e)
		}
	}
	return out
}
