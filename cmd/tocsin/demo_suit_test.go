package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

// sellersTold holds what the demo tells of its suit against many sellers: to
// exporters a risk while the list is sealed, and then whether they are on it.
func sellersTold(t *testing.T, as []alerts.Alert, said string) {
	heard := map[string][]alerts.Alert{}
	unlisted, named := "", ""
	for _, a := range as {
		if !strings.HasPrefix(a.Act, demoSuit.String()+"#") {
			continue
		}
		heard[a.Subscriber] = append(heard[a.Subscriber], a)
		switch {
		case a.Standing == alerts.Named:
			named = a.Subscriber
		case a.Subscriber != alerts.National && a.Stage == "schedule-a-exhibit":
			unlisted = a.Subscriber
		}
	}
	var reminded []string
	for _, tc := range []struct {
		subscriber string
		want       []string
	}{
		{alerts.National, []string{"complaint high", "tro-sought high", "tro-ruled critical", "schedule-a-exhibit high", "dismissed low"}},
		{named, []string{"complaint high risk", "tro-sought high risk", "tro-ruled critical risk", "schedule-a-exhibit critical named", "dismissed low named"}},
		{unlisted, []string{"complaint high risk", "tro-sought high risk", "tro-ruled critical risk", "schedule-a-exhibit low unlisted"}},
	} {
		told := heard[tc.subscriber]
		slices.SortFunc(told, func(a, b alerts.Alert) int { return a.Update - b.Update })
		var got []string
		for i, a := range told {
			if a.Update != i {
				t.Errorf("%s: update %d to %q, want %d", a.Act, a.Update, tc.subscriber, i)
			}
			if (a.Clock == nil) == (a.NoClock == "") {
				t.Errorf("%s to %s has a clock %v and none because %q", a.ID, tc.subscriber, a.Clock, a.NoClock)
			}
			if len(a.Gained) == 1 && strings.HasPrefix(a.Gained[0], "left:") {
				reminded = append(reminded, a.Subscriber+" "+a.Gained[0])
				continue
			}
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.Stage, a.Severity, a.Standing)))
		}
		got = got[:min(len(got), len(tc.want))]
		if !slices.Equal(got, tc.want) {
			t.Errorf("%q heard %q, want %q", tc.subscriber, got, tc.want)
		}
	}
	if len(reminded) != 3 || !strings.HasSuffix(reminded[0], " left:frcp.tro_expiry:2024-05-17:1") {
		t.Errorf("reminded %q, want all three a day before the restraining order ends", reminded)
	}
	if len(heard) != 4 || len(heard["local-zhejiang"]) != 2 {
		t.Errorf("%d subscribers heard of the suit, want the national center, two exporters and, of the seller of Yiwu that the list names, Zhejiang's", len(heard))
	}
	for _, want := range []string{
		"风险提示：被告名单未公开，本提示不表示您已被起诉；同一原告此前案件",
		"近12个月提起批量卖家案 3 起",
		"法院准许临时限制令",
		"涉案企业：Moonwhisker Store (Shenzhen Moonwhisker E-Commerce Co., Ltd.",
		"您关注的企业或店铺被列名（确认，名称一致）",
		"被告名单已公开，未见与您的关注一致或相近的名称",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the demo does not say %q", want)
		}
	}
	if strings.Contains(said, "Schedule A to Complaint") {
		t.Error("the demo tells the text of a sealed paper")
	}
}

// oneSuit holds that what three places and the plaintiff's firm tell of the
// suit is one matter, and its complaint one act.
func oneSuit(t *testing.T, address string) {
	db, err := store.Open(t.Context(), address, store.Options{PageDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	m, err := db.FindMatter(t.Context(), demoSuit)
	if err != nil {
		t.Fatal(err)
	}
	complaint, all := map[string]bool{}, map[string]bool{}
	for _, a := range m.Acts {
		for _, s := range a.Sources {
			_, source, _ := strings.Cut(s.Report, "<")
			all[source] = true
			if a.ID == demoSuit.String()+"#entry.1" {
				complaint[source] = true
			}
		}
	}
	for _, source := range []string{"ecf", "ilnd", "courtlistener"} {
		if !complaint[source] {
			t.Errorf("%s is not among those who tell of the complaint: %v", source, complaint)
		}
	}
	if !all["gbc"] || len(m.Acts) != 6 {
		t.Errorf("%d acts by %v; want 6, the firm's notice among them", len(m.Acts), all)
	}
	if len(m.Keys) != 2 {
		t.Errorf("the suit has the numbers %v, want that of the docket and that of PACER", m.Keys)
	}
}
