package alerts

import (
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
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
		{"us-tm", "published", "2026-03-10", "", "截止：2026-04-09（周四） 23:59（当地），即北京时间2026-04-10（周五） 11:59", "Deadline: 2026-04-09 (Thu) 23:59 (local), 2026-04-10 (Fri) 11:59 in Beijing"},
		{"br-tm", "published", "2026-09-22", "", "第60日为2026-11-21（周六），逢周末顺延至2026-11-23（周一）；LPI Art. 158", "number 60 is 2026-11-21 (Sat), moved for the weekend to 2026-11-23 (Mon)"},
		{"eu-tm", "published", "2025-11-30", "", "3个月后的对应日为2026-02-28（周六），逢周末顺延至2026-03-02（周一）", "2026-03-02 (Mon)"},
		{"eu-tm", "published", "2026-01-05", `{"opposition_until":"2026-04-07"}`, "截止（官方载明）：2026-04-07（周二）", "as the official paper states): 2026-04-07"},
		{"eu-tm/W01234567", "published", "2026-01-31", "", "截止：2026-05-28（周四）", "it opens on 2026-02-28 (Sat)"},
		{"xx-tm", "published", "2026-01-05", "", "期限|暂无（", "Deadline|none ("},
		{"us-tm", "applied", "2026-01-05", "", "尚未公告，异议期未开始：自公告起30日", "not published yet"},
	} {
		f := mark("ROMOSS", 9)
		office, number, _ := strings.Cut(tc.office, "/")
		f.Key, f.Filed, f.Raw = crawlers.Key{Authority: office, Number: number}, on(tc.filed), []byte(tc.raw)
		s := Story{Filing: f, Verdict: Verdict{Category: CatSquatting, Stage: tc.stage}, Alert: Alert{Severity: High}, Rules: clock.Embedded(), Now: f.Filed.Time}
		for lang, want := range map[string]string{"zh": tc.zh, "en": tc.en} {
			got := flat(Compose(s, lang))
			if !strings.Contains(got, want) {
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
