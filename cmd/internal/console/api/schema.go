package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A schema is one of JSON Schema 2020-12, as OpenAPI 3.1 has them.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        types              `json:"type,omitempty"`
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Default     json.RawMessage    `json:"default,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	Maximum     *int               `json:"maximum,omitempty"`
	MaxLength   *int               `json:"maxLength,omitempty"`
	MaxItems    *int               `json:"maxItems,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Others      *others            `json:"additionalProperties,omitempty"`
}

// others is what may stand beside the properties; nil is nothing.
type others struct{ *schema }

func (o others) MarshalJSON() ([]byte, error) {
	if o.schema == nil {
		return []byte("false"), nil
	}
	return json.Marshal(o.schema)
}

// types are the types that a value may have: one stands alone.
type types []string

func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// closed are the lists whose words are all known.
var closed = map[reflect.Type][]string{
	reflect.TypeFor[alerts.Severity](): {string(alerts.Critical), string(alerts.High), string(alerts.Normal), string(alerts.Low)},
	reflect.TypeFor[crawlers.Kind]():   {string(crawlers.Section337), string(crawlers.Lawsuit), string(crawlers.Squatting)},
}

// ours reports whether a struct is written by its fields, and not by a method of
// its own.
func ours(t reflect.Type) bool {
	return !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]())
}

// schemas makes schemas of Go types, as encoding/json writes them. Structs that
// have a name stand beside the rest once.
type schemas map[string]*schema

// of returns the schema of a type. Strict is for what is read: what is not there
// is refused.
func (all schemas) of(t reflect.Type, strict bool) *schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &schema{Type: types{"string"}, Format: "date-time"}
	case reflect.TypeFor[crawlers.Date]():
		return &schema{Type: types{"string"}, Description: "YYYY-MM-DD where the authority gives a day alone, else RFC 3339"}
	case reflect.TypeFor[json.RawMessage]():
		return &schema{Description: "Whatever the source gives"}
	case reflect.TypeFor[crawlers.Filing]():
		if all["Filing"] == nil {
			all["Filing"] = &schema{}
			s := all.fields(t, false)
			s.Properties["id"] = &schema{Type: types{"string"}, Description: "key#act<source"}
			s.Required = append([]string{"id"}, s.Required...)
			*all["Filing"] = *s
		}
		return &schema{Ref: "#/components/schemas/Filing"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return all.of(t.Elem(), strict)
	case reflect.String:
		return &schema{Type: types{"string"}, Enum: closed[t]}
	case reflect.Bool:
		return &schema{Type: types{"boolean"}}
	case reflect.Int, reflect.Int64:
		return &schema{Type: types{"integer"}}
	case reflect.Float64:
		return &schema{Type: types{"number"}}
	case reflect.Slice:
		return &schema{Type: types{"array"}, Items: all.of(t.Elem(), strict)}
	case reflect.Map:
		return &schema{Type: types{"object"}, Others: &others{all.of(t.Elem(), strict)}}
	case reflect.Struct:
		if !ours(t) {
			panic("api: " + t.String() + " writes itself: say how in schemas.of")
		}
		if name := nameOf(t); name != "" {
			if all[name] == nil {
				all[name] = &schema{}
				*all[name] = *all.fields(t, strict)
			}
			return &schema{Ref: "#/components/schemas/" + name}
		}
		return all.fields(t, strict)
	}
	panic("api: no schema for " + t.String())
}

// generic is a name such as page[…/api.alert].
var generic = regexp.MustCompile(`^(\w+)\[.*\.(\w+)\]$`)

// nameOf is what a struct is called in the document; "" where it has no name.
func nameOf(t reflect.Type) string {
	name := t.Name()
	if m := generic.FindStringSubmatch(name); m != nil {
		name = upper(m[1]) + "Of" + upper(m[2])
	}
	return upper(name)
}

func upper(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// fields is the schema of a struct.
func (all schemas) fields(t reflect.Type, strict bool) *schema {
	s := &schema{Type: types{"object"}, Properties: map[string]*schema{}}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" || name == "-" || !f.IsExported() {
			continue
		}
		if len(f.Index) > 1 && hiddenBy(t, f) {
			continue
		}
		if name == "" {
			panic("api: " + t.String() + "." + f.Name + " has no name in JSON")
		}
		p := all.of(f.Type, strict)
		describe(p, f)
		optional := strings.Contains(options, "omit")
		if f.Type.Kind() == reflect.Pointer && !optional {
			p.Type = append(p.Type, "null")
		}
		s.Properties[name] = p
		if strict && f.Tag.Get("need") != "" || !strict && !optional {
			s.Required = append(s.Required, name)
		}
	}
	if strict {
		s.Others = &others{}
	}
	return s
}

// hiddenBy reports whether a field of what is embedded gives way to one of the
// struct itself, or stands in what is written under a name of its own.
func hiddenBy(t reflect.Type, f reflect.StructField) bool {
	for i := 1; i < len(f.Index); i++ {
		outer := t.FieldByIndex(f.Index[:i])
		if name, _, _ := strings.Cut(outer.Tag.Get("json"), ","); name != "" {
			return true
		}
	}
	return false
}

// describe puts what the tags of a field say into its schema.
func describe(s *schema, f reflect.StructField) {
	s.Description = cmp.Or(f.Tag.Get("doc"), s.Description)
	if words := f.Tag.Get("enum"); words != "" {
		s.Enum = strings.Split(words, ",")
	}
	number := func(tag string) *int {
		n, err := strconv.Atoi(f.Tag.Get(tag))
		if err != nil {
			return nil
		}
		return &n
	}
	switch f.Type.Kind() {
	case reflect.String:
		s.MaxLength = number("max")
	case reflect.Slice:
		s.MaxItems = number("max")
	case reflect.Int:
		s.Minimum, s.Maximum = number("min"), number("max")
	}
	if d := f.Tag.Get("default"); d != "" {
		if f.Type.Kind() == reflect.String {
			d = strconv.Quote(d)
		}
		s.Default = json.RawMessage(d)
	}
}

// The parts of an OpenAPI document that ours has.
type (
	document struct {
		OpenAPI string `json:"openapi"`
		Info    struct {
			Title       string `json:"title"`
			Version     string `json:"version"`
			Description string `json:"description"`
		} `json:"info"`
		Servers    []server                     `json:"servers"`
		Paths      map[string]map[string]action `json:"paths"`
		Components components                   `json:"components"`
	}
	server struct {
		URL string `json:"url"`
	}
	components struct {
		Schemas schemas             `json:"schemas"`
		Ways    map[string]security `json:"securitySchemes"`
	}
	security struct {
		Type        string `json:"type"`
		Scheme      string `json:"scheme"`
		Description string `json:"description"`
	}
	action struct {
		ID         string                `json:"operationId"`
		Summary    string                `json:"summary"`
		Says       string                `json:"description"`
		Security   []map[string][]string `json:"security"`
		Parameters []parameter           `json:"parameters,omitempty"`
		Body       *content              `json:"requestBody,omitempty"`
		Answers    map[string]content    `json:"responses"`
	}
	parameter struct {
		Name     string  `json:"name"`
		In       string  `json:"in"`
		Says     string  `json:"description,omitempty"`
		Required bool    `json:"required,omitempty"`
		Schema   *schema `json:"schema"`
	}
	content struct {
		Says     string             `json:"description,omitempty"`
		Required bool               `json:"required,omitempty"`
		Content  map[string]payload `json:"content,omitempty"`
	}
	payload struct {
		Schema *schema `json:"schema"`
	}
)

// Document returns the OpenAPI document of all operations.
func Document() []byte {
	all := schemas{}
	d := document{OpenAPI: "3.1.0", Servers: []server{{Root[:len(Root)-1]}}, Paths: map[string]map[string]action{}}
	d.Info.Title, d.Info.Version = "Tocsin 警钟", "1"
	d.Info.Description = "Warnings of IP disputes abroad. A token asks as the account that it is of. Lists are answered in pages; errors are problems (RFC 9457) in Chinese, or in English where Accept-Language asks for it first; a part of a path is encoded whole, so / in an id is %2F."
	d.Components = components{Schemas: all, Ways: map[string]security{"token": {"http", "bearer", "Made by tocsin token add"}}}
	problems := content{Says: "A problem", Content: map[string]payload{"application/problem+json": {all.of(reflect.TypeFor[Problem](), false)}}}
	for _, op := range operations() {
		a := action{ID: op.name, Summary: op.says, Says: whoMay(op), Security: []map[string][]string{{"token": {}}}, Answers: map[string]content{"default": problems}}
		for _, f := range reflect.VisibleFields(op.in) {
			if f.Name == "Body" {
				a.Body = &content{Required: true, Content: map[string]payload{"application/json": {all.of(f.Type, true)}}}
				continue
			}
			if p, ok := all.parameter(f); ok {
				a.Parameters = append(a.Parameters, p)
			}
		}
		if op.method == http.MethodPost && !op.secret {
			most := onceLength
			a.Parameters = append(a.Parameters, parameter{onceKey, "header", "Names the request, so that it may be repeated: it is done once, and answered alike for a day", false, &schema{Type: types{"string"}, MaxLength: &most}})
		}
		good := content{Says: http.StatusText(op.status)}
		if op.out != nil {
			good.Content = map[string]payload{"application/json": {all.of(op.out, false)}}
		}
		a.Answers[strconv.Itoa(op.status)] = good
		if d.Paths[op.path] == nil {
			d.Paths[op.path] = map[string]action{}
		}
		d.Paths[op.path][strings.ToLower(op.method)] = a
	}
	b, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		panic(err) // it is made of our own types
	}
	return append(b, '\n')
}

// parameter is what the document says of a field that is one.
func (all schemas) parameter(f reflect.StructField) (parameter, bool) {
	for _, in := range []string{"path", "query", "header"} {
		if name := f.Tag.Get(in); name != "" {
			s := all.of(f.Type, true)
			describe(s, f)
			says := s.Description
			s.Description = ""
			return parameter{name, in, says, in == "path" || f.Tag.Get("need") != "", s}, true
		}
	}
	return parameter{}, false
}

// whoMay says whom an operation is for.
func whoMay(op operation) string {
	roles := make([]string, len(op.roles))
	for i, r := range op.roles {
		roles[i] = string(r)
	}
	slices.Sort(roles)
	if op.scope == "" {
		return fmt.Sprintf("Any scope. Roles: %s.", strings.Join(roles, ", "))
	}
	return fmt.Sprintf("Scope: %s. Roles: %s.", op.scope, strings.Join(roles, ", "))
}
