package docket

import (
	"strings"
	"testing"
)

func TestReadEvent(t *testing.T) {
	for _, tc := range []struct {
		court, name string
		want        Event
	}{
		{"nyed", "Complaint", Event{Stage: "complaint", Act: "complaint"}},
		{"ilnd", "complaint", Event{Stage: "complaint", Act: "complaint"}},
		{"cacd", "Complaint (Attorney Civil Case Opening)", Event{Stage: "complaint", Act: "complaint"}},
		{"ilnd", "amended complaint", Event{Stage: "complaint", Act: "amended-complaint"}},
		{"nysb", "Complaint (fee)", Event{}},
		{"txed", "Complaint (Sealed)", Event{}},
		{"nyed", "Answer to Complaint", Event{}},
		{"ilnd", "Patent/Trademark report", Event{Stage: "ip-report", Act: "ip-report", IPReport: true}},
		{"flsd", "Form AO 120/121", Event{Stage: "ip-report", Act: "ip-report", IPReport: true}},
		{"nysd", "AO 121 Form Copyright - Case Opening - Submitted", Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: "copyright"}},
		{"njd", "AO121 Copyright Form", Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: "copyright"}},
		{"nysd", "AO 120 Form Trademark - Case Opening - Submitted", Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: "trademark"}},
		{"nysd", "AO 120 Form Patent/Trademark - Case Opening - Submitted", Event{Stage: "ip-report", Act: "ip-report", IPReport: true}},
		{"cacd", "Report on Filing of Copyright Action (Initial Notification)", Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: "copyright"}},
		{"ord", "Copyright Report", Event{Stage: "ip-report", Act: "ip-report", IPReport: true, Right: "copyright"}},
		{"nvd", "AO 257", Event{}},
		{"txed", "Amended Notice of Appeal - PATENT CASE", Event{}},
		{"ded", "Order on Motion to Strike Patent Expert Report", Event{}},
		{"idd", "Motion for TRO", Event{Stage: "tro-sought", Act: "tro-sought"}},
		{"flsd", "Ex Parte Motion for Temporary Restraining Order", Event{Stage: "tro-sought", Act: "tro-sought"}},
		{"flsd", "Sealed Ex Parte Motion for TRO", Event{Stage: "tro-sought", Act: "tro-sought"}},
		{"flsd", "Motion to Dissolve Temporary Restraining Order", Event{}},
		{"flsd", "Memorandum in Support of Motion for TRO", Event{}},
		{"flsd", "Order on Motion for TRO", Event{Stage: "tro-ruled", Act: "tro-ruled"}},
		{"flsd", "Order Granting Motion for TRO", Event{Stage: "tro-ruled", Act: "tro-granted"}},
		{"flsd", "Order Denying Motion for TRO", Event{Stage: "tro-ruled", Act: "tro-denied"}},
		{"flsd", "Order Extending TRO", Event{Stage: "tro-ruled", Act: "tro-extended"}},
		{"ilnd", "temporary restraining order", Event{Stage: "tro-ruled", Act: "tro-granted"}},
		{"nysd", "Temporary Restraining Order", Event{Stage: "other", Act: "tro-unclear"}},
		{"nysd", "Preliminary Injunction", Event{Stage: "other", Act: "pi-unclear"}},
		{"nysd", "Dismiss", Event{}},
		{"dcd", "Preliminary Injunction", Event{Stage: "pi-ruled", Act: "pi-granted"}},
		{"flsd", "Motion for Preliminary Injunction", Event{Stage: "pi-sought", Act: "pi-sought"}},
		{"flsd", "Order on Motion for Preliminary Injunction", Event{Stage: "pi-ruled", Act: "pi-ruled"}},
		{"flsd", "Notice of Appeal of Order on Motion for Preliminary Injunction", Event{}},
		{"nyed", "Request for Default", Event{Stage: "default", Act: "default-sought"}},
		{"flsd", "Motion for Clerks Entry of Default", Event{Stage: "default", Act: "default-sought"}},
		{"flsd", "Clerks Entry of Default", Event{Stage: "default", Act: "default-entered"}},
		{"flsd", "Order on Motion for Clerks Entry of Default", Event{Stage: "default", Act: "default-ruled"}},
		{"flsd", "Motion to Set Aside Default", Event{}},
		{"flsd", "Motion for Default Judgment", Event{Stage: "default", Act: "default-judgment-sought"}},
		{"flsd", "Report and Recommendations on Motion for Default Judgment", Event{Stage: "default", Act: "default-judgment-recommended"}},
		{"flsd", "Report and Recommendation on Motion for Default Judgment", Event{Stage: "default", Act: "default-judgment-recommended"}},
		{"flsd", "Order on Motion for Default Judgment", Event{Stage: "default-judgment", Act: "default-judgment"}},
		{"ilnd", "notice of voluntary dismissal", Event{Stage: "dismissed", Act: "voluntary-dismissal"}},
		{"wawd", "Notice of Voluntary Dismissal Party(s)", Event{Stage: "dismissed", Act: "party-dismissed"}},
		{"nyed", "Order Dismissing Parties", Event{Stage: "dismissed", Act: "party-dismissed"}},
		{"wvsd", "Order Dismissing Case", Event{Stage: "dismissed", Act: "case-dismissed"}},
		{"flsd", "Stipulation of Dismissal", Event{Stage: "dismissed", Act: "dismissal-stipulation"}},
		{"flsd", "Motion to Dismiss", Event{}},
		{"flsd", "Order on Motion to Dismiss", Event{}},
		{"flsd", "Order Vacating Dismissal Order", Event{}},
		{"flsd", "Notice of Settlement", Event{Stage: "settlement", Act: "settlement"}},
		{"njd", "Order Setting Settlement Conference", Event{}},
		{"ilnd", "sealed document", Event{Stage: "sealed", Act: "sealed"}},
		{"flsd", "Motion to Seal", Event{Stage: "sealed", Act: "seal-motion"}},
		{"flsd", "Order on Motion to Seal", Event{Stage: "sealed", Act: "seal-ruling"}},
		{"flsd", "Motion to Unseal", Event{}},
		{"ord", "Indictment (Sealed)", Event{}},
		{"flsd", "Order to Show Cause", Event{Stage: "show-cause", Act: "order-to-show-cause"}},
		{"flsd", "Response to Order to Show Cause", Event{}},
		{"flsd", "Order Staying Case", Event{Stage: "stay-joinder", Act: "stay-joinder"}},
		{"flsd", "Schedule A", Event{Stage: "schedule-a-exhibit", Act: "schedule-a-exhibit"}},
		{"nysb", "Schedule A/B: Property", Event{}},
		{"njd", "Notice of Attorney Appearance - Defendant", Event{Stage: "appearance", Act: "appearance"}},
		{"njd", "Notice of Appearance", Event{}},
		{"nyed", "~Util - Set Hearings", Event{Routine: true}},
		{"nyed", "1 - Terminate Deadlines and Hearings", Event{Routine: true}},
		{"gand", "Utility - Miscellaneous", Event{Routine: true}},
		{"ilnd", "set/reset hearings", Event{Routine: true}},
		{"nyed", "~Util - Terminate Civil Case", Event{Stage: "closed", Act: "closed"}},
		{"ilnd", "terminated case", Event{Stage: "closed", Act: "closed"}},
		{"nyed", "~Util - Case Reopened", Event{}},
		{"nyed", "Order AND ~Util - Set Deadlines", Event{}},
		{"nyed", "1 - Terminate Deadlines AND ~Util - Set Deadlines", Event{Routine: true}},
		{"nyed", "Order Dismissing Case AND ~Util - Terminate Civil Case", Event{Stage: "dismissed", Act: "case-dismissed"}},
		{"nyed", "~Util - Add and Terminate Parties AND Notice of Voluntary Dismissal - Signed", Event{Stage: "dismissed", Act: "voluntary-dismissal"}},
		{"nysd", "Complaint AND AO 121 Form Copyright - Submitted", Event{Stage: "complaint", Act: "complaint", IPReport: true, Right: "copyright"}},
		{"", "", Event{}},
	} {
		if got := ReadEvent(tc.court, tc.name); got != tc.want {
			t.Errorf("%s %q:\n got %+v\nwant %+v", tc.court, tc.name, got, tc.want)
		}
	}
}

// TestEventsBeside holds the stage of every labelled entry whose name says it
// against the label, and the words against the closed lists.
func TestEventsBeside(t *testing.T) {
	stage, acts := map[string]string{}, map[string]bool{"": true}
	for _, r := range beside(t, "stages.csv")[1:] {
		stage[r[0]] = r[1]
		acts[r[2]] = true
	}
	for _, r := range beside(t, "event_names.tsv")[1:] {
		e := ReadEvent(r[0], r[1])
		if _, known := stages[e.Stage]; !known || !acts[e.Act] {
			t.Errorf("%s %q: %+v is not of the closed lists", r[0], r[1], e)
		}
		if strings.Contains(strings.ToLower(r[1]), "motion") && strings.HasSuffix(e.Act, "-granted") {
			t.Errorf("%s %q: a motion read as granted", r[0], r[1])
		}
	}
	right, all := 0, 0
	for _, r := range beside(t, "docket_entries.tsv")[1:] {
		// What a ruling on a motion to dismiss did is in its text, not in its name.
		if r[5] == "" || r[5] == "Order on Motion to Dismiss" {
			continue
		}
		all++
		got := ReadEvent(r[1], r[5]).Stage
		if want := stage[r[0]]; got == want || got == "" && want == "other" {
			right++
		} else {
			t.Logf("%s %q: stage %q, want %q", r[1], r[5], got, want)
		}
	}
	if right*100 < all*90 {
		t.Errorf("%d of %d stages right, want 90 %%", right, all)
	}
}
