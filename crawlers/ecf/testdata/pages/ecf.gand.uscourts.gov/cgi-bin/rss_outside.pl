<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Northern District of Georgia - Recent Entries</title>
<link>https://ecf.gand.uscourts.gov</link>
<description>RSS feed is not configured for this court</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

</channel>
</rss>
