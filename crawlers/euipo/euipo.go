// Package euipo asks the trademark register of the European Union for what was
// applied for and what changed of late, through the office's search interface.
//
// It is visited only with an account (sources.euipo.token,
// "client_id:client_secret") of an application that is subscribed to Trademark
// Search at https://dev.euipo.europa.eu. The office lets anybody try it in a
// sandbox, whose data stand still: a visit there says so.
//
// Records are alive and come whole. A search gives no day for a status, so the
// act that a status tells has a day of the record's own: of the application, of
// the registration, of the publication for opposition (section A.1 of the
// bulletin, M.1 for an international registration). An opposition, whose day
// is none of these, has that of what was last published. What a refusal or a
// withdrawal ended had been registered, or had not: only the first is a
// cancellation. A refusal that may still be appealed is none yet.
//
// Opposition to an international registration runs from one month after its
// publication, so that it ends a month later than that to other marks.
//
// A search tells neither goods nor where applicants come from; classes and the
// numbers by which the office knows applicants it does. Before the fee is paid
// it may tell no applicant.
//
// One answer was seen of the service, of the sandbox. For the rest the office's
// description of the interface is followed, and what public clients do: that an
// account is sent as a form with the scope "uid", and that updateDate can be
// asked for and sorted by. Where it cannot, its question ends refused, and that
// for applications goes on.
package euipo

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is the register of the European Union.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, SignIn: signIn, Check: check}

// office is the register's name in keys.
const office = "eu-tm"

type params struct {
	SignIn   string   `yaml:"sign_in"`
	Search   string   `yaml:"search"`
	By       []string `yaml:"by"`
	LookBack int      `yaml:"look_back"`
	Pages    int      `yaml:"pages"`
}

// days are the fields of a record that can be asked for since a day.
var days = []string{"applicationDate", "updateDate", "registrationDate"}

// Limits of what one visit may ask for.
const (
	lookBackMax = 90 // days
	pagesMax    = 1000
)

func readParams(in crawlers.Params) (p params, err error) {
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("euipo: params: %w", err)
	}
	if len(p.By) == 0 {
		return p, fmt.Errorf("euipo: params: by is empty: name at least one of %s", strings.Join(days, ", "))
	}
	for _, by := range p.By {
		if !slices.Contains(days, by) {
			return p, fmt.Errorf("euipo: params: by: %.40q: want one of %s", by, strings.Join(days, ", "))
		}
	}
	switch {
	case p.LookBack < 1 || p.LookBack > lookBackMax:
		return p, fmt.Errorf("euipo: params: look_back: want 1 to %d days", lookBackMax)
	case p.Pages < 1 || p.Pages > pagesMax:
		return p, fmt.Errorf("euipo: params: pages: want 1 to %d", pagesMax)
	}
	return p, nil
}

// check reports params that cannot be read, addresses to which no account
// should be sent, an account that is none, and a sandbox asked for the account
// of the other.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	for _, a := range []struct{ key, address string }{{"sign_in", p.SignIn}, {"search", p.Search}} {
		if err := m.CheckAddress(a.address); err != nil {
			return fmt.Errorf("euipo: params: %s %w", a.key, err)
		}
		if !strings.HasPrefix(a.address, "https://") {
			return fmt.Errorf("euipo: params: %s %.100q: want https, since an account goes there", a.key, a.address)
		}
	}
	if sandbox(p.SignIn) != sandbox(p.Search) {
		return errors.New("euipo: params: want sign_in and search both of the sandbox or neither: their accounts differ")
	}
	if id, secret, _ := strings.Cut(m.Token, ":"); m.Token != "" && (id == "" || secret == "") {
		return errors.New("euipo: token: want client_id:client_secret of an application at https://dev.euipo.europa.eu, best as env:NAME or file:PATH")
	}
	return nil
}

// sandbox reports whether an address is one of the office's for trials.
func sandbox(address string) bool {
	host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
	return strings.Contains(host, "-sandbox.")
}
