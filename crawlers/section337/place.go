package section337

import (
	"regexp"
	"strings"
)

// countries are the names of countries as notices write them, folded, with the
// name a filing gives. A notice writes Hong Kong, Macau and Taiwan as it
// writes countries.
var countries = set(map[string]string{
	"People's Republic of China": "China", "P.R. China": "China", "P.R. of China": "China", "PR China": "China", "P. R. China": "China",
	"PRC": "China", "P.R.C.": "China", "Peoples Republic of China": "China", "Mainland China": "China", "CHN": "China", "CN": "China", "P.R.China": "China",
	"Peoples' Republic of China": "China", "People's Republic of China (PRC)": "China", "HK": "Hong Kong", "Hong Kong (China)": "Hong Kong", "Hong Kong (SAR)": "Hong Kong", "China (Hong Kong)": "Hong Kong",
	"Hong Kong SAR": "Hong Kong", "Hong Kong S.A.R.": "Hong Kong", "HongKong": "Hong Kong", "Hongkong": "Hong Kong", "H.K.": "Hong Kong", "HKSAR": "Hong Kong",
	"Macau SAR": "Macau", "Taiwan, R.O.C.": "Taiwan", "Taiwan R.O.C.": "Taiwan", "Taiwan ROC": "Taiwan", "Taiwan (R.O.C.)": "Taiwan", "R.O.C.": "Taiwan",
	"United States of America": "United States", "U.S.A.": "United States", "USA": "United States", "U.S.": "United States", "US": "United States",
	"Socialist Republic of Vietnam": "Vietnam", "Republic of Turkey": "Turkey", "Republic of Türkiye": "Türkiye", "Sultanate of Oman": "Oman",
	"Kingdom of Thailand": "Thailand", "Republic of Singapore": "Singapore", "Federal Republic of Germany": "Germany", "Republic of China": "Taiwan",
	"UK": "United Kingdom", "U.K.": "United Kingdom",
}, `China; Hong Kong; Macau; Oman; Macao; Taiwan; Japan; Korea; Singapore; South Korea; Republic of Korea; Malaysia; Vietnam; Viet Nam; Thailand;
	Indonesia; Philippines; India; Pakistan; Bangladesh; Sri Lanka; Cambodia; Myanmar; Israel; Turkey; Türkiye; United Arab Emirates; Saudi Arabia;
	Jordan; Egypt; South Africa; Morocco; Tunisia; Nigeria; Kenya; Mauritius; Seychelles; Canada; Mexico; Brazil; Argentina; Chile; Colombia; Peru; Ecuador;
	Costa Rica; Panama; Guatemala; Honduras; El Salvador; Dominican Republic; Paraguay; Uruguay; Bermuda; Barbados; Bahamas; Cayman Islands;
	British Virgin Islands; Samoa; Belize; Anguilla; United Kingdom; England; Scotland; Wales; Northern Ireland; Great Britain; Ireland; Germany;
	France; Italy; Spain; Portugal; Netherlands; Belgium; Luxembourg; Switzerland; Austria; Sweden; Norway; Denmark; Finland; Iceland; Poland;
	Czech Republic; Czechia; Slovakia; Slovenia; Slovak Republic; Hungary; Romania; Bulgaria; Croatia; Serbia; Greece; Cyprus; Malta; Monaco; Liechtenstein; Estonia; Latvia;
	Lithuania; Ukraine; Russia; Russian Federation; Belarus; Kazakhstan; Australia; New Zealand; United States; Gibraltar; Isle of Man; Jersey; Guernsey;
	Nepal; Laos; Lebanon; Kuwait; Qatar; Bahrain; Armenia; Venezuela; Bolivia; Nicaragua; Cuba; Haiti; Jamaica; Trinidad and Tobago; Marshall Islands`)

// states are the states of the United States and their abbreviations: an
// address that ends in one names no country.
var states = set(nil, `Alabama; Alaska; Arizona; Arkansas; California; Colorado; Connecticut; Delaware; Florida; Georgia; Hawaii; Idaho; Illinois; Indiana; Iowa;
	Kansas; Kentucky; Louisiana; Maine; Maryland; Massachusetts; Michigan; Minnesota; Mississippi; Missouri; Montana; Nebraska; Nevada; New Hampshire;
	New Jersey; New Mexico; New York; North Carolina; North Dakota; Ohio; Oklahoma; Oregon; Pennsylvania; Rhode Island; South Carolina; South Dakota;
	Tennessee; Texas; Utah; Vermont; Virginia; Washington; West Virginia; Wisconsin; Wyoming; District of Columbia; Puerto Rico; Guam;
	AL; AK; AZ; AR; CA; CO; CT; DE; FL; GA; HI; ID; IL; IN; IA; KS; KY; LA; ME; MD; MA; MI; MN; MS; MO; MT; NE; NV; NH; NJ; NM; NY; NC; ND; OH; OK; OR; PA; RI;
	SC; SD; TN; TX; UT; VT; VA; WA; WV; WI; WY; DC; PR;
	Ala.; Ariz.; Ark.; Calif.; Colo.; Conn.; Del.; Fla.; Ga.; Ill.; Ind.; Kan.; Ky.; La.; Md.; Mass.; Mich.; Minn.; Miss.; Mo.; Mont.; Neb.; Nev.; N.H.; N.J.; N.M.;
	N.Y.; N.C.; N.D.; Okla.; Ore.; Pa.; R.I.; S.C.; S.D.; Tenn.; Tex.; Vt.; Va.; Wash.; W. Va.; Wis.; Wyo.; D.C.`)

func set(more map[string]string, list string) map[string]string {
	out := map[string]string{}
	for name, as := range more {
		out[bare(name)] = as
	}
	for name := range strings.SplitSeq(list, ";") {
		name = strings.TrimSpace(name)
		out[bare(name)] = name
	}
	return out
}

// bare is how names of countries and states are compared.
func bare(s string) string { return strings.ToLower(strings.ReplaceAll(s, ".", "")) }

// postcode is one at either end of a part of an address.
var (
	codeBefore = regexp.MustCompile(`^(?:(?:[A-Z]{1,2}-)?\d[\d-]{2,9}|\d{3} \d{2}) `)
	codeAfter  = regexp.MustCompile(`[ ,]+(?:\d[\d-]{2,9}|\d{3} \d{2,3}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$`)
	codeOf     = regexp.MustCompile(`^([A-Z]{2})-\d{5,6}(?: |$)`) // as Europe writes them: "CN-314000"
	onlyCode   = regexp.MustCompile(`^(?:(?i:zip|postal|post)? ?(?i:code)?:? ?\d[\d -]{2,9}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$`)
)

// nation returns the country that one part of an address is, or "".
func nation(part string) string {
	part = strings.Trim(part, " ;:")
	if m := codeOf.FindStringSubmatch(part); m != nil {
		return countries[bare(m[1])]
	}
	part = codeAfter.ReplaceAllString(part, "")
	part = codeBefore.ReplaceAllString(part, "")
	part = strings.TrimPrefix(strings.TrimPrefix(part, "the "), "The ")
	if c, ok := countries[bare(part)]; ok {
		return c
	}
	if name, _, ok := strings.Cut(part, " ("); ok { // "China (Mainland)"
		return nation(name)
	}
	if isState(part) {
		return "United States"
	}
	return ""
}

// isState reports whether s is a state of the United States: "in" is none,
// "IN" and "Ind." are.
func isState(s string) bool {
	_, ok := states[bare(s)]
	return ok && (len(s) > 3 || s == strings.ToUpper(s) || strings.HasSuffix(s, "."))
}

// country returns the country an address ends in, or "". Hong Kong, Macau and
// Taiwan are told apart from China behind them.
func country(address string) string {
	parts := strings.Split(strings.TrimRight(Plain(address), " ;,"), ",")
	for i := len(parts) - 1; i >= 0 && i >= len(parts)-3; i-- {
		part := strings.TrimSpace(parts[i])
		if part == "" || onlyCode.MatchString(part) {
			continue
		}
		c := nation(part)
		if c == "" {
			c = lastWords(part)
		}
		if c == "China" && i > 0 {
			if n := nation(parts[i-1]); n == "Hong Kong" || n == "Macau" || n == "Macao" || n == "Taiwan" {
				return n
			}
		}
		return c
	}
	return ""
}

// lastWords returns the country that the last words of a part are: "QingDao
// China 266555".
func lastWords(part string) string {
	words := strings.Fields(codeAfter.ReplaceAllString(part, ""))
	for n := min(4, len(words)-1); n > 0; n-- {
		if c := nation(strings.Join(words[len(words)-n:], " ")); c != "" {
			return c
		}
	}
	return ""
}
