package alerts

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestMarksSayUntilWhenToOppose(t *testing.T) {
	on := func(day string) crawlers.Date {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return crawlers.Date{Time: at, Day: true}
	}
	for _, tc := range []struct {
		office, stage, filed, raw string
		zh, en                    string
	}{
		{"us-tm", "published", "2026-03-10", "", "推算至 2026-04-09（自公告日 2026-03-10 起 30 日；15 U.S.C. 1063(a)", "until 2026-04-09 by our count (30 days from publication on 2026-03-10;"},
		{"br-tm", "published", "2026-09-22", "", "推算至 2026-11-21（自公告日 2026-09-22 起 60 日", "60 days"},
		{"eu-tm", "published", "2025-11-30", "", "推算至 2026-02-28（自公告日 2025-11-30 起 3 个月", "3 months"},
		{"eu-tm", "published", "2026-01-05", `{"opposition_until":"2026-04-07"}`, "官方载明至 2026-04-07", "until 2026-04-07 as the office states"},
		{"eu-tm/W01234567", "published", "2026-01-31", "", "推算至 2026-05-31（自公告日 2026-01-31 起 4 个月；Regulation (EU) 2017/1001, art. 196(2)", "a month after publication"},
		{"xx-tm", "published", "2026-01-05", "", "", ""},
		{"us-tm", "applied", "2026-01-05", "", "", ""},
	} {
		f := mark("ROMOSS", 9)
		office, number, _ := strings.Cut(tc.office, "/")
		f.Key, f.Filed, f.Raw = crawlers.Key{Authority: office, Number: number}, on(tc.filed), []byte(tc.raw)
		s := Story{Filing: f, Verdict: Verdict{Category: CatSquatting, Stage: tc.stage}, Alert: Alert{Severity: High, Standing: ""}}
		for lang, want := range map[string]string{"zh": tc.zh, "en": tc.en} {
			got := flat(Compose(s, lang))
			if want != "" && !strings.Contains(got, want) || want == "" && strings.Contains(got, "推算至") {
				t.Errorf("%s %s: %q is not said in\n%s", tc.office, tc.stage, want, got)
			}
			if strings.Contains(got, "涉案企业") || strings.Contains(got, "Concerned") {
				t.Errorf("an application is said to be against somebody:\n%s", got)
			}
		}
	}
}

func TestTitlesOfMarks(t *testing.T) {
	for stage, want := range map[string]string{
		"applied":    "【一般】疑似商标抢注：Fulano Ltda 申请注册商标“ROMOSS”（巴西国家工业产权局）",
		"published":  "【一般】疑似商标抢注：Fulano Ltda 的商标“ROMOSS”公告，可提出异议（巴西国家工业产权局）",
		"registered": "【一般】疑似商标抢注：Fulano Ltda 的商标“ROMOSS”：核准注册（巴西国家工业产权局）",
	} {
		if got := Compose(Story{Filing: mark("ROMOSS", 9), Verdict: Verdict{Category: CatSquatting, Stage: stage}}, "zh").Title; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
