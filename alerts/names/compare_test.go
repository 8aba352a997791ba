package names_test

import (
	"slices"
	"strings"
	"testing"

	"tocsin/alerts/names"
	"tocsin/alerts/names/contested"
)

func TestAlike(t *testing.T) {
	for _, tc := range []struct {
		a, b  string
		alike bool
		why   string // one of the reasons, "" for any
	}{
		{"ROMOSS", "Romoss", true, "一致（不计大小写、空格与标点）"},
		{"Off White", "OFF-WHITE", true, "一致（不计大小写、空格与标点）"},
		{"R0M0SS", "ROMOSS", true, "字形相近: R0M0SS / ROMOSS"},
		{"РОМОЅЅ", "ROMOSS", true, "一致（不计大小写、空格与标点）"},
		{"СОСА", "COCA", true, "以形似的其他字母书写: СОСА / COCA"},
		{"ROMOSX", "ROMOSS", true, "仅差一字母: ROMOSX / ROMOSS"},
		{"RMOOSS", "ROMOSS", true, "仅差一字母: RMOOSS / ROMOSS"},
		{"CRESCO", "KRESSCO", true, "读音相近: CRESCO / KRESSCO"},
		{"XCEED", "X-SEED", true, "读音相近: XCEED / X-SEED"},
		{"ROMOSS POWER BANK", "ROMOSS", true, "一方含有另一方: ROMOSS"},
		{"罗马仕", "羅馬仕", true, "一致（不计大小写、空格与标点）"},
		{"LUO MA SHI", "罗马仕", true, "按拼音比较: LUO MA SHI / 罗马仕"},
		{"CHANGSHA", "长沙", true, ""},
		{"佰思壮BYESTRAW", "BYESTRAW", true, "一方含有另一方: BYESTRAW"},
		{"深圳市罗马仕科技有限公司", "罗马仕", true, "一方含有另一方: 罗马仕"},
		{"Shenzhen Romoss Technology Co., Ltd.", "ROMOSS", true, "一方含有另一方: ROMOSS"},
		{"Shenzhen Romoss Technology Co., Ltd.", "Shenzhen Oukitel Technology Co., Ltd.", false, ""},
		{"深圳市罗马仕科技有限公司", "深圳市品胜科技有限公司", false, ""},
		{"11420 CORP.", "ACME CORP", false, ""},
		{"ROMOSS", "HUAWEI", false, ""},
		{"大疆", "海信", false, ""},
		{"", "ROMOSS", false, ""},
		{"🔋", "🔋", false, ""},
	} {
		s := names.Compare(names.Fold(tc.a), names.Fold(tc.b))
		if got := s.Score >= names.Alike; got != tc.alike {
			t.Errorf("%q and %q: %.3f %v, alike %v, want %v", tc.a, tc.b, s.Score, s.Reasons, got, tc.alike)
		}
		if tc.why != "" && !slices.ContainsFunc(s.Reasons, func(r names.Reason) bool { return r.Chinese == tc.why && r.English != "" }) {
			t.Errorf("%q and %q: %v, want %s", tc.a, tc.b, s.Reasons, tc.why)
		}
		if got := names.Score(names.Fold(tc.a), names.Fold(tc.b)); got != s.Score {
			t.Errorf("%q and %q: score %v, compared %v", tc.a, tc.b, got, s.Score)
		}
	}
}

// TestAlikeIsRareByChance holds Alike to its promise on the pairs that nobody
// contested.
func TestAlikeIsRareByChance(t *testing.T) {
	t.Parallel()
	chance := contested.Chance(300_000)
	folded := map[string]names.Name{}
	for _, p := range chance {
		for _, s := range p {
			if _, ok := folded[s]; !ok {
				folded[s] = names.Fold(s)
			}
		}
	}
	n := 0
	for _, p := range chance {
		if m, ok := names.Measure(folded[p[0]], folded[p[1]]); ok && m.Score() >= names.Alike {
			n++
		}
	}
	if n < 10 || n > 60 {
		t.Errorf("%d of %d chance pairs are alike, want about 30", n, len(chance))
	}
}

func TestKin(t *testing.T) {
	for _, tc := range []struct {
		a, b []int
		want names.Kinship
	}{
		{[]int{9}, []int{9, 42}, names.SameClass},
		{[]int{9}, []int{42}, names.RelatedClass},
		{[]int{25}, []int{18}, names.RelatedClass},
		{[]int{35}, []int{12}, names.RelatedClass},
		{[]int{35}, []int{45}, names.Apart},
		{[]int{9}, []int{31}, names.Apart},
		{nil, []int{9}, names.UnknownClass},
		{[]int{9}, nil, names.UnknownClass},
		{[]int{200}, []int{200}, names.UnknownClass}, // no class of Nice
		{[]int{-3, 46, 9}, []int{9}, names.SameClass},
	} {
		if got, back := names.Kin(tc.a, tc.b), names.Kin(tc.b, tc.a); got != tc.want || back != tc.want {
			t.Errorf("%v and %v: %s and %s, want %s", tc.a, tc.b, got, back, tc.want)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for _, s := range []string{"ROMOSS", "佰思壮BYESTRAW", "РОМОЅЅ", "N*KE & logo", "\xff0\u0301*", "ﷺ", "TRUE1", "重庆长沙乐", "A", strings.Repeat("x", 10_000)} {
		f.Add(s, "SEIKO")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := names.Fold(a), names.Fold(b)
		one, two := names.Compare(x, y), names.Compare(y, x)
		if one.Score < 0 || one.Score > 1 || one.Score != two.Score {
			t.Errorf("%q, %q: %v one way, %v the other", a, b, one.Score, two.Score)
		}
		if s := names.Score(x, y); s != one.Score {
			t.Errorf("%q, %q: score %v, compared %v", a, b, s, one.Score)
		}
		if self := names.Compare(x, names.Fold(a)); !x.Empty() && self.Score < names.Alike {
			t.Errorf("%q is like itself %v", a, self.Score)
		}
	})
}
