package clock

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Calendars by which periods are counted. The list is closed: a calendar says
// which days of the week are its weekend.
const (
	federal = "US-federal" // legal holidays by 5 U.S.C. 6103(a), in every year
	capital = "US-DC"      // the same and, at offices in the District of Columbia, Inauguration Day
	china   = "CN"
)

// fridays are the calendars whose weekend is Friday and Saturday.
const fridays = "SA"

// calendars are all of them, with whose they are: a business day is said with its
// calendar, since readers in China have another. Those of the United States are
// reckoned, the others need a table for each year.
var calendars = map[string]Text{
	federal: {"美国联邦", "United States federal"},
	capital: {"美国联邦（华盛顿特区）", "United States federal (District of Columbia)"},
	china:   {"中国", "China"},
	"EUIPO": {"欧盟知识产权局", "EUIPO"},
	"EU":    {"欧盟成员国", "European Union"},
	"EPO":   {"欧洲专利局", "European Patent Office"},
	"UPC":   {"统一专利法院", "Unified Patent Court"},
	"WIPO":  {"世界知识产权组织", "WIPO"},
	"UK":    {"英国", "United Kingdom"},
	"KR":    {"韩国", "Korea"},
	"JP":    {"日本", "Japan"},
	"DE":    {"德国", "Germany"},
	"CA":    {"加拿大", "Canada"},
	"AU":    {"澳大利亚", "Australia"},
	"IN":    {"印度", "India"},
	"VN":    {"越南", "Viet Nam"},
	"ID":    {"印度尼西亚", "Indonesia"},
	"TH":    {"泰国", "Thailand"},
	"PH":    {"菲律宾", "Philippines"},
	"MY":    {"马来西亚", "Malaysia"},
	"SG":    {"新加坡", "Singapore"},
	"MX":    {"墨西哥", "Mexico"},
	"BR":    {"巴西", "Brazil"},
	"CL":    {"智利", "Chile"},
	"AR":    {"阿根廷", "Argentina"},
	"CO":    {"哥伦比亚", "Colombia"},
	"PE":    {"秘鲁", "Peru"},
	"TR":    {"土耳其", "Türkiye"},
	"AE":    {"阿联酋", "United Arab Emirates"},
	"SA":    {"沙特阿拉伯", "Saudi Arabia"},
	"ZA":    {"南非", "South Africa"},
	"NG":    {"尼日利亚", "Nigeria"},
	"KE":    {"肯尼亚", "Kenya"},
	"NZ":    {"新西兰", "New Zealand"},
	"FR":    {"法国", "France"},
	"ES":    {"西班牙", "Spain"},
	"IT":    {"意大利", "Italy"},
	"BX":    {"比荷卢", "Benelux"},
	"CH":    {"瑞士", "Switzerland"},
	"TW":    {"中国台湾", "Taiwan"},
	"HK":    {"中国香港", "Hong Kong"},
	"MO":    {"中国澳门", "Macao"},
	"UA":    {"乌克兰", "Ukraine"},
	"KH":    {"柬埔寨", "Cambodia"},
	"LA":    {"老挝", "Laos"},
	"MM":    {"缅甸", "Myanmar"},
}

// isCalendar reports whether there is a calendar of the name.
func isCalendar(name string) bool { return calendars[name] != (Text{}) }

// A NoTableError says that a day cannot be counted because the holidays of a
// year are not known. No table is not "no holidays".
type NoTableError struct {
	Calendar string
	Year     int
}

func (e *NoTableError) Error() string {
	return fmt.Sprintf("calendar %s has no table of holidays for %d: import one before counting", e.Calendar, e.Year)
}

// Text says it to people who are given a forecast all the same.
func (e *NoTableError) Text() Text {
	return say("%s%d年节假日表尚未收录，只按周末推算", "no table of holidays for %[2]d (%[1]s) is on file: only weekends are counted", calendars[e.Calendar], e.Year)
}

// How a day differs from the week. A day that is likely free is so by a table
// that is not the forum's own, or by an order that does not make it a legal
// holiday for all: whoever relies on it may be late.
const (
	free   = "holiday"
	likely = "likely"
	works  = "workday" // on a weekend
)

type named struct{ kind, name string }

// Holidays are the days of calendars that differ from the week.
type Holidays struct {
	days map[string]map[time.Time]named
	has  map[NoTableError]bool // calendar and year
}

// ReadHolidays reads a table of holidays: calendar, year, kind (holiday, likely
// or workday), name, days ("02-15/02-23 05-01"), source. A line for a year says
// that the year is known, so that it holds all its holidays.
func ReadHolidays(r io.Reader) (*Holidays, error) {
	h := &Holidays{days: map[string]map[time.Time]named{}, has: map[NoTableError]bool{}}
	err := readTable(r, []string{"calendar", "year", "kind", "name", "days", "source"}, h.add)
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (h *Holidays) add(row map[string]string) error {
	name, kind := row["calendar"], row["kind"]
	if !isCalendar(name) {
		return fmt.Errorf("calendar %q is not known", name)
	}
	if kind != free && kind != likely && kind != works {
		return fmt.Errorf("kind %q: want holiday, likely or workday", kind)
	}
	year, err := strconv.Atoi(row["year"])
	if err != nil || year < firstYear || year > lastYear {
		return fmt.Errorf("year %q: want %d to %d", row["year"], firstYear, lastYear)
	}
	if h.days[name] == nil {
		h.days[name] = map[time.Time]named{}
	}
	for span := range strings.FieldsSeq(row["days"]) {
		from, to, _ := strings.Cut(span, "/")
		if to == "" {
			to = from
		}
		first, err := time.Parse(time.DateOnly, fmt.Sprintf("%d-%s", year, from))
		if err != nil {
			return fmt.Errorf("day %q: want MM-DD", from)
		}
		last, err := time.Parse(time.DateOnly, fmt.Sprintf("%d-%s", year, to))
		if err != nil || last.Before(first) {
			return fmt.Errorf("days %q: want MM-DD/MM-DD", span)
		}
		for d := first; !d.After(last); d = days(d, 1) {
			h.days[name][d] = named{kind, row["name"]}
		}
	}
	h.has[NoTableError{name, year}] = true
	return nil
}

// off says whether a day is free at a forum, whether only likely so, and what
// it is called. A day of the weekend has no name.
func (h *Holidays) off(calendar string, day time.Time) (is, maybe bool, name string, err error) {
	if calendar == federal || calendar == capital {
		if !sane(day) {
			return false, false, "", &NoTableError{calendar, day.Year()}
		}
		if weekend(calendar, day) {
			return true, false, "", nil
		}
		if name := statutory(day); name != "" {
			return true, false, name, nil
		}
		if calendar == capital && inauguration(day) {
			return true, true, "Inauguration Day", nil
		}
		d, ok := h.days[federal][day]
		return ok, ok, d.name, nil
	}
	d, differs := h.days[calendar][day]
	switch {
	case differs && d.kind == works:
		return false, false, d.name, nil
	case differs && d.kind == free:
		return true, false, d.name, nil
	case weekend(calendar, day):
		return true, false, "", nil
	case !h.has[NoTableError{calendar, day.Year()}]:
		return false, false, "", &NoTableError{calendar, day.Year()}
	}
	return differs, differs, d.name, nil
}

func weekend(calendar string, day time.Time) bool {
	if calendar == fridays {
		return day.Weekday() == time.Friday || day.Weekday() == time.Saturday
	}
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// statutory names the legal public holiday of the United States that a weekday
// is, or that is observed on it: the Friday before a Saturday, the Monday after
// a Sunday (5 U.S.C. 6103; Executive Order 11582).
func statutory(day time.Time) string {
	switch day.Weekday() {
	case time.Friday:
		if name := fixed(days(day, 1)); name != "" {
			return name + " (observed)"
		}
	case time.Monday:
		if name := fixed(days(day, -1)); name != "" {
			return name + " (observed)"
		}
		_, m, d := day.Date()
		week := (d + 6) / 7
		switch {
		case m == time.January && week == 3:
			return "Birthday of Martin Luther King, Jr."
		case m == time.February && week == 3:
			return "Washington's Birthday"
		case m == time.May && d > 24:
			return "Memorial Day"
		case m == time.September && week == 1:
			return "Labor Day"
		case m == time.October && week == 2:
			return "Columbus Day"
		}
	case time.Thursday:
		if _, m, d := day.Date(); m == time.November && (d+6)/7 == 4 {
			return "Thanksgiving Day"
		}
	}
	return fixed(day)
}

// fixed names the holiday that has the same date every year.
func fixed(day time.Time) string {
	switch y, m, d := day.Date(); {
	case m == time.January && d == 1:
		return "New Year's Day"
	case m == time.June && d == 19 && y >= 2021:
		return "Juneteenth"
	case m == time.July && d == 4:
		return "Independence Day"
	case m == time.November && d == 11:
		return "Veterans Day"
	case m == time.December && d == 25:
		return "Christmas Day"
	}
	return ""
}

// inauguration reports whether the day is a holiday of those who work for the
// federal government in and around the District of Columbia (5 U.S.C. 6103(c)):
// 20 January after an election, or the Monday after that Sunday.
func inauguration(day time.Time) bool {
	y, m, d := day.Date()
	return y%4 == 1 && m == time.January && (d == 20 || d == 21 && day.Weekday() == time.Monday)
}

//go:embed holidays.csv
var holidaysFile string

// Workday reports whether people in mainland China work on a day, moved
// workdays (调休) counted. A year whose arrangement is not on file is an error.
func (t *Table) Workday(day time.Time) (bool, error) {
	is, _, _, err := t.holidays.off(china, midnight(day))
	return !is && err == nil, err
}

// readTable reads a CSV table with a header, row by row. The row's mistakes, up
// to ten, are one error.
func readTable(r io.Reader, want []string, add func(map[string]string) error) error {
	text, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return err
	}
	if len(text) > maxTable {
		return fmt.Errorf("longer than %d bytes", maxTable)
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("no header: want %s", strings.Join(want, ","))
	}
	at := map[string]int{}
	for i, name := range head {
		if !slices.Contains(want, name) {
			return fmt.Errorf("column %q is not known: want %s", name, strings.Join(want, ","))
		}
		if _, twice := at[name]; twice {
			return fmt.Errorf("column %q is there twice", name)
		}
		at[name] = i
	}
	for _, name := range want {
		if _, ok := at[name]; !ok {
			return fmt.Errorf("column %q is missing", name)
		}
	}
	var wrong TableError
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			wrong = append(wrong, err.Error()) // what follows cannot be told apart any more
			break
		}
		line, _ := in.FieldPos(0)
		row := map[string]string{}
		for name, i := range at {
			row[name] = strings.TrimSpace(cells[i])
		}
		if err := add(row); err != nil {
			wrong = append(wrong, fmt.Sprintf("line %d: %v", line, err))
		}
		if len(wrong) == maxWrong {
			break
		}
	}
	if wrong != nil {
		return wrong
	}
	return nil
}

// Limits of a table.
const (
	maxTable = 4 << 20
	maxWrong = 10
)

// A TableError says what is wrong with a table, row by row, the first ten.
type TableError []string

func (e TableError) Error() string { return strings.Join(e, "\n") }
