<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Middle District of Florida - Recent Entries</title>
<link>https://ecf.flmd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

</channel>
</rss>
