package slack

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"tocsin/alerts"
)

// Limits in characters, after escaping. Slack documents 150 for a header,
// 3,000 for a text and 50 blocks; it also refuses a message of some 13,200 in
// all, which it does not document.
const (
	headerLimit  = 150
	sectionLimit = 2900
	lineLimit    = 1500
	linkLimit    = 1000
	totalLimit   = 11_000
	titleLimit   = 600
	maxActions   = 3
	buttonLimit  = 75
)

// literal keeps text from being read as markup, a link or a mention: Slack's
// own three escapes, and signs that look alike for its formatting, which has
// none.
var literal = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "∗", "`", "ˋ", "~", "∼")

// escape returns s as text of at most n characters once escaped.
func escape(s string, n int) string {
	return literal.Replace(alerts.Cut(alerts.Plain(s), n, func(r rune) int {
		switch r {
		case '&':
			return len("&amp;")
		case '<', '>':
			return len("&lt;")
		}
		return 1
	}))
}

// summary is what a notification shows, and a client without blocks.
func summary(m alerts.Message) string { return escape(m.Title, titleLimit) }

// blocks lays m out within the limits: title, links and disclaimer always,
// then the essential lines, then the others as far as they fit.
func blocks(m alerts.Message) []slack.Block {
	title := alerts.Plain(m.Title)
	head := alerts.Cut(title, headerLimit, func(rune) int { return 1 })
	out := []slack.Block{slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, head, false, false))}
	var texts []string
	if head != title {
		texts = append(texts, "*"+escape(title, titleLimit)+"*")
	}
	lines, left := alerts.Fit(m.Lines, totalLimit, func(l alerts.Line) int { return utf8.RuneCountInString(line(l)) + 1 })
	for _, l := range lines {
		texts = append(texts, line(l))
	}
	if left > 0 {
		texts = append(texts, "…")
	}
	for _, text := range pack(texts) {
		out = append(out, section(text))
	}
	if buttons := links(m.Actions); len(buttons) > 0 {
		out = append(out, slack.NewActionBlock("", buttons...))
	}
	if m.Footer != "" {
		out = append(out, slack.NewContextBlock("", mrkdwn(escape(m.Footer, lineLimit))))
	}
	return out
}

// pack joins texts into as few sections as hold them.
func pack(texts []string) []string {
	var out []string
	size := sectionLimit
	for _, text := range texts {
		n := utf8.RuneCountInString(text)
		if size+1+n > sectionLimit {
			out, size = append(out, text), n
			continue
		}
		out[len(out)-1] += "\n" + text
		size += 1 + n
	}
	return out
}

func line(l alerts.Line) string {
	s := escape(l.Text, lineLimit)
	if l.Label != "" {
		s = "*" + escape(l.Label, headerLimit) + "*  " + s
	}
	if u := link(l.URL, "🔗"); u != "" {
		s += " " + u
	}
	return s
}

// links are buttons that open a page: nothing comes back to us through Slack.
func links(actions []alerts.Link) []slack.BlockElement {
	var out []slack.BlockElement
	for i, a := range actions[:min(maxActions, len(actions))] {
		u, text := alerts.PlainLink(a.URL), alerts.Cut(alerts.Plain(a.Text), buttonLimit, func(rune) int { return 1 })
		if u == "" || len(u) > linkLimit || text == "" {
			continue
		}
		b := slack.NewButtonBlockElement("open-"+strconv.Itoa(i+1), "", slack.NewTextBlockObject(slack.PlainTextType, text, false, false))
		b.URL = u
		out = append(out, b)
	}
	return out
}

func link(u, text string) string {
	u = strings.ReplaceAll(alerts.PlainLink(u), "&", "&amp;")
	if u == "" || len(u) > linkLimit {
		return ""
	}
	return "<" + u + "|" + strings.ReplaceAll(escape(text, headerLimit), "|", "¦") + ">"
}

func section(text string) slack.Block { return slack.NewSectionBlock(mrkdwn(text), nil, nil) }

// mrkdwn is text that Slack does not search for names and links of its own.
func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}
