package main

import (
	"math"
	"testing"

	"tocsin/cmd/internal/store"
	"tocsin/config"
)

func TestCostsArePricedByModel(t *testing.T) {
	conf := config.Config{
		LLM:  config.LLM{Model: "big", PriceIn: 2, PriceOut: 8, YuanPerDay: 5},
		LLMs: map[string]config.Endpoint{"local": {Model: "small"}},
	}
	got := costs([]store.Judge{
		{By: "rules", Verdicts: 60, Decided: 50}, {By: "big@1", Verdicts: 30, Asked: 20, In: 1_000_000, Out: 500_000, Millis: 40_000}, {By: "small@1", Verdicts: 10, Asked: 10, In: 9_000_000},
	}, conf)
	if len(got) != 3 || got[0].Share != 0.6 || got[0].Decides != 0.5 || got[0].Money != 0 || got[1].Mean != 2000 || math.Abs(got[1].Money-6) > 1e-9 || math.Abs(got[1].Per1000-60) > 1e-9 || got[1].Unit != "CNY" || got[2].Money != 0 {
		t.Errorf("%+v", got)
	}
	if got := costs(nil, conf); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}
