// Package docket knows the wording of United States federal court dockets:
// courts, case numbers, captions, and what entries say, by name or text.
package docket

// A Tier says by which sign a caption was read as a suit against many online
// sellers at once. The empty tier is no sign.
type Tier string

// The tiers, strongest first.
const (
	ScheduleA      Tier = "schedule-a"     // "… Identified on Schedule A", and not a bankruptcy "Schedule A/B"
	Unincorporated Tier = "unincorporated" // "… Unincorporated Associations …", its abbreviations, "Unknown Online Sellers"
	Does           Tier = "does"           // "Does 1-89", which needs a sign of intellectual property beside it
	Pseudonym      Tier = "pseudonym"      // plaintiff "XYZ Corp." or "ABC Company": a sealed brand owner
	Handle         Tier = "handle"         // first defendant has the shape of a store handle
)

// A Caption is the name of a case, read.
type Caption struct {
	Text      string // cleaned, as people write it
	Plaintiff string // first party before " v. "; empty for "In re …"
	Defendant string // first party after it
	EtAl      bool   // "et al" stood in the title
	Tier      Tier
	Sign      string // the words of the caption that the tier rests on
}

// An Event is the name of one docket event, read. Stage and Act are words of
// the closed lists of suits; both are empty for an event that says neither.
type Event struct {
	Stage    string // "complaint", "tro-sought", "tro-ruled", "ip-report", …
	Act      string // "tro-granted", …
	Routine  bool   // a clerk's utility event ("~Util - Set Hearings"): housekeeping
	IPReport bool   // AO 120/121 report: the suit is about a patent, trademark or copyright
	Right    string // "patent", "trademark", "copyright" where the event names one alone, else ""
}
