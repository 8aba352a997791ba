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
			{Pattern: "GET /signin/code", Public: true, Handle: e.code},
			{Pattern: "POST /signin/code", Public: true, Handle: e.confirm},
			{Pattern: "GET /reset", Public: true, Handle: e.reset},
			{Pattern: "POST /reset", Public: true, Handle: e.doReset},
			{Pattern: "GET /lost", Public: true, Handle: e.lost},
			{Pattern: "POST /lost", Public: true, Handle: e.doLost},
			{Pattern: "GET /signup", Public: true, Handle: e.signUp},
			{Pattern: "POST /signup", Public: true, Handle: e.doSignUp},
			{Pattern: "GET /signup/verify", Public: true, Handle: e.verify},
			{Pattern: "POST /signup/verify", Public: true, Handle: e.doVerify},
			{Pattern: "POST /signout", Public: true, Handle: e.signOut},

			{Pattern: "GET /me", Roles: account.All, Early: true, Handle: e.me},
			{Pattern: "POST /me", Roles: account.All, Handle: e.saveMe},
			{Pattern: "GET /me/password", Roles: account.All, Early: true, Handle: e.password},
			{Pattern: "POST /me/password", Roles: account.All, Early: true, Handle: e.changePassword},
			{Pattern: "GET /me/codes", Roles: account.All, Handle: e.codes},
			{Pattern: "POST /me/codes", Roles: account.All, Handle: e.useCodes},
			{Pattern: "POST /me/codes/leave", Roles: account.All, Handle: e.leaveCodes},
			{Pattern: "POST /me/sessions/{id}/end", Roles: account.All, Handle: e.endSession},
			{Pattern: "POST /me/sessions/end-others", Roles: account.All, Handle: e.endOthers},

			{Pattern: "GET /admin/signups", Roles: account.Admins, Handle: e.signUps},
			{Pattern: "POST /admin/signups/{id}/approve", Roles: account.Admins, Handle: e.admit},
			{Pattern: "POST /admin/signups/{id}/refuse", Roles: account.Admins, Handle: e.turnAway},
		},
		Links: []web.Link{{Path: "/admin/signups", Text: texts["signups"]}},
		Pages: pages,
		Texts: texts,
	}
}
