package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// hiddenName is the natural person of the test, and personNamed finds it in any
// spelling, or where it lives.
const hiddenName = "欧阳小白"

var personNamed = regexp.MustCompile(`(?i)ouyang|xiao-?bai|欧阳小白|歐陽小白|minzhi`)

// aPersonSued stores a suit against the person, of which the national center
// was told through destinations, none of which took it.
func aPersonSued(t *testing.T, db *store.DB, destinations []string, now time.Time) (f crawlers.Filing) {
	t.Helper()
	f = crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: "Acme v. Ouyang Xiaobai", Text: "COMPLAINT against OUYANG, XIAOBAI of Room 302, No. 5 Minzhi Road, Shenzhen, China", Source: "ecf",
		URL: "https://court.example/1/acme-v-ouyang-xiaobai/", Filed: crawlers.Date{Time: now.Add(-time.Hour)}, Fetched: now,
		Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Acme"},
			{Role: crawlers.Defendant, Name: "Xiaobai Ouyang", Aliases: []string{"歐陽小白"}, Address: "Room 302, No. 5 Minzhi Road, Shenzhen, China", Country: "CN"},
		},
		Raw: json.RawMessage(`{"case_name":"Acme v. Ouyang Xiao-Bai"}`),
	}
	yes := true
	body, err := json.Marshal(clock.Record{Rule: "frcp.answer", Kind: "deadline"})
	if err != nil {
		t.Fatal(err)
	}
	var made store.Settled
	err = db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{Rank: 1, Fresh: 24 * time.Hour}, now); err != nil {
			return err
		}
		a := store.Act{Filing: f, Digest: f.Digest()}
		if err := store.LockMatters(t.Context(), tx, []store.Act{a}, now); err != nil {
			return err
		}
		v := alerts.Verdict{Filing: f.ID(), Relevant: &yes, Category: alerts.CatTrademark, Stage: "complaint", ChineseParty: crawlers.Confirmed, By: "rules",
			Why: "被告 Ouyang Xiaobai 在深圳", Quotes: []alerts.Quote{{Claim: "chinese_party", Text: "OUYANG, XIAOBAI of Room 302"}}}
		made, err = store.Settle(t.Context(), tx, []store.Settlement{{
			Act: a, Verdict: v, Facts: []string{"stage:complaint", "defendant:xiaobai ouyang"},
			Clocks: []store.Clock{{Act: f.ActID(), Rule: "frcp.answer", Due: "2030-01-01", Closes: time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC), Body: body}},
			Alerts: []store.Told{{Destinations: destinations, Alert: alerts.Alert{
				ID: alerts.AlertID(f.ActID(), alerts.National), Act: f.ActID(), Subscriber: alerts.National, Severity: alerts.High, Kind: f.Kind, Category: v.Category,
				Stage: "complaint", Title: f.Title, Reasons: []string{"被告欧阳小白地址：Room 302, No. 5 Minzhi Road, Shenzhen, China"}, Centers: []string{alerts.National},
				Named: []string{"Xiaobai Ouyang"}, URL: f.URL,
			}}},
		}}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range made.Deliveries {
		p, _, err := db.BeginTry(t.Context(), id, now)
		p.State = store.Refused
		if err := errors.Join(err, db.EndTry(t.Context(), p.Delivery, now)); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// TestNobodyReadsTheNameThatWasTakenDown looks at everything that leaves the
// program, before and after a name was taken down, and after it was lifted.
func TestNobodyReadsTheNameThatWasTakenDown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r, err := listenReceivers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.got = make(chan received, 100)
	t.Cleanup(r.close)
	address := "sqlite:" + filepath.Join(dir, "t.db")
	conf := map[string]any{"store": address, "send": map[string]any{"private": true}, "console": map[string]any{"url": "https://tocsin.example"}}
	var names []string
	to := map[string]any{}
	for _, c := range channels {
		d, err := r.destination(c.Name)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, c.Name)
		to[c.Name] = map[string]any{"channel": d.Channel, "options": d.Options, "budget": 0, "abroad": d.Abroad}
		if c.Brief {
			to[c.Name] = map[string]any{"channel": d.Channel, "options": d.Options}
		}
	}
	names = append(names, "later") // in a digest
	to["later"] = map[string]any{"channel": "webhook", "options": services["webhook"].options(r.web+"webhook", r.secret), "at_once": "never", "digest": "daily 08:30"}
	off := map[string]any{}
	for _, s := range sources {
		off[s.Name] = map[string]any{"enabled": false}
	}
	conf["destinations"], conf["sources"], conf["centers"] = to, off, map[string]any{"national": map[string]any{"tell": names}}
	doc, err := json.Marshal(conf)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "t.yaml")
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f := aPersonSued(t, db, names, time.Now())
	alert := alerts.AlertID(f.ActID(), alerts.National)
	secret, hash := feed.NewSecret()
	if err := db.AddFeed(t.Context(), store.Feed{ID: "f", Subscriber: alerts.National, Made: time.Now()}, hash); err != nil {
		t.Fatal(err)
	}

	tocsin := func(args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if exit := run(t.Context(), append([]string{"--config", file}, args...), strings.NewReader(""), &out, &errs); exit != exitGood && args[0] != "check" {
			t.Fatalf("%q: exit %d: %s", args, exit, errs.String())
		}
		return out.String() + errs.String()
	}
	// outputs are all that can be read, by what it is.
	outputs := func(again bool) map[string]string {
		t.Helper()
		out := map[string]string{}
		for _, args := range [][]string{{"matter", "show", f.Key.String(), "--json"}, {"matter", "show", f.Key.String()}, {"unsigned", "--json"}, {"check", "--json"}, {"lag"}, {"feedback", "list", "--json"}, {"takedown", "list", "--json"}, {"takedown", "list"}} {
			out["tocsin "+strings.Join(args, " ")] = tocsin(args...)
		}
		log := slog.New(slog.DiscardHandler)
		site, cookie := signedIn(t, db)
		for _, path := range []string{"/", "/?lang=en", "/alerts/" + alert, "/alerts/" + alert + "?lang=en"} {
			w := httptest.NewRecorder()
			q := httptest.NewRequest(http.MethodGet, (&url.URL{Scheme: "http", Host: "127.0.0.1:8337"}).String(), nil)
			u, err := url.Parse("http://127.0.0.1:8337" + strings.ReplaceAll(path, "#", "%23"))
			if err != nil {
				t.Fatal(err)
			}
			q.URL = u
			q.AddCookie(cookie)
			if site.ServeHTTP(w, q); w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
			out[path] = w.Body.String()
		}
		begun, later := time.Now(), time.Duration(0)
		p := &program{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard, env: os.LookupEnv, file: file, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
		c, err := p.config()
		if err != nil {
			t.Fatal(err)
		}
		s, err := p.bind(c, nil, func() time.Time { return begun.Add(later + time.Since(begun)) })
		if err != nil {
			t.Fatal(err)
		}
		feeds := feed.New(s.feeds(), time.Now, log)
		for _, path := range []string{"/feeds/" + secret + "/clocks.ics", "/feeds/" + secret + "/alerts.atom"} {
			w := httptest.NewRecorder()
			if feeds.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != http.StatusOK {
				t.Fatalf("%s: %d", path, w.Code)
			}
			out[filepath.Base(path)] = unfolded(w.Body.String())
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := s.pipe.Start(ctx, pipeline.Roles{Work: true}); err != nil {
			t.Fatal(err)
		}
		if again {
			for _, name := range names {
				if _, err := s.pipe.Again(ctx, name); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 2 { // the digest is due a day after the first tick
			if err := errors.Join(s.pipe.Tick(ctx), s.pipe.Drain(ctx)); err != nil {
				t.Fatal(err)
			}
			later += 25 * time.Hour
		}
		if err := errors.Join(s.pipe.Stop(ctx), s.close()); err != nil {
			t.Fatal(err)
		}
		for len(r.got) > 0 {
			got := <-r.got
			out[fmt.Sprintf("message %d", len(out))] = got.query.Encode() + legible(got.body)
		}
		return out
	}
	tocsin("feedback", "add", alert, "useful", "--by", "张三", "--note", "Ouyang Xiaobai 已联系")
	before := outputs(true)
	messages := 0
	for what, text := range before {
		named := personNamed.MatchString(text)
		if strings.HasPrefix(what, "message") && named {
			messages++
		}
		if !named && (strings.Contains(what, "alerts") || strings.Contains(what, "matter") || strings.Contains(what, "ics") || strings.Contains(what, "unsigned")) && !strings.Contains(what, "/alerts/") {
			t.Errorf("%s does not name the person before, so that it proves nothing after:\n%s", what, text)
		}
	}
	if messages < len(channels)-1 { // a short message names nobody in a suit
		t.Errorf("%d messages name the person before", messages)
	}
	says := tocsin("takedown", "add", hiddenName, "--by", "张三", "--reason", "欧阳小白本人 2026-03-01 来函")
	if says := tocsin("takedown", "add", "Ouyang Xiaobai", "--by", "张三", "--reason", "同上", "--matter", f.Key.String()); !strings.Contains(says, "0 corrections") {
		t.Errorf("who reads the name no more is told so again: %q", says)
	}
	if personNamed.MatchString(says) || !strings.Contains(says, "corrections are due") {
		t.Errorf("the command says %q", says)
	}
	corrected := 0
	after := outputs(false)
	for what, text := range after {
		if personNamed.MatchString(text) {
			t.Errorf("%s names the person:\n%s", what, text)
		}
		if strings.HasPrefix(what, "message") && (strings.Contains(text, "更正") || strings.Contains(text, "alert.corrected")) {
			corrected++
		}
	}
	if corrected < len(channels)-1 {
		t.Errorf("%d messages correct what was told, of %d", corrected, len(names))
	}
	for line := range strings.Lines(tocsin("takedown", "list", "--json")) {
		var row takedownRow
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.By != "张三" || row.At.IsZero() || row.Reason == "" {
			t.Errorf("on record is %s, %v", line, err)
		}
		tocsin("takedown", "lift", row.ID, "--by", "李四", "--reason", "本人撤回")
	}
	if says := tocsin("takedown", "list", "--names"); !strings.Contains(says, hiddenName) || strings.Count(says, "李四: 本人撤回") != 2 {
		t.Errorf("the list with names says %q", says)
	}
	if !personNamed.MatchString(tocsin("matter", "show", f.Key.String())) {
		t.Error("the name is hidden although that was lifted")
	}
}

// legible decodes the base64 in a letter, and the escapes of JSON.
func legible(body []byte) string {
	var out strings.Builder
	out.Write(body)
	for block := range bytes.SplitSeq(body, []byte("\r\n\r\n")) {
		if plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(bytes.SplitN(block, []byte("\r\n--"), 2)[0]), "\r\n", "")); err == nil {
			out.Write(plain)
		}
	}
	var x any
	if json.Unmarshal(body, &x) == nil {
		fmt.Fprint(&out, x)
	}
	return out.String()
}
