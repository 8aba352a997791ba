package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// An Answer is what a handler answers with. The methods of [Request] make it.
type Answer struct {
	status int
	kind   string // the content type
	name   string // of a file
	body   []byte
	to     string
	header http.Header
}

// Page shows a page by the template of the room.
func (r *Request) Page(name string, v View) (Answer, error) { return r.show(http.StatusOK, name, v) }

// Again shows the page of a form whose fields are not right.
func (r *Request) Again(name string, v View) (Answer, error) {
	return r.show(http.StatusUnprocessableEntity, name, v)
}

// Refuse shows a page that says why something was not done, with a status of
// its own.
func (r *Request) Refuse(status int, name string, v View) (Answer, error) {
	return r.show(status, name, v)
}

// show makes a page whole or not at all.
func (r *Request) show(status int, name string, v View) (Answer, error) {
	t := r.pages[name]
	if t == nil {
		return Answer{}, fmt.Errorf("no page %q", name)
	}
	if f := v.frame(); r.flash != "" {
		f.Flash = f.T(r.flash)
	}
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, "layout", v); err != nil {
		return Answer{}, err
	}
	return Answer{status: status, kind: "text/html; charset=utf-8", body: page.Bytes()}, nil
}

// flashCookie holds the name of the text that the next page is to say.
const flashCookie = "flash"

// Done sends the browser to a page of ours after something was done, and has it
// say the text of the name, if that is not "". A page that is fetched again
// does nothing again.
func (r *Request) Done(to, text string) (Answer, error) {
	if !local(to) {
		to = "/"
	}
	a := Answer{status: http.StatusSeeOther, to: to}
	if text != "" {
		a.keep(r.site.cookie(flashCookie, text, 60))
	}
	return a, nil
}

// Leave sends the browser to a place that the configuration names.
func (r *Request) Leave(to string) Answer { return Answer{status: http.StatusSeeOther, to: to} }

// Remember has the browser keep a value for a while, under a name; for less than
// no time has it forget it.
func (a *Answer) Remember(r *Request, name, value string, long time.Duration) {
	age := int(long / time.Second)
	if long < 0 {
		age = -1
	}
	a.keep(r.site.cookie(name, value, age))
}

// JSON answers with a value.
func (r *Request) JSON(v any) (Answer, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return Answer{}, err
	}
	return Answer{status: http.StatusOK, kind: "application/json", body: append(b, '\n')}, nil
}

// A Problem is an error as machines are told it, by RFC 9457.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func problem(status int, detail string) Answer {
	b, err := json.Marshal(Problem{http.StatusText(status), status, detail})
	if err != nil {
		panic(err) // strings can always be written
	}
	return Answer{status: status, kind: "application/problem+json", body: append(b, '\n')}
}

// File answers with a file that the browser keeps and never shows.
func (r *Request) File(name, kind string, body []byte) (Answer, error) {
	return Answer{status: http.StatusOK, kind: kind, name: name, body: body}, nil
}

// SignIn has the browser keep the cookie of a session.
func (a *Answer) SignIn(r *Request, cookie string) {
	a.keep(r.site.cookie(r.site.session(), cookie, 0))
}

// SignOut has the browser forget it.
func (a *Answer) SignOut(r *Request) {
	a.keep(r.site.cookie(r.site.session(), "", -1))
}

// Speak has the browser keep a language.
func (a *Answer) Speak(r *Request, l Lang) {
	a.keep(r.site.cookie(langCookie, string(l), 365*24*60*60))
}

func (a *Answer) keep(c *http.Cookie) {
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Add("Set-Cookie", c.String())
}

func (a Answer) write(w http.ResponseWriter) {
	h := w.Header()
	for key, values := range a.header {
		h[key] = append(h[key], values...)
	}
	if a.to != "" {
		h.Set("Location", a.to)
	}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": Clean(a.name, 100)}))
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the reader may have gone
}

// pages are the templates of a room by their names.
type pages map[string]*template.Template

// parsePages reads the templates of a room, each with the frame around it. It
// panics on a mistake in them: they are ours.
func parsePages(files fs.FS) pages {
	out := pages{}
	if files == nil {
		return out
	}
	frame := template.Must(template.ParseFS(frameFiles, "pages/layout.html", "pages/form.html"))
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		t := template.Must(frame.Clone())
		out[name[:len(name)-len(".html")]] = template.Must(t.ParseFS(files, name))
	}
	return out
}
