package pipeline

import (
	"slices"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// TestEachReturnedLetterIsNews holds that mail which came back from an embassy
// is not taken for mail that came back from every respondent: theirs would not
// be told when it comes.
func TestEachReturnedLetterIsNews(t *testing.T) {
	v := alerts.Verdict{Stage: "service-failed"}
	f := crawlers.Filing{Kind: crawlers.Section337, Act: "returned-mail", Parties: []crawlers.Party{
		{Role: crawlers.Respondent, Name: "Tatrix International"}, {Role: crawlers.Respondent, Name: "Luozhi Trading"},
	}}
	for text, want := range map[string][]string{
		"Returned Mail: Order Returned from Tatrix International": {"service-failed:tatrix international"},
		"Returned Mail: Order Returned from Luozhi Trading":       {"service-failed:luozhi trading"},
		"Returned Mail: Order Returned from Embassy of China":     nil,
	} {
		f.Text = text
		got := slices.DeleteFunc(facts(f, v), func(fact string) bool { return !strings.HasPrefix(fact, "service-failed:") })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
