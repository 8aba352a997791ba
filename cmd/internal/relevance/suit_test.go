package relevance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

const sellers = "The Partnerships and Unincorporated Associations Identified on Schedule A"

func rawJSON(t testing.TB, v any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type fields = map[string]any

// The shapes in which places tell of an act of a suit.

// feed is an entry as a court's feed tells it: names of events alone.
func feed(t testing.TB, court, caption, events string) crawlers.Filing {
	f := suit(court, "1:24-cv-02614", caption, events)
	f.Raw = rawJSON(t, fields{"court_id": court, "docket_entries": []fields{{"description": "", "short_description": events}}})
	return f
}

// entry is an entry as an archive of dockets tells it: the text of the docket.
func entry(t testing.TB, court, caption, text string) crawlers.Filing {
	f := suit(court, "1:24-cv-02614", caption, "")
	f.Text, f.Raw = text, rawJSON(t, fields{"description": text, "short_description": ""})
	return f
}

// both is the act that the two tell of, united.
func both(t testing.TB, court, caption, events, text string) crawlers.Filing {
	return crawlers.Unite([]crawlers.Filing{entry(t, court, caption, text), feed(t, court, caption, events)})
}

// plainly is a filing whose source gives no fields of its own.
func plainly(court, caption, text string) crawlers.Filing {
	return suit(court, "1:24-cv-02614", caption, text)
}

// newCase is a row of a court's list of new cases.
func newCase(t testing.TB, court, caption, nature string) crawlers.Filing {
	f := suit(court, "1:24-cv-02614", caption, "")
	f.Act, f.Text, f.Raw = "complaint", nature, rawJSON(t, fields{"name": caption, "description": "a judge"})
	return f
}

func quoted(v alerts.Verdict, claim string) string {
	for _, q := range v.Quotes {
		if q.Claim == claim {
			return q.Text
		}
	}
	return ""
}

func checkQuotes(t *testing.T, f crawlers.Filing, v alerts.Verdict) {
	t.Helper()
	for _, q := range v.Quotes {
		if p, ok := find(f, q.Text); !ok || p.words != q.Text {
			t.Errorf("%.80q: the rules quote %q, which does not stand in the filing", f.Text, q.Text)
		}
	}
}

// TestRulingsReadAsWhatTheyDo goes through what courts write about orders.
// Quote is of the stage, why a part of what people are told.
func TestRulingsReadAsWhatTheyDo(t *testing.T) {
	const caption = "Grumpy Cat Limited v. " + sellers
	for _, tc := range []struct {
		name        string
		f           crawlers.Filing
		stage       string
		severity    alerts.Severity
		quote, why  string
		mustNotRead string // in why
	}{
		{"a request", entry(t, "ilnd", caption, "MOTION by Plaintiff Grumpy Cat Limited for temporary restraining order"),
			"tro-sought", alerts.High, "MOTION by Plaintiff Grumpy Cat Limited for temporary restraining order", "", "准许"},
		{"a request with a proposed order", entry(t, "flsd", caption, "Plaintiff's MOTION for Temporary Restraining Order by Grumpy Cat Limited. (Attachments: # 1 Text of Proposed Order Granting Motion)"),
			"tro-sought", alerts.High, "MOTION for Temporary Restraining Order", "", "准许"},
		{"a request to freeze", entry(t, "ilnd", caption, "MOTION by Plaintiff Grumpy Cat Limited for temporary restraining order Plaintiff's Ex Parte Motion for Entry of a Temporary Restraining Order, Including a Temporary Asset Restraint"),
			"tro-sought", alerts.Critical, "MOTION by Plaintiff", "冻结", "准许"},
		{"granted", entry(t, "flsd", caption, "ORDER granting 4 Motion for Temporary Restraining Order"),
			"tro-ruled", alerts.Critical, "ORDER granting 4 Motion for Temporary Restraining Order", "法院准许临时限制令", ""},
		{"granted, by its title", entry(t, "ilnd", caption, "TEMPORARY Restraining Order Signed by the Honorable John Roe on 4/22/2024. Mailed notice"),
			"tro-ruled", alerts.Critical, "TEMPORARY Restraining Order Signed by", "法院准许临时限制令", ""},
		{"granted in part", entry(t, "ilnd", caption, "MINUTE entry before the Honorable John Roe: Hearing held. Plaintiff's ex parte motion for a temporary restraining order [9] is granted in part and denied in part for the reasons stated."),
			"tro-ruled", alerts.Critical, "is granted in part and denied in part", "法院部分准许临时限制令", ""},
		{"denied", entry(t, "ilnd", caption, "MINUTE entry before the Honorable John Roe: Status hearing held. The request for a TRO is accordingly DENIED without prejudice. Plaintiff may file again by 5/1/2024."),
			"tro-ruled", alerts.High, "The request for a TRO is accordingly DENIED without prejudice", "法院驳回临时限制令申请", "准许"},
		{"granted, a sentence later", entry(t, "njd", caption, "Minute Entry for proceedings held before Judge Jane Roe: Hearing on the application for a TRO held on 2/2/2018. Ordered application granted. Briefs are due in a week."),
			"tro-ruled", alerts.Critical, "TRO held on 2/2/2018. Ordered application granted", "法院准许临时限制令", ""},
		{"denied beside a request to seal", entry(t, "nysd", caption, "ORDER re: 9 MOTION to Seal Schedule A. The motion to seal is granted; The motion for a preliminary injunction is DENIED."),
			"pi-ruled", alerts.High, "The motion for a preliminary injunction is DENIED", "法院驳回初步禁令申请", "准许"},
		{"extended", entry(t, "ilnd", caption, "MINUTE entry before the Honorable John Roe: Motion hearing held on Plaintiff's motion for extension of TRO 30, which is granted. The TRO is extended to and including 1/12/2021."),
			"tro-ruled", alerts.Critical, "TRO", "法院延长临时限制令", "驳回"},
		{"a ruling whose outcome the event does not say", feed(t, "nyed", caption, "Order on Motion for TRO"),
			"tro-ruled", alerts.Critical, "Order on Motion for TRO", "结果未写明", "准许"},
		{"a feed that drops the word motion", feed(t, "nysd", caption, "Temporary Restraining Order"),
			"other", alerts.High, "Temporary Restraining Order", "不视为已准许", "法院"},
		{"the same without fields", plainly("nysd", caption, "Preliminary Injunction"),
			"other", alerts.High, "Preliminary Injunction", "不视为已准许", "法院"},
		{"the docket says what the feed leaves open", both(t, "nysd", caption, "Preliminary Injunction", "PRELIMINARY INJUNCTION ORDER: The injunctive relief previously granted in the TRO shall remain in place. (Signed by Judge Jane Roe on 3/9/2024)"),
			"pi-ruled", alerts.Critical, "PRELIMINARY INJUNCTION ORDER", "法院准许初步禁令", "未写明"},
		{"the docket says that it is a request", both(t, "nysd", caption, "Preliminary Injunction", "MOTION for Preliminary Injunction . Document filed by Grumpy Cat Limited."),
			"pi-sought", alerts.High, "MOTION for Preliminary Injunction", "", "准许"},
		{"a memorandum", entry(t, "ilnd", caption, "MEMORANDUM by Grumpy Cat Limited in support of motion for temporary restraining order, 11 , and asset restraint"),
			"", alerts.Normal, "", "", "冻结"},
		{"a mistake", entry(t, "txed", caption, "***FILED IN ERROR, PLEASE IGNORE***ORDER granting 4 Motion for Temporary Restraining Order"),
			"", alerts.Normal, "", "", "准许"},
		{"a request to lift", entry(t, "ilnd", caption, "MOTION by Defendant HomeJoy001 Store to modify preliminary injunction and lift the asset restraint"),
			"", alerts.Normal, "", "", "冻结"},
		{"an order that freezes and is nothing else", entry(t, "nysd", caption, "ORDER RESTRAINING MERCHANT STOREFRONTS AND DEFENDANTS' ASSETS WITH THE FINANCIAL INSTITUTIONS. (Signed by Judge Jane Roe on 3/9/2024)"),
			"", alerts.Critical, "", "冻结", ""},
		{"default judgment", entry(t, "flsd", caption, `ORDER ON MOTION FOR ENTRY OF DEFAULT FINAL JUDGMENT: Accordingly, Plaintiff's Motion, ECF No. 16, is GRANTED against those Defendants listed in the attached Schedule "A."`),
			"default-judgment", alerts.Critical, "DEFAULT FINAL JUDGMENT", "缺席判决", "驳回"},
		{"default judgment denied", entry(t, "ilnd", caption, "MINUTE entry before the Honorable John Roe: Plaintiff's motion for entry of default judgment is denied without prejudice."),
			"default-judgment", alerts.High, "is denied without prejudice", "法院驳回缺席判决申请", "准许"},
		{"default", entry(t, "flsd", caption, "Clerk's Entry of Default as to HomeJoy001 Store"),
			"default", alerts.High, "Clerk's Entry of Default", "", "准许"},
		{"a sealed entry", func() crawlers.Filing { f := entry(t, "ilnd", caption, ""); f.Act = "sealed"; return f }(),
			"sealed", alerts.Normal, "", "", "准许"},
		{"all are let go", entry(t, "ilnd", caption, "NOTICE of Voluntary Dismissal by Grumpy Cat Limited of All Remaining Defendants"),
			"dismissed", alerts.Low, "NOTICE of Voluntary Dismissal", "", ""},
	} {
		v := Rules{}.Classify(tc.f)
		if !v.Is() || v.Category != alerts.CatScheduleA || v.Stage != tc.stage || v.Severity != tc.severity {
			t.Errorf("%s: %s %s stage %q %s; want yes schedule-a %q %s", tc.name, said(v), v.Category, v.Stage, v.Severity, tc.stage, tc.severity)
		}
		if !strings.Contains(quoted(v, "stage"), tc.quote) || tc.quote == "" && quoted(v, "stage") != "" {
			t.Errorf("%s: the stage rests on %q, want %q", tc.name, quoted(v, "stage"), tc.quote)
		}
		if !strings.Contains(v.Why, tc.why) || tc.mustNotRead != "" && strings.Contains(v.Why, tc.mustNotRead) {
			t.Errorf("%s: %s; want %q and never %q", tc.name, v.Why, tc.why, tc.mustNotRead)
		}
		checkQuotes(t, tc.f, v)
	}
}

func TestRulingsAgainstNobodyChineseAreNoAlarm(t *testing.T) {
	for _, text := range []string{
		"ORDER granting 4 Motion for Temporary Restraining Order",
		"ORDER granting motion to freeze assets of Defendants. Signed by Judge Jane Roe",
		"Default Judgment",
	} {
		if v := (Rules{}).Classify(entry(t, "dcd", "Starke v. City of Springfield", text)); !v.Not() || v.Severity != alerts.Low {
			t.Errorf("%s: %s %s", text, said(v), v.Severity)
		}
	}
}

func at(f crawlers.Filing, slug, day string) crawlers.Filing {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	f.Slug, f.Filed = slug, crawlers.Date{Time: d, Day: true}
	return f
}

// TestAnOrderThatNamesAnEntryIsReadByIt follows an order that rules on another
// entry by its number alone.
func TestAnOrderThatNamesAnEntryIsReadByIt(t *testing.T) {
	const caption = "Louis Vuitton Malletier v. " + sellers
	tell := func(text, slug string) crawlers.Filing {
		return at(entry(t, "flsd", caption, text), slug, "2024-02-01")
	}
	adopting := tell("ORDER Adopting 34 Report and Recommendations. Signed by Judge Jane Roe on 2/1/2024.", "entry.37")
	granting := tell("ORDER granting 16", "entry.18")
	denying := tell("PAPERLESS ORDER denying 16. Signed by Judge Jane Roe.", "entry.18")
	report := tell("REPORT AND RECOMMENDATIONS re 12 MOTION for Preliminary Injunction. Recommending that the motion be GRANTED.", "entry.34")
	motion := at(feed(t, "flsd", caption, "Motion for Default Judgment"), "entry.16", "2024-01-15")
	elsewhere := report
	elsewhere.Key.Number = "1:24-cv-09999"
	for _, tc := range []struct {
		name     string
		f        crawlers.Filing
		matter   []crawlers.Filing
		stage    string
		severity alerts.Severity
		why      string
	}{
		{"adopted", adopting, []crawlers.Filing{motion, report}, "pi-ruled", alerts.Critical, "按案卷第34号文件解读：法院准许初步禁令"},
		{"adopted, the report not known", adopting, []crawlers.Filing{motion}, "", alerts.High, "法院采纳第34号文件"},
		{"adopted, the report is another case's", adopting, []crawlers.Filing{elsewhere}, "", alerts.High, "法院采纳第34号文件"},
		{"granted, by the name of the motion's event", granting, []crawlers.Filing{motion}, "default-judgment", alerts.Critical, "按案卷第16号文件解读"},
		{"denied", denying, []crawlers.Filing{motion}, "default-judgment", alerts.High, "法院驳回缺席判决申请"},
		{"granted, nobody knows what", granting, nil, "", alerts.Normal, "法院准许第16号文件，其内容以案卷为准"},
	} {
		v := Rules{Matter: tc.matter}.Classify(tc.f)
		if v.Stage != tc.stage || v.Severity != tc.severity || !strings.Contains(v.Why, tc.why) {
			t.Errorf("%s: %q %s %s; want %q %s %s", tc.name, v.Stage, v.Severity, v.Why, tc.stage, tc.severity, tc.why)
		}
		if quoted(v, "stage") == "" {
			t.Errorf("%s: nothing bears out the stage", tc.name)
		}
		checkQuotes(t, tc.f, v)
	}
}

// TestAClerksReportTellsOfANewSuitOnlyWhileItIsNew: forms AO 120 and AO 121 are
// filed when a suit begins and again when it ends.
func TestAClerksReportTellsOfANewSuitOnlyWhileItIsNew(t *testing.T) {
	const strangers, chinese = "Omega SA v. 375 Canal, LLC", "Acme LLC v. Shenzhen Brightlamp Technology Co., Ltd."
	const opening, closed = "Form AO 120/121", "AO 120 Form Trademark - Case Closing - Submitted"
	report := func(caption, event string) crawlers.Filing {
		return at(feed(t, "flsd", caption, event), "entry.4", "2024-03-01")
	}
	act := func(event, day string) []crawlers.Filing {
		return []crawlers.Filing{at(feed(t, "flsd", strangers, event), "entry.3", day)}
	}
	for _, tc := range []struct {
		name     string
		f        crawlers.Filing
		matter   []crawlers.Filing
		want     string
		severity alerts.Severity
	}{
		{"a new suit among strangers", report(strangers, opening), nil, "open", alerts.Normal},
		{"a new suit", report(chinese, opening), act("Complaint", "2024-03-01"), "yes", alerts.High},
		{"the title of the form", entry(t, "ilnd", chinese, "MAILED report on the filing or determination of an action regarding a patent or trademark to the Patent Trademark Office"), nil, "yes", alerts.High},
		{"Does", report("Acme LLC v. Does 1-89", opening), nil, "yes", alerts.High},
		{"Does, when it closes", report("Acme LLC v. Does 1-89", closed), nil, "open", alerts.Low},
		{"strangers, when it closes", report(strangers, closed), nil, "no", alerts.Low},
		{"it closes", report(chinese, closed), nil, "yes", alerts.Low},
		{"many sellers, when it closes", report("Acme LLC v. "+sellers, closed), nil, "yes", alerts.Low},
		{"with the judgment", entry(t, "flsd", chinese, "FORM AO 120 SENT TO DIRECTOR OF U.S. PATENT AND TRADEMARK (Attachments: # 1 Final Judgment)"), nil, "yes", alerts.Low},
		{"with the complaint", entry(t, "flsd", chinese, "FORM AO 120 SENT TO DIRECTOR OF U.S. PATENT AND TRADEMARK (Attachments: # 1 Complaint)"), nil, "yes", alerts.High},
		{"after the case has closed", report(strangers, opening), act("Terminated Case", "2024-02-28"), "no", alerts.Low},
		{"on the day it is dismissed", report(strangers, opening), act("Order Dismissing Case", "2024-03-01"), "no", alerts.Low},
		{"after a default judgment", report(chinese, opening), act("Default Judgment", "2024-02-01"), "yes", alerts.Low},
		{"before it is dismissed", report(strangers, opening), act("Order Dismissing Case", "2024-06-01"), "open", alerts.Normal},
		{"after one of many is let go", report(strangers, opening), act("Order Dismissing Parties", "2024-02-28"), "open", alerts.Normal},
	} {
		v := Rules{Matter: tc.matter}.Classify(tc.f)
		if said(v) != tc.want || v.Severity != tc.severity || v.Stage != "ip-report" {
			t.Errorf("%s: %s %s %s (%s); want %s %s", tc.name, said(v), v.Stage, v.Severity, v.Why, tc.want, tc.severity)
		}
		if low := tc.severity == alerts.Low && tc.want != "open"; low && !strings.Contains(v.Why, "不是新案") {
			t.Errorf("%s: %s", tc.name, v.Why)
		}
		checkQuotes(t, tc.f, v)
	}
}

// TestShapesTellTheSame judges one case as each place tells of it.
func TestShapesTellTheSame(t *testing.T) {
	const caption = "Florida State University v. " + sellers
	for name, f := range map[string]crawlers.Filing{
		"feed":            feed(t, "ilnd", caption, "complaint"),
		"feed, two names": feed(t, "ilnd", caption, "complaint AND civil cover sheet"),
		"docket":          entry(t, "ilnd", caption, "COMPLAINT filed by Florida State University; Filing fee $ 402, receipt number AILNDC-19793661."),
		"both":            both(t, "ilnd", caption, "complaint", "COMPLAINT filed by Florida State University; Filing fee $ 402, receipt number AILNDC-19793661."),
		"without fields":  plainly("ilnd", caption, "COMPLAINT filed by Florida State University; Filing fee $ 402."),
		"list":            newCase(t, "ilnd", caption, ""),
		"list, nature":    newCase(t, "flsd", caption, "Nature of suit: 840 Trademark\nCause: 15:1114 Trademark Infringement"),
	} {
		v := Rules{}.Classify(f)
		if !v.Is() || v.Category != alerts.CatScheduleA || v.Stage != "complaint" || v.Severity != alerts.High || v.ChineseParty != crawlers.Unknown {
			t.Errorf("%s: %s %s %s %s %s", name, said(v), v.Category, v.Stage, v.Severity, v.ChineseParty)
		}
		checkQuotes(t, f, v)
	}
}

// TestHostileFields judges what no court would send.
func TestHostileFields(t *testing.T) {
	for _, raw := range []string{`[]`, `null`, `"x"`, `{"description":7}`, `{"description":null,"docket_entries":[null]}`, `{"docket_entries":{}}`, `{"description":"not in the text"}`} {
		f := plainly("ilnd", "Acme LLC v. "+sellers, "complaint")
		f.Raw = json.RawMessage(raw)
		if v := (Rules{}).Classify(f); v.Stage != "complaint" || !v.Is() {
			t.Errorf("%s: %s %s", raw, v.Stage, said(v))
		}
	}
}

func FuzzSuit(f *testing.F) {
	for _, text := range []string{
		"ORDER Adopting 34 Report and Recommendations", "Temporary Restraining Order AND Complaint", "complaint\nNature of suit: 840 Trademark",
		"MINUTE entry: the TRO is DENIED; assets frozen. A\xff", strings.Repeat("ORDER granting 4 Motion for Temporary Restraining Order. The ", 100),
	} {
		f.Add("ilnd", "Acme v. "+sellers, text, `{"description":"x"}`)
	}
	f.Fuzz(func(t *testing.T, court, caption, text, raw string) {
		f := suit(court, "1:24-cv-02614", caption, text)
		f.Raw = json.RawMessage(raw)
		v := Rules{Matter: []crawlers.Filing{f}}.Classify(f)
		if v.Why == "" || v.Severity == "" || v.Relevant == nil && v.Severity == "" {
			t.Errorf("%+v", v)
		}
		for _, q := range v.Quotes {
			if len(q.Text) > 2*quoteLimit || !slices.ContainsFunc(fieldsOf(f), func(x field) bool { return strings.Contains(x.text, q.Text) }) {
				t.Errorf("quote %q", q.Text)
			}
		}
	})
}
