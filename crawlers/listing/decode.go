package listing

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Words say one thing to people in Chinese and in English.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// A Problem is one thing that is wrong with a rule, and what would be right.
type Problem struct {
	Line int    `json:"line,omitempty"` // 0 where it is not known
	Key  string `json:"key,omitempty"`  // fields.filed.layout
	Says Words  `json:"says"`
}

func (p Problem) String() string {
	s := p.Says.EN
	if p.Key != "" {
		s = p.Key + ": " + s
	}
	if p.Line > 0 {
		s = fmt.Sprintf("line %d: %s", p.Line, s)
	}
	return s
}

// RuleErrors are all that is wrong with a rule.
type RuleErrors []Problem

func (p RuleErrors) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// maxRule is far more than a rule has.
const maxRule = 64 << 10

// Decode reads a rule in YAML or JSON and checks it. Its error is RuleErrors, all
// of them with their lines.
func Decode(doc []byte) (r Rule, err error) {
	defer func() {
		if p := recover(); p != nil { // of the parser: what a person types reaches odd places of it
			r, err = Rule{}, one(0, "读不懂这份规则", fmt.Sprintf("not YAML or JSON that can be read: %.100v", p))
		}
	}()
	if len(doc) > maxRule {
		return Rule{}, one(0, fmt.Sprintf("规则超过 %d KB", maxRule>>10), fmt.Sprintf("more than %d KB is no rule", maxRule>>10))
	}
	file, err := parser.ParseBytes(doc, 0)
	if err != nil {
		return Rule{}, unread(doc, err)
	}
	switch {
	case len(file.Docs) != 1 || file.Docs[0].Body == nil:
		return Rule{}, one(0, "一份规则只描述一个来源，不能为空", "want one document that describes one place")
	case aliased(file):
		return Rule{}, one(0, "不接受锚点与别名（& *）", "anchors and aliases (& *) are not taken: write it out")
	}
	if err := yaml.UnmarshalWithOptions(doc, &r, yaml.Strict()); err != nil {
		return Rule{}, unread(doc, err)
	}
	if problems := r.Check(); len(problems) > 0 {
		for i := range problems {
			problems[i].Line = lineOf(file, problems[i].Key)
		}
		return Rule{}, problems
	}
	return r, nil
}

// duration finds what is no time in the error of reading one.
var duration = regexp.MustCompile(`duration "?([^"]{1,60}?)"?$`)

func one(line int, zh, en string) RuleErrors {
	return RuleErrors{{Line: line, Says: Words{zh, en}}}
}

// aliased reports a document that refers to parts of itself, by which a little
// text can stand for a lot.
func aliased(file *ast.File) bool {
	found := aliases{}
	ast.Walk(&found, file.Docs[0].Body)
	return found.any
}

type aliases struct{ any bool }

func (f *aliases) Visit(n ast.Node) ast.Visitor {
	if t := n.Type(); t == ast.AnchorType || t == ast.AliasType || t == ast.MergeKeyType {
		f.any = true
	}
	return f
}

// unread says where the text of a rule cannot be read.
func unread(doc []byte, err error) RuleErrors {
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) && unknown.Token != nil {
		key := unknown.Token.Value
		if near := nearest(key); near != "" {
			return one(unknown.Token.Position.Line, fmt.Sprintf("没有 %.40q 这个键，是否要写 %s？", key, near), fmt.Sprintf("no key %.40q; did you mean %s?", key, near))
		}
		return one(unknown.Token.Position.Line, fmt.Sprintf("没有 %.40q 这个键", key), fmt.Sprintf("no key %.40q here; take it out", key))
	}
	line := 0
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		line = at.GetToken().Position.Line
		return one(line, "此处格式不对："+at.GetMessage(), at.GetMessage())
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	if m := duration.FindStringSubmatch(text); m != nil { // which comes without its place
		before, _, _ := bytes.Cut(doc, []byte(m[1]))
		return one(1+bytes.Count(before, []byte("\n")), fmt.Sprintf("%.40q 不是时长，要写成 504h、5s", m[1]), fmt.Sprintf("%.40q: want a time such as 504h or 5s", m[1]))
	}
	return one(line, "此处格式不对："+text, text)
}

// keys are all keys of a rule.
var keys = strings.Fields(`name title zh en publisher terms kind schedule zone pace timeout max_body fresh rank expect
	weekday weekend max shrink unread silence list urls next first last pages format rows empty fields number filed parties
	role marks classes goods url text act place select attr match take split layout key authority acts detail link address`)

// nearest returns the key that a misspelt one is two letters from, or "".
func nearest(word string) string {
	best, least := "", 3
	if len(word) > 20 {
		return ""
	}
	for _, k := range keys {
		if d := distance(strings.ToLower(word), k); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters are to be changed to make one word the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0]++
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// lineOf returns the line of a key, or of the nearest above it that is there.
func lineOf(file *ast.File, key string) int {
	parts := strings.Split(key, ".")
	for n := len(parts); n > 0 && key != ""; n-- {
		path, err := yaml.PathString("$." + strings.Join(parts[:n], "."))
		if err != nil {
			continue
		}
		node, err := path.FilterFile(file)
		if err != nil || node == nil {
			continue
		}
		if t := node.GetToken(); t != nil && !slices.Contains([]ast.NodeType{ast.MappingType, ast.SequenceType}, node.Type()) {
			return t.Position.Line
		} else if t != nil {
			return max(1, t.Position.Line-1)
		}
	}
	return 0
}
