package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

// A previewed is what an entry would have found, as --json prints it.
type previewed struct {
	Object string `json:"object"`
	alerts.Foreseen
}

// previewAtOnce is how many filings are in memory at a time.
const previewAtOnce = 500

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
	said, err := db.Decided(p.ctx)
	if err != nil {
		return err
	}
	preview, progress := alerts.NewPreview(lists, said), p.progress(all)
	for at := (store.Cursor{Filed: since.UnixMilli()}); ; {
		acts, err := db.FiledAfter(p.ctx, at, previewAtOnce)
		if err != nil {
			return err
		}
		if len(acts) == 0 {
			break
		}
		at = acts[len(acts)-1].At
		whole := make([]store.Act, len(acts))
		for i, a := range acts {
			whole[i] = a.Act
		}
		if err := db.InMatter(p.ctx, whole); err != nil {
			return err
		}
		for i, a := range whole {
			err := preview.Add(a.Filing, func() (alerts.Verdict, error) {
				if v := acts[i].Verdict; v != nil {
					return *v, nil
				}
				v, _, err := (relevance.Cascade{}).Judge(p.ctx, a.Filing)
				return v, err
			})
			if err != nil {
				return err
			}
		}
		progress(preview.Filings)
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
