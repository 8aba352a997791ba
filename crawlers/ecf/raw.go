package ecf

import (
	"strconv"
	"unicode/utf8"
)

// raw writes the entry as one docket object with one entry, in the fields
// that court data is exchanged in, then title and events as the court gives
// them. Bytes are appended by hand: a feed is read every ten minutes.
func (e *entry) raw(name, events string) []byte {
	w := object{b: make([]byte, 0, 1024+len(e.title)+2*len(events)+len(name))}
	w.b = append(w.b, `{"assigned_to_str":"","case_name":`...)
	w.quote(name)
	w.b = append(w.b, `,"cause":""`...)
	w.text("chapter", e.chapter)
	w.text("court_id", e.court)
	w.b = append(w.b, `,"date_converted":null,"date_discharged":null,"date_filed":null,"date_terminated":null,"demand":"","docket_entries":[{"date_filed":"`...)
	w.b = e.filed.AppendFormat(w.b, "2006-01-02T15:04:05-07:00")
	w.b = append(w.b, `","description":""`...)
	w.known("document_number", e.document)
	w.text("pacer_doc_id", e.docID)
	w.known("pacer_seq_no", e.seq)
	w.text("short_description", events)
	w.b = append(w.b, `}]`...)
	w.text("docket_number", e.number.Text)
	w.known("federal_defendant_number", e.number.Defendant)
	w.known("federal_dn_case_type", e.number.Type)
	w.known("federal_dn_judge_initials_assigned", e.number.Assigned)
	w.known("federal_dn_judge_initials_referred", e.number.Referred)
	w.known("federal_dn_office_code", e.number.Office)
	w.b = append(w.b, `,"jurisdiction":"","jury_demand":"","nature_of_suit":""`...)
	w.text("office", e.office)
	w.known("pacer_case_id", e.caseID)
	w.b = append(w.b, `,"parties":null,"referred_to_str":""`...)
	w.text("trustee_str", e.trustee)
	w.text("type", e.kind)
	w.text("title", e.title)
	w.b = append(w.b, `,"events":[`...)
	for i, n := range e.names {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.quote(n)
	}
	w.b = append(w.b, "]}"...)
	return w.b
}

// An object is a JSON object being written.
type object struct{ b []byte }

func (w *object) key(name string) {
	w.b = append(append(append(w.b, `,"`...), name...), `":`...)
}

func (w *object) text(name, value string) {
	w.key(name)
	w.quote(value)
}

// known writes null for what the feed does not give.
func (w *object) known(name, value string) {
	w.key(name)
	if value == "" {
		w.b = append(w.b, "null"...)
		return
	}
	w.quote(value)
}

func (w *object) quote(s string) {
	w.b = append(w.b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			if r, n := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
		} else if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		w.b = append(w.b, s[from:i]...)
		switch {
		case c >= utf8.RuneSelf:
			w.b = append(w.b, "\ufffd"...)
		case c == '"', c == '\\':
			w.b = append(w.b, '\\', c)
		default:
			w.b = append(w.b, `\u00`...)
			w.b = append(w.b, strconv.FormatUint(uint64(c)>>4, 16)[0], strconv.FormatUint(uint64(c)&15, 16)[0])
		}
		i++
		from = i
	}
	w.b = append(append(w.b, s[from:]...), '"')
}
