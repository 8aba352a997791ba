package main

import (
	"slices"

	"tocsin/crawlers/docket"
)

// evalCaptions scores the test for suits against many sellers: every label but
// "negative" is one.
func evalCaptions(dir string) ([]score, error) {
	t, err := readTable(dir, "captions.tsv", "label", "court", "caption")
	if err != nil {
		return nil, err
	}
	var all tally
	courts, labels, tiers := map[string]tally{}, map[string]tally{}, map[string]tally{}
	for _, r := range t.rows {
		label, court := r.cells[0], r.cells[1]
		tier := string(docket.ReadCaption(r.cells[2]).Tier)
		if label == "" {
			return nil, t.wrong(r.line, "no label; want negative or the kind of suit")
		}
		one := compare(label != "negative", tier != "")
		all = all.plus(one)
		courts[court] = courts[court].plus(one)
		labels[label] = labels[label].plus(one)
		if tier != "" {
			tiers[tier] = tiers[tier].plus(one)
		}
	}
	to := sheet{file: t.name}
	to.tally("all", all)
	for _, l := range sorted(labels) {
		if l == "negative" {
			to.share("specificity", "label "+l, labels[l].trueNo, labels[l].trueNo+labels[l].falseYes)
		} else {
			to.share("recall", "label "+l, labels[l].trueYes, labels[l].trueYes+labels[l].falseNo)
		}
	}
	for _, k := range sorted(tiers) {
		to.share("precision", "tier "+k, tiers[k].trueYes, tiers[k].trueYes+tiers[k].falseYes)
	}
	to.courts(courts)
	return to.scores, nil
}

const stagesFile = "stages.csv"

// evalEntries scores what is read of docket entries: each table, and all of
// them as one where there are several.
func evalEntries(dir string, files []string) ([]score, error) {
	stages, err := readStages(dir)
	if err != nil {
		return nil, err
	}
	var scores []score
	var whole []reading
	for _, f := range files {
		rs, err := readEntries(dir, f, stages)
		if err != nil {
			return nil, err
		}
		whole = append(whole, rs...)
		scores = append(scores, scoreReadings(f, rs)...)
	}
	if len(files) > 1 {
		scores = append(scores, scoreReadings("docket_entries*.tsv", whole)...)
	}
	return scores, nil
}

// A meaning is what a label of docket entries stands for.
type meaning struct{ stage, act string }

func readStages(dir string) (map[string]meaning, error) {
	t, err := readTable(dir, stagesFile, "label", "stage", "act")
	if err != nil {
		return nil, err
	}
	out := map[string]meaning{}
	for _, r := range t.rows {
		if !slices.Contains(docket.Stages(), r.cells[1]) {
			return nil, t.wrong(r.line, "stage %q: want one of %q", r.cells[1], docket.Stages())
		}
		out[r.cells[0]] = meaning{r.cells[1], r.cells[2]}
	}
	return out, nil
}

// A reading is a labelled entry and what was read of it.
type reading struct {
	court     string
	want, got meaning
}

func readEntries(dir, file string, stages map[string]meaning) ([]reading, error) {
	t, err := readTable(dir, file, "label", "court", "text", "event_name?")
	if err != nil {
		return nil, err
	}
	var out []reading
	for _, r := range t.rows {
		want, known := stages[r.cells[0]]
		if !known {
			return nil, t.wrong(r.line, "label %q is not in %s", r.cells[0], stagesFile)
		}
		e := docket.ReadEntry(r.cells[1], r.cells[3], r.cells[2])
		got := meaning{e.Stage, e.Act}
		if got.stage == "" {
			got.stage = "other"
		}
		out = append(out, reading{r.cells[1], want, got})
	}
	return out, nil
}

func scoreReadings(file string, rs []reading) []score {
	to := sheet{file: file}
	right, acts := 0, 0
	courts := map[string][]reading{}
	for _, r := range rs {
		courts[r.court] = append(courts[r.court], r)
		if r.got.stage == r.want.stage {
			right++
		}
		if r.got == r.want {
			acts++
		}
	}
	to.share("accuracy", "all", right, len(rs))
	to.share("act_accuracy", "all", acts, len(rs))
	stages := byStage(rs)
	to.mean("macro_f1", "over stages", f1s(stages))
	for _, s := range sorted(stages) {
		to.tally("stage "+s, stages[s])
	}
	var accuracies, macros []float64
	for _, c := range sorted(courts) {
		hit := 0
		for _, r := range courts[c] {
			if r.got.stage == r.want.stage {
				hit++
			}
		}
		to.share("accuracy", "court "+c, hit, len(courts[c]))
		accuracies = append(accuracies, float64(hit)/float64(len(courts[c])))
		f := f1s(byStage(courts[c]))
		to.mean("macro_f1", "court "+c, f)
		macros = append(macros, average(f))
	}
	to.mean("accuracy", "macro over courts", accuracies)
	to.mean("macro_f1", "macro over courts", macros)
	return to.scores
}

// byStage tallies each stage that is labelled or was read.
func byStage(rs []reading) map[string]tally {
	out := map[string]tally{}
	for _, r := range rs {
		out[r.want.stage], out[r.got.stage] = tally{}, tally{}
	}
	for s := range out {
		for _, r := range rs {
			out[s] = out[s].plus(compare(r.want.stage == s, r.got.stage == s))
		}
	}
	return out
}
