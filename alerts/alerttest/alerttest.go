// Package alerttest holds every channel to the [alerts.Notifier] contract.
package alerttest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/alerts"
)

var update = flag.Bool("update", false, "rewrite the golden payloads")

// A Service is what a channel's test knows of the service it speaks to.
type Service struct {
	// OK, Later and Refused are the bodies of 200 answers by which the service
	// accepts, slows down and refuses. One that has no such body leaves it
	// empty; without OK any 2xx accepts.
	OK, Later, Refused string

	// Options are those by which the channel reaches a server at address. They
	// hold the secret [Secret] where they hold one besides the address.
	Options func(address string) string

	// Read reads a request as the service would, and returns the markup that
	// it would show. It fails if the service would refuse the request, above
	// all for its size.
	Read func(r *http.Request, body []byte) (shown string, err error)

	// Golden is the file of the payload; empty is testdata/payload.json. A
	// channel with two ways to send has two.
	Golden string

	// Live are pieces of markup that [Hostile] tries to bring in and that must
	// not be in what is shown. A channel that passes data has none.
	Live []string
}

// Secret stands in the address, and in options that hold a secret.
const Secret = "s3cretS3cret"

// Run checks ch against servers of its own.
func Run(t *testing.T, ch alerts.Channel, s Service) {
	t.Run("answers", func(t *testing.T) { answers(t, ch, s) })
	t.Run("redirect", func(t *testing.T) { redirect(t, ch, s) })
	t.Run("payload", func(t *testing.T) { payload(t, ch, s) })
	say := func(t *testing.T, m alerts.Message) string {
		t.Helper()
		shown, _ := send(t, ch, s, m)
		return shown
	}
	t.Run("long", func(t *testing.T) { long(t, s.Live, say) })
	t.Run("hostile", func(t *testing.T) { hostile(t, s.Live, say) })
	t.Run("ends with its context", func(t *testing.T) { hanging(t, ch, s) })
	t.Run("nobody there", func(t *testing.T) { nobody(t, ch, s) })
	t.Run("options", func(t *testing.T) { options(t, ch, s) })
	t.Run("streams for ever", func(t *testing.T) { streaming(t, ch, s) })
	t.Run("guarded", func(t *testing.T) {
		guarded(t, ch, func(host string) string { return s.Options("https://" + host + "/" + Secret) })
	})
}

func answers(t *testing.T, ch alerts.Channel, s Service) {
	otherwise := "want plain"
	if s.OK == "" {
		otherwise = "want accepted"
	}
	for _, tc := range []struct {
		name   string
		status int
		header string // Retry-After
		body   string
		want   string
		after  time.Duration
	}{
		{"accepted", 200, "", s.OK, "want accepted", 0},
		{"slows down", 200, "", s.Later, "want later", 0},
		{"refuses", 200, "", s.Refused, "want refused", 0},
		{"a login page", 200, "", "<html>please log in</html>", otherwise, 0},
		{"400", 400, "", "", "want refused", 0},
		{"403", 403, "", "", "want refused", 0},
		{"404", 404, "", "", "want refused", 0},
		{"408", 408, "", "", "want plain", 0},
		{"410", 410, "", "", "want refused", 0},
		{"429", 429, "", "", "want later", 0},
		{"429 in two minutes", 429, "120", "", "want later", 2 * time.Minute},
		{"500", 500, "", "", "want plain", 0},
		{"502", 502, "", "", "want plain", 0},
		{"503", 503, "", "", "want later", 0},
	} {
		if tc.body == "" && tc.status == 200 && tc.name != "accepted" {
			continue // the service has no such answer
		}
		t.Run(tc.name, func(t *testing.T) {
			var asked atomic.Int32
			n := dial(t, ch, s, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				if tc.header != "" {
					w.Header().Set("Retry-After", tc.header)
				}
				w.WriteHeader(tc.status)
				if tc.body == "" && tc.status != 200 {
					fmt.Fprintf(w, "nothing at http://%s%s for %s", r.Host, r.URL, r.Header) // a receiver that repeats what it was told
					return
				}
				io.WriteString(w, tc.body)
			})
			err := n.Notify(t.Context(), Message())
			if got := "want " + class(err); got != tc.want {
				t.Errorf("got %v, %s", err, tc.want)
			}
			if later := new(alerts.LaterError); errors.As(err, &later) && (later.After < time.Second || tc.after > 0 && later.After != tc.after) {
				t.Errorf("again after %v, want %v", later.After, tc.after)
			}
			if errors.Is(err, alerts.ErrGone) != (tc.status == http.StatusGone) {
				t.Errorf("got %v; want the receiver gone by 410 alone", err)
			}
			if asked.Load() != 1 {
				t.Errorf("asked %d times, want once", asked.Load())
			}
			discreet(t, err)
		})
	}
}

func redirect(t *testing.T, ch alerts.Channel, s Service) {
	for _, code := range []int{301, 302, 303, 307, 308} {
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			t.Errorf("%d was followed", code)
		}))
		n := dial(t, ch, s, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, code)
		})
		err := n.Notify(t.Context(), Message())
		if class(err) != "refused" {
			t.Errorf("%d: got %v, want refused", code, err)
		}
		discreet(t, err)
		elsewhere.Close()
	}
}

func payload(t *testing.T, ch alerts.Channel, s Service) {
	_, body := send(t, ch, s, Message())
	var got bytes.Buffer
	if err := json.Indent(&got, body, "", "  "); err != nil {
		got.Write(body) // a form
	}
	got.WriteByte('\n')
	Golden(t, cmp.Or(s.Golden, "testdata/payload.json"), got.Bytes())
}

// Golden holds got against a file, which -update rewrites.
func Golden(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if *update || errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, got, 0o666)); err != nil {
			t.Fatal(err)
		}
		if !*update {
			t.Fatalf("%s is new: read it, then run again", file)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update rewrites it):\n%s", file, got)
	}
}

// long checks that what is too long is cut, by how say shows a message.
func long(t *testing.T, live []string, say func(*testing.T, alerts.Message) string) {
	for name, grow := range map[string]func(*alerts.Message){
		"2,000 lines": func(m *alerts.Message) {
			for i := range 2000 {
				m.Lines = append(m.Lines, alerts.Line{Label: "附注", Text: fmt.Sprintf("第 %d 行，一些文字 & more <words>", i)})
			}
		},
		"2,000 essential lines": func(m *alerts.Message) {
			for i := range 2000 {
				m.Lines = append(m.Lines, alerts.Line{Text: strings.Repeat("急", i%90), URL: "https://court.example/" + strings.Repeat("a", i), Essential: true})
			}
		},
		"a long line": func(m *alerts.Message) {
			m.Lines = append([]alerts.Line{{Label: "原文", Text: strings.Repeat("长<&>*", 20_000), Essential: true}}, m.Lines...)
		},
		"a long title":  func(m *alerts.Message) { m.Title = strings.Repeat("标题&", 5_000) },
		"a long footer": func(m *alerts.Message) { m.Footer = strings.Repeat("声明", 20_000) },
		"a long label":  func(m *alerts.Message) { m.Lines[0].Label = strings.Repeat("标签>", 5_000) },
		"long links": func(m *alerts.Message) {
			for i := range m.Actions {
				m.Actions[i] = alerts.Link{Text: strings.Repeat("详情", 999), URL: m.Actions[i].URL + strings.Repeat("/é", 900)}
			}
		},
		"many links": func(m *alerts.Message) {
			for range 500 {
				m.Actions = append(m.Actions, m.Actions[0])
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := Message()
			grow(&m)
			shown := say(t, m)
			if len(live) > 0 && name != "a long title" && !strings.Contains(shown, "3:26-cv-00123") && name != "a long line" {
				t.Errorf("the case number, which is essential, was cut:\n%.500s", shown)
			}
		})
	}
}

func hostile(t *testing.T, live []string, say func(*testing.T, alerts.Message) string) {
	shown := say(t, Hostile())
	for _, markup := range live {
		if strings.Contains(shown, markup) {
			t.Errorf("%q is live in:\n%s", markup, shown)
		}
	}
	for _, r := range "\x00\x07\x1b\u202e\u2066\u200b" {
		if len(live) > 0 && strings.ContainsRune(shown, r) {
			t.Errorf("the control character %U is shown", r)
		}
	}
}

func hanging(t *testing.T, ch alerts.Channel, s Service) {
	ctx, cancel := context.WithCancel(t.Context())
	n := dial(t, ch, s, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // until then a server does not see its client go
		cancel()
		<-r.Context().Done()
	})
	err := n.Notify(ctx, Message())
	if !errors.Is(err, context.Canceled) || class(err) != "plain" {
		t.Errorf("cancelled: got %v, want a plain cancellation", err)
	}
	discreet(t, err)

	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	n = dial(t, ch, s, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, s.OK[:len(s.OK)/2]) // begins to answer, and hangs
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	err = n.Notify(ctx, Message())
	if !errors.Is(err, context.DeadlineExceeded) || class(err) != "plain" {
		t.Errorf("out of time: got %v, want a plain one", err)
	}
	discreet(t, err)
}

// streaming answers without an end: some of it is read, and nothing waited for.
func streaming(t *testing.T, ch alerts.Channel, s Service) {
	n := dial(t, ch, s, func(w http.ResponseWriter, r *http.Request) {
		for piece := []byte(strings.Repeat("nothing ", 512)); r.Context().Err() == nil; {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	want := "plain"
	if s.OK == "" { // 200 is all it says
		want = "accepted"
	}
	err := n.Notify(t.Context(), Message())
	if got := class(err); got != want {
		t.Errorf("got %v, want %s", err, want)
	}
	discreet(t, err)
}

func nobody(t *testing.T, ch alerts.Channel, s Service) {
	srv := httptest.NewServer(nil)
	n, err := ch.Open(json.RawMessage(s.Options(srv.URL+"/"+Secret)), srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	srv.Close()
	err = n.Notify(t.Context(), Message())
	if class(err) != "plain" {
		t.Errorf("got %v, want a plain error", err)
	}
	discreet(t, err)
}

func options(t *testing.T, ch alerts.Channel, s Service) {
	var good map[string]any
	if err := json.Unmarshal([]byte(s.Options("https://service.example/"+Secret)), &good); err != nil {
		t.Fatal(err)
	}
	good["nonsense"] = Secret
	unknown, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"none":           "",
		"null":           "null",
		"empty":          "{}",
		"not a mapping":  `["` + Secret + `"]`,
		"unknown":        string(unknown),
		"not an address": s.Options(Secret),
		"a file":         s.Options("file:///etc/" + Secret),
		"wrong type":     `{"url":[1],"token":[1]}`,
	} {
		_, err := ch.Open(json.RawMessage(raw), http.DefaultClient)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		discreet(t, err)
		if name == "unknown" && err != nil && !strings.Contains(err.Error(), "url") {
			t.Errorf("%v does not say which options there are", err)
		}
	}
}

// send sends m to a server that accepts, and returns what the service would
// show and the body.
func send(t *testing.T, ch alerts.Channel, s Service, m alerts.Message) (shown string, body []byte) {
	t.Helper()
	n := dial(t, ch, s, func(w http.ResponseWriter, r *http.Request) {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		if shown, err = s.Read(r, body); err != nil {
			t.Errorf("the service would refuse it: %v", err)
		}
		io.WriteString(w, s.OK)
	})
	if err := n.Notify(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return shown, body
}

func dial(t *testing.T, ch alerts.Channel, s Service, h http.HandlerFunc) alerts.Notifier {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	n, err := ch.Open(json.RawMessage(s.Options(srv.URL+"/"+Secret)), srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// class names what an error asks of the caller.
func class(err error) string {
	later := new(alerts.LaterError)
	switch {
	case err == nil:
		return "accepted"
	case errors.Is(err, alerts.ErrRefused):
		return "refused"
	case errors.As(err, &later):
		return "later"
	default:
		return "plain"
	}
}

// discreet fails the test if err, or anything it wraps, shows a secret.
func discreet(t *testing.T, err error) {
	t.Helper()
	if s := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(s, Secret) {
		t.Errorf("the error gives a secret away: %s", s)
	}
}
