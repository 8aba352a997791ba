package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestWhatIsNotGrantedReadsSo: what a court refused, or what nobody knows that
// it ruled, tells nobody to obey an order.
func TestWhatIsNotGrantedReadsSo(t *testing.T) {
	for _, tc := range []struct {
		stage, act string
		level      Severity
		zh, en     string // in the title
		obey       bool
	}{
		{"tro-ruled", "tro-granted", Critical, "准许临时限制令", "restraining order granted", true},
		{"tro-ruled", "tro-denied", High, "驳回临时限制令", "restraining order denied", false},
		{"pi-ruled", "pi-denied", High, "驳回初步禁令", "injunction denied", false},
		{"other", "tro-unclear", High, "未写明", "not said", false},
		{"other", "pi-unclear", High, "未写明", "not said", false},
		{"default-judgment", "", High, "就缺席判决作出裁定", "ruling on a default judgment", false},
		{"ip-report", "ip-report", Low, "报告", "report", false},
	} {
		yes := true
		s := Story{
			Alert: Alert{ID: "a", Severity: tc.level},
			Filing: crawlers.Filing{
				Key: crawlers.Key{Authority: "us-ilnd", Number: "1:24-cv-02614"}, Kind: crawlers.Lawsuit, Act: tc.act, Title: "Grumpy Cat Limited v. HomeJoy Store",
				Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Grumpy Cat Limited"}, {Role: crawlers.Defendant, Name: "HomeJoy Store"}},
			},
			Verdict: Verdict{Relevant: &yes, Category: CatScheduleA, Stage: tc.stage, Severity: tc.level, By: "rules"},
		}
		for lang, want := range map[string]string{"zh": tc.zh, "en": tc.en} {
			m := Compose(s, lang)
			if !strings.Contains(m.Title, want) {
				t.Errorf("%s %s: %s; want %q", tc.stage, tc.act, m.Title, want)
			}
			obey := false
			for _, l := range m.Lines {
				obey = obey || strings.Contains(l.Text, "遵守命令") || strings.Contains(l.Text, "obey it")
			}
			if obey != tc.obey {
				t.Errorf("%s %s: the reader is told to obey: %v, want %v", tc.stage, tc.act, obey, tc.obey)
			}
		}
	}
}
