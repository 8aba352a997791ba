package config

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A reader fills c from documents and the environment, remembers where each
// value came from, and gathers the mistakes.
//
// It walks the syntax tree by [Config.keys] instead of decoding into structs:
// the decoder's errors name Go types and stop at the first.
type reader struct {
	c       Config
	file    string
	env     lookup
	where   map[string]string // key → file:line or variable
	anchors map[string]ast.Node
	errs    []error
}

func (r *reader) fail(key, format string, args ...any) {
	for at := key; at != ""; at = parent(at) {
		if where := r.where[at]; where != "" {
			r.errs = append(r.errs, fmt.Errorf("%s: %s: %s", where, key, fmt.Sprintf(format, args...)))
			return
		}
	}
	r.errs = append(r.errs, fmt.Errorf("%s: %s: %s", r.file, key, fmt.Sprintf(format, args...)))
}

func parent(key string) string { return key[:max(0, strings.LastIndexByte(key, '.'))] }

// maxDoc is more than any configuration and little enough to parse.
const maxDoc = 4 << 20

// read takes in one document.
func (r *reader) read(doc []byte) {
	file, err := parse(bytes.TrimPrefix(doc, []byte("\ufeff")))
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("%s%w", r.file, err))
		return
	}
	r.anchors = map[string]ast.Node{}
	for i, d := range file.Docs {
		if d.Body == nil {
			continue
		}
		if i > 0 {
			r.errs = append(r.errs, fmt.Errorf("%s:%d: a second document: want one", r.file, line(d.Body)))
			return
		}
		ast.Walk(anchors(r.anchors), d.Body)
		r.root(d.Body)
	}
}

// parse wraps the parser, whose errors quote the source, secrets included, and
// which panics on some documents.
func parse(doc []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			file, err = nil, errors.New(": not YAML")
		}
	}()
	if len(doc) > maxDoc {
		return nil, fmt.Errorf(": %d bytes are no configuration", len(doc))
	}
	file, err = parser.ParseBytes(doc, 0)
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return nil, fmt.Errorf(":%d: %s", at.GetToken().Position.Line, quoteless.ReplaceAllString(at.GetMessage(), "…"))
	}
	if err != nil {
		return nil, errors.New(": not YAML")
	}
	return file, nil
}

// quoteless finds what a syntax error repeats of the document.
var quoteless = regexp.MustCompile(`"[^"]*"|'[^']*'`)

type anchors map[string]ast.Node

// Visit gathers the anchors below n.
func (a anchors) Visit(n ast.Node) ast.Visitor {
	if n, ok := n.(*ast.AnchorNode); ok && n.Name != nil {
		a[n.Name.String()] = n.Value
	}
	return a
}

func line(n ast.Node) int {
	if n == nil || n.GetToken() == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

// plain strips anchors and tags and follows aliases.
func (r *reader) plain(n ast.Node) ast.Node {
	for range 10 { // an alias of itself has no end
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			n = v.Value
		case *ast.AliasNode:
			if v.Value == nil {
				return nil
			}
			n = r.anchors[v.Value.String()]
		default:
			return n
		}
	}
	return nil
}

// members calls each for the members of the mapping n, a nil or null one
// having none, and notes where each stands. prefix is "" or ends with a dot.
func (r *reader) members(prefix string, n ast.Node, each func(name string, v ast.Node)) {
	n = r.plain(n)
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case nil, *ast.NullNode:
		return
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		key := strings.TrimSuffix(prefix, ".")
		if key == "" {
			r.errs = append(r.errs, fmt.Errorf("%s:%d: want lines such as seen: memory", r.file, line(n)))
			return
		}
		r.fail(key, "want keys of its own below it, not %s", kind(n))
		return
	}
	for _, v := range values {
		name := strings.Trim(v.Key.String(), `"'`)
		if t := v.Key.GetToken(); t != nil {
			name = t.Value
		}
		r.where[prefix+name] = fmt.Sprintf("%s:%d", r.file, line(v.Key))
		each(name, r.plain(v.Value))
	}
}

// root takes in the whole document.
func (r *reader) root(n ast.Node) {
	keys := r.c.keys()
	tops := []string{"llms", "sources", "destinations", "centers"}
	for _, k := range slices.Backward(keys) {
		top, _, _ := strings.Cut(k.name, ".")
		if !slices.Contains(tops, top) {
			tops = slices.Insert(tops, 0, top)
		}
	}
	r.members("", n, func(top string, v ast.Node) {
		switch {
		case top == "llms":
			entries(r, top, v, &r.c.LLMs, func(e *Endpoint) []key { return e.keys() })
		case top == "sources":
			entries(r, top, v, &r.c.Sources, func(s *Source) []key { return s.keys() })
		case top == "destinations":
			entries(r, top, v, &r.c.Destinations, func(d *Destination) []key {
				d.env = r.env
				if d.Language == "" {
					d.Language = "zh"
				}
				return d.keys()
			})
		case top == "centers":
			entries(r, top, v, &r.c.Centers, func(t *CenterTell) []key {
				if t.SLA == 0 {
					t.SLA = signWithin
				}
				return t.keys()
			})
		case find(keys, top) >= 0:
			r.set(keys[find(keys, top)], v)
		case slices.Contains(tops, top):
			r.fields(top+".", v, below(keys, top))
		default:
			r.fail(top, "no such key%s", meant(top, tops))
		}
	})
}

// entries takes in a map of named things. A name that is there already is
// written over key by key.
func entries[T any](r *reader, top string, n ast.Node, into *map[string]T, keys func(*T) []key) {
	r.members(top+".", n, func(name string, v ast.Node) {
		if *into == nil {
			*into = map[string]T{}
		}
		entry := (*into)[name]
		ks := keys(&entry)
		for i := range ks {
			ks[i].name = top + "." + name + "." + ks[i].name
		}
		r.fields(top+"."+name+".", v, ks)
		(*into)[name] = entry
	})
}

// fields takes in the members of n by keys, whose names begin with prefix.
func (r *reader) fields(prefix string, n ast.Node, keys []key) {
	r.members(prefix, n, func(name string, v ast.Node) {
		if i := find(keys, prefix+name); i >= 0 {
			r.set(keys[i], v)
			return
		}
		var known []string
		for _, k := range keys {
			known = append(known, strings.TrimPrefix(k.name, prefix))
		}
		r.fail(prefix+name, "no such key%s", meant(name, known))
	})
}

func find(keys []key, name string) int {
	return slices.IndexFunc(keys, func(k key) bool { return k.name == name })
}

func below(keys []key, top string) []key {
	return slices.DeleteFunc(slices.Clone(keys), func(k key) bool { return !strings.HasPrefix(k.name, top+".") })
}

// set gives k the value n. A null one changes nothing.
func (r *reader) set(k key, n ast.Node) {
	if _, null := n.(*ast.NullNode); n == nil || null {
		return
	}
	switch t := k.target.(type) {
	case *[]byte:
		*t = []byte(n.String())
	case *map[string]any:
		*t = nil
		r.members(k.name+".", n, func(name string, v ast.Node) {
			if *t == nil {
				*t = map[string]any{}
			}
			var value any
			if v != nil {
				if err := yaml.NodeToValue(v, &value); err != nil {
					r.fail(k.name+"."+name, "cannot be read: want text, a number, true, false or a list of them")
				}
			}
			(*t)[name] = value
		})
	case *[]string:
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			r.fail(k.name, "want a list such as [desk], not %s", kind(n))
			return
		}
		*t = nil
		for _, v := range seq.Values {
			text, ok := scalar(r.plain(v))
			if !ok {
				r.fail(k.name, "want a list of words, found %s in it", kind(v))
				return
			}
			*t = append(*t, text)
		}
	default:
		text, ok := scalar(n)
		if !ok {
			r.fail(k.name, "want %s, not %s", wanted(k.target), kind(n))
			return
		}
		r.assign(k, text)
	}
}

// assign gives k the value written as text, in the file or the environment.
func (r *reader) assign(k key, text string) {
	if k.secret {
		var err error
		if text, err = resolve(text, r.env); err != nil {
			r.fail(k.name, "%v", err)
			return
		}
	}
	var err error
	switch t := k.target.(type) {
	case *string:
		*t = text
	case *bool:
		*t, err = truth(text)
	case **bool:
		var b bool
		b, err = truth(text)
		*t = &b
	case *int:
		*t, err = strconv.Atoi(text)
	case **int:
		var n int
		n, err = strconv.Atoi(text)
		*t = &n
	case *int64:
		*t, err = strconv.ParseInt(text, 10, 64)
	case *float64:
		if *t, err = strconv.ParseFloat(text, 64); err == nil && (math.IsNaN(*t) || math.IsInf(*t, 0)) {
			err = errors.New("not a number")
		}
	case *time.Duration:
		*t, err = duration(text)
	case *[]string: // of the environment: words with commas between them
		*t = strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' })
	case *USD:
		*t, err = usd(text)
	}
	if err != nil {
		r.fail(k.name, "%.40q: want %s", text, wanted(k.target))
	}
}

// truth reads the two words YAML 1.2 knows; "yes" and "1" may mean anything.
func truth(s string) (bool, error) {
	if s != "true" && s != "false" {
		return false, errors.New("neither true nor false")
	}
	return s == "true", nil
}

// duration reads Go's form, and days before it: "30s", "45d", "1d12h".
func duration(s string) (time.Duration, error) {
	var sum time.Duration
	if days, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 31)
		if err != nil || n > math.MaxInt64/uint64(24*time.Hour) {
			return 0, errors.New("not a number of days")
		}
		if sum = time.Duration(n) * 24 * time.Hour; rest == "" {
			return sum, nil
		}
		s = rest
	}
	d, err := time.ParseDuration(s)
	if err == nil && d > 0 && sum > math.MaxInt64-d {
		return 0, errors.New("too long")
	}
	return sum + d, err
}

// mostUSD is more than a place should cost without a person looking.
const mostUSD = 10_000

// usd reads whole dollars, or dollars and two digits of cents: "30", "2.50".
// An amount of none would mean everything or nothing, so it is none.
func usd(s string) (USD, error) {
	dollars, cents, point := strings.Cut(s, ".")
	if point && len(cents) != 2 {
		return 0, errors.New("not two digits of cents")
	}
	n, err := strconv.ParseUint(dollars+cents, 10, 31)
	if err != nil {
		return 0, err
	}
	if !point {
		n *= 100
	}
	if n == 0 || n > mostUSD*100 {
		return 0, errors.New("too little or too much")
	}
	return USD(n), nil
}

func wanted(target any) string {
	switch target.(type) {
	case *USD:
		return fmt.Sprintf("an amount of dollars up to %d, such as 30 or 2.50", mostUSD)
	case *bool, **bool:
		return "true or false"
	case *int, **int, *int64:
		return "a whole number"
	case *float64:
		return "a number such as 2 or 0.5"
	case *time.Duration:
		return "a time such as 30s, 10m or 45d"
	default:
		return "text"
	}
}

// scalar returns the text of a scalar as it was written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func kind(n ast.Node) string {
	switch n.(type) {
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys"
	case *ast.NullNode, nil:
		return "nothing"
	default:
		return "a single value"
	}
}

// environment takes in the variables, over whatever the documents said.
func (r *reader) environment() {
	if r.env == nil {
		return
	}
	for _, k := range r.c.keys() {
		name := k.variable()
		text, ok := r.env(name)
		if path, file := r.env(name + "_FILE"); file && k.secret {
			r.where[k.name] = name + "_FILE"
			if ok {
				r.fail(k.name, "%s is set too: want one of them", name)
				continue
			}
			text, ok = "file:"+path, true
		} else if ok {
			r.where[k.name] = name
		}
		if ok {
			r.assign(k, text)
		}
	}
}

// Stray reports the TOCSIN_ variables among environ, in the form of
// [os.Environ], that no key answers to: most are spelling mistakes. Those of
// the tests, TOCSIN_TEST_…, are left alone.
func Stray(environ []string) error {
	known := variables()
	var errs []error
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "TOCSIN_") || strings.HasPrefix(name, "TOCSIN_TEST_") || slices.Contains(known, name) {
			continue
		}
		errs = append(errs, fmt.Errorf("environment: %s is no key of ours%s", name, meant(name, known)))
	}
	return errors.Join(errs...)
}

// resolve returns what text stands for: "env:NAME" is a variable, "file:PATH"
// the content of a file without the blanks around it, anything else itself.
func resolve(text string, env lookup) (string, error) {
	if env == nil {
		env = os.LookupEnv
	}
	if name, ok := strings.CutPrefix(text, "env:"); ok {
		v, ok := env(name)
		if !ok || v == "" {
			return "", fmt.Errorf("%s is not set", name)
		}
		return v, nil
	}
	if path, ok := strings.CutPrefix(text, "file:"); ok {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		return strings.TrimSpace(string(b)), nil
	}
	return text, nil
}
