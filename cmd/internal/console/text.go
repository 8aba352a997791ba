package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// A lang is a language the console speaks.
type lang string

const (
	zh lang = "zh"
	en lang = "en"
)

// langOf returns the language a request asks for; Chinese unless it says "en".
func langOf(r *http.Request) lang {
	if r.URL.Query().Get("lang") == string(en) {
		return en
	}
	return zh
}

// A text is one thing to say in both languages.
type text struct{ zh, en string }

func (t text) in(l lang) string {
	if l == en {
		return t.en
	}
	return t.zh
}

// texts is everything the pages say. The words of a closed list are named by
// the list and the word: "visit.blocked"; those of alerts are in package alerts.
var texts = map[string]text{
	"name":    {"警钟", "Tocsin"},
	"tagline": {"海外知识产权纠纷预警 · 只读", "Overseas IP dispute alerts · read-only"},
	"other":   {"English", "中文"},
	"home":    {"概览", "Overview"},
	"footer":  {"公开信息的自动整理，不构成法律意见。时间均为北京时间。", "Compiled from public records; not legal advice. All times are Beijing time."},

	"status.404": {"没有这一页", "There is no such page"},
	"status.405": {"此处只能查看", "This site can only be read"},
	"status.421": {"只接受本机访问", "This machine only"},
	"status.500": {"暂时无法显示", "This page cannot be shown now"},
	"do.404":     {"地址可能不完整：警报编号里的 # 须写作 %23。请从概览页打开。", "The address may be cut short: write the # of an alert's number as %23. Open it from the overview."},
	"do.405":     {"请用浏览器直接打开页面地址。", "Open the page's address in a browser."},
	"do.421":     {"控制台尚无账号，只回答本机：请打开 http://127.0.0.1:端口/。", "The console has no accounts yet and answers this machine alone: open http://127.0.0.1:PORT/."},
	"do.500":     {"请稍后刷新。若一直如此，请查看程序日志中的“page not shown”，并用 tocsin check 检查数据库。", "Reload in a moment. If it stays so, look for \"page not shown\" in the program's log and run tocsin check."},

	"fresh":      {"24 小时内新警报", "New alerts, last 24 h"},
	"undone":     {"未送达", "Not delivered"},
	"unwell":     {"来源异常", "Sources not well"},
	"last":       {"最近访问", "Last visit"},
	"never":      {"尚未访问任何来源", "no source visited yet"},
	"help":       {"需要处理的推送", "Deliveries that need somebody"},
	"alerts":     {"警报", "Alerts"},
	"visits":     {"访问记录", "Visits"},
	"no.alerts":  {"尚无警报。是否因为没有访问，请看下面的访问记录。", "No alerts. Whether that is for want of visits, the visits below tell."},
	"no.visits":  {"尚无访问：请确认 tocsin serve 正在运行。", "No visits: make sure that tocsin serve is running."},
	"newest":     {"只显示最近 %d 条", "the newest %d only"},
	"more":       {"另有 %d 条未列出", "%d more not listed"},
	"cut":        {"……（全文 %d 字，此处截断）", "… (%d characters in all, cut here)"},
	"level":      {"级别", "Level"},
	"type":       {"类型", "Type"},
	"title":      {"案件", "Matter"},
	"stage":      {"阶段", "Stage"},
	"subscriber": {"接收方", "Subscriber"},
	"told":       {"发出时间", "Told"},
	"update":     {"更新", "Update"},
	"update.n":   {"第 %d 次更新", "update %d"},
	"first":      {"首次", "first"},

	"source":   {"来源", "Source"},
	"state":    {"结果", "Ended"},
	"pages":    {"页面", "Pages"},
	"filings":  {"条目", "Filings"},
	"new":      {"新增", "New"},
	"revised":  {"修订", "Revised"},
	"known":    {"已见过", "Seen before"},
	"history":  {"历史", "History"},
	"warnings": {"告警", "Warnings"},
	"planned":  {"计划", "Planned"},
	"started":  {"开始", "Started"},
	"took":     {"用时", "Took"},
	"outcomes": {"各页结果", "Page by page"},

	"delivery":    {"推送", "Delivery"},
	"deliveries":  {"本次行为的推送", "Deliveries of this act"},
	"destination": {"目的地", "Destination"},
	"tries":       {"尝试", "Tries"},
	"changed":     {"最近变化", "Last change"},
	"error":       {"原因", "Why"},
	"no.delivery": {"没有推送：该接收方未配置目的地。", "No delivery: no destination is configured for the subscriber."},

	"act":    {"行为编号", "Act"},
	"quotes": {"原文依据", "Words of the source"},
	"text":   {"来源原文", "Text of the filing"},

	"visit.ok":            {"正常", "ok"},
	"visit.unchanged":     {"无变化", "unchanged"},
	"visit.empty":         {"无条目", "empty"},
	"visit.truncated":     {"被截断", "truncated"},
	"visit.changed-shape": {"页面变样", "changed shape"},
	"visit.blocked":       {"被拒", "blocked"},
	"visit.failed":        {"失败", "failed"},

	"sent.due":     {"待发", "due"},
	"sent.sending": {"发送中", "sending"},
	"sent.sent":    {"已送达", "sent"},
	"sent.refused": {"被拒收", "refused"},
	"sent.dead":    {"已放弃", "given up"},
	"sent.held":    {"待并入日报", "waits for the digest"},

	"sent.unwanted": {"对方未订阅此类", "not asked for"},
}

// A frame is what every page has. Templates say things by its methods.
type frame struct {
	Lang  lang
	Title string
	path  string
}

func newFrame(r *http.Request) frame {
	return frame{Lang: langOf(r), path: r.URL.EscapedPath()}
}

// T says the text of a name in the reader's language.
func (f frame) T(name string) string { return texts[name].in(f.Lang) }

// Tf is T for a text with a number in it.
func (f frame) Tf(name string, n int) string { return fmt.Sprintf(f.T(name), n) }

// Word says a word of a closed list. A word that is not in it was made by a
// newer program or a source; it is shown as it is.
func (f frame) Word(list, w string) string {
	if t, ok := texts[list+"."+w]; ok {
		return t.in(f.Lang)
	}
	return word(w)
}

// word bounds a word that may have been made by somebody else.
func word(s string) string { return clean(s, 60) }

// To returns the address of a page in the reader's language.
func (f frame) To(path string) string {
	if f.Lang == en {
		return path + "?lang=en"
	}
	return path
}

// Other returns the address of this page in the other language.
func (f frame) Other() string {
	return frame{Lang: map[lang]lang{zh: en, en: zh}[f.Lang]}.To(f.path)
}

// alertPath is the page of an alert. Messages link to the same address.
func alertPath(id string) string { return "/alerts/" + url.PathEscape(id) }

// china is the one zone of China, which has kept no summer time since 1991.
var china = time.FixedZone("CST", 8*60*60)

// A stamp is a moment as a page shows it.
type stamp struct{ time.Time }

// Beijing returns the moment in Beijing to the minute.
func (s stamp) Beijing() string { return s.In(china).Format("2006-01-02 15:04") }

// ISO returns the moment for machines.
func (s stamp) ISO() string { return s.UTC().Format(time.RFC3339) }

// lineLength and textLength bound what strangers can put on a page, in
// characters.
const (
	lineLength = 300
	textLength = 200_000
)

// clean makes one line of at most n characters of what a stranger wrote:
// nothing that steers the reader's eye, direction or line survives.
func clean(s string, n int) string { return tidy(s, n, false) }

// cleanText is clean for a text of several lines.
func cleanText(s string, n int) string { return tidy(s, n, true) }

// maxMarks is how many combining marks a letter may carry; more climb over
// the lines around it.
const maxMarks = 3

func tidy(s string, n int, lines bool) string {
	var b strings.Builder
	count, marks := 0, 0
	begun, blank := false, false // something stands in the line; a blank is owed before the next
	for _, r := range s {
		switch {
		case lines && r == '\n':
			begun, blank, marks = false, false, 0
		case unicode.IsSpace(r) || unicode.IsControl(r):
			blank = begun
			continue
		case unicode.Is(unicode.C, r): // directions, invisible and private characters
			continue
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			begun, marks = true, 0
		}
		if count >= n {
			return strings.TrimRight(b.String(), "\n") + "…"
		}
		if blank {
			b.WriteByte(' ')
			count++
			blank = false
		}
		b.WriteRune(r)
		count++
	}
	return strings.TrimRight(b.String(), "\n")
}

// official returns an address that may be put behind a link, or nothing.
func official(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}
