package store

import (
	"slices"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// settled is an act of a matter with alerts to some.
func settled(matter, slug, stage string, level alerts.Severity, to ...string) Settlement {
	s := Settlement{Facts: []string{"stage:" + stage, "matter:" + matter}, Verdict: alerts.Verdict{Stage: stage}}
	s.Act = Act{Filing: crawlers.Filing{Key: crawlers.Key{Authority: "us-nysd", Number: matter}, Slug: slug, Act: stage}, Matter: matter}
	for _, who := range to {
		s.Alerts = append(s.Alerts, Told{
			Alert:        alerts.Alert{ID: alerts.AlertID(s.Act.ActID(), who), Act: s.Act.ActID(), Subscriber: who, Severity: level, Reasons: []string{"why " + stage}},
			Destinations: []string{"desk of " + who},
		})
	}
	return s
}

func TestWhatBecomesKnownTogetherIsToldTogether(t *testing.T) {
	all := []Settlement{
		settled("1", "entry.1", "complaint", alerts.High, "national", "w-shop"),
		settled("2", "entry.1", "complaint", alerts.High, "national"),
		settled("1", "entry.9", "tro-ruled", alerts.Critical, "national"),
		settled("1", "entry.12", "show-cause", alerts.Normal, "national"),
		settled("1", "entry.14", "pi-ruled", alerts.Critical, "national"),
	}
	got := together(all)
	if len(got) != 3 {
		t.Fatalf("%d alerts, want one for each matter and reader: %+v", len(got), got)
	}
	first := got[0]
	if want := "us-nysd/1#entry.14@national"; first.ID != want {
		t.Errorf("%s leads, want the most severe and latest, %s", first.ID, want)
	}
	var also []string
	for _, o := range first.Also {
		also = append(also, o.Word)
	}
	if want := []string{"complaint", "tro-ruled", "show-cause"}; !slices.Equal(also, want) {
		t.Errorf("beside it %v, want %v", also, want)
	}
	if want := []string{"matter:1", "stage:complaint", "stage:pi-ruled", "stage:show-cause", "stage:tro-ruled"}; !slices.Equal(first.facts, want) {
		t.Errorf("facts %v, want %v", first.facts, want)
	}
	if first.Reasons[0] != "why pi-ruled" || len(first.Reasons) != 4 || !slices.Equal(first.destinations, []string{"desk of national"}) {
		t.Errorf("reasons %q, destinations %q", first.Reasons, first.destinations)
	}
	if shop := got[1]; shop.ID != "us-nysd/1#entry.1@w-shop" || shop.Also != nil {
		t.Errorf("who is concerned by one act is told of %s beside %v", shop.ID, shop.Also)
	}
	if len(all[0].Alerts[0].Alert.Also) != 0 {
		t.Error("a settlement was changed")
	}
}

func TestMailThatCameBackIsToldByItself(t *testing.T) {
	got := together([]Settlement{
		settled("1", "returned-mail.1", "service-failed", alerts.High, "national"),
		settled("1", "returned-mail.2", "service-failed", alerts.High, "national"),
		settled("1", "institution", "institution", alerts.High, "national"),
		settled("1", "notice", "review", alerts.High, "national"),
	})
	if len(got) != 3 || got[2].Act != "us-nysd/1#notice" || len(got[2].Also) != 1 {
		t.Errorf("%+v, want both letters and, in one, what else became known", got)
	}
}
