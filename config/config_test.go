package config

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// load reads doc as tocsin.yaml with only the variables of env.
func load(t *testing.T, doc string, env map[string]string) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tocsin.yaml")
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
}

func must(t *testing.T, doc string, env map[string]string) Config {
	t.Helper()
	c, err := load(t, doc, env)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaultServesOneMachine(t *testing.T) {
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Store:     "sqlite:tocsin.db",
		Seen:      "memory",
		Console:   Console{Listen: "127.0.0.1:8337", SignUp: "approve"},
		Pages:     Pages{Keep: 180 * 24 * time.Hour, Large: 1 << 20},
		Retention: Retention{Visits: 400 * 24 * time.Hour, Answers: 180 * 24 * time.Hour},
		Crawl:     Crawl{UserAgent: "Tocsin/1.0"},
		LLM:       LLM{DailyTokens: 2_000_000, Concurrency: 4, Timeout: time.Minute},
		Centers:   map[string]CenterTell{"national": {}},
	}
	want.Centers["national"] = c.Centers["national"] // nil and empty are the same here
	if !reflect.DeepEqual(c, want) || len(c.Centers["national"].Tell) != 0 {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
}

// TestNoKeyIsForgotten counts the fields of the structs against the keys that
// the file and the environment know, and those against the default document.
func TestNoKeyIsForgotten(t *testing.T) {
	c := new(Config)
	scalars := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		switch f.Type.Kind() {
		case reflect.Struct:
			scalars += f.Type.NumField()
		case reflect.Map:
		default:
			scalars++
		}
	}
	if n := len(c.keys()); n != scalars {
		t.Errorf("%d keys for %d fields", n, scalars)
	}
	for _, e := range []struct {
		of   reflect.Type
		keys []key
	}{
		{reflect.TypeFor[Endpoint](), new(Endpoint).keys()},
		{reflect.TypeFor[Source](), new(Source).keys()},
		{reflect.TypeFor[Destination](), new(Destination).keys()},
		{reflect.TypeFor[CenterTell](), new(CenterTell).keys()},
	} {
		fields := 0
		for _, f := range reflect.VisibleFields(e.of) {
			if f.IsExported() {
				fields++
			}
		}
		if fields != len(e.keys) {
			t.Errorf("%v: %d keys for %d fields", e.of, len(e.keys), fields)
		}
		for _, k := range e.keys {
			if !bytes.Contains(Default, []byte(k.name+":")) {
				t.Errorf("%v: the default document does not show %s", e.of, k.name)
			}
		}
	}
	var doc map[string]any
	if err := yaml.Unmarshal(Default, &doc); err != nil {
		t.Fatal(err)
	}
	for _, k := range c.keys() {
		top, rest, nested := strings.Cut(k.name, ".")
		_, ok := doc[top]
		if nested {
			_, ok = doc[top].(map[string]any)[rest]
		}
		if !ok {
			t.Errorf("the default document lacks %s", k.name)
		}
	}
}

func TestLoad(t *testing.T) {
	c := must(t, `
store: "postgres://tocsin:s3cret@db/tocsin"
seen: redis://127.0.0.1/0
console: {listen: "[::1]:80", url: https://tocsin.example}
pages: {keep: 1d12h, large: 4096}
crawl: {contact: ops@example.cn}
llm: {url: http://127.0.0.1:1/v1, model: &m qwen3, timeout: 1500ms, concurrency: 2}
sources:
  ecf:
    enabled: false
    schedule: "*/7 * * * *"
    pace: 3s
    params:
      # only these
      courts:
        - {id: ilnd, host: a.example}
        - id: flsd
          host: |
            b.example
            c.example
        - {id: "1:2 # no comment", host: 'it''s'}
destinations:
  desk: &desk
    channel: wecom
    options:
      url: env:DESK_URL
      mentions: [a, b]
      nested: {retry: 3, on: true}
  english: {channel: webhook, language: en}
  same: *desk
centers:
  national: {tell: [desk, english]}
`, map[string]string{"DESK_URL": "https://hook.example/s3cret"})
	off := false
	ecf := c.Sources["ecf"]
	if !reflect.DeepEqual(ecf.Enabled, &off) || ecf.On() || ecf.Schedule != "*/7 * * * *" || ecf.Pace != 3*time.Second {
		t.Errorf("source: %+v", ecf)
	}
	var params struct {
		Courts []struct{ ID, Host string }
	}
	if err := yaml.UnmarshalWithOptions(ecf.Params, &params, yaml.Strict()); err != nil || len(params.Courts) != 3 || params.Courts[0].Host != "a.example" || params.Courts[1].Host != "b.example\nc.example\n" || params.Courts[2].ID != "1:2 # no comment" || params.Courts[2].Host != "it's" {
		t.Errorf("params %q: %+v, %v", ecf.Params, params, err)
	}
	if c.Pages.Keep != 36*time.Hour || c.Pages.Large != 4096 || c.LLM.Timeout != 1500*time.Millisecond || c.LLM.Model != "qwen3" || c.LLM.DailyTokens != 2_000_000 {
		t.Errorf("got %+v", c)
	}
	if got := c.Crawl.Agent(); got != "Tocsin/1.0 (+ops@example.cn)" {
		t.Errorf("agent %q", got)
	}
	if d := c.Destinations["english"]; d.Language != "en" || c.Destinations["desk"].Language != "zh" {
		t.Errorf("languages: %+v", c.Destinations)
	}
	want := `{"mentions":["a","b"],"nested":{"on":true,"retry":3},"url":"https://hook.example/s3cret"}`
	for _, name := range []string{"desk", "same"} {
		if raw, err := c.Destinations[name].Raw(); err != nil || string(raw) != want {
			t.Errorf("%s: options %s, %v", name, raw, err)
		}
	}
	if raw, err := c.Destinations["english"].Raw(); err != nil || string(raw) != "{}" {
		t.Errorf("no options: %s, %v", raw, err)
	}
	if got := c.Centers["national"].Tell; !reflect.DeepEqual(got, []string{"desk", "english"}) {
		t.Errorf("tell %v", got)
	}
}

func TestRawSaysWhatIsMissing(t *testing.T) {
	c := must(t, "destinations: {desk: {channel: wecom, options: {deep: {url: env:WECOM_URL}}}}", nil)
	if _, err := c.Destinations["desk"].Raw(); err == nil || err.Error() != "options: deep: url: WECOM_URL is not set" {
		t.Errorf("got %v", err)
	}
	c = must(t, "destinations: {desk: {channel: mail, options: {user: a, to: ['env:WHOM', b], password: env:SMTP_PASSWORD, dkim_key: file:/nowhere/key}}}", nil)
	const want = "options: dkim_key: open /nowhere/key: no such file or directory; password: SMTP_PASSWORD is not set; to: WHOM is not set"
	if _, err := c.Destinations["desk"].Raw(); err == nil || err.Error() != want {
		t.Errorf("got %v, want all of it: %s", err, want)
	}
}

func TestMistakesSayWhereAndWhatIsRight(t *testing.T) {
	for _, tc := range []struct{ doc, want string }{
		{"sen: memory", "tocsin.yaml:1: sen: no such key: did you mean seen?"},
		{"seen: memory\n\nconsole:\n  lisen: x", "tocsin.yaml:4: console.lisen: no such key: did you mean listen?"},
		{"pages: {colour: red}", "tocsin.yaml:1: pages.colour: no such key: want dir, keep or large"},
		{"store: [a]", "tocsin.yaml:1: store: want text, not a list"},
		{"console: 8337", "tocsin.yaml:1: console: want keys of its own below it, not a single value"},
		{"send:\n  proxy: ftp://x", "tocsin.yaml:2: send.proxy: want environment, http://"},
		{"console: {listen: \"localhost:99999\"}", `tocsin.yaml:1: console.listen: "localhost:99999": a port is a number up to 65535`},
		{"console: {listen: \"localhost:http\"}", `tocsin.yaml:1: console.listen: "localhost:http"`},
		{"crawl:\n  private: yes", `tocsin.yaml:2: crawl.private: "yes": want true or false`},
		{"llm: {concurrency: many}", `llm.concurrency: "many": want a whole number`},
		{"llm: {concurrency: 0}", "llm.concurrency: want 1 or more"},
		{"retention: {filings: 90d}", "retention.filings: want 0s for ever, or 400d or more"},
		{"retention: {audit: 30d}", "retention.audit: want 0s for ever, or 183d or more"},
		{"llm: {timeout: 60}", `llm.timeout: "60": want a time such as 30s, 10m or 45d`},
		{"pages: {keep: 99999999999d}", "pages.keep: "},
		{"pages: {keep: 106751d24h}", "pages.keep: "},
		{"pages: {keep: -3h}", "pages.keep: want a time"},
		{"llm: {price_in: -1}", "llm.price_in: want an amount from 0"},
		{"llm: {price_in: dear}", `llm.price_in: "dear": want a number`},
		{"llm: {price_in: NaN}", `llm.price_in: "NaN": want a number`},
		{"llm: {yuan_per_day: 5, usd_per_day: 1}", "llm.usd_per_day: llm.yuan_per_day is set too"},
		{"llm: {url: http://a/v1, model: m, yuan_per_day: 5}", "llm.price_in: missing: a limit of money is set"},
		{"llm: {url: http://a/v1, model: m, fallback: [locl]}\nllms: {local: {url: http://b/v1, model: n}}", "llm.fallback: no llms.locl: did you mean local?"},
		{"llm: {url: http://a/v1, model: m, fallback: [b, b]}\nllms: {b: {url: http://b/v1, model: n}}", "llm.fallback: b is named twice"},
		{"llm: {fallback: [b]}\nllms: {b: {url: http://b/v1, model: n}}", "llm.fallback: llm.url is not set"},
		{"llms: {b: {url: b}}", "llms.b.url: want http:// or https:// …"},
		{"llms: {b: {url: http://b/v1}}", "llms.b.model: missing"},
		{"llm: {url: http://a/v1}", "llm.model: missing: llm.url is set"},
		{"llm: {url: api.deepseek.com}", "llm.url: want http:// or https:// …"},
		{"store: mysql://a/b", "store: want sqlite:, postgres:// or postgresql:// …"},
		{"store: 'postgres://u:s3 cret%@h/d'", "store: not a URL: write blanks"},
		{"store: 'sqlite:'", "store: nothing follows sqlite:"},
		{"seen: redis", "seen: want memory, redis://"},
		{"console: {listen: 8337}", `console.listen: "8337": want host:port`},
		{"sources:\n  ecf:\n    schedul: x", "tocsin.yaml:3: sources.ecf.schedul: no such key: did you mean schedule?"},
		{"sources: {ecf: {schedule: 'CRON_TZ=UTC * * * * *'}}", "sources.ecf.schedule: the zone has a key of its own, sources.ecf.zone"},
		{"sources: [ecf]", "tocsin.yaml:1: sources: want keys of its own below it, not a list"},
		{"destinations:\n  desk:\n", "tocsin.yaml:2: destinations.desk: has no channel: add one"},
		{"destinations:\n  desk:\n    channel: slack\n    language: fr", `tocsin.yaml:4: destinations.desk.language: "fr": want zh or en`},
		{"destinations: {'a b': {channel: slack}}", "destinations.a b: want a short name"},
		{"destinations: {desk: {channel: slack}}\ncenters: {national: {tell: [dsk]}}", `tocsin.yaml:2: centers.national.tell: no destination is called "dsk": did you mean desk?`},
		{"centers: {national: {tell: desk}}", "centers.national.tell: want a list such as [desk], not a single value"},
		{"seen: memory\nseen: memory", "tocsin.yaml:2: mapping key … already defined"},
		{"seen: [memory", "tocsin.yaml:1: "},
		{"a: &x *x\nseen: *x", "tocsin.yaml:"},
		{"- seen", "tocsin.yaml:1: want lines such as seen: memory"},
		{"seen: memory\n---\nseen: memory", "tocsin.yaml:3: a second document: want one"},
		{"llm: {key: env:NO_SUCH}", "tocsin.yaml:1: llm.key: NO_SUCH is not set"},
		{"sen: a\npags: b", "tocsin.yaml:2: pags: no such key: did you mean pages?"}, // all are told
	} {
		if _, err := load(t, tc.doc, nil); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q:\n got %v\nwant …%s…", tc.doc, err, tc.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "absent.yaml"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
}

func TestEnvironmentWins(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte("sk-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	doc := "seen: redis://file/0\nllm: {url: http://a/v1, model: m, timeout: 5s}"
	c := must(t, doc, map[string]string{
		"TOCSIN_SEEN": "memory", "TOCSIN_LLM_KEY_FILE": secret, "TOCSIN_LLM_TIMEOUT": "9s",
		"TOCSIN_LLM_DAILY_TOKENS": "7", "TOCSIN_CRAWL_PRIVATE": "true", "TOCSIN_CONSOLE_LISTEN": ":80",
	})
	if c.Seen != "memory" || c.LLM.Key != "sk-1" || c.LLM.Timeout != 9*time.Second || c.LLM.DailyTokens != 7 || !c.Crawl.Private || c.Console.Listen != ":80" {
		t.Errorf("got %+v", c)
	}
	for _, tc := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"TOCSIN_LLM_TIMEOUT": "fast"}, `TOCSIN_LLM_TIMEOUT: llm.timeout: "fast": want a time`},
		{map[string]string{"TOCSIN_SEEN": "disk"}, "TOCSIN_SEEN: seen: want memory"},
		{map[string]string{"TOCSIN_LLM_KEY": "a", "TOCSIN_LLM_KEY_FILE": secret}, "TOCSIN_LLM_KEY_FILE: llm.key: TOCSIN_LLM_KEY is set too"},
		{map[string]string{"TOCSIN_STORE_FILE": secret + ".absent"}, "TOCSIN_STORE_FILE: store: open "},
	} {
		if _, err := load(t, doc, tc.env); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v:\n got %v\nwant …%s…", tc.env, err, tc.want)
		}
	}
}

func TestStrayVariablesAreMistakes(t *testing.T) {
	if err := Stray([]string{"HOME=/", "TOCSIN_SEEN=x", "TOCSIN_LLM_KEY_FILE=x", "TOCSIN_TEST_REDIS=x", "TOCSINX=1"}); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"TOCSIN_LLM_KEYS":        "did you mean TOCSIN_LLM_KEY?",
		"TOCSIN_LLM_MODEL_FILE":  "want TOCSIN_STORE, TOCSIN_STORE_FILE, ", // no secret, no file
		"TOCSIN_CONSOLE_LISTENS": "did you mean TOCSIN_CONSOLE_LISTEN?",
	} {
		if err := Stray([]string{name + "=s3cret"}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want …%s…", name, err, want)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	doc := `
store: postgres://tocsin:s3cret@db/tocsin?sslmode=require&password=s3cret
seen: redis-sentinel://:s3cret@a:1?master_name=m&password=s3cret
crawl: {proxy: "http://u:s3cret@p:1"}
llm: {url: "https://u:s3cret@h/v1?api_key=s3cret", key: s3cret, model: m}
llms: {local: {url: "https://u:s3cret@h/v1", key: s3cret, model: m}}
sources: {edis: {token: s3cret}}
destinations: {desk: {channel: wecom, options: {url: "https://h/s3cret", key: env:NAME, more: [s3cret]}}}
`
	c := must(t, doc, nil)
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("configuration", "config", c, "llm", c.LLM, "local", c.LLMs["local"], "desk", c.Destinations["desk"])
	shown, err := yaml.Marshal(c.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	out.Write(shown)
	if strings.Contains(out.String(), "s3cret") {
		t.Errorf("a secret shows: %s", &out)
	}
	for _, want := range []string{"config.store=", "sslmode=require", "master_name=m", "env:NAME", "config.llm.timeout=1m0s", "desk=wecom"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not shown: %s", want, &out)
		}
	}
	if raw, err := c.Destinations["desk"].Raw(); err == nil || strings.Contains(string(raw), hidden) {
		t.Errorf("Redacted changed its receiver: %s, %v", raw, err)
	}
	if got := c.Sources["edis"].Token; got != "s3cret" {
		t.Errorf("Redacted changed its receiver: token %q", got)
	}
	for _, bad := range []string{"store: 'postgres://u:s3cret%zz@h/d'", "llm: {key: [s3cret]}", "sources: {edis: {token: [s3cret]}}", "sources: {edis: {token: s3cret s3cret}}", "destinations: {d: {channel: [s3cret]}}", "llm: {key: 's3cret", "llm: {key: \"s3cret\\q\"}", "s3cret\nllm: s3cret: s3cret"} {
		if _, err := load(t, bad, nil); err == nil || strings.Contains(err.Error(), "s3cret") && !strings.HasPrefix(bad, "s3cret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestRedactURL(t *testing.T) {
	for address, want := range map[string]string{
		"":                        "",
		"memory":                  "memory",
		"environment":             "environment",
		"sqlite:dir/a.db?x=1":     "sqlite:dir/a.db?x=1",
		"https://h/v1":            "https://h/v1",
		"postgres://u@h:1/x?a=b":  "postgres://u@h:1/x?a=b",
		"postgres://u:s3cret@h/x": "postgres://u:***@h/x",
		"postgres://u@h/x?password=s3cret&sslmode=disable": "postgres://u@h/x?password=***&sslmode=disable",
		"postgres://h/x?sslpassword=s3cret&user=u":         "postgres://h/x?sslpassword=***&user=u",
		"postgres://h/x?PASSWORD=s3cret&password=s3cret":   "postgres://h/x?PASSWORD=***&password=***",
		"https://h/v1?api_key=s3cret&access_token=s3cret":  "https://h/v1?access_token=***&api_key=***",
		"postgres://u:s3%cret@h/x":                         "***",
		"postgres://u:1#s3cret@h/x":                        "***",
		"postgres://u:1/s3cret@h/x":                        "***",
		"postgres://u:1?s3cret@h/x":                        "***",
		"postgres://h/x?a;password=s3cret":                 "***",
		"host=h user=u password=s3cret":                    "***",
		"u:s3cret@h":                                       "***",
	} {
		if got := RedactURL(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestTokenComesFromTheEnvironmentOrAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{"env:EDIS_TOKEN": "from-env", "file:" + path: "from-file"} {
		c := must(t, "sources: {edis: {token: \""+written+"\"}}", map[string]string{"EDIS_TOKEN": "from-env"})
		if got := c.Sources["edis"].Token; got != want {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(Default)
	f.Add([]byte("seen: memory"))
	f.Add([]byte("destinations: {desk: &a {channel: wecom, options: {url: 'x', n: [1, *a]}}}\ncenters: {national: {tell: [desk]}}"))
	f.Add([]byte("sources: {ecf: {pace: 1d2h, params: {a: |\n  x\n}}}"))
	f.Add([]byte("a: &a *a\nstore: *a\n<<: *a"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		r := reader{file: "f", where: map[string]string{}, env: func(string) (string, bool) { return "", false }}
		r.read(Default)
		r.read(doc)
		if len(r.errs) > 0 {
			return
		}
		r.check()
		if len(r.errs) > 0 {
			return
		}
		if r.c.Store == "" || r.c.Seen == "" || r.c.LLM.Concurrency < 1 || r.c.Pages.Keep <= 0 {
			t.Errorf("accepted without what the program needs: %+v", r.c)
		}
		for name, d := range r.c.Destinations {
			if d.Channel == "" || d.Language == "" {
				t.Errorf("accepted destination %q: %+v", name, d)
			}
		}
		r.c.LogValue()
	})
}

func TestDollars(t *testing.T) {
	for written, want := range map[string]USD{"30": 3000, "2.50": 250, "0.10": 10, "10000": 1_000_000, `"7"`: 700} {
		c := must(t, "sources: {pcl: {usd_per_month: "+written+", usd_per_day: "+written+"}}", nil)
		if s := c.Sources["pcl"]; s.USDPerMonth != want || s.USDPerDay != want {
			t.Errorf("%s: %d and %d cents, want %d", written, s.USDPerMonth, s.USDPerDay, want)
		}
	}
	for _, wrong := range []string{"0", "0.00", "-1", "-0.50", "2.5", "2.505", ".", "1e3", "$30", "30 USD", "'1,000'", "10000.01", "99999999999999999999", "[30]", "true"} {
		if _, err := load(t, "sources: {pcl: {usd_per_month: "+wrong+"}}", nil); err == nil || !strings.Contains(err.Error(), "sources.pcl.usd_per_month: ") || !strings.Contains(err.Error(), "an amount of dollars up to 10000, such as 30 or 2.50") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
