package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/section337"
)

// A sight is one page as it stood at one moment of Washington.
type sight struct{ at, source, url, file string }

const (
	newestDocuments = "https://edis.usitc.gov/data/document?investigationType=Sec%20337&pageNumber=1&pageSize=100"
	complaintFeed   = "https://edis.usitc.gov/external/rss/render.rss?criteria=CRITERIONAOIDEL:8:13:CRITERIONANOTIFY:true"
	petitionsList   = "https://www.usitc.gov/petitions_and_complaints"
	noticeIndex     = "https://www.usitc.gov/secretary/fed_reg_notices/337.htm"
	newsRelease     = "https://www.usitc.gov/press_room/news_release/2025/er0612_67152.htm"
	dailyDump       = "https://ids.usitc.gov/investigations.json"
	inspectionList  = "https://www.federalregister.gov/api/v1/public-inspection-documents.json"
	printList       = "https://www.federalregister.gov/api/v1/documents.json"
	inspectionText  = "https://public-inspection.federalregister.gov/"
	printText       = "https://www.federalregister.gov/documents/full_text/xml/"
)

// epson is the history of 337-TA-1452, Epson against sellers of ink from
// Guangdong and Jiangxi. Its days, hours and titles are those of the
// commission; the docket's number, the numbers of documents, the addresses and
// counsel are not known to us and set, and natural persons are renamed.
var epson = []sight{
	{"2025-05-13 16:07", "usitcweb", petitionsList, "petitions.html"},
	{"2025-05-13 16:42", "edis", complaintFeed, "feed.xml"},
	{"2025-05-13 16:42", "edis", newestDocuments, "documents.xml"},
	{"2025-05-13 19:30", "ids", dailyDump, "investigations.json"},
	{"2025-05-14 11:12", "edis", newestDocuments, "documents.xml"},
	{"2025-05-14 12:07", "usitcweb", noticeIndex, "notices.html"},
	{"2025-05-16 08:50", "fedreg", inspectionList, "inspection.json"},
	{"2025-05-16 08:50", "fedreg", inspectionText + "2025-08917.txt", "receipt.txt"},
	{"2025-05-19 08:50", "fedreg", printList, "documents.json"},
	{"2025-05-19 08:50", "fedreg", printText + "2025/05/19/2025-08917.xml", "receipt.xml"},
	{"2025-05-19 15:12", "edis", newestDocuments, "documents.xml"},
	{"2025-05-21 10:27", "edis", newestDocuments, "documents.xml"},
	{"2025-05-29 16:57", "edis", newestDocuments, "documents.xml"},
	{"2025-06-03 12:12", "edis", newestDocuments, "documents.xml"},
	{"2025-06-12 12:27", "edis", newestDocuments, "documents.xml"},
	{"2025-06-12 16:12", "edis", newestDocuments, "documents.xml"}, // the complaint's documents have moved
	{"2025-06-12 16:37", "usitcweb", noticeIndex, "notices.html"},
	{"2025-06-12 16:37", "usitcweb", newsRelease, "release.html"},
	{"2025-06-12 17:07", "usitcweb", petitionsList, "petitions.html"},
	{"2025-06-12 19:30", "ids", dailyDump, "investigations.json"},
	{"2025-06-13 15:12", "edis", newestDocuments, "documents.xml"},
	{"2025-06-16 08:50", "fedreg", inspectionList, "inspection.json"},
	{"2025-06-16 08:50", "fedreg", inspectionText + "2025-11117.txt", "institution.txt"},
	{"2025-06-17 08:50", "fedreg", printList, "documents.json"},
	{"2025-06-17 08:50", "fedreg", printText + "2025/06/17/2025-11117.xml", "institution.xml"},
	{"2025-06-18 15:12", "edis", newestDocuments, "documents.xml"},
	{"2025-06-20 15:12", "edis", newestDocuments, "documents.xml"},
	{"2025-07-02 16:12", "edis", newestDocuments, "documents.xml"},
	{"2026-08-13 16:12", "edis", newestDocuments, "documents.xml"},
	{"2026-08-13 17:37", "usitcweb", noticeIndex, "notices.html"},
	{"2026-08-14 12:12", "edis", newestDocuments, "documents.xml"},
	{"2026-08-14 19:30", "ids", dailyDump, "investigations.json"},
	{"2026-08-17 08:50", "fedreg", inspectionText + "2026-16210.txt", "remedy.txt"},
	{"2026-08-18 08:50", "fedreg", printText + "2026/08/18/2026-16210.xml", "remedy.xml"},
	{"2026-08-21 15:12", "edis", newestDocuments, "documents.xml"},
	{"2026-09-03 15:12", "edis", newestDocuments, "documents.xml"},
	{"2026-09-15 16:12", "edis", newestDocuments, "documents.xml"},
}

// epsonActs are the acts that become of it: the stage of each, and who tells
// of it.
var epsonActs = func() map[string]string {
	acts := map[string]string{
		"complaint":                  "complaint edis ids usitcweb",
		"receipt":                    "receipt edis fedreg usitcweb",
		"supplement.851120":          "complaint edis",
		"supplement.852377":          "complaint edis",
		"supplement.852790":          "complaint edis",
		"vote.853655":                " edis",
		"institution":                "institution edis fedreg ids usitcweb",
		"judge-assigned.853802":      " edis",
		"returned-mail.854411":       "service-failed edis",
		"returned-mail.854520":       "service-failed edis",
		"target-date.855377":         " edis",
		"remedy.20260813":            "remedy edis fedreg ids usitcweb",
		"geo.879402":                 "remedy edis",
		"cdo.879403":                 "remedy edis",
		"cdo.879404":                 "remedy edis",
		"cdo.879405":                 "remedy edis",
		"cdo.879406":                 "remedy edis",
		"opinion.879407":             "remedy edis",
		"presidential-review.879466": "presidential-review edis",
	}
	for i := range 30 {
		acts[fmt.Sprintf("returned-mail.%d", 880107+7*i)] = "service-failed edis"
	}
	return acts
}()

// without leaves out what only the source tells.
func without(acts map[string]string, source string) map[string]string {
	out := map[string]string{}
	for slug, told := range acts {
		stage, sources, _ := strings.Cut(told, " ")
		left := slices.DeleteFunc(strings.Fields(sources), func(s string) bool { return s == source })
		if len(left) > 0 {
			out[slug] = stage + " " + strings.Join(left, " ")
		}
	}
	return out
}

// TestHistoryIsOneMatter plays a whole history as the places showed it, and as
// they might have: in another order, with one of them away, twice.
func TestHistoryIsOneMatter(t *testing.T) {
	lose := func(source string) []sight {
		return slices.DeleteFunc(slices.Clone(epson), func(s sight) bool { return s.source == source })
	}
	shuffle := func(seed uint64) []sight {
		out := slices.Clone(epson)
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
	backwards := slices.Clone(epson)
	slices.Reverse(backwards)
	plays := []struct {
		name   string
		sights []sight
		manner func(string) store.Manner
		times  int
		want   map[string]string
	}{
		{"in order", epson, production, 1, epsonActs},
		{"shuffled 1", shuffle(1), everFresh, 1, epsonActs},
		{"each page twice", epson, production, 2, epsonActs},
		{"backwards", backwards, everFresh, 1, epsonActs},
		{"shuffled 2", shuffle(2), everFresh, 1, epsonActs},
		{"shuffled 3", shuffle(3), everFresh, 1, epsonActs},
		{"without edis", lose("edis"), production, 1, without(epsonActs, "edis")},
		{"without fedreg", lose("fedreg"), production, 1, without(epsonActs, "fedreg")},
		{"without ids", lose("ids"), production, 1, without(epsonActs, "ids")},
		{"without usitcweb", lose("usitcweb"), production, 1, without(epsonActs, "usitcweb")},
	}
	if testing.Short() {
		plays = plays[:2] // the race detector makes SQLite some twenty times slower
	}
	for i, tc := range plays {
		on := onFile
		if i < 2 { // what holds for these holds for the others
			on = onEach
		}
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, address string) {
				p := newPlayer(t, address, watchers)
				joined := 0 // messages before both numbers were known to be of one matter
				for _, s := range tc.sights {
					for range tc.times {
						p.play(t, "epson", s, tc.manner(s.source))
						p.forget(t)
					}
					if n, err := p.Store.Count(t.Context()); err != nil || n.Matters > 1 {
						joined = len(p.told)
					}
				}
				checkMatter(t, p.Store, tc.want)
				checkTold(t, p.told, joined)
				if tc.name == "in order" {
					checkEpson(t, p.told)
				}
			})
		})
	}
}

// checkMatter holds the store to one matter of both numbers and the acts.
func checkMatter(t *testing.T, db *store.DB, want map[string]string) {
	t.Helper()
	n, err := db.Count(t.Context())
	if err != nil || n.Matters != 1 {
		t.Errorf("%d matters, %v; want one", n.Matters, err)
	}
	m, err := db.FindMatter(t.Context(), section337.Docket(3826))
	if err != nil || len(m.Keys) != 2 || m.Keys[0] != section337.Investigation(1452) {
		t.Fatalf("%v, %v; want the docket and the investigation", m.Keys, err)
	}
	got := map[string]string{}
	for _, a := range m.Acts {
		_, slug, _ := strings.Cut(a.ID, "#")
		sources := map[string]bool{}
		for _, s := range a.Sources {
			_, report, _ := strings.Cut(s.Report, "<")
			source, _, _ := strings.Cut(report, "/")
			sources[source] = true
		}
		if _, twice := got[slug]; twice {
			t.Errorf("two acts are named %s", slug)
		}
		got[slug] = a.Stage + " " + strings.Join(slices.Sorted(maps.Keys(sources)), " ")
		if slug == "institution" && a.Parties != 13 {
			t.Errorf("the institution has %d parties, want three complainants and ten respondents", a.Parties)
		}
	}
	for slug, told := range got {
		if _, ok := want[slug]; !ok {
			t.Errorf("act %s (%s) is not of this history", slug, told)
		}
	}
	for slug, told := range want {
		if got[slug] != told {
			t.Errorf("act %s: stage and sources %q, want %q", slug, got[slug], told)
		}
	}
}

// checkTold holds what people got to what no order of arrival may break. The
// first joined messages were told before the numbers were known to be one.
func checkTold(t *testing.T, told []telling, joined int) {
	t.Helper()
	checkThreads(t, told, joined)
	said := map[string]bool{}
	for _, m := range told {
		fact := fmt.Sprint(m.to, m.Title, m.Alert.Gained, m.line("原告/申请人")) // whom an act may be the first to name
		if said[fact] {
			t.Errorf("%s tells %s what it was told: %s", m.ID, m.to, m.Title)
		}
		said[fact] = true
	}
}

// checkThreads holds messages of one matter to one thread a reader, which is
// begun once, and each message to one time.
func checkThreads(t *testing.T, told []telling, joined int) {
	t.Helper()
	names, created, threads := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, m := range told {
		if names[m.ID] {
			t.Errorf("%s was sent twice", m.ID)
		}
		names[m.ID] = true
		if m.Type == "alert.created" {
			if created[m.Thread] {
				t.Errorf("%s: created a second time in %s", m.ID, m.Thread)
			}
			created[m.Thread] = true
		}
		if i >= joined {
			threads[m.Thread] = true
		}
	}
	for _, m := range told[:joined] {
		if !created[m.Thread] {
			t.Errorf("%s: an update in %s, which nothing began", m.ID, m.Thread)
		}
	}
	to := map[string]bool{}
	for thread := range threads {
		_, who, _ := strings.Cut(thread, ">")
		if to[who] {
			t.Errorf("%s has messages of one matter in several threads: %q", who, slices.Sorted(maps.Keys(threads)))
		}
		to[who] = true
	}
}

// checkEpson holds the telling in order to what each reader needs.
func checkEpson(t *testing.T, told []telling) {
	t.Helper()
	complained, letters := map[string]bool{}, map[string]bool{}
	for _, m := range told {
		act := m.Alert.Act[strings.Index(m.Alert.Act, "#")+1:]
		switch {
		case act == "complaint":
			complained[m.to] = true
			if !strings.Contains(m.says(), "被申请人尚未公开") {
				t.Errorf("to %s the complaint does not say that its respondents are not public:\n%s", m.to, m.says())
			}
		case act == "institution" && m.to == alerts.National && !strings.Contains(m.line("更新"), "Ocbestjet"):
			t.Errorf("the institution names nobody in its update:\n%s", m.says())
		case strings.HasPrefix(act, "returned-mail"):
			letters[m.to] = true
			name := map[string]string{"firm": "Tatrix", "shop": "Shixuan", alerts.National: "送达"}[m.to]
			if name == "" || !strings.Contains(m.Title, name) {
				t.Errorf("%s is told of a letter to somebody else: %s", m.to, m.Title)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(complained)); !slices.Equal(got, []string{alerts.National, "product", "rival"}) {
		t.Errorf("the complaint was told to %q; want the center, and who watches the product or the complainant", got)
	}
	if !letters["firm"] || !letters["shop"] || !letters[alerts.National] {
		t.Errorf("letters that came back were told to %q alone", slices.Sorted(maps.Keys(letters)))
	}
	compareTold(t, told)
}

// compareTold compares the messages with testdata/history/told.golden.
func compareTold(t *testing.T, told []telling) {
	t.Helper()
	slices.SortStableFunc(told, func(a, b telling) int {
		return cmp.Or(a.when.Compare(b.when), cmp.Compare(a.to, b.to), cmp.Compare(a.ID, b.ID))
	})
	var b strings.Builder
	for _, m := range told {
		fmt.Fprintf(&b, "%s  %-8s  %-8s  %s\n", m.when.In(section337.Zone()).Format("2006-01-02 15:04"), m.to, m.Severity, m.Title)
		if update := m.line("更新"); update != "" {
			fmt.Fprintf(&b, "    %s\n", update)
		}
	}
	const golden = "testdata/history/told.golden"
	want, err := os.ReadFile(golden)
	if err == nil && string(want) == b.String() {
		return
	}
	if err != nil || *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err != nil || !*update {
		t.Errorf("%s is not what is told now; read what -update makes of it:\n%s", golden, b.String())
	}
}

// netlist is the history of 337-TA-1472, in which nobody is from China. Days
// but the last, and numbers but the investigation's, are set.
var netlist = []sight{
	{"2025-11-24 14:12", "edis", newestDocuments, "documents.xml"},
	{"2025-11-25 11:27", "edis", newestDocuments, "documents.xml"},
	{"2025-12-01 08:50", "fedreg", printText + "2025/12/01/2025-21480.xml", "receipt.xml"},
	{"2025-12-23 16:12", "edis", newestDocuments, "documents.xml"},
	{"2025-12-29 08:50", "fedreg", printText + "2025/12/29/2025-23911.xml", "institution.xml"},
}

func TestHistoryOfOthersEndsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPlayer(t, aFile(t), watchers)
		for _, s := range netlist {
			p.play(t, "netlist", s, production(s.source))
		}
		n, err := p.Store.Count(t.Context())
		if err != nil || n.Matters != 1 {
			t.Errorf("%d matters, %v; want one", n.Matters, err)
		}
		for _, to := range []string{alerts.National, "product"} {
			var got []telling
			for _, m := range p.told {
				if m.to == to {
					got = append(got, m)
				}
			}
			if len(got) == 0 || !strings.Contains(got[0].says(), "被申请人尚未公开") {
				t.Fatalf("%s: %d messages; want the complaint first", to, len(got))
			}
			ended := slices.IndexFunc(got, func(m telling) bool { return strings.Contains(m.says(), "均非中国主体") })
			if ended != len(got)-1 {
				for _, m := range got {
					t.Errorf("%s at %s: %s", to, m.when, m.says())
				}
				t.Errorf("%s: want one end, and nothing after it", to)
			}
		}
	})
}
