package main

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
)

// inChannel returns the lines that were said of one channel.
func inChannel(t *testing.T, said string, c alerts.Channel) []string {
	t.Helper()
	_, after, ok := strings.Cut(said, "\n"+c.Title["zh"]+" ("+c.Name+", ")
	if !ok {
		t.Fatalf("%s is not shown", c.Name)
	}
	size, after, _ := strings.Cut(after, "\n")
	if !strings.HasSuffix(size, " bytes)") || strings.HasPrefix(size, "0 ") {
		t.Errorf("%s: the size is %q", c.Name, size)
	}
	var lines []string
	for line := range strings.Lines(after) {
		if !strings.HasPrefix(line, "  ") {
			break
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

func TestEveryChannelShowsAMessageWithoutSecrets(t *testing.T) {
	r, err := listenReceivers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	const number = "3:26-cv-00123"
	long := strings.Repeat("答辩期限以送达回证为准，", 60)
	m := alerts.Message{
		Type: "alert.created", At: time.Date(2026, 1, 5, 18, 41, 0, 0, time.UTC), Severity: alerts.Critical, Title: "【紧急】知识产权诉讼",
		Lines:   []alerts.Line{{Label: "案件", Text: number + " · 美国伊利诺伊北区联邦地区法院", Essential: true}, {Label: "期限", Text: long}},
		Actions: []alerts.Link{{Text: "查看详情", URL: "https://desk.example/alerts/1"}},
		Footer:  "本预警由程序根据公开信息自动生成。",
		Alert:   alerts.Alert{ID: "us-ilnd/" + number + "#entry.12@national", Act: "us-ilnd/" + number + "#entry.12", Title: "A LLC v. B"},
	}
	var out bytes.Buffer
	d := &demo{out: &out}
	d.say("")
	if err := d.inEveryChannel(t.Context(), r, m); err != nil {
		t.Fatal(err)
	}
	said := out.String()
	for _, c := range channels {
		lines := inChannel(t, said, c)
		shown := strings.Join(lines, "")
		if !strings.Contains(shown, number) {
			t.Errorf("%s does not show the number of the case:\n%s", c.Name, shown)
		}
		switch {
		case len(lines) > showLines:
			t.Errorf("%s: %d lines", c.Name, len(lines))
		case len(lines) == showLines && !strings.HasSuffix(shown, "…"):
			t.Errorf("%s does not say that there is more:\n%s", c.Name, shown)
		}
	}
	for _, secret := range []string{r.secret, base64.StdEncoding.EncodeToString([]byte(r.secret)), "127.0.0.1"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is shown:\n%s", secret, said)
		}
	}
	for name := range services {
		if _, ok := findChannel(name); !ok {
			t.Errorf("services has %s, which is no channel", name)
		}
	}
}

func TestAChannelThatNobodyPlaysIsAnError(t *testing.T) {
	if _, err := new(receivers).destination("pigeon"); err == nil || !strings.Contains(err.Error(), "channel pigeon") {
		t.Errorf("got %v", err)
	}
}

func TestDemoShowsAnAlertInEveryChannel(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"demo", "--once"}, strings.NewReader(""), &stdout, &stderr); code != exitGood {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	for _, c := range channels {
		shown := strings.Join(inChannel(t, stdout.String(), c), "")
		if !strings.Contains(shown, demoSuit.Number) {
			t.Errorf("%s does not show the number of the suit:\n%s", c.Name, shown)
		}
	}
}
