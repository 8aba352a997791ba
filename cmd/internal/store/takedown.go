package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A natural person who asks for it is named nowhere any more. The rows stay as
// their sources tell them, since what is judged, matched and told apart rests
// on them; what a method of [DB] reads to be shown or told has the name hidden.
// A new such method hides it too: through [veils.of].

// A Takedown is a name that is hidden, everywhere or in one matter.
type Takedown struct {
	ID     string
	Name   string
	Key    string // a number of the matter; empty is everywhere
	Person string // who entered it
	Why    string
	At     time.Time
	Told   int // corrections that were made

	Lifted    time.Time // zero while it holds
	LiftedBy  string
	LiftedWhy string
}

// veils are the names that are hidden now, in each matter. They are read anew
// for every reading, since another process may have changed them, but compiled
// once.
type veils struct {
	name            string // of what they hide
	all, everywhere *alerts.Veil
	in              map[string]*alerts.Veil // by matter, with those hidden everywhere
}

// veiling keeps the last veils.
type veiling struct {
	mu   sync.Mutex
	from string // what they were made of
	made *veils
}

// Veiled names what is hidden: another string once other names are.
func (db *DB) Veiled(ctx context.Context) (string, error) {
	v, err := db.veils(ctx)
	if err != nil {
		return "", err
	}
	return v.name, nil
}

func (db *DB) veils(ctx context.Context) (*veils, error) {
	var from strings.Builder
	var everywhere, all []string
	in := map[string][]string{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT t.name, t.key, COALESCE(k.matter, '') FROM takedowns t LEFT JOIN matter_keys k ON k.key = t.key
		WHERE t.lifted = 0 ORDER BY t.id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var name, key, matter string
		if err := r.Scan(&name, &key, &matter); err != nil {
			return err
		}
		fmt.Fprintf(&from, "%q %q %q\n", name, key, matter)
		all = append(all, name)
		if key == "" {
			everywhere = append(everywhere, name)
		} else {
			in[matter] = append(in[matter], name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: names to hide: %w", err)
	}
	db.veiling.mu.Lock()
	defer db.veiling.mu.Unlock()
	if db.veiling.made != nil && db.veiling.from == from.String() {
		return db.veiling.made, nil
	}
	v := &veils{in: map[string]*alerts.Veil{}}
	var errs [2]error
	v.all, errs[0] = alerts.NewVeil(all...)
	v.everywhere, errs[1] = alerts.NewVeil(everywhere...)
	err = errors.Join(errs[:]...)
	for matter, names := range in {
		var one error
		v.in[matter], one = alerts.NewVeil(slices.Concat(everywhere, names)...)
		err = errors.Join(err, one)
	}
	if err != nil { // nothing is shown rather than a name
		return nil, fmt.Errorf("store: names to hide: %w", err)
	}
	v.name = fmt.Sprintf("%x", sha256.Sum256([]byte(from.String())))
	db.veiling.from, db.veiling.made = from.String(), v
	return v, nil
}

// of returns what hides the names in what is said of a matter.
func (v *veils) of(matter string) *alerts.Veil {
	if in := v.in[matter]; in != nil {
		return in
	}
	return v.everywhere
}

// parcel hides the names in a parcel.
func (v *veils) parcel(p *Parcel) error {
	veil := v.of(p.Act.Matter)
	if !veil.Hides() {
		return nil
	}
	homes := veil.Homes(p.Act.Filing)
	var errs []error
	p.Act.Filing = hidden(veil, p.Act.Filing, homes, &errs)
	p.Alert = hidden(veil, p.Alert, homes, &errs)
	p.Verdict = hidden(veil, p.Verdict, homes, &errs)
	for i := range p.Others {
		p.Others[i] = hidden(veil, p.Others[i], homes, &errs)
	}
	return errors.Join(errs...)
}

// feedbacks hides the names in what was said of alerts, which are taken out to
// be examples: whatever the matter, since a row does not know its own.
func (v *veils) feedbacks(all []Feedback) error {
	var errs []error
	for i := range all {
		f := &all[i]
		homes := v.all.Homes(f.Filing)
		f.Filing, f.Verdict = hidden(v.all, f.Filing, homes, &errs), hidden(v.all, f.Verdict, homes, &errs)
		f.Note = v.all.Mask(f.Note)
		if f.Review != nil {
			f.Review.Note = v.all.Mask(f.Review.Note)
		}
	}
	return errors.Join(errs...)
}

// hidden is [alerts.Hide], for several things after each other.
func hidden[T any](v *alerts.Veil, x T, homes []string, errs *[]error) T {
	shown, err := alerts.Hide(v, x, homes...)
	if err != nil {
		*errs = append(*errs, fmt.Errorf("hide names: %w", err))
	}
	return shown
}

// Hiding returns what takes the names that are hidden anywhere out of a text that
// belongs to no matter, or to many.
func (db *DB) Hiding(ctx context.Context) (func(string) string, error) {
	hide, err := db.veils(ctx)
	if err != nil {
		return nil, err
	}
	return hide.all.Mask, nil
}

// page hides the names in the body of a page that is text. An archive stays as
// it is: what is read from it is veiled where it is shown.
func (v *veils) page(body []byte) []byte {
	if !v.all.Hides() || !strings.HasPrefix(http.DetectContentType(body), "text/") && !json.Valid(body) {
		return body
	}
	return []byte(v.all.Mask(string(body)))
}

// Takedowns returns all takedowns, lifted ones too, the eldest first.
func (db *DB) Takedowns(ctx context.Context) ([]Takedown, error) {
	var out []Takedown
	rows, err := db.read.QueryContext(ctx, `
		SELECT id, name, key, person, why, at, told, lifted, lifted_by, lifted_why FROM takedowns ORDER BY at, id`)
	err = each(rows, err, func(r *sql.Rows) error {
		var t Takedown
		var at, lifted int64
		err := r.Scan(&t.ID, &t.Name, &t.Key, &t.Person, &t.Why, &at, &t.Told, &lifted, &t.LiftedBy, &t.LiftedWhy)
		if t.At = moment(at); lifted != 0 {
			t.Lifted = moment(lifted)
		}
		out = append(out, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: takedowns: %w", err)
	}
	return out, nil
}

// LiftTakedown shows a name again. It returns [ErrNotFound] if none of the id
// holds.
func (db *DB) LiftTakedown(ctx context.Context, id, by, why string, now time.Time) error {
	res, err := db.write.ExecContext(ctx, `UPDATE takedowns SET lifted = $2, lifted_by = $3, lifted_why = $4 WHERE id = $1 AND lifted = 0`, id, millis(now), by, why)
	if err != nil {
		return fmt.Errorf("store: lift takedown %s: %w", id, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, ErrNotFound)
	}
	return nil
}

// A Naming is an alert as it was told last, and who was told any revision of
// it, or will be.
type Naming struct {
	Alert        string
	Matter       string
	Destinations []string
}

// Naming returns the alerts in the matters one of whose acts, or what was told
// of it, holds a name; key limits them to the matter of that number.
func (db *DB) Naming(ctx context.Context, v *alerts.Veil, key crawlers.Key) ([]Naming, error) {
	which, args := ``, []any{}
	if key != (crawlers.Key{}) {
		which, args = ` WHERE x.matter IN (SELECT matter FROM matter_keys WHERE key = $1)`, []any{key.String()}
	}
	matters := map[string]bool{}
	rows, err := db.read.QueryContext(ctx, `SELECT x.matter, x.body FROM (SELECT matter, body FROM acts UNION ALL SELECT matter, body FROM alerts) AS x`+which, args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var matter, body string
		err := r.Scan(&matter, &body)
		if err != nil || matters[matter] {
			return err
		}
		var said any
		if err := json.Unmarshal([]byte(body), &said); err != nil {
			return err
		}
		matters[matter] = v.In(said)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: who was told a name: %w", err)
	}
	var out []Naming
	for matter, names := range matters {
		if !names {
			continue
		}
		rows, err := db.read.QueryContext(ctx, `
			SELECT DISTINCT a.id, d.destination FROM alerts a JOIN deliveries d ON d.act = a.act AND d.alert = a.id
			WHERE a.matter = $1 AND d.state IN ('sending', 'sent', 'held') ORDER BY a.id, d.destination`, matter)
		err = each(rows, err, func(r *sql.Rows) error {
			var alert, to string
			err := r.Scan(&alert, &to)
			if n := len(out) - 1; n >= 0 && out[n].Alert == alert {
				out[n].Destinations = append(out[n].Destinations, to)
			} else {
				out = append(out, Naming{alert, matter, []string{to}})
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("store: who was told a name: %w", err)
		}
	}
	slices.SortFunc(out, func(a, b Naming) int { return strings.Compare(a.Alert, b.Alert) })
	return out, nil
}

// TakeDown records a takedown and makes a correction for each of those who were
// told the name.
func TakeDown(ctx context.Context, tx *sql.Tx, t Takedown, tell []Naming) (out Settled, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: take down: %w", err)
		}
	}()
	served := map[string]bool{}
	for _, n := range tell {
		var last telling
		var matter, body string
		err := tx.QueryRowContext(ctx, `SELECT revision, matter, body FROM alerts WHERE id = $1 ORDER BY revision DESC LIMIT 1`, n.Alert).
			Scan(&last.revision, &matter, &body)
		if err != nil {
			return out, err
		}
		if err := json.Unmarshal([]byte(body), &last.Alert); err != nil {
			return out, err
		}
		last.revision++
		last.facts, last.withheld, last.Destinations = []string{}, true, n.Destinations
		last.Alert.Update++
		last.Alert.Gained, last.Alert.Also, last.Alert.Escalated = nil, nil, ""
		if err := out.write(ctx, tx, last, matter, served, t.At); err != nil {
			return out, err
		}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO takedowns (id, name, key, person, why, at, told, lifted, lifted_by, lifted_why) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', '')`,
		t.ID, t.Name, t.Key, t.Person, t.Why, millis(t.At), len(out.Deliveries))
	return out, err
}
