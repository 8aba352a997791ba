package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table of sources in README.md, and the zips of the demo")

func TestReadmeSources(t *testing.T) {
	const file, begin, end = "../../README.md", "-run TestReadmeSources -update -->\n", "<!-- /sources -->"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(readme), begin)
	have, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("README.md has no place for the table of sources")
	}
	want := sourceTable()
	if have == want {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+begin+want+end+tail), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the table of sources in README.md is not what source.yaml says; run with -update. Want:\n%s", want)
}

// sourceTable is the README's table, from what each source.yaml says.
func sourceTable() string {
	var b strings.Builder
	b.WriteString("| source | 来源 | publisher | visited | reveals first | robots.txt |\n|---|---|---|---|---|---|\n")
	for _, s := range sources {
		robots := "obeyed"
		if s.Robots == "published" {
			robots = fmt.Sprintf("[published for machines](%s)", s.Published)
		}
		title := s.Title["en"]
		if s.Off != "" {
			title += " (off until turned on)"
		}
		fmt.Fprintf(&b, "| `%s` %s | %s | [%s](%s) | `%s` %s | %s | %s |\n", s.Name, title, s.Title["zh"], s.Publisher, s.URL, s.Schedule, s.Zone, s.Reveals, robots)
	}
	return b.String()
}
