package main

import (
	"fmt"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/config"
)

type retainCmd struct {
	DryRun bool `help:"Say what would go, and drop nothing."`
	JSON   bool `name:"json" help:"One JSON object a line."`
}

func (c *retainCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	db, err := findStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	do := db.Retain
	if c.DryRun {
		do = db.Outdated
	}
	all, err := do(p.ctx, ages(conf), time.Now())
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, o := range all {
		if err := out.value(o, func() string { return outdated(o, c.DryRun) }); err != nil {
			return err
		}
	}
	return out.flush()
}

// keptAs names the kinds, and the keys by which they are kept.
var keptAs = map[string]struct{ says, key string }{
	store.OldPages:   {"原始页面 pages", "pages.keep"},
	store.OldFilings: {"未告知任何人的登记 filings nobody was told of", "retention.filings"},
	store.OldVisits:  {"访问记录 visits", "retention.visits"},
	store.OldAudit:   {"操作日志 audit", "retention.audit"},
	store.OldAnswers: {"大模型的答复 answers of models", "retention.answers"},
}

// outdated says in words what goes of one kind.
func outdated(o store.Outdated, dry bool) string {
	as := keptAs[o.Kind]
	if o.Before.IsZero() {
		return fmt.Sprintf("%s: 永久保存 kept for ever (%s)", as.says, as.key)
	}
	verb := "已删除 went"
	if dry {
		verb = "将删除 would go"
	}
	size := ""
	if o.Bytes > 0 {
		size = fmt.Sprintf(", %.1f MB", float64(o.Bytes)/1e6)
	}
	return fmt.Sprintf("%s: %d %s%s; 早于 before %s (%s)", as.says, o.Rows, verb, size, o.Before.Format(time.DateOnly), as.key)
}

// ages are how long what nobody needs is kept.
func ages(c config.Config) store.Ages {
	return store.Ages{Pages: c.Pages.Keep, Filings: c.Retention.Filings, Visits: c.Retention.Visits, Audit: c.Retention.Audit, Answers: c.Retention.Answers}
}
