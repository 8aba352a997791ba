package edis

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// place answers as EDIS might; a nil answer is refused with 403.
type place func(url string) []byte

func (p place) RoundTrip(req *http.Request) (*http.Response, error) {
	body, code := p(req.URL.String()), http.StatusOK
	if body == nil {
		code, body = http.StatusForbidden, []byte("<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD></HTML>")
	}
	return &http.Response{
		StatusCode: code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// visit walks EDIS with other params or a token and returns the addresses that
// were asked, in order.
func visit(t *testing.T, change func(*crawlers.Source), base place) (asked []string, r crawlers.Report, fs []crawlers.Filing) {
	t.Helper()
	s := Source
	if change != nil {
		change(&s)
	}
	r = s.Run(t.Context(), crawlers.Env{
		Transport: &crawlers.Transport{UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Base: place(func(url string) []byte {
			asked = append(asked, strings.TrimPrefix(url, "https://edis.usitc.gov"))
			return base(url)
		})},
		Now:  recordedNow,
		Log:  slog.New(slog.DiscardHandler),
		Sink: func(_ context.Context, batch []crawlers.Filing) error { fs = append(fs, batch...); return nil },
	})
	return asked, r, fs
}

// order is a page of one order of the judge.
func order(id int, day string) string {
	return fmt.Sprintf(`<document><id>%d</id><documentType>Order</documentType><investigationNumber>337-1414</investigationNumber><investigationType>Sec 337</investigationType><officialReceivedDate>%s 10:00:00</officialReceivedDate></document>`, id, day)
}

func results(rows ...string) []byte {
	return []byte("<results><documents>" + strings.Join(rows, "") + "</documents></results>")
}

func onlyNewest(s *crawlers.Source) {
	s.Params = crawlers.Params("documents: https://edis.usitc.gov/data/document\nmax_pages: 4\nlook_back: 48h")
}

func TestWalkOfTheNewestEnds(t *testing.T) {
	for _, tc := range []struct {
		name  string
		pages func(n int) []byte
		want  int
	}{
		{"at an empty page", func(n int) []byte {
			if n == 2 {
				return results()
			}
			return results(order(n, "2025/06/20"))
		}, 2},
		{"where a page brings nothing new", func(int) []byte { return results(order(1, "2025/06/20"), order(2, "2025/06/20")) }, 2},
		{"before the look-back", func(n int) []byte {
			if n == 3 {
				return results(order(5, "2025/06/12"), order(6, "2025/06/11"))
			}
			return results(order(n, "2025/06/20"), order(10+n, "2025/06/12"))
		}, 3},
		{"at the most pages", func(n int) []byte { return results(order(n, "2025/06/20")) }, 4},
		{"where EDIS refuses", func(int) []byte { return nil }, 1},
		{"where EDIS is closed", func(int) []byte { return []byte("<html><body>Scheduled Maintenance</body></html>") }, 1},
	} {
		n := 0
		asked, _, _ := visit(t, onlyNewest, func(string) []byte { n++; return tc.pages(n) })
		if len(asked) != tc.want {
			t.Errorf("%s: %d pages, want %d: %q", tc.name, len(asked), tc.want, asked)
		}
		if first := "/data/document?investigationType=Sec%20337&pageNumber=1"; asked[0] != first {
			t.Errorf("%s: first asked %s, want %s", tc.name, asked[0], first)
		}
	}
}

func TestMattersThatBeginAreFollowed(t *testing.T) {
	row := func(id int, kind, number string) string {
		return fmt.Sprintf(`<document><id>%d</id><documentType>%s</documentType><documentTitle>%s</documentTitle><investigationNumber>%s</investigationNumber><officialReceivedDate>2025/06/20 10:00:00</officialReceivedDate></document>`, id, kind, kind, number)
	}
	asked, r, _ := visit(t, func(s *crawlers.Source) {
		s.Params = crawlers.Params("documents: https://edis.usitc.gov/data/document\nattachments: https://edis.usitc.gov/data/attachment/\nkeep_attachments: true\nmax_pages: 1\nlook_back: 48h\nfollow: 3")
	}, func(url string) []byte {
		if strings.Contains(url, "pageNumber=1") {
			return results(row(1, "Order", "337-1300"), row(2, "Complaint", "337-3834"), row(3, "Complaint", "337-3834"), row(4, "Voting Sheet", "337-1452"),
				row(5, "Returned Mail", "337-1450"), row(6, "Notice of Investigation", "337-1451"), row(7, "Complaint", "337-3835"))
		}
		if strings.Contains(url, "/attachment/") {
			return []byte(`<results><attachments><attachment><id>9</id><documentId>2</documentId><title/><downloadUri/></attachment></attachments></results>`)
		}
		return results()
	})
	want := []string{
		"/data/document?investigationType=Sec%20337&pageNumber=1",
		"/data/document?investigationNumber=337-3834", "/data/document?investigationNumber=337-1452", "/data/document?investigationNumber=337-1451",
		"/data/attachment/2", "/data/attachment/3", "/data/attachment/7",
	}
	if strings.Join(asked, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", strings.Join(asked, "\n"), strings.Join(want, "\n"))
	}
	if r.State != crawlers.OK || len(r.Warnings) > 0 {
		t.Errorf("ended %s: %q", r.State, r.Warnings)
	}
}

// TestRefusalLeavesTheOtherDoor holds the feed to being read when the service
// refuses, and the other way round.
func TestRefusalLeavesTheOtherDoor(t *testing.T) {
	for _, closed := range []string{"/data/", "/rss/"} {
		asked, r, fs := visit(t, nil, func(url string) []byte {
			switch {
			case strings.Contains(url, closed):
				return nil
			case strings.Contains(url, "/rss/"):
				return feed(item("337-3834", "854502", "Complaint"))
			}
			return results(order(1, "2025/06/20"))
		})
		if r.State != crawlers.Blocked || r.Err != nil || len(fs) == 0 || len(asked) < 2 {
			t.Errorf("%s closed: %s, %v, %d filings, asked %q", closed, r.State, r.Err, len(fs), asked)
		}
	}
}

func TestTokenIsNeverSaid(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.s3cret"
	for _, tc := range []struct {
		name   string
		answer []byte
		token  string
		hint   bool
	}{
		{"refused", nil, token, true},
		{"refused without one", nil, "", false},
		{"served", results(order(1, "2025/06/20")), token, false},
		{"a page for people", []byte("<html>" + token + "</html>"), token, false},
	} {
		sent := ""
		var log bytes.Buffer
		s := Source
		s.Token = tc.token
		r := s.Run(t.Context(), crawlers.Env{
			Transport: &crawlers.Transport{UserAgent: "tocsin-test", Pace: crawlers.Unpaced{}, Base: header{place(func(string) []byte { return tc.answer }), &sent}},
			Now:       recordedNow,
			Log:       slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Sink:      func(context.Context, []crawlers.Filing) error { return nil },
		})
		if tc.token != "" && sent != "Bearer "+tc.token {
			t.Errorf("%s: asked with %q", tc.name, sent)
		}
		said := fmt.Sprintf("%+v", r) + log.String()
		if strings.Contains(said, "s3cret") {
			t.Errorf("%s: the token is said: %s", tc.name, said)
		}
		if hint := strings.Contains(strings.Join(r.Warnings, "\n"), "renew sources.edis.token"); hint != tc.hint {
			t.Errorf("%s: hint %v, want %v: %q", tc.name, hint, tc.hint, r.Warnings)
		}
		if tc.answer == nil && r.State != crawlers.Blocked {
			t.Errorf("%s: ended %s", tc.name, r.State)
		}
	}
}

// header notes what a request signs in with.
type header struct {
	next http.RoundTripper
	sent *string
}

func (h header) RoundTrip(req *http.Request) (*http.Response, error) {
	*h.sent = req.Header.Get("Authorization")
	return h.next.RoundTrip(req)
}

func TestParamsSayWhatIsWrong(t *testing.T) {
	for doc, want := range map[string]string{
		"{}":                       "give at least one of them",
		"documents: here":          "want an address",
		"documents: https://e.x/d": "max_pages and look_back",
		"feed: https://e.x/f\nkeep_attachments: true": "give the address in attachments",
		"feed: https://e.x/f\nfollow: -1":             "cannot be negative",
		"feeds: https://e.x/f":                        "feeds",
	} {
		if _, err := readParams(crawlers.Params(doc)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want …%s…", doc, err, want)
		}
	}
	if _, err := readParams(crawlers.Params("feed: https://e.x/f")); err != nil {
		t.Error(err)
	}
}
