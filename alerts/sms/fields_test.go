package sms

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
	"tocsin/alerts/clock"
)

var all = map[string]string{"level": "level", "category": "category", "number": "number", "deadline": "deadline", "company": "company", "count": "count"}

func TestFields(t *testing.T) {
	m := alerttest.Message()
	check(t, "of a suit whose accused are not public", m, map[string]string{
		"level": "紧急", "category": "知识产权诉讼（批量卖家案）", "number": "3:26-cv-00123", "deadline": "以文书为准", "company": "详见系统", "count": "1",
	})

	m.Maybe = true
	m.Alert.Standing = alerts.AtRisk
	m.Alert.Also = make([]alerts.Also, 2)
	check(t, "that may be a repeat", m, map[string]string{"level": "紧急（可能重复）", "company": "名单未公开", "count": "3"})

	back := m
	back.Alert.Corrected = "被告在加州注册"
	check(t, "that takes an alert back", back, map[string]string{"level": "已撤回的紧急（可能重复）"})

	m.Alert.Named = []string{"Shenzhen Mingyu Lighting Co., Ltd."}
	check(t, "to the accused", m, map[string]string{"company": "Shenzhen Mingyu Lighting Co., Ltd."})

	m.Alert.Named = append(m.Alert.Named, "Yiwu Hengda Trading Co., Ltd.", "hengda-store")
	check(t, "to three of the accused", m, map[string]string{"company": "Shenzhen Mingyu Lighting Co., L…等3家"})

	m.Alert.Standing = alerts.Alike
	check(t, "to three whose names are like theirs", m, map[string]string{"company": "Shenzhen Mingyu Lighting Co…等3家（疑似）"})

	check(t, "by which somebody tries it", alerts.TestMessage(time.Unix(1767225600, 0), "", "zh"), map[string]string{
		"level": "提示", "category": "测试", "number": "无编号", "deadline": "以文书为准", "company": "详见系统", "count": "1",
	})
}

// TestNoVariableOfATemplateIsEmpty: a message that lacks everything fills them.
func TestNoVariableOfATemplateIsEmpty(t *testing.T) {
	for variable, value := range fill(all, alerts.Message{}) {
		if value == "" {
			t.Errorf("%s is empty: the service takes no such message", variable)
		}
	}
}

func check(t *testing.T, name string, m alerts.Message, want map[string]string) {
	t.Helper()
	got := fill(all, m)
	for field, value := range want {
		if got[field] != value {
			t.Errorf("a message %s: %s is %q, want %q", name, field, got[field], value)
		}
	}
}

// A deadline is told, by the earlier of two readings; a forecast is not.
func TestOnlyDeadlinesAreDays(t *testing.T) {
	m := alerttest.Message()
	for want, c := range map[string]*clock.Record{
		"2026-02-05": {Kind: "deadline", Due: "2026-02-05"},
		"2026-02-02": {Kind: "deadline", Due: "2026-02-05", Earliest: "2026-02-02"},
		"以文书为准":      {Kind: "forecast", Due: "2026-02-05"},
	} {
		m.Alert.Clock = c
		check(t, "with a "+c.Kind, m, map[string]string{"deadline": want})
	}
}

// A carrier and a provider read along: not even to the routed center is a
// natural person named in full.
func TestNobodyButCompaniesIsNamed(t *testing.T) {
	m := alerttest.Message()
	m.Alert.Named = []string{"Zhang Wei"}
	if got := company(m); got != "Z** W**" {
		t.Errorf("got %q", got)
	}
}

func TestValuesAreWhatTemplatesMayHold(t *testing.T) {
	for in, want := range map[string]string{
		"【官方】<b>x</b> [court](https://evil.example)": "（官方）（b）x（/b） （court）(https：evil．example)",
		"lamp-shop.com":        "lamp-shop．com",
		"www.a.b.example":      "www．a．b．example",
		"Mingyu Co., Ltd.":     "Mingyu Co., Ltd.",
		"a\r\nb\u202e${c}\x00": "a b＄（c）",
	} {
		if got := literal(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	m := alerttest.Message()
	m.Alert.Act = "us-ilnd/" + strings.Repeat("9", 90) + "#entry.1"
	m.Alert.Named = []string{strings.Repeat("深圳明宇照明", 9)}
	for field, value := range fill(all, m) {
		if n := utf8.RuneCountInString(value); n > maxValue || n == 0 {
			t.Errorf("%s has %d characters: %s", field, n, value)
		}
	}
	if got := fill(all, m)["company"]; !strings.HasSuffix(got, "…") {
		t.Errorf("%q does not say that it is cut", got)
	}
}

func TestWhatIsAboutNoAlertSaysSo(t *testing.T) {
	m := alerts.Trouble("broken@place>duty", time.Now(), alerts.Watched{Name: "place", State: "failed"}, false, "", "zh")
	if got := category(m); got != "来源异常" {
		t.Errorf("trouble is told as %s", got)
	}
}
