package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// demoObjects runs the demo and returns what it printed, by sort.
func demoObjects(t *testing.T, args ...string) (visits []store.Visit, as []alerts.Alert, ds []store.Delivery, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), append([]string{"demo", "--once", "--json"}, args...), strings.NewReader(""), &stdout, &stderr); code != exitGood {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	for line := range strings.Lines(stdout.String()) {
		var o struct{ Object string }
		err := json.Unmarshal([]byte(line), &o)
		switch o.Object {
		case "visit":
			visits = append(visits, store.Visit{})
			err = json.Unmarshal([]byte(line), &visits[len(visits)-1])
		case "alert":
			as = append(as, alerts.Alert{})
			err = json.Unmarshal([]byte(line), &as[len(as)-1])
		case "delivery":
			ds = append(ds, store.Delivery{})
			err = json.Unmarshal([]byte(line), &ds[len(ds)-1])
		default:
			t.Errorf("object %q", o.Object)
		}
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	return visits, as, ds, stderr.String()
}

func TestDemo(t *testing.T) {
	kept := "sqlite:" + filepath.Join(t.TempDir(), "demo.db")
	visits, as, ds, said := demoObjects(t, "--store", kept)
	courts := 0
	for _, v := range visits {
		if v.Source == "ecf" && v.Started.Before(chapters[0].moments[0].at) {
			courts++
		}
		// One court's page is meant to be unreadable.
		if !v.State.Well() && v.Source != "ecf" {
			t.Errorf("visit to %s at %s: %s: %+v", v.Source, v.Started, v.State, v.Outcomes)
		}
	}
	if courts != 4 {
		t.Errorf("the courts were visited %d times on the first day, want 4", courts)
	}
	states := map[crawlers.State]bool{}
	history, known := 0, 0
	for _, v := range visits {
		states[v.State] = true
		history, known = history+v.History, known+v.Known
	}
	if !states[crawlers.OK] || !states[crawlers.Blocked] {
		t.Errorf("visits ended as %v; the demo wants a good and an unreadable one", states)
	}
	if history == 0 || known == 0 {
		t.Errorf("%d history, %d seen before; the demo wants both", history, known)
	}
	const grumpy = "us-ilnd/1:24-cv-02614"
	updates, lists := map[int]bool{}, false
	for _, a := range as {
		if strings.HasPrefix(a.Act, grumpy) && a.Subscriber == alerts.National {
			updates[a.Update] = true
		}
		lists = lists || strings.HasPrefix(a.Subscriber, "w-")
		if strings.Contains(a.Act, "1:22-cv-04635") {
			t.Errorf("history was told: %s", a.ID)
		}
	}
	if !updates[0] || !updates[1] || !lists {
		t.Errorf("updates of %s: %v, to a watchlist: %v", grumpy, updates, lists)
	}
	if len(ds) == 0 {
		t.Error("nothing was delivered")
	}
	for _, d := range ds {
		if d.State != store.Sent || d.Tries != 1 {
			t.Errorf("%s: %s after %d tries", d.ID, d.State, d.Tries)
		}
	}
	for _, want := range []string{
		"planned visit 6", "verdicts", "one alert in full", "Hollow Pine Studios", "every signature right",
		"The clock goes on to 2024-04-29",
		"The clock goes on to 2025-05-13", "被申请人尚未公开", "337-TA-1452（原案卷号 DN-3826）", "向 Tatrix International China Co., Ltd 送达似未成功",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the demo does not say %q", want)
		}
	}
	t.Run("section 337", func(t *testing.T) { section337Told(t, as, said) })
	t.Run("matter", func(t *testing.T) { oneMatter(t, kept) })
	t.Run("sellers", func(t *testing.T) { sellersTold(t, as, said) })
	for _, a := range as {
		if (a.Clock == nil) == (a.NoClock == "") {
			t.Errorf("%s carries the clock %v, and none because %q", a.ID, a.Clock, a.NoClock)
		}
		if len(a.Centers) == 0 {
			t.Errorf("%s is of no center", a.ID)
		}
	}
	t.Run("suit", func(t *testing.T) { oneSuit(t, kept) })
	t.Run("feeds", func(t *testing.T) { feedsShow(t, kept) })
	t.Run("mark", func(t *testing.T) { markTold(t, visits, as, said) })
}

// section337Told holds what the demo tells of its complaint: first that one was
// filed against nobody known, then as updates of the same matter who it is
// against and whom mail did not reach.
func section337Told(t *testing.T, as []alerts.Alert, said string) {
	type telling struct {
		act    string
		update int
	}
	heard := map[telling]alerts.Alert{}
	lists, returned := map[string]bool{}, false
	for _, a := range as {
		if a.Kind != crawlers.Section337 {
			continue
		}
		if a.Subscriber == alerts.National {
			heard[telling{a.Act, a.Update}] = a
		} else {
			lists[a.Subscriber] = true
			returned = returned || a.Stage == "service-failed"
		}
		if !strings.Contains(a.Act, "DN-3826") && !strings.Contains(a.Act, "337-TA-1452") {
			t.Errorf("a quiet act was told: %s", a.ID)
		}
	}
	for _, want := range []struct {
		telling
		reason string
	}{
		{telling{"us-itc/DN-3826#complaint", 0}, "被申请人尚未公开"},
		{telling{"us-itc/DN-3826#receipt", 1}, "被申请人尚未公开"},
		{telling{"us-itc/DN-3826#receipt", 2}, "涉案中国主体"},
		{telling{"us-itc/337-TA-1452#institution", 3}, "涉案中国主体"},
		{telling{"us-itc/337-TA-1452#institution", 4}, "涉案中国主体"},
		{telling{"us-itc/337-TA-1452#returned-mail.854402", 5}, "送达似未成功：Tatrix International China Co., Ltd"},
	} {
		a, ok := heard[want.telling]
		if !ok || !strings.Contains(strings.Join(a.Reasons, "；"), want.reason) {
			t.Errorf("%s update %d: %+v, want one for %q", want.act, want.update, a.Reasons, want.reason)
		}
	}
	if len(heard) != 6 {
		t.Errorf("the national center heard %d times of the complaint, want 6", len(heard))
	}
	if !returned {
		t.Error("the list that watches Tatrix did not hear of the mail that came back")
	}
	if len(lists) != 2 {
		t.Errorf("lists told: %v, want that of a respondent and that of the product", lists)
	}
	_, thread, _ := strings.Cut(said, complaint337.thread)
	_, update, _ := strings.Cut(thread, "  第 3 次更新")
	if headline, _, _ := strings.Cut(update, "\n  案件："); !strings.Contains(headline, "立案调查，被申请人 Dongguan") {
		t.Errorf("the alert of institution does not name the companies: %q", headline)
	}
}

// oneMatter holds that the docket and the investigation are one matter.
func oneMatter(t *testing.T, address string) {
	db, err := store.Open(t.Context(), address, store.Options{PageDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before, err := db.FindMatter(t.Context(), section337.Docket(3826))
	if err != nil {
		t.Fatal(err)
	}
	after, err := db.FindMatter(t.Context(), section337.Investigation(1452))
	if err != nil {
		t.Fatal(err)
	}
	if before.ID != after.ID || len(before.Keys) != 2 {
		t.Errorf("DN-3826 is of %s, 337-TA-1452 of %s, with the numbers %v", before.ID, after.ID, before.Keys)
	}
}

func TestWrap(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two three", []string{"one two", "three"}},
		{"one twothreefour", []string{"one", "twothreefo", "ur"}},
		{"立案调查被申请人", []string{"立案调查被", "申请人"}},
		{"立案调查被。申请人", []string{"立案调查被。", "申请人"}},
		{"337 立案调查被", []string{"337 立案调", "查被"}},
	} {
		if got := wrap(tc.text, 10); !slices.Equal(got, tc.want) {
			t.Errorf("%q: %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestDemoOnRedisAndPostgres(t *testing.T) {
	redis := os.Getenv("TOCSIN_TEST_REDIS")
	if redis == "" || os.Getenv("TOCSIN_TEST_POSTGRES") == "" {
		t.Skip("TOCSIN_TEST_REDIS and TOCSIN_TEST_POSTGRES are not set")
	}
	_, want, _, _ := demoObjects(t)
	_, got, _, _ := demoObjects(t, "--seen", redis, "--store", storetest.Addresses(t)["postgres"])
	if len(got) != len(want) {
		t.Fatalf("%d alerts, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].ID != want[i].ID || got[i].Update != want[i].Update {
			t.Errorf("alert %d is %s update %d, want %s update %d", i, got[i].ID, got[i].Update, want[i].ID, want[i].Update)
		}
	}
}

func TestDemoHasARuleToLookAt(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.Addresses(t)["sqlite"])
	d := &demo{clock: demoStart}
	if err := d.rule(t.Context(), &system{store: db}); err != nil {
		t.Fatal(err)
	}
	rules, err := db.LastRules(t.Context())
	if err != nil || len(rules) != 1 || rules[0].State != store.RuleProposed {
		t.Errorf("%+v, %v", rules, err)
	}
	pages, err := db.PagesKept(t.Context(), "example-court", 9)
	if err != nil || len(pages) != 1 {
		t.Errorf("%+v, %v", pages, err)
	}
}
