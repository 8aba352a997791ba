package relevance

import (
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

func TestSuitBeganInTheYearOfItsNumber(t *testing.T) {
	filed := crawlers.Date{Time: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), Day: true}
	for number, want := range map[string]string{
		"1:26-cv-00011": "2026-03-09", "1:24-cv-02614": "2024-12-31", "3:99-cv-00001": "1999-12-31", "26-00011": "2026-03-09", "1:6-cv-1": "2026-03-09",
	} {
		_, begun := Suitors(crawlers.Filing{Key: crawlers.Key{Authority: "us-ilnd", Number: number}, Filed: filed})
		if got := begun.Format(time.DateOnly); got != want {
			t.Errorf("%s: begun by %s, want %s", number, got, want)
		}
	}
}

func TestPseudonymStandsBehindNothing(t *testing.T) {
	for title, want := range map[string]int{
		"XYZ Corporation v. The Partnerships and Unincorporated Associations Identified on Schedule A": 1,
		"Grumpy Cat Limited v. The Individuals Identified on Schedule A":                               2,
	} {
		by, _ := Suitors(crawlers.Filing{Title: title, Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: title[:len("XYZ Corporation")]}, {Role: crawlers.LawFirm, Name: "A & B"}, {Role: crawlers.Defendant, Name: "Alins"},
		}})
		if len(by) != want {
			t.Errorf("%s: %v, want %d", title, by, want)
		}
	}
}

// TestFirmsOfSellersBringNoSuits: who answers for sellers stands on the docket too.
func TestFirmsOfSellersBringNoSuits(t *testing.T) {
	for slug, want := range map[string]int{"entry.40": 1, "notice.7": 2} {
		by, _ := Suitors(crawlers.Filing{Slug: slug, Parties: []crawlers.Party{
			{Role: crawlers.Plaintiff, Name: "Grumpy Cat Limited"}, {Role: crawlers.LawFirm, Name: "A & B"},
			{Role: crawlers.Defendant, Name: "Alins"}, {Role: crawlers.Defendant, Name: "Inkgo"},
		}})
		if len(by) != want {
			t.Errorf("%s: %v, want %d", slug, by, want)
		}
	}
}

func TestHabitOfAPlaintiff(t *testing.T) {
	often := []alerts.Repeat{{Role: crawlers.Plaintiff, Name: "Off-White LLC", Cases: 12}}
	for _, tc := range []struct {
		name, title, number, act string
		defendant                crawlers.Party
		repeats                  []alerts.Repeat
		mass                     bool
	}{
		{"a store whose name shows nothing", "Off-White LLC v. Alins", "1:20-cv-05197", "complaint", crawlers.Party{Name: "Alins"}, often, true},
		{"of a plaintiff who never did", "Off-White LLC v. Alins", "1:20-cv-05197", "complaint", crawlers.Party{Name: "Alins"}, nil, false},
		{"of a firm that often did", "Off-White LLC v. Alins", "1:20-cv-05197", "complaint", crawlers.Party{Name: "Alins"},
			[]alerts.Repeat{{Role: crawlers.LawFirm, Name: "A & B", Cases: 99}}, false},
		{"an American company", "Off-White LLC v. Brooklyn Lighthouse, Inc.", "1:20-cv-05197", "complaint", crawlers.Party{Name: "Brooklyn Lighthouse, Inc.", Country: "United States"}, often, false},
		{"a later paper", "Off-White LLC v. Alins", "1:20-cv-05197", "appearance", crawlers.Party{Name: "Alins"}, often, false},
		{"a bankruptcy", "Off-White LLC v. Alins", "1:20-ap-05197", "complaint", crawlers.Party{Name: "Alins"}, often, false},
	} {
		tc.defendant.Role = crawlers.Defendant
		f := crawlers.Filing{
			Key: crawlers.Key{Authority: "us-nysd", Number: tc.number}, Kind: crawlers.Lawsuit, Title: tc.title,
			Parties: []crawlers.Party{{Role: crawlers.Plaintiff, Name: "Off-White LLC"}, tc.defendant},
		}
		no := false
		before := alerts.Verdict{Relevant: &no, Category: alerts.CatOther, Stage: tc.act, By: ByRules, Why: "无迹象"}
		got := Habit(before, f, tc.repeats, 3)
		if mass := got.Category == alerts.CatScheduleA; mass != tc.mass || mass != (got.Relevant == nil) {
			t.Errorf("%s: %+v, want against many sellers %v", tc.name, got, tc.mass)
		}
	}
	yes := true
	if got := Habit(alerts.Verdict{Relevant: &yes, Category: alerts.CatTrademark, Stage: "complaint", By: "m@1"}, crawlers.Filing{Kind: crawlers.Lawsuit}, often, 3); !got.Is() || got.Category != alerts.CatTrademark {
		t.Errorf("what is certain was changed: %+v", got)
	}
}

func TestPublishedMarkIsUrgent(t *testing.T) {
	for act, want := range map[string]alerts.Severity{
		"applied": alerts.Normal, "published": alerts.High, "registered": alerts.Normal, "withdrawn": alerts.Low, "": alerts.Normal,
	} {
		f := crawlers.Filing{Key: crawlers.Key{Authority: "us-tm", Number: "98763166"}, Kind: crawlers.Squatting, Act: act, Title: "SUVENEER"}
		if got := (Rules{}).Classify(f); got.Severity != want || got.Stage != act || got.Category != alerts.CatSquatting {
			t.Errorf("%s: %+v, want %s", act, got, want)
		}
	}
}
