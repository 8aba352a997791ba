package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
)

// pageAsks is how often a page is asked for.
const pageAsks = 20

// BenchmarkPages asks for every page of the console over the demo's data, as
// somebody who sees all of it, through the whole handler, and says how long the
// slowest of twenty answers took but one (p95), and the median. A page should be
// there within 100 ms, also while a visit stores what it reads.
func BenchmarkPages(b *testing.B) {
	kept := "sqlite:" + filepath.Join(b.TempDir(), "demo.db")
	var out, said bytes.Buffer
	if code := run(b.Context(), []string{"demo", "--once", "--json", "--store", kept}, strings.NewReader(""), &out, &said); code != exitGood {
		b.Fatalf("exit %d: %s", code, said.String())
	}
	db := storetest.Open(b, kept)
	now := func() time.Time { return demoEnd }
	accounts, err := account.Open(db, account.Options{Now: now, Cheap: true})
	if err != nil {
		b.Fatal(err)
	}
	house := console.House{Store: db, Accounts: accounts, Now: now, Log: slog.New(slog.DiscardHandler)}
	handler, err := console.New(house)
	if err != nil {
		b.Fatal(err)
	}
	cookies := map[account.Role]string{}
	for _, role := range []account.Role{account.National, account.Admin} {
		u := account.User{Login: string(role), Role: role}
		if role == account.National {
			u.Center = alerts.National
		}
		u, err := accounts.Add(b.Context(), "test", u, "correct horse battery", false)
		if err == nil {
			cookies[role], err = accounts.SignInAs(b.Context(), u.ID, account.From{Address: netip.MustParseAddr("192.0.2.1")})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	all := everyPage(b, db, house)
	for _, crawling := range []bool{false, true} {
		name := "quiet"
		if crawling {
			name = "crawling"
		}
		b.Run(name, func(b *testing.B) {
			if crawling {
				defer crawl(b, db)()
			}
			for b.Loop() {
				var worst time.Duration
				for _, p := range all {
					var took []time.Duration
					for range pageAsks {
						r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, p.path, nil)
						r.Host = "127.0.0.1:8337"
						r.AddCookie(&http.Cookie{Name: "tocsin", Value: cookies[p.role]})
						w, began := httptest.NewRecorder(), time.Now()
						handler.ServeHTTP(w, r)
						took = append(took, time.Since(began))
						if w.Code != http.StatusOK {
							b.Fatalf("%s: %d", p.path, w.Code)
						}
					}
					slices.Sort(took)
					p95 := took[len(took)*95/100-1]
					worst = max(worst, p95)
					fmt.Fprintf(b.Output(), "%-60.60s p50 %6.1f ms  p95 %6.1f ms\n", p.path, ms(took[len(took)/2]), ms(p95))
				}
				b.ReportMetric(ms(worst), "ms/p95-of-the-slowest")
			}
		})
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// demoEnd is after the last moment of the demo.
var demoEnd = time.Date(2026, 3, 11, 8, 0, 0, 0, time.UTC)

type benchPage struct {
	path string
	role account.Role
}

// everyPage are the pages that want no name, and one of each that does.
func everyPage(b *testing.B, db *store.DB, house console.House) (all []benchPage) {
	b.Helper()
	wants := []string{"/signin/code", "/reset", "/lost", "/signup/verify", "/lists/example"}
	for _, room := range console.Rooms(house) {
		for _, route := range room.Routes {
			path, ok := strings.CutPrefix(route.Pattern, "GET ")
			path = strings.TrimSuffix(path, "{$}")
			if !ok || strings.ContainsAny(path, "{.") || slices.Contains(wants, path) || route.Public {
				continue
			}
			for _, role := range []account.Role{account.National, account.Admin} {
				if route.Roles.Has(role) {
					all = append(all, benchPage{path, role})
					break
				}
			}
		}
	}
	key := crawlers.Key{Authority: "us-itc", Number: "337-TA-1452"}
	d, err := db.Dossier(b.Context(), key, nil, true)
	if err != nil {
		b.Fatal(err)
	}
	matter, alert := url.PathEscape(key.String()), d.Told[0].Alert.ID
	named := []string{"/matters/" + matter, "/alerts/" + url.PathEscape(alert), "/find?q=cartridges", "/find?q=schedule+a", "/cases/" + url.PathEscape(alert)}
	for _, a := range d.Filings {
		for _, r := range a.Reports {
			if r.Page != "" {
				named = append(named, "/stored/"+r.Page+"/"+matter)
			}
		}
	}
	slices.Sort(named)
	for _, path := range slices.Compact(named) {
		all = append(all, benchPage{path, account.National})
	}
	return all
}

// crawl stores 400 filings a second, a day of 60,000 in two and a half minutes,
// until what it returns is called.
func crawl(b *testing.B, db *store.DB) (end func()) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		beat := time.NewTicker(time.Second / 4)
		defer beat.Stop()
		for n := 0; ; n += 100 {
			select {
			case <-stop:
				return
			case <-beat.C:
			}
			var fs []crawlers.Filing
			var digests []string
			for i := range 100 {
				f := crawlers.Filing{
					Key: crawlers.Key{Authority: "us-ilnd", Number: fmt.Sprintf("1:30-cv-%07d", n+i)}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
					Title: fmt.Sprintf("Acme %d v. The Partnerships on Schedule A", n+i), Filed: crawlers.Date{Time: demoEnd}, Source: "ecf",
				}
				fs, digests = append(fs, f), append(digests, f.Digest())
			}
			err := db.Tx(b.Context(), func(tx *sql.Tx) error {
				_, err := store.Take(b.Context(), tx, fs, digests, store.Manner{Rank: 1, Fresh: time.Hour}, demoEnd)
				return err
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	return func() {
		close(stop)
		wg.Wait()
	}
}
