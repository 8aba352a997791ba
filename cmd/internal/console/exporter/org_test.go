package exporter_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/webtest"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// archived returns the files of an archive, as one text.
func archived(t *testing.T, body []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

func TestAnOrgTakesItsDataAlongAndIsForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, bot := reaching(t, db)
		id := told(t, c)
		b := c.As(account.Exporter)
		if w := b.Post("/org", url.Values{"company": {"义乌"}, "english": {"Yiwu"}, "credit": {"914403001922038216"}, "where": {"浙江省杭州市"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("what it says of itself: %d\n%s", w.Code, w.Body)
		}
		mail := b.Post("/contacts", contact("mail", "desk@example.cn")).Header().Get("Location")
		b.Post(mail+"/verify", url.Values{"version": {"1"}, "proof": {bot.code()}})
		b.Post("/contacts", contact("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secretsecretsecret"))
		b.Post("/mine/say", url.Values{"alert": {id}, "said": {"useful"}})
		b.Post("/mine/ask", url.Values{"alert": {id}, "who": {"王芳"}, "phone": {"0571-12345678"}, "where": {"浙江省杭州市"}, "consent": {"yes"}})

		w := b.Post("/org/export", nil)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" {
			t.Fatalf("export: %d", w.Code)
		}
		files := archived(t, w.Body.Bytes())
		for name, want := range map[string]string{
			"org.json": "914403001922038216", "accounts.json": `"login": "exporter"`, "contacts.json": "desk@example.cn", "help.json": "0571-12345678",
			"alerts.json": "1:26-cv-00011", "alerts.csv": "Acme Inc. v.", "audit.json": "help.ask",
		} {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s lacks %q: %s", name, want, files[name])
			}
		}
		lists := 0
		for name, body := range files {
			if strings.HasPrefix(name, "lists/") && strings.Contains(body, "Yiwu Sunshine") {
				lists++
			}
			if strings.Contains(body, "secretsecret") || strings.Contains(body, "argon2id") {
				t.Errorf("%s holds a secret", name)
			}
		}
		if lists != 1 {
			t.Errorf("%d lists in %d files", lists, len(files))
		}

		for name, form := range map[string]url.Values{"without the password": {"sure": {"yes"}, "old": {"guess"}}, "by mistake": {"old": {webtest.Password}}} {
			if w := b.Post("/org/forget", form); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("deleted %s: %d", name, w.Code)
			}
		}
		if w := b.Post("/org/forget", url.Values{"sure": {"yes"}, "old": {webtest.Password}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/signin" {
			t.Fatalf("deleting: %d\n%s", w.Code, w.Body)
		}
		if _, err := db.Exporter(t.Context(), webtest.Org); err == nil {
			t.Error("the org is still there")
		}
		if w := c.Nobody().Post("/signin", url.Values{"login": {"exporter"}, "password": {webtest.Password}}); w.Code == http.StatusSeeOther {
			t.Error("its account is let in")
		}
		u, err := db.FindUser(t.Context(), "exporter")
		if err != nil || u.Name+u.Mail+u.Password+u.Org != "" {
			t.Errorf("of its account is left %+v, %v", u, err)
		}
		contacts, err := db.OrgContacts(t.Context(), webtest.Org)
		helps, err2 := db.HelpOf(t.Context(), webtest.Org)
		if err != nil || err2 != nil || len(contacts) != 0 || len(helps) != 1 || helps[0].Who+helps[0].Phone+helps[0].Note+helps[0].Sealed != "" {
			t.Errorf("contacts %+v, help %+v, %v %v", contacts, helps, err, err2)
		}
		if _, err := db.FindAlert(t.Context(), id); err != nil {
			t.Errorf("what was told is gone: %v", err)
		}
		watched, err := db.Watchlists(t.Context())
		if err != nil || len(watched) != 0 {
			t.Errorf("still watched: %+v, %v", watched, err)
		}
		if deeds, err := db.Deeds(t.Context(), store.DeedsOf{What: "org.forget"}, 2); err != nil || len(deeds) != 1 {
			t.Errorf("audit: %+v, %v", deeds, err)
		}
		said, err := db.Feedbacks(t.Context(), webtest.Now.AddDate(-1, 0, 0))
		if err != nil || len(said) != 1 || said[0].Person != "" {
			t.Errorf("feedback: %+v, %v", said, err)
		}
		if page := c.As(account.City).Page("/help"); strings.Contains(page, "王芳") || !strings.Contains(page, "该企业已注销") {
			t.Error("the center still knows whom to call")
		}
	})
}

// A list that was written to a table is the same when it is read from it.
func TestTablesComeBackAsTheyWere(t *testing.T) {
	h := open(t)
	b := h.As(account.Exporter)
	list := h.begin(t, b, "往返")
	l := h.kept(t, list)
	l.Entries = []alerts.Entry{{Type: alerts.WatchMark, Value: "-X LIGHT", Note: "=1+1"}, {Type: alerts.WatchMark, Value: "'S GRAVEN"}}
	if err := h.Store.Tx(t.Context(), func(tx *sql.Tx) error { _, err := store.SaveList(t.Context(), tx, l); return err }); err != nil {
		t.Fatal(err)
	}
	table := b.Get(list + "/table").Body.Bytes()
	if !bytes.Contains(table, []byte("'-X LIGHT")) || !bytes.Contains(table, []byte("'=1+1")) {
		t.Errorf("a spreadsheet would reckon it:\n%s", table)
	}
	draft := sent(t, b.Upload(list+"/import", url.Values{"version": {"2"}, "mode": {"replace"}, "kind": {""}}, "file", "list.csv", table))
	sent(t, b.Post(draft+"/save", url.Values{"version": {"2"}, "add": {"0", "1"}}))
	got := h.kept(t, list).Entries
	if len(got) != 2 || got[0].Value != "-X LIGHT" || got[0].Note != "=1+1" || got[1].Value != "'S GRAVEN" {
		t.Errorf("%+v", got)
	}
}
