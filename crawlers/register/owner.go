package register

import (
	"slices"
	"strings"
)

// bodies are the words by which companies and other bodies are known, without
// the stops and strokes in them, in the languages of those who apply most.
var bodies = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`inc incorporated corp corporation company co ltd ltda limited limitada llc lp llp plc
		gmbh mbh ag kg ohg sa srl spa sas sarl sl bv nv oy ab as aps kk kabushiki yugen pty pte sdn bhd
		eireli epp eirl partnership university foundation association holding holdings group ooo oao zao`) {
		m[w] = true
	}
	return m
}()

var stops = strings.NewReplacer(".", "", "/", "")

var asian = []string{"公司", "会社", "會社", "회사", "集团", "集團", "工厂", "工廠"}

// Company reports whether a name is one of a company or another body rather
// than of a person: only then is its address told.
func Company(name string) bool {
	name = stops.Replace(strings.ToLower(name))
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == '-' }) {
		if bodies[word] {
			return true
		}
	}
	return slices.ContainsFunc(asian, func(word string) bool { return strings.Contains(name, word) })
}

// Country names the country of a code of ISO 3166, which offices give in two
// letters. A code that is not here names itself.
func Country(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if name, ok := countries[code]; ok {
		return name
	}
	return code
}

// countries are those from which most applications come.
var countries = func() map[string]string {
	m := map[string]string{}
	for line := range strings.SplitSeq(`AE United Arab Emirates;AR Argentina;AT Austria;AU Australia;BB Barbados;BD Bangladesh;BE Belgium;BG Bulgaria;BM Bermuda;
BR Brazil;BS Bahamas;BY Belarus;CA Canada;CH Switzerland;CL Chile;CN China;CO Colombia;CR Costa Rica;CY Cyprus;CZ Czech Republic;DE Germany;DK Denmark;
DO Dominican Republic;EC Ecuador;EE Estonia;EG Egypt;ES Spain;FI Finland;FR France;GB United Kingdom;GR Greece;GT Guatemala;HK Hong Kong;HR Croatia;HU Hungary;
ID Indonesia;IE Ireland;IL Israel;IN India;IR Iran;IS Iceland;IT Italy;JM Jamaica;JO Jordan;JP Japan;KE Kenya;KH Cambodia;KR South Korea;KW Kuwait;KY Cayman Islands;
KZ Kazakhstan;LB Lebanon;LI Liechtenstein;LK Sri Lanka;LT Lithuania;LU Luxembourg;LV Latvia;MA Morocco;MC Monaco;MM Myanmar;MO Macau;MT Malta;MU Mauritius;MX Mexico;
MY Malaysia;NG Nigeria;NL Netherlands;NO Norway;NP Nepal;NZ New Zealand;PA Panama;PE Peru;PH Philippines;PK Pakistan;PL Poland;PR Puerto Rico;PT Portugal;PY Paraguay;
QA Qatar;RO Romania;RS Serbia;RU Russia;SA Saudi Arabia;SC Seychelles;SE Sweden;SG Singapore;SI Slovenia;SK Slovakia;TH Thailand;TN Tunisia;TR Turkey;TW Taiwan;
UA Ukraine;US United States;UY Uruguay;UZ Uzbekistan;VE Venezuela;VG British Virgin Islands;VN Vietnam;WS Samoa;ZA South Africa`, ";") {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		m[code] = name
	}
	return m
}()
