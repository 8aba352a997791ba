package edis

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	// feedTitle: "Document Approved : 337-3936 Violation : Doc ID 894182, Complaint".
	feedTitle = regexp.MustCompile(`:\s*(\S+)(?:\s+([^:]*?))?\s*:\s*Doc(?:ument)?\s+ID\s+(\d+)\s*,\s*(.+)$`)
	// feedFiled is where the one date of an item stands that is the filing's.
	feedFiled = regexp.MustCompile(`filed\s+on\s+(\d{2}/\d{2}/\d{4}\s+\d{2}:\d{2})(?:\s+by\s+(.*?))?(?:\s+on behalf of\s+(.+))?$`)
	// feedType: "For Investigation 337-1281- Violation - Sec 337, the document …".
	feedType = regexp.MustCompile(`^For\s+Investigation\s+\S+?-?\s.*-\s*([^,-]+?)\s*,\s*the document`)
)

// fromFeed reads an item of the notification feed. Its pubDate is the moment
// the feed was rendered, the same for all items, and so stays out of raw too:
// it would make every rendering a new version.
func fromFeed(r row) (document, error) {
	d := document{feed: true, raw: r.json("pubDate")}
	if m := feedTitle.FindStringSubmatch(line(r.get("title"))); m != nil {
		d.number, d.phase, d.id, d.kind = m[1], m[2], m[3], m[4]
	}
	if guid := r.get("guid"); isID.MatchString(guid) {
		d.id = guid
	}
	if category := line(r.get("category")); category != "" {
		d.kind = category
	}
	proceeding := ""
	for _, s := range lines(r.get(content)) {
		if m := feedType.FindStringSubmatch(s); m != nil {
			proceeding = m[1]
		}
		if m := feedFiled.FindStringSubmatch(s); m != nil && d.received.IsZero() {
			d.received, _ = date(line(m[1]))
			_, d.firm, _ = strings.Cut(m[2], " of ") // who filed it is a natural person
			d.behalf = m[3]
		}
		name, value, _ := strings.Cut(s, ":")
		switch value = strings.TrimSpace(value); name {
		case "Document Type":
			d.kind = value
		case "Document Title":
			d.title = value
		case "Security Level":
			d.level = value
		}
	}
	return d, d.settle(proceeding, "")
}

// lines returns the text of markup, a line for each block.
func lines(markup string) []string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(markup)); ; {
		switch z.Next() {
		case html.ErrorToken:
			var out []string
			for s := range strings.SplitSeq(b.String(), "\n") {
				if s = line(s); s != "" {
					out = append(out, s)
				}
			}
			return out
		case html.TextToken:
			b.WriteString(strings.ReplaceAll(string(z.Text()), "\n", " "))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText()
			switch name, _ := z.TagName(); string(name) {
			case "p", "br", "div", "li", "tr", "hr":
				b.WriteByte('\n')
			}
		}
	}
}
