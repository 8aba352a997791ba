package relevance

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

// lawsuit judges one act of a suit by its caption, by what the docket says of
// the act, and by who is sued.
func (r *reading) lawsuit() {
	t := tell(r.f, r.matter)
	r.told = t
	caption := docket.ReadCaption(r.f.Title)
	r.v.Category, r.v.Stage = alerts.CatOther, t.Stage
	r.ruling(t)
	if why := outside(r.f.Key, caption); why != "" {
		r.decide(false, why)
		return
	}
	sued := accused(r.f.Parties)
	r.dispute(t, caption, len(sued))
	if r.v.Not() {
		return
	}
	why := []string{r.v.Why, counted(sued), t.says()}
	if plaintiff, _ := side(r.f.Parties, crawlers.Plaintiff, crawlers.Complainant); plaintiff.grade != crawlers.Unknown {
		why = append(why, "原告"+gradeWord(plaintiff.grade)+"为中国主体，系主动起诉，不计入被诉")
	}
	if t.freeze != "" {
		why = append(why, "涉及冻结账户或资产")
		r.quote("severity", t.freeze)
	}
	r.v.Why = strings.Join(slices.DeleteFunc(why, func(s string) bool { return s == "" }), "；")
}

// ruling quotes what the docket says of the act. The words of a ruling go
// first: granted or denied is what its reader must see.
func (r *reading) ruling(t told) {
	switch is := rulingOf(t.Stage, t.Act); {
	case t.silent && t.Refers == "", t.said() == "":
	case t.entry != "" && is.subject != "":
		before := r.v.Quotes
		r.v.Quotes = nil
		r.quote("stage", is.evidence(t.entry))
		r.v.Quotes = append(r.v.Quotes, before...)
	case t.entry != "":
		r.quote("stage", is.evidence(t.entry))
	default:
		r.quote("stage", firstLine(t.event))
	}
}

// says tells people what the act is, where its stage alone would mislead.
func (t told) says() string {
	is := rulingOf(t.Stage, t.Act)
	switch {
	case t.closing:
		return "书记官报告的是案件的结果，不是新案"
	case t.resolved:
		return "按案卷第" + t.Refers + "号文件解读：" + cmp.Or(is.words(""), "内容以该文件为准")
	case t.Refers != "":
		return "法院" + map[string]string{"granted": "准许", "denied": "驳回", "adopted": "采纳"}[t.Outcome] + "第" + t.Refers + "号文件，其内容以案卷为准"
	}
	return is.words(is.evidence(t.said()))
}

// dispute decides whether the suit is one about intellectual property against
// sellers who are or may be Chinese. sued is how many are named.
func (r *reading) dispute(t told, caption docket.Caption, sued int) {
	ip, right := property(r.f, t)
	supposed := ip == "" && t.nature.Suit == "" && likely(r.f, t, caption)
	if (ip != "" || supposed && !american(r.f)) && r.v.ChineseParty == crawlers.Unknown && r.branch != "" {
		// What its maker's company is sued for elsewhere concerns the maker, as far
		// as it is for a right.
		r.v.ChineseParty = crawlers.Suspected
		r.quote("chinese_party", r.branch)
	}
	chinese := r.v.ChineseParty != crawlers.Unknown
	copying := right == alerts.CatCopyright && copies(r.f.Parties, caption)
	mass := caption.Tier != "" && (caption.Tier != docket.Does || ip != "") && !copying
	switch {
	case mass && local(r.f.Parties):
		r.v.Category = alerts.CatScheduleA
		r.quote("category", caption.Sign)
		r.leave("案名为批量卖家案写法，但列明的被告均注明在中国以外")
	case mass && ip == "" && natures.MatchString(t.nature.Suit):
		r.quote("category", oneLine(t.nature.Suit, 80))
		r.leave("案名为批量卖家案写法，但立案性质不属知识产权")
	case mass:
		r.mass(caption.Sign, massWhy(caption.Tier, r.v.ChineseParty))
	case t.Stage == "schedule-a-exhibit" && (ip != "" || sued > few):
		r.mass(list.FindString(cut(r.f.Text, maxPage)), massWhy(docket.ScheduleA, r.v.ChineseParty))
	case ip != "" && !chinese && right != alerts.CatOther && shop(r.f.Key.Authority, right, caption):
		r.mass(caption.Defendant, "首名被告似为网店名称而非企业或个人，且另有其他被告，涉华情况未知")
	case ip != "" && !chinese && right != alerts.CatOther && (class.MatchString(caption.Defendant) || stores(r.f)):
		r.mass(cmp.Or(class.FindString(caption.Defendant), caption.Defendant), "被告为一类卖家，或多名被告似为网店名称，涉华情况未知")
	case chinese && (ip != "" || t.closing):
		r.v.Category = right
		r.quote("relevant", cmp.Or(ip, firstLine(t.said())))
		r.decide(true, "知识产权诉讼，被告名称或地址显示为中国主体："+gradeWord(r.v.ChineseParty))
	case chinese && supposed:
		r.v.Category = alerts.CatPatent
		if docket.Enforcer(caption.Plaintiff) {
			r.v.Category = alerts.CatTrademark
		}
		r.quote("relevant", caption.Plaintiff)
		r.decide(true, "被告为中国主体（"+gradeWord(r.v.ChineseParty)+"）；案件性质未公布，按原告或受理法院推断为知识产权案")
	case ip == "" && natures.MatchString(t.nature.Suit):
		r.decide(false, "立案性质不属知识产权："+oneLine(t.nature.Suit, 80))
	case chinese:
		r.leave("被告为中国主体（" + gradeWord(r.v.ChineseParty) + "），但案名与事件未显示知识产权争议")
	case copying:
		r.v.Category = right
		r.leave("针对匿名多人（Does）或某网站的版权诉讼，可能是网店案，也可能是下载者或盗版网站案")
	case caption.Tier == docket.Does:
		r.leave("被告为匿名多人（Does），未见知识产权迹象")
	case ip != "":
		r.v.Category = right
		r.leave("知识产权诉讼，未见中国主体")
	case r.branch != "" && !american(r.f):
		r.leave("被告似为中国企业的境外公司，案名与事件未显示知识产权争议")
	case r.open && t.Stage != "":
		r.leave("被告企业可能为中国主体，案名与事件未显示知识产权争议")
	case t.closing:
		r.decide(false, "书记官报告的是案件的结果，不是新案，未见中国主体")
	default:
		r.decide(false, "案名与事件均无知识产权或涉华迹象")
	}
}

// copies reports whether who is sued for a copyright may as well have shared
// films or keep a site for it: Does, or a domain that somebody sues who does
// not sue sellers by the hundred. A company from China sues those who sell what
// it makes.
func copies(parties []crawlers.Party, c docket.Caption) bool {
	switch c.Tier {
	case docket.Does:
		plaintiff, _ := side(parties, crawlers.Plaintiff)
		return plaintiff.grade == crawlers.Unknown
	case docket.Handle:
		first, _, _ := strings.Cut(c.Sign, " ")
		return strings.Contains(strings.Trim(first, ".,"), ".") && !strings.Contains(c.Sign, "@") && !docket.Enforcer(c.Plaintiff)
	}
	return false
}

// shop reports whether the first of several defendants, in a suit over a right,
// is called by one word as only a store is: "Babymove et al". Courts write a
// person by surname and a company with its form. Nobody has a number inside
// their name: "Hehua3c". In W.D. Pa. suits over patents against so called
// defendants are those against sellers.
func shop(authority string, right alerts.Category, c docket.Caption) bool {
	w := strings.ToLower(c.Defendant)
	if !c.EtAl || len(w) < 5 || !strings.Contains(c.Plaintiff, " ") {
		return false
	}
	if numberInside.MatchString(w) || letters(c.Defendant) {
		return true
	}
	if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" || families[w] {
		return false
	}
	if authority == "us-pawd" && right == alerts.CatPatent {
		return true
	}
	for i := 2; i <= len(w)-2; i++ {
		if shopWords[w[:i]] && shopWords[w[i:]] && w != "lovejoy" {
			return true
		}
	}
	return false
}

// numberInside finds a word with a number behind several letters and before
// another: it is none of "F5", "3M", "23andMe" and "Studio54".
var numberInside = regexp.MustCompile(`^[a-z]{3,}[0-9]{1,4}[a-z]+$`)

// letters reports whether a word is no word: letters drawn by lot, as those
// write who register a mark to sell under it ("KMJHYTT"), or pinyin in capitals
// throughout ("YIYIDI").
func letters(w string) bool {
	if w != strings.ToUpper(w) || strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || len(w) < 5 {
		return false
	}
	return docket.Pinyin(w) || consonants.MatchString(w)
}

var consonants = regexp.MustCompile(`^[^AEIOU]+$|[BCDFGHJKLMNPQRSTVWXZ]{5}`)

// class finds those who are sued by what they do, or by a list that captions
// seldom name: "Unknown Counterfeiters", "Defendants in Appendix 1".
var class = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b(?:unknown|unidentified|various|online|foreign|certain) (?:[a-z]+ )?(?:counterfeiters?|infringers?|sellers?|merchants?|storefronts?)\b`,
	`\b(?:counterfeiters|infringers)$`, `^the (?:[a-z]+ )?counterfeit(?:ing)? (?:sellers|stores|websites|defendants|domains)\b`,
	`\b(?:defendants|sellers|merchants|stores|storefronts|websites|entities|parties|persons|individuals) (?:[a-z]+ ){0,3}(?:on|in|by) (?:the |attached )?(?:schedule|sched|exhibit|ex|annex|appendix|attachment|table|list)\b`,
	`\bsched\. ?["“]?a\b`, `^group [a-z0-9]+ defendants\b`, `^(?:amazon|ebay|walmart|temu|wish|etsy|aliexpress|tiktok) (?:store|shop|seller|storefront|merchant|account)s?\b`,
}, "|"))

// stores reports whether most of several defendants of an American court, which
// writes companies with their legal form and people with both their names, are
// called as only stores are.
func stores(f crawlers.Filing) bool {
	named, called := 0, 0
	for _, p := range f.Parties {
		if p.Role != crawlers.Defendant || unnamed(p.Name) {
			continue
		}
		named++
		if store(p) {
			called++
		}
	}
	return american(f) && called >= 3 && 2*called > named
}

func store(p crawlers.Party) bool {
	words := wordsOf(p.Name)
	if len(words) == 0 || formOf(words) != formNone || originOf(p).elsewhere || strings.Contains(p.Name, ".") {
		return false
	}
	switch last := words[len(words)-1]; {
	case len(words) == 1:
		return len(last) > 3 && !families[last]
	case len(words) < 5:
		return storefronts[last] || strings.HasSuffix(strings.ToLower(p.Name), "-us")
	}
	return false
}

// storefronts are words that stand behind the name of a store.
var storefronts = set("store stores shop direct official mall outlet flagship boutique")

// patentCourts are those in which nearly all suits of companies against makers
// from abroad are over patents: Lex Machina's and the courts' own yearly tables
// have had them in front since 2012.
var patentCourts = set("us-txed us-txwd us-ded")

var (
	licensor   = regexp.MustCompile(`(?i)\b(?:patents?|ip|licensing|intellectual property)\b`)
	corporate  = regexp.MustCompile(`(?i)\b(?:inc|llc|corp|corporation|ltd|limited|lp|gmbh|ag|co|company|nv|bv|sa|ab|oy|kk|plc|pte)\b`)
	otherCause = regexp.MustCompile(`(?i)\b(?:contract|negligence|personal injury|wages?|employment|arbitra\w*|maritime|admiralty|cargo|securities|removal|remov(?:ed|al)|antitrust|visa|habeas|` +
		`bank(?:ruptcy)?|trust(?:ee)?|insurance|assurance|shipping|logistics|freight|marine|funds?|capital|holders?|police|state of|commission)\b`)
)

// american reports whether f is of a court or board of the United States.
func american(f crawlers.Filing) bool { return strings.HasPrefix(f.Key.Authority, "us-") }

// likely reports whether a suit whose nature no one has said is over a right
// by who brings it or where: a company that lives on patents or sues sellers by
// the hundred, or one in a court for patents. It opens the suit, or is said so.
func likely(f crawlers.Filing, t told, c docket.Caption) bool {
	begins := t.Stage == "complaint" || t.Stage == "" && !american(f)
	if !begins || t.closing || otherCause.MatchString(f.Title+"\n"+t.said()) {
		return false
	}
	if starts(wordsOf(c.Plaintiff), asserters) {
		return true
	}
	if !corporate.MatchString(strings.ReplaceAll(c.Plaintiff, ".", "")) {
		return false
	}
	return patentCourts[f.Key.Authority] || licensor.MatchString(c.Plaintiff) || docket.Enforcer(c.Plaintiff)
}

// local reports whether sellers are named, and each is stated to be of another
// country.
func local(parties []crawlers.Party) bool {
	named, elsewhere := origins(slices.DeleteFunc(slices.Clone(parties), func(p crawlers.Party) bool { return unnamed(p.Name) }))
	return named && elsewhere
}

// natures are those of the civil cover sheet in which no right is at stake:
// shipping, banks, real property, injuries, cartels, civil rights, prisoners,
// labor, immigration, securities, benefits, taxes and the acts of agencies. A
// contract, a fraud, a box that receives television or an "other statute" may
// hide one.
var natures = regexp.MustCompile(`^(?:120|15[0-3]|2\d\d|3[1-6]\d|375|376|410|42[23]|430|44\d|450|46\d|48[05]|5\d\d|6\d\d|7[1-9]\d|85\d|86\d|87\d|89[1356-9]|9\d\d)\b`)

// mass decides for a suit against many sellers at once.
func (r *reading) mass(sign, why string) {
	r.v.Category = alerts.CatScheduleA
	r.quote("category", sign)
	r.quote("relevant", sign)
	r.decide(true, why)
}

// list is what the list of those sued is called.
var list = regexp.MustCompile(`(?i)\bschedule\s*["“”'‘’]*a\b`)

// few is how many may be sued in an ordinary suit.
const few = 10

// accused returns the grades of those sued by name, each once: "The
// Partnerships Identified on Schedule A" is none.
func accused(parties []crawlers.Party) map[string]crawlers.Grade {
	grades := map[string]crawlers.Grade{}
	for _, p := range parties {
		name := crawlers.FoldName(p.Name)
		if _, have := grades[name]; p.Role.Accused() && !have && !unnamed(p.Name) {
			grades[name] = Grade(p)
		}
	}
	return grades
}

// unnamed reports whether what stands for a defendant is a class of persons.
func unnamed(name string) bool {
	switch docket.ReadCaption("Plaintiff v. " + name).Tier {
	case docket.ScheduleA, docket.Unincorporated, docket.Does:
		return true
	}
	return false
}

// counted says how many are sued and how many of them are graded Chinese,
// where they are too many to be told one by one.
func counted(sued map[string]crawlers.Grade) string {
	if len(sued) <= few {
		return ""
	}
	n := map[crawlers.Grade]int{}
	for _, g := range sued {
		n[g]++
	}
	return fmt.Sprintf("列明被告%d名，其中中国主体确认%d名、疑似%d名", len(sued), n[crawlers.Confirmed], n[crawlers.Suspected])
}

// noise are words for defendants that sell nothing: public bodies and their
// heads, in suits about benefits, immigration and custody.
var noise = []string{
	"commissioner of social security", "social security administration", "department of homeland security",
	"citizenship and immigration services", "immigration and customs enforcement", "department of corrections", ", warden",
}

// outside says why a docket is none of a civil suit about goods, or "". The
// names of courts and the shapes of numbers are those of the United States.
func outside(k crawlers.Key, c docket.Caption) string {
	if court, american := strings.CutPrefix(k.Authority, "us-"); american {
		switch kind := docket.CaseType(k.Number); {
		case docket.Bankruptcy(court) || kind == "bk" || kind == "ap":
			return "破产案件"
		case kind == "cr" || kind == "mj" || kind == "po":
			return "刑事案件"
		case docket.Appellate(court) && c.Tier == "":
			return "上诉法院案卷，一审阶段已另行跟踪"
		}
	}
	lower := strings.ToLower(c.Defendant)
	for _, words := range noise {
		if strings.Contains(lower, words) {
			return "社会保障、移民或羁押类案件，与商品无关"
		}
	}
	return ""
}

// disputes are words that only a dispute about intellectual property uses.
var disputes = regexp.MustCompile(`(?i)\b(infring(e|es|ed|ing|ement)|counterfeit(s|ing|er|ers)?|lanham act|trade dress|claim construction|markman|` +
	`involving (a )?(trademark|patent|copyright)s?)\b`)

// property returns the words that show a dispute about intellectual property,
// and the right at stake where one alone is named. A clerk's report stands in
// for the nature of a suit while the suit is new.
func property(f crawlers.Filing, t told) (sign string, right alerts.Category) {
	suit, of := t.nature.Property()
	right = byRight(cmp.Or(t.Right, of))
	switch marks, patents := len(f.Marks) > 0, len(f.Patents) > 0; {
	case t.IPReport && !t.closing:
		sign = firstLine(t.said())
	case marks && patents:
		sign = f.Patents[0]
	case marks:
		sign, right = f.Marks[0].Text, alerts.CatTrademark
	case patents:
		sign, right = f.Patents[0], alerts.CatPatent
	case suit != "":
		sign = suit
	}
	_, text := docket.ReadNature(f.Text)
	if sign == "" && !american(f) {
		// Courts elsewhere have no form that says what a suit is about: who tells
		// of it says so.
		if c := rightIn(cut(text, maxPage)); c != alerts.CatOther {
			sign, right = rights[c].FindString(text), c
		}
	}
	for _, words := range [...]string{text, f.Title} {
		if sign == "" && !t.closing {
			words = cut(words, maxPage)
			if sign = disputes.FindString(words); sign == "" {
				sign = claimsAbroad.FindString(words)
			}
			if sign != "" {
				right = rightIn(words)
			}
		}
	}
	if sign == "" && t.report != "" && !t.closing {
		return t.report, byRight(t.right)
	}
	if board, ok := boards[f.Key.Authority]; ok && sign == "" { // it hears nothing else
		return cmp.Or(firstLine(t.said()), f.Title), board
	}
	return sign, right
}

// boards hear disputes about one right: the Unified Patent Court by article 32
// of its agreement.
var boards = map[string]alerts.Category{"us-ttab": alerts.CatTrademark, "us-ptab": alerts.CatPatent, "eu-upc": alerts.CatPatent}

// claimsAbroad are words by which courts elsewhere call such disputes, in their
// own languages, and by which an English or Indian court calls one about
// licenses of a standard.
var claimsAbroad = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b(?:patent|marken|gebrauchsmuster|design|urheberrechts)(?:verletzung|streit)\w*`, // German
	`\bcontrefa[cç]on\b`, // French
	`\b(?:infra[cç][aã]o|viola[cç][aã]o|uso indevido) (?:de|da|à|ao) (?:patente|marca|desenho|direito autoral)\w*`, // Portuguese
	`\b(?:infracci[oó]n|violaci[oó]n) de (?:patente|marca|derechos de auto)\w*`,                                    // Spanish
	`\bcontraffazione\b`, `\b(?:octrooi|merk)inbreuk\b`, // Italian, Dutch
	`\bFRAND\b`, `\bpassing[- ]off\b`, `\bpatent,? EP ?\d{7}\b`,
	`特許権侵害`, `商標権侵害`, `意匠権侵害`, `特許侵害`, `(?:专利|專利|商标|商標|著作权|著作權)(?:侵权|侵權)`, `특허침해`, `상표권? ?침해`,
}, "|"))

// rights are words for one right each, wherever it is claimed.
var rights = map[alerts.Category]*regexp.Regexp{
	alerts.CatPatent:    regexp.MustCompile(`(?i)\b(?:patent|brevet|octrooi|gebrauchsmuster|FRAND|EP ?\d{7})|特許|专利|專利|특허`),
	alerts.CatTrademark: regexp.MustCompile(`(?i)\b(?:trade-? ?marks?|marken|marques?|marcas?|marchi|merk|counterfeit|lanham|passing[- ]off)|商標|商标|상표`),
	alerts.CatCopyright: regexp.MustCompile(`(?i)\b(?:copyright|urheberrecht|droits? d.auteur|direitos? autora|derechos? de auto)|著作`),
}

// rightIn returns the right that words speak of, if they speak of one alone.
func rightIn(words string) alerts.Category {
	right := alerts.CatOther
	for c, is := range rights {
		switch {
		case !is.MatchString(words):
		case right != alerts.CatOther:
			return alerts.CatOther
		default:
			right = c
		}
	}
	return right
}

// maxPage bounds what is read of a law firm's page.
const maxPage = 64 << 10

// massWhy says by which sign a caption is one against many sellers.
func massWhy(t docket.Tier, party crawlers.Grade) string {
	sign := map[docket.Tier]string{
		docket.ScheduleA:      "案名为批量卖家案写法（Schedule A）",
		docket.Unincorporated: "案名为批量卖家案写法（Unincorporated Associations）",
		docket.Does:           "匿名多被告的知识产权诉讼",
		docket.Pseudonym:      "原告以化名起诉，常见于密封的批量卖家案",
		docket.Handle:         "首名被告为网店名称",
	}[t]
	if party != crawlers.Unknown {
		return sign + "，被告为中国卖家：" + gradeWord(party)
	}
	return sign + "，被告名单未公开或未核实，涉华情况未知"
}

// byRight maps the right that a docket event names to a category.
func byRight(right string) alerts.Category {
	switch right {
	case "patent":
		return alerts.CatPatent
	case "trademark":
		return alerts.CatTrademark
	case "copyright":
		return alerts.CatCopyright
	default:
		return alerts.CatOther
	}
}
