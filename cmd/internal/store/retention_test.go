package store_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// holds are what keeps a matter, however old it is. Each is done to the matter
// m, which has the number key and the act a.
var holds = map[string]string{
	"told":        `INSERT INTO alerts (id, revision, act, matter, subscriber, told, facts, body) VALUES ($3, 0, $3, $1, $2, 1, '[]', '{}')`,
	"help":        `INSERT INTO help_requests (id, org, alert, matter, center, asked, who, phone, note, consent, state, person, answer, at) VALUES ($1, 'o', $3, $1, $2, 1, '', '', '', 1, 'answered', '', '', 1)`,
	"joined":      `INSERT INTO joins (younger, elder, certainty, why, at) VALUES ($2, $1, 'person', $3, 1)`,
	"new":         `UPDATE acts SET state = 'new' WHERE id = $3 AND matter = $1 AND $2 <> ''`,
	"waiting":     `UPDATE verdicts SET waiting = 1 WHERE act = $3 AND $1 <> $2`,
	"judged":      `UPDATE verdicts SET body = '{"relevant":false,"by":"person"}' WHERE act = $3 AND $1 <> $2`,
	"day runs":    `INSERT INTO clocks (act, rule, due, closes, state, sequence, changed, body) VALUES ($3, $1, $2, 99999999999999, 'running', 0, 1, '{}')`,
	"feedback":    `INSERT INTO feedbacks (id, alert, act, person, said, at, note, filing, verdict) VALUES ($1, $2, $3, '', 'late', 1, '', '{}', '{}')`,
	"served":      `INSERT INTO services (key, at, day, body) VALUES ($2, 1, $1, $3)`,
	"parted":      `INSERT INTO parted (key, other, person, why, at) VALUES ($1, $2, $3, '', 1)`,
	"suspected":   `INSERT INTO suspects (key, other, why, at) VALUES ($2, $1, $3, 1)`,
	"taken down":  `INSERT INTO takedowns (id, name, key, person, why, at, told, lifted, lifted_by, lifted_why) VALUES ($1, 'n', $2, $3, '', 1, 0, 0, '', '')`,
	"touched":     `UPDATE matters SET touched = 99999999999999 WHERE id = $1 AND $2 <> $3`,
	"filed late":  `UPDATE acts SET filed = 99999999999999 WHERE id = $3 AND $1 <> $2`,
	"told anew":   `UPDATE reports SET last = 99999999999999 WHERE act = $3 AND $1 <> $2`,
	"sent to one": `INSERT INTO deliveries (id, alert, revision, act, destination, state, tries, at, error) VALUES ($1, $2, 0, $3, 'd', 'sent', 1, 1, '')`,
}

// Whatever holds a matter keeps all of it, and what nothing holds goes whole.
func TestRetentionKeepsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	eachAddress(t, storetest.Addresses, func(t *testing.T, address string) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		chance, ctx := rand.New(rand.NewPCG(seed, 0)), t.Context()
		db, err := store.Open(ctx, address, store.Options{PageDir: t.TempDir(), Large: 100, Conns: 4})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		names := make([]string, 0, len(holds)+1)
		for name := range holds {
			names = append(names, name)
		}
		names = append(names, "open mark")
		slices.Sort(names)

		// More matters than go at once, of one to three acts, each read from a page.
		const matters = 230
		later, ages := now.AddDate(3, 0, 0), store.Ages{Filings: 400 * 24 * time.Hour, Pages: 180 * 24 * time.Hour}
		var fs []crawlers.Filing
		var pages []crawlers.Page
		held := make([]string, matters) // by what
		acts := make([][]crawlers.Filing, matters)
		for i := range matters {
			if i < len(names) {
				held[i] = names[i]
			} else if chance.IntN(3) == 0 {
				held[i] = names[chance.IntN(len(names))]
			}
			for n := range 1 + chance.IntN(3) {
				f := filing(i)
				f.Slug = fmt.Sprintf("entry.%d", n)
				if held[i] == "open mark" {
					f.Kind, f.Raw = crawlers.Squatting, json.RawMessage(`{"opposition_until":"`+later.AddDate(0, 1, 0).Format(time.DateOnly)+`"}`)
				}
				p := crawlers.PageOf(fmt.Sprintf("https://court.example/%d/%d", i, n), bytes.Repeat([]byte("page "), 10+(i%20/19)*20), now)
				p.Hash = fmt.Sprintf("%064x", i*10+n)
				f.Page = p.Hash
				fs, pages, acts[i] = append(fs, f), append(pages, p), append(acts[i], f)
			}
		}
		take(t, db, manner, fs...)
		if err := db.KeepPages(ctx, "ecf", pages); err != nil {
			t.Fatal(err)
		}
		if err := filepath.Walk(db.PageDir(), func(path string, _ os.FileInfo, err error) error {
			return os.Chtimes(path, now, now)
		}); err != nil {
			t.Fatal(err)
		}
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO verdicts (act, digest, at, waiting, body, rules) SELECT id, digest, 1, 0, '{"by":"rules"}', '' FROM acts`); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE acts SET state = 'judged'`); err != nil {
				return err
			}
			for i, by := range held {
				if by == "" || by == "open mark" {
					continue
				}
				f := acts[i][chance.IntN(len(acts[i]))]
				var matter string
				if err := tx.QueryRowContext(ctx, `SELECT matter FROM acts WHERE id = $1`, f.ActID()).Scan(&matter); err != nil {
					return err
				}
				key := f.Key.String()
				if by == "parted" || by == "suspected" {
					matter = "us-ilnd/other-" + matter
				}
				if by == "parted" && chance.IntN(2) == 0 {
					matter, key = key, matter
				}
				if _, err := tx.ExecContext(ctx, holds[by], matter, key, f.ActID()); err != nil {
					return fmt.Errorf("%s: %w", by, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// A page that is the last of its address.
		last := slices.IndexFunc(held, func(by string) bool { return by == "" })
		lastPage := pages[slices.IndexFunc(pages, func(p crawlers.Page) bool { return p.Hash == acts[last][0].Page })]
		if err := db.PagesTaken(ctx, []crawlers.Page{lastPage}); err != nil {
			t.Fatal(err)
		}

		would, err := db.Outdated(ctx, ages, later)
		if err != nil {
			t.Fatal(err)
		}
		before, err := db.Count(ctx)
		if err != nil {
			t.Fatal(err)
		}
		went, err := db.Retain(ctx, ages, later)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range went {
			// Pages that filings were read from are counted while those are there.
			if o.Kind != would[i].Kind || o.Rows != would[i].Rows || o.Before != would[i].Before {
				t.Errorf("would go: %+v, went: %+v", would[i], o)
			}
		}
		whole := counts(t, db, `SELECT a.id FROM acts a JOIN reports r ON r.act = a.id JOIN verdicts v ON v.act = a.id JOIN found f ON f.act = a.id JOIN matters m ON m.id = a.matter`)
		rows := counts(t, db, `SELECT id FROM acts UNION ALL SELECT act FROM reports UNION ALL SELECT act FROM verdicts UNION ALL SELECT act FROM found`)
		bodies := counts(t, db, `SELECT hash FROM blobs`)
		gone := 0
		for i, by := range held {
			for _, f := range acts[i] {
				there, left := whole[f.ActID()], rows[f.ActID()]
				if by != "" && there != 1 || by == "" && left != 0 {
					t.Errorf("%s, held by %q: %d whole, %d rows", f.ActID(), by, there, left)
				}
				if by == "" {
					gone++
				}
				needs := by == "told" || f.Page == lastPage.Hash
				if needs != (bodies[f.Page] == 1) {
					t.Errorf("the page of %s, held by %q: %d", f.ActID(), by, bodies[f.Page])
				}
			}
		}
		files, err := filepath.Glob(filepath.Join(db.PageDir(), "*", "*"))
		if want := count(t, db, `SELECT COUNT(*) FROM blobs WHERE body IS NULL`); err != nil || len(files) != want {
			t.Errorf("%d files of %d large pages, %v", len(files), want, err)
		}
		if gone == 0 || went[0].Rows != int64(gone) {
			t.Errorf("%d acts went, %d are gone", went[0].Rows, gone)
		}
		if after, err := db.Count(ctx); err != nil || after.Acts != before.Acts-gone || after.Alerts != before.Alerts {
			t.Errorf("%+v became %+v, %v", before, after, err)
		}
		for _, orphan := range []string{
			`SELECT COUNT(*) FROM matter_keys k WHERE NOT EXISTS (SELECT 1 FROM matters m WHERE m.id = k.matter)`,
			`SELECT COUNT(*) FROM matters m WHERE NOT EXISTS (SELECT 1 FROM acts a WHERE a.matter = m.id)`,
			`SELECT COUNT(*) FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM pages p WHERE p.hash = b.hash)`,
		} {
			if n := count(t, db, orphan); n != 0 {
				t.Errorf("%d: %s", n, orphan)
			}
		}
		again, err := db.Retain(ctx, ages, later)
		if err != nil || slices.ContainsFunc(again, func(o store.Outdated) bool { return o.Rows > 0 }) {
			t.Errorf("the second time went %+v, %v", again, err)
		}
		// What went and is listed again is history, not news.
		f := acts[last][0]
		err = db.Tx(ctx, func(tx *sql.Tx) error {
			got, err := store.Take(ctx, tx, []crawlers.Filing{f}, []string{f.Digest()}, manner, later)
			if err == nil && (got.History != 1 || len(got.Judge) > 0) {
				err = fmt.Errorf("listed again it is %+v", got)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// counts returns how often a query returned each text.
func counts(t *testing.T, db *store.DB, query string) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(t.Context(), query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return err
			}
			out[s]++
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func count(t *testing.T, db *store.DB, query string, args ...any) (n int) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		return tx.QueryRowContext(t.Context(), query, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Visits go but for the last good one and what came after; the record and the
// answers of models go by their age; what is kept for ever stays.
func TestRetentionOfRecords(t *testing.T) {
	t.Parallel()
	eachAddress(t, storetest.Addresses, func(t *testing.T, address string) {
		db, ctx := storetest.Open(t, address), t.Context()
		day := 24 * time.Hour
		err := db.Tx(ctx, func(tx *sql.Tx) error {
			for _, v := range []struct {
				source, state string
				days          int // ago
			}{{"a", "ok", 900}, {"a", "ok", 800}, {"a", "failed", 700}, {"b", "failed", 900}, {"b", "blocked", 800}, {"c", "ok", 900}, {"c", "empty", 10}} {
				at := now.Add(-time.Duration(v.days) * day).UnixMilli()
				if _, err := tx.ExecContext(ctx, `
					INSERT INTO visits (id, source, planned, started, ended, state, pages, filings, added, revised, history, known, warnings, outcomes, error)
					VALUES ($1, $2, $3, $3, $3, $4, 0, 0, 0, 0, 0, 0, '[]', '[]', '')`, fmt.Sprintf("%s@%d", v.source, v.days), v.source, at, v.state); err != nil {
					return err
				}
			}
			for i := range 2500 { // more than go at once
				at := now.Add(-time.Duration(i) * day).UnixMilli()
				if _, err := tx.ExecContext(ctx, `INSERT INTO answers (key, answer, tokens, at) VALUES ($1, '', 0, $2)`, fmt.Sprint(i), at); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO audit (id, at, who, what, item, detail) VALUES ('1', 1, 'li', 'w', '', '')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ages := store.Ages{Visits: 400 * day, Answers: 180 * day}
		for _, do := range []func() ([]store.Outdated, error){
			func() ([]store.Outdated, error) { return db.Outdated(ctx, ages, now) },
			func() ([]store.Outdated, error) { return db.Retain(ctx, ages, now) },
		} {
			got, err := do()
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range got {
				if want := map[string]int64{store.OldVisits: 3, store.OldAnswers: 2319}[o.Kind]; o.Rows != want {
					t.Errorf("%s: %d, want %d", o.Kind, o.Rows, want)
				}
			}
		}
		if n := count(t, db, `SELECT COUNT(*) FROM visits WHERE id IN ('a@800', 'a@700', 'b@800', 'c@10')`); n != 4 {
			t.Errorf("%d of the last visits are there", n)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM audit`); n != 1 {
			t.Error("what is kept for ever went")
		}
	})
}
