package alerts

import "tocsin/crawlers"

// A text is what people read, in each language.
type text struct{ zh, en string }

func (t text) in(lang string) string {
	if lang == "en" {
		return t.en
	}
	return t.zh
}

// texts holds every word of a message but those of the tables below. The
// wording is neutral: a claim is alleged (被指), a complaint is filed (申请,
// 起诉), and 立案 is said only once an investigation is instituted.
var texts = map[string]text{
	"title":         {"【%s】%s：%s", "[%s] %s: %s"},
	"corrected":     {"【更正】%s", "[Correction] %s"},
	"correction":    {"更正", "Correction"},
	"no-longer":     {"此前就本案该进展所发的预警不再成立：%s", "the alert that was sent about this no longer holds: %s"},
	"withheld":      {"一名当事人（自然人）要求不再显示其姓名，姓名已隐去（×××）。请删除此前所发消息及其转发、存档中的该姓名；案件其余内容不变。", "a natural person asked not to be named; the name is hidden now (×××). Please delete it from earlier messages, and from what was forwarded or kept; nothing else changes."},
	"maybe":         {"（可能重复）", " (possibly a repeat)"},
	"separator":     {"；", "; "},
	"and":           {"、", ", "},
	"et-al":         {"%s 等", "%s et al."},
	"count":         {"%s 等 %d 家", "%s and others (%d in all)"},
	"sellers":       {"网店卖家（被告名单未公开）", "online sellers whose names are not public"},
	"and-others":    {"%s 等网店卖家", "%s and other online sellers"},
	"sellers-count": {"%s 等 %d 家网店卖家", "%s and other online sellers (%d in all)"},

	"sues":           {"%s 起诉 %s", "%s sues %s"},
	"sues-sellers":   {"%s 起诉网店卖家，被告名单未公开", "%s sues online sellers whose names are not public"},
	"v":              {"%s 诉 %s：%s", "%s v. %s: %s"},
	"files-mark":     {"%s 申请注册商标“%s”", "%s applies for the mark “%s”"},
	"at-office":      {"（%s）", " (%s)"},
	"publishes-mark": {"%s 的商标“%s”公告，可提出异议", "the mark “%[2]s” of %[1]s is published for opposition"},
	"mark-act":       {"%s 的商标“%s”：%s", "the mark “%[2]s” of %[1]s: %[3]s"},
	"deadline":       {"期限", "Deadline"},
	"clock":          {"%s，%s", "%s: %s"},
	"no-clock":       {"暂无（%s）", "none (%s)"},
	"days-left":      {"，还有 %d 天", ", %d days left"},
	"days-today":     {"，就是今天（当地）", ", which is today there"},
	"days-past":      {"，已过 %d 天", ", %d days ago"},
	"basis":          {"（%s）", " (%s)"},
	"served":         {"登记送达日 %s，期限据此推算", "service was noted for %s, and the time counted from it"},
	"closing":        {"%s %s：%s %s", "%s %s: %s %s"},
	"remind":         {"%s（%s）", "%s (%s)"},
	"centers":        {"指导中心", "Guidance center"},
	"lead-center":    {"%s（主办）", "%s (leads)"},
	"co-center":      {"%s（协办）", "%s (assists)"},
	"title-act":      {"%s：%s", "%s: %s"},
	"someone-tm":     {"申请人（未列明）", "an applicant not named"},

	"someone-337":       {"申请人（未列明）", "a complainant not named"},
	"applies":           {"%s 就 %s 申请337调查%s", "%s asks for a section 337 investigation of %s%s"},
	"received":          {"委员会公告收到申请：%s%s", "the commission has received a complaint about %s%s"},
	"institutes":        {"委员会对 %s 立案调查%s", "the commission institutes an investigation of %s%s"},
	"undelivered":       {"向 %s 送达似未成功", "service on %s seems to have failed"},
	"undelivered-mail":  {"%s：送达似未成功（退件未列明收件人）", "%s: service on somebody seems to have failed"},
	"orders":            {"终裁并发布%s", "final determination with %s"},
	"happens":           {"%s：%s%s", "%s: %s%s"},
	"respondents":       {"，被申请人 %s", "; respondents: %s"},
	"respondents-later": {"，被申请人尚未公开", "; respondents not public yet"},
	"new-respondents":   {"%s；被申请人：%s", "%s; respondents: %s"},
	"docket":            {"%s（原案卷号 %s）", "%s (docket %s)"},
	"not-instituted":    {"%s，尚未立案", "%s, not instituted"},

	"case":        {"案件", "Case"},
	"filed":       {"官方日期 %s", "dated %s"},
	"stage":       {"阶段：%s", "stage: %s"},
	"concerned":   {"涉案企业", "Concerned"},
	"hidden":      {"被告名单未公开，涉华情况未知", "the defendants are not public; whether they are Chinese is unknown"},
	"hidden-337":  {"被申请人尚未公开，涉华情况未知", "the respondents are not public yet; whether they are Chinese is unknown"},
	"none-named":  {"未列明", "not named"},
	"rights":      {"权利与产品", "Right and product"},
	"marks":       {"商标：%s", "marks: %s"},
	"patents":     {"专利：%s", "patents: %s"},
	"product":     {"产品：%s", "product: %s"},
	"claimant":    {"原告/申请人", "Claimant"},
	"counsel":     {"律所：%s", "counsel: %s"},
	"why-you":     {"为何通知您", "Why you"},
	"judged":      {"判断", "Assessment"},
	"by-rules":    {"由规则判定", "by rules"},
	"drift":       {"误报比例上升：%s", "more false alarms: %s"},
	"drift-label": {"误报", "False alarms"},
	"drift-share": {"%s 收到反馈的 %d 条中 %d 条被标为误报（95%% 区间下限 %.0f%%），此前为 %.0f%%",
		"in %s, people commented on %d told acts and called %d of them false alarms (%.0f%% at least, by the interval of 95%%); %.0f%% before"},
	"drift-look": {"用 tocsin feedback list 查看、tocsin feedback review 复核；复核后用 tocsin feedback export 导出样本，再调整规则或模型",
		"see them with tocsin feedback list, review them with tocsin feedback review; then mend rules or model by what tocsin feedback export writes"},
	"level-why":  {"级别依据：%s", "level by: %s"},
	"industry":   {"产业：%s", "industry: %s"},
	"by-person":  {"经人工复核", "reviewed by a person"},
	"by-model":   {"由模型判定（%s）", "by a model (%s)"},
	"waiting":    {"模型暂不可用，先按规则判定，恢复后复核", "the model cannot be asked now; judged by rules, to be judged again"},
	"open":       {"相关性未能判定，请人工核实", "relevance could not be decided; a person must look"},
	"unverified": {"未核实：%s", "unverified: %s"},
	"quote":      {"原文", "Source text"},
	"quoted":     {"“%s”", "“%s”"},
	"fetched":    {"抓取于 %s（北京时间）", "fetched %s (Beijing)"},
	"fetched-at": {"抓取于 %s（北京时间）/ %s（当地）", "fetched %s (Beijing) / %s (local)"},
	"for-center": {"第一步（中心）", "First step (center)"},
	"for-firm":   {"第一步（企业）", "First step (company)"},
	"also":       {"同时公开", "Became known with it"},
	"update":     {"更新", "Update"},
	"fact":       {"%s：%s", "%s: %s"},
	"updated":    {"第 %d 次更新：%s", "Update no. %d: %s"},
	"more":       {"%s 等 %d 项", "%s and more (%d in all)"},
	"new-act":    {"本案有新进展", "something new in this matter"},

	"another-act": {"其他进展", "another entry"},

	"digest-daily":    {"【预警汇总】", "[Digest] "},
	"digest-burst":    {"【汇总】短时间内", "[Digest] In a short time "},
	"digest-none":     {"无新增", "nothing new"},
	"digest-some":     {"新增 %d 条", "%d new"},
	"digest-haste":    {"新增 %d 条，其中紧急或重要 %d 条", "%d new, %d of them critical or important"},
	"digest-sum":      {"概况", "In short"},
	"sum-new":         {"新增 %d", "new %d"},
	"sum-due":         {"3日内到期 %d", "due within 3 days %d"},
	"sum-unsigned":    {"未签收 %d", "unsigned %d"},
	"sum-places":      {"来源 %d 正常/%d 异常", "sources %d well/%d not"},
	"sum-at":          {"（截至 %s 北京时间）", " (as of %s, Beijing)"},
	"digest-muted":    {"（已静音：%s，至 %s）", " (muted: %s, until %s)"},
	"digest-closing":  {"3日内到期 %d 项", "Due within 3 days: %d"},
	"digest-left":     {"另有 %d 条未列出，请在控制台查看", "%d more are not listed here; see the console"},
	"digest-note":     {"说明", "Note"},
	"digest-of-mark":  {"同一商标每日至多即时提醒 %d 条（最相近的在先），其余并入本日报；紧急事项不受此限", "no more than %d a day of one mark is told at once, the likest first; the rest is here. What is urgent is never held back"},
	"digest-budget":   {"当日即时提醒已达上限（%d 条），其余并入本日报；紧急事项不受此限", "the limit of %d told at once in a day was reached; the rest is here. What is urgent is never held back"},
	"places-blind":    {"当前无法监测", "Not seen now"},
	"places-seen":     {"已核查 %d 个来源（结果、最近成功、距今、条目、新增）", "Checked: %d sources (how it ended, last success, how long ago, listed, new)"},
	"place-seen":      {"%s（%s，%s，距今%s，%d 条，新增 %d）", "%s (%s, %s, %s ago, %d, %d new)"},
	"minutes":         {" %d 分钟", "%d min"},
	"hours":           {" %d 小时", "%d h"},
	"days":            {" %d 天", "%d days"},
	"place-blind":     {"%s：%s，", "%s: %s, "},
	"place-good":      {"上次正常 %s（北京时间）", "last well %s (Beijing)"},
	"place-never":     {"从未正常", "never well"},
	"place-new":       {"%s：尚未访问", "%s: not visited yet"},
	"trouble":         {"【来源异常】%s：%s", "[Source trouble] %s: %s"},
	"trouble-over":    {"【来源恢复】%s", "[Source well again] %s"},
	"trouble-why":     {"原因", "Why"},
	"trouble-unknown": {"来源未说明", "it does not say"},
	"trouble-do":      {"处理", "What to do"},
	"trouble-check":   {"运行 tocsin check 查看；用 tocsin crawl %s 单独访问一次", "run tocsin check; visit it once with tocsin crawl %s"},
	"help":            {"【求助】%s请求指导：%s", "[Help] %s asks for guidance: %s"},
	"help-someone":    {"一家出口企业", "an exporter"},
	"help-text":       {"对方就收到的预警请求本中心指导，并同意提供联系方式。请在控制台“企业求助”中签收，查看联系方式并答复。", "They ask your center about an alert that they got, and agreed to be called. Sign for it under Requests for help in the console, where their contact is, and answer."},
	"noisy":           {"【提醒过多】%s", "[Too much] %s"},
	"noisy-text":      {"当日即时提醒超过上限 %d 条，其余已并入日报：请检查关注清单或规则是否过宽", "more than %d were to be told at once today, the rest is in the digest: see whether a watchlist or a rule is too wide"},
	"gone":            {"【通知停用】%s", "[Stopped] %s"},
	"gone-text":       {"接收方答复已永久停用（410），不再向其发送；修好后用 tocsin send %[1]s 试发即恢复，tocsin send %[1]s --again 补发", "the receiver says it is gone for good (410) and is told nothing any more; once mended, tocsin send %[1]s resumes it, and tocsin send %[1]s --again sends what it missed"},
	"lacking":         {"【通知待配置】%s", "[Not set up] %s"},
	"lacking-text":    {"该通知对象缺少上述设置，发给它的消息全部保留、暂不发送，不会丢失；补上后重新启动 tocsin serve 即自动发出", "what is for this destination is kept and waits; nothing is lost. Set what is missing and start tocsin serve again, and it is sent"},
	"canary":          {"【自检】%s", "[Self-test] %s"},
	"canary-text":     {"这是每小时一次的自检：案件为虚构，经判断、匹配、转办与发送全程到达此处，说明预警链路正常。无需处理。", "an hourly self-test: the case is made up. It was judged, matched, routed and sent as any other, so alerts arrive. There is nothing to do."},
	"silent":          {"【系统异常】%s", "[Not working] %s"},
	"silent-over":     {"【系统恢复】%s", "[Working again] %s"},
	"silent-since":    {"上次正常 %s（北京时间），距今%s", "last well %s (Beijing), %s ago"},
	"silent-never":    {"启动以来未曾正常", "not once since it was started"},
	"silent-do":       {"在此期间可能漏报。请在运行 tocsin serve 的机器上执行 tocsin check，查看其日志，必要时重新启动", "alerts may be missing meanwhile. Run tocsin check where tocsin serve runs, read its log, and start it again if need be"},
	"footer-admin":    {"本消息只发给管理员。", "This message goes to administrators only."},

	"see": {"查看详情", "Open"},

	"test-title": {"【测试】Tocsin 警钟通知测试", "[Test] Tocsin can reach you"},
	"test":       {"测试", "Test"},
	"test-text":  {"收到此消息说明该通知渠道可用，无需处理。", "You see this because the destination works. There is nothing to do."},
	"test-at":    {"北京时间", "Beijing time"},
	"console":    {"打开控制台", "Open the console"},

	"footer": {
		"本预警由程序根据公开信息自动生成，仅供参考，不构成法律意见。日期为推算，以法院、委员会或主管机关的正式文书及执业律师意见为准。来源见链接；如有错误或不希望被展示，请联系发送本预警的机构。",
		"Automated notice compiled from public records; information only, not legal advice. Dates are computed and may be wrong; rely on the official document and on counsel. To correct it or not to be shown, contact the sender.",
	},
}

// silentTexts say what the program does not do.
var silentTexts = map[string]text{
	"store":  {"数据库没有应答", "the database does not answer"},
	"tick":   {"任务调度停止", "nothing is scheduled any more"},
	"visit":  {"未按计划访问任何来源", "no source is visited as planned"},
	"filing": {"所有来源均无新增", "no source shows anything new"},
	"canary": {"自检消息未送达", "self-tests do not arrive"},
}

var severityTexts = map[Severity]text{
	Critical: {"紧急", "Critical"},
	High:     {"重要", "Important"},
	Normal:   {"一般", "Normal"},
	Low:      {"提示", "For information"},
}

var categoryTexts = map[Category]text{
	Cat337:       {"337调查", "Section 337"},
	CatPatent:    {"专利诉讼", "Patent suit"},
	CatTrademark: {"商标诉讼", "Trademark suit"},
	CatCopyright: {"版权诉讼", "Copyright suit"},
	CatScheduleA: {"知识产权诉讼（批量卖家案）", "IP suit against many sellers"},
	CatSquatting: {"疑似商标抢注", "Suspected trademark squatting"},
	CatOther:     {"其他", "Other"},
}

// massTexts name a suit against many sellers whose right is known.
var massTexts = map[string]text{
	"trademark": {"商标诉讼（批量卖家案）", "Trademark suit against many sellers"},
	"patent":    {"专利诉讼（批量卖家案）", "Patent suit against many sellers"},
	"copyright": {"版权诉讼（批量卖家案）", "Copyright suit against many sellers"},
}

var gradeTexts = map[crawlers.Grade]text{
	crawlers.Confirmed: {"确认", "confirmed"},
	crawlers.Suspected: {"疑似", "suspected"},
	crawlers.Unknown:   {"未知", "unknown"},
}

// standingTexts say what an act is to the reader.
var standingTexts = map[Standing]text{
	Named:    {"您关注的企业或店铺被列名（确认，名称一致）", "a company or store you watch is named (confirmed: the name is the same)"},
	Alike:    {"被列名者与您的关注名称相近（疑似），请核实是否为同一主体", "somebody named has a name like what you watch (suspected): verify whether it is the same"},
	AtRisk:   {"风险提示：被告名单未公开，本提示不表示您已被起诉", "a risk: the defendants are not public; this does not say that you are sued"},
	Unlisted: {"被告名单已公开，未见与您的关注一致或相近的名称；不排除以其他名称列入", "the list of defendants is public and has no name like what you watch; another name of yours may be on it"},
}

// repeatTexts say how often somebody brings suits against many sellers.
var repeatTexts = map[crawlers.Role]text{
	crawlers.Plaintiff: {"%s 近12个月提起批量卖家案 %d 起（本系统记录）", "%s: %d suits against many sellers in 12 months (in our records)"},
	crawlers.LawFirm:   {"%s 近12个月代理批量卖家案 %d 起（本系统记录）", "%s: counsel in %d suits against many sellers in 12 months (in our records)"},
}

// fieldTexts name the fields of a verdict.
var fieldTexts = map[string]text{
	"relevant":      {"相关性", "relevance"},
	"category":      {"类别", "category"},
	"stage":         {"阶段", "stage"},
	"chinese_party": {"涉华情况", "Chinese party"},
	"severity":      {"严重程度", "severity"},
	"why":           {"理由", "reason"},
	"industry":      {"产业", "industry"},
	"product":       {"产品", "product"},
	"summary":       {"摘要", "summary"},
	"steps":         {"建议", "advice"},
}

// factTexts name what an update brings, by role or field.
var factTexts = map[string]text{
	"complainant": {"新增申请人", "new complainant"},
	"respondent":  {"新增被申请人", "new respondent"},
	"plaintiff":   {"新增原告", "new plaintiff"},
	"defendant":   {"新增被告", "new defendant"},
	"applicant":   {"新增商标申请人", "new applicant"},
	"owner":       {"新增权利人", "new owner"},
	"opponent":    {"新增异议人", "new opponent"},
	"agent":       {"新增代理人", "new agent"},
	"law-firm":    {"新增律所", "new counsel"},
	"mark":        {"新增商标", "new mark"},
	"patent":      {"新增专利", "new patent"},
	"filed":       {"日期", "date"},
	"unsigned":    {"逾期未签收", "not signed for in time"},
	"stage":       {"阶段变为", "stage now"},
	"act":         {"进展", "act"},

	"service-failed": {"送达似未成功", "service seems to have failed"},
}

// stageTexts name the stages of suits, of 337 and of marks. Where two of them
// share a word, "337/…" goes before.
var stageTexts = map[string]text{
	"complaint":          {"起诉", "complaint filed"},
	"schedule-a-exhibit": {"附表A提交", "Schedule A exhibit filed"},
	"sealed":             {"封存文件", "sealed filing"},
	"seal-motion":        {"申请封存", "motion to seal"},
	"seal-ruling":        {"就封存作出裁定", "ruling on sealing"},
	"ip-report":          {"知识产权案件报告", "report on an IP action"},
	"tro-sought":         {"申请临时限制令", "temporary restraining order sought"},
	"tro-ruled":          {"就临时限制令作出裁定", "ruling on a temporary restraining order"},
	"pi-sought":          {"申请初步禁令", "preliminary injunction sought"},
	"pi-ruled":           {"就初步禁令作出裁定", "ruling on a preliminary injunction"},
	"default":            {"缺席程序", "default"},
	"default-judgment":   {"就缺席判决作出裁定", "ruling on a default judgment"},
	"dismissed":          {"撤诉或驳回", "dismissed"},
	"settlement":         {"和解", "settlement"},
	"closed":             {"结案", "closed"},
	"stay-joinder":       {"中止或共同诉讼问题", "stay or joinder"},
	"show-cause":         {"责令说明理由", "order to show cause"},
	"appearance":         {"律师出庭登记", "appearance of counsel"},
	"other":              {"其他进展", "other development"},

	"337/complaint":       {"提交申请", "complaint filed"},
	"receipt":             {"公告收到申请", "receipt of complaint"},
	"public-interest":     {"征集公共利益意见", "public interest comments sought"},
	"institution":         {"立案", "instituted"},
	"teo":                 {"临时排除令程序", "temporary exclusion order"},
	"337/settlement":      {"和解、同意令或撤回", "settlement, consent order or withdrawal"},
	"337/default":         {"缺席程序", "default proceedings"},
	"id":                  {"初裁", "initial determination"},
	"review":              {"委员会复审", "commission review"},
	"remedy":              {"救济措施", "remedy"},
	"presidential-review": {"总统审查期", "Presidential review"},
	"enforcement":         {"执行程序", "enforcement"},
	"service-failed":      {"送达似未成功", "service seems to have failed"},

	"applied":    {"申请注册", "applied for"},
	"published":  {"公告，异议期", "published for opposition"},
	"opposed":    {"异议", "opposed"},
	"registered": {"核准注册", "registered"},
	"refused":    {"驳回", "refused"},
	"withdrawn":  {"撤回", "withdrawn"},
	"cancelled":  {"撤销", "cancelled"},
}

// actTexts say more than the stage where the act is known.
var actTexts = map[string]text{
	"amended-complaint":            {"提交修改后的起诉书", "amended complaint filed"},
	"tro-granted":                  {"法院准许临时限制令", "temporary restraining order granted"},
	"tro-denied":                   {"法院驳回临时限制令申请", "temporary restraining order denied"},
	"tro-extended":                 {"法院延长临时限制令", "temporary restraining order extended"},
	"tro-unclear":                  {"案卷提及临时限制令，未写明是申请还是命令", "temporary restraining order mentioned; whether sought or granted is not said"},
	"pi-unclear":                   {"案卷提及初步禁令，未写明是申请还是命令", "preliminary injunction mentioned; whether sought or granted is not said"},
	"pi-granted":                   {"法院准许初步禁令", "preliminary injunction granted"},
	"pi-denied":                    {"法院驳回初步禁令申请", "preliminary injunction denied"},
	"default-sought":               {"原告申请缺席登记", "entry of default sought"},
	"default-entered":              {"缺席登记", "default entered"},
	"default-judgment-sought":      {"原告申请缺席判决", "default judgment sought"},
	"default-judgment-recommended": {"建议作出缺席判决", "default judgment recommended"},
	"voluntary-dismissal":          {"原告自愿撤诉", "voluntary dismissal"},
	"party-dismissed":              {"部分被告被撤诉", "a party dismissed"},
	"case-dismissed":               {"案件被驳回", "case dismissed"},
}
