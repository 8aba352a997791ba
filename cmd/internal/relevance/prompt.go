package relevance

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"tocsin/alerts"
	"tocsin/crawlers"
	"tocsin/crawlers/docket"
)

//go:embed prompt.tmpl
var promptText string

var prompt = template.Must(template.New("prompt").Funcs(template.FuncMap{"join": quoted}).Parse(promptText))

func quoted(words []string) string { return `"` + strings.Join(words, `", "`) + `"` }

// promptHash names the version of the prompt in every verdict made with it.
var promptHash = digest(promptText, schema)[:8]

var categories = []string{
	string(alerts.Cat337), string(alerts.CatPatent), string(alerts.CatTrademark), string(alerts.CatCopyright),
	string(alerts.CatScheduleA), string(alerts.CatSquatting), string(alerts.CatOther),
}

// maxData is how many characters of a filing the model is shown.
const maxData = 6000

// question returns what is asked about f: the instruction and the data.
func question(f crawlers.Filing) (system, user string) {
	data := dataOf(f)
	// A marker that the data cannot hold: it depends on all of them.
	mark := digest(data)[:12]
	begin, end := "<<<FILING "+mark+">>>", "<<<END "+mark+">>>"
	var b bytes.Buffer
	err := prompt.Execute(&b, struct {
		Begin, End         string
		Categories, Stages []string
	}{begin, end, categories, stagesOf(f.Kind)})
	if err != nil {
		panic(err) // a mistake in prompt.tmpl
	}
	return b.String(), begin + "\n" + data + "\n" + end
}

// dataOf writes a filing down for the model, without what looks like a marker.
func dataOf(f crawlers.Filing) string {
	var b strings.Builder
	line := func(label, text string) {
		if text = strings.NewReplacer("<<<", "‹", ">>>", "›").Replace(text); text != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, text)
		}
	}
	line("kind", string(f.Kind))
	line("number", f.Key.String())
	line("filed", f.Filed.Format("2006-01-02"))
	line("caption", f.Title)
	line("docket", f.Text)
	line("product", f.Product)
	for _, p := range f.Parties {
		line(string(p.Role), strings.Join(slices.DeleteFunc([]string{p.Name, p.Address, p.Country}, func(s string) bool { return s == "" }), ", "))
	}
	for _, m := range f.Marks {
		line("mark", m.Text)
	}
	line("patents", strings.Join(f.Patents, ", "))
	if runes := []rune(b.String()); len(runes) > maxData {
		return string(runes[:maxData]) + "\n(cut here)"
	}
	return b.String()
}

// stagesOf lists the stages an act of a kind can be at.
func stagesOf(k crawlers.Kind) []string {
	switch k {
	case crawlers.Section337:
		return []string{"complaint", "receipt", "public-interest", "institution", "teo", "default", "settlement", "id", "review", "remedy", "presidential-review", "enforcement", "closed", "service-failed"}
	case crawlers.Squatting:
		return []string{"applied", "published", "opposed", "registered", "refused", "withdrawn", "cancelled"}
	default:
		return docket.Stages()
	}
}

// An answer is what the model is to say.
type answer struct {
	Relevant     *bool          `json:"relevant"`
	Category     string         `json:"category"`
	Stage        string         `json:"stage"`
	ChineseParty string         `json:"chinese_party"`
	Why          string         `json:"why"`
	Quotes       []alerts.Quote `json:"quotes"`
}

// schema is the answer's JSON schema, for endpoints that take one.
const schema = `{"type":"object","additionalProperties":false,
"required":["relevant","category","stage","chinese_party","why","quotes"],
"properties":{
"relevant":{"type":["boolean","null"]},
"category":{"type":"string"},
"stage":{"type":"string"},
"chinese_party":{"type":"string","enum":["confirmed","suspected","unknown"]},
"why":{"type":"string"},
"quotes":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["claim","text"],
"properties":{"claim":{"type":"string"},"text":{"type":"string"}}}}}}`

// Limits of an answer.
const (
	maxAnswer = 16 << 10
	maxQuotes = 20
)

// readAnswer decodes and checks an answer. Its errors are shown to the model.
func readAnswer(text string, kind crawlers.Kind) (answer, error) {
	var a answer
	if len(text) > maxAnswer {
		return a, errors.New("the answer is too long")
	}
	from, to := strings.Index(text, "{"), strings.LastIndex(text, "}")
	if from < 0 || to < from {
		return a, errors.New("the answer holds no JSON object")
	}
	dec := json.NewDecoder(strings.NewReader(text[from : to+1]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return a, fmt.Errorf("the answer is not the JSON object that was asked for: %w", err)
	}
	switch {
	case !slices.Contains(categories, a.Category):
		return a, fmt.Errorf("category %.40q is not on the list", a.Category)
	case a.Stage != "" && !slices.Contains(stagesOf(kind), a.Stage):
		return a, fmt.Errorf("stage %.40q is not on the list", a.Stage)
	case !slices.Contains([]string{"confirmed", "suspected", "unknown"}, a.ChineseParty):
		return a, fmt.Errorf("chinese_party %.40q is not on the list", a.ChineseParty)
	case a.Why == "":
		return a, errors.New("why is empty")
	case len(a.Quotes) > maxQuotes:
		return a, errors.New("too many quotes")
	}
	return a, nil
}

// coaxing are words that no court writes and that only somebody who means to
// steer a model puts into a caption.
var coaxing = []string{"ignore", "instruction", "irrelevant", "prompt", "you are", "disregard", "忽略", "指令"}

// verdict turns an answer into a verdict that the filing bears out.
func (a answer) verdict(f crawlers.Filing, rules alerts.Verdict, by string) alerts.Verdict {
	v := alerts.Verdict{
		Filing: rules.Filing, Relevant: a.Relevant, Category: alerts.Category(a.Category), Stage: a.Stage,
		ChineseParty: crawlers.Grade(a.ChineseParty), Why: a.Why, By: by,
	}
	for _, q := range a.Quotes {
		lower := strings.ToLower(q.Text)
		steered := slices.ContainsFunc(coaxing, func(w string) bool { return strings.Contains(lower, w) })
		if !(steered && q.Claim == "relevant") {
			v.Quotes = append(v.Quotes, q)
		}
	}
	v = believable(v, rules, f)
	v.Severity = severity(v, f.Act)
	return v
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
