package alerts

import (
	"fmt"
	"slices"
	"strings"

	"tocsin/alerts/names"
	"tocsin/alerts/region"
)

// A directory is watched names of enterprises by what they consist of.
type directory struct {
	companies *names.Companies // nil if none is watched
	entries   []int            // their numbers
}

// directories takes the entries from number from on into those of companies
// and of stores, and those that are gone out.
func (m *Matcher) directories(from int, gone []int) {
	var firms, stores []names.Company
	var firmsAt, storesAt []int
	for n, w := range m.entries[from:] {
		if c := w.company(); c.Named() && w.Type == WatchStore {
			stores, storesAt = append(stores, c), append(storesAt, from+n)
		} else if c.Named() {
			firms, firmsAt = append(firms, c), append(firmsAt, from+n)
		}
	}
	m.firms, m.stores = m.firms.with(firms, firmsAt, gone), m.stores.with(stores, storesAt, gone)
}

// with returns d with more companies, whose numbers are entries, and without
// those whose are gone. Both are sorted.
func (d directory) with(more []names.Company, entries, gone []int) directory {
	var off []int
	for at, n := range d.entries {
		if _, ok := slices.BinarySearch(gone, n); ok {
			off = append(off, at)
		}
	}
	if len(more) == 0 && len(off) == 0 {
		return d
	}
	if d.companies == nil {
		d.companies = new(names.Companies)
	}
	return directory{d.companies.With(more, off), slices.Concat(d.entries, entries)}
}

// company reads the name of an enterprise; of another entry it is of nobody.
func (w *watched) company() (c names.Company) {
	switch {
	case !w.Type.isName():
		return c
	case w.Type == WatchStore:
		c = names.ReadStore(w.Value)
	default:
		c = names.ReadCompany(w.Value)
	}
	c.Code = w.Code
	switch {
	case w.Place != "":
		c = c.In(placeCode(w.Place))
	case w.Code != "":
		c = c.In(w.Code.Place())
	}
	return c
}

// placeCode returns the code of a place as people call it, or "".
func placeCode(place string) string {
	place = strings.TrimSpace(place)
	if region.Known(place) {
		return place
	}
	switch p := region.Find(place, "", "China"); p.Level {
	case region.County, region.Prefecture, region.Province, region.SAR, region.Taiwan:
		return p.Code
	}
	return ""
}

// scanFirms looks for watched enterprises in a name that is spelled otherwise,
// in pinyin or in Chinese, with another legal form or its place elsewhere.
func (m *Matcher) scanFirms(p *place, found map[int][]finding) {
	if p.what != inParty && p.what != inOwner || p.raw == "" {
		return
	}
	if m.firms.companies != nil {
		m.scanDirectory(&m.firms, p.read(), *p, found)
	}
	if m.stores.companies != nil {
		m.scanDirectory(&m.stores, names.ReadStore(p.raw), *p, found)
	}
}

func (m *Matcher) scanDirectory(r *directory, c names.Company, p place, found map[int][]finding) {
	matches, namesakes := r.companies.Find(c)
	if len(matches) == 0 {
		return
	}
	if p.address != "" {
		switch at := region.Find(p.address, "", p.country); at.Level {
		case region.County, region.Prefecture, region.Province, region.SAR, region.Taiwan:
			c = c.In(at.Code)
			m.elsewhere(r, c, p, matches, found)
			matches, namesakes = r.companies.Find(c)
		}
	}
	for _, like := range matches {
		n := r.entries[like.At]
		if w := m.entries[n]; w.Type.looksIn(p) {
			found[n] = noted(found[n], w.finding(p, like.Kindred, namesakes))
		}
	}
}

// elsewhere takes back that a name is that of a company, where the party's
// address says that it is in another place.
func (m *Matcher) elsewhere(r *directory, c names.Company, p place, matches []names.CompanyMatch, found map[int][]finding) {
	for _, like := range matches {
		k := names.CompareCompany(c, r.companies.At(like.At))
		if k.Grade != names.Unknown {
			continue
		}
		of := found[r.entries[like.At]]
		for i := range of {
			if x := &of[i]; x.raw == p.raw && x.role == p.role {
				x.similarity, x.doubt = min(x.similarity, simAlike), true
				x.reason += "；" + k.Reason.Chinese
			}
		}
	}
}

// finding says that p names what is watched, or seems to.
func (w *watched) finding(p place, k names.Kindred, namesakes int) finding {
	x := finding{
		role: p.role, party: p.party, raw: p.raw, similarity: k.Score,
		same: k.Grade == names.Confirmed, doubt: k.Grade != names.Confirmed && namesakes > 1,
	}
	how := "疑似同一企业"
	if x.same {
		how = "一致"
	}
	x.reason = p.word() + "“" + oneLine(p.raw, 80) + "”与" + w.called() + how + "（" + k.Reason.Chinese + "）"
	if x.doubt {
		x.reason += collision(namesakes)
	}
	return x
}

// collision warns that a name may be that of several of the watched companies.
func collision(namesakes int) string {
	return fmt.Sprintf("；同音企业%d家，须核实", namesakes)
}

// noted adds what a comparison of companies found to what the words of the
// same name did; of both, the surer one is told.
func noted(found []finding, x finding) []finding {
	for i := range found {
		y := &found[i]
		if y.raw != x.raw || y.role != x.role {
			continue
		}
		if y.similarity < x.similarity {
			*y = x
			return found
		}
		y.same, y.doubt = y.same || x.same, y.doubt || x.doubt
		if _, warning, ok := strings.Cut(x.reason, "；同音企业"); ok && !strings.Contains(y.reason, "；同音企业") {
			y.reason += "；同音企业" + warning
		}
		return found
	}
	return append(found, x)
}
