//go:build ignore

// Make writes places.tsv from a gazetteer of spellings:
//
//	GAZETTEER=gazetteer.csv go generate
//
// The gazetteer is a CSV with the columns alias, code, level, kind, name_zh,
// name_en and guess: one row a spelling, of the places in the counties' list
// of AreaCity-JsSpider-StatsGov (ok_data_level3.csv), with old and postal
// spellings and misspellings seen added by hand.
package main

import (
	"encoding/csv"
	"fmt"
	"log"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

type place struct {
	zh, en, level string
	hub           bool
	also          map[string]bool
}

// hubs are counties many exporters are in, besides those of the gazetteer.
const hubs = "310115 320509 330382 330681 330603 321282 321283 320612 370215 370281 371082 350181 440783 440784 330213 330212 440606 441322"

// slips are misspellings that are no other place's name.
var slips = map[string]string{
	"440000": "guandong guangdon gaungdong",
	"330000": "zhejing zhejang zhejian",
	"320000": "jiansu",
	"440300": "shengzhen shenzhan shenzehn shenzhn",
	"440100": "guanzhou guangzho",
	"441900": "donguan",
	"330100": "hangzou",
	"310115": "pudong",
}

// zones are well-known zones that bear no place's name, or another's: 杭州湾新区
// lies in Ningbo. One that lies in several prefectures is of their province.
var zones = map[string]string{
	"120116": "binhainewarea",
	"130600": "雄安 雄安新区 xiongan xionganxinqu",
	"210200": "大连湾",
	"210213": "金普新区 jinpunewarea",
	"230100": "哈尔滨新区",
	"310000": "临港新片区",
	"310115": "pudongnewarea",
	"320100": "江北新区 jiangbeinewarea",
	"330114": "钱塘新区 qiantangnewarea",
	"330200": "前湾新区 qianwannewarea 杭州湾新区 hangzhoubaynewarea hangzhoubaynewzone hangzhoubaynewdistrict",
	"330300": "温州湾 wenzhoubay",
	"331000": "台州湾 taizhoubay",
	"350128": "平潭综合实验区",
	"360000": "赣江新区 ganjiangnewarea",
	"370211": "西海岸新区",
	"410100": "郑东新区 zhengdongnewarea zhengdongnewdistrict",
	"420100": "东湖高新区 东湖新技术开发区 东湖高新技术开发区",
	"430100": "湘江新区 xiangjiangnewarea",
	"440300": "深圳湾 shenzhenbay 前海 大鹏新区 dapengnewdistrict",
	"440309": "龙华新区",
	"440310": "坪山新区 pingshannewdistrict",
	"440311": "光明新区",
	"440400": "横琴 横琴新区 hengqin",
	"441300": "大亚湾 dayabay 仲恺高新区",
	"441900": "松山湖 songshanlake songshanhu",
	"500000": "两江新区 liangjiangnewarea",
	"510000": "天府新区 tianfunewarea",
	"520000": "贵安新区 guiannewarea",
	"530100": "滇中新区 dianzhongnewarea",
	"610100": "西咸新区 xixiannewarea",
}

var (
	kind      = regexp.MustCompile(` (District|County|City|Banner)$`)
	peoples   = `(?:各族|壮族|瑶族|土家族|苗族|回族|满族|蒙古族|蒙古|侗族|藏族|彝族|黎族|傣族|白族|布依族|仡佬族|仫佬族|毛南族|畲族|羌族|水族|哈尼族|拉祜族|佤族|布朗族|傈僳族|独龙族|怒族|普米族|纳西族|朝鲜族|达斡尔族|哈萨克族|哈萨克|塔吉克|锡伯|撒拉族|土族|保安族|裕固族)`
	autonomus = regexp.MustCompile(peoples + `+(?:自治[县旗])$`)
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("GAZETTEER is not set to the gazetteer's file")
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		log.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimPrefix(name, "\ufeff")] = i
	}
	places := map[string]*place{}
	for _, row := range rows[1:] {
		get := func(name string) string { return row[at[name]] }
		code, level := get("code"), get("level")
		if level != "province" && level != "prefecture" && level != "county" || level == "county" && strings.HasSuffix(code, "00") {
			continue
		}
		p := places[code]
		if p == nil {
			p = &place{zh: get("name_zh"), en: get("name_en"), level: level, also: map[string]bool{}}
			places[code] = p
		}
		p.hub = p.hub || strings.Contains(hubs, code) || level == "county" && get("guess") == "1"
		alias := get("alias")
		switch k := get("kind"); {
		case k == "with-suffix" || strings.Contains(alias, "("):
		case k == "chinese":
			p.also[alias] = true
		case k == "old" || k == "abbr": // read only where China is stated
			p.also["~"+latin(alias)] = true
		default:
			p.also[latin(alias)] = true
			if strings.ContainsAny(alias, "üÜ") {
				p.also[latin(strings.NewReplacer("ü", "v", "Ü", "v").Replace(alias))] = true
			}
		}
	}
	for code, p := range places {
		if above := places[code[:2]+"0000"]; p.en == above.en+"shi" { // Jilin, of Jilin
			p.en = above.en
		}
		for spelling := range p.also {
			delete(p.also, "~"+spelling)
		}
		if first, _ := utf8.DecodeRuneInString(p.zh); strings.ContainsRune("吕旅绿", first) { // passports write lü as lv
			p.also["lv"+latin(kind.ReplaceAllString(p.en, ""))[2:]] = true
		}
		delete(p.also, latin(p.en))
		if short := autonomus.ReplaceAllString(p.zh, ""); short != p.zh && utf8.RuneCountInString(short) > 1 {
			p.also[short] = true
		}
		short := strings.TrimRight(p.zh, "省市区县旗")
		delete(p.also, p.zh)
		delete(p.also, short)
	}
	for _, added := range []map[string]string{slips, zones} {
		for code, spellings := range added {
			for spelling := range strings.FieldsSeq(spellings) {
				places[code].also[spelling] = true
			}
		}
	}
	codes := make([]string, 0, len(places))
	for code := range places {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	var out strings.Builder
	for _, code := range codes {
		p := places[code]
		also := make([]string, 0, len(p.also))
		for spelling := range p.also {
			also = append(also, spelling)
		}
		slices.Sort(also)
		hub := ""
		if p.hub {
			hub = "hub"
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\t%s\t%s\n", code, p.zh, p.en, hub, strings.Join(also, " "))
	}
	if err := os.WriteFile("places.tsv", []byte(out.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

// latin is a spelling in small letters without accents and signs.
func latin(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if 'a' <= r && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
