<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Eastern District of Texas - Recent Entries</title>
<link>https://ecf.txed.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:57:00 GMT</lastBuildDate>

<item>
<title>4:24-cv-00345 K. L. v. Frisco ISD</title>
<link>https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?228044</link>
<description>[Order] (&#x3C;a href=&#x22;https://ecf.txed.uscourts.gov/doc1/17519900845?caseid=228044&#x26;de_seq_num=22&#x22; &#x3E;9&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?228044&#x26;22</guid>
<pubDate>Mon, 22 Apr 2024 14:43:00 GMT</pubDate>
</item>
</channel>
</rss>
