package alerts

import (
	"time"

	"tocsin/crawlers"
)

// A Story is what a message is made of.
type Story struct {
	Delivery string // the delivery's name, the message's ID
	Alert    Alert
	Filing   crawlers.Filing
	Verdict  Verdict
	Thread   string    // names the matter and its recipient, the same for every act
	Console  string    // base URL of the console; empty leaves the links out
	Now      time.Time // of telling
	Maybe    bool      // an earlier try ended unknown
	Center   bool      // the reader is the routed center: natural persons' names in full
}

// Compose says s in a language, "zh" or "en"; any other is read as "zh". It
// is pure: the same story gives the same message, at every try.
func Compose(s Story, lang string) Message {
	kind := "alert.created"
	if s.Alert.Update > 0 {
		kind = "alert.updated"
	}
	return Message{
		ID: s.Delivery, Type: kind, At: s.Now, Severity: s.Alert.Severity,
		Title: s.Alert.Title, Thread: s.Thread, Maybe: s.Maybe, Alert: s.Alert,
	}
}
