package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// What people say of an alert.
const (
	Useful     = "useful"      // 有用
	FalseAlarm = "false-alarm" // 误报
	Repeated   = "repeated"    // 重复
	Late       = "late"        // 晚了
)

// A Feedback is what a person said of an alert. Filing and Verdict are as they
// stood when it was said.
type Feedback struct {
	ID      string          `json:"id"`
	Alert   string          `json:"alert"`
	Person  string          `json:"person"`
	Said    string          `json:"said"`
	At      time.Time       `json:"at"`
	Note    string          `json:"note,omitempty"`
	Filing  crawlers.Filing `json:"filing"`
	Verdict alerts.Verdict  `json:"verdict"`
	Review  *Review         `json:"review,omitempty"` // nil until somebody has looked at it
}

// A Review says whether a feedback is a labelled example, and with which label.
type Review struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"`
	Kept   bool      `json:"kept"`
	Label  Label     `json:"label"`
}

// A Label is what a person says of a filing, in the words of a table of labels;
// what is empty is left open.
type Label struct {
	Relevant     string `json:"relevant,omitempty"` // true, false or null
	Category     string `json:"category,omitempty"`
	Stage        string `json:"stage,omitempty"`
	ChineseParty string `json:"chinese_party,omitempty"`
}

// feedbackID names what a person said of an alert. It is short enough to type.
func feedbackID(alert, person, said string) string {
	h := sha256.Sum256([]byte(alert + "\n" + person + "\n" + said))
	return hex.EncodeToString(h[:6])
}

// AddFeedback records what a person says of an alert, beside the filing and the
// verdict as they stand. It reports false if they said so before: then nothing
// changes. An alert that is not there is [ErrNotFound].
func AddFeedback(ctx context.Context, tx *sql.Tx, f Feedback) (_ Feedback, added bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: feedback on %s: %w", f.Alert, err)
		}
	}()
	var act, filing, verdict string
	err = tx.QueryRowContext(ctx, `
		SELECT a.act, t.body, v.body FROM alerts a JOIN acts t ON t.id = a.act JOIN verdicts v ON v.act = a.act
		WHERE a.id = $1 AND a.revision = 0`, f.Alert).Scan(&act, &filing, &verdict)
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, ErrNotFound
	}
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(filing), &f.Filing), json.Unmarshal([]byte(verdict), &f.Verdict))
	}
	if err != nil {
		return f, false, err
	}
	f.ID = feedbackID(f.Alert, f.Person, f.Said)
	res, err := tx.ExecContext(ctx, `
		INSERT INTO feedbacks (id, alert, act, person, said, at, note, filing, verdict)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
		f.ID, f.Alert, act, f.Person, f.Said, millis(f.At), f.Note, filing, verdict)
	if err != nil {
		return f, false, err
	}
	n, err := res.RowsAffected()
	return f, n > 0, err
}

// Feedbacks returns what was said since a time, in that order, each with its
// newest review.
func (db *DB) Feedbacks(ctx context.Context, since time.Time) ([]Feedback, error) {
	out, err := feedbacks(ctx, db.read, since)
	if err == nil {
		var hide *veils
		if hide, err = db.veils(ctx); err == nil {
			err = hide.feedbacks(out)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("store: feedbacks: %w", err)
	}
	return out, nil
}

func feedbacks(ctx context.Context, from *sql.DB, since time.Time) ([]Feedback, error) {
	var out []Feedback
	rows, err := from.QueryContext(ctx, `
		SELECT f.id, f.alert, f.person, f.said, f.at, f.note, f.filing, f.verdict,
			COALESCE(r.person, ''), COALESCE(r.at, 0), COALESCE(r.note, ''), COALESCE(r.kept, 0), COALESCE(r.label, '')
		FROM feedbacks f LEFT JOIN feedback_reviews r ON r.feedback = f.id
		WHERE f.at >= $1 ORDER BY f.at, f.id, r.at, r.person`, millis(since))
	return out, each(rows, err, func(r *sql.Rows) error {
		var (
			f               Feedback
			review          Review
			at, seen        int64
			filing, verdict string
			kept            int
			label           string
		)
		err := r.Scan(&f.ID, &f.Alert, &f.Person, &f.Said, &at, &f.Note, &filing, &verdict, &review.Person, &seen, &review.Note, &kept, &label)
		if err != nil {
			return err
		}
		f.At = moment(at)
		if err := errors.Join(json.Unmarshal([]byte(filing), &f.Filing), json.Unmarshal([]byte(verdict), &f.Verdict)); err != nil {
			return fmt.Errorf("%s: %w", f.ID, err)
		}
		if label != "" {
			review.At, review.Kept = moment(seen), kept == 1
			if err := json.Unmarshal([]byte(label), &review.Label); err != nil {
				return fmt.Errorf("review of %s: %w", f.ID, err)
			}
			f.Review = &review
		}
		if n := len(out) - 1; n >= 0 && out[n].ID == f.ID { // a newer review
			out[n] = f
		} else {
			out = append(out, f)
		}
		return nil
	})
}

// ReviewFeedback records a review. A feedback that is not there is
// [ErrNotFound].
func (db *DB) ReviewFeedback(ctx context.Context, feedback string, r Review) error {
	label, err := json.Marshal(r.Label)
	if err != nil {
		return fmt.Errorf("store: review of %s: %w", feedback, err)
	}
	kept := 0
	if r.Kept {
		kept = 1
	}
	err = db.Tx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM feedbacks WHERE id = $1`, feedback).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO feedback_reviews (feedback, at, person, note, kept, label) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			feedback, millis(r.At), r.Person, r.Note, kept, string(label))
		return err
	})
	if err != nil {
		return fmt.Errorf("store: review of %s: %w", feedback, err)
	}
	return nil
}

// JudgedOf returns the act that an alert tells of and its verdict, and locks
// its matter until the transaction ends. An alert that is not there is
// [ErrNotFound].
func JudgedOf(ctx context.Context, tx *sql.Tx, alert string, now time.Time) (a Act, v, rules alerts.Verdict, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: verdict of %s: %w", alert, err)
		}
	}()
	if _, _, err = lockMatterOf(ctx, tx, alert, now); err != nil {
		return a, v, rules, err
	}
	var filing, verdict, byRules string
	err = tx.QueryRowContext(ctx, `
		SELECT t.matter, t.digest, t.body, v.body, v.rules FROM alerts a JOIN acts t ON t.id = a.act JOIN verdicts v ON v.act = a.act
		WHERE a.id = $1 AND a.revision = 0`, alert).Scan(&a.Matter, &a.Digest, &filing, &verdict, &byRules)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(filing), &a.Filing), json.Unmarshal([]byte(verdict), &v), json.Unmarshal([]byte(byRules), &rules))
	}
	return a, v, rules, err
}
