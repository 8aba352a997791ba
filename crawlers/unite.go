package crawlers

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Unite returns the act that reports tell of: field by field the first report
// that has a value wins, so the caller orders them by rank. Parties are united
// by role and name; marks by text; patents and aliases are a set. An act is
// routine only if every report says so. It is pure; reports must not be empty.
func Unite(reports []Filing) Filing {
	out := reports[0]
	for _, f := range reports[1:] {
		out.Act = cmp.Or(out.Act, f.Act)
		out.Title = cmp.Or(out.Title, f.Title)
		out.Product = cmp.Or(out.Product, f.Product)
		out.URL = cmp.Or(out.URL, f.URL)
		out.Routine = out.Routine && f.Routine
		if !strings.Contains(out.Text, f.Text) {
			out.Text = strings.TrimPrefix(out.Text+"\n"+f.Text, "\n")
		}
		out.Aliases = union(out.Aliases, f.Aliases, func(k Key) string { return k.String() })
		out.Patents = union(out.Patents, f.Patents, FoldName)
		out.Marks = union(out.Marks, f.Marks, func(m Mark) string { return FoldName(m.Text) })
		out.Parties = union(out.Parties, f.Parties, func(p Party) string { return string(p.Role) + " " + FoldName(p.Name) })
	}
	return out
}

// UniteSame unites filings of one name, which a place that lists an act twice
// produces. The order of first sight stays.
func UniteSame(fs []Filing) []Filing {
	at := make(map[string]int, len(fs))
	out := make([]Filing, 0, len(fs))
	for _, f := range fs {
		if i, ok := at[f.ID()]; ok {
			out[i] = Unite([]Filing{out[i], f})
			continue
		}
		at[f.ID()] = len(out)
		out = append(out, f)
	}
	return out
}

// union appends to a what of b it does not hold yet, by name. It leaves a as
// it is.
func union[T any](a, b []T, name func(T) string) []T {
	if len(b) == 0 {
		return a
	}
	have := map[string]bool{}
	for _, x := range a {
		have[name(x)] = true
	}
	out := slices.Clip(a)
	for _, x := range b {
		if n := name(x); !have[n] {
			have[n] = true
			out = append(out, x)
		}
	}
	return out
}

// FoldName brings spellings of one name together: compatibility forms, case,
// punctuation and blanks. Two names that fold alike are one name to a reader.
func FoldName(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') || r == '，' || r == '。' || r == '·'
	}), " ")
}
