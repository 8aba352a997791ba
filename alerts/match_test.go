package alerts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

var yes, no = true, false

func suit(parties ...crawlers.Party) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-00011"}, Slug: "entry.1",
		Kind: crawlers.Lawsuit, Title: "Acme v. Somebody", Source: "ecf", Parties: parties,
	}
}

func party(role crawlers.Role, name string) crawlers.Party {
	return crawlers.Party{Role: role, Name: name}
}

func mark(text string, classes ...int) crawlers.Filing {
	return crawlers.Filing{
		Key: crawlers.Key{Authority: "br-tm", Number: "930000001"}, Slug: "applied", Kind: crawlers.Squatting, Title: "Mark", Source: "inpi",
		Marks: []crawlers.Mark{{Text: text, Classes: classes}}, Parties: []crawlers.Party{party(crawlers.Applicant, "Fulano Ltda")},
	}
}

func TestMatch(t *testing.T) {
	titled := func(title string) crawlers.Filing { f := suit(); f.Title = title; return f }
	about := func(text string) crawlers.Filing { f := suit(); f.Text = text; return f }
	for _, tc := range []struct {
		name  string
		entry Entry
		f     crawlers.Filing
		want  float64 // 0 = no hit
		why   string
	}{
		{"the very name", Entry{Type: WatchCompany, Value: "Anker Innovations"}, suit(party(crawlers.Defendant, "Anker Innovations")), simSame, "被告“Anker Innovations”与关注企业“Anker Innovations”一致"},
		{"case and signs", Entry{Type: WatchMark, Value: "Off-White"}, mark("OFF WHITE®"), simFolded, "商标“OFF WHITE®”与关注商标“Off-White”一致"},
		{"run together", Entry{Type: WatchMark, Value: "Off-White"}, mark("OFFWHITE"), simFolded, ""},
		{"width", Entry{Type: WatchMark, Value: "ROMOSS"}, mark("ＲＯＭＯＳＳ"), simFolded, ""},
		{"legal form", Entry{Type: WatchCompany, Value: "Anker Innovations"}, suit(party(crawlers.Defendant, "ANKER INNOVATIONS CO., LTD.")), simCore, "不计公司形式"},
		{"legal form of ours", Entry{Type: WatchCompany, Value: "Anker Innovations Technology Co., Ltd."}, suit(party(crawlers.Defendant, "Anker Innovations Technology")), simCore, ""},
		{"legal form in Chinese", Entry{Type: WatchCompany, Value: "大疆创新科技"}, suit(party(crawlers.Defendant, "大疆创新科技有限公司")), simCore, ""},
		{"whole word", Entry{Type: WatchCompany, Value: "Anker"}, suit(party(crawlers.Defendant, "Anker Play Products, LLC")), simContained, "被告“Anker Play Products, LLC”含关注企业“Anker”"},
		{"part of a word", Entry{Type: WatchMark, Value: "ANKER"}, suit(party(crawlers.Defendant, "Bankers Trust")), 0, ""},
		{"ONE is not phone", Entry{Type: WatchMark, Value: "ONE"}, titled("Apple Phone Co. v. iPhone Stones"), 0, ""},
		{"ONE is not one", Entry{Type: WatchMark, Value: "ONE"}, about("one of the defendants sells on e-commerce sites"), 0, ""},
		{"ONE is ONE", Entry{Type: WatchMark, Value: "ONE"}, mark("One"), simFolded, ""},
		{"Han inside", Entry{Type: WatchCompany, Value: "大疆"}, suit(party(crawlers.Respondent, "深圳市大疆创新科技有限公司")), simContained, ""},
		{"one Han rune", Entry{Type: WatchMark, Value: "米"}, mark("小米"), 0, ""},
		{"one Han rune alone", Entry{Type: WatchMark, Value: "米"}, mark("米"), simSame, ""},
		{"two letters in a name", Entry{Type: WatchCompany, Value: "GE"}, suit(party(crawlers.Defendant, "GE Lighting")), 0, ""},
		{"two letters alone", Entry{Type: WatchCompany, Value: "GE"}, suit(party(crawlers.Defendant, "GE Inc.")), simCore, ""},
		{"generic", Entry{Type: WatchCompany, Value: "Global Trading Co., Ltd."}, suit(party(crawlers.Defendant, "Star Global Trading Limited")), 0, ""},
		{"generic alone", Entry{Type: WatchCompany, Value: "Global Trading Co., Ltd."}, suit(party(crawlers.Defendant, "Global Trading Limited")), simCore, ""},
		{"three letters in running text", Entry{Type: WatchMark, Value: "CAT"}, about("the cat sat"), 0, ""},
		{"three letters of a keyword", Entry{Type: WatchKeyword, Value: "LED"}, titled("Acme LED Lamps v. X"), simContained, "案名含关注词“LED”"},
		{"caption", Entry{Type: WatchMark, Value: "Grumpy Cat"}, titled("Grumpy Cat Limited v. The Partnerships"), simContained, "案名含关注商标“Grumpy Cat”"},
		{"text", Entry{Type: WatchStore, Value: "KaisiShop88"}, about("sold by kaisishop88 on a marketplace"), simText, "公开文本含"},
		{"alias", Entry{Type: WatchStore, Value: "kaisi"}, suit(crawlers.Party{Role: crawlers.Defendant, Name: "X", Aliases: []string{"Kaisi"}}), simFolded, ""},
		{"plaintiff", Entry{Type: WatchPlaintiff, Value: "Nike"}, suit(party(crawlers.Plaintiff, "Nike, Inc.")), simCore, "原告"},
		{"plaintiff as defendant", Entry{Type: WatchPlaintiff, Value: "Nike"}, suit(party(crawlers.Defendant, "Nike, Inc.")), 0, ""},
		{"law firm", Entry{Type: WatchLawFirm, Value: "Keith"}, suit(party(crawlers.LawFirm, "Keith")), simSame, "律所"},
		{"law firm as party", Entry{Type: WatchLawFirm, Value: "Keith"}, suit(party(crawlers.Plaintiff, "Keith")), 0, ""},
		{"competitor", Entry{Type: WatchCompetitor, Value: "Fulano"}, mark("X"), simCore, "商标申请人"},
		{"competitor's law firm", Entry{Type: WatchCompetitor, Value: "Keith"}, suit(party(crawlers.LawFirm, "Keith")), 0, ""},
		{"owner", Entry{Type: WatchOwner, Value: "Fulano"}, mark("X"), simCore, ""},
		{"same class", Entry{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}}, mark("Romoss", 9, 11), simFolded, ""},
		{"other class", Entry{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}}, mark("Romoss", 25), simFolded * otherClass, "类别不同（关注第9类，对方第25类）"},
		{"other class, part", Entry{Type: WatchMark, Value: "ROMOSS", Classes: []int{9}}, mark("Romoss Wear", 25), 0, ""},
		{"own filing", Entry{Type: WatchMark, Value: "ROMOSS", Owner: "FULANO"}, mark("Romoss"), 0, ""},
		{"country", Entry{Type: WatchMark, Value: "ROMOSS", Countries: []string{"BR"}}, mark("ROMOSS"), simSame, ""},
		{"other country", Entry{Type: WatchMark, Value: "ROMOSS", Countries: []string{"US"}}, mark("ROMOSS"), 0, ""},
	} {
		hits := Match(tc.f, Verdict{Relevant: &yes}, []Watchlist{{ID: "w-1", Entries: []Entry{tc.entry}}})
		if tc.want == 0 {
			if len(hits) > 0 {
				t.Errorf("%s: hit %+v", tc.name, hits)
			}
			continue
		}
		if len(hits) != 1 || hits[0].Similarity != tc.want || hits[0].List != "w-1" || hits[0].Filing != tc.f.ID() || hits[0].Entry != tc.entry.String() {
			t.Errorf("%s: %+v, want one of %v", tc.name, hits, tc.want)
			continue
		}
		if len(hits[0].Reasons) == 0 || !strings.Contains(hits[0].Reasons[0], tc.why) {
			t.Errorf("%s: reasons %q, want %q first", tc.name, hits[0].Reasons, tc.why)
		}
	}
}

func TestMatchPatents(t *testing.T) {
	for _, tc := range []struct {
		watched, filed, text string
		want                 float64
	}{
		{"US10123456B2", "10,123,456", "", simCore},
		{"US10123456B2", "US 10,123,456 B1", "", simSame},
		{"US10123456B2", "CN10123456", "", 0},
		{"10,123,456", "", "infringes U.S. Patent No. 10,123,456 and others", simText},
		{"US D901,234", "", "design patent D901,234", simText},
		{"EP1234567B1", "", "patent 1,234,567 of the United States", 0},
		{"10123456", "10123457", "", 0},
	} {
		f := suit()
		f.Text = tc.text
		if tc.filed != "" {
			f.Patents = []string{tc.filed}
		}
		var got float64
		for _, h := range Match(f, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{{Type: WatchPatent, Value: tc.watched}}}}) {
			got = h.Similarity
		}
		if got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}

func TestIrrelevantMatchesOnlyWhomItIsAgainst(t *testing.T) {
	for _, tc := range []struct {
		name  string
		f     crawlers.Filing
		entry Entry
		v     Verdict
		want  int
	}{
		{"the defendant by name", suit(party(crawlers.Defendant, "Anker, Inc.")), Entry{Type: WatchCompany, Value: "Anker"}, Verdict{Relevant: &no}, 1},
		{"a part of its name", suit(party(crawlers.Defendant, "Anker Bay Seafood LLC")), Entry{Type: WatchCompany, Value: "Anker"}, Verdict{Relevant: &no}, 0},
		{"the plaintiff", suit(party(crawlers.Plaintiff, "Anker")), Entry{Type: WatchCompany, Value: "Anker"}, Verdict{Relevant: &no}, 0},
		{"a mark", suit(party(crawlers.Defendant, "Anker")), Entry{Type: WatchMark, Value: "Anker"}, Verdict{Relevant: &no}, 0},
		{"nobody could tell", suit(party(crawlers.Defendant, "Anker Bay Seafood LLC")), Entry{Type: WatchCompany, Value: "Anker"}, Verdict{}, 1},
	} {
		if hits := Match(tc.f, tc.v, []Watchlist{{ID: "w-1", Entries: []Entry{tc.entry}}}); len(hits) != tc.want {
			t.Errorf("%s: %+v, want %d hits", tc.name, hits, tc.want)
		}
	}
}

func TestDayIsTheForums(t *testing.T) {
	f := suit()
	f.Key.Authority = "us-ilnd"
	f.Filed = crawlers.Date{Time: time.Date(2026, 3, 11, 1, 30, 0, 0, time.UTC)} // half past eight in Chicago
	if got := Day(f); got != "2026-03-10" {
		t.Errorf("%s, want the day in Chicago", got)
	}
	f.Filed = crawlers.Date{Time: time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC), Day: true}
	if got := Day(f); got != "2026-03-11" {
		t.Errorf("%s, want the day that was given", got)
	}
}

func TestHitsKeepTheOrderOfLists(t *testing.T) {
	var lists []Watchlist
	for i := range 50 {
		lists = append(lists, Watchlist{ID: fmt.Sprint("w-", i), Entries: []Entry{{Type: WatchCompany, Value: "Anker"}, {Type: WatchMark, Value: "Anker"}}})
	}
	f := suit(party(crawlers.Defendant, "Anker Play"), party(crawlers.Defendant, "Anker"))
	m := NewMatcher(lists)
	hits := m.Match(f, Verdict{})
	if len(hits) != 100 || hits[0].List != "w-0" || hits[99].List != "w-49" || hits[1].Entry != "mark:Anker" {
		t.Fatalf("%d hits: %+v", len(hits), hits)
	}
	if hits[0].Similarity != simSame || len(hits[0].Reasons) != 2 || !strings.Contains(hits[0].Reasons[0], "一致") {
		t.Errorf("the best place is not first: %+v", hits[0])
	}
	for range 5 {
		if again := m.Match(f, Verdict{}); !slices.EqualFunc(hits, again, func(a, b Hit) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
			t.Fatal("the same filing gives other hits")
		}
	}
}

func TestManyPlacesAreToldBriefly(t *testing.T) {
	f := suit()
	f.Text = strings.Repeat("Anker ", 100_000)
	for i := range 5000 {
		f.Parties = append(f.Parties, party(crawlers.Defendant, fmt.Sprintf("Anker %d", i)))
	}
	f.Parties = append(f.Parties, party(crawlers.Defendant, "Anker"))
	hits := Match(f, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{{Type: WatchCompany, Value: "Anker"}}}})
	if len(hits) != 1 || len(hits[0].Reasons) != maxReasons || hits[0].Similarity != simSame {
		t.Errorf("%+v", hits)
	}
}

// badNames are what registers and people give for names.
var badNames = []string{
	"", " ", "...", "!?—·/", "🔋🙂👩‍👩‍👧", "\u200b\u200f\ufeff", "\xff\xfe\xfd", "™®", "A", "\u202eשלום\u202c", "'", "\x00\x01",
	strings.Repeat("x", 10_000), strings.Repeat("长", 10_000), strings.Repeat("a ", 5_000), strings.Repeat("e\u0301", 5_000),
}

// TestBadNamesHitNobody, neither where they are watched nor where somebody files
// them, and hide nobody who stands beside them.
func TestBadNamesHitNobody(t *testing.T) {
	for _, kind := range []EntryType{WatchMark, WatchCompany, WatchStore, WatchProduct, WatchKeyword, WatchPatent, WatchOwner} {
		list := Watchlist{ID: "w", Entries: []Entry{{Type: WatchMark, Value: "ROMOSS"}, {Type: WatchMark, Value: "星河"}}}
		for _, bad := range badNames {
			list.Entries = append(list.Entries, Entry{Type: kind, Value: bad})
		}
		m := NewMatcher([]Watchlist{list})
		for _, name := range []string{"KRANICH HOLZBAU", "Gartenzwerge", "珠穆朗玛"} {
			f := applied(name, []int{9})
			f.Parties = []crawlers.Party{party(crawlers.Applicant, name+" GmbH")}
			if hits := m.Match(f, Verdict{}); len(hits) > 0 {
				t.Errorf("%s: %s hits %+v", kind, name, hits)
			}
		}
		for _, bad := range badNames {
			f := applied(bad, []int{9})
			f.Text, f.Parties = bad, []crawlers.Party{party(crawlers.Applicant, bad)}
			for _, h := range m.Match(f, Verdict{}) {
				if h.Entry == "mark:ROMOSS" || h.Entry == "mark:星河" {
					t.Errorf("%.20q hits %s", bad, h.Entry)
				}
			}
		}
	}
	m := NewMatcher([]Watchlist{{ID: "w", Entries: []Entry{{Type: WatchMark, Value: "ROMOSS"}}}})
	for _, hidden := range []string{"R\u200bOM\u200dOSS", "\u202dROMOSS\u202c", "ROMOSS\xff", "🔋ROMOSS🔋", "«ROMOSS»™", "ＲＯＭＯＳＳ", "𝗥𝗢𝗠𝗢𝗦𝗦"} {
		if hits := m.Match(applied(hidden, nil), Verdict{}); len(hits) != 1 || hits[0].Faint {
			t.Errorf("%q: %+v, want a hit that interrupts", hidden, hits)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, bad := range badNames {
		f.Add("ROMOSS", bad, "mark")
		f.Add(bad, "ROMOSS", "mark")
	}
	f.Add("Anker", "Anker Innovations Co., Ltd.", "mark")
	f.Add("大疆", "深圳市大疆创新", "company")
	f.Add("US 10,123,456", "Patent No. 10,123,456", "patent")
	f.Fuzz(func(t *testing.T, value, text, kind string) {
		file := suit(party(crawlers.Defendant, text), party(crawlers.Owner, value))
		file.Title, file.Text, file.Patents = text, value+text, []string{text}
		file.Marks = []crawlers.Mark{{Text: text, Goods: value}}
		m := NewMatcher([]Watchlist{{ID: "w", Entries: []Entry{{Type: EntryType(kind), Value: value}}}})
		filed := file
		filed.Kind = crawlers.Squatting
		for _, f := range []crawlers.Filing{file, filed} {
			for _, h := range m.Match(f, Verdict{}) {
				if h.Similarity <= 0 || h.Similarity > 1 || len(h.Reasons) == 0 || h.Faint && f.Kind != crawlers.Squatting {
					t.Errorf("%s: %+v", f.Kind, h)
				}
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	var lists []Watchlist
	for i := range 10_000 {
		lists = append(lists, Watchlist{ID: fmt.Sprint("w-", i), Entries: []Entry{
			{Type: WatchCompany, Value: fmt.Sprintf("Shenzhen Brand%d Technology Co., Ltd.", i)},
			{Type: WatchMark, Value: fmt.Sprintf("BRAND%d", i)},
			{Type: WatchProduct, Value: fmt.Sprintf("lamp model %d", i)},
		}})
	}
	m := NewMatcher(lists)
	var filings []crawlers.Filing
	for i := range 500 {
		f := suit(party(crawlers.Plaintiff, "Lantern & Loom LLC"), party(crawlers.Defendant, fmt.Sprintf("Shenzhen Brand%d Technology", i)))
		f.Text = strings.Repeat("Motion for temporary restraining order and other relief by Lantern & Loom LLC. ", 20)
		filings = append(filings, f)
	}
	b.Run("10k lists x 500 filings", func(b *testing.B) {
		n := 0
		for b.Loop() {
			for _, f := range filings {
				n += len(m.Match(f, Verdict{}))
			}
		}
		if n == 0 {
			b.Fatal("no hits")
		}
		b.ReportMetric(float64(b.N*len(filings))/b.Elapsed().Seconds(), "filings/s")
	})
	b.Run("prepare 10k lists", func(b *testing.B) {
		for b.Loop() {
			NewMatcher(lists)
		}
	})
}
