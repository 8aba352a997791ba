package names_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"slices"
	"testing"

	"tocsin/alerts/names"
	"tocsin/alerts/names/contested"
)

var fit = flag.Bool("fit", false, "fit the weights to the contested pairs and write weights.go")

// An example is a pair that shares ground, with what is known of it.
type example struct {
	names.Measures
	contested bool
	weight    float64
}

const folds = 5

// TestFit holds weights.go to what is promised of it. The recall is of pairs
// that the weights, and the limit, have not seen.
func TestFit(t *testing.T) {
	t.Parallel()
	pairs, err := contested.Pairs()
	if err != nil {
		t.Fatal(err)
	}
	chance, all := background()
	var spelled []contested.Pair
	for _, p := range pairs {
		if p.Spelled() {
			spelled = append(spelled, p)
		}
	}
	measured := make([]*names.Measures, len(spelled)) // nil without ground
	for i, p := range spelled {
		if m, ok := names.Measure(names.Fold(p.New), names.Fold(p.Earlier)); ok {
			measured[i] = &m
		}
	}
	// Every fifth pair is held back in turn.
	found := map[float64]int{}
	for fold := range folds {
		w := weigh(examples(measured, chance, func(i int) bool { return i%folds != fold }))
		for _, rate := range []float64{1e-3, 1e-4, 1e-5} {
			limit := limitOf(w, chance, all, rate)
			for i, m := range measured {
				if i%folds == fold && m != nil && scoreOf(w, *m) > limit {
					found[rate]++
				}
			}
		}
	}
	recall := float64(found[1e-4]) / float64(len(spelled))
	t.Logf("%d contested pairs alike in letters, %d folds: recall %.3f at 1e-3, %.3f at 1e-4, %.3f at 1e-5",
		len(spelled), folds, float64(found[1e-3])/float64(len(spelled)), recall, float64(found[1e-5])/float64(len(spelled)))
	if recall < 0.75 {
		t.Errorf("recall %.3f at a false-positive rate of 1e-4, want 0.75", recall)
	}
	t.Logf("%d of %d chance pairs share ground", len(chance), all)
	w := weigh(examples(measured, chance, func(int) bool { return true }))
	if *fit {
		if err := write(w, limitOf(w, chance, all, 1e-4)); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, want := range names.Weights() {
		if math.Abs(w[i]-want) > 0.02 {
			t.Errorf("weight %d is %.3f, fitted %.3f: run go test -run Fit -fit", i, want, w[i])
		}
	}
}

// background measures pairs that nobody contested, and says how many there are
// with those that share no ground.
func background() (shared []names.Measures, all int) {
	shops, brands := contested.Background()
	fold := func(in []string) (out []names.Name) {
		for _, s := range in {
			out = append(out, names.Fold(s))
		}
		return out
	}
	a, b := fold(shops), fold(brands)
	for i := range a {
		for j := range b {
			if (i+j)%5 > 0 {
				continue
			}
			all++
			if m, ok := names.Measure(a[i], b[j]); ok {
				shared = append(shared, m)
			}
		}
	}
	return shared, all
}

// examples weighs both kinds alike.
func examples(pairs []*names.Measures, chance []names.Measures, take func(int) bool) []example {
	var out []example
	for i, m := range pairs {
		if m != nil && take(i) {
			out = append(out, example{*m, true, 0})
		}
	}
	n := len(out)
	for i := range out {
		out[i].weight = 1 / float64(n)
	}
	for _, m := range chance {
		out = append(out, example{m, false, 1 / float64(len(chance))})
	}
	return out
}

// weigh fits a logistic regression by Newton's method, its weights held small.
// More of a measure of likeness never makes names less alike: a weight below 0
// is set to 0, but for those of the names' own lengths.
func weigh(in []example) names.Measures {
	const ridge = 0.003
	n := len(names.Measures{})
	off := make([]bool, n)
	for {
		var w names.Measures
		for range 25 {
			gradient := make([]float64, n)
			hessian := make([][]float64, n)
			for i := range hessian {
				hessian[i] = make([]float64, n+1)
				hessian[i][i] = 1e-9
				if i > 0 {
					hessian[i][i] = ridge
					gradient[i] = -ridge * w[i]
				}
			}
			for _, e := range in {
				p := scoreOf(w, e.Measures)
				y := 0.0
				if e.contested {
					y = 1
				}
				for i, x := range e.Measures {
					if x == 0 {
						continue
					}
					gradient[i] += e.weight * (y - p) * x
					for j, z := range e.Measures {
						hessian[i][j] += e.weight * p * (1 - p) * x * z
					}
				}
			}
			for i := range n {
				if off[i] {
					clear(hessian[i])
					for j := range n {
						hessian[j][i] = 0
					}
					hessian[i][i], gradient[i] = 1, 0
				}
				hessian[i][n] = gradient[i]
			}
			for i, d := range solve(hessian) {
				w[i] += d
			}
		}
		worst := 0
		for i := 1; i < n; i++ {
			if !names.Signed(i) && w[i] < w[worst]*is(worst > 0) {
				worst = i
			}
		}
		if worst == 0 {
			return w
		}
		off[worst] = true
	}
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// solve solves linear equations, the right side in the last column.
func solve(m [][]float64) []float64 {
	n := len(m)
	for i := range n {
		top := i
		for r := i + 1; r < n; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[top][i]) {
				top = r
			}
		}
		m[i], m[top] = m[top], m[i]
		for r := range n {
			if r == i {
				continue
			}
			f := m[r][i] / m[i][i]
			for c := i; c <= n; c++ {
				m[r][c] -= f * m[i][c]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		x[i] = m[i][n] / m[i][i]
	}
	return x
}

func scoreOf(w, m names.Measures) float64 {
	sum := 0.0
	for i := range w {
		sum += w[i] * m[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// limitOf is the score that the share rate of all chance pairs exceed.
func limitOf(w names.Measures, shared []names.Measures, all int, rate float64) float64 {
	scores := make([]float64, len(shared))
	for i, m := range shared {
		scores[i] = scoreOf(w, m)
	}
	slices.Sort(scores)
	k := len(scores) - 1 - int(rate*float64(all))
	if k < 0 {
		return 0
	}
	return scores[k]
}

// write shifts the scores so that Alike is the limit.
func write(w names.Measures, limit float64) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, "// Code generated by go test -run Fit -fit; DO NOT EDIT.\n\npackage names\n\n// weights are of the measures, fitted to package contested.\nvar weights = Measures{")
	for i, x := range w {
		fmt.Fprintf(&b, "\t%s: %.4f,\n", names.FeatureName(i), x)
	}
	fmt.Fprintf(&b, "}\n\n// Alike is the score above which one in 10,000 pairs lie that have nothing to do\n// with each other.\nconst Alike = %.3f\n", limit)
	src, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile("weights.go", src, 0o644)
}
