package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-msgauth/dkim"

	"tocsin/alerts"
	"tocsin/alerts/alerttest"
)

// letters writes m to everybody, and reads it as they do.
func letters(t *testing.T, p *Post, m alerts.Message) []reading {
	t.Helper()
	var out []reading
	for _, to := range p.to {
		raw, err := p.letter(m, to)
		if err != nil {
			t.Fatal(err)
		}
		r, err := read(raw)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestALetterHasOneNameAtEveryTry(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example","from":"a@tocsin.example","to":["x@c.example","y@c.example"]}`)
	m := alerttest.Message()
	first := letters(t, p, m)
	m.Maybe, m.Title = true, m.Title+"（可能重复）"
	again := letters(t, p, m)
	other := m
	other.ID = "another" + m.ID
	names := map[string]bool{}
	for i := range first {
		a, b, c := first[i].header["Message-Id"][0], again[i].header["Message-Id"][0], letters(t, p, other)[i].header["Message-Id"][0]
		if a != b || !strings.HasSuffix(a, "@tocsin.example>") {
			t.Errorf("%s, then %s", a, b)
		}
		names[a], names[c] = true, true
	}
	if len(names) != 4 {
		t.Errorf("two deliveries to two addresses have the names %v", names)
	}
}

func TestAMatterIsOneThread(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+desk+`}`)
	root := func(id, thread string) string {
		m := alerttest.Message()
		m.ID, m.Thread = id, thread
		h := letters(t, p, m)[0].header
		if !slices.Equal(h["References"], h["In-Reply-To"]) {
			t.Errorf("References %q, In-Reply-To %q", h["References"], h["In-Reply-To"])
		}
		return strings.Join(h["References"], " ")
	}
	a, b := root("1>desk", "m-1>desk"), root("2>desk", "m-1>desk")
	if a == "" || a != b {
		t.Errorf("one matter: %q and %q", a, b)
	}
	if c := root("3>desk", "m-2>desk"); c == a {
		t.Error("two matters are one thread")
	}
	if root("4>desk", "") != "" {
		t.Error("what belongs to no matter stands in a thread")
	}
}

// TestSignature verifies letters, and letters that were changed on their way.
func TestSignature(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		kind   string
		key    crypto.PrivateKey
		record []byte
	}{{"rsa", rsaKey, rsaPublic}, {"ed25519", private, public}} {
		der, err := x509.MarshalPKCS8PrivateKey(tc.key)
		if err != nil {
			t.Fatal(err)
		}
		key, err := json.Marshal(strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))))
		if err != nil {
			t.Fatal(err)
		}
		p := opened(t, http.DefaultClient, `{"server":"mx.example","dkim_domain":"tocsin.example","dkim_selector":"s1","dkim_key":`+string(key)+`,`+full+`}`)
		letter, err := p.letter(alerttest.Message(), p.to[0])
		if err != nil {
			t.Fatal(err)
		}
		verify := func(letter []byte) error {
			got, err := dkim.VerifyWithOptions(bytes.NewReader(letter), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != "s1._domainkey.tocsin.example" {
					t.Errorf("asked for %s", name)
				}
				return []string{"v=DKIM1; k=" + tc.kind + "; p=" + base64.StdEncoding.EncodeToString(tc.record)}, nil
			}})
			if err != nil || len(got) != 1 {
				t.Fatalf("%s: %d signatures, %v", tc.kind, len(got), err)
			}
			return got[0].Err
		}
		if err := verify(letter); err != nil {
			t.Errorf("%s: %v", tc.kind, err)
		}
		for _, change := range [][2]string{
			{"List-Unsubscribe: <https://desk.example", "List-Unsubscribe: <https://evil.example"},
			{"List-Unsubscribe-Post: ", "X-List-Unsubscribe-Post: "},
			{"Reply-To: ", "Reply-To: x@evil.example\r\nReply-To: "},
		} {
			changed := bytes.Replace(letter, []byte("\r\n"+change[0]), []byte("\r\n"+change[1]), 1)
			if bytes.Equal(changed, letter) {
				t.Fatalf("no %q in\n%s", change[0], letter)
			}
			if verify(changed) == nil {
				t.Errorf("%s: %q for %q is not noticed", tc.kind, change[1], change[0])
			}
		}
	}
}

func TestNobodyWritesHeadersButUs(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+full+`}`)
	m := alerttest.Message()
	m.Title = "A\r\nBcc: x@evil.example\r\n\r\n<p>hello</p>\u2028B"
	m.ID, m.Thread = "1>desk\r\nBcc: x@evil.example", "m\r\nBcc: x@evil.example"
	r := letters(t, p, m)[0]
	if r.header["Bcc"] != nil || r.header["Subject"][0] != "A Bcc: x@evil.example <p>hello</p> B" {
		t.Errorf("%q", r.header)
	}
}

func TestSubjectIsCutByCharacters(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+desk+`}`)
	m := alerttest.Message()
	m.Title = "【紧急】" + strings.Repeat("很长的标题", 100)
	r := letters(t, p, m)[0]
	subject := r.header["Subject"][0]
	if utf8.RuneCountInString(subject) != subjectLimit || !strings.HasSuffix(subject, "…") || !strings.HasPrefix(m.Title, strings.TrimSuffix(subject, "…")) {
		t.Errorf("%d characters: %s", utf8.RuneCountInString(subject), subject)
	}
	if !strings.Contains(r.html, m.Title) || !strings.Contains(r.text, m.Title) {
		t.Error("what the subject has no room for is not in the letter")
	}
}

func TestBothFormsSayTheSame(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+full+`}`)
	m := alerttest.Message()
	for i := range 2000 {
		m.Lines = append(m.Lines, alerts.Line{Label: "附注", Text: "第 " + strings.Repeat("一", i%7) + " 行"})
	}
	r := letters(t, p, m)[0]
	if text, html := strings.Count(r.text, "附注"), strings.Count(r.html, "附注"); text != html || text < 100 {
		t.Errorf("%d lines of text, %d of HTML", text, html)
	}
	for _, form := range []string{r.text, r.html} {
		if !strings.Contains(form, "…") || !strings.Contains(form, m.Footer) || !strings.Contains(form, "退订") {
			t.Errorf("it does not say that lines are missing, or has no disclaimer or way out:\n%.300s", form)
		}
	}
}

// TestNoWayOutThatNobodyMinds: a letter does not promise what no store keeps.
func TestNoWayOutThatNobodyMinds(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+full+`}`)
	p.Bind("desk", nil)
	r := letters(t, p, alerttest.Message())[0]
	if r.header["List-Unsubscribe"] != nil || strings.Contains(r.text, "退订") {
		t.Errorf("%q", r.header)
	}
}

func TestTheWayOut(t *testing.T) {
	const secret = "0123456789abcdef"
	p := opened(t, http.DefaultClient, `{"server":"mx.example","from":"a@tocsin.example","to":["x@c.example","Y@c.example"],
		"unsubscribe_url":"https://desk.example/out?lang=zh","unsubscribe_secret":"`+secret+`"}`)
	for i, r := range letters(t, p, alerttest.Message()) {
		value := r.header["List-Unsubscribe"][0]
		u, err := url.Parse(strings.Trim(value, "<>"))
		if err != nil {
			t.Fatal(err)
		}
		token := u.Query().Get("t")
		if u.Query().Get("lang") != "zh" || !strings.Contains(r.text, u.String()) || strings.Contains(value, "c.example") || strings.Contains(value, "desk>") {
			t.Errorf("%s", value)
		}
		for _, tc := range []struct {
			secret, token, destination, address string
			want                                bool
		}{
			{secret, token, "desk", p.to[i].Address, true},
			{secret, token, "desk", strings.ToUpper(p.to[i].Address), true},
			{secret, token, "desk", p.to[1-i].Address, false},
			{secret, token, "desk2", p.to[i].Address, false},
			{secret + "0", token, "desk", p.to[i].Address, false},
			{secret, token[1:], "desk", p.to[i].Address, false},
			{secret, "", "desk", p.to[i].Address, false},
			{"", Token("", "desk", p.to[i].Address), "desk", p.to[i].Address, false},
		} {
			if got := Check(tc.secret, tc.token, tc.destination, tc.address); got != tc.want {
				t.Errorf("%v: %v", tc, got)
			}
		}
		if address, ok := p.Reader(token); !ok || address != p.to[i].Address {
			t.Errorf("the token of %s is of %q", p.to[i].Address, address)
		}
		for _, wrong := range []string{"", token[1:], token + "A", Token(secret, "desk2", p.to[i].Address), Token(secret, "desk", "z@c.example")} {
			if address, ok := p.Reader(wrong); ok {
				t.Errorf("%q is of %s", wrong, address)
			}
		}
	}
}

// TestADigestHasAWayOut: what is told together, and to administrators, is sent
// under names of other kinds.
func TestADigestHasAWayOut(t *testing.T) {
	p := opened(t, http.DefaultClient, `{"server":"mx.example",`+full+`}`)
	m := alerttest.Message()
	alert := letters(t, p, m)[0].header["List-Unsubscribe"]
	m.ID = "digest@desk@2026-01-05T00:30:00Z"
	if digest := letters(t, p, m)[0].header["List-Unsubscribe"]; len(digest) != 1 || !slices.Equal(digest, alert) {
		t.Errorf("%q, of an alert %q", digest, alert)
	}
}
