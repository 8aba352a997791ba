// Package console is the web console: its rooms, put together. What a room is
// and how one is written is said in package web.
package console

import (
	"context"
	"net/http"
	"strings"

	"tocsin/cmd/internal/console/admin"
	"tocsin/cmd/internal/console/api"
	"tocsin/cmd/internal/console/casework"
	"tocsin/cmd/internal/console/crawlrules"
	"tocsin/cmd/internal/console/entry"
	"tocsin/cmd/internal/console/exporter"
	"tocsin/cmd/internal/console/find"
	"tocsin/cmd/internal/console/oidc"
	"tocsin/cmd/internal/console/reports"
	"tocsin/cmd/internal/console/staff"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
)

// A House is what the rooms share.
type House = web.House

// A Place is one that could be watched, as a House knows it.
type Place = web.Place

// A Destination is where messages go.
type Destination = web.Destination

// A Text is one thing to say, in Chinese and in English.
type Text = web.Text

// A Provider is one of identities, by OpenID Connect.
type Provider = web.Provider

// A Setting is a key of the configuration and its value, which is no secret.
type Setting = web.Setting

// A Model is what may be asked in a day.
type Model = web.Model

// A Judge is who gave verdicts.
type Judge = web.Judge

// A Desk is what the console does through the pipeline.
type Desk = web.Desk

// Contacts is how exporters are told as they choose.
type Contacts = web.Contacts

// ContactOptions are those of a contact's channel.
type ContactOptions = web.ContactOptions

// ContactUse is what the options of a contact are sealed for.
func ContactUse(id string) string { return web.ContactUse(id) }

// SealHelp seals whom a center is to call, how and what for.
func SealHelp(box *seal.Box, h *store.Help) error { return web.SealHelp(box, h) }

// SealOldHelp seals whom centers are to call, where it was kept in clear before
// there was a key.
func SealOldHelp(ctx context.Context, db *store.DB, box *seal.Box) error {
	return web.SealOldHelp(ctx, db, box)
}

// Late is a matter that a center should have signed for.
type Late = web.Late

// Rules are what the pages about crawl rules work with.
type Rules = web.Rules

// Rooms returns all rooms. Their links stand in the head of a page in this
// order. A test asks every route of them as every role.
func Rooms(house web.House) []web.Room {
	return []web.Room{
		staff.Room(house, casework.Panel(house)),
		casework.Room(house),
		exporter.Room(house),
		find.Room(house),
		admin.Room(house),
		reports.Room(house),
		crawlrules.Room(house),
		entry.Room(house),
		oidc.Room(house),
	}
}

// New returns the console: its pages, and the same for programs.
func New(house web.House) (http.Handler, error) {
	pages, err := web.Open(house, Rooms(house))
	if err != nil {
		return nil, err
	}
	programs := api.New(house)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, api.Root) {
			programs.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	}), nil
}
