// Package console is the web console: its rooms, put together. What a room is
// and how one is written is said in package web.
package console

import (
	"net/http"

	"tocsin/cmd/internal/console/admin"
	"tocsin/cmd/internal/console/casework"
	"tocsin/cmd/internal/console/entry"
	"tocsin/cmd/internal/console/find"
	"tocsin/cmd/internal/console/reports"
	"tocsin/cmd/internal/console/staff"
	"tocsin/cmd/internal/console/web"
)

// A House is what the rooms share.
type House = web.House

// A Place is one that could be watched, as a House knows it.
type Place = web.Place

// What a console does through the pipeline.
type (
	Desk = web.Desk
	Late = web.Late
)

// Rooms returns all rooms. Their links stand in the head of a page in this
// order. A test asks every route of them as every role.
func Rooms(house web.House) []web.Room {
	return []web.Room{
		staff.Room(house),
		casework.Room(house),
		find.Room(house),
		admin.Room(house),
		reports.Room(house),
		entry.Room(house),
	}
}

// New returns the console.
func New(house web.House) (http.Handler, error) { return web.Open(house, Rooms(house)) }
