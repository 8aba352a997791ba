// Package entry is where one signs in and out, and one's own account.
package entry

import (
	"embed"
	"io/fs"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

//go:embed pages/*.html
var files embed.FS

// room is what the handlers share.
type room struct{ web.House }

// Room returns the room.
func Room(house web.House) web.Room {
	e := &room{house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "entry",
		Routes: []web.Route{
			{Pattern: "GET /signin", Public: true, Handle: e.signIn},
			{Pattern: "POST /signin", Public: true, Handle: e.doSignIn},
			{Pattern: "POST /signout", Public: true, Handle: e.signOut},

			{Pattern: "GET /me", Roles: account.All, Early: true, Handle: e.me},
			{Pattern: "POST /me", Roles: account.All, Handle: e.saveMe},
			{Pattern: "GET /me/password", Roles: account.All, Early: true, Handle: e.password},
			{Pattern: "POST /me/password", Roles: account.All, Early: true, Handle: e.changePassword},
			{Pattern: "POST /me/sessions/{id}/end", Roles: account.All, Handle: e.endSession},
			{Pattern: "POST /me/sessions/end-others", Roles: account.All, Handle: e.endOthers},
		},
		Pages: pages,
		Texts: texts,
	}
}
