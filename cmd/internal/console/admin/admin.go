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

			{Pattern: "GET /admin/retention", Roles: account.Admins, Handle: a.retention},
			{Pattern: "GET /admin/measures", Roles: account.Admins, Handle: a.measures},

			{Pattern: "GET /admin/users", Roles: account.Admins, Handle: a.users},
			{Pattern: "POST /admin/users", Roles: account.Admins, Handle: a.addUser},
			{Pattern: "POST /admin/orgs", Roles: account.Admins, Handle: a.putOrg},
			{Pattern: "GET /admin/users/{login}", Roles: account.Admins, Handle: a.user},
			{Pattern: "POST /admin/users/{login}/role", Roles: account.Admins, Handle: a.setRole},
			{Pattern: "POST /admin/users/{login}/disable", Roles: account.Admins, Handle: a.disable},
			{Pattern: "POST /admin/users/{login}/enable", Roles: account.Admins, Handle: a.enable},
			{Pattern: "POST /admin/users/{login}/reset", Roles: account.Admins, Handle: a.resetPassword},
			{Pattern: "POST /admin/users/{login}/sessions/{id}/end", Roles: account.Admins, Handle: a.endSession},
			{Pattern: "POST /admin/users/{login}/tokens", Roles: account.Admins, Handle: a.addToken},
			{Pattern: "POST /admin/users/{login}/tokens/{id}/drop", Roles: account.Admins, Handle: a.dropToken},

			{Pattern: "GET /admin/tables", Roles: account.Admins, Handle: a.tables},
			{Pattern: "GET /admin/tables/{name}", Roles: account.Admins, Handle: a.table},
			{Pattern: "GET /admin/tables/{name}/csv", Roles: account.Admins, Handle: a.tableCSV},
			{Pattern: "GET /admin/tables/{name}/versions/{version}", Roles: account.Admins, Handle: a.lookBack},
			{Pattern: "POST /admin/tables/{name}/look", Roles: account.Admins, Upload: maxTable, Handle: a.lookAt},
			{Pattern: "POST /admin/tables/{name}", Roles: account.Admins, Upload: 3 * maxTable, Handle: a.putTable}, // as a form writes it

			{Pattern: "GET /admin/deliveries", Roles: account.Admins, Handle: a.deliveries},
			{Pattern: "GET /admin/deliveries/{id}", Roles: account.Admins, Handle: a.message},
			{Pattern: "POST /admin/deliveries/{id}/again", Roles: account.Admins, Handle: a.sendAgain},
			{Pattern: "POST /admin/deliveries/{id}/drop", Roles: account.Admins, Handle: a.drop},
			{Pattern: "POST /admin/destinations/{name}/again", Roles: account.Admins, Handle: a.sendAllAgain},
			{Pattern: "POST /admin/destinations/{name}/resume", Roles: account.Admins, Handle: a.resumeDestination},

			{Pattern: "GET /admin/quiet", Roles: account.Admins, Handle: a.quiet},
			{Pattern: "POST /admin/quiet/lift", Roles: account.Admins, Handle: a.lift},
			{Pattern: "POST /admin/quiet/back", Roles: account.Admins, Handle: a.writeAgain},

			{Pattern: "GET /admin/audit", Roles: account.Admins, Handle: a.audit},
			{Pattern: "GET /admin/audit.csv", Roles: account.Admins, Handle: a.auditCSV},
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
var doors = []string{"sources", "deliveries", "quiet", "measures", "users", "tables", "retention", "audit"}

// frame returns the frame of a page of a subject.
func (a *room) frame(r *web.Request, subject string) frame {
	f := frame{Frame: r.Frame("")}
	f.Title = f.T(subject)
	for _, name := range doors {
		f.Rooms = append(f.Rooms, door{"/admin/" + name, f.T(name), name == subject})
	}
	return f
}
