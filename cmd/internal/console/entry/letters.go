package entry

import (
	"context"
	"net/url"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
)

// A letter is what the console writes to somebody about an account: what it
// says, and a page of the console that it leads to.
type letter struct {
	title, text, link string // names of texts
	path              string
	secret            string // of the page, or ""
	note              string // what somebody wrote
}

// write makes the letter in a language.
func (e *room) write(l letter, in web.Lang) alerts.Message {
	say := func(name string) string { return texts[name].In(in) }
	m := alerts.Message{
		ID: "account@" + e.Now().UTC().Format("20060102T150405.000000000Z"), Type: "account", At: e.Now(), Severity: alerts.Low, Thread: "account",
		Title: say(l.title), Lines: []alerts.Line{{Label: say("letter"), Text: say(l.text), Essential: true}}, Footer: say("letter.footer"),
	}
	if l.note != "" {
		m.Lines = append(m.Lines, alerts.Line{Label: say("letter.note"), Text: l.note, Essential: true})
	}
	to := l.path
	if l.secret != "" {
		to += "?" + url.Values{"secret": {l.secret}}.Encode()
	}
	m.Actions = []alerts.Link{{Text: say(l.link), URL: to}}
	return m
}

// send writes a letter beside the request, so that how long that takes says
// nothing of whether there is somebody to write to.
func (e *room) send(in web.Lang, find func(context.Context) (to string, l letter, ok bool, err error)) {
	if e.Letter == nil || e.Later == nil {
		return
	}
	ok := e.Later(func(ctx context.Context) {
		to, l, ok, err := find(ctx)
		if err == nil && ok {
			err = e.Letter(ctx, to, e.write(l, in))
		}
		if err != nil {
			e.Log.Warn("letter about an account not sent", "err", err)
		}
	})
	if !ok {
		e.Log.Warn("letter about an account not sent: too many wait")
	}
}
