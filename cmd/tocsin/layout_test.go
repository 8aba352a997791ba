package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "tocsin/"

// mayImport is the import order, lowest first: a package may import itself and
// what stands on its line. The longest prefix counts; "crawlers/" stands for
// every place, "alerts/" for every channel.
var mayImport = map[string][]string{
	"config":                       {},
	"crawlers":                     {},
	"crawlers/crawltest":           {"crawlers"},
	"crawlers/docket":              {"crawlers"},
	"crawlers/federal":             {},
	"crawlers/listing":             {"crawlers", "crawlers/docket", "crawlers/register", "crawlers/section337", "crawlers/table"},
	"crawlers/newcase":             {"crawlers", "crawlers/docket"},
	"crawlers/notice":              {"crawlers", "crawlers/docket"},
	"crawlers/register":            {"crawlers"},
	"crawlers/section337":          {"crawlers"},
	"crawlers/table":               {},
	"crawlers/":                    {"crawlers", "crawlers/docket", "crawlers/federal", "crawlers/newcase", "crawlers/notice", "crawlers/register", "crawlers/section337"},
	"alerts":                       {"crawlers", "crawlers/register", "crawlers/table", "alerts/clock", "alerts/names", "alerts/region"},
	"alerts/clock":                 {"crawlers"},
	"alerts/region":                {"crawlers"},
	"alerts/names":                 {"alerts/region"},
	"alerts/names/contested":       {},
	"alerts/alerttest":             {"crawlers", "alerts"},
	"alerts/":                      {"alerts"},
	"cmd/internal/seen":            {"crawlers"},
	"cmd/internal/search":          {"crawlers", "alerts", "alerts/names"},
	"cmd/internal/store":           {"crawlers", "alerts", "alerts/clock", "alerts/region", "cmd/internal/search"},
	"cmd/internal/store/storetest": {"cmd/internal/store"},
	"cmd/internal/relevance":       {"crawlers", "crawlers/docket", "crawlers/section337", "alerts"},
	"cmd/internal/pipeline":        {"crawlers", "crawlers/listing", "alerts", "alerts/clock", "alerts/region", "cmd/internal/relevance", "cmd/internal/seen", "cmd/internal/store"},
	"cmd/internal/hook":            {"crawlers", "cmd/internal/pipeline"},
	"cmd/internal/intake":          {"alerts/clock", "crawlers", "crawlers/register", "crawlers/table", "cmd/internal/pipeline", "cmd/internal/store"},
	"cmd/internal/seal":            {},
	"cmd/internal/account":         {"alerts/region", "cmd/internal/seal", "cmd/internal/store"},
	"cmd/internal/console/web":     {"crawlers", "alerts", "alerts/clock", "cmd/internal/account", "cmd/internal/relevance", "cmd/internal/seal", "cmd/internal/store"},
	"cmd/internal/console/webtest": {"alerts", "crawlers", "cmd/internal/account", "cmd/internal/console/web", "cmd/internal/seal", "cmd/internal/store", "cmd/internal/store/storetest"},
	"cmd/internal/report":          {"crawlers", "alerts", "alerts/clock", "alerts/region", "cmd/internal/search", "cmd/internal/store"},
	"cmd/internal/console/":        {"crawlers", "crawlers/listing", "crawlers/table", "alerts", "alerts/clock", "alerts/names", "alerts/region", "cmd/internal/account", "cmd/internal/console/web", "cmd/internal/relevance", "cmd/internal/report", "cmd/internal/seal", "cmd/internal/search", "cmd/internal/store"},
	"cmd/internal/console":         {"cmd/internal/console/", "cmd/internal/seal", "cmd/internal/store"},
	"cmd/internal/feed":            {"crawlers", "alerts"},
	"cmd/internal/metrics":         {"alerts", "cmd/internal/pipeline", "cmd/internal/seen", "cmd/internal/store"},
	"cmd/internal/unsubscribe":     {},
	"cmd/internal/vigil":           {"alerts", "cmd/internal/store"},
	"cmd/tocsin":                   {"config", "crawlers", "alerts", "crawlers/", "alerts/", "cmd/internal/"},
}

func TestImportOrder(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		rule := ""
		for prefix := range mayImport {
			if (name == prefix || strings.HasSuffix(prefix, "/") && strings.HasPrefix(name, prefix)) && len(prefix) > len(rule) {
				rule = prefix
			}
		}
		if rule == "" {
			t.Errorf("%s has no place in the import order", name)
		}
		for _, path := range p.Imports {
			dep, ours := strings.CutPrefix(path, module)
			ok := slices.ContainsFunc(mayImport[rule], func(m string) bool {
				return dep == m || strings.HasSuffix(m, "/") && strings.HasPrefix(dep, m)
			})
			if ours && !ok {
				t.Errorf("%s imports %s", name, dep)
			}
		}
	}
}

func TestEverySourceAndChannelIsListed(t *testing.T) {
	for pattern, listed := range map[string]func(string) bool{
		"../../crawlers/*/source.yaml":         func(name string) bool { return findSource(name) != nil },
		"../../alerts/*/testdata/payload.json": func(name string) bool { _, ok := findChannel(name); return ok },
	} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("nothing matches %s", pattern)
		}
		for _, file := range files {
			folder := strings.TrimSuffix(filepath.Dir(file), "/testdata")
			if name := filepath.Base(folder); !listed(name) {
				t.Errorf("%s is not in %s", name, "cmd/tocsin")
			}
		}
	}
}
