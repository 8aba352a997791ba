package names

import (
	"slices"
	"strings"
	"testing"
)

func suggested(name string) []string {
	var out []string
	for _, s := range Suggest(name) {
		out = append(out, s.Name)
	}
	return out
}

func TestSuggest(t *testing.T) {
	for _, tc := range []struct {
		name string
		want []string
		not  []string
	}{
		{"星河", []string{"XINGHE", "XING HE", "HSINGHO"}, []string{"XH", "星河"}},
		{"重庆啤酒节", []string{"JIE"}, nil}, // what tells it apart
		{"长虹", []string{"CHANGHONG", "ZHANGHONG", "CHANG HONG", "長虹"}, nil},
		{"乐视", []string{"LESHI", "YUESHI", "樂視"}, nil},
		{"深圳市星河灯具有限公司", []string{"XINGHEDENGJU", "SHENZHEN XINGHEDENGJU", "XHDJ"}, nil},
		{"重庆长安汽车股份有限公司", []string{"CHONGQING CHANGAN"}, nil},
		{"绿源", []string{"LVYUAN", "LUYUAN", "LYUYUAN", "綠源"}, nil},
		{"青岛啤酒", []string{"QINGDAOPIJIU", "TSINGTAO PI JIU"}, nil}, // a place and a trade
		{"同仁堂", []string{"TONGRENTANG"}, []string{"衕仁堂", "同仁堂"}},
		{"万里", []string{"萬里"}, nil},
		{"贵州茅台", []string{"MAOTAI", "MOUTAI", "貴州茅台"}, nil},
		{"龙井茶", []string{"LONGJING", "LUNGCHING"}, nil},
		{"OFF-WHITE", []string{"OFFWHITE", "OFF WHITE"}, nil},
		{"Rightchoice", []string{"Right choice"}, nil},
		{"BlueStar", []string{"Blue Star"}, nil},
		{"Black & Decker", []string{"BlackandDecker", "Black and Decker"}, []string{"Black & Decker"}},
		{"Marks and Spencer", []string{"Marks & Spencer"}, []string{"Marks and Spencer"}},
		{"ROMOSS", nil, []string{"ROMOSS"}},
		{"", nil, nil},
		{"™", nil, nil},
	} {
		got := suggested(tc.name)
		for _, want := range tc.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q lacks %q", tc.name, got, want)
			}
		}
		for _, not := range tc.not {
			if slices.Contains(got, not) {
				t.Errorf("%s: %q holds %q", tc.name, got, not)
			}
		}
	}
}

func TestSuggestionsSayWhy(t *testing.T) {
	for _, s := range Suggest("长虹") {
		if s.Name == "ZHANGHONG" && !strings.Contains(s.Why.Chinese, "“长”读 ZHANG") {
			t.Errorf("%+v", s)
		}
		if s.Why.Chinese == "" || s.Why.English == "" {
			t.Errorf("%+v", s)
		}
	}
}

func TestWadeGiles(t *testing.T) {
	for pinyin, want := range map[string]string{
		"bei": "pei", "jing": "ching", "qing": "ching", "dao": "tao", "gao": "kao", "xiong": "hsiung", "ze": "tse", "dong": "tung", "jiang": "chiang", "zhou": "chou",
		"xu": "hsu", "guo": "kuo", "he": "ho", "ge": "ko", "xie": "hsieh", "shi": "shih", "si": "ssu", "zi": "tzu", "luo": "lo", "zuo": "tso", "shuo": "shuo", "ruo": "jo",
		"zhuo": "cho", "gui": "kuei", "hui": "hui", "qian": "chien", "yan": "yen", "yi": "i", "you": "yu", "lve": "lueh", "yue": "yueh", "rong": "jung", "long": "lung", "mao": "mao", "tian": "tien", "er": "erh", "duo": "to", "zhong": "chung",
	} {
		if got := wadeGiles(pinyin); got != want {
			t.Errorf("%s: %s, want %s", pinyin, got, want)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	for _, s := range []string{"长虹", "重庆长安汽车股份有限公司", "Black & Decker", "A\xffÜ星", "发发发发发发发发"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := Suggest(name)
		if len(got) > 7*maxReadAs+maxTraditional+5 {
			t.Errorf("%q: %d suggestions", name, len(got))
		}
	})
}
