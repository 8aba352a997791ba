package relevance

import (
	"testing"

	"tocsin/crawlers"
)

func TestStoresNamedBehindTheirCity(t *testing.T) {
	for name, want := range map[string]crawlers.Grade{
		"Ningbo Shinegifts":         crawlers.Suspected,
		"Shanghai Yongjiu":          crawlers.Suspected,
		"Wenzhou Xinglong Zhixiang": crawlers.Suspected,
		"Lilith Games (Shanghai)":   crawlers.Suspected,
		"Brightlamp（Shenzhen）":      crawlers.Suspected,
		"Jinhua Wang":               crawlers.Unknown, // a person
		"Wenling Q. Chen":           crawlers.Unknown,
		"Wang Jinhua":               crawlers.Unknown,
		"Hunan Taste Kitchen":       crawlers.Unknown,
		"Nanjing Road Fund":         crawlers.Unknown,
		"Beijing University":        crawlers.Unknown,
		"Jones (Jinhua Wang)":       crawlers.Unknown,
		"Shanghai":                  crawlers.Unknown,
		"Acme (USA)":                crawlers.Unknown,
	} {
		if got := Grade(crawlers.Party{Role: crawlers.Defendant, Name: name}); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
