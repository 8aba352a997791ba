package region

// postal says to which province the first two digits of a postcode belong.
// Codes of places are another numbering.
var postal = map[string]int{
	"10": 11, "20": 31, "30": 12, "40": 50,
	"01": 15, "02": 15, "03": 14, "04": 14, "05": 13, "06": 13, "07": 13,
	"11": 21, "12": 21, "13": 22, "15": 23, "16": 23,
	"21": 32, "22": 32, "23": 34, "24": 34, "25": 37, "26": 37, "27": 37,
	"31": 33, "32": 33, "33": 36, "34": 36, "35": 35, "36": 35,
	"41": 43, "42": 43, "43": 42, "44": 42, "45": 41, "46": 41, "47": 41,
	"51": 44, "52": 44, "53": 45, "54": 45, "55": 52, "56": 52, "57": 46,
	"61": 51, "62": 51, "63": 51, "64": 51, "65": 53, "66": 53, "67": 53,
	"71": 61, "72": 61, "73": 62, "74": 62, "75": 64, "81": 63, "83": 65, "84": 65, "85": 54, "86": 54,
}

// postalCity holds the longer beginnings of postcodes that belong to one
// prefecture without exception. Most do not, and are left to their province.
var postalCity = map[string]int{
	"518": 440300, "510": 440100, "519": 440400, "523": 441900, "5284": 442000, "5280": 440600, "5282": 440600, "5283": 440600,
	"5160": 441300, "5150": 440500, "5290": 440700, "5210": 445100, "5220": 445200,
	"310": 330100, "312": 330600, "313": 330500, "314": 330400, "315": 330200, "316": 330900, "317": 331000, "318": 331000,
	"321": 330700, "322": 330700, "323": 331100, "324": 330800, "325": 330300,
	"210": 320100, "212": 321100, "213": 320400, "214": 320200, "215": 320500, "221": 320300, "222": 320700, "224": 320900, "226": 320600,
	"350": 350100, "351": 350300, "361": 350200, "362": 350500, "363": 350600, "364": 350800,
	"250": 370100, "255": 370300, "266": 370200,
}

// byPostcode returns the province and the prefecture of a six-digit postcode,
// nil where its digits do not tell.
func (g *gazetteer) byPostcode(digits string) (prov, pref *site) {
	if len(digits) != 6 {
		return nil, nil
	}
	prov = g.site(postal[digits[:2]] * 10000)
	for n := 3; n <= 4; n++ {
		if code, ok := postalCity[digits[:n]]; ok {
			return prov, g.site(code)
		}
	}
	return prov, nil
}
