package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"tocsin/crawlers/register"
)

// lands are the words for countries and offices that tables use, by the code of
// the country; "wo" is the register of international marks.
var lands = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(`
ae united arab emirates|uae|阿联酋|阿拉伯联合酋长国
ar argentina|阿根廷|inpi argentina
ap aripo|非洲地区知识产权组织
au australia|ip australia|澳大利亚|澳洲|úc
br brazil|brasil|inpi brasil|巴西
bx benelux|boip|比荷卢|比荷卢经济联盟
ca canada|cipo|加拿大
ch switzerland|ige|瑞士
cl chile|inapi|智利
cn china|p r china|pr china|prc|cnipa|people s republic of china|中国|中华人民共和国|tiongkok|cina|republik rakyat tiongkok|trung quốc|จีน|ประเทศจีน|중국|中国大陆
co colombia|sic|哥伦比亚
de germany|dpma|deutschland|德国|jerman|đức
eg egypt|埃及
es spain|oepm|españa|西班牙
eu european union|euipo|em|eutm|欧盟|欧洲联盟
fr france|inpi france|法国|perancis|pháp
gb united kingdom|great britain|uk|ukipo|uk ipo|英国|inggris|anh
hk hong kong|hong kong sar|香港|中国香港
id indonesia|djki|dgip|pdki|印度尼西亚|印尼
il israel|以色列
in india|ip india|cgpdtm|印度|ấn độ
it italy|uibm|意大利|italia
jp japan|jpo|日本|jepang|nhật bản|ญี่ปุ่น
ke kenya|kipi|肯尼亚
kh cambodia|kamboja|柬埔寨|campuchia
kr korea|south korea|republic of korea|korea republic of|kipo|moip|韩国|大韩民国|korea selatan|hàn quốc|เกาหลีใต้|대한민국
kz kazakhstan|kazpatent|哈萨克斯坦
la laos|lao pdr|老挝|lào
lk sri lanka|斯里兰卡
ma morocco|ompic|摩洛哥
mm myanmar|burma|缅甸
mo macau|macao|澳门|中国澳门
mx mexico|méxico|impi|墨西哥
my malaysia|myipo|马来西亚
ng nigeria|尼日利亚
nl netherlands|荷兰|belanda
nz new zealand|iponz|新西兰
oa oapi|非洲知识产权组织
pe peru|perú|indecopi|秘鲁
ph philippines|ipophl|ipophil|菲律宾|filipina
pk pakistan|巴基斯坦
pl poland|uprp|波兰
ru russia|russian federation|rospatent|俄罗斯|俄罗斯联邦|rusia|nga
sa saudi arabia|saip|沙特|沙特阿拉伯
sg singapore|ipos|新加坡|singapura
th thailand|thai|dip|泰国|thái lan|ไทย|ประเทศไทย
tr turkey|türkiye|turkiye|turkpatent|土耳其
tw taiwan|tipo|chinese taipei|台湾|中国台湾|臺灣|đài loan
ua ukraine|乌克兰
us united states|united states of america|usa|uspto|u s|u s a|美国|amerika serikat|hoa kỳ
uz uzbekistan|乌兹别克斯坦
vn vietnam|viet nam|noip|ip viet nam|ip vietnam|越南|việt nam|เวียดนาม
wo wipo|ib|madrid|madrid system|international register|wipo madrid|世界知识产权组织|马德里|马德里国际注册|国际注册|国际局
za south africa|cipc|南非
`) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		m[code] = code
		for name := range strings.SplitSeq(names, "|") {
			m[fold(name)] = code
		}
	}
	return m
}()

var coded = regexp.MustCompile(`^(?i)([a-z]{2})(?:[ -]?tm)?$`)

// land returns the code of a country or office in two small letters, or "". In
// Chinese the name of an office begins with its country's.
func land(s string) string {
	folded := fold(s)
	if m := coded.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		folded = strings.ToLower(m[1])
	}
	if code := lands[folded]; code != "" {
		return code
	}
	if r, err := language.ParseRegion(folded); len(folded) == 2 && err == nil && r.IsCountry() {
		return folded
	}
	runes := []rune(folded)
	for n := min(len(runes), longestHan); n >= 2 && unicode.Is(unicode.Han, runes[0]); n-- {
		if code := lands[string(runes[:n])]; code != "" {
			return code
		}
	}
	return ""
}

// longestHan is the longest name of a country in Chinese.
const longestHan = 8

// OfficeOf returns the authority in the keys of an office that is named by its
// key, its own name, or its country; "" for what is none.
func OfficeOf(s string) string {
	if code := land(s); code != "" {
		return code + "-tm"
	}
	return ""
}

// country returns the name of a country that is named in any of its ways.
func country(s string) string {
	if code := land(s); code != "" {
		return register.Country(code)
	}
	return strings.TrimSpace(s)
}
