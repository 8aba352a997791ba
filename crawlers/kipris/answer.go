package kipris

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/crawlers"
	"tocsin/crawlers/register"
)

// An answer is what a page says beside its marks.
type answer struct {
	code, message string
	no            bool // it says that it did not succeed
	total         int  // of marks found; -1 where it says nothing
	page          int  // from 1; 0 where it says nothing
	marks         int
	numbers       []string // of applications
}

// The elements that are read, in the words of either service and of the
// gateway that may answer in their place.
var elements = []string{
	"item", "TradeMarkInfo",
	"successYN", "resultCode", "resultMsg", "totalCount", "TotalSearchCount", "pageNo",
	"returnReasonCode", "returnAuthMsg",
}

// read reads an element; a mark is handed on.
func (a *answer) read(e register.Element, mark func(register.Element)) {
	switch string(e.Name()) {
	case "item", "TradeMarkInfo":
		a.marks++
		if n := serial(e); n != "" {
			a.numbers = append(a.numbers, n)
		}
		mark(e)
	case "successYN":
		a.no = e.Line() == "N"
	case "resultCode", "returnReasonCode":
		a.code = e.Line()
	case "resultMsg", "returnAuthMsg":
		a.message = e.Line()
	case "totalCount", "TotalSearchCount":
		if n, err := strconv.Atoi(e.Line()); err == nil && n >= 0 {
			a.total = n
		}
	case "pageNo":
		if n, err := strconv.Atoi(e.Line()); err == nil && n > 0 {
			a.page = n
		}
	}
}

// Codes that Korea's public data have in common.
const (
	codeNone  = "03" // nothing found
	codeSpent = "22"
)

// What the codes mean for who visits.
const (
	keyAdvice  = "look at sources.kipris.token, and at whether the key is for the search of trademarks"
	callAdvice = "look at search of sources.kipris.params"
)

var refusals = map[string]string{
	"10": "KIPRIS does not understand the question: " + callAdvice,
	"11": "KIPRIS misses something in the question: " + callAdvice,
	"12": "KIPRIS has no such service any more: " + callAdvice,
	"20": "KIPRIS denies the key this search: " + keyAdvice,
	"21": "KIPRIS has suspended the key for a time: " + keyAdvice,
	"30": "KIPRIS does not know the key: " + keyAdvice,
	"31": "KIPRIS says that the key has expired: renew it at https://plus.kipris.or.kr",
	"32": "KIPRIS does not know the address that this machine asks from: register it at https://plus.kipris.or.kr",
	"33": "KIPRIS wants the call signed: " + keyAdvice,
}

// ofKey are the codes that are the same for every mark.
var ofKey = map[string]bool{"12": true, "20": true, "21": true, codeSpent: true, "30": true, "31": true, "32": true, "33": true}

var seoul = time.FixedZone("Asia/Seoul", 9*60*60)

// refusal returns why an answer is none, or nil.
func (a *answer) refusal(at time.Time) error {
	good := strings.Trim(a.code, "0") == ""
	switch {
	case a.code == codeNone || good && !a.no:
		return nil
	case a.code == codeSpent:
		at = at.In(seoul)
		month := time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, seoul)
		return fmt.Errorf("%w: KIPRIS says that the key's calls are used up (code 22); it goes on with the next month in Korea, on %s, and until then each visit asks once. No mark has lost its turn", crawlers.ErrBlocked, month.Format(time.DateOnly))
	}
	said := a.code
	if word.MatchString(a.message) {
		said += " " + a.message
	}
	return fmt.Errorf("%w: %s (code %.100q)", crawlers.ErrBlocked, cmp.Or(refusals[a.code], "KIPRIS says no"), said)
}

// word is what messages are made of that can be told: others could repeat the
// key.
var word = regexp.MustCompile(`^[A-Z_ .]{1,80}$`)

func parse(p crawlers.Page, emit func(crawlers.Filing) error) error {
	a := answer{total: -1}
	told, left, strange := map[string]bool{}, map[string]int{}, map[string]bool{}
	var lost error // of emit, or why what follows is no answer
	err := register.Read(p, func(e register.Element) error {
		a.read(e, func(e register.Element) {
			if lost = a.refusal(p.Fetched); lost != nil {
				return
			}
			r := newRecord(e)
			f, why := r.filing(p.Fetched)
			switch {
			case why != "":
				left[why]++
				return
			case told[f.ID()]:
				return
			case f.Act == "":
				strange[clip(r.fields["applicationstatus"])] = true
			}
			told[f.ID()] = true
			lost = emit(f)
		})
		return lost
	}, elements...)
	if lost != nil {
		return lost
	}
	if refusal := a.refusal(p.Fetched); refusal != nil {
		return refusal
	}
	for _, s := range slices.Sorted(maps.Keys(strange)) {
		p.Warn("status that is not known; its marks have no word for their act", "status", s)
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		p.Warn("marks left out", "why", why, "count", left[why], "url", p.URL)
	}
	switch {
	case err != nil || len(told) > 0:
		return err
	case a.marks > 0:
		return fmt.Errorf("%w: none of %d marks could be read", crawlers.ErrShape, a.marks)
	case a.total == 0 || a.code == codeNone:
		return nil
	case a.total > 0:
		return fmt.Errorf("%w: it says that there are %d marks, and lists none", crawlers.ErrShape, a.total)
	}
	return fmt.Errorf("%w: no marks, and nothing that says there are none", crawlers.ErrShape)
}

// clip returns the beginning of what a place says, for a message.
func clip(s string) string { return strings.ToValidUTF8(s[:min(len(s), 200)], "") }
