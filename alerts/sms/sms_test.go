package sms

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tocsin/alerts/alerttest"
)

const (
	accepted = `{"Message":"OK","RequestId":"873043AC-BCDA-44DB-9052-2E204C6ED20F","Code":"OK","BizId":"607300000000000000^0"}`
	later    = `{"Message":"触发小时级流控Permits:5","RequestId":"873043AC-BCDA-44DB-9052-2E204C6ED20F","Code":"isv.BUSINESS_LIMIT_CONTROL"}`
	refuses  = `{"Message":"` + alerttest.Secret + ` 模板不合法(不存在或被拉黑)","RequestId":"873043AC-BCDA-44DB-9052-2E204C6ED20F","Code":"isv.SMS_TEMPLATE_ILLEGAL"}`
)

const template = "${level}预警：${kind}，案号${no}，涉及${company}，期限${until}（以官方文书为准），共${n}项动态，请登录系统查看。"

func options(address string) string {
	return fmt.Sprintf(`{"provider":"aliyun","url":%q,"key_id":"LTAI0example","key_secret":%q,"sign":"海外知识产权预警","template":"SMS_123456789",
		"phones":["13800138000","+86 139-0013-9000","008613800138000"],
		"params":{"level":"level","kind":"category","no":"number","company":"company","until":"deadline","n":"count"}}`, address, alerttest.Secret)
}

func TestChannel(t *testing.T) {
	alerttest.Run(t, Channel, alerttest.Service{
		OK: accepted, Later: later, Refused: refuses, Options: options, Read: read,
		Live:   []string{"<", "[", "【紧急", "https:", "@here", "`"},
		Golden: "testdata/body.txt", // there is none: a call stands in its address and header
	})
}

// read takes what the service takes, and shows what a telephone does.
func read(r *http.Request, body []byte) (string, error) {
	q := r.URL.Query()
	signed := map[string]string{"host": r.Host}
	_, list, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	list, _, _ = strings.Cut(list, ",")
	for name := range strings.SplitSeq(list, ";") {
		if name != "host" {
			signed[name] = r.Header.Get(name)
		}
	}
	for name := range r.Header {
		name = strings.ToLower(name)
		if _, ok := signed[name]; !ok && (name == "content-type" || strings.HasPrefix(name, "x-acs-")) {
			return "", fmt.Errorf("%s is not signed", name)
		}
	}
	switch want := authorization("LTAI0example", alerttest.Secret, r.URL.RawQuery, signed); {
	case r.Header.Get("Authorization") != want:
		return "", fmt.Errorf("signature %s, want %s", r.Header.Get("Authorization"), want)
	case r.Method != http.MethodPost || len(body) != 0 || strings.Contains(r.URL.RawQuery, "+"):
		return "", fmt.Errorf("%s of %d bytes, query %s", r.Method, len(body), r.URL.RawQuery)
	case r.Header.Get("X-Acs-Action") != "SendSms" || r.Header.Get("X-Acs-Version") != "2017-05-25" || r.Header.Get("X-Acs-Signature-Nonce") == "":
		return "", fmt.Errorf("not a call of SendSms: %v", r.Header)
	case q.Get("PhoneNumbers") != "13800138000,13900139000" || q.Get("OutId") == "":
		return "", fmt.Errorf("to %s as %q", q.Get("PhoneNumbers"), q.Get("OutId"))
	}
	var values map[string]string
	if err := json.Unmarshal([]byte(q.Get("TemplateParam")), &values); err != nil {
		return "", err
	}
	shown := "【" + q.Get("SignName") + "】" + template
	for variable, value := range values {
		if n := utf8.RuneCountInString(value); n == 0 || n > 35 {
			return "", fmt.Errorf("%s has %d characters", variable, n)
		}
		shown = strings.ReplaceAll(shown, "${"+variable+"}", value)
	}
	if strings.Contains(shown, "${") || utf8.RuneCountInString(shown) > 500 {
		return "", fmt.Errorf("not filled, or too long: %s", shown)
	}
	return shown, nil
}

func TestPayload(t *testing.T) {
	s := opened(t, options(endpoint))
	address, header, err := s.request(alerttest.Message())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(map[string]any{"method": http.MethodPost, "host": u.Host, "path": u.Path, "header": header, "query": u.Query()}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	alerttest.Golden(t, "testdata/payload.json", append(got, '\n'))
}

func TestOptionsAreChecked(t *testing.T) {
	const good = `"provider":"aliyun","key_id":"a","key_secret":"b","sign":"预警","template":"SMS_1","phones":["13800138000"]`
	if _, err := open(json.RawMessage("{"+good+"}"), http.DefaultClient); err != nil {
		t.Error(err)
	}
	for _, tc := range []struct{ from, to, want string }{
		{`"aliyun"`, `"tencent"`, "option provider"},
		{`"key_id":"a"`, `"key_id":""`, "key_id"},
		{`"key_secret":"b"`, `"key_secret":"s3cret\r\nHost: x"`, "key_secret"},
		{`"预警"`, `""`, "option sign"},
		{`"预警"`, `"【预警】"`, "without 【】"},
		{`"SMS_1"`, `"1"`, "option template"},
		{`["13800138000"]`, `[]`, "0 numbers"},
		{`["13800138000"]`, `[13800138000]`, "option phones"},
		{`["13800138000"]`, `["13800138000","12800138001"]`, "place 2, 128****8001"},
		{`["13800138000"]`, `["1380013800"]`, "138****3800"},
		{`["13800138000"]`, `["+85261234567"]`, "+85****4567"},
		{`["13800138000"]`, `["s3cret-token"]`, "place 1, ****,"},
		{`["13800138000"]`, `[` + many(maxPhones+1) + `]`, "101 numbers"},
		{`["13800138000"]`, `["13800138000"],"params":{"a":"title"}`, "category, company, count, deadline, level, number"},
		{`["13800138000"]`, `["13800138000"],"params":{"${a}":"level"}`, "not a variable"},
		{`["13800138000"]`, `["13800138000"],"params":{"a":"level","b":"level","c":"level","d":"level","e":"level","f":"level","g":"level","h":"level","i":"level","j":"level","k":"level"}`, "11 variables"},
	} {
		raw := strings.Replace("{"+good+"}", tc.from, tc.to, 1)
		_, err := open(json.RawMessage(raw), http.DefaultClient)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%.200s: %v, want an error with %q", raw, err, tc.want)
		}
		if err != nil && (strings.Contains(err.Error(), "8001380") || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("the error shows a number or a secret: %v", err)
		}
	}
}

// many is n numbers that differ.
func many(n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`"1380013%04d"`, i))
	}
	return strings.Join(out, ",")
}

// opened is a sender whose tries are alike.
func opened(t *testing.T, options string) *sender {
	t.Helper()
	n, err := open(json.RawMessage(options), http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	s := n.(*sender)
	s.now = func() time.Time { return time.Date(2026, 1, 5, 18, 41, 0, 0, time.UTC) }
	s.nonce = func() string { return "d410180a5abf7fe235dd9b74aca91fc0" }
	return s
}

func TestEveryTryHasItsOwnNonce(t *testing.T) {
	s := opened(t, options(endpoint))
	n, err := open(json.RawMessage(options(endpoint)), http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	s.nonce = n.(*sender).nonce
	seen := map[string]bool{}
	for range 3 {
		_, header, err := s.request(alerttest.Message())
		if err != nil {
			t.Fatal(err)
		}
		seen[header.Get("X-Acs-Signature-Nonce")] = true
	}
	if len(seen) != 3 {
		t.Errorf("nonces %v, want three", seen)
	}
}

// What is told once is told with the same words at every try.
func TestTriesDifferByTheirSignatureAlone(t *testing.T) {
	s := opened(t, options(endpoint))
	one, _, err := s.request(alerttest.Message())
	if err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return time.Date(2026, 1, 6, 9, 0, 0, 0, time.UTC) }
	s.nonce = func() string { return "another" }
	two, _, err := s.request(alerttest.Message())
	if err != nil {
		t.Fatal(err)
	}
	if one != two {
		t.Errorf("%s\nand %s", one, two)
	}
}

// A template may be words alone.
func TestTemplateWithoutVariablesGetsNone(t *testing.T) {
	s := opened(t, options(endpoint))
	s.params = nil
	address, _, err := s.request(alerttest.Message())
	if err != nil || strings.Contains(address, "TemplateParam") || !strings.Contains(address, "TemplateCode=SMS_123456789") {
		t.Errorf("%s, %v", address, err)
	}
}

// The service signs a space as %20, and a plus is one.
func TestQueryIsEncodedAsItIsSigned(t *testing.T) {
	s := opened(t, options(endpoint))
	m := alerttest.Message()
	m.Alert.Named = []string{"A+B Lighting*"}
	address, _, err := s.request(m)
	if err != nil || !strings.Contains(address, "A%2BB%20Lighting") || strings.ContainsAny(address, "+*") {
		t.Errorf("%s, %v", address, err)
	}
}
