package alerts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"tocsin/alerts/names"
)

// A Threshold is a number that decides what people are told. What it does as it
// is shipped is measured on labelled examples; one that has a name may be set
// otherwise, in [Limits], by people who have seen what that would have done.
type Threshold struct {
	Name        string            // "like.same"; "" is the program's own
	Says        map[string]string // by language: zh, en
	Value       string            // in force
	Shipped     float64
	Least, Most float64
	Whole       bool // of things that are counted
}

// The names of the thresholds that may be set.
const (
	limitLike     = "like."     // and how near the goods are
	limitDisguise = "disguise." // likewise
	limitPress    = "press."    // likewise
	limitRaise    = "squat.raise"
	limitNoise    = "noise.month"
	limitHabit    = "habit.suits"
)

// kinships are the ends of the names of the thresholds of marks.
var kinships = []struct {
	name string
	of   names.Kinship
	says map[string]string
}{
	{"same", names.SameClass, map[string]string{"zh": "同类商品上", "en": "goods of one class"}},
	{"related", names.RelatedClass, map[string]string{"zh": "类似商品上", "en": "related goods"}},
	{"unknown", names.UnknownClass, map[string]string{"zh": "商品类别不明时", "en": "goods that are not known"}},
}

// habitual is from how many suits against many sellers in a year a plaintiff's
// next one is taken for another.
const habitual = 3

// settable are the thresholds that may be set, in the order people read them.
var settable = func() (out []Threshold) {
	add := func(name string, shipped, least, most float64, whole bool, zh, en string) {
		out = append(out, Threshold{name, map[string]string{"zh": zh, "en": en}, "", shipped, least, most, whole})
	}
	for _, k := range kinships {
		add(limitLike+k.name, likeEnough[k.of], names.Alike, 1, false, "近似商标："+k.says["zh"]+"的最低相似度，低于此不报", "Marks that are alike: the least similarity for "+k.says["en"]+"; below it nobody is told")
	}
	for _, k := range kinships {
		add(limitDisguise+k.name, pressing[k.of].disguise, 0, 1, false, "近似商标：同音或只差一两个字母，"+k.says["zh"]+"即时通知的最低相似度，其余入日报", "Marks that sound alike or differ by a letter or two, for "+k.says["en"]+": the least similarity that is told at once and not in the digest")
	}
	for _, k := range kinships {
		add(limitPress+k.name, pressing[k.of].other, 0, 1, false, "近似商标：其他情形，"+k.says["zh"]+"即时通知的最低相似度，其余入日报", "Marks that are alike otherwise, for "+k.says["en"]+": the least similarity that is told at once and not in the digest")
	}
	add(limitRaise, raiseAt, 3, 20, true, "抢注迹象分值达到此数，级别提高一级", "Signs of squatting of so many points raise the severity by one")
	add(limitHabit, habitual, 2, 100, true, "原告一年内批量卖家案达到此数，其新案按同类处理", "A plaintiff of so many suits against many sellers in a year is taken to bring another")
	add(limitNoise, noisyMonth, 5, 10_000, true, "监测项 30 天命中超过此数，提示过于宽泛", "An entry that hits more often in 30 days is called too broad")
	return out
}()

// Limits are the thresholds that are set otherwise than they are shipped, by
// name. Nil is all as shipped.
type Limits map[string]float64

// of returns a threshold that has a name.
func (l Limits) of(name string) float64 {
	if v, ok := l[name]; ok {
		return v
	}
	i := slices.IndexFunc(settable, func(t Threshold) bool { return t.Name == name })
	return settable[i].Shipped
}

// HabitOf is from how many suits against many sellers in a year a plaintiff's
// next one is taken for another.
func (l Limits) HabitOf() int { return int(l.of(limitHabit)) }

// raiseAt is from how many points on signs of squatting raise the severity.
func (l Limits) raiseAt() int { return int(l.of(limitRaise)) }

// marks are the limits of marks that are alike, by how near their goods are.
type markLimits struct {
	like     map[names.Kinship]float64
	pressing map[names.Kinship]bar
}

func (l Limits) marks() markLimits {
	if len(l) == 0 {
		return markLimits{likeEnough, pressing}
	}
	out := markLimits{map[names.Kinship]float64{}, map[names.Kinship]bar{}}
	for _, k := range kinships {
		out.like[k.of] = l.of(limitLike + k.name)
		out.pressing[k.of] = bar{pressing[k.of].letters, l.of(limitDisguise + k.name), l.of(limitPress + k.name)}
	}
	return out
}

// By returns m with limits in place of those that are shipped.
func (m *Matcher) By(l Limits) *Matcher {
	out := *m
	out.limits, out.likes = l, l.marks()
	return &out
}

// Limits are those by which m matches.
func (m *Matcher) Limits() Limits { return m.limits }

// A LimitError says what is wrong with a threshold, by its name.
type LimitError struct {
	Name string
	Says map[string]string // by language: zh, en
}

func (e *LimitError) Error() string { return e.Name + ": " + e.Says["en"] }

// LimitErrors are all that is wrong.
type LimitErrors []*LimitError

func (e LimitErrors) Error() string {
	var out []string
	for _, one := range e {
		out = append(out, one.Error())
	}
	return strings.Join(out, "\n")
}

// Parse reads a threshold as people write it. The error is a [LimitError].
func (t Threshold) Parse(s string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err == nil && !math.IsNaN(v) && v >= t.Least && v <= t.Most && (!t.Whole || v == math.Trunc(v)) {
		return v, nil
	}
	from, to := number(t.Least), number(t.Most)
	says := map[string]string{"zh": fmt.Sprintf("请填 %s 至 %s 之间的数", from, to), "en": fmt.Sprintf("want a number from %s to %s", from, to)}
	if t.Whole {
		says = map[string]string{"zh": fmt.Sprintf("请填 %s 至 %s 之间的整数", from, to), "en": fmt.Sprintf("want a whole number from %s to %s", from, to)}
	}
	return 0, &LimitError{t.Name, says}
}

// Sets reports whether l has a threshold otherwise than it is shipped.
func (l Limits) Sets(name string) bool {
	v, ok := l[name]
	return ok && v != Limits(nil).of(name)
}

// Check returns what is wrong with limits, as [LimitErrors]; nil is nothing.
func (l Limits) Check() error {
	var out LimitErrors
	for _, name := range slices.Sorted(maps.Keys(l)) {
		i := slices.IndexFunc(settable, func(t Threshold) bool { return t.Name == name })
		if i < 0 {
			out = append(out, &LimitError{name, map[string]string{"zh": "没有这个阈值", "en": "there is no such threshold"}})
			continue
		}
		var wrong *LimitError
		if _, err := settable[i].Parse(number(l[name])); errors.As(err, &wrong) {
			out = append(out, wrong)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, k := range kinships {
		if l.of(limitDisguise+k.name) > l.of(limitPress+k.name) {
			out = append(out, &LimitError{limitDisguise + k.name, map[string]string{
				"zh": fmt.Sprintf("不能高于其他情形的 %s：同音或只差一两个字母的，不应比其他的更难通知到人", number(l.of(limitPress+k.name))),
				"en": fmt.Sprintf("must not be above %s, that of marks that are alike otherwise: what sounds alike says more", number(l.of(limitPress+k.name))),
			}})
		}
	}
	if len(out) > 0 {
		return out
	}
	return nil
}

// ReadLimits reads limits as [Limits.JSON] writes them, and checks them.
func ReadLimits(body []byte) (Limits, error) {
	var l Limits
	in := json.NewDecoder(bytes.NewReader(body))
	if err := in.Decode(&l); err != nil {
		return nil, fmt.Errorf("thresholds: want their names and numbers in JSON: %w", err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("thresholds: something stands behind them")
	}
	if err := l.Check(); err != nil {
		return nil, err
	}
	return l.less(), nil
}

// less is l without what is as shipped.
func (l Limits) less() Limits {
	out := Limits{}
	for name, v := range l {
		if l.Sets(name) {
			out[name] = v
		}
	}
	return out
}

// JSON writes what is set otherwise than shipped, one a line, by name.
func (l Limits) JSON() []byte {
	out, err := json.MarshalIndent(l.less(), "", "  ")
	if err != nil {
		panic(err) // numbers that were checked
	}
	return append(out, '\n')
}

// A LimitChange is a threshold that two limits have otherwise.
type LimitChange struct {
	Threshold
	Old, New string
}

// Changes returns how other limits differ from l.
func (l Limits) Changes(other Limits) []LimitChange {
	var out []LimitChange
	for _, t := range settable {
		if a, b := l.of(t.Name), other.of(t.Name); a != b {
			out = append(out, LimitChange{t, number(a), number(b)})
		}
	}
	return out
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Settable are the thresholds that may be set, with the values of l.
func (l Limits) Settable() []Threshold {
	out := slices.Clone(settable)
	for i := range out {
		out[i].Value = number(l.of(out[i].Name))
	}
	return out
}

// Thresholds are those by which watchlists are matched: those of l, and the
// program's own.
func (l Limits) Thresholds() []Threshold {
	say := func(value, zh, en string) Threshold {
		return Threshold{Says: map[string]string{"zh": zh, "en": en}, Value: value}
	}
	return append(l.Settable(),
		say(number(simAlike), "近似商标：相似度上限（低于全文包含）", "Marks that are alike: the most that likeness counts"),
		say(number(simContained), "名称或标题中整词出现时的相似度", "Whole words of a longer name or title"),
		say(number(simText), "正文中出现时的相似度", "Somewhere in the text"),
		say(number(otherClass), "商品类别不同时的折减系数", "The share that is left where the goods are of other classes"),
		say(strconv.Itoa(defaultBudget), "目的地未设 budget 时，每日即时通知的非紧急预警上限", "Alerts that are not urgent, told at once in a day, where a destination sets no budget"),
		say(strconv.Itoa(markBudget), "同一商标每日即时通知的非紧急预警上限（目的地设 budget: 0 时不限）", "Alerts that are not urgent, told at once in a day of one mark; none where a destination sets budget: 0"),
	)
}
