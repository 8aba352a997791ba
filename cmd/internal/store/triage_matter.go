package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A Dossier is a matter with all that a desk needs of it: what each act says
// and where it stands, and what some subscribers were told and did.
type Dossier struct {
	Matter
	Filings []DossierAct      // in the order they happened, the newest [maxDossier]
	Told    []Parcel          // the newest revision of each alert, the newest first
	Signed  []CenterSignature // the first of each subscriber
	Mutes   []Mute            // the last of each subscriber
	Passed  []Passing         // what one center passed on to another
	Parted  []Parting
	Version string // changes with what people do to the matter
	Service *alerts.Service
}

// maxDossier is how many acts a dossier holds: no docket that matters has as
// many, and a page must end.
const maxDossier = 200

// A DossierAct is one act as all places tell of it, and as it was judged.
type DossierAct struct {
	Filing  crawlers.Filing
	Verdict *alerts.Verdict // nil if nobody judged it
	Reports []StoredReport
}

// A StoredReport is one act as one place tells of it.
type StoredReport struct {
	ID, Source, URL string
	Page            string // sha256 of the stored page; "" if there is none
	First, Last     time.Time
}

// A Passing says that what a center was told was passed on to another: by a
// person, or because nobody signed in time.
type Passing struct {
	From, To     string
	Person, Note string // of a transfer
	At           time.Time
}

// Dossier returns the matter of a number as some subscribers may see it, or
// anybody where all is true. What none of them was told is [ErrNotFound].
func (db *DB) Dossier(ctx context.Context, key crawlers.Key, subscribers []string, all bool) (Dossier, error) {
	var d Dossier
	var err error
	if d.Matter, err = db.FindMatter(ctx, key); err != nil {
		return d, err
	}
	seen := func(subscriber string) bool { return all || slices.Contains(subscribers, subscriber) }
	if err = db.dossierTold(ctx, &d, seen); err == nil && len(d.Told) == 0 && !all {
		return d, ErrNotFound
	}
	if err == nil {
		err = errors.Join(db.dossierActs(ctx, &d), db.dossierReports(ctx, &d), db.dossierDone(ctx, &d, seen))
	}
	if err == nil {
		d.Service, err = db.ServiceOf(ctx, d.ID)
	}
	if err == nil {
		d.Version, err = matterVersion(ctx, db.read, d.ID)
	}
	if err == nil {
		err = db.dossierParted(ctx, &d)
	}
	if err == nil {
		err = db.hideIn(ctx, &d)
	}
	if err != nil {
		return d, fmt.Errorf("store: dossier of %s: %w", key, err)
	}
	return d, nil
}

// matterVersion names the state of what people do to a matter: nothing of it is
// ever taken away, so counting tells.
func matterVersion(ctx context.Context, q interface { // a database, or a transaction
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, matter string) (string, error) {
	const by = ` x JOIN alerts a ON a.id = x.alert AND a.revision = 0 WHERE a.matter = $1)`
	var n [7]int64
	err := q.QueryRowContext(ctx, `
		SELECT (SELECT COUNT(*) FROM matter_keys WHERE matter = $1), (SELECT COUNT(*) FROM joins WHERE elder = $1),
			(SELECT COALESCE(MAX(p.at), 0) FROM parted p JOIN matter_keys k ON k.key = p.key WHERE k.matter = $1),
			(SELECT COUNT(*) FROM signatures`+by+`, (SELECT COUNT(*) FROM mutes`+by+`, (SELECT COUNT(*) FROM transfers`+by+`,
			(SELECT COUNT(*) FROM services s JOIN matter_keys k ON k.key = s.key WHERE k.matter = $1)`, matter).
		Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6])
	if err != nil {
		return "", fmt.Errorf("store: version of %s: %w", matter, err)
	}
	h := sha256.Sum256(fmt.Appendln(nil, matter, n))
	return hex.EncodeToString(h[:8]), nil
}

// StillMatter locks the matter of an alert until the transaction ends, and is
// [ErrConflict] where somebody did something to it since its version was read.
func StillMatter(ctx context.Context, tx *sql.Tx, alert, version string, now time.Time) error {
	matter, _, err := lockMatterOf(ctx, tx, alert, now)
	if err != nil {
		return err
	}
	is, err := matterVersion(ctx, tx, matter)
	if err == nil && is != version {
		err = fmt.Errorf("store: %s: %w", matter, ErrConflict)
	}
	return err
}

// Joined returns the number that gave a matter its name which is one with d now,
// or false if it is none of d's any more.
func (d *Dossier) Joined(younger string) (crawlers.Key, bool) {
	for _, k := range d.Keys {
		if matterID(k.String()) == younger && younger != d.ID {
			return k, true
		}
	}
	return crawlers.Key{}, false
}

// A Parting says that a person took a number out of a matter.
type Parting struct {
	Key, Other  string // Other is the one of another matter
	Person, Why string
	At          time.Time
}

func (db *DB) dossierParted(ctx context.Context, d *Dossier) error {
	rows, err := db.read.QueryContext(ctx, `
		SELECT p.key, p.other, p.person, p.why, p.at FROM parted p JOIN matter_keys k ON k.key = p.key JOIN matter_keys o ON o.key = p.other
		WHERE k.matter = $1 AND o.matter <> $1 ORDER BY p.at, p.key, p.other LIMIT $2`, d.ID, maxDossier)
	return each(rows, err, func(r *sql.Rows) error {
		var p Parting
		var at int64
		err := r.Scan(&p.Key, &p.Other, &p.Person, &p.Why, &at)
		p.At = moment(at)
		d.Parted = append(d.Parted, p)
		return err
	})
}

// hideIn hides the names that nobody may read in a dossier. Its matter comes
// without them.
func (db *DB) hideIn(ctx context.Context, d *Dossier) error {
	hide, err := db.veils(ctx)
	if err != nil {
		return err
	}
	veil := hide.of(d.ID)
	if !veil.Hides() {
		return nil
	}
	var errs []error
	for i := range d.Filings {
		a := &d.Filings[i]
		homes := veil.Homes(a.Filing)
		a.Filing = hidden(veil, a.Filing, homes, &errs)
		if a.Verdict != nil {
			v := hidden(veil, *a.Verdict, homes, &errs)
			a.Verdict = &v
		}
	}
	for i := range d.Told {
		if err := hide.parcel(&d.Told[i]); err != nil {
			return err
		}
	}
	for i := range d.Signed {
		d.Signed[i].Note = veil.Mask(d.Signed[i].Note)
	}
	for i := range d.Mutes {
		d.Mutes[i].Why = veil.Mask(d.Mutes[i].Why)
	}
	for i := range d.Passed {
		d.Passed[i].Note = veil.Mask(d.Passed[i].Note)
	}
	for i := range d.Parted {
		d.Parted[i].Why = veil.Mask(d.Parted[i].Why)
	}
	return errors.Join(errs...)
}

func (db *DB) dossierTold(ctx context.Context, d *Dossier, seen func(string) bool) error {
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.revision, a.subscriber, a.body, t.digest, t.body, COALESCE(v.body, '{}') FROM alerts a JOIN acts t ON t.id = a.act LEFT JOIN verdicts v ON v.act = a.act
		WHERE a.matter = $1 AND NOT EXISTS (SELECT 1 FROM alerts n WHERE n.id = a.id AND n.revision > a.revision)
		ORDER BY a.told DESC, a.id`, d.ID)
	err = each(rows, err, func(r *sql.Rows) error {
		var p Parcel
		var subscriber, alert, act, verdict string
		if err := r.Scan(&p.Revision, &subscriber, &alert, &p.Act.Digest, &act, &verdict); err != nil || !seen(subscriber) {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(alert), &p.Alert), json.Unmarshal([]byte(act), &p.Act.Filing), json.Unmarshal([]byte(verdict), &p.Verdict))
		p.Delivery.Alert, p.Delivery.Act, p.Act.Matter = p.Alert.ID, p.Alert.Act, d.ID
		d.Told = append(d.Told, p)
		return err
	})
	if err != nil {
		return err
	}
	acts := make([]Act, len(d.Told))
	for i := range d.Told {
		acts[i] = d.Told[i].Act
	}
	err = db.InMatter(ctx, acts)
	for i := range acts {
		d.Told[i].Act = acts[i]
	}
	return err
}

func (db *DB) dossierActs(ctx context.Context, d *Dossier) error {
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.body, v.body FROM acts a LEFT JOIN verdicts v ON v.act = a.id
		WHERE a.matter = $1 AND a.state <> '`+actSame+`' ORDER BY a.filed DESC, a.id DESC LIMIT $2`, d.ID, maxDossier)
	err = each(rows, err, func(r *sql.Rows) error {
		var a DossierAct
		var body string
		var verdict sql.NullString
		if err := r.Scan(&body, &verdict); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &a.Filing)
		if err == nil && verdict.Valid {
			a.Verdict = new(alerts.Verdict)
			err = json.Unmarshal([]byte(verdict.String), a.Verdict)
		}
		d.Filings = append(d.Filings, a)
		return err
	})
	slices.Reverse(d.Filings)
	return err
}

func (db *DB) dossierReports(ctx context.Context, d *Dossier) error {
	at := map[string]int{}
	for i := range d.Filings {
		at[d.Filings[i].Filing.ActID()] = i
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT r.act, r.id, r.source, CASE WHEN EXISTS (SELECT 1 FROM blobs b WHERE b.hash = r.page) THEN r.page ELSE '' END, r.first, r.last, r.body
		FROM reports r JOIN acts a ON a.id = r.act WHERE a.matter = $1 ORDER BY r.first, r.id`, d.ID)
	return each(rows, err, func(r *sql.Rows) error {
		var s StoredReport
		var act, body string
		var first, last int64
		if err := r.Scan(&act, &s.ID, &s.Source, &s.Page, &first, &last, &body); err != nil {
			return err
		}
		var f crawlers.Filing
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			return err
		}
		s.URL, s.First, s.Last = f.URL, moment(first), moment(last)
		if i, ok := at[act]; ok {
			d.Filings[i].Reports = append(d.Filings[i].Reports, s)
		}
		return nil
	})
}

// dossierDone reads what people did.
func (db *DB) dossierDone(ctx context.Context, d *Dossier, seen func(string) bool) error {
	known := map[string]bool{}
	rows, err := db.read.QueryContext(ctx, `
		SELECT a.subscriber, s.alert, s.person, s.at, s.note FROM signatures s JOIN alerts a ON a.id = s.alert AND a.revision = 0
		WHERE a.matter = $1 ORDER BY s.at, s.alert, s.person`, d.ID)
	signed := each(rows, err, func(r *sql.Rows) error {
		var s CenterSignature
		var at int64
		err := r.Scan(&s.Center, &s.Alert, &s.Person, &at, &s.Note)
		if s.At = moment(at); seen(s.Center) && !known[s.Center] {
			d.Signed = append(d.Signed, s)
		}
		known[s.Center] = true
		return err
	})
	last := map[string]bool{}
	rows, err = db.read.QueryContext(ctx, `
		SELECT a.subscriber, m.alert, m.at, m.person, m.why, m.until FROM mutes m JOIN alerts a ON a.id = m.alert AND a.revision = 0
		WHERE a.matter = $1 ORDER BY m.at DESC, m.alert`, d.ID)
	muted := each(rows, err, func(r *sql.Rows) error {
		var subscriber string
		var m Mute
		var at, until int64
		err := r.Scan(&subscriber, &m.Alert, &at, &m.Person, &m.Why, &until)
		if m.At, m.Until = moment(at), moment(until); seen(subscriber) && !last[subscriber] {
			d.Mutes = append(d.Mutes, m)
		}
		last[subscriber] = true
		return err
	})
	rows, err = db.read.QueryContext(ctx, `
		SELECT e.sender AS sender, e.receiver AS receiver, '', '', e.at AS at FROM escalations e JOIN alerts a ON a.id = e.alert AND a.revision = 0 WHERE a.matter = $1
		UNION ALL SELECT a.subscriber, t.receiver, t.person, t.note, t.at FROM transfers t JOIN alerts a ON a.id = t.alert AND a.revision = 0 WHERE a.matter = $1
		ORDER BY 5, 2`, d.ID)
	passed := each(rows, err, func(r *sql.Rows) error {
		var p Passing
		var at int64
		err := r.Scan(&p.From, &p.To, &p.Person, &p.Note, &at)
		if p.At = moment(at); seen(p.From) || seen(p.To) {
			d.Passed = append(d.Passed, p)
		}
		return err
	})
	return errors.Join(signed, muted, passed)
}

// MatterDeliveries returns the newest n deliveries of a matter, whoever was told,
// the newest first.
func (db *DB) MatterDeliveries(ctx context.Context, matter string, n int) ([]Delivery, error) {
	return db.deliveries(ctx, `WHERE act IN (SELECT id FROM acts WHERE matter = $1) ORDER BY at DESC, id LIMIT $2`, matter, n)
}
