package alerts

import (
	"strconv"

	"tocsin/alerts/names"
)

// A Threshold is a number of the program that decides what people are told, for
// them to look at. It is not for a configuration: what it does is measured on
// labelled examples, and a change of it is measured again.
type Threshold struct {
	Says  map[string]string // by language: zh, en
	Value string
}

// Thresholds are those by which watchlists are matched.
func Thresholds() []Threshold {
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	say := func(value, zh, en string) Threshold {
		return Threshold{map[string]string{"zh": zh, "en": en}, value}
	}
	return []Threshold{
		say(number(likeEnough[names.SameClass]), "近似商标：同类商品上的最低相似度", "Marks that are alike: the least similarity for goods of one class"),
		say(number(likeEnough[names.RelatedClass]), "近似商标：类似商品上的最低相似度", "Marks that are alike: the least for related goods"),
		say(number(likeEnough[names.UnknownClass]), "近似商标：商品类别不明时的最低相似度", "Marks that are alike: the least where the goods are not known"),
		say(number(simAlike), "近似商标：相似度上限（低于全文包含）", "Marks that are alike: the most that likeness counts"),
		say(number(simContained), "名称或标题中整词出现时的相似度", "Whole words of a longer name or title"),
		say(number(simText), "正文中出现时的相似度", "Somewhere in the text"),
		say(number(otherClass), "商品类别不同时的折减系数", "The share that is left where the goods are of other classes"),
		say(strconv.Itoa(noisyMonth), "监测项 30 天命中超过此数，提示过于宽泛", "An entry that hits more often in 30 days is called too broad"),
		say(strconv.Itoa(raiseAt), "抢注迹象分值达到此数，级别提高一级", "Signs of squatting of so many points raise the severity by one"),
		say(strconv.Itoa(defaultBudget), "目的地未设 budget 时，每日即时通知的非紧急预警上限", "Alerts that are not urgent, told at once in a day, where a destination sets no budget"),
		say(strconv.Itoa(markBudget), "同一商标每日即时通知的非紧急预警上限（目的地设 budget: 0 时不限）", "Alerts that are not urgent, told at once in a day of one mark; none where a destination sets budget: 0"),
	}
}
