package alerts

import (
	"strings"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// FirstStep says in one line what a company that was told should do first, or
// "" where what it was told does not hold. It is pure.
func FirstStep(s Story, lang string) string {
	return s.teller(lang).step("for-firm", s.Alert).Text
}

// step says what to do first, in one line for one reader.
func (t teller) step(reader string, a Alert) Line {
	if a.Corrected != "" {
		return Line{}
	}
	situation := t.situation()
	if a.Standing == Named && (situation == "hidden-sellers" || situation == "complaint" && t.v.Category == CatScheduleA || situation == "other") {
		situation = "named-seller"
	}
	s := steps[situation]
	l := Line{Label: t.say(reader), Text: s.center.in(t.lang)}
	if reader == "for-firm" {
		l.Text = s.firm.in(t.lang)
		if situation != "ended" && situation != "mark-ended" {
			l.Text += " " + abroad.in(t.lang)
		}
	}
	return l
}

// situation picks the first steps.
func (t teller) situation() string {
	switch {
	case t.f.Kind == crawlers.Squatting && (t.v.Stage == register.Refused || t.v.Stage == register.Withdrawn || t.v.Stage == register.Cancelled):
		return "mark-ended"
	case t.f.Kind == crawlers.Squatting:
		return "squatting"
	case t.v.Stage == "dismissed" || t.v.Stage == "settlement" || t.v.Stage == "closed",
		t.v.Stage == "ip-report" && t.v.Severity == Low: // the clerk reports how the suit ended
		return "ended"
	case t.f.Kind == crawlers.Section337:
		return t.situation337()
	case strings.HasSuffix(t.f.Act, "-denied"): // there is nothing to obey
		return "other"
	case t.v.Stage == "default" || t.v.Stage == "default-judgment":
		return "default"
	case t.v.Stage == "tro-sought" || t.v.Stage == "pi-sought":
		return "order-sought"
	case t.v.Stage == "tro-ruled" || t.v.Stage == "pi-ruled":
		return "order-ruled"
	case Hidden(t.f, t.v):
		return "hidden-sellers"
	case t.v.Stage == "complaint" || t.v.Stage == "ip-report" || t.v.Stage == "":
		return "complaint"
	default:
		return "other"
	}
}

func (t teller) situation337() string {
	if t.v.Not() {
		return "337-elsewhere"
	}
	switch t.v.Stage {
	case "complaint", "receipt", "public-interest":
		if !instituted(t.f) {
			return "337-before"
		}
	case "institution", "service-failed", "teo", "default", "remedy":
		return "337-" + t.v.Stage
	case "presidential-review":
		return "337-remedy"
	}
	return "337-after"
}

// A step is what to do first: one line for a center, one for a company.
type step struct{ center, firm text }

// abroad ends every step in which evidence is prepared (Decree 801, art. 13).
var abroad = text{
	"向境外提供证据或材料前，须遵守国务院令第801号第十三条（保密、数据安全、个人信息、技术出口等规定）。",
	"Before giving evidence abroad, observe art. 13 of State Council Decree 801 (secrecy, data security, personal information, export of technology).",
}

// steps are what to do first. They never advise to hide money, pages or
// evidence, recommend no law firm, and serve nothing on anybody.
var steps = map[string]step{
	"hidden-sellers": {
		text{"核对案号与原告品牌，提醒辖区内销售同类商品的卖家自查；名单公开前不推定任何企业涉案。", "Check the number and the claimant's brands; ask sellers of such goods in your area to check themselves. Presume nobody a defendant before the names are public."},
		text{"自查在售商品是否使用该权利，完整保存订单、进货、授权与沟通记录，店铺与账户保持原状，尽早咨询当地执业律师。", "Check whether what you sell uses the right; keep orders, purchases, licences and messages complete, leave shop and accounts as they are, and consult local counsel early."},
	},
	"named-seller": {
		text{"今天联系被列名的企业：是否知情、店铺与账户是否受限、是否收到送达，核对案卷中的命令、听证与答辩日期，提供应对指导资源。", "Reach the companies on the list today: do they know, are shops or accounts restricted, were they served; check the docket for orders, hearings and the time to answer; offer guidance."},
		text{"核对名单所列店铺与主体是否为本企业；查看案卷中的命令、听证与答辩日期，完整保存订单、进货、授权与沟通记录，店铺与账户保持原状，尽快委托当地执业律师应对。", "Check whether the shop on the list is yours; look for orders, hearings and the time to answer on the docket; keep orders, purchases, licences and messages complete, leave shop and accounts as they are, and retain local counsel soon."},
	},
	"complaint": {
		text{"核实被诉企业身份与所在地，联系企业确认是否知情、是否收到正式送达，登记并跟踪案件进展。", "Verify who and where the company is, ask whether it knows and was formally served, and follow the docket."},
		text{"核对起诉书所列权利、商品与被告名称，完整保存设计、进货、销售与授权记录，记下收到文书的日期和方式，尽早咨询当地执业律师。", "Check the right, goods and names in the complaint; keep design, purchase, sales and licence records complete; note when and how papers came; consult local counsel early."},
	},
	"order-sought": {
		text{"今天联系疑似涉案企业：账户与店铺可能很快受限；核对听证日期与案卷更新。", "Reach the companies that may be concerned today: accounts and shops may soon be restricted; check for a hearing date."},
		text{"立即查看案卷与平台通知，完整保存交易与授权记录，店铺与账户保持原状，尽快委托当地执业律师准备意见。", "Look at the docket and the marketplace's notices now; keep transactions and licences complete, leave shop and accounts as they are, and have local counsel prepare a response."},
	},
	"order-ruled": {
		text{"今天联系疑似涉案企业，核对命令的范围、期限与听证日期，提供应对指导资源。", "Reach the companies that may be concerned today; check the order's scope, term and hearing date; offer guidance."},
		text{"阅读命令原文，确认适用范围与到期日，遵守命令，完整保存记录，尽快请当地执业律师评估提出异议、和解或应诉。", "Read the order, its scope and when it ends; obey it, keep records complete, and have local counsel weigh objecting, settling or answering."},
	},
	"default": {
		text{"今天联系企业，确认是否知情、是否已委托律师、送达是否有效，提示缺席后果。", "Reach the company today: does it know, has it counsel, was service valid; explain what default means."},
		text{"立即请当地执业律师核对送达与期限，评估申请撤销缺席或就判决提出异议，完整保存收到文书的记录。", "Have local counsel check service and time limits now and weigh setting the default aside; keep records of what was received."},
	},
	"337-before": {
		text{"核实涉案产品与可能的被申请人，联系相关企业与行业组织：收到申请的公告在联邦公报刊登后8日内可提交公共利益意见（以公告所印日期为准）；立案前一般约有30天，提示企业准备应诉。", "Verify the product and who may be a respondent; reach them and their association: statements on the public interest are due 8 days after the Federal Register prints the notice of receipt (the date printed there counts); the 30 days or so before institution are the time to prepare a defence."},
		text{"核对专利与产品型号，完整保存并整理对美出口、设计与授权资料，评估抗辩理由、专利效力与规避设计，尽早咨询熟悉337程序的律师。", "Compare patents and models, keep and order export, design and licence records, weigh defences, validity and design-around, and consult counsel who know section 337 early."},
	},
	"337-institution": {
		text{"核实被申请人身份与所在地，联系企业确认是否知情、是否收到送达、是否应诉，组织行业联合应对，跟踪委员会日程。", "Verify who and where the respondents are; ask whether they know, were served and will answer; help the trade act together; follow the commission's schedule."},
		text{"确认收到文书的日期与方式：答辩期一般为送达之日起20日，以正式文书为准；尽快委托熟悉337程序的律师，完整保存设计、进货、对美出口与授权记录；不应诉可能被认定缺席并导致排除令。", "Fix when and how papers came: the time to answer is as a rule 20 days from service, the official paper counts; retain counsel who know section 337; keep design, purchase, export and licence records complete; not answering may mean default and an exclusion order."},
	},
	"337-service-failed": {
		text{"企业可能尚不知情：核实退件所列企业与地址，尽快告知该案的公开信息并建议其咨询律师。中心只告知情况，不送达文书（国务院令第801号第十二条）。", "The company may not know: verify the name and address on the returned mail, tell it soon what is public about the case and advise it to consult counsel. A center informs; it serves no papers (art. 12 of State Council Decree 801)."},
		text{"退件不等于程序停止，送达可能已经或将以其他方式完成：查阅委员会公开案卷，核对所列名称与地址，记下收到文书的日期和方式，尽早请熟悉337程序的律师确认送达效力与答辩期限。", "Returned mail stops nothing: service may have been or may yet be made otherwise. Look at the public docket, compare the name and address in it, note when and how papers came, and have counsel who know section 337 check service and the time to answer early."},
	},
	"337-teo": {
		text{"今天联系疑似涉案企业：临时排除令程序期限短；核对委员会与行政法官的日程，提供应对指导资源。", "Reach the companies that may be concerned today: time is short where a temporary exclusion order is sought; check the schedule of the commission and its judge; offer guidance."},
		text{"立即核对动议与期限：申请临时排除令时答辩期更短，一般为送达之日起10日，以正式文书为准；尽快委托熟悉337程序的律师准备意见，完整保存记录。", "Look at the motion and its time limits now: the time to answer is shorter then, as a rule 10 days from service, the official paper counts; have counsel who know section 337 prepare a response; keep records complete."},
	},
	"337-default": {
		text{"今天联系企业，确认是否知情、是否收到送达、是否已委托律师，提示缺席后委员会可推定申请书所述事实属实并据此发布排除令。", "Reach the company today: does it know, was it served, has it counsel; explain that in default the commission may take the complaint's facts as true and issue an exclusion order on them."},
		text{"立即请熟悉337程序的律师核对送达与期限，评估在期限内说明理由、提交答辩或申请撤销缺席认定，完整保存收到文书的记录。", "Have counsel who know section 337 check service and time limits now and weigh showing cause, answering or setting the default aside in time; keep records of what was received."},
	},
	"337-remedy": {
		text{"核对命令种类、适用产品与对象（普遍排除令不限于被申请人），通知辖区内出口同类产品的企业；总统审查期为60日，其间一般可交保证金进口。", "Check the kind of order, its products and whom it binds (a general exclusion order binds more than the respondents); tell exporters of such products in your area; Presidential review takes 60 days, in which import under bond is as a rule possible."},
		text{"请律师与报关行确认本企业产品是否在命令范围内；遵守命令，按命令交纳保证金，评估规避设计与上诉期限，完整保存进出口记录。", "Have counsel and customs brokers check whether your products are covered; obey the orders and post bond as they say; weigh design-around and the time to appeal; keep import and export records complete."},
	},
	"337-elsewhere": {
		text{"已公开的被申请人中未见中国主体：更新案件登记；辖区内出口同类产品的企业仍可能受普遍排除令影响，可继续关注。", "No Chinese company is among the respondents made public: update the file. A general exclusion order may still reach exporters of such products in your area."},
		text{"核对名单后无需应诉；如出口同类产品，请关注委员会是否被请求发布普遍排除令，完整保存设计与出口记录。", "Check the list: who is not on it has nothing to answer. Exporters of such products watch whether a general exclusion order is asked for, and keep design and export records complete."},
	},
	"337-after": {
		text{"阅读公告原文，核实辖区内被申请人是否应诉，跟踪委员会与行政法官的日程，更新案件登记。", "Read the notice, check whether respondents in your area answer, follow the schedule of the commission and its judge, and update the file."},
		text{"请熟悉337程序的律师核对本次进展对本企业的影响与期限，完整保存相关记录；不应诉可能被认定缺席并导致排除令。", "Have counsel who know section 337 check what this means for you and by when to act; keep the records complete; not answering may mean default and an exclusion order."},
	},
	"squatting": {
		text{"联系可能的在先权利人，核对其在当地的申请、使用证据与异议期限。", "Reach the likely prior owner; check its filings, proof of use and the time to oppose there."},
		text{"核对该申请的商标、类别与申请人，整理在先注册与使用证据，请当地代理评估异议或无效。", "Check mark, classes and applicant; gather earlier registrations and use; have a local agent weigh opposition or invalidation."},
	},
	"mark-ended": {
		text{"更新案件登记；提示权利人留意同一申请人的其他申请与复审。", "Update the file; tell the owner to watch for an appeal and for other applications of the applicant."},
		text{"无须提出异议；留意该申请人是否申请复审或另行申请，评估是否尽早在当地申请注册。", "There is nothing to oppose; watch for an appeal and for new applications, and weigh filing there yourselves early."},
	},
	"ended": {
		text{"核实结果对辖区企业的影响，更新案件登记。", "Check what the outcome means for companies in your area and update the file."},
		text{"向律师确认本企业是否在结案范围内、限制是否已解除，完整保存结案文书。", "Ask counsel whether you are covered by the outcome and whether restrictions are lifted; keep the papers."},
	},
	"other": {
		text{"阅读案卷，判断进展是否影响辖区企业，并更新案件登记。", "Read the docket, judge whether it touches companies in your area, and update the file."},
		text{"阅读原文并咨询当地执业律师，完整保存相关记录。", "Read the source, consult local counsel, and keep the records complete."},
	},
}
