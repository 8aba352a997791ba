package pipeline

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

// TestMutedMatterIsInTheDigest mutes one of two matters of a center until the
// next day.
func TestMutedMatterIsInTheDigest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const lamps, cups = "1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1\n", "1:26-cv-00012|entry.1|complaint|Acme v. Shenzhen Cups|1\n"
		pages := fstest.MapFS{"court.example/feed": page(lamps + cups)}
		p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
		desk := new(inbox)
		times, err := alerts.ParseTimes("daily 08:30")
		if err != nil {
			t.Fatal(err)
		}
		p.Destinations["desk"] = Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Digest: times}}
		begin(t, p)
		turn(t, p)
		desk.types()
		err = db.Mute(t.Context(), store.Mute{
			Alert: "us-ilnd/1:26-cv-00011#entry.1@national", Person: "张三", Why: "企业已应诉", At: c.Now(), Until: beijing(t, "2026-03-12 00:00"),
		})
		if err != nil {
			t.Fatal(err)
		}
		more := func(entry, act string) {
			t.Helper()
			pages["court.example/feed"].Data = append(pages["court.example/feed"].Data,
				strings.NewReplacer("entry.1", entry, "complaint", act).Replace(lamps+cups)...)
			c.add(10 * time.Minute)
			turn(t, p)
		}
		more("entry.5", "answer")
		if m := desk.last(); desk.types() != "alert.updated" || !strings.Contains(m.Alert.Title, "Cups") {
			t.Errorf("of a muted matter and another was told %q at once, want the other alone", m.Title)
		}
		c.set(beijing(t, "2026-03-11 08:31"))
		turn(t, p)
		m := desk.last()
		var lines []string
		for _, l := range m.Lines {
			lines = append(lines, l.Text)
		}
		text := strings.Join(lines, "\n")
		if desk.types() != "digest" || len(m.Alerts) != 1 || !strings.Contains(text, "（已静音：企业已应诉，至 2026-03-11）") {
			t.Errorf("the digest is\n%s\nwant it to tell what is muted, why and until when", text)
		}
		if want := "新增 1 · 3日内到期 0 · 未签收 2 · 来源 1 正常/0 异常（截至 "; !strings.HasPrefix(lines[0], want) {
			t.Errorf("it begins with %q, want %q", lines[0], want)
		}
		c.set(beijing(t, "2026-03-12 09:00"))
		turn(t, p)
		desk.types()
		more("entry.7", "discovery")
		if got := strings.Fields(desk.types()); len(got) != 2 {
			t.Errorf("when the mute has ended: %q, want both told at once", got)
		}
	})
}

func TestMuteHoldsNothingUrgentBack(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	pages := fstest.MapFS{"court.example/feed": page("1:26-cv-00011|entry.1|complaint|Acme v. Shenzhen Lamps|1")}
	p, c := newPipeline(t, db, pages, "http://127.0.0.1:1")
	desk := new(inbox)
	times, err := alerts.ParseTimes("daily 08:30")
	if err != nil {
		t.Fatal(err)
	}
	p.Judge, p.Destinations["desk"] = judgeStages, Destination{Notifier: desk, Language: "zh", Manner: alerts.Manner{Digest: times}}
	begin(t, p)
	turn(t, p)
	err = db.Mute(t.Context(), store.Mute{Alert: "us-ilnd/1:26-cv-00011#entry.1@national", Person: "张三", Why: "企业已应诉", At: c.Now(), Until: c.Now().AddDate(0, 0, 30)})
	if err != nil {
		t.Fatal(err)
	}
	pages["court.example/feed"] = page("1:26-cv-00011|entry.9|tro-granted|Acme v. Shenzhen Lamps|0")
	c.add(10 * time.Minute)
	turn(t, p)
	if m := desk.last(); m.Type != "alert.updated" || m.Alert.Stage != "tro-ruled" {
		t.Errorf("an order that freezes in a muted matter: last told is %s %q, want it told at once", m.Type, m.Title)
	}
}
