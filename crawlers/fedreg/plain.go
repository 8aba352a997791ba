package fedreg

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers/section337"
)

var (
	tag       = regexp.MustCompile(`</?[A-Za-z][^<>]{0,500}>`)
	pageBreak = regexp.MustCompile(`\n*\[\[Page [0-9A-Z]{1,10}\]\][ \t]*\n*`)
	noteMark  = regexp.MustCompile(` ?\\\d{1,3}\\`)
	ruled     = regexp.MustCompile(`^[ \t]*[-=_]{10,}[ \t]*$`)
	furniture = regexp.MustCompile(`(?i)^\[?(?:billing code:? ?)?\d{4}[-–]\d\d(?:[-–][A-Z])?\]?$|^(?:page )?-? ?\d{1,3}(?: of \d{1,3})? ?-?$`) // codes and page numbers
	masthead  = regexp.MustCompile(`\[Federal Register Volume \d+, Number \d+ \([A-Z][a-z]+, ([A-Z][a-z]+ \d{1,2}, \d{4})\)\]`)
	mastDoc   = regexp.MustCompile(`\[FR Doc No: ([0-9A-Z-]{3,20})\]`)
	scheduled = regexp.MustCompile(`scheduled to be published in the\s+Federal Register on (\d{2}/\d{2}/\d{4})`)
	shortLink = regexp.MustCompile(`federalregister\.gov/d/([0-9A-Z-]{3,20})`)
	filedOn   = regexp.MustCompile(`Filed:? (\d{1,2}/\d{1,2}/\d{4})(?: at)? (\d{1,2}:\d\d [ap]m)`)
	openParty = regexp.MustCompile(`^\([ab]\) The (?:complainant|respondent)s? (?:is|are)\b.*[:-]$`)
	begins    = regexp.MustCompile(`^(?:\[FR Doc\. |\[Inv|BILLING CODE|(?:AGENCY|ACTION|SUMMARY):)`) // a paragraph, with or without a margin
	itemMark  = regexp.MustCompile(`^\((?:[a-z]|\d{1,2})\) `)
)

// agencyName is how the head of a document begins.
const agencyName = "INTERNATIONAL TRADE COMMISSION"

// isPlain reports whether a page without markup is a document.
func isPlain(body []byte) bool {
	return bytes.Contains(body[:min(len(body), 8<<10)], []byte("Federal Register")) || bytes.Contains(body, []byte("[FR Doc"))
}

// readPlain reads a document in plain letters: in print a paragraph begins
// with a blank margin and a party does not; on public inspection, where the
// commission's own copy is shown, blank lines are between them.
func readPlain(s string) document {
	if _, after, ok := strings.Cut(s, "<pre>"); ok {
		s, _, _ = strings.Cut(after, "</pre>")
		s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	}
	s = strings.ReplaceAll(printable(s), "\r\n", "\n")
	s = pageBreak.ReplaceAllString(s, "\n")
	var d document
	head := s[:min(len(s), 4<<10)]
	printed := false
	if m := masthead.FindStringSubmatch(head); m != nil {
		printed = true
		d.published, _ = time.Parse("January 2, 2006", m[1]) // zero where it is no date
	}
	if m := mastDoc.FindStringSubmatch(head); m != nil {
		d.number = m[1]
	}
	if m := scheduled.FindStringSubmatch(head); m != nil {
		d.inspection = true
		d.published, _ = time.Parse("01/02/2006", m[1]) // zero where it is no date
	}
	if m := shortLink.FindStringSubmatch(head); m != nil && d.number == "" {
		d.number = m[1]
	}
	d.inspection = d.inspection || !printed
	d.sort(paragraphs(s, printed))
	if m := filedOn.FindStringSubmatch(d.footer); m != nil {
		d.filed, _ = time.ParseInLocation("1/2/2006 3:04 pm", m[1]+" "+m[2], section337.Zone()) // zero where it is no moment
	}
	return d
}

// printable leaves out what is no letter, such as the noughts that old
// documents begin with.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// sort puts paragraphs where they belong: what stands before "AGENCY:" is the
// head of the document.
func (d *document) sort(ps []section337.Paragraph) {
	headed := false
	for _, p := range ps {
		if strings.HasPrefix(p.Text, `\`) || furniture.MatchString(p.Text) || len(d.paragraphs) == maxParagraphs {
			continue // a footnote, what printers add, or no end
		}
		p.Text = noteMark.ReplaceAllString(p.Text, "")
		switch {
		case strings.HasPrefix(p.Text, "[FR Doc. "):
			d.footer = p.Text
		case headed:
			d.paragraphs = append(d.paragraphs, p)
		case strings.HasPrefix(p.Text, "AGENCY:"), strings.HasPrefix(p.Text, "ACTION:"), strings.HasPrefix(p.Text, "SUMMARY:"):
			headed = true
			d.paragraphs = append(d.paragraphs, p)
		case d.agency == "" && strings.HasSuffix(p.Text, agencyName):
			d.agency = p.Text
		case d.agency != "" && strings.HasPrefix(p.Text, "["):
			d.header = joined(d.header, p.Text)
		case d.agency != "":
			d.subject = joined(d.subject, p.Text)
		}
	}
}

// paragraphs parts a text into its paragraphs.
func paragraphs(s string, printed bool) []section337.Paragraph {
	var out []section337.Paragraph
	var block []string
	listing := false // between "(b) The respondents are …:" and what follows the list
	flush := func() {
		if len(block) == 0 {
			return
		}
		text := unwrap(block)
		switch {
		case listing && !itemMark.MatchString(text):
			for _, party := range parties(block, printed) {
				out = append(out, section337.Paragraph{Party: true, Text: party})
			}
		case text != "":
			listing = openParty.MatchString(text)
			out = append(out, section337.Paragraph{Text: text})
		}
		block = block[:0]
	}
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\n")
		bare := strings.TrimSpace(line)
		if bare == "" || ruled.MatchString(line) {
			flush()
			continue
		}
		margin := printed && strings.HasPrefix(line, "    ")
		if margin || begins.MatchString(bare) {
			flush()
			listing = listing && !margin
		}
		block = append(block, line)
		if strings.HasSuffix(bare, agencyName) || strings.HasPrefix(bare, "[Inv") && strings.HasSuffix(bare, "]") {
			flush()
		}
	}
	flush()
	return out
}

// parties parts a block of a list of parties. In print one party follows the
// other, and a line that is broken only for its length ends in a blank or a
// hyphen, or leaves no room for the next word. On public inspection a block is
// one party, a line of its address under the other, unless each line is a name
// with its address.
func parties(block []string, printed bool) []string {
	if !printed {
		whole := true
		lines := make([]string, len(block))
		for i, line := range block {
			lines[i] = strings.TrimRight(strings.TrimSpace(line), ",")
			whole = whole && strings.Contains(lines[i], ",") && strings.ContainsAny(lines[i], "0123456789")
		}
		if whole {
			return lines
		}
		return []string{strings.Join(lines, ", ")}
	}
	width, kept := 0, false
	for _, line := range block {
		width = max(width, len(strings.TrimRight(line, " ")))
		kept = kept || strings.HasSuffix(line, " ")
	}
	var out []string
	begin := 0 // of the party so far
	for i, line := range block[:len(block)-1] {
		next, _, _ := strings.Cut(strings.TrimSpace(block[i+1]), " ")
		broken := strings.HasSuffix(line, " ")
		if !kept {
			broken = len(line)+1+len(next) > max(width, lineLength)
		}
		if !broken && !strings.HasSuffix(line, "-") {
			out = append(out, unwrap(block[begin:i+1]))
			begin = i + 1
		}
	}
	return append(out, unwrap(block[begin:]))
}

// unwrap joins the lines of a paragraph. A line that ends in a hyphen is broken
// within a word.
func unwrap(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line)
		if !strings.HasSuffix(line, "-") || strings.HasSuffix(line, "--") {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lineLength is how long lines in print are at least, before a word that does
// not fit is put on the next.
const lineLength = 70
