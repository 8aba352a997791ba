package feed

import (
	"fmt"
	"time"
)

// A text is what people read, in each language.
type text struct{ zh, en string }

var texts = map[string]text{
	"calendar":        {"警钟期限：%s", "Tocsin deadlines: %s"},
	"alerts":          {"警钟预警：%s", "Tocsin alerts: %s"},
	"forecast":        {"【预计】%s", "[Forecast] %s"},
	"withdrawn":       {"【已撤销】%s", "[Withdrawn] %s"},
	"withdrawn-means": {"此日期已撤销，不再提醒。", "This date was withdrawn; you are no longer reminded of it."},
	"remind":          {"距截止 %d 天：%s", "Days left: %d. %s"},
	"beijing":         {"截止（北京时间）：%s %s", "Closes, Beijing time: %s %s"},
	"forum":           {"截止（受理机构当地时间）：%s %s", "Closes, where it is due: %s %s"},
	"on":              {"截止日（受理机构当地日期）：%s；当日截止时刻未知，请尽早办理", "Last day where it is due: %s; the hour is not known, be early"},
	"about":           {"预计日期（受理机构当地日期）：%s前后；仅为预测，不是期限", "About %s where it is heard; a forecast, not a deadline"},
	"official":        {"官方来源：%s", "Official source: %s"},
	"link":            {"官方来源", "Official source"},
	"disclaimer": {
		"日期由程序根据公开信息摘录或推算，仅供参考，不构成法律意见；以法院、委员会或主管机关的正式文书及执业律师意见为准。",
		"Taken or computed from public records; information only, not legal advice. Rely on the official document and on counsel.",
	},
}

// say puts the text of a key into a language.
func say(lang, key string, args ...any) string {
	s := texts[key].zh
	if lang == "en" {
		s = texts[key].en
	}
	if len(args) > 0 {
		s = fmt.Sprintf(s, args...)
	}
	return s
}

// day says a day with its weekday.
func day(lang string, t time.Time) string {
	if lang == "en" {
		return t.Format("Mon 2006-01-02")
	}
	return t.Format("2006-01-02") + "（周" + string([]rune("日一二三四五六")[t.Weekday()]) + "）"
}
