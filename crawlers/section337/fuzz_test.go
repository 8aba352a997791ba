package section337

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tocsin/crawlers"
)

// FuzzReadNotice holds that no text makes the reader fail, and that what it
// reads is text and bounded.
func FuzzReadNotice(f *testing.F) {
	f.Add("[Investigation No. 337–TA–1072]", "Certain Wi-Fi Enabled Electronic Devices; Institution of Investigation", "(b) The respondents are: Hisense Co., Ltd., Hisense Tower, 17 Donghaixi Road, Qingdao, China 266071 Hisense Electric, Co. Ltd., No. 218, China")
	f.Add("", "Notice of Receipt of Complaint", "received a complaint entitled Certain Cartridges, DN 3257; filed on behalf of A Inc. of B, MO on May 1, 2017.\nThe complaint names as respondents A of China; and B, d/b/a C (“D”) of Hong Kong.")
	f.Add("((((", ")))", ", of , of China, of China and of (((( d/b/a")
	f.Fuzz(func(t *testing.T, header, subject, body string) {
		in := Text{Header: header, Subject: subject}
		for i, p := range strings.Split(body, "\n") {
			in.Paragraphs = append(in.Paragraphs, Paragraph{Party: i%3 == 1, Text: p})
		}
		n := ReadNotice(in)
		if len(n.Parties) > maxParties {
			t.Errorf("%d parties", len(n.Parties))
		}
		for _, p := range n.Parties {
			if p.Name == "" || utf8.ValidString(body) && !utf8.ValidString(p.Name) {
				t.Errorf("name %q", p.Name)
			}
		}
		for _, role := range []crawlers.Role{crawlers.Complainant, crawlers.Respondent} {
			ReadParty(role, body)
			ReadParties(role, body)
		}
		if act := ReadDocument(header, subject); act.Word != "" && Known(act.Word).Stage != act.Stage {
			t.Errorf("word %q is not of the list", act.Word)
		}
		if p := Product(subject); strings.TrimSpace(p) != p {
			t.Errorf("product %q", p)
		}
		ReturnedFrom(subject)
		if key, ok := Number(header, subject, body); ok && strings.ContainsAny(key.Number, " #<>@") {
			t.Errorf("key %v", key)
		}
	})
}
