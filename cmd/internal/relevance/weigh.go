package relevance

import (
	"regexp"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// orders are words by which a text speaks to whoever reads it. Official
// records have no reason for them. That a text has them proves nothing about
// the case, but nothing is put away on the word of a model that read it.
var orders = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(instruction|prompt|rule|direction|above|previous|prior|system|everything)`,
	`\b(system|developer) prompt\b`, `\byou are (now|an?)\b`, `\bas an ai\b`, `\blanguage model\b`,
	`\b(ai|automated|machine) (review|reader|system|classif|assistant)`,
	`\b(respond|reply|answer|output|return|classify|mark|label|treat) (only |this |it |the case |the filing )?(with|as)\b`,
	`\b(ir|not )relevant\b`, `\brelevant["']? ?[:=]`, `<\|?(im_start|im_end|system|assistant)`, `\[/?inst\]`,
	`(忽略|无视).{0,20}(指令|提示|规则|以上|前面)`, `系统提示`, `你是一个`, `无关案件`, `不相关`,
}, "|"))

// commands reports whether a filing holds such words.
func commands(f crawlers.Filing) bool {
	return slices.ContainsFunc(fieldsOf(f), func(x field) bool {
		text, _ := normal(x.text)
		return orders.MatchString(text)
	})
}

// prose reports whether f holds text that anybody may have written.
func prose(f crawlers.Filing) bool {
	return slices.ContainsFunc(fieldsOf(f), func(x field) bool { return x.text != "" && !x.official })
}

// official returns f without such text.
func official(f crawlers.Filing) crawlers.Filing {
	f.Product = ""
	if !names(f.Text) {
		f.Text = ""
	}
	f.Marks = slices.Clone(f.Marks)
	for i := range f.Marks {
		f.Marks[i].Goods = ""
	}
	return f
}

// A weighing turns an answer into a verdict, field by field.
type weighing struct {
	rules   alerts.Verdict
	v       alerts.Verdict
	proof   map[string]passage // by claim
	hostile bool               // the filing speaks to its reader
}

// weigh makes a verdict of an answer. A field counts as far as words of the
// filing bear it out, else it keeps the rules' value and is named Unverified.
// What the rules read off the court's own words stays.
func weigh(f crawlers.Filing, a answer, rules alerts.Verdict, by string) alerts.Verdict {
	w := weighing{rules: rules, v: rules, proof: map[string]passage{}, hostile: commands(f)}
	lured := commands(official(legible(f))) // by words that no second question leaves out
	w.v.By, w.v.Waiting, w.v.Quotes, w.v.Unverified = by, false, nil, nil
	for _, q := range a.Quotes {
		if p, ok := find(f, q.Text); ok && (w.proof[q.Claim].words == "" || p.official && !w.proof[q.Claim].official) {
			w.proof[q.Claim] = p
		}
	}
	if w.takes("relevant", a.Relevant != nil && rules.Relevant == nil,
		!a.away() && !lured || a.away() && !w.hostile && w.proof["relevant"].official && !namesNobody(f)) {
		w.v.Relevant = a.Relevant
	}
	if w.takes("category", a.Category != rules.Category && (rules.Category == alerts.CatOther || rules.Category == ""), true) {
		w.v.Category = a.Category
	}
	// A stage the rules call "other" is one the court's words leave open between
	// sought and granted: nobody may close it by guessing.
	if w.takes("stage", a.Stage != unknownStage && rules.Stage == "", true) {
		w.v.Stage = a.Stage
	}
	lowers := rank(a.ChineseParty) < rank(rules.ChineseParty)
	if w.takes("chinese_party", a.ChineseParty != rules.ChineseParty && rules.ChineseParty != crawlers.Confirmed,
		!(lowers && (w.hostile || w.restates("chinese_party"))) && !ofClaimant(f, w.proof["chinese_party"].words) && (a.ChineseParty != crawlers.Confirmed || statesChina(w.proof["chinese_party"].words))) {
		w.v.ChineseParty = a.ChineseParty
	}
	for _, q := range rules.Quotes {
		if !slices.Contains(claims, q.Claim) { // of what no model is asked
			w.v.Quotes = append(w.v.Quotes, q)
		}
	}
	w.about(f, a)
	w.v.Why = w.why(a)
	t := tell(legible(f), nil)
	if says := t.says(); says != "" && !strings.Contains(w.v.Why, says) { // whatever else is so
		w.v.Why += "；" + says
	}
	rests := w.v.Category != rules.Category || w.v.Stage != rules.Stage || w.v.ChineseParty != rules.ChineseParty || w.v.Not()
	if rests && w.v.Severity != alerts.Low { // what is low is an end, whatever else it is
		w.v.Severity = severity(w.v, f, t)
	}
	w.v.Reasons = grounds(w.v, f, t)
	return w.v
}

// about takes what describes the filing and decides nothing: product, industry,
// names, a summary and first steps. Of a text that speaks to its reader none of
// it is taken.
func (w *weighing) about(f crawlers.Filing, a answer) {
	if w.hostile {
		a = answer{}
	}
	if w.takes("industry", a.Industry.Known() && !w.rules.Industry.Known(), true) {
		w.v.Industry = a.Industry
	}
	if w.takes("product", a.Product != "" && f.Product == "", !forbids(a.Product)) {
		w.v.Product = w.proof["product"].words // the source's own
	}
	if w.v.ChineseParty != crawlers.Unknown {
		w.names(f, a.Parties)
	}
	facts := append(fieldsOf(f), field{text: f.Key.Number}, field{text: f.Filed.Format("2006-01-02 1 2")})
	sound := true
	for _, words := range [...]string{a.SummaryZH, a.SummaryEN} {
		sound = sound && words != "" && !forbids(words) && !accuses(words) && countable(words, facts)
	}
	if w.takes("summary", a.SummaryZH != "" || a.SummaryEN != "", sound) {
		w.v.Summary = &alerts.Summary{ZH: a.SummaryZH, EN: a.SummaryEN}
	}
	if !w.v.Is() {
		return
	}
	for _, step := range a.Steps {
		switch {
		case step == "":
		case forbids(step), accuses(step):
			if !slices.Contains(w.v.Unverified, "steps") {
				w.v.Unverified = append(w.v.Unverified, "steps")
			}
		default:
			w.v.Steps = append(w.v.Steps, step)
		}
	}
}

// names adds those of the accused whom the model finds Chinese and the rules did
// not. A name alone never makes it certain.
func (w *weighing) names(f crawlers.Filing, all []string) {
	w.v.Chinese = slices.Clone(w.v.Chinese)
	for _, name := range all {
		at := slices.IndexFunc(f.Parties, func(p crawlers.Party) bool {
			return p.Role.Accused() && crawlers.FoldName(p.Name) == crawlers.FoldName(name)
		})
		if at < 0 || unnamed(name) {
			continue
		}
		p := f.Parties[at]
		if slices.ContainsFunc(w.v.Chinese, func(c alerts.ChineseParty) bool { return c.Name == p.Name }) || originOf(p).elsewhere {
			continue
		}
		w.v.Chinese = append(w.v.Chinese, alerts.ChineseParty{Name: p.Name, Grade: crawlers.Suspected})
	}
}

// ofClaimant reports whether words are those by which f names who makes the
// claim: a Chinese complainant accuses, and is not accused.
func ofClaimant(f crawlers.Filing, words string) bool {
	return words != "" && slices.ContainsFunc(f.Parties, func(p crawlers.Party) bool {
		claims := p.Role == crawlers.Complainant || p.Role == crawlers.Plaintiff
		return claims && (strings.Contains(p.Name, words) || strings.Contains(p.Address, words))
	})
}

// restates reports whether the model proves a claim by the very words that the
// rules read otherwise: these prove nothing against themselves.
func (w *weighing) restates(claim string) bool {
	return slices.ContainsFunc(w.rules.Quotes, func(q alerts.Quote) bool {
		return q.Claim == claim && strings.Contains(w.proof[claim].words, q.Text)
	})
}

// takes decides about one claim: it is taken if it says something new and its
// proof is good. The quotes of the side that prevails stay.
func (w *weighing) takes(claim string, anew, good bool) bool {
	if anew && good && w.proof[claim].words != "" {
		w.v.Quotes = append(w.v.Quotes, alerts.Quote{Claim: claim, Text: cut(w.proof[claim].words, quoteLimit)})
		return true
	}
	if anew {
		w.v.Unverified = append(w.v.Unverified, claim)
	}
	for _, q := range w.rules.Quotes {
		if q.Claim == claim {
			w.v.Quotes = append(w.v.Quotes, q)
		}
	}
	return false
}

// why gives the model's reason where its conclusion was taken.
func (w *weighing) why(a answer) string {
	switch {
	case !slices.Contains(w.v.Unverified, "relevant"):
		return a.Why
	case w.hostile:
		return w.rules.Why + "；公开文本含有对阅读者下指令的语句，模型的结论未采纳"
	}
	return w.rules.Why + "；模型的结论没有原文佐证，未采纳"
}

func rank(g crawlers.Grade) int { return slices.Index(grades, string(g)) }

// statesChina reports whether words name the country, which alone confirms.
func statesChina(words string) bool {
	low := strings.ToLower(words)
	if strings.Contains(low, "taiwan") || strings.Contains(low, "republic of china") && !strings.Contains(low, "people") {
		return false
	}
	return slices.ContainsFunc([]string{"china", "hong kong", "hongkong", "macau", "macao", "p.r.c", "prc", "中国", "香港", "澳门"},
		func(w string) bool { return index(low, w) >= 0 })
}
