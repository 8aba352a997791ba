package register

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompaniesAreToldFromPersons(t *testing.T) {
	for name, want := range map[string]bool{
		"Shenzhen Bright Lamps Co., Ltd.": true, "TuSimple": false, "Nguyen Van An": false, "CARBOLINE COMPANY": true,
		"Solenis Technologies, L.P.": true, "OP SPORTS COMERCIAL LTDA EPP": true, "K.V.M. COMÉRCIO S/A": true, "Li Coco": false,
		"小米科技有限责任公司": true, "Hugo Boss AG": true, "Agatha Ltdson": false, "Acme (Holdings) B.V.": true,
	} {
		if got := Company(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCountriesAreNamed(t *testing.T) {
	for code, want := range map[string]string{"CN": "China", "hk ": "Hong Kong", "ZZ": "ZZ", "": ""} {
		if got := Country(code); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

func TestRenderingsAreReadAndBoilerplateIsNot(t *testing.T) {
	for statement, want := range map[string][]string{
		`The English translation of "LUPO" in the mark is "WOLF".`:                                                     {"WOLF"},
		`The non-Latin characters in the mark transliterate to "Zhi Ma" and this means "sesame" in English.`:           {"Zhi Ma", "sesame"},
		`The wording "FENG SHUI" means "wind water" in English. The word "KOBO" has no meaning in a foreign language.`: {"wind water"},
		`The English translation of TAI SHAN is Mount Tai.`:                                                            {"Mount Tai"},
		`THE ENGLISH TRANSLATION OF THE WORD "LA VACHE" IS "THE COW".`:                                                 {"THE COW"},
		`The non-Latin characters in the mark transliterate to “Hai Ma” and this means “seahorse” in English.`:         {"Hai Ma", "seahorse"},
		`The wording "MOZAKKI" has no meaning in a foreign language.`:                                                  nil,
		`The wording XIYOU has no significance nor does it have any meaning in a foreign language.`:                    nil,
		`The non-Latin characters in the mark transliterate to "Xiyu" and this has no meaning in a foreign language.`:  {"Xiyu"},
		`The word is not a foreign word and has no translation.`:                                                       nil,
		`Translation: not applicable`:                                   nil,
		`"ZHIMA" is the transliteration of the Chinese word for sesame`: nil,
		``: nil,
	} {
		if d := cmp.Diff(want, Renderings(statement)); d != "" {
			t.Errorf("%s: %s", statement, d)
		}
	}
}
