package relevance

import (
	"testing"

	"tocsin/crawlers"
)

// TestFirmsPageIsNoEvent holds that the words of a law firm's page are not
// read as the name of a docket event.
func TestFirmsPageIsNoEvent(t *testing.T) {
	for act, want := range map[string]string{"schedule-a-exhibit": "schedule-a-exhibit", "": ""} {
		v := Rules{}.Classify(crawlers.Filing{
			Key: crawlers.Key{Authority: "us-ilnd", Number: "1:24-cv-02614"}, Slug: "notice.case-no-24-cv-02614", Act: act, Kind: crawlers.Lawsuit,
			Title: "Grumpy Cat Limited v. The Partnerships Identified on Schedule A",
			Text:  "Order granting motion for temporary restraining order",
		})
		if v.Stage != want {
			t.Errorf("act %q: stage %q, want %q", act, v.Stage, want)
		}
	}
}
