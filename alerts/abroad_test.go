package alerts

import "testing"

func TestForeignDomains(t *testing.T) {
	for domain, want := range map[string]bool{
		"gmail.com": true, "outlook.com": true, "notqq.com": true, "cn.com": true, "": true,
		"qq.com": false, "VIP.QQ.COM": false, "center.gov.cn": false, "lamps.example": false, "lamps.com": false, "mail.lamps.com.": false,
	} {
		if got := Foreign(domain, []string{"lamps.com"}); got != want {
			t.Errorf("%q is foreign: %v", domain, got)
		}
	}
}
