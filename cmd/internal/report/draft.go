package report

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
)

// A Brief is what drafts are made from. Drafts are in Chinese: they are papers
// of Chinese offices.
type Brief struct {
	By      string // 编制单位
	Period  Period
	Made    time.Time
	All     map[alerts.Severity]int // alerts of the period, updates too
	Told    []store.Parcel          // the newest of them
	Figures Figures                 // of the period
	Before  Figures                 // of the one before
	Lags    []Lag
	Quality []Quality
	Places  []alerts.Watched
}

// Day is a period of one day.
func Day(day time.Time) Period {
	y, m, d := day.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return Period{"day", at, at}
}

// maxTold is how many alerts a draft lists.
const maxTold = 200

// Daily drafts the paper of a day (日报). A day without alerts is certified by
// what was looked at: a place that was not seen is said to be one.
func Daily(b Brief) Draft {
	d := b.draft("海外知识产权纠纷预警日报", fmt.Sprintf("%d年第%d期", b.Period.From.Year(), b.Period.From.YearDay()))
	d.head("一、总体情况")
	if sum(b.All) == 0 {
		d.say(fmt.Sprintf("%s，已核查的来源中未发现新增预警。核查范围与盲区见第三部分。", chineseDay(b.Period.From)))
	} else {
		d.say(fmt.Sprintf("%s，发出预警%d条，其中重要及以上%d条%s。", chineseDay(b.Period.From), sum(b.All), urgent(b.All), tallied(b.All)))
	}
	d.head("二、预警事项")
	d.told(b)
	d.head("三、核查情况与盲区")
	d.places(b.Places)
	return *d.Draft
}

// Periodic drafts the paper of a month, a quarter or a year (月报、季报、年度报告).
func Periodic(b Brief) Draft {
	y, m := b.Period.From.Year(), int(b.Period.From.Month())
	title, number := "海外知识产权纠纷预警月报", fmt.Sprintf("%d年第%d期", y, m)
	switch b.Period.Unit {
	case Quarter:
		title, number = "海外知识产权纠纷预警季报", fmt.Sprintf("%d年第%d期", y, (m+2)/3)
	case Year:
		title, number = "海外知识产权纠纷预警年度报告", fmt.Sprintf("%d年", y)
	}
	d := b.draft(title, number)
	d.head("一、总体情况")
	all, old := b.Figures.All, b.Before.All
	d.say(fmt.Sprintf("%s，监测到已判定相关的案件%d件（有动态），其中新增%d件；动态%d条；发出预警%d条。上一期间分别为%d件、%d件、%d条%s。",
		b.Period.In(zh), all.Matters, all.New, all.Acts, sum(b.All), old.Matters, old.New, old.Acts, change(all.New, old.New)))
	if b.Figures.Bounded {
		d.say("文书数量超过统计上限，以上只计最近部分。")
	}
	d.head("二、分类情况")
	n := 0
	for _, o := range []struct {
		facet search.Facet
		name  string
		most  int
	}{{search.Kind, "类型", 10}, {search.Category, "案由", 10}, {search.Severity, "级别", 10}, {search.Place, "涉及省份", 31}, {search.Industry, "产业", 16}, {search.Forum, "受理机构", 10}, {search.Plaintiff, "原告、申请人", 10}, {search.Firm, "律所、代理机构", 10}} {
		values := b.Figures.By[o.facet]
		if o.facet == search.Place {
			values = Only(values, Province)
		}
		if len(values) == 0 {
			continue
		}
		if o.facet == search.Severity {
			values = slices.SortedFunc(slices.Values(values), func(x, y Value) int { // the gravest first
				return alerts.Compare(alerts.Severity(y.Value), alerts.Severity(x.Value))
			})
		}
		n++
		d.Blocks = append(d.Blocks, Block{Level: 2, Text: "（" + numeral(n) + "）按" + o.name})
		var rows [][]string
		for _, v := range values[:min(len(values), o.most)] {
			rows = append(rows, []string{Say(v.Facet, v.Value, zh), strconv.Itoa(v.Matters), strconv.Itoa(v.New), strconv.Itoa(v.Acts)})
		}
		t := FigureTable("", o.name, zh, rows)
		d.Blocks = append(d.Blocks, Block{Table: &t})
	}
	if n == 0 {
		d.say("本期没有可分类的案件。")
	}
	d.head("三、预警时效与准确性")
	if len(b.Lags) == 0 {
		d.say("本期没有推送，无时效数据。")
	}
	for _, l := range b.Lags {
		d.say(fmt.Sprintf("%s推送动态%d条。从文书日期到发现，中位数%s，九成在%s以内；从发现到首次推送，中位数%s，九成在%s以内。",
			l.In(zh), l.Acts, Long(l.Seen50, zh), Long(l.Seen90, zh), Long(l.Told50, zh), Long(l.Told90, zh)))
	}
	for _, q := range b.Quality {
		if percent, ok := q.Precision(); ok {
			d.say(fmt.Sprintf("%s收到“有用”%d条、“误报”%d条，准确率%d%%。", q.In(zh), q.Useful, q.False, percent))
		}
	}
	d.head("四、核查情况与盲区")
	d.places(b.Places)
	return *d.Draft
}

// A drafter puts a draft together.
type drafter struct{ *Draft }

func (b Brief) draft(title, number string) drafter {
	return drafter{&Draft{Title: title, Number: number, By: b.By, Date: chineseDay(b.Made.In(beijing)), Notes: []string{
		"本稿由系统根据公开信息自动整理，供核对后使用，不构成法律意见；自然人姓名已隐去。",
		"统计按受理机构当地日期；案件为期间内有动态的案件，新增案件为首条动态在期间内的案件。",
		"案件统计只计已判定相关的文书；是否抢注由关注清单判断的商标，计入预警条数，不计入案件统计。",
	}}}
}

func (d drafter) head(s string) { d.Blocks = append(d.Blocks, Block{Level: 1, Text: s}) }
func (d drafter) say(s string)  { d.Blocks = append(d.Blocks, Block{Text: s}) }

func (d drafter) told(b Brief) {
	told := b.Told
	if len(told) == 0 {
		d.say("无。")
		return
	}
	var rows [][]string
	for _, p := range told[:min(len(told), maxTold)] {
		a := p.Alert
		rows = append(rows, []string{
			a.Severity.In(zh), a.Category.In(zh), p.Act.Filing.Key.Number, alerts.Mask(p.Act.Filing, a.Title), alerts.StageIn(a.Kind, a.Stage, zh),
			Say(search.Forum, p.Act.Filing.Key.Authority, zh), a.Told.In(beijing).Format("01-02 15:04"),
		})
	}
	d.Blocks = append(d.Blocks, Block{Table: &Table{Rows: Of(rows), Columns: []Column{
		{Name: "级别", Width: 7}, {Name: "类型", Width: 12}, {Name: "案号", Width: 15}, {Name: "案件", Width: 30}, {Name: "阶段", Width: 12}, {Name: "受理机构", Width: 16}, {Name: "发出", Width: 10},
	}}})
	if left := sum(b.All) - len(rows); left > 0 {
		d.say(fmt.Sprintf("以上为最近%d条，另有%d条未列出。", len(rows), left))
	}
}

// places say what was looked at, and what was not seen.
func (d drafter) places(places []alerts.Watched) {
	if len(places) == 0 {
		d.say("没有来源的访问记录：本期不能据此认定无新增。")
		return
	}
	var rows [][]string
	blind := 0
	for _, w := range places {
		state, good := "正常", "从未"
		if !w.Good.IsZero() {
			good = w.Good.In(beijing).Format("2006-01-02 15:04")
		}
		if w.Ended.IsZero() || !w.State.Well() {
			state = "异常"
			blind++
		}
		name := w.Name
		if w.Title != "" {
			name = w.Title
		}
		rows = append(rows, []string{name, state, good, strconv.Itoa(w.Added)})
	}
	said := "各来源最近一次访问均正常。"
	if blind > 0 {
		said = fmt.Sprintf("其中%d个来源最近一次访问异常或尚未访问，属于盲区，不能据此认定无新增。", blind)
	}
	d.say(fmt.Sprintf("共监测%d个来源，截至编制时：%s", len(places), said))
	d.Blocks = append(d.Blocks, Block{Table: &Table{Rows: Of(rows), Columns: []Column{
		{Name: "来源", Width: 36}, {Name: "最近访问", Width: 10}, {Name: "最近成功（北京时间）", Width: 20}, {Name: "期间新增", Width: 10, Number: true},
	}}})
}

// Province reports whether a place is a province.
func Province(v Value) bool { return len(v.Value) == 6 && v.Value[2:] == "0000" }

// change says how much more or less there is, where that says something.
func change(now, before int) string {
	switch {
	case before == 0 || now == before:
		return ""
	case now > before:
		return fmt.Sprintf("，新增案件增加%d%%", (100*(now-before)+before/2)/before)
	}
	return fmt.Sprintf("，新增案件减少%d%%", (100*(before-now)+before/2)/before)
}

func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
	if n < len(digits) {
		return digits[n]
	}
	return strconv.Itoa(n)
}

func chineseDay(t time.Time) string {
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}
