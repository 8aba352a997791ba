package region

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rows reads the labelled addresses: code, country, name, address.
func rows(t testing.TB) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/addresses.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); !strings.HasPrefix(line, "#") && f[0] != "want" {
			out = append(out, f)
		}
	}
	return out
}

func TestAddresses(t *testing.T) {
	for _, f := range rows(t) {
		p := Find(f[3], f[2], f[1])
		got := p.Code
		if got == "" {
			got = "-"
		}
		if got != f[0] {
			t.Errorf("%s %q %q: %s %s %s, want %s", f[1], f[2], f[3], got, p.Grade, p.Why, f[0])
		}
	}
}

// TestFormsAgree writes the labelled addresses as careless people do. A few
// may be lost so, but none may move to another prefecture.
func TestFormsAgree(t *testing.T) {
	for name, form := range map[string]func(string) string{
		"capitals":            strings.ToUpper,
		"small letters":       strings.ToLower,
		"no commas":           strings.NewReplacer(", ", " ", ",", " ").Replace,
		"capitals, no commas": func(s string) string { return strings.ToUpper(strings.NewReplacer(", ", " ", ",", " ").Replace(s)) },
		"no spaces at commas": strings.NewReplacer(", ", ",").Replace,
		"full stops":          strings.NewReplacer(", ", ". ").Replace,
		"lines":               strings.NewReplacer(", ", "\r\n").Replace,
		"full width":          strings.NewReplacer(",", "，", "(", "（", ")", "）").Replace,
	} {
		lost, all := 0, rows(t)
		for _, f := range all {
			was, is := Find(f[3], f[2], f[1]), Find(form(f[3]), f[2], f[1])
			switch a, b := was.Code, is.Code; {
			case a == b, len(a) == 6 && len(b) == 6 && a[:4] == b[:4]:
			case len(b) != 6, len(a) == 6 && b == a[:2]+"0000":
				lost++
			default:
				t.Errorf("%s: %q: %s, want %s", name, form(f[3]), b, a)
			}
		}
		if lost*100 > len(all) {
			t.Errorf("%s: %d of %d addresses are lost", name, lost, len(all))
		}
	}
}

func TestGrade(t *testing.T) {
	for _, tc := range []struct {
		address, name, country string
		level                  Level
		grade                  Grade
	}{
		{"Shenzhen, China", "", "", Prefecture, Stated},
		{"Longgang District, Shenzhen", "", "", County, Stated},
		{"Guangdong, China", "", "", Province, Stated},
		{"Guangdong, China", "Dongguan Example Toys Co., Ltd.", "", Prefecture, Inferred},
		{"Unit 8, 518000", "", "CN", Prefecture, Inferred},
		{"Baiyun District, China", "", "", County, Inferred}, // more of one name
		{"Suzhou, China", "", "", Country, Unknown},
		{"China", "", "", Country, Unknown},
		{"P.R. China", "Example", "", Country, Unknown},
		{"", "", "China (Mainland)", Country, Unknown},
		{"No. 8 Keji Road, Xi'an, Shanxi 710075, China", "", "", Prefecture, Inferred},
		{"Baoji, Shanxi, China", "", "", Prefecture, Inferred},
		{"Yanta District, Xi'an, Shan Xi", "", "", County, Inferred},
		{"Xi'an, Shaanxi (Shanxi), China", "", "", Prefecture, Stated},
		{"Xi'an, Shaanxi, China", "", "", Prefecture, Stated},
		{"Taiyuan, Shanxi, China", "", "", Prefecture, Stated},
		{"Kowloon, Hong Kong", "", "", SAR, Stated},
		{"", "Example (Hong Kong) Limited", "", SAR, Inferred},
		{"Taipei", "", "CN", Taiwan, Stated},
		{"Hanoi, Vietnam", "", "", None, Unknown},
		{"", "", "", None, Unknown},
		{strings.Repeat("Shenzhen, ", 500), "", "", None, Unknown}, // no address
	} {
		p := Find(tc.address, tc.name, tc.country)
		if p.Level != tc.level || p.Grade != tc.grade {
			t.Errorf("%.40q %q %s: %s %s, want %s %s", tc.address, tc.name, tc.country, p.Level, p.Grade, tc.level, tc.grade)
		}
	}
}

func TestAbroad(t *testing.T) {
	for _, tc := range []struct {
		address, country string
		want             bool
	}{
		{"Chinatown, Oakland", "", true},
		{"Chinatown", "", true},
		{"China Basin, San Francisco", "", true},
		{"Suzhou Garden Restaurant, 12 Grant Avenue, Boston", "", true},
		{"Sunnyvale", "", true},
		{"8 Example Street, Kyoto 600-8001", "", true},
		{"旧金山唐人街", "", true},
		{"8 Example Street", "Chinatown", true}, // no country, and not China
		{"8 Example Street", "Indochina", true},
		{"8 Example Street", "China (Mainland)", false},
		{"8 Example Street", "Mainland-China", false},
		{"Boston Tower, Shenzhen", "", false},
		{"Vienna, Nanhai District, Foshan", "", false}, // a quarter named for it
		{"Portland, Shenzhen, China", "", false},
		{"上海市纽约大厦", "", false},
		{"8 Example Street", "", false},
	} {
		if p := Find(tc.address, "", tc.country); p.Abroad() != tc.want {
			t.Errorf("%q %q: %s %s, want abroad %v", tc.address, tc.country, p.Code, p.Why, tc.want)
		}
	}
}

// TestGazetteer holds what the codes of the table promise each other.
func TestGazetteer(t *testing.T) {
	g := load()
	for i := range g.sites {
		s := &g.sites[i]
		if i > 0 && g.sites[i-1].code >= s.code {
			t.Errorf("%d is not in order", s.code)
		}
		if g.site(s.code/10000*10000) == nil {
			t.Errorf("%d has no province", s.code)
		}
		if s.zh == "" || letters(s.en) == "" {
			t.Errorf("%d has no name", s.code)
		}
	}
	for prefix, code := range postal {
		if g.site(code*10000) == nil {
			t.Errorf("postcode %s: no province %d", prefix, code)
		}
	}
	for prefix, code := range postalCity {
		if g.site(code) == nil || postal[prefix[:2]] != code/10000 {
			t.Errorf("postcode %s: %d", prefix, code)
		}
	}
}

// TestEveryPlace writes addresses in every place of the gazetteer.
func TestEveryPlace(t *testing.T) {
	g := load()
	for i := range g.sites {
		var en []string
		zh := ""
		for _, code := range []int{g.sites[i].code, g.sites[i].code / 100 * 100, g.sites[i].code / 10000 * 10000} {
			if s := g.site(code); s != nil && (zh == "" || !strings.HasPrefix(zh, s.zh)) {
				en, zh = append(en, s.en), s.zh+zh
			}
		}
		large := slices.Clone(en)
		slices.Reverse(large)
		for form, address := range map[string]string{
			"small first": "No. 5 Renmin Road, " + strings.Join(en, ", ") + ", China",
			"capitals":    strings.ToUpper("5 renmin road " + strings.Join(en, " ") + " China"),
			"large first": strings.Join(large, " ") + " Renmin Road No. 5",
			"Chinese":     zh + "人民路5号",
		} {
			want := strconv.Itoa(g.sites[i].code)
			if p := Find(address, "", ""); len(p.Code) != 6 || p.Code[:4] != want[:4] {
				t.Errorf("%s: %q: %s %s, want %s", form, address, p.Code, p.Why, want)
			}
		}
	}
}
