package alerts

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestDecidedParties(t *testing.T) {
	const xinda, entry = "Shenzhen Xinda Electronics Co., Ltd.", "company:深圳市鑫达电子有限公司"
	lists := []Watchlist{
		{ID: "w-1", Entries: []Entry{{Type: WatchCompany, Value: "深圳市鑫达电子有限公司"}, {Type: WatchCompany, Value: "海信"}, {Type: WatchMark, Value: "XINDA"}}},
		{ID: "w-2", Entries: []Entry{{Type: WatchCompany, Value: "深圳市新达电子有限公司"}}},
	}
	say := func(list, entry, party string, answer Answer) Identity {
		return Identity{List: list, Entry: entry, Party: party, Answer: answer, Person: "张三", At: time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)}
	}
	f := suit(party(crawlers.Plaintiff, "Acme"), party(crawlers.Defendant, xinda))
	f.Title = "Acme v. " + xinda
	base := NewMatcher(lists)
	for _, tc := range []struct {
		name string
		said []Identity
		f    crawlers.Filing
		want string // entry, grade and standing words of each company hit
	}{
		{"nobody said anything", nil, f, entry + " suspected; company:深圳市新达电子有限公司 suspected"},
		{"rejected", []Identity{say("w-1", entry, "SHENZHEN XINDA ELECTRONICS LIMITED", Reject)}, f, "company:深圳市新达电子有限公司 suspected"},
		{"not of the list at all", []Identity{say("w-1", "", xinda, Reject)}, f, "company:深圳市新达电子有限公司 suspected"},
		{"confirmed, and so not the other", []Identity{say("w-1", entry, xinda, Confirm), say("w-2", "", xinda, Reject)}, f, entry + " confirmed"},
		{"of another party", []Identity{say("w-1", entry, "Shenzhen Xinda Electronics Two", Reject)}, f, entry + " suspected; company:深圳市新达电子有限公司 suspected"},
		{"of another list", []Identity{say("w-9", "", xinda, Reject)}, f, entry + " suspected; company:深圳市新达电子有限公司 suspected"},
		{"a name no comparison would find", []Identity{say("w-1", "company:海信", "Hisense Co", Confirm)}, suit(party(crawlers.Defendant, "HISENSE CO., LTD.")), "company:海信 confirmed"},
	} {
		var got []string
		for _, h := range base.Decided(tc.said).Match(tc.f, Verdict{}) {
			if strings.HasPrefix(h.Entry, "mark:") {
				continue
			}
			got = append(got, h.Entry+" "+string(h.Accused))
			if h.Accused == crawlers.Confirmed && !strings.Contains(h.Reasons[0], "经张三于2026-03-02确认") {
				t.Errorf("%s: reasons %q", tc.name, h.Reasons)
			}
		}
		if strings.Join(got, "; ") != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
	mark := crawlers.Filing{Kind: crawlers.Squatting, Parties: []crawlers.Party{party(crawlers.Applicant, "PT Lampu")}, Marks: []crawlers.Mark{{Text: "XINDA"}}}
	for _, by := range []string{"PT Lampu", "PT Lain"} {
		hits := base.Decided([]Identity{say("w-1", "mark:XINDA", by, Reject)}).Match(mark, Verdict{})
		if want := by != "PT Lampu"; (len(hits) > 0) != want {
			t.Errorf("a mark whose applicant %s is no matter: %+v", by, hits)
		}
	}
	// The title alone names a company that the rejected one does not explain.
	own := Watchlist{ID: "w", Entries: []Entry{{Type: WatchCompany, Value: "Xinda"}}}
	m := NewMatcher([]Watchlist{own}).Decided([]Identity{say("w", "company:Xinda", xinda, Reject)})
	if hits := m.Match(f, Verdict{}); hits != nil {
		t.Errorf("whom somebody rejected is found by the title: %+v", hits)
	}
	f.Parties = append(f.Parties, party(crawlers.Defendant, "Xinda"))
	if hits := m.Match(f, Verdict{}); len(hits) != 1 || hits[0].Accused != crawlers.Confirmed {
		t.Errorf("%+v, want the other party", hits)
	}
}
