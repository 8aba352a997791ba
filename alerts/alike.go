package alerts

import (
	"fmt"
	"strconv"
	"strings"

	"tocsin/alerts/names"
	"tocsin/crawlers"
)

// simAlike is how alike a mark may be at most that only resembles a watched
// one: less than one that holds it word for word.
const simAlike = 0.84

// likeEnough is how alike two marks must be for a person to be told, by how near
// their goods are. Of marks for goods that have nothing to do with each other
// nobody is: a day of 30,000 filings would bring each watcher several.
var likeEnough = map[names.Kinship]float64{
	names.SameClass:    names.Alike,
	names.RelatedClass: 0.7,
	names.UnknownClass: 0.8,
}

// A bar is what of the marks that are told interrupts people: a disguise (the
// same letters or sound, or a letter or two apart) of so many letters and so
// alike, or whatever is more alike still. The rest is for the digest: a word in
// common, for other goods or in a mark of two letters, says little.
type bar struct {
	letters  int     // of a disguise with one letter changed
	disguise float64 // how alike it is
	other    float64 // how alike what is no disguise is
}

// pressing are the bars by how near the goods are. They keep what interrupts who
// watches one mark within three in ten days of 60,000 filings.
var pressing = map[names.Kinship]bar{
	names.SameClass:    {4, 0.4, 0.7},
	names.RelatedClass: {6, 0.85, 0.97},
	names.UnknownClass: {7, 0.93, 0.985},
}

// faint reports whether a mark is too little like a watched one to interrupt.
func (l markLimits) faint(m names.Match) bool {
	b := l.pressing[m.Kin]
	disguised := m.Edits == 0 || m.Edits == 1 && m.Letters >= b.letters || m.Edits == 2 && m.Letters >= 8 || m.Sounds && m.Letters > 4
	return !(disguised && m.Score >= b.disguise || m.Score >= b.other)
}

// indexed returns the watched marks by what they resemble: with the entries from
// number from on, and without those that are gone.
func (m *Matcher) indexed(from int, gone []int) *names.Index {
	var marks []names.Entry
	for n, w := range m.entries[from:] {
		if w.Type == WatchMark {
			marks = append(marks, names.Entry{ID: strconv.Itoa(from + n), Name: w.Value, Classes: w.Classes})
		}
	}
	if m.alike == nil {
		if len(marks) == 0 {
			return nil
		}
		return names.NewIndex(marks)
	}
	var ids []string
	for _, n := range gone {
		ids = append(ids, strconv.Itoa(n))
	}
	return m.alike.With(marks, ids)
}

// scanAlike looks for watched marks that one which somebody applies for
// resembles: by a letter, by sound, by another alphabet. What stands in it word
// for word was found before.
func (m *Matcher) scanAlike(f crawlers.Filing, found map[int][]finding) {
	if m.alike == nil || f.Kind != crawlers.Squatting {
		return
	}
	for _, mark := range f.Marks {
		for _, like := range m.alike.Find(names.Query{Name: mark.Text, Classes: mark.Classes, Near: true}) {
			n, err := strconv.Atoi(like.ID)
			if err != nil || len(found[n]) > 0 {
				continue
			}
			if least, told := m.likes.like[like.Kin]; !told || like.Score < least {
				continue
			}
			var why []string
			for _, r := range like.Similarity().Reasons {
				why = append(why, r.Chinese)
			}
			found[n] = append(found[n], finding{
				raw: mark.Text, similarity: simAlike * like.Rank, faint: m.likes.faint(like),
				reason: fmt.Sprintf("商标“%s”与关注商标“%s”相近（%s）", oneLine(mark.Text, 80), m.entries[n].Value, strings.Join(why[:min(2, len(why))], "，")),
			})
		}
	}
}
