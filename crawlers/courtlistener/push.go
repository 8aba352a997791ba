package courtlistener

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"tocsin/crawlers"
)

// An event says what was sent to the hook.
type event struct {
	Type word `json:"event_type"`
}

// Types of events.
const (
	docketAlert = "1"
	searchAlert = "2"
)

// A payload is what there is to tell.
type payload struct {
	Results *[]json.RawMessage `json:"results"`
	Alert   struct {
		Type word `json:"alert_type"`
	} `json:"alert"`
}

// unwanted says why nothing of it is read: it is of another kind of event, or
// an alert that finds no dockets, but opinions or hearings.
func (a *answer) unwanted() string {
	switch kind := a.Payload.Alert.Type; {
	case a.Webhook.Type != docketAlert && a.Webhook.Type != searchAlert:
		return fmt.Sprintf("event type %.20q", a.Webhook.Type)
	case kind != "" && kind != "r" && kind != "d":
		return fmt.Sprintf("an alert of type %.20q", kind)
	default:
		return ""
	}
}

// entries reports whether the results are entries of dockets, not cases.
func (e *event) entries() bool { return e != nil && e.Type == docketAlert }

// An entry is one of a docket, in the fields that are read.
type entry struct {
	ID          word   `json:"id"`
	Number      word   `json:"entry_number"`
	Filed       word   `json:"date_filed"`
	Description word   `json:"description"`
	Papers      []file `json:"recap_documents"`
}

// A file is a paper of an entry.
type file struct {
	ID         word `json:"id"`
	Document   word `json:"document_number"`
	Attachment word `json:"attachment_number"`
	Short      word `json:"description"`
	URL        word `json:"absolute_url"`
	PacerDoc   word `json:"pacer_doc_id"`
	Path       word `json:"filepath_local"`
}

var (
	// District courts alone: others go by other names in files.
	fileOf = regexp.MustCompile(`^recap/gov\.uscourts\.([a-z]{2,4}d)\.([1-9][0-9]{0,9})/`)
	nameOf = regexp.MustCompile(`^/docket/[0-9]+/(?:[0-9]+/){1,2}([a-z0-9_-]+)/$`)
)

// filings returns the entry, if its papers name its case.
func (e *entry) filings(left leftOut) []crawlers.Filing {
	if len(e.Papers) > maxPapers {
		left["papers beyond the first thousand"]++
		e.Papers = e.Papers[:maxPapers]
	}
	var court, title string
	var base crawlers.Filing
	var main file
	for _, d := range e.Papers {
		if m := fileOf.FindStringSubmatch(string(d.Path)); m != nil && court == "" {
			court = m[1]
			base.Key = crawlers.Key{Authority: "us-" + court, Number: "case." + m[2]}
		}
		if m := nameOf.FindStringSubmatch(string(d.URL)); m != nil && title == "" {
			title = caption(m[1])
		}
		if d.Attachment == "" {
			main = d
		}
	}
	if court == "" || title == "" {
		left["an entry whose papers do not name its case"]++
		return nil
	}
	base.Kind, base.Title = crawlers.Lawsuit, title
	p := paper{
		ID: main.ID, Entry: e.ID, Number: e.Number, Filed: e.Filed, Document: main.Document,
		Description: e.Description, Short: main.Short, URL: main.URL, PacerDoc: main.PacerDoc,
	}
	slug, filed, why := p.place()
	if why != "" {
		left[why]++
		return nil
	}
	return []crawlers.Filing{p.filing(base, slug, filed, court)}
}

// caption makes "Acme v. Beta LLC" of "acme-v-beta-llc", as far as one can.
func caption(slug string) string {
	words := strings.FieldsFunc(slug, func(r rune) bool { return r == '-' || r == '_' })
	for i, w := range words {
		switch {
		case w == "v" && i > 0:
			words[i] = "v."
		case w == "llc", w == "lp", w == "usa":
			words[i] = strings.ToUpper(w)
		default:
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
