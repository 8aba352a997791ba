package clock_test

import (
	"os"
	"testing"

	"bytes"

	"tocsin/alerts/clock"
)

func FuzzReadHolidays(f *testing.F) {
	shipped, err := os.ReadFile("holidays.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(shipped)
	f.Add([]byte("calendar,year,kind,name,days,source\nCN,2026,holiday,x,02-15/02-23 02-30,\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if h, err := clock.ReadHolidays(bytes.NewReader(in)); err != nil && h != nil {
			t.Error("holidays beside an error")
		}
	})
}
