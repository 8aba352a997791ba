package newcase

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

// refusal finds what stands at the head of a page that a court, or the network
// before it, answers in place of its own, also with status 200.
var refusal = regexp.MustCompile(`(?i)\b(?:access denied|request rejected|forbidden|attention required|just a moment|` +
	`service unavailable|maintenance|temporarily unavailable|runtime error|server error|application error|` +
	`view ?state|invalid postback|session (?:has )?expired|page (?:has )?expired)\b`)

// headings are how many of a page are read for a refusal.
const headings = 10

// refused returns the error of such a page, or nil.
func refused(doc *goquery.Document) error {
	heads := doc.Find("title, h1, h2").Nodes
	for _, n := range heads[:min(len(heads), headings)] {
		if head := textOf(n); refusal.MatchString(head) {
			return fmt.Errorf("%w: the court answers %.120q in place of its list; if people see the list in a browser, give crawl.proxy an address that the court accepts", crawlers.ErrBlocked, head)
		}
	}
	return nil
}

// whole reports a page whose tables do not end: HTML has no other sign that a
// page was cut off.
func whole(p crawlers.Page) error {
	b, err := p.Bytes()
	if err != nil {
		return err
	}
	page := strings.ToLower(string(b))
	if strings.Count(page, "<table") > strings.Count(page, "</table") {
		return fmt.Errorf("%w: the page ends within a table", crawlers.ErrTruncated)
	}
	return nil
}

// A reason counts the rows that could not be read for it.
type reason struct {
	why   string
	count int
	first string // what the first of them says
}

// LeftOut tells of the rows that could not be read.
type LeftOut []reason

func (l *LeftOut) add(why, row string) {
	i := slices.IndexFunc(*l, func(r reason) bool { return r.why == why })
	if i < 0 {
		i = len(*l)
		*l = append(*l, reason{why: why, first: strings.TrimSpace(row)})
	}
	(*l)[i].count++
}

func (l LeftOut) warn(p crawlers.Page) {
	for _, r := range l {
		p.Warn("rows left out", "why", r.why, "count", r.count, "first", fmt.Sprintf("%.80s", r.first), "url", p.URL)
	}
}
