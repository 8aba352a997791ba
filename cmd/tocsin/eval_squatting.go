package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tocsin/alerts"
	"tocsin/alerts/names"
	"tocsin/crawlers"
)

const squattingFile = "known_squatting.csv"

// A squatted mark is a row of the table of known squatting. What is in
// parentheses names nobody.
type squatted struct {
	zh, latin, owner, squatter, sort, office, goods string
}

// evalSquatting scores known squatting in three ways:
//
//   - how many marks are found amid all the brands of the table by who watches
//     both forms that a row has, and by who watches the Chinese form alone.
//   - as filings, by production code: how many are told to their owner, how many
//     at once, and how many of those with which sign of squatting. Who files is
//     held to have filed for the other brands of its rows; a distributor is on
//     its owner's list. Classes are those the row says.
//   - the same filed by its owner, whom nobody is to be told of.
func evalSquatting(dir string) ([]score, error) {
	t, err := readTable(dir, squattingFile, "brand_zh", "brand_latin", "cn_owner?", "squatter?", "squatter_type?", "office?", "class_or_goods?")
	if err != nil {
		return nil, err
	}
	var rows []squatted
	for _, r := range t.rows {
		row := squatted{r.cells[0], r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6]}
		if row.abroad() != "" {
			rows = append(rows, row)
		}
	}
	to := sheet{file: t.name}
	scoreForms(&to, rows)
	scoreSigns(&to, rows)
	return to.scores, nil
}

// abroad is the mark that was filed: in letters if there is such a form.
func (r squatted) abroad() string {
	for _, mark := range []string{r.latin, r.zh} {
		if isMark(mark) {
			return mark
		}
	}
	return ""
}

// somebody returns a name, or "" where the cell names nobody.
func somebody(cell string) string {
	if cell = strings.TrimSpace(cell); strings.HasPrefix(cell, "(") {
		return ""
	}
	return cell
}

func scoreForms(to *sheet, rows []squatted) {
	var both, chinese []names.Entry
	for i, r := range rows {
		for j, mark := range []string{r.zh, r.latin} {
			if !isMark(mark) {
				continue
			}
			e := names.Entry{ID: fmt.Sprint(i, " ", j), Name: mark}
			both = append(both, e)
			if j == 0 {
				chinese = append(chinese, e)
			}
		}
	}
	inBoth, inChinese := names.NewIndex(both), names.NewIndex(chinese)
	finds := func(x *names.Index, row int, mark string) bool {
		return slices.ContainsFunc(x.Find(names.Query{Name: mark}), func(m names.Match) bool {
			return strings.HasPrefix(m.ID, fmt.Sprint(row, " "))
		})
	}
	var found, pairs, foundChinese int
	for i, r := range rows {
		if finds(inBoth, i, r.abroad()) {
			found++
		}
		if isMark(r.zh) && isMark(r.latin) {
			pairs++
			if finds(inChinese, i, r.abroad()) {
				foundChinese++
			}
		}
	}
	to.share("recall", "watched in both forms", found, len(rows))
	to.share("recall", "watched in Chinese alone", foundChinese, pairs)
}

func scoreSigns(to *sheet, rows []squatted) {
	brands := map[string]map[string]bool{} // of each who files
	for _, r := range rows {
		if who := somebody(r.squatter); who != "" {
			if brands[who] == nil {
				brands[who] = map[string]bool{}
			}
			brands[who][r.abroad()] = true
		}
	}
	var told, atOnce, raised, owned, quiet int
	signed := map[string]int{}
	for _, r := range rows {
		m := alerts.NewMatcher([]alerts.Watchlist{r.watchlist()})
		f := r.filing(somebody(r.squatter))
		if hits := m.Match(f, alerts.Verdict{}); len(hits) > 0 {
			told++
			signs := m.Squatting(f, hits, max(0, len(brands[somebody(r.squatter)])-1))
			level := signs.Weigh(alerts.Normal, hits, nil)
			if level != alerts.Low {
				atOnce++
			}
			if level == alerts.High {
				raised++
			}
			for _, s := range signs {
				signed[s.Name]++
			}
		}
		if owner := somebody(r.owner); owner != "" {
			owned++
			if len(m.Match(r.filing(strings.ToUpper(owner)+" CO., LTD."), alerts.Verdict{})) == 0 {
				quiet++
			}
		}
	}
	to.share("told", "to the owner", told, len(rows))
	to.share("told", "at once", atOnce, len(rows))
	to.share("told", "one level higher", raised, len(rows))
	for _, name := range alerts.SignNames {
		to.share("sign", name, signed[name], told)
	}
	to.share("suppressed", "the owner's own filings", quiet, owned)
}

// watchlist is what the owner of the mark would watch.
func (r squatted) watchlist() alerts.Watchlist {
	w := alerts.Watchlist{ID: "w-owner", Name: r.owner}
	for _, mark := range []string{r.zh, r.latin} {
		if isMark(mark) {
			w.Entries = append(w.Entries, alerts.Entry{Type: alerts.WatchMark, Value: mark, Owner: somebody(r.owner), Classes: classesIn(r.goods)})
		}
	}
	if who := somebody(r.squatter); who != "" && r.sort == "distributor" {
		w.Entries = append(w.Entries, alerts.Entry{Type: alerts.WatchCompany, Value: who, Note: "经销商"})
	}
	return w
}

// filing is what a register would tell of an application by somebody.
func (r squatted) filing(by string) crawlers.Filing {
	f := crawlers.Filing{
		Key: crawlers.Key{Authority: slug(r.office) + "-tm", Number: "1"}, Slug: "published", Act: "published",
		Kind: crawlers.Squatting, Source: "known", Title: r.abroad() + " (1)",
		Marks: []crawlers.Mark{{Text: r.abroad(), Classes: classesIn(r.goods), Goods: r.goods}},
	}
	f.Parties = named(crawlers.Applicant, by)
	return f
}

var classList = regexp.MustCompile(`\bcl\. ?(\d+(?:(?:/|, ?)\d+)*)`)

// classesIn reads "cl.7/9/11 appliances".
func classesIn(goods string) (classes []int) {
	m := classList.FindStringSubmatch(goods)
	if m == nil {
		return nil
	}
	for _, s := range strings.FieldsFunc(m[1], func(c rune) bool { return c < '0' || c > '9' }) {
		if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= 45 {
			classes = append(classes, n)
		}
	}
	return classes
}
