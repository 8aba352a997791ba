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
// nobody is: a day of 30,000 filings would bring each watcher several. With
// these it brings less than one in three days.
var likeEnough = map[names.Kinship]float64{
	names.SameClass:    0.4,
	names.RelatedClass: 0.7,
	names.UnknownClass: 0.8,
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
			if least, told := likeEnough[like.Kin]; !told || like.Score < least {
				continue
			}
			var why []string
			for _, r := range like.Similarity().Reasons {
				why = append(why, r.Chinese)
			}
			found[n] = append(found[n], finding{
				raw: mark.Text, similarity: simAlike * like.Rank,
				reason: fmt.Sprintf("商标“%s”与关注商标“%s”相近（%s）", oneLine(mark.Text, 80), m.entries[n].Value, strings.Join(why[:min(2, len(why))], "，")),
			})
		}
	}
}
