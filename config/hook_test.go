package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

func TestTheSecretOfAHook(t *testing.T) {
	const good = "Kx8-Zq2_aaaaaaaaaaaaaaaa"
	for secret, want := range map[string]string{
		good:                            "",
		"env:HOOK":                      "",
		"env:NONE":                      "NONE is not set",
		good[1:]:                        "sources.courtlistener.hook: want 24 or more letters",
		"with/slashes/in/it/aaaaaaaaaa": "want 24 or more letters",
		"with%20signs%20in%20it%20aaaa": "want 24 or more letters",
	} {
		c, err := load(t, "sources: {courtlistener: {hook: \""+secret+"\", hook_from: [192.0.2.7, 192.0.2.0/24]}}", map[string]string{"HOOK": good})
		if want != "" {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v, want %q", secret, err, want)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		s := c.Sources["courtlistener"]
		if s.Hook != good || !slices.Equal(s.HookFrom, []string{"192.0.2.7", "192.0.2.0/24"}) {
			t.Errorf("%s: read %+v", secret, s)
		}
		var said bytes.Buffer
		slog.New(slog.NewTextHandler(&said, nil)).Info("serving", "config", c)
		if shown := fmt.Sprintf("%+v %s", c.Redacted(), &said); strings.Contains(shown, good) {
			t.Errorf("the secret is shown: %s", shown)
		}
	}
}

func TestHooks(t *testing.T) {
	c := must(t, "hooks: {listen: \"127.0.0.1:8339\", proxies: [10.0.0.1]}", map[string]string{"TOCSIN_HOOKS_PROXIES": "10.0.0.2, 10.1.0.0/16"})
	if c.Hooks.Listen != "127.0.0.1:8339" || !slices.Equal(c.Hooks.Proxies, []string{"10.0.0.2", "10.1.0.0/16"}) {
		t.Errorf("%+v", c.Hooks)
	}
	if _, err := load(t, "hooks: {listen: here}", nil); err == nil || !strings.Contains(err.Error(), "hooks.listen: \"here\": want host:port") {
		t.Error(err)
	}
}
