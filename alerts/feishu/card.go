package feishu

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"tocsin/alerts"
)

// Limits in bytes of the body. The robot takes 20 KB; limit leaves room for
// the frame, and a line is cut before one of them takes all.
const (
	limit       = 18_000
	titleLimit  = 600
	lineLimit   = 3000
	linkLimit   = 1000
	buttonLimit = 100
)

// A card has the layout JSON 1.0, which elder clients show too. Of its two
// sorts of markup, lark_md is the one without lists, pictures and code.
type card struct {
	Header struct {
		Title    text   `json:"title"`
		Template string `json:"template"`
	} `json:"header"`
	Elements []element `json:"elements"`
}

type text struct {
	Tag     string `json:"tag"` // "plain_text" or "lark_md"
	Content string `json:"content"`
}

type element struct {
	Tag      string    `json:"tag"`                // "div", "action", "button" or "note"
	Text     *text     `json:"text,omitempty"`     // of div and button
	Type     string    `json:"type,omitempty"`     // of button
	URL      string    `json:"url,omitempty"`      // of button
	Actions  []element `json:"actions,omitempty"`  // of action
	Elements []text    `json:"elements,omitempty"` // of note
}

// colours are of the header, by severity.
var colours = map[alerts.Severity]string{
	alerts.Critical: "red", alerts.High: "orange", alerts.Normal: "blue", alerts.Low: "grey",
}

// layout makes a card within the limit: title, buttons and disclaimer always,
// then the essential lines, then the others as far as they fit.
func layout(m alerts.Message, keyword string) (c card) {
	title := plain(m.Title, titleLimit)
	if !strings.Contains(title, keyword) {
		title = keyword + " " + title
	}
	c.Header.Title, c.Header.Template = text{"plain_text", title}, cmp.Or(colours[m.Severity], "blue")
	var end []element
	budget := limit - size(title)
	if row, n := buttons(m.Actions); row.Actions != nil {
		end = append(end, row)
		budget -= n
	}
	if footer := plain(m.Footer, lineLimit/2); footer != "" {
		end = append(end, element{Tag: "note", Elements: []text{{"plain_text", footer}}})
		budget -= size(footer)
	}
	lines, left := alerts.Fit(m.Lines, budget-size(more), func(l alerts.Line) int { return size(line(l)) })
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(line(l))
	}
	if left > 0 {
		b.WriteString(more)
	}
	if b.Len() > 0 {
		c.Elements = append(c.Elements, element{Tag: "div", Text: &text{"lark_md", strings.TrimSpace(b.String())}})
	}
	c.Elements = append(c.Elements, end...)
	return c
}

const more = "…\n"

// size is what s takes in the body, as encoding/json writes it.
func size(s string) (n int) {
	for _, r := range s {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	switch r {
	case '&', '<', '>':
		return len(`\u0026`)
	case '"', '\\', '\n':
		return len(`\"`)
	}
	return utf8.RuneLen(r)
}

// plain is text where nothing is markup.
func plain(s string, n int) string { return alerts.Cut(alerts.Plain(s), n, width) }

// literal takes from a text what lark_md would read as markup, a link or a
// mention, <at id=all>. It documents no escapes, so signs that look alike
// stand for them.
var literal = strings.NewReplacer("<", "＜", ">", "＞", "[", "［", "]", "］", "*", "∗", "__", "＿＿", "~~", "∼∼", "`", "ˋ")

// entity is a sign written for HTML, which would be read as the sign itself.
var entity = regexp.MustCompile(`&(#?\w+;)`)

func escape(s string, n int) string {
	return alerts.Cut(literal.Replace(entity.ReplaceAllString(alerts.Plain(s), "＆$1")), n, width)
}

func line(l alerts.Line) string {
	s := escape(l.Text, lineLimit)
	if l.Label != "" {
		s = "**" + escape(l.Label, titleLimit) + "**：" + s
	}
	if u := alerts.PlainLink(l.URL); u != "" && size(u) <= linkLimit {
		s += " [🔗](" + u + ")"
	}
	return s + "\n"
}

// buttons makes a row of the actions that fit beside everything else, and
// says what it takes.
func buttons(actions []alerts.Link) (row element, n int) {
	row.Tag = "action"
	style := "primary"
	for _, a := range actions {
		u := alerts.PlainLink(a.URL)
		label := plain(a.Text, buttonLimit)
		took := size(u) + size(label) + len(`{"tag":"button","text":{"tag":"plain_text","content":""},"type":"primary","url":""},`)
		if u == "" || label == "" || n+took > 2*linkLimit {
			continue
		}
		n += took
		row.Actions = append(row.Actions, element{Tag: "button", Text: &text{"plain_text", label}, Type: style, URL: u})
		style = "default"
	}
	return row, n
}
