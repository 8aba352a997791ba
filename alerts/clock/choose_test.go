package clock_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

// kindOf names the type of a clock.
func kindOf(c clock.Clock) string {
	switch c.(type) {
	case clock.Deadline:
		return "deadline"
	case clock.Forecast:
		return "forecast"
	}
	return "?"
}

// said lists clocks as "rule kind first-day".
func said(clocks []clock.Clock) string {
	var all []string
	for _, c := range clocks {
		all = append(all, strings.TrimSpace(c.Counted().Rule.ID+" "+kindOf(c)+" "+dateOf(c.Counted().First())))
	}
	return strings.Join(all, "; ")
}

func TestClocksOfAnAct(t *testing.T) {
	on := func(s string) time.Time { return day(t, s) }
	today := on("2026-01-12")
	for _, tc := range []struct {
		name string
		c    clock.Case
		want string
		why  string // of none
	}{
		{"complaint at the commission", clock.Case{Kind: crawlers.Section337, Stage: "complaint", Act: "complaint", Forum: "us-itc", Filed: on("2026-01-09")},
			"itc.institution forecast 2026-02-10; itc.public_interest forecast", ""},
		{"receipt with a printed date", clock.Case{Kind: crawlers.Section337, Stage: "receipt", Complained: on("2026-01-02"), Published: on("2026-01-09"), Printed: clock.Printed{Comments: on("2026-01-20")}},
			"itc.public_interest deadline 2026-01-20; itc.institution forecast 2026-02-03", ""},
		{"receipt without one", clock.Case{Kind: crawlers.Section337, Stage: "receipt", Published: on("2026-01-09")},
			"itc.public_interest deadline 2026-01-17", ""},
		{"institution, service unknown", clock.Case{Kind: crawlers.Section337, Stage: "institution", Filed: on("2026-01-08")},
			"itc.response forecast 2026-01-28", ""},
		{"institution, served", clock.Case{Kind: crawlers.Section337, Stage: "institution", Filed: on("2026-01-08"), Served: on("2026-01-16"), Service: clock.ServiceConfirmed},
			"itc.response deadline 2026-02-09", ""},
		{"temporary relief", clock.Case{Kind: crawlers.Section337, Stage: "institution", TEO: true, Filed: on("2026-01-08"), Served: on("2026-01-16"), Published: on("2026-01-13")},
			"itc.teo_response deadline 2026-01-29; itc.teo_id forecast 2026-03-24", ""},
		{"and sued too", clock.Case{Kind: crawlers.Section337, Stage: "institution", Filed: on("2026-01-08"), Sued: on("2026-01-02"), Served: on("2026-01-16")},
			"itc.response deadline 2026-02-09; itc.1659_stay deadline 2026-02-09", ""},
		{"returned mail", clock.Case{Kind: crawlers.Section337, Stage: "service-failed", Filed: on("2026-01-08")}, "itc.response forecast", ""},
		{"exclusion order", clock.Case{Kind: crawlers.Section337, Stage: "remedy", Act: "leo", Filed: on("2026-01-05")}, "itc.pres_review deadline 2026-03-06", ""},
		{"initial determination", clock.Case{Kind: crawlers.Section337, Stage: "id"}, "", "不推算"},
		{"terminated", clock.Case{Kind: crawlers.Section337, Stage: "closed"}, "", "已结束"},

		{"suit", clock.Case{Kind: crawlers.Lawsuit, Stage: "complaint", Forum: "us-ilnd", Zone: "America/Chicago", Filed: on("2026-01-05")}, "frcp.answer forecast", ""},
		{"served", clock.Case{Kind: crawlers.Lawsuit, Stage: "served", Forum: "us-ilnd", Zone: "America/Chicago", Served: on("2026-01-16"), Patent: true},
			"frcp.answer deadline 2026-02-06; ipr.bar deadline 2027-01-19", ""},
		{"waived at home", clock.Case{Kind: crawlers.Lawsuit, Stage: "summons", Waived: on("2026-01-05")}, "frcp.answer_waiver deadline 2026-03-06", ""},
		{"waived abroad", clock.Case{Kind: crawlers.Lawsuit, Stage: "summons", Waived: on("2026-01-05"), Abroad: true}, "frcp.answer_waiver_foreign deadline 2026-04-06", ""},
		{"restraining order", clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-granted", Filed: on("2026-01-09"), Printed: clock.Printed{Hearing: on("2026-01-21")}},
			"frcp.pi_objection deadline 2026-01-21; frcp.tro_expiry deadline 2026-01-23; frcp.answer forecast", ""},
		{"restraining order that says when it ends", clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-granted", Filed: on("2026-01-09"), Printed: clock.Printed{Expires: on("2026-01-22")}},
			"frcp.tro_expiry deadline 2026-01-22; frcp.answer forecast", ""},
		{"ruling that does not say which", clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-ruled", Filed: on("2026-01-09")},
			"frcp.tro_expiry forecast 2026-01-23; frcp.answer forecast", ""},
		{"extended", clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-extended", Filed: on("2026-01-09")}, "frcp.tro_expiry forecast; frcp.answer forecast", ""},
		{"denied", clock.Case{Kind: crawlers.Lawsuit, Stage: "tro-ruled", Act: "tro-denied", Filed: on("2026-01-09")}, "frcp.answer forecast", ""},
		{"default", clock.Case{Kind: crawlers.Lawsuit, Stage: "default", Act: "default-entered"}, "", "缺席"},
		{"default judgment", clock.Case{Kind: crawlers.Lawsuit, Stage: "default-judgment", Filed: on("2026-01-09")}, "", "未核实"},
		{"show cause", clock.Case{Kind: crawlers.Lawsuit, Stage: "show-cause"}, "", "命令所载日期"},
		{"withdrawn", clock.Case{Kind: crawlers.Lawsuit, Stage: "dismissed", Served: on("2026-01-09")}, "", "没有待办期限"},

		{"mark in Korea", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "kr-tm", Filed: on("2026-01-05")}, "opp.kr deadline 2026-02-04", ""},
		{"mark in the United States", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "us-tm", Published: on("2026-01-06")}, "ttab.opposition deadline 2026-02-05", ""},
		{"mark whose office prints the day", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "eu-tm", Filed: on("2026-01-06"), Printed: clock.Printed{Oppose: on("2026-04-07")}}, "euipo.opposition deadline 2026-04-07", ""},
		{"international mark", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "eu-tm", International: true, Filed: on("2026-01-06")}, "euipo.opposition_ir deadline 2026-05-06", ""},
		{"year without a table", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "jp-tm", Filed: on("2029-01-06")}, "opp.jp forecast 2029-03-06", ""},
		{"opposed after registration in Taiwan", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "tw-tm", Filed: on("2026-01-16")}, "opp.tw deadline 2026-04-16", ""},
		{"opposed after registration", clock.Case{Kind: crawlers.Squatting, Stage: "registered", Forum: "de-tm", Filed: on("2026-01-09")}, "opp.de deadline 2026-04-09", ""},
		{"registered", clock.Case{Kind: crawlers.Squatting, Stage: "registered", Forum: "us-tm", Filed: on("2026-01-09")}, "", "已注册"},
		{"applied for", clock.Case{Kind: crawlers.Squatting, Stage: "applied", Forum: "br-tm", Filed: on("2026-01-09")}, "", "自公告起60日"},
		{"at an office whose rule nobody verified", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "th-tm", Filed: on("2026-01-09")}, "", "未核实"},
		{"at an office without a rule", clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "wo-tm", Filed: on("2026-01-09")}, "", "无法推算"},
		{"refused", clock.Case{Kind: crawlers.Squatting, Stage: "refused", Forum: "us-tm"}, "", "没有异议期限"},
		{"no kind", clock.Case{}, "", "类型未知"},
	} {
		clocks, why := clock.Embedded().For(tc.c, today)
		if got := said(clocks); got != tc.want {
			t.Errorf("%s: %s\nwant %s", tc.name, got, tc.want)
		}
		if !strings.Contains(why.ZH, tc.why) || (why.ZH == "") != (tc.want != "") || (why.EN == "") != (why.ZH == "") {
			t.Errorf("%s: none because %q / %q, want %q", tc.name, why.ZH, why.EN, tc.why)
		}
	}
}

// TestEveryStageHasAClockOrAReason walks the closed lists of stages.
func TestEveryStageHasAClockOrAReason(t *testing.T) {
	for kind, stages := range map[crawlers.Kind]string{
		crawlers.Section337: "complaint receipt public-interest institution teo default settlement id review remedy presidential-review enforcement closed service-failed other",
		crawlers.Lawsuit: "complaint other schedule-a-exhibit sealed ip-report tro-sought tro-ruled pi-sought pi-ruled default default-judgment dismissed settlement closed " +
			"stay-joinder show-cause appearance served summons",
		crawlers.Squatting: "applied published opposed registered refused withdrawn cancelled",
	} {
		for _, stage := range append(strings.Fields(stages), "") {
			for _, table := range []*clock.Table{clock.Embedded(), clock.Embedded().WithUnverified()} {
				clocks, why := table.For(clock.Case{Kind: kind, Stage: stage, Forum: "us-tm"}, day(t, "2026-01-12"))
				if (len(clocks) == 0) == (why == clock.Text{}) {
					t.Errorf("%s %q: %d clocks and the reason %q", kind, stage, len(clocks), why.ZH)
				}
			}
		}
	}
}

func TestServiceByMailInTheSecondCircuit(t *testing.T) {
	c := clock.Case{Kind: crawlers.Lawsuit, Stage: "served", Forum: "us-nysd", Zone: "America/New_York", ByMail: true, Abroad: true, Served: day(t, "2026-01-16"), Service: clock.ServiceConfirmed}
	warned := func(c clock.Case) string {
		clocks, _ := clock.Embedded().For(c, day(t, "2026-01-20"))
		if said(clocks) != "frcp.answer deadline "+dateOf(c.Served.AddDate(0, 0, 21)) {
			t.Errorf("%s: %s", c.Forum, said(clocks))
		}
		all := ""
		for _, w := range clocks[0].Counted().Warnings {
			all += w.ZH
		}
		return all
	}
	if w := warned(c); !strings.Contains(w, "第二巡回") || !strings.Contains(w, "有争议") {
		t.Errorf("served by e-mail in New York: %s", w)
	}
	for name, change := range map[string]func(*clock.Case){
		"in Chicago":     func(c *clock.Case) { c.Forum = "us-ilnd" },
		"on paper":       func(c *clock.Case) { c.ByMail = false },
		"at home":        func(c *clock.Case) { c.Abroad = false },
		"the day before": func(c *clock.Case) { c.Served = day(t, "2025-12-16") },
	} {
		other := c
		change(&other)
		if w := warned(other); strings.Contains(w, "第二巡回") || strings.Contains(w, "有争议") {
			t.Errorf("%s: %s", name, w)
		}
	}
}

func TestServiceByMailIsSpokenOfBeforeItIsMade(t *testing.T) {
	for forum, want := range map[string]bool{"us-nysd": true, "us-vtd": true, "us-ctd": true, "us-ilnd": false} {
		clocks, _ := clock.Embedded().For(clock.Case{Kind: crawlers.Lawsuit, Stage: "complaint", Forum: forum, Abroad: true, Filed: day(t, "2026-01-16")}, day(t, "2026-01-20"))
		said := ""
		for _, w := range clocks[0].Counted().Warnings {
			said += w.EN
		}
		if strings.Contains(said, "if service is by e-mail: the Second Circuit") != want {
			t.Errorf("%s: %s", forum, said)
		}
	}
}

func TestPassedDaysComeLast(t *testing.T) {
	c := clock.Case{Kind: crawlers.Section337, Stage: "receipt", Complained: day(t, "2026-01-02"), Printed: clock.Printed{Comments: day(t, "2026-01-20")}}
	clocks, _ := clock.Embedded().For(c, day(t, "2026-01-25"))
	if got := said(clocks); got != "itc.institution forecast 2026-02-03; itc.public_interest deadline 2026-01-20" {
		t.Error(got)
	}
	if w := clocks[1].Counted().Warnings; len(w) == 0 || w[0].ZH != "该日期已过" {
		t.Errorf("warnings of the day that has passed: %v", w)
	}
}

// A forecast is never shown as a deadline, nor the other way round.
func TestDeadlineAndForecastAreShownApart(t *testing.T) {
	for _, tc := range []struct {
		c           clock.Case
		zh, en, out string
	}{
		{clock.Case{Kind: crawlers.Section337, Stage: "institution", Filed: day(t, "2026-01-08"), Served: day(t, "2026-01-16"), Service: clock.ServiceUnconfirmed},
			"截止：2026-02-09（周一） 17:15（当地），即北京时间2026-02-10（周二） 06:15",
			"Deadline: 2026-02-09 (Mon) 17:15 (local), 2026-02-10 (Tue) 06:15 in Beijing",
			`{"rule":"itc.response","event":"2026-01-16","due":"2026-02-09","weekday":"Mon","kind":"deadline","forum":"2026-02-09T17:15:00-05:00","beijing":"2026-02-10T06:15:00+08:00"`},
		{clock.Case{Kind: crawlers.Section337, Stage: "institution", Filed: day(t, "2026-01-08")},
			"预计：送达申请书与立案通知后20日；最早可能为2026-01-28（周三）（保守估计）",
			"Forecast: 20 days from service of the complaint and notice; 2026-01-28 (Wed) at the earliest (a cautious guess)",
			`{"rule":"itc.response","earliest":"2026-01-28","kind":"forecast","basis":"送达申请书与立案通知后20日；19 CFR 210.13(a)"`},
		{clock.Case{Kind: crawlers.Section337, Stage: "receipt", Complained: day(t, "2026-05-01"), Printed: clock.Printed{Comments: day(t, "2026-01-20")}},
			"截止（官方载明）：2026-01-20（周二） 17:15（当地），即北京时间2026-01-21（周三） 06:15",
			"Deadline (as the official paper states): 2026-01-20 (Tue) 17:15 (local), 2026-01-21 (Wed) 06:15 in Beijing",
			`{"rule":"itc.public_interest","due":"2026-01-20","weekday":"Tue","kind":"deadline"`},
		{clock.Case{Kind: crawlers.Lawsuit, Stage: "complaint"}, "预计：送达传票和起诉书后21日", "Forecast: 21 days from service of summons and complaint", `{"rule":"frcp.answer","kind":"forecast"`},
	} {
		clocks, why := clock.Embedded().For(tc.c, day(t, "2026-01-12"))
		if len(clocks) == 0 {
			t.Errorf("none: %s", why.ZH)
			continue
		}
		if got := clocks[0].Text(); got.ZH != tc.zh || got.EN != tc.en {
			t.Errorf("said\n%s\n%s\nwant\n%s\n%s", got.ZH, got.EN, tc.zh, tc.en)
		}
		b, err := json.Marshal(clocks[0])
		if err != nil || !strings.HasPrefix(string(b), tc.out) {
			t.Errorf("%s %v\nwant %s…", b, err, tc.out)
		}
	}
}

func TestDaysLeft(t *testing.T) {
	c, err := clock.Embedded().Count("itc.public_interest", day(t, "2026-02-13"), clock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for today, want := range map[string]int{"2026-02-13": 8, "2026-02-21": 0, "2026-02-22": -1} {
		if left, ok := c.Counted().Left(day(t, today)); !ok || left != want {
			t.Errorf("on %s %d days are left, want %d", today, left, want)
		}
	}
	if left, ok := (clock.Count{}).Left(day(t, "2026-02-13")); ok {
		t.Errorf("%d days are left to no day", left)
	}
}

// What a paper prints rests on no rule of ours, verified or not.
func TestPrintedDaysAreNotDoubted(t *testing.T) {
	c, err := clock.Embedded().Printed("frcp.pi_objection", day(t, "2026-01-21"), clock.Options{Zone: "America/Chicago"})
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Record(); c.Text().ZH != "截止（官方载明）：2026-01-21（周三） 23:59（当地），即北京时间2026-01-22（周四） 13:59" || r.Warnings != nil || r.Verified != "printed" {
		t.Errorf("said %s, %+v", c.Text().ZH, r)
	}
}

func TestForecastSaysWhichTableIsMissing(t *testing.T) {
	clocks, _ := clock.Embedded().For(clock.Case{Kind: crawlers.Squatting, Stage: "published", Forum: "jp-tm", Filed: day(t, "2029-01-06")}, day(t, "2029-01-07"))
	if len(clocks) != 1 || len(clocks[0].Counted().Warnings) == 0 {
		t.Fatal(clocks)
	}
	if w := clocks[0].Counted().Warnings[0]; w.ZH != "日本2029年节假日表尚未收录，只按周末推算" || w.EN != "no table of holidays for 2029 (Japan) is on file: only weekends are counted" {
		t.Errorf("%s / %s", w.ZH, w.EN)
	}
}
