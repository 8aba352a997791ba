package usitcweb

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"tocsin/crawlers"
)

// refused reports that the page is the content network's refusal, which has
// come with status 200 too.
func refused(doc *goquery.Document) error {
	if title := strings.TrimSpace(doc.Find("title").First().Text()); strings.EqualFold(title, "Access Denied") {
		return fmt.Errorf("%w: the site answers Access Denied: it refuses this network or program; give crawl.proxy an address it accepts", crawlers.ErrBlocked)
	}
	return nil
}

// noWork is the banner of a government that is shut down. A release that only
// speaks of deadlines moved by one is not it.
var noWork = regexp.MustCompile(`(?i)\blapse (?:in|of) (?:federal )?(?:appropriations|funding|government funding)\b[^.]{0,160}\b(?:ceased|suspended|closed|shut ?down|not (?:be )?(?:updated|operating|operational|monitored))\b`)

// bannerLines are how many lines of a page may be its banner.
const bannerLines = 60

// shutdown returns the error of a page that says the commission does not work.
func shutdown(text []line) error {
	for _, l := range text[:min(len(text), bannerLines)] {
		if s := noWork.FindString(l.text); s != "" {
			return fmt.Errorf("%w: the commission does not work: %q", crawlers.ErrBlocked, clip(s, 200))
		}
	}
	return nil
}
