package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// markTold holds what the demo tells of a mark that a stranger applies for: to
// the exporter whose mark it is the application and each publication, until
// when it can be opposed, and nothing of what the exporter applies for itself.
// Of the marks that are watched only that one is watched in Korea.
func markTold(t *testing.T, visits []store.Visit, as []alerts.Alert, said string) {
	var told []alerts.Alert
	for _, a := range as {
		if a.Kind == crawlers.Squatting {
			told = append(told, a)
		}
	}
	slices.SortFunc(told, func(a, b alerts.Alert) int { return a.Told.Compare(b.Told) })
	heard := map[string][]string{}
	exporter := ""
	for _, a := range told {
		heard[a.Subscriber] = append(heard[a.Subscriber], fmt.Sprintf("%s %s %d", a.Act, a.Severity, a.Update))
		if strings.HasPrefix(a.Subscriber, "w-") {
			exporter = a.Subscriber
		}
		if !slices.Equal(a.Centers, []string{"local-zhongshan"}) {
			t.Errorf("%s goes to %q, want the center of the exporter's city", a.Act, a.Centers)
		}
	}
	want := []string{"us-tm/99236118#applied normal 0", "br-tm/940311752#published high 0", "kr-tm/4020250098765#applied normal 0", "us-tm/99236118#published high 1"}
	for _, who := range []string{exporter, "local-zhongshan"} {
		if !slices.Equal(heard[who], want) || len(heard) != 2 {
			t.Errorf("%q heard %q of %d, want %q", who, heard[who], len(heard), want)
		}
	}
	read := 0
	for _, v := range visits {
		for _, o := range v.Outcomes {
			if v.Source == "kipris" && o.Why == "" && !strings.HasSuffix(o.URL, "&searchString=QUILLOMA") {
				t.Errorf("Korea was asked at %s", o.URL)
			}
		}
		if v.Source == "tdxf" {
			read += v.Added
		}
	}
	if read != 4 {
		t.Errorf("the register of the United States brought %d acts, want 4, that of the exporter itself among them", read)
	}
	_, thread, _ := strings.Cut(said, "── "+markTaken.thread)
	rest := strings.Join(strings.Fields(thread), " ")
	for _, want := range []string{
		"【一般】疑似商标抢注：Larkspur Home Imports LLC 申请注册商标“QUILLOMA”",
		"期限：异议（巴西），截止：",
		"【一般】疑似商标抢注：라크스퍼 홈 임포츠 엘엘씨 申请注册商标“QUILLOMA”（韩国知识产权主管部门）",
		"【重要】疑似商标抢注：Larkspur Home Imports LLC 的商标“QUILLOMA”公告，可提出异议",
		"期限：提出异议或申请延长异议期（美国），截止：2026-04-09（周四）",
		"商标“QUILLOMA”与关注商标“QUILLOMA”一致",
	} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Errorf("the summary does not say %q after what goes before", want)
			continue
		}
		rest = after
	}
	if strings.Contains(thread, "Zhongshan Quilloma") {
		t.Error("the exporter was told of its own application")
	}
}
