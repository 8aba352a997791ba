package ecf

import (
	"slices"
	"strings"
	"time"

	"tocsin/crawlers/docket"
)

// An entry is one docket entry: one item of a feed, or several merged.
type entry struct {
	court  string
	title  string // as the court writes it
	number docket.Number
	caseID string // the court's own number of the case; "" in appellate feeds
	filed  time.Time

	names    []string // of its events, in the order of the feed
	document string   // its number on the docket
	docID    string   // of the document
	seq      string   // number of the entry within the case, by the document's address
	url      string

	kind, office, chapter, trustee string // of a bankruptcy

	entryNo, seqNo string // the lowest of all items merged
	slug           string
}

// An entryKey is what the items of one entry have in common.
type entryKey struct {
	court, number, caseID, docID string
	second                       int64
}

func (e *entry) key() entryKey {
	return entryKey{e.court, e.number.Text, e.caseID, e.docID, e.filed.Unix()}
}

// merge adds another item of the entry. Its place is the lowest of all, so
// that the order of the feed does not matter.
func (e *entry) merge(o *entry) {
	e.names = append(e.names, o.names...)
	e.entryNo = lower(e.entryNo, o.entryNo)
	e.seqNo = lower(e.seqNo, o.seqNo)
}

// lower returns the lower of two numbers; none is higher than any.
func lower(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "", len(a) < len(b):
		return a
	case len(b) < len(a), b < a:
		return b
	}
	return a
}

// place names the entry within its matter by the court's own numbers: that on
// the docket, else that within the case, else its second and case. An
// appellate document that is not numbered is named by its own id.
func (e *entry) place() string {
	switch {
	case e.entryNo != "":
		return "entry." + e.entryNo
	case e.docID != "" && e.caseID == "":
		return "doc." + e.docID
	case e.seqNo != "":
		return "seq." + e.seqNo
	}
	return "at." + e.moment()
}

// moment is the court's own second, and its own number of the case.
func (e *entry) moment() string {
	b := e.filed.UTC().AppendFormat(make([]byte, 0, 40), "20060102T150405Z")
	if id := e.caseID[:digits(e.caseID)]; id != "" {
		b = append(append(b, '.'), id...)
	}
	return string(b)
}

// before orders two entries of one place so that neither the order of the
// feed nor chance decides.
func (e *entry) before(o *entry) bool {
	if !e.filed.Equal(o.filed) {
		return e.filed.Before(o.filed)
	}
	return lower(e.caseID+e.docID, o.caseID+o.docID) == e.caseID+e.docID
}

// events returns the names of the events joined as aggregators do, in the
// order of the alphabet, and the same with each name once.
func (e *entry) events() (joined, distinct string) {
	if len(e.names) == 1 {
		return e.names[0], e.names[0]
	}
	var all []string
	for _, n := range e.names {
		all = append(all, strings.Split(n, and)...)
	}
	slices.Sort(all)
	return strings.Join(all, and), strings.Join(slices.Compact(all), and)
}

const and = " AND "

// caption returns the title without the number.
func (e *entry) caption() string {
	_, rest, _ := strings.Cut(e.title, " ")
	return rest
}

// A reader reads the items of one court's feed.
type reader struct {
	court string // of the feed
	own   string // that the feed's own link leads to, or ""
	dates dates
}

// grandJury is why a case of a grand jury is left out: it has no docket
// number in any feed, and nobody could mend that.
const grandJury = "a grand jury's"

// courtOf returns the court of an item. It is the feed's, unless the item leads
// to another one than the feed itself: then the files of several courts have
// been put into one, and equal numbers of theirs are not one case.
func (r *reader) courtOf(it *item) string {
	if c := courtOf(it.link); r.own != "" && c != "" && c != r.own {
		return c
	}
	return r.court
}

// entry reads one item. Why an item cannot be one is why, in words for a
// person.
func (r *reader) entry(it *item) (e entry, why string) {
	if it.link == "" || it.pubDate == "" {
		return e, "no link or no date"
	}
	court := r.courtOf(it)
	number, ok := docket.ReadNumber(court, it.title)
	if !ok {
		if strings.Contains(it.title, "-~gr-") {
			return e, grandJury
		}
		return e, "no docket number"
	}
	filed, ok := r.dates.read(it.pubDate)
	if !ok {
		return e, "date or zone not understood: " + clip(it.pubDate, 40)
	}
	e = entry{court: court, title: it.title, number: number, filed: filed, url: docketURL(it.link)}
	e.describe(it.description, docket.Appellate(court))
	if docket.Bankruptcy(court) {
		e.bankruptcy(it.description)
	}
	if !docket.Appellate(court) {
		e.caseID = caseID(it.link)
	}
	e.entryNo = e.document
	if e.entryNo == e.docID {
		e.entryNo = "" // an appellate document without a number of its own
	}
	if e.seqNo = e.seq; e.seqNo == "" {
		e.seqNo = guidSeq(it.guid, e.caseID)
	}
	return e, ""
}

// describe reads "[Event] (<a href='…/doc1/126018830418?de_seq_num=9'>12</a>)".
func (e *entry) describe(s string, appellate bool) {
	name := ""
	if open := strings.IndexByte(s, '['); open >= 0 {
		if n := strings.IndexByte(s[open:], ']'); n >= 0 {
			name = unescape(s[open+1 : open+n])
		}
	}
	e.names = []string{name}
	e.document = linkNumber(s)
	href := link(s)
	if href == "" {
		return
	}
	path, query, _ := strings.Cut(href, "?")
	e.url = href
	if !strings.Contains(path, "/doc1/") && !strings.Contains(path, "/docs1/") {
		return
	}
	id := path[strings.LastIndexByte(path, '/')+1:]
	if id == "" || digits(id) != len(id) {
		return
	}
	if len(id) > 3 && id[3] != '0' {
		id = id[:3] + "0" + id[4:] // the fourth digit only says how it was asked for
	}
	e.docID = id
	if appellate && e.document == "" {
		e.document = id
	}
	if _, seq, ok := strings.Cut(query, "de_seq_num="); ok {
		e.seq = seq[:digits(seq)]
	}
}

// link returns the address of the first link of s, if a browser may follow it.
func link(s string) string {
	_, s, ok := strings.Cut(s, "href=")
	if !ok || s == "" || s[0] != '"' && s[0] != '\'' {
		return ""
	}
	n := strings.IndexByte(s[1:], s[0])
	if n < 0 {
		return ""
	}
	return web(s[1 : 1+n])
}

// web returns s if it is an address of the web, else "".
func web(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

// linkNumber returns the digits of the first link that holds nothing else.
func linkNumber(s string) string {
	for {
		n := strings.Index(s, "</a>")
		if n < 0 {
			return ""
		}
		i := n
		for i > 0 && '0' <= s[i-1] && s[i-1] <= '9' {
			i--
		}
		if i < n {
			tag := strings.TrimSuffix(s[:i], ">")
			if len(tag) < i {
				tag = strings.TrimSuffix(tag, " ")
				if strings.HasSuffix(tag, "'") || strings.HasSuffix(tag, `"`) {
					return s[i:n]
				}
			}
		}
		s = s[n+len("</a>"):]
	}
}

// docketURL returns the address of the case's docket. An address that goes on
// after the case opens an empty form.
func docketURL(s string) string {
	s = web(s)
	at := strings.Index(s, "DktRpt.pl?")
	if at < 0 {
		return s
	}
	at += len("DktRpt.pl?")
	n := digits(s[at:])
	if n > 0 && at+n < len(s) && (s[at+n] == '&' || s[at+n] == '-' && digits(s[at+n+1:]) == len(s)-at-n-1) {
		return s[:at+n]
	}
	return s
}

// caseID returns the court's number of the case: what stands after "?", or
// after the last dash where a session ("L_1_0") stands before it.
func caseID(link string) string {
	_, id, _ := strings.Cut(link, "?")
	if strings.Contains(id, "L") {
		id = id[strings.LastIndexByte(id, '-')+1:]
	}
	return id
}

// guidSeq returns the number of the entry within the case that a guid ends
// in: "DktRpt.pl?223879&5", "DktRpt.pl?265812-16739", "…&partId=1984499".
func guidSeq(guid, caseID string) string {
	_, q, ok := strings.Cut(guid, "?")
	if !ok {
		return ""
	}
	if caseID == "" {
		_, q, ok = strings.Cut(q, "partId=")
		if !ok {
			return ""
		}
		return q[:digits(q)]
	}
	q, ok = strings.CutPrefix(q, caseID)
	if !ok || len(q) < 2 || q[0] != '&' && q[0] != '-' || digits(q[1:]) != len(q)-1 {
		return ""
	}
	return q[1:]
}

// bankruptcy reads "Type: bk Office: 1 Chapter: 11 Trustee: … [Event]".
func (e *entry) bankruptcy(s string) {
	head, _, ok := strings.Cut(s, "[")
	rest, typed := strings.CutPrefix(head, "Type:")
	if !ok || !typed {
		return
	}
	kind, rest, ok1 := strings.Cut(rest, "Office:")
	office, chapter, ok2 := strings.Cut(rest, "Chapter:")
	if !ok1 || !ok2 {
		return
	}
	chapter, trustee, _ := strings.Cut(chapter, "Trustee:")
	e.kind, e.office, e.chapter, e.trustee = blanks(kind), blanks(office), blanks(chapter), blanks(trustee)
}

// blanks makes every run of white space one blank.
func blanks(s string) string { return strings.Join(strings.Fields(s), " ") }

// digits counts the digits that s begins with.
func digits(s string) (n int) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// clip returns the beginning of s for a message.
func clip(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}
