package alerts

import "time"

// Drifting is told to administrators: of what was told in a month, more turned
// out to be false alarms than before. Low and before are shares of one.
func Drifting(id string, at time.Time, group, month string, wrong, of int, low, before float64, console, lang string) Message {
	t := teller{lang: lang}
	m := Message{
		ID: id, Type: "verdicts.drift", At: at, Severity: Normal, Thread: "verdicts " + group, Footer: t.say("footer-admin"),
		Title: t.say("drift", oneLine(group, 80)),
		Lines: []Line{
			{Label: t.say("drift-label"), Text: t.say("drift-share", month, of, wrong, 100*low, 100*before), Essential: true},
			{Label: t.say("trouble-do"), Text: t.say("drift-look")},
		},
	}
	if console != "" {
		m.Actions = []Link{{t.say("console"), console}}
	}
	return m
}
