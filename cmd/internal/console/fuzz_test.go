package console_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/crawlers"
)

// FuzzRequests holds that no address, question or form is answered with an error
// of ours or with a script, whoever asks, over a matter whose texts are hostile.
func FuzzRequests(f *testing.F) {
	c := webtest.Open(f, console.Rooms)
	const trap = `<script>alert(1)</script>"><img src=x onerror=alert(1)> javascript:alert(1) {{.}} ` + "\u202e\x00"
	yes := true
	filing := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00001"}, Slug: "entry.1", Act: "complaint", Kind: crawlers.Lawsuit,
		Title: trap, Text: trap, URL: "javascript:alert(1)", Source: "ecf", Filed: crawlers.Date{Time: webtest.Now},
		Parties: []crawlers.Party{{Role: crawlers.Defendant, Name: trap, Address: trap}}, Marks: []crawlers.Mark{{Text: trap}},
	}
	ids := c.Tell(filing, alerts.Verdict{Relevant: &yes, Category: alerts.CatTrademark, Severity: alerts.High, Why: trap, By: "rules"}, "national", webtest.List)
	var routes []string
	for _, room := range console.Rooms(c.House) {
		for _, route := range room.Routes {
			if !strings.Contains(route.Pattern, "password") && !strings.Contains(route.Pattern, "signout") && !strings.Contains(route.Pattern, "/users") {
				routes = append(routes, route.Pattern)
			}
		}
	}
	for i := range routes {
		f.Add(uint(i), uint(i), ids[0], "after=x&q=%ff&page=-1&from=9999-99-99", "note=x&version=9&name=%00")
		f.Add(uint(i), uint(i+1), trap, "q="+"%3Cscript%3E", "list=&entries=mark%2Cx&rule=%7B%7B")
	}
	browsers := map[account.Role]*webtest.Browser{}
	for _, role := range account.All {
		browsers[role] = c.As(role)
	}
	f.Fuzz(func(t *testing.T, route, who uint, value, query, body string) {
		method, path, _ := strings.Cut(routes[route%uint(len(routes))], " ")
		path = variable.ReplaceAllStringFunc(path, func(v string) string {
			if v == "{$}" {
				return ""
			}
			return "VALUE"
		})
		r := httptest.NewRequestWithContext(t.Context(), method, strings.ReplaceAll(path, "VALUE", "x"), strings.NewReader(body))
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = strings.ReplaceAll(path, "VALUE", value), "", query
		if method == http.MethodPost || method == http.MethodPut {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := browsers[account.All[who%uint(len(account.All))]].Do(r)
		if w.Code >= 500 {
			t.Errorf("%s %q ?%q %q: %d\n%s", method, r.URL.Path, query, body, w.Code, w.Body)
		}
		if w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/signin") {
			return // a form of ours ended the session
		}
		if kind := w.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/html") {
			if page := strings.ToLower(w.Body.String()); strings.Contains(page, "<script>") || strings.Contains(page, "<img src=x") || strings.Contains(page, `href="javascript`) {
				t.Errorf("%s %q: markup of others is on the page", method, r.URL.Path)
			}
		}
	})
}
