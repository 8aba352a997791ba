package region

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// traditional are pairs of a traditional and a simplified rune, of those that
// names of places and countries are written with.
const traditional = `廣广東东蘇苏陝陕寧宁龍龙遼辽貴贵雲云慶庆臺台灣湾濟济煙烟濰潍濱滨澤泽萊莱蕪芜瀋沈陽阳連连撫抚錦锦營营盤盘鐵铁蘆芦島岛長长齊齐爾尔雞鸡鶴鹤鴨鸭樂乐諾诺綏绥興兴無无
錫锡陰阴張张揚扬鎮镇鹽盐滬沪麗丽紹绍溫温義义烏乌蘭兰馬马銅铜鳳凤廈厦門门巖岩贛赣饒饶鷹鹰鄭郑開开許许駐驻漢汉荊荆黃黄岡冈隨随潛潜婁娄懷怀瀏浏邊边關关順顺電电羅罗
寶宝禪禅從从華华潯浔賀贺賓宾來来欽钦瓊琼綿绵內内達达資资閬阆畢毕節节紅红納纳臨临滄沧瀾澜騰腾衝冲薩萨讓让銀银涼凉隴陇衛卫維维魯鲁韓韩國国縣县區区鄉乡會会蕭萧豐丰
縉缙諸诸蒼苍橋桥遊游嶼屿餘余錢钱侖仑湯汤吳吴滸浒啟启賢贤匯汇閔闵楊杨靜静崗岗壩坝頭头滿满薊蓟薈荟盧卢灤滦鄲郸運运晉晋應应呂吕絳绛聞闻靈灵壽寿榮荣歷历鄒邹膠胶嶗崂
嶧峄棗枣莊庄兗兖單单鄆郓鉅巨贊赞奧奥淺浅雙双嶺岭鐘钟鍾钟歐欧樹树舊旧楓枫機机倉仓園园圍围塗涂場场塢坞備备協协勝胜鬆松鳥鸟麥麦齡龄龜龟樺桦樓楼權权檯台壢坜蓮莲歸归
劉刘劍剑動动務务勵励卻却廟庙賽赛遷迁圓圆萬万眾众亞亚倫伦遠远瑤瑶瑪玛貢贡陸陆圖图庫库瀘泸礦矿肅肃當当潁颍溝沟嵐岚魚鱼農农輝辉廬庐環环涇泾灘滩峽峡禮礼寬宽強强渾浑
賚赉額额藍蓝蓋盖進进風风愛爱葉叶橫横鞏巩澗涧師师壯壮獨独陘陉欒栾潤润堯尧淶涞陳陈彥彦鑲镶綠绿鮮鲜鋒锋蔭荫遜逊漣涟儀仪甌瓯為为謝谢觀观譙谯閩闽尋寻鋼钢滎荥驛驿鄖郧
業业敘叙覺觉祿禄彌弥則则結结聶聂積积車车趙赵叢丛館馆宮宫競竞獻献驊骅間间煩烦壺壶遙遥聯联審审貝贝鮁鲅細细偉伟燈灯調调們们琿珲訥讷恆恒蘿萝誼谊孫孙鄴邺賈贾壇坛響响
郵邮畬畲鏡镜鳩鸠樅枞碭砀渦涡績绩廂厢將将鯉鲤獅狮薌芗詔诏譜谱猶犹載载鉛铅墾垦費费頂顶郟郏獲获澠渑臥卧鄧邓溮浉項项輿舆礄硚點点軍军夢梦監监團团蘄蕲淥渌暉晖漵溆湞浈
鳴鸣疊叠憑凭邁迈墊垫崍崃簡简藺蔺閣阁夾夹鄰邻鎣蓥經经爐炉習习織织貞贞謨谟冊册凱凯勻匀勸劝謀谋個个硯砚疇畴頗颇類类脫脱錯错閻阎兩两剛刚雜杂稱称謙谦員员鹼碱壘垒輪轮
碩硕蘊蕴
崑昆嶽岳峯峰裡里裏里`

var simple = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	var old rune
	for _, r := range traditional {
		switch {
		case r == '\n':
		case old == 0:
			old = r
		default:
			out[old] = r
			old = 0
		}
	}
	return out
})

// simplified is s in simplified Han, as far as names of places go.
func simplified(s string) string {
	m := simple()
	return strings.Map(func(r rune) rune {
		if to, ok := m[r]; ok {
			return to
		}
		return r
	}, s)
}

// maxHan is the length of the longest name in Han.
const maxHan = 15

// hanMentions finds the names in the Han of t.
func (g *gazetteer) hanMentions(t *text, out []mention) []mention {
	first := len(out)
	end := -1 // of the mention before
	fresh := true
	var buf [maxHan * utf8.UTFMax]byte
	for i := 0; i < len(t.han) && len(out) < maxMentions; {
		if !isHan(t.han[i]) {
			fresh = fresh || !isLetterOrDigit(t.han[i])
			i++
			continue
		}
		m, ok := g.hanAt(t.han, i, buf[:0])
		if !ok {
			fresh = false
			i++
			continue
		}
		var before *mention
		if end == i {
			before = &out[len(out)-1]
		}
		m.weigh(g, t.han, fresh, before)
		out = append(out, m)
		end, fresh = m.to, false
		i = m.to
	}
	return drop(out, first)
}

func isLetterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || isHan(r)
}

// hanAt finds the longest name that begins at i.
func (g *gazetteer) hanAt(han []rune, i int, buf []byte) (mention, bool) {
	var ends [maxHan + 1]int
	n := 0
	for n < maxHan && i+n < len(han) && isHan(han[i+n]) {
		buf = utf8.AppendRune(buf, han[i+n])
		n++
		ends[n] = len(buf)
	}
	for ; n > 1; n-- {
		if sp, ok := g.spellings[string(buf[:ends[n]])]; ok {
			m := mention{sites: sp.sites, country: sp.country, soft: sp.soft, from: i, to: i + n, short: sp.short, added: sp.added, unit: unitOf(han[i+n-1]), han: true}
			if len(m.sites) > 0 && !g.inFull(han[i:i+n], m.sites) { // 杭州 is no 州
				m.unit, m.zone = noUnit, m.unit == district
			}
			return m, true
		}
	}
	return mention{}, false
}

// inFull reports whether name is that of one of sites with its unit.
func (g *gazetteer) inFull(name []rune, sites []int) bool {
	return slices.ContainsFunc(sites, func(n int) bool { return g.sites[n].zh == string(name) })
}

func unitOf(r rune) unit {
	switch r {
	case '市':
		return city
	case '区':
		return district
	case '县', '旗', '州':
		return county
	case '省':
		return province
	}
	return noUnit
}

// weigh says how much a mention in Han means: whether it begins its text, or
// stands right after the one before, which may be nil.
func (m *mention) weigh(g *gazetteer, han []rune, first bool, before *mention) {
	short := m.short && m.unit == noUnit
	rest := han[m.to:]
	switch {
	case m.unit != noUnit && !m.short:
		m.weight = withUnit
	case m.country == nowhere && hanWater(rest):
		m.to++ // 苏州河南岸 speaks of no 河南
	case hanStreet(rest), m.country == foreignTown && hanEstate(rest):
	case before != nil && g.namesake(m, before, rest):
	case m.zone:
		m.weight = atHead
	case before != nil, first && (!short || g.cityOrHub(m.sites)):
		m.weight = withUnit
	case short || hanEstate(rest):
	default:
		m.weight = somewhere
	}
}

// cityOrHub reports whether one of sites is a county people name without its
// unit.
func (g *gazetteer) cityOrHub(sites []int) bool {
	for _, n := range sites {
		if s := &g.sites[n]; s.hub || s.unit() == city {
			return true
		}
	}
	return false
}

// namesake reports whether m, right behind another place and outside it, is
// only part of a name there: 上海市沈阳一村, 上海杭州大厦, 绍兴杭州湾新区.
func (g *gazetteer) namesake(m, before *mention, rest []rune) bool {
	if m.country == china || len(before.sites) == 0 || g.inside(m, before) {
		return false
	}
	return before.unit != noUnit && before.unit != province || m.zone || m.country >= abroad || hanEstate(rest)
}

// The runes that may stand between a name and the word for a street. 西安东大街
// is the East Avenue of Xi'an, 上海南京东路 a road named for Nanjing.
const (
	sides   = "东西南北中"
	numbers = "一二三四五六七八九十"
)

// hanStreet reports whether what follows makes a name a street's.
func hanStreet(rest []rune) bool {
	i := 0
	for i < len(rest) && i < 3 && strings.ContainsRune(sides+numbers+"支", rest[i]) {
		i++
	}
	s := string(rest[i:min(len(rest), i+3)])
	for _, w := range []string{"路", "街", "巷", "弄", "道", "胡同"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	if i == 0 {
		for _, w := range []string{"大道", "大街", "大路"} {
			if strings.HasPrefix(s, w) {
				return true
			}
		}
	}
	after, ok := strings.CutPrefix(s, "里") // also a word of villages' names
	next, _ := utf8.DecodeRuneInString(after)
	return ok && (!isHan(next) || strings.ContainsRune(numbers, next))
}

// hanWater reports whether what follows makes a name a bay's, a river's or a
// lake's. 河 may as well begin the next name: 杭州河坊街, 武汉江岸区.
func hanWater(rest []rune) bool {
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case '湾':
		return len(rest) == 1 || !strings.ContainsRune("仔头里沟", rest[1]) // 湾仔 is a town
	case '江', '河', '湖':
		if len(rest) == 1 || !isHan(rest[1]) || strings.ContainsRune("路街道大", rest[1]) {
			return true
		}
		return len(rest) > 2 && strings.ContainsRune(sides, rest[1]) && rest[2] == '岸'
	}
	return false
}

// hanEstate reports whether what follows makes a name a building's.
func hanEstate(rest []rune) bool {
	s := string(rest[:min(len(rest), 6)])
	for _, w := range []string{"大厦", "广场", "酒店", "花园", "大学", "公园", "中心", "大楼", "大桥", "饭店", "宾馆", "公寓", "新村", "小区", "工业园", "产业园", "城"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
