package table

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// An Order is how the days of a column are written where that does not speak
// for itself.
type Order string

// The orders. Plain is that of days that need none.
const (
	Plain      Order = ""
	DayFirst   Order = "dmy"
	MonthFirst Order = "mdy"
	Republic   Order = "roc" // years of the Republic of China: 115 is 2026
)

var (
	clock       = regexp.MustCompile(`[T ]\s*\d{1,2}:\d{2}.*$`)
	yearFirst   = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$`)
	yearLast    = regexp.MustCompile(`^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})$`)
	vietnamese  = regexp.MustCompile(`^(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})$`)
	compact     = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	serial      = regexp.MustCompile(`^\d{5}(\.\d+)?$`)
	dayName     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\p{L}+)[\s.,/-]+(\d{4})$`)
	nameDay     = regexp.MustCompile(`^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$`)
	republican  = regexp.MustCompile(`^(?:中華民國|中华民国|民國|民国)?\s*(\d{2,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$`)
	republican7 = regexp.MustCompile(`^(\d{2,3})(\d{2})(\d{2})$`)
	shortYear   = regexp.MustCompile(`^\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|\p{L}+)\s*[-/. ]\s*\d{2}$`)
)

// months are the beginnings of their names in English and Indonesian.
var months = map[string]time.Month{
	"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "agu": 8, "ags": 8,
	"sep": 9, "oct": 10, "okt": 10, "nov": 11, "nop": 11, "dec": 12, "des": 12,
}

// OrderOf returns whether the days of a column have the day or the month
// first. One day that can only be read one way tells for all of them; where
// none does it is an error.
func OrderOf(column []string) (Order, error) {
	var day, month, open string // examples
	for _, s := range column {
		m := yearLast.FindStringSubmatch(bare(s))
		if m == nil {
			continue
		}
		a, b := number(m[1]), number(m[2])
		switch {
		case a > 12 && b <= 12:
			day = s
		case b > 12 && a <= 12:
			month = s
		case a <= 12 && a != b:
			open = s
		}
	}
	switch {
	case day != "" && month != "":
		return Plain, fmt.Errorf("%.30q has the day first and %.30q the month: write them alike", day, month)
	case month != "":
		return MonthFirst, nil
	case day == "" && open != "":
		return Plain, fmt.Errorf("%.30q may have the day or the month first, and no other day tells: say dmy or mdy", open)
	}
	return DayFirst, nil // a day that is its month's number reads the same both ways
}

// Day reads a day. Of a moment the day is read, as it is written. A year of the
// Buddhist era, which is 543 ahead, is told by being so far away.
func Day(s string, o Order, era1904 bool) (time.Time, error) {
	s = bare(s)
	if o == Republic {
		for _, re := range []*regexp.Regexp{republican, republican7} {
			if m := re.FindStringSubmatch(s); m != nil {
				return date(number(m[1])+1911, number(m[2]), number(m[3]))
			}
		}
	}
	for _, re := range []*regexp.Regexp{yearFirst, compact} {
		if m := re.FindStringSubmatch(s); m != nil {
			return date(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		switch o {
		case DayFirst:
			return date(number(m[3]), number(m[2]), number(m[1]))
		case MonthFirst:
			return date(number(m[3]), number(m[1]), number(m[2]))
		}
		return time.Time{}, errors.New("may have the day or the month first")
	}
	if m := vietnamese.FindStringSubmatch(s); m != nil {
		return date(number(m[3]), number(m[2]), number(m[1]))
	}
	if m := dayName.FindStringSubmatch(s); m != nil {
		return date(number(m[3]), int(month(m[2])), number(m[1]))
	}
	if m := nameDay.FindStringSubmatch(s); m != nil {
		return date(number(m[3]), int(month(m[1])), number(m[2]))
	}
	if serial.MatchString(s) {
		return counted(number(s[:5]), era1904)
	}
	if shortYear.MatchString(s) {
		return time.Time{}, errors.New("has a year of two digits: give all four")
	}
	return time.Time{}, errors.New("is no day")
}

// counted is the day that a spreadsheet stores as a number: it counts from the
// last of 1899, or the first of 1904.
func counted(n int, era1904 bool) (time.Time, error) {
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if era1904 {
		t = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	t = t.AddDate(0, 0, n)
	return date(t.Year(), int(t.Month()), t.Day())
}

// bare is what is written of a day, without the time of day.
func bare(s string) string {
	return strings.TrimSpace(clock.ReplaceAllString(norm.NFKC.String(strings.TrimSpace(s)), ""))
}

// number reads digits, of which there are few.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func month(name string) time.Month {
	name = strings.ToLower(name)
	return months[name[:min(3, len(name))]]
}

// date is a day that is one, of a year in which there were registers.
func date(y, m, d int) (time.Time, error) {
	if y > 2400 && y < 2700 {
		y -= 543
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || t.Month() != time.Month(m) || t.Day() != d {
		return time.Time{}, errors.New("is no day of the calendar")
	}
	if y < 1850 || y > 2150 {
		return time.Time{}, fmt.Errorf("is of the year %d", y)
	}
	return t, nil
}
