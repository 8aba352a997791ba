package region

import (
	"fmt"
	"iter"
	"strings"
)

// Cities yields the places that companies have in their names: provinces,
// prefectures, and of the smaller cities those that many exporters are in.
func Cities() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for _, s := range load().sites {
			p := Place{Code: fmt.Sprintf("%06d", s.code), Level: Province, Name: s.zh, NameEN: s.en, Grade: Stated}
			switch {
			case s.rank() == 1:
				p.Level = Prefecture
			case s.rank() == 2 && s.hub && strings.HasSuffix(s.zh, "市"):
				p.Level = County
			case s.rank() == 2:
				continue
			}
			if !yield(p) {
				return
			}
		}
	}
}
