package main

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin/alerts"
	"tocsin/crawlers"
)

// A moment is one the demo's clock goes on to. What the places show since then
// lies in a folder of its own, demo/later/2025-05-13T2052Z.
type moment struct {
	at   time.Time
	what string
}

func (m moment) folder() string { return "later/" + m.at.Format("2006-01-02T1504Z") }

// A chapter follows one matter from moment to moment. At each of them one place
// brings news of an act, so that every run tells the same in the same order.
type chapter struct {
	about   string                  // what the clock goes on to
	real    string                  // what of it is real, and what is set
	thread  string                  // heads what the summary shows of it
	shows   func(alerts.Alert) bool // what that is
	moments []moment
}

var chapters = []chapter{sellersSued, complaint337, markTaken}

// follows reports whether a chapter shows an alert.
func follows(a alerts.Alert) bool {
	return slices.ContainsFunc(chapters, func(c chapter) bool { return c.shows(a) })
}

// sellersSued follows a suit against many sellers from its first hour, when
// nobody knows whom it is against, to the list of them and what comes after.
// The feed of the court lists the latest entries alone.
var sellersSued = chapter{
	about:  "a suit against many sellers, from sealed to the list of them",
	real:   "Its course and wording are those of such suits; parties, numbers and days are set.",
	thread: "one suit against many sellers, as the national center, Zhejiang's and two exporters heard of it",
	// Of what exporters hear the summary shows the risk, and the answer.
	shows: func(a alerts.Alert) bool {
		return strings.HasPrefix(a.Act, demoSuit.String()+"#") &&
			(a.Subscriber == alerts.National || a.Update == 0 || a.Stage == "schedule-a-exhibit")
	},
	moments: []moment{
		{time.Date(2024, 4, 29, 15, 30, 0, 0, time.UTC), "a complaint is filed; the list of sellers is sealed"},
		{time.Date(2024, 4, 29, 23, 20, 0, 0, time.UTC), "the court's list of new cases shows it too: nothing to tell twice"},
		{time.Date(2024, 5, 1, 19, 40, 0, 0, time.UTC), "the plaintiff asks for a temporary restraining order"},
		{time.Date(2024, 5, 3, 22, 40, 0, 0, time.UTC), "CourtListener has the docket's text: the court grants it, and restrains assets"},
		{time.Date(2024, 5, 16, 17, 20, 0, 0, time.UTC), "the plaintiff's firm shows the list of sellers"},
		{time.Date(2024, 5, 21, 20, 10, 0, 0, time.UTC), "a voluntary dismissal"},
	},
}

// demoSuit is the number of that suit.
var demoSuit = crawlers.Key{Authority: "us-ilnd", Number: "1:24-cv-03391"}

// complaint337 follows a complaint under section 337 from its first hour to the
// mail that came back.
var complaint337 = chapter{
	about:  "a complaint under section 337, from its first hour to returned mail",
	real:   "Its days and titles are real; its docket's number, patents, counsel and addresses are set.",
	thread: "one complaint under section 337, as the national center heard of it",
	shows:  func(a alerts.Alert) bool { return a.Kind == crawlers.Section337 && a.Subscriber == alerts.National },
	moments: []moment{
		{time.Date(2025, 5, 13, 20, 52, 0, 0, time.UTC), "a complaint is filed; whom it is against is not public yet"},
		{time.Date(2025, 5, 13, 21, 8, 0, 0, time.UTC), "the list of petitions shows it too: nothing to tell twice"},
		{time.Date(2025, 5, 14, 15, 8, 0, 0, time.UTC), "the commission gives notice of the complaint"},
		{time.Date(2025, 5, 19, 12, 52, 0, 0, time.UTC), "the Federal Register names the respondents and their countries"},
		{time.Date(2025, 6, 12, 20, 8, 0, 0, time.UTC), "the commission institutes: the matter gets its number"},
		{time.Date(2025, 6, 12, 20, 40, 0, 0, time.UTC), "the index of notices and a news release follow: nothing to tell twice"},
		{time.Date(2025, 6, 17, 12, 52, 0, 0, time.UTC), "the Federal Register gives the respondents' addresses"},
		{time.Date(2025, 6, 18, 15, 17, 0, 0, time.UTC), "a respondent's mail came back"},
	},
}

// markTaken follows the mark of an exporter that a stranger applies for, in three
// countries, one of which has to be asked for it. What the exporter applies for itself is read too, and not told.
var markTaken = chapter{
	about:  "an exporter's mark, applied for by a stranger",
	real:   "The offices' formats, codes and terms are real; the mark, its applicants, numbers and days are invented.",
	thread: "one mark that a stranger applies for, as its exporter and the center of its city heard of it",
	shows:  func(a alerts.Alert) bool { return a.Kind == crawlers.Squatting },
	moments: []moment{
		{time.Date(2025, 6, 21, 7, 34, 0, 0, time.UTC), "the United States list the application, beside one by the exporter itself"},
		{time.Date(2025, 7, 22, 13, 4, 0, 0, time.UTC), "Brazil's journal publishes the same mark for opposition"},
		{time.Date(2025, 7, 23, 22, 14, 0, 0, time.UTC), "Korea, asked for the mark as every day, has one too, of the same stranger in Korean letters"},
		{time.Date(2026, 3, 11, 7, 34, 0, 0, time.UTC), "the United States publish it for opposition"},
	},
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
