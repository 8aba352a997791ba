package alerts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/region"
	"tocsin/crawlers"
)

// network is the shipped centers, none of which is told here.
func network() Network {
	return Network{Centers: region.Shipped(), Day: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}
}

func TestWhatConcernsCenters(t *testing.T) {
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
		got := network().Route(tc.f, tc.v, Watchers{})
		if tc.want == "" {
			if got != nil {
				t.Errorf("%s: told %+v", tc.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Center.ID != National || !got[0].Lead || !strings.Contains(strings.Join(got[0].Reasons, "；"), tc.want) {
			t.Errorf("%s: %+v, want the national center, because %q", tc.name, got, tc.want)
		}
	}
	for _, r := range network().Route(investigation("complaint"), Verdict{Category: Cat337, Stage: "complaint"}, Watchers{}) {
		if len(r.Reasons) != 1 {
			t.Errorf("a complaint whose respondents are to come is told twice as undecided: %q", r.Reasons)
		}
	}
	if got := (Network{}).Route(suit(), Verdict{Relevant: &yes, ChineseParty: crawlers.Confirmed}, Watchers{}); got != nil {
		t.Errorf("without centers: %+v", got)
	}
}

// TestWhichCenters routes by where the accused are.
func TestWhichCenters(t *testing.T) {
	at := func(role crawlers.Role, address string) crawlers.Party {
		return crawlers.Party{Role: role, Name: "Acme", Address: address, Grade: crawlers.Confirmed}
	}
	hangzhou := at(crawlers.Respondent, "No. 368 Wuchang Avenue, Yuhang District, Hangzhou, Zhejiang, China")
	for _, tc := range []struct {
		name    string
		kind    crawlers.Kind
		served  string // ids
		parties []crawlers.Party
		owners  []region.Place
		want    string // ids, leading ones with a star
	}{
		{"city and province", crawlers.Section337, "local-hangzhou local-zhejiang national", []crawlers.Party{hangzhou}, nil, "local-hangzhou* local-zhejiang"},
		{"the city is not told here", crawlers.Section337, "national", []crawlers.Party{hangzhou}, nil, "local-hangzhou* local-zhejiang national"},
		{"two cities", crawlers.Lawsuit, "local-hangzhou local-ningbo national", []crawlers.Party{hangzhou, at(crawlers.Defendant, "Ningbo, Zhejiang")}, nil, "local-hangzhou* local-ningbo* local-zhejiang"},
		{"a city without a center", crawlers.Lawsuit, "local-hangzhou national", []crawlers.Party{at(crawlers.Defendant, "Longgang District, Shenzhen 518116")}, nil, "national*"},
		{"one of two without a center", crawlers.Lawsuit, "local-hangzhou national", []crawlers.Party{hangzhou, at(crawlers.Defendant, "Longgang District, Shenzhen 518116")}, nil, "local-hangzhou* local-zhejiang national*"},
		{"who sues is elsewhere", crawlers.Lawsuit, "local-hangzhou national", []crawlers.Party{at(crawlers.Plaintiff, "Ningbo"), hangzhou}, nil, "local-hangzhou* local-zhejiang"},
		{"Hong Kong", crawlers.Lawsuit, "local-hangzhou national", []crawlers.Party{at(crawlers.Defendant, "Kowloon, Hong Kong")}, nil, "national*"},
		{"a place nobody can tell", crawlers.Lawsuit, "local-hangzhou national", []crawlers.Party{at(crawlers.Defendant, "")}, nil, "national*"},
		{"a squatter's own address says nothing", crawlers.Squatting, "local-hangzhou national", []crawlers.Party{at(crawlers.Applicant, "Hangzhou, China")}, nil, "national*"},
		{"the owner's place does", crawlers.Squatting, "local-hangzhou national", []crawlers.Party{at(crawlers.Applicant, "Jakarta, Indonesia")}, []region.Place{region.Find("", "杭州安克家电有限公司", "")}, "local-hangzhou* local-zhejiang"},
	} {
		n := network()
		n.Served = func(id string) bool { return slices.Contains(strings.Fields(tc.served), id) }
		var got []string
		for _, r := range n.Route(crawlers.Filing{Kind: tc.kind, Parties: tc.parties}, Verdict{Relevant: &yes, ChineseParty: crawlers.Confirmed}, Watchers{Places: tc.owners}) {
			id := r.Center.ID
			if r.Lead {
				id += "*"
			}
			if len(r.Reasons) == 0 {
				t.Errorf("%s: %s hears without a reason", tc.name, r.Center.ID)
			}
			got = append(got, id)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, s, tc.want)
		}
	}
}

// TestWhatCentersSayRoutes has centers say of a party who and where it is.
func TestWhatCentersSayRoutes(t *testing.T) {
	lamps := crawlers.Party{Role: crawlers.Defendant, Name: "Hangzhou Lamps Co., Ltd.", Address: "Hangzhou, Zhejiang, China", Grade: crawlers.Suspected}
	cups := crawlers.Party{Role: crawlers.Defendant, Name: "Ningbo Cups Co., Ltd.", Address: "Ningbo, Zhejiang, China", Grade: crawlers.Suspected}
	at := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
	say := func(center, entry string, answer Answer, hours int) Identity {
		return Identity{List: center, Entry: entry, Party: "HANGZHOU LAMPS CO LTD", Answer: answer, At: at.Add(time.Duration(hours) * time.Hour)}
	}
	for _, tc := range []struct {
		name    string
		said    []Identity
		parties []crawlers.Party
		want    string
		why     string
	}{
		{"nothing", nil, []crawlers.Party{lamps}, "local-hangzhou* local-zhejiang national", ""},
		{"no Chinese company", []Identity{say("local-hangzhou", AboutCompany, Reject, 0)}, []crawlers.Party{lamps}, "national*", "请国家中心复核"},
		{"no Chinese company, as the national center says too", []Identity{say("local-hangzhou", AboutCompany, Reject, 0), say("national", AboutCompany, Reject, 1)}, []crawlers.Party{lamps}, "", ""},
		{"no Chinese company beside another", []Identity{say("local-hangzhou", AboutCompany, Reject, 0)}, []crawlers.Party{lamps, cups}, "local-ningbo* local-zhejiang national", "认定不是中国企业"},
		{"taken back", []Identity{say("local-hangzhou", AboutCompany, Reject, 0), say("local-hangzhou", AboutCompany, Leave, 1)}, []crawlers.Party{lamps}, "local-hangzhou* local-zhejiang national", ""},
		{"the newest of two centers", []Identity{say("national", AboutCompany, Confirm, 2), say("local-hangzhou", AboutCompany, Reject, 0)}, []crawlers.Party{lamps}, "local-hangzhou* local-zhejiang national", "确认为中国企业"},
		{"none of its area", []Identity{say("local-hangzhou", AboutPlace, Reject, 0)}, []crawlers.Party{lamps}, "local-zhejiang* national", "不属其辖区"},
		{"none of its area beside another", []Identity{say("local-ningbo", AboutPlace, Reject, 0)}, []crawlers.Party{lamps, cups}, "local-hangzhou* local-ningbo* local-zhejiang national", ""},
		{"nobody's", []Identity{say("local-hangzhou", AboutPlace, Reject, 0), say("local-zhejiang", AboutPlace, Reject, 0), say("national", AboutPlace, Reject, 0)}, []crawlers.Party{lamps}, "national*", ""},
		{"another place", []Identity{say("local-hangzhou", PlaceEntry("330200"), Confirm, 0)}, []crawlers.Party{lamps}, "local-ningbo* local-zhejiang national", "确认在浙江省宁波市"},
		{"another place, then no company", []Identity{say("local-hangzhou", PlaceEntry("330200"), Confirm, 0), say("local-ningbo", AboutCompany, Reject, 1)}, []crawlers.Party{lamps}, "national*", "请国家中心复核"},
	} {
		n := network()
		n.Said = SayingsOf(tc.said)
		v := Verdict{Relevant: &yes, ChineseParty: crawlers.Suspected}
		for _, p := range tc.parties {
			v.Chinese = append(v.Chinese, ChineseParty{p.Name, p.Grade})
		}
		var got []string
		why := ""
		for _, r := range n.Route(crawlers.Filing{Kind: crawlers.Lawsuit, Parties: tc.parties}, v, Watchers{}) {
			id := r.Center.ID
			if r.Lead {
				id += "*"
			}
			got = append(got, id)
			why += strings.Join(r.Reasons, "；")
		}
		if s := strings.Join(got, " "); s != tc.want || !strings.Contains(why, tc.why) {
			t.Errorf("%s: %s because %s, want %s because %s", tc.name, s, why, tc.want, tc.why)
		}
	}
}
