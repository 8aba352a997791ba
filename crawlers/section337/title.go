package section337

// A Text is the text of one notice, taken out of its markup: dashes, quotes and
// blanks made plain, page breaks and inline markup gone.
type Text struct {
	Header     string // "[Investigation No. 337-TA-1072]"; a notice of receipt has none
	Subject    string // "Certain Wi-Fi …; Institution of Investigation"
	Paragraphs []Paragraph
}

// A Paragraph is one of a notice. The Federal Register sets parties, one a
// paragraph, flush and hanging (FP).
type Paragraph struct {
	Party bool
	Text  string
}
