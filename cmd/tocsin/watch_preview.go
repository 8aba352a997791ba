package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
	"tocsin/config"
)

// A previewed is what an entry would have found, as --json prints it.
type previewed struct {
	Object string `json:"object"`
	alerts.Foreseen
}

// preview says what lists would have found in stored filings.
func (c *watchImportCmd) preview(p *program, conf config.Config, lists []alerts.Watchlist, to *printer) error {
	db, err := findStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	since := time.Now().AddDate(0, 0, -c.Days)
	all, err := db.CountFiled(p.ctx, since)
	if err != nil {
		return err
	}
	preview, err := pipeline.Preview(p.ctx, db, lists, since, p.progress(all))
	if err != nil {
		return err
	}
	for _, f := range preview.Result(c.Days) {
		if err := to.value(previewed{"preview", f}, func() string { return foreseen(f, c.Days) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return nil
	}
	return to.lines(fmt.Sprintf("已比对 %d 件入库文件", preview.Filings))
}

// foreseen says to a person what an entry would have found.
func foreseen(f alerts.Foreseen, days int) string {
	span := fmt.Sprintf("%d 天", days)
	if days == 365 {
		span = "12 个月"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  过去 %s会命中 %d 条", f.Name, f.Entry, span, f.Hits)
	if f.Faint > 0 {
		fmt.Fprintf(&b, "（其中 %d 条近似程度低，只入日报）", f.Faint)
	}
	if f.Noisy != "" {
		b.WriteString("  ！" + f.Noisy)
	}
	for _, s := range f.Samples {
		b.WriteString("\n    ")
		if !s.Filed.IsZero() {
			b.WriteString(s.Filed.Format(time.DateOnly) + "  ")
		}
		fmt.Fprintf(&b, "%s  %s  %s", s.Filing, s.Title, s.Why)
	}
	return b.String()
}
