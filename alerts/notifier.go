package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"tocsin/crawlers"
)

// A Message is an alert in words, in the order DESIGN calls for: each channel
// lays it out in its own way and cuts it to its own size.
type Message struct {
	ID       string // the delivery's name: the same at every try
	Type     string // "alert.created", "alert.updated", "alert.corrected", "digest", "source.trouble", "source.recovered", "destination.noisy", "destination.gone", "destination.lacking", "program.silent", "program.well", "canary", "verdicts.drift"
	At       time.Time
	Severity Severity
	Title    string // level, sort and one-line conclusion
	Lines    []Line
	Actions  []Link // what the reader can do, on pages of the console
	Footer   string // disclaimer
	Thread   string // messages of one matter to one recipient share it
	Maybe    bool   // the receiver may have it already: an earlier try ended unknown
	Alert    Alert  // for channels that pass data rather than words

	// Subscribers are all whom the message is for, the alert's first, where one
	// destination that several share hears of an act once.
	Subscribers []string

	// Of a digest, and of what is told to administrators.
	Alerts []Alert
	Places []Watched
}

// TypeDigest is the type of a message that tells many alerts or none.
const TypeDigest = "digest"

// A Line is one labelled fact of a message. A short channel keeps those that
// are Essential.
type Line struct {
	Label     string
	Text      string
	URL       string // the official page Text comes from, if any
	Essential bool
}

// A Link leads to where something can be done.
type Link struct {
	Text string
	URL  string
}

// A Notifier says messages to one destination. It tries once.
//
// A nil error means the destination has the message. An error that wraps
// [ErrRefused] means it never will. Any other error means try again, not
// before the time in a [LaterError] if it wraps one. No error holds a secret.
type Notifier interface {
	Notify(context.Context, Message) error
}

// ErrRefused is wrapped by an error that trying again cannot mend.
var ErrRefused = errors.New("refused")

// ErrGone is an [ErrRefused] of a receiver that wants nothing any more, ever: its
// destination is told nothing until a person tries it again.
var ErrGone = fmt.Errorf("%w: the receiver is gone", ErrRefused)

// A LaterError asks not to be tried again before After has passed.
type LaterError struct {
	After time.Duration
	Err   error
}

func (l *LaterError) Error() string { return fmt.Sprintf("%v (again after %s)", l.Err, l.After) }
func (l *LaterError) Unwrap() error { return l.Err }

// A Limit is how many messages a destination takes within a time.
type Limit = crawlers.Limit

// A Channel is one way to say messages. Each folder under alerts with a
// testdata/payload.json declares one.
type Channel struct {
	Name  string
	Title map[string]string // as people are shown it, by language: zh, en
	Data  bool              // a program reads it, which wants everything as it happens
	Brief bool              // it has room for a few words, and none for a digest
	Rate  []Limit           // what one destination takes; none is no limit that is known

	// Open makes a notifier from the options an administrator wrote. A key
	// that it does not know is an error, and an error says what is wanted.
	Open func(options json.RawMessage, client *http.Client) (Notifier, error)
}
