package alerts_test

import (
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// TestCertificateSaysWhereWeAreBlind tells of a quiet day: what was looked at,
// when it was seen last, and where nobody can say what happens.
func TestCertificateSaysWhereWeAreBlind(t *testing.T) {
	now := time.Date(2026, 3, 11, 0, 30, 0, 0, time.UTC)
	d := alerts.Digest{ID: "digest@desk", At: now, Signs: true, Places: []alerts.Watched{
		{Name: "fedreg", Title: "联邦公报", State: crawlers.OK, Ended: now.Add(-25 * time.Minute), Filings: 40, Added: 3},
		{Name: "tipo", Title: "某商标局", State: crawlers.Unchanged, Ended: now.Add(-50 * time.Hour), Filings: 12},
		{Name: "edis", Title: "电子案卷", State: crawlers.Blocked, Ended: now.Add(-time.Hour), Good: now.Add(-30 * time.Hour)},
		{Name: "ecf", Title: "联邦法院", State: crawlers.Failed, Ended: now.Add(-time.Hour)},
		{Name: "inpi", Title: "巴西工业产权局"},
	}}
	m := alerts.ComposeDigest(d, "zh")
	want := []alerts.Line{
		{Label: "概况", Text: "新增 0 · 3日内到期 0 · 未签收 0 · 来源 2 正常/3 异常（截至 03-11 08:30 北京时间）", Essential: true},
		{Label: "当前无法监测", Text: "电子案卷：被拒，上次正常 03-10 02:30（北京时间）；联邦法院：失败，从未正常；巴西工业产权局：尚未访问", Essential: true},
		{Label: "已核查 2 个来源（结果、最近成功、距今、条目、新增）", Text: "联邦公报（正常，03-11 08:05，距今 25 分钟，40 条，新增 3）；某商标局（无变化，03-09 06:30，距今 2 天，12 条，新增 0）"},
	}
	if m.Title != "【预警汇总】无新增" || len(m.Lines) != len(want) {
		t.Errorf("it is headed %q and has %d lines, want %d", m.Title, len(m.Lines), len(want))
	}
	for i, l := range m.Lines {
		if i >= len(want) || l != want[i] {
			t.Errorf("line %d: %+v", i+1, l)
		}
	}
}
