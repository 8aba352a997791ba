package intake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/table"
)

// lookFor is how many rows may stand before the heading.
const lookFor = 30

// heading finds the heading, which may have two rows, decides what each column
// tells, and returns the place of the first row behind it.
func (r *reader) heading() (first int, err error) {
	rows := r.table.Rows
	best, most := -1, 0
	for i := range rows[:min(lookFor, len(rows))] {
		if n := r.understood(rows[i].Cells); n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		best = max(0, slices.IndexFunc(rows, func(row table.Row) bool { return !lone(row.Cells) }))
	}
	r.names, r.headed, first = slices.Clone(rows[best].Cells), rows[best].Width, best+1
	for _, top := range []int{best, best - 1} {
		if top < 0 || top+1 >= len(rows) || lone(rows[top].Cells) || !over(rows[top].Cells, rows[top+1].Cells) {
			continue
		}
		names := joined(rows[top].Cells, rows[top+1].Cells)
		if n := r.understood(names); n > most || top < best && n == most {
			r.names, r.headed, first, most = names, max(rows[top].Width, rows[top+1].Width), top+2, n
		}
	}
	for _, row := range rows[first:] {
		for len(r.names) < len(row.Cells) && !r.shifted(row) {
			r.names = append(r.names, "")
		}
	}
	return first, r.assign()
}

// understood counts the fields that the cells are headings of.
func (r *reader) understood(cells []string) int {
	found := map[Field]bool{}
	for i, c := range cells {
		if m, ok := r.mapped(i, c, false); ok {
			found[m] = true
		} else if m, ok := understand(c); ok && c != "" {
			found[m.field] = true
		}
	}
	return len(found)
}

// mapped returns what somebody said a column is.
func (r *reader) mapped(at int, name string, byNumber bool) (Field, bool) {
	for _, m := range r.Map {
		if name != "" && (m.Column == name || fold(m.Column) == fold(name) && fold(name) != "") || byNumber && m.Column == strconv.Itoa(at+1) {
			return m.Field, true
		}
	}
	return "", false
}

// over reports whether two rows are one heading: the upper one spans columns,
// or stands in both rows.
func over(top, bottom []string) bool {
	for i, s := range top {
		if s != "" && (i > 0 && top[i-1] == s || i < len(bottom) && bottom[i] == s) {
			return true
		}
	}
	return false
}

// joined makes one heading of two rows.
func joined(top, bottom []string) []string {
	out := make([]string, max(len(top), len(bottom)))
	for i := range out {
		a, b := (table.Row{Cells: top}).Cell(i), (table.Row{Cells: bottom}).Cell(i)
		if out[i] = strings.TrimSpace(a + " " + b); a == b {
			out[i] = a
		}
		if _, ok := understand(out[i]); !ok && a != "" && b != "" {
			if _, ok := understand(b); ok {
				out[i] = b
			}
		}
	}
	return out
}

// assign decides what each column tells.
func (r *reader) assign() error {
	for _, m := range r.Map {
		if !slices.ContainsFunc(r.names, func(n string) bool { return fold(n) == fold(m.Column) || n == m.Column }) {
			if n, err := strconv.Atoi(m.Column); err != nil || n < 1 || n > len(r.names) {
				return &DoubtError{"map", fmt.Sprintf("no column %q; there are %s", m.Column, strings.Join(quoted(r.names), ", "))}
			}
		}
	}
	r.columns = map[Field][]int{}
	ranks, by := make([]int, len(r.names)), make([]string, len(r.names))
	for at, name := range r.names {
		c := Column{Name: name, at: at}
		if field, ok := r.mapped(at, name, true); ok {
			c.Field, ranks[at] = field, -1
		} else if m, ok := understand(name); ok && name != "" {
			c.Field, ranks[at] = m.field, m.rank
		}
		r.Columns = append(r.Columns, c)
	}
	r.settleCountry()
	for _, c := range r.Columns {
		if c.Field != "" {
			r.columns[c.Field] = append(r.columns[c.Field], c.at)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(r.columns)) {
		all := r.columns[field]
		if many[field] || len(all) == 1 {
			continue
		}
		best := slices.MinFunc(all, func(a, b int) int { return ranks[a] - ranks[b] })
		for _, at := range all {
			if at != best {
				by[at] = fmt.Sprintf("%q is %s already", r.names[best], field)
			}
		}
		r.columns[field] = []int{best}
	}
	if r.Options.Office != "" {
		for _, at := range r.columns[Office] {
			by[at] = "all rows are said to be of " + r.Options.Office
		}
		delete(r.columns, Office)
	}
	if all, ok := r.columns[Registration]; ok && r.columns[Serial] == nil && oneNumber[r.Options.Office] {
		r.columns[Serial], r.Columns[all[0]].Field = all, Serial
		delete(r.columns, Registration)
	}
	for at, why := range by {
		if why != "" {
			r.Columns[at].Field, r.Columns[at].Why = "", why
		}
	}
	return nil
}

// oneNumber are the registers in which a mark has the same number before and
// after it is registered: the international one, and China's.
var oneNumber = map[string]bool{"wo-tm": true, "cn-tm": true}

// settleCountry decides whose country a column tells that says no more.
func (r *reader) settleCountry() {
	office := r.Options.Office != "" || slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Field == Office })
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Field == bareCountry {
			if c.Field = Country; !office {
				c.Field, office = Office, true
			}
		}
	}
}

// strike takes out of a row what is not kept: addresses, but those of
// companies, and the columns that are ignored. Of a row whose cells have moved
// nothing is kept. Days that a workbook has as numbers are written so that
// people can read them.
func (r *reader) strike(row *table.Row) {
	if r.shifted(*row) {
		row.Cells = []string{""}
		return
	}
	cells := slices.Clone(row.Cells)
	for _, field := range days {
		for _, at := range r.columns[field] {
			if day, err := table.Day(row.Cell(at), r.order[at], r.table.Era1904); err == nil && r.table.Sheet != "" {
				cells[at] = day.Format(time.DateOnly)
			}
		}
	}
	empty := func(field Field) {
		for _, at := range r.columns[field] {
			if at < len(cells) {
				cells[at] = ""
			}
		}
	}
	empty(Ignore)
	companies := false
	for _, field := range []Field{Applicant, Owner, Agent} {
		for _, at := range r.columns[field] {
			if at >= len(cells) {
				continue
			}
			people := parties(crawlers.Applicant, cells[at])
			persons := slices.ContainsFunc(people, natural)
			if field != Agent && len(people) > 0 {
				companies = !persons
			}
			if persons && strings.Contains(cells[at], " : ") {
				var names []string
				for _, p := range people {
					names = append(names, p.Name)
				}
				cells[at] = strings.Join(names, "; ")
			}
			if persons && field != Agent {
				empty(Address)
			}
		}
	}
	if !companies {
		empty(Address)
	}
	row.Cells = cells
}
