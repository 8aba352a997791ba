package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin/cmd/internal/store"
	"tocsin/config"
)

// costFor is how far back verdicts are counted.
const costFor = 30 * 24 * time.Hour

// A judged is what a judge took of all verdicts.
type judged struct {
	store.Judge
	Share   float64 `json:"share"`              // of all verdicts
	Decides float64 `json:"decides"`            // of all verdicts, those in which it says relevant or not
	Mean    float64 `json:"mean_ms"`            // of those that were asked
	Money   float64 `json:"money"`              // by the prices that are configured now
	Per1000 float64 `json:"money_per_1000"`     // of all verdicts, whoever gave them
	Unit    string  `json:"currency,omitempty"` // "CNY" or "USD"
}

// cost prints who judged and what that took.
func (c *evalCmd) cost(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	db, err := findStore(p.ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	judges, err := db.Judges(p.ctx, time.Now().Add(-costFor))
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, j := range costs(judges, conf) {
		err := out.value(j, func() string {
			line := fmt.Sprintf("%-32s %6d verdicts  %.3f of all, %.3f decided", j.By, j.Verdicts, j.Share, j.Decides)
			if j.Asked > 0 {
				line += fmt.Sprintf("  %d tokens in, %d out, %.0f ms each", j.In, j.Out, j.Mean)
			}
			if j.Money > 0 {
				line += fmt.Sprintf("  %.2f %s, %.2f for 1000 filings", j.Money, j.Unit, j.Per1000)
			}
			return line
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}

// currency is that of the prices, "" where no limit names it.
func currency(conf config.Config) string {
	switch {
	case conf.LLM.YuanPerDay > 0:
		return "CNY"
	case conf.LLM.USDPerDay > 0:
		return "USD"
	}
	return ""
}

// costs prices what judges took. It is pure.
func costs(judges []store.Judge, conf config.Config) []judged {
	prices := map[string][2]float64{}
	for _, e := range conf.LLMs {
		prices[e.Model] = [2]float64{e.PriceIn, e.PriceOut}
	}
	prices[conf.LLM.Model] = [2]float64{conf.LLM.PriceIn, conf.LLM.PriceOut}
	unit := currency(conf)
	all := 0
	for _, j := range judges {
		all += j.Verdicts
	}
	var out []judged
	for _, j := range judges {
		d := judged{Judge: j, Share: part(j.Verdicts, all), Decides: part(j.Decided, all), Unit: unit}
		if j.Asked > 0 {
			d.Mean = float64(j.Millis) / float64(j.Asked)
		}
		if at := strings.LastIndexByte(j.By, '@'); at > 0 {
			price := prices[j.By[:at]]
			d.Money = (float64(j.In)*price[0] + float64(j.Out)*price[1]) / 1e6
			d.Per1000 = d.Money * 1000 / float64(all)
		}
		out = append(out, d)
	}
	return out
}
