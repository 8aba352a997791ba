package crawlers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestGuardNamesTheKeyThatOpensIt(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	ask := func(o crawlers.GuardOptions) error {
		guarded, err := crawlers.Guarded(o)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := guarded.RoundTrip(req)
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	if err := ask(crawlers.GuardOptions{Key: "send.private"}); err == nil || !strings.Contains(err.Error(), "set send.private: true") {
		t.Errorf("a private address: %v", err)
	}
	if err := ask(crawlers.GuardOptions{Private: true, Key: "send.private"}); err != nil {
		t.Errorf("with the key set: %v", err)
	}
}
