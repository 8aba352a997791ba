package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// SECURITY.md names tests that hold what it says.
func TestSecurityNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z0-9/]+):((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 40 {
		t.Fatalf("%d tests are named", len(named))
	}
	for _, n := range named {
		files, err := filepath.Glob("../../" + n[1] + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(files, func(file string) bool {
			body, err := os.ReadFile(file)
			return err == nil && strings.Contains(string(body), "func "+n[2]+"(")
		}) {
			t.Errorf("SECURITY.md names %s of %s, which is not there", n[2], n[1])
		}
	}
}

// DEPENDENCIES.md lists what go.mod requires, under its licence. The reasons of
// what we use directly are written there by hand; -update writes the rest.
func TestDependenciesAreListed(t *testing.T) {
	const file = "../../DEPENDENCIES.md"
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	said := map[string]dependency{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([^ |]+) \| ([^|]*) \| (.*) \|$`).FindAllStringSubmatch(string(text), -1) {
		said[row[1]] = dependency{row[2], row[3]}
	}
	head, _, ok := strings.Cut(string(text), "\n| module |")
	if !ok {
		t.Fatal("DEPENDENCIES.md has no table")
	}
	want := head + "\n" + dependencies(t, said)
	if want == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("DEPENDENCIES.md is not what go.mod requires; run with -update. Want:\n%s", want)
}

// A dependency is what DEPENDENCIES.md says of a module.
type dependency struct{ licence, why string }

func dependencies(t *testing.T, said map[string]dependency) string {
	t.Helper()
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(goSays(t, "mod", "edit", "-json"), &mod); err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{}
	for line := range strings.Lines(string(goSays(t, "list", "-m", "-f", "{{.Path}} {{.Dir}}", "all"))) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), " ")
		folders[path] = dir
	}
	by := broughtBy(t)
	var b strings.Builder
	b.WriteString("| module | licence | why |\n|---|---|---|\n")
	for _, direct := range []bool{true, false} {
		for _, r := range mod.Require {
			if r.Indirect == direct {
				continue
			}
			why := said[r.Path].why
			switch {
			case r.Indirect:
				why = "of " + by[r.Path]
			case why == "":
				t.Errorf("DEPENDENCIES.md does not say why %s is used", r.Path)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Path, licence(t, r.Path, folders[r.Path], said[r.Path].licence), why)
		}
	}
	return b.String()
}

// broughtBy says by which of ours, or by which of theirs, each module came.
func broughtBy(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(string(goSays(t, "mod", "graph"))) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		from, _, _ = strings.Cut(from, "@")
		to, _, _ = strings.Cut(to, "@")
		if from != "tocsin" && (out[to] == "" || from < out[to]) {
			out[to] = from
		}
	}
	return out
}

func goSays(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// licences are told by words that no other has.
var licences = []struct{ name, says string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "names of its contributors may"},
	{"BSD-2-Clause", "Redistributions in binary form"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"ISC", "Permission to use, copy, modify, and/or distribute"},
	{"Unlicense", "This is free and unencumbered software"},
}

// licence reads the licence of a module. Of one that is not on this machine,
// since nothing that is linked needs it, what was said before stands.
func licence(t *testing.T, path, dir, said string) string {
	t.Helper()
	if dir == "" && said != "" {
		return said
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.ToLower(file.Name()); file.IsDir() || !strings.HasPrefix(name, "licen") && !strings.HasPrefix(name, "copying") {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(body)), " ")
		first, name := len(text), ""
		for _, l := range licences { // of a file that holds several, the module's own stands first
			if at := strings.Index(text, l.says); at >= 0 && at < first && (name == "" || l.name != "BSD-2-Clause") {
				first, name = at, l.name
			}
		}
		if name != "" {
			return name
		}
	}
	t.Errorf("%s has no licence that is known, in %q", path, dir)
	return "?"
}
