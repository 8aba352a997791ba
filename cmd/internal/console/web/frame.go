package web

import (
	"fmt"
	"net/http"
	"net/url"

	"tocsin/cmd/internal/account"
)

// A Frame is what every page has: embed it in the struct of a page, and the
// page can be shown. Templates say things by its methods.
type Frame struct {
	Lang  Lang
	Title string
	User  account.User
	Links []Link // of the head, those that the user may open
	Flash string // what has just been done
	Given bool   // the password is one to be replaced

	at    *url.URL
	texts []map[string]Text
}

func (f *Frame) frame() *Frame { return f }

// A View is a page: a struct that embeds [Frame].
type View interface{ frame() *Frame }

// Frame returns the frame of a page with a title.
func (r *Request) Frame(title string) Frame {
	return Frame{Lang: r.Lang, Title: title, User: r.User, Given: r.User.Given, Links: r.site.links(r.User), at: r.URL, texts: r.texts}
}

// text finds a text by its name.
func (f Frame) text(name string) (Text, bool) {
	for _, m := range f.texts {
		if t, ok := m[name]; ok {
			return t, true
		}
	}
	return Text{}, false
}

// T says the text of a name in the reader's language.
func (f Frame) T(name string) string {
	t, _ := f.text(name)
	return t.In(f.Lang)
}

// Tf is T for a text with a number in it.
func (f Frame) Tf(name string, n int) string { return fmt.Sprintf(f.T(name), n) }

// Say is T for a text with another in it.
func (f Frame) Say(name, s string) string { return fmt.Sprintf(f.T(name), s) }

// Word says a word of a closed list. A word that is not in it was made by a
// newer program or a source; it is shown as it is.
func (f Frame) Word(list, w string) string {
	if t, ok := f.text(list + "." + w); ok {
		return t.In(f.Lang)
	}
	return Word(w)
}

// Role says what somebody is.
func (f Frame) Role(r account.Role) string { return f.Word("role", string(r)) }

// With returns the address of this page with one value of its query changed, or
// removed where it is "".
func (f Frame) With(key, value string) string {
	q := f.at.Query()
	q.Del("lang")
	if q.Set(key, value); value == "" {
		q.Del(key)
	}
	u := url.URL{Path: f.at.Path, RawPath: f.at.RawPath, RawQuery: q.Encode()}
	if !local(u.String()) {
		return "/"
	}
	return u.String()
}

// Other returns the address of this page in the other language.
func (f Frame) Other() string {
	if f.Lang == EN {
		return f.With("lang", string(ZH))
	}
	return f.With("lang", string(EN))
}

// Called is what the user is called.
func (f Frame) Called() string {
	if f.User.Name != "" {
		return Clean(f.User.Name, 40)
	}
	return Clean(f.User.Login, 40)
}

// Here reports whether this page is the one at the path.
func (f Frame) Here(path string) bool { return f.at.Path == path }

// A Lang is a language the console speaks.
type Lang string

// The languages.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// langCookie keeps the language that was chosen last.
const langCookie = "lang"

// langOf returns the language a request asks for: that of its address, else the
// one chosen last, else the user's own, else Chinese.
func langOf(r *http.Request, u account.User) Lang {
	asked := []string{r.URL.Query().Get("lang")}
	if c, err := r.Cookie(langCookie); err == nil {
		asked = append(asked, c.Value)
	}
	for _, l := range append(asked, u.Language) {
		if l == string(ZH) || l == string(EN) {
			return Lang(l)
		}
	}
	return ZH
}

// A Text is one thing to say, in Chinese and in English.
type Text [2]string

// In returns the text in a language.
func (t Text) In(l Lang) string {
	if l == EN {
		return t[1]
	}
	return t[0]
}
