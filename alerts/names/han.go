package names

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

//go:embed simplified.txt
var simplifiedText string

var simplified = sync.OnceValue(func() map[rune]rune {
	m := make(map[rune]rune, 4200)
	for line := range strings.Lines(simplifiedText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for pair := range strings.FieldsSeq(line) {
			from, n := utf8.DecodeRuneInString(pair)
			to, _ := utf8.DecodeRuneInString(pair[n:])
			m[from] = to
		}
	}
	return m
})

// simplify returns the simplified form of a traditional character.
func simplify(r rune) rune {
	if s, ok := simplified()[r]; ok {
		return s
	}
	return r
}

// hanTrades are the places and trades of names of Chinese companies and marks.
var (
	hanTrades = set(`中国 北京 上海 天津 重庆 深圳 广州 东莞 佛山 中山 珠海 惠州 汕头 杭州 宁波 义乌 温州 金华 台州 绍兴 嘉兴 湖州 厦门 福州 泉州 晋江 莆田 漳州
		南京 苏州 无锡 常州 南通 扬州 徐州 合肥 芜湖 济南 青岛 烟台 潍坊 威海 临沂 郑州 洛阳 武汉 长沙 南昌 成都 西安 沈阳 大连 哈尔滨 长春 石家庄 保定 太原
		昆明 贵阳 南宁 海口 兰州 乌鲁木齐 广东 浙江 江苏 福建 山东 河南 河北 湖南 湖北 安徽 江西 四川 辽宁 吉林 黑龙江 山西 陕西 云南 贵州 广西 海南 甘肃 青海
		宁夏 新疆 西藏 内蒙古 香港 澳门 台湾 台北 深圳市 广州市 东莞市 佛山市 中山市 杭州市 宁波市 义乌市 温州市 厦门市 上海市 北京市 苏州市 青岛市 市 省 县 区
		科技 技术 电子 电器 电气 贸易 商贸 国际 进出口 实业 工业 网络 信息 智能 数码 电子商务 集团 控股 企业 发展 制造 机械 设备 材料 化工 服饰 服装 鞋业 家居
		家具 食品 饮料 啤酒 咖啡 茶 餐饮 餐厅 饭店 酒店 医药 药业 生物 化妆品 汽车 传媒 文化 投资 管理 咨询 供应链 物流 快递 银行 超市 商店 旗舰店 官方 专卖店 专营店 玩具 五金
		光电 通信 通讯 能源 环保 新材料 科学 软件 日用品 百货 商城 品牌`)
)

const longestHan = 8 // runes of what it looks up

// hanWords parts a run of Han characters: the words that many names have are
// found from the left, the longest first; what is between them is a name.
func hanWords(text []rune) []word {
	var out []word
	from := 0
	name := func(to int) {
		if from < to {
			t := string(text[from:min(to, from+maxJoined)])
			out = append(out, word{t, t, t, bitsOf(t)})
		}
	}
	for i := 0; i < len(text); {
		n := min(longestHan, len(text)-i)
		b := 0
		for ; n > 0; n-- {
			t := string(text[i : i+n])
			if legalForms[t] || joiners[t] || drawn[t] && i > 0 && i+n == len(text) {
				b = formBits
			} else if hanTrades[t] {
				b = tradeBits
			}
			// A single character is a word only where a word was before it or the name ends.
			if b > 0 && (n > 1 || i == from && i > 0 || i+n == len(text) && len(text) > 2) {
				break
			}
			b = 0
		}
		if n == 0 {
			i++
			continue
		}
		name(i)
		t := string(text[i : i+n])
		out = append(out, word{t, t, t, b})
		i += n
		from = i
	}
	name(len(text))
	return out
}

// readings of a name in pinyin, at most.
const maxPinyin = 6

// pinyinOf reads words of Han characters without tones, by every combination
// of their characters' readings up to maxPinyin, the commonest first.
func pinyinOf(han []word) [][]word {
	if len(han) == 0 {
		return nil
	}
	sounds := [][]string{make([]string, len(han))} // of each word
	for i, w := range han {
		for _, r := range w.text {
			read := syllables(r)
			if len(read) == 0 {
				return nil
			}
			var next [][]string
			for k, s := range read {
				for _, p := range sounds {
					if k == 0 || len(next) < maxPinyin {
						q := slices.Clone(p)
						q[i] += s
						next = append(next, q)
					}
				}
			}
			sounds = next
		}
	}
	// As Taiwan and Singapore write it, by the commonest reading.
	older := make([]string, len(han))
	for i, w := range han {
		for _, r := range w.text {
			older[i] += wade(syllables(r)[0])
		}
	}
	if !slices.Equal(older, sounds[0]) {
		sounds = append(sounds, older)
	}
	out := make([][]word, len(sounds))
	for i, s := range sounds {
		for j, w := range han {
			text := first(s[j])
			out[i] = append(out[i], word{text, looksOf(text), first(soundsOf(text)), w.bits})
		}
	}
	return out
}

// syllables returns the readings of a character without tones. Whoever asks
// shares what it returns.
func syllables(r rune) []string {
	if known, ok := readSyllables.Load(r); ok {
		return known.([]string) //nolint:forcetypeassert // nothing else is put in
	}
	var out []string
	for s := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		s = untoned(s)
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if out != nil {
		readSyllables.Store(r, out)
	}
	return out
}

// readSyllables remembers them by character, of which the dictionary has so many.
var readSyllables sync.Map

// untoned takes the tone off; ü is v, as people type it and passports do not.
func untoned(s string) string {
	s = strings.ReplaceAll(norm.NFD.String(s), "u\u0308", "v")
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, s)
}

// wade spells a syllable of pinyin after Wade and Giles, without their marks.
func wade(s string) string {
	for _, w := range wadeInitials {
		if rest, ok := strings.CutPrefix(s, w[0]); ok {
			s = w[1] + rest
			break
		}
	}
	for _, w := range wadeFinals {
		if rest, ok := strings.CutSuffix(s, w[0]); ok {
			return rest + w[1]
		}
	}
	return s
}

// Both are read from the top.
var (
	wadeInitials = [][2]string{{"zh", "ch"}, {"q", "ch"}, {"x", "hs"}, {"r", "j"}, {"j", "ch"}, {"z", "ts"}, {"ch", "ch"}, {"c", "ts"}, {"b", "p"}, {"d", "t"}, {"g", "k"}}
	wadeFinals   = [][2]string{{"ian", "ien"}, {"yan", "yen"}, {"ong", "ung"}, {"ie", "ieh"}, {"ue", "ueh"}}
)
