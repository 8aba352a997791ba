package alerts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

// TestLetters holds what a center tells a company to letters that people have
// read: of a suit, of sellers who are not public, of a complaint under section
// 337 and of a mark.
func TestLetters(t *testing.T) {
	open := story()
	open.Rules = clock.Embedded()
	sealed := open
	sealed.Filing = suit(party(crawlers.Plaintiff, "Off-White LLC"), party(crawlers.Defendant, "The Partnerships and Unincorporated Associations Identified on Schedule A"))
	sealed.Filing.Filed, sealed.Filing.Fetched, sealed.Filing.URL = open.Filing.Filed, open.Filing.Fetched, open.Filing.URL
	sealed.Verdict.Category, sealed.Verdict.Quotes, sealed.Alert.Quotes = CatScheduleA, nil, nil
	ink := open
	ink.Filing = investigation("complaint", crawlers.Party{Role: crawlers.Respondent, Name: "Ninestar Corp.", Address: "Zhuhai, China", Country: "China", Grade: crawlers.Confirmed})
	ink.Verdict = Verdict{Category: Cat337, Stage: "complaint", Severity: High}
	ink.Alert.Quotes = nil
	taken := open
	taken.Filing = mark("ROMOSS", 9)
	taken.Filing.Filed = crawlers.Date{Time: time.Date(2026, 9, 22, 0, 0, 0, 0, time.UTC), Day: true}
	taken.Filing.Key = crawlers.Key{Authority: "br-tm", Number: "930000000"}
	taken.Verdict = Verdict{Category: CatSquatting, Stage: "published", Severity: High}
	taken.Alert.Quotes = nil

	var b strings.Builder
	for _, s := range []Story{open, sealed, ink, taken} {
		text, err := Letter{Company: "深圳市荣泰科技有限公司", Center: "中山中心", Contact: "张三，0760-00000000", Day: s.Filing.Filed.AddDate(0, 0, 1)}.Write(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{"侵权", "转移", "下架", "清空", "销毁", "%!", "Jianzhang Liao"} {
			if strings.Contains(text, never) {
				t.Errorf("%q is said in\n%s", never, text)
			}
		}
		for _, always := range []string{"不构成法律意见", "不是法律文书的送达", "以官方文件和实际送达情况为准"} {
			if !strings.Contains(text, always) {
				t.Errorf("%q is not said in\n%s", always, text)
			}
		}
		b.WriteString(text + "---\n")
	}
	compareGolden(t, "testdata/letters.zh.txt", b.String())
}

func TestLetterLeavesRoomForWhatIsNotKnown(t *testing.T) {
	text, err := Letter{}.Write(story())
	if err != nil || strings.Count(text, byHand) != 4 {
		t.Errorf("%v: want four places to write in:\n%s", err, text)
	}
	s := story()
	s.Center = true
	if text, err = (Letter{Company: "a\nb"}).Write(s); err != nil || !strings.Contains(text, "Jianzhang Liao") || !strings.Contains(text, "\na b：\n") {
		t.Errorf("to the routed center: %v\n%s", err, text)
	}
	s.Alert.Corrected = "被告并非中国企业"
	if _, err := (Letter{}).Write(s); !errors.Is(err, ErrTakenBack) {
		t.Errorf("of an alert that was taken back: %v", err)
	}
}
