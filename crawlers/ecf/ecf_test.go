package ecf

import "errors"

func ended(err, want error) bool {
	if want == nil {
		return err == nil
	}
	return errors.Is(err, want)
}

// head is how a district court's feed begins.
func head(court string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>A District - Recent Entries</title>
<link>https://ecf.` + court + `.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:16:22 GMT</lastBuildDate>

`
}
