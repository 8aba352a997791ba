package relevance

import (
	"strings"
	"testing"
	"time"
)

func comments(month, source, judge string, wrong, of int) (out []Said) {
	at, err := time.Parse(monthLayout, month)
	if err != nil {
		panic(err)
	}
	for i := range of {
		out = append(out, Said{At: at.Add(time.Hour), Source: source, Type: "trademark", Judge: judge, False: i < wrong})
	}
	return out
}

// TestDriftRisesOnlyWhenItIsShown: few false alarms, or as many as ever, are no
// drift; a new model that is wrong more often is.
func TestDriftRisesOnlyWhenItIsShown(t *testing.T) {
	for _, tc := range []struct {
		name string
		said [][]Said
		want string
	}{
		{"nothing said", nil, ""},
		{"one of one", [][]Said{comments("2026-11", "ecf", "rules", 1, 1)}, ""},
		{"two of two", [][]Said{comments("2026-11", "ecf", "rules", 2, 2)}, ""},
		{"three of three, at once", [][]Said{comments("2026-11", "ecf", "rules", 3, 3)}, "all, judge rules, source ecf, type trademark"},
		{"a tenth is tolerated", [][]Said{comments("2026-11", "ecf", "rules", 10, 80)}, ""},
		{"as ever", [][]Said{comments("2026-10", "ecf", "rules", 30, 60), comments("2026-11", "ecf", "rules", 15, 30)}, "all, judge rules, source ecf, type trademark in 2026-10"},
		{"a new model", [][]Said{
			comments("2026-10", "ecf", "rules", 1, 60), comments("2026-11", "ecf", "rules", 0, 40), comments("2026-11", "notice", "m@1", 6, 10),
		}, "judge m@1, source notice"},
		{"before is no baseline of later", [][]Said{comments("2026-11", "ecf", "rules", 0, 60), comments("2026-10", "ecf", "rules", 9, 10)}, "all, judge rules, source ecf, type trademark in 2026-10"},
	} {
		var all []Said
		for _, s := range tc.said {
			all = append(all, s...)
		}
		var groups []string
		month := ""
		for _, d := range Drifts(all) {
			if d.Rises {
				groups, month = append(groups, d.Group), d.Month
			}
		}
		got := strings.Join(groups, ", ")
		if strings.Contains(tc.want, " in ") {
			got += " in " + month
		}
		if got != tc.want {
			t.Errorf("%s: %q rise, want %q", tc.name, got, tc.want)
		}
	}
}

func TestDriftCountsByMonth(t *testing.T) {
	all := append(comments("2026-10", "ecf", "rules", 1, 4), comments("2026-11", "ecf", "m@1", 2, 4)...)
	for _, d := range Drifts(all) {
		if d.Group != "all" {
			continue
		}
		want := map[string]Drift{"2026-11": {False: 2, Of: 4, Before: 0.25}, "2026-10": {False: 1, Of: 4}}[d.Month]
		if d.False != want.False || d.Of != want.Of || d.Before != want.Before || d.Low <= 0 || d.High >= 1 {
			t.Errorf("%+v, want %+v", d, want)
		}
	}
}
