package casework

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"errors"
	"path"
	"strings"
	"unicode/utf8"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// A kind is a sort of papers that is kept. What a browser would show or run,
// such as HTML and SVG, is none.
type kind struct {
	name string // what people call it
	mime string
	is   func(body []byte) bool
}

var kinds = []kind{
	{"PDF", "application/pdf", begins("%PDF-")},
	{"PNG", "image/png", begins("\x89PNG\r\n\x1a\n")},
	{"JPEG", "image/jpeg", begins("\xff\xd8\xff")},
	{"Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", holds("word/")},
	{"Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", holds("xl/")},
	{"EML", "message/rfc822", letter},
	{"TXT", "text/plain; charset=utf-8", plain},
}

func kindName(mime string) string {
	for _, k := range kinds {
		if k.mime == mime {
			return k.name
		}
	}
	return mime
}

func begins(magic string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
}

// holds reports whether a file is an Office document of a sort, by what the
// directory of its archive names. Nothing is unpacked.
func holds(folder string) func([]byte) bool {
	return func(b []byte) bool {
		if !bytes.HasPrefix(b, []byte("PK\x03\x04")) {
			return false
		}
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return false
		}
		types, found := false, false
		for _, f := range z.File {
			types = types || f.Name == "[Content_Types].xml"
			found = found || strings.HasPrefix(f.Name, folder)
			if strings.Contains(strings.ToLower(f.Name), "vbaproject") {
				return false // macros
			}
		}
		return types && found
	}
}

// letter reports whether a file is a letter as mail programs save it.
func letter(b []byte) bool {
	head, _, _ := bytes.Cut(b, []byte("\n\n"))
	head, _, _ = bytes.Cut(head, []byte("\r\n\r\n"))
	if len(head) > 64<<10 || !plain(head) {
		return false
	}
	from, subject := false, false
	for line := range strings.Lines(string(head)) {
		name, _, _ := strings.Cut(strings.ToLower(line), ":")
		from, subject = from || name == "from", subject || name == "subject"
	}
	return from && subject
}

// plain reports whether a file is text, and none that a browser could take for
// a page.
func plain(b []byte) bool {
	if !utf8.Valid(b) || bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) }) {
		return false
	}
	start := strings.ToLower(string(bytes.TrimLeft(b[:min(len(b), 512)], "\ufeff \t\r\n")))
	return start != "" && !strings.HasPrefix(start, "<")
}

// keep takes a paper in.
func (c *room) keep(r *web.Request) (web.Answer, error) {
	p, f, err := c.write(r)
	if err != nil {
		return web.Answer{}, err
	}
	name, body, err := r.Upload(&f, "paper")
	if err != nil {
		return web.Answer{}, err
	}
	file := store.CaseFile{Alert: p.Alert, Center: r.User.Center, Person: r.User.Login, At: c.Now(), Name: nameOf(name)}
	switch {
	case !f.Good():
	case len(body) > store.MaxCaseFile:
		f.Wrong("paper", "wrong.size")
	default:
		for _, k := range kinds {
			if file.Kind == "" && k.is(body) {
				file.Kind = k.mime
			}
		}
		if file.Kind == "" {
			f.Wrong("paper", "wrong.kind")
		}
	}
	if f.Good() {
		err = c.Store.Tx(r.Context(), func(tx *sql.Tx) error {
			id, err := store.AddCaseFile(r.Context(), tx, file, body)
			if err != nil {
				return err
			}
			return r.Record(r.Context(), tx, "case.paper", p.Alert, id)
		})
		if errors.Is(err, store.ErrFull) {
			f.Wrong("paper", "wrong.full")
		} else if err != nil {
			return web.Answer{}, err
		}
	}
	if !f.Good() {
		p.FileForm = f
		return r.Again("case", p)
	}
	return r.Done(p.Path, "done.saved")
}

// nameOf is what a paper is called: the last part of a path, whichever way it
// was written.
func nameOf(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || name == ".." || name == "" {
		return "file"
	}
	return web.Clean(name, 120)
}

// paper gives a paper back, to be kept and never shown in a page.
func (c *room) paper(r *web.Request) (web.Answer, error) {
	file, body, err := c.Store.CaseFile(r.Context(), r.PathValue("file"))
	if err != nil {
		return web.Answer{}, err
	}
	parcel, err := c.Store.FindAlert(r.Context(), file.Alert)
	if err != nil {
		return web.Answer{}, err
	}
	scope, err := r.Scope()
	if err != nil {
		return web.Answer{}, err
	}
	told, err := c.toldOf(r.Context(), scope, parcel.Act.Matter)
	if err != nil {
		return web.Answer{}, err
	}
	if !seer(scope, told.Alert)(file.Center) {
		return web.Answer{}, store.ErrNotFound
	}
	return r.File(file.Name, file.Kind, body)
}
