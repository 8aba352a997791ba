package relevance

import (
	"context"
	"errors"
	"testing"

	"tocsin/crawlers"
)

// TestTheMatterIsAskedOnlyWhereAnActLeansOnIt: most acts speak for themselves.
func TestTheMatterIsAskedOnlyWhereAnActLeansOnIt(t *testing.T) {
	const caption = "Louis Vuitton Malletier v. " + sellers
	for _, tc := range []struct {
		f     crawlers.Filing
		asked int
	}{
		{entry(t, "flsd", caption, "ORDER Adopting 34 Report and Recommendations. Signed by Judge Jane Roe on 2/1/2024."), 1},
		{feed(t, "flsd", caption, "Form AO 120/121"), 1},
		{feed(t, "nysd", caption, "AO 120 Form Trademark - Case Closing - Submitted"), 0},
		{entry(t, "flsd", caption, "ORDER granting 4 Motion for Temporary Restraining Order"), 0},
		{feed(t, "flsd", caption, "Complaint"), 0},
		{crawlers.Filing{Kind: crawlers.Section337, Act: "complaint", Text: "ORDER Adopting 34"}, 0},
	} {
		n := 0
		c := Cascade{Matter: func(_ context.Context, key crawlers.Key) ([]crawlers.Filing, error) {
			if n++; key != tc.f.Key {
				t.Errorf("asked for %s, want %s", key, tc.f.Key)
			}
			return []crawlers.Filing{at(entry(t, "flsd", caption, "REPORT AND RECOMMENDATIONS re 12 MOTION for Preliminary Injunction"), "entry.34", "2024-01-01")}, nil
		}}
		v, _, err := c.Judge(t.Context(), tc.f)
		if err != nil || n != tc.asked {
			t.Errorf("%s: asked %d times, want %d; %v", tc.f.Text, n, tc.asked, err)
		}
		if tc.f.Act == "" && tc.asked == 1 && v.Stage != "pi-ruled" {
			t.Errorf("%s: stage %q", tc.f.Text, v.Stage)
		}
	}
	broken := errors.New("the disk is full")
	c := Cascade{Matter: func(context.Context, crawlers.Key) ([]crawlers.Filing, error) { return nil, broken }}
	if _, _, err := c.Judge(t.Context(), feed(t, "flsd", caption, "Form AO 120/121")); !errors.Is(err, broken) {
		t.Errorf("%v, want %v: what is known cannot be read, so nothing is judged without it", err, broken)
	}
}

// TestAClerksReportServesTheWholeSuit: a caption of two names and a default show
// no right; the report to the Copyright Office did.
func TestAClerksReportServesTheWholeSuit(t *testing.T) {
	const caption = "Arista Records LLC v. Shenzhen Pots Co., Ltd."
	for name, tc := range map[string]struct {
		earlier  crawlers.Filing
		relevant bool
	}{
		"reported when it began": {at(feed(t, "flsd", caption, "Form AO 120/121"), "entry.4", "2024-01-01"), true},
		"reported as closed":     {at(feed(t, "flsd", caption, "AO 120 Form Trademark - Case Closing - Submitted"), "entry.4", "2024-01-01"), false},
		"nothing reported":       {at(feed(t, "flsd", caption, "Summons Issued"), "entry.4", "2024-01-01"), false},
	} {
		c := Cascade{Matter: func(context.Context, crawlers.Key) ([]crawlers.Filing, error) {
			return []crawlers.Filing{tc.earlier}, nil
		}}
		v, _, err := c.Judge(t.Context(), at(feed(t, "flsd", caption, "Clerks Entry of Default"), "entry.24", "2024-02-01"))
		if err != nil || v.Is() != tc.relevant || v.Stage != "default" {
			t.Errorf("%s: %+v, %v; want relevant %v", name, v, err, tc.relevant)
		}
	}
}

func TestModelIsNotAskedOfRegisters(t *testing.T) {
	f := crawlers.Filing{Key: crawlers.Key{Authority: "us-tm", Number: "98763166"}, Slug: "applied", Act: "applied", Kind: crawlers.Squatting, Title: "SUVENEER"}
	if v, asked := judge(t, f, always(200, good)); asked != 0 || v.Waiting || v.By != ByRules {
		t.Errorf("%d questions, %+v; want the rules alone", asked, v)
	}
}
