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
// testdata/zips to be read and changed, one document or a folder of several;
// -update packs them again.
func TestDemoZips(t *testing.T) {
	texts, err := filepath.Glob("testdata/zips/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	several, err := filepath.Glob("testdata/zips/*/*")
	if err != nil {
		t.Fatal(err)
	}
	unpacked, members := map[string]string{}, map[string][]string{}
	for _, name := range append(texts, several...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		of := strings.TrimSuffix(filepath.Base(name), ".xml")
		if folder := filepath.Base(filepath.Dir(name)); folder != "zips" {
			of = folder
		}
		unpacked[of] += string(text)
		members[of] = append(members[of], filepath.Base(name), string(text))
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
			if err := pack(file, members[name]...); err != nil {
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
		t.Errorf("testdata/zips/%s is in no zip of the demo", name)
	}
}

// pack writes a zip of files, in pairs of name and text, the same whenever it
// is packed.
func pack(file string, members ...string) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// unpack returns the files of a zip, one behind the other.
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
