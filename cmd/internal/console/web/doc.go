// Package web is what every page of the console needs, and nothing of any: the
// table of routes, who may ask for what, the frame around a page, both
// languages, forms, and the headers of an answer.
//
// # A room
//
// A room is a package beside this one: its routes, its pages (html/template),
// its texts in both languages. It is added as one line of console.Rooms. A room
// in full, with a page that holds a form:
//
//	// Package notes keeps what a center notes about itself.
//	package notes
//
//	//go:embed pages/*.html
//	var files embed.FS
//
//	type room struct{ web.House } // what the handlers share
//
//	func Room(house web.House) web.Room {
//		n := &room{house}
//		pages, err := fs.Sub(files, "pages")
//		if err != nil {
//			panic(err) // they are embedded
//		}
//		return web.Room{
//			Name: "notes", Pages: pages, Texts: texts,
//			Links: []web.Link{{Path: "/notes", Text: texts["notes"]}},
//			Routes: []web.Route{
//				{Pattern: "GET /notes", Roles: account.Staff, Handle: n.show},
//				{Pattern: "POST /notes", Roles: account.Workers, Handle: n.add},
//			},
//		}
//	}
//
//	type page struct { // what pages/notes.html shows
//		web.Frame
//		Form web.Form
//	}
//
//	func (n *room) show(r *web.Request) (web.Answer, error) {
//		return r.Page("notes", &page{Frame: r.Frame(texts["notes"].In(r.Lang))})
//	}
//
//	func (n *room) add(r *web.Request) (web.Answer, error) {
//		f, err := r.Form()
//		if err != nil {
//			return web.Answer{}, err
//		}
//		note := f.Need("note", 300) // cleaned; empty or longer is wrong
//		if !f.Good() {
//			return r.Again("notes", &page{r.Frame(texts["notes"].In(r.Lang)), f})
//		}
//		err = n.Store.Tx(r.Context(), func(tx *sql.Tx) error {
//			if err := store.AddNote(r.Context(), tx, r.User.Center, note); err != nil {
//				return err
//			}
//			return r.Record(r.Context(), tx, "note.add", r.User.Center, note)
//		})
//		if err != nil {
//			return web.Answer{}, err
//		}
//		return r.Done("/notes", "done.saved") // a redirect; the next page says it
//	}
//
// Its page, pages/notes.html:
//
//	{{define "main"}}
//	<h1>{{.Title}}</h1>
//	<form method="post" action="/notes">
//	{{template "field" (.Form.Field .Frame "note" "text")}}
//	<p><button>{{.T "save"}}</button></p>
//	</form>
//	{{end}}
//
// And its texts, text.go: a field's label is the text "field.NAME", what is
// below it "hint.NAME"; what [Request.Done] says begins with "done.".
//
//	var texts = map[string]web.Text{
//		"notes":      {"备注", "Notes"},
//		"field.note": {"内容", "Note"},
//	}
//
// # Rules
//
// Who may ask stands in the table of routes and nowhere else. What a user may
// not see does not exist for it: [Request.May] and [Request.Scope] decide, and
// a handler answers [store.ErrNotFound]. The admin and the national center see
// all; who is "readonly" has no route that changes anything.
//
// What strangers wrote goes through [Clean] or [CleanText] before it reaches a
// template, and stands in <bdi> there; a link of theirs goes through
// [Official]. Natural persons are masked by alerts.Mask.
//
// No page has a script or a style of its own: console.js adds keys to tables
// and asks before a form with data-confirm is sent, and everything works
// without it. A room's CSS is its Style.
//
// A test of a room is in a package of its own (notes_test) and asks as a user
// of a role: webtest.Open(t, rooms).As(account.City).Page("/notes").
package web
