package alerts

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/crawlers"
)

var update = flag.Bool("update", false, "rewrite the golden messages")

var (
	epson  = crawlers.Party{Role: crawlers.Complainant, Name: "Seiko Epson Corporation", Address: "3-3-5 Owa, Suwa-shi, Nagano-ken, 392-8502, Japan", Country: "Japan"}
	firm   = crawlers.Party{Role: crawlers.LawFirm, Name: "Adduci, Mastriani & Schaumberg LLP"}
	tatrix = crawlers.Party{Role: crawlers.Respondent, Name: "Tatrix International", Aliases: []string{"super-ink-club"}, Address: "Room 302, Xinqing Science Park, Zhuhai, Guangdong, 519180 China", Country: "China", Grade: crawlers.Confirmed}
	ocbest = crawlers.Party{Role: crawlers.Respondent, Name: "Dongguan Ocbestjet Computer Consumables Co., Ltd.", Address: "Dongguan, Guangdong, China 523000", Country: "China", Grade: crawlers.Confirmed}
	inHK   = crawlers.Party{Role: crawlers.Respondent, Name: "Ocbestjet Printer Consumables (HK) Co., Ltd.", Address: "Kowloon, Hong Kong", Country: "Hong Kong", Grade: crawlers.Confirmed}
	rab    = crawlers.Party{Role: crawlers.Respondent, Name: "RAB Lighting Inc.", Address: "Northvale, NJ"}
)

// investigation is an act in the complaint of 2025 about ink cartridges.
func investigation(act string, parties ...crawlers.Party) crawlers.Filing {
	day := func(month time.Month, d int) crawlers.Date {
		return crawlers.Date{Time: time.Date(2025, month, d, 0, 0, 0, 0, time.UTC), Day: true}
	}
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: "us-itc", Number: "DN-3826"}, Slug: act, Act: act, Kind: crawlers.Section337, Source: "edis",
		Title: "Certain Ink Cartridges and Components Thereof", Product: "Ink Cartridges and Components Thereof", Filed: day(time.May, 13),
		Patents: []string{"U.S. Patent No. 6,502,917"}, Parties: append([]crawlers.Party{epson, firm}, parties...),
		Fetched: time.Date(2025, 5, 13, 21, 0, 0, 0, time.UTC), URL: "https://edis.usitc.gov/external/search/document/850000",
		Bridges: []crawlers.Bridge{{Name: "us-itc filed 2025-05-13 ink cartridges and components thereof", Likely: true}},
	}
	switch act {
	case "complaint", "receipt", "supplement", "amended-complaint", "amended-receipt", "public-interest", "not-instituted":
		f.Text = "Complaint: Public Complaint and Exhibits"
	case "institution":
		f.Aliases = []crawlers.Key{f.Key}
		f.Key.Number, f.Filed, f.Text = "337-TA-1452", day(time.June, 12), "Institution of Investigation"
	case "returned-mail":
		f.Key.Number, f.Filed, f.Text = "337-TA-1452", day(time.June, 18), "Returned Mail: Institution of Investigation Returned from Tatrix International"
	case "remedy":
		f.Key.Number, f.Filed = "337-TA-1452", crawlers.Date{Time: time.Date(2026, 8, 13, 0, 0, 0, 0, time.UTC), Day: true}
		f.Text = "Final Determination Finding a Violation of Section 337; Issuance of a General Exclusion Order and Cease and Desist Orders; Termination of the Investigation.\nThe complaint asked for a limited exclusion order."
	default:
		f.Key.Number, f.Filed, f.Text = "337-TA-1452", day(time.December, 1), "Notice"
	}
	return f
}

// told is the message of an act at a stage.
func told(f crawlers.Filing, stage string, level Severity, number int, lang string) Message {
	v := Verdict{Category: Cat337, Stage: stage, Severity: level, ChineseParty: crawlers.Unknown, Why: "由规则写明的理由", By: "rules"}
	if accusedGrade(f, v) == crawlers.Confirmed {
		v.Relevant, v.ChineseParty = &yes, crawlers.Confirmed
	}
	a := Alert{ID: AlertID(f.ActID(), National), Severity: level, Stage: stage, Title: f.Title, URL: f.URL, Update: number}
	for _, r := range network().Route(f, v, Watchers{}) {
		if r.Lead {
			a.Centers = append(a.Centers, r.Center.ID)
		}
		if r.Center.ID == National {
			a.Reasons = r.Reasons
		}
	}
	now := f.Filed.AddDate(0, 0, 1)
	return Compose(Story{Filing: f, Verdict: v, Alert: a, Center: true, Now: now, Rules: clock.Embedded(), Centers: CentersOf(region.Shipped(), a.Centers)}, lang)
}

// TestInvestigationFromComplaintToRemedy holds what is said at each stage to
// messages that people have read.
func TestInvestigationFromComplaintToRemedy(t *testing.T) {
	person := crawlers.Party{Role: crawlers.Respondent, Name: "Wenqing Zhang", Country: "China", Grade: crawlers.Confirmed}
	acts := []struct {
		act, stage string
		level      Severity
		parties    []crawlers.Party
	}{
		{"complaint", "complaint", High, nil},
		{"amended-complaint", "complaint", Normal, nil},
		{"supplement", "complaint", Normal, nil},
		{"receipt", "receipt", High, []crawlers.Party{tatrix, ocbest, inHK}},
		{"amended-receipt", "receipt", High, []crawlers.Party{tatrix}},
		{"public-interest", "public-interest", Normal, nil},
		{"not-instituted", "closed", Low, nil},
		{"institution", "institution", High, []crawlers.Party{tatrix, ocbest, inHK, person}},
		{"target-date", "", Normal, nil},
		{"amended-institution", "institution", High, []crawlers.Party{tatrix}},
		{"returned-mail", "service-failed", High, []crawlers.Party{tatrix, ocbest}},
		{"teo-sought", "teo", Critical, []crawlers.Party{tatrix}},
		{"teo-ruled", "teo", Critical, []crawlers.Party{tatrix}},
		{"show-cause", "default", Critical, []crawlers.Party{ocbest}},
		{"default-sought", "default", Critical, []crawlers.Party{ocbest}},
		{"default-found", "default", Critical, []crawlers.Party{ocbest}},
		{"settlement", "settlement", Low, []crawlers.Party{tatrix}},
		{"consent-order", "settlement", Low, []crawlers.Party{tatrix}},
		{"withdrawal", "settlement", Low, nil},
		{"terminated-in-part", "settlement", Low, []crawlers.Party{tatrix}},
		{"summary", "id", High, []crawlers.Party{tatrix}},
		{"id", "id", High, []crawlers.Party{tatrix}},
		{"recommended", "id", High, nil},
		{"review-sought", "review", Normal, nil},
		{"review", "review", Normal, nil},
		{"not-reviewed", "review", Normal, nil},
		{"remedy", "remedy", Critical, []crawlers.Party{tatrix, ocbest, inHK}},
		{"geo", "remedy", Critical, nil},
		{"leo", "remedy", Critical, []crawlers.Party{tatrix}},
		{"cdo", "remedy", Critical, []crawlers.Party{tatrix}},
		{"opinion", "remedy", Normal, nil},
		{"no-violation", "closed", Low, nil},
		{"terminated", "closed", Low, nil},
		{"presidential-review", "presidential-review", Normal, nil},
		{"enforcement", "enforcement", High, []crawlers.Party{tatrix}},
		{"advisory", "enforcement", Normal, nil},
		{"modification", "enforcement", Normal, nil},
	}
	seen := map[string]bool{}
	for _, lang := range []string{"zh", "en"} {
		var b strings.Builder
		for i, x := range acts {
			f := investigation(x.act, x.parties...)
			m := told(f, x.stage, x.level, i, lang)
			b.WriteString("# " + x.act + "\n" + m.Title + "\n")
			steps := (teller{f: f, v: Verdict{Stage: x.stage}, lang: lang}).situation()
			for j, l := range m.Lines {
				if !seen[lang+steps] || j == 0 || j == len(m.Lines)-1 { // in full once for what to do first
					b.WriteString("  " + l.Label + " | " + l.Text + "\n")
				}
				if strings.Contains(l.Text, "us-itc filed") {
					t.Errorf("%s: a bridge is shown: %s", x.act, l.Text)
				}
			}
			seen[lang+steps] = true
		}
		if strings.Contains(b.String(), "侵权") || strings.Contains(strings.ToLower(b.String()), "infring") {
			t.Errorf("%s: a message judges", lang)
		}
		t.Run(lang, func(t *testing.T) { compareGolden(t, "testdata/section337."+lang+".txt", b.String()) })
	}
}

func compareGolden(t *testing.T, golden, have string) {
	t.Helper()
	want, err := os.ReadFile(golden)
	switch {
	case *update, errors.Is(err, fs.ErrNotExist):
		if err := os.WriteFile(golden, []byte(have), 0o666); err != nil {
			t.Fatal(err)
		}
		if !*update {
			t.Fatalf("%s written: read it, then run again", golden)
		}
	case err != nil:
		t.Fatal(err)
	case string(want) != have:
		w, h := strings.Split(string(want), "\n"), strings.Split(have, "\n")
		for i := range min(len(w), len(h)) {
			if w[i] != h[i] {
				t.Fatalf("%s: want %s\nhave %s", golden, w[i], h[i])
			}
		}
		t.Errorf("%s: one is longer than the other", golden)
	}
}

func TestInstitutionIsSaidOnlyOfWhatIsInstituted(t *testing.T) {
	for _, act := range []string{"complaint", "receipt", "supplement", "public-interest"} {
		got := flat(told(investigation(act), map[string]string{"supplement": "complaint"}[act]+act, High, 0, "zh"))
		for _, allowed := range []string{"尚未立案", "立案前", "是否立案"} {
			got = strings.ReplaceAll(got, allowed, "")
		}
		if strings.Contains(got, "立案") {
			t.Errorf("%s says 立案:\n%s", act, got)
		}
	}
	late := investigation("complaint") // read when the number of the investigation was there
	late.Aliases = []crawlers.Key{{Authority: "us-itc", Number: "337-TA-1452"}}
	got := flat(told(late, "complaint", High, 0, "zh"))
	if strings.Contains(got, "尚未立案") || strings.Contains(got, "尚未公开") || !strings.Contains(got, "337-TA-1452（原案卷号 DN-3826）") {
		t.Errorf("a complaint long instituted is told as one to come:\n%s", got)
	}
}

func TestOrdersAreThoseIssued(t *testing.T) {
	for words, want := range map[string]string{
		"Issuance of a General Exclusion Order and Cease and Desist Orders; Termination.":                                                            "普遍排除令、禁止令",
		"Notice is hereby given that the Commission has determined to issue (1) a limited exclusion order; and (2)\ncease and desist orders.":        "有限排除令、禁止令",
		"The Commission has determined to find a violation of section 337 and to issue a limited exclusion order. Complainant sought a general one.": "有限排除令",
		"The Commission has determined not to issue a general exclusion order.":                                                                      "",
		"Complainant requests a general exclusion order.":                                                                                            "",
		"": "",
	} {
		f := investigation("remedy")
		f.Text = words
		if got := (teller{f: f, lang: "zh"}).ordered(); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

func TestRevisedComplaintSaysWhoIsNamed(t *testing.T) {
	f := investigation("receipt", tatrix, ocbest)
	v := Verdict{Relevant: &yes, Category: Cat337, Stage: "receipt", ChineseParty: crawlers.Confirmed, By: "rules"}
	a := Alert{Update: 1, Gained: []string{"act:receipt", "respondent:" + crawlers.FoldName(tatrix.Name), "stage:complaint"}}
	got := flat(Compose(Story{Filing: f, Verdict: v, Alert: a}, "zh"))
	if want := "第 1 次更新：进展：公告收到申请；新增被申请人：Tatrix International；阶段变为：提交申请"; !strings.Contains(got, want) {
		t.Errorf("%q is not said in\n%s", want, got)
	}
}

func TestRevisedMailSaysWhomItDidNotReach(t *testing.T) {
	f, v := investigation("returned-mail", tatrix), Verdict{Category: Cat337, Stage: "service-failed", By: "rules"}
	a := Alert{Update: 2, Gained: []string{"service-failed:" + crawlers.FoldName(tatrix.Name)}}
	if got := flat(Compose(Story{Filing: f, Verdict: v, Alert: a}, "zh")); !strings.Contains(got, "第 2 次更新：送达似未成功：Tatrix International") {
		t.Error(got)
	}
}

func TestRespondentsElsewhereEndTheWait(t *testing.T) {
	f := investigation("receipt", rab)
	m := Compose(Story{Filing: f, Verdict: Verdict{Relevant: &no, Category: Cat337, Stage: "receipt", By: "rules"}, Alert: Alert{Update: 1}}, "zh")
	if got := flat(m); !strings.Contains(got, "未见中国主体") || strings.Contains(got, "尚未公开") || !strings.Contains(got, "被申请人 RAB Lighting Inc.") {
		t.Errorf("who waited for the names is not told how it ended:\n%s", got)
	}
}

func TestOnlyTheAddresseeWasNotReached(t *testing.T) {
	v := Verdict{Category: Cat337, Stage: "service-failed"}
	if to := Undelivered(investigation("returned-mail", tatrix, ocbest), v); len(to) != 1 || to[0].Name != tatrix.Name {
		t.Errorf("%+v", to)
	}
	embassy := investigation("returned-mail", tatrix, ocbest)
	embassy.Text = "Returned Mail: Institution of Investigation Returned from Embassy of China"
	got := flat(told(embassy, "service-failed", High, 0, "zh"))
	if to := Undelivered(embassy, v); to != nil || !strings.Contains(got, "送达似未成功（退件未列明收件人）") {
		t.Errorf("%+v\n%s", to, got)
	}
	if to := Undelivered(investigation("institution", tatrix), Verdict{Stage: "institution"}); to != nil {
		t.Errorf("nothing came back: %+v", to)
	}
}

func TestWatchlistsMatchInvestigations(t *testing.T) {
	f := investigation("institution", tatrix, ocbest)
	f.Title = "Institution of Investigation"
	for _, tc := range []struct {
		entry Entry
		want  float64
	}{
		{Entry{Type: WatchProduct, Value: "ink cartridges"}, simContained},
		{Entry{Type: WatchProduct, Value: "toner"}, 0},
		{Entry{Type: WatchKeyword, Value: "cartridges"}, simContained},
		{Entry{Type: WatchPlaintiff, Value: "Seiko Epson"}, simCore},
		{Entry{Type: WatchPlaintiff, Value: "Epson"}, simContained},
		{Entry{Type: WatchPlaintiff, Value: "Tatrix International"}, 0},
		{Entry{Type: WatchCompetitor, Value: "Seiko Epson"}, simCore},
		{Entry{Type: WatchLawFirm, Value: "Adduci, Mastriani & Schaumberg"}, simCore},
		{Entry{Type: WatchLawFirm, Value: "Adduci Mastriani and Schaumberg L.L.P."}, simFolded},
		{Entry{Type: WatchCompany, Value: "TATRIX INTERNATIONAL"}, simFolded},
		{Entry{Type: WatchCompany, Value: "Dongguan Ocbestjet Computer Consumables"}, simCore},
		{Entry{Type: WatchStore, Value: "super-ink-club"}, simSame},
		{Entry{Type: WatchStore, Value: "SuperInkClub"}, simFolded},
		{Entry{Type: WatchPatent, Value: "US6502917B2"}, simSame},
		{Entry{Type: WatchPatent, Value: "6,502,917"}, simCore},
		{Entry{Type: WatchPatent, Value: "US 6,502,918"}, 0},
		{Entry{Type: WatchPlaintiff, Value: "Seiko Epson", Countries: []string{"US"}}, simCore},
		{Entry{Type: WatchPlaintiff, Value: "Seiko Epson", Countries: []string{"BR"}}, 0},
	} {
		var got float64
		for _, h := range Match(f, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{tc.entry}}}) {
			got = h.Similarity
		}
		if got != tc.want {
			t.Errorf("%s %v: %v, want %v", tc.entry, tc.entry.Countries, got, tc.want)
		}
	}
	mail := investigation("returned-mail") // of a source that names nobody but in the title
	if hits := Match(mail, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{{Type: WatchCompany, Value: "Tatrix International"}}}}); len(hits) != 1 {
		t.Errorf("mail that came back from a watched company: %+v", hits)
	}
}

func FuzzInvestigation(f *testing.F) {
	f.Add("Returned Mail: Order Returned from Tatrix International", "Tatrix International", "service-failed")
	f.Add("has determined to issue a general exclusion order", "", "remedy")
	f.Add("\xff\u202e", "立案", "complaint")
	f.Fuzz(func(t *testing.T, words, name, stage string) {
		file := investigation(stage, party(crawlers.Respondent, name))
		file.Text = words
		v := Verdict{Category: Cat337, Stage: stage}
		if to := Undelivered(file, v); len(to) > 0 && stage != "service-failed" {
			t.Errorf("%q did not come back", words)
		}
		for _, lang := range []string{"zh", "en"} {
			if m := Compose(Story{Filing: file, Verdict: v}, lang); strings.ContainsAny(m.Title, "\n\r") {
				t.Errorf("a headline of two lines: %q", m.Title)
			}
		}
	})
}
