package exporter

import (
	"maps"

	"tocsin/cmd/internal/console/web"
)

// texts are those of all pages of the room.
var texts = func() map[string]web.Text {
	out := maps.Clone(listTexts)
	maps.Copy(out, alertTexts)
	maps.Copy(out, contactTexts)
	return out
}()

// alertTexts are those of the pages about alerts and help.
var alertTexts = map[string]web.Text{
	"mine":         {"我的预警", "My alerts"},
	"mine.hint":    {"按剩余天数排列，最紧的在前。", "The next day to act comes first."},
	"mine.none":    {"目前没有与您的清单相关的预警。各处来源按计划检查，发现后会出现在这里。", "Nothing abroad concerns your watchlists now. All places are looked at as planned, and what is found will be here."},
	"mine.nothing": {"还没有监控清单，因此不会有预警。请先建立：", "There is no watchlist, so there can be no alert. Begin one:"},
	"left":         {"剩余", "Left"},
	"days":         {"%d 天", "%d days"},
	"today":        {"今天", "today"},
	"level":        {"级别", "Level"},
	"what":         {"事项", "What it is"},
	"stage":        {"阶段", "Stage"},
	"told":         {"告知时间", "Told"},
	"help":         {"求助", "Help"},
	"corrected":    {"已更正", "corrected"},
	"help.sent":    {"已发送", "sent"},
	"help.signed":  {"已签收", "signed for"},
	"help.answered": {
		"已答复", "answered",
	},

	"official":        {"官方页面", "Official page"},
	"over":            {"本预警已更正，不再成立：", "This alert was corrected and does not hold:"},
	"clocks":          {"期限与剩余天数", "Days by which to act"},
	"clock":           {"期限", "What is due"},
	"clock.there":     {"当地截止", "Ends there"},
	"clock.here":      {"北京时间", "In Beijing"},
	"clock.basis":     {"依据", "Counted from"},
	"clock.passed":    {"已过", "passed"},
	"clock.ended":     {"已终止", "ended"},
	"clock.withdrawn": {"已撤回", "withdrawn"},
	"clocks.note":     {"按公开信息推算，以官方文件和实际送达情况为准；剩余天数按当地日期计算。", "Reckoned from public records: the official papers and actual service count. Days are counted at the forum."},
	"clocks.none":     {"目前没有可推算的期限。", "No day can be reckoned yet."},
	"first":           {"建议先做", "What to do first"},
	"reasons":         {"为什么收到", "Why you got this"},
	"reasons.none":    {"告知时的条目已不在清单中。", "The entry it was told for is in the list no more."},
	"of.list":         {"来自清单", "Of the watchlist"},
	"yours":           {"您关注的", "What you watch"},
	"alike":           {"相近程度", "How alike"},
	"found":           {"命中之处", "Where it was found"},
	"alike.same":      {"完全相同", "the same"},
	"alike.folded":    {"仅大小写、空格或标点不同", "but for case, spaces or points"},
	"alike.core":      {"仅企业组织形式不同", "but for the legal form"},
	"alike.contained": {"完整出现在更长的名称中", "whole within a longer name"},
	"alike.text":      {"出现在正文中", "in the text"},
	"alike.like":      {"相近，或类别不同", "like it, or of other classes"},
	"alike.note":      {"相近程度说明字形、读音等有多接近，不是构成侵权或胜败的可能性。", "How alike two names are says nothing of infringement, nor of who would win."},
	"quotes":          {"原文依据", "The source's own words"},
	"acts":            {"案件进展", "What happened"},
	"day":             {"日期", "Day"},
	"public":          {"公开来源", "Where it is public"},
	"seen":            {"首次看到", "first seen"},
	"message":         {"预警全文", "The alert in full"},

	"say":              {"这条预警对您", "Was this of use"},
	"say.do":           {"提交", "Send"},
	"said":             {"您已反馈", "You said"},
	"field.said":       {"反馈", "It was"},
	"field.remark":     {"说明（可不填）", "Why, if you like"},
	"said.useful":      {"有用", "useful"},
	"said.false-alarm": {"误报", "a false alarm"},
	"said.repeated":    {"重复", "a repeat"},
	"said.late":        {"晚了", "late"},
	"done.said":        {"已记录，谢谢。", "Noted, thank you."},
	"done.said.before": {"您此前已作同样反馈。", "You said so before."},

	"help.ask":      {"求助属地分中心", "Ask your guidance center"},
	"help.open":     {"请求指导", "Ask for guidance"},
	"help.again":    {"再次求助", "Ask again"},
	"help.to":       {"将发送给", "It goes to"},
	"help.why":      {"（按企业所在地确定）。指导免费，是否应对由企业自行决定。", ", by where your company is. Guidance is free, and what to do is yours to decide."},
	"help.place":    {"请填写企业所在地，以便找到属地分中心。指导免费，是否应对由企业自行决定。", "Say where your company is, so that your center can be found. Guidance is free, and what to do is yours to decide."},
	"help.do":       {"发送求助", "Send"},
	"field.who":     {"联系人", "Whom to call"},
	"field.phone":   {"电话", "Telephone"},
	"field.where":   {"企业所在地", "Where the company is"},
	"field.plea":    {"想请中心帮助什么（可不填）", "What you need, if you like"},
	"plea":          {"想请中心帮助", "What they need"},
	"field.consent": {"同意将联系人、电话和以上说明提供给该中心，仅用于本次指导", "I agree that this center gets the name, the number and what I wrote, for this guidance alone"},
	"hint.where":    {"写到市或县区，例如 浙江省义乌市。", "A city or county, such as Yiwu, Zhejiang."},
	"hint.plea":     {"请不要附商业秘密和证据原件。", "No trade secrets and no evidence, please."},
	"wrong.phone":   {"请填写能打通的电话号码。", "Write a number at which you can be called."},
	"wrong.consent": {"不同意提供联系方式，中心就无法联系您。", "Without it the center cannot call you."},
	"wrong.where":   {"不认识的地名：请写省、市或县区名称。", "Write a province, a city or a county."},
	"no.center":     {"目前没有可以受理的中心，请拨打 12330。", "There is no center to ask: call 12330 in China."},
	"asked":         {"求助时间", "Asked"},
	"answer":        {"中心答复", "The center's answer"},
	"done.asked":    {"已发送给属地分中心。签收和答复会显示在这里。", "Sent to your center; when it signs and answers, you see it here."},

	"changed.meanwhile": {"您打开本页之后情况有变，您刚才的操作没有执行。下面是现在的内容。", "Something changed after you opened this page, so nothing was done. This is how it is now."},

	"helps":              {"企业求助", "Requests for help"},
	"helps.hint":         {"企业就收到的预警请求指导。联系方式只有被求助的中心可见。", "Exporters ask about alerts that they got. Whom to call is seen by the center that was asked alone."},
	"helps.none":         {"没有求助。", "Nobody has asked."},
	"org":                {"企业", "Exporter"},
	"org.english":        {"英文名称", "Name in English"},
	"org.gone":           {"（该企业已注销）", "(gone)"},
	"center":             {"受理中心", "Center"},
	"by":                 {"经办人", "By"},
	"case":               {"案号", "Case"},
	"consented":          {"同意提供联系方式", "Agreed to be called"},
	"not.yours":          {"仅受理中心可见", "for the center that was asked alone"},
	"matter.page":        {"案件页面", "The matter"},
	"help.sign":          {"签收", "Sign for it"},
	"help.sign.hint":     {"企业会看到“已签收”和您的姓名。", "They see that you did."},
	"help.answer":        {"答复", "Answer"},
	"field.answer":       {"答复内容", "Your answer"},
	"hint.answer":        {"企业会看到这段话。只作指导和信息告知，不送达文书，不替企业决定。", "They read this. Guide and inform: serve no papers, decide nothing for them."},
	"done.help.signed":   {"已签收。", "Signed."},
	"done.help.answered": {"已答复，企业可以看到。", "Answered; they can read it."},
}
