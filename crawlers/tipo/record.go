package tipo

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A record is one mark, as a row of the open data or of the gazette tells it.
type record struct {
	serial  string
	act     string
	day     crawlers.Date
	name    string // as the office writes it
	forms   []string
	classes []int
	goods   []string
	people  []crawlers.Party // owners, then agents
	fields  map[string]any   // its own
}

var number = regexp.MustCompile(`^[0-9A-Z]{9}$`)

// day reads a day as the open data (2022/03/16) or the gazette (111.03.16, of
// the calendar that begins with 1912) writes it.
func day(s string) (crawlers.Date, bool) {
	y, rest, ok := strings.Cut(s, ".")
	if !ok {
		return register.Day("2006/1/2", s)
	}
	year, err := strconv.Atoi(y)
	if err != nil || year < 1 || year > 300 {
		return crawlers.Date{}, false
	}
	return register.Day("2006.1.2", fmt.Sprintf("%d.%s", year+1911, rest))
}

// application reads a row of the open data.
func application(e register.Element) record {
	r := record{act: register.Applied, fields: map[string]any{}}
	for c := range e.Children() {
		name := string(c.Name())
		switch name {
		case "appl-no":
			r.serial = c.Line()
		case "appl-date":
			r.day, _ = day(c.Line())
		case "tmark-name":
			r.name = c.Line()
		case "tmark-draft-c", "tmark-draft-e", "tmark-draft-j":
			r.forms = append(r.forms, c.Line())
		case "goodsclasses":
			r.addGoods(c)
			continue
		case "parties":
			r.addParties(c)
			continue
		case "tmark-image-url":
			continue
		case "tmark-class", "tmark-class-desc", "tmark-type", "tmark-type-desc", "tmark-color", "tmark-color-desc", "tmark-sign", "word-description", "receive-date":
		default:
			c.Unknown()
			continue
		}
		r.fields[name] = c.Line()
	}
	return r
}

func (r *record) addGoods(e register.Element) {
	var own []map[string]string
	for c := range e.Children() {
		class, goods := c.Child("goodsclass-code").Line(), c.Child("goods-name").Line()
		r.addClass(class)
		if goods != "" {
			r.goods = append(r.goods, goods)
		}
		own = append(own, map[string]string{"goodsclass-code": class, "goods-group": c.Child("goods-group").Line()})
	}
	r.fields["goodsclasses"] = own
}

func (r *record) addClass(class string) {
	if n, ok := register.Class(class); ok {
		r.classes = append(r.classes, n)
	}
}

func (r *record) addParties(e register.Element) {
	for c := range e.Child("applicants").Children() {
		p := named(crawlers.Applicant, c.Child("chinese-name").Line(), c.Child("english-name").Line(), c.Child("japanese-name").Line())
		if country := register.Country(c.Child("country-code").Line()); country != "" {
			p.Country = country
		}
		if register.Company(p.Name) {
			p.Address = c.Child("address").Line()
		}
		r.add(p)
	}
	for c := range e.Child("agents").Children() {
		r.add(named(crawlers.Agent, c.Child("chinese-name").Line()))
	}
}

// publication reads a row of the gazette.
func publication(e register.Element) record {
	r := record{act: register.Published, fields: map[string]any{}}
	var agents []crawlers.Party
	for c := range e.Children() {
		name := string(c.Name())
		switch name {
		case "CaseNo":
			r.serial = c.Line()
		case "SDate":
			r.day, _ = day(c.Line())
		case "Trademark_Name":
			r.name = c.Line()
		case "RegContentClassification":
			r.addClass(c.Child("Class").Line())
			continue
		case "RegContentOwner":
			r.add(named(crawlers.Owner, c.Child("AChinese").Line(), c.Child("AEnglish").Line()))
			continue
		case "RegContentAgent":
			agents = append(agents, named(crawlers.Agent, c.Child("BChinese").Line()))
			continue
		case "RegisterNo", "Trademark_Design", "Filing_Date", "EDate", "Mark_Type", "ServiceMark":
		default:
			c.Unknown()
			continue
		}
		r.fields[name] = c.Line()
	}
	for _, a := range agents {
		r.add(a)
	}
	return r
}

// maxPeople is more than any mark has.
const maxPeople = 500

func (r *record) add(p crawlers.Party) {
	if p.Name != "" && len(r.people) < maxPeople {
		r.people = append(r.people, p)
	}
}

// named returns a party by the first of its names that there is.
func named(role crawlers.Role, names ...string) crawlers.Party {
	names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
	if len(names) == 0 {
		return crawlers.Party{}
	}
	return crawlers.Party{Role: role, Name: names[0], Aliases: slices.Clip(names[1:]), Country: origin(names[0])}
}

// origins are the words that the office puts before the names of companies
// from abroad.
var origins = map[string]string{
	"大陸商": "CN", "香港商": "HK", "澳門商": "MO", "美商": "US", "日商": "JP", "韓商": "KR", "南韓商": "KR", "德商": "DE", "英商": "GB", "法商": "FR",
	"義大利商": "IT", "義商": "IT", "瑞士商": "CH", "瑞典商": "SE", "荷蘭商": "NL", "新加坡商": "SG", "馬來西亞商": "MY", "西班牙商": "ES", "加拿大商": "CA",
	"開曼群島商": "KY", "澳大利亞商": "AU", "以色列商": "IL", "丹麥商": "DK", "波蘭商": "PL", "土耳其商": "TR", "泰商": "TH", "印度商": "IN",
	"英屬維京群島商": "VG", "薩摩亞商": "WS", "塞席爾商": "SC",
}

// origin returns the country that a name begins with.
func origin(name string) string {
	before, _, ok := strings.Cut(name, "商")
	if !ok {
		return ""
	}
	return register.Country(origins[before+"商"])
}

// filing makes the filing of a record, or says why it is none.
func (r *record) filing() (f crawlers.Filing, why string) {
	switch {
	case !number.MatchString(r.serial):
		return f, "no application number"
	case r.day.IsZero():
		return f, "no day for the act"
	}
	raw, err := json.Marshal(r.fields)
	if err != nil {
		return f, "its own fields cannot be kept"
	}
	s := register.Subject{Text: words(r.name), Classes: r.classes, Goods: r.goods}
	s.Forms = scripts(s.Text)
	for _, form := range r.forms {
		s.Forms = append(s.Forms, words(form))
	}
	for _, p := range r.people {
		if p.Role != crawlers.Agent {
			s.Owners = append(append(s.Owners, p.Name), p.Aliases...)
		}
	}
	return crawlers.Filing{
		Key:     register.Key(office, r.serial),
		Slug:    r.act,
		Act:     r.act,
		Kind:    crawlers.Squatting,
		Title:   register.Title(s.Text, r.serial),
		Filed:   r.day,
		Parties: r.people,
		Marks:   s.Marks(),
		Text:    r.text(s),
		Raw:     raw,
	}, ""
}

// text tells the record in a few lines.
func (r *record) text(s register.Subject) string {
	head := "Applied for: "
	if r.act == register.Published {
		head = "Registered, and published for opposition: "
	}
	lines := []string{head + r.day.Format(time.DateOnly)}
	if s.Text != "" {
		lines = append(lines, "Mark: "+s.Text)
	}
	for _, m := range s.Marks()[:min(1, len(s.Marks()))] {
		var classes []string
		for _, n := range m.Classes {
			classes = append(classes, strconv.Itoa(n))
		}
		if len(classes) > 0 {
			lines = append(lines, "Classes: "+strings.Join(classes, ", "))
		}
		if m.Goods != "" {
			lines = append(lines, m.Goods)
		}
	}
	return strings.Join(lines, "\n")
}
