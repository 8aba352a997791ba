package names_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tocsin/alerts/names"
)

func TestReadings(t *testing.T) {
	for _, tc := range []struct {
		name string
		want string // among the readings
	}{
		{"ROMOSS", "romoss"},
		{"Ｒｏｍｏｓｓ™", "romoss"},
		{"𝓡𝓸𝓶𝓸𝓼𝓼", "romoss"},
		{"ʀᴏᴍᴏꜱꜱ", "romoss"},
		{"🅡🅞🅜🅞🅢🅢 🔋", "romoss"},
		{"R\u200bO\u200dM\u2060O\ufe0fSS", "romoss"},
		{"\u202eROMOSS\u202c", "romoss"},
		{"ROMОSS", "romoss"}, // a Cyrillic О
		{"РОМОЅЅ", "pomoss"}, // all Cyrillic, by look
		{"РОМОЅЅ", "romoss"}, // by sound
		{"Ромосс", "romoss"},
		{"Pömöss", "pomoss"},
		{"Ørsted", "orsted"},
		{"LEVI’S", "levis"},
		{"Off-White", "off white"},
		{"OPPO & device", "oppo"},
		{"ROMOSS LOGO", "romoss"},
		{"Black + Decker", "black and decker"},
		{"羅馬仕及圖", "罗马仕"},
		{"羅馬仕", "luomashi"},
		{"龍騰設計圖", "龙腾"},
		{"佰思壮BYESTRAW", "byestraw"},
		{"佰思壮BYESTRAW", "佰思壮"},
		{"佰思壮BYESTRAW", "baisizhuang"},
		{"长沙银行", "changsha yinhang"},
		{"长沙银行", "zhangsha yinhang"},
		{"乐视", "yueshi"},
		{"深圳市羅馬仕科技有限公司", "深圳市 罗马仕 科技 有限公司"},
		{"TRUE1", "true 1"},
		{"R0M0SS", "r0m0ss"},
		{"RIGHTCHOICE", "right choice"},
		{"N*KE", "n*ke"},
		{"$AMSUNG", "samsung"},
		{"CORP", "corp"},
		{"図", "図"},
		{"\xff\xfeROMOSS\xc3", "romoss"},
		{"سامسونج", "سامسونج"},
	} {
		if got := names.Read(names.Fold(tc.name)); !slices.Contains(got, tc.want) {
			t.Errorf("%q is read %q, want %q among them", tc.name, got, tc.want)
		}
	}
}

func TestNothingToCompare(t *testing.T) {
	for _, s := range []string{"", " ", "...", "!?—·", "🔋🙂👩‍👩‍👧", "\u200b\u200f\ufeff", "\xff\xfe", "™", "'", "*"} {
		if n := names.Fold(s); !n.Empty() || n.Text != s {
			t.Errorf("%q is read %q, want nothing", s, names.Read(n))
		}
	}
}

func TestLongNameIsReadAtItsBeginning(t *testing.T) {
	long := names.Fold("ROMOSS " + strings.Repeat("power bank 充电宝 ", 1000))
	if got := names.Read(long); !strings.HasPrefix(got[0], "romoss power bank") || len(got[0]) > 1024 {
		t.Errorf("%d bytes %.40q, want the beginning", len(got[0]), got[0])
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"ROMOSS", "佰思壮BYESTRAW", "РОМОЅЅ", "N*KE & logo", "\xff0\u0301*", "ﷺ", "TRUE1", "重庆长沙乐", "\u202eשלום\u202c", "A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := names.Fold(s)
		if n.Text != s {
			t.Errorf("%q is kept as %q", s, n.Text)
		}
		for _, r := range names.Read(n) {
			if !utf8.ValidString(r) || strings.TrimSpace(r) == "" {
				t.Errorf("%q is read %q", s, r)
			}
		}
	})
}
