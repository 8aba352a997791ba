package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A filing is an act as all sources tell it together, as anybody may read it:
// natural persons are masked, and a sealed one has no text.
type filing struct {
	Act      string          `json:"id" doc:"key#act"`
	Key      crawlers.Key    `json:"key"`
	Aliases  []crawlers.Key  `json:"aliases,omitempty"`
	Word     string          `json:"act,omitempty"`
	Kind     crawlers.Kind   `json:"kind"`
	Title    string          `json:"title"`
	Filed    crawlers.Date   `json:"filed"`
	Parties  []party         `json:"parties"`
	Marks    []crawlers.Mark `json:"marks,omitempty"`
	Patents  []string        `json:"patents,omitempty"`
	Product  string          `json:"product,omitempty"`
	URL      string          `json:"url,omitempty"`
	Text     string          `json:"text,omitempty"`
	Verdict  *alerts.Verdict `json:"verdict,omitempty"`
	Sources  string          `json:"source,omitempty"`
	Fetched  time.Time       `json:"fetched,omitzero"`
	Shortage string          `json:"cut,omitempty" doc:"Says that the text is longer than what is given"`
}

// A party is one of a matter. Addresses are shown nowhere here: many are where
// people live.
type party struct {
	Role    crawlers.Role  `json:"role"`
	Name    string         `json:"name"`
	Aliases []string       `json:"aliases,omitempty"`
	Country string         `json:"country,omitempty"`
	Region  string         `json:"region,omitempty" doc:"The code, of six digits, of a place in China"`
	Grade   crawlers.Grade `json:"grade,omitempty" doc:"How sure it is that the party is Chinese"`
}

// textLength is how much text of a filing is given.
const textLength = 200_000

// partiesOf masks the natural persons among the parties.
func (c *call) partiesOf(f crawlers.Filing) []party {
	out := make([]party, 0, len(f.Parties))
	for _, p := range f.Parties {
		shown := party{Role: p.Role, Name: web.Clean(alerts.Mask(f, p.Name), web.LineLength), Country: p.Country, Region: p.Region, Grade: p.Grade}
		for _, a := range p.Aliases {
			shown.Aliases = append(shown.Aliases, web.Clean(alerts.Mask(f, a), web.LineLength))
		}
		if shown.Grade == "" && c.Grade != nil {
			shown.Grade = c.Grade(p)
		}
		out = append(out, shown)
	}
	return out
}

func (c *call) filingOf(p store.Parcel) filing {
	f := p.Act.Filing
	out := filing{
		Act: f.ActID(), Key: f.Key, Aliases: f.Aliases, Word: f.Act, Kind: f.Kind, Title: web.Clean(alerts.Mask(f, f.Title), web.TextLength), Filed: f.Filed,
		Parties: c.partiesOf(f), Patents: f.Patents, Product: f.Product, URL: web.Official(f.URL), Sources: f.Source, Fetched: f.Fetched,
	}
	for _, m := range f.Marks {
		owners := make([]string, len(m.Owners))
		for i, o := range m.Owners {
			owners[i] = alerts.Mask(f, o)
		}
		m.Owners = owners
		out.Marks = append(out.Marks, m)
	}
	if f.Act != "sealed" {
		text := []rune(alerts.Mask(f, f.Text))
		if len(text) > textLength {
			text, out.Shortage = text[:textLength], "the text goes on at the source"
		}
		out.Text = string(text)
	}
	if p.Verdict.By != "" {
		out.Verdict = maskedVerdict(f, p.Verdict)
	}
	return out
}

// maskedVerdict is a verdict as anybody may read it.
func maskedVerdict(f crawlers.Filing, v alerts.Verdict) *alerts.Verdict {
	mask := func(in []string) []string {
		out := make([]string, len(in))
		for i, s := range in {
			out[i] = alerts.Mask(f, s)
		}
		return out
	}
	v.Why, v.Reasons, v.Steps, v.Usage = alerts.Mask(f, v.Why), mask(v.Reasons), mask(v.Steps), nil
	quotes := make([]alerts.Quote, len(v.Quotes))
	for i, q := range v.Quotes {
		quotes[i] = alerts.Quote{Claim: q.Claim, Text: alerts.Mask(f, q.Text)}
	}
	v.Quotes = quotes
	chinese := make([]alerts.ChineseParty, len(v.Chinese))
	for i, p := range v.Chinese {
		chinese[i] = alerts.ChineseParty{Name: alerts.Mask(f, p.Name), Grade: p.Grade}
	}
	v.Chinese = chinese
	if v.Summary != nil {
		v.Summary = &alerts.Summary{ZH: alerts.Mask(f, v.Summary.ZH), EN: alerts.Mask(f, v.Summary.EN)}
	}
	return &v
}

func (c *call) readFiling(in struct {
	Act string `path:"act" max:"400" doc:"key#act"`
}) (filing, error) {
	p, err := c.Store.ShownAct(c.ctx, in.Act)
	if err != nil {
		return filing{}, err
	}
	return c.filingOf(p), nil
}

// A matter is a case as all places tell of it.
type matter struct {
	Keys     []crawlers.Key  `json:"keys"`
	Captions []string        `json:"captions,omitempty"`
	Parties  []party         `json:"parties"`
	Patents  []string        `json:"patents,omitempty"`
	Product  string          `json:"product,omitempty"`
	Acts     []matterAct     `json:"acts" doc:"In the order they happened"`
	Clocks   []runningClock  `json:"clocks" doc:"Of a matter of which the caller was told; the first to close comes first"`
	Alerts   []string        `json:"alerts" doc:"Alerts of the matter that the caller may see, by their ids"`
	Joins    []store.Joining `json:"joins,omitempty" doc:"Why several numbers are one matter; for who sees all"`
	Suspects []store.Suspect `json:"suspects,omitempty" doc:"Numbers of other matters that may be this one; for who sees all"`
}

// A matterAct is one act of a matter.
type matterAct struct {
	ID      string        `json:"id"`
	Word    string        `json:"act,omitempty"`
	Stage   string        `json:"stage,omitempty"`
	Title   string        `json:"title"`
	Filed   crawlers.Date `json:"filed"`
	Sources []store.Sight `json:"sources"`
}

// A runningClock is a day by which somebody may have to act.
type runningClock struct {
	clock.Record
	Act    string    `json:"act"`
	State  string    `json:"state" enum:"running,withdrawn,ended"`
	Closes time.Time `json:"closes"`
}

func (c *call) readMatter(in struct {
	Authority string `path:"authority" max:"60" doc:"us-ilnd"`
	Number    string `path:"number" max:"200" doc:"1:26-cv-00011"`
}) (out matter, err error) {
	scope, err := c.scope()
	if err != nil {
		return out, err
	}
	key := crawlers.Key{Authority: in.Authority, Number: in.Number}
	m, err := c.Store.FindMatter(c.ctx, key)
	if err != nil {
		return out, err
	}
	f, err := c.Store.ShownParties(c.ctx, key)
	if err != nil {
		return out, err
	}
	out = matter{Keys: m.Keys, Parties: c.partiesOf(f), Patents: f.Patents, Product: f.Product, Acts: []matterAct{}, Clocks: []runningClock{}, Alerts: []string{}}
	for _, s := range m.Captions {
		out.Captions = append(out.Captions, web.Clean(alerts.Mask(f, s), web.LineLength))
	}
	if scope.All { // what persons said of it is nobody else's
		out.Joins, out.Suspects = m.Joins, m.Suspects
	}
	acts := make([]string, 0, len(m.Acts))
	for _, a := range m.Acts {
		sources := append([]store.Sight{}, a.Sources...)
		out.Acts = append(out.Acts, matterAct{a.ID, a.Act, a.Stage, web.Clean(alerts.Mask(f, a.Title), web.LineLength), a.Filed, sources})
		acts = append(acts, a.ID)
	}
	return out, c.told(&out, m.ID, acts, scope)
}

// maxActs bounds the acts of a matter whose alerts are looked for.
const maxActs = 500

// told fills in what the caller was told of a matter.
func (c *call) told(out *matter, id string, acts []string, scope account.Scope) error {
	told, err := c.Store.AlertsOf(c.ctx, acts[max(0, len(acts)-maxActs):], scope.Subscribers, scope.All)
	if err != nil {
		return err
	}
	for _, act := range acts {
		if alert := told[act]; alert != "" {
			out.Alerts = append(out.Alerts, alert)
		}
	}
	if len(out.Alerts) == 0 {
		return nil
	}
	clocks, err := c.Store.ClocksOf(c.ctx, id)
	if err != nil {
		return err
	}
	for _, k := range clocks {
		shown := runningClock{Act: k.Act, State: k.State, Closes: k.Closes}
		if err := json.Unmarshal(k.Body, &shown.Record); err != nil {
			return err
		}
		out.Clocks = append(out.Clocks, shown)
	}
	return nil
}

// wantedFilings is a search.
type wantedFilings struct {
	paged
	Text   string   `query:"q" max:"1000" doc:"Words, as the console's search page reads them"`
	From   string   `query:"from" max:"10" doc:"The first day, YYYY-MM-DD, in the authority's calendar"`
	To     string   `query:"to" max:"10" doc:"The last day"`
	Facts  []string `query:"fact" max:"50" doc:"facet:value, such as kind:lawsuit; of one facet any, of several all"`
	Order  string   `query:"order" enum:"newest,best" default:"newest"`
	Mine   bool     `query:"mine" doc:"Only what was told to a subscriber that the caller may see"`
	Facets bool     `query:"facets" doc:"Count the hits by facet"`
}

// A foundPage is a page of what a search found.
type foundPage struct {
	Items    []store.FoundAct   `json:"items"`
	Next     string             `json:"next,omitempty"`
	Total    int                `json:"total,omitempty" doc:"With facets: of the newest 2,000 hits"`
	Bounded  bool               `json:"bounded,omitempty" doc:"There are more than these"`
	Facets   []store.FacetCount `json:"facets,omitempty"`
	Indexing *store.Indexing    `json:"indexing,omitempty" doc:"How far filings of before are in the index"`
}

func (c *call) searchFilings(in wantedFilings) (out foundPage, err error) {
	out.Items = []store.FoundAct{}
	q, err := search.Parse(in.Text)
	if err != nil {
		return out, asked(err)
	}
	q.Facts = append(q.Facts, factsOf(in.Facts)...)
	if q.From, err = day(in.From, "from"); err != nil {
		return out, err
	}
	if q.To, err = day(in.To, "to"); err != nil {
		return out, err
	}
	if err := q.Check(); err != nil {
		return out, asked(err)
	}
	look := store.Look{Best: in.Order == "best", Facets: in.Facets, Limit: in.Limit, After: in.After}
	if in.Mine {
		scope, err := c.scope()
		if err != nil {
			return out, err
		}
		if look.Scope.Subscribers = scope.Subscribers; !scope.All && len(scope.Subscribers) == 0 {
			return out, nil // nobody told the caller anything
		}
	}
	found, err := c.Store.Search(c.ctx, q, look)
	if err != nil {
		return out, asked(err)
	}
	out = foundPage{found.Rows, found.Next, found.Total, found.Bounded, found.Facets, found.Indexing}
	for i := range out.Items {
		row := &out.Items[i]
		row.URL, row.Title = web.Official(row.URL), web.Clean(row.Title, web.TextLength)
	}
	return out, nil
}

// factsOf reads facet:value.
func factsOf(said []string) (out []search.Fact) {
	for _, fact := range said {
		facet, value, _ := strings.Cut(fact, ":")
		out = append(out, search.Fact{Facet: search.Facet(facet), Value: value})
	}
	return out
}

// asked makes a problem of what is wrong with a question.
func asked(err error) error {
	if !errors.Is(err, search.ErrQuery) {
		return err
	}
	text := err.Error()
	if i := strings.LastIndex(text, search.ErrQuery.Error()+": "); i >= 0 {
		text = text[i+len(search.ErrQuery.Error())+2:]
	}
	return refuse(http.StatusBadRequest, "", text, text)
}

// day reads a day, or nothing.
func day(s, field string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return t, wrong(field, "应为 2026-03-31 形式的日期", "want a day such as 2026-03-31")
	}
	return t, nil
}
