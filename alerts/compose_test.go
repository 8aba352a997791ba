package alerts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
	"tocsin/crawlers"
)

// story is a suit of which everything is known.
func story() Story {
	f := suit(
		party(crawlers.Plaintiff, "Off-White LLC"), party(crawlers.LawFirm, "Keith & Sons"),
		crawlers.Party{Role: crawlers.Defendant, Name: "Shenzhen Rongtai Technology Co., Ltd.", Aliases: []string{"深圳市荣泰科技有限公司"}, Address: "Longhua, Shenzhen", Grade: crawlers.Confirmed},
		party(crawlers.Defendant, "Jianzhang Liao"),
	)
	f.Title = "Off-White LLC v. Shenzhen Rongtai Technology Co., Ltd., Jianzhang Liao"
	f.Filed = crawlers.Date{Time: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), Day: true}
	f.Fetched = time.Date(2026, 7, 5, 18, 40, 0, 0, time.UTC)
	f.Marks = []crawlers.Mark{{Text: "OFF-WHITE", Classes: []int{25}}}
	f.Patents, f.Product, f.Text, f.URL = []string{"US D901,234"}, "shoes", "Complaint against Jianzhang Liao", "https://ecf.ilnd.uscourts.gov/doc1/1"
	v := Verdict{Relevant: &yes, Category: CatTrademark, Stage: "complaint", ChineseParty: crawlers.Confirmed, Severity: High, Why: "被告为中国企业", By: "rules",
		Quotes: []Quote{{Claim: "stage", Text: "Complaint against Jianzhang Liao"}}}
	return Story{
		Delivery: "a>desk", Filing: f, Verdict: v, Thread: "m-1>desk", Console: "https://desk.example/", Now: f.Fetched,
		Alert: Alert{ID: AlertID(f.ActID(), "w-1"), Act: f.ActID(), Subscriber: "w-1", Severity: High, Kind: f.Kind, Category: v.Category, Stage: v.Stage,
			Title: f.Title, Reasons: []string{"被告“Jianzhang Liao”与关注企业“Jianzhang Liao”一致"}, Quotes: v.Quotes, URL: f.URL},
	}
}

func flat(m Message) string {
	s := m.Title + "\n"
	for _, l := range m.Lines {
		s += fmt.Sprintf("%s|%s|%s\n", l.Label, l.Text, l.URL)
	}
	return s + fmt.Sprint(m.Actions, m.Footer, m.Alert)
}

func TestComposeKeepsTheOrder(t *testing.T) {
	for lang, want := range map[string][]string{
		"zh": {"案件", "涉案企业", "权利与产品", "原告/申请人", "为何通知您", "判断", "原文", "第一步（中心）", "第一步（企业）", "更新"},
		"en": {"Case", "Concerned", "Right and product", "Claimant", "Why you", "Assessment", "Source text", "First step (center)", "First step (company)", "Update"},
	} {
		s := story()
		s.Alert.Update = 2
		m := Compose(s, lang)
		var got []string
		for _, l := range m.Lines {
			got = append(got, l.Label)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if m.Footer != texts["footer"].in(lang) || len(m.Actions) != 1 || m.Type != "alert.updated" || m.Thread != "m-1>desk" || m.ID != "a>desk" {
			t.Errorf("%s: %+v", lang, m)
		}
	}
}

// TestDaysLeftAreThoseOfTheSending sends what was told on 5 July on later days.
func TestDaysLeftAreThoseOfTheSending(t *testing.T) {
	for now, want := range map[string]string{"2026-07-05": "还有 14 天", "2026-07-12": "还有 7 天", "2026-07-19": "就是今天", "2026-07-21": "已过 2 天"} {
		s := story()
		s.Verdict.Stage, s.Filing.Act, s.Rules = "tro-ruled", "tro-granted", clock.Embedded()
		s.Filing.Filed.Time = time.Date(2026, 7, 5, 0, 0, 0, 0, time.UTC)
		s.Alert.Told, s.Alert.Update, s.Alert.Gained = s.Filing.Fetched, 1, []string{ReminderFact("frcp.tro_expiry", "2026-07-19", 14)}
		day, err := time.ParseInLocation(time.DateOnly, now, Zone("us-ilnd"))
		if err != nil {
			t.Fatal(err)
		}
		s.Now = day.Add(9 * time.Hour)
		m := Compose(s, "zh")
		for _, l := range m.Lines {
			if (l.Label == "期限" || l.Label == "更新") && !strings.Contains(l.Text, want) {
				t.Errorf("on %s %s says %q, want %s", now, l.Label, l.Text, want)
			}
		}
		if !m.At.Equal(s.Alert.Told) {
			t.Errorf("on %s it is of %s, want the time of telling", now, m.At)
		}
	}
}

func TestComposeShortForm(t *testing.T) {
	var got []string
	for _, l := range Compose(story(), "zh").Lines {
		if l.Essential {
			got = append(got, l.Label)
		}
	}
	if want := []string{"案件", "涉案企业", "原文"}; !slices.Equal(got, want) {
		t.Errorf("essential: %q, want %q", got, want)
	}
}

func TestComposeSays(t *testing.T) {
	s := story()
	s.Center = true
	got := flat(Compose(s, "zh"))
	for _, want := range []string{
		"【重要】商标诉讼：Off-White LLC 起诉 Shenzhen Rongtai Technology Co., Ltd.、Jianzhang Liao",
		"1:26-cv-00011 · 美国伊利诺伊北区联邦地区法院 · 官方日期 2026-01-05 · 阶段：起诉",
		"Shenzhen Rongtai Technology Co., Ltd. (深圳市荣泰科技有限公司, Longhua, Shenzhen, 确认)；Jianzhang Liao (未知)",
		"商标：OFF-WHITE [25]；专利：US D901,234；产品：shoes",
		"Off-White LLC；律所：Keith & Sons",
		"抓取于 2026-07-06 02:40（北京时间）/ 2026-07-05 13:40 -05:00（当地）|https://ecf.ilnd.uscourts.gov/doc1/1",
		"被告为中国企业；由规则判定",
		"向境外提供证据或材料前，须遵守国务院令第801号第十三条",
		"{查看详情 https://desk.example/alerts/us-ilnd%2F1:26-cv-00011%23entry.1@w-1}",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said in\n%s", want, got)
		}
	}
	en := flat(Compose(s, "en"))
	for _, want := range []string{"[Important] Trademark suit: Off-White LLC sues", "U.S. District Court, Northern District of Illinois", "by rules"} {
		if !strings.Contains(en, want) {
			t.Errorf("%q is not said in\n%s", want, en)
		}
	}
}

func TestTitles(t *testing.T) {
	sellers := party(crawlers.Defendant, "The Individuals, Corporations and Unincorporated Associations Identified on Schedule A Hereto")
	mass := suit(party(crawlers.Plaintiff, "Off-White LLC"), sellers)
	mass.Text = "trademark complaint"
	granted := mass
	granted.Act = "tro-granted"
	squat := mark("ROMOSS", 9)
	for _, tc := range []struct {
		f    crawlers.Filing
		v    Verdict
		want string
	}{
		{mass, Verdict{Category: CatScheduleA, Stage: "complaint", Severity: Critical}, "【紧急】商标诉讼（批量卖家案）：Off-White LLC 起诉网店卖家，被告名单未公开"},
		{granted, Verdict{Category: CatScheduleA, Stage: "tro-ruled", Severity: Critical}, "【紧急】商标诉讼（批量卖家案）：Off-White LLC 诉 网店卖家（被告名单未公开）：法院准许临时限制令"},
		{squat, Verdict{Category: CatSquatting, Stage: "applied", Severity: Normal}, "【一般】疑似商标抢注：Fulano Ltda 申请注册商标“ROMOSS”（巴西国家工业产权局）"},
		{suit(), Verdict{Stage: "tro-sought"}, "【一般】其他：Acme v. Somebody：申请临时限制令"},
	} {
		if got := Compose(Story{Filing: tc.f, Verdict: tc.v, Alert: Alert{Severity: tc.v.Severity}}, "").Title; got != tc.want {
			t.Errorf("got  %s\nwant %s", got, tc.want)
		}
	}
}

func TestComposeShowsDoubt(t *testing.T) {
	s := story()
	s.Verdict.Relevant, s.Verdict.Waiting, s.Verdict.Unverified = nil, true, []string{"severity", "category"}
	got := flat(Compose(s, "zh"))
	for _, want := range []string{"相关性未能判定，请人工核实", "模型暂不可用，先按规则判定", "未核实：严重程度、类别"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said in\n%s", want, got)
		}
	}
	s.Verdict.Waiting, s.Verdict.By = false, "deepseek-chat@1a2b3c4d"
	if got := flat(Compose(s, "zh")); !strings.Contains(got, "由模型判定（deepseek-chat）") {
		t.Errorf("the model is not named in\n%s", got)
	}
	s.Maybe = true
	if m := Compose(s, "zh"); !strings.HasSuffix(m.Title, "（可能重复）") || strings.Contains(m.Alert.Title, "重复") {
		t.Errorf("a repeat is not marked: %s", m.Title)
	}
}

func TestComposeLeavesOutWhatIsNotKnown(t *testing.T) {
	m := Compose(Story{Filing: suit(), Verdict: Verdict{By: "rules"}}, "zh")
	for _, l := range m.Lines {
		if l.Label == "权利与产品" || l.Label == "原告/申请人" || l.Label == "为何通知您" || l.Label == "更新" || strings.TrimSpace(l.Text) == "" {
			t.Errorf("an empty line is said: %+v", l)
		}
	}
	if strings.Contains(flat(m), "抓取") || len(m.Actions) != 0 {
		t.Errorf("what is not known is said: %s", flat(m))
	}
}

func TestUpdateSaysWhatChanged(t *testing.T) {
	s := story()
	s.Alert.Update, s.Alert.Gained = 3, []string{"act:tro-granted", "defendant:" + crawlers.FoldName("Jianzhang Liao"), "stage:tro-ruled", "mark:" + crawlers.FoldName("OFF-WHITE")}
	s.Center = true
	got := flat(Compose(s, "zh"))
	if want := "更新|第 3 次更新：进展：法院准许临时限制令；新增被告：Jianzhang Liao；阶段变为：就临时限制令作出裁定；新增商标：OFF-WHITE"; !strings.Contains(got, want) {
		t.Errorf("%q is not said in\n%s", want, got)
	}
	s.Alert.Gained = nil
	for i := range 40 {
		s.Alert.Gained = append(s.Alert.Gained, fmt.Sprint("defendant:store ", i))
	}
	if got := flat(Compose(s, "zh")); !strings.Contains(got, "等 40 项") {
		t.Errorf("forty new defendants are not summed up in\n%s", got)
	}
}

func TestPersonsAreMasked(t *testing.T) {
	s := story()
	s.Alert.Update, s.Alert.Gained = 1, []string{"defendant:jianzhang liao"}
	reasons := s.Alert.Reasons[0]
	m := Compose(s, "zh")
	if got := flat(m); strings.Contains(strings.ToLower(got), "jianzhang") || !strings.Contains(got, "J** L**") {
		t.Errorf("a person is named to a watchlist:\n%s", got)
	}
	if s.Alert.Reasons[0] != reasons || s.Alert.Quotes[0].Text != "Complaint against Jianzhang Liao" || s.Alert.Gained[0] != "defendant:jianzhang liao" {
		t.Error("the story itself was masked")
	}
	s.Center = true
	if got := flat(Compose(s, "zh")); !strings.Contains(got, "Jianzhang Liao") {
		t.Errorf("a person is hidden from the center:\n%s", got)
	}
}

func TestIsPerson(t *testing.T) {
	for name, want := range map[string]bool{
		"Jianzhang Liao": true, "Fu Si": true, "Li Wei": true, "John Smith": true, "Mary J. Jones": true, "廖建章": true, "ZHANG WEI": true,
		"Shenzhen Rongtai": false, "Anker Innovations": false, "kaisi88": false, "Off-White LLC": false, "John Smith LLC": false,
		"Wang Trading": false, "大疆": false, "深圳市大疆": false, "李宁有限公司": false, "": false, "Nike": false, "li wei": false,
	} {
		if got := isPerson(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestForumOf(t *testing.T) {
	for authority, want := range map[string]string{
		"us-ilnd": "美国伊利诺伊北区联邦地区法院", "us-ded": "美国特拉华联邦地区法院", "us-cacd": "美国加利福尼亚中区联邦地区法院", "us-njd": "美国新泽西联邦地区法院",
		"us-itc": "美国国际贸易委员会", "us-tm": "美国专利商标局", "us-ca9": "us-ca9", "us-ilnb": "us-ilnb", "us-": "us-", "xx-tm": "xx-tm",
	} {
		if got := forumOf(authority).name.zh; got != want {
			t.Errorf("%s: %s, want %s", authority, got, want)
		}
	}
	for court, s := range states {
		if _, err := time.LoadLocation(s.zone); err != nil {
			t.Errorf("%s: %v", court, err)
		}
	}
}

func TestComposeIsPure(t *testing.T) {
	s := story()
	first := flat(Compose(s, "zh"))
	for range 3 {
		if again := flat(Compose(s, "zh")); again != first {
			t.Fatalf("two tries of one delivery differ:\n%s\n%s", first, again)
		}
	}
}
