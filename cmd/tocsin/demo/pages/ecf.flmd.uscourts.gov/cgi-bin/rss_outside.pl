<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Middle District of Florida - Recent Entries</title>
<link>https://ecf.flmd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:52:00 GMT</lastBuildDate>

<item>
<title>8:23-cv-00139 TWOWS, LLC v. The Individuals, Partnerships and Unincorporated Associations Identified on Schedule A</title>
<link>https://ecf.flmd.uscourts.gov/cgi-bin/DktRpt.pl?409010</link>
<description>[Order Dismissing Case] (&#x3C;a href=&#x22;https://ecf.flmd.uscourts.gov/doc1/047126000881?caseid=409010&#x26;de_seq_num=171&#x22; &#x3E;66&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flmd.uscourts.gov/cgi-bin/DktRpt.pl?409010&#x26;171</guid>
<pubDate>Mon, 22 Apr 2024 13:00:00 GMT</pubDate>
</item>
</channel>
</rss>
