package region

import (
	"os"
	"strings"
	"testing"
)

func rows(t testing.TB, file string) [][]string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); !strings.HasPrefix(line, "#") && f[0] != "want" {
			out = append(out, f)
		}
	}
	return out
}

func TestAddresses(t *testing.T) {
	exact, n := 0, 0
	for _, f := range rows(t, "testdata/addresses.tsv") {
		n++
		p := Find(f[3], f[2], f[1])
		got := p.Code
		if got == "" {
			got = "-"
		}
		if got == f[0] {
			exact++
			continue
		}
		t.Errorf("%s %q %q: %s %s %s, want %s", f[1], f[2], f[3], got, p.Grade, p.Why, f[0])
	}
	t.Logf("%d of %d", exact, n)
}
