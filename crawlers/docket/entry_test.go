package docket

import "testing"

func TestReadEntry(t *testing.T) {
	for _, tc := range []struct{ court, text, act string }{
		// Complaints.
		{"ilnd", `COMPLAINT filed by Example Toys, Inc.; Filing fee $ 405, receipt number AILNDC-1. (Attachments: # 1 Exhibit 1)(Roe, Jane)`, "complaint"},
		{"flsd", `COMPLAINT against The Individuals Identified on Schedule A. Filing fees $ 405.00, filed by Example Bags. (Attachments: # 1 Schedule A, # 2 Proposed Order Granting TRO)`, "complaint"},
		{"nysd", `COMPLAINT against BestHat Store, GoodHat. (Filing Fee $ 402.00, Receipt Number 1)Document filed by Example Hats, LLC.(Roe, Jane)`, "complaint"},
		{"ilnd", `AMENDED complaint by Example Toys, Inc. against All Defendants (Roe, Jane)`, "amended-complaint"},
		{"nysd", `FIRST AMENDED COMPLAINT amending 8 Complaint against BestHat Store`, "amended-complaint"},
		{"gand", `COMPLAINT with Jury Demand filed by Example Hats, LLC. ( Filing fee $405)`, "complaint"},
		{"ilnd", `SEALED COMPLAINT as to John Roe (1)`, ""},
		{"pawd", `SEALED COMPLAINT against ALL DEFENDANTS ( Filing fee $ 405), filed by EXAMPLE LLC.`, "complaint"},
		{"ilnd", `ANSWER to Complaint by BestHat Store`, ""},
		{"ilnd", `CIVIL Cover Sheet`, ""},
		{"ilnd", `SUMMONS Issued as to Defendant`, ""},
		// The list of sellers, and sealed papers.
		{"ilnd", `SEALED EXHIBIT by Plaintiff Example Toys, Inc. Schedule A regarding complaint 1 (Roe, Jane)`, "schedule-a-exhibit"},
		{"ilnd", `SCHEDULE A by Plaintiffs Example Toys, Inc. Schedule A to Complaint regarding complaint, 1`, "schedule-a-exhibit"},
		{"flsd", `NOTICE by Example Bags of Filing Schedule "A" to Complaint`, "schedule-a-exhibit"},
		{"nysb", `Schedule A/B: Property Individual`, ""},
		{"ilnd", `SEALED EXHIBIT by Plaintiff Example Toys, Inc. Exhibit 2 - Part 1 regarding declaration 16`, "sealed"},
		{"ilnd", `SEALED DOCUMENT by Plaintiff Example Toys v. The Partnerships Identified on Schedule A`, "sealed"},
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. for leave to file under seal Schedule A`, "seal-motion"},
		{"flsd", `Plaintiff's MOTION to File Ex Parte Motion for Temporary Restraining Order Under Seal by Example Bags.`, "seal-motion"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff's motion for leave to file under seal 5 is granted. Mailed notice`, "seal-ruling"},
		{"flsd", `PAPERLESS ORDER granting 6 Motion to Seal. Signed by Judge Jane Roe`, "seal-ruling"},
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. to unseal case`, ""},
		{"txed", `Set Deadlines as to 127 MOTION to Seal. Responses due by 5/12/2024.`, ""},
		{"nysd", `REDACTED PUBLIC VERSION of 12 Sealed Document, Motion for Temporary Restraining Order`, ""},
		// Reports to the offices.
		{"ilnd", `MAILED Trademark report to Patent Trademark Office, Alexandria VA`, "ip-report"},
		{"ilnd", `MAILED copyright report to Registrar, Washington DC`, "ip-report"},
		{"flsd", `FORM AO 120 SENT TO DIRECTOR OF U.S. PATENT AND TRADEMARK`, "ip-report"},
		{"nysd", `AO 120 FORM TRADEMARK - NOTICE OF SUBMISSION BY ATTORNEY. AO 120 Form Patent/Trademark for case opening submitted to court for review.`, "ip-report"},
		{"nysd", `***NOTICE TO ATTORNEY REGARDING DEFICIENT AO 120 FORM.`, ""},
		// Temporary restraining orders.
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. for temporary restraining order Plaintiff's Ex Parte Motion for Entry of a Temporary Restraining Order, Including a Temporary Injunction`, "tro-sought"},
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. Ex Parte Motion for Entry of a Temporary Restraining Order`, "tro-sought"},
		{"flsd", `Plaintiff's MOTION for Temporary Restraining Order by Example Bags. (Attachments: # 10 Text of Proposed Order Granting TRO)`, "tro-sought"},
		{"flsd", `Plaintiff's Ex Parte MOTION for Temporary Restraining Order, MOTION for Preliminary Injunction by Example Bags`, "tro-sought"},
		{"cacd", `EX PARTE APPLICATION for Temporary Restraining Order as to order freezing accounts`, "tro-sought"},
		{"pawd", `SEALED MOTION for Temporary Restraining Order`, "tro-sought"},
		{"ilnd", `MEMORANDUM by Example Toys, Inc. in support of motion for temporary restraining order, 11`, ""},
		{"ilnd", `NOTICE of Motion by Jane Roe for presentment of motion for temporary restraining order 11 before Judge`, ""},
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. for leave to file excess pages in support of motion for temporary restraining order`, ""},
		{"ilnd", `DECLARATION of Jane Roe regarding motion for temporary restraining order 11`, ""},
		{"nysd", `PROPOSED ORDER TO SHOW CAUSE WITH EMERGENCY RELIEF. Document filed by Example Hats. TRO`, ""},
		{"nysd", `[PROPOSED] TEMPORARY RESTRAINING ORDER: defendants are hereby restrained`, ""},
		{"ilnd", `TEMPORARY Restraining Order Signed by the Honorable Jane Roe on 4/22/2024.`, "tro-granted"},
		{"ilnd", `SEALED TEMPORARY RESTRAINING ORDER Signed by the Honorable Jane Roe on 4/22/2024. Mailed notice`, "tro-granted"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff's ex parte motion for a temporary restraining order 12, motion for electronic service 14 and motion to seal 9 are granted in part. Enter Order.`, "tro-granted"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff's motion for temporary restraining order 12 is granted. Enter Sealed Temporary Restraining Order.`, "tro-granted"},
		{"nysd", `1)TEMPORARY RESTRAINING ORDER; 2) ORDER RESTRAINING MERCHANT STOREFRONTS AND DEFENDANTS' ASSETS; 3) ORDER TO SHOW CAUSE WHY A PRELIMINARY INJUNCTION SHOULD NOT ISSUE`, "tro-granted"},
		{"flsd", `ORDER granting 4 Motion for Temporary Restraining Order. Signed by Judge Jane Roe on 3/1/2024. See attached document for full details.`, "tro-granted"},
		{"flsd", `SEALED ORDER granting 7 Ex Parte Motion for TRO; denying 8 Motion to Seal`, "tro-granted"},
		{"flsd", `PAPERLESS ORDER granting 5 Motion to Seal; denying 6 Motion for Temporary Restraining Order.`, "tro-denied"},
		{"nysd", `ORDER: The motion for leave to file under seal is granted. The motion for a temporary restraining order is DENIED.`, "tro-denied"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: The request for a TRO is accordingly denied without prejudice.`, "tro-denied"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: The court declines to enter a temporary restraining order at this time.`, "tro-denied"},
		{"njd", `Minute Entry for proceedings held before Judge Jane Roe: Hearing on the petitioner's application for a TRO held on 2/2/2018. Ordered application denied.`, "tro-denied"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion hearing held on Plaintiff's motion for extension of TRO 30, which is granted. The extension runs to and including 1/12/2021.`, "tro-extended"},
		{"ilnd", `EXTENSION of Temporary Restraining Order Signed by the Honorable Jane Roe on 5/6/2024.`, "tro-extended"},
		{"flsd", `ORDER Extending Temporary Restraining Order. Signed by Judge Jane Roe`, "tro-extended"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff's motion to extend 21 is granted. The Temporary Restraining Order is extended to 5/20/2024.`, "tro-extended"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Defendant's motion for extension of time to answer 40 is granted. Answer due 5/20/2024.`, ""},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion for extension of time to respond to motion for preliminary injunction is granted.`, ""},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion for temporary restraining order 12 is set for hearing on 5/3. Motion to appear pro hac vice is granted.`, ""},
		{"nysd", `ORDER granting 31 Motion to Dissolve Temporary Restraining Order as to BestHat Store.`, ""},
		{"nysd", `TEMPORARY RESTRAINING ORDER`, "tro-unclear"},
		{"nysd", `[Temporary Restraining Order]`, "tro-unclear"},
		{"nysd", `ORDER TO SHOW CAUSE: why a preliminary injunction should not issue. IT IS FURTHER ORDERED that pending the hearing Defendants are temporarily restrained from selling.`, "tro-granted"},
		{"nysd", `ORDER TO SHOW CAUSE FOR PRELIMINARY INJUNCTION AND TEMPORARY RESTRAINING ORDER: It is ordered that defendants show cause.`, "tro-granted"},
		{"nysd", `ORDER TO SHOW CAUSE: why a preliminary injunction and temporary restraining order should not issue. The request for a TRO is denied.`, "order-to-show-cause"},
		// Preliminary injunctions.
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. for preliminary injunction (Roe, Jane)`, "pi-sought"},
		{"cand", `NOTICE OF MOTION AND MOTION for Preliminary Injunction filed by Example LLC.`, "pi-sought"},
		{"nysd", `PRELIMINARY INJUNCTION ORDER: 1. The injunctive relief previously granted in the TRO shall remain in place`, "pi-granted"},
		{"ilnd", `PRELIMINARY INJUNCTION Order Signed by the Honorable Jane Roe on 5/20/2024. Mailed notice`, "pi-granted"},
		{"flsd", `ORDER Granting Plaintiff's Application for PRELIMINARY INJUNCTION. Signed by Judge Jane Roe`, "pi-granted"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff's motion for preliminary injunction 26 is granted. The temporary restraining order entered on 5/6/2024 expires. Enter Preliminary Injunction Order.`, "pi-granted"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion to convert the temporary restraining order to a preliminary injunction 26 is granted.`, "pi-granted"},
		{"nysd", `ORDER re: 9 MOTION to Seal Schedule A. The motion for a preliminary injunction is DENIED without prejudice.`, "pi-denied"},
		{"lamd", `RULING AND ORDER denying 1 Motion for Preliminary Injunction. Signed by Judge Jane Roe`, "pi-denied"},
		{"lamd", `ORDER REFERRING MOTION to USMJ: MOTION for Preliminary Injunction filed by Example.`, ""},
		{"flsd", `REPORT AND RECOMMENDATIONS re 12 MOTION for Preliminary Injunction. Recommending that the motion be GRANTED.`, ""},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion for preliminary injunction hearing set for 5/20/2024.`, ""},
		{"lamd", `NOTICE OF APPEAL of 8 Order on Motion for Preliminary Injunction by John Roe`, ""},
		{"nysd", `RESPONSE in Opposition to Motion re: 12 MOTION for Preliminary Injunction . Document filed by BestHat Store.`, ""},
		// Defaults.
		{"flsd", `MOTION for Clerks Entry of Default as to all Defendants by Example Bags`, "default-sought"},
		{"flsd", `Clerk's Entry of Default as to BestHat Store. Signed by DEPUTY CLERK on 6/1/2024.`, "default-entered"},
		{"nysd", `CLERK'S CERTIFICATE OF DEFAULT as to BestHat Store.`, "default-entered"},
		{"nysd", `PROPOSED CLERK'S CERTIFICATE OF DEFAULT. Document filed by Example Hats.`, ""},
		{"ilnd", `MOTION by Plaintiff Example Toys, Inc. for default judgment as to the Defaulting Defendants`, "default-judgment-sought"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Motion for entry of default 40 is granted. Default is entered against all remaining defendants.`, "default-ruled"},
		{"ilnd", `DEFAULT Judgment Signed by the Honorable Jane Roe on 7/1/2024.`, "default-judgment"},
		{"ilnd", `FINAL DEFAULT JUDGMENT ORDER Signed by the Honorable Jane Roe on 7/1/2024. Civil case terminated.`, "default-judgment"},
		{"flsd", `ORDER ON MOTION FOR ENTRY OF DEFAULT FINAL JUDGMENT: Accordingly, Plaintiff's Motion, ECF No. 16, is GRANTED against those Defendants.`, "default-judgment"},
		{"flsd", `FINAL DEFAULT JUDGMENT AND PERMANENT INJUNCTION. Signed by Judge Jane Roe`, "default-judgment"},
		{"nysd", `OPINION AND ORDER: re: 26 MOTION for Default Judgment as to Defendants filed by Example. The motion is GRANTED IN PART and DENIED IN PART.`, "default-judgment"},
		{"flsd", `REPORT AND RECOMMENDATIONS re 16 Motion for Default Judgment`, "default-judgment-recommended"},
		{"ilnd", `MOTION by Defendant BestHat Store to set aside default judgment`, ""},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Defendant's motion to vacate default judgment 52 is granted.`, ""},
		// Dismissals.
		{"ilnd", `NOTICE of Voluntary Dismissal by Example Toys, Inc. as to certain defendants`, "party-dismissed"},
		{"ilnd", `NOTICE of Voluntary Dismissal by Example Toys, Inc. pursuant to Rule 41(a)(1) Without Prejudice of All Remaining Defendants`, "voluntary-dismissal"},
		{"nysd", `NOTICE OF VOLUNTARY DISMISSAL Pursuant to Rule 41(a)(1)(A)(i) of the Federal Rules of Civil Procedure, the plaintiff gives notice`, "voluntary-dismissal"},
		{"txed", `NOTICE by Example LLC of Voluntary Dismissal of Defendant Sample Corporation with Prejudice`, "party-dismissed"},
		{"txed", `***FILED IN ERROR, PLEASE IGNORE***NOTICE by Example LLC of Voluntary Dismissal of Defendant Sample Corporation`, ""},
		{"txwd", `STIPULATION of Dismissal by Example LLC`, "dismissal-stipulation"},
		{"txwd", `Joint STIPULATION of Dismissal with Prejudice by Example LLC`, "dismissal-stipulation"},
		{"txwd", `Unopposed MOTION for Extension of Time to File Joint Stipulation of Dismissal by Example`, ""},
		{"txed", `MOTION by Defendant Sample, Inc. to dismiss for lack of personal jurisdiction`, ""},
		{"txed", `ORDER granting 9 Motion to Dismiss. All claims between plaintiff and defendant, Sample Inc., are hereby dismissed WITH PREJUDICE. Each motion not ruled on is DENIED AS MOOT.`, "party-dismissed"},
		{"cand", `ORDER by Judge Jane Roe granting 20 Motion to Dismiss with leave to amend.`, ""},
		{"cand", `ORDER by Judge Jane Roe granting in part and denying in part 20 Motion to Dismiss.`, ""},
		{"cand", `ORDER by Judge Jane Roe denying 20 Motion to Dismiss.`, ""},
		{"cand", `ORDER granting 20 Motion to Dismiss Counterclaims.`, ""},
		{"ca7", `ORDER: The appeal is DISMISSED pursuant to Rule 42(b).`, ""},
		{"flsd", `ORDER DISMISSING CASE without prejudice. Closing Case. Signed by Judge Jane Roe`, "case-dismissed"},
		{"lamd", `JUDGMENT: For the written reasons assigned, Plaintiff's claims are DISMISSED WITH PREJUDICE, each party to bear its own costs.`, "case-dismissed"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Pursuant to the notice of voluntary dismissal, this case is dismissed without prejudice. Civil case terminated. Mailed notice`, "case-dismissed"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: All pending motions are dismissed as moot.`, ""},
		// Settlement, end, stay, joinder, appearance, show cause.
		{"alsd", `NOTICE of Settlement by Example`, "settlement"},
		{"txed", `Joint MOTION to Stay All Deadlines and Notice of Settlement by Sample, Inc.`, "settlement"},
		{"ilnd", `Civil case terminated.`, "closed"},
		{"nysd", `ORDER: The Clerk of Court is directed to close this case.`, "closed"},
		{"lamd", `ORDER: The Clerk shall administratively terminate this action in his records.`, ""},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: The complaint alleges infringement by 99 defendants; joinder is doubtful. All pending motions are hereby stayed.`, "stay-joinder"},
		{"ilnd", `MINUTE entry before the Honorable Jane Roe: Plaintiff is ordered to show cause why defendants should not be severed for misjoinder.`, "stay-joinder"},
		{"ilnd", `ORDER to show cause why the defendants are properly joined under 35 U.S.C. 299 Signed by the Honorable Jane Roe`, "show-cause-joinder"},
		{"flsd", `PAPERLESS ORDER TO SHOW CAUSE why this case should not be dismissed for failure to serve.`, "order-to-show-cause"},
		{"txed", `ORDER granting 22 Motion to Stay. All unreached deadlines in this case as to Example LLC are STAYED until 2-26-2016.`, ""},
		{"ilnd", `ATTORNEY Appearance for Defendants BestHat Store by Jane Roe`, "appearance"},
		{"ilnd", `ATTORNEY Appearance for Plaintiff Example Toys, Inc. by Jane Roe`, ""},
		{"nysd", `NOTICE OF APPEARANCE by Jane Roe on behalf of BestHat Store.`, ""},
		{"", "", ""},
	} {
		if got := ReadEntry(tc.court, "", tc.text); got.Act != tc.act || stages[got.Stage] == 0 && tc.act != "" {
			t.Errorf("%s %q:\n got %+v, want %q", tc.court, tc.text, got, tc.act)
		}
	}
}

// TestNameAndText holds that the text decides and the name speaks where the
// text is silent.
func TestNameAndText(t *testing.T) {
	for _, tc := range []struct{ court, name, text, act string }{
		{"flsd", "Order on Motion for Preliminary Injunction", "ORDER granting 6 . Signed by Judge Jane Roe", "pi-ruled"},
		{"flsd", "Order on Motion for Preliminary Injunction", "ORDER denying 6 Motion for Preliminary Injunction", "pi-denied"},
		{"flsd", "Motion for TRO", "***STRICKEN per order 9*** MOTION for TRO", ""},
		{"txed", "Notice of Voluntary Dismissal", "***FILED IN ERROR, PLEASE IGNORE***", ""},
		{"flsd", "Motion to Seal", "", "seal-motion"},
		{"flsd", "Order", "", ""},
	} {
		if got := ReadEntry(tc.court, tc.name, tc.text); got.Act != tc.act {
			t.Errorf("%s %q %q: %+v, want %q", tc.court, tc.name, tc.text, got, tc.act)
		}
	}
}

// TestResolve follows an order to the entry it rules on.
func TestResolve(t *testing.T) {
	for _, tc := range []struct{ order, refers, outcome, other, act string }{
		{"ORDER Adopting 34 Report and Recommendations. Signed by Judge Jane Roe", "34", "adopted",
			"REPORT AND RECOMMENDATIONS re 6 MOTION for Preliminary Injunction. Recommending that the motion be GRANTED. (Attachments: # 1 Exhibit)", "pi-granted"},
		{"ORDER Adopting 34 Report and Recommendations.", "34", "adopted", "REPORT AND RECOMMENDATIONS re 6 MOTION for Preliminary Injunction recommending that the motion be DENIED.", "pi-denied"},
		{"ORDER Adopting 34 Report and Recommendations.", "34", "adopted", "REPORT AND RECOMMENDATIONS re 6 MOTION for Preliminary Injunction.", "pi-ruled"},
		{"ORDER Adopting 34 Report and Recommendations.", "34", "adopted", "MOTION for Preliminary Injunction by Example", ""},
		{"PAPERLESS ORDER granting [7].", "7", "granted", "Plaintiff's MOTION for Temporary Restraining Order by Example", "tro-granted"},
		{"PAPERLESS ORDER denying [7].", "7", "denied", "Plaintiff's MOTION for Temporary Restraining Order by Example", "tro-denied"},
		{"PAPERLESS ORDER granting [7].", "7", "granted", "MOTION for Extension of Time to File Answer", ""},
		{"PAPERLESS ORDER granting [7].", "7", "granted", "***FILED IN ERROR*** MOTION for Temporary Restraining Order", ""},
		{"ORDER granting 4 Motion for Temporary Restraining Order", "", "", "", ""},
		{"NOTICE of ORDER granting 4 .", "", "", "", ""},
	} {
		e := ReadEntry("flsd", "", tc.order)
		if e.Refers != tc.refers || e.Outcome != tc.outcome {
			t.Errorf("%q: refers to %q, %q; want %q, %q", tc.order, e.Refers, e.Outcome, tc.refers, tc.outcome)
		}
		if got := e.Resolve("flsd", tc.other); got.Act != tc.act {
			t.Errorf("%q, %q: %+v, want %q", tc.order, tc.other, got, tc.act)
		}
	}
}

// TestEntriesBeside holds the entries labelled beside the checkout.
func TestEntriesBeside(t *testing.T) {
	want := map[string]string{}
	for _, r := range beside(t, "stages.csv")[1:] {
		want[r[0]] = r[1]
	}
	right, all := 0, 0
	check := func(label, court, name, text string) {
		all++
		got := ReadEntry(court, name, text).Stage
		if got == "" {
			got = "other"
		}
		if got == want[label] {
			right++
		} else {
			t.Logf("%s %q %.80q: %q, want %q", court, name, text, got, want[label])
		}
	}
	for _, r := range beside(t, "docket_entries.tsv")[1:] {
		check(r[0], r[1], r[5], r[6])
	}
	for _, r := range beside(t, "docket_entries_schedule_a.tsv")[1:] {
		check(r[0], r[1], "", r[3])
	}
	if right*100 < all*95 {
		t.Errorf("%d of %d stages right, want 95 %%", right, all)
	}
}

func FuzzReadEntry(f *testing.F) {
	for _, s := range []string{
		"ORDER granting 4 Motion for Temporary Restraining Order; denying 5 Motion to Seal.", "1)TEMPORARY RESTRAINING ORDER; 2) ORDER",
		"MOTION by Plaintiff for leave to file under seal, MOTION for TRO", "MINUTE entry before Judge: Motion granted. Enter.", "***FILED IN ERROR***NOTICE",
		"ORDER Adopting 34 Report and Recommendations.", "SEALED EXHIBIT Schedule A", "’’\xff(Attachments: granted", "MOTION", "notice of motion and motion",
	} {
		f.Add("nysd", "", s)
		f.Add("flsd", s+"\xff", "")
	}
	f.Fuzz(func(t *testing.T, court, name, text string) {
		if event := ReadEvent(court, name+text); stages[event.Stage] == 0 && event.Stage != "" {
			t.Errorf("stage %q is not of the closed list", event.Stage)
		}
		e := ReadEntry(court, name, text)
		if _, known := stages[e.Stage]; !known {
			t.Errorf("stage %q is not of the closed list", e.Stage)
		}
		if (e.Refers == "") != (e.Outcome == "") || e.Refers != "" && e.Stage != "" {
			t.Errorf("%+v refers and says what it is", e)
		}
		if r := e.Resolve(court, text); stages[r.Stage] == 0 && r.Stage != "" {
			t.Errorf("resolved to %+v", r)
		}
	})
}
