package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func veil(t *testing.T, names ...string) *Veil {
	t.Helper()
	v, err := NewVeil(names...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOtherSpellingsAreHiddenToo(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"Zhang Wei", "Acme v. Zhang Wei, an individual", "Acme v. ×××, an individual"},
		{"Zhang Wei", "ZHANG WEI and Wei Zhang; zhang, wei; Zhang-Wei; ＺＨＡＮＧ　ＷＥＩ; Zhāng Wěi; ZhangWei", "××× and ×××; ×××; ×××; ×××; ×××; ×××"},
		{"Zhang Wei", "https://court.example/docket/1/acme-v-zhang-wei/ and ?q=zhang%20wei&x", "https://court.example/docket/1/acme-v-×××/ and ?q=×××&x"},
		{"Zhang Wei", "Zhang Weiming; Xinzhang Wei; Zhang and Wei", "Zhang Weiming; Xinzhang Wei; Zhang and Wei"},
		{"Li Xiaoming", "Xiao-Ming Li, Li Xiao Ming, LI XIAOMING", "×××, ×××, ×××"},
		{"John Smith", "John A. Smith and Smith, John", "××× and ×××"},
		{"José Núñez", "JOSE NUNEZ v. Núñez José", "××× v. ×××"},
		{"张伟", "被告张伟、張偉及张 伟；Zhang Wei, Wei Zhang", "被告×××、×××及×××；×××, ×××"},
		{"单雄信", "Shan Xiongxin, Dan Xiongxin", "×××, ×××"},
		{"欧阳小白", "歐陽小白, Ouyang Xiaobai, XIAO-BAI OUYANG, Ou Yang Xiao Bai", "×××, ×××, ×××, ×××"},
		{"张伟", "张三", "张三"},
		{"Zhang Wei", "", ""},
		{"Zhang Wei", "Zhang Wei Zhang Wei", "××× ×××"},
		{"Zhang Wei", "Zhang\u200b Wei\xff", "×××\xff"},
	} {
		if got := veil(t, tc.name).Mask(tc.text); got != tc.want {
			t.Errorf("%s in %q: %q, want %q", tc.name, tc.text, got, tc.want)
		}
	}
	if got := (*Veil)(nil).Mask("Zhang Wei"); got != "Zhang Wei" {
		t.Errorf("no veil: %q", got)
	}
}

func TestOnlyPersonsAreHidden(t *testing.T) {
	for _, name := range []string{"", "Wei", "张", "A B", "Shenzhen Lamps Co., Ltd.", "Global Trading Limited", "深圳灯具有限公司", strings.Repeat("ab ", 40), "a b c d e f g h i j"} {
		if _, err := NewVeil(name); err == nil {
			t.Errorf("%q is hidden", name)
		}
	}
}

// TestNothingOfAPersonIsLeft hides a filing and what an alert says of it.
func TestNothingOfAPersonIsLeft(t *testing.T) {
	const home = "Room 302, No. 5 Minzhi Road, Longhua District, Shenzhen, China"
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}, Slug: "entry.1", Part: "2", Source: "ecf", Kind: crawlers.Lawsuit,
		Title: "Acme v. Zhang Wei", Text: "Zhang Wei of " + home, URL: "https://court.example/acme-v-zhang-wei",
		Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: "ZHANG WEI", Aliases: []string{"张伟"}, Address: home}, {Role: crawlers.Plaintiff, Name: "Acme"}},
		Raw:     []byte(`{"case_name":"Acme v. Zhang Wei","n":12345678901234567890}`),
	}
	a := Alert{ID: f.ActID() + "@national", Act: f.ActID(), Reasons: []string{"地址 " + home}, Gained: []string{"defendant:zhang wei"}, Named: []string{"ZHANG WEI"}}
	v := veil(t, "Zhang Wei", "张伟")
	homes := v.Homes(f)
	shown, err := Hide(v, f, homes...)
	if err != nil {
		t.Fatal(err)
	}
	told, err := Hide(v, a, homes...)
	if err != nil {
		t.Fatal(err)
	}
	if shown.ID() != f.ID() || told.ID != a.ID || told.Act != a.Act || !strings.Contains(string(shown.Raw), "12345678901234567890") {
		t.Errorf("%s and %s, %s are not found any more", shown.ID(), told.ID, shown.Raw)
	}
	m := Compose(Story{Alert: told, Filing: shown, Verdict: Verdict{Stage: "complaint"}, Center: true}, "zh")
	for _, l := range m.Lines {
		if s := strings.ToLower(l.Text + l.URL); strings.Contains(s, "zhang") || strings.Contains(s, "张伟") || strings.Contains(s, "minzhi") {
			t.Errorf("the center reads %s: %s", l.Label, l.Text)
		}
	}
	if f.Parties[0].Name != "ZHANG WEI" || a.Named[0] != "ZHANG WEI" {
		t.Error("what was hidden is changed too")
	}
}

func FuzzMask(f *testing.F) {
	f.Add("Zhang Wei v. 張偉 \xff")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := NewVeil("Zhang Wei", "张伟")
		if err != nil {
			t.Fatal(err)
		}
		if once := v.Mask(s); v.Mask(once) != once {
			t.Errorf("%q: %q is not yet hidden", s, once)
		}
	})
}
