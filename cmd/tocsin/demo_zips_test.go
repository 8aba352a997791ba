package main

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDemoZips holds that each zip among the demo's pages has what lies in
// testdata/zips to be read and changed; -update packs them again.
func TestDemoZips(t *testing.T) {
	texts, err := filepath.Glob("testdata/zips/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	unpacked := map[string]string{}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		unpacked[strings.TrimSuffix(filepath.Base(name), ".xml")] = string(text)
	}
	err = filepath.WalkDir("demo", func(file string, d fs.DirEntry, err error) error {
		name, ok := strings.CutSuffix(filepath.Base(file), ".zip")
		if err != nil || d.IsDir() || !ok || filepath.Base(filepath.Dir(file)) == "TRTDXFAP" { // those are redirects
			return err
		}
		want, ok := unpacked[name]
		if !ok {
			t.Errorf("%s: its text is not in testdata/zips", file)
		}
		delete(unpacked, name)
		got, err := unpack(file)
		if *update && (err != nil || got != want) {
			if err := pack(file, name+".xml", want); err != nil {
				return err
			}
			got, err = unpack(file)
		}
		if err != nil || got != want {
			t.Errorf("%s holds %d bytes (%v), want the %d of testdata/zips; -update packs them", file, len(got), err, len(want))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range unpacked {
		t.Errorf("testdata/zips/%s.xml is in no zip of the demo", name)
	}
}

// pack writes a zip of one file, the same whenever it is packed.
func pack(file, name, text string) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// unpack returns the one file of a zip.
func unpack(file string) (string, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return "", err
	}
	defer z.Close()
	var text strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(&text, r); err != nil {
			return "", err
		}
	}
	return text.String(), nil
}
