package region

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// traditional are pairs of a traditional and a simplified rune, of those that
// names of places and countries are written with.
const traditional = `廣广東东蘇苏陝陕寧宁龍龙遼辽貴贵雲云慶庆臺台灣湾濟济煙烟威威濰潍濱滨聊聊澤泽萊莱蕪芜瀋沈陽阳連连鞍鞍撫抚錦锦營营盤盘鐵铁蘆芦島岛長长齊齐
爾尔雞鸡鶴鹤鴨鸭樂乐諾诺綏绥興兴無无錫锡陰阴張张揚扬鎮镇淮淮鹽盐滬沪麗丽紹绍溫温義义烏乌蘭兰馬马銅铜陵陵蕪芜鳳凤滁滁廈厦門门漳漳龍龙巖岩莆莆
贛赣饒饶景景鷹鹰萍萍撫抚鄭郑開开漯漯許许駐驻馬马信信漢汉襄襄荊荆黃黄岡冈鄂鄂咸咸隨随潛潜長长婁娄懷怀瀏浏澧澧湘湘潭潭邵邵陽阳邊边
圳圳惠惠東东莞莞湛湛肇肇慶庆潮潮揭揭雲云韶韶關关順顺鶴鹤電电開开羅罗寶宝禪禅從从增增龍龙華华鹽盐澄澄潯浔賀贺賓宾來来欽钦貴贵賀贺瓊琼儋儋
綿绵廣广遂遂內内樂乐眉眉達达資资閬阆遵遵義义畢毕節节銅铜仁仁順顺興兴楚楚雄雄紅红版版納纳麗丽臨临滄沧瀾澜騰腾衝冲薩萨讓让林林
渭渭漢汉榆榆銀银蘭兰張张掖掖涼凉嘉嘉慶庆隴陇臨临夏夏固固衛卫忠忠維维魯鲁齊齐吐吐魯鲁喀喀韓韩國国澳澳門门縣县區区鄉乡區区灣湾會会漢汉
蕭萧紅红豐丰泰泰縉缙慈慈諸诸嵊嵊樂乐瑞瑞蒼苍樂乐東东陽阳蘭兰溪溪永永康康橋桥龍龙遊游衢衢開开嶼屿岱岱麗丽縣县餘余姚姚錢钱鄞鄞鎮镇侖仑
湯汤吳吴滸浒張张江江陰阴宜宜興兴溧溧啟启東东皋皋門门賢贤匯汇閔闵楊杨靜静虹虹崇崇崗岗壩坝頭头滿满薊蓟薈荟盧卢灤滦豐丰滄沧邯邯鄲郸邢邢
運运晉晋陝陕應应縣县呂吕梁梁臨临汾汾絳绛聞闻靈灵壽寿榮荣濱滨歷历槐槐鄒邹諸诸壽寿膠胶萊莱嶗崂嶧峄滕滕棗枣莊庄濟济寧宁兗兖單单鄆郓鉅巨
贊赞饒饶銅铜寧宁奧奥淺浅雙双華华義义銀银嶺岭鐘钟鍾钟歐欧樹树舊旧楓枫機机倉仓園园圍围塗涂場场塢坞備备協协勝胜
鬆松鳥鸟鹿鹿麥麦齡龄龜龟樺桦樓楼權权檯台壢坜栗栗蓮莲義义歸归劉刘劍剑動动務务勵励卻却廟庙賽赛烈烈遷迁邳邳圓圆萬万榮荣豐丰賀贺眾众
俄俄羅罗亞亚蘭兰賓宾韓韩義义倫伦`

var simple = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	var old rune
	for _, r := range traditional {
		switch {
		case r == '\n':
		case old == 0:
			old = r
		default:
			if old != r {
				out[old] = r
			}
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
		m.weigh(g, t.han, fresh, end == i)
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
			return mention{sites: sp.sites, country: sp.country, soft: sp.soft, from: i, to: i + n, short: sp.short, unit: unitOf(han[i+n-1]), han: true}, true
		}
	}
	return mention{}, false
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
// stands right after another.
func (m *mention) weigh(g *gazetteer, han []rune, first, after bool) {
	short := m.short && m.unit == noUnit
	switch {
	case m.unit != noUnit && !m.short:
		m.weight = withUnit
	case hanStreet(han[m.to:]):
	case after, first && (!short || g.cityOrHub(m.sites)):
		m.weight = withUnit
	case short || hanEstate(han[m.to:]):
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

// hanStreet reports whether what follows makes a name a street's.
func hanStreet(rest []rune) bool {
	for i := 0; i < len(rest) && i < 3; i++ {
		switch rest[i] {
		case '路', '街', '巷', '弄', '道':
			return true
		case '大', '东', '西', '南', '北', '中', '一', '二', '三', '四', '五':
		default:
			return false
		}
	}
	return false
}

// hanEstate reports whether what follows makes a name a building's.
func hanEstate(rest []rune) bool {
	s := string(rest[:min(len(rest), 6)])
	for _, w := range []string{"大厦", "广场", "酒店", "花园", "大学", "公园", "中心", "大楼", "饭店", "工业园", "产业园", "城"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
