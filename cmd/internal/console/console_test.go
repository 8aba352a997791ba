package console_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/console/webtest"
)

// variable is a part of a pattern that stands for anything.
var variable = regexp.MustCompile(`\{[^}]*\}`)

// reached reports a status that a handler answers with, and not the guard. The
// things that the test asks for are not there, and its forms are empty.
func reached(status int) bool {
	return slices.Contains([]int{200, 302, 303, 400, 404, 409, 422}, status)
}

// TestEveryRouteAsEveryRole asks every route of every room as every role, and
// signed out: who may not is turned away, and who may is not.
func TestEveryRouteAsEveryRole(t *testing.T) {
	c := webtest.Open(t, console.Rooms)
	seen := 0
	for _, room := range console.Rooms(c.House) {
		for _, route := range room.Routes {
			method, path, ok := strings.Cut(route.Pattern, " ")
			if !ok {
				t.Fatalf("%s: %q answers to every method", room.Name, route.Pattern)
			}
			path = variable.ReplaceAllStringFunc(path, func(v string) string {
				if v == "{$}" {
					return ""
				}
				return "nothing-there"
			})
			ask := func(b *webtest.Browser) *httptest.ResponseRecorder {
				seen++
				return b.Do(httptest.NewRequestWithContext(t.Context(), method, path, nil))
			}
			w := ask(c.Nobody())
			switch at := w.Header().Get("Location"); {
			case route.Public && !reached(w.Code):
				t.Errorf("%s signed out: %d", route.Pattern, w.Code)
			case !route.Public && route.Scope != "" && w.Code == http.StatusUnauthorized:
			case !route.Public && (w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/signin")):
				t.Errorf("%s signed out: %d to %q, want to be asked to sign in", route.Pattern, w.Code, at)
			}
			for _, role := range account.All {
				w := ask(c.As(role))
				at := w.Header().Get("Location")
				switch may := route.Public || route.Roles.Has(role); {
				case may && (!reached(w.Code) || strings.HasPrefix(at, "/signin?")):
					t.Errorf("%s as %s: %d to %q, want to get there\n%s", route.Pattern, role, w.Code, at, w.Body)
				case !may && w.Code != http.StatusForbidden:
					t.Errorf("%s as %s: %d to %q, want 403", route.Pattern, role, w.Code, at)
				}
			}
		}
	}
	t.Logf("%d requests", seen)
}

// Who only reads may change nothing but its own account.
func TestReadersChangeNothing(t *testing.T) {
	for _, room := range console.Rooms(web.House{}) {
		for _, route := range room.Routes {
			method, path, _ := strings.Cut(route.Pattern, " ")
			own := path == "/me" || strings.HasPrefix(path, "/me/")
			if method != http.MethodGet && route.Roles.Has(account.ReadOnly) && !own {
				t.Errorf("%s is for readonly", route.Pattern)
			}
		}
	}
}

func TestTextsAreInBothLanguages(t *testing.T) {
	for _, room := range console.Rooms(web.House{}) {
		for name, text := range room.Texts {
			zh, en := text.In(web.ZH), text.In(web.EN)
			if zh == "" || en == "" {
				t.Errorf("%s: %s: %q", room.Name, name, text)
			}
			if strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %s: the English is Chinese: %s", room.Name, name, en)
			}
			verbs := regexp.MustCompile(`%[a-z]`)
			if !slices.Equal(verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1)) {
				t.Errorf("%s: %s: what is filled in differs: %q", room.Name, name, text)
			}
		}
	}
}

// A text of a room stands before the common one of its name, so the frame
// around its pages would say it.
func TestRoomsLeaveTheFrameItsWords(t *testing.T) {
	frame := []string{"name", "tagline", "nav", "skip", "signout", "other", "given", "footer", "keys", "keys.move", "keys.open", "keys.sign", "keys.help"}
	for _, room := range console.Rooms(web.House{}) {
		for _, name := range frame {
			if _, ok := room.Texts[name]; ok || !web.Common(name) {
				t.Errorf("%s: the frame's %q is its own", room.Name, name)
			}
		}
	}
}

// said are the ways in which pages say a text by its name.
var said = regexp.MustCompile(`\.(?:T|Tf|Say) "([^"]+)"|\.Field [$.\w]+ "([^"]+)"`)

func TestPagesSayWhatIsThere(t *testing.T) {
	for _, room := range console.Rooms(web.House{}) {
		if room.Pages == nil {
			continue
		}
		files, err := fs.Glob(room.Pages, "*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := fs.ReadFile(room.Pages, file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range said.FindAllStringSubmatch(string(b), -1) {
				name := m[1]
				if m[2] != "" {
					name = "field." + m[2]
				}
				if _, ok := room.Texts[name]; !ok && !web.Common(name) {
					t.Errorf("%s/%s: no text %q", room.Name, file, name)
				}
			}
			// A page's own words would be in one language only.
			if m := regexp.MustCompile(`\p{Han}+`).FindString(string(b)); m != "" {
				t.Errorf("%s/%s: %s is not in the table of texts", room.Name, file, m)
			}
			if m := regexp.MustCompile(`(?i)<style| style=| on[a-z]+=|<script| src="?(?:https?:|//)`).FindString(string(b)); m != "" {
				t.Errorf("%s/%s: holds %q, which the policy forbids", room.Name, file, m)
			}
		}
		if strings.Contains(room.Style, "url(") || strings.Contains(room.Style, "@import") {
			t.Errorf("%s: the style asks for another file", room.Name)
		}
	}
}
