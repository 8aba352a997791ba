package region

import (
	"strings"
	"testing"
	"time"
)

func BenchmarkFind(b *testing.B) {
	all := rows(b)
	Find("Shenzhen", "", "") // reads the gazetteer
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		f := all[i%len(all)]
		Find(f[3], f[2], f[1])
		i++
	}
}

func FuzzFind(f *testing.F) {
	for _, row := range rows(f) {
		f.Add(row[3], row[2], row[1])
	}
	f.Add(strings.Repeat("Shenzhen, ", 500), "", "")
	f.Add(strings.Repeat("深圳", 300), "(深圳)(", "CN")
	f.Fuzz(func(t *testing.T, address, name, country string) {
		p := Find(address, name, country)
		if q := Find(address, name, country); p != q {
			t.Fatalf("%+v, then %+v", p, q)
		}
		switch p.Level {
		case County, Prefecture, Province:
			if !Known(p.Code) || p.Name == "" || p.NameEN == "" || p.Grade == Unknown && p.Why != whyNameSake {
				t.Fatalf("%+v", p)
			}
		case SAR, Taiwan:
			if Known(p.Code) || len(p.Code) != 6 {
				t.Fatalf("%+v", p)
			}
		case Country:
			if p.Code != "CN" {
				t.Fatalf("%+v", p)
			}
		case None:
			if p.Code != "" {
				t.Fatalf("%+v", p)
			}
		default:
			t.Fatalf("%+v", p)
		}
		if p.Why == "" {
			t.Fatalf("no reason: %+v", p)
		}
	})
}

func FuzzReadCenters(f *testing.F) {
	f.Add(string(shippedCSV))
	f.Add("id,name_zh,kind,code,parent,valid_from,valid_to\nn,国,national,,,,\na,甲,local,330000,b,2020,2019\nb,乙,local,330100,a,,\n")
	f.Fuzz(func(t *testing.T, table string) {
		c, err := ReadCenters(strings.NewReader(table))
		if err != nil {
			if len(c.All()) != 0 {
				t.Fatal("a table that is refused has rows")
			}
			return
		}
		for _, x := range c.All() {
			if x.Kind == Local && !Known(x.Code) {
				t.Fatalf("%+v", x)
			}
		}
		c.Chain(Find("Hangzhou, China", "", ""), "", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	})
}
