// Package register knows what trademark registers of several offices share:
// the words for what happens to a mark, the offices and how long each leaves
// for opposition, the shape in which a mark is told, and how the big XML files
// are read in which offices publish.
//
// A record of a register is alive: the office gives it out again, whole, each
// time something happens to it. What it says today is its act; what happened
// before stands in the raw fields.
//
// A day of the largest office is one document of 600 MB. By the profile of such
// a day its time goes, in parts that are nearly equal, into unpacking it, into
// finding its elements, a search for each angle bracket, and into making its
// filings; the first runs beside the others, so that these two limit the speed.
// It takes the memory of some of its largest records.
package register

import (
	"slices"
	"strings"

	"tocsin/crawlers"
)

// The acts of a mark, which are its stages and its slugs too: a matter has one
// act of a kind, and a mark that is published again is the same act revised.
const (
	Applied    = "applied"
	Published  = "published" // for opposition
	Opposed    = "opposed"
	Registered = "registered"
	Refused    = "refused"
	Withdrawn  = "withdrawn" // or abandoned by its applicant
	Cancelled  = "cancelled" // or expired
)

// Acts is the closed list, in the order in which a mark meets them.
var Acts = []string{Applied, Published, Opposed, Registered, Refused, Withdrawn, Cancelled}

// Known reports whether the word is one of the list.
func Known(act string) bool { return slices.Contains(Acts, act) }

// An Office keeps a register. Its code is the authority in keys.
type Office struct {
	Code string
	Name string

	// Days or Months are what it leaves for opposition, counted from
	// publication; both are 0 where it is not counted from there.
	Days, Months int
	Basis        string // where that is laid down
}

// Offices are those whose marks we know how to tell, by code.
var Offices = map[string]Office{
	"us-tm": {Code: "us-tm", Name: "United States Patent and Trademark Office", Days: 30, Basis: "15 U.S.C. 1063(a); 37 CFR 2.101(c)"},
	"br-tm": {Code: "br-tm", Name: "National Institute of Industrial Property of Brazil", Days: 60, Basis: "Lei 9.279/1996, art. 158"},
	"eu-tm": {Code: "eu-tm", Name: "European Union Intellectual Property Office", Months: 3, Basis: "Regulation (EU) 2017/1001, art. 46(1)"},
	"ca-tm": {Code: "ca-tm", Name: "Canadian Intellectual Property Office", Months: 2, Basis: "Trademarks Act, R.S.C. 1985, c. T-13, s. 38(1)"},
	"au-tm": {Code: "au-tm", Name: "IP Australia", Months: 2, Basis: "Trade Marks Regulations 1995, reg. 5.6"},
	"tw-tm": {Code: "tw-tm", Name: "Taiwan Intellectual Property Office", Months: 3, Basis: "Trademark Act, art. 48: from the publication of the registration"},
	"kr-tm": {Code: "kr-tm", Name: "Korean Intellectual Property Office", Days: 30, Basis: "Trademark Act, art. 60(1), for publications from 2025-07-22; two months before"},
}

// OfficeOf returns the office of a mark, with what it leaves for opposition: an
// international registration that designates the European Union can be opposed
// from a month after its publication on.
func OfficeOf(k crawlers.Key) Office {
	o := Offices[k.Authority]
	if o.Code == "eu-tm" && strings.HasPrefix(k.Number, "W") {
		o.Months, o.Basis = 4, "Regulation (EU) 2017/1001, art. 196(2): three months, from a month after publication"
	}
	return o
}

// Key returns the key of a mark: its office and the number of its application.
func Key(office, serial string) crawlers.Key {
	return crawlers.Key{Authority: office, Number: serial}
}
