package alerts

import "tocsin/crawlers/register"

// mark says in one line what happens to a mark.
func (t teller) mark() string {
	applicant := t.names(t.claims)
	if applicant == "" {
		applicant = t.say("someone-tm")
	}
	if len(t.f.Marks) == 0 {
		return oneLine(t.f.Title, 160)
	}
	mark, at := oneLine(t.f.Marks[0].Text, 80), t.say("at-office", forumOf(t.f.Key.Authority).name.in(t.lang))
	switch t.v.Stage {
	case register.Applied, "":
		return t.say("files-mark", applicant, mark) + at
	case register.Published:
		return t.say("publishes-mark", applicant, mark) + at
	}
	return t.say("mark-act", applicant, mark, t.act()) + at
}
