package web

import "context"

// A Desk is what a console does beyond its store, since others are told of it.
// A function that is nil is not offered.
type Desk struct {
	// Late returns what centers should have signed for by now.
	Late func(context.Context) ([]Late, error)
}

// Late is a matter that a center should have signed for.
type Late struct{ Matter, Center string }

// A Panel is what another room says of a matter on the matter's page.
type Panel struct {
	Title string
	Lines []PanelLine
	Path  string // of its own page
	Link  string // what the link to it says
}

// A PanelLine is one labelled fact.
type PanelLine struct{ Label, Text string }

// A Paneler makes the panel of a matter, by its id, for who asks. The page has
// made sure that they may see the matter. A panel without a title is left out.
type Paneler func(r *Request, matter string) (Panel, error)
