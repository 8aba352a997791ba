package names

import (
	"strings"
	"testing"
)

func TestCompareCompany(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want Grade
		why  string // in the reason
	}{
		// The same but for form and spelling.
		{"Shenzhen Romoss Technology Co., Ltd.", "SHENZHEN ROMOSS TECHNOLOGY CO LIMITED", Confirmed, "名称一致"},
		{"Romoss Technology (Shenzhen) Co., Ltd.", "Shenzhen Romoss Technology Company Limited", Confirmed, "名称一致"},
		{"Shenzhen Ro-Moss Tech Co., Ltd", "Shenzhen Romoss Technology Co., Ltd.", Confirmed, "名称一致"},
		{"Lantern & Loom Co., Ltd.", "Lantern and Loom Limited", Confirmed, "名称一致"},
		{"深圳市罗马仕科技有限公司", "深圳罗马仕科技股份有限公司", Confirmed, "中文名称一致"},
		{"罗马仕（深圳）科技有限公司", "深圳市罗马仕科技有限公司", Confirmed, "中文名称一致"},
		{"深圳市羅馬仕科技有限公司", "深圳市罗马仕科技有限公司", Confirmed, "中文名称一致"},
		{"廣東省深圳市罗马仕科技有限公司", "深圳市罗马仕科技有限公司", Confirmed, "中文名称一致"},
		{"Ｓｈｅｎｚｈｅｎ 𝗥𝗼𝗺𝗼𝘀𝘀 Technology", "Shenzhen Romoss Technology Co., Ltd.", Confirmed, "名称一致"},
		{"Harley Sp. z o.o.", "Harlequin Sp. z o.o.", Unknown, ""},
		{"PT Sinar Gelora Tbk", "Sinar Gelora", Confirmed, "名称一致"},
		{"X7 Trading LLC d/b/a Shenzhen Romoss Technology", "Shenzhen Romoss Technology Co., Ltd.", Confirmed, "名称一致"},

		// English, pinyin, Chinese.
		{"SHENZHEN LUOMASHI KEJI YOUXIAN GONGSI", "深圳市罗马仕科技有限公司", Suspected, "拼音一致，地名一致，行业一致"},
		{"shenzhenshiluomashikejiyouxiangongsi", "深圳市罗马仕科技有限公司", Suspected, "拼音一致，地名一致，行业一致"},
		{"Shen Zhen Shi Luo Ma Shi Ke Ji You Xian Gong Si", "深圳市罗马仕科技有限公司", Suspected, "拼音一致，地名一致，行业一致"},
		{"Shenzhen Luomashi Technology Co., Ltd.", "深圳市罗马仕科技有限公司", Suspected, "拼音一致，地名一致，行业一致"},
		{"Shenzhen Romoss Technology Co., Ltd.", "深圳市罗马仕科技有限公司", Suspected, "读音相近，地名一致，行业一致"},
		{"chongqing changsheng dianzi youxiangongsi", "重庆长盛电子有限公司", Suspected, "拼音一致"}, // 重 and 长 are read in two ways
		{"深圳市罗马仕科技有限公司 Shenzhen Romoss Technology Co., Ltd.", "SHENZHEN ROMOSS TECHNOLOGY", Confirmed, "名称一致"},

		// Another place, another trade, another character.
		{"Dongguan Romoss Technology Co., Ltd.", "Shenzhen Romoss Technology Co., Ltd.", Unknown, "地名不同"},
		{"Guangdong Romoss Technology Co., Ltd.", "Shenzhen Romoss Technology Co., Ltd.", Confirmed, "地名一致"},
		{"Zhejiang Romoss Technology Co., Ltd.", "Shenzhen Romoss Technology Co., Ltd.", Unknown, "地名不同"},
		{"Dongguan Romos Technology Co., Ltd.", "Shenzhen Romoss Technology Co., Ltd.", Unknown, ""},
		{"Shenzhen Romosss Technology Co., Ltd.", "Shenzhen Romoss Technology Co., Ltd.", Suspected, "仅差一字母"},
		{"Romoss Food Inc.", "Shenzhen Romoss Technology Co., Ltd.", Unknown, "行业不同"},
		{"深圳市罗玛仕科技有限公司", "深圳市罗马仕科技有限公司", Unknown, ""},
		{"杭州罗马仕科技有限公司", "深圳市罗马仕科技有限公司", Unknown, "地名不同"},
		{"Shenzhen Brand17 Technology", "Shenzhen Brand18 Technology", Unknown, ""},

		// What names nobody.
		{"CORP", "11420 CORP.", Unknown, ""},
		{"11421 CORP.", "11420 CORP.", Unknown, ""},
		{"Shenzhen Technology Co., Ltd", "Shenzhen Romoss Technology Co., Ltd.", Unknown, ""},
		{"Shenzhen Technology Co., Ltd", "Shenzhen Electronics Co., Ltd.", Unknown, ""},
		{"Global Trading Limited", "Star Global Trading Limited", Unknown, ""},
		{"深圳科技有限公司", "深圳市罗马仕科技有限公司", Unknown, ""},
		{"有限公司", "科技有限公司", Unknown, ""},
		{"Sunshine Inc.", "Shenzhen Sunshine Technology Co., Ltd.", Unknown, ""},
		// Two syllables are the name of many.
		{"Shenzhen Xinda Electronics Co., Ltd.", "深圳市鑫达电子有限公司", Suspected, "拼音一致，地名一致，行业一致"},
		{"Xinda Inc.", "深圳市鑫达电子有限公司", Unknown, ""},
		{"Shenzhen Xinda Electronics", "Shenzhen Xinda Electronics Co., Ltd.", Suspected, "商号一致"},
		{"Romoss Inc.", "Shenzhen Romoss Technology Co., Ltd.", Suspected, "仅商号一致，地名未写明"},
		{"Shenzhen Romoss Technology LLC", "Shenzhen Romoss Technology Co., Ltd.", Suspected, "境外"},
		{"", "Shenzhen Romoss Technology Co., Ltd.", Unknown, ""},
	} {
		a, b := ReadCompany(tc.a), ReadCompany(tc.b)
		got := CompareCompany(a, b)
		if got.Grade != tc.want || !strings.Contains(got.Reason.Chinese, tc.why) || (got.Grade == Unknown) != (got.Score <= 0.5) {
			t.Errorf("%s / %s: %+v, want %s %s", tc.a, tc.b, got, tc.want, tc.why)
		}
		if back := CompareCompany(b, a); back.Grade != got.Grade || back.Score != got.Score {
			t.Errorf("%s / %s: %+v, but back %+v", tc.a, tc.b, got, back)
		}
	}
}

func TestStores(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want Grade
	}{
		{"Romoss Official Store", "ROMOSS", Confirmed},
		{"ROMOSS-US", "romoss", Confirmed},
		{"RomossDirect", "Romoss Shop", Confirmed},
		{"★ Romoss ★ Official", "ROMOSS", Confirmed},
		{"ℝ𝕆𝕄𝕆𝕊𝕊", "romoss store", Confirmed},
		{"罗马仕官方旗舰店", "罗马仕", Confirmed},
		{"Official Store", "Romoss Official Store", Unknown},
		{"KaisiShop88", "KaisiShop89", Unknown},
	} {
		if got := CompareCompany(ReadStore(tc.a), ReadStore(tc.b)); got.Grade != tc.want {
			t.Errorf("%s / %s: %+v, want %s", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestPlaceAndCodeThatAreKnownOtherwise(t *testing.T) {
	watched := ReadCompany("Romoss Technology Co., Ltd.").In("440300")
	for place, want := range map[string]Grade{"440300": Confirmed, "440306": Confirmed, "330100": Unknown, "": Suspected} {
		if got := CompareCompany(ReadCompany("Romoss Technology").In(place), watched); got.Grade != want {
			t.Errorf("in %q: %+v, want %s", place, got, want)
		}
	}
	a, b := ReadCompany("甲"), ReadCompany("乙")
	a.Code, b.Code = "914403001922038216", "914403001922038216"
	if got := CompareCompany(a, b); got.Grade != Confirmed || got.Reason.Chinese != "统一社会信用代码一致" {
		t.Errorf("one code: %+v", got)
	}
	b = ReadCompany("甲")
	b.Code = "91440300708461136T"
	if got := CompareCompany(a, b); got.Grade != Unknown {
		t.Errorf("two codes: %+v", got)
	}
}

func TestNamesakesAreCounted(t *testing.T) {
	x := NewCompanies([]Company{
		ReadCompany("深圳市鑫达电子有限公司"), ReadCompany("深圳市新达电子有限公司"), ReadCompany("深圳市欣达电子有限公司"), ReadCompany("杭州信达电子有限公司"),
		ReadCompany("深圳市鑫达电子有限公司"), // on another list
		ReadCompany("Shenzhen Romoss Technology Co., Ltd."),
	})
	found, n := x.Find(ReadCompany("Shenzhen Xinda Electronics Co., Ltd."))
	if len(found) != 4 || n != 3 {
		t.Errorf("%+v, %d namesakes; want the four of Shenzhen, three enterprises", found, n)
	}
	found, n = x.Find(ReadCompany("深圳鑫达电子有限公司"))
	if len(found) != 2 || n != 1 || found[0].Grade != Confirmed {
		t.Errorf("%+v, %d namesakes; want both entries, one enterprise", found, n)
	}
	if found, n := x.Find(ReadCompany("Nobody Inc.")); found != nil || n != 0 {
		t.Errorf("%+v, %d", found, n)
	}
}

// TestIndexAndComparisonAgree has every pair compared directly and by the index.
func TestIndexAndComparisonAgree(t *testing.T) {
	names := []string{
		"Shenzhen Romoss Technology Co., Ltd.", "深圳市罗马仕科技有限公司", "shenzhenshiluomashikejiyouxiangongsi", "Romosss Tech (Shenzhen)", "Romoss",
		"深圳市鑫达电子有限公司", "Shenzhen Xinda Electronics", "Xinda", "Lantern & Loom LLC", "Lanternloom", "Ankeer Innovations", "Anker Innovations Ltd",
		"Global Trading", "科技有限公司", "重庆长盛电子有限公司", "Chongqing Changsheng Electronic", "Zhongqing Zhangsheng",
	}
	var all []Company
	for _, n := range names {
		all = append(all, ReadCompany(n))
	}
	x := NewCompanies(all)
	for i, c := range all {
		found, _ := x.Find(c)
		got := map[int]bool{}
		for _, m := range found {
			got[m.At] = true
		}
		for j, d := range all {
			if want := CompareCompany(c, d).Grade != Unknown; got[j] != want {
				t.Errorf("%s / %s: found %v, compared %v", names[i], names[j], got[j], want)
			}
		}
	}
}

func TestCountSyllables(t *testing.T) {
	for in, want := range map[string]int{"luomashi": 3, "xinda": 2, "xian": 1, "romoss": 0, "anker": 0, "": 0, strings.Repeat("a", 1000): 0} {
		if got := syllablesIn(in); got != want {
			t.Errorf("%.20s: %d, want %d", in, got, want)
		}
	}
}

func FuzzCompany(f *testing.F) {
	f.Add("Shenzhen Romoss Technology Co., Ltd.", "深圳市罗马仕科技有限公司")
	f.Add("shenzhenshiluomashikejiyouxiangongsi", "X d/b/a Y")
	f.Add("市市市市县", "中国")
	f.Fuzz(func(t *testing.T, s, u string) {
		a, b := ReadCompany(s), ReadStore(u)
		k, back := CompareCompany(a, b), CompareCompany(b, a)
		if k.Grade != back.Grade || k.Score != back.Score || k.Score < 0 || k.Score > 1 {
			t.Fatalf("%+v, back %+v", k, back)
		}
		if k.Grade != Unknown && k.Reason.Chinese == "" {
			t.Fatalf("no reason: %+v", k)
		}
	})
}

// TestPlainWordsAreTheWords compares the short way for ASCII with the other.
func TestPlainWordsAreTheWords(t *testing.T) {
	for _, s := range []string{
		"Shenzhen Romoss Technology Co., Ltd.", "H&M Hennes+Mauritz", "Levi's `x`", "N*KE *", "$hoes @pple a@ b$", "L.L.C.", "", " - ", "R0M0SS_2",
		strings.Repeat("a", 100), strings.Repeat("a ", 100),
	} {
		got := plainWords(s)
		var want []string
		for _, r := range split(s) {
			if len(want) < maxWords {
				by, _ := alphabetic(r.text)
				want = append(want, first(by))
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func BenchmarkReadCompany(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ReadCompany("Shenzhen Romoss Technology Co., Ltd.")
	}
}
