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
}

// Offices are those whose marks we know how to tell, by code.
var Offices = map[string]Office{
	"us-tm": {Code: "us-tm", Name: "United States Patent and Trademark Office"},
	"br-tm": {Code: "br-tm", Name: "National Institute of Industrial Property of Brazil"},
	"eu-tm": {Code: "eu-tm", Name: "European Union Intellectual Property Office"},
	"ca-tm": {Code: "ca-tm", Name: "Canadian Intellectual Property Office"},
	"au-tm": {Code: "au-tm", Name: "IP Australia"},
	"tw-tm": {Code: "tw-tm", Name: "Taiwan Intellectual Property Office"},
	"kr-tm": {Code: "kr-tm", Name: "Korean Intellectual Property Office"},
}

// Key returns the key of a mark: its office and the number of its application.
func Key(office, serial string) crawlers.Key {
	return crawlers.Key{Authority: office, Number: serial}
}
