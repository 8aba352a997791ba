package listing

import (
	"bytes"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"tocsin/crawlers"
)

// A Change is one difference of two versions of a rule.
type Change struct {
	Key  string `json:"key"` // fields.filed.layout[0]
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
	Says Words  `json:"says"`
}

// Changes returns how one version of a rule differs from another, in the order
// of their keys.
func Changes(before, after Rule) ([]Change, error) {
	a, err := flat(before)
	if err != nil {
		return nil, err
	}
	b, err := flat(after)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	var out []Change
	for _, key := range slices.Sorted(maps.Keys(all)) {
		old, was := a[key]
		now, is := b[key]
		if was && is && old == now {
			continue
		}
		name := called(key)
		c := Change{Key: key, Old: old, New: now}
		switch {
		case !was:
			c.Says = Words{fmt.Sprintf("新增%s：%s", name, now), fmt.Sprintf("%s is new: %s", key, now)}
		case !is:
			c.Says = Words{fmt.Sprintf("删去%s（原为 %s）", name, old), fmt.Sprintf("%s is gone (it was %s)", key, old)}
		default:
			c.Says = Words{fmt.Sprintf("%s由 %s 改为 %s", name, old, now), fmt.Sprintf("%s was %s and is %s", key, old, now)}
		}
		out = append(out, c)
	}
	return out, nil
}

// flat is a rule as values by key.
func flat(r Rule) (map[string]string, error) {
	doc, err := r.YAML()
	if err != nil {
		return nil, fmt.Errorf("listing: %w", err)
	}
	var tree any
	if err := yaml.NewDecoder(bytes.NewReader(doc)).Decode(&tree); err != nil {
		return nil, fmt.Errorf("listing: %w", err)
	}
	out := map[string]string{}
	flatten("", tree, out)
	return out, nil
}

func flatten(key string, v any, out map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, one := range v {
			flatten(strings.TrimPrefix(key+"."+k, "."), one, out)
		}
	case []any:
		for i, one := range v {
			flatten(fmt.Sprintf("%s[%d]", key, i), one, out)
		}
	case nil:
	default:
		out[key] = fmt.Sprint(v)
	}
}

// names are what people call the keys that change.
var names = []struct{ prefix, zh string }{
	{"name", "短名"}, {"title", "来源名称"}, {"publisher", "发布机构"}, {"terms", "使用条件"}, {"timeout", "一次访问的时限"},
	{"max_body", "一页的大小上限"}, {"rank", "优先级"}, {"schedule", "访问时间"}, {"zone", "时区"}, {"pace", "请求间隔"}, {"fresh", "新消息期限"},
	{"expect.silence", "最长静默期"},
	{"expect.max", "条数上限"}, {"expect.shrink", "允许减少的比例"}, {"expect.unread", "允许读不到的页数"}, {"expect", "条数下限"}, {"list.urls", "列表网址"}, {"list.next", "下一页"}, {"list", "翻页"},
	{"format", "页面格式"}, {"rows", "行的选择器"}, {"empty", "空列表标志"},
	{"fields.number", "案号"}, {"fields.title", "标题"}, {"fields.filed", "日期"}, {"fields.parties", "当事人"}, {"fields.marks", "商标"},
	{"fields.classes", "类别"}, {"fields.goods", "商品"}, {"fields.url", "链接"}, {"fields.text", "正文"}, {"fields.act", "行为"}, {"fields.place", "行为编号"},
	{"key", "案号规则"}, {"acts", "行为用词"}, {"act", "行为"}, {"place", "行为编号"}, {"detail", "详情页"}, {"kind", "案件类型"},
}

// called returns a key with what people call it.
func called(key string) string {
	for _, n := range names {
		if rest, ok := strings.CutPrefix(key, n.prefix); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return fmt.Sprintf("%s（%s）", n.zh, key)
		}
	}
	return key
}

// A Comparison says what another version of a rule would have told of pages
// that are stored.
type Comparison struct {
	Pages int `json:"pages"`
	Same  int `json:"same"` // filings that both give, alike

	More    []Told `json:"more,omitempty"`    // 多报: what only the new one gives
	Fewer   []Told `json:"fewer,omitempty"`   // 少报: what only the old one gives
	Changed []Told `json:"changed,omitempty"` // what both give, with other content

	Counts struct {
		More    int `json:"more"`
		Fewer   int `json:"fewer"`
		Changed int `json:"changed"`
	} `json:"counts"` // of all, also those not listed

	Unread []Unread `json:"unread,omitempty"` // pages that one of them did not read well
	Cut    bool     `json:"cut,omitempty"`    // there were more filings than are compared
}

// Told is a filing of a comparison.
type Told struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Filed crawlers.Date `json:"filed"`
	Page  string        `json:"page"`          // where it stands
	Old   string        `json:"old,omitempty"` // of one that changed, what it was called
}

// Unread is how a page ended with each version, where one did not end well.
type Unread struct {
	Page string         `json:"page"`
	Old  crawlers.State `json:"old"`
	New  crawlers.State `json:"new"`
	Why  string         `json:"why,omitempty"`
}

// Limits of a comparison.
const (
	maxCompared = 200_000
	maxListed   = 200
)

type version struct {
	told   Told
	digest string
}

// Compare reads pages with two versions of a rule. Of a filing that stands on
// several pages the last counts, as it would have. The error is that of pages,
// or RuleErrors.
func Compare(before, after Rule, pages iter.Seq2[crawlers.Page, error]) (out Comparison, err error) {
	a, err := planned(before)
	if err != nil {
		return out, fmt.Errorf("the old version: %w", err)
	}
	b, err := planned(after)
	if err != nil {
		return out, fmt.Errorf("the new version: %w", err)
	}
	was, is := map[string]version{}, map[string]version{}
	for page, err := range pages {
		if err != nil {
			return out, err
		}
		out.Pages++
		old, oldWhy := out.gather(a, page, was)
		now, nowWhy := out.gather(b, page, is)
		if (!old.Well() || !now.Well()) && len(out.Unread) < maxListed {
			why := nowWhy
			if why == "" {
				why = oldWhy
			}
			out.Unread = append(out.Unread, Unread{page.URL, old, now, why})
		}
	}
	list := func(to *[]Told, n *int, t Told) {
		if *n++; len(*to) < maxListed {
			*to = append(*to, t)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(is)) {
		v := is[id]
		switch old, ok := was[id]; {
		case !ok:
			list(&out.More, &out.Counts.More, v.told)
		case old.digest == v.digest:
			out.Same++
		default:
			if old.told.Title != v.told.Title {
				v.told.Old = old.told.Title
			}
			list(&out.Changed, &out.Counts.Changed, v.told)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		if _, ok := is[id]; !ok {
			list(&out.Fewer, &out.Counts.Fewer, was[id].told)
		}
	}
	return out, nil
}

// gather reads a page with one version.
func (c *Comparison) gather(p *plan, page crawlers.Page, into map[string]version) (crawlers.State, string) {
	source := p.source()
	state, err := source.Read(page, slog.New(slog.DiscardHandler), func(f crawlers.Filing) error {
		id := f.ID()
		if _, known := into[id]; !known && len(into) >= maxCompared {
			c.Cut = true
			return nil
		}
		digest := f
		digest.Raw = nil // the cells as they are written are not what is told
		into[id] = version{Told{ID: id, Title: f.Title, Filed: f.Filed, Page: page.URL}, digest.Digest()}
		return nil
	})
	if err != nil {
		return state, err.Error()
	}
	return state, ""
}
