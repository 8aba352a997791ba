package alerts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/alerts/names"
	"tocsin/alerts/region"
	"tocsin/crawlers"
)

// givenNames and surnames are the common ones, by which a natural person is
// told from a company or a store: a name that is only a name.
var (
	givenNames = wordSet(`james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
		donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric
		jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron
		jose adam nathan henry peter zachary douglas carl arthur juan carlos luis jorge mary patricia jennifer linda elizabeth barbara
		susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah
		stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine
		christine maria rachel carolyn janet catherine diane ruth julie victoria martha alice jane jean ann anne`)
	surnames = wordSet(`wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han
		feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lv yao shen zhong cui tan fan liao
		shi jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan lei long tao hao gong shao wan qian`)
	hanSurnames = wordSet(`王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋
		余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 贾 夏 韦 付 傅 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 闫 雷 龙 史 陶 贺 毛 郝 顾 龚 邵 万 覃 武 钱`)
)

// isPerson reports whether name looks like a natural person's. It errs towards
// companies: two or three words (an initial may stand between), all letters,
// of which the first is a given name, or one is a Chinese surname beside a
// given name as pinyin runs it together; or two or three Han runes after a
// surname. What makes a company or a store of it makes it none.
func isPerson(name string) bool {
	if han := []rune(strings.TrimSpace(name)); len(han) > 0 && unicode.Is(unicode.Han, han[0]) {
		for _, r := range han {
			if !unicode.Is(unicode.Han, r) {
				return false
			}
		}
		return len(han) >= 2 && len(han) <= 3 && hanSurnames[string(han[0])]
	}
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 3 {
		return false
	}
	for i, w := range words {
		words[i] = strings.ToLower(strings.Trim(w, ".,"))
		if w != strings.ToUpper(w) && !unicode.IsUpper([]rune(w)[0]) || generic[words[i]] || legalForms[words[i]] ||
			strings.ContainsFunc(words[i], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) {
			return false
		}
	}
	if givenNames[words[0]] {
		return true
	}
	first, last := words[0], words[len(words)-1]
	return len(words) == 2 && (surnames[first] && isPinyin(last) || surnames[last] && isPinyin(first))
}

// isPinyin reports whether w is one or two syllables of pinyin.
func isPinyin(w string) bool {
	n := names.Syllables(strings.NewReplacer("-", "", "'", "").Replace(w))
	return n == 1 || n == 2
}

// masked is a name by its first letters.
func masked(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = w[:n] + "**"
	}
	return strings.Join(words, " ")
}

// minAddress is shorter than any address that leads to a door.
const minAddress = 12

// masker returns what hides the natural persons among the parties in a text,
// and where they live: an address with a number in it, in each of the forms in
// which a text may quote it.
func masker(f crawlers.Filing) *strings.Replacer {
	var pairs []string
	for _, p := range f.Parties {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if isPerson(name) {
				pairs = append(pairs, name, masked(name), crawlers.FoldName(name), masked(crawlers.FoldName(name)))
			}
		}
		if isPerson(p.Name) && len(p.Address) >= minAddress && strings.ContainsFunc(p.Address, unicode.IsDigit) {
			for _, s := range []string{p.Address, oneLine(p.Address, 120), region.Quote(p.Address)} {
				pairs = append(pairs, s, "***")
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// hide takes natural persons' names out of everything a reader may see, and
// leaves what it was made of as it is.
func (m *Message) hide(mask *strings.Replacer) {
	m.Title = mask.Replace(m.Title)
	for i := range m.Lines {
		m.Lines[i].Text = mask.Replace(m.Lines[i].Text)
	}
	a := &m.Alert
	a.Title, a.Corrected = mask.Replace(a.Title), mask.Replace(a.Corrected)
	a.Reasons, a.Quotes, a.Gained, a.Named, a.Repeats = slices.Clone(a.Reasons), slices.Clone(a.Quotes), slices.Clone(a.Gained), slices.Clone(a.Named), slices.Clone(a.Repeats)
	for i := range a.Reasons {
		a.Reasons[i] = mask.Replace(a.Reasons[i])
	}
	for i := range a.Quotes {
		a.Quotes[i].Text = mask.Replace(a.Quotes[i].Text)
	}
	for i := range a.Gained {
		a.Gained[i] = mask.Replace(a.Gained[i])
	}
	for i := range a.Named {
		a.Named[i] = mask.Replace(a.Named[i])
	}
	for i := range a.Repeats {
		a.Repeats[i].Name = mask.Replace(a.Repeats[i].Name)
	}
}
