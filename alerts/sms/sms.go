// Package sms says messages as short messages (短信) to mobile numbers of the
// mainland.
//
// Carriers there let no free text through: an administrator registers a sign
// name (签名) and a template with its provider, and a destination says which of
// the template's variables takes which field of a message. The fields are
// Chinese, as the templates are; links and mentions have none.
//
// The channel sends what it is given, whatever its severity: which alerts a
// recipient is told at once is the recipient's setting. A short message is for
// waking somebody, beside another destination that tells the whole: there are no
// digests of them, and what is not told at once is told there alone.
//
// It passes through the hands of a provider and a carrier. So nobody but
// companies and stores is named in full, not even to the routed center.
package sms

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "sms",
	Title: map[string]string{"zh": "短信（阿里云）", "en": "Short message (Alibaba Cloud)"},
	Brief: true,
	Open:  open,
}

// Bounds of a destination. With maxParams of [maxValue] characters each, 150
// of the 500 that a message may have are left to the template and its sign.
const (
	maxPhones = 100
	maxParams = 10
	maxSign   = 30
)

type sender struct {
	url      *url.URL
	id       string // of the access key
	secret   string
	sign     string
	template string
	phones   []string
	params   map[string]string // variable of the template: field
	client   *http.Client
	now      func() time.Time
	nonce    func() string // new for every try
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		Provider string            `json:"provider"`
		URL      string            `json:"url"`
		ID       string            `json:"key_id"`
		Secret   string            `json:"key_secret"`
		Sign     string            `json:"sign"`
		Template string            `json:"template"`
		Phones   []string          `json:"phones"`
		Params   map[string]string `json:"params"`
	}
	if err := alerts.DecodeOptions(options, &o, "provider", "url", "key_id", "key_secret", "sign", "template", "phones", "params"); err != nil {
		return nil, err
	}
	if o.URL == "" {
		o.URL = endpoint
	}
	if err := alerts.CheckAddress(o.URL); err != nil {
		return nil, err
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, errors.New("option url is not an address")
	}
	switch {
	case o.Provider != "aliyun":
		return nil, errors.New("option provider: want aliyun, the one there is")
	case !printable(o.ID) || !printable(o.Secret):
		return nil, errors.New("options key_id and key_secret: give an AccessKey that may call dysms:SendSms, without spaces")
	case o.Sign == "" || o.Sign != literal(o.Sign) || utf8.RuneCountInString(o.Sign) > maxSign:
		return nil, errors.New("option sign: give an approved sign name (签名名称), without 【】")
	case !templates.MatchString(o.Template):
		return nil, errors.New("option template: give the code of an approved template (模板 CODE), such as SMS_123456789")
	}
	phones, err := mobiles(o.Phones)
	if err != nil {
		return nil, err
	}
	if err := checkParams(o.Params); err != nil {
		return nil, err
	}
	return &sender{u, o.ID, o.Secret, o.Sign, o.Template, phones, o.Params, client, time.Now, rand.Text}, nil
}

var (
	templates = regexp.MustCompile(`^SMS_[0-9]{1,20}$`)
	variables = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,49}$`)
	mobile    = regexp.MustCompile(`^(?:\+?86|0086)?(1[3-9][0-9]{9})$`)
)

// printable reports whether s can stand in a header.
func printable(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// mobiles returns each number once, in the form that all share.
func mobiles(written []string) ([]string, error) {
	var out []string
	for i, n := range written {
		found := mobile.FindStringSubmatch(strings.NewReplacer(" ", "", "-", "").Replace(n))
		if found == nil {
			return nil, fmt.Errorf("option phones: the number at place %d, %s, is not a mobile number of the mainland: want its 11 digits, with or without +86", i+1, masked(n))
		}
		if !slices.Contains(out, found[1]) {
			out = append(out, found[1])
		}
	}
	if len(out) == 0 || len(out) > maxPhones {
		return nil, fmt.Errorf("option phones: %d numbers, want 1 to %d", len(out), maxPhones)
	}
	return out, nil
}

// masked shows of a number what its owner knows it by: 138****0000. What is
// no number is not shown.
func masked(n string) string {
	if len(n) < 9 || strings.Trim(n, "+-0123456789 ") != "" {
		return "****"
	}
	return n[:3] + "****" + n[len(n)-4:]
}

func checkParams(params map[string]string) error {
	if len(params) > maxParams {
		return fmt.Errorf("option params: %d variables are more than %d", len(params), maxParams)
	}
	for variable, field := range params {
		if !variables.MatchString(variable) {
			return fmt.Errorf("option params: %.50q is not a variable of a template: give what stands in its ${…}", variable)
		}
		if fields[field] == nil {
			return fmt.Errorf("option params: %s takes no field: want one of %s", variable, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		}
	}
	return nil
}

func (s *sender) Notify(ctx context.Context, m alerts.Message) error {
	address, header, err := s.request(m)
	if err != nil {
		return err
	}
	answer, err := alerts.Post(ctx, s.client, address, nil, header)
	return verdict(answer, err, s.now())
}
