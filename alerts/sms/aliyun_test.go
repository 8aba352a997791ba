package sms

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
)

// The example of Alibaba Cloud's own description of signature version 3.
func TestAuthorization(t *testing.T) {
	const want = "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
		"Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
	got := authorization("YourAccessKeyId", "YourAccessKeySecret", "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", map[string]string{
		"host":                  "ecs.cn-shanghai.aliyuncs.com",
		"x-acs-action":          "RunInstances",
		"x-acs-content-sha256":  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"x-acs-date":            "2023-10-26T10:22:32Z",
		"x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
		"x-acs-version":         "2014-05-26",
	})
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLongNameOfADeliveryStaysOne(t *testing.T) {
	long := strings.Repeat("us-ilnd/3:26-cv-00123#entry.12", 20)
	one, two := serial(long+">desk"), serial(long+">brand")
	if one == two || len(one) > maxSerial || serial("a@w>desk") != "a@w>desk" {
		t.Errorf("got %q and %q", one, two)
	}
}

func TestVerdict(t *testing.T) {
	now := time.Date(2026, 1, 5, 13, 0, 0, 0, time.UTC) // 21:00 in Beijing
	bad := alerts.StatusError(400, nil)
	for _, tc := range []struct {
		answer string
		status error
		class  string
		after  time.Duration
		says   string
	}{
		{`{"Code":"OK","Message":"OK"}`, nil, "accepted", 0, ""},
		{`{"Code":"OK"}`, alerts.StatusError(500, nil), "plain", 0, "500"},
		{`{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发分钟级流控Permits:1"}`, nil, "later", 65 * time.Second, "too many"},
		{`{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发小时级流控Permits:5"}`, nil, "later", time.Hour, "too many"},
		{`{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发号码天级流控Permits:40"}`, nil, "later", 3*time.Hour + time.Minute, "too many"},
		{`{"Code":"isv.BUSINESS_LIMIT_CONTROL"}`, nil, "later", time.Hour, "too many"},
		{`{"Code":"isv.DAY_LIMIT_CONTROL"}`, nil, "later", 3*time.Hour + time.Minute, "limit of the day"},
		{`{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}`, bad, "later", 65 * time.Second, "too many calls"},
		{`{"Code":"Throttling"}`, bad, "later", 65 * time.Second, "too many calls"},
		{`{"Code":"ServiceUnavailable"}`, alerts.StatusError(503, nil), "later", time.Minute, "ServiceUnavailable"},
		{`{"Code":"InternalError"}`, alerts.StatusError(500, nil), "plain", 0, "InternalError"},
		{`{"Code":"isp.SYSTEM_ERROR"}`, nil, "plain", 0, "isp.SYSTEM_ERROR"},
		{`{"Code":"SignatureNonceUsed"}`, bad, "plain", 0, "SignatureNonceUsed"},
		{`{"Code":"SomethingNew"}`, nil, "plain", 0, "SomethingNew"},
		{`{"Code":"SomethingNew"}`, bad, "refused", 0, "SomethingNew"},
		{`{"Code":"s3cretS3cret"}`, bad, "refused", 0, "code unknown"},
		{`{"Code":"isv.AMOUNT_NOT_ENOUGH"}`, nil, "refused", 0, "top it up"},
		{`{"Code":"isv.OUT_OF_SERVICE"}`, nil, "refused", 0, "top it up"},
		{`{"Code":"isv.MONTH_LIMIT_CONTROL"}`, nil, "refused", 0, "month"},
		{`{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}`, nil, "refused", 0, "option phones"},
		{`{"Code":"isv.SMS_TEMPLATE_ILLEGAL"}`, nil, "refused", 0, "options template"},
		{`{"Code":"isv.TEMPLATE_MISSING_PARAMETERS"}`, nil, "refused", 0, "see option params"},
		{`{"Code":"isv.SMS_SIGNATURE_ILLEGAL"}`, nil, "refused", 0, "option sign"},
		{`{"Code":"isv.SOMETHING_NEW"}`, nil, "refused", 0, "isv.SOMETHING_NEW"},
		{`{"Code":"isp.RAM_PERMISSION_DENY"}`, nil, "refused", 0, "SendSms"},
		{`{"Code":"Forbidden.RAM"}`, alerts.StatusError(403, nil), "refused", 0, "SendSms"},
		{`{"Code":"InvalidAccessKeyId.NotFound"}`, alerts.StatusError(404, nil), "refused", 0, "option key_id"},
		{`{"Code":"InvalidAccessKeyId.Inactive"}`, bad, "refused", 0, "option key_id"},
		{`{"Code":"SignatureDoesNotMatch"}`, bad, "refused", 0, "option key_secret"},
		{`{"Code":"InvalidTimeStamp.Expired"}`, bad, "refused", 0, "clock"},
		{`{"Code":7}`, nil, "plain", 0, "no Code"},
		{`{}`, nil, "plain", 0, "no Code"},
		{``, nil, "plain", 0, "no Code"},
		{`<html>`, alerts.StatusError(502, nil), "plain", 0, "502"},
	} {
		err := verdict([]byte(tc.answer), tc.status, now)
		var after time.Duration
		class := "plain"
		switch slow := new(alerts.LaterError); {
		case err == nil:
			class = "accepted"
		case errors.Is(err, alerts.ErrRefused):
			class = "refused"
		case errors.As(err, &slow):
			class, after = "later", slow.After
		}
		if class != tc.class || after != tc.after || err != nil && !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s, %v: %v, want %s after %v with %q", tc.answer, tc.status, err, tc.class, tc.after, tc.says)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error repeats what it was told: %v", err)
		}
	}
}
