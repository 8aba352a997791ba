package relevance

import (
	"regexp"
	"strings"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// goods are words for what is made in an industry, the narrow ones first: a
// battery of a car is a battery, a lamp of a car is a part of it.
var goods = []struct {
	industry alerts.Industry
	words    *regexp.Regexp
}{
	{alerts.Photovoltaics, words(`photovoltaics?`, `solar (cells?|panels?|modules?|inverters?|trackers?)`, `topcon`, `光伏`)},
	{alerts.Batteries, words(`batter(y|ies)`, `lithium[- ]ion`, `energy storage`, `jump starters?`, `power banks?`, `电池`, `储能`)},
	{alerts.Automobiles, words(`automo(bile|tive)s?`, `vehicles?`, `(car|truck|tire|tyre|wheel|brake|airbag|windshield|wiper blade)s?`, `lift kits?`, `tonneau`, `汽车`)},
	{alerts.Semiconductors, words(`semiconductors?`, `integrated circuits?`, `wafers?`, `(dram|nand|non-volatile) ?(memory)?`, `memory (modules?|devices?)`, `芯片`, `集成电路`, `半导体`)},
	{alerts.Biomedicine, words(`pharmaceuticals?`, `medical`, `surgical`, `syringes?`, `drugs?`, `antibod(y|ies)`, `therap(y|ies|eutics?)`, `albumins?`, `(blood|glucose|sleep|dental|intraoral|hearing)\b.{0,40}`, `toxin`, `医`, `药`)},
	{alerts.Software, words(`software`, `video games?`, `mobile games?`, `streaming`, `软件`, `游戏`)},
	{alerts.Lighting, words(`lamps?`, `led (lights?|lighting|bulbs?|display.{0,10})`, `lighting`, `luminaires?`, `candles?`, `灯`)},
	{alerts.Electronics, words(`(smart)?phones?`, `tablets?`, `laptops?`, `computers?`, `cameras?`, `headphones?`, `earbuds?`, `routers?`, `cellular`, `wireless`, `televisions?`, `display(s| panels?| modules?)?`, `drones?`, `wearable`, `e-?cigarettes?`, `vap(e|es|ing|orizers?)`, `(printer|toner) cartridges?`, `手机`, `电子`)},
	{alerts.Appliances, words(`vacuum (cleaners?|cleaning)`, `robotic vacuum`, `blenders?`, `cookers?`, `refrigerators?`, `washers?`, `(air|water) (purifiers?|filters?|conditioners?)`, `grills?`, `(flasks?|tumblers?|bottles?|drinkware|straws?)`, `massage(rs?)?`, `家电`)},
	{alerts.Machinery, words(`power tools?`, `(drill|saw|wrench|pump|valve|crane|excavator|compressor|generator)s?`, `machine(s|ry)?`, `robots?`, `机械`, `工具`)},
	{alerts.Apparel, words(`apparel`, `cloth(es|ing)`, `footwear`, `shoes?`, `handbags?`, `bags?`, `luggage`, `hats?`, `jewelry`, `sunglasses`, `服装`, `鞋`, `箱包`)},
	{alerts.Toys, words(`toys?`, `plush`, `dolls?`, `balloons?`, `stationery`, `fitness`, `golf`, `hoverboards?`, `scooters?`, `bicycles?`, `玩具`)},
	{alerts.Furniture, words(`furniture`, `mattress(es)?`, `(vinyl|wood) (tiles?|flooring)`, `tiles?`, `cabinets?`, `faucets?`, `raised garden beds?`, `家具`, `建材`)},
	{alerts.Food, words(`foods?`, `beverages?`, `tea`, `supplements?`, `infant formula`, `milk`, `食品`)},
	{alerts.Chemicals, words(`chemicals?`, `resins?`, `polymers?`, `compositions?`, `taurine`, `sweeteners?`, `aerogel`, `化工`, `材料`)},
}

func words(of ...string) *regexp.Regexp {
	han, latin := []string{}, []string{}
	for _, w := range of {
		if w[0] >= 0x80 {
			han = append(han, w)
		} else {
			latin = append(latin, w)
		}
	}
	pattern := `(?i)\b(?:` + strings.Join(latin, "|") + `)\b`
	if len(han) > 0 {
		pattern += "|" + strings.Join(han, "|")
	}
	return regexp.MustCompile(pattern)
}

// maxGoods bounds what is read of the words for goods.
const maxGoods = 2 << 10

// industryOf reads the industry off the product, or off the title of an
// investigation, and returns the words it rests on. The caption of a suit names
// parties, and says nothing of goods.
func industryOf(f crawlers.Filing) (alerts.Industry, string) {
	named := f.Product
	if named == "" && f.Kind == crawlers.Section337 {
		named = f.Title
	}
	named = cut(named, maxGoods)
	for _, g := range goods {
		if sign := g.words.FindString(named); sign != "" {
			return g.industry, sign
		}
	}
	return "", ""
}
