package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestForCenters(t *testing.T) {
	hiddenSellers := party(crawlers.Defendant, "The Individuals, Partnerships and Unincorporated Associations Identified on Schedule A")
	stated := party(crawlers.Defendant, "Acme")
	stated.Grade = crawlers.Confirmed
	unplaced := tatrix
	unplaced.Country, unplaced.Address, unplaced.Grade = "", "", ""
	instituted := investigation("complaint")
	instituted.Aliases = []crawlers.Key{{Authority: "us-itc", Number: "337-TA-1452"}}
	for _, tc := range []struct {
		name string
		f    crawlers.Filing
		v    Verdict
		want string // "" = nobody
	}{
		{"respondents not public", investigation("complaint"), Verdict{Category: Cat337, Stage: "complaint"}, "被申请人尚未公开，涉华情况未知"},
		{"respondents of an instituted one not named", instituted, Verdict{Category: Cat337, Stage: "complaint"}, ""},
		{"respondents not Chinese", investigation("receipt", rab), Verdict{Relevant: &no, Category: Cat337, Stage: "receipt"}, ""},
		{"respondents whose country is not said", investigation("receipt", rab), Verdict{Category: Cat337, Stage: "receipt"}, ""},
		{"a notice that names nobody", investigation("review"), Verdict{Category: Cat337, Stage: "review"}, ""},
		{"mail returned", investigation("returned-mail", unplaced), Verdict{Relevant: &yes, Category: Cat337, Stage: "service-failed", ChineseParty: crawlers.Suspected}, "送达似未成功：Tatrix International；涉案中国主体：疑似，请核实"},
		{"mail returned by whom nobody can place", investigation("returned-mail", unplaced), Verdict{Category: Cat337, Stage: "service-failed"}, "送达似未成功：Tatrix International；相关性未能判定"},
		{"mail returned by an embassy", investigation("returned-mail", rab), Verdict{Category: Cat337, Stage: "service-failed"}, "送达似未成功：收件人未列明"},
		{"confirmed", suit(), Verdict{Relevant: &yes, ChineseParty: crawlers.Confirmed}, "确认"},
		{"suspected", suit(), Verdict{Relevant: &yes, ChineseParty: crawlers.Suspected}, "疑似"},
		{"suspected, but nobody could tell", suit(), Verdict{ChineseParty: crawlers.Suspected}, "请人工核实"},
		{"stated by the source", suit(stated), Verdict{Relevant: &yes, ChineseParty: crawlers.Unknown}, "确认"},
		{"irrelevant", suit(stated), Verdict{Relevant: &no, ChineseParty: crawlers.Confirmed}, ""},
		{"nobody Chinese", suit(), Verdict{Relevant: &yes, ChineseParty: crawlers.Unknown, Category: CatPatent}, ""},
		{"a Chinese plaintiff", suit(crawlers.Party{Role: crawlers.Plaintiff, Name: "Shenzhen Acme", Grade: crawlers.Confirmed}), Verdict{Relevant: &yes, ChineseParty: crawlers.Unknown, Category: CatPatent}, ""},
		{"sellers not public", suit(hiddenSellers), Verdict{Relevant: &yes, Category: CatScheduleA, ChineseParty: crawlers.Unknown}, "被告尚未公开，涉华情况未知"},
		{"sellers not listed", suit(), Verdict{Relevant: &yes, Category: CatScheduleA}, "被告尚未公开，涉华情况未知"},
		{"one seller named", suit(party(crawlers.Defendant, "kaisi88")), Verdict{Relevant: &yes, Category: CatScheduleA}, "其余被告尚未公开"},
	} {
		got := ForCenters(tc.f, tc.v, []Center{{ID: "local-hangzhou"}, {ID: National}})
		if tc.want == "" {
			if got != nil {
				t.Errorf("%s: told %+v", tc.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Center.ID != National || !strings.Contains(strings.Join(got[0].Reasons, "；"), tc.want) {
			t.Errorf("%s: %+v, want the national center, because %q", tc.name, got, tc.want)
		}
	}
	for _, r := range ForCenters(investigation("complaint"), Verdict{Category: Cat337, Stage: "complaint"}, []Center{{ID: National}}) {
		if len(r.Reasons) != 1 {
			t.Errorf("a complaint whose respondents are to come is told twice as undecided: %q", r.Reasons)
		}
	}
	if got := ForCenters(suit(), Verdict{Relevant: &yes, ChineseParty: crawlers.Confirmed}, nil); got != nil {
		t.Errorf("without centers: %+v", got)
	}
}
