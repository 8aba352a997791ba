package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/crawlers"
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
	visits, as, ds, said := demoObjects(t)
	if len(visits) != demoVisits {
		t.Errorf("%d visits", len(visits))
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
	for _, want := range []string{"planned visit 1 of", "verdicts", "one alert in full", "Grumpy Cat", "every signature right"} {
		if !strings.Contains(said, want) {
			t.Errorf("the demo does not say %q", want)
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
