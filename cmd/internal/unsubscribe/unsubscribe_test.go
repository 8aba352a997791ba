package unsubscribe

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

var zhang = Reader{Destination: "desk<b>", Address: "zhang@example.cn", Masked: "z***@example.cn"}

// site answers for one reader, whose token is good, and keeps who left.
func site(t *testing.T, left *[]Reader, err error) http.Handler {
	return New(Readers{
		Find: func(_ context.Context, token, contact string) (Reader, bool, error) {
			if token == "broken" {
				return Reader{}, false, errors.New("disk full")
			}
			return zhang, token == "good" || token == "theirs" && contact == "c-1", nil
		},
		Leave: func(_ context.Context, r Reader) error {
			*left = append(*left, r)
			return err
		},
	}, slog.New(slog.NewTextHandler(t.Output(), nil)))
}

const (
	form      = "application/x-www-form-urlencoded"
	multipart = "multipart/form-data; boundary=x"
	oneClick  = "List-Unsubscribe=One-Click"
	inParts   = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
)

func ask(t *testing.T, h http.Handler, method, address, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestOnlyTheWishCounts(t *testing.T) {
	for _, tc := range []struct {
		name, method, address, kind, body string
		status                            int
		left                              bool
		says                              string
	}{
		{"a look", "GET", "/unsubscribe?t=good", "", "", 200, false, "退订预警邮件？"},
		{"a look with the wish in the address", "GET", "/unsubscribe?t=good&" + oneClick, "", "", 200, false, "退订预警邮件？"},
		{"a scanner's look", "HEAD", "/unsubscribe?t=good", "", "", 200, false, ""},
		{"a mail program", "POST", "/unsubscribe?t=good", form, oneClick, 200, true, "已退订"},
		{"one that sends parts", "POST", "/unsubscribe?t=good", multipart, inParts, 200, true, "已退订"},
		{"more in the address", "POST", "/unsubscribe?lang=zh&t=good", form, oneClick, 200, true, "已退订"},
		{"nothing said", "POST", "/unsubscribe?t=good", form, "", 400, false, "没有退订"},
		{"said in the address alone", "POST", "/unsubscribe?t=good&" + oneClick, form, "", 400, false, "没有退订"},
		{"something else", "POST", "/unsubscribe?t=good", form, "List-Unsubscribe=No", 400, false, "没有退订"},
		{"another kind", "POST", "/unsubscribe?t=good", "application/json", oneClick, 400, false, "没有退订"},
		{"broken parts", "POST", "/unsubscribe?t=good", multipart, inParts[:60], 400, false, "没有退订"},
		{"too much", "POST", "/unsubscribe?t=good", form, oneClick + "&x=" + strings.Repeat("x", maxBody), 400, false, "没有退订"},
		{"too much in parts", "POST", "/unsubscribe?t=good", multipart, strings.Repeat("x", maxBody) + "\r\n" + inParts, 400, false, "没有退订"},
		{"a contact", "POST", "/unsubscribe?c=c-1&t=theirs", form, oneClick, 200, true, "已退订"},
		{"another contact", "POST", "/unsubscribe?c=c-2&t=theirs", form, oneClick, 404, false, "链接无效"},
		{"who cannot be looked up", "GET", "/unsubscribe?t=broken", "", "", 503, false, ""},
		{"a forged token", "POST", "/unsubscribe?t=forged", form, oneClick, 404, false, "链接无效"},
		{"a token in the body", "POST", "/unsubscribe", form, oneClick + "&t=good", 404, false, "链接无效"},
		{"a look with a forged token", "GET", "/unsubscribe?t=forged", "", "", 404, false, "链接无效"},
		{"no token", "GET", "/unsubscribe", "", "", 404, false, "链接无效"},
		{"another method", "DELETE", "/unsubscribe?t=good", "", "", 405, false, ""},
		{"another place", "GET", "/unsubscribe/?t=good", "", "", 404, false, ""},
	} {
		var left []Reader
		w := ask(t, site(t, &left, nil), tc.method, tc.address, tc.kind, tc.body)
		body := w.Body.String()
		if w.Code != tc.status || !strings.Contains(body, tc.says) {
			t.Errorf("%s: %d, want %d and %q in\n%s", tc.name, w.Code, tc.status, tc.says, body)
		}
		if got := len(left) == 1 && left[0] == zhang; got != tc.left || len(left) > 1 {
			t.Errorf("%s: %v left", tc.name, left)
		}
		if strings.Contains(body, zhang.Address) || w.Code != 200 && (strings.Contains(body, "z***") || strings.Contains(body, "desk")) {
			t.Errorf("%s: it tells who they are:\n%s", tc.name, body)
		}
		h := w.Header()
		if h.Get("Set-Cookie") != "" || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %v", tc.name, h)
		}
	}
}

// TestTheButtonIsTheWish presses the button as a browser does: the form goes to
// the address of the page, whatever stands before it at a proxy.
func TestTheButtonIsTheWish(t *testing.T) {
	var left []Reader
	h := site(t, &left, nil)
	w := ask(t, h, "GET", "/unsubscribe?t=good", "", "")
	page, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if page.Find("script, [onclick], b").Length() > 0 || page.Find("form").Length() != 1 {
		t.Error("a script, markup of a name, or not one form")
	}
	if _, ok := page.Find("form").Attr("action"); ok || page.Find("form").AttrOr("method", "") != "post" {
		t.Error("the form goes elsewhere")
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "'"+hashOf(page.Find("style").Text())+"'") {
		t.Errorf("the page's style is not the one that %q allows:\n%s", policy, page.Find("style").Text())
	}
	values := url.Values{}
	for _, input := range page.Find("form input").EachIter() {
		values.Set(input.AttrOr("name", ""), input.AttrOr("value", ""))
	}
	if w := ask(t, h, "POST", "/unsubscribe?t=good", form, values.Encode()); w.Code != 200 || len(left) != 1 {
		t.Errorf("%d, %v left", w.Code, left)
	}
}

// TestWhatIsNotKeptIsSaid: nobody is told that they left when they did not.
func TestWhatIsNotKeptIsSaid(t *testing.T) {
	var left []Reader
	w := ask(t, site(t, &left, errors.New("disk full")), "POST", "/unsubscribe?t=good", form, oneClick)
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "已退订") || strings.Contains(w.Body.String(), "disk") || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}
