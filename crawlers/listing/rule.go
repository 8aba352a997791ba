package listing

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"tocsin/crawlers"
)

// A Rule describes a place. It is written in YAML or JSON, read by [Decode]
// and shown by [Rule.YAML]; a key that is not here is refused.
type Rule struct {
	Name      string            `yaml:"name"`  // of the place, for life: filings carry it
	Title     map[string]string `yaml:"title"` // zh and en
	Publisher string            `yaml:"publisher,omitempty"`
	Terms     string            `yaml:"terms,omitempty"`
	Kind      crawlers.Kind     `yaml:"kind"`

	Schedule string          `yaml:"schedule"` // cron expression of five fields
	Zone     string          `yaml:"zone"`     // of the schedule, and of days without one of their own
	Pace     time.Duration   `yaml:"pace,omitempty"`
	Timeout  time.Duration   `yaml:"timeout,omitempty"`
	MaxBody  int64           `yaml:"max_body,omitempty"`
	Fresh    time.Duration   `yaml:"fresh"`
	Rank     int             `yaml:"rank,omitempty"`
	Expect   crawlers.Expect `yaml:"expect"`

	List   List              `yaml:"list"`
	Format string            `yaml:"format"`          // html, xml, json, csv
	Rows   string            `yaml:"rows,omitempty"`  // selects what is one row; csv has its own
	Empty  string            `yaml:"empty,omitempty"` // selects what stands on a list without rows; without it no rows are a changed shape
	Fields Fields            `yaml:"fields"`
	Key    Key               `yaml:"key"`
	Act    string            `yaml:"act,omitempty"`   // of every row
	Acts   map[string]string `yaml:"acts,omitempty"`  // words of the field act, to acts of the kind
	Place  string            `yaml:"place,omitempty"` // of every row in its matter, such as entry.1
	Detail *Detail           `yaml:"detail,omitempty"`
}

// A List says which pages are read. In an address {n} stands for a number from
// First to Last; or Next selects the link to the page that follows.
type List struct {
	URLs  []string `yaml:"urls"`
	Next  string   `yaml:"next,omitempty"`
	First int      `yaml:"first,omitempty"`
	Last  int      `yaml:"last,omitempty"`
	Pages int      `yaml:"pages,omitempty"` // at most, of each address
}

// Fields say where a row has what. Number, Title and Filed must be there.
type Fields struct {
	Number  *Field  `yaml:"number,omitempty"`
	Title   *Field  `yaml:"title,omitempty"`
	Filed   *Field  `yaml:"filed,omitempty"`
	Parties []Party `yaml:"parties,omitempty"`
	Marks   *Field  `yaml:"marks,omitempty"`
	Classes *Field  `yaml:"classes,omitempty"`
	Goods   *Field  `yaml:"goods,omitempty"`
	URL     *Field  `yaml:"url,omitempty"`
	Text    *Field  `yaml:"text,omitempty"`
	Act     *Field  `yaml:"act,omitempty"`
	Place   *Field  `yaml:"place,omitempty"` // the authority's own name of the act in its matter
}

// A Field says where a value stands and what of it counts.
//
// Select is a CSS selector, or an XPath expression if it begins with "." and a
// slash; for xml always XPath; for json a path such as data.items[0].name; for
// csv the head of a column, or its number after "#". It starts at the row;
// empty is the row itself.
type Field struct {
	Select string   `yaml:"select,omitempty"`
	Attr   string   `yaml:"attr,omitempty"`  // of the elements selected, in place of their text
	Match  string   `yaml:"match,omitempty"` // RE2; what does not match is no value
	Take   string   `yaml:"take,omitempty"`  // of the match, "$1" or "$1-$2"; its first group, or all of it
	Split  string   `yaml:"split,omitempty"` // text between several values in one
	Layout []string `yaml:"layout,omitempty"`
	Zone   string   `yaml:"zone,omitempty"`
}

// A Party is a field whose values are the names of parties.
type Party struct {
	Role  crawlers.Role `yaml:"role"`
	Field `yaml:",inline"`
}

// A Key makes the name of a matter from its number.
type Key struct {
	Authority string `yaml:"authority"`       // us-nmd, eu-tm
	Match     string `yaml:"match,omitempty"` // RE2 that a number must match
	Take      string `yaml:"take,omitempty"`  // of the match, as in a field
}

// A Detail is a page of one row. It tells the same act as the row with more of
// it, so its fields must give the number and the day again.
type Detail struct {
	Link    Field  `yaml:"link"`            // of a row
	Address string `yaml:"address"`         // RE2: the addresses of such pages, and of no list
	Rows    string `yaml:"rows,omitempty"`  // selects the part that is read; empty is all of it
	Pages   int    `yaml:"pages,omitempty"` // at most, of one visit
	Fields  Fields `yaml:"fields"`
}

// named are the fields by name, in the order of the rule. Those that are not
// there are nil.
func (f *Fields) named() []named {
	out := []named{
		{"number", f.Number}, {"title", f.Title}, {"filed", f.Filed}, {"marks", f.Marks}, {"classes", f.Classes},
		{"goods", f.Goods}, {"url", f.URL}, {"text", f.Text}, {"act", f.Act}, {"place", f.Place},
	}
	return slices.DeleteFunc(out, func(n named) bool { return n.field == nil })
}

type named struct {
	name  string
	field *Field
}

// YAML returns the rule as it would be written.
func (r *Rule) YAML() ([]byte, error) { return yaml.Marshal(r) }

// JSON returns the rule as a program would write it.
func (r *Rule) JSON() ([]byte, error) { return yaml.MarshalWithOptions(r, yaml.JSON()) }

// Defaults of what a rule may leave out.
const (
	paceDefault    = 5 * time.Second
	timeoutDefault = 10 * time.Minute
	bodyDefault    = 8 << 20
	rankDefault    = 10
	pagesDefault   = 10
	detailsDefault = 30
)

// filled returns the rule with its defaults.
func (r Rule) filled() Rule {
	def := func(n *int, to int) {
		if *n == 0 {
			*n = to
		}
	}
	if r.Pace == 0 {
		r.Pace = paceDefault
	}
	if r.Timeout == 0 {
		r.Timeout = timeoutDefault
	}
	if r.MaxBody == 0 {
		r.MaxBody = bodyDefault
	}
	def(&r.Rank, rankDefault)
	def(&r.List.Pages, pagesDefault)
	def(&r.List.First, 1)
	def(&r.List.Last, r.List.First+r.List.Pages-1)
	if r.Detail != nil {
		d := *r.Detail
		def(&d.Pages, detailsDefault)
		r.Detail = &d
	}
	return r
}
