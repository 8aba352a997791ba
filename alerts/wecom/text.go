package wecom

import (
	"strings"
	"unicode/utf8"

	"tocsin/alerts"
)

// Limits in bytes of a text. The robot takes 2,048.
const (
	textLimit       = 2048
	textTitleLimit  = 300
	textLineLimit   = 500
	textLinkLimit   = 400
	textFooterLimit = 300
)

// angles open a mention even in plain text, <@userid>.
var angles = strings.NewReplacer("<", "＜", ">", "＞")

func bare(s string, n int) string {
	return alerts.Cut(angles.Replace(alerts.Plain(s)), n, utf8.RuneLen)
}

// text lays m out without markup, within the limit: title, first link and
// disclaimer always, then the essential lines, then the others as far as they
// fit.
func text(m alerts.Message) string {
	title := bare(m.Title, textTitleLimit) + "\n"
	end := bare(m.Footer, textFooterLimit)
	for _, a := range m.Actions {
		if u := alerts.PlainLink(a.URL); u != "" && len(u) <= textLinkLimit {
			end = bare(a.Text, 100) + "：" + u + "\n" + end
			break
		}
	}
	lines, left := alerts.Fit(m.Lines, textLimit-len(title)-len(end)-len(more), func(l alerts.Line) int { return len(textLine(l)) })
	var b strings.Builder
	b.WriteString(title)
	for _, l := range lines {
		b.WriteString(textLine(l))
	}
	if left > 0 {
		b.WriteString(more)
	}
	b.WriteString(end)
	return strings.TrimSpace(b.String())
}

func textLine(l alerts.Line) string {
	s := bare(l.Text, textLineLimit)
	if l.Label != "" {
		s = bare(l.Label, 100) + "：" + s
	}
	if u := alerts.PlainLink(l.URL); u != "" && len(u) <= textLinkLimit {
		s += " " + u
	}
	return s + "\n"
}
