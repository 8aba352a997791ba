<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Central District of California - Recent Entries</title>
<link>https://ecf.cacd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:51:00 GMT</lastBuildDate>

<item>
<title>2:24-cv-03310 M. N. v. Uber Technologies, Inc.</title>
<link>https://ecf.cacd.uscourts.gov/cgi-bin/DktRpt.pl?925533</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.cacd.uscourts.gov/doc1/031042200188?caseid=925533&#x26;de_seq_num=2&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.cacd.uscourts.gov/cgi-bin/DktRpt.pl?925533&#x26;2</guid>
<pubDate>Mon, 22 Apr 2024 14:12:00 GMT</pubDate>
</item>
</channel>
</rss>
