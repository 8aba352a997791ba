package euipo

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tocsin/crawlers"
)

// signIn has the office give a token for the account, which is good for some
// hours: longer than a visit.
func signIn(m crawlers.Meta, post crawlers.Post) (crawlers.Session, error) {
	p, err := readParams(m.Params)
	if err != nil {
		return crawlers.Session{}, err
	}
	id, secret, _ := strings.Cut(m.Token, ":")
	question := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {"uid"}}
	body, err := post(p.SignIn, "application/x-www-form-urlencoded", []byte(question.Encode()))
	var status *crawlers.StatusError
	if errors.As(err, &status) && (status.Code == http.StatusUnauthorized || status.Code == http.StatusBadRequest) {
		return crawlers.Session{}, refused(status.Error())
	}
	if err != nil {
		return crawlers.Session{}, err
	}
	var a struct {
		Token  crawlers.Word `json:"access_token"`
		Error  crawlers.Word `json:"error"`
		Detail crawlers.Word `json:"error_description"`
	}
	if err := crawlers.DecodeJSON(body, &a); err != nil {
		return crawlers.Session{}, err
	}
	if a.Token == "" {
		says := strings.NewReplacer(id, "***", secret, "***").Replace(string(a.Error + " " + a.Detail))
		return crawlers.Session{}, refused(clip(says))
	}
	return crawlers.Session{
		Token:  string(a.Token),
		Header: http.Header{http.CanonicalHeaderKey("X-IBM-Client-Id"): {id}},
		Hide:   []string{id, secret},
	}, nil
}

func refused(says string) error {
	return fmt.Errorf("%w: EUIPO gives the account of sources.euipo.token no session: %s; look at the application at https://dev.euipo.europa.eu, and whether it is one of the sandbox", crawlers.ErrBlocked, says)
}
