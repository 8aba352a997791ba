<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>District of New Jersey - Recent Entries</title>
<link>https://ecf.njd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:53:00 GMT</lastBuildDate>

<item>
<title>3:24-cv-05101 O. P. v. Merck &amp; Co., Inc.</title>
<link>https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?549980</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.njd.uscourts.gov/doc1/11920010051?caseid=549980&#x26;de_seq_num=2&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?549980&#x26;2</guid>
<pubDate>Mon, 22 Apr 2024 14:38:00 GMT</pubDate>
</item>
</channel>
</rss>
