package alerts

import "strings"

// Abroad is a [Notifier] that may take what it is told out of China. The
// service, or the domain of a reader's address, is all that is known of it: a
// company's .com may well stand in Beijing, and a .cn elsewhere.
type Abroad interface {
	// Abroad returns what is foreign about it, such as "gmail.com", or "".
	// Domestic are domains that an administrator knows to be in China.
	Abroad(domestic []string) string
}

// domestic are mail providers in China whose domain does not say so. Names that
// are reserved for examples lead nowhere.
var domestic = []string{
	"cn", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "188.com", "139.com", "sina.com", "sohu.com", "aliyun.com", "21cn.com",
	"tom.com", "263.net", "xn--fiqs8s", "xn--fiqz9s", "example", "test", "invalid", "localhost",
}

// Foreign reports whether a domain is neither a Chinese one nor among more.
func Foreign(domain string, more []string) bool {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	for _, list := range [][]string{domestic, more} {
		for _, d := range list {
			if d = strings.ToLower(strings.Trim(d, ".")); domain == d || strings.HasSuffix(domain, "."+d) {
				return false
			}
		}
	}
	return true
}
