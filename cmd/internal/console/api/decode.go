package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// read fills the parameters and the body of an operation, and holds both against
// the tags that the document is made of.
func read(r *http.Request, in reflect.Value) error {
	query, known := r.URL.Query(), []string{}
	body := -1
	for _, f := range reflect.VisibleFields(in.Type()) {
		if f.Anonymous {
			continue
		}
		v := in.FieldByIndex(f.Index)
		switch {
		case f.Name == "Body":
			body = f.Index[0]
			continue
		case f.Tag.Get("path") != "":
			if err := set(v, f, f.Tag.Get("path"), []string{r.PathValue(f.Tag.Get("path"))}); err != nil {
				return err
			}
		case f.Tag.Get("header") != "":
			if err := set(v, f, f.Tag.Get("header"), r.Header.Values(f.Tag.Get("header"))); err != nil {
				return err
			}
		default:
			name := f.Tag.Get("query")
			known = append(known, name)
			if err := set(v, f, name, query[name]); err != nil {
				return err
			}
		}
	}
	if err := unknown(query, known); err != nil {
		return err
	}
	if body >= 0 {
		return readBody(r, in.Field(body))
	}
	return nil
}

// unknown reports a parameter that is none: what is misspelt would be ignored,
// and the answer would be of another question.
func unknown(query url.Values, known []string) error {
	for name := range query {
		if !slices.Contains(known, name) {
			return refuse(http.StatusBadRequest, name, "没有这个参数；可用："+strings.Join(known, ", "), "no such parameter; there are "+strings.Join(known, ", "))
		}
	}
	return nil
}

// set reads a parameter.
func set(v reflect.Value, f reflect.StructField, name string, given []string) error {
	if len(given) == 0 || len(given) == 1 && given[0] == "" {
		given = nil
		if d := f.Tag.Get("default"); d != "" {
			given = []string{d}
		}
	}
	if len(given) == 0 {
		if f.Tag.Get("need") != "" || f.Tag.Get("path") != "" {
			return wrong(name, "必须填写", "is needed")
		}
		return nil
	}
	if len(given) > 1 && v.Kind() != reflect.Slice {
		return wrong(name, "只能出现一次", "may stand there once")
	}
	switch v.Interface().(type) {
	case string:
		v.SetString(given[0])
	case []string:
		v.Set(reflect.ValueOf(given))
	case int:
		n, err := strconv.Atoi(given[0])
		if err != nil {
			return wrong(name, "应为整数", "want a whole number")
		}
		v.SetInt(int64(n))
	case bool:
		b, err := strconv.ParseBool(given[0])
		if err != nil {
			return wrong(name, "应为 true 或 false", "want true or false")
		}
		v.SetBool(b)
	case time.Time:
		t, err := time.Parse(time.RFC3339, given[0])
		if err != nil || t.Year() < 1900 || t.Year() > 2200 {
			return wrong(name, "应为 2026-03-31T08:00:00Z 形式的时刻", "want a moment such as 2026-03-31T08:00:00Z")
		}
		v.Set(reflect.ValueOf(t))
	default:
		panic("parameter " + name + " is of a type that no parameter has") // ours
	}
	return holds(v, f, name)
}

// readBody reads a body of JSON. What its type has no place for is refused.
func readBody(r *http.Request, v reflect.Value) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return refuse(http.StatusUnsupportedMediaType, "", "请以 Content-Type: application/json 发送 UTF-8 的 JSON", "send JSON in UTF-8, with Content-Type: application/json")
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if !utf8.Valid(b) {
		return refuse(http.StatusBadRequest, "", "内容不是 UTF-8", "the body is not UTF-8")
	}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v.Addr().Interface()); err != nil {
		return badJSON(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return refuse(http.StatusBadRequest, "", "JSON 之后还有其他内容", "something stands after the JSON")
	}
	return check(v, "")
}

// badJSON says what is wrong with a body.
func badJSON(err error) error {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrong(kind.Field, "类型不符，不应是 "+kind.Value, "cannot be "+kind.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		return wrong(name, "没有这个字段", "no such field")
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return refuse(http.StatusBadRequest, "", fmt.Sprintf("第 %d 字节处不是 JSON", syntax.Offset), fmt.Sprintf("no JSON at byte %d", syntax.Offset))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(http.StatusBadRequest, "", "JSON 不完整", "the JSON ends early")
	}
	return refuse(http.StatusBadRequest, "", "JSON 无法读取："+err.Error(), "the JSON cannot be read: "+err.Error())
}

// check holds what a body says against the tags of its type.
func check(v reflect.Value, at string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return check(v.Elem(), at)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := check(v.Index(i), at+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	case reflect.String:
		return clean(v.String(), at)
	case reflect.Struct:
		if !ours(v.Type()) {
			return nil
		}
		for _, f := range reflect.VisibleFields(v.Type()) {
			if f.Anonymous {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if at != "" {
				name = at + "." + name
			}
			field := v.FieldByIndex(f.Index)
			if f.Tag.Get("need") != "" && (field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0) {
				return wrong(name, "必须填写", "is needed")
			}
			if err := holds(field, f, name); err != nil {
				return err
			}
			if err := check(field, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// clean refuses a text that no store takes.
func clean(s, at string) error {
	if strings.Contains(s, "\x00") {
		return wrong(at, "含有 NUL 字符", "holds a NUL")
	}
	return nil
}

// holds reports what the tags of a field do not allow. What was left out is
// allowed.
func holds(v reflect.Value, f reflect.StructField, name string) error {
	if v.IsZero() {
		return nil
	}
	number := func(tag string) (int, bool) {
		n, err := strconv.Atoi(f.Tag.Get(tag))
		return n, err == nil
	}
	most, bounded := number("max")
	least, begins := number("min")
	switch v.Kind() {
	case reflect.String:
		if words := f.Tag.Get("enum"); words != "" && !slices.Contains(strings.Split(words, ","), v.String()) {
			return wrong(name, "应为："+words, "want one of "+words)
		}
		if bounded && utf8.RuneCountInString(v.String()) > most {
			return wrong(name, fmt.Sprintf("最多 %d 个字符", most), fmt.Sprintf("want at most %d characters", most))
		}
		return clean(v.String(), name)
	case reflect.Slice:
		if bounded && v.Len() > most {
			return wrong(name, fmt.Sprintf("最多 %d 项", most), fmt.Sprintf("want at most %d items", most))
		}
	case reflect.Int:
		if n := int(v.Int()); bounded && n > most || begins && n < least {
			return wrong(name, fmt.Sprintf("应在 %d 与 %d 之间", least, most), fmt.Sprintf("want %d to %d", least, most))
		}
	}
	return nil
}
