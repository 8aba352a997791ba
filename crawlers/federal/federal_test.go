package federal

import (
	"slices"
	"testing"
	"time"
)

func TestHolidays(t *testing.T) {
	for _, tc := range []struct {
		year int
		want []string
	}{
		// Juneteenth is no holiday yet; Independence Day is a Saturday.
		{2020, []string{"01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"}},
		// Juneteenth and Christmas are Saturdays, Independence Day a Sunday; so
		// is the next New Year a Saturday.
		{2027, []string{"01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"}},
	} {
		var got []string
		for day := time.Date(tc.year, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() == tc.year; day = day.AddDate(0, 0, 1) {
			switch day.Weekday() {
			case time.Saturday, time.Sunday:
				if Business(day) {
					t.Errorf("%s is of a weekend", day.Format(time.DateOnly))
				}
			default:
				if !Business(day) {
					got = append(got, day.Format("01-02"))
				}
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%d: %q, want %q", tc.year, got, tc.want)
		}
	}
}
