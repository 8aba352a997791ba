package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store/storetest"
	"tocsin/config"
)

// A mailServer takes letters, and keeps the last to each address.
type mailServer struct {
	mu  sync.Mutex
	got map[string]netmail.Header
}

func listenMail(t *testing.T) (*mailServer, string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailServer{got: map[string]netmail.Header{}}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{m: m}, nil }))
	srv.Domain, srv.ErrorLog = "mx.center.example", log.New(io.Discard, "", 0)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := srv.Serve(l); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	t.Cleanup(func() {
		srv.Close()
		l.Close() // which Close does not know before Serve began
		wg.Wait()
	})
	return m, l.Addr().String()
}

// took returns who was written to since it was last asked, and their letters.
func (m *mailServer) took() (to []string, letters map[string]netmail.Header) {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters = m.got
	m.got = map[string]netmail.Header{}
	for address := range letters {
		to = append(to, address)
	}
	slices.Sort(to)
	return to, letters
}

type mailSession struct {
	m  *mailServer
	to string
}

func (s *mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *mailSession) Reset()                               {}
func (s *mailSession) Logout() error                        { return nil }

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	letter, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.got[s.to] = letter.Header
	return nil
}

// TestWhoUnsubscribesIsNotWrittenTo goes from a letter by its link to the next
// letter, in another process, and back.
func TestWhoUnsubscribesIsNotWrittenTo(t *testing.T) {
	for engine, address := range storetest.Addresses(t) {
		t.Run(engine, func(t *testing.T) {
			server, at := listenMail(t)
			file := filepath.Join(t.TempDir(), "tocsin.yaml")
			options := `server: "` + at + `", tls: none, from: alerts@tocsin.example, unsubscribe_url: "https://tocsin.example/unsubscribe", unsubscribe_secret: 0123456789abcdef`
			err := os.WriteFile(file, []byte(fmt.Sprintf(`
store: "%s"
pages: {dir: "%s"}
feeds: {listen: "127.0.0.1:0", url: "https://tocsin.example"}
send: {private: true}
destinations:
  desk: {channel: mail, options: {%s, to: [zhang@center.example, Li@center.example]}}
  board: {channel: mail, options: {%s, to: [zhang@center.example]}}
`, address, t.TempDir(), options, options)), 0o600)
			if err != nil {
				t.Fatal(err)
			}
			tocsin := func(want int, args ...string) string {
				t.Helper()
				var said bytes.Buffer
				if code := run(t.Context(), append([]string{"--config", file}, args...), strings.NewReader(""), &said, &said); code != want {
					t.Errorf("%q: exit %d, want %d: %s", args, code, want, &said)
				}
				return said.String()
			}
			bound := func() *system {
				t.Helper()
				conf, err := config.Load(file, func(string) (string, bool) { return "", false })
				if err != nil {
					t.Fatal(err)
				}
				p := &program{ctx: t.Context(), log: slog.New(slog.DiscardHandler)}
				s, err := p.bind(conf, nil, time.Now)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.close() })
				return s
			}
			one, other := bound(), bound() // two processes of one store

			n := 0
			tell := func(to pipeline.Destination, name string) error {
				n++
				return to.Notify(t.Context(), alerts.Message{ID: fmt.Sprintf("digest@%s@%d", name, n), At: time.Now(), Title: "预警"})
			}
			came := func(when string, want ...string) map[string]netmail.Header {
				t.Helper()
				to, letters := server.took()
				if !slices.Equal(to, want) {
					t.Errorf("%s: written to %q, want %q", when, to, want)
				}
				return letters
			}
			if err := tell(other.pipe.Destinations["desk"], "desk"); err != nil {
				t.Fatal(err)
			}
			letters := came("at first", "Li@center.example", "zhang@center.example")

			site := httptest.NewServer(one.public(slog.New(slog.NewTextHandler(t.Output(), nil))))
			defer site.Close()
			follow := func(reader, method, body string, want int) string {
				t.Helper()
				u, err := url.Parse(strings.Trim(letters[reader].Get("List-Unsubscribe"), "<>"))
				if err != nil || u.Host != "tocsin.example" {
					t.Fatal(u, err)
				}
				req, err := http.NewRequestWithContext(t.Context(), method, site.URL+u.RequestURI(), strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				resp, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				page, err := io.ReadAll(resp.Body)
				if err != nil || resp.StatusCode != want {
					t.Errorf("%s %s: %s, %v", method, u, resp.Status, err)
				}
				return string(page)
			}
			if page := follow("zhang@center.example", "GET", "", 200); !strings.Contains(page, "z***@center.example") || !strings.Contains(page, "desk") {
				t.Errorf("whom it is about is not said:\n%s", page)
			}
			if err := tell(other.pipe.Destinations["desk"], "desk"); err != nil {
				t.Error(err)
			}
			came("after a look", "Li@center.example", "zhang@center.example")

			wish := letters["zhang@center.example"].Get("List-Unsubscribe-Post")
			follow("zhang@center.example", "POST", wish, 200)
			follow("zhang@center.example", "POST", wish, 200)
			if err := tell(other.pipe.Destinations["desk"], "desk"); err != nil {
				t.Error(err)
			}
			came("after the wish", "Li@center.example")
			if err := tell(other.pipe.Destinations["board"], "board"); err != nil {
				t.Error(err)
			}
			came("of another destination", "zhang@center.example")
			tocsin(exitGood, "send", "desk")
			came("a test", "Li@center.example")

			follow("Li@center.example", "POST", wish, 200)
			if err := tell(other.pipe.Destinations["desk"], "desk"); !errors.Is(err, alerts.ErrRefused) || !strings.Contains(err.Error(), "everybody has unsubscribed") {
				t.Errorf("told to nobody: %v", err)
			}
			came("when all have left")

			if said := tocsin(exitGood, "mail", "left"); strings.Count(said, "\n") != 2 || !strings.Contains(said, "z***@center.example  left ") || strings.Contains(said, "zhang") {
				t.Errorf("mail left: %s", said)
			}
			tocsin(exitInput, "mail", "back", "desk", "wang@center.example")
			tocsin(exitInput, "mail", "back", "desk", "zhang")
			tocsin(exitGood, "mail", "back", "desk", "ZHANG@center.example", "--by", "wang")
			if said := tocsin(exitGood, "mail", "left", "--json"); !strings.Contains(said, `"back_by":"wang","back_why":"they asked for it"`) || strings.Contains(strings.ToLower(said), "zhang") {
				t.Errorf("mail left --json: %s", said)
			}
			if err := tell(other.pipe.Destinations["desk"], "desk"); err != nil {
				t.Error(err)
			}
			came("when one is back", "zhang@center.example")
		})
	}
}

// TestAWayOutIsAnswered: a letter does not promise what nothing answers.
func TestAWayOutIsAnswered(t *testing.T) {
	desk := config.Destination{Channel: "mail", Language: "zh", Options: map[string]any{
		"server": "mx.example.cn", "from": "a@example.cn", "to": []any{"b@example.cn"},
		"unsubscribe_url": "https://tocsin.example/unsubscribe", "unsubscribe_secret": "0123456789abcdef",
	}}
	c := config.Config{Destinations: map[string]config.Destination{"desk": desk}}
	if _, err := openDestinations(c); !errors.Is(err, errConfig) || !strings.Contains(err.Error(), "set feeds.listen") {
		t.Error(err)
	}
	c.Feeds.Listen = "127.0.0.1:0"
	if _, err := openDestinations(c); err != nil {
		t.Error(err)
	}
}
