package relevance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// An answer is what a model says about a filing. It is a claim, not a verdict.
type answer struct {
	Relevant     *bool           `json:"relevant"`
	Category     alerts.Category `json:"category"`
	Stage        string          `json:"stage"`
	ChineseParty crawlers.Grade  `json:"chinese_party"`
	Why          string          `json:"why"`
	Quotes       []alerts.Quote  `json:"quotes"`

	// What endpoints that cannot be held to a schema may leave out.
	Parties   []string        `json:"chinese_parties"`
	Industry  alerts.Industry `json:"industry"`
	Product   string          `json:"product"`
	SummaryZH string          `json:"summary_zh"`
	SummaryEN string          `json:"summary_en"`
	Steps     []string        `json:"steps"`
}

// away reports whether the answer is that nobody need hear of the filing.
func (a *answer) away() bool { return a.Relevant != nil && !*a.Relevant }

// Bounds of an answer that is taken seriously.
const (
	maxAnswer = 64 << 10
	maxQuotes = 20
	maxWhy    = 300 // characters
	maxBraces = 8   // at which the object may begin

	maxProduct = 120 // characters
	maxZH      = 200
	maxEN      = 500
	maxSteps   = 3
	maxStep    = 80
)

// readAnswer decodes and checks an answer. Its errors are shown to the model.
func readAnswer(text string, k crawlers.Kind) (answer, error) {
	var a answer
	if len(text) > maxAnswer {
		return a, errors.New("the answer is too long")
	}
	raw, err := object(text)
	if err != nil {
		return a, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return a, err
	}
	if _, ok := fields["relevant"]; !ok { // absent is not null
		return a, errors.New(`"relevant" is missing`)
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return a, fmt.Errorf("the answer is not the JSON object that was asked for: %w", err)
	}
	a.Why, a.Product = oneLine(a.Why, maxWhy), oneLine(a.Product, maxProduct)
	a.SummaryZH, a.SummaryEN = oneLine(a.SummaryZH, maxZH), oneLine(a.SummaryEN, maxEN)
	for i := range a.Steps {
		a.Steps[i] = oneLine(a.Steps[i], maxStep)
	}
	return a, a.check(k)
}

// check reports the first word that is not on its closed list.
func (a *answer) check(k crawlers.Kind) error {
	for _, x := range []struct {
		name, word string
		list       []string
	}{
		{"category", string(a.Category), categories},
		{"stage", a.Stage, stagesOf(k)},
		{"chinese_party", string(a.ChineseParty), grades},
	} {
		if !slices.Contains(x.list, x.word) {
			return fmt.Errorf("%s %.40q is not one of %s", x.name, x.word, options(x.list))
		}
	}
	if a.Industry != "" && !slices.Contains(industries, string(a.Industry)) {
		return fmt.Errorf("industry %.40q is not one of %s", a.Industry, options(industries))
	}
	for _, q := range a.Quotes {
		if !slices.Contains(claims, q.Claim) {
			return fmt.Errorf("a quote's claim %.40q is not one of %s", q.Claim, options(claims))
		}
	}
	switch {
	case a.Why == "":
		return errors.New("why is empty")
	case len(a.Quotes) > maxQuotes:
		return errors.New("too many quotes")
	case len(a.Parties) > shownList:
		return errors.New("too many chinese_parties")
	case len(a.Steps) > maxSteps:
		return fmt.Errorf("more than %d steps", maxSteps)
	}
	return nil
}

// object finds the answer in text: where the endpoint cannot forbid it, models
// wrap it in thoughts, prose and fences.
func object(text string) (json.RawMessage, error) {
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i:]
	}
	for range maxBraces {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		text = text[i:]
		var raw json.RawMessage
		err := json.NewDecoder(strings.NewReader(text)).Decode(&raw)
		switch {
		case err == nil:
			return raw, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, errors.New("the JSON object is cut off")
		}
		text = text[1:]
	}
	return nil, errors.New("the answer holds no JSON object")
}

// oneLine makes foreign words fit for one line of a page or a log.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
