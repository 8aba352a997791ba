package main

import (
	"os"
	"path/filepath"
	"testing"

	"tocsin/alerts"
	"tocsin/crawlers"
)

func TestEventsBecomeFilings(t *testing.T) {
	for _, tc := range []struct {
		name string
		e    event
		key  string
		kind crawlers.Kind
		act  string
		what string // its title
		// Who is accused, each with its place.
		accused []string
	}{
		{
			"a notice of institution",
			event{sort: event337, number: "337-TA-1056", product: "collapsible sockets", complainant: "PopSockets", dateKind: "institution", chinese: partiesIn("Agomax Group @ Tsimshatsui, Hong Kong; Shenzhen Yright …")},
			"us-itc/337-TA-1056", crawlers.Section337, "institution", "Certain collapsible sockets; Institution of Investigation",
			[]string{"Agomax Group, Tsimshatsui, Hong Kong", "Shenzhen Yright, "},
		},
		{
			"a complaint that has no investigation yet",
			event{id: "x-1", sort: event337, number: "no. unseen", product: "vehicle parts", complainant: "Jawbone v. Fitbit", dateKind: "complaint"},
			"us-itc/x-1", crawlers.Section337, "complaint", "Complaint Filed Under Section 337; Certain vehicle parts", []string{"Fitbit, "},
		},
		{
			"another proceeding of the commission",
			event{sort: eventUSITC, product: "large residential washers TA-204-013", note: "204"},
			"us-itc/TA-204-013", crawlers.Section337, "", "large residential washers TA-204-013; Monitoring Under Section 204", nil,
		},
		{
			"a court that captions sellers by their list",
			event{sort: eventSuitMany, number: "13 C 07621", complainant: "Deckers (UGG)", forum: "N.D. Ill.", dateKind: "filed", chinese: partiesIn("Guangzhou Deyi")},
			"us-ilnd/1:13-cv-07621", crawlers.Lawsuit, "complaint",
			"Deckers v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified on Schedule A",
			[]string{"The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified on Schedule A, ", "Guangzhou Deyi, "},
		},
		{
			"one that names the first seller",
			event{sort: eventSuitMany, number: "24 Civ. 1962", complainant: "Low Tech Toy Club (Woobles)", forum: "S.D.N.Y.", dateKind: "TRO brief", chinese: partiesIn("Ningbo Shinegifts; Shanghai Yongjiu")},
			"us-nysd/1:24-cv-01962", crawlers.Lawsuit, "tro-sought", "Low Tech Toy Club v. Ningbo Shinegifts et al",
			[]string{"Ningbo Shinegifts, ", "Ningbo Shinegifts, ", "Shanghai Yongjiu, "},
		},
		{
			"a suit with its caption",
			event{id: "x-2", sort: "us_suit", number: "(cite unseen)", product: "Blizzard v. Lilith Games (Shanghai)", complainant: "Blizzard", forum: "N.D. Cal.", dateKind: "opinion"},
			"us-cand/x-2", crawlers.Lawsuit, "", "Blizzard v. Lilith Games (Shanghai)", []string{"Lilith Games (Shanghai), "},
		},
		{
			"a board that is no court",
			event{sort: "us_suit", id: "x-3", number: "91228987", product: "Delicato v. Gnarly Grove", complainant: "Delicato", forum: "TTAB"},
			"us-tm/x-3", crawlers.Lawsuit, "complaint", "Delicato v. Gnarly Grove", []string{"Gnarly Grove, "},
		},
		{
			"a mark as it is written abroad",
			event{id: "x-4", sort: eventSquatting, product: "王致和 Wangzhihe", complainant: "OKAI Import Export GmbH", forum: "Germany"},
			"germany-tm/x-4", crawlers.Squatting, "published", "Wangzhihe", nil,
		},
	} {
		tc.e.label, tc.e.date = "positive", "2024-05"
		l, err := tc.e.labelled()
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		f := l.Filing
		if f.Key.String() != tc.key || f.Kind != tc.kind || f.Act != tc.act || f.Title != tc.what || f.Filed.Format("2006-01") != "2024-05" {
			t.Errorf("%s: %s %s %q %q %s", tc.name, f.Key, f.Kind, f.Act, f.Title, f.Filed)
		}
		var accused []string
		for _, p := range f.Parties {
			if p.Role.Accused() {
				accused = append(accused, p.Name+", "+p.Address)
			}
		}
		if len(accused) != len(tc.accused) {
			t.Errorf("%s: accused %q, want %q", tc.name, accused, tc.accused)
			continue
		}
		for i := range accused {
			if accused[i] != tc.accused[i] {
				t.Errorf("%s: accused %q, want %q", tc.name, accused[i], tc.accused[i])
			}
		}
	}
}

func TestEventThatNamesNobodyIsLeftOpen(t *testing.T) {
	for name, e := range map[string]event{
		"a notice whose respondents the row has not": {sort: event337, product: "tirzepatide products", complainant: "Eli Lilly"},
		"marks without names":                        {sort: eventSquatting, product: "多个国货化妆品 (names not given)"},
	} {
		e.label = "positive"
		if l, err := e.labelled(); err != nil || !l.Scored || l.Relevant != nil {
			t.Errorf("%s: scored %v, relevant %v, %v; want it left open", name, l.Scored, l.Relevant, err)
		}
	}
	if l, err := (event{label: "unknown", sort: event337}).labelled(); err != nil || l.Scored {
		t.Errorf("unknown: scored %v, %v; want it not scored", l.Scored, err)
	}
	if _, err := (event{label: "maybe"}).labelled(); err == nil {
		t.Error("a label that is none was taken")
	}
}

// TestOwnersWatchTheirMarks: what an owner files is no squatting.
func TestOwnersWatchTheirMarks(t *testing.T) {
	e := event{id: "x-5", label: "positive", sort: eventSquatting, product: "王致和 Wangzhihe", forum: "Germany", chinese: partiesIn("Wangzhihe Group (Beijing)")}
	for applicant, want := range map[string]int{"OKAI Import Export GmbH": 1, "Wangzhihe Group": 0} {
		e.complainant = applicant
		l, err := e.labelled()
		w, ok := e.watchlist()
		if hits := alerts.Match(l.Filing, alerts.Verdict{}, []alerts.Watchlist{w}); err != nil || !ok || len(w.Entries) != 2 || min(1, len(hits)) != want {
			t.Errorf("%s: %v hits of %v, %v; want %d or, of the other form of the mark, more", applicant, hits, w, err, want)
		}
	}
}

func TestSuitAboutNoRightHasNoNature(t *testing.T) {
	for note, want := range map[string]string{
		"": "Complaint\nNature of suit: 840 Trademark", "copyright, not Schedule A": "Complaint\nNature of suit: 820 Copyrights",
		"design patent": "Complaint\nNature of suit: 830 Patent", "Chinese brand, not IP": "Complaint",
	} {
		l, err := event{label: "negative", sort: "us_suit", product: "A v. B", forum: "N.D. Ill.", note: note}.labelled()
		if err != nil || l.Filing.Text != want {
			t.Errorf("%q: %q, %v; want %q", note, l.Filing.Text, err, want)
		}
	}
}

func TestCourtOf(t *testing.T) {
	for name, want := range map[string]string{
		"N.D. Ill.": "ilnd", "S.D.N.Y.": "nysd", "D. Ariz.": "azd", "M.D. Fla.": "flmd", "D.N.J.": "njd", "W.D. Pa.": "pawd", "E.D. Tex.": "txed",
		"D. Del.": "ded", "C.D. Cal.": "cacd", "E.D. Va.": "vaed", "S.D. W. Va.": "wvsd", "D.D.C.": "dcd", "W.D.N.C.": "ncwd", "D. Mass.": "mad",
	} {
		if got := courtOf(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestKnownDisputes runs on the table of known disputes beside the checkout.
func TestKnownDisputes(t *testing.T) {
	const dir = "../../../shared/eval"
	if _, err := os.Stat(filepath.Join(dir, eventsFile)); err != nil {
		t.Skip("no captures beside the checkout, and no table of known disputes")
	}
	scores, err := evalEvents(dir)
	if err != nil {
		t.Fatal(err)
	}
	goals := map[string]float64{"recall": 0.97, "precision": 0.90, "kept": 1}
	for _, s := range scores {
		if goal := goals[s.Measure]; s.Group == "all" && s.Value < goal {
			t.Errorf("%s %.3f of %d, want %.2f", s.Measure, s.Value, s.N, goal)
		}
		if s.Group == "all" {
			delete(goals, s.Measure)
		}
	}
	if len(goals) > 0 {
		t.Errorf("not scored: %v", goals)
	}
}
