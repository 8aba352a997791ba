package pcl

import (
	"encoding/json"
	"fmt"
	"strings"

	"tocsin/crawlers"
)

// signIn begins a session with the account.
func signIn(m crawlers.Meta, post crawlers.Post) (crawlers.Session, error) {
	p, err := readParams(m.Params)
	if err != nil {
		return crawlers.Session{}, err
	}
	login, password, _ := strings.Cut(m.Token, ":")
	question, err := json.Marshal(struct { //nolint:gosec // to send the password is what signing in is
		LoginID    string `json:"loginId"`
		Password   string `json:"password"`
		ClientCode string `json:"clientCode,omitempty"`
		// Who files papers must say at each sign-in that he knows the rules on
		// redaction; others need not, and may.
		RedactFlag string `json:"redactFlag"`
	}{login, password, p.ClientCode, "1"})
	if err != nil {
		return crawlers.Session{}, err
	}
	body, err := post(p.SignIn, "application/json", question)
	if err != nil {
		return crawlers.Session{}, err
	}
	var a struct {
		Token  crawlers.Word `json:"nextGenCSO"`
		Result crawlers.Word `json:"loginResult"`
		Says   crawlers.Word `json:"errorDescription"`
	}
	if err := crawlers.DecodeJSON(body, &a); err != nil {
		return crawlers.Session{}, err
	}
	if a.Result != "0" || a.Token == "" || barred(string(a.Says)) {
		says := strings.NewReplacer(login, "***", password, "***").Replace(string(a.Says))
		return crawlers.Session{}, fmt.Errorf("%w: PACER does not let the account of sources.pcl.token search: result %.20q, %.200q; try it at https://pcl.uscourts.gov", crawlers.ErrBlocked, string(a.Result), says)
	}
	return crawlers.Session{Token: string(a.Token), Hide: []string{login, password}}, nil
}

// barred reports whether a notice beside a session that was begun says that it
// is good for nothing: the account owes money, or wants a client code.
func barred(notice string) bool {
	notice = strings.ToLower(notice)
	return strings.Contains(notice, "client code") || strings.Contains(notice, "disabled")
}
