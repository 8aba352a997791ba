package crawlrules

import (
	"encoding/json"
	"net/http"
	"strconv"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/listing"
)

// replayDays is how far back a replay goes.
const replayDays = 90

// replaysShown is how many replays of a rule are listed.
const replaysShown = 10

// A replayed is a replay as pages show it.
type replayed struct {
	store.Replay
	Path     string
	From, To string // the versions
	Stamp    web.Stamp
}

func replayOf(f web.Frame, r store.Replay) replayed {
	out := replayed{r, path(r.Name) + "/replays/" + r.ID, f.T("limits.shipped"), f.Tf("version.n", r.After), web.At(r.Asked)}
	if r.Before > 0 {
		out.From = f.Tf("version.n", r.Before)
	}
	out.By = web.Word(r.By)
	return out
}

func (s *room) replays(r *web.Request, name string) (out []replayed, err error) {
	all, err := s.Store.Replays(r.Context(), name, replaysShown)
	for _, one := range all {
		out = append(out, replayOf(r.Frame(""), one))
	}
	return out, err
}

// replay has a version compared with the one in force, or with another, on the
// pages of the last days.
func (s *room) replay(r *web.Request) (web.Answer, error) {
	v, err := s.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	p, err := s.versionPage(r, v, f)
	if err != nil {
		return web.Answer{}, err
	}
	against, err := strconv.Atoi(f.Raw("against"))
	if limits := v.Name == store.Thresholds; err != nil || against < 0 || against == 0 && !limits || against == v.Version {
		p.Wrong = p.T("refused.against")
		return r.Again("version", p)
	}
	if against > 0 {
		if _, err := s.Store.RuleVersion(r.Context(), v.Name, against); err != nil {
			return web.Answer{}, err
		}
	}
	if s.Rules.Replay == nil || p.Stored == 0 {
		p.Wrong = p.T("refused.pages")
		return r.Refuse(http.StatusConflict, "version", p)
	}
	now := s.Now()
	id, err := s.Rules.Replay(r.Context(), store.Replay{Name: v.Name, Before: against, After: v.Version, Since: now.AddDate(0, 0, -replayDays), Asked: now, By: r.User.Login})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Done(path(v.Name)+"/replays/"+id, "done.replay")
}

type reportPage struct {
	web.Frame
	replayed
	RulePath string
	Part     int // of a hundred
	Why      string
	Report   *listing.Comparison
	Lists    []told
	Unread   []outcomes
}

// told is one list of a report: what would be told more, fewer or otherwise.
type told struct {
	Name  string
	Count int
	Rows  []toldRow
	Left  int
}

type toldRow struct{ ID, Title, Old, Filed, Page string }

type outcomes struct {
	Page     string
	Old, New string
	Why      string
}

// report shows how far a replay is, and then what it found.
func (s *room) report(r *web.Request) (web.Answer, error) {
	got, err := s.Store.Replay(r.Context(), r.PathValue("id"))
	if err == nil && got.Name != r.PathValue("name") {
		err = store.ErrNotFound
	}
	if err != nil {
		return web.Answer{}, err
	}
	name := got.Name
	if name == store.Thresholds {
		return s.retold(r, got)
	}
	p := &reportPage{Frame: r.Frame(web.Word(name) + " · " + texts["replay"].In(r.Lang)), RulePath: path(name)}
	p.replayed = replayOf(p.Frame, got)
	if got.Total > 0 {
		p.Part = min(100, 100*got.Pages/got.Total)
	}
	switch got.State {
	case store.ReplayFailed:
		p.Why = web.Clean(got.Report, web.LineLength)
	case store.ReplayDone:
		var c listing.Comparison
		if err := json.Unmarshal([]byte(got.Report), &c); err != nil {
			return web.Answer{}, err
		}
		p.Report = &c
		p.Lists = []told{toldOf("more", c.More, c.Counts.More), toldOf("fewer", c.Fewer, c.Counts.Fewer), toldOf("changed", c.Changed, c.Counts.Changed)}
		for _, u := range c.Unread[:min(len(c.Unread), listShown)] {
			p.Unread = append(p.Unread, outcomes{web.Clean(u.Page, web.LineLength), string(u.Old), string(u.New), web.Clean(u.Why, web.LineLength)})
		}
	}
	return r.Page("replay", p)
}

// listShown is how many rows of each list a report shows.
const listShown = 50

func toldOf(name string, all []listing.Told, count int) told {
	out := told{Name: name, Count: count}
	for _, t := range all[:min(len(all), listShown)] {
		out.Rows = append(out.Rows, toldRow{web.Clean(t.ID, 120), web.Clean(t.Title, web.LineLength), web.Clean(t.Old, web.LineLength), t.Filed.Format("2006-01-02"), web.Clean(t.Page, web.LineLength)})
	}
	out.Left = count - len(out.Rows)
	return out
}
