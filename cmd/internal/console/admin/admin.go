// Package admin is the administrators' room: the places that are watched, who
// may sign in, the tables in force, what did not arrive, and who did what.
//
// Every change is a POST that is recorded in the transaction that makes it. Who
// changes what somebody else changed meanwhile is told, and nothing is
// overwritten: a form carries the version that its reader saw.
package admin

import (
	"embed"
	"io/fs"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

//go:embed pages/*.html
var files embed.FS

//go:embed admin.css
var style string

// room is what the handlers share.
type room struct{ web.House }

// Room returns the room.
func Room(house web.House) web.Room {
	a := &room{house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "admin",
		Routes: []web.Route{
			{Pattern: "GET /admin/sources", Roles: account.Admins, Handle: a.sources},
			{Pattern: "GET /admin/sources/{name}", Roles: account.Admins, Handle: a.source},
			{Pattern: "GET /admin/sources/{name}/pages/{hash}", Roles: account.Admins, Handle: a.page},
			{Pattern: "POST /admin/sources/{name}/visit", Roles: account.Admins, Handle: a.visitSoon},
			{Pattern: "POST /admin/sources/{name}/pause", Roles: account.Admins, Handle: a.pause},
			{Pattern: "POST /admin/sources/{name}/resume", Roles: account.Admins, Handle: a.resume},
			{Pattern: "POST /admin/sources/{name}/plan", Roles: account.Admins, Handle: a.plan},
		},
		Links: []web.Link{{Path: "/admin/sources", Text: texts["admin"]}},
		Pages: pages,
		Texts: texts,
		Style: style,
	}
}

// A frame is what every page of the room has.
type frame struct {
	web.Frame
	Rooms []door
}

// A door leads to one of the subjects of the room.
type door struct {
	Path, Text string
	Here       bool
}

// doors are the subjects, in this order.
var doors = []string{"sources"}

// frame returns the frame of a page of a subject.
func (a *room) frame(r *web.Request, subject string) frame {
	f := frame{Frame: r.Frame("")}
	f.Title = f.T(subject)
	for _, name := range doors {
		f.Rooms = append(f.Rooms, door{"/admin/" + name, f.T(name), name == subject})
	}
	return f
}
