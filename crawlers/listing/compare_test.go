package listing

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"tocsin/crawlers"
)

const (
	courtAddress = "https://www.court.example/cases/new"
	courtFile    = "testdata/court/testdata/pages/www.court.example/cases/new"
)

func TestPreviewSaysWhatARuleMakesOfAPage(t *testing.T) {
	r := ruleOf(t, "court")
	r.Fields.Goods = &Field{Select: "td.goods"}
	got, err := PreviewPage(r, pageOfFile(t, courtAddress, courtFile))
	if err != nil {
		t.Fatal(err)
	}
	if got.State != crawlers.OK || got.Rows != 5 || got.Filings != 3 || len(got.Samples) != 3 || len(got.LeftOut) != 2 || !slices.Equal(got.Unknown, []string{"Notice of Removal"}) {
		t.Errorf("%+v", got)
	}
	filled := map[string]int{}
	for _, f := range got.Fields {
		filled[f.Field] = f.Rows
	}
	// The row of a criminal case is read no further than its number.
	for field, want := range map[string]int{"number": 5, "filed": 4, "goods": 0, "parties[1]": 3} {
		if n, ok := filled[field]; !ok || n != want {
			t.Errorf("%s has a value in %d rows, want %d", field, n, want)
		}
	}
	for _, want := range []string{"goods has a value in no row", "a number that key.match does not match", "no day", "Notice of Removal"} {
		if !slices.ContainsFunc(got.Warnings, func(w Words) bool { return strings.Contains(w.EN, want) && w.ZH != "" }) {
			t.Errorf("no warning %q in %+v", want, got.Warnings)
		}
	}
}

func TestPreviewOfARuleThatFitsNothing(t *testing.T) {
	r := ruleOf(t, "court")
	r.Rows, r.Empty = "table.nosuch tr", ""
	got, err := PreviewPage(r, pageOfFile(t, courtAddress, courtFile))
	if err != nil || got.Rows != 0 || !slices.ContainsFunc(got.Warnings, func(w Words) bool { return strings.Contains(w.ZH, "匹配 0 行") }) {
		t.Errorf("%+v, %v", got, err)
	}
	r.Rows = ""
	var problems RuleErrors
	if _, err := PreviewPage(r, crawlers.Page{}); !errors.As(err, &problems) {
		t.Errorf("%v", err)
	}
}

func TestChangesInWords(t *testing.T) {
	old, r := ruleOf(t, "court"), ruleOf(t, "court")
	r.Rows, r.Place, r.Fields.Text = "tr.case", "", nil
	r.Acts["Notice of Removal"] = "other"
	changes, err := Changes(old, r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, c.Says.EN)
		if c.Says.ZH == "" {
			t.Errorf("%s says nothing in Chinese", c.Key)
		}
	}
	want := []string{
		"acts.Notice of Removal is new: other",
		"fields.text.select is gone (it was td.nature)",
		"place is gone (it was entry.1)",
		"rows was table#cases > tbody > tr.case and is tr.case",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if same, err := Changes(old, old); err != nil || len(same) > 0 {
		t.Errorf("%v, %v", same, err)
	}
}

func stored(pages ...crawlers.Page) iter.Seq2[crawlers.Page, error] {
	return func(yield func(crawlers.Page, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func TestCompareSaysWhatWouldBeToldMoreAndFewer(t *testing.T) {
	old, r := ruleOf(t, "court"), ruleOf(t, "court")
	r.Key.Match = `^(\d:\d\d-c[vr]-\d{5})`               // criminal cases too
	r.Acts = map[string]string{"Complaint": "complaint"} // amended ones have no act any more
	r.Fields.Title.Match = "^(?:[^S].*|S[^E].*)$"        // and no sealed case
	r.Fields.Text = nil
	got, err := Compare(old, r, stored(
		pageOfFile(t, courtAddress, courtFile),
		crawlers.PageOf(courtAddress+"?page=2", []byte(list("", 9)+"<table id=cases>"+strings.Replace(row1(8), "A v. B", "SEALED v. SEALED", 1)), now),
		crawlers.PageOf(courtAddress+"?page=3", []byte("<title>Access denied</title>"), now),
	))
	if err != nil {
		t.Fatal(err)
	}
	ids := func(told []Told) (out []string) {
		for _, one := range told {
			out = append(out, strings.TrimSuffix(strings.TrimPrefix(one.ID, "us-exd/"), "#entry.1<example-court"))
		}
		return out
	}
	if want := []string{"1:26-cr-00077"}; !slices.Equal(ids(got.More), want) {
		t.Errorf("more: %q", ids(got.More))
	}
	if want := []string{"1:26-cv-00008"}; !slices.Equal(ids(got.Fewer), want) {
		t.Errorf("fewer: %q", ids(got.Fewer))
	}
	if want := []string{"1:26-cv-00412", "1:26-cv-00413", "1:26-cv-00414"}; !slices.Equal(ids(got.Changed), want) || got.Same != 1 {
		t.Errorf("changed: %q, %d the same", ids(got.Changed), got.Same)
	}
	if got.Pages != 3 || len(got.Unread) != 1 || got.Unread[0].New != crawlers.Blocked {
		t.Errorf("%+v", got)
	}
	if got.Counts.More != len(got.More) || got.Counts.Fewer != len(got.Fewer) || got.Counts.Changed != len(got.Changed) {
		t.Errorf("%+v", got.Counts)
	}
	back, err := Compare(r, old, stored(pageOfFile(t, courtAddress, courtFile)))
	if err != nil || !slices.Equal(ids(back.Fewer), []string{"1:26-cr-00077"}) || back.Counts.More != 0 {
		t.Errorf("the other way round: %+v, %v", back, err)
	}
	broken := errors.New("disk")
	if _, err := Compare(old, r, func(yield func(crawlers.Page, error) bool) { yield(crawlers.Page{}, broken) }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestPreviewOfASelectorThatTakesThePageForARow(t *testing.T) {
	page := crawlers.PageOf(courtAddress, []byte(list("", 1, 2, 3)), now)
	for rows, whole := range map[string]bool{"body": true, "html": true, "table#cases": true, "table#cases tr.case": false, "/html": true} {
		r := ruleOf(t, "court")
		r.Rows = rows
		got, err := PreviewPage(r, page)
		said := slices.ContainsFunc(got.Warnings, func(w Words) bool { return strings.Contains(w.ZH, "匹配了整页") })
		if err != nil || got.Whole != whole || said != whole {
			t.Errorf("%s: %+v, %v; want %v", rows, got.Warnings, err, whole)
		}
	}
}
