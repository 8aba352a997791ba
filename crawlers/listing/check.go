package listing

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
	"tocsin/crawlers/register"
	"tocsin/crawlers/section337"
)

// Acts returns the closed list of the acts of a kind, or nil.
func Acts(k crawlers.Kind) []string {
	switch k {
	case crawlers.Section337:
		return section337.Words()
	case crawlers.Lawsuit:
		return docket.Stages()
	case crawlers.Squatting:
		return register.Acts
	}
	return nil
}

// Roles are those that a party of a rule may have.
var Roles = []crawlers.Role{
	crawlers.Complainant, crawlers.Respondent, crawlers.Plaintiff, crawlers.Defendant,
	crawlers.Applicant, crawlers.Owner, crawlers.Opponent, crawlers.Agent, crawlers.LawFirm,
}

// Formats are those that a page may have.
var Formats = []string{"html", "xml", "json", "csv"}

// Limits of a rule.
const (
	maxURLs     = 20
	maxPages    = 200
	maxDetails  = 500
	maxSelect   = 500 // bytes of a selector or a regular expression
	maxProgram  = 2_000
	maxPartyFs  = 20
	maxWords    = 500
	maxTimeout  = time.Hour
	maxBodySize = 64 << 20
	leastGap    = 5 * time.Minute // between two visits
)

var (
	nameRule      = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	authorityRule = regexp.MustCompile(`^[a-z]{2}-[a-z0-9][a-z0-9-]{0,29}$`)
	placeRule     = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,59}$`)
)

// checker gathers what is wrong.
type checker struct{ problems RuleErrors }

func (c *checker) bad(is bool, key, zh, en string) {
	if is {
		c.problems = append(c.problems, Problem{Key: key, Says: Words{zh, en}})
	}
}

// err adds an error of reading the value of a key.
func (c *checker) err(key, zh string, err error) {
	if err != nil {
		if w, ok := Explain(err); ok {
			c.bad(true, key, zh+"："+w.ZH, w.EN)
			return
		}
		c.bad(true, key, zh, err.Error())
	}
}

// Check returns what is wrong with the rule; nil is nothing.
func (r Rule) Check() RuleErrors {
	r = r.filled()
	var c checker
	c.bad(!nameRule.MatchString(r.Name), "name", "要用小写字母、数字和连字符写的短名，如 nm-new-cases", "want a short name of a-z, 0-9 and hyphens, such as nm-new-cases")
	c.bad(r.Title["zh"] == "" || r.Title["en"] == "", "title", "zh 与 en 都要写", "want zh and en")
	acts := Acts(r.Kind)
	c.bad(acts == nil, "kind", "要写 section-337、lawsuit 或 squatting", "want section-337, lawsuit or squatting")
	r.checkWhen(&c)
	r.checkList(&c)
	if !slices.Contains(Formats, r.Format) {
		c.bad(true, "format", "要写 html、xml、json 或 csv", "want html, xml, json or csv")
		return c.problems // nothing below can be told right from wrong
	}
	if r.Format == "csv" {
		c.bad(r.Rows != "", "rows", "csv 的每一行就是一行，不要写 rows", "each line of csv is a row: take it out")
	} else {
		c.bad(r.Rows == "", "rows", "写一行是什么的选择器", "want the selector of what is one row")
		c.selector(r.Format, "rows", r.Rows, false)
	}
	c.selector(r.Format, "empty", r.Empty, false)
	c.bad(r.Format == "csv" && r.Empty != "", "empty", "csv 不需要 empty", "csv needs none: take it out")
	c.fields(r, "fields", r.Fields)
	r.checkKey(&c)
	r.checkActs(&c, acts)
	if r.Detail != nil {
		r.checkDetail(&c)
	}
	return c.problems
}

func (r Rule) checkWhen(c *checker) {
	m := crawlers.Meta{Schedule: r.Schedule, Zone: r.Zone}
	at, err := m.Next(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC))
	key := "schedule"
	if err != nil && strings.HasPrefix(err.Error(), "zone") {
		key = "zone"
	}
	c.bad(r.Zone == "", "zone", "要写时区，如 America/Chicago", "want a name like America/Chicago")
	c.err(key, "写得不对：时间为五段 cron（如 20 6-22/2 * * *，不落在当地 1:00–3:00），时区如 America/Chicago", err)
	if err == nil {
		for range 20 {
			next, err := m.Next(at)
			if err != nil || next.IsZero() {
				c.bad(true, "schedule", "这个时间永远不会到来", "that moment never comes")
				break
			}
			if next.Sub(at) < leastGap {
				c.bad(true, "schedule", "两次访问至少相隔五分钟", "want at least five minutes between two visits")
				break
			}
			at = next
		}
	}
	c.bad(r.Pace < time.Second, "pace", "对同一网站的两次请求至少相隔一秒，如 5s", "want at least a second between two requests, such as 5s")
	c.bad(r.Timeout < 0 || r.Timeout > maxTimeout, "timeout", "一次访问最长一小时", "want at most an hour")
	c.bad(r.MaxBody < 0 || r.MaxBody > maxBodySize, "max_body", "一页最多 67108864 字节", "want at most 67108864 bytes")
	c.bad(r.Fresh <= 0 || r.Fresh > 400*24*time.Hour, "fresh", "多久以内的算新消息，如 504h（21 天）", "want how old an act may be to be told, such as 504h")
	c.bad(r.Rank < 0 || r.Rank > 100, "rank", "要写 1 到 100", "want 1 to 100")
	e := r.Expect
	c.bad(e.Weekday < 0 || e.Weekend < 0 || e.Max < 0 || e.Unread < 0, "expect", "条数不能是负数", "counts cannot be negative")
	c.bad(e.Weekday == 0 && e.Weekend == 0 && r.Empty == "", "expect.weekday",
		"写正常工作日的列表至少有几条；若列表可以为空，写 empty：空列表上会有什么", "want the fewest filings that a list has on a weekday; or, where it may have none, what stands on it then (empty)")
	c.bad(e.Shrink < 0 || e.Shrink >= 1, "expect.shrink", "要写不足一的小数，如 0.02", "want a part of one such as 0.02")
	c.bad(e.Silence <= 0, "expect.silence", "写最长多久没有新内容就要有人去看，如 96h", "want the longest time without anything new, such as 96h")
}

func (r Rule) checkList(c *checker) {
	l := r.List
	c.bad(len(l.URLs) == 0 || len(l.URLs) > maxURLs, "list.urls", "写 1 到 20 个列表网址", "want 1 to 20 addresses of lists")
	c.bad(l.Pages < 1 || l.Pages > maxPages, "list.pages", "要写 1 到 200", "want 1 to 200")
	c.bad(l.First < 0 || l.Last < l.First || l.Last-l.First >= maxPages, "list.last", "first 到 last 最多 200 页", "want first to last of at most 200 pages")
	counted := false
	for i, address := range l.URLs {
		key := fmt.Sprintf("list.urls[%d]", i)
		n := strings.Count(address, "{n}")
		counted = counted || n > 0
		c.bad(n > 1, key, "{n} 只能写一次", "want {n} once")
		why := checkAddress(strings.ReplaceAll(address, "{n}", "1"))
		c.bad(why != Words{}, key, why.ZH, why.EN)
		c.bad(n > 0 && strings.Contains(hostOf(address), "{"), key, "{n} 不能在主机名里", "want {n} behind the host's name")
	}
	c.bad(counted && l.Next != "", "list.next", "网址里有 {n} 就不要再写 next", "an address with {n} needs none: take one of them out")
	c.selector(r.Format, "list.next", l.Next, false)
	c.bad(l.Next != "" && r.Format == "csv", "list.next", "csv 没有下一页链接，用 {n}", "csv has no links: use {n}")
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// checkAddress says why an address is none of the open web; no words are fine.
// What a name resolves to the transport looks at when it dials.
func checkAddress(address string) Words {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > 2_000 || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return Words{
			fmt.Sprintf("%.100q 不是网址，要写成 https://court.example/new-cases 这样", address),
			fmt.Sprintf("%.100q: want an address such as https://court.example/new-cases", address),
		}
	case u.User != nil:
		return Words{
			fmt.Sprintf("%.100q：网址里不能有账号和密码", u.Redacted()),
			fmt.Sprintf("%.100q: want no account in an address", u.Redacted()),
		}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil || strings.Trim(host, "0123456789.x") == "" {
		return Words{
			fmt.Sprintf("%.100q：要写主机名，不能写 IP 地址", address),
			fmt.Sprintf("%.100q: want the name of a host, not its number", address),
		}
	}
	if !strings.Contains(host, ".") || slices.ContainsFunc([]string{".localhost", ".local", ".internal", ".home.arpa", ".lan"}, func(s string) bool { return strings.HasSuffix(host, s) }) {
		return Words{
			fmt.Sprintf("%.100q：只能抓取公开网站，不能是本机或内网地址", address),
			fmt.Sprintf("%.100q: want a host of the open web, not this machine or an inner network", address),
		}
	}
	return Words{}
}

func (c *checker) selector(format, key, text string, inRow bool) {
	if text == "" || !slices.Contains(Formats, format) {
		return
	}
	s, err := compile(format, text)
	c.err(key, "选择器写得不对", err)
	c.bad(err == nil && inRow && strings.HasPrefix(s.xpath, "/"), key, "行内的 XPath 要以 ./ 或 .// 开头，否则会选到整页", "XPath within a row begins with ./ or .//, or else it selects in the whole page")
}

func (c *checker) regexp(key, text string) {
	_, err := compileRegexp(text)
	c.err(key, "正则表达式写得不对", err)
}

// compileRegexp reads a regular expression that is small enough to be run on
// every row.
func compileRegexp(text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	if len(text) > maxSelect {
		return nil, wrong("最长 %d 字节", "want at most %d bytes of regular expression", maxSelect)
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, badRegexp(err)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, badRegexp(err)
	}
	if len(program.Inst) > maxProgram {
		return nil, wrong("%.60q 重复次数过多，请用 * 或较小的次数", "regular expression %.60q repeats too much: use * or smaller counts", text)
	}
	return regexp.Compile(text)
}

func (c *checker) fields(r Rule, at string, fs Fields) {
	for _, must := range []struct {
		name  string
		field *Field
	}{{"number", fs.Number}, {"title", fs.Title}, {"filed", fs.Filed}} {
		c.bad(must.field == nil, at+"."+must.name, "这一项必须有", "must be there")
	}
	for _, n := range fs.named() {
		c.field(r, at+"."+n.name, *n.field)
	}
	c.bad(len(fs.Parties) > maxPartyFs, at+".parties", "最多 20 项", "want at most 20")
	for i, p := range fs.Parties {
		key := fmt.Sprintf("%s.parties[%d]", at, i)
		c.bad(!slices.Contains(Roles, p.Role), key+".role", "角色要写 plaintiff、defendant、applicant、owner 等", fmt.Sprintf("want one of %s", words(Roles)))
		c.field(r, key, p.Field)
	}
	if fs.Filed != nil {
		c.bad(len(fs.Filed.Layout) == 0, at+".filed.layout", "写日期的写法，如 [MM/DD/YYYY]", "want how days are written, such as [MM/DD/YYYY]")
		for i, l := range fs.Filed.Layout {
			_, err := layoutOf(l)
			c.err(fmt.Sprintf("%s.filed.layout[%d]", at, i), "日期写法不对", err)
		}
		if _, err := time.LoadLocation(fs.Filed.Zone); err != nil {
			c.bad(true, at+".filed.zone", "时区要写成 America/Chicago 这样", "want a name like America/Chicago")
		}
	}
}

func (c *checker) field(r Rule, key string, f Field) {
	c.selector(r.Format, key+".select", f.Select, true)
	c.bad(f.Select == "" && r.Format == "csv", key+".select", "写列名，或 #3 这样的列号", "want the head of a column, or its number such as #3")
	c.bad(f.Attr != "" && r.Format != "html" && r.Format != "xml", key+".attr", "只有 html 和 xml 有属性", "only html and xml have attributes")
	c.regexp(key+".match", f.Match)
	c.bad(f.Take != "" && f.Match == "", key+".take", "要先有 match", "want a match to take from")
	c.bad(len(f.Take) > maxSelect || len(f.Split) > 20, key, "take 或 split 太长", "take or split is too long")
	c.bad(len(f.Layout) > 0 && !strings.HasSuffix(key, ".filed"), key+".layout", "只有 filed 有日期写法", "only filed has a layout")
}

func (r Rule) checkKey(c *checker) {
	c.bad(!authorityRule.MatchString(r.Key.Authority), "key.authority", "机构代码如 us-nmd、eu-tm，与已有来源一致才能并案", "want the authority's code, such as us-nmd or eu-tm, as other places have it")
	c.regexp("key.match", r.Key.Match)
	c.bad(r.Key.Take != "" && r.Key.Match == "", "key.take", "要先有 match", "want a match to take from")
}

func (r Rule) checkActs(c *checker, acts []string) {
	c.bad(r.Act != "" && !slices.Contains(acts, r.Act), "act", "这类案件没有这个行为", fmt.Sprintf("want one of %s", strings.Join(acts, ", ")))
	c.bad(r.Act != "" && r.Fields.Act != nil, "act", "act 与 fields.act 只能有一个", "want act or fields.act, not both")
	c.bad(len(r.Acts) > maxWords, "acts", "最多 500 个词", "want at most 500 words")
	for word, act := range r.Acts {
		c.bad(!slices.Contains(acts, act), "acts", fmt.Sprintf("%.40q：没有 %.40q 这个行为", word, act), fmt.Sprintf("%.40q: %.40q is none; want one of %s", word, act, strings.Join(acts, ", ")))
	}
	c.bad(r.Place != "" && !placeRule.MatchString(r.Place), "place", "如 entry.1", "want a word such as entry.1")
	c.bad(r.Place != "" && r.Fields.Place != nil, "place", "place 与 fields.place 只能有一个", "want place or fields.place, not both")
	c.bad(r.Act == "" && r.Fields.Act == nil && r.Place == "" && r.Fields.Place == nil, "act",
		"写 act（每行同一行为），或 fields.act，或 place", "want act for all rows, fields.act or a place: an act must have a name")
}

func (r Rule) checkDetail(c *checker) {
	d := r.Detail
	c.bad(r.Format != "html", "detail", "只有 html 能有详情页", "only html has pages of rows")
	c.bad(d.Pages < 1 || d.Pages > maxDetails, "detail.pages", "要写 1 到 500", "want 1 to 500")
	c.field(r, "detail.link", d.Link)
	c.regexp("detail.address", d.Address)
	c.bad(d.Address == "", "detail.address", "写详情页网址的正则表达式", "want a regular expression of the addresses of such pages")
	if address, err := compileRegexp(d.Address); err == nil && address != nil {
		for _, u := range r.List.URLs {
			c.bad(address.MatchString(strings.ReplaceAll(u, "{n}", strconv.Itoa(r.List.First))), "detail.address", "不能与列表网址相符", "must not match the address of a list")
		}
	}
	c.selector(r.Format, "detail.rows", d.Rows, false)
	c.fields(r, "detail.fields", d.Fields)
}

func words(roles []crawlers.Role) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return strings.Join(out, ", ")
}
