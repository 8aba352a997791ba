package crawlrules

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"

	"tocsin/alerts"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

// tryForm are the fields by which a page is chosen to try a rule on.
type tryForm struct {
	Stored, File, Paste, URL web.Field
	Fetches                  bool // this node may ask the place
}

// lastPages is how many stored pages there are to choose from.
const lastPages = 30

func (s *room) tryForm(r *web.Request, sh *sheet) (tryForm, error) {
	t := func(name string) string { return texts[name].In(r.Lang) }
	field := func(name, kind string) web.Field {
		return web.Field{Name: name, Kind: kind, Label: t("field." + name), Hint: t("hint." + name), Value: sh.values.Get(name), Error: sh.wrong[name]}
	}
	out := tryForm{Stored: field("page", "select"), File: field("file", "file"), Paste: field("paste", "area"), URL: field("page_url", "text"), Fetches: s.Rules.Transport != nil}
	if !utf8.ValidString(out.Paste.Value) || len(out.Paste.Value) > pasteLimit {
		out.Paste.Value = ""
	}
	out.Stored.Options = []web.Option{{Value: "", Text: t("page.none")}}
	if name := sh.values.Get("name"); name != "" {
		pages, err := s.Store.LastPages(r.Context(), name, lastPages)
		if err != nil {
			return out, err
		}
		for _, p := range pages {
			text := fmt.Sprintf("%s  %s  %d KB", web.At(p.Fetched).Beijing(), web.Clean(p.URL, 120), (p.Size+1023)/1024)
			out.Stored.Options = append(out.Stored.Options, web.Option{Value: p.Hash, Text: text})
		}
	}
	return out, nil
}

// pasteLimit is how much of a page may be pasted.
const pasteLimit = 1 << 20

// tried is what a rule makes of pages.
type tried struct {
	Visit    bool // they were asked for now
	State    crawlers.State
	Why      string
	Outcomes []outcome // pages that were not had, or not read
	Busy     bool
	Pages    []triedPage
}

type outcome struct {
	URL   string
	State crawlers.State
	Why   string
}

// A triedPage is a preview as a page shows it.
type triedPage struct {
	listing.Preview
	URL    string
	Says   []string // what is odd
	Filled []filled
	Rows   []sample
}

// Total is how many rows were found.
func (p triedPage) Total() int { return p.Preview.Rows }

type filled struct {
	Label   string
	Rows    int
	Empty   int
	Samples string
}

type sample struct{ Number, Act, Filed, Title, Parties, URL string }

// samplesShown is how many of the first rows are shown.
const samplesShown = 5

// try reads the page that was chosen with a rule.
func (s *room) try(r *web.Request, sh *sheet, rule listing.Rule, do string) (*tried, error) {
	select {
	case s.trying <- struct{}{}:
		defer func() { <-s.trying }()
	default:
		return &tried{Busy: true}, nil
	}
	if do == "fetch" {
		return s.fetch(r, rule)
	}
	page, ok, err := s.chosen(r, sh, rule)
	if err != nil || !ok {
		return nil, err
	}
	p, err := preview(rule, page, r.Lang)
	if err != nil {
		return nil, err
	}
	return &tried{State: p.State, Pages: []triedPage{p}}, nil
}

// chosen is the page that was uploaded, pasted or picked, in this order; ok is
// false where none was, or none that can be read.
func (s *room) chosen(r *web.Request, sh *sheet, rule listing.Rule) (p crawlers.Page, ok bool, err error) {
	address := sh.line("page_url")
	if address == "" {
		address = strings.ReplaceAll(rule.List.URLs[0], "{n}", "1")
	}
	var f web.Form
	_, body, err := r.Upload(&f, "file")
	if err != nil {
		return p, false, err
	}
	if len(body) > 0 {
		return crawlers.PageOf(address, body, s.Now()), true, nil
	}
	if paste := sh.values.Get("paste"); strings.TrimSpace(paste) != "" {
		if len(paste) > pasteLimit {
			sh.bad("paste", texts["wrong.longer"])
			return p, false, nil
		}
		p := crawlers.PageOf(address, []byte(paste), s.Now())
		kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		p.Header.Set("Content-Type", kind+"; charset=utf-8") // that of the form, whatever the page says of itself
		return p, true, nil
	}
	hash := sh.line("page")
	if hash == "" {
		sh.bad("page", texts["wrong.page"])
		return p, false, nil
	}
	p, err = s.Store.SourcePage(r.Context(), rule.Name, hash)
	if errors.Is(err, store.ErrNotFound) {
		sh.bad("page", texts["wrong.page"])
		return p, false, nil
	}
	if at := sh.line("page_url"); at != "" {
		p.URL = at
	}
	return p, err == nil, err
}

// Of a dry run no more is asked than shows whether the rule fits.
const (
	dryLists   = 2
	dryDetails = 1
	dryShown   = 3
)

// dry is a rule as a dry run reads it: its first list alone, and few pages, so
// that fewer rows than a visit has are no fault.
func dry(r listing.Rule) listing.Rule {
	r.List.URLs = r.List.URLs[:1]
	r.List.Pages = dryLists
	r.Expect.Weekday, r.Expect.Weekend = min(r.Expect.Weekday, 1), min(r.Expect.Weekend, 1)
	if r.Detail != nil {
		d := *r.Detail
		d.Pages = dryDetails
		r.Detail = &d
	}
	return r
}

// fetch asks the place as a visit does: through the same transport, at its pace,
// within robots.txt. The pages are stored as those of a visit are, to try the
// next change on; nothing of them is told.
func (s *room) fetch(r *web.Request, rule listing.Rule) (*tried, error) {
	if s.Rules.Transport == nil {
		return nil, web.StatusError(400)
	}
	source, err := listing.Source(dry(rule))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), fetchFor)
	defer cancel()
	var pages []crawlers.Page
	report := source.Run(ctx, crawlers.Env{
		Transport: s.Rules.Transport, Now: s.Now, Log: slog.New(slog.DiscardHandler),
		Keep: func(ctx context.Context, name string, got []crawlers.Page) error {
			for _, p := range got {
				body, err := p.Bytes()
				if err != nil {
					return err
				}
				p.Body = bytes.NewReader(body) // the visit's own is gone when it ends
				pages = append(pages, p)
			}
			return s.Store.KeepPages(ctx, name, got)
		},
		Sink: func(context.Context, []crawlers.Filing) error { return nil },
	})
	out := &tried{Visit: true, State: report.State}
	if report.Err != nil {
		out.Why = web.Clean(report.Err.Error(), web.LineLength)
		if w, ok := listing.Explain(report.Err); ok {
			out.Why = words(w, r.Lang)
		}
	}
	for _, o := range report.Outcomes {
		if !o.State.Well() && len(out.Outcomes) < 10 {
			out.Outcomes = append(out.Outcomes, outcome{web.Clean(o.URL, web.LineLength), o.State, web.Clean(o.Why, web.LineLength)})
		}
	}
	for _, p := range pages[:min(len(pages), dryShown)] {
		shown, err := preview(rule, p, r.Lang)
		if err != nil {
			return nil, err
		}
		out.Pages = append(out.Pages, shown)
	}
	return out, nil
}

// preview is what a rule makes of a page, in words.
func preview(rule listing.Rule, page crawlers.Page, l web.Lang) (triedPage, error) {
	got, err := listing.PreviewPage(rule, page)
	if err != nil {
		return triedPage{}, err
	}
	out := triedPage{Preview: got, URL: web.Clean(page.URL, web.LineLength)}
	if got.Ended != (listing.Words{}) {
		out.Says = append(out.Says, words(got.Ended, l))
	}
	for _, w := range got.Warnings {
		out.Says = append(out.Says, words(w, l))
	}
	for _, f := range got.Fields {
		one := filled{Label: partName(f.Field, l), Rows: f.Rows, Empty: got.Rows - f.Rows, Samples: web.Clean(strings.Join(f.Samples, " ¦ "), web.LineLength)}
		out.Filled = append(out.Filled, one)
	}
	for _, f := range got.Samples[:min(len(got.Samples), samplesShown)] {
		one := sample{
			Number: web.Word(f.Key.Number), Filed: f.Filed.Format("2006-01-02"), Title: web.Clean(f.Title, web.LineLength), URL: web.Official(f.URL),
			Act: web.Word(alerts.StageIn(f.Kind, f.Act, string(l))),
		}
		var names []string
		for _, p := range f.Parties {
			names = append(names, texts["party."+string(p.Role)].In(l)+" "+p.Name)
		}
		one.Parties = web.Clean(strings.Join(names, "; "), web.LineLength)
		out.Rows = append(out.Rows, one)
	}
	return out, nil
}

// partName is what people call a field of a row.
func partName(name string, l web.Lang) string {
	var n int
	if _, err := fmt.Sscanf(name, "parties[%d]", &n); err == nil {
		return fmt.Sprintf(texts["part.party"].In(l), n+1)
	}
	if t, ok := texts["part."+name]; ok {
		return t.In(l)
	}
	return web.Word(name)
}
