package ecf

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

const address = "https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl"

// bare is an item without a document: its place is in its guid.
func bare(title, event, seq, date string) string {
	return "<item><title>" + title + "</title><link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?77</link><description>[" + event +
		"] </description><guid>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?77&amp;" + seq + "</guid><pubDate>" + date + "</pubDate></item>\n"
}

// TestOrderChangesNothing feeds items in another order, twice, and beside
// others: every entry keeps its name and its words.
func TestOrderChangesNothing(t *testing.T) {
	items := []string{
		bare("1:26-cv-00011 A v. B", "Order", "9", "Tue, 24 Nov 2026 12:00:01 GMT"),
		bare("1:26-cv-00011 A v. B", "~Util - Set Deadlines", "8", "Tue, 24 Nov 2026 12:00:01 GMT"),
		bare("1:26-cv-00011 A v. B", "Complaint", "5", "Tue, 24 Nov 2026 12:00:00 GMT"),
	}
	read := func(items ...string) map[string]string {
		out := map[string]string{}
		for _, f := range filings(t, []byte(head("ilnd")+strings.Join(items, "")+tail), address, nil) {
			out[f.ActID()] = f.Text
		}
		return out
	}
	want := map[string]string{
		"us-ilnd/1:26-cv-00011#seq.5": "Complaint",
		"us-ilnd/1:26-cv-00011#seq.8": "Order AND ~Util - Set Deadlines",
	}
	twice := slices.Concat(items, items)
	slices.Reverse(twice)
	for name, got := range map[string]map[string]string{"in order": read(items...), "reversed and twice": read(twice...)} {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestOneNumberAtTwoTimes: two entries of one number are one act, whatever the
// order of the feed, and it keeps its name when the earlier has left.
func TestOneNumberAtTwoTimes(t *testing.T) {
	item := func(minute, event string) string {
		return strings.Replace(bare("1:26-cv-00011 A v. B", event, "5", "Tue, 24 Nov 2026 12:"+minute+":00 GMT"),
			"["+event+"] ", "["+event+"] (&lt;a href='https://ecf.ilnd.uscourts.gov/doc1/0671000000"+minute+"'&gt;12&lt;/a&gt;)", 1)
	}
	for name, tc := range map[string]struct{ body, want string }{
		"in order":         {item("01", "Complaint") + item("02", "Order"), "12:02 Complaint AND Order"},
		"newest first":     {item("02", "Order") + item("01", "Complaint"), "12:02 Complaint AND Order"},
		"earlier has left": {item("02", "Order"), "12:02 Order"},
		"later to come":    {item("01", "Complaint"), "12:01 Complaint"},
	} {
		got := map[string]string{}
		for _, f := range filings(t, []byte(head("ilnd")+tc.body+tail), address, nil) {
			got[f.ActID()] = f.Filed.UTC().Format("15:04 ") + f.Text
			if want := "https://ecf.ilnd.uscourts.gov/doc1/0671000000" + tc.want[3:5]; f.URL != want {
				t.Errorf("%s: %s, want %s", name, f.URL, want)
			}
		}
		if d := cmp.Diff(map[string]string{"us-ilnd/1:26-cv-00011#entry.12": tc.want}, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestCourtComesFromTheAddressElseFromTheFeed(t *testing.T) {
	body := head("flsd") + strings.ReplaceAll(bare("1:26-cv-00011 A v. B", "Order", "5", today), "ilnd", "flsd") + tail
	for url, want := range map[string]string{
		"https://ecf.ilnd.uscourts.gov/x":       "us-ilnd",
		"https://tdi.ilnb.uscourts.gov/rss.xml": "us-ilnb",
		"https://mirror.example/flsd":           "us-flsd",
		"":                                      "us-flsd",
	} {
		if got := filings(t, []byte(body), url, nil); len(got) != 1 || got[0].Key.Authority != want {
			t.Errorf("%q: %+v, want %s", url, got, want)
		}
	}
	filings(t, []byte(strings.Replace(body, "ecf.flsd.uscourts.gov", "www.example.org", 1)), "https://mirror.example/", crawlers.ErrShape)
}

// TestFilesOfTwoCourtsInOne: an entry has its name by its own court, in
// whichever file it stands.
func TestFilesOfTwoCourtsInOne(t *testing.T) {
	here := bare("1:26-cv-00011 A v. B", "Complaint", "5", today)
	there := strings.ReplaceAll(here, "ilnd", "nysd")
	ids := func(body, url string) (out []string) {
		for _, f := range filings(t, []byte(body), url, nil) {
			out = append(out, f.ID(), f.Aliases[0].String())
		}
		return out
	}
	apart := slices.Concat(ids(head("ilnd")+here+tail, address), ids(head("nysd")+there+tail, strings.Replace(address, "ilnd", "nysd", 1)))
	if d := cmp.Diff(apart, ids(head("ilnd")+here+there+tail, address)); d != "" {
		t.Errorf("apart (-) and in one (+):\n%s", d)
	}
	// An archive may call the court by a name of its own.
	if got := ids(head("nysd")+there+tail, "https://ecf.sdny.uscourts.gov/rss"); len(got) != 2 || !strings.HasPrefix(got[0], "us-sdny/") {
		t.Errorf("%q, want the court of the address", got)
	}
}

func TestLenientReading(t *testing.T) {
	long := strings.Repeat("Very Long Name ", 700)
	good := bare("1:26-cv-00011 A v. B", "Order", "5", today)
	for name, tc := range map[string]struct {
		items string
		title string // of the first filing
		n     int
	}{
		"markup in entities":   {bare("1:26-cv-00011 &lt;b&gt;x&lt;/b&gt; v. B", "Order", "5", today), "<b>x</b> v. B", 1},
		"markup":               {bare("1:26-cv-00011 <b>A</b> v. C", "Order", "5", today), "A v. C", 1},
		"marks of direction":   {bare("1:26-cv-00011 A&#x1b;&#8238;B v. C", "Order", "5", today), "AB v. C", 1},
		"CDATA amid text":      {bare("1:26-cv-00011 <![CDATA[A & B]]> v. C", "Order", "5", today), "A & B v. C", 1},
		"10,000 characters":    {bare("1:26-cv-00011 "+long+"v. B", "Order", "5", today), strings.TrimSpace(long) + " v. B", 1},
		"stray angle bracket":  {bare("1:26-cv-00011 A < B v. C", "Order", "5", today), "A < B v. C", 1},
		"no caption":           {bare("1:26-cv-00011", "Order", "5", today), "Unknown Case Title", 1},
		"item not closed":      {strings.Replace(good, "</item>", "", 1) + bare("1:26-cv-00012 A v. B", "Order", "6", today), "A v. B", 2},
		"element not closed":   {strings.Replace(good, "</pubDate>", "", 1), "A v. B", 1},
		"100,000 tags deep":    {strings.Repeat("<a>", 100_000) + good, "A v. B", 1},
		"quoted angle bracket": {strings.Replace(good, "<guid>", `<guid isPermaLink=">">`, 1), "A v. B", 1},
	} {
		got := filings(t, []byte(head("ilnd")+tc.items+tail), address, nil)
		if len(got) != tc.n || got[0].Title != tc.title {
			t.Errorf("%s: %d filings, want %d; want the title %.60q: %.300v", name, len(got), tc.n, tc.title, got)
			continue
		}
		if err := got[0].Validate(now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExternalEntitiesAreRefused(t *testing.T) {
	good := bare("1:26-cv-00011 A v. B", "Order", "5", today)
	body := head("ilnd") + good + `<!DOCTYPE x SYSTEM "file:///etc/passwd">` + good + tail
	if got := filings(t, []byte(body), address, crawlers.ErrShape); len(got) != 1 {
		t.Errorf("%d filings, want the one before the DOCTYPE", len(got))
	}
}

func TestGrandJuriesAreLeftOutQuietly(t *testing.T) {
	_, left, err := read(newScanner(bare("5:18-~gr-00001 ", "Order", "5", today)+bare("A v. B", "Order", "6", today)+"</rss>"), "wvsd", "")
	if err != nil || len(left) != 1 || left[0].count != 1 || left[0].first != "A v. B" {
		t.Errorf("left out %+v, %v; want the item without a number alone", left, err)
	}
}

func TestChannel(t *testing.T) {
	f, err := Channel(crawlers.PageOf(address, []byte(head("ilnd")+tail), now))
	want := Feed{"A District - Recent Entries", "https://ecf.ilnd.uscourts.gov", "Docket entries of type: all", "Tue, 24 Nov 2026 20:16:22 GMT"}
	if f != want || err != nil {
		t.Errorf("%+v %v, want %+v", f, err, want)
	}
}

func TestParseStopsAtTheErrorOfEmit(t *testing.T) {
	stop, n := errors.New("stop"), 0
	body := head("ilnd") + bare("1:26-cv-00011 A v. B", "Order", "5", today) + bare("1:26-cv-00012 A v. B", "Order", "6", today) + tail
	err := parse(crawlers.PageOf(address, []byte(body), now), func(crawlers.Filing) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%v after %d filings, want %v after 1", err, n, stop)
	}
}

func TestEveryCourtOfTheListHasItsFeed(t *testing.T) {
	courts, err := Courts(Source.Meta)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range courts {
		ids = append(ids, c.ID)
		if courtOf(c.URL) != c.ID {
			t.Errorf("%s: the address %s is another court's", c.ID, c.URL)
		}
		if _, err := time.LoadLocation(c.Zone); err != nil || c.ZH == "" || c.EN == "" {
			t.Errorf("%s: name or zone missing: %+v %v", c.ID, c, err)
		}
	}
	for id := range strings.FieldsSeq("ilnd flsd nysd pawd gand txed flmd cacd njd nyed ded") {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is not in source.yaml", id)
		}
	}
}
