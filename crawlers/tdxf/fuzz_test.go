package tdxf

import (
	"errors"
	"testing"

	"tocsin/crawlers"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte("<all>" + record(fresh+`<mark-identification>A &amp; B</mark-identification>`, `<case-file-statements><case-file-statement><type-code>GS0091</type-code><text>Lamps</text></case-file-statement></case-file-statements>`) + "</all>"))
	f.Add([]byte(record(fresh, `<foreign-applications><foreign-application><country>"&lt;</country></foreign-application></foreign-applications><case-file-owners><case-file-owner><party-type>10</party-type><party-name>A</party-name></case-file-owner></case-file-owners>`)))
	f.Add([]byte(list("260713")))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		err := parse(crawlers.PageOf(Source.URL, doc, now), func(f crawlers.Filing) error {
			if err := f.Validate(f.Filed.Time); err != nil {
				t.Errorf("%s: %v", f.ID(), err)
			}
			return nil
		})
		if err != nil && !errors.Is(err, crawlers.ErrBlocked) && !errors.Is(err, crawlers.ErrShape) && !errors.Is(err, crawlers.ErrTruncated) {
			t.Errorf("an end without a name: %v", err)
		}
	})
}
