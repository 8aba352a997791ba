package crawlrules

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

// A sheet is a rule as a form: its fields are named by the keys of the rule, so
// that what is wrong with a key is said at its field.
type sheet struct {
	values url.Values
	wrong  map[string]string // of a field, in the reader's language
	lang   web.Lang
}

// maxLine and maxText bound what is filled in, in bytes. The rule's own limits
// are narrower; these are for what is shown again.
const (
	maxLine = 2_000
	maxText = 40_000
)

// parts are the fields of a row, in the order of the form.
var parts = []string{"number", "title", "filed", "url", "act", "text", "marks", "classes", "goods", "place"}

// partyRows is how many empty rows for parties a form ends with.
const partyRows = 2

// itself is what stands in the form for the selector of the row itself.
const itself = "."

func (s *sheet) bad(field string, t web.Text) { s.badly(field, t.In(s.lang)) }

// badly says what is wrong with a field; the first thing counts.
func (s *sheet) badly(field, says string) {
	if s.wrong == nil {
		s.wrong = map[string]string{}
	}
	if s.wrong[field] == "" {
		s.wrong[field] = says
	}
}

func (s *sheet) line(field string) string {
	v := web.Clean(s.values.Get(field), 1<<20)
	if len(v) > maxLine {
		s.bad(field, texts["wrong.longer"])
		return ""
	}
	return v
}

// exact is line for what is written for machines: every blank of it counts.
func (s *sheet) exact(field string) string {
	v := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s.values.Get(field), ""))
	if len(v) > maxLine {
		s.bad(field, texts["wrong.longer"])
		return ""
	}
	return v
}

// selector is exact but for the blanks around it.
func (s *sheet) selector(field string) string { return strings.TrimSpace(s.exact(field)) }

func (s *sheet) text(field string) []string {
	v := web.CleanText(s.values.Get(field), 1<<20)
	if len(v) > maxText {
		s.bad(field, texts["wrong.longer"])
		return nil
	}
	return slices.DeleteFunc(strings.Split(v, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

func (s *sheet) number(field string) int {
	v := s.line(field)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		s.bad(field, texts["wrong.number"])
	}
	return n
}

// spans are the units that a time may be written in.
var spans = []struct {
	words []string
	unit  time.Duration
}{
	{[]string{"天", "日", "days", "day", "d"}, 24 * time.Hour},
	{[]string{"个小时", "小时", "时", "hours", "hour", "h"}, time.Hour},
	{[]string{"分钟", "分", "minutes", "minute", "min", "m"}, time.Minute},
	{[]string{"秒钟", "秒", "seconds", "second", "s"}, time.Second},
}

// span reads a time: 21 天, 96h, 1h30m.
func (s *sheet) span(field string) time.Duration {
	v := strings.ToLower(s.line(field))
	if v == "" {
		return 0
	}
	if d, err := time.ParseDuration(v); err == nil {
		return d
	}
	for _, unit := range spans {
		for _, word := range unit.words {
			digits, ok := strings.CutSuffix(v, word)
			if n, err := strconv.Atoi(strings.TrimSpace(digits)); ok && err == nil && n >= 0 && n < 1_000_000 {
				return time.Duration(n) * unit.unit
			}
		}
	}
	s.bad(field, texts["wrong.span"])
	return 0
}

// spanText writes a time as span reads it.
func spanText(d time.Duration, l web.Lang) string {
	if d == 0 {
		return ""
	}
	for _, unit := range spans {
		if d%unit.unit == 0 && (unit.unit < 24*time.Hour || d >= 48*time.Hour) {
			word := unit.words[0]
			if l == web.EN {
				word = unit.words[len(unit.words)-1]
			}
			return strconv.FormatInt(int64(d/unit.unit), 10) + word
		}
	}
	return d.String()
}

// rule reads the rule that was filled in, and checks it whole.
func (s *sheet) rule() listing.Rule {
	r := listing.Rule{
		Name: s.line("name"), Title: map[string]string{"zh": s.line("title.zh"), "en": s.line("title.en")},
		Publisher: s.line("publisher"), Terms: s.line("terms"), Kind: crawlers.Kind(s.line("kind")),
		Schedule: s.line("schedule"), Zone: s.line("zone"), Pace: s.span("pace"), Timeout: s.span("timeout"), Fresh: s.span("fresh"),
		MaxBody: int64(s.number("max_body")), Rank: s.number("rank"),
		Expect: crawlers.Expect{
			Weekday: s.number("expect.weekday"), Weekend: s.number("expect.weekend"), Max: s.number("expect.max"),
			Unread: s.number("expect.unread"), Silence: s.span("expect.silence"),
		},
		List: listing.List{
			URLs: s.text("list.urls"), Next: s.selector("list.next"), First: s.number("list.first"), Last: s.number("list.last"), Pages: s.number("list.pages"),
		},
		Format: s.line("format"), Rows: s.selector("rows"), Empty: s.selector("empty"),
		Fields: s.fields("fields"),
		Key:    listing.Key{Authority: s.line("key.authority"), Match: s.exact("key.match"), Take: s.exact("key.take")},
		Act:    s.line("act"), Acts: s.acts(), Place: s.line("place"),
	}
	if v := s.line("expect.shrink"); v != "" {
		var err error
		if r.Expect.Shrink, err = strconv.ParseFloat(v, 64); err != nil {
			s.bad("expect.shrink", texts["wrong.number"])
		}
	}
	if link := s.field("detail.link"); link != nil || s.exact("detail.address") != "" {
		d := listing.Detail{Address: s.exact("detail.address"), Rows: s.selector("detail.rows"), Pages: s.number("detail.pages"), Fields: s.fields("detail.fields")}
		if link != nil {
			d.Link = *link
		}
		r.Detail = &d
	}
	for _, p := range r.Check() {
		says := p.Says.ZH
		if s.lang == web.EN {
			says = p.Says.EN
		}
		field := fieldOf(p.Key)
		if field == "" {
			says = p.Key + ": " + says
		}
		s.badly(field, web.Clean(says, web.LineLength))
	}
	return r
}

// fieldOf returns the field at which what is wrong with a key is said, or "".
func fieldOf(key string) string {
	key = lastOf.ReplaceAllString(key, "$1")
	switch key {
	case "title", "expect", "detail":
		return map[string]string{"title": "title.zh", "expect": "expect.weekday", "detail": "detail.address"}[key]
	}
	if isPart.MatchString(key) {
		key += ".select"
	}
	if labelOf(key) == "" {
		return ""
	}
	return key
}

var (
	lastOf = regexp.MustCompile(`^(list\.urls|.*\.layout)\[\d+\]$`)
	isPart = regexp.MustCompile(`^(?:detail\.link|(?:detail\.)?fields\.(?:[a-z]+|parties\[\d+\]))$`)
)

// acts reads lines such as "Complaint = complaint".
func (s *sheet) acts() map[string]string {
	var out map[string]string
	for _, l := range s.text("acts") {
		i := strings.LastIndex(l, "=")
		if i < 0 {
			s.badly("acts", fmt.Sprintf(texts["wrong.acts"].In(s.lang), web.Clean(l, 60)))
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[strings.TrimSpace(l[:i])] = strings.TrimSpace(l[i+1:])
	}
	return out
}

// field reads what of a row is filled in, nil where nothing is.
func (s *sheet) field(at string) *listing.Field {
	f := listing.Field{
		Select: s.selector(at + ".select"), Attr: s.line(at + ".attr"), Match: s.exact(at + ".match"), Take: s.exact(at + ".take"),
		Split: s.exact(at + ".split"), Zone: s.line(at + ".zone"),
	}
	for one := range strings.SplitSeq(s.line(at+".layout"), "|") {
		if one = strings.TrimSpace(one); one != "" {
			f.Layout = append(f.Layout, one)
		}
	}
	if f.Select == "" && f.Attr == "" && f.Match == "" && f.Take == "" && f.Split == "" && f.Zone == "" && f.Layout == nil {
		return nil
	}
	if f.Select == itself {
		f.Select = ""
	}
	return &f
}

func (s *sheet) fields(at string) (fs listing.Fields) {
	for name, to := range places(&fs) {
		*to = s.field(at + "." + name)
	}
	for i, n := 0, 0; i < maxParties; i++ {
		from := fmt.Sprintf("%s.parties[%d]", at, i)
		role, f := s.line(from+".role"), s.field(from)
		if role == "" && f == nil {
			continue
		}
		if f == nil {
			f = &listing.Field{}
			s.bad(fmt.Sprintf("%s.parties[%d].select", at, n), texts["wrong.select"])
		}
		s.renumber(from, fmt.Sprintf("%s.parties[%d]", at, n))
		fs.Parties = append(fs.Parties, listing.Party{Role: crawlers.Role(role), Field: *f})
		n++
	}
	return fs
}

// maxParties is how many rows for parties are read of a form.
const maxParties = 30

// renumber moves the fields of a party to the place that it has in the rule.
func (s *sheet) renumber(from, to string) {
	if from == to {
		return
	}
	for _, name := range []string{".role", ".select", ".attr", ".match", ".take", ".split"} {
		s.values.Set(to+name, s.values.Get(from+name))
		s.values.Del(from + name)
	}
}

// places are where a rule keeps the fields of a row, by name.
func places(fs *listing.Fields) map[string]**listing.Field {
	return map[string]**listing.Field{
		"number": &fs.Number, "title": &fs.Title, "filed": &fs.Filed, "url": &fs.URL, "act": &fs.Act, "text": &fs.Text,
		"marks": &fs.Marks, "classes": &fs.Classes, "goods": &fs.Goods, "place": &fs.Place,
	}
}

// sheetOf fills a form in with a rule.
func sheetOf(r listing.Rule, l web.Lang) *sheet {
	s := &sheet{values: url.Values{}, lang: l}
	number := func(field string, n int64) {
		if n != 0 {
			s.set(field, strconv.FormatInt(n, 10))
		}
	}
	for field, v := range map[string]string{
		"name": r.Name, "title.zh": r.Title["zh"], "title.en": r.Title["en"], "publisher": r.Publisher, "terms": r.Terms, "kind": string(r.Kind),
		"schedule": r.Schedule, "zone": r.Zone, "pace": spanText(r.Pace, l), "timeout": spanText(r.Timeout, l), "fresh": spanText(r.Fresh, l),
		"expect.silence": spanText(r.Expect.Silence, l), "list.urls": strings.Join(r.List.URLs, "\n"), "list.next": r.List.Next,
		"format": r.Format, "rows": r.Rows, "empty": r.Empty, "key.authority": r.Key.Authority, "key.match": r.Key.Match, "key.take": r.Key.Take,
		"act": r.Act, "place": r.Place,
	} {
		s.set(field, v)
	}
	for field, n := range map[string]int{
		"rank": r.Rank, "expect.weekday": r.Expect.Weekday, "expect.weekend": r.Expect.Weekend, "expect.max": r.Expect.Max, "expect.unread": r.Expect.Unread,
		"list.first": r.List.First, "list.last": r.List.Last, "list.pages": r.List.Pages,
	} {
		number(field, int64(n))
	}
	number("max_body", r.MaxBody)
	if r.Expect.Shrink != 0 {
		s.set("expect.shrink", strconv.FormatFloat(r.Expect.Shrink, 'g', -1, 64))
	}
	var acts []string
	for _, word := range slices.Sorted(maps.Keys(r.Acts)) {
		acts = append(acts, word+" = "+r.Acts[word])
	}
	s.set("acts", strings.Join(acts, "\n"))
	s.fillFields("fields", r.Fields)
	if d := r.Detail; d != nil {
		s.fill("detail.link", &d.Link)
		s.set("detail.address", d.Address)
		s.set("detail.rows", d.Rows)
		number("detail.pages", int64(d.Pages))
		s.fillFields("detail.fields", d.Fields)
	}
	return s
}

func (s *sheet) set(field, v string) {
	if v != "" {
		s.values.Set(field, v)
	}
}

func (s *sheet) fillFields(at string, fs listing.Fields) {
	for name, f := range places(&fs) {
		s.fill(at+"."+name, *f)
	}
	for i, p := range fs.Parties {
		from := fmt.Sprintf("%s.parties[%d]", at, i)
		s.set(from+".role", string(p.Role))
		s.fill(from, &p.Field)
	}
}

func (s *sheet) fill(at string, f *listing.Field) {
	if f == nil {
		return
	}
	s.set(at+".select", f.Select)
	if f.Select == "" {
		s.set(at+".select", itself)
	}
	s.set(at+".attr", f.Attr)
	s.set(at+".match", f.Match)
	s.set(at+".take", f.Take)
	s.set(at+".split", f.Split)
	s.set(at+".layout", strings.Join(f.Layout, " | "))
	s.set(at+".zone", f.Zone)
}

// A section is what of the form belongs together.
type section struct {
	Title, Says string
	Folded      bool // it is opened where it is wanted
	Fields      []web.Field
	Parts       []part
}

// A part is one field of a row: where it stands, and what of it counts.
type part struct {
	Title  string
	Must   bool
	Wrong  bool
	Fields []web.Field
	More   []web.Field // seldom wanted
	Open   bool
}

// basics are the fields of the form's sections that stand by themselves.
var basics = map[string][]string{
	"basic":  {"name", "title.zh", "title.en", "kind", "publisher", "terms"},
	"list":   {"list.urls", "format", "rows", "empty", "list.next", "list.first", "list.last", "list.pages"},
	"act":    {"act", "acts", "place", "key.authority", "key.match", "key.take"},
	"when":   {"schedule", "zone", "fresh", "expect.weekday", "expect.weekend", "expect.silence"},
	"rare":   {"pace", "timeout", "max_body", "rank", "expect.max", "expect.shrink", "expect.unread"},
	"detail": {"detail.address", "detail.rows", "detail.pages"},
}

// sections are the form, for a rule that has a name already or for a new one.
func (s *sheet) sections(f web.Frame, named bool) []section {
	var out []section
	for _, name := range []string{"basic", "list", "row", "act", "when", "rare", "detail"} {
		sec := section{Title: f.T("section." + name), Says: f.T("says." + name)}
		for _, field := range basics[name] {
			if field != "name" || !named {
				sec.Fields = append(sec.Fields, s.shown(f, field))
			}
		}
		switch name {
		case "row":
			sec.Parts = s.shownParts(f, "fields", parts)
		case "rare":
			sec.Folded = !s.anyWrong(basics[name])
		case "detail":
			sec.Parts = append([]part{s.shownPart(f, "detail.link", f.T("part.link"), false)}, s.shownParts(f, "detail.fields", parts)...)
			sec.Folded = s.values.Get("detail.address") == "" && s.values.Get("detail.link.select") == ""
		}
		out = append(out, sec)
	}
	return out
}

func (s *sheet) anyWrong(fields []string) bool {
	return slices.ContainsFunc(fields, func(name string) bool { return s.wrong[name] != "" })
}

func (s *sheet) shownParts(f web.Frame, at string, names []string) (out []part) {
	for _, name := range names {
		out = append(out, s.shownPart(f, at+"."+name, f.T("part."+name), name == "number" || name == "title" || name == "filed"))
	}
	last := -1
	for i := range maxParties {
		if from := fmt.Sprintf("%s.parties[%d]", at, i); s.values.Get(from+".role") != "" || s.values.Get(from+".select") != "" {
			last = i
		}
	}
	for i := range min(last+1+partyRows, maxParties) {
		out = append(out, s.shownPart(f, fmt.Sprintf("%s.parties[%d]", at, i), f.Tf("part.party", i+1), false))
	}
	return out
}

func (s *sheet) shownPart(f web.Frame, at, title string, must bool) part {
	out := part{Title: title, Must: must && strings.HasPrefix(at, "fields.")}
	if strings.Contains(at, "parties[") {
		out.Fields = append(out.Fields, s.shown(f, at+".role"))
	}
	out.Fields = append(out.Fields, s.shown(f, at+".select"), s.shown(f, at+".attr"))
	if strings.HasSuffix(at, ".filed") {
		out.Fields = append(out.Fields, s.shown(f, at+".layout"), s.shown(f, at+".zone"))
	}
	for _, name := range []string{".match", ".take", ".split"} {
		more := s.shown(f, at+name)
		out.More = append(out.More, more)
		out.Open = out.Open || more.Value != "" || more.Error != ""
	}
	for _, one := range slices.Concat(out.Fields, out.More) {
		out.Wrong = out.Wrong || one.Error != ""
	}
	return out
}

// labelOf returns the name of the text that a field is labelled with, or "".
func labelOf(name string) string {
	for _, all := range basics {
		if slices.Contains(all, name) {
			return "label." + name
		}
	}
	i := strings.LastIndex(name, ".")
	if i < 0 || !isPart.MatchString(name[:i]) {
		return ""
	}
	label := "label.part" + name[i:]
	if _, ok := texts[label]; !ok {
		return ""
	}
	return label
}

// shown is a field as it is shown.
func (s *sheet) shown(f web.Frame, name string) web.Field {
	label := labelOf(name)
	out := web.Field{Name: name, Kind: "text", Label: f.T(label), Hint: f.T("help" + strings.TrimPrefix(label, "label")), Value: s.values.Get(name), Error: s.wrong[name]}
	switch name {
	case "list.urls", "acts":
		out.Kind = "area"
	case "kind":
		out.Kind, out.Options = "select", []web.Option{{Value: "", Text: f.T("choose")}}
		for _, k := range kinds {
			out.Options = append(out.Options, web.Option{Value: string(k), Text: f.Word("kind", string(k))})
		}
	case "format":
		out.Kind, out.Options = "select", []web.Option{{Value: "", Text: f.T("choose")}}
		for _, v := range listing.Formats {
			out.Options = append(out.Options, web.Option{Value: v, Text: f.Word("format", v)})
		}
	case "act":
		out.Kind, out.Options = "select", append([]web.Option{{Value: "", Text: f.T("act.none")}}, actOptions(f)...)
	}
	if strings.HasSuffix(name, ".role") {
		out.Kind, out.Options = "select", []web.Option{{Value: "", Text: f.T("role.none")}}
		for _, v := range listing.Roles {
			out.Options = append(out.Options, web.Option{Value: string(v), Text: f.Word("party", string(v))})
		}
	}
	if out.Kind == "select" && !slices.ContainsFunc(out.Options, func(o web.Option) bool { return o.Value == out.Value }) {
		out.Value = ""
	}
	return out
}

var kinds = []crawlers.Kind{crawlers.Lawsuit, crawlers.Section337, crawlers.Squatting}

// actOptions are the acts of all kinds, each with the kind's name.
func actOptions(f web.Frame) (out []web.Option) {
	for _, k := range kinds {
		for _, act := range listing.Acts(k) {
			if slices.ContainsFunc(out, func(o web.Option) bool { return o.Value == act }) {
				continue
			}
			out = append(out, web.Option{Value: act, Text: fmt.Sprintf("%s %s（%s）", f.Word("kind", string(k)), alerts.StageIn(k, act, string(f.Lang)), act)})
		}
	}
	return out
}
