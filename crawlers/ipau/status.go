package ipau

import "tocsin/crawlers/register"

// pending is the word for an application that goes on: it is published if its
// acceptance has been advertised, opposed if it is, else applied for.
const pending = "pending"

// statuses are those of the office. Those that are "" say nothing of where a
// mark stands: one that was linked goes on within another application.
var statuses = map[string]string{
	"filed":                pending,
	"published":            pending,
	"accepted":             pending,
	"registered":           register.Registered,
	"protected":            register.Registered,
	"refused":              register.Refused,
	"ex_parte_refused":     register.Refused,
	"inter_partes_refused": register.Refused,
	"lapsed":               register.Withdrawn,
	"withdrawn":            register.Withdrawn,
	"not_filed":            register.Withdrawn,
	"removed":              register.Cancelled,
	"cancelled":            register.Cancelled,
	"ceased":               register.Cancelled,
	"expired":              register.Cancelled,
	"revoked":              register.Cancelled,
	"voided":               register.Cancelled,
	"linked":               "",
	"converted":            "",
	"certified":            "",
	"granted":              "",
	"unknown":              "",
}

// telling are the categories of events that are acts of a mark.
var telling = map[string]string{
	"filing":           register.Applied,
	"publish_accepted": register.Published,
	"opposed":          register.Opposed,
	"registered":       register.Registered,
	"refused":          register.Refused,
	"lapsed":           register.Withdrawn,
	"withdrawn":        register.Withdrawn,
	"not_filed":        register.Withdrawn,
	"removed":          register.Cancelled,
	"cancelled":        register.Cancelled,
	"ceased":           register.Cancelled,
	"expired":          register.Cancelled,
	"revoked":          register.Cancelled,
	"voided":           register.Cancelled,
}

// resolved returns the act of a mark and its day, "" where that is not within
// the weeks that are told. Word is empty where the status says nothing; then
// slug rests on what happened last.
func (m *mark) resolved() (slug, word, day string) {
	word = statuses[m.status]
	if word == pending {
		word = register.Applied
		if m.status == "accepted" {
			for _, act := range []string{register.Published, register.Opposed} {
				if m.days[act] != "" {
					word = act
				}
			}
		}
	}
	slug = word
	if slug == "" {
		slug = m.last()
	}
	day = m.days[slug]
	switch {
	case slug == register.Applied && m.applied != "":
		day = m.applied
	case day != "":
	case slug == register.Registered:
		day = m.registered
	case slug != register.Published && slug != register.Opposed:
		day = m.retired
	}
	return slug, word, day
}

// last returns the act that happened last, the later in the life of a mark
// where several happened on one day.
func (m *mark) last() string {
	found, day := register.Applied, ""
	for _, act := range register.Acts {
		if d := m.days[act]; d != "" && d >= day {
			found, day = act, d
		}
	}
	return found
}
