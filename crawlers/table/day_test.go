package table

import (
	"strings"
	"testing"
	"time"
)

func TestDay(t *testing.T) {
	for _, tc := range []struct {
		in    string
		order Order
		want  string // or a part of the error
	}{
		{"2026-01-05", Plain, "2026-01-05"},
		{"2026/1/5", Plain, "2026-01-05"},
		{"2026.01.05", Plain, "2026-01-05"},
		{"2026年1月5日", Plain, "2026-01-05"},
		{"２０２６年１月５日", Plain, "2026-01-05"},
		{"20260105", Plain, "2026-01-05"},
		{"2026-01-05 00:00:00", Plain, "2026-01-05"},
		{"2026-01-05T23:30:00+08:00", Plain, "2026-01-05"},
		{"05/01/2026", DayFirst, "2026-01-05"},
		{"05/01/2026", MonthFirst, "2026-05-01"},
		{"05/01/2026", Plain, "day or the month first"},
		{"05/01/2026 10:15", DayFirst, "2026-01-05"},
		{"31.12.2025", DayFirst, "2025-12-31"},
		{"31.12.2025", MonthFirst, "no day of the calendar"},
		{"5 Jan 2026", Plain, "2026-01-05"},
		{"05-JAN-2026", MonthFirst, "2026-01-05"},
		{"January 5, 2026", Plain, "2026-01-05"},
		{"5 Agustus 2025", Plain, "2025-08-05"},
		{"ngày 5 tháng 1 năm 2026", Plain, "2026-01-05"},
		{"05/01/2569", DayFirst, "2026-01-05"},
		{"46027", Plain, "2026-01-05"},
		{"46027.5", Plain, "2026-01-05"},
		{"115.01.05", Republic, "2026-01-05"},
		{"1150105", Republic, "2026-01-05"},
		{"民國115年1月5日", Republic, "2026-01-05"},
		{"2026-01-05", Republic, "2026-01-05"},
		{"115.01.05", Plain, "no day"},
		{"1150105", Plain, "no day"},
		{"05/01/26", DayFirst, "two digits"},
		{"5-Jan-26", Plain, "two digits"},
		{"2026-02-30", Plain, "no day of the calendar"},
		{"2026-13-01", Plain, "no day of the calendar"},
		{"0026-01-05", Plain, "year 26"},
		{"pending", Plain, "no day"},
		{"5 Foo 2026", Plain, "no day of the calendar"},
		{"", Plain, "no day"},
	} {
		got, err := Day(tc.in, tc.order, false)
		said := got.Format(time.DateOnly)
		if err != nil {
			said = err.Error()
		}
		if !strings.Contains(said, tc.want) {
			t.Errorf("%q %q: %s, want %s", tc.in, tc.order, said, tc.want)
		}
	}
	if got, err := Day("44565", Plain, true); err != nil || got.Format(time.DateOnly) != "2026-01-05" {
		t.Errorf("counted from 1904: %v, %v", got, err)
	}
}

func TestOrderOf(t *testing.T) {
	for _, tc := range []struct {
		column []string
		want   Order
		err    string
	}{
		{[]string{"01/02/2026", "25/02/2026"}, DayFirst, ""},
		{[]string{"01/02/2026", "", "02/25/2026"}, MonthFirst, ""},
		{[]string{"01/02/2026", "03/04/2026"}, Plain, "day or the month first"},
		{[]string{"25/02/2026", "02/25/2026"}, Plain, "write them alike"},
		{[]string{"05/05/2026"}, DayFirst, ""},
		{[]string{"2026-01-02", "46027", "what"}, DayFirst, ""},
		{nil, DayFirst, ""},
	} {
		got, err := OrderOf(tc.column)
		if got != tc.want || tc.err == "" && err != nil || tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
			t.Errorf("%q: %q, %v; want %q, %q", tc.column, got, err, tc.want, tc.err)
		}
	}
}

func FuzzDay(f *testing.F) {
	f.Add("05/01/2026", "dmy")
	f.Add("民國115年1月5日", "roc")
	f.Add("5 tháng 1 năm 2026", "")
	f.Fuzz(func(t *testing.T, s, order string) {
		d, err := Day(s, Order(order), false)
		if err == nil && (d.Year() < 1850 || d.Year() > 2150) {
			t.Errorf("%q: %v", s, d)
		}
	})
}
