package intake

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/seen"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// A desk remembers what it was told.
type desk struct {
	mu    sync.Mutex
	told  []string
	words string // of the last message
}

func (d *desk) Notify(_ context.Context, m alerts.Message) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, m.ID)
	d.words = fmt.Sprintln(m.Title, m.Lines)
	return nil
}

// started returns a working pipeline with one watched mark.
func started(t *testing.T, db *store.DB, to *desk) *pipeline.Pipeline {
	t.Helper()
	memory, err := seen.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	err = db.PutWatchlists(t.Context(), []alerts.Watchlist{{
		ID: alerts.WatchlistID("灯饰"), Name: "灯饰", Tell: []string{"desk"}, Entries: []alerts.Entry{{Type: alerts.WatchMark, Value: "XINGHE", Owner: "Shenzhen Xinghe Lighting Co., Ltd."}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := &pipeline.Pipeline{
		Store: db, Seen: memory, Transport: &crawlers.Transport{}, Console: "https://tocsin.example",
		Destinations: map[string]pipeline.Destination{"desk": {Notifier: to, Language: "zh"}},
		Now:          func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Judge: relevance.Cascade{Matter: db.ActsOf}.Judge, Grade: relevance.Grade,
	}
	if err := p.Start(context.WithoutCancel(t.Context()), pipeline.Roles{Work: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := p.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestASecondImportTellsNothingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		to := &desk{}
		p := started(t, db, to)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		take := func(body string) store.Visit {
			t.Helper()
			heard := 0
			v, err := understood(t, []byte(body), Options{Office: "id-tm"}).Take(ctx, p, "daftar.csv", func(n int) { heard = n })
			if err == nil {
				err = p.Drain(ctx)
			}
			if err != nil || heard != v.Filings {
				t.Fatalf("heard of %d of %d: %v", heard, v.Filings, err)
			}
			return v
		}
		first := take(indonesia)
		if first.Added != 4 || first.History != 1 || first.State != crawlers.OK || len(first.Warnings) != 1 || !strings.HasPrefix(first.Warnings[0], "row 6: ") {
			t.Errorf("%+v", first)
		}
		if len(to.told) != 1 || !strings.HasPrefix(to.told[0], "id-tm/DID2026091234#published@") {
			t.Errorf("told %q", to.told)
		}
		if !strings.Contains(to.words, "2027-01-25") || !strings.Contains(to.words, "BUDI SANTOSO") {
			t.Errorf("says neither who nor until when to oppose: %s", to.words)
		}
		if again := take(indonesia); again.Known != 4 || again.Added+again.Revised != 0 {
			t.Errorf("again %+v", again)
		}
		lines := strings.SplitAfter(indonesia, "\n")
		if other := take(lines[0] + lines[3] + lines[1]); other.Known != 2 || other.Added+other.Revised != 0 {
			t.Errorf("in another order %+v", other)
		}
		if len(to.told) != 1 {
			t.Errorf("told %q", to.told)
		}
		changed := strings.Replace(indonesia, "(TM) Masa Pengumuman;https", "(TM) Oposisi;https", 1)
		if v := take(changed); v.Added != 1 || v.Known != 3 || len(to.told) != 2 {
			t.Errorf("%+v, told %q", v, to.told)
		}
		visits, err := db.Visits(ctx, Source, 10)
		if err != nil || len(visits) == 0 {
			t.Fatalf("%v, %v", visits, err)
		}
		m, err := db.FindMatter(ctx, crawlers.Key{Authority: "id-tm", Number: "DID2026091234"})
		if err != nil || len(m.Acts) != 2 {
			t.Fatalf("%+v, %v", m, err)
		}
	})
}

func TestTheTableIsKeptAsThePage(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p := started(t, db, &desk{})
	r := understood(t, watching(t), Options{})
	if _, err := r.Take(t.Context(), p, "周报.xlsx", func(int) {}); err != nil {
		t.Fatal(err)
	}
	acts, err := db.ActsOf(t.Context(), crawlers.Key{Authority: "th-tm", Number: "201234567"})
	if err != nil || len(acts) != 1 {
		t.Fatalf("%v, %v", acts, err)
	}
	body, err := db.PageBody(t.Context(), acts[0].Page)
	if err != nil || !strings.Contains(string(body), "สมชาย ใจดี,泰国,,,2026-11-03") {
		t.Errorf("page %q: %v\n%s", acts[0].Page, err, body)
	}
}

func TestAnImportThatIsCutOffIsDoneAgain(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	p := started(t, db, &desk{})
	text := "Application No,Mark,Filing date\n"
	for i := range crawlers.BatchSize + 20 {
		text += fmt.Sprintf("A%d,M,2020-01-02\n", i)
	}
	r := understood(t, []byte(text), Options{Office: "vn-tm"})
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.Take(ctx, p, "a.csv", func(int) { cancel() }); err == nil {
		t.Fatal("an import that was cut off ended well")
	}
	v, err := r.Take(t.Context(), p, "a.csv", func(int) {})
	if err != nil || v.Known != crawlers.BatchSize || v.Added != 20 {
		t.Errorf("%+v, %v", v, err)
	}
	visits, err := db.Visits(t.Context(), Source, 10)
	if err != nil || len(visits) != 1 {
		t.Errorf("%d visits are recorded, %v", len(visits), err)
	}
}
