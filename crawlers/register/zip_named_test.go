package register

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"tocsin/crawlers"
)

func TestTablesAreReadAsOftenAsItTakes(t *testing.T) {
	z, err := OpenTables(page(packed(t, "IPRAPID/Application.CSV", "a,b", "events.csv", "c", "more.txt", "")), 100, "application.csv", "events.csv")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		in, err := z.Open("application.csv")
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(in)
		if closed := in.Close(); err != nil || closed != nil || string(got) != "a,b" {
			t.Errorf("%q, %v, %v", got, err, closed)
		}
	}
}

func TestTablesEndAsTheyShould(t *testing.T) {
	whole := packed(t, "a.csv", strings.Repeat("x", 100))
	var crowd []string
	for i := range maxMembers + 1 {
		crowd = append(crowd, fmt.Sprintf("%d.csv", i), "")
	}
	for _, tc := range []struct {
		name  string
		body  []byte
		state error
	}{
		{"whole", whole, nil},
		{"as long as it may be", packed(t, "a.csv", strings.Repeat("x", 1000)), nil},
		{"longer", packed(t, "a.csv", strings.Repeat("x", 1001)), crawlers.ErrShape},
		{"another table", packed(t, "b.csv", ""), crawlers.ErrShape},
		{"a zip for a table", packed(t, "a.csv", string(whole)), crawlers.ErrShape},
		{"a crowd", packed(t, crowd...), crawlers.ErrShape},
		{"cut", whole[:len(whole)/2], crawlers.ErrTruncated},
		{"a web page", []byte("<!DOCTYPE html>"), crawlers.ErrBlocked},
		{"a table", []byte("a,b\n"), crawlers.ErrShape},
		{"nothing", nil, crawlers.ErrTruncated},
	} {
		err := func() error {
			z, err := OpenTables(page(tc.body), 1000, "a.csv")
			if err != nil {
				return err
			}
			in, err := z.Open("a.csv")
			if err != nil {
				return err
			}
			defer in.Close()
			_, err = io.Copy(io.Discard, in)
			return err
		}()
		if !errors.Is(err, tc.state) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.state)
		}
	}
}
