package region

import "strings"

// country says which side of the border a word puts a place on.
type country byte

const (
	nowhere country = iota
	china
	republic // "Republic of China": Taiwan, unless a place of the mainland is named
	hongKong
	macao
	taiwan
	abroad
	usState // of the United States, by its two letters
	foreignTown
)

// The names of countries, places and states, one to three words each, parted
// by commas. The lists need not be complete: what is not in them, and is no
// place in China, is unknown anyway. They hold what shares names with China.
const (
	chinaNames = `china, mainland china, p r china, p r of china, prc, peoples republic of china, peoples rep of china, cn, chn, zhongguo, china mainland,
		中国, 中华人民共和国, 中国大陆`
	hongKongNames = `hong kong, h k, hksar, hong kong sar, hkg, xianggang, kowloon, new territories, tsim sha tsui, wan chai, kwun tong, mong kok,
		tsuen wan, kwai chung, sha tin, fo tan, causeway bay, cheung sha wan, lai chi kok, hung hom, yuen long, tuen mun, tai po, sheung wan, kwai fong,
		san po kong, ngau tau kok, chai wan, north point, quarry bay, sham shui po, kwai tsing, sheung shui, fanling, tseung kwan o, wong chuk hang, 香港, 九龙, 新界`
	macaoNames  = `macau, macao, macau sar, macao sar, aomen, taipa, coloane, 澳门`
	taiwanNames = `taiwan, r o c, taipei, new taipei, taipeh, hsinchu, hsin chu, hsien, kaohsiung, taichung, tainan, keelung, chiayi, chia yi, hualien, taitung,
		pingtung, ping tung, kinmen, chang hua hsien, tao yuan hsien, taoyuan hsien, changhua hsien, chung ho, chung li, chungli, san chung, tu cheng, hsin tien, twn,
		台湾, 台北, 新北市, 新竹, 高雄, 台中市, 台南, 基隆, 嘉义, 彰化, 屏东, 花莲, 台东, 云林县, 苗栗, 桃园市, 中华民国`
	// softTaiwan are names of Taiwan that towns of the mainland have too.
	softTaiwan = `taoyuan, yilan, nantou, changhua, yunlin, miaoli, penghu, taibei, zhunan, zhongli, banqiao`
	elsewhere  = `afghanistan, albania, algeria, andorra, angola, argentina, armenia, aruba, australia, austria, azerbaijan, bahamas, bahrain, bangladesh, barbados,
		belarus, belgium, belize, benin, bermuda, bhutan, bolivia, bosnia, botswana, brazil, brasil, british virgin islands, brunei, bulgaria, cambodia, cameroon,
		canada, cayman islands, chile, colombia, costa rica, croatia, cuba, curacao, cyprus, czech republic, czechia, denmark, dominican republic, ecuador, egypt,
		el salvador, england, estonia, ethiopia, fiji, finland, france, georgia, germany, deutschland, ghana, gibraltar, great britain, greece, guatemala, guernsey,
		honduras, hungary, iceland, india, indonesia, iran, iraq, ireland, isle of man, israel, italy, italia, jamaica, japan, jersey, kazakhstan, kenya,
		korea, south korea, republic of korea, rep of korea, north korea, kuwait, kyrgyzstan, laos, latvia, lebanon, libya, liechtenstein, lithuania, luxembourg,
		madagascar, malaysia, maldives, malta, marshall islands, mauritius, mexico, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar, namibia,
		nepal, netherlands, the netherlands, new zealand, nicaragua, nigeria, northern ireland, norway, oman, pakistan, panama, papua new guinea, paraguay, peru,
		philippines, poland, portugal, puerto rico, qatar, romania, russia, russian federation, samoa, san marino, saudi arabia, scotland, senegal, serbia,
		seychelles, singapore, slovakia, slovenia, south africa, spain, espana, sri lanka, sudan, suriname, sweden, switzerland, syria, tajikistan, tanzania,
		thailand, tunisia, turkey, turkiye, turkmenistan, uganda, ukraine, united arab emirates, u a e, united kingdom, great britain, u k, united states,
		united states of america, u s a, u s, uruguay, uzbekistan, vanuatu, venezuela, viet nam, vietnam, wales, yemen, zambia, zimbabwe,
		gyeonggi do, gyeongsang, chungcheong, jeolla, gujarat, maharashtra, tamil nadu, telangana,
		andhra pradesh, karnataka, uttar pradesh, haryana, punjab, ontario, british columbia, quebec, new south wales, queensland,
		alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky,
		louisiana, maine, maryland, massachusetts, michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico,
		new york, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota, tennessee, texas, utah, vermont,
		virginia, washington, west virginia, wisconsin, wyoming, calif, mass, mich, minn, ill, fla, tex, penn, conn, wash, ore,
		韩国, 大韩民国, 日本, 美国, 英国, 德国, 法国, 意大利, 西班牙, 加拿大, 澳大利亚, 新加坡, 马来西亚, 泰国, 越南, 印度, 印度尼西亚, 俄罗斯, 巴西, 墨西哥,
		荷兰, 瑞士, 瑞典, 波兰, 土耳其, 菲律宾, 朝鲜, 蒙古国, 塞浦路斯`
	// foreignTowns are in an address of China too, as names of buildings.
	foreignTowns = `chinatown, san francisco, los angeles, san jose, san diego, palo alto, mountain view, menlo park, santa clara, sunnyvale, cupertino, fremont, oakland, irvine,
		pasadena, long beach, rancho cucamonga, sacramento, seattle, redmond, portland, las vegas, denver, salt lake city, tucson, dallas, houston, san antonio, fort worth,
		plano, chicago, detroit, minneapolis, milwaukee, st louis, kansas city, indianapolis, cincinnati, cleveland, pittsburgh, philadelphia, wilmington, baltimore,
		boston, brooklyn, manhattan, flushing, new york city, newark, jersey city, atlanta, charlotte, nashville, miami, orlando, tampa, jacksonville, honolulu,
		toronto, vancouver, montreal, ottawa, calgary, markham, mexico city, sao paulo, rio de janeiro, buenos aires, santiago, bogota, lima,
		manchester, birmingham, edinburgh, glasgow, dublin, lyon, frankfurt, hamburg, stuttgart, dusseldorf, cologne, amsterdam, rotterdam, eindhoven, brussels, antwerp,
		zurich, geneva, basel, vienna, prague, warsaw, budapest, madrid, barcelona, lisbon, rome, turin, florence, athens, stockholm, copenhagen, helsinki, oslo,
		istanbul, moscow, st petersburg, kyiv, kiev, dubai, abu dhabi, riyadh, tel aviv, cairo, lagos, nairobi, johannesburg, cape town, karachi, lahore, dhaka,
		new delhi, bangalore, bengaluru, chennai, hyderabad, kolkata, pune, colombo, phnom penh, yangon, cebu, surabaya, johor bahru, penang,
		sydney, melbourne, brisbane, perth, auckland, kobe, fukuoka, sapporo, seoul, busan, incheon, daegu, daejeon, gwangju, ulsan, suwon, tokyo, osaka, kyoto, nagoya, yokohama,
		london, paris, berlin, munich, milan, hanoi, ho chi minh, bangkok, kuala lumpur, jakarta, manila, mumbai, delhi,
		纽约, 洛杉矶, 旧金山, 芝加哥, 休斯敦, 西雅图, 波士顿, 硅谷, 加利福尼亚, 得克萨斯, 佛罗里达, 特拉华, 多伦多, 温哥华, 伦敦, 巴黎, 柏林, 慕尼黑, 法兰克福, 汉堡, 米兰, 罗马,
		马德里, 巴塞罗那, 阿姆斯特丹, 莫斯科, 迪拜, 孟买, 新德里, 曼谷, 河内, 胡志明市, 吉隆坡, 雅加达, 马尼拉, 悉尼, 墨尔本, 大阪, 东京, 首尔, 横滨, 名古屋, 釜山, 仁川`
	states = `al, ak, az, ar, ca, co, ct, de, fl, ga, hi, id, il, in, ia, ks, ky, la, me, md, ma, mi, mn, ms, mt, ne, nv, nh, nj, nm, ny, nc, nd, oh, ok, or, pa,
		ri, sc, sd, tn, tx, ut, vt, va, wa, wv, wi, wy, dc`
)

func (g *gazetteer) addCountries() {
	for _, list := range []struct {
		names string
		of    country
	}{{chinaNames, china}, {"republic of china", republic}, {hongKongNames, hongKong}, {macaoNames, macao}, {taiwanNames, taiwan}, {elsewhere, abroad}, {states, usState}, {foreignTowns, foreignTown}} {
		for name := range strings.SplitSeq(list.names, ",") {
			name = strings.Join(strings.Fields(name), "")
			sp := g.spellings[name]
			sp.country, sp.soft = list.of, len(sp.sites) > 0
			g.spellings[name] = sp
		}
	}
	for name := range strings.SplitSeq(softTaiwan, ",") {
		name = strings.TrimSpace(name)
		sp := g.spellings[name]
		sp.country, sp.soft = taiwan, true
		g.spellings[name] = sp
	}
	// The zone of the two cities lies in Shenzhen.
	for i := range g.sites {
		if g.sites[i].code == 440300 {
			for _, name := range []string{"shenzhenhongkong", "shenzhenhk", "hongkongshenzhen"} {
				g.spellings[name] = spelling{sites: []int{i}, after: true}
			}
		}
	}
}

// byCode are the codes of countries that mean a part of China.
var byCode = map[string]country{
	"cn": china, "chn": china, "hk": hongKong, "hkg": hongKong, "mo": macao, "mac": macao, "tw": taiwan, "twn": taiwan,
}

// partsOfChina are told before China is, which their names may hold.
var partsOfChina = []struct {
	name    string
	country country
}{{"taiwan", taiwan}, {"台湾", taiwan}, {"chinesetaipei", taiwan}, {"hongkong", hongKong}, {"香港", hongKong}, {"macau", macao}, {"macao", macao}, {"澳门", macao}}

// readCountry reads a country given by itself: by its code or its name.
// Whatever is not a part of China is abroad.
func (g *gazetteer) readCountry(s string) country {
	s = strings.TrimSpace(s)
	if s == "" {
		return nowhere
	}
	folded := letters(s)
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' || r > 'z' })
	if c, ok := byCode[folded]; ok {
		return c
	}
	if folded == "" {
		folded = simplified(s)
	}
	for _, part := range partsOfChina {
		if strings.Contains(folded, part.name) {
			return part.country
		}
	}
	switch sp := g.spellings[strings.TrimPrefix(folded, "the")]; {
	case sp.country == republic:
		return taiwan
	case len(words) > 0 && (words[0] == "china" || words[len(words)-1] == "china" && sp.country == nowhere):
		return china
	case sp.country != nowhere && !sp.soft && sp.country != usState:
		return sp.country
	case strings.Contains("unknown na none various", folded):
		return nowhere
	}
	return abroad
}
