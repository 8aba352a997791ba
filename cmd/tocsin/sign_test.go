package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// tell has a center told of a suit, as the pipeline would.
func tell(t *testing.T, db *store.DB, number, center string, level alerts.Severity, clocks ...store.Clock) string {
	t.Helper()
	now := time.Now()
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: "Acme v. Hangzhou Lamps", Filed: crawlers.Date{Time: now.Add(-time.Hour)}, Source: "ecf",
	}
	yes, id := true, alerts.AlertID(f.ActID(), center)
	for i := range clocks {
		clocks[i].Act = f.ActID()
	}
	err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := store.Take(t.Context(), tx, []crawlers.Filing{f}, []string{f.Digest()}, store.Manner{Rank: 1, Fresh: 24 * time.Hour}, now); err != nil {
			return err
		}
		a := store.Act{Filing: f, Digest: f.Digest()}
		if err := store.LockMatters(t.Context(), tx, []store.Act{a}, now); err != nil {
			return err
		}
		_, err := store.Settle(t.Context(), tx, []store.Settlement{{
			Act: a, Verdict: alerts.Verdict{Relevant: &yes, By: "rules"}, Facts: []string{"stage:complaint"}, Clocks: clocks,
			Alerts: []store.Told{{Alert: alerts.Alert{ID: id, Act: f.ActID(), Subscriber: center, Severity: level, Title: f.Title, Centers: []string{center}}}},
		}}, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSigningByCommand(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "t.yaml")
	err := os.WriteFile(conf, []byte(`store: sqlite:`+filepath.Join(dir, "t.db")+`
destinations: {desk: {channel: webhook, options: {url: "https://desk.example/", secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}}}
centers: {local-hangzhou: {tell: [desk]}, local-zhejiang: {tell: [desk]}, national: {tell: [desk]}}
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "t.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(clock.Record{Rule: "frcp.answer", Kind: "deadline"})
	if err != nil {
		t.Fatal(err)
	}
	plain := tell(t, db, "1:26-cv-00011", "local-hangzhou", alerts.High)
	near := tell(t, db, "1:26-cv-00012", "local-hangzhou", alerts.Normal, store.Clock{Rule: "frcp.answer", Due: "2030-01-01", Closes: time.Now().Add(50 * time.Hour), Body: body})
	tell(t, db, "1:26-cv-00013", "local-hangzhou", alerts.Low)
	tell(t, db, "1:26-cv-00014", "w-lamps", alerts.High)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	tocsin := func(exit int, args ...string) (stdout, stderr string) {
		t.Helper()
		var out, errs strings.Builder
		if got := run(t.Context(), append([]string{"--config", conf}, args...), strings.NewReader(""), &out, &errs); got != exit {
			t.Fatalf("%q: exit %d, want %d: %s", args, got, exit, errs.String())
		}
		return out.String(), errs.String()
	}
	unsigned := func() string {
		t.Helper()
		out, _ := tocsin(exitGood, "unsigned", "--json")
		var lines []string
		for line := range strings.Lines(out) {
			var o openAlert
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatal(err)
			}
			days := "-"
			if o.Days != nil {
				days = fmt.Sprint(*o.Days)
			}
			lines = append(lines, o.Alert+" "+days+" "+o.Next)
			if o.Due == nil || !o.Due.After(o.Told) {
				t.Errorf("%s: to be signed by %v, told %v", o.Alert, o.Due, o.Told)
			}
		}
		return strings.Join(lines, "\n")
	}
	if got, want := unsigned(), near+" 2 local-zhejiang\n"+plain+" - local-zhejiang"; got != want {
		t.Errorf("unsigned:\n%s\nwant:\n%s", got, want)
	}
	tocsin(exitInput, "sign", plain)
	tocsin(exitInput, "sign", plain, "--by", " ")
	tocsin(exitInput, "sign", "us-ilnd/1:26-cv-00099#entry.1@national", "--by", "张三")
	tocsin(exitGood, "sign", near, "--by", "张三", "--note", "已电话联系企业")
	if _, says := tocsin(exitGood, "sign", near, "--by", "李四"); !strings.Contains(says, "张三 has signed before") {
		t.Errorf("who signs second is told %q", says)
	}
	if got, want := unsigned(), plain+" - local-zhejiang"; got != want {
		t.Errorf("unsigned after one is signed for:\n%s\nwant:\n%s", got, want)
	}
	tocsin(exitGood, "sign", plain, "--by", "张三")
	if out, says := tocsin(exitGood, "unsigned"); out != "" || !strings.Contains(says, "has anything to sign for") {
		t.Errorf("with all signed for: %q, %q", out, says)
	}

	tocsin(exitInput, "mute", plain, "--by", "张三", "--until", "2030-01-01")
	tocsin(exitInput, "mute", plain, "--by", "张三", "--why", "已应诉", "--until", "2020-01-01")
	last := time.Now().AddDate(0, 0, 14).Format(time.DateOnly)
	if out, _ := tocsin(exitGood, "mute", plain, "--by", "张三", "--why", "已应诉", "--until", last); !strings.Contains(out, "muted until the end of "+last) {
		t.Errorf("mute says %q", out)
	}
	tocsin(exitGood, "mute", plain, "--by", "张三", "--why", "又有新被告", "--until", "off")
}

func TestMuteEnd(t *testing.T) {
	now := time.Date(2026, 3, 10, 17, 0, 0, 0, time.UTC) // the 11th in Beijing
	for _, tc := range []struct {
		last, want string
	}{
		{"2026-03-11", "2026-03-11T16:00:00Z"},
		{"2026-03-10", ""},
		{"2027-03-31", ""},
		{"31.3.2026", ""},
		{"off", "2026-03-10T17:00:00Z"},
	} {
		got, err := muteEnd(tc.last, now)
		if s := got.UTC().Format(time.RFC3339); (err == nil) != (tc.want != "") || err == nil && s != tc.want {
			t.Errorf("until %s: %s, %v, want %s", tc.last, s, err, tc.want)
		}
	}
}

func TestOnlyDeadlinesCountDays(t *testing.T) {
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	at := func(state, kind string, hours int) store.Clock {
		return store.Clock{State: state, Closes: now.Add(time.Duration(hours) * time.Hour), Body: json.RawMessage(`{"rule":"` + kind + `.rule","kind":"` + kind + `"}`)}
	}
	o, err := openOf(pipeline.Unsigned{}, []store.Clock{
		at(store.Running, "deadline", -2), at(store.Withdrawn, "deadline", 5), at(store.Running, "forecast", 20), at(store.Running, "deadline", 71), at(store.Running, "deadline", 90),
	}, now)
	if err != nil || o.Days == nil || *o.Days != 2 {
		t.Errorf("%+v, %v, want the deadline in 71 hours, two whole days", o, err)
	}
}
