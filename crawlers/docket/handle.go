package docket

import (
	"slices"
	"strings"
)

// handle reports whether the first defendant has the shape of a name on a
// marketplace. Where sellers are many and found by their listings, a suit is
// captioned by the first store; companies sued by their own name show a legal
// form ("FUNDERZ.NET, LLC", "1055 Club Inc").
func handle(c Caption) bool {
	if c.Defendant == "" || c.Plaintiff == "" || government(c.Plaintiff) {
		return false
	}
	words := strings.Fields(c.Defendant)
	if len(words) > 12 {
		return false
	}
	first := strings.TrimRight(words[0], ",.;:")
	if strings.Contains(c.Defendant, "@") && email(words) {
		return true
	}
	if incorporated(words) {
		return c.EtAl && enforcer(c.Plaintiff) && chineseForm(words)
	}
	if enforcer(c.Plaintiff) && (c.EtAl && len(words) == 1 || len(words) <= 3 && strings.ContainsAny(c.Defendant, "0123456789")) {
		return true
	}
	// Courts write a person by surname: "Brown v. Hertz.com" is about a web
	// site, "Lopez v. Corner Store" about wages.
	person := !strings.Contains(c.Plaintiff, " ")
	switch {
	case person:
	case domain(first):
		// A suit against the domain name itself is for its return, from whoever holds it.
		if strings.Contains(strings.ToLower(c.Defendant), "internet domain name") {
			return false
		}
		return len(words) == 1 || strings.HasSuffix(words[0], ",") || strings.EqualFold(words[1], "d/b/a")
	case underscored(first) && len(words) <= 3:
		return true
	case c.EtAl && len(words) == 1 && len(first) > 6 && Mandarin(first) && !surnames[strings.ToLower(first)]:
		return true
	case store(words), counted(words), c.EtAl && len(words) == 1 && (shop(first) || mixed(first) || hyphened(first) || dialled(first) || len(first) > 5 && strings.Trim(first, "abcdefghijklmnopqrstuvwxyz") == ""):
		return true
	}
	if len(words) > 2 && len(words) < 12 && runTogether(strings.Join(words, "")) && traded(words) {
		return true
	}
	return len(words) == 1 && (numbered(first) || small(first) || national(first) || runTogether(first))
}

// government reports whether the plaintiff is a sovereign: it takes things
// and punishes, but does not sue stores for infringement.
func government(plaintiff string) bool {
	for _, p := range [...]string{"united states", "state of ", "people of ", "commonwealth of ", "county of ", "city of "} {
		if len(plaintiff) >= len(p) && strings.EqualFold(plaintiff[:len(p)], p) {
			return true
		}
	}
	return false
}

// forms are words by which a name shows that it is an organisation's.
var forms = set(`inc incorporated llc corp corporation ltd limited co company lp llp lllp pllc pc pa plc gmbh ag sa sas sarl srl spa bv nv na
	trust association foundation bank university college school department board county city town village district hospital
	church union authority commission bureau agency committee fund partnership partners associates group holdings`)

func incorporated(words []string) bool {
	for _, w := range words {
		if forms[strings.ToLower(strings.NewReplacer(".", "", ",", "").Replace(w))] {
			return true
		}
	}
	return false
}

// enforcers are brand owners that sue sellers by the hundred.
var enforcers = [...]string{
	"off-white llc", "allstar marketing group", "louis vuitton malletier", "chanel, inc", "adidas ag", "adidas america",
	"kelly toys", "spin master", "ideavillage products", "roadget business", "toho co", "nba properties", "wowwee group",
	"moose toys", "zuru ", "art ask agency", "mattel, inc", "smart study", "moonbug entertainment", "abs-cbn", "gucci america", "tiffany (nj)",
	"cartier international", "fendi s.r.l", "yves saint laurent", "goyard st-honore", "specialized bicycle", "ontel products", "telebrands",
	"jlm couture", "michel keck", "king spider",
}

// owners are brand owners that do so too, and as often sue a company by its own
// name: who is sued first is then no store.
var owners = [...]string{
	"deckers outdoor", "oakley, inc", "luxottica group", "nike, inc", "burberry limited", "michael kors, l.l.c", "levi strauss", "nfl properties",
	"major league baseball properties", "h-d u.s.a", "harley-davidson motor", "bose corporation", "otter products", "pandora a/s", "pandora jewelry", "tory burch",
	"omega sa", "volkswagen group of america", "peanuts worldwide", "entertainment one uk", "hasbro, inc", "sanrio", "calvin klein trademark", "tommy hilfiger licensing",
	"chrome hearts", "emoji company", "dyson technology", "grumpy cat limited", "wham-o", "weber-stephen", "milwaukee electric tool", "christian dior couture", "richemont international",
}

// Enforcer reports whether a plaintiff is known to sue sellers by the hundred.
func Enforcer(plaintiff string) bool {
	return enforcer(plaintiff) || starts(strings.ToLower(plaintiff), owners[:]...)
}

func enforcer(plaintiff string) bool { return starts(strings.ToLower(plaintiff), enforcers[:]...) }

// chineseForm reports whether a name ends in the form of a company under
// Chinese law as it is put into English: "… Co., Ltd.".
func chineseForm(words []string) bool {
	if len(words) < 3 {
		return false
	}
	a := strings.ToLower(strings.Trim(words[len(words)-2], ".,"))
	b := strings.ToLower(strings.Trim(words[len(words)-1], ".,"))
	return a == "co" && (b == "ltd" || b == "limited")
}

func email(words []string) bool {
	for _, w := range words {
		local, host, ok := strings.Cut(strings.Trim(w, ",.;:()<>"), "@")
		if ok && local != "" && strings.Contains(host, ".") {
			return true
		}
	}
	return false
}

// endings are last parts of domain names under which stores are kept.
var endings = set(`com net org shop store online site top xyz vip club cc cn uk us eu biz info ru io me ws pw`)

// platforms are sued by their domain as the companies they are.
var platforms = set(`amazon.com ebay.com walmart.com target.com etsy.com wish.com temu.com shein.com alibaba.com aliexpress.com dhgate.com
	booking.com hotels.com expedia.com priceline.com overstock.com cars.com ancestry.com match.com realtor.com monster.com
	classmates.com 1800contacts.com bodybuilding.com drugstore.com stamps.com salesforce.com change.org archive.org`)

// domain reports whether w is a domain name: "chanel255.org", "Lvhut.Net".
func domain(w string) bool {
	w = strings.ToLower(w)
	w = strings.TrimPrefix(w, "www.")
	dot := strings.LastIndexByte(w, '.')
	if dot < 3 || !endings[w[dot+1:]] || platforms[w] {
		return false
	}
	for i := range dot {
		if c := w[i]; !letter(c) && !digit(c) && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// underscored reports whether w is a handle such as "Allstar_Place".
func underscored(w string) bool {
	i := strings.IndexByte(w, '_')
	return i > 0 && i+1 < len(w) && strings.Trim(w, "_") != "" && !strings.ContainsAny(w, "/\\")
}

// streets are trades whose stores stand in a street.
var streets = set(`grocery convenience corner drug liquor furniture package general department food pet hardware book thrift shoe
	jewelry wine beer candy toy dollar discount variety supply paint tire auto tobacco smoke vape deli meat company ups container app apple`)

// store reports whether the words end as the name of a marketplace store
// does: "Bling Boutique Store", "Anker Official", "… Official Shop".
func store(words []string) bool {
	n := len(words)
	if n < 2 || strings.EqualFold(words[0], "the") {
		return false
	}
	last, before := strings.ToLower(strings.TrimRight(words[n-1], ".,")), strings.ToLower(words[n-2])
	switch last {
	case "store":
		return !streets[before] && !strings.HasSuffix(before, "'s") && !strings.HasSuffix(before, "s'")
	case "shop", "flagship", "mall", "outlet":
		return before == "official" || numbered(before)
	case "official":
		return n == 2 && !offices[before]
	}
	return false
}

// shop reports whether w is a word of a store's own with what it is inside:
// "Bstoreus", "Lovelyshopping". A Bishop is sued by surname.
func shop(w string) bool {
	w = strings.ToLower(w)
	return len(w) > 6 && letters(w, len(w)) == len(w) && !strings.Contains(w, "bishop") && !strings.HasPrefix(w, "restor") && !strings.HasSuffix(w, "workshop") &&
		(strings.Contains(w, "store") || strings.Contains(w, "shop"))
}

// counted reports whether a store or seller goes by its number: "Store No.
// 1234567".
func counted(words []string) bool {
	last := words[len(words)-1]
	n := digits(last, len(last))
	if n < 5 || n < len(last) {
		return false
	}
	for _, w := range words[:len(words)-1] {
		if w = strings.ToLower(w); w == "store" || w == "shop" || w == "seller" {
			return true
		}
	}
	return false
}

// mixed reports whether w is a handle that begins with a number and goes on in
// small letters: "168shop888", or in pinyin: "17fengbaoxiang".
func mixed(w string) bool {
	d := 0
	for i := range len(w) {
		switch {
		case digit(w[i]):
			d++
		case w[i] < 'a' || w[i] > 'z':
			return false
		}
	}
	n := digits(w, len(w))
	return n > 0 && (d >= 4 && len(w)-d >= 3 || n == d && d >= 2 && len(w)-d >= 6 && Pinyin(w[n:]))
}

// hyphened reports whether w is a handle in small letters with a hyphen and a
// number: "ali-beauty9", "hcfashion-0".
func hyphened(w string) bool {
	return len(w) >= 6 && 'a' <= w[0] && w[0] <= 'z' && strings.Contains(w, "-") && digit(w[len(w)-1]) &&
		strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// surnames are of two syllables: a person is sued by one.
var surnames = set(`shangguan huangfu zhangsun zhongli zhuansun xiahou chanyu yuwen`)

// dialled reports whether w is a handle such as "008Fashion": a number nobody
// would be called by and a word of its own. "800Flowers" is called by its
// telephone.
func dialled(w string) bool {
	n := digits(w, len(w))
	if n < 3 || n > 4 || len(w)-n < 4 || letters(w[n:], len(w)) != len(w)-n {
		return false
	}
	switch strings.TrimPrefix(w[:n], "1") {
	case "800", "888", "877", "866", "855", "844", "833":
		return false
	}
	return true
}

// offices are words before "official" that make it a person.
var offices = set(`unknown unnamed public government elected federal state county city town village presiding prison jail medical
	election immigration police court school union bank corrections customs consular senior any each`)

// numbered reports whether w is a store's number or a handle that ends in
// one: "21860647", "A445995685", "Shop1668638", "BigBigDream320".
func numbered(w string) bool {
	l := letters(w, 13)
	if l > 12 {
		return false
	}
	n := digits(w[l:], len(w))
	tail := letters(w[l+n:], 4)
	if l+n+tail != len(w) || tail > 3 {
		return false
	}
	return n >= 5 || n >= 2 && tail == 0 && humps(w[:l]) >= 2 && l >= 6
}

// small reports whether w is a handle in small letters that ends in a number:
// "asmilesiloveyou21". Companies write their name with a capital letter.
func small(w string) bool {
	n := len(w)
	for n > 0 && digit(w[n-1]) {
		n--
	}
	return n >= 3 && len(w)-n >= 2 && strings.Trim(w[:n], "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" && 'a' <= w[0] && w[0] <= 'z'
}

// national reports whether w is a store's name for one of a marketplace's
// countries: "Acuteye-US".
func national(w string) bool {
	name, country, ok := strings.Cut(w, "-")
	return ok && letters(name, len(name)) == len(name) && len(name) >= 4 && slices.Contains([]string{"US", "UK", "EU", "DE"}, strings.ToUpper(country))
}

// humps counts the words of "BigBigDream".
func humps(w string) (n int) {
	for i := range len(w) {
		upper := 'A' <= w[i] && w[i] <= 'Z'
		if upper && (i == 0 || 'a' <= w[i-1] && w[i-1] <= 'z') && i+1 < len(w) && 'a' <= w[i+1] && w[i+1] <= 'z' {
			n++
		}
	}
	return n
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
