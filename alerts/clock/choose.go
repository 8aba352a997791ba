package clock

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// A Case is what must be known of an act to say its clocks. What is not known is
// zero; days are those at the forum.
type Case struct {
	Kind  crawlers.Kind
	Stage string // of the closed lists
	Act   string // the word for the act, "tro-granted"
	Forum string // authority of the key: us-itc, us-ilnd, kr-tm
	Zone  string // of the forum, where it is a court

	Filed      time.Time // of the act
	Published  time.Time // by the Federal Register, or the office's gazette
	Complained time.Time // when the complaint was filed
	Sued       time.Time // when a respondent was sued in a district court over the same

	Served  time.Time
	Service Service
	ByMail  bool      // served by e-mail
	Waived  time.Time // when the request to waive service was sent
	Abroad  bool      // those accused are outside the United States

	TEO           bool // with a motion for temporary relief
	Patent        bool // a patent is at stake
	International bool // a mark of an international registration

	Printed Printed
}

// Printed are the dates that official papers print. They count before ours.
type Printed struct {
	Comments time.Time // on the public interest
	Oppose   time.Time // the last day to oppose a mark
	Hearing  time.Time // on an injunction
	Expires  time.Time // of a restraining order
	Answer   time.Time
}

// For returns the clocks of an act, the most urgent first and those that have
// passed last, or says why there is none. Today is the day at the forum.
func (t *Table) For(c Case, today time.Time) ([]Clock, Text) {
	s := selection{t: t, c: c, today: midnight(today)}
	switch c.Kind {
	case crawlers.Section337:
		s.investigation()
	case crawlers.Lawsuit:
		s.suit()
	case crawlers.Squatting:
		s.mark()
	default:
		s.none(Text{"类型未知，无法推算期限", "a kind of matter that no clock is known for"})
	}
	if len(s.clocks) == 0 {
		return nil, s.why
	}
	slices.SortStableFunc(s.clocks, func(a, b Clock) int {
		x, y := a.Counted().First(), b.Counted().First()
		return cmp.Or(cmp.Compare(s.rank(x), s.rank(y)), x.Compare(y))
	})
	return s.clocks, Text{}
}

// A selection gathers the clocks of one case.
type selection struct {
	t      *Table
	c      Case
	today  time.Time
	clocks []Clock
	why    Text // the first reason why there is no clock
}

// rank puts days that are to come before unknown ones, and those before the past.
func (s *selection) rank(day time.Time) int {
	switch {
	case day.IsZero():
		return 1
	case day.Before(s.today):
		return 2
	}
	return 0
}

func (s *selection) none(why Text) {
	if s.why == (Text{}) {
		s.why = why
	}
}

func (s *selection) options(from From) Options {
	return Options{From: from, Zone: s.c.Zone, Today: s.today}
}

// count adds the clock of a rule. Where the holidays of the year are not known
// the day is a forecast: it may move, and not to an earlier one.
func (s *selection) count(id string, event time.Time, o Options) {
	c, err := s.t.Count(id, event, o)
	if missing, ok := errors.AsType[*NoTableError](err); ok {
		c, err = s.t.withoutTable(id, event, o, missing)
	}
	if err != nil {
		s.fail(err)
		return
	}
	s.clocks = append(s.clocks, c)
}

// printed adds the deadline that a paper prints.
func (s *selection) printed(id string, day time.Time) {
	c, err := s.t.Printed(id, day, s.options(FromNotice))
	if err != nil {
		s.fail(err)
		return
	}
	s.clocks = append(s.clocks, c)
}

func (s *selection) fail(err error) {
	if no, ok := errors.AsType[*NoClockError](err); ok {
		s.none(no.Why)
		return
	}
	s.none(Text{"无法推算：" + err.Error(), "cannot be counted: " + err.Error()})
}

// awaits adds a period whose first day nobody knows yet. Earliest is a day on
// which it cannot have begun sooner, or zero.
func (s *selection) awaits(id string, span Text, earliest time.Time, warnings ...Text) {
	r, err := s.t.Rule(id, s.today)
	if err != nil {
		s.fail(err)
		return
	}
	n := Count{Rule: r, Warnings: warnings}
	if !earliest.IsZero() {
		c, err := s.t.Count(id, earliest, Options{})
		if err != nil {
			s.fail(err)
			return
		}
		n.Earliest = c.Counted().First()
		n.Warnings = append(n.Warnings, s.t.festival(n.Earliest)...)
	}
	n.Basis = Text{r.Citation, r.Citation}
	s.clocks = append(s.clocks, Forecast{Count: n, Span: span})
}

// withoutTable counts as if no day but the weekend were free.
func (t *Table) withoutTable(id string, event time.Time, o Options, missing *NoTableError) (Clock, error) {
	r, err := t.Rule(id, event)
	if err != nil {
		return nil, err
	}
	c := Count{Rule: r, Event: Event{midnight(event), o.From, o.Service}, Warnings: []Text{missing.Text()}}
	weekends := func(day time.Time) (bool, error) { return weekend(r.Calendar, day), nil }
	if c.Due, c.Basis, err = t.reckon(r, r.Length, c.Event.Day, weekends); err != nil {
		return nil, err
	}
	c.Basis = and(c.Basis, c.cited())
	t.finish(&c, o)
	return Forecast{Count: c}, nil
}

func (s *selection) investigation() {
	c := s.c
	switch c.Stage {
	case "complaint", "receipt", "public-interest":
		s.beforeInstitution()
	case "institution", "service-failed":
		s.response()
	case "teo":
		if c.Act == "teo-ruled" {
			s.none(Text{"临时救济已有裁决：后续期限以命令所载日期为准", "temporary relief was ruled on: what follows is in the order"})
			return
		}
		s.c.TEO = true
		s.response()
	case "remedy":
		if c.Act == "opinion" {
			s.none(Text{"委员会意见本身不设期限：以救济令发布日为准", "an opinion sets no time: the day of the orders counts"})
			return
		}
		s.count("itc.pres_review", c.Filed, s.options(FromNotice))
	case "presidential-review":
		s.awaits("itc.pres_review", Text{"救济令发布后60日", "60 days from the orders"}, time.Time{})
	case "default":
		s.none(Text{"缺席程序：说明理由的期限以命令所载日期为准", "default: the time to show cause is in the order"})
	case "id", "review", "enforcement":
		s.none(Text{"期限以委员会公告或命令所载日期为准，不推算", "the time is in the commission's notice or order and is not counted"})
	case "settlement", "closed":
		s.none(Text{"调查已结束或部分结束：对所涉当事人没有待办期限", "it has ended, or for some has: nothing is due from those it ended for"})
	default:
		s.none(Text{"该进展本身不设答复期限", "this act sets no time to respond"})
	}
}

// beforeInstitution: the commission decides, and the public may be heard.
func (s *selection) beforeInstitution() {
	c := s.c
	complained, from := c.Complained, FromNotice
	changed := c.Act == "supplement" || c.Act == "amended-complaint"
	if complained.IsZero() && c.Stage == "complaint" && !changed {
		complained, from = c.Filed, FromDocket
	}
	switch {
	case !c.Printed.Comments.IsZero():
		s.printed("itc.public_interest", c.Printed.Comments)
	case !c.Published.IsZero():
		s.count("itc.public_interest", c.Published, s.options(FromPublication))
	default:
		s.awaits("itc.public_interest", Text{"联邦公报刊登收到申请的公告后8日（公告一般在申请后约6日刊登）", "8 days from the notice of receipt in the Federal Register, which is printed about 6 days after the complaint"}, time.Time{})
	}
	if !complained.IsZero() {
		o := s.options(from)
		if changed {
			o.Warnings = []Text{{"申请经修改或补充：30日可能重新起算或顺延", "the complaint was changed: the 30 days may begin again or be put off"}}
		}
		s.count("itc.institution", complained, o)
	}
}

// response: those named answer, counted from service and never from the notice.
func (s *selection) response() {
	c := s.c
	id, span := "itc.response", Text{"送达申请书与立案通知后20日", "20 days from service of the complaint and notice"}
	if c.TEO {
		id, span = "itc.teo_response", Text{"送达申请书、通知与临时救济动议后10日", "10 days from service of the complaint, notice and motion for temporary relief"}
	}
	margin := Text{"以快递向境外送达的可能另加5日，邮寄另加10日：从不自动计入，请律师确认", "express delivery abroad may add 5 days, mail 10: never counted by us, ask counsel"}
	switch {
	case !c.Printed.Answer.IsZero():
		s.printed(id, c.Printed.Answer)
	case !c.Served.IsZero():
		o := s.options(FromService)
		o.Service, o.Warnings = c.Service, []Text{margin}
		s.count(id, c.Served, o)
	case c.Stage == "service-failed":
		s.awaits(id, span, time.Time{}, Text{"送达似未成功，也可能已以其他方式完成：请律师确认", "service seems to have failed and may have been made otherwise: ask counsel"})
	default:
		s.awaits(id, span, c.Filed, ServiceUnknown.Text(), margin)
	}
	if c.TEO && !c.Published.IsZero() {
		s.count("itc.teo_id", c.Published, s.options(FromPublication))
	}
	if c.Stage == "institution" && !c.Sued.IsZero() {
		later := c.Filed
		if c.Sued.After(later) {
			later = c.Sued
		}
		s.count("itc.1659_stay", later, s.options(FromDocket))
	}
}

func (s *selection) suit() {
	c := s.c
	switch c.Stage {
	case "dismissed", "settlement", "closed":
		s.none(Text{"案件已撤回、和解或结案：没有待办期限", "withdrawn, settled or closed: nothing is due"})
		return
	case "default":
		s.none(Text{"缺席程序：申请撤销缺席须尽快，期限以命令所载日期为准", "default: move to set it aside soon; the time is in the order"})
		return
	case "default-judgment":
		s.count("frcp.vacate_default", c.Filed, s.options(FromDocket))
		s.none(Text{"已作出缺席判决：请律师立即评估撤销与上诉期限", "judgment by default: have counsel look at the time to vacate and to appeal"})
		return
	}
	if !c.Printed.Hearing.IsZero() {
		s.printed("frcp.pi_objection", c.Printed.Hearing)
	}
	switch {
	case strings.HasSuffix(c.Act, "-denied"):
		s.none(Text{"法院驳回了申请：没有须遵守的命令，也没有新的期限", "denied: there is no order to obey and no new time limit"})
	case c.Stage == "tro-ruled":
		s.restrained()
	case c.Stage == "pi-ruled":
		s.count("frcp.appeal", c.Filed, s.options(FromDocket))
		s.none(Text{"初步禁令在另有命令前持续有效；上诉期请律师确认", "the injunction lasts until ordered otherwise; ask counsel for the time to appeal"})
	case c.Stage == "show-cause":
		s.none(Text{"说明理由的期限以命令所载日期为准", "the time to show cause is in the order"})
	}
	s.answer()
	s.none(Text{"该进展本身不设答辩期限", "this act sets no time to respond"})
}

// restrained: a restraining order without notice ends by itself.
func (s *selection) restrained() {
	c := s.c
	switch {
	case !c.Printed.Expires.IsZero():
		s.printed("frcp.tro_expiry", c.Printed.Expires)
	case c.Act == "tro-extended":
		s.awaits("frcp.tro_expiry", Text{"延长后的到期日以命令为准；未经同意，自首个命令入案起一般不超过28日", "the order that extends it says when it ends; without consent as a rule within 28 days of the first"}, time.Time{})
	case c.Act == "tro-granted":
		s.count("frcp.tro_expiry", c.Filed, s.options(FromDocket))
	default:
		s.awaits("frcp.tro_expiry", Text{"如已准许：命令入案后14日", "if it was granted: 14 days from its entry"}, c.Filed, Text{"案卷未写明是否准许", "the docket does not say whether it was granted"})
	}
}

// unserved are the stages of a suit at which those accused were as a rule not
// served yet.
var unserved = []string{"", "complaint", "ip-report", "schedule-a-exhibit", "sealed", "tro-sought", "tro-ruled", "pi-sought", "pi-ruled", "summons", "other"}

// answer: those accused answer, counted from service.
func (s *selection) answer() {
	c := s.c
	bar, barred := s.barred()
	switch {
	case !c.Printed.Answer.IsZero():
		s.printed("frcp.answer", c.Printed.Answer)
	case !c.Waived.IsZero() && c.Abroad:
		s.count("frcp.answer_waiver_foreign", c.Waived, s.options(FromDocket))
	case !c.Waived.IsZero():
		s.count("frcp.answer_waiver", c.Waived, s.options(FromDocket))
	case !c.Served.IsZero():
		o := s.options(FromService)
		o.Service = c.Service
		if barred && c.ByMail {
			o.Service, o.Warnings = ServiceDisputed, []Text{bar}
		}
		s.count("frcp.answer", c.Served, o)
		if c.Patent {
			s.count("ipr.bar", c.Served, o)
		}
	case slices.Contains(unserved, c.Stage):
		warnings := []Text{{"境外被告放弃送达的，为请求发出后90日；送达日以送达回证为准，不以案卷登记日为准", "a defendant abroad who waives service has 90 days from the request; the return of service says when it was, not the docket"}}
		if barred {
			warnings = append(warnings, and(Text{"如以电子邮件送达：", "if service is by e-mail: "}, bar))
		}
		s.awaits("frcp.answer", Text{"送达传票和起诉书后21日", "21 days from service of summons and complaint"}, time.Time{}, warnings...)
	}
}

// bars are rulings by which a way of service is none.
var bars = []struct {
	courts []string // beginnings of their keys
	from   string
	why    Text
}{{
	courts: []string{"us-ny", "us-ct", "us-vt"},
	from:   "2025-12-18",
	why: Text{"第二巡回上诉法院2025-12-18判决（Smart Study案，24-313）：对地址可查的中国内地被告，以电子邮件送达为海牙送达公约所禁止；送达效力可争议，请律师尽快评估",
		"the Second Circuit held on 2025-12-18 (Smart Study, No. 24-313) that the Hague Service Convention prohibits service by e-mail on defendants in mainland China whose address can be found: service can be disputed, have counsel look at it soon"},
}}

// barred says why service by e-mail on those abroad is none at the court, if it
// is none there.
func (s *selection) barred() (Text, bool) {
	day := cmp.Or(dateOf(s.c.Served), dateOf(s.c.Filed))
	for _, b := range bars {
		here := slices.ContainsFunc(b.courts, func(court string) bool { return strings.HasPrefix(s.c.Forum, court) })
		if here && s.c.Abroad && day >= b.from {
			return b.why, true
		}
	}
	return Text{}, false
}

// afterGrant are the offices at which a mark is opposed after its registration.
var afterGrant = []string{"de-tm", "jp-tm", "ch-tm", "tw-tm", "kh-tm"}

func (s *selection) mark() {
	c := s.c
	id := opposition(c)
	switch c.Stage {
	case "published":
	case "registered":
		if !slices.Contains(afterGrant, c.Forum) {
			s.none(Text{"已注册：公告期异议已结束，可评估撤销或无效", "registered: the time to oppose has ended; weigh cancellation or invalidity"})
			return
		}
	case "applied", "":
		s.none(s.notYet(id))
		return
	case "opposed":
		s.none(Text{"已有异议：答辩与后续期限以该局通知为准", "opposed: what follows is in the office's notices"})
		return
	default:
		s.none(Text{"该申请已被驳回、撤回或撤销：没有异议期限", "refused, withdrawn or cancelled: there is nothing to oppose"})
		return
	}
	if !c.Printed.Oppose.IsZero() && s.t.rules[id] != nil {
		s.printed(id, c.Printed.Oppose)
		return
	}
	day := c.Published
	if day.IsZero() {
		day = c.Filed
	}
	if day.IsZero() {
		s.none(Text{"公告日未知", "the day of publication is not known"})
		return
	}
	s.count(id, day, s.options(FromPublication))
}

// opposition returns the rule by which marks of an office are opposed.
func opposition(c Case) string {
	switch country := strings.TrimSuffix(c.Forum, "-tm"); country {
	case "us":
		return "ttab.opposition"
	case "eu":
		if c.International {
			return "euipo.opposition_ir"
		}
		return "euipo.opposition"
	case "uk", "gb":
		return "ukipo.opposition"
	default:
		return "opp." + country
	}
}

// notYet says why a mark that is only applied for has no clock.
func (s *selection) notYet(id string) Text {
	r, err := s.t.Rule(id, s.today)
	if err != nil || r.countable() != nil {
		return Text{"尚未公告，异议期未开始", "not published yet: the time to oppose has not begun"}
	}
	return say("尚未公告，异议期未开始：自公告起%s", "not published yet: the time to oppose begins then and is %s", r.Length.Text())
}
