package region

import (
	"strings"
	"testing"
	"time"

	"tocsin/crawlers"
)

func TestNamesThatAreAddedAreRead(t *testing.T) {
	names, err := ReadNames(strings.NewReader("\ufeff# remark\nname,code,note\n白沟新城,130684,\nBaigou,130684,\nHuá Qiang-Bei,440300,\nSuzhou,341300,of a customer\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := Shipped().Naming(names)
	for _, tc := range []struct{ address, name, country, want string }{
		{"河北省白沟新城箱包城12号", "", "", "130684"},
		{"No. 12, Baigou, China", "", "", "130684"},
		{"", "Baigou Luggage Co., Ltd.", "", "130684"},
		{"Room 3, Huaqiang Bei, China", "", "", "440300"},
		{"HUA QIANG BEI", "", "CN", "440300"},
		{"8 Renmin Road, Suzhou, China", "", "", "341300"},
		{"8 Renmin Road, Shenzhen, China", "", "", "440300"},
		{"12 Baigou Road, Hangzhou, China", "", "", "330100"}, // a street bears out nothing
		{"Baigou, Singapore", "", "", ""},
		{"Baigou", "", "US", ""},
	} {
		if got := c.Find(tc.address, tc.name, tc.country); got.Code != tc.want {
			t.Errorf("%q, %q: %+v, want %s", tc.address, tc.name, got, tc.want)
		}
	}
	if got := Find("No. 12, Baigou, China", "", ""); got.Code != "CN" {
		t.Errorf("without the table: %+v", got)
	}
	party := crawlers.Party{Role: crawlers.Defendant, Name: "Ablaze Ltd", Address: "Shop 7, Huaqiang Bei, China"}
	routed := c.For(Concern{Kind: crawlers.Lawsuit, Parties: []crawlers.Party{party}, Day: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	if len(routed) == 0 || !strings.Contains(routed[0].Reasons[0], "广东省深圳市") {
		t.Errorf("routed %+v", routed)
	}
	if got := c.Naming(Names{}).Find("Baigou, China", "", ""); got.Code != "CN" {
		t.Errorf("taken back: %+v", got)
	}
}

func TestNamesWithMistakesAreRefused(t *testing.T) {
	for _, tc := range []struct{ table, want string }{
		{"name,code\nHong Kong,440300\n", "row 2: name \"Hong Kong\": is a country"},
		{"name,code\nTaoyuan,440300\n", "row 2: name \"Taoyuan\": is a country, or lies in Hong Kong, Macao, Taiwan or abroad"},
		{"name,code\n香港,440300\n", "is a country"},
		{"name,code\nElectronics,440300\n", "is a word of addresses"},
		{"name,code\nroad,440300\n", "is a word of addresses"},
		{"name,code\nAli,440300\n", "want at least 4 letters"},
		{"name,code\n沟,130684\n", "want 2 to 15 Chinese characters"},
		{"name,code\n白沟Baigou,130684\n", "two spellings in two rows"},
		{"name,code\n,130684\n", "want Chinese alone"},
		{"name,code\nUnit 5 Baigou,130684\n", "want at most 5 words without digits"},
		{"name,code\nBaigou,13068\nBaigou,130699\n", "row 3: code \"130699\" is no place"},
		{"name,code\nBai gou,130684\n\nBAIGOU,130600\n", "row 4: name \"BAIGOU\" stands in row 2 too"},
		{"name,code\nBaigou,130684,x\n", "row 2: has 3 fields, not 2"},
		{"name\nBaigou\n", "table of names of places: no column code"},
		{"name,code,place\n", `unknown column "place": want code, name, note, in UTF-8`},
		{"", "no header"},
	} {
		if _, err := ReadNames(strings.NewReader(tc.table)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q: %v, want %q", tc.table, err, tc.want)
		}
	}
	if _, err := ReadNames(strings.NewReader(string(ShippedNames()))); err != nil {
		t.Errorf("as it is shipped: %v", err)
	}
}
