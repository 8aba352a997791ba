package account_test

import (
	"slices"
	"strings"
	"testing"

	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
)

// network has a province with two cities, one of them put under it by the
// table, and an industry.
func network(t *testing.T) region.Centers {
	t.Helper()
	c, err := region.ReadCenters(strings.NewReader(`id,name_zh,name_en,province,city,code,kind,industry,host,region_served,batch,year,valid_from,valid_to,parent,status,source,note
national,国家,National,北京,北京,110000,national,,,,,,2019,,,confirmed,,
local-zhejiang,浙江,Zhejiang,浙江,杭州市,330000,local,,,,,,2020,,,confirmed,,
local-hangzhou,杭州,Hangzhou,浙江,杭州市,330100,local,,,,,,2020,,,confirmed,,
local-yiwu,义乌,Yiwu,浙江,义乌市,330782,local,,,,,,2020,,local-hangzhou,confirmed,,
local-zhongshan,中山,Zhongshan,广东,中山市,442000,local,,,,,,2020,,,confirmed,,
industry-pv,光伏,PV,,,,industry,光伏,,,,,2020,,,confirmed,,
`))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBelow(t *testing.T) {
	for center, want := range map[string][]string{
		"":                nil,
		"local-zhejiang":  {"local-zhejiang", "local-hangzhou", "local-yiwu"},
		"local-hangzhou":  {"local-hangzhou", "local-yiwu"},
		"local-yiwu":      {"local-yiwu"},
		"industry-pv":     {"industry-pv"},
		"national":        {"national"},
		"no-more-a-place": {"no-more-a-place"},
	} {
		if got := account.Below(network(t), center); !slices.Equal(got, want) {
			t.Errorf("below %q: %v, want %v", center, got, want)
		}
	}
}

func TestMay(t *testing.T) {
	of := func(role account.Role, center, org string) account.User {
		return account.User{ID: "u", Role: role, Center: center, Org: org}
	}
	gone := of(account.National, "national", "")
	gone.Disabled = true
	for _, tc := range []struct {
		name       string
		user       account.User
		subscriber string
		may        []account.Act
	}{
		{"the national center and a city", of(account.National, "national", ""), "local-hangzhou", []account.Act{account.See, account.Work, account.Watch}},
		{"the national center and a watchlist", of(account.National, "national", ""), "w-own", []account.Act{account.See, account.Work, account.Watch}},
		{"the admin works on nothing", of(account.Admin, "", ""), "local-hangzhou", []account.Act{account.See, account.Watch}},
		{"a province and its city", of(account.Provincial, "local-zhejiang", ""), "local-yiwu", []account.Act{account.See, account.Work}},
		{"a province and another's city", of(account.Provincial, "local-zhejiang", ""), "local-zhongshan", nil},
		{"a province and the national center", of(account.Provincial, "local-zhejiang", ""), "national", nil},
		{"a city and itself", of(account.City, "local-hangzhou", ""), "local-hangzhou", []account.Act{account.See, account.Work}},
		{"a city and its province", of(account.City, "local-hangzhou", ""), "local-zhejiang", nil},
		{"a city and a watchlist", of(account.City, "local-hangzhou", ""), "w-own", nil},
		{"an industry and itself", of(account.Industry, "industry-pv", ""), "industry-pv", []account.Act{account.See, account.Work}},
		{"an industry and a city", of(account.Industry, "industry-pv", ""), "local-hangzhou", nil},
		{"who reads, its center", of(account.ReadOnly, "local-zhejiang", ""), "local-hangzhou", []account.Act{account.See}},
		{"who reads, another center", of(account.ReadOnly, "local-zhejiang", ""), "industry-pv", nil},
		{"who reads for the national center", of(account.ReadOnly, "national", ""), "industry-pv", []account.Act{account.See}},
		{"an exporter and its list", of(account.Exporter, "", "org"), "w-own", []account.Act{account.See, account.Watch}},
		{"an exporter and another's list", of(account.Exporter, "", "org"), "w-other", nil},
		{"an exporter and a center", of(account.Exporter, "", "org"), "local-hangzhou", nil},
		{"an exporter of nobody", of(account.Exporter, "", ""), "w-own", nil},
		{"a center's user without a center", of(account.City, "", ""), "", nil},
		{"a role that there is not", of("boss", "national", ""), "national", nil},
		{"nobody", account.User{Role: account.Admin}, "national", nil},
		{"who is disabled", gone, "national", nil},
	} {
		s := account.ScopeOf(tc.user, network(t), []string{"w-own"})
		for _, do := range []account.Act{account.See, account.Work, account.Watch, "delete"} {
			if got, want := account.May(tc.user, do, s, tc.subscriber), slices.Contains(tc.may, do); got != want {
				t.Errorf("%s: may %s: %v, want %v", tc.name, do, got, want)
			}
		}
	}
}

func TestCheckPassword(t *testing.T) {
	u := account.User{Login: "zhang.wei99"}
	for password, good := range map[string]bool{
		"":                        false,
		"short":                   false,
		"123456789":               false,
		"aaaaaaaaaaaaaaaa":        false,
		"zhang.wei99":             false,
		"ZHANG.WEI99":             false,
		"zhang.wei99zhang.wei99":  false,
		"好好好好好好好好好好":              false,
		"今天天气真好我们去西湖":             true,
		"correct horse battery":   true,
		strings.Repeat("ab", 129): false,
		"bad\xffutf8 of length":   false,
	} {
		if err := account.CheckPassword(u, password); (err == nil) != good {
			t.Errorf("%.30q: %v, want good: %v", password, err, good)
		}
	}
	for range 100 {
		if err := account.CheckPassword(u, account.NewPassword()); err != nil {
			t.Fatal(err)
		}
	}
}
