package alerts

import (
	"strings"
	"time"

	"tocsin/crawlers"
)

// A forum is where a matter is heard.
type forum struct {
	name text
	zone string // IANA name, "" where it is not known
}

// state is a part of the United States as its district courts are named.
type state struct {
	name text
	zone string // of most of its courts
}

var states = map[string]state{
	"al": {text{"阿拉巴马", "Alabama"}, "America/Chicago"}, "ak": {text{"阿拉斯加", "Alaska"}, "America/Anchorage"},
	"az": {text{"亚利桑那", "Arizona"}, "America/Phoenix"}, "ar": {text{"阿肯色", "Arkansas"}, "America/Chicago"},
	"ca": {text{"加利福尼亚", "California"}, "America/Los_Angeles"}, "co": {text{"科罗拉多", "Colorado"}, "America/Denver"},
	"ct": {text{"康涅狄格", "Connecticut"}, "America/New_York"}, "de": {text{"特拉华", "Delaware"}, "America/New_York"},
	"dc": {text{"哥伦比亚特区", "the District of Columbia"}, "America/New_York"}, "fl": {text{"佛罗里达", "Florida"}, "America/New_York"},
	"ga": {text{"佐治亚", "Georgia"}, "America/New_York"}, "gu": {text{"关岛", "Guam"}, "Pacific/Guam"},
	"hi": {text{"夏威夷", "Hawaii"}, "Pacific/Honolulu"}, "id": {text{"爱达荷", "Idaho"}, "America/Boise"},
	"il": {text{"伊利诺伊", "Illinois"}, "America/Chicago"}, "in": {text{"印第安纳", "Indiana"}, "America/Indiana/Indianapolis"},
	"ia": {text{"艾奥瓦", "Iowa"}, "America/Chicago"}, "ks": {text{"堪萨斯", "Kansas"}, "America/Chicago"},
	"ky": {text{"肯塔基", "Kentucky"}, "America/New_York"}, "la": {text{"路易斯安那", "Louisiana"}, "America/Chicago"},
	"me": {text{"缅因", "Maine"}, "America/New_York"}, "md": {text{"马里兰", "Maryland"}, "America/New_York"},
	"ma": {text{"马萨诸塞", "Massachusetts"}, "America/New_York"}, "mi": {text{"密歇根", "Michigan"}, "America/Detroit"},
	"mn": {text{"明尼苏达", "Minnesota"}, "America/Chicago"}, "ms": {text{"密西西比", "Mississippi"}, "America/Chicago"},
	"mo": {text{"密苏里", "Missouri"}, "America/Chicago"}, "mt": {text{"蒙大拿", "Montana"}, "America/Denver"},
	"ne": {text{"内布拉斯加", "Nebraska"}, "America/Chicago"}, "nv": {text{"内华达", "Nevada"}, "America/Los_Angeles"},
	"nh": {text{"新罕布什尔", "New Hampshire"}, "America/New_York"}, "nj": {text{"新泽西", "New Jersey"}, "America/New_York"},
	"nm": {text{"新墨西哥", "New Mexico"}, "America/Denver"}, "ny": {text{"纽约", "New York"}, "America/New_York"},
	"nc": {text{"北卡罗来纳", "North Carolina"}, "America/New_York"}, "nd": {text{"北达科他", "North Dakota"}, "America/Chicago"},
	"oh": {text{"俄亥俄", "Ohio"}, "America/New_York"}, "ok": {text{"俄克拉何马", "Oklahoma"}, "America/Chicago"},
	"or": {text{"俄勒冈", "Oregon"}, "America/Los_Angeles"}, "pa": {text{"宾夕法尼亚", "Pennsylvania"}, "America/New_York"},
	"pr": {text{"波多黎各", "Puerto Rico"}, "America/Puerto_Rico"}, "ri": {text{"罗得岛", "Rhode Island"}, "America/New_York"},
	"sc": {text{"南卡罗来纳", "South Carolina"}, "America/New_York"}, "sd": {text{"南达科他", "South Dakota"}, "America/Chicago"},
	"tn": {text{"田纳西", "Tennessee"}, "America/Chicago"}, "tx": {text{"得克萨斯", "Texas"}, "America/Chicago"},
	"ut": {text{"犹他", "Utah"}, "America/Denver"}, "vt": {text{"佛蒙特", "Vermont"}, "America/New_York"},
	"va": {text{"弗吉尼亚", "Virginia"}, "America/New_York"}, "vi": {text{"维尔京群岛", "the Virgin Islands"}, "America/St_Thomas"},
	"wa": {text{"华盛顿", "Washington"}, "America/Los_Angeles"}, "wv": {text{"西弗吉尼亚", "West Virginia"}, "America/New_York"},
	"wi": {text{"威斯康星", "Wisconsin"}, "America/Chicago"}, "wy": {text{"怀俄明", "Wyoming"}, "America/Denver"},
}

var districts = map[string]text{
	"":  {"", "District of "},
	"n": {"北区", "Northern District of "}, "s": {"南区", "Southern District of "}, "e": {"东区", "Eastern District of "},
	"w": {"西区", "Western District of "}, "m": {"中区", "Middle District of "}, "c": {"中区", "Central District of "},
}

var offices = map[string]forum{
	"us-itc": {text{"美国国际贸易委员会", "U.S. International Trade Commission"}, "America/New_York"},
	"us-tm":  {text{"美国专利商标局", "U.S. Patent and Trademark Office"}, "America/New_York"},
	"eu-tm":  {text{"欧盟知识产权局", "EUIPO"}, "Europe/Madrid"},
	"br-tm":  {text{"巴西国家工业产权局", "INPI Brazil"}, "America/Sao_Paulo"},
	"ca-tm":  {text{"加拿大知识产权局", "CIPO"}, "America/Toronto"},
	"au-tm":  {text{"澳大利亚知识产权局", "IP Australia"}, "Australia/Sydney"},
	"tw-tm":  {text{"台湾地区知识产权主管部门", "Taiwan's intellectual property office"}, "Asia/Taipei"},
	"kr-tm":  {text{"韩国知识产权主管部门", "Korea's intellectual property office"}, "Asia/Seoul"},
	"id-tm":  {text{"印度尼西亚知识产权总局", "DGIP Indonesia"}, "Asia/Jakarta"},
	"vn-tm":  {text{"越南国家知识产权局", "IP Viet Nam"}, "Asia/Ho_Chi_Minh"},
	"th-tm":  {text{"泰国知识产权厅", "DIP Thailand"}, "Asia/Bangkok"},
	"my-tm":  {text{"马来西亚知识产权局", "MyIPO"}, "Asia/Kuala_Lumpur"},
	"ph-tm":  {text{"菲律宾知识产权局", "IPOPHL"}, "Asia/Manila"},
	"sg-tm":  {text{"新加坡知识产权局", "IPOS"}, "Asia/Singapore"},
	"in-tm":  {text{"印度商标注册处", "Trade Marks Registry, India"}, "Asia/Kolkata"},
	"jp-tm":  {text{"日本特许厅", "JPO"}, "Asia/Tokyo"},
	"uk-tm":  {text{"英国知识产权局", "UKIPO"}, "Europe/London"},
	"gb-tm":  {text{"英国知识产权局", "UKIPO"}, "Europe/London"},
	"de-tm":  {text{"德国专利商标局", "DPMA"}, "Europe/Berlin"},
	"fr-tm":  {text{"法国国家工业产权局", "INPI France"}, "Europe/Paris"},
	"mx-tm":  {text{"墨西哥工业产权局", "IMPI"}, "America/Mexico_City"},
	"ru-tm":  {text{"俄罗斯联邦知识产权局", "Rospatent"}, "Europe/Moscow"},
	"nz-tm":  {text{"新西兰知识产权局", "IPONZ"}, "Pacific/Auckland"},
	"wo-tm":  {text{"世界知识产权组织", "WIPO"}, "Europe/Zurich"},
}

// forumOf names an authority. One that is not known is named by its key, which
// people can look up.
func forumOf(authority string) forum {
	if f, ok := offices[authority]; ok {
		return f
	}
	court, ok := strings.CutPrefix(authority, "us-")
	if ok && len(court) >= 3 && len(court) <= 4 && court[len(court)-1] == 'd' {
		s, known := states[court[:2]]
		d, part := districts[court[2:len(court)-1]]
		if known && part {
			return forum{text{"美国" + s.name.zh + d.zh + "联邦地区法院", "U.S. District Court, " + d.en + s.name.en}, s.zone}
		}
	}
	return forum{name: text{authority, authority}}
}

var beijing = time.FixedZone("CST", 8*60*60) // no summer time since 1991

// local returns t at the forum; ok is false where its zone is not known.
func (f forum) local(t time.Time) (_ time.Time, ok bool) {
	if f.zone == "" {
		return t, false
	}
	zone, err := time.LoadLocation(f.zone)
	if err != nil { // a system without zones
		return t, false
	}
	return t.In(zone), true
}

// Day returns the day of an act where it is heard: a paper filed in Chicago at
// half past eight in the evening is of that day, though it is the next in
// Greenwich.
func Day(f crawlers.Filing) string {
	at := f.Filed.Time
	if !f.Filed.Day {
		at, _ = forumOf(f.Key.Authority).local(at)
	}
	return at.Format(time.DateOnly)
}
