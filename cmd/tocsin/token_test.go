package main

import (
	"strings"
	"testing"
	"time"

	"tocsin/config"
)

func TestASourceThatNeedsATokenSaysSo(t *testing.T) {
	on := true
	for _, tc := range []struct {
		change config.Source
		idle   bool
		wrong  string
	}{
		{config.Source{}, true, ""},
		{config.Source{Token: "abc"}, false, ""},
		{config.Source{Enabled: &on, Token: "abc"}, false, ""},
		{config.Source{Enabled: &on}, false, "sources.courtlistener: enabled, but this place answers nobody without a token"},
	} {
		enabled, err := enabledSources(config.Config{Sources: map[string]config.Source{"courtlistener": tc.change}}, time.Now())
		if tc.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wrong) {
				t.Errorf("%v, want %q", err, tc.wrong)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if s := sourceOf(enabled, "courtlistener"); s == nil || s.Idle() != tc.idle {
			t.Errorf("idle is not %v", tc.idle)
		}
	}
}
