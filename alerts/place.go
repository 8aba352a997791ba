package alerts

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// A place is a text of a filing in which values are looked for.
type place struct {
	what    spot
	role    crawlers.Role // of a party
	party   string        // whose name it is, by its first name
	address string        // of the party
	country string
	classes []int // of a mark
	beside  bool  // marks that somebody applies for are read by themselves: this repeats them, or says for what goods
	raw     string
	dealt   map[int]bool   // of a mark: see Matcher.dealt
	company *names.Company // that raw names; nil until it is read
	words   folded         // of raw, once it was folded
}

// fold folds the place, once.
func (p *place) fold() folded {
	if p.words.at == nil {
		p.words = foldText(p.raw)
	}
	return p.words
}

// read reads the company that the place names, once.
func (p *place) read() names.Company {
	if p.company == nil {
		c := names.ReadCompany(p.raw)
		p.company = &c
	}
	return *p.company
}

// A spot says which part of a filing a place is.
type spot int

const (
	inParty spot = iota
	inMark
	inOwner // of a mark
	inProduct
	inTitle
	inText
)

// placesOf returns the places of f, best told first.
func placesOf(f crawlers.Filing) []place {
	out := make([]place, 0, 8+len(f.Parties)+3*len(f.Marks))
	for _, p := range f.Parties {
		at := place{what: inParty, role: p.Role, party: p.Name, address: p.Address, country: p.Country, raw: p.Name}
		out = append(out, at)
		for _, at.raw = range p.Aliases {
			out = append(out, at)
		}
	}
	for _, mark := range f.Marks {
		out = append(out, place{what: inMark, classes: mark.Classes, raw: mark.Text}, place{what: inProduct, raw: mark.Goods})
		for _, owner := range mark.Owners {
			out = append(out, place{what: inOwner, role: crawlers.Owner, raw: owner})
		}
	}
	out = append(out,
		place{what: inProduct, raw: f.Product},
		place{what: inTitle, raw: f.Title},
		place{what: inText, raw: f.Text})
	if f.Kind == crawlers.Squatting && slices.ContainsFunc(f.Marks, func(m crawlers.Mark) bool { return m.Text != "" }) {
		for i := range out {
			out[i].beside = !out[i].isName()
		}
	}
	return out
}

// looksIn reports whether entries of the type are looked for in p.
func (t EntryType) looksIn(p place) bool {
	switch t {
	case WatchKeyword:
		return true
	case WatchMark:
		return p.what != inOwner && !p.beside
	case WatchCompany, WatchStore:
		return p.what != inMark && p.what != inProduct
	case WatchPatent:
		return p.what == inTitle || p.what == inText
	case WatchProduct:
		return p.what == inProduct || p.what == inTitle || p.what == inText
	case WatchPlaintiff:
		return p.what == inParty && (p.role == crawlers.Plaintiff || p.role == crawlers.Complainant || p.role == crawlers.Opponent)
	case WatchLawFirm:
		return p.what == inParty && (p.role == crawlers.LawFirm || p.role == crawlers.Agent)
	case WatchCompetitor:
		return p.what == inOwner || p.what == inParty && p.role != crawlers.LawFirm && p.role != crawlers.Agent
	case WatchOwner:
		return p.what == inOwner || p.what == inParty && (p.role == crawlers.Owner || p.role == crawlers.Applicant)
	}
	return false
}

// isName reports whether p is a name rather than a text.
func (p place) isName() bool { return p.what <= inOwner }

// A finding is one place where an entry was found.
type finding struct {
	role       crawlers.Role // of the party that was found, if it was one
	party      string        // its first name
	raw        string        // the text it was found in
	similarity float64
	same       bool // it is the name of the enterprise, but for its spelling
	doubt      bool // it may as well be another's
	faint      bool // too little to interrupt anybody
	reason     string
}

// joined is how many bytes a value must have to be found across words that are
// parted otherwise: "Off-White" in "OFFWHITE", but not "one" in "on e-mail".
const joined = 5

// scan looks for every entry in p at once: each run of whole words that is not
// longer than the longest value is looked up.
func (m *Matcher) scan(p *place, found map[int][]finding) {
	if p.raw == "" {
		return
	}
	f := p.fold()
	lo, hi := f.core()
	var room [32]int
	near := room[:0]
	for i := range f.words() {
		rest := f.run[f.at[i]:]
		hash := uint32(hashOfNothing)
		begun := len(rest) >= beginBytes && m.begins[begin(rest)]
		for j := i + 1; j <= f.words() && f.at[j]-f.at[i] <= m.longest; j++ {
			if !begun && f.at[j]-f.at[i] >= beginBytes {
				break
			}
			hash = hashOn(hash, f.span(j-1, j))
			near = m.names.Find(hash, near[:0])
			for _, n := range near {
				if p.isName() || len(found[n]) < maxReasons { // a text may say a word ten thousand times
					m.weigh(n, *p, f, i, j, i <= lo && j >= hi, found)
				}
			}
		}
	}
}

// weigh notes that words i to j of p are a key of entry n. Core says that
// nothing but a legal form is left outside them.
func (m *Matcher) weigh(n int, p place, f folded, i, j int, core bool, found map[int][]finding) {
	w := m.entries[n]
	if w == nil || !w.Type.looksIn(p) {
		return
	}
	k := slices.IndexFunc(w.keys, func(k folded) bool { return k.run == f.span(i, j) })
	if k < 0 || !f.aligned(i, w.keys[k]) && len(w.keys[k].run) < joined {
		return
	}
	if k > 0 && k == len(w.keys)-1 && w.Code != "" {
		found[n] = append(found[n], finding{role: p.role, party: p.party, raw: p.raw, similarity: simSame, same: true,
			reason: p.word() + "载有" + w.called() + "的统一社会信用代码"})
		return
	}
	whole := i == 0 && j == f.words()
	x := finding{role: p.role, party: p.party, raw: p.raw, similarity: simContained}
	how := "含"
	switch {
	case p.isName() && whole && k == 0 && strings.TrimSpace(p.raw) == w.Value:
		x.similarity, how = simSame, "一致"
	case p.isName() && whole && k == 0:
		x.similarity, how = simFolded, "一致（不计大小写与标点）"
	case p.isName() && (whole || core && w.Type.isName()):
		x.similarity, how = simCore, "一致（不计公司形式）"
	case w.reach == wholeOnly, w.reach == namesOnly && !p.isName():
		return
	case p.what == inText:
		x.similarity = simText
	}
	note := ""
	part, dealt := how == "含", p.dealt[m.stands[n].list]
	x.faint = w.Type == WatchMark && !dealt && (p.what == inMark && w.weak(part, p.classes) || part && (p.role == crawlers.Applicant || p.role == crawlers.Owner))
	if p.what == inMark && part && w.Type == WatchMark && !overlap(w.Classes, p.classes) && names.Common(w.Value) && !dealt {
		return // many have a word of the dictionary in their marks
	}
	if p.what == inMark && len(w.Classes) > 0 && len(p.classes) > 0 && !overlap(w.Classes, p.classes) {
		if part && !dealt {
			return // part of another mark for other goods
		}
		x.similarity *= otherClass
		note = fmt.Sprintf("；类别不同（关注第%s类，对方第%s类）", numbers(w.Classes), numbers(p.classes))
	}
	switch value := w.called(); {
	case how != "含":
		x.reason = p.word() + "“" + oneLine(p.raw, 80) + "”与" + value + how + note
	case p.isName():
		x.reason = p.word() + "“" + oneLine(p.raw, 80) + "”含" + value
	default:
		x.reason = p.word() + "含" + value
	}
	// A name may be found whole, and again without its legal form.
	if i := slices.IndexFunc(found[n], func(y finding) bool { return p.isName() && y.raw == x.raw && y.role == x.role }); i >= 0 {
		if found[n][i].similarity < x.similarity {
			found[n][i] = x
		}
		return
	}
	found[n] = append(found[n], x)
}

// dealt returns the lists whose distributor, as they note, is who files the mark:
// of him a common word, a part, or other goods are no chance.
func (m *Matcher) dealt(f crawlers.Filing, found map[int][]finding) map[int]bool {
	out := map[int]bool{}
	if f.Kind != crawlers.Squatting {
		return out
	}
	for n, of := range found {
		if w := m.entries[n]; w.sells() && slices.ContainsFunc(of, func(x finding) bool { return x.role == crawlers.Applicant || x.role == crawlers.Owner }) {
			out[m.stands[n].list] = true
		}
	}
	return out
}

// weak reports whether a mark that many have by chance, a word of the dictionary
// or a few letters, says too little: as part of another, or for goods that have
// nothing to do with its own.
func (w *watched) weak(part bool, classes []int) bool {
	short := utf8.RuneCountInString(w.keys[0].run) == len(w.keys[0].run) && len(w.keys[0].run) <= 4
	return (short || names.Common(w.Value)) && (part || names.Kin(w.Classes, classes) == names.Apart)
}

// scanPatent looks up a patent of the filing by its number.
func (m *Matcher) scanPatent(raw string, found map[int][]finding) {
	country, number := patentNumber(raw)
	for _, n := range m.patents.Find(hashOf(number), nil) {
		w := m.entries[n]
		if w == nil || w.patent != number {
			continue
		}
		x := finding{similarity: simSame}
		switch {
		case w.country == country:
		case w.country == "" || country == "":
			x.similarity = simCore
		default:
			continue
		}
		x.reason = fmt.Sprintf("涉案专利“%s”与关注专利“%s”一致", oneLine(raw, 80), w.Value)
		if x.similarity < simSame {
			x.reason += "（一方未写明国别）"
		}
		found[n] = append(found[n], x)
	}
}

// A filer is who applies for a mark or owns it, read once for all lists.
type filer struct {
	core    string
	company names.Company
}

// filersOf returns those of f, which has the places.
func filersOf(f crawlers.Filing, places []place) []filer {
	var out []filer
	for i := range places {
		if p := &places[i]; f.Kind == crawlers.Squatting && (p.role == crawlers.Owner || p.role == crawlers.Applicant) {
			out = append(out, filer{p.fold().own(), p.read()})
		}
	}
	return out
}

// wants reports whether the entry is for filings like f: of its countries, and
// not its owner's own.
func (w *watched) wants(f crawlers.Filing, filers []filer) bool {
	if len(w.Countries) > 0 && !slices.Contains(w.Countries, countryOf(f.Key.Authority)) {
		return false
	}
	if w.Owner == "" || len(filers) == 0 {
		return true
	}
	core, owner := CoreName(w.Owner), names.ReadCompany(w.Owner)
	return !slices.ContainsFunc(filers, func(x filer) bool {
		return core != "" && x.core == core || names.CompareCompany(owner, x.company).Grade == names.Confirmed
	})
}

// countryOf returns the country of an authority: "US" of "us-ilnd".
func countryOf(authority string) string {
	country, _, _ := strings.Cut(authority, "-")
	return strings.ToUpper(country)
}

// sameName compares two names but for case, punctuation and legal form.
func sameName(a, b string) bool {
	core := CoreName(a)
	return core != "" && core == CoreName(b)
}

// CoreName is a company's name but for case, punctuation, spaces and legal
// form, to find it by; "" for one without a letter or digit.
func CoreName(name string) string {
	return foldText(name).own()
}

// own is the core of f as one word.
func (f folded) own() string {
	if f.words() == 0 {
		return ""
	}
	return f.span(f.core())
}

// patentNumber reads a patent's number as offices and people write it: the
// country in small letters where it is given, and the number without its kind
// code. "US 10,123,456 B2" is us and 10123456, "D901,234" is "" and d901234.
func patentNumber(s string) (country, number string) {
	run := foldText(patentWords.Replace(strings.ToLower(s))).run
	if granted, ok := strings.CutPrefix(run, "zl"); ok { // China writes it before granted ones
		country, run = "cn", granted
	} else if len(run) > 2 && letter(run[0]) && letter(run[1]) && run[:2] != "re" && run[:2] != "pp" {
		country, run = run[:2], run[2:]
	}
	if n := len(run); n > 6 && letter(run[n-2]) && !letter(run[n-1]) { // B2
		run = run[:n-2]
	} else if n > 6 && letter(run[n-1]) {
		run = run[:n-1]
	}
	digits := strings.TrimLeftFunc(run, unicode.IsLetter)
	if len(digits) < 4 || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return country, ""
	}
	return country, run
}

// patentWords takes out what people write around a number.
var patentWords = strings.NewReplacer("patent", " ", "pat.", " ", "design", " ", "utility", " ", "number", " ", "nos.", " ", "no.", " ")

func letter(b byte) bool { return b >= 'a' && b <= 'z' }

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

func numbers(in []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(in), " ", "、"), "[]")
}

// called is how people are told of the entry.
func (w *watched) called() string { return entryWords[w.Type] + "“" + w.Value + "”" }

// word is what people call the place.
func (p place) word() string {
	switch p.what {
	case inParty, inOwner:
		return roleWords[p.role]
	case inMark:
		return "商标"
	case inProduct:
		return "涉案产品"
	case inTitle:
		return "案名"
	default:
		return "公开文本"
	}
}

var roleWords = map[crawlers.Role]string{
	crawlers.Complainant: "申请人", crawlers.Respondent: "被申请人", crawlers.Plaintiff: "原告", crawlers.Defendant: "被告",
	crawlers.Applicant: "商标申请人", crawlers.Owner: "权利人", crawlers.Opponent: "异议人", crawlers.Agent: "代理人", crawlers.LawFirm: "律所",
}

var entryWords = map[EntryType]string{
	WatchMark: "关注商标", WatchCompany: "关注企业", WatchStore: "关注店铺", WatchPatent: "关注专利", WatchProduct: "关注产品",
	WatchKeyword: "关注词", WatchPlaintiff: "关注原告", WatchLawFirm: "关注律所", WatchCompetitor: "关注竞争对手", WatchOwner: "关注权利人",
}
