package mail

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

func notice(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReadBounce(t *testing.T) {
	id := ID(alerttest.Message().ID, "Desk@center.example")
	postfix, exchange := notice(t, "bounce-postfix.eml"), notice(t, "bounce-exchange.eml")
	failed := Bounce{id, "desk@center.example", "failed", "5.1.1", "550 5.1.1 <desk@center.example>: Recipient address rejected: User unknown in virtual mailbox table"}
	delayed, unnamed := failed, failed
	delayed.Action, delayed.Status = "delayed", "4.4.1"
	unnamed.ID = ""
	for _, tc := range []struct {
		name, notice string
		want         Bounce
	}{
		{"postfix", postfix, failed},
		{"line ends as sent", strings.ReplaceAll(postfix, "\n", "\r\n"), failed},
		{"delayed", strings.NewReplacer("Action: failed", "Action: delayed", "Status: 5.1.1", "Status: 4.4.1").Replace(postfix), delayed},
		{"by the returned letter", strings.ReplaceAll(postfix, "bounces+"+id, "alerts"), failed},
		{"by the address, in capitals", strings.NewReplacer("<"+id, "<x", "+"+id, "+"+strings.ToUpper(id)).Replace(postfix), failed},
		{"of a letter of somebody else", strings.ReplaceAll(postfix, id, "x"), unnamed},
		{"cut after the report", postfix[:strings.Index(postfix, "Content-Description: Undelivered")], failed},
		{"exchange, of two recipients", exchange, Bounce{id, "z.desk@corp.center.example", "failed", "5.2.2",
			"554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"}},
	} {
		if got, err := ReadBounce(strings.NewReader(tc.notice)); err != nil || got != tc.want {
			t.Errorf("%s: got %+v, %v, want %+v", tc.name, got, err, tc.want)
		}
	}
}

func TestWhatIsNoBounce(t *testing.T) {
	postfix := notice(t, "bounce-postfix.eml")
	for name, message := range map[string]string{
		"nothing":              "",
		"no mail":              "\x00\xff",
		"an answer":            "From: z@center.example\nTo: alerts@tocsin.example\nAuto-Submitted: auto-replied\nSubject: 自动回复\n\n我在休假\n",
		"a receipt":            strings.Replace(postfix, "report-type=delivery-status", "report-type=disposition-notification", 1),
		"a report of nobody":   strings.Replace(postfix, "Action: failed\n", "", 1),
		"without its boundary": strings.ReplaceAll(postfix, "boundary=", "x="),
	} {
		if got, err := ReadBounce(strings.NewReader(message)); !errors.Is(err, ErrNoBounce) || got != (Bounce{}) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// TestReadBounceIsBounded: a notice without an end is read to a megabyte.
func TestReadBounceIsBounded(t *testing.T) {
	postfix := notice(t, "bounce-postfix.eml")
	endless := &counter{r: strings.NewReader(postfix + strings.Repeat("x", 4*maxNotice))}
	if _, err := ReadBounce(endless); err != nil {
		t.Error(err)
	}
	if endless.n > maxNotice {
		t.Errorf("%d bytes were read", endless.n)
	}
}

type counter struct {
	r *strings.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func FuzzReadBounce(f *testing.F) {
	f.Add([]byte(notice(f, "bounce-postfix.eml")))
	f.Add([]byte(notice(f, "bounce-exchange.eml")))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ReadBounce(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrNoBounce) || got != (Bounce{}) {
				t.Errorf("%+v, %v", got, err)
			}
			return
		}
		for _, s := range []string{got.ID, got.Recipient, got.Action, got.Status, got.Diagnostic} {
			if s != alerts.Plain(s) || utf8.RuneCountInString(s) > maxDiagnostic {
				t.Errorf("%q is not a short plain line", s)
			}
		}
		if got.Action == "" || got.ID != "" && len(got.ID) != 32 {
			t.Errorf("%+v", got)
		}
	})
}
