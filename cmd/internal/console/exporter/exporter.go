// Package exporter is where an exporter helps itself: what it wants to hear of,
// what it was told and why, and help from its guidance center.
//
// Nothing of another org is reachable: every reading names the reader's own.
package exporter

import (
	"embed"
	"io/fs"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
)

//go:embed pages/*.html
var files embed.FS

//go:embed exporter.css
var style string

type room struct{ web.House }

// Bounds of what an exporter brings.
const (
	uploadLimit = 8 << 20
	readWithin  = 25 * time.Second // of a table, with its preview
)

// Room returns the room.
func Room(house web.House) web.Room {
	e := &room{house}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "exporter", Pages: pages, Texts: texts, Style: style,
		Links: []web.Link{{Path: "/mine", Text: texts["mine"]}, {Path: "/lists", Text: texts["lists"]}, {Path: "/contacts", Text: texts["contacts"]}, {Path: "/org", Text: texts["org.own"]}, {Path: "/help", Text: texts["helps"]}},
		Routes: []web.Route{
			{Pattern: "GET /mine", Roles: account.Owners, Handle: e.mine},
			{Pattern: "GET /mine/{id...}", Roles: account.Owners, Handle: e.why},
			{Pattern: "POST /mine/say", Roles: account.Owners, Handle: e.say},
			{Pattern: "POST /mine/ours", Roles: account.Owners, Handle: e.ours},
			{Pattern: "POST /mine/ask", Roles: account.Owners, Handle: e.ask},

			{Pattern: "GET /contacts", Roles: account.Owners, Handle: e.contacts},
			{Pattern: "POST /contacts", Roles: account.Owners, Handle: e.addContact, Within: readWithin},
			{Pattern: "GET /contacts/{id}", Roles: account.Owners, Handle: e.contact},
			{Pattern: "POST /contacts/{id}", Roles: account.Owners, Handle: e.changeContact},
			{Pattern: "POST /contacts/{id}/verify", Roles: account.Owners, Handle: e.verifyContact},
			{Pattern: "POST /contacts/{id}/again", Roles: account.Owners, Handle: e.proveAgain, Within: readWithin},
			{Pattern: "POST /contacts/{id}/pause", Roles: account.Owners, Handle: e.pauseContact},
			{Pattern: "POST /contacts/{id}/drop", Roles: account.Owners, Handle: e.dropContact},

			{Pattern: "GET /org", Roles: account.Owners, Handle: e.org},
			{Pattern: "POST /org", Roles: account.Owners, Handle: e.saveOrg},
			{Pattern: "POST /org/export", Roles: account.Owners, Handle: e.export, Within: readWithin},
			{Pattern: "POST /org/forget", Roles: account.Owners, Handle: e.forget},

			{Pattern: "GET /help", Roles: account.Workers, Handle: e.helps},
			{Pattern: "GET /help/{id}", Roles: account.Workers, Handle: e.helpShow},
			{Pattern: "POST /help/{id}/sign", Roles: account.Workers, Handle: e.helpSign},
			{Pattern: "POST /help/{id}/answer", Roles: account.Workers, Handle: e.helpAnswer},

			{Pattern: "GET /lists", Roles: account.Owners, Handle: e.lists},
			{Pattern: "POST /lists", Roles: account.Owners, Handle: e.begin},
			{Pattern: "GET /lists/example", Roles: account.Owners, Handle: e.example},
			{Pattern: "GET /lists/{list}", Roles: account.Owners, Handle: e.list},
			{Pattern: "POST /lists/{list}", Roles: account.Owners, Handle: e.rename},
			{Pattern: "POST /lists/{list}/pause", Roles: account.Owners, Handle: e.pause},
			{Pattern: "POST /lists/{list}/drop", Roles: account.Owners, Handle: e.drop},
			{Pattern: "POST /lists/{list}/remove", Roles: account.Owners, Handle: e.remove},
			{Pattern: "GET /lists/{list}/table", Roles: account.Owners, Handle: e.table},
			{Pattern: "POST /lists/{list}/add", Roles: account.Owners, Handle: e.add, Within: readWithin},
			{Pattern: "POST /lists/{list}/import", Roles: account.Owners, Handle: e.load, Upload: uploadLimit, Within: readWithin},
			{Pattern: "GET /lists/{list}/drafts/{draft}", Roles: account.Owners, Handle: e.draft},
			{Pattern: "POST /lists/{list}/drafts/{draft}/read", Roles: account.Owners, Handle: e.readAgain, Within: readWithin},
			{Pattern: "POST /lists/{list}/drafts/{draft}/save", Roles: account.Owners, Handle: e.save, Upload: 1 << 20},
			{Pattern: "POST /lists/{list}/drafts/{draft}/drop", Roles: account.Owners, Handle: e.dropDraft},
		},
	}
}
