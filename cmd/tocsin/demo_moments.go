package main

import (
	"io/fs"
	"slices"
	"sync"
	"time"
)

// A moment is one the demo's clock goes on to. What the places show since then
// lies in a folder of its own, demo/later/2025-05-13T2052Z.
type moment struct {
	at   time.Time
	what string
}

func (m moment) folder() string { return "later/" + m.at.Format("2006-01-02T1504Z") }

// moments follow one complaint under section 337 from its first hour to the
// mail that came back. At each of them one place brings news of an act, so
// that every run tells the same in the same order.
var moments = []moment{
	{time.Date(2025, 5, 13, 20, 52, 0, 0, time.UTC), "a complaint is filed; whom it is against is not public yet"},
	{time.Date(2025, 5, 13, 21, 8, 0, 0, time.UTC), "the list of petitions shows it too: nothing to tell twice"},
	{time.Date(2025, 5, 14, 15, 8, 0, 0, time.UTC), "the commission gives notice of the complaint"},
	{time.Date(2025, 5, 19, 12, 52, 0, 0, time.UTC), "the Federal Register names the respondents and their countries"},
	{time.Date(2025, 6, 12, 20, 8, 0, 0, time.UTC), "the commission institutes: the matter gets its number"},
	{time.Date(2025, 6, 12, 20, 40, 0, 0, time.UTC), "the index of notices and a news release follow: nothing to tell twice"},
	{time.Date(2025, 6, 17, 12, 52, 0, 0, time.UTC), "the Federal Register gives the respondents' addresses"},
	{time.Date(2025, 6, 18, 15, 17, 0, 0, time.UTC), "a respondent's mail came back"},
}

// shown is what the places show so far: a page is answered from the newest of
// the folders that has it.
type shown struct {
	mu      sync.Mutex
	folders []fs.FS
}

// Open opens the newest page of a name.
func (s *shown) Open(name string) (fs.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, folder := range slices.Backward(s.folders) {
		if _, err := fs.Stat(folder, name); err == nil {
			return folder.Open(name)
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// add puts a folder of the demo's files before all others.
func (s *shown) add(folder string) error {
	sub, err := fs.Sub(demoFiles, "demo/"+folder)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders = append(s.folders, sub)
	return nil
}
