package cipo

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// A mark is one record, days as 2006-01-02 or "".
type mark struct {
	operation    string
	serial       string
	registration string
	status, code string // the office's words and those of the standard
	statusDay    string

	applied, received, advertised, opposed, registered, abandoned, ended, expires string

	opposeUntil string // as the office states it

	category, feature, language, madrid string

	words      []string
	forms      []string // the mark in other words or letters
	classes    []int
	goods      []goods
	applicants []crawlers.Party
	opponents  []string
	agent      string
	priorities []priority
	events     []event
}

type goods struct {
	class, language, text string
}

type priority struct {
	Country string `json:"country,omitempty"`
	Number  string `json:"number,omitempty"`
	Date    string `json:"date,omitempty"`
}

type event struct {
	Code string `json:"code,omitempty"`
	Text string `json:"text,omitempty"`
	Date string `json:"date,omitempty"`
}

// Limits of one record.
const (
	maxPeople = 100
	maxParts  = 500 // of goods, words or priorities
	maxEvents = 1000
)

// add appends to a list of one record.
func add[T any](list *[]T, most int, one T) {
	if len(*list) < most {
		*list = append(*list, one)
	}
}

// read takes from a record what is told of it. The elements of its first level
// are those that were seen in records or that their readers name.
func (m *mark) read(record register.Element) {
	m.operation = register.Line(record.Attr("operationCategory"))
	for e := range record.Children() {
		switch string(e.Name()) {
		case "RegistrationOfficeCode", "ReceivingOfficeCode", "FilingPlace", "NonUseCancelledIndicator", "TradeDistinctivenessIndicator", "UseRight", "UseLimitationText",
			"CommentText", "OppositionPeriodStartDate", "MarkFeatureDescription", "MarkDescriptionBag", "MarkDisclaimerBag", "NationalCorrespondent", "Authorization",
			"AssociatedApplicationNumber", "DivisionalApplicationBag", "NationalAssociatedMarkBag", "RequestSearch", "RequestExamination":
			// Addresses of people, and what says nothing of the mark's place.
		default:
			if !m.take(e) {
				e.Unknown()
			}
		}
	}
	if m.applied == "" {
		m.applied = m.received
	}
	for _, ev := range m.events {
		switch {
		case ev.Code == "42" && m.advertised == "":
			m.advertised = ev.Date
		case ev.Code == "30" && m.applied == "":
			m.applied = ev.Date
		}
	}
}

// take reads an element, or what it holds, and reports whether it is known.
func (m *mark) take(e register.Element) bool {
	switch name := string(e.Name()); name {
	case "ApplicationNumber":
		if n := e.Child("ST13ApplicationNumber"); n.There() {
			return m.take(n)
		}
	case "ST13ApplicationNumber":
		m.serial = serial(e.Line())
	case "RegistrationNumber":
		m.registration = e.Line()
	case "MarkCurrentStatusCode":
		m.code = e.Line()
	case "MarkCurrentStatusInternalDescriptionText":
		m.status = e.Line()
	case "MarkCurrentStatusDate":
		m.statusDay = day(e)
	case "ApplicationDate":
		m.applied = day(e)
	case "ReceivingOfficeDate":
		m.received = day(e)
	case "RegistrationDate":
		m.registered = day(e)
	case "ApplicationAbandonedDate":
		m.abandoned = day(e)
	case "TerminationDate":
		m.ended = day(e)
	case "ExpiryDate":
		m.expires = day(e)
	case "OppositionPeriodEndDate":
		m.opposeUntil = day(e)
	case "MarkCategory":
		m.category = e.Line()
	case "ApplicationLanguageCode":
		m.language = e.Line()
	case "InternationalMarkIdentifier":
		m.madrid = e.Line()
	case "MarkFeatureCategory":
		if m.feature == "" { // the first is that of the whole
			m.feature = e.Line()
		}
	case "MarkSignificantVerbalElementText", "MarkVerbalElementText":
		m.word(&m.words, e.Line())
	case "MarkTranslationText", "MarkTransliteration":
		for _, form := range renderings(e.Line()) {
			m.word(&m.forms, form)
		}
	case "IndexHeadingText":
		m.word(&m.forms, e.Line())
	case "GoodsServicesClassification":
		m.class(e.Child("ClassNumber").Line())
	case "ClassDescription":
		m.description(e)
	case "Publication":
		m.publication(e)
	case "Priority":
		m.priority(e)
	case "MarkEvent":
		m.event(e)
	case "Applicant":
		add(&m.applicants, maxPeople, applicant(e))
	case "NationalRepresentative":
		m.agent = called(find(e, "EntityName"))
	case "OppositionProceeding", "OppositionProceedingBag":
		m.opposition(e)
	default:
		return m.through(e, name)
	}
	return true
}

// holders are the elements that only hold others, besides the bags.
var holders = []string{"MarkRepresentation", "MarkReproduction", "WordMarkSpecification", "NationalTrademarkInformation", "GoodsServices", "LegalProceedings", "IndexHeading"}

// through reads what an element holds that only holds others.
func (m *mark) through(e register.Element, name string) bool {
	if !strings.HasSuffix(name, "Bag") && !slices.Contains(holders, name) {
		return false
	}
	for c := range e.Children() {
		m.take(c)
	}
	return true
}

// serial returns the number of an application from that of ST.13: two digits
// for trademarks, the first of which is 3, eleven for the number, and two for
// its extension, which is named where there is one.
func serial(st13 string) string {
	if len(st13) != 15 || st13[0] != '3' || strings.Trim(st13, "0123456789") != "" {
		return ""
	}
	n, extension := strings.TrimLeft(st13[2:13], "0"), st13[13:]
	if n == "" || extension == "00" {
		return n
	}
	return n + "-" + extension
}

// day returns a day, which may have a time zone behind it, or "".
func day(e register.Element) string {
	s := e.Line()
	if len(s) < len(time.DateOnly) {
		return ""
	}
	d, ok := register.Day(time.DateOnly, s[:len(time.DateOnly)])
	if !ok {
		return ""
	}
	return d.Format(time.DateOnly)
}

// find returns the first element of that name in e, however deep.
func find(e register.Element, name string) register.Element {
	for c := range e.Children() {
		if string(c.Name()) == name {
			return c
		}
		if in := find(c, name); in.There() {
			return in
		}
	}
	return register.Element{}
}

// design is what titles say of a drawing that belongs to the words.
var design = regexp.MustCompile(`(?i)\s*(?:&|\band\b|\bet\b)\s*(?:design|dessin)s?$`)

// word adds words of the mark, and those before "& Design" by themselves.
func (m *mark) word(list *[]string, s string) {
	if s == "" {
		return
	}
	add(list, maxParts, s)
	if bare := design.ReplaceAllString(s, ""); bare != s && bare != "" {
		add(&m.forms, maxParts, bare)
	}
}

// renderings returns what a translation or transliteration tells, which is a
// sentence or the words alone.
func renderings(s string) []string {
	const alone = 5 // words
	if forms := register.Renderings(s); len(forms) > 0 || len(strings.Fields(s)) > alone {
		return forms
	}
	return []string{s}
}

func (m *mark) class(s string) {
	if n, ok := register.Class(s); ok {
		add(&m.classes, maxParts, n)
	}
}

// description reads goods or services: described in the words of the
// applicant, in his language, or named by terms of the office's list.
func (m *mark) description(e register.Element) {
	class := e.Child("ClassNumber").Line()
	m.class(class)
	m.texts(e, class)
}

func (m *mark) texts(e register.Element, class string) {
	for c := range e.Children() {
		switch string(c.Name()) {
		case "GoodsServicesDescriptionText", "ClassificationTermText":
			if text := c.Line(); text != "" {
				add(&m.goods, maxParts, goods{class, strings.ToLower(register.Line(c.Attr("languageCode"))), text})
			}
		default:
			m.texts(c, class)
		}
	}
}

// publication reads a publication in the journal. A mark that is advertised
// again can be opposed again.
func (m *mark) publication(e register.Element) {
	if s := find(e, "PublicationStatusCategory").Line(); s != "" && !strings.EqualFold(s, "Advertised") {
		return
	}
	for _, name := range []string{"PublicationActionDate", "PublicationDate"} {
		if d := day(find(e, name)); d != "" {
			m.advertised = max(m.advertised, d)
			return
		}
	}
}

func (m *mark) priority(e register.Element) {
	add(&m.priorities, maxParts, priority{
		e.Child("PriorityCountryCode").Line(), find(e, "ApplicationNumberText").Line(), day(e.Child("PriorityApplicationFilingDate")),
	})
}

func (m *mark) event(e register.Element) {
	add(&m.events, maxEvents, event{find(e, "MarkEventCode").Line(), find(e, "MarkEventDescriptionText").Line(), day(e.Child("MarkEventDate"))})
}

// opposition reads who opposes and since when.
func (m *mark) opposition(e register.Element) {
	for c := range e.Children() {
		switch name := string(c.Name()); name {
		case "OppositionDate":
			if d := day(c); d != "" && (m.opposed == "" || d < m.opposed) {
				m.opposed = d
			}
		case "Plaintiff":
			if who := called(find(c, "EntityName")); who != "" && !slices.Contains(m.opponents, who) {
				add(&m.opponents, maxPeople, who)
			}
		case "OppositionProceeding", "PlaintiffBag":
			m.opposition(c)
		}
	}
}

// called returns a name. Old ones have the comma behind them that went before
// "a corporation organised under the laws of …".
func called(e register.Element) string { return strings.TrimRight(e.Line(), " ,;") }

// applicant reads who has the mark. Lines of an address may hold the street of
// a person, so that of one who is no company only the province and the country
// are told.
func applicant(e register.Element) crawlers.Party {
	p := crawlers.Party{Role: crawlers.Applicant, Name: called(e.Child("LegalEntityName"))}
	if name := called(find(e, "EntityName")); p.Name == "" {
		p.Name = name
	} else if name != "" && name != p.Name {
		p.Aliases = []string{name}
	}
	var street, place []string
	country, postcode := "", ""
	for c := range find(e, "PostalStructuredAddress").Children() {
		switch s := c.Line(); string(c.Name()) {
		case "AddressLineText":
			add(&street, maxPeople, s)
		case "CityName", "GeographicRegionName":
			add(&place, maxPeople, s)
		case "PostalCode":
			postcode = s
		case "CountryCode":
			country = s
		}
	}
	if country == "" {
		country = e.Child("NationalLegalEntityCode").Line()
	}
	p.Country = register.Country(country)
	if register.Company(p.Name) {
		place = append(append(street, place...), postcode)
	}
	p.Address = strings.Join(slices.DeleteFunc(place, func(s string) bool { return s == "" }), ", ")
	return p
}
