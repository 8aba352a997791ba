package store

import (
	"slices"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// settled is an act of a matter with alerts to some.
func settled(matter, slug, stage string, level alerts.Severity, to ...string) Settlement {
	s := Settlement{Facts: []string{"filed:2017-03-09", "matter:" + matter, "stage:" + stage}, Verdict: alerts.Verdict{Stage: stage}}
	s.Act = Act{Filing: crawlers.Filing{Key: crawlers.Key{Authority: "us-nysd", Number: matter}, Slug: slug, Act: stage}, Matter: matter}
	for _, who := range to {
		s.Alerts = append(s.Alerts, Told{
			Alert:        alerts.Alert{ID: alerts.AlertID(s.Act.ActID(), who), Act: s.Act.ActID(), Subscriber: who, Severity: level, Reasons: []string{"why " + stage}},
			Destinations: []string{"desk of " + who},
		})
	}
	return s
}

// hears has each group tell to who heard nothing of its matter before.
func hears(all []Settlement) (out []telling) {
	before := map[string]*heard{}
	for _, g := range groups(all) {
		who := g.matter + g.subscriber
		if before[who] == nil {
			before[who] = &heard{facts: map[string]bool{}, acts: map[string]heardOfAct{}}
		}
		if t, ok := before[who].tell(g); ok {
			out = append(out, t)
		}
	}
	return out
}

func also(a alerts.Alert) (out []string) {
	for _, o := range a.Also {
		out = append(out, o.Word)
	}
	return out
}

func TestWhatBecomesKnownTogetherIsToldTogether(t *testing.T) {
	all := []Settlement{
		settled("1", "entry.1", "complaint", alerts.High, "national", "w-shop"),
		settled("2", "entry.1", "complaint", alerts.High, "national"),
		settled("1", "entry.9", "tro-ruled", alerts.Critical, "national"),
		settled("1", "entry.10", "tro-ruled", alerts.Critical, "national"), // says the same
		settled("1", "entry.12", "show-cause", alerts.Normal, "national"),
		settled("1", "entry.14", "pi-ruled", alerts.Critical, "national"),
	}
	all[2].Act.Text = "TEMPORARY RESTRAINING ORDER of many words, of the same day"
	got := hears(all)
	if len(got) != 3 {
		t.Fatalf("%d alerts, want one for each matter and reader: %+v", len(got), got)
	}
	// A complaint that the docket lists behind its orders is told with them.
	late := hears([]Settlement{all[2], all[0]})
	if len(late) != 2 || !slices.Equal(also(late[0].Alert), []string{"complaint"}) {
		t.Errorf("%+v, want the order and, beside it, the complaint", late)
	}
	first := got[0]
	if want := "us-nysd/1#entry.14@national"; first.Alert.ID != want {
		t.Errorf("%s leads, want the latest stage of the most severe, %s", first.Alert.ID, want)
	}
	if want := []string{"complaint", "tro-ruled", "show-cause"}; !slices.Equal(also(first.Alert), want) {
		t.Errorf("beside it %v, want %v", also(first.Alert), want)
	}
	if want := []string{"filed:2017-03-09", "matter:1", "stage:complaint", "stage:pi-ruled", "stage:show-cause", "stage:tro-ruled"}; !slices.Equal(first.facts, want) {
		t.Errorf("facts %v, want %v", first.facts, want)
	}
	if first.Alert.Reasons[0] != "why pi-ruled" || len(first.Alert.Reasons) != 4 || !slices.Equal(first.Destinations, []string{"desk of national"}) {
		t.Errorf("reasons %q, destinations %q", first.Alert.Reasons, first.Destinations)
	}
	if shop := got[1]; shop.Alert.ID != "us-nysd/1#entry.1@w-shop" || shop.Alert.Also != nil {
		t.Errorf("who is concerned by one act is told of %s beside %v", shop.Alert.ID, shop.Alert.Also)
	}
	if len(all[5].Alerts[0].Alert.Also) != 0 {
		t.Error("a settlement was changed")
	}
}

func TestWhatWasToldIsNotToldBesideAnother(t *testing.T) {
	all := []Settlement{
		settled("1", "entry.1", "complaint", alerts.Critical, "national"),
		settled("1", "entry.9", "tro-ruled", alerts.High, "national"),
		settled("1", "entry.14", "pi-ruled", alerts.Normal, "national"),
	}
	all[0].Facts = append(all[0].Facts, "defendant:inkgo")
	h := heard{
		times: 2, facts: map[string]bool{"filed:2017-03-09": true, "matter:1": true, "stage:complaint": true, "stage:tro-ruled": true},
		acts: map[string]heardOfAct{"us-nysd/1#entry.1@national": {facts: []string{"stage:complaint"}}, "us-nysd/1#entry.9@national": {}},
	}
	got, ok := h.tell(groups(all)[0])
	if !ok || got.revision != 1 || got.Alert.Update != 2 || !slices.Equal(got.Alert.Gained, []string{"defendant:inkgo"}) || !slices.Equal(also(got.Alert), []string{"pi-ruled"}) {
		t.Errorf("%+v, %v; want the complaint's new defendant and, beside it, the injunction alone", got, ok)
	}
	if again, ok := h.tell(groups(all)[0]); ok {
		t.Errorf("told again: %+v", again)
	}
}

func TestComplaintIsToldBesideWhatIsNews(t *testing.T) {
	all := []Settlement{settled("1", "entry.16", "complaint", alerts.High, "national"), settled("1", "entry.44", "pi-ruled", alerts.High, "national")}
	h := heard{times: 1, facts: map[string]bool{"matter:1": true, "filed:2017-03-09": true, "stage:sealed": true}, acts: map[string]heardOfAct{}}
	if got, ok := h.tell(groups(all[:1])[0]); ok {
		t.Errorf("to who knows of the matter that it began is news: %+v", got)
	}
	got, ok := h.tell(groups(all)[0])
	if !ok || got.Alert.Act != "us-nysd/1#entry.44" || !slices.Equal(also(got.Alert), []string{"complaint"}) {
		t.Errorf("%+v, %v; want the injunction and, beside it, the complaint", got, ok)
	}
}

func TestMailThatCameBackIsToldByItself(t *testing.T) {
	all := []Settlement{
		settled("1", "returned-mail.1", "service-failed", alerts.High, "national"),
		settled("1", "returned-mail.2", "service-failed", alerts.High, "national"),
		settled("1", "institution", "institution", alerts.High, "national"),
		settled("1", "notice", "review", alerts.High, "national"),
	}
	all[1].Facts = append(all[1].Facts, "service-failed:inkgo")
	got := hears(all)
	if len(got) != 3 || got[2].Alert.Act != "us-nysd/1#notice" || len(got[2].Alert.Also) != 1 {
		t.Errorf("%+v, want both letters and, in one, what else became known", got)
	}
}
