package ids

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/section337"
)

// A row is one stage of a matter, in the labels of the dump; what is not named
// here is not read. Nobody promises a value's type: what is a text in one row
// is {"Name": …} or null in another, so values stay as they are until they are
// asked for.
type row struct {
	Number      json.RawMessage `json:"Investigation Number,omitempty"`
	ID          json.RawMessage `json:"Investigation ID,omitempty"`
	Case        json.RawMessage `json:"Case ID,omitempty"`
	Docket      json.RawMessage `json:"Docket Number,omitempty"`
	Type        json.RawMessage `json:"Investigation Type,omitempty"`
	Phase       json.RawMessage `json:"Investigation Phase,omitempty"`
	PhaseNumber json.RawMessage `json:"Phase Number,omitempty"`
	Status      json.RawMessage `json:"Investigation Status,omitempty"`
	Topic       json.RawMessage `json:"Topic,omitempty"`
	Title       json.RawMessage `json:"Full Title,omitempty"`
	Received    json.RawMessage `json:"Initiating Document Received Date,omitempty"`
	Start       json.RawMessage `json:"Start Date,omitempty"`
	Published   json.RawMessage `json:"Date of Publication of FR Notice (NOI),omitempty"`
	Citation    json.RawMessage `json:"F.R. Citation for Notice of Institution,omitempty"`
	Target      json.RawMessage `json:"Target Date,omitempty"`
	End         json.RawMessage `json:"Investigation End Date,omitempty"`
	Outcome     json.RawMessage `json:"Final Determination Type,omitempty"`

	Categories   json.RawMessage `json:"Investigation Categories,omitempty"`
	Participants json.RawMessage `json:"Participants,omitempty"`
	Property     json.RawMessage `json:"Intellectual Property,omitempty"`
	UnfairActs   json.RawMessage `json:"Unfair Act,omitempty"`
	Orders       json.RawMessage `json:"Unfair Import Orders,omitempty"`
}

// The lists of a row, as far as they are read.
type (
	participant struct {
		Type        json.RawMessage `json:"Participant Type"`
		Name        json.RawMessage `json:"Participant"`
		Disposition json.RawMessage `json:"Participant Disposition"`
		Disposed    json.RawMessage `json:"Participant Disposition Date"`
	}
	property struct {
		ID struct{ Type, Number json.RawMessage } `json:"Intellectual Property ID"`
	}
	unfairAct struct {
		Name json.RawMessage `json:"Unfair Act in Notice"`
	}
	order struct {
		Title json.RawMessage `json:"Order Title"`
	}
)

// maxItems bounds each list of a row. The longest seen have some hundred.
const maxItems = 2_000

// items reads a list of objects. An item that is not as we know it is left
// out; a single object stands for a list of one.
func items[T any](raw json.RawMessage) (out []T) {
	if len(raw) == 0 || raw[0] != '[' && raw[0] != '{' {
		return nil
	}
	list := json.NewDecoder(bytes.NewReader(raw))
	if raw[0] == '[' {
		if _, err := list.Token(); err != nil {
			return nil
		}
	}
	for n := 0; n < maxItems && list.More(); n++ {
		var x T
		if list.Decode(&x) == nil {
			out = append(out, x)
		}
	}
	return out
}

// maxWord bounds a text, in bytes. The longest seen are titles.
const maxWord = 5_000

// word reads a text: a string, a number, {"Name": …}, {"name": …} or an object
// that names its value after itself. "" is none.
func word(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return clip(section337.Plain(strings.ReplaceAll(s, "\x00", "")), maxWord)
	case '{':
		var o struct {
			Name    json.RawMessage
			Outcome json.RawMessage `json:"finalDeterminationType"`
		}
		if json.Unmarshal(raw, &o) != nil {
			return ""
		}
		for _, r := range []json.RawMessage{o.Name, o.Outcome} {
			if len(r) > 0 && r[0] != '{' {
				if s := word(r); s != "" {
					return s
				}
			}
		}
		return ""
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return clip(string(raw), maxWord)
	}
	return ""
}

// day reads a date: "05-20-2026", or {"date": "2026-05-26T12:00:00.000+00:00",
// "isNa": false}, whose hour is filled in by the machine. Dates that do not
// apply, or are not understood, are zero.
func day(raw json.RawMessage) crawlers.Date {
	if len(raw) > 0 && raw[0] == '{' {
		var o struct {
			Date json.RawMessage
			IsNA bool
		}
		if json.Unmarshal(raw, &o) != nil || o.IsNA {
			return crawlers.Date{}
		}
		raw = o.Date
	}
	s := ""
	if len(raw) > 0 && raw[0] == '"' {
		s = word(raw)
	}
	for _, layout := range []string{"01-02-2006", time.DateOnly, "01/02/2006"} {
		if len(s) < len(layout) {
			continue
		}
		if t, err := time.Parse(layout, s[:len(layout)]); err == nil && t.Year() >= firstYear {
			return crawlers.Date{Time: t, Day: true}
		}
	}
	return crawlers.Date{}
}

// firstDay returns the first of the values that is a date.
func firstDay(values ...json.RawMessage) crawlers.Date {
	for _, v := range values {
		if d := day(v); !d.IsZero() {
			return d
		}
	}
	return crawlers.Date{}
}

// firstYear is when section 337 became what it is: the first investigations
// with numbers of today began. An earlier date is a placeholder.
const firstYear = 1972

// A person is a participant, read.
type person struct {
	kind, name, country string
	role                crawlers.Role // "" for those who have none of ours
	left                string        // how and when; "" while he has not
}

// people reads the participants. The types of those whose role is not known
// are unknown.
func (w *row) people() (out []person, unknown []string) {
	for _, in := range items[participant](w.Participants) {
		p := person{kind: word(in.Type), name: word(in.Name), country: in.country(), left: word(in.Disposition)}
		if p.name == "" {
			continue
		}
		role, known := roleOf(p.kind)
		if !known {
			unknown = append(unknown, p.kind)
		}
		p.role = role
		if on := day(in.Disposed); p.left != "" && !on.IsZero() {
			p.left += " (" + on.Format(time.DateOnly) + ")"
		}
		out = append(out, p)
	}
	return out, unknown
}

func (p *participant) country() string {
	if len(p.Name) == 0 || p.Name[0] != '{' {
		return "" // the name stands alone
	}
	var o struct{ Country json.RawMessage }
	if json.Unmarshal(p.Name, &o) != nil {
		return ""
	}
	return word(o.Country)
}

// parties returns those whose role is one of ours, once each: the dump repeats
// a party for every order it is named in.
func parties(people []person) []crawlers.Party {
	var out []crawlers.Party
	seen := map[string]bool{}
	for _, in := range people {
		id := string(in.role) + " " + crawlers.FoldName(in.name)
		if in.role == "" || seen[id] {
			continue
		}
		seen[id] = true
		p := crawlers.Party{Role: in.role, Name: in.name}
		// Only for its shops and former names: the dump's names have no place
		// behind them, and "Bank of America" is one.
		if read := section337.ReadParty(in.role, in.name); read.Address == "" && read.Country == "" && len(read.Aliases) > 0 {
			p = read
		}
		p.Country = in.country
		out = append(out, p)
	}
	return out
}

// roleOf maps a participant's type. Those who are neither accused nor accuse
// have no role among ours.
func roleOf(kind string) (role crawlers.Role, known bool) {
	kind = strings.ToLower(kind)
	switch {
	case strings.Contains(kind, "complainant"):
		return crawlers.Complainant, true
	case strings.Contains(kind, "respondent"):
		return crawlers.Respondent, true
	}
	return "", slices.ContainsFunc(bystanders, func(s string) bool { return strings.Contains(kind, s) })
}

var bystanders = []string{"interven", "staff", "ouii", "unfair import", "non-party", "nonparty", "third party", "interested", "amicus", "public"}

// rights returns the patents at stake as the commission writes them
// ("8,325,838", "D701,234", "RE45,678"), and the other rights in words.
func (w *row) rights() (patents, others []string) {
	var ps, rs distinct
	for _, p := range items[property](w.Property) {
		kind, number := word(p.ID.Type), word(p.ID.Number)
		if strings.Contains(strings.ToLower(kind), "patent") {
			ps.add(patentNumber(number))
		} else {
			rs.add(strings.TrimSpace(kind + " " + number))
		}
	}
	return ps.list, rs.list
}

// distinct is a list of words, each once, in the order of first sight.
type distinct struct {
	list []string
	have map[string]bool
}

func (d *distinct) add(s string) {
	if s == "" || d.have[s] {
		return
	}
	if d.have == nil {
		d.have = map[string]bool{}
	}
	d.have[s] = true
	d.list = append(d.list, s)
}

func (d *distinct) String() string { return strings.Join(d.list, "; ") }

// patentNumber sets the commas that one row writes and another leaves out.
func patentNumber(s string) string {
	s = strings.ToUpper(strings.NewReplacer(",", "", " ", "", ".", "").Replace(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "US"), "NO")
	prefix := s[:len(s)-len(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
	digits := s[len(prefix):]
	if len(digits) < 4 || len(digits) > 8 || strings.Trim(digits, "0123456789") != "" || len(prefix) > 2 {
		return ""
	}
	digits = strings.TrimLeft(digits, "0")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return prefix + digits
}
