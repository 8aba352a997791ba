package main

import (
	"context"
	"fmt"
	"time"

	"tocsin/alerts"
)

type sendCmd struct {
	Destination string `arg:"" help:"The destination, by its name in the configuration."`
}

func (c *sendCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	destinations, err := openDestinations(conf)
	if err != nil {
		return err
	}
	to, ok := destinations[c.Destination]
	if !ok {
		return fmt.Errorf("%w: no destination %q in the configuration", errInput, c.Destination)
	}
	now := time.Now().UTC()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := to.Notify(ctx, testMessage(now, consoleURL(conf), to.Language)); err != nil {
		return fmt.Errorf("destination %s: %w", c.Destination, err)
	}
	fmt.Fprintln(p.stdout, "sent")
	return nil
}

// testMessage says that it is a test, so that nobody acts on it.
func testMessage(now time.Time, console, language string) alerts.Message {
	m := alerts.Message{
		ID: fmt.Sprintf("test-%d", now.Unix()), Type: "alert.created", At: now, Severity: alerts.Low,
		Title:   "【测试】Tocsin 警钟：这个渠道可以收到预警",
		Lines:   []alerts.Line{{Label: "说明", Text: "这是一条测试消息，没有任何案件，无需处理。", Essential: true}},
		Actions: []alerts.Link{{Text: "控制台", URL: console}},
		Thread:  "test",
		Alert:   alerts.Alert{ID: "test", Act: "test", Subscriber: "test", Severity: alerts.Low, Title: "test", Told: now},
	}
	if language == "en" {
		m.Title = "[Test] Tocsin: alerts reach this channel"
		m.Lines = []alerts.Line{{Label: "Note", Text: "This is a test message about no case; nothing needs to be done.", Essential: true}}
		m.Actions[0].Text = "Console"
	}
	return m
}
