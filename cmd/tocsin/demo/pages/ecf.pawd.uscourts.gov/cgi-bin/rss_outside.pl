<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Western District of Pennsylvania - Recent Entries</title>
<link>https://ecf.pawd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:55:00 GMT</lastBuildDate>

<item>
<title>2:24-cv-00555 I. J. v. Allegheny County</title>
<link>https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?309877</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.pawd.uscourts.gov/doc1/15719933011?caseid=309877&#x26;de_seq_num=2&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?309877&#x26;2</guid>
<pubDate>Mon, 22 Apr 2024 14:27:00 GMT</pubDate>
</item>
</channel>
</rss>
