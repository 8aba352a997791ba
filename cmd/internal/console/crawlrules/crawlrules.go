// Package crawlrules is the room where administrators describe places: the list
// of rules, the form that a rule is written by, with what it makes of a page,
// its versions and who put them in force, and the replay over stored pages. The
// thresholds by which people are told are one more rule, with a form of their
// own and a replay over stored filings.
//
// A version never changes. Saving the form adds one, a draft, on top of the
// version that its author has seen; it goes by proposal and approval to force,
// and an older one can be put in force again.
package crawlrules

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/listing"
)

//go:embed pages/*.html
var files embed.FS

//go:embed crawlrules.css
var style string

type room struct {
	web.House
	trying chan struct{} // holds one for each page that is being tried, since that takes a processor
}

// triesAtOnce is how many rules may be tried at once.
const triesAtOnce = 2

// pageLimit is how large a page may be that a rule is tried on.
const pageLimit = 8 << 20

// Room returns the room.
func Room(house web.House) web.Room {
	s := &room{house, make(chan struct{}, triesAtOnce)}
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // they are embedded
	}
	return web.Room{
		Name: "crawlrules", Pages: pages, Texts: texts, Style: style,
		Links: []web.Link{{Path: "/rules", Text: texts["rules"]}},
		Routes: []web.Route{
			{Pattern: "GET /rules", Roles: account.Admins, Handle: s.list},
			{Pattern: "GET /rules/_new", Roles: account.Admins, Handle: s.edit},
			{Pattern: "POST /rules/_new", Roles: account.Admins, Handle: s.write, Upload: pageLimit + 256<<10, Within: tryWithin},
			{Pattern: "GET /rules/{name}", Roles: account.Admins, Handle: s.rule},
			{Pattern: "GET /rules/{name}/edit", Roles: account.Admins, Handle: s.edit},
			{Pattern: "POST /rules/{name}/edit", Roles: account.Admins, Handle: s.write, Upload: pageLimit + 256<<10, Within: tryWithin},
			{Pattern: "GET /rules/{name}/versions/{version}", Roles: account.Admins, Handle: s.version},
			{Pattern: "POST /rules/{name}/versions/{version}", Roles: account.Admins, Handle: s.move},
			{Pattern: "POST /rules/{name}/versions/{version}/replay", Roles: account.Admins, Handle: s.replay},
			{Pattern: "GET /rules/{name}/replays/{id}", Roles: account.Admins, Handle: s.report},
		},
	}
}

func path(name string) string { return "/rules/" + url.PathEscape(name) }

func versionPath(name string, version int) string {
	return path(name) + "/versions/" + strconv.Itoa(version)
}

// A version is a version of a rule as pages show it.
type version struct {
	store.RuleVersion
	Path   string
	Called string // the place's name, or what the thresholds are called
	Place  string // what the place is called
	Stamp  web.Stamp
}

func shown(v store.RuleVersion, l web.Lang) version {
	out := version{RuleVersion: v, Path: versionPath(v.Name, v.Version), Stamp: web.At(v.At)}
	out.By, out.ApprovedBy, out.Note = web.Word(v.By), web.Word(v.ApprovedBy), web.Clean(v.Note, web.LineLength)
	if out.Called = called(v.Name, l); v.Name == store.Thresholds {
		return out
	}
	if r, err := listing.Decode([]byte(v.Body)); err == nil {
		out.Place = web.Clean(r.Title[string(l)], web.LineLength)
	}
	return out
}

// called is what the rule of a name is called.
func called(name string, l web.Lang) string {
	if name == store.Thresholds {
		return texts["limits"].In(l)
	}
	return web.Word(name)
}

type listPage struct {
	web.Frame
	Limits int // the version of the thresholds in force; 0 is as shipped
	Rules  []listed
}

// A listed rule is one of the list: its last version, and the one in force.
type listed struct {
	version
	Path   string
	Newest string // the page of the last version
	Active int
}

func (s *room) list(r *web.Request) (web.Answer, error) {
	last, err := s.Store.LastRules(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	active, err := s.Store.ActiveRules(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	inForce := map[string]int{}
	for _, v := range active {
		inForce[v.Name] = v.Version
	}
	p := &listPage{Frame: r.Frame(texts["rules"].In(r.Lang))}
	for _, v := range last {
		p.Rules = append(p.Rules, listed{shown(v, r.Lang), path(v.Name), versionPath(v.Name, v.Version), inForce[v.Name]})
	}
	if _, p.Limits, err = s.inForce(r.Context()); err != nil {
		return web.Answer{}, err
	}
	return r.Page("list", p)
}

type rulePage struct {
	web.Frame
	Name     string
	Place    string // what it is called
	Path     string
	Last     int
	Active   int
	Limits   []limitValue // of the thresholds, those in force
	Versions []version
	Steps    []step
	Replays  []replayed
	Compare  web.Form
	Choices  []web.Option
	Diff     *diff
}

// A step is what somebody did with a version.
type step struct {
	store.RuleStep
	Path  string
	Stamp web.Stamp
}

// A diff is how one version differs from another, in words.
type diff struct {
	From, To int
	Lines    []string
	Unread   bool // one of them is no rule that this program reads
}

func (s *room) rule(r *web.Request) (web.Answer, error) {
	name := r.PathValue("name")
	all, err := s.Store.RuleVersions(r.Context(), name)
	if err == nil && len(all) == 0 && name != store.Thresholds {
		err = store.ErrNotFound
	}
	if err != nil {
		return web.Answer{}, err
	}
	p := &rulePage{Frame: r.Frame(called(name, r.Lang)), Name: name, Path: path(name)}
	for _, v := range all {
		p.Versions = append(p.Versions, shown(v, r.Lang))
		p.Choices = append(p.Choices, web.Option{Value: strconv.Itoa(v.Version), Text: p.Tf("version.n", v.Version)})
		if v.State == store.RuleActive {
			p.Active = v.Version
		}
	}
	if len(all) > 0 {
		p.Last, p.Place = all[0].Version, p.Versions[0].Place
	}
	if name == store.Thresholds {
		limits, _, err := s.inForce(r.Context())
		if err != nil {
			return web.Answer{}, err
		}
		p.Limits = limitValues(limits, r.Lang)
	}
	steps, err := s.Store.RuleSteps(r.Context(), name)
	if err != nil {
		return web.Answer{}, err
	}
	for _, one := range steps {
		one.By, one.Note = web.Word(one.By), web.Clean(one.Note, web.LineLength)
		var other int
		if n, _ := fmt.Sscanf(one.Note, "for version %d", &other); n == 1 && one.State == store.RuleRetired {
			one.Note = p.Tf("step.for", other)
		}
		p.Steps = append([]step{{one, versionPath(name, one.Version), web.At(one.At)}}, p.Steps...)
	}
	if p.Replays, err = s.replays(r, name); err != nil {
		return web.Answer{}, err
	}
	q := r.URL.Query()
	p.Compare = web.Form{}.Fill("from", q.Get("from")).Fill("to", q.Get("to"))
	if q.Get("from") == "" && len(all) > 1 {
		p.Compare = p.Compare.Fill("from", strconv.Itoa(all[1].Version)).Fill("to", strconv.Itoa(all[0].Version))
	}
	from, to := versionIn(all, p.Compare.Raw("from")), versionIn(all, p.Compare.Raw("to"))
	if from != nil && to != nil && from != to {
		d := differ(*from, *to, r.Lang)
		p.Diff = &d
	}
	return r.Page("rule", p)
}

func versionIn(all []store.RuleVersion, n string) *store.RuleVersion {
	for i := range all {
		if strconv.Itoa(all[i].Version) == n {
			return &all[i]
		}
	}
	return nil
}

// differ says how one version differs from another.
func differ(from, to store.RuleVersion, l web.Lang) diff {
	if to.Name == store.Thresholds {
		return limitDiff(from, to, l)
	}
	d := diff{From: from.Version, To: to.Version}
	before, err := listing.Decode([]byte(from.Body))
	after, err2 := listing.Decode([]byte(to.Body))
	if err != nil || err2 != nil {
		d.Unread = true
		return d
	}
	if d.Lines, err = changes(before, after, l); err != nil {
		d.Unread = true
	}
	return d
}

func changes(before, after listing.Rule, l web.Lang) (out []string, err error) {
	all, err := listing.Changes(before, after)
	for _, c := range all {
		out = append(out, words(c.Says, l))
	}
	return out, err
}

// words are one line in the reader's language. Some of it strangers wrote.
func words(w listing.Words, l web.Lang) string {
	if l == web.EN {
		return web.Clean(w.EN, web.LineLength)
	}
	return web.Clean(w.ZH, web.LineLength)
}

type versionPage struct {
	web.Frame
	version
	RulePath string
	Body     string
	Moves    []move
	Blocked  string // why it cannot go on yet
	Diff     *diff
	Active   int
	Form     web.Form
	Replays  []replayed
	Against  string // with what it is compared
	Kind     string // of the texts about replays
	Stored   int    // pages to replay over, or filings
	Wrong    string
}

// A move is what the reader may do with a version.
type move struct {
	To    store.RuleState
	Name  string // of the text on its button
	Grave bool
}

// moves are what the reader may do with a version, and why it may not do what
// comes next.
func (s *room) moves(v store.RuleVersion, steps []store.RuleStep, reader string) (out []move, blocked string) {
	proposer, was := "", false
	for _, one := range steps {
		if one.Version == v.Version && one.State == store.RuleProposed {
			proposer = one.By
		}
		was = was || one.Version == v.Version && one.State == store.RuleActive
	}
	second := s.Rules.SecondPerson
	activate := move{store.RuleActive, "do.active", false}
	if was {
		activate.Name = "do.again"
	}
	approved := !second || v.ApprovedBy != "" && v.ApprovedBy != v.By && v.ApprovedBy != proposer
	switch v.State {
	case store.RuleDraft:
		out = append(out, move{store.RuleProposed, "do.proposed", false})
	case store.RuleProposed:
		switch {
		case second && (reader == v.By || reader == proposer):
			blocked = "blocked.second"
		default:
			out = append(out, move{store.RuleApproved, "do.approved", false})
		}
	case store.RuleApproved, store.RuleRetired:
		if approved {
			out = append(out, activate)
		} else {
			blocked = "blocked.never"
		}
	}
	if v.State != store.RuleRetired {
		retire := move{store.RuleRetired, "do.dropped", true}
		switch {
		case v.State == store.RuleActive && v.Name == store.Thresholds:
			retire.Name = "do.shipped"
		case v.State == store.RuleActive:
			retire.Name = "do.retired"
		}
		out = append(out, retire)
	}
	return out, blocked
}

// asked is the version that a path names.
func (s *room) asked(r *web.Request) (store.RuleVersion, error) {
	n, err := strconv.Atoi(r.PathValue("version"))
	if err != nil || n < 1 {
		return store.RuleVersion{}, store.ErrNotFound
	}
	return s.Store.RuleVersion(r.Context(), r.PathValue("name"), n)
}

func (s *room) version(r *web.Request) (web.Answer, error) {
	v, err := s.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := s.versionPage(r, v, web.Form{})
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("version", p)
}

func (s *room) versionPage(r *web.Request, v store.RuleVersion, form web.Form) (*versionPage, error) {
	p := &versionPage{
		Frame: r.Frame(called(v.Name, r.Lang) + " · " + fmt.Sprintf(texts["version.n"].In(r.Lang), v.Version)), version: shown(v, r.Lang),
		RulePath: path(v.Name), Body: web.CleanText(v.Body, web.TextLength), Form: form,
	}
	steps, err := s.Store.RuleSteps(r.Context(), v.Name)
	if err != nil {
		return nil, err
	}
	p.Moves, p.Blocked = s.moves(v, steps, r.User.Login)
	all, err := s.Store.RuleVersions(r.Context(), v.Name)
	if err != nil {
		return nil, err
	}
	var against *store.RuleVersion // the one in force, else the one before
	for i := range all {
		if all[i].State == store.RuleActive {
			p.Active = all[i].Version
		}
		if all[i].Version != v.Version && (all[i].State == store.RuleActive || against == nil && all[i].Version == v.Version-1) {
			against = &all[i]
		}
	}
	if against == nil && v.Name == store.Thresholds {
		against = new(store.RuleVersion)
	}
	if against != nil {
		p.Against = fmt.Sprintf(texts["diff.of"].In(r.Lang), against.Version)
		if against.Version == 0 {
			p.Against = p.T("limits.diff")
		}
		d := differ(*against, v, r.Lang)
		p.Diff = &d
	}
	if p.Replays, err = s.replays(r, v.Name); err != nil {
		return nil, err
	}
	if p.Kind = "replay"; v.Name == store.Thresholds {
		p.Kind = "limits.replay"
		p.Stored, err = s.Store.CountFiled(r.Context(), s.Now().AddDate(0, 0, -replayDays))
		return p, err
	}
	p.Stored, err = s.Store.CountPages(r.Context(), v.Name, s.Now().AddDate(0, 0, -replayDays))
	return p, err
}

// move brings a version to another state.
func (s *room) move(r *web.Request) (web.Answer, error) {
	v, err := s.asked(r)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	to := store.RuleState(f.OneOf("to", string(store.RuleProposed), string(store.RuleApproved), string(store.RuleActive), string(store.RuleRetired)))
	note := f.Text("note", 300)
	wrong := ""
	if to == store.RuleActive {
		wrong = s.unusable(v)
	}
	if f.Good() && wrong == "" {
		err = s.Store.MoveRule(r.Context(), store.RuleMove{Name: v.Name, Version: v.Version, To: to, By: r.User.Login, Note: note, Second: s.Rules.SecondPerson}, s.Now())
		var refused *store.StepError
		switch {
		case errors.As(err, &refused):
			wrong = "refused." + refused.Why
		case err != nil:
			return web.Answer{}, err
		default:
			done := "done." + string(to)
			if to == store.RuleActive && v.Name == store.Thresholds {
				done = "done.limits"
			}
			return r.Done(versionPath(v.Name, v.Version), done)
		}
	}
	p, err := s.versionPage(r, v, f)
	if err != nil {
		return web.Answer{}, err
	}
	if wrong == "" {
		return r.Again("version", p)
	}
	p.Wrong = p.T(wrong)
	return r.Refuse(http.StatusConflict, "version", p)
}

// unusable names the text of why a version cannot be put in force, or "".
func (s *room) unusable(v store.RuleVersion) string {
	if v.Name == store.Thresholds {
		if _, ok := limitsOf(v); !ok {
			return "refused.body"
		}
		return ""
	}
	r, err := listing.Decode([]byte(v.Body))
	switch {
	case err != nil:
		return "refused.body"
	case r.Name != v.Name || s.shipped(v.Name):
		return "refused.shipped"
	}
	return ""
}

func (s *room) shipped(name string) bool { return s.Rules.Shipped != nil && s.Rules.Shipped(name) }

// tryWithin is how long trying a rule may take; fetchFor of it is for the place.
const (
	tryWithin = 28 * time.Second
	fetchFor  = 18 * time.Second
)
