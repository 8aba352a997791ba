package alerts

import (
	"strings"
	"testing"
)

func TestLimitsAreReadAsTheyAreWritten(t *testing.T) {
	l, err := ReadLimits([]byte(`{"like.same": 0.6, "squat.raise": 8}`))
	if err != nil || len(l) != 1 || !l.Sets("like.same") || l.Sets("squat.raise") {
		t.Fatalf("%v, %v: what is as shipped follows the program", l, err)
	}
	again, err := ReadLimits(l.JSON())
	if changes := l.Changes(again); err != nil || len(changes) > 0 {
		t.Errorf("%v, %v", changes, err)
	}
	if changes := Limits(nil).Changes(l); len(changes) != 1 || changes[0].Old != "0.303" || changes[0].New != "0.6" {
		t.Errorf("%+v", changes)
	}
	for _, s := range Limits(nil).Settable() {
		if _, err := s.Parse(s.Value); err != nil || s.Says["zh"] == "" || s.Says["en"] == "" {
			t.Errorf("%s as shipped: %v", s.Name, err)
		}
	}
	for body, want := range map[string]string{
		``:                            "want their names and numbers",
		`[]`:                          "want their names and numbers",
		`{"like.same": "x"}`:          "want their names and numbers",
		`{} {}`:                       "something stands behind",
		`{"like.same": 0}`:            "like.same: want a number from 0.303 to 1",
		`{"squat.raise": 8.5}`:        "squat.raise: want a whole number",
		`{"press.same": 0.1}`:         "disguise.same: must not be above 0.1",
		`{"a": 1, "squat.raise": 99}`: "a: there is no such threshold\nsquat.raise: want a whole number from 3 to 20",
	} {
		if _, err := ReadLimits([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}
