package staff

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// answers are what is said of a party by the buttons.
var answers = map[string]struct {
	entry  string
	answer alerts.Answer
}{
	"confirm": {alerts.AboutCompany, alerts.Confirm},
	"reject":  {alerts.AboutCompany, alerts.Reject},
	"foreign": {alerts.AboutPlace, alerts.Reject},
	"there":   {alerts.AboutPlace, alerts.Confirm}, // at a place that is named with it
	"open":    {alerts.AboutCompany, alerts.Leave},
}

// maxWhere is how long a place may be, in characters.
const maxWhere = 60

// maxEntries is how many entries of watchlists are offered for a party.
const maxEntries = 20

// A saidRow is what a center or a list was said to a party to be.
type saidRow struct {
	Word, By, Note string
	At             web.Stamp
	List           string // whose it is to take back, "" if not the reader's
}

// partyID names a party in a form: its own name may be masked.
func partyID(name string) string {
	sum := sha256.Sum256([]byte(alerts.CoreName(name)))
	return hex.EncodeToString(sum[:6])
}

// decidable reports whether it can be said of a party who it is.
func decidable(p crawlers.Party) bool {
	return p.Role.Accused() && !alerts.Placeholder(p.Name) && alerts.CoreName(p.Name) != ""
}

// subjects are for whom the reader may say who a party is: its center, and the
// entries of watchlists that it sees and that were told of the matter.
func (s *room) subjects(r *web.Request, d *store.Dossier, called called) ([]web.Option, error) {
	if !account.Workers.Has(r.User.Role) || r.User.Center == "" {
		return nil, nil
	}
	out := []web.Option{{Value: r.User.Center, Text: called.as(r.User.Center, r.Lang)}}
	seen := map[string]bool{}
	for i := range d.Told {
		id := d.Told[i].Alert.Subscriber
		if seen[id] || !strings.HasPrefix(id, "w-") {
			continue
		}
		seen[id] = true
		list, err := s.Store.Watchlist(r.Context(), id)
		if err != nil {
			return nil, err
		}
		for _, e := range list.Entries {
			if e.Type.Decidable() && len(out) <= maxEntries {
				out = append(out, web.Option{Value: id + "|" + e.String(), Text: web.Clean(list.Name+" · "+e.Value, web.LineLength)})
			}
		}
	}
	return out, nil
}

// said fills in what was said of the parties.
func (p *matterPage) said(all map[string][]alerts.Identity, called called, mask func(string) string) {
	for i := range p.Parties.Rows {
		row := &p.Parties.Rows[i]
		var last time.Time
		for _, x := range all[row.core] {
			if x.List == p.User.Center {
				last = x.At
			}
			center := x.ByCenter()
			if x.Answer == alerts.Leave || !center && !slices.ContainsFunc(p.Subjects, func(o web.Option) bool { return strings.HasPrefix(o.Value, x.List+"|") }) {
				continue // another's watchlist
			}
			word := p.Word("party.said", string(x.Answer))
			switch code := x.Place(); {
			case code != "":
				word = p.T("party.said.there") + " " + web.Clean(region.PlaceOf(crawlers.Party{Region: code}).Path(), maxWhere)
			case x.Entry == alerts.AboutPlace:
				word = p.T("party.said.foreign")
			}
			if !center {
				word += " " + web.Clean(strings.TrimPrefix(x.Entry, "company:"), 80)
			}
			said := saidRow{Word: word, By: called.as(x.List, p.Lang) + " · " + web.Clean(x.Person, 80), Note: web.Clean(mask(x.Note), web.LineLength), At: web.At(x.At)}
			if x.List == p.User.Center && account.Workers.Has(p.User.Role) {
				said.List = x.List
			}
			row.Said = append(row.Said, said)
		}
		row.Seen = strconv.FormatInt(last.UnixMilli(), 10)
		if last.IsZero() {
			row.Seen = "0"
		}
	}
}

// party says who a party is, for one's center or for a watchlist. The newest
// that was said counts; what was said before stays.
func (s *room) party(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	called, err := s.names.of(r.Context(), s.Store)
	if err != nil {
		return web.Answer{}, err
	}
	subjects, err := s.subjects(r, &a.dossier, called)
	if err != nil {
		return web.Answer{}, err
	}
	var values []string
	for _, o := range subjects {
		values = append(values, o.Value)
	}
	parties := united(&a.dossier).Parties
	at := slices.IndexFunc(parties, func(p crawlers.Party) bool { return decidable(p) && partyID(p.Name) == a.form.Raw("party") })
	say, ok := answers[a.form.Raw("answer")]
	subject := a.form.OneOf("subject", values...)
	if at < 0 || !ok || subject == "" {
		return web.Answer{}, store.ErrNotFound
	}
	list, entry, isList := strings.Cut(subject, "|")
	if !isList {
		entry = say.entry
	} else if say.entry == alerts.AboutPlace {
		entry = "" // nothing of the list is this party
	}
	note := a.form.Text("party_note", maxNote)
	if a.form.Raw("answer") == "there" {
		at := region.Find(a.form.Need("party_where", maxWhere), "", "CN")
		switch {
		case isList:
			a.form.Wrong("party_where", "wrong.there.list")
		case at.Level == region.None || at.Level == region.Country || at.Abroad():
			a.form.Wrong("party_where", "wrong.where")
		}
		entry = alerts.PlaceEntry(at.Code)
	}
	if !a.form.Good() {
		return s.again(r, a, a.form.Errors["party_where"])
	}
	d := alerts.Identity{List: list, Entry: entry, Party: parties[at].Name, Answer: say.answer, Person: person(r.User), Note: note, At: s.Now()}
	tell := func(context.Context, *sql.Tx) (int, error) { return 0, nil }
	if s.Desk.Reroute != nil {
		if tell, err = s.Desk.Reroute(r.Context(), a.alert.Act.Filing.Key, d); err != nil {
			return web.Answer{}, err
		}
	}
	return s.do(r, a, deed{"party." + a.form.Raw("answer"), a.alert.Alert.ID, list + ": " + d.Party}, func(tx *sql.Tx) (string, error) {
		if err := s.decide(r, tx, d, isList, a.form); err != nil {
			return "", err
		}
		told, err := tell(r.Context(), tx)
		if err != nil || told == 0 {
			return "done.party", err
		}
		return "done.party.told", nil
	})
}

// decide keeps what is said of a party. Who says it for a center has seen what it
// said before.
func (s *room) decide(r *web.Request, tx *sql.Tx, d alerts.Identity, isList bool, f web.Form) error {
	if isList {
		return store.DecideIn(r.Context(), tx, d)
	}
	ms, err := strconv.ParseInt(f.Raw("was"), 10, 64)
	if err != nil {
		return web.StatusError(400)
	}
	var was time.Time
	if ms != 0 {
		was = time.UnixMilli(ms)
	}
	return store.DecideAfter(r.Context(), tx, d, was)
}

// serve notes when papers were served, from which the time to answer runs.
func (s *room) serve(r *web.Request) (web.Answer, error) {
	a, err := s.act(r)
	if err != nil {
		return web.Answer{}, err
	}
	day := a.form.Day("served")
	by := alerts.Service{
		Day: day.Format(time.DateOnly), State: clock.Service(a.form.OneOf("service", services...)), Mail: a.form.Has("mailed"), By: person(r.User),
	}
	switch {
	case day.IsZero():
		a.form.Wrong("served", "wrong.empty")
	case day.After(s.Now().AddDate(0, 0, 1)):
		a.form.Wrong("served", "wrong.to.come")
	}
	if !a.form.Good() {
		return s.again(r, a, "")
	}
	if s.Desk.Serve == nil {
		return s.again(r, a, "wrong.desk")
	}
	key := a.alert.Act.Filing.Key
	note, err := s.Desk.Serve(r.Context(), key, by)
	if err != nil {
		return web.Answer{}, err
	}
	if note == nil {
		return s.again(r, a, "wrong.no.answer")
	}
	return s.do(r, a, deed{"matter.served", key.String(), by.Day + " " + string(by.State)}, func(tx *sql.Tx) (string, error) {
		return "done.served", note(r.Context(), tx)
	})
}

// services are how sure service is.
var services = []string{string(clock.ServiceUnconfirmed), string(clock.ServiceConfirmed), string(clock.ServiceDisputed)}
