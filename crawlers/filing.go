package crawlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind is the sort of dispute a filing belongs to.
type Kind string

// The kinds of dispute. The list is closed.
const (
	Section337 Kind = "section-337"
	Lawsuit    Kind = "lawsuit"
	Squatting  Kind = "squatting"
)

// A Key names a matter by the number its authority gave it, so that two
// sources that tell of the same matter produce the same Key. Courts are
// "us-ilnd" and their number has its office digit ("1:26-cv-00011").
type Key struct {
	Authority string `json:"authority"`
	Number    string `json:"number"`
}

func (k Key) String() string { return k.Authority + "/" + k.Number }

// Role is what a party is in a matter.
type Role string

// The roles of parties. The list is closed.
const (
	Complainant Role = "complainant"
	Respondent  Role = "respondent"
	Plaintiff   Role = "plaintiff"
	Defendant   Role = "defendant"
	Applicant   Role = "applicant"
	Owner       Role = "owner"
	Opponent    Role = "opponent"
	Agent       Role = "agent"
	LawFirm     Role = "law-firm"
)

// Accused reports whether the role is the side a claim is made against.
func (r Role) Accused() bool { return r == Respondent || r == Defendant }

// Grade says how sure it is that a party is Chinese.
type Grade string

// The grades: 确认, 疑似, 未知.
const (
	Confirmed Grade = "confirmed"
	Suspected Grade = "suspected"
	Unknown   Grade = "unknown"
)

// A Party is a person or company named in a filing.
type Party struct {
	Role    Role     `json:"role"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	Address string   `json:"address,omitempty"`
	Country string   `json:"country,omitempty"`
	Region  string   `json:"region,omitempty"` // six-digit code of the place in China
	Grade   Grade    `json:"grade,omitempty"`
}

// A Mark is a trademark at stake. Classes are Nice classes.
type Mark struct {
	Text    string   `json:"text"`
	Classes []int    `json:"classes,omitempty"`
	Goods   string   `json:"goods,omitempty"`
	Owners  []string `json:"owners,omitempty"`
}

// A Date is the moment an authority gives an act: a day, where it gives only
// the day, else an instant with the authority's offset.
type Date struct {
	time.Time
	Day bool // only the day is known
}

// MarshalJSON writes "2006-01-02" for a day and RFC 3339 for an instant.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.Day {
		return json.Marshal(d.Format(time.DateOnly))
	}
	return json.Marshal(d.Format(time.RFC3339))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	layout := time.RFC3339
	if len(s) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, s)
	*d = Date{t, layout == time.DateOnly}
	return err
}

// A Bridge is a name by which two matters may be known to be one, such as the
// number of a document that moved from one to the other. Matters that carry
// the same firm bridge are joined. A likely one joins two only if nothing
// speaks against it.
type Bridge struct {
	Name   string `json:"name"`
	Likely bool   `json:"likely,omitempty"`
}

// A Filing is one act in one matter as one source tells it.
//
// The act is named by its place with the authority (Slug: "entry.35"), never
// by what we read in it; Act is the word for it ("tro-granted") and may be
// corrected without a new name. A source that tells of one act in several
// documents or places of its own tells them apart by Part.
type Filing struct {
	Key     Key             `json:"key"`
	Aliases []Key           `json:"aliases,omitempty"` // other numbers of the matter that the same row of the authority gives
	Bridges []Bridge        `json:"bridges,omitempty"`
	Slug    string          `json:"-"`
	Part    string          `json:"-"`
	Act     string          `json:"act,omitempty"`
	Kind    Kind            `json:"kind"`
	Title   string          `json:"title"`
	Filed   Date            `json:"filed"`
	Shown   *Date           `json:"shown,omitempty"` // when the place first showed it to the public, as far as it says
	Parties []Party         `json:"parties,omitempty"`
	Marks   []Mark          `json:"marks,omitempty"`
	Patents []string        `json:"patents,omitempty"`
	Product string          `json:"product,omitempty"`
	URL     string          `json:"url,omitempty"`
	Text    string          `json:"text,omitempty"`
	Routine bool            `json:"routine,omitempty"` // a clerk's housekeeping: kept with its matter, never judged or told
	Source  string          `json:"source"`            // set by the Visit
	Fetched time.Time       `json:"fetched,omitzero"`  // set by the Visit, UTC
	Page    string          `json:"page,omitempty"`    // sha256 of the stored page, set by the Visit
	Raw     json.RawMessage `json:"raw,omitempty"`     // the source's own fields, with its nulls and empty strings
}

// ActID names the act: the same for every source that tells of it.
func (f *Filing) ActID() string { return f.Key.String() + "#" + f.Slug }

// ID names the report: the act as one source tells it ("…#complaint<edis"), or
// one part of what the source tells of it ("…#complaint<edis/793615").
func (f *Filing) ID() string {
	if f.Part == "" {
		return f.ActID() + "<" + f.Source
	}
	return f.ActID() + "<" + f.Source + "/" + f.Part
}

// bare is a Filing without its methods, for encoding/json.
type bare Filing

// MarshalJSON writes the filing with its name first, and leaves it to the
// encoder around it to escape the "<" in it.
func (f Filing) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(struct {
		ID string `json:"id"`
		bare
	}{f.ID(), bare(f)})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads what MarshalJSON writes; slug and part come from the name.
func (f *Filing) UnmarshalJSON(b []byte) error {
	in := struct {
		ID string `json:"id"`
		*bare
	}{bare: (*bare)(f)}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	rest, ok := strings.CutPrefix(in.ID, f.Key.String()+"#")
	if !ok {
		return fmt.Errorf("filing %q: the id does not begin with its key %s", in.ID, f.Key)
	}
	f.Slug, rest, _ = strings.Cut(rest, "<")
	_, f.Part, _ = strings.Cut(rest, "/")
	return nil
}

// Digest names the version of the report. It leaves out who looked and when,
// or every visit would look like a change, and when it was shown, which places
// touch without a change of what they say.
func (f Filing) Digest() string {
	f.Source, f.Fetched, f.Page, f.Shown = "", time.Time{}, "", nil
	b, err := json.Marshal(f)
	if err != nil {
		// Only a Raw that is not JSON can do this; then its bytes are the version.
		b = f.Raw
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Limits of what one filing may hold; a page that goes beyond them is broken
// or hostile.
const (
	maxTitle   = 20_000
	maxText    = 1 << 20
	maxRaw     = 12 << 20
	maxParties = 5_000
	maxName    = 300
)

// Validate reports why f cannot be trusted, or nil.
func (f *Filing) Validate(now time.Time) error {
	var errs []error
	bad := func(is bool, format string, args ...any) {
		if is {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(f.Key.Authority == "" || f.Key.Number == "", "no key")
	bad(strings.ContainsAny(f.Key.Authority, "/#<>@ ") || strings.ContainsAny(f.Key.Number, "#<>@ "), "key %.80q holds a separator", f.Key.String())
	bad(f.Slug == "" || strings.ContainsAny(f.Slug, "#<>@ "), "no usable place in the matter: %.80q", f.Slug)
	bad(strings.ContainsAny(f.Part, "#<>@ "), "part %.80q holds a separator", f.Part)
	bad(len(f.Key.Authority)+len(f.Key.Number)+len(f.Slug)+len(f.Part) > maxName, "name too long")
	bad(f.Title == "", "no title")
	bad(len(f.Title) > maxTitle || len(f.Text) > maxText || len(f.Raw) > maxRaw || len(f.Parties) > maxParties, "too long")
	bad(!utf8.ValidString(f.Title) || !utf8.ValidString(f.Text), "not UTF-8")
	bad(f.URL != "" && !strings.HasPrefix(f.URL, "https://") && !strings.HasPrefix(f.URL, "http://"), "address %.80q is not one of the web", f.URL)
	bad(strings.ContainsRune(f.Title+f.Text, 0), "holds a NUL")
	for _, p := range f.Parties {
		bad(!utf8.ValidString(p.Name) || strings.ContainsRune(p.Name, 0) || len(p.Name) > maxTitle, "party %.80q", p.Name)
	}
	bad(len(f.Marks) > maxParties || len(f.Patents) > maxParties || len(f.Aliases)+len(f.Bridges) > maxParties, "too many marks, patents or aliases")
	bad(len(f.Raw) > 0 && !json.Valid(f.Raw), "raw is not JSON")
	switch {
	case f.Filed.IsZero():
		errs = append(errs, errors.New("no date"))
	case f.Filed.After(now.AddDate(0, 0, 7)):
		errs = append(errs, fmt.Errorf("dated %s, which is to come", f.Filed.Format(time.DateOnly)))
	}
	return errors.Join(errs...)
}
