// Package pcl asks the PACER Case Locator, the index of all federal courts, for
// the civil suits just filed on copyright, patents and trademarks. It is the
// only place that can be asked by nature of suit, and it charges for every page.
//
// It is visited only with an account (sources.pcl.token, "login:password") and
// a budget of money. Each page is taken from the budget before it is asked for;
// if the receipt in the answer bills more, that is counted too, and the visit
// buys nothing more. What the same account spends elsewhere is not seen here.
// An account with a second factor cannot be used by a program.
//
// A visit asks one question, newest cases first, for the days since shortly
// before the visit that was planned before it, so little is paid for twice.
// Cases entered into the index later than that are left to the other sources,
// as are those of days on which nobody visited.
//
// The index numbers no papers: a case is told as entry 1 of its docket, the
// paper that opens it, as by the courts' own lists of new cases. A case that
// was closed meanwhile is told like any other; one that came from another
// court through the Judicial Panel on Multidistrict Litigation is told without
// an act, since no complaint opens it. Dockets other than civil ones are left
// out.
//
// Nothing here was seen of the live service. The User Guides of the PCL API
// (November 2024) and of the Authentication API are followed, and for what
// they leave open what public clients do: that the session's token comes anew
// in a header of the answer, that 401 ends a session and 406 refuses a
// question, that an error may come as 200 with a message, and that courts are
// named "ilndc". Whether a search that finds nothing is billed they do not say.
package pcl

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tocsin/crawlers"
)

//go:embed source.yaml
var meta []byte

// Source is the PACER Case Locator.
var Source = crawlers.Source{Meta: crawlers.MustMeta(meta), Crawl: crawl, Parse: parse, SignIn: signIn, Check: check}

type params struct {
	SignIn     string        `yaml:"sign_in"`
	Search     string        `yaml:"search"`
	ClientCode string        `yaml:"client_code"`
	Courts     []string      `yaml:"courts"`
	Natures    []string      `yaml:"natures"`
	LookBack   time.Duration `yaml:"look_back"`
	Pages      int           `yaml:"pages"`
}

// The index gives at most so many pages of one question.
const pagesMax = 100

// lookBackMax bounds what one visit may be asked to pay for.
const lookBackMax = 31 * 24 * time.Hour

var (
	natureCode = regexp.MustCompile(`^\d{3}$`)
	courtName  = regexp.MustCompile(`^[a-z]{2,5}$`)
	clientCode = regexp.MustCompile(`^[ -~]{0,32}$`)
)

func readParams(in crawlers.Params) (p params, err error) {
	if err := in.Decode(&p); err != nil {
		return p, fmt.Errorf("pcl: params: %w", err)
	}
	if len(p.Natures) == 0 {
		return p, errors.New(`pcl: params: natures is empty: name at least one, such as "840"`)
	}
	for _, n := range p.Natures {
		if !natureCode.MatchString(n) {
			return p, fmt.Errorf(`pcl: params: natures: %.20q: want three digits, such as "840"`, n)
		}
	}
	for _, c := range p.Courts {
		if !courtName.MatchString(c) {
			return p, fmt.Errorf("pcl: params: courts: %.20q: want a short name such as ilnd", c)
		}
	}
	switch {
	case p.Pages < 1 || p.Pages > pagesMax:
		return p, fmt.Errorf("pcl: params: pages: want 1 to %d", pagesMax)
	case p.LookBack < 0 || p.LookBack > lookBackMax:
		return p, fmt.Errorf("pcl: params: look_back: want a time up to %s, such as 24h", lookBackMax)
	case !clientCode.MatchString(p.ClientCode):
		return p, errors.New("pcl: params: client_code: want up to 32 plain characters")
	}
	return p, nil
}

// check reports params that cannot be read, addresses to which no account
// should be sent, and an account that is none.
func check(m crawlers.Meta) error {
	p, err := readParams(m.Params)
	if err != nil {
		return err
	}
	for _, a := range []struct{ key, address string }{{"sign_in", p.SignIn}, {"search", p.Search}} {
		if err := m.CheckAddress(a.address); err != nil {
			return fmt.Errorf("pcl: params: %s %w", a.key, err)
		}
		if !strings.HasPrefix(a.address, "https://") {
			return fmt.Errorf("pcl: params: %s %.100q: want https, since an account goes there", a.key, a.address)
		}
	}
	if login, password, _ := strings.Cut(m.Token, ":"); m.Token != "" && (login == "" || password == "") {
		return errors.New("pcl: token: want login:password of a PACER account, best as env:NAME or file:PATH")
	}
	return nil
}
