package alerts

import (
	"slices"
	"strings"
)

// An Industry is what a product belongs to. The list is closed; the centers of
// an industry (产业分中心) look after what their table names by its words.
type Industry string

// The industries, in the order in which a model is offered them.
const (
	Automobiles    Industry = "automobiles"
	Photovoltaics  Industry = "photovoltaics"
	Batteries      Industry = "batteries"
	Semiconductors Industry = "semiconductors"
	Biomedicine    Industry = "biomedicine"
	Appliances     Industry = "appliances"
	Electronics    Industry = "electronics"
	Machinery      Industry = "machinery"
	Lighting       Industry = "lighting"
	Chemicals      Industry = "chemicals"
	Apparel        Industry = "apparel"
	Toys           Industry = "toys"
	Furniture      Industry = "furniture"
	Software       Industry = "software"
	Food           Industry = "food"
	OtherIndustry  Industry = "other"
)

// industryTexts hold the names by which the table of centers finds its own.
var industryTexts = map[Industry]text{
	Automobiles:    {"汽车", "automobiles"},
	Photovoltaics:  {"光伏", "photovoltaics"},
	Batteries:      {"电池（锂电）与储能", "batteries and energy storage"},
	Semiconductors: {"集成电路与半导体", "semiconductors"},
	Biomedicine:    {"生物医药与医疗器械", "biomedicine and medical devices"},
	Appliances:     {"家电与轻工", "home appliances and light industry"},
	Electronics:    {"消费电子与通信", "consumer electronics and communications"},
	Machinery:      {"机械与工具", "machinery and tools"},
	Lighting:       {"照明", "lighting"},
	Chemicals:      {"化工与材料", "chemicals and materials"},
	Apparel:        {"服装、鞋帽与箱包", "apparel, footwear and bags"},
	Toys:           {"玩具与文体用品", "toys, stationery and sports goods"},
	Furniture:      {"家具与建材", "furniture and building materials"},
	Software:       {"软件与数字内容", "software and digital content"},
	Food:           {"食品与农产品", "food and agriculture"},
	OtherIndustry:  {"其他", "other"},
}

// Industries returns the closed list, [OtherIndustry] last.
func Industries() []Industry {
	return []Industry{
		Automobiles, Photovoltaics, Batteries, Semiconductors, Biomedicine, Appliances, Electronics, Machinery,
		Lighting, Chemicals, Apparel, Toys, Furniture, Software, Food, OtherIndustry,
	}
}

// Known reports whether i is on the list and says something.
func (i Industry) Known() bool {
	return i != OtherIndustry && slices.Contains(Industries(), i)
}

// In is the industry's name in a language.
func (i Industry) In(lang string) string { return industryTexts[i].in(lang) }

// concerns are the words by which the centers of an industry are found: the
// product as the source calls it, and the industry's names.
func concerns(product string, i Industry) string {
	if !i.Known() {
		return product
	}
	return strings.TrimSpace(product + " " + i.In("zh") + " " + i.In("en"))
}
