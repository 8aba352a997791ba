package courtlistener

import (
	"errors"
	"strings"
	"testing"

	"tocsin/crawlers"
)

// digests reads a body and returns the version of each filing by its name.
func digests(t *testing.T, body string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := parse(crawlers.PageOf("hook:courtlistener", []byte(body), now), func(f crawlers.Filing) error {
		f.Source = Source.Name
		out[f.ID()] = f.Digest()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBothWaysTellTheSame(t *testing.T) {
	const one = `{"caseName":"Acme Inc. v. MARK(Schedule A)","court_id":"ilnd","docketNumber":"1:22-cv-00011","dateFiled":"2022-09-01","party":["MARK(Seller) 1"],
		"recap_documents":[{"entry_number":4,"entry_date_filed":"2022-09-01","description":"MOTION for MARK(temporary restraining order)"}]}`
	plain := strings.NewReplacer("MARK(", "", "ule A)", "ule A", "Seller)", "Seller", "order)", "order")
	marked := strings.NewReplacer("MARK(", "<strong>", "ule A)", "ule A</strong>", "Seller)", "Seller</strong>", "order)", "order</strong>")
	asked := digests(t, `{"results":[`+plain.Replace(one)+`]}`)
	sent := digests(t, `{"payload":{"results":[`+marked.Replace(one)+`],"alert":{"name":"a"}},"webhook":{"event_type":2,"version":2}}`)
	if len(asked) != 2 || len(sent) != 2 {
		t.Fatalf("asked %v, sent %v", asked, sent)
	}
	for id, digest := range asked {
		if sent[id] != digest {
			t.Errorf("%s differs", id)
		}
	}
}

func TestWhatIsSentAndNotRead(t *testing.T) {
	for body, want := range map[string]error{
		`{"payload":{"id":1},"webhook":{"event_type":3}}`:                                    crawlers.ErrUnwanted,
		`{"payload":{"results":[{}],"alert":{"alert_type":"o"}},"webhook":{"event_type":2}}`: crawlers.ErrUnwanted,
		`{"payload":{"results":[],"alert":{"alert_type":"d"}},"webhook":{"event_type":2}}`:   nil,
		`{"payload":{"results":[]},"webhook":{}}`:                                            crawlers.ErrUnwanted,
		`{"payload":{"results":[]},"webhook":{"event_type":[2]}}`:                            crawlers.ErrUnwanted,
		`{"payload":{"results":[]},"webhook":{"event_type":2}}`:                              nil,
		`{"payload":{"results":[]},"webhook":{"event_type":"2"}}`:                            nil,
		`{"payload":{"results":null},"webhook":{"event_type":2}}`:                            crawlers.ErrShape,
		`{"payload":{},"webhook":{"event_type":1}}`:                                          crawlers.ErrShape,
		`{"payload":[],"webhook":{"event_type":1}}`:                                          crawlers.ErrShape,
		`{"payload":{"results":[7]},"webhook":{"event_type":1}}`:                             crawlers.ErrShape,
		`{"payload":{"results":[{}]},"webhook":{"event_type":1}}`:                            crawlers.ErrShape,
		`{"payload":{"results":[{}]},"webhook":{"event_type":2}}`:                            crawlers.ErrShape,
		`{"results":[],"payload":{"results":[{}]},"webhook":null}`:                           nil,
		`{"payload":{"results":[{"recap_documents":[{"filepath_local":`:                      crawlers.ErrTruncated,
	} {
		err := parse(crawlers.PageOf("hook:courtlistener", []byte(body), now), func(crawlers.Filing) error { return nil })
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
}

func TestCaptionOfAnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"florida-state-university-v-schedule-a": "Florida State University v. Schedule A",
		"acme-llc-v-beta":                       "Acme LLC v. Beta",
		"v":                                     "V",
		"--":                                    "",
	} {
		if got := caption(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzPushed(f *testing.F) {
	f.Add("2", `{"caseName":"A v. B","court_id":"ilnd","docketNumber":"1:22-cv-00012","dateFiled":"2022-09-01"}`)
	f.Add("1", `{"id":7,"entry_number":2,"date_filed":"2022-09-01","description":"SEALED DOCUMENT by A","recap_documents":[{"absolute_url":"/docket/1/2/a-v-b/","filepath_local":"recap/gov.uscourts.ilnd.41/gov.uscourts.ilnd.41.2.0.pdf"}]}`)
	f.Fuzz(func(t *testing.T, kind, result string) {
		body := `{"payload":{"results":[` + result + `]},"webhook":{"event_type":` + kind + `}}`
		// How a broken body ends is its own affair.
		parse(crawlers.PageOf("hook:courtlistener", []byte(body), now), func(f crawlers.Filing) error {
			f.Source = Source.Name
			if err := f.Validate(now); err == nil && f.Act == "sealed" && f.Text != "" {
				t.Errorf("%s is sealed and has text", f.ID())
			}
			return nil
		})
	})
}
