package relevance

import (
	"regexp"
	"strings"
)

// Nothing a model says may advise what an exporter must not do: move money,
// empty accounts, delete listings or evidence. What names both such a deed and
// its object is refused, also where it only warns of it: the words of the
// program itself warn better.
var (
	deedsZH = `转移|转出|转走|转账|提现|提取|取出|划转|清空|抽走|隐匿|隐藏|藏匿|删除|删掉|下架|撤下|移除|清除|销毁|毁灭|毁掉|篡改|伪造|更换收款|注销`
	thingZH = `资金|资产|账户|帐户|余额|货款|款项|钱|链接|商品|产品|店铺|页面|列表|证据|记录|邮件|文件|数据|存货|库存`
	deedsEN = `mov(e|es|ed|ing)|transfer\w*|withdraw\w*|empt(y|ies|ied|ying)|drain\w*|hid(e|es|den|ing)|conceal\w*|delet\w*|remov\w*|tak(e|es|ing) down|destroy\w*|eras\w*|alter\w*|purg\w*|shred\w*|clos(e|es|ing)`
	thingEN = `money|funds?|assets?|accounts?|balances?|proceeds|listings?|products?|stores?|pages?|evidence|records?|e-?mails?|documents?|data|inventory|stock`

	forbidden = regexp.MustCompile(`(?is)(?:` + deedsZH + `).{0,12}(?:` + thingZH + `)|(?:` + thingZH + `).{0,12}(?:` + deedsZH + `)|` +
		`\b(?:` + deedsEN + `)\b.{0,40}\b(?:` + thingEN + `)\b|\b(?:` + thingEN + `)\b.{0,40}\b(?:` + deedsEN + `)\b`)
)

// forbids reports whether words advise what nobody may be advised.
func forbids(words string) bool {
	plain, _ := normal(words)
	return forbidden.MatchString(plain) || forbidden.MatchString(strings.ReplaceAll(plain, " ", ""))
}

// accuses reports whether words say that somebody infringes, where it is only
// alleged.
func accuses(words string) bool {
	low := strings.ToLower(words)
	zh := strings.Contains(low, "侵权") || strings.Contains(low, "侵犯")
	en := strings.Contains(low, "infring") || strings.Contains(low, "counterfeit")
	return zh && !strings.Contains(low, "被指") && !strings.Contains(low, "涉嫌") && !strings.Contains(low, "指控") ||
		en && !strings.Contains(low, "alleg") && !strings.Contains(low, "accus") && !strings.Contains(low, "claim")
}

var figures = regexp.MustCompile(`\d[\d,.]*\d|\d`)

// countable reports whether every number in words stands in one of texts, also
// as part of another: "26-cv-00011" holds 26.
func countable(words string, texts []field) bool {
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(t.text + "\n")
	}
	have := strings.ReplaceAll(all.String(), ",", "")
	for _, n := range figures.FindAllString(words, -1) {
		if !strings.Contains(have, strings.Trim(strings.ReplaceAll(n, ",", ""), ".")) {
			return false
		}
	}
	return true
}
