package web

import (
	"context"
	"database/sql"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// A Desk is what a console does beyond its store, since others are told of it.
// A function that is nil is not offered.
type Desk struct {
	// Late returns what centers should have signed for by now; nil where no center
	// has a time to sign within.
	Late func(context.Context) ([]Late, error)

	// What follows is done in a transaction, so that it stands in the audit or is
	// not done.

	// Feedback records what somebody said of an alert; false if they said so
	// before.
	Feedback func(context.Context, *sql.Tx, store.Feedback) (store.Feedback, bool, error)
	// Correct takes back what was told of an act, and returns how many messages
	// say so.
	Correct func(context.Context, *sql.Tx, store.Feedback) (int, error)
	// Transfer passes a matter on to another center, and says to it why.
	Transfer func(ctx context.Context, tx *sql.Tx, t store.Transfer, why string) error
	// Reaches reports whether what a center is told goes anywhere but to the
	// console; nil says so of all.
	Reaches func(center string) bool
	// Join makes one matter of two, Part takes a number out of its own again.
	Join func(ctx context.Context, tx *sql.Tx, a, b crawlers.Key, who, why string) error
	Part func(ctx context.Context, tx *sql.Tx, key crawlers.Key, who, why string) error
	// Reroute works out what follows for the matter of a number from what is about to
	// be said of one of its parties; what it returns tells those who were told
	// wrongly and those who hear of it now, and counts them.
	Reroute func(context.Context, crawlers.Key, alerts.Identity) (tell func(context.Context, *sql.Tx) (told int, err error), err error)
	// Help tells a center that an exporter asks for help with what it was told of.
	Help func(context.Context, *sql.Tx, store.Help, crawlers.Filing) error
	// Resend sends a delivery again that was given up; ResendNotice a digest, or
	// what administrators are told. ResendAll does both for all of a destination.
	Resend       func(ctx context.Context, tx *sql.Tx, delivery string) error
	ResendNotice func(ctx context.Context, tx *sql.Tx, notice string) error
	ResendAll    func(ctx context.Context, tx *sql.Tx, destination string) (int, error)
	// Serve works out what follows from papers that were served; what it returns
	// notes it and tells everybody who was told. It is nil where nothing in the
	// matter is answered within a time from service.
	Serve func(context.Context, crawlers.Key, alerts.Service) (note func(context.Context, *sql.Tx) error, err error)
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
