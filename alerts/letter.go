package alerts

import (
	"cmp"
	"errors"
	"strings"
	"time"
)

// A Letter (告知短函) is what a center tells a company of a matter in its own
// name: neutral, resting on what is public, and no service of any paper
// (Decree 801, Arts. 5, 12 and 13).
type Letter struct {
	Company string // to whom; empty leaves the name to be written in
	Center  string // in whose name
	Contact string // who answers at the center, and how; empty leaves it to be written in
	Day     time.Time
}

// ErrTakenBack means that the alert no longer holds: there is nothing to tell a
// company but that.
var ErrTakenBack = errors.New("the alert was taken back")

// Write returns the letter as plain text, a paragraph a line, in Chinese. It is
// pure. Natural persons are named as the story's reader may see them.
func (l Letter) Write(s Story) (string, error) {
	if s.Alert.Corrected != "" {
		return "", ErrTakenBack
	}
	t := s.teller("zh")
	t.now = cmp.Or(l.Day, t.now)
	m := Message{Title: t.conclusion()}
	paragraph := func(text string) { m.Lines = append(m.Lines, Line{Text: text}) }
	facts := 0
	fact := func(label, text string) {
		if text != "" {
			paragraph("（" + numerals[facts] + "）" + label + "：" + text + "。")
			facts++
		}
	}
	paragraph("关于一项海外知识产权纠纷信息的告知")
	paragraph("")
	paragraph(cmp.Or(Plain(l.Company), byHand) + "：")
	paragraph("我中心在公开渠道监测到一项可能与贵单位有关的海外知识产权纠纷信息，现将有关情况告知如下，请核实、研判。")
	paragraph("一、基本情况")
	fact("事项", m.Title)
	fact("案件", t.matter().Text)
	fact("已列明的当事人", t.concerned(s.Alert).Text)
	fact("所涉权利与产品", t.rights().Text)
	fact("提出方及代理", t.claimant(s.Alert).Text)
	paragraph("二、时间")
	paragraph(strings.TrimSuffix(cmp.Or(t.deadline(s.Grade, s.Served).Text, "暂无可推算的期限"), "。") + "。以上由公开信息推算，以官方文件和实际送达情况为准。")
	paragraph("三、建议先行办理")
	paragraph(t.step("for-firm", s.Alert).Text)
	paragraph("四、信息来源")
	quote := t.quote(s.Alert)
	paragraph(quote.Text)
	if quote.URL != "" {
		paragraph(quote.URL)
	}
	paragraph("五、联系方式")
	paragraph(cmp.Or(Plain(l.Center), byHand) + "，" + cmp.Or(Plain(l.Contact), byHand))
	paragraph("本函依据公开信息整理，供参考，不构成法律意见；不是法律文书的送达，也不代替任何法律文书的送达。是否应对、如何应对，由贵单位自行决定。")
	paragraph("")
	paragraph(cmp.Or(Plain(l.Center), byHand))
	paragraph(t.now.In(beijing).Format("2006年1月2日"))
	if !s.Center {
		m.hide(masker(s.Filing))
	}
	texts := make([]string, len(m.Lines))
	for i, line := range m.Lines {
		texts[i] = line.Text
	}
	return strings.Join(texts, "\n") + "\n", nil
}

// byHand is where a person writes by hand.
const byHand = "＿＿＿＿＿＿"

var numerals = []string{"一", "二", "三", "四", "五"}
