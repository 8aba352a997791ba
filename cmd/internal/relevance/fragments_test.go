package relevance

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A wire answers with bytes, whatever they are, and an end that may be none.
type wire struct {
	body string
	end  error
}

func (w wire) RoundTrip(*http.Request) (*http.Response, error) {
	var end io.Reader = strings.NewReader("")
	if w.end != nil {
		end = cutOff{w.end}
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(io.MultiReader(bytes.NewReader([]byte(w.body)), end)),
	}, nil
}

type cutOff struct{ err error }

func (b cutOff) Read([]byte) (int, error) { return 0, b.err }

// TestAnswersInFragments: what is cut off is asked for again if the endpoint
// says that it is whole, and left for later if the connection broke; half an
// answer decides nothing.
func TestAnswersInFragments(t *testing.T) {
	t.Parallel()
	half := good[:len(good)/2]
	for _, tc := range []struct {
		name   string
		answer script
		calls  int
		want   string
	}{
		{"cut off by length, then whole", func(n int, _ string) (int, string) { return 200, map[bool]string{true: half, false: good}[n == 1] }, 2, "yes"},
		{"cut off twice", always(200, half), 2, "open"},
		{"an object in two", always(200, good[:20]+"\n```\n```json\n"+good[20:]), 2, "open"},
		{"nothing", always(200, ""), 2, "open"},
		{"thoughts that do not end", always(200, "<think>"+good), 1, "yes"},
	} {
		v, calls := judge(t, undecided(), tc.answer)
		if said(v) != tc.want || calls != tc.calls || v.Waiting {
			t.Errorf("%s: %s after %d calls, waiting %v; want %s after %d", tc.name, said(v), calls, v.Waiting, tc.want, tc.calls)
		}
	}
	for name, w := range map[string]wire{
		"the connection breaks":       {`{"choices":[{"message":{"role":"assistant","content":"{\"relevant\":true`, io.ErrUnexpectedEOF},
		"it ends in the middle":       {`{"choices":[{"message":{"role":"assistant","content":"{\"relevant\":true`, nil},
		"it is reset":                 {"", errors.New("connection reset by peer")},
		"a stream nobody asked for":   {"data: {\"choices\":[{\"delta\":{\"content\":\"{\"}}]}\n\ndata: [DONE]\n", nil},
		"a reply without a choice":    {`{"choices":[]}`, nil},
		"a page of somebody's router": {"<html><body>Please sign in", nil},
	} {
		m := NewModel(Options{URL: "http://model.test/v1", Key: secret, Model: "m", HTTPClient: &http.Client{Transport: w}})
		v, _, err := Cascade{Model: m}.Judge(t.Context(), undecided())
		if err != nil || said(v) != "open" || v.By != ByRules || !v.Waiting {
			t.Errorf("%s: %s by %s, waiting %v, %v; want the rules' verdict, for now", name, said(v), v.By, v.Waiting, err)
		}
	}
}

// TestQuestionsBeginAlike: all questions of a kind begin with the same words,
// which providers keep for a tenth of the price. Hence each filing is asked
// about alone; see [questionOf].
func TestQuestionsBeginAlike(t *testing.T) {
	t.Parallel()
	set, _ := labelledSet(t)
	begins := map[string]string{}
	for _, l := range set {
		q := questionOf(legible(l.Filing))
		first, known := begins[string(l.Filing.Kind)]
		if known && q.system != first {
			t.Fatalf("%s is asked about in other words", l.Filing.ID())
		}
		begins[string(l.Filing.Kind)] = q.system
		if m := q.messages(); m[0].Content != q.system {
			t.Fatalf("%s: the question does not begin with them", l.Filing.ID())
		}
	}
}
