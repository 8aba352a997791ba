package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
)

// Alibaba Cloud's Short Message Service, version 2017-05-25. Its parameters
// stand in the query, its answers are JSON.
const (
	endpoint = "https://dysmsapi.aliyuncs.com/"
	version  = "2017-05-25"
	action   = "SendSms"

	maxValue  = 35  // characters of a variable
	maxSerial = 255 // of OutId
)

// request is one try. The service knows no message again: OutId comes back in
// its receipts, by which people can tell whether one arrived, and prevents no
// second one. Date and nonce are of the try, for a signature is good for one
// call within fifteen minutes.
func (s *sender) request(m alerts.Message) (address string, header http.Header, err error) {
	q := url.Values{
		"PhoneNumbers": {strings.Join(s.phones, ",")},
		"SignName":     {s.sign},
		"TemplateCode": {s.template},
		"OutId":        {serial(m.ID)},
	}
	if len(s.params) > 0 {
		values, err := json.Marshal(fill(s.params, m))
		if err != nil {
			return "", nil, fmt.Errorf("%w: encode: %w", alerts.ErrRefused, err)
		}
		q.Set("TemplateParam", string(values))
	}
	u := *s.url
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20") // a plus itself is %2B
	header = http.Header{"Accept": {"application/json"}}
	signed := map[string]string{
		"host":                  u.Host,
		"content-type":          "application/json; charset=utf-8", // which alerts.Post sets
		"x-acs-action":          action,
		"x-acs-version":         version,
		"x-acs-date":            s.now().UTC().Format(time.RFC3339),
		"x-acs-signature-nonce": s.nonce(),
		"x-acs-content-sha256":  digest(""),
	}
	for name, value := range signed {
		if strings.HasPrefix(name, "x-acs-") {
			header.Set(name, value)
		}
	}
	header.Set("Authorization", authorization(s.id, s.secret, u.RawQuery, signed))
	return u.String(), header, nil
}

// serial is the name by which receipts know a message.
func serial(id string) string {
	if len(id) > maxSerial {
		return digest(id)
	}
	return id
}

// authorization signs a call without a body: signature version 3,
// ACS3-HMAC-SHA256. The path that it signs is "/", as for all calls by action.
func authorization(id, secret, query string, signed map[string]string) string {
	names := slices.Sorted(maps.Keys(signed))
	var headers strings.Builder
	for _, name := range names {
		headers.WriteString(name + ":" + signed[name] + "\n")
	}
	list := strings.Join(names, ";")
	call := strings.Join([]string{http.MethodPost, "/", query, headers.String(), list, digest("")}, "\n")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("ACS3-HMAC-SHA256\n" + digest(call)))
	return "ACS3-HMAC-SHA256 Credential=" + id + ",SignedHeaders=" + list + ",Signature=" + hex.EncodeToString(mac.Sum(nil))
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// refused are the codes by which the service will not take a message, with
// what to do. A code without a point stands for those that go on behind one.
var refused = map[string]string{
	"isv.AMOUNT_NOT_ENOUGH":           "the account has too little money (余额不足): top it up",
	"isv.OUT_OF_SERVICE":              "the account is stopped for want of money (业务停机): top it up",
	"isv.MONTH_LIMIT_CONTROL":         "the account's own limit of the month is reached: raise it (安全设置)",
	"isv.PRODUCT_UN_SUBSCRIPT":        "the account has not opened the Short Message Service (短信服务)",
	"isv.PRODUCT_UNSUBSCRIBE":         "the account has not opened the Short Message Service (短信服务)",
	"isv.MOBILE_NUMBER_ILLEGAL":       "a number is not one: see option phones",
	"isv.MOBILE_COUNT_OVER_LIMIT":     "too many numbers: see option phones",
	"isv.SMS_TEMPLATE_ILLEGAL":        "the template is not approved, not this account's, or has other variables: see options template and params",
	"isv.TEMPLATE_MISSING_PARAMETERS": "the template has a variable that gets no value: see option params",
	"isv.TEMPLATE_PARAMS_ILLEGAL":     "a value does not have the form that the template wants of its variable (变量属性): see option params",
	"isv.PARAM_LENGTH_LIMIT":          "a value is too long for its variable (变量属性): see option params",
	"isv.SMS_SIGNATURE_ILLEGAL":       "the sign name is not approved or not this account's: see option sign",
	"isv.SMS_SIGN_ILLEGAL":            "the sign name may not be used: see option sign",
	"isv.SIGN_STATE_ILLEGAL":          "the sign name is not usable now (签名状态): see option sign",
	"isv.SMS_SIGNATURE_SCENE_ILLEGAL": "the sign name is not for notices: take a general one (通用)",
	"isv.SMS_CONTENT_ILLEGAL":         "the message holds words that are not let through",
	"isv.BLACK_KEY_CONTROL_LIMIT":     "a value holds a word that is not let through: put it into the template",
	"isv.PARAM_NOT_SUPPORT_URL":       "a value looks like an address",
	"isv.DENY_IP_RANGE":               "this machine's address is not of the mainland",
	"isp.RAM_PERMISSION_DENY":         "the AccessKey may not call dysms:SendSms",
	"Forbidden":                       "the AccessKey may not call dysms:SendSms",
	"NoPermission":                    "the AccessKey may not call dysms:SendSms",
	"InvalidAccessKeyId":              "the AccessKey does not exist or is switched off: see option key_id",
	"SignatureDoesNotMatch":           "the signature does not match: see option key_secret",
	"IncompleteSignature":             "the signature does not match: see option key_secret",
	"InvalidTimeStamp":                "the signature is of another hour: set this machine's clock",
}

// busy is how long the service must be left alone that has too many calls, or
// a number that has too many messages within a minute.
const busy = 65 * time.Second

// verdict reads the answer to a call: 200 is not yet yes, and 400 may be too
// many calls. Codes isv are of who calls, codes isp of the service.
func verdict(answer []byte, status error, now time.Time) error {
	var got struct {
		Code    string
		Message string
	}
	if err := json.Unmarshal(answer, &got); err != nil || got.Code == "" {
		if status != nil {
			return status
		}
		return errors.New("the answer is not Alibaba Cloud's: it has no Code")
	}
	code := got.Code
	if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._") != "" || len(code) > 80 {
		code = "unknown" // it may be anything
	}
	family, _, _ := strings.Cut(code, ".")
	switch {
	case code == "OK" && status == nil:
		return nil
	case code == "isv.BUSINESS_LIMIT_CONTROL":
		return &alerts.LaterError{After: pause(got.Message, now), Err: fmt.Errorf("code %s: too many messages to a number", code)}
	case code == "isv.DAY_LIMIT_CONTROL":
		return &alerts.LaterError{After: untilTomorrow(now), Err: fmt.Errorf("code %s: the account's own limit of the day is reached (安全设置)", code)}
	case family == "Throttling":
		return &alerts.LaterError{After: busy, Err: fmt.Errorf("code %s: too many calls", code)}
	case refused[code] != "":
		return fmt.Errorf("%w: code %s: %s", alerts.ErrRefused, code, refused[code])
	case refused[family] != "":
		return fmt.Errorf("%w: code %s: %s", alerts.ErrRefused, code, refused[family])
	case code == "SignatureNonceUsed", family == "isp":
		return fmt.Errorf("code %s", code)
	case family == "isv":
		return fmt.Errorf("%w: code %s", alerts.ErrRefused, code)
	case status != nil:
		return fmt.Errorf("%w: code %s", status, code)
	default:
		return fmt.Errorf("code %s", code)
	}
}

// pause is how long a number must be left alone. All limits have one code: the
// service's words, which may change, choose the pause, never the outcome.
func pause(words string, now time.Time) time.Duration {
	switch {
	case strings.Contains(words, "分钟"):
		return busy
	case strings.Contains(words, "天级"):
		return untilTomorrow(now)
	}
	return time.Hour
}

// untilTomorrow is how long the day lasts by which the service counts, and a
// minute.
func untilTomorrow(now time.Time) time.Duration {
	now = now.In(time.FixedZone("", 8*60*60))
	y, m, d := now.Date()
	return time.Date(y, m, d+1, 0, 1, 0, 0, now.Location()).Sub(now)
}
