package crawlrules

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers/listing"
)

// editPage is the form of a rule, and what it makes of a page.
type editPage struct {
	web.Frame
	Name     string // "" for a new rule
	Place    string
	Path     string // of the form
	Back     string
	Seen     int // the version that the author has seen last
	Sections []section
	Wrongs   []wrong // all that is wrong, with where
	Other    []wrong // of that, what belongs to no field
	Note     web.Field
	Conflict *conflict
	Try      tryForm
	Tried    *tried
}

// Count is how many things are wrong.
func (p *editPage) Count() int { return len(p.Wrongs) + len(p.Other) }

// wrong is one thing to mend.
type wrong struct{ Field, Label, Says string }

// A conflict says who was first.
type conflict struct {
	version
	Diff []string // from theirs to what is filled in
}

// maxNote is how long the note of a version may be.
const maxNote = 300

// edit shows the form: empty, or of a version.
func (s *room) edit(r *web.Request) (web.Answer, error) {
	name := r.PathValue("name")
	if name == store.Thresholds {
		return s.editLimits(r)
	}
	if name == "" {
		sh := &sheet{values: map[string][]string{}, lang: r.Lang}
		for field, v := range map[string]string{"format": "html", "pace": spanText(5e9, r.Lang), "zone": "America/New_York", "schedule": "20 6-22/2 * * *"} {
			sh.set(field, v)
		}
		p, err := s.editPage(r, sh, "", 0)
		if err != nil {
			return web.Answer{}, err
		}
		return r.Page("edit", p)
	}
	last, err := s.Store.RuleVersion(r.Context(), name, 0)
	if err != nil {
		return web.Answer{}, err
	}
	v := last
	if n, err := strconv.Atoi(r.URL.Query().Get("version")); err == nil && n > 0 {
		if v, err = s.Store.RuleVersion(r.Context(), name, n); err != nil {
			return web.Answer{}, err
		}
	}
	rule, err := listing.Decode([]byte(v.Body))
	sh := sheetOf(rule, r.Lang)
	if err != nil { // written by another version of the program
		sh.set("name", name)
		sh.badly("", problems(err, r.Lang))
	}
	p, err := s.editPage(r, sh, name, last.Version)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Page("edit", p)
}

// problems says what is wrong with a rule that was written elsewhere.
func problems(err error, l web.Lang) string {
	all, ok := errors.AsType[listing.RuleErrors](err)
	if !ok {
		return web.Clean(err.Error(), web.LineLength)
	}
	var out []string
	for _, p := range all {
		out = append(out, strings.TrimPrefix(p.Key+": "+words(p.Says, l), ": "))
	}
	return web.Clean(strings.Join(out, "; "), web.LineLength)
}

func (s *room) editPage(r *web.Request, sh *sheet, name string, seen int) (*editPage, error) {
	p := &editPage{Name: name, Seen: seen, Path: "/rules/_new", Back: "/rules"}
	title := texts["new"].In(r.Lang)
	if name != "" {
		p.Path, p.Back = path(name)+"/edit", path(name)
		title = texts["edit"].In(r.Lang) + " · " + web.Word(name)
	}
	p.Frame = r.Frame(title)
	p.Place = web.Clean(sh.values.Get("title."+string(r.Lang)), web.LineLength)
	p.Sections = sh.sections(p.Frame, name != "")
	p.Note = web.Field{Name: "note", Kind: "text", Label: p.T("field.note"), Hint: p.T("hint.note"), Value: sh.values.Get("note"), Error: sh.wrong["note"]}
	p.gather(sh)
	var err error
	p.Try, err = s.tryForm(r, sh)
	return p, err
}

// gather lists what is wrong in the order of the form. What has no field there
// comes first.
func (p *editPage) gather(sh *sheet) {
	shown := map[string]bool{}
	add := func(label string, fields ...web.Field) {
		for _, f := range fields {
			shown[f.Name] = true
			if f.Error != "" {
				p.Wrongs = append(p.Wrongs, wrong{f.Name, strings.TrimPrefix(label+" · "+f.Label, " · "), f.Error})
			}
		}
	}
	for _, sec := range p.Sections {
		add("", sec.Fields...)
		for _, part := range sec.Parts {
			add(part.Title, part.Fields...)
			add(part.Title, part.More...)
		}
	}
	add("", p.Note)
	for field, says := range sh.wrong {
		if !shown[field] {
			p.Other = append(p.Other, wrong{"", "", says})
		}
	}
}

// write saves the form as a new version, or tries it on a page.
func (s *room) write(r *web.Request) (web.Answer, error) {
	f, err := r.Form()
	if err != nil {
		return web.Answer{}, err
	}
	name := r.PathValue("name")
	if name == store.Thresholds {
		return s.writeLimits(r, f)
	}
	seen, _ := strconv.Atoi(f.Raw("seen")) // nothing that a number is not was seen
	if name != "" {
		if _, err := s.Store.RuleVersion(r.Context(), name, 0); err != nil {
			return web.Answer{}, err
		}
		f = f.Fill("name", name)
	} else {
		seen = 0
	}
	if f.Values == nil {
		f = f.Fill("name", "")
	}
	sh := &sheet{values: f.Values, lang: r.Lang}
	rule := sh.rule()
	note := sh.line("note")
	if len([]rune(note)) > maxNote {
		sh.bad("note", texts["wrong.longer"])
	}
	if sh.wrong["name"] == "" && s.shipped(rule.Name) {
		sh.bad("name", texts["refused.shipped"])
	}
	do := f.Raw("do")
	if do == "save" && len(sh.wrong) == 0 {
		return s.save(r, sh, rule, name, note, seen)
	}
	var got *tried
	if do != "save" && len(sh.wrong) == 0 {
		if got, err = s.try(r, sh, rule, do); err != nil {
			return web.Answer{}, err
		}
	}
	p, err := s.editPage(r, sh, name, seen)
	if err != nil {
		return web.Answer{}, err
	}
	p.Tried = got
	if len(sh.wrong) > 0 {
		return r.Again("edit", p)
	}
	return r.Page("edit", p)
}

// save adds a version. Where somebody else was first, nothing is written and
// nothing that was filled in is lost.
func (s *room) save(r *web.Request, sh *sheet, rule listing.Rule, name, note string, seen int) (web.Answer, error) {
	body, err := rule.YAML()
	if err != nil {
		return web.Answer{}, err
	}
	n, err := s.Store.WriteRule(r.Context(), rule.Name, string(body), r.User.Login, note, seen, s.Now())
	var first *store.ConflictError
	switch {
	case err == nil:
		return r.Done(versionPath(rule.Name, n), "done.draft")
	case !errors.As(err, &first):
		return web.Answer{}, err
	case name == "" && seen == 0:
		sh.bad("name", texts["wrong.taken"])
	default:
		seen = first.Last.Version // who saves again does it on top of theirs
	}
	p, err := s.editPage(r, sh, name, seen)
	if err != nil {
		return web.Answer{}, err
	}
	if name == "" {
		return r.Again("edit", p)
	}
	p.Conflict = &conflict{version: shown(first.Last, r.Lang)}
	if theirs, err := listing.Decode([]byte(first.Last.Body)); err == nil {
		if p.Conflict.Diff, err = changes(theirs, rule, r.Lang); err != nil {
			return web.Answer{}, err
		}
	}
	return r.Refuse(http.StatusConflict, "edit", p)
}
