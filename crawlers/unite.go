package crawlers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Unite returns the act that reports tell of: field by field the first report
// that has a value wins, so the caller orders them by rank. Parties are united
// by role and name; marks by text; patents, aliases and bridges are a set. It
// was shown when the first place showed it. A place that gives an act the day
// it showed it gives way to one that knows when it was. An act is routine only
// if every report says so. It is pure; reports must not be empty.
func Unite(reports []Filing) Filing {
	out := reports[0]
	if i := slices.IndexFunc(reports, dated); i > 0 {
		out.Filed = reports[i].Filed
	}
	for _, f := range reports[1:] {
		out.Act = cmp.Or(out.Act, f.Act)
		out.Title = cmp.Or(out.Title, f.Title)
		out.Product = cmp.Or(out.Product, f.Product)
		out.URL = cmp.Or(out.URL, f.URL)
		out.Routine = out.Routine && f.Routine
		if !strings.Contains(out.Text, f.Text) {
			out.Text = strings.TrimPrefix(out.Text+"\n"+f.Text, "\n")
		}
		if out.Shown == nil || f.Shown != nil && f.Shown.Before(out.Shown.Time) {
			out.Shown = f.Shown
		}
		out.Aliases = union(out.Aliases, f.Aliases, Key.String)
		out.Bridges = union(out.Bridges, f.Bridges, func(b Bridge) string { return b.Name })
		out.Patents = union(out.Patents, f.Patents, FoldName)
		out.Marks = union(out.Marks, f.Marks, func(m Mark) string { return FoldName(m.Text) })
		out.Parties = parties(out.Parties, f.Parties)
		if out.Filed.Day && !f.Filed.Day && out.Filed.Format(time.DateOnly) == f.Filed.Format(time.DateOnly) {
			out.Filed = f.Filed // the same day, told to the minute
		}
	}
	return out
}

// dated reports whether f says when its act was, rather than when it was shown.
func dated(f Filing) bool {
	return f.Shown == nil || !f.Filed.Day || f.Filed.Format(time.DateOnly) != f.Shown.Format(time.DateOnly)
}

// parties unites by role and name. What the first telling of a party leaves
// out the later ones fill in.
func parties(a, b []Party) []Party {
	name := func(p Party) string { return string(p.Role) + " " + FoldName(p.Name) }
	out := union(a, b, name)
	if len(a) == 0 || len(b) == 0 {
		return out
	}
	more := make(map[string]Party, len(b))
	for _, p := range b {
		more[name(p)] = p
	}
	out = slices.Clone(out)
	for i := range a {
		p, ok := more[name(out[i])]
		if !ok {
			continue
		}
		q := &out[i]
		q.Address, q.Country, q.Region = cmp.Or(q.Address, p.Address), cmp.Or(q.Country, p.Country), cmp.Or(q.Region, p.Region)
		q.Grade = cmp.Or(q.Grade, p.Grade)
		q.Aliases = union(q.Aliases, p.Aliases, FoldName)
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
