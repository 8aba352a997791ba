package relevance

import (
	"regexp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// section337 judges one act of an investigation by the parties that the act
// itself names. Most name none; what their matter knows besides is not theirs
// to say, so they stay open, as does a complaint whose respondents the
// commission has not made public.
func (r *reading) section337() {
	act := section337.Known(r.f.Act)
	r.v.Category, r.v.Stage = alerts.Cat337, act.Stage
	if act.Stage == "" && slices.Contains(stagesOf(r.f.Kind), r.f.Act) {
		r.v.Stage = r.f.Act
	}
	if words := elsewise(r.f); words != "" {
		r.v.Category = alerts.CatOther
		r.quote("relevant", words)
		r.decide(false, "委员会的其他程序（反倾销、反补贴、保障措施或调研），不是337调查")
		return
	}
	r.quoteStage()
	r.readAccused()
	if act.Stage == "service-failed" {
		r.returned()
	} else {
		r.respondents()
	}
	if complainant, _ := side(r.f.Parties, crawlers.Complainant); complainant.grade != crawlers.Unknown {
		r.v.Why += "；申请人" + gradeWord(complainant.grade) + "为中国主体，系主动申请，不计入被诉"
	}
}

// statutes are words of what else the commission does: duties on what is
// dumped or subsidized, safeguards, studies. Its docket numbers are given to
// petitions for duties too.
var statutes = regexp.MustCompile(`(?i)\b(?:anti-?dumping|countervailing|sold (?:in the united states )?at less[ -]than[ -]fair[ -]value|five-year (?:\(sunset\) )?reviews?|sunset reviews?|global safeguard|` +
	`general fact-?finding|section (?:201|202|203|204|332|406|421|701|731|751)|(?:701|731|751|753)-TA-\d+|(?:AA1921|TA-\d{3}|332|TPA|USMCA)-\d+)\b`)

// elsewise returns the words by which an act is of another proceeding of the
// commission, or "". A notice under section 337 may speak of duties; it has its
// number.
func elsewise(f crawlers.Filing) string {
	if strings.HasPrefix(f.Key.Number, "337-") {
		return ""
	}
	if words := otherNumber.FindString(f.Key.Number); words != "" {
		return words
	}
	if of337.MatchString(f.Title) || of337.MatchString(cut(f.Text, maxPage)) {
		return ""
	}
	for _, text := range [...]string{f.Title, cut(f.Text, maxPage)} {
		if words := statutes.FindString(text); words != "" {
			return words
		}
	}
	return ""
}

// otherNumber is the number of such a proceeding, which begins with the section
// that it is under: "731-TA-1427", "332-586", "1205-13", "TA-201-77".
var otherNumber = regexp.MustCompile(`^(?:[A-Z]+-?)?\d{3,4}-(?:TA-)?\d+`)

var of337 = regexp.MustCompile(`(?i)\b(?:section 337\b|337-TA|unfair (?:acts|import|practices)|infring)`)

// readAccused takes the respondents from the words of a notice whose source
// gave none: "The complaint names as respondents: A of Shenzhen, China; …".
func (r *reading) readAccused() {
	if r.f.Text == "" || !namesNobody(r.f) {
		return
	}
	var ps []section337.Paragraph
	for line := range strings.Lines(cut(r.f.Text, maxPage)) {
		ps = append(ps, section337.Paragraph{Text: strings.TrimSpace(line)})
	}
	for _, p := range section337.ReadNotice(section337.Text{Subject: r.f.Title, Paragraphs: ps}).Parties {
		if p.Role.Accused() {
			r.read = append(r.read, p)
		}
	}
	r.f.Parties = append(slices.Clip(r.f.Parties), r.read...)
	r.accused(r.f.Parties)
}

// respondents decides by whom the complaint is against.
func (r *reading) respondents() {
	named, elsewhere := origins(r.f.Parties)
	switch {
	case r.v.ChineseParty != crawlers.Unknown:
		r.decide(true, "被申请人为中国主体："+gradeWord(r.v.ChineseParty))
	case named && elsewhere:
		r.decide(false, "被申请人均非中国主体")
	case named:
		r.leave("部分被申请人的国别未写明，未见中国主体")
	case alerts.Hidden(r.f, r.v):
		r.leave("被申请人尚未公开")
	default:
		r.leave("该文件未列明被申请人，涉华情况以本案已知当事人为准")
	}
}

// returned decides about mail that came back, by whom it was for: another
// respondent's origin is not the addressee's.
func (r *reading) returned() {
	to := alerts.Undelivered(r.f, r.v)
	if len(to) == 0 {
		r.respondents()
		r.v.Why = "送达似未成功，退件未列明收件人；" + r.v.Why
		return
	}
	r.v.ChineseParty, r.v.Quotes = crawlers.Unknown, slices.DeleteFunc(r.v.Quotes, func(q alerts.Quote) bool { return q.Claim == "chinese_party" })
	r.accused(to)
	why := "送达似未成功：" + enumerate(to)
	switch _, elsewhere := origins(to); {
	case r.v.ChineseParty != crawlers.Unknown:
		r.decide(true, why)
	case elsewhere:
		r.decide(false, why+"，收件人非中国主体")
	default:
		r.leave(why + "，是否中国主体未写明")
	}
}

// origins reports whether parties name anybody accused, and whether every one
// of these is stated to be of another country.
func origins(parties []crawlers.Party) (named, elsewhere bool) {
	elsewhere = true
	for _, p := range parties {
		if p.Role.Accused() {
			named, elsewhere = true, elsewhere && originOf(p).elsewhere
		}
	}
	return named, elsewhere
}

// enumerate names the first of parties.
func enumerate(parties []crawlers.Party) string {
	var names []string
	for _, p := range parties[:min(3, len(parties))] {
		names = append(names, oneLine(p.Name, 80))
	}
	return strings.Join(names, "、")
}

// namesNobody reports whether f is an act of an investigation that names none
// of those it is about. What is not there cannot show that nobody Chinese is
// meant.
func namesNobody(f crawlers.Filing) bool {
	return f.Kind == crawlers.Section337 && !slices.ContainsFunc(f.Parties, func(p crawlers.Party) bool { return p.Role.Accused() })
}

// stageSigns are words by which the commission's papers show the stage.
var stageSigns = func() map[string]*regexp.Regexp {
	signs := map[string]*regexp.Regexp{}
	for stage, words := range map[string]string{
		"complaint":           `complaint`,
		"receipt":             `receipt of (an )?(amended )?complaint|received (a|an amended) complaint`,
		"public-interest":     `public interest`,
		"institution":         `institution of (an )?investigation|instituted?|notice of investigation`,
		"teo":                 `temporary (exclusion orders?|relief)`,
		"default":             `default|show cause`,
		"settlement":          `settle(d|ments?)|consent orders?|withdraw(al|n|s|ing)?|terminat(es?|ed|ing|ion)`,
		"id":                  `(initial|summary|recommended) determinations?`,
		"review":              `review`,
		"remedy":              `(general|limited) exclusion orders?|exclusion orders?|cease and desist orders?|violation of section 337|remedy`,
		"presidential-review": `president(ial)?( review)?`,
		"enforcement":         `enforcement|modif(y|ication)|resci(nd|ssion)|advisory opinion`,
		"closed":              `no violation|terminat(es?|ed|ing|ion)|not (to )?institut(e|ed|ing|ion)`,
		"service-failed":      `return(ed)?`,
	} {
		signs[stage] = regexp.MustCompile(`(?i)\b(` + words + `)\b`)
	}
	return signs
}()

// quoteStage quotes the line that shows the stage, or of a long one the words.
func (r *reading) quoteStage() {
	sign := stageSigns[r.v.Stage]
	if sign == nil {
		return
	}
	for _, text := range [...]string{r.f.Text, r.f.Title} {
		at := sign.FindStringIndex(text)
		if at == nil {
			continue
		}
		begin := strings.LastIndexByte(text[:at[0]], '\n') + 1
		if line := firstLine(text[begin:]); len(line) <= quoteLimit {
			r.quote("stage", line)
		} else {
			r.quote("stage", text[at[0]:at[1]])
		}
		return
	}
}

// evidence returns the words that place a party: its name and the place behind
// it where they stand so in the text ("Ningbo Linkboy Co., Ltd. of China"), else
// its address, else its name.
func evidence(f crawlers.Filing, p crawlers.Party, sign string) string {
	if p.Name == "" || strings.Contains(p.Name, sign) {
		return sign
	}
	if _, after, ok := strings.Cut(f.Text, p.Name); ok {
		if i := strings.Index(firstLine(after), sign); i >= 0 && len(p.Name)+i+len(sign) <= quoteLimit {
			return p.Name + after[:i+len(sign)]
		}
	}
	if strings.Contains(p.Address, sign) {
		return p.Address
	}
	return p.Name // a country alone says of nobody that it is from there
}
