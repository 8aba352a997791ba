package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Form is what a reader filled in, and what is wrong with it. The zero Form
// is an empty one; a page that shows one has it as a field, and its template
// shows the fields:
//
//	{{template "field" (.Form.Field .Frame "name" "text")}}
type Form struct {
	Values url.Values
	Errors map[string]string // of a field, the name of a text
}

// Form reads the form of a request. The error is the caller's to return.
func (r *Request) Form() (Form, error) {
	err := r.ParseForm() // the body is bounded by the route
	if multi := r.ParseMultipartForm(1 << 20); err == nil && !errors.Is(multi, http.ErrNotMultipart) {
		err = multi
	}
	var big *http.MaxBytesError
	if err != nil && !errors.As(err, &big) {
		return Form{}, StatusError(http.StatusBadRequest)
	}
	return Form{Values: r.PostForm}, err
}

// Wrong says that a field is wrong, by the name of a text. The first thing that
// is wrong with a field counts.
func (f *Form) Wrong(field, text string) {
	if f.Errors == nil {
		f.Errors = map[string]string{}
	}
	if f.Errors[field] == "" {
		f.Errors[field] = text
	}
}

// Good reports whether nothing is wrong.
func (f *Form) Good() bool { return len(f.Errors) == 0 }

// Raw returns a field as it was filled in: a password.
func (f *Form) Raw(field string) string { return f.Values.Get(field) }

// Has reports whether a box was ticked.
func (f *Form) Has(field string) bool { return f.Values.Get(field) != "" }

// Text returns a field of one line, cleaned. More than n characters are wrong.
func (f *Form) Text(field string, n int) string {
	s := Clean(f.Values.Get(field), 1<<20)
	if utf8.RuneCountInString(s) > n {
		f.Wrong(field, "wrong.long")
	}
	return s
}

// Need is Text for a field that must not be empty.
func (f *Form) Need(field string, n int) string {
	s := f.Text(field, n)
	if s == "" {
		f.Wrong(field, "wrong.empty")
	}
	return s
}

// Lines is Text for a field of several lines.
func (f *Form) Lines(field string, n int) string {
	s := CleanText(f.Values.Get(field), 1<<20)
	if utf8.RuneCountInString(s) > n {
		f.Wrong(field, "wrong.long")
	}
	return strings.TrimSpace(s)
}

// OneOf returns a field that must be one of some words.
func (f *Form) OneOf(field string, words ...string) string {
	s := f.Values.Get(field)
	if !slices.Contains(words, s) {
		f.Wrong(field, "wrong.choice")
		return ""
	}
	return s
}

// Day returns a field that is a day of the calendar, or the zero time where it
// is empty.
func (f *Form) Day(field string) time.Time {
	s := strings.TrimSpace(f.Values.Get(field))
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		f.Wrong(field, "wrong.day")
		return time.Time{}
	}
	return t
}

// Upload returns the file of a field, whole, and what the reader calls it. Where
// none was chosen the field is wrong. [Request.Form] comes first.
func (r *Request) Upload(f *Form, field string) (name string, body []byte, err error) {
	file, head, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		f.Wrong(field, "wrong.file")
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	body, err = io.ReadAll(file)
	return Clean(head.Filename, 200), body, err
}

// A Field is one field of a form as the template "field" shows it.
type Field struct {
	Name, Kind, Label, Hint, Value, Error string
	Options                               []Option // of the kind "select"
	Complete                              string   // what a browser may fill in, in the words of HTML
}

// Fills returns the field with what a browser may fill in, in the words of HTML:
// "username", "new-password".
func (f Field) Fills(what string) Field {
	f.Complete = what
	return f
}

// An Option is one choice of a field.
type Option struct{ Value, Text string }

// Field makes a field of a kind: text, password, email, date, number, file,
// code, area, check, select. Its label is the text "field.NAME", its hint the
// text "hint.NAME" if there is one.
func (f Form) Field(frame Frame, name, kind string, options ...[]Option) Field {
	out := Field{Name: name, Kind: kind, Label: frame.T("field." + name), Hint: frame.T("hint." + name), Options: slices.Concat(options...)}
	if kind != "password" && kind != "file" {
		out.Value = f.Values.Get(name)
	}
	if wrong := f.Errors[name]; wrong != "" {
		out.Error = frame.T(wrong)
	}
	return out
}

// Fill returns the form with a field filled in, for a page that begins with
// what there is.
func (f Form) Fill(field, value string) Form {
	if f.Values == nil {
		f.Values = url.Values{}
	}
	f.Values.Set(field, value)
	return f
}
