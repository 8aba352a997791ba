package notice

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"tocsin/crawlers"
)

// Limits of what one page may hold; a docket with hundreds of defendants is
// an ordinary one.
const (
	maxSellers = 4_900 // with the plaintiff, the firm and the caption's defendant below what a filing may hold
	maxRows    = 20_000
	maxColumns = 30
	maxCell    = 2_000 // bytes and elements of one cell
	maxName    = 160   // bytes of a name of a seller; more is a sentence
)

// A list collects sellers, each once.
type list struct {
	sellers []crawlers.Party
	at      map[string]int // in sellers, by folded name
	cut     bool           // there are more than we keep
}

// add takes a seller as the page writes it, with the company that stands
// beside it.
func (l *list) add(name, company string) {
	name, aliases := readSeller(name)
	if company = cleanName(company); company != "" {
		aliases = append(aliases, company)
	}
	if name == "" {
		return
	}
	key := crawlers.FoldName(name)
	aliases = slices.DeleteFunc(aliases, func(a string) bool { return crawlers.FoldName(a) == key })
	if i, ok := l.at[key]; ok {
		// Two sellers of one name, on two marketplaces: their companies are two.
		for _, a := range aliases {
			if !holds(l.sellers[i].Aliases, a) {
				l.add(a, "")
			}
		}
		return
	}
	if len(l.sellers) == maxSellers {
		l.cut = true
		return
	}
	if l.at == nil {
		l.at = map[string]int{}
	}
	l.at[key] = len(l.sellers)
	l.sellers = append(l.sellers, crawlers.Party{Role: crawlers.Defendant, Name: name, Aliases: aliases})
}

func holds(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return crawlers.FoldName(n) == crawlers.FoldName(name) })
}

var (
	ordinal = regexp.MustCompile(`^(?:no\.? ?)?\d{1,4}\s*[.):]\s+`)
	market  = regexp.MustCompile(`(?i)\s*(?:\(\s*|[-–—|:,]\s+|\s[-–—|]\s*)(?:amazon|aliexpress|alibaba|ebay|wish|temu|walmart|dhgate|etsy|shein|tiktok(?: shop)?|joom|shopify|redbubble|teepublic)(?:\.com)?\s*\)?$`)
	also    = regexp.MustCompile(`(?i)^(.+?),?\s+(d/b/a|dba|doing business as|a/k/a|aka|also known as|f/k/a|operated by)\s+(.+)$`)
	beside  = regexp.MustCompile(`^(.+?)\s*[(（](.+)[)）]$`)
	form    = regexp.MustCompile(`(?i)\b(?:co|ltd|limited|inc|llc|corp|corporation|company|gmbh)\b|公司|商行|经营部`)
	blank   = regexp.MustCompile(`(?i)^(?:n/?a|none|nil|tbd|unknown|sealed|redacted|[^\pL\pN]*(?:intentionally )?(?:left )?(?:blank|omitted|dismissed|removed|excepted)[^\pL\pN]*|[^\pL\pN]*)$`)
)

// readSeller takes apart a name with the one it stands for: "Company d/b/a
// Store", "Store (Company Co., Ltd.)". The name is the store's.
func readSeller(s string) (name string, aliases []string) {
	s = ordinal.ReplaceAllString(plain(s), "")
	for range 2 {
		if rest := market.ReplaceAllString(s, ""); rest != "" {
			s = rest
		}
	}
	if m := also.FindStringSubmatch(s); m != nil {
		first, second := cleanName(m[1]), cleanName(m[3])
		if d := strings.ToLower(m[2]); d[0] == 'd' {
			first, second = second, first
		}
		if first != "" && second != "" {
			return first, []string{second}
		}
	}
	if m := beside.FindStringSubmatch(s); m != nil && form.MatchString(m[2]) && !form.MatchString(m[1]) {
		if first, second := cleanName(m[1]), cleanName(m[2]); first != "" && second != "" {
			return first, []string{second}
		}
	}
	return cleanName(s), nil
}

// cleanName returns a name as it is written, or "" for what is none: a
// sentence, a note that something was left out, the address of a listing.
func cleanName(s string) string {
	s = strings.Trim(plain(s), " ,;*•·")
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		s = s[1 : len(s)-1]
	}
	if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return ""
		}
		s = u.Hostname() // a seller sued by the name of its own site
	}
	if len(s) > maxName || len(strings.Fields(s)) > 14 || blank.MatchString(s) {
		return ""
	}
	return s
}

// grid lays out a table with every cell in every row and column it spans.
// Rows of a table within the table are not its own.
func grid(table *goquery.Selection) (rows [][]string, whole bool) {
	type span struct {
		text string
		left int
	}
	var down []span // by column, what reaches down from above
	for _, tr := range table.ChildrenFiltered("thead, tbody, tfoot").ChildrenFiltered("tr").EachIter() {
		if len(rows) == maxRows {
			return rows, false
		}
		var cells []string
		above := func() {
			for len(cells) < len(down) && down[len(cells)].left > 0 {
				down[len(cells)].left--
				cells = append(cells, down[len(cells)].text)
			}
		}
		for _, td := range tr.ChildrenFiltered("td, th").EachIter() {
			above()
			text, high := cell(td.Get(0)), spanOf(td, "rowspan", maxRows)
			for range spanOf(td, "colspan", maxColumns) {
				if len(cells) == maxColumns {
					break
				}
				if len(down) == len(cells) {
					down = append(down, span{})
				}
				down[len(cells)] = span{text, high - 1}
				cells = append(cells, text)
			}
		}
		above()
		rows = append(rows, cells)
	}
	return rows, true
}

func spanOf(td *goquery.Selection, attr string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(td.AttrOr(attr, "1")))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}

// cell returns what a reader sees in a cell, as one line.
func cell(td *html.Node) string {
	lines, _ := linesOf(td, maxCell)
	var words []string
	for _, l := range lines {
		words = append(words, l.text)
	}
	return strings.Join(words, " ")
}

// columns are where a table of sellers has its names and the companies beside
// them; -1 is nowhere.
type columns struct{ name, company int }

// Words of the heads of columns.
var (
	storeHead   = wordSet("store stores shop seller sellers merchant vendor alias aliases storefront domain domains")
	suedHead    = wordSet("defendant defendants")
	companyHead = wordSet("company entity legal business registrant operator corporate")
	nameHead    = wordSet("name names internet online e commerce account marketplace marketplaces user username infringing accused the")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// readHead tells the head of a table of sellers: every word over a column of
// names says so ("Seller Alias", and not "Seller ID"), and the name of the
// store goes before that of the company.
func readHead(cells []string) (c columns, ok bool) {
	c = columns{-1, -1}
	sued := -1
	for i, text := range cells {
		words := strings.Fields(crawlers.FoldName(text))
		if len(words) == 0 || len(words) > 6 {
			continue
		}
		has := func(set map[string]bool) bool {
			return slices.ContainsFunc(words, func(w string) bool { return set[w] })
		}
		other := func(w string) bool { return !storeHead[w] && !suedHead[w] && !companyHead[w] && !nameHead[w] }
		switch {
		case slices.ContainsFunc(words, other):
		case has(companyHead):
			if c.company < 0 {
				c.company = i
			}
		case has(storeHead):
			if c.name < 0 {
				c.name = i
			}
		case has(suedHead) && sued < 0:
			sued = i
		}
	}
	switch {
	case c.name < 0:
		c.name = sued
	case c.company < 0:
		c.company = sued
	}
	return c, c.name >= 0
}

// headRows are how many rows of a table its head may be below.
const headRows = 4

// table reads a table of sellers; any other has no head that says so.
func (l *list) table(t *goquery.Selection) {
	rows, whole := grid(t)
	for i, head := range rows[:min(len(rows), headRows)] {
		c, ok := readHead(head)
		if !ok {
			continue
		}
		for _, r := range rows[i+1:] {
			if c.name >= len(r) {
				continue
			}
			company := ""
			if 0 <= c.company && c.company < len(r) {
				company = r[c.company]
			}
			l.add(r[c.name], company)
		}
		l.cut = l.cut || !whole
		return
	}
}

// Words of a line that opens a list of sellers: at least one of the first,
// and none beside those of both. "Defendants are notified:" opens another.
var (
	listCore = wordSet("defendant defendants seller sellers store stores alias aliases merchants")
	listRest = wordSet("the list of schedule a internet online names name marketplace marketplaces account accounts domain identified named on in to complaint amended first second and operators case this shops shop exhibit attached hereto")
)

var quotes = strings.NewReplacer("“", " ", "”", " ", "‘", " ", "’", " ")

// opens reports whether the lines below s are sellers.
func opens(s string) bool {
	words := strings.Fields(crawlers.FoldName(quotes.Replace(s)))
	if len(words) == 0 || len(words) > 16 {
		return false
	}
	core := len(words) > 1 && words[0] == "schedule" && words[1] == "a"
	for _, w := range words {
		core = core || listCore[w]
		if !listCore[w] && !listRest[w] {
			return false
		}
	}
	return core
}

// lines reads the lists of sellers among lines: the points, or the numbered
// lines, below one that opens such a list. Links to documents are not sellers.
func (l *list) lines(lines []line) {
	open := false
	for _, ln := range lines {
		if len(ln.text) > longestCaption {
			open = false
			continue
		}
		numbered := ordinal.MatchString(ln.text)
		switch {
		case opens(ln.text):
			open = true
		case !open:
		case !ln.item && !numbered:
			open = false
		case !isDocument(ln.href):
			l.add(ln.text, "")
		}
	}
}
