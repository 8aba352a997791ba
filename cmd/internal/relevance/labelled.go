package relevance

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A Labelled is a filing and what a person says of it. What they left empty is
// not scored.
type Labelled struct {
	Filing       crawlers.Filing
	Type         string // what scores are given for, beside "all"
	Scored       bool   // on relevance
	Relevant     *bool  // nil: its words do not show it
	Category     alerts.Category
	Stage        string
	ChineseParty crawlers.Grade
}

// ReadLabelled reads filings, one JSON object a line, and a table of their
// labels with the columns filing, relevant, category, stage and chinese_party,
// of which all but the first may be absent. In the column relevant "null" says
// that the words of the filing do not show it, an empty cell says nothing. The
// type of a filing is its category. bare are filings without a label.
func ReadLabelled(filings, labels io.Reader) (set []Labelled, bare []string, err error) {
	known := map[string]crawlers.Filing{}
	var ids []string
	for in := json.NewDecoder(filings); ; {
		var f crawlers.Filing
		err := in.Decode(&f)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("filing %d: %w", len(ids)+1, err)
		}
		if _, twice := known[f.ID()]; twice {
			return nil, nil, fmt.Errorf("filing %d: %s is there twice", len(ids)+1, f.ID())
		}
		known[f.ID()] = f
		ids = append(ids, f.ID())
	}
	if set, err = readLabels(labels, known); err != nil {
		return nil, nil, fmt.Errorf("labels: %w", err)
	}
	for _, l := range set {
		delete(known, l.Filing.ID())
	}
	for _, id := range ids {
		if _, left := known[id]; left {
			bare = append(bare, id)
		}
	}
	return set, bare, nil
}

func readLabels(labels io.Reader, filings map[string]crawlers.Filing) ([]Labelled, error) {
	text := bufio.NewReader(labels)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" { // an error is met again by the table
		text.Discard(3) //nolint:errcheck // they are in the buffer
	}
	rows := csv.NewReader(text)
	rows.Comma, rows.LazyQuotes = '\t', true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("no header: %w", err)
	}
	if !slices.Contains(header, "filing") {
		return nil, fmt.Errorf("no column %q; there are %q", "filing", header)
	}
	var out []Labelled
	done := map[string]bool{}
	for {
		record, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		cells := map[string]string{}
		for i, column := range header {
			cells[column] = record[i]
		}
		id := cells["filing"]
		f, have := filings[id]
		l, err := labelOf(cells)
		switch {
		case !have:
			err = fmt.Errorf("no filing %q", id)
		case done[id]:
			err = fmt.Errorf("%s is there twice", id)
		}
		if err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		l.Filing, done[id] = f, true
		out = append(out, l)
	}
}

func labelOf(cells map[string]string) (Labelled, error) {
	l := Labelled{
		Type: cells["category"], Category: alerts.Category(cells["category"]), Stage: cells["stage"], ChineseParty: crawlers.Grade(cells["chinese_party"]),
	}
	switch word := cells["relevant"]; word {
	case "true", "false":
		yes := word == "true"
		l.Scored, l.Relevant = true, &yes
	case "null":
		l.Scored = true
	case "":
	default:
		return l, fmt.Errorf("relevant %q: want true, false, null or nothing", word)
	}
	if c := cells["category"]; c != "" && !slices.Contains(categories, c) {
		return l, fmt.Errorf("category %q: want one of %q", c, categories)
	}
	if g := cells["chinese_party"]; g != "" && !slices.Contains(grades, g) {
		return l, fmt.Errorf("chinese_party %q: want one of %q", g, grades)
	}
	return l, nil
}

// CheckLabel reports what a table of labels could not say of a filing of a
// kind.
func CheckLabel(k crawlers.Kind, relevant, category, stage, chineseParty string) error {
	if stage != "" && !slices.Contains(stagesOf(k), stage) {
		return fmt.Errorf("stage %q: want one of %q", stage, stagesOf(k))
	}
	_, err := labelOf(map[string]string{"relevant": relevant, "category": category, "chinese_party": chineseParty})
	return err
}

// A Share is one measure of one group of labelled filings: Right out of Of.
type Share struct {
	Measure string `json:"measure"`
	Group   string `json:"group"`
	Right   int    `json:"right"`
	Of      int    `json:"of"`
}

// The measures of a labelled set. A filing is told where its verdict says that
// it is relevant, or, for a mark, where one of the watchlists is hit: what the
// rules leave open of a register is for watchlists to say. Without any, whether a
// mark is told is not scored.
const (
	Precision = "precision" // of those told, how many are relevant
	Recall    = "recall"    // of those relevant, how many are told
	F1        = "f1"        // hits among hits and mistakes, out of which f1 is counted
	Kept      = "kept"      // of those relevant, how many are not put away: told, or open for a model or a person
	Open      = "open"      // of those whose words do not show it, how many are left open
	Decided   = "decided"   // of all, how many the rules decide alone
	confusion = "confusion" // of one category, how many are read as another
)

// Measure judges a set by the rules and counts how far they agree with its
// labels, for all and for each type.
func Measure(set []Labelled, lists []alerts.Watchlist) []Share {
	count := map[[2]string]*Share{}
	add := func(measure, group string, right bool) {
		s := count[[2]string{measure, group}]
		if s == nil {
			s = &Share{Measure: measure, Group: group}
			count[[2]string{measure, group}] = s
		}
		s.Of++
		if right {
			s.Right++
		}
	}
	matcher := alerts.NewMatcher(lists)
	for _, l := range set {
		v := Rules{}.Classify(l.Filing)
		hit := l.Filing.Kind == crawlers.Squatting && len(matcher.Match(l.Filing, v)) > 0
		groups := []string{"all"}
		if l.Type != "" {
			groups = append(groups, "type "+l.Type)
		}
		if l.Filing.Kind == crawlers.Squatting && len(lists) == 0 {
			l.Scored = false
		}
		for _, g := range groups {
			l.compare(v, hit, func(measure string, right bool) { add(measure, g, right) })
		}
		if l.Category != "" {
			for _, c := range categories {
				add(confusion, string(l.Category)+" as "+c, string(v.Category) == c)
			}
		}
	}
	var out []Share
	for _, k := range slices.SortedFunc(maps.Keys(count), func(a, b [2]string) int {
		return strings.Compare(a[1]+"\n"+a[0], b[1]+"\n"+b[0])
	}) {
		if s := *count[k]; s.Measure != confusion || s.Right > 0 {
			out = append(out, s)
		}
	}
	return out
}

// compare says for each measure that l counts in whether v is right.
func (l Labelled) compare(v alerts.Verdict, hit bool, add func(measure string, right bool)) {
	told := v.Is() || hit
	add(Decided, v.Relevant != nil)
	switch {
	case !l.Scored:
	case l.Relevant == nil:
		add(Open, v.Relevant == nil)
	default:
		relevant := *l.Relevant
		if told {
			add(Precision, relevant)
		}
		if relevant {
			add(Recall, told)
			add(Kept, hit || !v.Not())
		}
		if told || relevant {
			add(F1, told && relevant)
		}
	}
	if l.Category != "" {
		add("category", v.Category == l.Category)
	}
	if l.Stage != "" {
		add("stage", v.Stage == l.Stage || v.Stage == "" && l.Stage == unknownStage)
	}
	if l.ChineseParty != "" {
		add("chinese_party", v.ChineseParty == l.ChineseParty)
	}
}

// TokensPer1000 estimates, from above, what a model would take for a thousand
// filings such as those of a set: questions about what the rules leave open,
// and answers to them.
func TokensPer1000(set []Labelled) float64 {
	sum := int64(0)
	for _, l := range set {
		if v := (Rules{}).Classify(l.Filing); asks(l.Filing, v) {
			sum += cost(questionOf(legible(l.Filing)).messages()) + usualAnswer
		}
	}
	return float64(sum) * 1000 / float64(max(1, len(set)))
}

// usualAnswer is how many tokens an answer has.
const usualAnswer = 500

// An Accepted is what a set scored when somebody last said that it is good.
type Accepted struct {
	Shares []Share `json:"shares"`
}

// A Change is a share that is not as it was accepted. One that was not there,
// or is there no longer, has zero out of zero.
type Change struct{ Was, Is Share }

// Lower reports whether a change is for the worse. The shares of the confusion
// table show where, not whether.
func (c Change) Lower() bool {
	return c.Was.Measure != confusion && c.Was.Of > 0 && c.Is.Right*c.Was.Of < c.Was.Right*c.Is.Of
}

// String tells people of a change.
func (c Change) String() string {
	way := "changed"
	if c.Lower() {
		way = "LOWER"
	}
	return fmt.Sprintf("%s %s: %d of %d, was %d of %d: %s", c.Is.Measure, c.Is.Group, c.Is.Right, c.Is.Of, c.Was.Right, c.Was.Of, way)
}

// Changes returns what differs from what was accepted.
func (a Accepted) Changes(now []Share) []Change {
	name := func(s Share) string { return s.Group + "\n" + s.Measure }
	was := map[string]Share{}
	for _, s := range a.Shares {
		was[name(s)] = s
	}
	var out []Change
	for _, s := range now {
		if before := was[name(s)]; before != s {
			before.Measure, before.Group = s.Measure, s.Group
			out = append(out, Change{before, s})
		}
		delete(was, name(s))
	}
	for _, n := range slices.Sorted(maps.Keys(was)) {
		out = append(out, Change{was[n], Share{Measure: was[n].Measure, Group: was[n].Group}})
	}
	return out
}
