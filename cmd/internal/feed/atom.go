package feed

import (
	"bytes"
	"encoding/xml"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
)

// atomFeed is a document of RFC 4287. It has no link to itself, which is a
// secret that would go along wherever the document goes.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID       string        `xml:"id"`
	Title    string        `xml:"title"`
	Updated  string        `xml:"updated"`
	Link     *atomLink     `xml:"link"`
	Category *atomCategory `xml:"category"`
	Content  atomContent   `xml:"content"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",chardata"`
}

// atom writes the alerts of a feed.
func atom(f Feed, entries []Entry) ([]byte, error) {
	lang := "zh"
	if f.Language == "en" {
		lang = "en"
	}
	doc := atomFeed{Lang: lang, ID: tag("feed", f.ID), Title: say(lang, "alerts", alerts.Plain(f.Name)), Author: "Tocsin"}
	updated := f.Since
	for _, e := range entries {
		html, err := content(lang, e.Message)
		if err != nil {
			return nil, err
		}
		entry := atomEntry{
			ID:      tag("alert", e.ID, strconv.Itoa(e.Revision)),
			Title:   alerts.Plain(e.Message.Title),
			Updated: e.Updated.UTC().Format(time.RFC3339),
			Content: atomContent{"html", html},
		}
		if level := e.Message.Severity; level != "" {
			entry.Category = &atomCategory{string(level), level.In(lang)}
		}
		if u := alerts.PlainLink(e.URL); u != "" {
			entry.Link = &atomLink{u}
		}
		doc.Entries = append(doc.Entries, entry)
		if e.Updated.After(updated) {
			updated = e.Updated
		}
	}
	doc.Updated = updated.UTC().Format(time.RFC3339)
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// tag names a thing for life (RFC 4151). A tag is minted under a name in the
// DNS; an installation may have none or get another, so it is one that nobody
// can have.
func tag(parts ...string) string {
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return "tag:tocsin.invalid,2026:" + strings.Join(parts, "/")
}

var body = template.Must(template.New("body").Funcs(template.FuncMap{
	"plain": alerts.Plain, "link": alerts.PlainLink, "say": func(lang, key string) string { return say(lang, key) },
}).Parse(`{{range .Lines}}<p>{{with plain .Label}}<b>{{.}}</b> {{end}}{{plain .Text}}{{with link .URL}} <a href="{{.}}">{{say $.Lang "link"}}</a>{{end}}</p>
{{end}}{{range .Actions}}<p>{{with link .URL}}<a href="{{.}}">{{end}}{{plain .Text}}{{if link .URL}}</a>{{end}}</p>
{{end}}{{with plain .Footer}}<p><small>{{.}}</small></p>
{{end}}`))

// content lays a message out.
func content(lang string, m alerts.Message) (string, error) {
	var b bytes.Buffer
	err := body.Execute(&b, struct {
		alerts.Message
		Lang string
	}{m, lang})
	return b.String(), err
}
