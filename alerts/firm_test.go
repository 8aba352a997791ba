package alerts

import (
	"strings"
	"testing"

	"tocsin/crawlers"
)

// TestMatchCompanies has companies named as notices name them.
func TestMatchCompanies(t *testing.T) {
	at := func(role crawlers.Role, name, address string) crawlers.Filing {
		return suit(crawlers.Party{Role: role, Name: name, Address: address, Country: "China"})
	}
	const romoss, pinyin = "Shenzhen Romoss Technology Co., Ltd.", "深圳市罗马仕科技有限公司"
	for _, tc := range []struct {
		name  string
		entry Entry
		f     crawlers.Filing
		grade crawlers.Grade // "" = no hit
		why   string
	}{
		{"another form", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "Shenzhen Romoss Technology Limited", ""), crawlers.Confirmed, "一致"},
		{"the place behind", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "ROMOSS TECHNOLOGY (SHENZHEN) CO LTD", ""), crawlers.Confirmed, "地名一致"},
		{"the place in the address", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "Romoss Technology Ltd", "Room 5, Bao'an District, Shenzhen, China"), crawlers.Confirmed, "地名一致"},
		{"another place in the address", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "Romoss Technology Ltd", "Yuhang District, Hangzhou, China"), "", ""},
		{"no place", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "Romoss Technology Ltd", ""), crawlers.Suspected, "地名未写明"},
		{"pinyin", Entry{Type: WatchCompany, Value: pinyin}, at(crawlers.Defendant, "Shenzhenshi Luomashi Keji Youxian Gongsi", ""), crawlers.Suspected, "拼音一致，地名一致，行业一致"},
		{"English for Chinese", Entry{Type: WatchCompany, Value: pinyin}, at(crawlers.Defendant, "Shenzhen Luomashi Technology Co., Ltd.", ""), crawlers.Suspected, "疑似同一企业"},
		{"another city", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "Dongguan Romoss Technology Co., Ltd.", ""), "", ""},
		{"generic", Entry{Type: WatchCompany, Value: "Shenzhen Technology Co., Ltd"}, at(crawlers.Defendant, romoss, ""), "", ""},
		{"CORP", Entry{Type: WatchCompany, Value: "CORP"}, at(crawlers.Defendant, "11420 CORP.", ""), "", ""},
		{"d/b/a", Entry{Type: WatchCompany, Value: romoss}, at(crawlers.Defendant, "X7 LLC d/b/a Shenzhen Romoss Tech", ""), crawlers.Confirmed, ""},
		{"store", Entry{Type: WatchStore, Value: "ROMOSS"}, at(crawlers.Defendant, "𝐑𝐨𝐦𝐨𝐬𝐬-US Official Store", ""), crawlers.Confirmed, "关注店铺"},
		{"watched with its place", Entry{Type: WatchCompany, Value: "Romoss Technology", Place: "深圳"}, at(crawlers.Defendant, "Romoss Technology", "Hangzhou, China"), crawlers.Suspected, "地名不同"},
		{"watched with its code", Entry{Type: WatchCompany, Value: "华为技术有限公司", Code: "914403001922038216"}, at(crawlers.Defendant, "某公司 (91440300-192203821-6)", ""), crawlers.Confirmed, "统一社会信用代码"},
	} {
		hits := Match(tc.f, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{tc.entry}}})
		if tc.grade == "" {
			if len(hits) > 0 {
				t.Errorf("%s: %+v, want no hit", tc.name, hits)
			}
			continue
		}
		if len(hits) != 1 || hits[0].Accused != tc.grade || !strings.Contains(hits[0].Reasons[0], tc.why) {
			t.Errorf("%s: %+v, want %s %s", tc.name, hits, tc.grade, tc.why)
		}
	}
}

func TestCodeInATextIsTheCompany(t *testing.T) {
	f := suit(party(crawlers.Defendant, "甲公司（统一社会信用代码914403001922038216）"))
	hits := Match(f, Verdict{}, []Watchlist{{ID: "w", Entries: []Entry{{Type: WatchCompany, Value: "华为技术有限公司", Code: "914403001922038216"}}}})
	if len(hits) != 1 || hits[0].Accused != crawlers.Confirmed || !strings.Contains(hits[0].Reasons[0], "统一社会信用代码") {
		t.Errorf("%+v", hits)
	}
}

func TestNamesakesAreWarnedOf(t *testing.T) {
	lists := []Watchlist{
		{ID: "w-1", Entries: []Entry{{Type: WatchCompany, Value: "深圳市鑫达电子有限公司"}}},
		{ID: "w-2", Entries: []Entry{{Type: WatchCompany, Value: "深圳市新达电子有限公司"}}},
		{ID: "w-3", Entries: []Entry{{Type: WatchCompany, Value: "东莞市新达电子有限公司"}}},
	}
	hits := Match(suit(party(crawlers.Defendant, "Shenzhen Xinda Electronics Co., Ltd.")), Verdict{}, lists)
	if len(hits) != 2 {
		t.Fatalf("%+v, want the two of Shenzhen", hits)
	}
	for _, h := range hits {
		if h.Accused != crawlers.Suspected || !strings.Contains(h.Reasons[0], "同音企业2家，须核实") {
			t.Errorf("%+v", h)
		}
	}
}

func TestReadCodeAndPlace(t *testing.T) {
	lists, err := ReadWatchlists(strings.NewReader("list,type,value,code,place\n" +
		"华为,company,华为技术有限公司,9144 0300 1922 0382 16,深圳市\n华为,mark,HUAWEI,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e := lists[0].Entries[0]; e.Code != "914403001922038216" || e.Place != "深圳市" {
		t.Errorf("%+v", e)
	}
	for line, want := range map[string]string{
		"华为,company,华为,914403001922038217,":   "line 2: credit code \"914403001922038217\" is mistyped",
		"华为,company,华为,91440300192203821,":    "17 digits",
		"华为,company,华为,,亚特兰蒂斯":                "place \"亚特兰蒂斯\" is not known",
		"华为,mark,HUAWEI,914403001922038216,":  "not of a mark",
		"华为,patent,CN123456,,深圳":              "not of a patent",
		"华为,company,华为,914403001922038216,深圳": "",
		"华为,company,华为,,440300":               "",
		"华为,company,华为,,Yiwu":                 "",
	} {
		_, err := ReadWatchlists(strings.NewReader("list,type,value,code,place\n" + line + "\n"))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}
