package relevance

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

//go:embed prompt.tmpl
var promptText string

// Bounds of what a model is shown of one filing. What is cut off is said.
const (
	shownText = 6000 // characters
	shownLine = 1000
	shownList = 40 // parties, marks, patents
)

var prompt = template.Must(template.New("prompt").Funcs(template.FuncMap{
	"line":    func(s string) string { return clip(strings.Join(strings.Fields(harmless(s)), " "), shownLine) },
	"body":    func(s string) string { return clip(harmless(s), shownText) },
	"parties": func(f crawlers.Filing) []crawlers.Party { return first(f.Parties) },
	"marks":   func(f crawlers.Filing) []crawlers.Mark { return first(f.Marks) },
	"patents": func(f crawlers.Filing) []string { return first(f.Patents) },
}).Parse(promptText))

func first[T any](in []T) []T { return in[:min(len(in), shownList)] }

// A question is what a model is asked about one filing.
type question struct {
	system string
	user   string
	schema json.RawMessage
	hash   string // of what is asked about: equal filings are one question
}

// questionOf puts a filing into words. The marker is derived from everything
// between its two places, so that no text can hold its own.
//
// Each filing is asked about alone. Of 1,000 labelled filings 236 are asked
// about, which takes 411,000 tokens at the most: 265,000 for what all questions
// begin with, 28,000 for the filings, 118,000 for the answers. Five in one
// question would take 199,000; but providers keep the same beginning for about
// a tenth of the price, so that it would save a tenth of the money, and a text
// that speaks to its reader would be read beside four others' and could spoil
// their answers.
func questionOf(f crawlers.Filing) question {
	data := fill("data", f)
	hash := digest(data)
	marker := "<<<DATA " + hash[:16] + ">>>"
	words := struct{ Categories, Stages, Industries string }{options(categories), options(stagesOf(f.Kind)), options(industries)}
	return question{
		system: fill("system", words),
		user:   marker + "\n" + data + marker,
		schema: schemaOf(f.Kind),
		hash:   hash,
	}
}

func fill(name string, data any) string {
	var b strings.Builder
	if err := prompt.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // a mistake in prompt.tmpl
	}
	return b.String()
}

// harmless takes out of data what no person sees, and then what looks like a
// marker: it could be one with what no person sees in it.
func harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer("<<<", "‹", ">>>", "›").Replace(s)
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return fmt.Sprintf("%s [cut: %d more characters]", string(r[:n]), len(r)-n)
}

// promptHash names the version of the prompt, and of the form of its answer,
// in every verdict made with it.
var promptHash = hashOf(promptText)

func hashOf(prompt string) string {
	parts := []string{prompt}
	for _, k := range []crawlers.Kind{crawlers.Lawsuit, crawlers.Section337, crawlers.Squatting} {
		parts = append(parts, string(schemaOf(k)))
	}
	return digest(parts...)[:8]
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

var (
	categories = []string{
		string(alerts.Cat337), string(alerts.CatPatent), string(alerts.CatTrademark), string(alerts.CatCopyright),
		string(alerts.CatScheduleA), string(alerts.CatSquatting), string(alerts.CatOther),
	}
	grades     = []string{string(crawlers.Unknown), string(crawlers.Suspected), string(crawlers.Confirmed)} // from the least to the most Chinese
	claims     = []string{"relevant", "category", "stage", "chinese_party", "industry", "product", "summary"}
	industries = func() (out []string) {
		for _, i := range alerts.Industries() {
			out = append(out, string(i))
		}
		return out
	}()
)

// unknownStage is the stage of an act whose words do not show one.
const unknownStage = "other"

// stagesOf lists the stages an act of a kind can be at.
func stagesOf(k crawlers.Kind) []string {
	switch k {
	case crawlers.Section337:
		return []string{"complaint", "receipt", "public-interest", "institution", "teo", "default", "settlement", "id", "review", "remedy",
			"presidential-review", "enforcement", "closed", "service-failed", unknownStage}
	case crawlers.Squatting:
		return []string{"applied", "published", "opposed", "registered", "refused", "withdrawn", "cancelled", unknownStage}
	default:
		return docket.Stages()
	}
}

func options(words []string) string { return `"` + strings.Join(words, `", "`) + `"` }

// schemaOf returns the form of an answer as a JSON schema, in the subset that
// strict endpoints take: every property required, none beside them.
func schemaOf(k crawlers.Kind) json.RawMessage {
	type m = map[string]any
	object := func(properties m) m {
		return m{"type": "object", "properties": properties, "required": slices.Sorted(maps.Keys(properties)), "additionalProperties": false}
	}
	oneOf := func(words []string) m { return m{"type": "string", "enum": words} }
	doc, err := json.Marshal(object(m{
		"relevant":      m{"type": []string{"boolean", "null"}},
		"category":      oneOf(categories),
		"stage":         oneOf(stagesOf(k)),
		"chinese_party": oneOf(grades),
		"why":           m{"type": "string"},
		"industry":      oneOf(industries),
		"product":       m{"type": "string"},
		"summary_zh":    m{"type": "string"},
		"summary_en":    m{"type": "string"},
		"steps":         m{"type": "array", "items": m{"type": "string"}},

		"chinese_parties": m{"type": "array", "items": m{"type": "string"}},
		"quotes":          m{"type": "array", "items": object(m{"claim": oneOf(claims), "text": m{"type": "string"}})},
	}))
	if err != nil {
		panic(err) // a mistake in the lines above
	}
	return doc
}
