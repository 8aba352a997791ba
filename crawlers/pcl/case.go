package pcl

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/docket"
	"tocsin/crawlers/newcase"
)

// A row is one case, in the fields of the index that are kept.
type row struct {
	Court        crawlers.Word `json:"courtId"`
	CaseID       crawlers.Word `json:"caseId"`
	Number       crawlers.Word `json:"caseNumberFull"`
	Office       crawlers.Word `json:"caseOffice"`
	Type         crawlers.Word `json:"caseType"`
	Title        crawlers.Word `json:"caseTitle"`
	Filed        crawlers.Word `json:"dateFiled"`
	Closed       crawlers.Word `json:"effectiveDateClosed"`
	Suit         crawlers.Word `json:"natureOfSuit"`
	Jurisdiction crawlers.Word `json:"jurisdictionType"`
	Link         crawlers.Word `json:"caseLink"`
	Panel        crawlers.Word `json:"jpmlNumber"`
	PanelCourt   crawlers.Word `json:"mdlCourtId"`
}

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	a, err := read(body)
	if err != nil {
		return err
	}
	left, told, seen := map[string]int{}, 0, map[string]bool{}
	for _, raw := range a.rows() {
		var r row
		if err := json.Unmarshal(raw, &r); err != nil {
			left["a case that is not in the index's form"]++
			continue
		}
		f, why := r.filing()
		switch {
		case why == otherDocket:
			told++ // and nobody need know
			continue
		case why != "":
			left[why]++
			continue
		}
		if told++; seen[f.ID()] {
			continue
		}
		seen[f.ID()] = true
		if err := emit(f); err != nil {
			return err
		}
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		p.Warn("cases left out", "why", why, "count", left[why], "url", p.URL)
	}
	if told == 0 && len(left) > 0 {
		return fmt.Errorf("%w: none of %d cases could be read", crawlers.ErrShape, len(a.rows()))
	}
	return nil
}

// index is where people find a case whose row has no link.
const index = "https://pcl.uscourts.gov/"

// otherDocket is why a case of another docket than a district court's civil
// one is left out.
const otherDocket = "not a civil case"

// filing tells of the case, or says why it cannot be told.
func (r row) filing() (f crawlers.Filing, why string) {
	court, ok := courtOf(string(r.Court))
	if !ok {
		return f, otherDocket
	}
	number, why := r.number(court)
	if why != "" {
		return f, why
	}
	filed, err := time.Parse(time.DateOnly, first(r.Filed, len(time.DateOnly)))
	if err != nil {
		return f, "a case without the day it was filed"
	}
	name, sealed := newcase.ReadName(string(r.Title))
	if sealed {
		r = row{Court: r.Court, Number: r.Number, Office: r.Office, Type: r.Type, Title: crawlers.Word(name.Title), Filed: r.Filed}
	}
	f = crawlers.Filing{
		Key:     crawlers.Key{Authority: "us-" + court, Number: number},
		Slug:    "entry.1",
		Act:     "complaint",
		Kind:    crawlers.Lawsuit,
		Title:   name.Title,
		Filed:   crawlers.Date{Time: filed, Day: true},
		Parties: newcase.Parties(name),
		URL:     cmp.Or(r.link(), index),
		Text:    docket.Nature{Suit: r.nature()}.String(),
		Raw:     r.raw(),
	}
	if id := r.caseID(); id != "" {
		f.Aliases = []crawlers.Key{{Authority: f.Key.Authority, Number: "case." + id}}
	}
	if r.Panel.Count() > 0 || r.PanelCourt != "" {
		f.Act = ""
	}
	return f, ""
}

func first(w crawlers.Word, n int) string { return string(w[:min(n, len(w))]) }

var district = regexp.MustCompile(`^[a-z]{2,4}d$`)

// courtOf returns the short name of a district court or the Court of Federal
// Claims by the index's name of it: "ilndc" is "ilnd". It is false for courts
// of bankruptcy and of appeals, and for the panel on multidistrict litigation.
func courtOf(id string) (court string, ok bool) {
	id = strings.ToLower(id)
	switch id {
	case "citdc":
		return "cit", true
	case "cofc":
		return id, true
	case "jpmldc":
		return "", false
	}
	if strings.HasSuffix(id, "dc") && len(id) > len("dc") {
		id = strings.TrimSuffix(id, "c")
	}
	return id, district.MatchString(id)
}

// idOf is courtOf the other way, for a question.
func idOf(court string) string {
	switch {
	case court == "cit":
		return "citdc"
	case district.MatchString(court) && !strings.HasSuffix(court, "dc"):
		return court + "c"
	}
	return court
}

// fullNumber is how the index writes a docket number: "1:2015cv01445".
var fullNumber = regexp.MustCompile(`^(?:([0-9a-zA-Z]):)?(?:19|20)?(\d\d)[- ]?([a-zA-Z]{1,5})[- ]?(\d{1,5})$`)

// number reads the docket number. The office's digit stands in it or in a field
// of its own.
func (r row) number(court string) (number, why string) {
	m := fullNumber.FindStringSubmatch(string(r.Number))
	if m == nil {
		if r.Type != "" && !strings.EqualFold(string(r.Type), "cv") {
			return "", otherDocket
		}
		return "", "no docket number"
	}
	office := cmp.Or(m[1], string(r.Office))
	n, ok := docket.ReadNumber(court, fmt.Sprintf("%s:%s-%s-%s", office, m[2], strings.ToLower(m[3]), strings.Repeat("0", 5-len(m[4]))+m[4]))
	switch {
	case !ok:
		return "", "no docket number"
	case docket.CaseType(n.Text) != "cv":
		return "", otherDocket
	case n.Office == "" || n.Office != office:
		return "", "a number without the office's digit, which is not guessed"
	}
	return n.Text, ""
}

// natures are the words of the civil cover sheet, of which the index gives the
// number alone.
var natures = map[string]string{
	"820": "820 Copyright",
	"830": "830 Patent",
	"835": "835 Patent - Abbreviated New Drug Application (ANDA)",
	"840": "840 Trademark",
	"880": "880 Defend Trade Secrets Act",
}

func (r row) nature() string { return cmp.Or(natures[string(r.Suit)], string(r.Suit)) }

// link returns the address of the docket, if it is one of the courts'.
func (r row) link() string {
	u, err := url.Parse(string(r.Link))
	if err != nil || u.Scheme != "https" || u.User != nil || !newcase.OfCourts(u.Hostname()) {
		return ""
	}
	return u.String()
}

var (
	caseNumber = regexp.MustCompile(`^[1-9]\d{0,11}$`)
	linkedCase = regexp.MustCompile(`\.pl\?(\d{1,12})$`)
)

// caseID returns PACER's own number of the case, unless the row's link is to
// another: a wrong one would make two cases one matter.
func (r row) caseID() string {
	id := string(r.CaseID)
	if m := linkedCase.FindStringSubmatch(string(r.Link)); !caseNumber.MatchString(id) || m != nil && m[1] != id {
		return ""
	}
	return id
}

func (r row) raw() json.RawMessage {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings alone, which always can be written
	}
	return b
}
