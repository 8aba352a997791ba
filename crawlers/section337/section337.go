// Package section337 knows the wording of the United States International
// Trade Commission in investigations under section 337 of the Tariff Act of
// 1930 (19 U.S.C. 1337): the numbers of complaints and investigations, the
// titles of notices and documents, and the text of notices.
//
// Before the commission institutes an investigation a complaint has a docket
// number (DN 3826); the commission's document system calls it 337-3826, which
// is no investigation. From institution on the matter is 337-TA-1452.
package section337

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
)

// Authority is the commission's name in keys.
const Authority = "us-itc"

// Docket returns the key of a complaint that is not instituted yet.
func Docket(n int) crawlers.Key {
	return crawlers.Key{Authority: Authority, Number: fmt.Sprintf("DN-%d", n)}
}

// Investigation returns the key of an instituted investigation.
func Investigation(n int) crawlers.Key {
	return crawlers.Key{Authority: Authority, Number: fmt.Sprintf("337-TA-%d", n)}
}

// An Act is what an official title says happened.
type Act struct {
	Word    string // the filing's Act: "institution"; "" where the title says nothing we know
	Stage   string // of the closed list of stages; "" for an act that moves nothing
	Once    bool   // a matter has one of its kind, so the word is its place
	Ends    bool   // the matter, or as much of it as was still open: an order against those in default can be years before that against the rest
	Routine bool   // housekeeping: kept with its matter, never judged or told
}

// Slug names the act in its matter. Own is the authority's own name for the
// act where a matter can have several of its kind: a document's number, or
// for a notice the day of issue, which every place that publishes it gives and
// the commission's notices have no number besides.
func (a Act) Slug(own string) string {
	if a.Once {
		return a.Word
	}
	return cmp.Or(a.Word, "document") + "." + own
}

// Stage returns the stage that an act's word stands for, or "".
func Stage(word string) string { return acts[word].Stage }

// Known returns the act of a word of the list.
func Known(word string) Act {
	a := acts[word]
	a.Word = word
	return a
}

// Words returns the words of the list, sorted.
func Words() []string { return slices.Sorted(maps.Keys(acts)) }

// acts are the words for what happens in a matter. The list is closed.
var acts = map[string]Act{
	"complaint":           {Stage: "complaint", Once: true},
	"amended-complaint":   {Stage: "complaint"},
	"supplement":          {Stage: "complaint"}, // to the complaint
	"receipt":             {Stage: "receipt", Once: true},
	"amended-receipt":     {Stage: "receipt"},
	"public-interest":     {Stage: "public-interest"},
	"vote":                {Routine: true}, // the sheet says that there was one, not how it ended
	"not-instituted":      {Stage: "closed", Once: true},
	"institution":         {Stage: "institution", Once: true},
	"judge-assigned":      {Routine: true},
	"target-date":         {},
	"amended-institution": {Stage: "institution"}, // parties or the notice of investigation changed
	"teo-sought":          {Stage: "teo"},
	"teo-ruled":           {Stage: "teo"},
	"show-cause":          {Stage: "default"},
	"default-sought":      {Stage: "default"},
	"default-found":       {Stage: "default"},
	"settlement":          {Stage: "settlement"},
	"consent-order":       {Stage: "settlement"},
	"withdrawal":          {Stage: "settlement"},
	"summary":             {Stage: "id"}, // summary determination
	"id":                  {Stage: "id"}, // final initial determination
	"recommended":         {Stage: "id"}, // recommended determination on remedy and bonding
	"review-sought":       {Stage: "review"},
	"review":              {Stage: "review"},
	"not-reviewed":        {Stage: "review"},
	"remedy":              {Stage: "remedy", Ends: true}, // the final determination that brings orders
	"geo":                 {Stage: "remedy"},
	"leo":                 {Stage: "remedy"},
	"cdo":                 {Stage: "remedy"},
	"opinion":             {Stage: "remedy"},
	"no-violation":        {Stage: "closed", Ends: true},
	"terminated":          {Stage: "closed", Ends: true}, // as a whole
	"terminated-in-part":  {Stage: "settlement"},         // as to some, for reasons the title leaves out
	"presidential-review": {Stage: "presidential-review"},
	"enforcement":         {Stage: "enforcement"},
	"advisory":            {Stage: "enforcement"}, // opinion on what an order covers
	"modification":        {Stage: "enforcement"}, // of an order, and its rescission
	"returned-mail":       {Stage: "service-failed"},
	"order":               {Routine: true}, // of the judge
	"paper":               {Routine: true}, // of a party, or the staff's
}

// Filed returns the bridge of complaints filed on one day about one product:
// the notice of receipt gives both beside the docket number, the notice of
// institution both beside the number of the investigation. It is likely, not
// firm, since one complainant may file two on one day. "Certain" and the "(II)"
// by which the commission tells a later investigation from one of the same name
// do not count, nor does a "II" at the end, as the document system and the press
// room write it. It is empty where day or product is.
func Filed(day time.Time, product string) []crawlers.Bridge {
	product, _ = strings.CutPrefix(crawlers.FoldName(ordinal.ReplaceAllString(product, "")), "certain ")
	if day.IsZero() || product == "" {
		return nil
	}
	return []crawlers.Bridge{{Name: "us-itc filed " + day.Format(time.DateOnly) + " " + product, Likely: true}}
}

// ordinal tells investigations of one name apart.
var ordinal = regexp.MustCompile(` *\([IVX]{1,5}\)| +[IVX]{2,5}$`)

// Document returns the bridge of one document of the commission's document
// system, which moves from the docket to the investigation.
func Document(id string) crawlers.Bridge {
	return crawlers.Bridge{Name: "us-itc document " + id}
}
