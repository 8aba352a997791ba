package region

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

const head = "id,name_zh,kind,code,industry,parent,valid_from,valid_to,status\n"

func TestShippedCentersWereSeen(t *testing.T) {
	all := Shipped().All()
	if len(all) < 10 {
		t.Fatalf("%d centers", len(all))
	}
	for _, c := range all {
		if !strings.HasPrefix(c.Status, "seen") {
			t.Errorf("%s is shipped as %q", c.ID, c.Status)
		}
	}
}

func TestReadCentersRefuses(t *testing.T) {
	const national = "n,国家中心,national,,,,,,\n"
	for _, tc := range []struct{ name, table, want string }{
		{"no header", "", "no header"},
		{"unknown column", "id,name_zh,kind,code,phone\n", `unknown column "phone"`},
		{"missing column", "id,name_zh,kind\n", "no column code"},
		{"no place", head + national + "a,甲,local,441999,,,,,\n", `row 3: code "441999" is no place`},
		{"no code", head + national + "a,甲,local,,,,,,\n", `row 3: code "" is no place`},
		{"kind", head + national + "a,甲,branch,330000,,,,,\n", `row 3: kind "branch"`},
		{"industry", head + national + "a,甲,industry,,,,,,\n", "row 3: an industry's branch names no industry"},
		{"twice", head + national + "a,甲,local,330000,,,,,\na,乙,local,330100,,,,,\n", `row 4: id "a" is valid at the same time in row 3`},
		{"overlap", head + national + "a,甲,local,330000,,,2020,2023,\na,甲,local,330000,,,2022-06,,\n", "row 4: id \"a\" is valid at the same time in row 3"},
		{"date", head + national + "a,甲,local,330000,,,spring 2020,,\n", `row 3: valid_from "spring 2020": want YYYY`},
		{"over before it begins", head + national + "a,甲,local,330000,,,2023,2021,\n", "row 3: is over (2021-01-01) before it begins (2023-01-01)"},
		{"parent", head + national + "a,甲,local,330000,,b,,,\n", `row 3: parent "b" is no id`},
		{"loop", head + national + "a,甲,local,330000,,b,,,\nb,乙,local,330100,,a,,,\n", `row 4: is its own parent, by way of "a"`},
		{"own parent", head + national + "a,甲,local,330000,,a,,,\n", "row 3: is its own parent"},
		{"no national one", head + "a,甲,local,330000,,,,,\n", "no row of the kind national"},
		{"fields", head + national + "a,甲,local,330000\n", "row 3: has 4 fields, not 9"},
	} {
		c, err := ReadCenters(strings.NewReader(tc.table))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
		if len(c.All()) != 0 {
			t.Errorf("%s: a table that is refused has rows", tc.name)
		}
	}
}

func TestReadCentersTellsTenMistakes(t *testing.T) {
	table := head + "n,国家中心,national,,,,,,\n"
	for i := range 14 {
		table += fmt.Sprintf("a%d,甲,local,99%04d,,,,,\n", i, i)
	}
	_, err := ReadCenters(strings.NewReader(table))
	if err == nil || strings.Count(err.Error(), "\nrow ") != 10 || !strings.HasSuffix(err.Error(), "and 4 more") {
		t.Errorf("%v", err)
	}
}

var march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func table(t *testing.T) Centers {
	t.Helper()
	c, err := ReadCenters(strings.NewReader("\ufeff# a remark\n" + head +
		"national,国家中心,national,,,,2019,,seen\n" +
		"zhejiang,浙江分中心,local,330000,,,2020,,seen\n" +
		"hangzhou,杭州分中心,local,330100,,zhejiang,2021-07,,seen\n" +
		"jinhua,金华分中心,local,330700,,,2021,2024,seen\n" +
		"jinhua,金华中心,local,330700,,,2025,,\n" +
		"yiwu,义乌分中心,local,330782,,jinhua,2022,,confirmed\n" +
		"shenzhen,深圳分中心,local,440300,,,2020,,recalled (nobody has confirmed it)\n" +
		"pv,光伏分中心,industry,,光伏 photovoltaics,,2023,,seen\n"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told is a routing in short: the leading center has a star.
func told(rs []Routed) string {
	var out []string
	for _, r := range rs {
		id := r.Center.ID
		if r.Part == Lead {
			id += "*"
		}
		out = append(out, id)
	}
	return strings.Join(out, " ")
}

func TestChain(t *testing.T) {
	c := table(t)
	for _, tc := range []struct {
		address string
		day     time.Time
		want    string
	}{
		{"Yiwu, Zhejiang, China", march, "yiwu* jinhua zhejiang national"},
		{"Yongkang, Zhejiang, China", march, "jinhua* zhejiang national"}, // no center of its own
		{"Yongkang, Zhejiang, China", march.AddDate(-2, 0, 0), "zhejiang* national"},
		{"Yuhang District, Hangzhou", march, "hangzhou* zhejiang national"},
		{"Hangzhou", time.Date(2021, 6, 30, 0, 0, 0, 0, time.UTC), "zhejiang* national"},
		{"Hangzhou", time.Date(2021, 7, 1, 0, 0, 0, 0, time.UTC), "hangzhou* zhejiang national"},
		{"Zhejiang, China", march, "zhejiang* national"},
		{"Shenzhen, China", march, "national*"}, // its row waits
		{"Kowloon, Hong Kong", march, "national*"},
		{"Taipei, Taiwan", march, "national*"},
		{"China", march, "national*"},
		{"Hangzhou", time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), ""}, // before there were any
	} {
		if got := told(c.Chain(Find(tc.address, "", ""), "x", tc.day)); got != tc.want {
			t.Errorf("%s on %s: %s, want %s", tc.address, tc.day.Format(time.DateOnly), got, tc.want)
		}
	}
}

func TestForRoutesToWhomTheMatterIsAgainst(t *testing.T) {
	c := table(t)
	party := func(role crawlers.Role, name, address string) crawlers.Party {
		return crawlers.Party{Role: role, Name: name, Address: address}
	}
	for _, tc := range []struct {
		name string
		in   Concern
		want string
	}{
		{"several places", Concern{Parties: []crawlers.Party{
			party(crawlers.Respondent, "", "Hangzhou, China"), party(crawlers.Respondent, "", "Yiwu, Zhejiang, China"), party(crawlers.Respondent, "", "Hangzhou, Zhejiang"),
		}}, "hangzhou* yiwu* zhejiang jinhua national"},
		{"who complains is not sued", Concern{Parties: []crawlers.Party{
			party(crawlers.Complainant, "", "Hangzhou, China"), party(crawlers.Respondent, "", "Yiwu, Zhejiang"),
		}}, "yiwu* jinhua zhejiang national"},
		{"abroad", Concern{Parties: []crawlers.Party{party(crawlers.Defendant, "Acme Inc.", "Irvine, California")}}, ""},
		{"of China, nobody knows where", Concern{Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: "Zzyzx", Grade: crawlers.Suspected}}}, "national*"},
		{"its source says where", Concern{Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: "Zzyzx", Region: "330782"}}}, "yiwu* jinhua zhejiang national"},
		{"the industry is added", Concern{Industry: "光伏", Parties: []crawlers.Party{party(crawlers.Respondent, "", "Hangzhou, China")}}, "hangzhou* zhejiang pv national"},
		{"the industry alone routes nothing", Concern{Industry: "光伏", Parties: []crawlers.Party{party(crawlers.Complainant, "", "Hangzhou, China")}}, ""},
		{"a word of the industry", Concern{Industry: "光伏组件", Parties: []crawlers.Party{party(crawlers.Respondent, "", "Hangzhou, China")}}, "hangzhou* zhejiang pv national"},
		{"another industry", Concern{Industry: "光", Parties: []crawlers.Party{party(crawlers.Respondent, "", "Hangzhou, China")}}, "hangzhou* zhejiang national"},
		{"a squatter's address counts for nothing", Concern{Kind: crawlers.Squatting, Parties: []crawlers.Party{party(crawlers.Applicant, "", "Hangzhou, China")}}, "national*"},
		{"the owner's place does", Concern{Kind: crawlers.Squatting, Owners: []Place{Find("Yiwu, Zhejiang", "", "")}}, "yiwu* jinhua zhejiang national"},
	} {
		tc.in.Day = march
		if got := told(c.For(tc.in)); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestReasonsQuoteWhatWasRead(t *testing.T) {
	c := table(t)
	reasons := func(p crawlers.Party) []string {
		p.Role = crawlers.Respondent
		return c.For(Concern{Parties: []crawlers.Party{p}, Day: march})[0].Reasons
	}
	for _, tc := range []struct {
		party crawlers.Party
		want  string
	}{
		{crawlers.Party{Address: "Zhongkai High-Tech Zone, Huizhou, Guangdong, China"}, "被申请人地址“Zhongkai High-Tech Zone, Huizhou, Guangdong, China”在广东省惠州市；当地暂无已核实的分中心，可告知12330"},
		{crawlers.Party{Name: "Hangzhou Example Toys Co., Ltd.", Country: "China"}, "被申请人名称“Hangzhou Example Toys Co., Ltd.”在浙江省杭州市（推断，请核实）"},
		{crawlers.Party{Address: "Suzhou, China"}, "被申请人地址“Suzhou, China”：未能识别所在地（地名重名，未写明所在省份）"},
		{crawlers.Party{Address: "Kowloon, Hong Kong"}, "被申请人地址“Kowloon, Hong Kong”在香港特别行政区（不派内地分中心）"},
		{crawlers.Party{Address: "Unit 8, 310000", Country: "CN"}, "被申请人地址“Unit 8, 310000”在浙江省杭州市（推断，请核实），依据：邮政编码"},
		{crawlers.Party{Address: "Xi'an, Shanxi, China"}, "被申请人地址“Xi'an, Shanxi, China”在陕西省西安市（推断，请核实），依据：拼音Shanxi为山西，地名却在陕西（Shaanxi），按误写推断；当地暂无已核实的分中心，可告知12330"},
	} {
		if got := reasons(tc.party); !slices.Equal(got, []string{tc.want}) {
			t.Errorf("%q, want %s", got, tc.want)
		}
	}
}
