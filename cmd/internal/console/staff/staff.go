// Package staff is the overview of the console and the page of one alert: what
// happened, what needs somebody, and what an alert rests on.
//
// What it shows was written by strangers. Every text from a page or a receiver
// goes through [web.Clean] before it reaches a template.
package staff

import (
	"embed"
	"io/fs"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

//go:embed pages/*.html
var files embed.FS

// room is what the handlers share.
type room struct {
	web.House
	names names
}

// Room returns the room.
func Room(house web.House) web.Room {
	s := &room{House: house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "staff",
		Routes: []web.Route{
			{Pattern: "GET /{$}", Roles: account.All, Handle: s.home},
			{Pattern: "GET /alerts/{id...}", Roles: account.All, Handle: s.alert},
		},
		Links: []web.Link{{Path: "/", Text: texts["home"]}},
		Pages: pages,
		Texts: texts,
	}
}
