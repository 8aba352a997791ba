package register

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/crawlers"
)

func TestMarksHaveEachFormOnce(t *testing.T) {
	got := Subject{
		Text: "TUSIMPLE", Forms: []string{"TOO SIMPLE", "tusimple", "", "图森未来", strings.Repeat("x", 1000)},
		Classes: []int{42, 9, 9}, Goods: []string{"Software", "Trucks"}, Owners: []string{"TuSimple"},
	}.Marks()
	want := []crawlers.Mark{
		{Text: "TUSIMPLE", Classes: []int{9, 42}, Goods: "Software\nTrucks", Owners: []string{"TuSimple"}},
		{Text: "TOO SIMPLE", Classes: []int{9, 42}, Owners: []string{"TuSimple"}},
		{Text: "图森未来", Classes: []int{9, 42}, Owners: []string{"TuSimple"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := (Subject{Classes: []int{9}}).Marks(); got != nil {
		t.Errorf("a mark without words: %v", got)
	}
}

func TestGoodsAreCutBehindOne(t *testing.T) {
	long := strings.Repeat("Mobile phone cases; ", 1000)
	got := Subject{Text: "A", Goods: []string{long, "Lamps"}}.Marks()[0].Goods
	if len(got) > maxGoods+10 || !strings.HasSuffix(got, "Mobile phone cases …") {
		t.Errorf("%d bytes, ending %q", len(got), got[len(got)-30:])
	}
	parts := []string{strings.Repeat("a", maxGoods-100), strings.Repeat("b", 200)}
	if got := (Subject{Text: "A", Goods: parts}).Marks()[0].Goods; got != parts[0] {
		t.Errorf("a part that has no room is cut: %d bytes", len(got))
	}
}

func TestDaysAndClasses(t *testing.T) {
	for s, want := range map[string]string{
		"20260713": "2026-07-13", "19180402": "1918-04-02",
		"20260231": "", "00000000": "", "2026071": "", "00010101": "", "": "",
	} {
		got := ""
		if d, ok := Day("20060102", s); ok {
			got = d.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]int{"016": 16, " 9 ": 9, "45": 45, "000": 0, "46": 0, "A": 0, "200": 0, "": 0} {
		if got, ok := Class(s); ok != (want != 0) || ok && got != want {
			t.Errorf("%q: %d %v, want %d", s, got, ok, want)
		}
	}
}

func TestOfficesAreNamedByTheirCode(t *testing.T) {
	for code, o := range Offices {
		if o.Code != code || o.Name == "" {
			t.Errorf("%s: %+v", code, o)
		}
	}
	for _, act := range Acts {
		if !Known(act) {
			t.Error(act)
		}
	}
	if Known("renewed") {
		t.Error("the list is closed")
	}
}

func TestTitleNamesTheMark(t *testing.T) {
	if got := Title(" TUSIMPLE ", "87310367"); got != "TUSIMPLE (87310367)" {
		t.Error(got)
	}
	if got := Title("", "87310367"); got != "[figurative mark] (87310367)" {
		t.Error(got)
	}
}
