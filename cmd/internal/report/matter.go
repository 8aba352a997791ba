package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A File is what a paper about one matter is made from.
type File struct {
	By      string // 编制单位
	Made    time.Time
	Dossier store.Dossier
	Clocks  []store.Clock
	Rules   *clock.Table
	Centers func(ids []string) []alerts.Center
	Grade   func(crawlers.Party) crawlers.Grade
	Source  func(name string) string // names a source for people; nil leaves its name
}

// maxSteps bounds the acts that a paper about a matter lists, the newest.
const maxSteps = 60

// Special drafts the paper about one matter (专报): what it is, what happened,
// until when to act, who has taken it over and what to do first. Natural
// persons are masked.
func Special(f File) (Draft, error) {
	d := drafter{&Draft{Title: "海外知识产权纠纷预警专报", By: "编制单位：" + f.By, Date: chineseDay(f.Made.In(beijing)), Notes: []string{
		"本稿由系统根据公开信息自动整理，供核对后使用，不构成法律意见；自然人姓名已隐去。",
		"期限按当地日历推算，以受理机构文书为准；“还有天数”截至编制日。",
	}}}
	keys := f.Dossier.Keys
	if len(keys) == 0 || len(f.Dossier.Filings) == 0 {
		return *d.Draft, fmt.Errorf("matter %s: nothing is known of it", f.Dossier.ID)
	}
	var numbers []string
	for _, k := range keys {
		if !strings.HasPrefix(k.Number, "case.") { // what a court's system calls it
			numbers = append(numbers, k.Number)
		}
	}
	d.Number = strings.Join(numbers, "、")
	steps := f.about(d)
	d.head("二、案件进展")
	f.progress(d)
	d.head("三、应对期限")
	f.deadlines(d)
	d.head("四、签收与处置")
	f.done(d)
	d.head("五、工作建议")
	if len(steps) == 0 {
		d.say("请先核实涉案企业与案件文书，再按职责范围联系与指导。")
	}
	for i, s := range steps {
		d.say(fmt.Sprintf("（%s）%s：%s", numeral(i+1), s.Label, s.Text))
	}
	return *d.Draft, nil
}

// about says what the matter is, as its newest alert does, and returns what
// that says to do first.
func (f File) about(d drafter) (steps []alerts.Line) {
	last := f.Dossier.Filings[len(f.Dossier.Filings)-1]
	story := alerts.Story{Filing: last.Filing, Now: f.Made, Rules: f.Rules, Served: f.Dossier.Service, Grade: f.Grade}
	if last.Verdict != nil {
		story.Verdict = *last.Verdict
	}
	story.Alert = alerts.Alert{Act: last.Filing.ActID(), Kind: last.Filing.Kind, Title: last.Filing.Title, Stage: story.Verdict.Stage, Category: story.Verdict.Category, Severity: story.Verdict.Severity, URL: last.Filing.URL}
	if len(f.Dossier.Told) > 0 {
		p := f.Dossier.Told[0]
		story.Alert, story.Filing, story.Verdict = p.Alert, p.Act.Filing, p.Verdict
		if f.Centers != nil {
			story.Centers = f.Centers(p.Alert.Centers)
		}
	}
	m := alerts.Compose(story, zh)
	d.head("一、案件基本情况")
	d.say(m.Title + "。")
	rows := [][]string{
		{"受理机构", Say(search.Forum, story.Filing.Key.Authority, zh)},
		{"案件名称", alerts.Mask(story.Filing, story.Filing.Title)},
		{"类别与阶段", strings.Trim(Say(search.Category, string(story.Verdict.Category), zh)+"，"+alerts.StageIn(story.Filing.Kind, story.Verdict.Stage, zh), "，")},
	}
	for _, l := range m.Lines {
		switch {
		case l.Text == "", l.Label == "更新", l.Label == "案件": // what happened stands below, the rest above
		case strings.HasPrefix(l.Label, "第一步"):
			l.Label = strings.NewReplacer("第一步（中心）", "对中心", "第一步（企业）", "对企业").Replace(l.Label)
			steps = append(steps, l)
		case l.Label == "为何通知您":
			rows = append(rows, []string{"预警缘由", strings.TrimSpace(l.Text)})
		default:
			rows = append(rows, []string{cmp.Or(l.Label, "说明"), strings.TrimSpace(l.Text)})
		}
	}
	if n := len(f.Dossier.Captions); n > 1 {
		rows = append(rows, []string{"曾用案名", alerts.Mask(story.Filing, strings.Join(f.Dossier.Captions[:n-1], "；"))})
	}
	d.Blocks = append(d.Blocks, Block{Table: &Table{Rows: Of(rows), Columns: []Column{{Name: "项目", Width: 14}, {Name: "内容", Width: 66}}}})
	return steps
}

func (f File) progress(d drafter) {
	all := f.Dossier.Filings
	left := len(f.Dossier.Matter.Acts) - min(len(all), maxSteps)
	var rows [][]string
	for _, a := range all[max(0, len(all)-maxSteps):] {
		stage, sources := "", []string(nil)
		if a.Verdict != nil {
			stage = alerts.StageIn(a.Filing.Kind, a.Verdict.Stage, zh)
		}
		for _, r := range a.Reports {
			name := r.Source
			if f.Source != nil {
				name = f.Source(name)
			}
			if !slices.Contains(sources, name) {
				sources = append(sources, name)
			}
		}
		rows = append(rows, []string{alerts.Day(a.Filing), stage, alerts.Mask(a.Filing, cmp.Or(firstLine(a.Filing.Text), a.Filing.Title)), strings.Join(sources, "、")})
	}
	d.Blocks = append(d.Blocks, Block{Table: &Table{Rows: Of(rows), Columns: []Column{
		{Name: "日期（当地）", Width: 13}, {Name: "阶段", Width: 16}, {Name: "事项（原文）", Width: 34}, {Name: "来源", Width: 24},
	}}})
	if left > 0 {
		d.say(fmt.Sprintf("此前另有%d项动态未列出。", left))
	}
}

// firstLine is the first line of a text, as long as a cell bears.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if r := []rune(line); len(r) > 160 {
		line = string(r[:160]) + "…"
	}
	return line
}

func (f File) deadlines(d drafter) {
	var rows [][]string
	for _, c := range f.Clocks {
		if c.State != store.Running {
			continue
		}
		what := c.Rule
		if rule, err := f.Rules.Rule(c.Rule, c.Changed); err == nil {
			what = rule.Title.In(zh)
		}
		var record clock.Record
		if err := json.Unmarshal(c.Body, &record); err != nil {
			record = clock.Record{}
		}
		kind := "期限"
		if record.Kind == "forecast" {
			kind = "预测"
		}
		rows = append(rows, []string{what, kind, c.Due, c.Closes.In(beijing).Format("2006-01-02 15:04"), daysLeft(c.Closes, f.Made), record.Basis})
	}
	if len(rows) == 0 {
		d.say("目前没有可推算的期限；送达日期确认后请登记，系统据此重新推算。")
		return
	}
	d.Blocks = append(d.Blocks, Block{Table: &Table{Rows: Of(rows), Columns: []Column{
		{Name: "事项", Width: 16}, {Name: "性质", Width: 7}, {Name: "当地日期", Width: 13}, {Name: "北京时间", Width: 13}, {Name: "还有天数", Width: 8}, {Name: "依据", Width: 26},
	}}})
	if f.Dossier.Service == nil {
		d.say("送达情况尚未登记，上述期限按文书公布情况推算，送达后可能变化。")
	}
}

// daysLeft says how many days of Beijing are left until a moment.
func daysLeft(closes, now time.Time) string {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(beijing).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch n := int(day(closes).Sub(day(now)).Hours() / 24); {
	case n < 0:
		return "已过"
	case n == 0:
		return "当日"
	default:
		return fmt.Sprintf("%d天", n)
	}
}

func (f File) done(d drafter) {
	called := func(id string) string {
		if f.Centers != nil {
			for _, c := range f.Centers([]string{id}) {
				return c.NameZH
			}
		}
		return id
	}
	if len(f.Dossier.Signed) == 0 {
		d.say("截至编制时，尚无中心签收。")
	}
	for _, s := range f.Dossier.Signed {
		d.say(fmt.Sprintf("%s，%s签收。", s.At.In(beijing).Format("2006年1月2日15:04"), called(s.Center)))
	}
	for _, p := range f.Dossier.Passed {
		d.say(fmt.Sprintf("%s，由%s转%s。", p.At.In(beijing).Format("2006年1月2日15:04"), called(p.From), called(p.To)))
	}
}
