package names

import (
	"fmt"
	"strings"
)

// A Similarity says how alike two names are and why.
type Similarity struct {
	Score    float64 // 0 to 1; not a probability
	Measures Measures
	Reasons  []Reason // best first
}

// A Reason is a feature in words, for people to check.
type Reason struct{ Chinese, English string }

// Compare measures a, a name that turned up, against b, one that is watched.
func Compare(a, b Name) Similarity {
	if a.Empty() || b.Empty() {
		return Similarity{}
	}
	s := similarity(&a, &b)
	s.Score = grounded(a, b, s.Score)
	return s
}

// Score is the score of [Compare].
func Score(a, b Name) float64 {
	if a.Empty() || b.Empty() {
		return 0
	}
	m, _ := a.closest(&b, false)
	return grounded(a, b, m.Score())
}

// grounded keeps names that share no ground below Alike.
func grounded(a, b Name, score float64) float64 {
	if shared(a.keys, b.keys) < ground {
		return score * Alike * 0.999
	}
	return score
}

func similarity(a, b *Name) Similarity {
	m, how := a.closest(b, true)
	return Similarity{Score: m.Score(), Measures: m, Reasons: how.reasons(a, b, &m)}
}

// reasons says what a and b have in common.
func (e evidence) reasons(a, b *Name, m *Measures) []Reason {
	var out []Reason
	tell := func(chinese, english string) { out = append(out, Reason{chinese, english}) }
	both := line(a.Text) + " / " + line(b.Text)
	if e.how[0] == romanized || e.how[1] == romanized {
		tell("按拼音比较: "+both, "by pinyin: "+both)
	}
	if e.how[0] == likeness || e.how[1] == likeness {
		tell("以形似的其他字母书写: "+both, "written in letters of another alphabet that look alike: "+both)
	}
	switch {
	case m[featSame] == 1 && (e.how[0] == part || e.how[1] == part):
		held := strings.ToUpper(strings.Join(e.pairs.same, " "))
		tell("一方含有另一方: "+held, "one holds the other: "+held)
	case m[featSame] == 1 && e.looks:
		tell("字形相近: "+both, "looks alike: "+both)
	case m[featSame] == 1:
		tell("一致（不计大小写、空格与标点）", "the same but for case, spaces and punctuation")
	case e.edits == 1 && e.length >= 4:
		tell("仅差一字母: "+both, "one letter apart: "+both)
	case e.edits == 2 && e.length >= 8:
		tell("仅差两字母: "+both, "two letters apart: "+both)
	}
	if e.sounds && m[featSame] < 1 || m[featSounds] >= 0.75 && m[featEdits] < m[featSounds] {
		tell("读音相近: "+both, "sounds alike: "+both)
	}
	if m[featSame] == 1 {
		return out
	}
	words := strings.ToUpper(strings.Join(e.pairs.same, " "))
	switch {
	case words != "" && m[featPart] >= 0.95:
		tell("一方含有另一方: "+words, "one holds the other: "+words)
	case words != "":
		tell("共有词语: "+words, "words in common: "+words)
	case m[featInside] > 0:
		tell("一方含有另一方的字母: "+both, "one holds the letters of the other: "+both)
	}
	for _, w := range e.pairs.alike {
		pair := strings.ToUpper(w[0] + " / " + w[1])
		if e.length > len(w[0]) && pair != strings.ToUpper(both) {
			tell("词语相近: "+pair, "words alike: "+pair)
		}
	}
	if len(out) == 0 {
		share := fmt.Sprintf("%.0f%%", 100*m[featTriples])
		tell("字母组合相近（"+share+"）: "+both, "runs of letters in common ("+share+"): "+both)
	}
	return out
}

// line cuts a name to what a line holds.
func line(s string) string {
	const most = 40
	r := []rune(strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), ""))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
