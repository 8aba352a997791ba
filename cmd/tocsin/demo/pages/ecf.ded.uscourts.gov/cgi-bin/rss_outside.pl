<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>District of Delaware - Recent Entries</title>
<link>https://ecf.ded.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:56:00 GMT</lastBuildDate>

<item>
<title>1:24-cv-00480 S. T. v. Wilmington Trust Company</title>
<link>https://ecf.ded.uscourts.gov/cgi-bin/DktRpt.pl?86600</link>
<description>[Order] (&#x3C;a href=&#x22;https://ecf.ded.uscourts.gov/doc1/04216200111?caseid=86600&#x26;de_seq_num=7&#x22; &#x3E;3&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ded.uscourts.gov/cgi-bin/DktRpt.pl?86600&#x26;7</guid>
<pubDate>Mon, 22 Apr 2024 12:50:00 GMT</pubDate>
</item>
</channel>
</rss>
