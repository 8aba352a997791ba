// Package staff is where people at a center work: the overview, what is to be
// signed for, the page of a matter and that of an alert, and what is done to
// them.
//
// Natural persons are masked for everybody but who works for a center that was
// told of the matter; who asked not to be named is named to nobody.
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

//go:embed staff.css
var style string

// room is what the handlers share.
type room struct {
	web.House
	names  names
	panels []web.Paneler
}

// Room returns the room. Other rooms say on the page of a matter what panels
// make.
func Room(house web.House, panels ...web.Paneler) web.Room {
	s := &room{House: house, panels: panels}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "staff",
		Routes: []web.Route{
			{Pattern: "GET /{$}", Roles: account.All, Handle: s.home},
			{Pattern: "GET /alerts/{id...}", Roles: account.All, Handle: s.alert},
			{Pattern: "GET /triage", Roles: account.Staff, Handle: s.triage},
			{Pattern: "GET /matters/{id...}", Roles: account.Staff, Handle: s.matter},
			{Pattern: "GET /stored/{hash}/{id...}", Roles: account.Staff, Handle: s.stored},
			{Pattern: "POST /sign", Roles: account.Workers, Handle: s.sign},
			{Pattern: "POST /mute", Roles: account.Workers, Handle: s.mute},
			{Pattern: "POST /feedback", Roles: account.Workers, Handle: s.say},
			{Pattern: "POST /transfer", Roles: account.Workers, Handle: s.transfer},
			{Pattern: "POST /join", Roles: account.Workers, Handle: s.join},
			{Pattern: "POST /part", Roles: account.Workers, Handle: s.part},
			{Pattern: "POST /party", Roles: account.Workers, Handle: s.party},
			{Pattern: "POST /served", Roles: account.Workers, Handle: s.serve},
			{Pattern: "POST /resend", Roles: account.Workers.And(account.Admin), Handle: s.resend},
		},
		Links: []web.Link{{Path: "/", Text: texts["home"]}, {Path: "/triage", Text: texts["triage"]}},
		Pages: pages,
		Texts: texts,
		Style: style,
	}
}
