package staff

import "tocsin/cmd/internal/console/web"

// texts is everything the pages say. The words of a closed list are named by
// the list and the word: "visit.blocked"; those of alerts are in package alerts.
var texts = map[string]web.Text{
	"home": {"概览", "Overview"},

	"fresh":      {"24 小时内新警报", "New alerts, last 24 h"},
	"undone":     {"未送达", "Not delivered"},
	"unwell":     {"来源异常", "Sources not well"},
	"last":       {"最近访问", "Last visit"},
	"never":      {"尚未访问任何来源", "no source visited yet"},
	"help":       {"需要处理的推送", "Deliveries that need somebody"},
	"alerts":     {"警报", "Alerts"},
	"visits":     {"访问记录", "Visits"},
	"no.alerts":  {"尚无警报。是否因为没有访问，请看下面的访问记录。", "No alerts. Whether that is for want of visits, the visits below tell."},
	"none.here":  {"您的查看范围内尚无警报。", "No alerts among what you may see."},
	"no.visits":  {"尚无访问：请确认 tocsin serve 正在运行。", "No visits: make sure that tocsin serve is running."},
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

	"sent.due":      {"待发", "due"},
	"sent.sending":  {"发送中", "sending"},
	"sent.sent":     {"已送达", "sent"},
	"sent.refused":  {"被拒收", "refused"},
	"sent.dead":     {"已放弃", "given up"},
	"sent.held":     {"待并入日报", "waits for the digest"},
	"sent.unwanted": {"对方未订阅此类", "not asked for"},
}
